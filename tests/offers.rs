//! Offers from settings to files: what reruns, lists with other settings, methods, tuning, replay, what is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{CustomerIx, Dataset, ProductIx};
use clientele::engine::{
    Cancelled, Config, Control, Input, LogEntry, MemoryFiles, Progress, RunError, Session, Stage, StageOutcome,
    read_offer_fields, replay, run, tune,
};
use clientele::files::ExportKind;
use clientele::recommend::{
    AppliedRule, ImpactParams, RankingMethod, RecommendParams, Recommendations, Repurchase, SegmentRule, TuneParams, reason,
};
use common::{csv_of, is_cached};
use std::cell::Cell;

/// Pauses so often, then is told to stop.
struct Patient(Cell<u32>);

impl Control for Patient {
    fn elapsed_ms(&self) -> u32 {
        0
    }
    fn progress(&self, progress: Progress) {
        assert!(progress.done <= progress.total || progress.total == 0);
    }
    fn log(&self, _: LogEntry) {}
    fn stage_ended(&self, _: Stage, _: &StageOutcome) {}
    async fn pause(&self) -> Result<(), Cancelled> {
        self.0.set(self.0.get().checked_sub(1).ok_or(Cancelled)?);
        Ok(())
    }
}

fn demo(change: impl FnOnce(&mut RecommendParams), earlier: Option<&Session>) -> Session {
    let mut config = Config::default();
    change(&mut config.recommendations);
    pollster::block_on(run(Input::<MemoryFiles>::Generated, &config, earlier, &Patient(Cell::new(u32::MAX)))).expect("analysed")
}

fn lists(session: &Session) -> &Recommendations {
    &session.recommendations().expect("recommended").lists
}

fn id(dataset: &Dataset, product: ProductIx) -> String {
    dataset.products().ids.get(product.ix()).to_owned()
}

#[test]
fn other_weights_rerun_the_offers_and_nothing_else() {
    let first = demo(|_| {}, None);
    let other = |p: &mut RecommendParams| p.weights.seasonal = 3.0;
    let second = demo(other, Some(&first));
    for stage in Stage::ALL {
        let expected = !matches!(stage, Stage::Recommend | Stage::Evaluate);
        assert_eq!(is_cached(&second, stage), expected, "{stage:?}");
    }
    assert_ne!(lists(&first), lists(&second));
    // The model that was learned before is put to use again: with the same lists as one learned anew.
    assert_eq!(lists(&second), lists(&demo(other, None)));
    assert_eq!(second.evaluation().unwrap(), demo(other, None).evaluation().unwrap());
    // Products barred today change the lists, not the test of them.
    let best = id(first.dataset(), lists(&first).product[0]);
    let third = demo(|p| p.exclude = vec![best], Some(&first));
    assert!(is_cached(&third, Stage::Evaluate) && !is_cached(&third, Stage::Recommend));
    let fourth = demo(|p| p.strategies.half_life_days = 60.0, Some(&first));
    assert_eq!(lists(&fourth), lists(&demo(|p| p.strategies.half_life_days = 60.0, None)), "that needs another model");
}

#[test]
fn a_preview_is_what_a_run_would_give() {
    let session = demo(|_| {}, None);
    let changes: [fn(&mut RecommendParams); 5] = [
        |p| p.weights.price_affinity = 2.0,
        |p| (p.n, p.min_confidence) = (6, 0.4),
        |p| (p.repurchase, p.max_per_category) = (Repurchase::NewOnly, Some(1)),
        |p| (p.diversity, p.method) = (0.4, RankingMethod::Ease),
        |p| p.segments = SegmentRule::suggested(),
    ];
    let customers: Vec<CustomerIx> = (0..100).map(|c| CustomerIx(c * 7 % 1000)).collect();
    for change in changes {
        let mut params = RecommendParams::default();
        change(&mut params);
        let seen = session.preview_offers(&params, &customers).unwrap();
        let made = demo(change, Some(&session));
        for (&customer, seen) in customers.iter().zip(&seen) {
            let rows = lists(&made).of(customer.0);
            assert_eq!(seen.product, lists(&made).product[rows.clone()]);
            assert_eq!(seen.score, lists(&made).score[rows.clone()]);
            assert_eq!(seen.rule, lists(&made).rule[rows]);
        }
    }
    assert!(session.preview_offers(&RecommendParams { n: 0, ..RecommendParams::default() }, &customers).is_err());
    assert_eq!(lists(&session), lists(&demo(|_| {}, None)), "nothing was changed");
}

#[test]
fn typed_rules_hold_in_the_lists_and_say_what_they_touched() {
    let plain = demo(|_| {}, None);
    let dataset = plain.dataset();
    let mut times = vec![0_u32; dataset.products().ids.len()];
    for product in &lists(&plain).product {
        times[product.ix()] += 1;
    }
    let mut by_times: Vec<usize> = (0..times.len()).collect();
    by_times.sort_by_key(|&p| std::cmp::Reverse(times[p]));
    let (top, pinned) = (by_times[0], by_times[1]);
    let name = |p: usize| dataset.products().names.get(p).to_owned();
    let typed =
        [("exclude", name(top)), ("pin", dataset.products().ids.get(pinned).to_owned()), ("per_category", "1".to_owned())];
    let fields = |field: &str| typed.iter().find(|(name, _)| *name == field).map(|(_, text)| text.as_str());
    let params = read_offer_fields(&RecommendParams::default(), dataset, fields).expect("read");
    let made = demo(|p| *p = params.clone(), Some(&plain));
    let barred = |product: &ProductIx| name(product.ix()) == name(top);
    assert!(!lists(&made).product.iter().any(barred), "excluded by name: all of that name");
    let mut first_pins = 0;
    for customer in 0..lists(&made).customers() as u32 {
        let rows = lists(&made).of(customer);
        let first = rows.start;
        first_pins += u32::from(rows.clone().any(|row| row == first && lists(&made).product[row].ix() == pinned));
        let categories: Vec<u32> = lists(&made).product[rows].iter().map(|p| dataset.products().category[p.ix()]).collect();
        let mut distinct = categories.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), categories.len(), "one of a category");
    }
    assert_eq!(first_pins, 1000);
    let effects = made.rule_effects().unwrap();
    let of = |rule: AppliedRule| effects.iter().find(|e| e.rule == rule);
    assert_eq!(of(AppliedRule::Pinned).map(|e| (e.offers, e.customers)), Some((1000, 1000)));
    assert!(of(AppliedRule::Exclusion).is_some_and(|e| e.offers > 0) && of(AppliedRule::None).is_none());
    let counted: u64 = effects.iter().map(|e| e.offers).sum();
    let by_score = lists(&made).rule.iter().filter(|rule| **rule == AppliedRule::None).count() as u64;
    assert_eq!(counted + by_score, lists(&made).product.len() as u64);
    // Only what is in stock.
    let stock: Vec<String> = by_times[..40].iter().map(|&p| dataset.products().ids.get(p).to_owned()).collect();
    let made = demo(|p| p.in_stock = Some(stock.clone()), Some(&plain));
    assert!(lists(&made).product.iter().all(|&p| stock.contains(&id(dataset, p))));
}

#[test]
fn a_simple_method_makes_the_lists_and_tells_its_own_reason() {
    let plain = demo(|_| {}, None);
    for (method, words) in [
        (RankingMethod::Popular, vec!["One of the best sellers of all time, number "]),
        (RankingMethod::RecentPopular, vec!["Popular now: "]),
        (RankingMethod::Repurchase, vec!["Bought ", "Popular now: ", "Chosen by its score alone"]),
        (RankingMethod::ItemKnn, vec!["Bought ", "It goes with "]),
        (RankingMethod::Ease, vec!["Bought ", "It goes with "]),
    ] {
        let made = demo(|p| (p.method, p.repurchase) = (method, Repurchase::Allowed), Some(&plain));
        let out = lists(&made);
        assert!(out.product.len() > 900, "{method:?}: {} offers", out.product.len());
        for row in 0..out.product.len() {
            let text = reason(made.dataset(), &out.evidence[row]);
            assert!(words.iter().any(|start| text.starts_with(start)), "{method:?}: {text}");
            assert!(out.confidence[row] >= 0.2, "the least confidence holds");
        }
        // The same room used for another method before tells the same.
        let rows: Vec<CustomerIx> = (0..50).map(CustomerIx).collect();
        let params = RecommendParams { method, repurchase: Repurchase::Allowed, ..RecommendParams::default() };
        let seen = plain.preview_offers(&params, &rows).unwrap();
        for (customer, seen) in rows.iter().zip(&seen) {
            assert_eq!(seen.evidence, out.evidence[out.of(customer.0)]);
        }
    }
}

#[test]
fn tuning_can_be_stopped_is_kept_and_can_be_used() {
    let session = demo(|_| {}, None);
    let params = TuneParams { blends: 60, models: 2, ..TuneParams::default() };
    let stopped = pollster::block_on(tune(&session, params, &Patient(Cell::new(20))));
    assert_eq!(stopped.err(), Some(RunError::Cancelled));
    assert!(session.tuning().is_none() && session.export(ExportKind::Tuning, &[]).is_err());
    let report = pollster::block_on(tune(&session, params, &Patient(Cell::new(u32::MAX)))).expect("tuned");
    assert!(report.validation.last < report.test.first);
    assert_eq!(report.before, session.config().recommendations);
    session.keep_tuning(report.clone());
    // Whatever is used then, what was found stays known as long as the data are the same.
    let used = demo(|p| *p = report.tuned.clone(), Some(&session));
    assert_eq!(used.tuning().map(|kept| (*kept).clone()), Some(report.clone()));
    let json: serde_json::Value = serde_json::from_slice(&used.export(ExportKind::Tuning, &[]).unwrap()).unwrap();
    assert_eq!(json["changed"], report.changed);
    assert_eq!(json["tested_on"]["days"], 30);
    assert!(used.config().validate().is_ok());
}

#[test]
fn other_settings_are_replayed_on_the_days_held_back() {
    let session = demo(|_| {}, None);
    let patient = || Patient(Cell::new(u32::MAX));
    let usual = RecommendParams::default();
    let more = RecommendParams { n: 10, ..usual.clone() };
    let report = pollster::block_on(replay(&session, &more, 30, &patient())).expect("replayed");
    assert!(report.arms[1].recommendations > 2 * report.arms[0].recommendations);
    assert!(report.hit_rate.mean > 0.0 && report.hit_rate.is_clear(), "longer lists hold more: {report:?}");
    let popular = RecommendParams { method: RankingMethod::Popular, ..usual.clone() };
    let report = pollster::block_on(replay(&session, &popular, 30, &patient())).expect("replayed");
    assert!(report.arms[0].hits > report.arms[1].hits, "{report:?}");
    let stopped = pollster::block_on(replay(&session, &usual, 30, &Patient(Cell::new(3))));
    assert_eq!(stopped.err(), Some(RunError::Cancelled));
    assert!(matches!(pollster::block_on(replay(&session, &usual, 400, &patient())), Err(RunError::Failed(_))));
}

#[test]
fn offers_and_their_worth_are_written() {
    let session = demo(|p| p.n = 4, None);
    let (header, records) = csv_of(&session.export(ExportKind::Offers, &[]).unwrap());
    assert_eq!(header[..6], ["customer_id", "name", "email", "segment", "offer_1", "offer_1_id"]);
    assert_eq!(header.len(), 4 + 2 * 4);
    let dataset = session.dataset();
    assert_eq!(records.len(), 1000);
    for record in records {
        let customer = (0..1000).find(|&c| dataset.customers().ids.get(c) == &record[0]).expect("a customer");
        let expected: Vec<String> =
            lists(&session).product[lists(&session).of(customer as u32)].iter().map(|&p| id(dataset, p)).collect();
        let found: Vec<String> = record.iter().skip(5).step_by(2).filter(|cell| !cell.is_empty()).map(str::to_owned).collect();
        assert_eq!(found, expected);
    }
    let json: serde_json::Value = serde_json::from_slice(&session.export(ExportKind::Impact, &[]).unwrap()).unwrap();
    let impact = session.impact(&ImpactParams::default().check().unwrap()).unwrap();
    assert_eq!(json["total"]["extra_revenue"]["high"].as_f64(), Some(impact.total.extra_revenue.high));
    assert_eq!(json["segments"].as_array().map(Vec::len), Some(impact.groups.len()));
    assert!(json["assumptions"].as_array().is_some_and(|a| a.len() >= 4));
    let (_, doubles) = csv_of(&session.export(ExportKind::TwoItemRules, &[]).unwrap());
    assert_eq!(doubles.len(), session.rules().unwrap().two_item_rules().all().len());
}

#[test]
fn what_a_customer_likes_is_told() {
    let session = demo(|_| {}, None);
    for customer in (0..1000).step_by(97) {
        let features = session.features(CustomerIx(customer)).unwrap();
        let shares: f64 = features.categories.iter().map(|p| p.share).sum();
        assert!((shares - 1.0).abs() < 1e-9 && features.days > 0 && features.prices.is_some(), "{features:?}");
    }
}
