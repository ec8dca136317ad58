//! The recommender on generated shops that it was not made for: each seed is another shop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use clientele::domain::{Dataset, Day};
use clientele::generate::{GeneratorParams, Shop};
use clientele::ingest::{Importer, IngestParams};
use clientele::recommend::{NO_GROUP, RecommendParams, Task, TuneParams, TuneReport, Tuner};
use clientele::segment::{Rfm, RfmParams};

/// The demo's size, another seed.
fn shop(seed: u64) -> (Shop, Dataset) {
    let shop = Shop::generate(GeneratorParams { seed, ..GeneratorParams::default() }.check().unwrap());
    let mut importer = Importer::new(IngestParams::default().check().unwrap());
    for (name, chunks) in [
        ("customers.csv", shop.customers_csv()),
        ("products.csv", shop.products_csv()),
        ("transactions.csv", shop.transactions_csv()),
    ] {
        importer.begin_file(name, None);
        for chunk in chunks {
            importer.push(&chunk).unwrap();
        }
        importer.end_file().unwrap();
    }
    let dataset = importer.finish().unwrap().dataset;
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
