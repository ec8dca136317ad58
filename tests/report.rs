//! Reports, workbooks and archives of whole sessions: opened again by other programs, equal to the CSV files, and harmless whatever
//! names a shop has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;

use calamine::{Data, DataType, Reader, Xlsx};
use clientele::document::{Block, Report, content_policy};
use clientele::engine::{Config, Session};
use clientele::files::{DocumentKind, ExportKind, PageSize};
use clientele::messages::{CustomerFilter, ReportParams, ReportQuery, ReportSection};
use clientele::pages::{report_document, report_job};
use common::{csv_of, demo, of_csv, of_files};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

fn write(session: &Session, kind: DocumentKind) -> Vec<u8> {
    let query = ReportQuery { kind, params: ReportParams::default(), filter: CustomerFilter::default() };
    report_job(session, &[], &query).expect("a job").write().expect("a file")
}

/// HTML, PDF, workbook and archive of the demo.
type Files = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

/// The demo's files, made once.
fn demo_files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let session = demo();
        let of = |kind| write(&session, kind);
        (of(DocumentKind::Html), of(DocumentKind::Pdf), of(DocumentKind::Workbook), of(DocumentKind::Archive))
    })
}

/// Names that would do harm as markup, formula or script, or that fonts lack.
const HOSTILE: [&str; 8] = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "=HYPERLINK(\"http://shop.example\")",
    "\"onmouseover=\"alert(1)",
    "日本語 🛒 مرحبا",
    "\u{202e}right to left",
    "a & b < c",
    "--><svg onload=alert(1)>",
];

fn hostile_shop() -> Session {
    let mut text = "transaction_id,customer_id,product_id,product_name,category,purchase_date,price\n".to_owned();
    for n in 0..400_usize {
        let name = HOSTILE[n % HOSTILE.len()].replace('"', "\"\"");
        let customer = format!("{} {}", HOSTILE[(n / 3) % HOSTILE.len()], n % 50).replace('"', "\"\"");
        let (month, day) = (1 + (n * 7) % 12, 1 + (n * 11) % 28);
        text.push_str(&format!(
            "t{n},\"{customer}\",p{},\"{name}\",\"{name}\",2024-{month:02}-{day:02},{}.50\n",
            n % 8,
            5 + n % 40
        ));
    }
    of_files(vec![("<b>sales</b> & \"more\".csv".to_owned(), text.into_bytes())], &Config::default())
}

/// Walks through markup: every element is closed in its turn, every attribute is quoted. Gives the names of all elements.
fn check_markup(html: &str) -> Vec<String> {
    const VOID: [&str; 6] = ["meta", "input", "br", "hr", "link", "img"];
    let (mut open, mut seen): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut rest = html.strip_prefix("<!doctype html>").expect("a document type");
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "a closing tag");
            continue;
        }
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        assert!(!name.is_empty(), "<{tag}>");
        assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
        seen.push(name.clone());
        if name == "script" || name == "style" {
            let close = format!("</{name}>");
            rest = &rest[rest.find(&close).expect("it is closed") + close.len()..];
        } else if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new(), "elements left open");
    seen
}

fn text_of_pdf(bytes: &[u8], name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("a file for the test");
    match Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).expect("UTF-8"))
        }
        Err(_) if std::env::var_os("CLIENTELE_FULL_TEST").is_some() => panic!("pdftotext is not installed: poppler-utils has it"),
        Err(_) => {
            eprintln!("pdftotext is not installed: the PDF's text is not checked");
            None
        }
    }
}

#[test]
fn html_is_whole_and_asks_nobody_for_anything() {
    let html = String::from_utf8(demo_files().0.clone()).expect("UTF-8");
    let elements = check_markup(&html);
    for (name, least) in [("svg", 20), ("table", 15), ("section", 10), ("figure", 12)] {
        assert!(elements.iter().filter(|e| *e == name).count() >= least, "too few of {name}");
    }
    for (name, count) in [("script", 1), ("style", 1), ("img", 0), ("link", 0), ("iframe", 0)] {
        assert_eq!(elements.iter().filter(|e| *e == name).count(), count, "{name}");
    }
    assert!(!html.contains("style=\""), "the policy allows no style attributes");
    assert!(html.contains(&content_policy()));
    assert!(html.len() < 800_000, "{} bytes are too many to mail", html.len());
}

#[test]
fn the_page_lets_the_reports_own_script_run() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html")).unwrap();
    let policy = content_policy();
    let hash = policy.split("script-src ").nth(1).and_then(|rest| rest.split(';').next()).expect("a script policy");
    let own = page.split("script-src ").nth(1).and_then(|rest| rest.split(';').next()).expect("a script policy");
    assert!(own.contains(hash), "index.html's policy lacks {hash}: the preview's charts would be dead");
}

#[test]
fn hostile_names_stay_text_everywhere() {
    let session = hostile_shop();
    let html = String::from_utf8(write(&session, DocumentKind::Html)).expect("UTF-8");
    let elements = check_markup(&html);
    for (name, count) in [("script", 1), ("img", 0), ("b", 0)] {
        assert_eq!(elements.iter().filter(|e| *e == name).count(), count, "{name}");
    }
    assert!(
        html.contains("&lt;img src=x onerror=alert(1)&gt;")
            && html.contains("&lt;b&gt;sales&lt;/b&gt; &amp; &quot;more&quot;.csv")
    );

    let pdf = write(&session, DocumentKind::Pdf);
    if let Some(text) = text_of_pdf(&pdf, "hostile.pdf") {
        assert!(text.contains("<img src=x onerror=alert(1)>") && text.contains("letters are not in the fonts"), "{text}");
    }

    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(write(&session, DocumentKind::Workbook))).unwrap();
    let mut texts = Vec::new();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.cells().all(|(.., text)| text.is_empty()), "{sheet} has a formula");
        let range = book.worksheet_range(&sheet).unwrap();
        texts.extend(range.used_cells().filter_map(|(.., cell)| cell.get_string().map(str::to_owned)));
    }
    for name in HOSTILE.iter().filter(|name| !name.contains('\u{202e}')) {
        assert!(texts.iter().any(|text| text.contains(name)), "{name} is not in the workbook");
    }
}

#[test]
fn the_pdf_has_its_text_pages_and_names() {
    let bytes = &demo_files().1;
    let Some(text) = text_of_pdf(bytes, "demo.pdf") else { return };
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!((8..=30).contains(&pages.len()), "{} pages", pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{} of {}", n + 1, pages.len())), "page {} has no number", n + 1);
        assert!(page.contains("transactions.csv"), "page {} does not name its files", n + 1);
        assert!(page.contains("1 January 2024 to 31 December 2025"), "page {} does not say its period", n + 1);
    }
    let session = demo();
    let ReportParams { sections, .. } = ReportParams::default();
    for section in sections {
        assert!(text.contains(section.title()), "{}", section.title());
    }
    for kpi in clientele::engine::output::kpis(session.dataset(), session.rfm().ok()) {
        assert!(text.contains(&kpi.label), "{}", kpi.label);
    }
    assert!(text.contains("622,049") && text.contains("Champions"));
}

fn sheet(bytes: &[u8], name: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut rows = range.rows().map(<[Data]>::to_vec);
    let header = rows.next().expect("a header").iter().map(ToString::to_string).collect();
    (header, rows.collect())
}

/// Compares columns of a sheet with those of a CSV file, row by row.
fn compare(bytes: &[u8], name: &str, csv: &[u8], columns: &[&str]) {
    let (header, rows) = sheet(bytes, name);
    let (csv_header, records) = csv_of(csv);
    assert_eq!(rows.len(), records.len(), "{name}");
    for column in columns {
        let at = header.iter().position(|h| h == column).unwrap_or_else(|| panic!("{name} has no {column}: {header:?}"));
        let csv_at = csv_header.iter().position(|h| h == column).unwrap_or_else(|| panic!("the CSV has no {column}"));
        for (row, record) in rows.iter().zip(&records) {
            let cell = &record[csv_at];
            match &row[at] {
                Data::Float(x) => assert_eq!(x.to_bits(), cell.parse::<f64>().unwrap().to_bits(), "{name} {column}"),
                Data::Empty => assert_eq!(cell, "", "{name} {column}"),
                Data::DateTime(day) => {
                    let serial = clientele::domain::Day::parse_iso(cell).expect("a day").0 + 25_569;
                    assert_eq!(day.as_f64().to_bits(), f64::from(serial).to_bits(), "{name} {column}");
                }
                other => assert_eq!(other.to_string(), cell.trim_start_matches('\''), "{name} {column}"),
            }
        }
    }
}

#[test]
fn the_workbook_equals_the_csv_files() {
    let session = demo();
    let bytes = &demo_files().2;
    let csv = |kind| session.export(kind, &[]).expect("a file");
    let segments = ["customer_id", "recency_days", "frequency", "monetary", "r_score", "f_score", "m_score", "segment"];
    compare(bytes, "Customers", &csv(ExportKind::Segments), &segments);
    let value = ["customer_id", "p_alive", "expected_orders_90d", "clv_365d", "clv_365d_low", "next_order_expected"];
    compare(bytes, "Value", &csv(ExportKind::Value), &value);
    compare(
        bytes,
        "Recommendations",
        &csv(ExportKind::Recommendations),
        &["customer_id", "rank", "product_id", "score", "confidence", "taste"].map(|c| if c == "taste" { "content" } else { c }),
    );
    let (header, rows) = sheet(bytes, "Summary");
    assert_eq!(header, ["Name", "Value", "How"]);
    let revenue = rows.iter().find(|row| row[0] == "Revenue").expect("revenue");
    assert_eq!(revenue[1], Data::Float(session.dataset().revenue().to_f64()));
    let (_, reconciliation) = sheet(bytes, "Reconciliation");
    assert_eq!(reconciliation.last().unwrap()[3], Data::Float(session.dataset().revenue().to_f64()));
}

#[test]
fn the_archive_has_everything() {
    let mut archive = zip::ZipArchive::new(Cursor::new(demo_files().3.clone())).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for name in [
        "report.html",
        "report.pdf",
        "clientele.xlsx",
        "segments.csv",
        "summary.json",
        "charts/chart-segment-bars.svg",
        "charts/chart-segment-bars.png",
        "charts/key-figures.png",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} is missing in {names:?}");
    }
    let mut html = Vec::new();
    archive.by_name("report.html").unwrap().read_to_end(&mut html).unwrap();
    assert_eq!(html, demo_files().0);
    for name in names.iter().filter(|name| name.ends_with(".svg")) {
        let mut svg = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut svg).unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("<title>"), "{name}");
        check_markup(&format!("<!doctype html>{svg}"));
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let again = demo();
    let files = demo_files();
    assert!(write(&again, DocumentKind::Html) == files.0, "HTML");
    assert!(write(&again, DocumentKind::Pdf) == files.1, "PDF");
    assert!(write(&again, DocumentKind::Workbook) == files.2, "workbook");
    assert!(write(&again, DocumentKind::Archive) == files.3, "archive");
}

/// All text of a section.
fn said(report: &Report, name: &str) -> String {
    let section = report.sections.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no section {name}"));
    let text = |block: &Block| match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Lead(text) | Block::Note(_, text) => text.clone(),
        Block::List(points) => points.join("\n"),
        _ => String::new(),
    };
    section.blocks.iter().map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_missing_is_said_and_only_what_is_chosen_is_there() {
    let text =
        "transaction_id,customer_id,product_id,purchase_date,price\nT1,C1,P1,2025-01-02,10.00\nT2,C1,P2,2025-01-05,12.50\n";
    let session = of_csv(text);
    let report = report_document(&session, &ReportParams::default()).expect("a report");
    assert_eq!(report.sections.len(), ReportSection::ALL.len());
    assert!(said(&report, "clusters").starts_with("This part is missing. "), "{}", said(&report, "clusters"));
    assert!(said(&report, "summary").contains("1 customer placed 2 orders"));
    for kind in DocumentKind::ALL {
        assert!(!write(&session, kind).is_empty());
    }
    let params = ReportParams {
        title: "March <review>".into(),
        sections: vec![ReportSection::Data, ReportSection::Summary],
        page: PageSize::Letter,
    };
    let report = report_document(&session, &params).expect("a report");
    let names: Vec<&str> = report.sections.iter().map(|s| s.name.as_str()).collect();
    assert_eq!((report.title.as_str(), names), ("March <review>", vec!["summary", "data"]));
    let nothing = ReportParams { sections: Vec::new(), ..params };
    assert_eq!(report_document(&session, &nothing).expect_err("nothing chosen").code, "report-no-sections");
}
