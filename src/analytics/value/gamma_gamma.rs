//! The Gamma-Gamma model of order values (Fader, Hardie & Lee 2005, "RFM and CLV: Using Iso-Value Curves", Journal of Marketing
//! Research 42(4)): values vary around a customer's own mean, and means vary over customers. Likelihood and expectations.

use super::fit::Likelihood;
use super::optimise::Vector;
use super::special::digamma;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Parameters of the model, values in main units of the currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GammaGamma {
    /// Shape of the values of one customer.
    pub p: f64,
    /// Shape of the customers' own scales.
    pub q: f64,
    /// Scale of the customers' own scales, in main units.
    pub v: f64,
}

impl GammaGamma {
    /// From the logarithms of p, q, v.
    pub(super) fn from_logs(theta: &Vector<3>) -> Self {
        let [p, q, v] = theta.map(libm::exp);
        Self { p, q, v }
    }

    /// Logarithm of the likelihood of customers with `x` repeat purchases (at least 1) of mean worth `mean` (above 0).
    pub fn log_likelihood(&self, customers: &[(u32, f64)]) -> f64 {
        let data = ValueData::new(customers.to_vec());
        let theta = [self.p, self.q, self.v].map(libm::log);
        data.block(&data.prepare(&theta), 0..data.rows()).0
    }

    /// Mean worth of an order over customers; `None` when the model has none (q of 1 or less).
    pub fn population_mean(&self) -> Option<f64> {
        (self.q > 1.0).then(|| self.p * self.v / (self.q - 1.0))
    }

    /// Expected worth of an order of a customer whose `x` repeat purchases had the mean worth `mean`: between that and the mean
    /// over customers, nearer to their own the more there are.
    pub fn expected_value(&self, x: u32, mean: f64) -> f64 {
        let x = f64::from(x);
        self.p * (self.v + x * mean) / (self.p * x + self.q - 1.0)
    }

    /// Slopes of the logarithm of [`Self::expected_value`] by the logarithms of p, q, v.
    pub(super) fn ln_value_slopes(&self, x: u32, mean: f64) -> Vector<3> {
        let x = f64::from(x);
        let below = self.p * x + self.q - 1.0;
        [1.0 - self.p * x / below, -self.q / below, self.v / (self.v + x * mean)]
    }
}

/// Repeat buyers as the search sees them, sorted.
#[derive(Clone)]
pub(super) struct ValueData {
    /// Repeat purchases, mean worth, its logarithm.
    rows: Vec<(u32, f64, f64)>,
}

impl ValueData {
    pub(super) fn new(mut customers: Vec<(u32, f64)>) -> Self {
        customers.retain(|&(x, mean)| x > 0 && mean > 0.0);
        customers.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { rows: customers.into_iter().map(|(x, mean)| (x, mean, libm::log(mean))).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// At most about `limit` customers, evenly from all.
    pub(super) fn thinned(&self, limit: usize) -> Self {
        let every = self.rows.len().div_ceil(limit.max(1)).max(1);
        Self { rows: self.rows.iter().step_by(every).copied().collect() }
    }

    /// Mean over customers of their mean worth.
    pub(super) fn mean(&self) -> f64 {
        self.rows.iter().map(|row| row.1).sum::<f64>() / self.rows.len().max(1) as f64
    }

    /// Correlation of the number of repeat purchases and their mean worth, which the model takes to be none; `None` when either
    /// does not vary.
    pub(super) fn correlation(&self) -> Option<f64> {
        let n = self.rows.len() as f64;
        let mean_x = self.rows.iter().map(|row| f64::from(row.0)).sum::<f64>() / n;
        let mean_z = self.mean();
        let (mut xx, mut zz, mut xz) = (0.0, 0.0, 0.0);
        for &(x, z, _) in &self.rows {
            let (dx, dz) = (f64::from(x) - mean_x, z - mean_z);
            xx += dx * dx;
            zz += dz * dz;
            xz += dx * dz;
        }
        (xx > 0.0 && zz > 0.0).then(|| xz / (xx * zz).sqrt())
    }

    /// Whether all customers have the same mean worth.
    pub(super) fn is_constant(&self) -> bool {
        self.rows.windows(2).all(|pair| (pair[0].1 - pair[1].1).abs() <= 1e-9 * pair[0].1)
    }
}

impl Likelihood<3> for ValueData {
    type Prepared = (GammaGamma, Vector<3>);

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn weight(&self) -> f64 {
        self.rows.len() as f64
    }

    fn prepare(&self, theta: &Vector<3>) -> Self::Prepared {
        (GammaGamma::from_logs(theta), *theta)
    }

    fn block(&self, (GammaGamma { p, q, v }, theta): &Self::Prepared, rows: Range<usize>) -> (f64, Vector<3>) {
        let (p, q, v, log_v) = (*p, *q, *v, theta[2]);
        let (ln_gamma_q, digamma_q) = (libm::lgamma(q), digamma(q));
        let (mut value, mut slopes) = (0.0, [0.0; 3]);
        let mut own: Option<(u32, [f64; 3])> = None;
        for &(x, z, log_z) in self.rows.get(rows).unwrap_or(&[]) {
            let n = f64::from(x);
            let [base, by_p, by_q] = match own {
                Some((same, shared)) if same == x => shared,
                _ => {
                    let (px, log_x, psi) = (p * n, libm::log(n), digamma(p * n + q));
                    let base = libm::lgamma(px + q) - libm::lgamma(px) - ln_gamma_q + q * log_v + px * log_x;
                    let shared = [base, psi - digamma(px) + log_x, psi - digamma_q + log_v];
                    own = Some((x, shared));
                    shared
                }
            };
            let total = n * z + v;
            let log_total = libm::log(total);
            value += base + (p * n - 1.0) * log_z - (p * n + q) * log_total;
            slopes[0] += n * (by_p + log_z - log_total);
            slopes[1] += by_q - log_total;
            slopes[2] += q / v - (p * n + q) / total;
        }
        (value, [slopes[0] * p, slopes[1] * q, slopes[2] * v])
    }
}

#[cfg(test)]
#[path = "gamma_gamma_tests.rs"]
mod tests;
