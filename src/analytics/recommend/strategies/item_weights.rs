//! Which products explain the purchase of which: ridge regression of each product on its nearest others.
//!
//! The closed form of EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019) inverts a products × products
//! matrix. Here each product is regressed only on the products that go with it best (as fsSLIM does: Ning & Karypis, ICDM 2011),
//! which keeps the quality and makes time and memory linear in the number of products.

use crate::recommend::matrix::Interactions;
use crate::recommend::strategies::params::StrategyParams;
use clientele_core::sparse::{Csr, CsrEntry};
use clientele_core::statistics::{Pivot, cholesky_in_place, solve_cholesky};

/// Products kept per row of the co-purchase counts: those met most often relative to chance.
const KEPT_PER_ROW: usize = 768;
/// Customers with more different products say little about which belong together, and cost their square.
const MAX_PRODUCTS_OF_CUSTOMER: usize = 2_500;

/// The work in progress: first co-purchase counts of every product, then its weights.
#[derive(Clone, Debug)]
pub struct ItemWeightsBuilder {
    gram: Csr,
    squared_norm: Vec<f64>,
    strength: Vec<f32>,
    incoming: Csr,
    row: Vec<f64>,
    place: Vec<u32>,
    touched: Vec<u32>,
    entries: Vec<CsrEntry>,
    matrix: Vec<f64>,
}

impl ItemWeightsBuilder {
    /// Takes each purchase as `ln(1 + times)`.
    pub fn new(interactions: &Interactions) -> Self {
        let products = interactions.products();
        let strength: Vec<f32> =
            (0..interactions.len()).map(|entry| libm::log1p(f64::from(interactions.purchase(entry).times)) as f32).collect();
        let squared_norm = (0..products as u32)
            .map(|product| {
                let entries = interactions.column_row_entries(interactions.column(product));
                entries.iter().map(|&entry| f64::from(strength[entry as usize]) * f64::from(strength[entry as usize])).sum()
            })
            .collect();
        Self {
            gram: Csr::default(),
            squared_norm,
            strength,
            incoming: Csr::default(),
            row: vec![0.0; products],
            place: vec![0; products],
            touched: Vec::new(),
            entries: Vec::new(),
            matrix: Vec::new(),
        }
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        let products = self.row.len().max(1) as f64;
        (self.gram.len() + self.incoming.len()) as f64 / (2.0 * products)
    }

    /// Does about `budget` multiplications' worth of products; true when all are done.
    pub fn step(&mut self, interactions: &Interactions, params: &StrategyParams, budget: u64) -> bool {
        let products = self.row.len();
        let mut spent = 0_u64;
        while spent < budget && self.gram.len() < products {
            spent += 1_000 + self.count_row(interactions, self.gram.len() as u32);
        }
        while spent < budget && self.incoming.len() < products {
            spent += 1_000 + self.solve(params, self.incoming.len() as u32);
        }
        self.incoming.len() == products
    }

    /// For each product those of highest cosine (of `ln(1 + times)`), `keep` at most; all steps done.
    pub fn nearest(&self, keep: usize) -> Csr {
        let mut out = Csr::default();
        let mut entries = Vec::new();
        for product in 0..self.gram.len() as u32 {
            entries.clear();
            entries.extend(self.gram.entries(product));
            out.push_strongest(&mut entries, keep);
        }
        out
    }

    /// For each product, the products whose purchase it predicts, with weights that may be negative.
    pub fn finish(self) -> Csr {
        self.incoming.transposed()
    }

    /// One row of XᵀX without its diagonal, the closest kept.
    fn count_row(&mut self, interactions: &Interactions, product: u32) -> u64 {
        let mut work = 0;
        let column = interactions.column(product);
        let customers = interactions.column_customers(column.clone());
        for (customer, &entry) in customers.zip(interactions.column_row_entries(column)) {
            let row = interactions.row(customer);
            if row.len() > MAX_PRODUCTS_OF_CUSTOMER {
                continue;
            }
            let own = f64::from(self.strength[entry as usize]);
            work += row.len() as u64;
            let strengths = &self.strength[row.clone()];
            for (&other, &strength) in interactions.products_of(customer).iter().zip(strengths) {
                let cell = &mut self.row[other as usize];
                if *cell == 0.0 {
                    self.touched.push(other);
                }
                *cell += own * f64::from(strength);
            }
        }
        self.entries.clear();
        for &other in &self.touched {
            let dot = std::mem::take(&mut self.row[other as usize]);
            if other != product {
                let norm = (self.squared_norm[product as usize] * self.squared_norm[other as usize]).sqrt();
                // The weight is the cosine, by which rows are cut; `solve` turns it back into the count.
                self.entries.push(CsrEntry { column: other, weight: (dot / norm) as f32, count: 0 });
            }
        }
        self.touched.clear();
        work += self.entries.len() as u64;
        self.gram.push_strongest(&mut self.entries, KEPT_PER_ROW);
        work
    }

    /// Regresses one product on its nearest others.
    fn solve(&mut self, params: &StrategyParams, product: u32) -> u64 {
        self.entries.clear();
        self.entries.extend(self.gram.entries(product));
        let keep = params.item_neighbours as usize;
        if self.entries.len() > keep {
            self.entries.select_nth_unstable_by(keep, |a, b| b.weight.total_cmp(&a.weight).then(a.column.cmp(&b.column)));
            self.entries.truncate(keep);
        }
        self.entries.sort_unstable_by_key(|entry| entry.column);
        let k = self.entries.len();
        self.matrix.clear();
        self.matrix.resize(k * k, 0.0);
        let norm = |product: u32| self.squared_norm[product as usize].sqrt();
        for (at, entry) in self.entries.iter().enumerate() {
            self.place[entry.column as usize] = at as u32 + 1;
        }
        let mut work = (k * k * k / 6) as u64;
        for (a, entry) in self.entries.iter().enumerate() {
            let (others, cosines) = self.gram.row(entry.column);
            work += others.len() as u64;
            let own = norm(entry.column);
            for (&other, &cosine) in others.iter().zip(cosines) {
                let place = self.place[other as usize];
                if place > 0 {
                    let b = place as usize - 1;
                    // A pair may be cut from one row and kept in the other: both halves of the matrix get the value.
                    let dot = f64::from(cosine) * own * norm(other);
                    self.matrix[a * k + b] = dot;
                    self.matrix[b * k + a] = dot;
                }
            }
            self.matrix[a * k + a] = self.squared_norm[entry.column as usize] + params.ridge;
        }
        let own = norm(product);
        let mut right: Vec<f64> = self.entries.iter().map(|entry| f64::from(entry.weight) * own * norm(entry.column)).collect();
        for entry in &self.entries {
            self.place[entry.column as usize] = 0;
        }
        // Cut pairs may leave the matrix not positive definite in some direction, which then gets the weight 0.
        cholesky_in_place(&mut self.matrix, k, Pivot::Drop(1e-9));
        solve_cholesky(&self.matrix, &mut right);
        for (entry, weight) in self.entries.iter_mut().zip(&right) {
            entry.weight = *weight as f32;
        }
        self.incoming.push_strongest(&mut self.entries, keep);
        work
    }
}
