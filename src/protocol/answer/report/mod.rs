//! The report on a session: the same figures and words as the pages', put together to be printed, mailed and kept.

mod charts;
mod customers;
mod data;
mod figures;
mod methods;
mod offers;
mod page;
mod workbook;

use crate::document::{Block, Job, KeyFigure, PackedFile, Report, Section, Tone, figure_text, headline_text};
use crate::domain::{Cell, Figure, Money, TableView, counted};
use crate::pipeline::{ErrorView, LogEntry, Session};
use crate::protocol::{ClusterRow, HeadlineView, ReportParams, ReportQuery, ReportSection, SegmentRow};
use crate::report::{ExportKind, Kpi};
pub(super) use page::page;
pub use workbook::report_workbook;

/// The report on a session. A stage that has no result is a sentence that says why.
///
/// # Errors
/// When the parameters are not possible.
pub fn report_document(session: &Session, params: &ReportParams) -> Result<Report, ErrorView> {
    let valid = params.check().map_err(|e| ErrorView::of(&e))?;
    let dataset = session.dataset();
    let files: Vec<String> = session.imported().report.files.iter().map(|file| file.name.clone()).collect();
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    fact("Made from", if files.is_empty() { "a generated shop".to_owned() } else { files.join(", ") });
    if !dataset.currency().is_empty() {
        fact("Currency", dataset.currency().to_owned());
    }
    fact(
        "Analysed",
        format!(
            "{}, {}",
            counted(dataset.customers().ids.len() as u64, "customer", "customers"),
            counted(dataset.orders().ids.len() as u64, "order", "orders")
        ),
    );
    if let Ok(rfm) = session.rfm() {
        fact("Recency counted to", rfm.analysis_date.long_text());
    }
    fact("Seed", session.config().seed().to_string());
    let sections = valid.sections.iter().map(|&section| Section {
        name: section.name().to_owned(),
        title: section.title().to_owned(),
        blocks: blocks(session, section),
    });
    Ok(Report {
        title: valid.title.clone(),
        period: dataset.period(),
        currency: dataset.currency().to_owned(),
        facts,
        imprint: format!(
            "Made by Clientele {} on the reader's own computer: no data left it. The same files, settings and seed give the same report.",
            env!("CARGO_PKG_VERSION")
        ),
        page: valid.page,
        sections: sections.collect(),
        files,
    })
}

/// What the writer of documents needs to make an export.
///
/// # Errors
/// When the parameters are not possible.
pub fn report_job(session: &Session, log: &[LogEntry], query: &ReportQuery) -> Result<Job, ErrorView> {
    use crate::document::JobKind;
    let report = report_document(session, &query.params)?;
    let has_book = matches!(query.kind, JobKind::Workbook | JobKind::Archive);
    let mut files = Vec::new();
    if query.kind == JobKind::Archive {
        for kind in ExportKind::ALL {
            if let Ok(bytes) = session.export(kind, log) {
                files.push(PackedFile { name: kind.file_name().to_owned(), bytes });
            }
        }
    }
    Ok(Job { kind: query.kind, report, workbook: has_book.then(|| report_workbook(session)), files })
}

fn blocks(session: &Session, section: ReportSection) -> Vec<Block> {
    let found = match section {
        ReportSection::Summary => Ok(figures::summary(session)),
        ReportSection::Revenue => Ok(figures::revenue(session)),
        ReportSection::Segments => customers::segments(session),
        ReportSection::Clusters => customers::clusters(session),
        ReportSection::Value => customers::value(session),
        ReportSection::Movement => customers::movement(session),
        ReportSection::Recommendations => offers::recommendations(session),
        ReportSection::Rules => offers::rules(session),
        ReportSection::Data => Ok(data::data(session)),
        ReportSection::Methods => Ok(methods::methods(session)),
    };
    found.unwrap_or_else(|error| vec![missing(&error)])
}

/// Why something is not there.
fn missing(error: &ErrorView) -> Block {
    let end = if error.message.ends_with(['.', '!', '?']) { "" } else { "." };
    Block::Note(Tone::Missing, format!("This part is missing. {}{end} {}", error.message, error.suggestion).trim_end().to_owned())
}

fn notes(texts: &[String]) -> Vec<Block> {
    match texts {
        [] => Vec::new(),
        [one] => vec![Block::Note(Tone::Plain, one.clone())],
        many => vec![Block::List(many.to_vec())],
    }
}

fn kpi(kpi: &Kpi, currency: &str) -> KeyFigure {
    KeyFigure {
        name: kpi.name.clone(),
        label: kpi.label.clone(),
        value: headline_text(kpi.value, currency),
        beside: String::new(),
        change: kpi.change,
        change_label: kpi.change_label.clone(),
        how: kpi.how.clone(),
        history: kpi.history.clone(),
    }
}

fn headline(view: &HeadlineView, currency: &str) -> KeyFigure {
    let beside = view.value.bounds.map(|(low, high)| match (low, high) {
        // A unit that both share is said once.
        (Figure::Days(a), Figure::Days(b)) => format!("{a:.0} to {b:.0} days"),
        _ => format!("{} to {}", headline_text(low, currency), headline_text(high, currency)),
    });
    KeyFigure {
        name: view.name.clone(),
        label: view.label.clone(),
        value: headline_text(view.value.value, currency),
        beside: beside.unwrap_or_default(),
        how: view.how.clone(),
        ..KeyFigure::default()
    }
}

fn headlines(views: &[HeadlineView], currency: &str) -> Block {
    Block::Figures(views.iter().map(|view| headline(view, currency)).collect())
}

fn table(name: &str, title: &str, says: impl Into<String>, columns: &[&str], rows: Vec<Vec<Cell>>) -> Block {
    let view = TableView { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows };
    Block::Table(crate::document::Table { name: name.to_owned(), title: title.to_owned(), says: says.into(), view })
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn count(n: u64) -> Cell {
    Cell::Figure(Figure::Count(n))
}

fn share(x: f64) -> Cell {
    Cell::Figure(Figure::Share(x))
}

fn number(x: f64) -> Cell {
    Cell::Figure(Figure::Number(x))
}

/// A mean of days or of orders: one decimal is enough to tell groups apart.
fn mean(x: f64) -> Cell {
    Cell::Figure(Figure::Number((x * 10.0).round() / 10.0))
}

/// A mean of amounts in main units.
fn amount(main_units: f64) -> Cell {
    Cell::Figure(Figure::Money(Money::from_ten_thousandths((main_units * 1e4).round() as i64)))
}

/// What tables tell of segments and of clusters alike, after the name.
const GROUP_COLUMNS: [&str; 7] = [
    "Customers",
    "Share of customers",
    "Revenue",
    "Share of revenue",
    "Mean days since last order",
    "Mean orders",
    "Mean revenue",
];

/// The cells under [`GROUP_COLUMNS`] of a segment; `mean` writes the mean days and orders.
fn segment_cells(s: &SegmentRow, mean: fn(f64) -> Cell) -> [Cell; 7] {
    let means = [mean(s.mean_recency_days), mean(s.mean_frequency), amount(s.mean_monetary)];
    group_cells(s.customers, s.revenue, [s.customer_share, s.revenue_share], means)
}

/// As [`segment_cells`], of a cluster.
fn cluster_cells(c: &ClusterRow, mean: fn(f64) -> Cell) -> [Cell; 7] {
    let means = [mean(c.mean_recency_days), mean(c.mean_frequency), amount(c.mean_monetary)];
    group_cells(c.customers, c.revenue, [c.customer_share, c.revenue_share], means)
}

fn group_cells(customers: u64, revenue: Money, shares: [f64; 2], means: [Cell; 3]) -> [Cell; 7] {
    let [of_customers, of_revenue] = shares.map(share);
    let [days, orders, spent] = means;
    [count(customers), of_customers, Cell::Figure(Figure::Money(revenue)), of_revenue, days, orders, spent]
}

/// Headings: those before, [`GROUP_COLUMNS`], those after.
fn group_columns(before: &[&'static str], after: &[&'static str]) -> Vec<&'static str> {
    [before, &GROUP_COLUMNS, after].concat()
}

/// A figure or its range, as text.
fn ranged(value: Figure, bounds: Option<(Figure, Figure)>, currency: &str) -> String {
    let value = figure_text(value, currency);
    match bounds {
        Some((low, high)) => format!("{value} ({} to {})", figure_text(low, ""), figure_text(high, "")),
        None => value,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
