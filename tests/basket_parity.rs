//! Association rules against exact counts that mlxtend agrees with. The data are not part of the project: the test runs where they
//! lie in `../shared`, or where `CLIENTELE_SHARED` says, and else prints that it was skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;

use clientele::basket::{AssociationRule, BasketParams, RuleFilter, RuleSort, mine};
use clientele::domain::Dataset;
use clientele::ingest::{Importer, IngestParams, RepairStep};
use common::shared;
use flate2::read::GzDecoder;

/// Online Retail, the rows of one country that name a customer, as the reference has them.
fn country(name: &str) -> Dataset {
    let file = std::fs::File::open(shared("data/online_retail.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let column = header.iter().position(|h| h == "Country").unwrap();
    let customer = header.iter().position(|h| h == "CustomerID").unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        if &record[column] == name && !record[customer].is_empty() {
            writer.write_record(&record).unwrap();
        }
    }
    // The reference counts baskets as they were sold.
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    let mut importer = Importer::new(params.check().unwrap());
    importer.begin_file("online_retail.csv", None);
    importer.push(&writer.into_inner().unwrap()).unwrap();
    importer.end_file().unwrap();
    importer.finish().unwrap().dataset
}

/// Baskets, pairs, and the first 50 rules by lift and by confidence.
fn check(name: &str, file: &str, baskets: u32, pairs: usize) {
    let dataset = country(name);
    // 2 % of the baskets, rounded up.
    let params = BasketParams { min_orders: Some((baskets * 2).div_ceil(100)), ..BasketParams::default() };
    let started = std::time::Instant::now();
    let rules = mine(&dataset, &params.check().unwrap()).unwrap();
    eprintln!("{name}: {} pairs in {:?}", rules.pairs().len(), started.elapsed());
    assert_eq!((rules.baskets(), rules.pairs().len(), rules.capped()), (baskets, pairs, 0));
    let id = |product: clientele::domain::ProductIx| dataset.products().ids.get(product.ix()).to_owned();
    for (order, sort) in [("lift", RuleSort::Lift), ("confidence", RuleSort::Confidence)] {
        let found = rules.select(&dataset, &RuleFilter::default(), sort);
        let path = shared(&format!("reference/parity/rules_{file}_top50_by_{order}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 50);
        for (row, expected) in rows.iter().enumerate() {
            let found: &AssociationRule = &found[row];
            assert_eq!([id(found.antecedent), id(found.consequent)], [&expected[0], &expected[1]], "{order} {row}");
            let counts = [found.counts.both, found.counts.antecedent, found.counts.consequent];
            assert_eq!(counts.map(|n| n.to_string()), [&expected[2], &expected[3], &expected[4]]);
            let c = &found.counts;
            let measures = [c.support(), c.confidence(), c.lift(), c.leverage(), c.conviction()];
            for (measure, expected) in measures.iter().zip(expected.iter().skip(5)) {
                let expected: f64 = expected.parse().unwrap();
                let near = (measure - expected).abs() <= 1e-12 * expected.abs().max(1.0);
                assert!(near || *measure == f64::INFINITY && expected == f64::INFINITY, "{measure} {expected}");
            }
        }
    }
}

#[test]
#[ignore = "needs the reference data"]
fn rules_of_the_united_kingdom() {
    check("United Kingdom", "uk", 16_646, 40);
}

#[test]
#[ignore = "needs the reference data"]
fn rules_of_france() {
    check("France", "france", 389, 958);
}
