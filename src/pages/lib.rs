//! Lays out what the page shows: its questions are answered from a [`Session`], as pages, charts, reports and files. [`work`] adds
//! tuning and replays to the session.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod basket;
pub mod chart;
mod charts;
mod clusters;
mod cohorts;
mod customers;
mod data;
mod experiments;
mod help;
mod movement;
mod offers;
mod overview;
mod preview;
mod report;
mod segments;
mod selection;
mod settings;
mod table_file;
mod tour;
mod value;
pub mod views;

pub use report::{report_document, report_job, report_workbook, whole_shop_document};
pub use settings::{KeptState, configured, page_settings, resolved, settings_of_run, settings_page, usual, whole_overlay};

use clientele_analytics::recommend::TuneParams;
use clientele_core::domain::ErrorView;
use clientele_core::files::{DocumentKind, ExportKind};
use clientele_core::run::LogEntry;
use clientele_engine::output::table_csv;
use clientele_engine::{self, Contents, Control, FileSource, Input, RunError, Session, project};
use clientele_ingest::FileReport;
use clientele_messages::{
    Answer, Arguments, ChartId, ChartWidth, CodecError, CustomerFilter, ExportedFile, FilesId, PageView, Query, ReportParams,
    ReportQuery, ReportSection, RunSummary, Source, Theme, Work, encode,
};
use customers::{audience, table as customer_table};
use selection::{click, filter, filter_bar};

pub use basket::rules as rules_page;
pub use cohorts::view as cohorts_view;
pub use experiments::view as experiment_view;
pub use movement::view as movement_view;
pub use preview::preview_view;
pub use value::{customer_value_view, view as value_view};

/// Most rows that one question may ask for.
const MOST_ROWS: u32 = 500;

/// The answer to a question about `session`, the current result, and `log`, the log of the latest run.
///
/// # Errors
/// When there is no result yet, when the stage that would answer failed, or when what is asked for does not exist.
pub fn answer(session: Option<&Session>, log: &[LogEntry], query: &Query) -> Result<Answer, ErrorView> {
    if *query == Query::Log {
        return Ok(Answer::Log(log.to_vec()));
    }
    if let (None, Query::Export(ExportKind::Log)) = (session, query) {
        let bytes = log.iter().map(|entry| format!("{entry}\n")).collect::<String>().into_bytes();
        return Ok(Answer::Export(exported(ExportKind::Log, bytes)));
    }
    if let Query::Page { name, .. } = query
        && name == "help"
    {
        return Ok(Answer::Page(Box::new(help::page(session.is_some()))));
    }
    let session = session.ok_or_else(|| ErrorView {
        code: "no-result".into(),
        message: "There is no result yet".into(),
        place: None,
        suggestion: "Choose files, or try the demo.".into(),
    })?;
    let part = match query {
        // These are about all customers, or choose for themselves.
        Query::Page { name, .. } if matches!(name.as_str(), "filters" | "customers" | "customer") => None,
        Query::Chart { chart: ChartId::CustomerTimeline(_), .. }
        | Query::ChartFile { chart: ChartId::CustomerTimeline(_), .. } => None,
        Query::Page { filter, .. }
        | Query::TableFile { filter, .. }
        | Query::ChartFile { filter, .. }
        | Query::KeyFigures { filter }
        | Query::MovementFile { filter, .. }
        | Query::RulesFile { filter, .. }
        | Query::Act { filter, .. }
        | Query::ChartClick { filter, .. }
        | Query::Chart { filter, .. } => filter::part(session, filter),
        _ => None,
    };
    let (all, session) = (session, part.as_deref().unwrap_or(session));
    Ok(match query {
        Query::Repairs => Answer::Repairs(Box::new(data::repairs(session))),
        Query::MovementFile { days, filter } => {
            let (name, bytes) = movement::file(session, *days, filter)?;
            Answer::Export(ExportedFile { name, media_type: "text/csv;charset=utf-8".to_owned(), bytes })
        }
        Query::RulesFile { kind, filter } => {
            let file = exported(*kind, session.export(*kind, log)?);
            let name = file.name.trim_end_matches(".csv");
            Answer::Export(ExportedFile { name: format!("{}.csv", filter::file_name(name, filter)), ..file })
        }
        Query::Customers { filter, arguments, offset, limit } => {
            Answer::Customers(customer_table::page(session, filter, arguments, *offset, (*limit).min(MOST_ROWS)))
        }
        Query::CustomersFile { filter, arguments } => Answer::Export(ExportedFile {
            name: "customers.csv".to_owned(),
            media_type: "text/csv;charset=utf-8".to_owned(),
            bytes: customer_table::file(session, filter, arguments),
        }),
        Query::Audience { tool, filter } => {
            let (name, bytes) = audience::file(session, tool, filter);
            Answer::Export(ExportedFile { name, media_type: "text/csv;charset=utf-8".to_owned(), bytes })
        }
        Query::Page { name, arguments, filter } => {
            let mut view = lay_out(all, session, name, arguments, filter)?;
            table_file::offer(&mut view, name, arguments, filter);
            Answer::Page(Box::new(view))
        }
        Query::TableFile { name, arguments, filter, at } => {
            let view = lay_out(all, session, name, arguments, filter)?;
            Answer::Export(table_file::file(all, view, filter, *at)?)
        }
        Query::Act { page, name, arguments, .. } => match page.as_str() {
            "experiments" => experiments::page::act(session, name, arguments)?,
            "segments" | "clusters" => segments::settings::act(all, name, arguments)?,
            _ => return Err(no_such_page(page)),
        },
        Query::ChartClick { chart, click, filter } => Answer::Link(click::link(all, session, *chart, click, filter)),
        Query::Chart { chart, theme, width, filter } => {
            let mut view = charts::chart(session, *chart, *theme, *width)?;
            view.file = filter::file_name(chart.name(), filter);
            view.about = filter::about(all, filter);
            Answer::Chart(view)
        }
        Query::ChartFile { chart, filter } => {
            let table = charts::chart(session, *chart, Theme::Light, ChartWidth::Wide)?.table;
            Answer::Export(ExportedFile {
                name: format!("{}.csv", filter::file_name(chart.name(), filter)),
                media_type: "text/csv;charset=utf-8".to_owned(),
                bytes: table_csv(&table, session.dataset().currency()),
            })
        }
        Query::KeyFigures { filter } => {
            let about = filter::words(all, filter);
            let title = if about.is_empty() { "Key figures".to_owned() } else { format!("Key figures · {}", about.join(", ")) };
            let params = ReportParams {
                title: title.chars().take(100).collect(),
                sections: vec![ReportSection::Summary],
                ..ReportParams::default()
            };
            let job = report_job(all, log, &ReportQuery { kind: DocumentKind::KeyFigures, params, filter: filter.clone() })?;
            Answer::Job(ExportedFile {
                name: format!("{}.png", filter::file_name("key-figures", filter)),
                media_type: job.kind.media_type().to_owned(),
                bytes: encode(&job).map_err(|error| unencodable(&error))?,
            })
        }
        Query::Report(query) => {
            let job = report_job(all, log, query)?;
            Answer::Job(ExportedFile {
                name: report::file_name(query),
                media_type: query.kind.media_type().to_owned(),
                bytes: encode(&job).map_err(|error| unencodable(&error))?,
            })
        }
        Query::Export(kind) => Answer::Export(exported(*kind, session.export(*kind, log)?)),
        Query::Log => Answer::Log(log.to_vec()),
        Query::SettingsFile => {
            let mut config = session.config().clone();
            config.ingest.today = None;
            Answer::Export(ExportedFile {
                name: "clientele-settings.toml".to_owned(),
                media_type: "application/toml".to_owned(),
                bytes: config.to_explained_toml()?.into_bytes(),
            })
        }
        // Not without the files.
        Query::Project => return Err(no_such_page("project")),
        // Who holds the files answers this one.
        Query::Rows { .. } => {
            return Err(ErrorView {
                code: "needs-files".into(),
                message: "Rows are read again from the files".into(),
                place: None,
                suggestion: "Ask for them beside the files.".into(),
            });
        }
    })
}

/// A page by its name. `all`: the whole result, of which `session` is the part that the filter is about.
fn lay_out(
    all: &Session,
    session: &Session,
    name: &str,
    arguments: &Arguments,
    filter: &CustomerFilter,
) -> Result<PageView, ErrorView> {
    Ok(match name {
        "audiences" => audience::page(all, arguments, filter),
        "filters" => filter_bar::bar(all, arguments, filter),
        "overview" => overview::page(all, session, filter),
        "statistics" => segments::distributions::page(session)?,
        "recommendations" => offers::page::page(all, session, arguments, filter)?,
        "basket" => basket::page(all, session, arguments, filter)?,
        "value" => value::page(session)?,
        "movement" => movement::page(session, arguments, filter)?,
        "cohorts" => cohorts::page(session, arguments)?,
        "customers" => customer_table::tools(all, arguments, filter),
        "customer" => customers::page::page(all, arguments, filter)?,
        "experiments" => experiments::page::page(session, arguments, filter)?,
        "segments" => segments::page::page(all, session, arguments)?,
        "segment-statistics" => segments::statistics::page(session)?,
        "clusters" => clusters::page(all, session, arguments)?,
        "data-accounts" => data::accounts(all),
        "data-files" => data::files(all),
        "own-settings" => segments::settings::notice_page(all),
        "report" => report::page::page(all, session, arguments, filter),
        "tour" => tour::page(arguments),
        _ => return Err(no_such_page(name)),
    })
}

/// The answer to a question that needs the files again: `input` gives those that `session` was made from.
///
/// # Errors
/// When the files cannot be read any more, or the question is one for [`answer`].
pub async fn answer_from_files<F: FileSource>(
    session: &Session,
    input: Input<'_, F>,
    query: &Query,
    control: &impl Control,
) -> Result<Answer, ErrorView> {
    let (config, imported) = (session.config(), session.imported());
    let result = match query {
        Query::Rows { set, offset, limit } => {
            let range = u64::from(*offset)..u64::from(*offset) + u64::from((*limit).min(MOST_ROWS));
            clientele_engine::rows(input, session, *set, range, control).await.map(Answer::Rows)
        }
        Query::Export(ExportKind::SetAside) => clientele_engine::set_aside_file(input, session, control)
            .await
            .map(|bytes| Answer::Export(exported(ExportKind::SetAside, bytes))),
        Query::Project => {
            let names: Vec<String> = match &input {
                Input::Generated => Vec::new(),
                Input::Files(_) => imported.report.files.iter().map(|file| file.name.clone()).collect(),
            };
            // What columns of other files mean is nobody's business who gets the project.
            let mut config = config.clone();
            config.ingest.mappings.retain(|mapping| {
                let has = |file: &FileReport| mapping.headers.iter().all(|h| file.columns.iter().any(|c| c.header == *h));
                imported.report.files.iter().any(has)
            });
            project::write(input, &config, control).await.map(|bytes| {
                let media_type = "application/zip".to_owned();
                Answer::Export(ExportedFile { name: project::file_name(&names), media_type, bytes })
            })
        }
        other => return answer(Some(session), &[], other),
    };
    result.map_err(|error| match error {
        RunError::Failed(error) => error,
        RunError::Cancelled => ErrorView {
            code: "cancelled".into(),
            message: "Reading the rows was stopped".into(),
            place: None,
            suggestion: "Ask again.".into(),
        },
    })
}

/// Works something out about `session` and keeps it there.
///
/// # Errors
/// [`RunError`] when cancelled, when a setting cannot be used, or when the past is too short.
pub async fn work(session: &Session, work: &Work, control: &impl Control) -> Result<(), RunError> {
    match work {
        Work::Tune => {
            let params = TuneParams { seed: session.config().seed(), ..TuneParams::default() };
            session.keep_tuning(clientele_engine::tune(session, params, control).await?);
        }
        Work::Replay { fields } => session.keep_replay(offers::replayed(session, fields, control).await?),
    }
    Ok(())
}

fn unencodable(error: &CodecError) -> ErrorView {
    ErrorView {
        code: "report-not-sent".into(),
        message: format!("The report could not be sent: {error}"),
        place: None,
        suggestion: "Choose fewer sections, or another form.".into(),
    }
}

fn no_such_page(name: &str) -> ErrorView {
    ErrorView {
        code: "no-such-page".into(),
        message: format!("There is no page {name:?}"),
        place: None,
        suggestion: "Choose one of the navigation.".into(),
    }
}

fn exported(kind: ExportKind, bytes: Vec<u8>) -> ExportedFile {
    let media_type = match kind.file_name().rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv") => "text/csv;charset=utf-8",
        Some("json") => "application/json",
        _ => "text/plain;charset=utf-8",
    };
    ExportedFile { name: kind.file_name().to_owned(), media_type: media_type.to_owned(), bytes }
}

/// What files are, for the page.
pub fn files_id(contents: &Contents) -> FilesId {
    FilesId { id: contents.id().as_str().to_owned(), digests: contents.digests() }
}

/// What a session is about.
pub fn run_summary(source: Source, session: &Session, elapsed_ms: u32) -> RunSummary {
    let dataset = session.dataset();
    RunSummary {
        source,
        files: session.imported().report.files.iter().map(|f| f.name.clone()).collect(),
        files_id: session.contents().map(files_id).unwrap_or_default(),
        seed: session.config().seed(),
        customers: dataset.customers().ids.len() as u64,
        orders: dataset.shop().orders() as u64,
        revenue: dataset.shop().revenue(),
        currency: dataset.currency().to_owned(),
        period: dataset.shop().period(),
        has_prices: overview::has_prices(session),
        stages: session.stages().to_vec(),
        elapsed_ms,
    }
}
