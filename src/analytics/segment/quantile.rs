//! Quantiles of whole numbers as exact fractions: values equal to a cut point occur, and rounding must not decide them.

use serde::{Deserialize, Serialize};

/// An exact fraction in the unit of the values it was taken from (days, orders, or ten-thousandths of money).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    numerator: i128,
    denominator: i64,
}

impl Cut {
    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { numerator: i128::from(value), denominator: 1 }
    }

    /// `numerator / denominator`, of which the latter must be above 0.
    pub(super) fn parts(numerator: i64, denominator: i64) -> Self {
        Self { numerator: i128::from(numerator), denominator }
    }

    /// Whether `value` is strictly above.
    pub fn is_below(self, value: i64) -> bool {
        i128::from(value) * i128::from(self.denominator) > self.numerator
    }

    /// Whether `value` is strictly below.
    pub fn is_above(self, value: i64) -> bool {
        i128::from(value) * i128::from(self.denominator) < self.numerator
    }

    /// The nearest floating-point number, for showing.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// `low - 1.5 (high - low)` and `high + 1.5 (high - low)`, exact: Tukey's fences for the quartiles `low` and `high`, which
    /// must have one denominator, as [`exact_quantile`] gives for 1/4 and 3/4.
    pub(super) fn fences(low: Cut, high: Cut) -> (Cut, Cut) {
        let spread = 3 * (high.numerator - low.numerator);
        let denominator = 2 * low.denominator;
        (Cut { numerator: 2 * low.numerator - spread, denominator }, Cut { numerator: 2 * high.numerator + spread, denominator })
    }
}

/// The `numerator / denominator` quantile (0 to 1) of values in ascending order, interpolated linearly between neighbours: R's
/// type 7, numpy's default. `None` without values, or when the share is not in 0 to 1.
pub fn exact_quantile(sorted: &[i64], numerator: u32, denominator: u32) -> Option<Cut> {
    if denominator == 0 || numerator > denominator {
        return None;
    }
    let last = sorted.len().checked_sub(1)? as u64;
    let position = u128::from(last) * u128::from(numerator);
    let rest = (position % u128::from(denominator)) as u32;
    let low = *sorted.get((position / u128::from(denominator)) as usize)?;
    let high = if rest == 0 { low } else { *sorted.get((position / u128::from(denominator)) as usize + 1)? };
    Some(Cut {
        numerator: i128::from(low) * i128::from(denominator - rest) + i128::from(high) * i128::from(rest),
        denominator: i64::from(denominator),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn interpolates_between_neighbours() {
        let check = |sorted: &[i64], share: (u32, u32), expected: f64| {
            let found = exact_quantile(sorted, share.0, share.1).map(Cut::to_f64);
            assert_eq!(found, Some(expected), "{sorted:?} {share:?}");
        };
        check(&[7], (1, 5), 7.0);
        check(&[0, 10], (1, 4), 2.5);
        check(&[1, 2, 3, 4], (1, 5), 1.6);
        check(&[1, 2, 3, 4, 5, 6], (2, 5), 3.0);
        check(&[1, 2, 3], (1, 1), 3.0);
        assert_eq!(exact_quantile(&[], 1, 5), None);
        assert_eq!(exact_quantile(&[1], 6, 5), None);
        assert_eq!(exact_quantile(&[1], 0, 0), None);
    }

    #[test]
    fn a_value_equal_to_the_cut_is_not_above_it() {
        // In floating point 0.2 * 3 + 0.8 * 3 style interpolation of amounts may land beside the amount itself.
        let amounts: Vec<i64> = (0..101).map(|n| 490_096 + n / 50).collect();
        let cut = exact_quantile(&amounts, 1, 5).expect("has values");
        assert!(!cut.is_below(490_096) && !cut.is_above(490_096) && cut.is_below(490_097));
    }

    proptest! {
        #[test]
        fn agrees_with_floating_point(mut values in prop::collection::vec(-1_000_000_i64..1_000_000, 1..50), share in 0_u32..=20) {
            values.sort_unstable();
            let at = (values.len() - 1) as f64 * f64::from(share) / 20.0;
            let (low, high) = (values[at.floor() as usize], values[(at.ceil() as usize).min(values.len() - 1)]);
            let expected = low as f64 + (high - low) as f64 * (at - at.floor());
            let found = exact_quantile(&values, share, 20).expect("has values").to_f64();
            prop_assert!((found - expected).abs() <= 1e-6, "{} {}", found, expected);
        }
    }
}
