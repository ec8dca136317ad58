//! Customers drawn from known parameters, for tests.

use super::bgnbd::BgNbd;
use super::gamma_gamma::GammaGamma;
use clientele_core::statistics::draw::{seeded, unit};
use rand::Rng;

/// Orders of customers who behave as the models say: first purchases even over the first half of `days`, then purchases at a
/// rate of their own until they stop by chance, observed to day `days`.
pub(crate) fn simulate(model: &BgNbd, values: &GammaGamma, customers: u32, days: i32, seed: u64) -> Vec<(u32, i32, i64)> {
    let mut rng = seeded(seed, 0);
    let mut orders = Vec::new();
    for customer in 0..customers {
        let rate = gamma(&mut rng, model.r) / model.alpha;
        let (heads, tails) = (gamma(&mut rng, model.a), gamma(&mut rng, model.b));
        let dropout = heads / (heads + tails);
        let nu = gamma(&mut rng, values.q) / values.v;
        let worth = |rng: &mut _| (gamma(rng, values.p) / nu * 100.0).round().clamp(1.0, 1e9) as i64;
        let mut at = unit(&mut rng) * f64::from(days) / 2.0;
        let mut repeat = false;
        loop {
            orders.push((customer, at as i32, worth(&mut rng)));
            if repeat && unit(&mut rng) < dropout {
                break;
            }
            repeat = true;
            at += -libm::log(1.0 - unit(&mut rng)) / rate * 7.0;
            if at >= f64::from(days) {
                break;
            }
        }
    }
    orders
}

fn normal(rng: &mut impl Rng) -> f64 {
    (-2.0 * libm::log(1.0 - unit(rng))).sqrt() * libm::cos(std::f64::consts::TAU * unit(rng))
}

/// A gamma variate of scale 1 (Marsaglia & Tsang 2000).
fn gamma(rng: &mut impl Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(rng, shape + 1.0) * libm::pow(1.0 - unit(rng), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && libm::log(1.0 - unit(rng)) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}
