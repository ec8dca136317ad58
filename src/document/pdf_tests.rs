use super::*;
use crate::{Chart, KeyFigure, Table};
use clientele_core::domain::{Cell, Day, TableView};

fn report(text: &str) -> Report {
    let view = TableView { columns: vec!["Name".into()], rows: vec![vec![Cell::Text(text.into())]; 3] };
    let table = Table { name: "t".into(), title: "Table".into(), says: String::new(), view };
    let blocks = vec![
        Block::Paragraph(text.to_owned()),
        Block::List(vec![text.to_owned(), "two".to_owned()]),
        Block::Figures(vec![KeyFigure { label: text.to_owned(), value: "1".into(), ..KeyFigure::default() }]),
        Block::Table(table),
        Block::Chart(Box::new(Chart { title: text.to_owned(), ..Chart::default() })),
    ];
    Report {
        title: "Report".into(),
        period: Some((Day(14_000), Day(15_000))),
        files: vec![format!("{text}.csv")],
        sections: vec![Section { name: "one".into(), title: text.to_owned(), blocks }],
        ..Report::default()
    }
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let first = report_pdf(&report("Grüner Tee")).unwrap();
    assert!(first.bytes.starts_with(b"%PDF-1."));
    assert_eq!(first.bytes, report_pdf(&report("Grüner Tee")).unwrap().bytes);
    assert_eq!(first.lacking, []);
}

#[test]
fn letters_that_the_fonts_lack_are_counted_and_never_stop_the_writer() {
    for text in ["漢字", "مرحبا", "😀👩‍👩‍👧", "\u{202e}abc", "\u{0}\u{7}\u{1b}[31m", "a\u{301}\u{302}\u{303}", "𝕿𝖊𝖘𝖙", ""]
    {
        let pdf = report_pdf(&report(text)).unwrap();
        assert!(pdf.pages >= 1, "{text:?}");
        let known = text.chars().all(|c| c.is_ascii() || ('\u{300}'..'\u{370}').contains(&c) || c == '\u{202e}');
        assert_eq!(pdf.lacking.is_empty(), known, "{text:?}: {:?}", pdf.lacking);
    }
    let note = lacking_note(&[('漢', 2), ('字', 1)]);
    assert_eq!(
        note,
        "3 letters are not in the fonts of this document and shown as □ (U+6F22, U+5B57). The HTML report has them."
    );
    assert_eq!(report_pdf(&Report::default()).unwrap().pages, 1);
}
