use super::*;
use crate::value::fit::MaximumLikelihood;
use crate::value::fixture::simulate;
use crate::value::gamma_gamma::GammaGamma;
use crate::value::rfm_summary::RfmSummary;
use clientele_core::domain::Day;
use clientele_core::domain::fixture::shop;
use proptest::prelude::*;

/// The values published for the CDNOW sample (Fader, Hardie & Lee 2005).
const CDNOW: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

fn group(frequency: u32, recency: u32, age: u32, customers: u32) -> Group {
    Group { frequency, age, recency, customers }
}

#[test]
fn p_alive_by_hand() {
    // r = 1, alpha = 1, a = 1, b = 1 and one repeat purchase in week 1 of 3:
    // 1 / (1 + a / (b + x - 1) ((alpha + T) / (alpha + t_x))^(r + x)) = 1 / (1 + (4 / 2)²) = 0.2.
    let even = BgNbd { r: 1.0, alpha: 1.0, a: 1.0, b: 1.0 };
    assert!((even.p_alive(1, 1.0, 3.0) - 0.2).abs() < 1e-15);
    // Two, the last in week 3 of 3: 1 / (1 + 1 / 2) = 2/3.
    assert!((even.p_alive(2, 3.0, 3.0) - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(even.p_alive(0, 0.0, 100.0), 1.0, "the model lets nobody stop before a repeat purchase");
    assert!(even.p_alive(400, 1.0, 1e4) > -1.0 && even.p_alive(400, 1.0, 1e4) < 1e-300);
    assert!(even.ln_p_alive(400, 1.0, 1e4).0 < -1_000.0, "far below the smallest number");
}

#[test]
fn likelihood_by_hand() {
    // With all parameters 1: x = 0, T = 3: (1/4)^1. x = 1, t_x = 1, T = 3: B(1,2)/B(1,1) Γ(2)/Γ(1) [ (1/4)² + (1/1) (1/2)² ] =
    // 1/2 (1/16 + 1/4) = 5/32.
    let even = BgNbd { r: 1.0, alpha: 1.0, a: 1.0, b: 1.0 };
    assert!((even.log_likelihood(&[group(0, 0, 21, 1)]) - libm::log(0.25)).abs() < 1e-14);
    assert!((even.log_likelihood(&[group(1, 7, 21, 2)]) - 2.0 * libm::log(5.0 / 32.0)).abs() < 1e-14);
}

#[test]
fn expected_orders_by_hand() {
    // a = b = r = alpha = 1, x = 0, T = 0: E = ∫ (1 - 1/(1 + p t)) / p dp over 0..1 = ∫ t / (1 + p t) dp = ln(1 + t).
    let even = BgNbd { r: 1.0, alpha: 1.0, a: 1.0, b: 1.0 };
    for t in [0.01, 1.0, 10.0, 500.0] {
        let found = even.expected_from_start(t);
        assert!((found - libm::log1p(t)).abs() < 1e-11 * libm::log1p(t), "{found}");
    }
    assert_eq!(even.expected_from_start(0.0), 0.0);
}

#[test]
fn recovers_the_parameters_that_customers_were_drawn_from() {
    let truth = BgNbd { r: 0.7, alpha: 9.0, a: 0.9, b: 3.2 };
    let values = GammaGamma { p: 5.0, q: 4.0, v: 20.0 };
    let orders = simulate(&truth, &values, 6_000, 700, 3);
    let groups = RfmSummary::collect(&shop(6_000, &orders), Day(700)).groups();
    let data = PurchaseData::new(groups.clone());
    let sample = data.thinned(1_000);
    let mut fit = MaximumLikelihood::new(data, sample, [0.0; 4], 4, 1);
    while !fit.step() {}
    let found = fit.result().expect("converges");
    assert!(found.converged && !found.at_edge);
    let covariance = found.covariance.expect("is settled");
    let model = BgNbd::from_logs(&found.theta);
    assert!(model.log_likelihood(&groups) >= truth.log_likelihood(&groups));
    for (i, expected) in [truth.r, truth.alpha, truth.a, truth.b].into_iter().enumerate() {
        let deviations = (found.theta[i] - libm::log(expected)) / covariance[i][i].sqrt();
        assert!(deviations.abs() < 4.0, "{i}: {model:?} {deviations}");
    }
}

/// A slow, obvious search: the simplex of Nelder & Mead (1965).
fn simplex(f: impl Fn(&[f64; 4]) -> f64, start: [f64; 4]) -> [f64; 4] {
    let mut points: Vec<([f64; 4], f64)> = vec![(start, f(&start))];
    for i in 0..4 {
        let mut point = start;
        point[i] += 0.5;
        points.push((point, f(&point)));
    }
    for _ in 0..3_000 {
        points.sort_by(|a, b| a.1.total_cmp(&b.1));
        let worst = points[4];
        let centre: [f64; 4] = std::array::from_fn(|i| points[..4].iter().map(|p| p.0[i]).sum::<f64>() / 4.0);
        let along = |t: f64| {
            let point: [f64; 4] = std::array::from_fn(|i| centre[i] + t * (worst.0[i] - centre[i]));
            (point, f(&point))
        };
        let reflected = along(-1.0);
        points[4] = if reflected.1 < points[0].1 {
            let expanded = along(-2.0);
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < points[3].1 {
            reflected
        } else {
            let contracted = along(if reflected.1 < worst.1 { -0.5 } else { 0.5 });
            if contracted.1 < worst.1.min(reflected.1) {
                contracted
            } else {
                let best = points[0].0;
                for point in &mut points[1..] {
                    point.0 = std::array::from_fn(|i| (point.0[i] + best[i]) / 2.0);
                    point.1 = f(&point.0);
                }
                continue;
            }
        };
    }
    points[0].0
}

#[test]
fn finds_what_a_simplex_finds() {
    let values = GammaGamma { p: 5.0, q: 4.0, v: 20.0 };
    for (seed, truth) in [(1, BgNbd { r: 0.4, alpha: 5.0, a: 0.6, b: 1.5 }), (2, BgNbd { r: 2.0, alpha: 12.0, a: 1.5, b: 6.0 })] {
        let groups = RfmSummary::collect(&shop(800, &simulate(&truth, &values, 800, 500, seed)), Day(500)).groups();
        let data = PurchaseData::new(groups.clone());
        let mut fit = MaximumLikelihood::new(PurchaseData::new(groups.clone()), data.thinned(300), [0.0; 4], 3, 9);
        while !fit.step() {}
        let found = fit.result().expect("converges");
        let slow = simplex(|theta| -BgNbd::from_logs(theta).log_likelihood(&groups), [0.0; 4]);
        let best = BgNbd::from_logs(&slow).log_likelihood(&groups);
        assert!(found.log_likelihood >= best - 1e-6, "{} {best}", found.log_likelihood);
        for i in 0..4 {
            assert!((found.theta[i] - slow[i]).abs() < 1e-3, "{:?} {slow:?}", found.theta);
        }
    }
}

#[test]
fn the_integral_is_a_plain_sum_over_chances() {
    // Slow and plain: the midpoint rule over p with the beta density.
    for (model, x, t, h) in [
        (BgNbd { r: 0.25, alpha: 4.0, a: 3.0, b: 4.0 }, 2, 30.0, 40.0),
        (BgNbd { r: 0.25, alpha: 2.8, a: 90.0, b: 900.0 }, 5, 100.0, 52.0),
        (BgNbd { r: 2.0, alpha: 10.0, a: 2_000.0, b: 9_000.0 }, 0, 0.0, 10.0),
    ] {
        let BgNbd { r, alpha, a, b } = model;
        let tails = b + f64::from(x);
        let ln_beta = libm::lgamma(a) + libm::lgamma(tails) - libm::lgamma(a + tails);
        let n = 200_000;
        let term = |i: i32| {
            let p = (f64::from(i) + 0.5) / f64::from(n);
            let density = libm::exp((a - 1.0) * libm::log(p) + (tails - 1.0) * libm::log1p(-p) - ln_beta);
            density * (1.0 - libm::pow(1.0 + p * h / (alpha + t), -(r + f64::from(x)))) / p / f64::from(n)
        };
        let plain: f64 = (0..n).map(term).sum();
        let found = model.expected_if_active(x, t, h);
        assert!((found - plain).abs() < 1e-6 * plain, "{found} {plain}");
    }
}

fn model() -> impl Strategy<Value = BgNbd> {
    (-4.0_f64..3.0, -2.0_f64..5.0, -8.0_f64..6.0, -7.0_f64..8.0).prop_map(|(r, alpha, a, b)| BgNbd::from_logs(&[r, alpha, a, b]))
}

proptest! {
    #[test]
    fn slopes_are_the_likelihoods(
        theta in prop::array::uniform4(-2.0_f64..2.0),
        rows in prop::collection::vec((0_u32..40, 0_u32..300, 0_u32..300, 1_u32..4), 1..8),
    ) {
        let groups = rows.iter().map(|&(x, last, rest, n)| group(x, if x == 0 { 0 } else { last }, last + rest, n)).collect();
        let data = PurchaseData::new(groups);
        let value = |theta: &[f64; 4]| data.block(&data.prepare(theta), 0..data.rows()).0;
        let (_, slopes) = data.block(&data.prepare(&theta), 0..data.rows());
        for i in 0..4 {
            let (mut up, mut down) = (theta, theta);
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let expected = (value(&up) - value(&down)) / 2e-5;
            prop_assert!((slopes[i] - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{} {}", slopes[i], expected);
        }
    }

    #[test]
    fn series_and_integral_agree(model in model(), x in 0_u32..60, t in 0.0_f64..200.0, horizon in 0.01_f64..200.0) {
        let slow = model.active(x).by_integral(t, horizon);
        if let Some(fast) = model.active(x).by_series(t, horizon) {
            prop_assert!((fast - slow).abs() <= 1e-7 * slow, "{fast} {slow}");
        }
        prop_assert!(slow.is_finite() && slow >= 0.0);
        // Nobody is expected to buy more than at their rate without ever stopping.
        let most = (model.r + f64::from(x)) / (model.alpha + t) * horizon;
        prop_assert!(model.expected_if_active(x, t, horizon) <= most * (1.0 + 1e-7));
    }

    #[test]
    fn longer_horizons_bring_more(x in 0_u32..60, t in 0.0_f64..200.0, horizon in 0.01_f64..200.0) {
        prop_assert!(CDNOW.expected_if_active(x, t, horizon * 1.01) > CDNOW.expected_if_active(x, t, horizon));
    }

    #[test]
    fn p_alive_slopes_are_slopes(theta in prop::array::uniform4(-2.0_f64..2.0), x in 1_u32..20, t_x in 0.0_f64..50.0, rest in 0.0_f64..50.0) {
        let value = |theta: &[f64; 4]| BgNbd::from_logs(theta).ln_p_alive(x, t_x, t_x + rest);
        let (ln_p, slopes) = value(&theta);
        prop_assert!((libm::exp(ln_p) - BgNbd::from_logs(&theta).p_alive(x, t_x, t_x + rest)).abs() < 1e-12);
        for i in 0..4 {
            let (mut up, mut down) = (theta, theta);
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let expected = (value(&up).0 - value(&down).0) / 2e-5;
            prop_assert!((slopes[i] - expected).abs() < 1e-5 * (1.0 + expected.abs()), "{} {}", slopes[i], expected);
        }
    }
}
