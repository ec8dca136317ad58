//! The recommender on generated shops that it was not made for: each seed is another shop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Dataset, Day, ProductIx};
use clientele::generate::{GeneratorParams, Shop};
use clientele::recommend::{
    Calibrator, Impact, ImpactParams, NO_GROUP, RecommendParams, Recommendations, Recommender, Task, TuneParams, TuneReport,
    Tuner,
};
use clientele::segment::{Rfm, RfmParams};
use common::dataset_of;
use std::collections::BTreeMap;

/// The demo's size, another seed.
fn shop(seed: u64) -> (Shop, Dataset) {
    let shop = Shop::generate(GeneratorParams { seed, ..GeneratorParams::default() }.check().unwrap());
    let dataset = dataset_of(&shop);
    (shop, dataset)
}

/// Each customer's segment as of a day.
fn segments(dataset: &Dataset, day: Day) -> Vec<u32> {
    let rfm = Rfm::compute(dataset, &RfmParams { analysis_date: Some(day), ..RfmParams::default() }.check().unwrap()).unwrap();
    let mut groups = vec![NO_GROUP; dataset.customers().ids.len()];
    for (row, customer) in rfm.customer.iter().enumerate() {
        groups[customer.ix()] = u32::from(rfm.segment[row]);
    }
    groups
}

fn tuned(dataset: &Dataset, task: Task) -> TuneReport {
    let last = dataset.period().unwrap().1;
    let groups = [segments(dataset, Day(last.0 - 60)), segments(dataset, Day(last.0 - 30))];
    let params = RecommendParams::default().check().unwrap();
    let tuning = TuneParams { blends: 120, ..TuneParams::default() }.check().unwrap();
    let mut tuner = Tuner::new(dataset, Some([&groups[0], &groups[1]]), 30, task, &params, tuning).unwrap();
    while !tuner.step(dataset).unwrap() {}
    tuner.report().unwrap()
}

#[test]
fn tuning_does_no_harm_to_shops_it_never_saw() {
    let (mut gain, mut variance) = (0.0, 0.0);
    for seed in [1, 2, 3] {
        let (_, dataset) = shop(seed);
        for task in [Task::All, Task::New] {
            let report = tuned(&dataset, task);
            let one = report.test_gain;
            assert!(one.mean > -2.6 * one.standard_error - 1e-9, "seed {seed} {task:?}: {report:?}");
            gain += one.mean;
            variance += one.standard_error * one.standard_error;
        }
    }
    assert!(gain >= -2.0 * f64::sqrt(variance), "over all shops: {gain} with standard error {}", f64::sqrt(variance));
}

/// Everybody's lists as of the day after the last order, with the default settings.
fn lists(dataset: &Dataset) -> (Recommender, Recommendations, Vec<u32>) {
    let last = dataset.period().unwrap().1;
    let groups = segments(dataset, last);
    let params = RecommendParams::default().check().unwrap();
    let recommender = Recommender::new(dataset, Some(&groups), Day(last.0 + 1), params).unwrap();
    let mut out = Recommendations::default();
    recommender.recommend_block(0..dataset.customers().ids.len() as u32, &mut recommender.scratch(), &mut out);
    (recommender, out, groups)
}

#[test]
fn hardly_anybody_gets_the_same_list_as_everybody() {
    for seed in [42, 1, 2] {
        let (_, dataset) = shop(seed);
        let (_, out, _) = lists(&dataset);
        let mut times: BTreeMap<&[ProductIx], usize> = BTreeMap::new();
        for customer in 0..out.customers() as u32 {
            *times.entry(&out.product[out.of(customer)]).or_default() += 1;
        }
        let most = times.values().max().copied().unwrap();
        assert!(most * 5 < out.customers(), "seed {seed}: {most} of {} customers get one and the same list", out.customers());
        for (parts, score) in out.parts.iter().zip(&out.score) {
            assert!((parts.iter().sum::<f64>() - score).abs() < 1e-9);
        }
    }
}

#[test]
fn goods_planted_to_be_bought_together_are_found() {
    for seed in [42, 1] {
        let (shop, dataset) = shop(seed);
        let (recommender, _, _) = lists(&dataset);
        let (mut met, mut found) = (0, 0);
        for product in 0..dataset.products().ids.len() {
            let Some(other) = shop.catalogue.complement(product) else { continue };
            // Rows of the catalogue and of the product table are both in order of ids.
            let both = recommender
                .model()
                .interactions
                .buyers(product as u32)
                .min(recommender.model().interactions.buyers(other as u32));
            if both < 20 {
                continue;
            }
            met += 1;
            let pair = recommender.model().cross_sell.pair(product as u32, other as u32);
            found += usize::from(pair.is_some_and(|pair| pair.lift() > 3.0));
        }
        assert!(met >= 10 && found * 10 >= met * 9, "seed {seed}: {found} of {met}");
    }
}

#[test]
fn chances_hold_on_days_that_nothing_was_learned_from() {
    for seed in [42, 1, 2] {
        let (_, dataset) = shop(seed);
        let last = dataset.period().unwrap().1;
        let groups = [segments(&dataset, Day(last.0 - 60)), segments(&dataset, Day(last.0 - 30))];
        let params = RecommendParams::default().check().unwrap();
        let mut calibrator = Calibrator::new(&dataset, Some([&groups[0], &groups[1]]), 30, &params, 42).unwrap();
        while !calibrator.step(&dataset).unwrap() {}
        let found = calibrator.finish().unwrap();
        assert!(found.expected_calibration_error < 0.05, "seed {seed}: {found:#?}");
        // Small chances are soon near each other: they must also do better than one chance for all, and add up.
        assert!(found.brier < found.brier_of_constant, "seed {seed}: {found:#?}");
        let ratio = found.expected_bought / f64::from(found.observed_bought);
        assert!((0.4..2.5).contains(&ratio), "seed {seed}: {ratio}");
        assert!(found.bins.last().unwrap().observed > found.bins.first().unwrap().observed);
        let (recommender, out, labels) = lists(&dataset);
        drop(recommender);
        let impact = Impact::of(&dataset, &out, &labels, &found, &ImpactParams::default().check().unwrap());
        let total = impact.total;
        assert!(total.revenue_anyway.low <= total.revenue_anyway.mid && total.revenue_anyway.mid <= total.revenue_anyway.high);
        assert!(total.extra_revenue.low == 0.0 && total.extra_revenue.high < 0.05 * total.revenue_anyway.high);
        let sum: f64 = impact.groups.iter().map(|group| group.revenue_anyway.mid).sum();
        assert!((sum - total.revenue_anyway.mid).abs() < 1e-6 * sum.max(1.0), "segments add up to the whole");
        // What the lists hold cannot be worth more than the shop sells in such a time, many times over.
        let days = f64::from(last.0 - dataset.period().unwrap().0.0 + 1);
        assert!(total.revenue_anyway.mid < dataset.revenue().to_f64() * 30.0 / days, "{total:?}");
    }
}
