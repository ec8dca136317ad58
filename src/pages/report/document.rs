//! The report on a session: the same figures and words as the pages', put together to be printed, mailed and kept.

use super::blocks::{members, missing};
use super::{customers, data, figures, methods, offers, params, workbook};
use crate::selection::filter;
use clientele_core::domain::{ErrorView, counted};
use clientele_core::files::{DocumentKind, ExportKind};
use clientele_core::run::LogEntry;
use clientele_document::{Block, Job, PackedFile, Report, Section, Tone};
use clientele_engine::Session;
use clientele_messages::{CustomerFilter, ReportParams, ReportQuery, ReportSection};

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
    if let Some(more) = clientele_engine::output::sales_without_customer(dataset) {
        fact("Without a customer", more);
    }
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
        period: session.whole_dataset().shop().period(),
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

/// The name of the file: with a filter it says so.
pub(crate) fn file_name(query: &ReportQuery) -> String {
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

/// The report or the workbook of the whole shop, with all sections: what its writer needs.
///
/// # Errors
/// When the session has no data.
pub fn whole_shop_document(session: &Session, log: &[LogEntry], kind: DocumentKind) -> Result<Job, ErrorView> {
    report_job(session, log, &ReportQuery { kind, params: ReportParams::default(), filter: CustomerFilter::default() })
}

fn blocks(session: &Session, section: ReportSection) -> Vec<Block> {
    // What of a section is about everybody, whatever the filter.
    let of_all = match section {
        _ if !session.is_selection() => "",
        ReportSection::Clusters => {
            "How the clusters were found, and how well they hold, is about all customers; who is in them is about the customers of this report."
        }
        ReportSection::Value => {
            "The models and their check are those of all customers; forecasts are about the customers of this report."
        }
        ReportSection::Recommendations => {
            "The test of the recommendations is about all customers; the lists are about the customers of this report."
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
