use super::*;
use crate::value::fixture::simulate;
use crate::value::outcome::Estimates;
use clientele_core::domain::fixture::shop;
use proptest::prelude::*;

const PURCHASES: BgNbd = BgNbd { r: 0.8, alpha: 8.0, a: 0.8, b: 3.0 };
const VALUES: GammaGamma = GammaGamma { p: 5.0, q: 4.0, v: 20.0 };

fn value(dataset: &Dataset, observed_to: i32, params: ValueParams) -> Valuation {
    Valuer::new(dataset, Day(observed_to), params.check().expect("valid")).expect("has orders").finish()
}

fn is_sound(valuation: &Valuation) {
    let n = valuation.customer.len();
    let mut all = vec![&valuation.expected_orders, &valuation.order_value, &valuation.lifetime_value];
    all.extend(&valuation.p_alive);
    for Estimates { value, bounds } in all {
        assert_eq!(value.len(), n);
        assert!(value.iter().all(|v| v.is_finite() && *v >= 0.0));
        if let Some(bounds) = bounds {
            assert_eq!((bounds.low.len(), bounds.high.len()), (n, n));
            for ((value, low), high) in value.iter().zip(&bounds.low).zip(&bounds.high) {
                assert!(*low <= value * (1.0 + 1e-9) && *high >= value * (1.0 - 1e-9), "{low} {value} {high}");
            }
        }
    }
    assert_eq!(valuation.ranking.len(), n);
    assert!(valuation.p_alive.iter().flat_map(|p| &p.value).all(|p| (0.0..=1.0).contains(p)));
    let sum: f64 = valuation.lifetime_value.value.iter().sum();
    assert!((sum - valuation.total_value.value).abs() <= 1e-9 * (1.0 + sum));
    for note in &valuation.notes {
        assert!(note.to_string().ends_with('.'), "{note}");
    }
}

#[test]
fn drawn_customers_are_valued_by_both_models() {
    let orders = simulate(&PURCHASES, &VALUES, 3_000, 728, 5);
    let shop = shop(3_000, &orders);
    let found = value(&shop, 727, ValueParams::default());
    is_sound(&found);
    assert_eq!((&found.purchases.method, &found.values.method), (&EstimateSource::Model, &EstimateSource::Model));
    let (Some(purchases), Some(values)) = (&found.purchases.report, &found.values.report) else { panic!("both were fitted") };
    // Four standard errors either way.
    let truth = [PURCHASES.r, PURCHASES.alpha, PURCHASES.a, PURCHASES.b, VALUES.p, VALUES.q, VALUES.v];
    for (parameter, expected) in purchases.parameters.iter().chain(&values.parameters).zip(truth) {
        let error = parameter.standard_error.expect("is settled") / parameter.value;
        assert!((libm::log(parameter.value / expected) / error).abs() < 4.0, "{parameter:?} {expected}");
    }
    assert!(purchases.agreeing_starts >= 2);
    let check = found.holdout.as_ref().expect("there is enough");
    assert!((check.expected / f64::from(check.actual) - 1.0).abs() < 0.15, "{} {}", check.expected, check.actual);
    assert!(check.mean_absolute_error < check.own_pace_mean_absolute_error);
    assert_eq!(check.bins.iter().map(|bin| bin.customers).sum::<u32>(), check.customers);
    let (low, high) = found.total_value.bounds.expect("is settled");
    assert!(low < found.total_value.value && found.total_value.value < high);

    // Each number from its formula.
    let (model, values) = (found.purchases.model.expect("fitted"), found.values.model.expect("fitted"));
    let customers = RfmSummary::collect(&shop, Day(727));
    for row in (0..customers.len()).step_by(37) {
        let x = customers.frequency[row];
        let [t_x, t] = [customers.recency[row], customers.age[row]].map(|d| f64::from(d) / 7.0);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() <= 1e-9 * expected, "{found} {expected}");
        near(found.p_alive.as_ref().map_or(0.0, |p| p.value[row]), model.p_alive(x, t_x, t));
        near(found.expected_orders.value[row], model.expected_orders(x, t_x, t, 90.0 / 7.0));
        let worth = values.expected_value(x, customers.mean_repeat_value(row).unwrap_or(0.0));
        near(found.order_value.value[row], worth);
        let by_month = (1..=12).map(|m| {
            let at = |m: i32| model.expected_orders(x, t_x, t, f64::from(m) * 365.0 / 12.0 / 7.0);
            (at(m) - at(m - 1)) * libm::pow(1.1, -f64::from(m) / 12.0)
        });
        near(found.lifetime_value.value[row], by_month.sum::<f64>() * worth);
    }
}

#[test]
fn intervals_hold_the_truth_about_as_often_as_they_say() {
    // Of the seven parameters of four shops, 28 intervals of 90 %: fewer than 20 hits have a chance of 1 in 2,000.
    let truth = [PURCHASES.r, PURCHASES.alpha, PURCHASES.a, PURCHASES.b, VALUES.p, VALUES.q, VALUES.v];
    let mut hits = 0;
    for seed in 0..4 {
        let shop = shop(1_500, &simulate(&PURCHASES, &VALUES, 1_500, 728, 100 + seed));
        let found = value(&shop, 727, ValueParams { confidence: 0.9, starts: 2, ..ValueParams::default() });
        let reports = [found.purchases.report, found.values.report];
        for (parameter, expected) in reports.iter().flatten().flat_map(|r| &r.parameters).zip(truth) {
            hits += u32::from(parameter.bounds.is_some_and(|(low, high)| low <= expected && expected <= high));
        }
    }
    assert!((20..=28).contains(&hits), "{hits}");
}

#[test]
fn same_seed_same_result_and_steps_add_up() {
    let shop = shop(600, &simulate(&PURCHASES, &VALUES, 600, 400, 8));
    let params = || ValueParams::default().check().expect("valid");
    let mut valuer = Valuer::new(&shop, Day(399), params()).expect("has orders");
    let mut last = 0;
    loop {
        let progress = valuer.step();
        assert!(progress.done >= last && progress.done <= progress.total, "{last} {progress:?}");
        last = progress.done;
        if progress.is_done() {
            break;
        }
    }
    let found = valuer.finish();
    assert_eq!(found, Valuer::new(&shop, Day(399), params()).expect("has orders").finish());
    let other = value(&shop, 399, ValueParams { seed: 7, ..ValueParams::default() });
    let (a, b) = (found.purchases.model.expect("fitted"), other.purchases.model.expect("fitted"));
    assert!((a.r / b.r - 1.0).abs() < 1e-5 && (a.b / b.b - 1.0).abs() < 1e-5, "the seed only moves where the search begins");
}

#[test]
fn one_time_buyers_above_repeat_buyers_are_marked_and_noted() {
    let shop = shop(1_000, &simulate(&PURCHASES, &VALUES, 1_000, 728, 6));
    let found = value(&shop, 727, ValueParams::default());
    let of = |mark: Ranking| found.ranking.iter().filter(|&&r| r == mark).count() as u32;
    let (one_time, repeat) = (of(Ranking::AboveRepeatBuyer), of(Ranking::BelowOneTimeBuyer));
    assert!(one_time > 0 && repeat > 0);
    assert!(found.notes.contains(&ValueNote::OneTimeAboveRepeat { one_time, repeat }));
    // Slow and plain: every pair of the same last day.
    let away = |row: usize| found.age[row] - found.recency[row];
    for a in (0..found.customer.len()).filter(|&row| found.frequency[row] == 0) {
        let above = (0..found.customer.len()).any(|b| {
            let more = |of: fn(&Valuation, usize) -> f64| of(&found, a) > of(&found, b) * (1.0 + 1e-12);
            let orders = more(|found, row| found.expected_orders.value[row]);
            let valued = more(|found, row| found.lifetime_value.value[row] / found.order_value.value[row]);
            found.frequency[b] > 0 && away(a) == away(b) && (orders || valued)
        });
        assert_eq!(found.ranking[a] == Ranking::AboveRepeatBuyer, above);
    }
    let alive = found.p_alive.as_ref().expect("by the model");
    assert!((0..found.customer.len()).all(|row| found.frequency[row] > 0 || alive.value[row] == 1.0));
    assert!(found.notes.iter().any(|note| matches!(note, ValueNote::OneTimeBuyersCountAsActive { .. })));
}

#[test]
fn thin_data_get_a_stated_simple_estimate() {
    // Thirty customers, five of them back after two weeks.
    let mut orders: Vec<(u32, i32, i64)> = (0..30).map(|c| (c, c as i32 * 5, 2_000)).collect();
    orders.extend((0..5).map(|c| (c, c as i32 * 5 + 14, 4_000)));
    let shop = shop(30, &orders);
    let found = value(&shop, 150, ValueParams::default());
    is_sound(&found);
    let reason = FallbackReason::TooFewRepeatCustomers { found: 5, needed: 50 };
    assert_eq!(found.purchases.method, EstimateSource::Fallback { reason: reason.clone() });
    assert_eq!(found.values.method, EstimateSource::Fallback { reason: reason.clone() });
    assert_eq!((&found.p_alive, &found.expected_orders.bounds, found.total_value.bounds), (&None, &None, None));
    assert!(found.notes.contains(&ValueNote::SimpleOrders { reason: reason.clone() }));
    assert_eq!(reason.to_string(), "only 5 customers ordered on two days or more, and the model needs 50");
    // Of two customers seen equally long, the one who came back is expected to order more.
    assert!(found.expected_orders.value[0] > found.expected_orders.value[0..30].iter().copied().fold(f64::INFINITY, f64::min));
    let short = value(&shop, 20, ValueParams::default());
    assert_eq!(
        short.purchases.method,
        EstimateSource::Fallback { reason: FallbackReason::ShortHistory { days: 21, needed: 56 } }
    );
    assert!(Valuer::new(&shop, Day(-1), ValueParams::default().check().expect("valid")).is_err());
}

#[test]
fn odd_shops_do_not_fail() {
    let params = || ValueParams { min_repeat_customers: 10, min_history_days: 14, starts: 2, ..ValueParams::default() };
    // Everybody every week at the same price: nobody differs and nobody leaves.
    let weekly: Vec<_> = (0..40).flat_map(|c| (0..20).map(move |w| (c, w * 7, 1_000))).collect();
    let found = value(&shop(40, &weekly), 133, params());
    is_sound(&found);
    assert_eq!(found.values.method, EstimateSource::Fallback { reason: FallbackReason::ValuesAllAlike });
    // Everybody twice, then never again.
    let twice: Vec<_> = (0..60).flat_map(|c| [(c, c as i32 % 9, 1_000 + i64::from(c)), (c, c as i32 % 9 + 3, 900)]).collect();
    is_sound(&value(&shop(60, &twice), 400, params()));
    // Nobody ever again; nothing but refunds; one customer; all on one day.
    is_sound(&value(&shop(50, &(0..50).map(|c| (c, c as i32, 100)).collect::<Vec<_>>()), 90, params()));
    let refunds: Vec<_> = (0..50).flat_map(|c| [(c, c as i32, -500), (c, c as i32 + 20, -100)]).collect();
    is_sound(&value(&shop(50, &refunds), 90, params()));
    is_sound(&value(&shop(1, &[(0, 5, 100)]), 5, params()));
    is_sound(&value(&shop(20, &(0..20).map(|c| (c, 5, 100)).collect::<Vec<_>>()), 5, params()));
    // One buyer a thousand times as rich as the rest.
    let mut rich: Vec<_> =
        (0..80).flat_map(|c| [(c, 1 + c as i32, 1_000), (c, 40 + c as i32 * 2, 1_100 + i64::from(c))]).collect();
    rich.extend((0..100).map(|d| (0, d * 2, 900_000_000)));
    is_sound(&value(&shop(80, &rich), 201, params()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_shop_is_valued(rows in prop::collection::vec((0_u32..60, 0_i32..200, -200_i64..5_000), 1..400), end in 0_i32..250) {
        let shop = shop(60, &rows);
        let params = ValueParams { min_repeat_customers: 10, min_history_days: 14, starts: 2, ..ValueParams::default() };
        if let Ok(valuer) = Valuer::new(&shop, Day(end), params.check().expect("valid")) {
            is_sound(&valuer.finish());
        }
    }
}
