//! The report on a session: the same figures and words as the pages', put together to be printed, mailed and kept.

mod charts;
mod customers;
mod data;
mod figures;
mod methods;
mod offers;
mod page;
mod params;
mod workbook;

use super::filter;
use crate::views::{ClusterRow, SegmentRow};
use clientele_core::domain::{Cell, CustomerIx, ErrorView, Figure, Kpi, Money, TableView, counted};
use clientele_core::files::ExportKind;
use clientele_core::run::LogEntry;
use clientele_document::{Block, Job, KeyFigure, PackedFile, Report, Section, Tone, figure_text, headline_text};
use clientele_engine::Session;
use clientele_messages::{HeadlineView, ReportParams, ReportQuery, ReportSection};
pub(super) use page::page;
pub use workbook::report_workbook;

/// The report on a session. A stage that has no result is a sentence that says why.
///
/// # Errors
/// When the parameters are not possible.
pub fn report_document(session: &Session, params: &ReportParams) -> Result<Report, ErrorView> {
    document(session, params, &[])
}

/// The report on a session, or on a part of a result: `only` says which, in words.
fn document(session: &Session, params: &ReportParams, only: &[String]) -> Result<Report, ErrorView> {
    let valid = params::checked(params).map_err(|e| ErrorView::of(&e))?;
    let dataset = session.dataset();
    let files: Vec<String> = session.imported().report.files.iter().map(|file| file.name.clone()).collect();
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    if !only.is_empty() {
        fact("Only", only.join(", "));
    }
    fact("Made from", if files.is_empty() { "a generated shop".to_owned() } else { files.join(", ") });
    if !dataset.currency().is_empty() {
        fact("Currency", dataset.currency().to_owned());
    }
    fact(
        "Analysed",
        format!(
            "{}, {}",
            counted(members(session).count() as u64, "customer", "customers"),
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
        // The days that the files tell of: a part of the customers was watched as long.
        period: session.whole_dataset().period(),
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

/// Customers that a session is about.
fn members(session: &Session) -> impl Iterator<Item = CustomerIx> + '_ {
    (0..session.dataset().customers().ids.len()).map(CustomerIx::new).filter(|&customer| session.is_member(customer))
}

/// The name of the file: with a filter it says so.
pub(super) fn file_name(query: &ReportQuery) -> String {
    let name = query.kind.file_name();
    match name.rsplit_once('.') {
        Some((what, ending)) if !query.filter.conditions().is_empty() => {
            format!("{}.{ending}", filter::file_name(what, &query.filter))
        }
        _ => name.to_owned(),
    }
}

/// What the writer of documents needs to make an export.
///
/// # Errors
/// When the parameters are not possible.
pub fn report_job(session: &Session, log: &[LogEntry], query: &ReportQuery) -> Result<Job, ErrorView> {
    use clientele_core::files::DocumentKind;
    let only = filter::words(session, &query.filter);
    let part = filter::part(session, &query.filter);
    let session = part.as_deref().unwrap_or(session);
    let report = document(session, &query.params, &only)?;
    let has_book = matches!(query.kind, DocumentKind::Workbook | DocumentKind::Archive);
    let mut files = Vec::new();
    if query.kind == DocumentKind::Archive {
        // The test is of all customers, whatever the filter.
        let is_of_all = |kind: &ExportKind| matches!(kind, ExportKind::Evaluation | ExportKind::Tuning);
        for kind in ExportKind::ALL.into_iter().filter(|kind| only.is_empty() || !is_of_all(kind)) {
            if let Ok(bytes) = session.export(kind, log) {
                files.push(PackedFile { name: kind.file_name().to_owned(), bytes });
            }
        }
    }
    Ok(Job { kind: query.kind, report, workbook: has_book.then(|| workbook::book(session, &only)), files })
}

fn blocks(session: &Session, section: ReportSection) -> Vec<Block> {
    // What of a section is about everybody, whatever the filter.
    let of_all = match section {
        _ if !session.is_selection() => "",
        ReportSection::Clusters => {
            "How the clusters were found, and how well they hold, is told of all customers; who is in them, of those that the report is about."
        }
        ReportSection::Value => {
            "The models and their check are those of all customers; forecasts are of those that the report is about."
        }
        ReportSection::Recommendations => {
            "The test of the recommendations is about all customers; the lists are of those that the report is about."
        }
        ReportSection::Data => "This section is about all rows of the files, whoever the report is about.",
        _ => "",
    };
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
    let mut blocks = found.unwrap_or_else(|error| vec![missing(&error)]);
    if !of_all.is_empty() {
        blocks.insert(0, Block::Note(Tone::Plain, of_all.to_owned()));
    }
    blocks
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
    Block::Table(clientele_document::Table { name: name.to_owned(), title: title.to_owned(), says: says.into(), view })
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
