//! The hypergeometric distribution, and Fisher's exact test, which is made of it.

/// Probability of at least `both` successes when `draws` are taken without putting back from `all`, of which `marked` are successes: the
/// survival function of the hypergeometric distribution at `both - 1` (scipy's `hypergeom.sf(both - 1, …)`), which is Fisher's exact
/// test, one-sided (Fisher 1935). For two products: `draws` baskets with the one, `marked` with the other, `both` with both. Whatever
/// cannot be is answered with 0 or 1.
///
/// ```
/// use clientele_core::statistics::hypergeometric_sf;
///
/// // Of 100 orders 20 have tea and 10 have a cup. 2 would have both by chance; 8 or more hardly ever.
/// let p = hypergeometric_sf(8, 20, 10, 100);
/// assert!(p < 1e-4);
/// // Fisher's tea tasting: all four cups told apart, 1 in 70.
/// assert!((hypergeometric_sf(4, 4, 4, 8) - 1.0 / 70.0).abs() < 1e-15);
/// ```
pub fn hypergeometric_sf(both: u32, draws: u32, marked: u32, all: u32) -> f64 {
    let (draws, marked) = (draws.min(all), marked.min(all));
    let least = (u64::from(draws) + u64::from(marked)).saturating_sub(u64::from(all)) as u32;
    let most = draws.min(marked);
    if both <= least {
        return 1.0;
    }
    if both > most {
        return 0.0;
    }
    // The ratio of one term to the one below it.
    let ratio = |k: f64| {
        (f64::from(draws) - k + 1.0) * (f64::from(marked) - k + 1.0)
            / (k * (f64::from(all) - f64::from(draws) - f64::from(marked) + k))
    };
    let mean = f64::from(draws) * f64::from(marked) / f64::from(all);
    let mut sum = 0.0;
    if f64::from(both) > mean {
        let mut term = libm::exp(ln_term(both, draws, marked, all));
        for k in both..=most {
            sum += term;
            term *= ratio(f64::from(k) + 1.0);
            if term < sum * 1e-17 {
                break;
            }
        }
        return sum.min(1.0);
    }
    let mut term = libm::exp(ln_term(both - 1, draws, marked, all));
    for k in (least..both).rev() {
        sum += term;
        term /= ratio(f64::from(k).max(1.0));
        if term < sum * 1e-17 {
            break;
        }
    }
    (1.0 - sum).clamp(0.0, 1.0)
}

/// Logarithm of the probability of exactly `k` successes.
fn ln_term(k: u32, draws: u32, marked: u32, all: u32) -> f64 {
    let ln_choose = |n: f64, k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let (k, draws, marked, all) = (f64::from(k), f64::from(draws), f64::from(marked), f64::from(all));
    ln_choose(marked, k) + ln_choose(all - marked, draws - k) - ln_choose(all, draws)
}

/// Fisher's exact test, two-sided: the probability of all tables with the same margins that are no likelier than the one found. `successes_a`
/// of `n_a` against `successes_b` of `n_b`.
///
/// ```
/// use clientele_core::statistics::fisher_exact_two_sided;
///
/// // scipy.stats.fisher_exact([[8, 2], [1, 5]]): orders of 10 customers who got the offer, and of 6 who did not.
/// assert!((fisher_exact_two_sided(8, 10, 1, 6) - 0.034_965_034_965).abs() < 1e-9);
/// ```
pub fn fisher_exact_two_sided(successes_a: u32, n_a: u32, successes_b: u32, n_b: u32) -> f64 {
    let (successes_a, successes_b) = (successes_a.min(n_a), successes_b.min(n_b));
    let all = u64::from(n_a) + u64::from(n_b);
    let marked = u64::from(successes_a) + u64::from(successes_b);
    let Ok(all) = u32::try_from(all) else { return f64::NAN };
    let marked = marked as u32;
    let least = marked.saturating_sub(n_b);
    let most = marked.min(n_a);
    // Up to rounding, as R and scipy have it.
    let as_likely = ln_term(successes_a, n_a, marked, all) + 1e-7;
    let sum: f64 = (least..=most).map(|k| ln_term(k, n_a, marked, all)).filter(|&ln| ln <= as_likely).map(libm::exp).sum();
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pascal's triangle in whole numbers.
    fn choose(n: u64, k: u64) -> f64 {
        if k > n {
            return 0.0;
        }
        (0..k).fold(1_u128, |c, i| c * u128::from(n - i) / u128::from(i + 1)) as f64
    }

    #[test]
    fn the_tea_lady_and_other_tables() {
        // Fisher's tea: all four of four of eight, 1 in 70.
        assert!((hypergeometric_sf(4, 4, 4, 8) - 1.0 / 70.0).abs() < 1e-15);
        // scipy.stats.hypergeom.sf(403, 16646, 612, 493) has no digits left: it is as good as impossible.
        assert!(hypergeometric_sf(404, 493, 612, 16_646) < 1e-300);
        assert_eq!(hypergeometric_sf(0, 5, 5, 20), 1.0);
        assert_eq!(hypergeometric_sf(6, 5, 9, 20), 0.0);
        assert_eq!(hypergeometric_sf(3, 5, 18, 20), 1.0);
        assert_eq!(hypergeometric_sf(0, 0, 0, 0), 1.0);
    }

    proptest! {
        #[test]
        fn tails_equal_the_sum_of_whole_numbers(all in 1_u32..40, draws in 0_u32..40, marked in 0_u32..40, both in 0_u32..42) {
            let (draws, marked) = (draws.min(all), marked.min(all));
            let ways = |k: u32| {
                if k > draws { return 0.0 }
                choose(u64::from(marked), u64::from(k)) * choose(u64::from(all - marked), u64::from(draws - k))
            };
            let expected = (both..=all).map(ways).sum::<f64>() / choose(u64::from(all), u64::from(draws));
            prop_assert!((hypergeometric_sf(both, draws, marked, all) - expected).abs() < 1e-12);
        }
    }
}
