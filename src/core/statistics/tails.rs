//! Tail probabilities, in libm's arithmetic so that every target gives the same bits.

/// Probability that a chi-square variate with `degrees` degrees of freedom is at least `x`: the upper incomplete gamma function, by
/// its series below and its continued fraction above the mean (Press et al., "Numerical Recipes", 6.2). 1 for x of 0 or less; 0 when
/// too small for a number.
pub fn chi_square_sf(x: f64, degrees: u32) -> f64 {
    let (a, x) = (f64::from(degrees) / 2.0, x / 2.0);
    if x <= 0.0 || degrees == 0 {
        return 1.0;
    }
    let scale = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (1.0 - scale * sum).max(0.0);
    }
    // Lentz's method.
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut product = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / not_zero(numerator * d + b, tiny);
        c = not_zero(b + numerator / c, tiny);
        product *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    scale * product
}

/// Probability that a standard normal variate is at least as far from 0 as `z`.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

fn not_zero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_tails() {
        let check = |x: f64, degrees: u32, expected: f64| {
            let found = chi_square_sf(x, degrees);
            assert!((found - expected).abs() < 1e-12 * expected.max(1e-3), "{x} {degrees}: {found}");
        };
        // Two degrees: e^(-x/2). One: the normal tail. Four: e^(-x/2) (1 + x/2).
        for x in [0.1, 1.0, 5.991, 30.0, 400.0] {
            check(x, 2, libm::exp(-x / 2.0));
            check(x, 1, normal_two_sided(x.sqrt()));
            check(x, 4, libm::exp(-x / 2.0) * (1.0 + x / 2.0));
        }
        // Tables: the 0.95 quantiles.
        assert!((chi_square_sf(16.918_977_604_620_45, 9) - 0.05).abs() < 1e-12);
        assert_eq!(chi_square_sf(0.0, 3), 1.0);
        assert_eq!(chi_square_sf(1e6, 3), 0.0);
        assert!((normal_two_sided(-1.959_963_984_540_054) - 0.05).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn tails_fall_and_halves_meet(x in 0.01_f64..300.0, degrees in 1_u32..60) {
            prop_assert!(chi_square_sf(x * 1.01, degrees) <= chi_square_sf(x, degrees) + 1e-15);
            // Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1), across the border of the two methods.
            let a = f64::from(degrees) / 2.0;
            let step = libm::exp(a * libm::log(x / 2.0) - x / 2.0 - libm::lgamma(a + 1.0));
            prop_assert!((chi_square_sf(x, degrees + 2) - chi_square_sf(x, degrees) - step).abs() < 1e-12);
        }
    }
}
