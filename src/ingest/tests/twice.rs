//! The same sales in several files: counted once, and said.

use super::tables::{HEADER, SHOP, cells, csv, figures};
use super::*;
use crate::{RepairStep, SetAsideReason};
use clientele_core::domain::Money;

fn part(range: std::ops::Range<usize>) -> String {
    format!("{HEADER}\n{}", SHOP[range].iter().map(|line| csv(&cells(line)) + "\n").collect::<String>())
}

fn read(texts: &[&str], params: IngestParams) -> Imported {
    let names: Vec<String> = (0..texts.len()).map(|n| format!("{n}.csv")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().zip(texts).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    import_with(&files, params, usize::MAX).unwrap()
}

#[test]
fn what_several_files_have_is_counted_once() {
    let plain = figures(&sales(&part(0..14)));
    let all = part(0..14);
    let semicolons = all.replace(',', ";").replace("\"Pot; black", "\"Pot, black");
    let dates = {
        let mut text = all.clone();
        for line in SHOP {
            let (year, rest) = line.2.split_at(4);
            text = text.replace(line.2, &format!("{}/{year}", rest.trim_start_matches('-').replace('-', "/")));
        }
        text
    };
    let reordered = format!(
        "product_name,price,quantity,order_id,date,customer_id\n{}",
        SHOP.iter().map(|l| csv(&[l.3, l.5, l.4, l.0, l.2, l.1].map(str::to_owned)) + "\n").collect::<String>()
    );
    let shuffled = {
        let mut lines: Vec<&str> = all.lines().skip(1).collect();
        lines.reverse();
        format!("{HEADER}\n{}\n", lines.join("\n"))
    };
    for (what, texts, left_out) in [
        ("the same file", vec![all.clone(), all.clone()], 14),
        ("three times", vec![all.clone(), all.clone(), all.clone()], 28),
        ("months that overlap", vec![part(0..10), part(7..14)], 3),
        ("one within the other", vec![part(3..6), all.clone()], 3),
        ("three months", vec![part(0..7), part(6..11), part(10..14)], 2),
        ("another delimiter", vec![all.clone(), semicolons], 14),
        ("another form of dates", vec![all.clone(), dates], 14),
        ("other columns", vec![all.clone(), reordered], 14),
        ("another order of rows", vec![all.clone(), shuffled], 14),
        ("an order cut in two", vec![part(0..4), part(4..14)], 0),
        ("a line of an order twice", vec![part(0..5), part(4..14)], 1),
        ("nothing twice", vec![part(0..7), part(7..14)], 0),
    ] {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let imported = read(&texts, IngestParams::default());
        assert_eq!(figures(&imported), plain, "{what}");
        let tally = imported.report.reconciliation.tally(SetAsideReason::SeenInOtherFile);
        assert_eq!((tally.rows, rows_of(&imported, IssueCode::SeenInOtherFile)), (left_out, left_out), "{what}");
        assert_eq!(tally.rows > 0, tally.amount > Money::ZERO, "{what}");
    }
}

#[test]
fn the_step_can_be_switched_off() {
    let all = part(0..14);
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::DropSeenInOtherFile, false);
    let (on, off) = (read(&[&all, &all], IngestParams::default()), read(&[&all, &all], params));
    let twice = Money::from_ten_thousandths(on.dataset.revenue().ten_thousandths() * 2);
    assert_eq!((off.dataset.revenue(), rows_of(&off, IssueCode::SeenInOtherFile)), (twice, 14));
    for imported in [&on, &off] {
        assert_accounted(imported);
        let step = imported.report.steps.iter().find(|s| s.step == RepairStep::DropSeenInOtherFile).unwrap();
        assert_eq!((step.count, step.money), (14, Money::ZERO - on.dataset.revenue()));
    }
}

#[test]
fn what_only_looks_the_same_stays() {
    let twice_within = "1,Ann,2024-01-05,Tea,1,4.50\n1,Ann,2024-01-05,Tea,1,4.50\n";
    for (what, one, other, rows) in [
        ("equal lines within one file", twice_within, "2,Ben,2024-01-06,Cup,1,9\n", 3),
        ("equal lines in both, counted once", twice_within, twice_within, 2),
        ("one in the first, two in the second", "1,Ann,2024-01-05,Tea,1,4.50\n", twice_within, 2),
        ("two in the first, one in the second", twice_within, "1,Ann,2024-01-05,Tea,1,4.50\n", 2),
        ("another shop with the same numbers", "1,Ann,2024-01-05,Tea,1,4.50\n", "1,Ben,2024-01-05,Tea,1,4.50\n", 2),
        ("the same number a year later", "1,Ann,2024-01-05,Tea,1,4.50\n", "1,Ann,2025-01-05,Tea,1,4.50\n", 2),
        ("another product", "1,Ann,2024-01-05,Tea,1,4.50\n", "1,Ann,2024-01-05,Cup,1,4.50\n", 2),
        ("another price", "1,Ann,2024-01-05,Tea,1,4.50\n", "1,Ann,2024-01-05,Tea,1,4.60\n", 2),
        ("more pieces", "1,Ann,2024-01-05,Tea,1,4.50\n", "1,Ann,2024-01-05,Tea,2,4.50\n", 2),
        ("another order", "1,Ann,2024-01-05,Tea,1,4.50\n", "2,Ann,2024-01-05,Tea,1,4.50\n", 2),
        ("no number, the same row", ",Ann,2024-01-05,Tea,1,4.50\n", ",Ann,2024-01-05,Tea,1,4.50\n", 1),
        ("no number, another row", ",Ann,2024-01-05,Tea,1,4.50\n", ",Ann,2024-01-05,Tea,1,4.500\n", 2),
    ] {
        let imported = read(&[&format!("{HEADER}\n{one}"), &format!("{HEADER}\n{other}")], IngestParams::default());
        assert_accounted(&imported);
        assert_eq!(imported.report.reconciliation.analysed.rows, rows, "{what}");
    }
}

#[test]
fn a_cancellation_in_two_files_takes_back_one_sale() {
    let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    let sale = |n: u32| format!("{n},85123,CUP,2,2011-01-0{} 08:26,4.50,17850,UK\n", n % 9 + 1);
    let cancelled = "C900,85123,CUP,-2,2011-01-20 08:26,4.50,17850,UK\n";
    let text = format!("{header}{}{}{cancelled}", sale(1), sale(2));
    let imported = read(&[&text, &text], IngestParams::default());
    assert_accounted(&imported);
    assert_eq!(imported.dataset.revenue(), Money::parse("9").unwrap());
}
