//! Strategy 1, collaborative filtering: what similar customers buy. Two views of the same matrix: what the most similar customers bought (the
//! customer counts as the nearest of them), and products that predict each other's purchase.

use crate::recommend::matrix::{Interactions, NO_GROUP};
use crate::recommend::strategies::params::Mix;
use crate::recommend::strategies::scratch::{Marks, ScoreRow, greatest_of, normalise, scale_of};
use clientele_core::sparse::Csr;
use std::ops::Range;

/// Pairs looked at for all customers together; each customer's share is within [`VISITS_PER_CUSTOMER`].
const VISITS: u64 = 20_000_000;
/// Purchases in a cache line.
const LINE: usize = 8;
/// Purchases whose strength is looked up instead of worked out.
const STRENGTHS: u32 = 64;
/// See [`VISITS`].
const VISITS_PER_CUSTOMER: (u64, u64) = (256, 32_768);

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct Collaborative {
    item_weights: Csr,
    nearest: Csr,
    searched_group: Vec<u32>,
    neighbours: usize,
    visits: usize,
    mix: Mix,
    /// Per product the factor for what sells now.
    trend: Vec<f64>,
    /// `ln(1 + times)` of the first so many times.
    strengths: Vec<f64>,
}

/// Scratch for the search, reused from customer to customer.
#[derive(Clone, Debug)]
pub struct NeighbourScratch {
    cosine: Vec<f32>,
    touched: Vec<u32>,
    /// Cosine (the greater, the smaller) and customer of those found: sorted as whole numbers.
    keys: Vec<u64>,
    found: Vec<(f32, u32)>,
    by_rarity: Vec<(u32, u32)>,
    /// Per product the score by the customer's own products.
    from_items: Vec<f64>,
    item_marks: Marks,
    greatest_from_items: f64,
    /// Per product the score from similar customers, and how many of them bought it.
    from_customers: Vec<(f32, u32)>,
    greatest_from_customers: f32,
    own: Vec<f64>,
    /// By candidate.
    column: Vec<f64>,
}

impl NeighbourScratch {
    /// For so many customers and products.
    pub fn new(customers: usize, products: usize) -> Self {
        Self {
            cosine: vec![0.0; customers],
            touched: Vec::new(),
            keys: Vec::new(),
            found: Vec::new(),
            by_rarity: Vec::new(),
            from_items: vec![0.0; products],
            item_marks: Marks::new(products),
            greatest_from_items: 0.0,
            from_customers: vec![(0.0, 0); products],
            greatest_from_customers: 0.0,
            own: vec![0.0; products],
            column: Vec::new(),
        }
    }

    /// Clears the scores of these products, which must be all that have one.
    pub(crate) fn clear(&mut self, touched: &[u32]) {
        if touched.len() * 4 > self.from_items.len() {
            self.from_items.fill(0.0);
            self.from_customers.fill((0.0, 0));
        } else {
            for &product in touched {
                self.from_items[product as usize] = 0.0;
                self.from_customers[product as usize] = (0.0, 0);
            }
        }
        self.item_marks.clear(touched);
        self.found.clear();
        (self.greatest_from_items, self.greatest_from_customers) = (0.0, 0.0);
    }

    /// The products that the customer's own products give a score.
    pub(crate) fn item_marks(&self) -> &Marks {
        &self.item_marks
    }

    /// How many of the similar customers bought a product, and how many similar customers there are; for the customer scored last.
    pub fn buyers_among_neighbours(&self, product: u32) -> (u32, u32) {
        (self.from_customers[product as usize].1, self.found.len() as u32)
    }

    /// The score of a product by the customer's own products, not yet scaled; for the customer scored last.
    pub fn from_items(&self, product: u32) -> f64 {
        self.from_items[product as usize]
    }

    /// The greatest of [`Self::from_items`], 0 when none is above.
    pub fn greatest_from_items(&self) -> f64 {
        self.greatest_from_items
    }

    /// The score of a product by similar customers, not yet scaled; for the customer scored last.
    pub fn from_customers(&self, product: u32) -> f32 {
        self.from_customers[product as usize].0
    }

    /// The greatest of [`Self::from_customers`].
    pub fn greatest_from_customers(&self) -> f32 {
        self.greatest_from_customers
    }

    /// The similar customers of the customer scored last, as (cosine, customer), most similar first.
    pub fn found(&self) -> &[(f32, u32)] {
        &self.found
    }
}

/// Per product the factor for what sells now.
pub(crate) fn trend(mix: Mix, recent_buyers: impl Iterator<Item = u32>) -> Vec<f64> {
    recent_buyers.map(|buyers| libm::pow(f64::from(buyers) + 1.0, mix.trend)).collect()
}

impl Collaborative {
    /// `item_weights` and `nearest` from the module `item_weights`. Groups with fewer than `min_group_buyers` customers who bought are not
    /// searched on their own.
    pub fn new(interactions: &Interactions, item_weights: Csr, nearest: Csr, neighbours: u32, min_group_buyers: u32) -> Self {
        let customers = interactions.customers() as u32;
        let mut members: Vec<u32> = (0..customers).filter(|&c| !interactions.row(c).is_empty()).collect();
        members.sort_by_key(|&c| interactions.group(c));
        let mut searched_group = vec![NO_GROUP; customers as usize];
        for group in members.chunk_by(|&a, &b| interactions.group(a) == interactions.group(b)) {
            if group.len() >= min_group_buyers as usize {
                for &customer in group {
                    searched_group[customer as usize] = interactions.group(customer);
                }
            }
        }
        let visits = (VISITS / u64::from(customers.max(1))).clamp(VISITS_PER_CUSTOMER.0, VISITS_PER_CUSTOMER.1) as usize;
        Self {
            item_weights,
            nearest,
            searched_group,
            neighbours: neighbours as usize,
            visits,
            mix: Mix::default(),
            trend: vec![1.0; interactions.products()],
            strengths: (0..STRENGTHS).map(|times| libm::log1p(f64::from(times))).collect(),
        }
    }

    /// Sets the shares, and with them what sells now. `recent_buyers` has one entry per product.
    pub fn set_mix(&mut self, mix: Mix, recent_buyers: impl Iterator<Item = u32>) {
        self.mix = mix;
        self.trend = trend(mix, recent_buyers);
    }

    /// Whether the customer's group was large enough to be searched on its own.
    pub fn within_group(&self, customer: u32) -> bool {
        self.searched_group[customer as usize] != NO_GROUP
    }

    /// The item weights, product by product.
    pub fn item_weights(&self) -> &Csr {
        &self.item_weights
    }

    /// For each product those of highest cosine.
    pub fn nearest(&self) -> &Csr {
        &self.nearest
    }

    /// How much a product bought so many times counts as a predictor of others.
    fn strength(&self, times: u32) -> f64 {
        self.strengths.get(times as usize).copied().unwrap_or_else(|| libm::log1p(f64::from(times)))
    }

    /// What the customer's own products say of others by the item weights, not scaled.
    pub fn score_items(&self, interactions: &Interactions, customer: u32, out: &mut ScoreRow) {
        for entry in interactions.row(customer) {
            let purchase = interactions.purchase(entry);
            let strength = self.strength(purchase.times);
            let (others, weights) = self.item_weights.row(purchase.product);
            for (&other, &weight) in others.iter().zip(weights) {
                out.add(other, strength * f64::from(weight));
            }
        }
    }

    /// Adds up the scores that similar customers and the customer's own products give, and marks in `marks` the products that the
    /// customer or a similar one bought. Products that only item weights lead to are marked in the scratch: they are candidates if
    /// their score is above 0. The scratch must be clear. Returns false for a customer without purchases.
    pub fn gather(&self, interactions: &Interactions, customer: u32, scratch: &mut NeighbourScratch, marks: &mut Marks) -> bool {
        let row = interactions.row(customer);
        if row.is_empty() {
            return false;
        }
        let said = scratch.item_marks.bytes();
        for entry in row.clone() {
            let purchase = interactions.purchase(entry);
            marks.set(purchase.product);
            let strength = self.strength(purchase.times);
            let (others, weights) = self.item_weights.row(purchase.product);
            for (&other, &weight) in others.iter().zip(weights) {
                scratch.from_items[other as usize] += strength * f64::from(weight);
                said[other as usize] = 1;
            }
        }
        self.find_neighbours(interactions, customer, row, scratch);
        // Prefetch: the neighbours' rows lie far apart in memory. Reading a value of each cache line first, with no other work in
        // between, lets the processor load them in parallel; without it, waiting for them takes half of all time.
        let touch = |row: &[(u32, f32)]| row.iter().step_by(LINE).chain(row.last()).fold(0, |all, pair| all ^ pair.0);
        std::hint::black_box(scratch.found.iter().fold(0, |all, &(_, neighbour)| all ^ touch(interactions.pairs_of(neighbour))));
        for &(cosine, neighbour) in &scratch.found {
            for &(product, weight) in interactions.pairs_of(neighbour) {
                let cell = &mut scratch.from_customers[product as usize];
                cell.0 += cosine * weight;
                cell.1 += 1;
                marks.set(product);
            }
        }
        true
    }

    /// Scores of 0 to 1 for the candidates, which must include all products that [`Self::gather`] gave a score.
    pub fn complete(
        &self,
        interactions: &Interactions,
        customer: u32,
        scratch: &mut NeighbourScratch,
        candidates: &[u32],
        out: &mut Vec<f64>,
    ) {
        out.clear();
        out.extend(candidates.iter().map(|&product| scratch.from_items[product as usize]));
        scratch.column.clear();
        scratch.column.extend(candidates.iter().map(|&product| f64::from(scratch.from_customers[product as usize].0)));
        scratch.greatest_from_items = greatest_of(out);
        scratch.greatest_from_customers = greatest_of(&scratch.column) as f32;
        let items = scale_of(scratch.greatest_from_items);
        let customers = if scratch.greatest_from_customers > 0.0 {
            self.mix.neighbours / f64::from(scratch.greatest_from_customers)
        } else {
            0.0
        };
        let own = interactions.pairs_of(customer);
        let greatest = own.iter().map(|pair| pair.1).fold(0.0_f32, f32::max);
        if greatest > 0.0 {
            for &(product, weight) in own {
                scratch.own[product as usize] = self.mix.own * f64::from(weight) / f64::from(greatest);
            }
        }
        for (score, of_customers) in out.iter_mut().zip(&scratch.column) {
            *score = self.mix.items * (*score * items).clamp(0.0, 1.0) + customers * of_customers;
        }
        for (score, &product) in out.iter_mut().zip(candidates) {
            *score = (*score + scratch.own[product as usize]) * self.trend[product as usize];
        }
        for &(product, _) in own {
            scratch.own[product as usize] = 0.0;
        }
        normalise(out);
    }

    /// The customers of greatest cosine, through each product's list of buyers, rarest products first, until the allowance of
    /// pairs is used up; of a list too long for what is left an even sample is taken.
    fn find_neighbours(&self, interactions: &Interactions, customer: u32, row: Range<usize>, scratch: &mut NeighbourScratch) {
        let group = self.searched_group[customer as usize];
        scratch.by_rarity.clear();
        for entry in row {
            let product = interactions.purchase(entry).product;
            scratch.by_rarity.push((interactions.buyers(product), entry as u32));
        }
        scratch.by_rarity.sort_unstable();
        let all = interactions.weights_of(customer).iter().map(|&weight| f64::from(weight)).sum::<f64>() as f32;
        let mut left = self.visits;
        // Branchless compaction: every customer is written to the next place, which moves on only past new ones.
        scratch.touched.resize(self.visits + 1, 0);
        let mut new = 0;
        for &(_, entry) in &scratch.by_rarity {
            if left == 0 {
                break;
            }
            let purchase = interactions.purchase(entry as usize);
            let own = (purchase.weight / all).sqrt();
            let column = interactions.column_parts(interactions.column_in_group(purchase.product, group));
            let step = column.len().div_ceil(left).max(1);
            for &(other, part) in column.iter().step_by(step) {
                let cell = &mut scratch.cosine[other as usize];
                scratch.touched[new] = other;
                new += usize::from(*cell == 0.0);
                *cell += own * part * step as f32;
            }
            left -= column.len().div_ceil(step);
        }
        scratch.keys.clear();
        for &other in &scratch.touched[..new] {
            let cosine = std::mem::take(&mut scratch.cosine[other as usize]).min(1.0);
            // Cosines are not negative: their bits sort as they do.
            if other != customer {
                scratch.keys.push(u64::from(!cosine.to_bits()) << 32 | u64::from(other));
            }
        }
        if scratch.keys.len() > self.neighbours {
            scratch.keys.select_nth_unstable(self.neighbours);
            scratch.keys.truncate(self.neighbours);
        }
        scratch.keys.sort_unstable();
        scratch.found.extend(scratch.keys.iter().map(|&key| (f32::from_bits(!((key >> 32) as u32)), key as u32)));
    }
}
