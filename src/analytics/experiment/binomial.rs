//! Draws from a binomial distribution.

use clientele_core::statistics::draw::unit;
use rand::Rng;

/// Draws from a binomial distribution by its table.
pub(super) struct Binomial {
    /// Probability of up to that many successes.
    cumulative: Vec<f64>,
}

impl Binomial {
    /// Of `n` trials, each a success with probability `p`.
    pub(super) fn new(n: u32, p: f64) -> Self {
        let (ln_p, ln_q) = (libm::log(p), libm::log1p(-p));
        let n_real = f64::from(n);
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = (0..=n)
            .map(|k| {
                let k_real = f64::from(k);
                let ln_choose = libm::lgamma(n_real + 1.0) - libm::lgamma(k_real + 1.0) - libm::lgamma(n_real - k_real + 1.0);
                // 0 × ∞ where p is 0 or 1.
                let ln_successes = if k == 0 { 0.0 } else { k_real * ln_p };
                let ln_failures = if k == n { 0.0 } else { (n_real - k_real) * ln_q };
                sum += libm::exp(ln_choose + ln_successes + ln_failures);
                sum
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = f64::INFINITY;
        }
        Self { cumulative }
    }

    /// A number of successes.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> u32 {
        let u = unit(rng);
        self.cumulative.partition_point(|&below| below <= u) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn binomial_draws_have_the_mean_and_the_spread() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let binomial = Binomial::new(40, 0.3);
        let draws: Vec<f64> = (0..20_000).map(|_| f64::from(binomial.draw(&mut rng))).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        // Five standard errors each.
        assert!((mean - 12.0).abs() < 0.11 && (variance - 8.4).abs() < 0.45, "{mean} {variance}");
        assert_eq!([Binomial::new(7, 0.0).draw(&mut rng), Binomial::new(7, 1.0).draw(&mut rng)], [0, 7]);
    }
}
