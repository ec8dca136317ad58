//! Strategy 3, cross-sell: what is bought together. Market-basket counts over orders, or over a customer's shopping days where orders have
//! one line only.

use crate::basket::RuleCounts;
use crate::recommend::matrix::Interactions;
use crate::recommend::strategies::params::StrategyParams;
use crate::recommend::strategies::scratch::{Marks, greatest_of, scale_of};
use clientele_core::domain::{BasketKind, Baskets};
use clientele_core::sparse::{Csr, CsrEntry};

/// The strength of a pair: how far the consequent's share among the antecedent's baskets lies above chance, shrunk where
/// few baskets show it, in units of √(antecedent's baskets × consequent's baskets).
fn strength(pair: &RuleCounts) -> f64 {
    let both = f64::from(pair.both);
    let chance = f64::from(pair.antecedent) * f64::from(pair.consequent) / f64::from(pair.baskets.max(1));
    let above = (both - chance).max(0.0) * both / (both + 5.0);
    above / (f64::from(pair.antecedent) * f64::from(pair.consequent)).sqrt().max(1.0)
}

/// The work in progress: pairs of every product.
#[derive(Clone, Debug)]
pub struct CrossSellBuilder {
    baskets: Baskets,
    pairs: Csr,
    row: Vec<u32>,
    touched: Vec<u32>,
    found: Vec<CsrEntry>,
}

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct CrossSell {
    pairs: Csr,
    baskets_with: Vec<u32>,
    baskets: u32,
    capped: u32,
    kind: BasketKind,
}

impl CrossSellBuilder {
    /// Nothing counted yet.
    pub fn new(baskets: Baskets) -> Self {
        let products = baskets.product_count();
        Self { baskets, pairs: Csr::default(), row: vec![0; products], touched: Vec::new(), found: Vec::new() }
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.pairs.len() as f64 / self.row.len().max(1) as f64
    }

    /// Counts the pairs of about `budget` basket entries' worth of products; true when all are done.
    pub fn step(&mut self, params: &StrategyParams, budget: u64) -> bool {
        let mut spent = 0_u64;
        while spent < budget && self.pairs.len() < self.row.len() {
            spent += 500 + self.count(params, self.pairs.len() as u32);
        }
        self.pairs.len() == self.row.len()
    }

    fn count(&mut self, params: &StrategyParams, product: u32) -> u64 {
        let mut work = 0;
        for &basket in self.baskets.with(product) {
            let others = self.baskets.products(basket);
            work += others.len() as u64;
            for &other in others {
                let cell = &mut self.row[other as usize];
                if *cell == 0 {
                    self.touched.push(other);
                }
                *cell += 1;
            }
        }
        self.found.clear();
        for &other in &self.touched {
            let both = std::mem::take(&mut self.row[other as usize]);
            if other == product || both < params.min_pair_orders {
                continue;
            }
            let pair = RuleCounts {
                both,
                antecedent: self.baskets.with(product).len() as u32,
                consequent: self.baskets.with(other).len() as u32,
                baskets: self.baskets.len() as u32,
            };
            let weight = libm::pow(strength(&pair), 0.7) as f32;
            if weight > 0.0 {
                self.found.push(CsrEntry { column: other, weight, count: both });
            }
        }
        self.touched.clear();
        self.pairs.push_strongest(&mut self.found, params.links_per_product as usize);
        work
    }

    /// The strategy.
    pub fn finish(self) -> CrossSell {
        CrossSell {
            baskets_with: (0..self.row.len() as u32).map(|p| self.baskets.with(p).len() as u32).collect(),
            baskets: self.baskets.len() as u32,
            capped: self.baskets.capped(),
            kind: self.baskets.kind(),
            pairs: self.pairs,
        }
    }
}

impl CrossSell {
    /// What a basket is here.
    pub fn kind(&self) -> BasketKind {
        self.kind
    }

    /// Baskets that were cut to the largest size.
    pub fn capped(&self) -> u32 {
        self.capped
    }

    /// For each product what is bought with it more often than chance, the strongest kept; counts are baskets with both.
    pub fn pairs(&self) -> &Csr {
        &self.pairs
    }

    /// The counts of a pair that is among those kept.
    pub fn pair(&self, antecedent: u32, consequent: u32) -> Option<RuleCounts> {
        let entry = self.pairs.find(antecedent, consequent)?;
        Some(RuleCounts {
            both: entry.count,
            antecedent: self.baskets_with[antecedent as usize],
            consequent: self.baskets_with[consequent as usize],
            baskets: self.baskets,
        })
    }

    /// Adds up in `together` (one score per product, all 0 before) what goes with products that the customer bought, and marks it.
    /// Returns false when nothing does.
    pub fn gather(&self, interactions: &Interactions, customer: u32, together: &mut [f64], marks: &mut Marks) -> bool {
        let marked = marks.bytes();
        let mut any = false;
        for &(product, weight) in interactions.pairs_of(customer) {
            let weight = f64::from(weight.sqrt());
            let (others, strengths) = self.pairs.row(product);
            any |= !others.is_empty();
            for (&other, &strength) in others.iter().zip(strengths) {
                together[other as usize] += weight * f64::from(strength);
                marked[other as usize] = 1;
            }
        }
        any
    }

    /// Scores of 0 to 1 for the candidates, which must include all products that [`Self::gather`] gave a score.
    pub fn complete(&self, together: &[f64], candidates: &[u32], out: &mut Vec<f64>) {
        out.clear();
        out.extend(candidates.iter().map(|&product| together[product as usize]));
        let scale = scale_of(greatest_of(out));
        for score in out {
            // The root brings likely products closer to the likeliest one.
            *score = (*score * scale).clamp(0.0, 1.0).sqrt();
        }
    }

    /// The customer's product that predicts `product` most strongly, and the counts of the two.
    pub fn strongest(&self, interactions: &Interactions, customer: u32, product: u32) -> Option<(u32, RuleCounts)> {
        let (products, weights) = (interactions.products_of(customer), interactions.weights_of(customer));
        let mut best: Option<(f32, u32)> = None;
        for (&bought, &weight) in products.iter().zip(weights) {
            if let Some(entry) = self.pairs.find(bought, product) {
                let strength = entry.weight * weight.sqrt();
                if best.is_none_or(|(greatest, _)| strength > greatest) {
                    best = Some((strength, bought));
                }
            }
        }
        let (_, bought) = best?;
        Some((bought, self.pair(bought, product)?))
    }
}
