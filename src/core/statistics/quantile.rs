//! Quantiles and medians of numbers in ascending order.

/// The quantile at `share` (0 to 1) of values in ascending order, interpolated linearly between neighbours: R's type 7, numpy's default.
/// `None` without values.
///
/// ```
/// use clientele_core::statistics::quantile;
///
/// let days_between_orders = [10.0, 20.0, 40.0, 80.0];
/// assert_eq!(quantile(&days_between_orders, 0.5), Some(30.0));
/// assert_eq!(quantile(&days_between_orders, 0.25), Some(17.5));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = share * last as f64;
    let low = position.floor();
    let (a, b) = (sorted.get(low as usize)?, sorted[(low as usize + 1).min(last)]);
    Some(a + (b - a) * (position - low))
}

/// The median of values in ascending order: the middle one, or the mean of the two in the middle. `None` without values.
///
/// ```
/// use clientele_core::statistics::median;
///
/// assert_eq!(median(&[1.0, 2.0, 10.0]), Some(2.0));
/// assert_eq!(median(&[1.0, 2.0, 10.0, 11.0]), Some(6.0));
/// assert_eq!(median(&[]), None);
/// ```
pub fn median(sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some((sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0)
}

/// The median of values in any order, see [`median`].
///
/// ```
/// assert_eq!(clientele_core::statistics::median_of([3.0, 1.0, 9.0, 2.0]), Some(2.5));
/// ```
pub fn median_of(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    median(&sorted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_quantile_lies_between_its_neighbours(mut values in prop::collection::vec(-1e9_f64..1e9, 1..40), share in 0.0_f64..=1.0) {
            values.sort_by(f64::total_cmp);
            let found = quantile(&values, share).expect("has values");
            let at = share * (values.len() - 1) as f64;
            prop_assert!(values[at.floor() as usize] <= found + 1e-6 && found <= values[at.ceil() as usize] + 1e-6);
            prop_assert_eq!(quantile(&values, 0.0), Some(values[0]));
            prop_assert_eq!(quantile(&values, 1.0), values.last().copied());
            let middle = median(&values).expect("has values");
            prop_assert!((middle - quantile(&values, 0.5).expect("has values")).abs() <= 1e-6);
        }
    }
}
