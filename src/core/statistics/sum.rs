//! A sum of floating-point numbers in a fixed order, for numbers that are shown.

/// The sum, in the order of the values. Of none it is 0; the standard library's is −0, which reads as "-0".
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |sum, value| sum + value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_adds_up_to_nought() {
        assert!(sum([]).is_sign_positive());
        assert_eq!(format!("{:.1}", sum([])), "0.0");
    }

    proptest! {
        #[test]
        fn others_add_up_as_ever(values in prop::collection::vec(-1e9_f64..1e9, 1..50)) {
            prop_assert_eq!(sum(values.iter().copied()).to_bits(), values.iter().sum::<f64>().to_bits());
        }
    }
}
