//! Files in other encodings, with lines before the header, and with dates and numbers of other customs.

use super::*;
use crate::{Encoding, RepairCode, SetAsideReason};
use clientele_core::domain::{Day, Money, NO_MINUTE};

const HEADER: &str = "order_id,customer_id,product_name,date,price\n";

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn repair(imported: &Imported, code: RepairCode) -> u64 {
    imported.report.repairs.iter().find(|r| r.code == code).unwrap_or_else(|| panic!("{code:?}")).count
}

#[test]
fn utf_16_needs_no_mark() {
    let text = format!("{HEADER}1,a,Käse für 3 €,2024-01-02,12.50\n2,b,Brot,2024-01-03,3.50\n");
    let plain = sales(&text);
    for (bytes, encoding) in [
        (text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), Encoding::Utf16Le),
        (text.encode_utf16().flat_map(u16::to_be_bytes).collect(), Encoding::Utf16Be),
    ] {
        for chunk in [1, 3, usize::MAX] {
            let wide = import_with(&[("f", &bytes)], IngestParams::default(), chunk).unwrap();
            assert_eq!(wide.dataset, plain.dataset);
            assert_eq!(wide.report.files[0].encoding, encoding);
        }
    }
}

#[test]
fn text_of_dos_programs_is_read_and_said() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"1,Jos\x82,M\x81sli,2024-01-02,1\n2,Mar\xa1a,Pi\xa4a,2024-01-03,2\n3,Ann,\x8epfel,2024-01-04,3\n");
    let imported = import(&[("f", &bytes)]).unwrap();
    assert_eq!(imported.dataset.products().names.iter().collect::<Vec<_>>(), ["Müsli", "Piña", "Äpfel"]);
    assert_eq!(imported.dataset.customers().ids.iter().collect::<Vec<_>>(), ["Ann", "José", "María"]);
    assert_eq!(imported.report.files[0].encoding, Encoding::Dos850);
    assert_eq!(repair(&imported, RepairCode::Encoding), 5);
}

#[test]
fn lines_before_the_header_are_passed_over() {
    for preamble in [
        "Sales report 2024\n\n",
        "Sales report 2024,,,,\n,,,,\n",
        "Shop:,My shop\nPrinted,2024-05-06\n",
        "\"A title,\nof two lines\"\n\n",
    ] {
        let imported = sales(&format!("{preamble}{HEADER}1,a,p,2024-01-02,1\n2,a,p,2024-01-03,soon\n"));
        assert_accounted(&imported);
        let lines = preamble.matches('\n').count() as u64;
        assert_eq!(repair(&imported, RepairCode::Preamble), lines, "{preamble:?}");
        assert_eq!(imported.report.files[0].rows, 2);
        assert_eq!(u64::from(imported.set_aside.line[0]), lines + 3, "{preamble:?}");
    }
    // What is no header does not make another line one.
    let plain = sales(&format!("{HEADER}date,price,order,2024-01-02,1\n"));
    assert!(plain.report.repairs.iter().all(|r| r.code != RepairCode::Preamble));
    assert_eq!(plain.report.files[0].rows, 1);
    // Blank lines alone need no mention.
    let blank = sales(&format!("\n\n{HEADER}1,a,p,2024-01-02,1\n"));
    assert!(blank.report.repairs.iter().all(|r| r.code != RepairCode::Preamble));
}

#[test]
fn a_title_with_the_other_delimiter_does_not_mislead() {
    let imported = sales(
        "Report, all shops, 2024\norder_id;customer_id;product_name;date;price\n1;a;p;02.01.2024;1,50\n2;a;q;31.01.2024;2,50\n",
    );
    assert_eq!(imported.report.files[0].delimiter, ';');
    assert_eq!(imported.dataset.revenue(), Money::parse("4").unwrap());
    for delimiter in ['\t', '|'] {
        let text = format!("{HEADER}1,a,p,2024-01-02,1\n").replace(',', &delimiter.to_string());
        assert_eq!(sales(&text).report.files[0].delimiter, delimiter);
    }
}

#[test]
fn counts_of_days_are_dates_only_where_all_are() {
    let file = |last: &str| format!("{HEADER}1,a,p,45293.5,1\n2,a,p,45294,2\n3,a,p,{last},4\n");
    let all = sales(&file("45295"));
    assert_eq!(all.dataset.period(), Some((day(2024, 1, 2), day(2024, 1, 4))));
    assert_eq!(all.dataset.orders().minute, [720, NO_MINUTE, NO_MINUTE]);
    assert_eq!(repair(&all, RepairCode::SerialDates), 3);
    let some = sales(&file("2024-01-04"));
    assert_eq!(some.report.reconciliation.tally(SetAsideReason::BadDate).rows, 2);
    assert_eq!(some.dataset.period(), Some((day(2024, 1, 4), day(2024, 1, 4))));
    // Each file for itself.
    let two = import(&[("1", file("45295").as_bytes()), ("2", format!("{HEADER}9,a,p,2024-02-03,1\n").as_bytes())]).unwrap();
    assert_accounted(&two);
    assert_eq!(two.dataset.lines().len(), 4);
}

#[test]
fn a_shops_own_words_for_dates_and_money() {
    let imported = sales(
        "order_id;customer_id;product_name;date;price\n1;a;p;Oct 7, 2025 9:50 PM;US$ 1,234.50\n2;a;p;7 octobre 2025;(US$ 5)\n\
         3;a;p;2025-10-07 09:50:26 +0200;US$ 0.50-\n4;a;p;7 de outubro de 2025;US$ 1'000.25\n",
    );
    assert_accounted(&imported);
    assert_eq!(imported.dataset.revenue(), Money::parse("2234.75").unwrap());
    assert_eq!(imported.report.reconciliation.tally(SetAsideReason::PriceNotPositive).amount, Money::parse("-5.50").unwrap());
    assert_eq!(imported.report.currency, "USD");
}
