//! Bayesian comparison of conversion rates: probability to be best and expected loss from Beta posteriors with the uniform prior
//! Beta(1, 1), integrated by Gauss-Legendre quadrature.

use super::proportion::ConversionCounts;
use clientele_core::statistics::Beta;

/// The posterior of a conversion rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior(pub Beta);

impl Posterior {
    /// From counts, with the uniform prior Beta(1, 1).
    pub fn of(counts: ConversionCounts) -> Self {
        let failures = counts.n.saturating_sub(counts.conversions);
        Self(Beta { a: f64::from(counts.conversions) + 1.0, b: f64::from(failures) + 1.0 })
    }

    /// The equal-tailed credible interval: it holds the rate with probability `confidence`.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let out = (1.0 - confidence) / 2.0;
        (self.0.ppf(out), 1.0 - Beta { a: self.0.b, b: self.0.a }.ppf(out))
    }
}

/// A variant among the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BayesArm {
    /// Probability that its rate is the largest.
    pub probability_best: f64,
    /// Expected loss of choosing it, as a difference of rates: how far its rate is below the best, on average over the posteriors.
    pub expected_loss: f64,
}

/// Compares two or more posteriors.
pub fn compare_posteriors(arms: &[Posterior]) -> Vec<BayesArm> {
    let mut sums = vec![(0.0, 0.0); arms.len()];
    for (x, weight) in nodes(arms) {
        let lower: Vec<f64> = arms.iter().map(|arm| arm.0.cdf(x)).collect();
        let upper: Vec<f64> = arms.iter().map(|arm| arm.0.sf(x)).collect();
        for (k, sum) in sums.iter_mut().enumerate() {
            let (mut others_below, mut ln_others_below) = (1.0, 0.0);
            for j in (0..arms.len()).filter(|&j| j != k) {
                others_below *= lower[j];
                ln_others_below += libm::log1p(-upper[j].min(1.0));
            }
            sum.0 += weight * arms[k].0.pdf(x) * others_below;
            // E[max - own] = ∫ P(own ≤ x) P(some other > x) dx, the second factor computed so that small probabilities keep their digits.
            sum.1 += weight * lower[k] * -libm::expm1(ln_others_below);
        }
    }
    sums.into_iter()
        .map(|(best, loss)| BayesArm { probability_best: best.clamp(0.0, 1.0), expected_loss: loss.max(0.0) })
        .collect()
}

/// The equal-tailed credible interval of b's rate less a's rate, with probability `confidence`.
pub fn difference_interval(a: Posterior, b: Posterior, confidence: f64) -> (f64, f64) {
    let nodes: Vec<(f64, f64)> = nodes(&[a]).into_iter().map(|(x, weight)| (x, weight * a.0.pdf(x))).collect();
    // Nodes of hardly any weight would only cost time.
    let most = nodes.iter().map(|node| node.1).fold(0.0, f64::max);
    let nodes: Vec<(f64, f64)> = nodes.into_iter().filter(|node| node.1 > most * 1e-14).collect();
    let whole: f64 = nodes.iter().map(|node| node.1).sum();
    let up_to = |d: f64| nodes.iter().map(|(x, weight)| weight * b.0.cdf(x + d)).sum::<f64>() / whole;
    let centre = b.0.mean() - a.0.mean();
    let spread = 12.0 * (a.0.std_dev() * a.0.std_dev() + b.0.std_dev() * b.0.std_dev()).sqrt();
    let quantile = |p: f64| {
        let (mut low, mut high) = ((centre - spread).max(-1.0), (centre + spread).min(1.0));
        for _ in 0..36 {
            let middle = f64::midpoint(low, high);
            if up_to(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    };
    let out = (1.0 - confidence) / 2.0;
    (quantile(out), quantile(1.0 - out))
}

/// Places and weights for integrals from 0 to 1: 16 in each piece between breaks that lie close where a posterior has its mass.
fn nodes(arms: &[Posterior]) -> Vec<(f64, f64)> {
    const SPREADS: [f64; 14] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 11.0, 15.0, 20.0, 30.0];
    let mut breaks = vec![0.0, 1.0];
    for arm in arms {
        let (mean, std_dev) = (arm.0.mean(), arm.0.std_dev());
        for spread in SPREADS {
            breaks.extend([mean - spread * std_dev, mean + spread * std_dev]);
        }
    }
    breaks.retain(|x| (0.0..=1.0).contains(x));
    breaks.sort_by(f64::total_cmp);
    let rule = gauss_legendre();
    let mut nodes = Vec::new();
    for pair in breaks.windows(2) {
        let (middle, half) = (f64::midpoint(pair[0], pair[1]), (pair[1] - pair[0]) / 2.0);
        if half > 1e-15 {
            nodes.extend(rule.iter().map(|(x, weight)| (middle + half * x, half * weight)));
        }
    }
    nodes
}

/// Places and weights on -1 to 1: the roots of the 16th Legendre polynomial by Newton's method.
fn gauss_legendre() -> [(f64, f64); 16] {
    const N: usize = 16;
    let mut rule = [(0.0, 0.0); N];
    for (i, node) in rule.iter_mut().enumerate() {
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (N as f64 + 0.5));
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut p, mut before) = (x, 1.0);
            for k in 2..=N {
                let k = k as f64;
                let next = ((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k;
                (before, p) = (p, next);
            }
            slope = N as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        *node = (x, 2.0 / ((1.0 - x * x) * slope * slope));
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn posterior(n: u32, conversions: u32) -> Posterior {
        Posterior::of(ConversionCounts { n, conversions })
    }

    #[test]
    fn equal_variants_share_the_probability() {
        let found = compare_posteriors(&[posterior(500, 50); 4]);
        assert!(found.iter().all(|arm| (arm.probability_best - 0.25).abs() < 1e-10), "{found:?}");
        // A variant that lost for sure costs the whole difference.
        let lost = compare_posteriors(&[posterior(10_000, 1_000), posterior(10_000, 5_000)]);
        assert!((lost[0].expected_loss - 0.4).abs() < 1e-4 && lost[1].expected_loss < 1e-12, "{lost:?}");
        assert!((lost[1].probability_best - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_known_is_even() {
        let (low, high) = posterior(0, 0).interval(0.9);
        assert!((low - 0.05).abs() < 1e-12 && (high - 0.95).abs() < 1e-12);
        let (low, high) = difference_interval(posterior(0, 0), posterior(0, 0), 0.95);
        // The difference of two even variables has a triangle for its density.
        // It has corners, where the quadrature is coarse.
        assert!((high - (1.0 - 0.05_f64.sqrt())).abs() < 1e-3 && (low + high).abs() < 1e-3, "{low} {high}");
    }

    proptest! {
        #[test]
        fn probabilities_add_up_and_losses_hang_together(counts in proptest::collection::vec((0_u32..400, 0.0_f64..1.0), 2..5)) {
            let arms: Vec<Posterior> = counts.iter().map(|(n, share)| posterior(*n, (f64::from(*n) * share) as u32)).collect();
            let found = compare_posteriors(&arms);
            let sum: f64 = found.iter().map(|arm| arm.probability_best).sum();
            prop_assert!((sum - 1.0).abs() < 1e-8, "{sum}");
            // E[max] is the same, whichever variant it is reckoned from.
            let best: Vec<f64> = found.iter().zip(&arms).map(|(arm, posterior)| arm.expected_loss + posterior.0.mean()).collect();
            prop_assert!(best.iter().all(|b| (b - best[0]).abs() < 1e-8), "{best:?}");
        }

        #[test]
        fn difference_intervals_hold_what_they_say(n_a in 5_u32..300, n_b in 5_u32..300, a in 0.0_f64..1.0, b in 0.0_f64..1.0) {
            let (a, b) = (posterior(n_a, (f64::from(n_a) * a) as u32), posterior(n_b, (f64::from(n_b) * b) as u32));
            let (low, high) = difference_interval(a, b, 0.9);
            // P(b - a ≤ 0) read off at 0 must be the probability that a is best.
            let worse = compare_posteriors(&[a, b])[0].probability_best;
            prop_assert_eq!(low > 0.0, worse < 0.05);
            prop_assert_eq!(high < 0.0, worse > 0.95);
        }
    }
}
