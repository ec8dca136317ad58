//! The report's page: what is in the report, the exports, and the report itself as it will be.

use crate::document::{JobKind, PageSize};
use crate::protocol::{
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

pub(in super::super) fn page(arguments: &Arguments, filter: &CustomerFilter) -> PageView {
    let params = params(arguments);
    let problem = params.check().err().map(|error| error.to_string()).unwrap_or_default();
    let of = |kind| Box::new(Query::Report(ReportQuery { kind, params: params.clone() }));
    let button = |label: &str, name: &str, kind: JobKind| Button {
        hint: kind.file_name().to_owned(),
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
        vec![Block::Preview { testid: "report-preview".to_owned(), title: "The report".to_owned(), query: of(JobKind::Html) }]
    });
    let filtered = (*filter != CustomerFilter::default()).then(|| {
        let says = "The report tells of all customers: the filter of the other pages does not touch it.";
        vec![Block::notice(Tone::Info, "report-unfiltered", says)]
    });
    PageView {
        title: "Report".to_owned(),
        lead: "Everything that was found, to print, mail and keep. It is put together on your own computer.".to_owned(),
        actions: vec![
            button("PDF", "pdf", JobKind::Pdf).primary(),
            button("Excel", "xlsx", JobKind::Workbook),
            button("HTML", "html", JobKind::Html),
            button("All as ZIP", "zip", JobKind::Archive),
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
