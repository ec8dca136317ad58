//! Strategy 5, price affinity: what costs about what the customer usually pays. It scores the products that other strategies propose.

use crate::recommend::matrix::Interactions;
use clientele_core::domain::{Dataset, Money};

/// Purchases of the shop's average customer that each customer's own are mixed with.
const PRIOR: f64 = 2.0;
/// Least spread of the logarithm of price: within about a quarter all prices are alike.
const LEAST_SPREAD: f64 = 0.25;

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct PriceAffinity {
    /// Natural logarithm of the price; NaN for a product without one.
    log_price: Vec<f64>,
    mean: f64,
    variance: f64,
}

/// The customer's usual price: mean and standard deviation of its natural logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceProfile {
    /// Mean of the logarithm.
    pub mean: f64,
    /// Standard deviation of the logarithm.
    pub spread: f64,
}

impl PriceAffinity {
    /// From catalogue prices and who bought what.
    pub fn build(dataset: &Dataset, interactions: &Interactions) -> Self {
        let log_price: Vec<f64> = dataset
            .products()
            .price
            .iter()
            .map(|&price| if price > Money::ZERO { libm::log(price.to_f64()) } else { f64::NAN })
            .collect();
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (product, &log) in log_price.iter().enumerate() {
            let buyers = f64::from(interactions.buyers(product as u32));
            if log.is_finite() {
                n += buyers;
                sum += buyers * log;
                squares += buyers * log * log;
            }
        }
        let mean = if n > 0.0 { sum / n } else { 0.0 };
        let variance = if n > 0.0 { (squares / n - mean * mean).max(0.0) } else { 0.0 };
        Self { log_price, mean, variance }
    }

    /// What the customer usually pays for one piece, mixed with the shop's average; `None` without a priced purchase.
    pub fn profile(&self, interactions: &Interactions, customer: u32) -> Option<PriceProfile> {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for &product in interactions.products_of(customer) {
            let log = self.log_price[product as usize];
            if log.is_finite() {
                n += 1.0;
                sum += log;
                squares += log * log;
            }
        }
        if n <= 0.0 {
            return None;
        }
        let mean = (sum + PRIOR * self.mean) / (n + PRIOR);
        let second = (squares + PRIOR * (self.variance + self.mean * self.mean)) / (n + PRIOR);
        Some(PriceProfile { mean, spread: (second - mean * mean).max(0.0).sqrt().max(LEAST_SPREAD) })
    }

    /// Scores of 0 to 1 for all candidates: the fourth root of 1 / (1 + z²), z the distance from the usual price in spreads; 0 for a
    /// product without a price. Returns false, and scores all 0, for a customer without a priced purchase.
    pub fn score(&self, interactions: &Interactions, customer: u32, candidates: &[u32], out: &mut Vec<f64>) -> bool {
        out.clear();
        let Some(profile) = self.profile(interactions, customer) else {
            out.resize(candidates.len(), 0.0);
            return false;
        };
        out.extend(candidates.iter().map(|&product| self.log_price[product as usize]));
        for score in out {
            let z = (*score - profile.mean) / profile.spread;
            // The root flattens the scores: price alone should change the order of few products.
            let affinity = (1.0 / (1.0 + z * z)).sqrt().sqrt();
            // NaN for products without a price.
            *score = if affinity >= 0.0 { affinity } else { 0.0 };
        }
        true
    }

    /// Natural logarithm of a product's price; NaN for one without.
    pub fn log_price(&self, product: u32) -> f64 {
        self.log_price[product as usize]
    }
}
