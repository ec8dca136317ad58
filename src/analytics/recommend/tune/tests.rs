//! Tuning finds what was planted, and nothing where nothing is.

use super::*;
use crate::recommend::tests::{Shop, valid};

fn tuned(dataset: &Dataset, task: Task) -> TuneReport {
    let params = TuneParams::default().check().unwrap();
    let mut tuner = Tuner::new(dataset, None, 30, task, &valid(|_| {}), params).unwrap();
    let mut before = 0.0;
    while !tuner.step(dataset).unwrap() {
        assert!(tuner.report().is_none());
        let now = tuner.progress();
        assert!((0.0..=1.0).contains(&now) && now >= before - 0.3, "{before} {now}");
        before = now;
    }
    tuner.report().unwrap()
}

/// Customers keep to products of their own, sometimes; the rest is by chance.
fn habits_shop(share_of_habit: u64, seed: u64) -> Shop {
    let mut rng = draw::seeded(seed, 9);
    let mut lines = Vec::new();
    for customer in 0..150_usize {
        for order in 0..12_usize {
            let days_ago = 1 + order as i32 * 16 + draw::below(&mut rng, 15) as i32;
            let by_habit = u64::from(draw::below(&mut rng, 100)) < share_of_habit;
            let product = if by_habit { customer % 20 } else { draw::below(&mut rng, 40) as usize };
            lines.push((customer, order, days_ago, product));
        }
    }
    Shop::new(150, 40, lines)
}

fn habits(share_of_habit: u64, seed: u64) -> Dataset {
    habits_shop(share_of_habit, seed).dataset()
}

#[test]
fn a_habit_is_learned_and_holds_in_the_test() {
    let report = tuned(&habits(50, 1), Task::All);
    assert_eq!((report.validation.days(), report.test.days()), (30, 30));
    assert_eq!(report.validation.last.0 + 1, report.test.first.0);
    assert!(report.test_after >= report.test_before - 2.0 * report.test_gain.standard_error, "{report:?}");
    assert!(report.validation_after >= report.validation_before, "{report:?}");
    assert_eq!(report.tuned.repurchase, Repurchase::Allowed);
    assert!(report.tuned.clone().check().is_ok());
    assert!(report.blends_tried <= 4 * TuneParams::default().blends + 8);
}

#[test]
fn chance_is_not_learned() {
    let mut worse = 0;
    for seed in 0..4 {
        let report = tuned(&habits(0, seed), Task::All);
        worse += u32::from(report.test_gain.mean < -2.0 * report.test_gain.standard_error);
        assert!(report.changed || report.tuned.weights == report.before.weights);
    }
    assert_eq!(worse, 0, "a tuned blend must not be worse by more than noise");
}

#[test]
fn the_same_seed_gives_the_same_settings_and_the_test_window_is_not_seen() {
    let shop = habits_shop(40, 3);
    let dataset = shop.dataset();
    let one = tuned(&dataset, Task::New);
    assert_eq!(one, tuned(&dataset, Task::New));
    // Other purchases in the test window: the same choice.
    let mut other = shop;
    for line in other.lines.iter_mut().filter(|line| line.2 <= 30) {
        line.3 = (line.3 + 7) % other.products;
    }
    let other = tuned(&other.dataset(), Task::New);
    assert_ne!((one.test_before, one.test_after), (other.test_before, other.test_after));
    assert_eq!((one.tuned, one.validation_after), (other.tuned, other.validation_after));
}

#[test]
fn budgets_are_checked() {
    let bad = |params: TuneParams| params.check().err();
    assert!(matches!(
        bad(TuneParams { models: 9, ..TuneParams::default() }),
        Some(RecommendationError::Tuning { name: "models", value: 9, low: 0, high: 8 })
    ));
    assert!(bad(TuneParams { max_customers: 3, ..TuneParams::default() }).is_some());
}
