use super::*;
use calamine::{Data, Reader, Xlsx};
use clientele_core::domain::{Money, TableView};
use std::io::Cursor;

fn read(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn book(cells: ColumnKind) -> Workbook {
    Workbook {
        title: "Test".into(),
        currency: "GBP".into(),
        dated: Day(15_317),
        sheets: vec![Sheet {
            name: "One".into(),
            note: String::new(),
            body: SheetBody::Columns(vec![Column { header: "H".into(), cells }]),
        }],
    }
}

#[test]
fn texts_stay_texts_and_are_cut_where_a_cell_ends() {
    let hostile = ["=1+1", "+2", "@SUM(A1)", "a\u{0}b\u{1b}c", "<b>&\"", "😀"];
    let long = "😀".repeat(20_000);
    let bytes = workbook_xlsx(&book(ColumnKind::texts(hostile.iter().copied().chain([long.as_str()])))).unwrap();
    let rows = read(bytes, "One");
    let expected = ["H", "=1+1", "+2", "@SUM(A1)", "abc", "<b>&\"", "😀"];
    for (row, text) in rows.iter().zip(expected) {
        assert_eq!(row[0], Data::String(text.to_owned()));
    }
    let Data::String(cut) = &rows[7][0] else { panic!("a text") };
    assert_eq!(cut.encode_utf16().count(), 32_766, "whole letters only");
}

#[test]
fn what_would_run_is_marked_as_text() {
    let styles = |texts: &[&str]| {
        let bytes = workbook_xlsx(&book(ColumnKind::texts(texts.iter().copied()))).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
            text
        };
        (part("xl/styles.xml"), part("xl/worksheets/sheet1.xml"))
    };
    let (plain, _) = styles(&["Tea", "5 - 3"]);
    assert!(!plain.contains("quotePrefix"), "nothing changes for other texts");
    let (marked, sheet) = styles(&["Tea", "\u{200b}=1+1", "＝1"]);
    assert!(marked.contains("quotePrefix=\"1\""), "{marked}");
    let style = |cell: &str| {
        sheet.split(&format!("r=\"{cell}\" s=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    };
    assert!(style("A3") == style("A4") && style("A2") != style("A3"), "{sheet}");
}

#[test]
fn figures_and_days_are_numbers_with_formats() {
    let rows = read(workbook_xlsx(&book(ColumnKind::Day(vec![Day(15_317), ColumnKind::NO_DAY, Day(-30_000)]))).unwrap(), "One");
    let Data::DateTime(day) = &rows[1][0] else { panic!("a day: {:?}", rows[1][0]) };
    assert_eq!(day.as_f64(), 40_886.0);
    assert_eq!((&rows[2][0], &rows[3][0]), (&Data::Empty, &Data::String("1887-11-12".into())));
    let rows = read(workbook_xlsx(&book(ColumnKind::Money(vec![1234.5, f64::NAN, -0.25]))).unwrap(), "One");
    assert_eq!((&rows[1][0], &rows[2][0], &rows[3][0]), (&Data::Float(1234.5), &Data::Empty, &Data::Float(-0.25)));
}

#[test]
fn tables_of_mixed_cells_are_written_and_the_same_book_is_the_same_bytes() {
    let view = TableView {
        columns: vec!["Name".into(), "Value".into()],
        rows: vec![
            vec![Cell::Text("Revenue".into()), Cell::Figure(Figure::Money(Money::from_cents(12_345).unwrap()))],
            vec![Cell::Text("Share".into()), Cell::Figure(Figure::Share(f64::NAN))],
        ],
    };
    let book = Workbook {
        title: "T".into(),
        currency: "\"€".into(),
        dated: Day(i32::MIN),
        sheets: vec![Sheet { name: "Summary".into(), note: "A note".into(), body: SheetBody::Table(view) }],
    };
    let bytes = workbook_xlsx(&book).unwrap();
    assert_eq!(bytes, workbook_xlsx(&book).unwrap());
    let rows = read(bytes, "Summary");
    assert_eq!((&rows[1][1], &rows[2][1]), (&Data::Float(123.45), &Data::Empty));
}
