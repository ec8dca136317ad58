//! A cut of Online Retail against figures worked out by a separate program (Python, decimal arithmetic).

use super::*;
use crate::{Encoding, Format, RepairStep, SetAsideReason, Tally};
use clientele_core::domain::{Day, Money};
use encoding_rs::WINDOWS_1252;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

const CUT: &[u8] = include_bytes!("../../../tests/fixtures/online_retail_cut.csv");

fn tally(rows: u64, orders: u64, amount: &str) -> Tally {
    Tally { rows, orders, amount: Money::parse(amount).unwrap() }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_row_and_penny_is_where_the_reference_has_it() {
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    let imported = import_with(&[("online_retail_cut.csv", CUT)], params, 4096).unwrap();
    assert_accounted(&imported);
    let found = &imported.report.reconciliation;
    assert_eq!(found.gross, tally(3353, 355, "-46027.766"));
    assert_eq!(
        found.set_aside,
        [
            (SetAsideReason::NoCustomer, tally(1227, 127, "-88198.64")),
            (SetAsideReason::Cancellation, tally(148, 68, "-250412.11")),
            (SetAsideReason::PriceNotPositive, tally(40, 34, "0")),
        ]
    );
    assert_eq!(found.analysed, tally(1938, 126, "292582.984"));
    assert_eq!((found.customers, found.products), (98, 939));
    assert_eq!(rows_of(&imported, IssueCode::DuplicateRow), 44);
    assert_eq!(imported.report.files[0].format, Format::OnlineRetail1);
    assert_eq!(imported.report.currency, "GBP");

    let data = &imported.dataset;
    assert_eq!(data.period(), Some((Day::from_ymd(2010, 12, 1).unwrap(), Day::from_ymd(2011, 12, 9).unwrap())));
    assert_eq!(data.customers().ids.len(), 98, "customers of rows set aside are none");
    let name = |code: &str| {
        let row = data.products().ids.iter().position(|id| id == code).unwrap();
        data.products().names.get(row).to_owned()
    };
    assert_eq!(name("22632"), "HAND WARMER RED RETROSPOT", "the commonest of two descriptions");
    assert_eq!(name("22972"), "CHILDREN'S SPACEBOY MUG", "of equally common ones the first bytewise");
    let eire = data.customers().places.iter().position(|place| place == "EIRE").unwrap() as u32;
    assert_eq!(data.customers().place.iter().filter(|&&place| place == eire).count(), 2);
}

#[test]
fn cancellations_are_settled_as_the_reference_settles_them() {
    let imported = import(&[("online_retail_cut.csv", CUT)]).unwrap();
    assert_accounted(&imported);
    let found = &imported.report.reconciliation;
    assert_eq!(found.gross, tally(3353, 355, "-46027.766"));
    assert_eq!(found.analysed, tally(1934, 124, "46849.464"));
    assert_eq!((found.customers, found.products, found.tally(SetAsideReason::Settled).rows), (96, 936, 4));
    let step = imported.report.steps.iter().find(|step| step.step == RepairStep::NetCancellations).unwrap();
    assert_eq!((step.on, step.money), (true, Money::parse("-245733.52").unwrap()));
    let unmatched = imported.report.issues.iter().find(|issue| issue.code == IssueCode::ReversalWithoutSale).unwrap();
    assert_eq!((unmatched.rows, unmatched.money), (135, Money::parse("-4678.59").unwrap()));
}

#[test]
fn latin_1_with_crlf_and_gzip_give_the_same() {
    let plain = import(&[("cut.csv", CUT)]).unwrap();
    let text = std::str::from_utf8(CUT).unwrap();
    let crlf = text.replace('\n', "\r\n");
    let (latin_1, _, _) = WINDOWS_1252.encode(&crlf);
    assert!(std::str::from_utf8(&latin_1).is_err(), "the cut holds pound signs");
    let other = import(&[("cut.csv", &latin_1)]).unwrap();
    assert_eq!(other.dataset, plain.dataset);
    assert_eq!(other.set_aside, plain.set_aside);
    assert_eq!(other.report.reconciliation, plain.report.reconciliation);
    assert_eq!(other.report.issues, plain.report.issues);
    assert_eq!(other.report.files[0].encoding, Encoding::Windows1252);

    let packed = import(&[("a wrong name.csv", &gzip(CUT))]).unwrap();
    assert_eq!(packed.dataset, plain.dataset);
    assert!(packed.report.files[0].gzip);

    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(crlf.encode_utf16().flat_map(u16::to_le_bytes));
    let wide = import_with(&[("cut.csv", &utf16)], IngestParams::default(), 777).unwrap();
    assert_eq!(wide.dataset, plain.dataset);
    assert_eq!(wide.report.files[0].encoding, Encoding::Utf16Le);
}

#[test]
fn chunks_of_any_size_give_the_same() {
    let whole = import(&[("cut.csv", CUT)]).unwrap();
    let packed = gzip(CUT);
    for chunk in [1, 2, 3, 7, 4096, 65_535, 65_536, 65_537] {
        let pieces = import_with(&[("cut.csv", CUT)], IngestParams::default(), chunk).unwrap();
        assert_eq!(pieces, whole, "{chunk}");
        let unpacked = import_with(&[("cut.csv", &packed)], IngestParams::default(), chunk).unwrap();
        assert_eq!(unpacked.dataset, whole.dataset, "{chunk}");
    }
}

#[test]
fn a_year_in_two_files_is_one_shop() {
    let text = std::str::from_utf8(CUT).unwrap();
    let header = text.split_inclusive('\n').next().unwrap();
    let half = text.split_inclusive('\n').take(1700).map(str::len).sum();
    let (first, second) = text.split_at(half);
    let second = format!("{header}{second}");
    let imported = import(&[("1.csv", first.as_bytes()), ("2.csv", second.as_bytes())]).unwrap();
    let whole = import(&[("cut.csv", CUT)]).unwrap();
    assert_accounted(&imported);
    assert_eq!(imported.dataset, whole.dataset);
    assert_eq!(imported.report.reconciliation, whole.report.reconciliation);
    assert_eq!(imported.report.files.iter().map(|f| f.rows).collect::<Vec<_>>(), [1699, 1654]);
    assert!(imported.set_aside.file.contains(&0) && imported.set_aside.file.contains(&1));
}
