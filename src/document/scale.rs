//! Axes: ticks at 1, 2 and 5 times powers of ten.

/// Ticks from at or below `low` to at or above `high`, about `wanted` of them. For figures that cannot be placed: 0 and 1.
pub(super) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || !low.is_finite() || span <= 0.0 {
        return if low.is_finite() && high.is_finite() && low == 0.0 { vec![0.0, 1.0] } else { ticks_about(low) };
    }
    let step = nice_step(span / wanted.max(1) as f64);
    let first = libm::floor(low / step + 1e-9) as i64;
    let last = libm::ceil(high / step - 1e-9) as i64;
    (first..=last.max(first + 1)).take(50).map(|n| n as f64 * step).collect()
}

/// A single figure: an axis around it.
fn ticks_about(x: f64) -> Vec<f64> {
    if !x.is_finite() {
        return vec![0.0, 1.0];
    }
    let (low, high) = (x.min(0.0), x.max(0.0));
    if low < high { ticks(low, high, 4) } else { vec![0.0, 1.0] }
}

/// The least of 1, 2, 5 times a power of ten that is no less than `least`.
fn nice_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    for factor in [1.0, 2.0, 5.0, 10.0] {
        if factor * power >= least * (1.0 - 1e-9) {
            return factor * power;
        }
    }
    10.0 * power
}

/// Powers of ten that hold `low` and `high`, both above 0.
pub(super) fn powers_of_ten(low: f64, high: f64) -> (i32, i32) {
    let first = libm::floor(libm::log10(low) + 1e-9) as i32;
    let last = libm::ceil(libm::log10(high) - 1e-9) as i32;
    (first, last.max(first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(0.0, 1_161_817.0, 5), [0.0, 5e5, 1e6, 1.5e6]);
        assert_eq!(ticks(0.0, 0.38, 4), [0.0, 0.1, 0.2, 0.30000000000000004, 0.4]);
        assert_eq!(ticks(-3.0, 7.0, 5), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(0.0, 0.0, 5), [0.0, 1.0]);
        assert_eq!(powers_of_ten(3.0, 280_000.0), (0, 6));
        assert_eq!(powers_of_ten(1.0, 1.0), (0, 1));
    }

    proptest! {
        #[test]
        fn ticks_hold_the_figures(low in -1e12_f64..1e12, span in 1e-6_f64..1e12, wanted in 2_usize..9) {
            let found = ticks(low, low + span, wanted);
            let slack = (low.abs() + span) * 1e-6;
            prop_assert!(found.len() >= 2 && found.len() <= 12, "{} ticks", found.len());
            prop_assert!(found[0] <= low + slack && *found.last().unwrap() >= low + span - slack);
            prop_assert!(found.windows(2).all(|w| w[0] < w[1]));
        }

        #[test]
        fn odd_figures_have_an_axis_too(low in prop::num::f64::ANY, high in prop::num::f64::ANY) {
            prop_assert!(ticks(low, high, 5).len() >= 2);
        }
    }
}
