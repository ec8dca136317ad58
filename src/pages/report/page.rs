//! The report's page: what is in the report, the exports, and the report itself as it will be.

use super::params::checked;
use crate::selection::filter::words;
use clientele_core::files::{DocumentKind, PageSize};
use clientele_engine::Session;
use clientele_messages::{
    Act, Arguments, Block, Button, CustomerFilter, Field, FieldKind, PageView, Query, ReportParams, ReportQuery, ReportSection,
    Tone, argument,
};

/// What the address says of a report; what it does not say is as usual.
fn params(arguments: &Arguments) -> ReportParams {
    let is_off = |section: &ReportSection| argument(arguments, section.name()) == "0";
    ReportParams {
        title: argument(arguments, "title").to_owned(),
        sections: ReportSection::ALL.into_iter().filter(|section| !is_off(section)).collect(),
        page: if argument(arguments, "paper") == "letter" { PageSize::Letter } else { PageSize::A4 },
    }
}

/// The page. `session`: what of the whole result, `all`, the filter is about.
pub(crate) fn page(all: &Session, session: &Session, arguments: &Arguments, filter: &CustomerFilter) -> PageView {
    let params = params(arguments);
    let problem = checked(&params).err().map(|error| error.to_string()).unwrap_or_default();
    // A search of a list is no part of the filter.
    let filter = CustomerFilter { search: String::new(), ..filter.clone() };
    let query = |kind| ReportQuery { kind, params: params.clone(), filter: filter.clone() };
    let of = |kind| Box::new(Query::Report(query(kind)));
    let button = |label: &str, name: &str, kind: DocumentKind| Button {
        hint: super::document::file_name(&query(kind)),
        is_disabled: !problem.is_empty(),
        ..Button::new(label, &format!("export-{name}"), Act::Save(of(kind)))
    };
    let switches = ReportSection::ALL.into_iter().map(|section| Field {
        name: section.name().to_owned(),
        testid: format!("report-section-{}", section.name()),
        label: section.title().to_owned(),
        value: if params.sections.contains(&section) { "1" } else { "0" }.to_owned(),
        usual: "1".to_owned(),
        kind: FieldKind::Switch,
        ..Field::default()
    });
    let title = Field {
        name: "title".to_owned(),
        testid: "report-title".to_owned(),
        label: "Title".to_owned(),
        value: params.title.clone(),
        problem: problem.clone(),
        ..Field::default()
    };
    let paper = Field {
        name: "paper".to_owned(),
        testid: "report-paper".to_owned(),
        label: "Paper of the PDF".to_owned(),
        value: if params.page == PageSize::Letter { "letter" } else { "a4" }.to_owned(),
        usual: "a4".to_owned(),
        kind: FieldKind::Choice(vec![("a4".to_owned(), "A4".to_owned()), ("letter".to_owned(), "US Letter".to_owned())]),
        ..Field::default()
    };
    let preview = problem.is_empty().then(|| {
        vec![Block::Preview {
            testid: "report-preview".to_owned(),
            title: "The report".to_owned(),
            query: of(DocumentKind::Html),
        }]
    });
    let filtered = session.is_selection().then(|| {
        let says = format!(
            "The report is only about: {}. What it says about the files, how clusters were found and the test of the recommendations is about all customers.",
            words(all, &filter).join(", ")
        );
        vec![Block::notice(Tone::Info, "report-filtered", says)]
    });
    PageView {
        title: "Report".to_owned(),
        lead: "Everything found, to print, mail and keep. It is put together on your own computer.".to_owned(),
        actions: vec![
            button("PDF", "pdf", DocumentKind::Pdf).primary(),
            button("Excel", "xlsx", DocumentKind::Workbook),
            button("HTML", "html", DocumentKind::Html),
            button("All as ZIP", "zip", DocumentKind::Archive),
        ],
        blocks: vec![
            Block::panel(
                "What is in it",
                "The PDF is for paper. The HTML file opens anywhere without a connection, and its charts and tables can be used. The workbook has all tables; the ZIP has everything.",
                "report-settings",
                vec![Block::Fields(switches.collect()), Block::Fields(vec![title, paper])],
            ),
            Block::maybe(filtered),
            Block::maybe(preview),
        ],
    }
}
