//! What the commands do.

use crate::args::{Args, Command, Generate, Run};
use crate::bench;
use crate::files::{DiskFiles, unreadable};
use crate::terminal::Terminal;
use clientele::domain::Day;
use clientele::generate::{Dialect, Generator, GeneratorParams, Manifest};
use clientele::ingest::Strictness;
use clientele::pipeline::{self, Config, ErrorView, Input, LogEntry, RecipeFile, RunError, Session, StageOutcome};
use clientele::protocol::{JobKind, ReportParams, ReportQuery, report_job};
use clientele::report::ExportKind;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

const BAD_USAGE: u8 = 2;
const DATA_INVALID: u8 = 3;
const STAGE_FAILED: u8 = 4;

/// Does what the command line asks for.
pub(crate) fn execute(args: Args) -> ExitCode {
    let done = match args.command {
        Command::Generate(args) => generate(&args),
        Command::Run(args) => run(&args),
        Command::Bench(args) => bench::bench(&args.customers),
        Command::Config => Config::default().to_toml().map(|text| println!("{text}")).map_err(|e| (BAD_USAGE, e)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, error)) => {
            eprintln!("error: {error}");
            ExitCode::from(code)
        }
    }
}

/// An exit code, and what to say.
pub(crate) type CommandError = (u8, ErrorView);

pub(crate) fn io_error(what: &str, path: &Path, error: &std::io::Error) -> CommandError {
    let view = ErrorView {
        code: "cannot-write".into(),
        message: format!("{what} {}: {error}", path.display()),
        place: None,
        suggestion: "Check the path, the space left and whether you may write there.".into(),
    };
    (BAD_USAGE, view)
}

fn generate(args: &Generate) -> Result<(), CommandError> {
    let default = GeneratorParams::default();
    let [frequent_permille, seasonal_permille, one_time_permille] =
        args.buyers.unwrap_or([default.frequent_permille, default.seasonal_permille, default.one_time_permille]);
    let params = GeneratorParams {
        customers: args.customers,
        products: args.products,
        transactions: args.transactions,
        seed: args.seed,
        first_day: args.first_day.unwrap_or(default.first_day),
        last_day: args.last_day.unwrap_or(default.last_day),
        category_weights: args.categories.unwrap_or(default.category_weights),
        frequent_permille,
        seasonal_permille,
        one_time_permille,
        locale: args.locale,
        dirty_permille: args.dirty,
        dialect: args.dialect,
    };
    let valid = params.check().map_err(|e| (BAD_USAGE, ErrorView::of(&e)))?;
    let mut generator = Generator::new(valid);
    loop {
        let progress = generator.step();
        if progress.done >= progress.total {
            break;
        }
    }
    let shop = generator.finish();
    fs::create_dir_all(&args.out).map_err(|e| io_error("The folder cannot be made:", &args.out, &e))?;
    let tables = [
        ("customers.csv", shop.customers_csv()),
        ("products.csv", shop.products_csv()),
        ("transactions.csv", shop.transactions_csv()),
    ];
    let mut manifest = Manifest::new(&shop);
    for (name, mut chunks) in tables {
        let path = args.out.join(name);
        let mut write = || -> std::io::Result<()> {
            let mut file = fs::File::create(&path)?;
            while let Some(chunk) = chunks.next() {
                manifest.entries.extend(chunks.take_injected());
                file.write_all(&chunk)?;
            }
            file.flush()
        };
        write().map_err(|e| io_error("The file cannot be written:", &path, &e))?;
    }
    let path = args.out.join("manifest.json");
    if args.dirty > 0 || args.dialect != Dialect::Plain {
        let unwritable = |e: serde_json::Error| io_error("The file cannot be written:", &path, &e.into());
        write(&path, manifest.to_json().map_err(unwritable)?.as_bytes())?;
    } else if path.exists() {
        // A manifest of an earlier shop would be taken for this one's.
        fs::remove_file(&path).map_err(|e| io_error("The old file cannot be removed:", &path, &e))?;
    }
    Ok(())
}

fn run(args: &Run) -> Result<(), CommandError> {
    let config = configuration(args)?;
    let terminal = Terminal::new(args.quiet);
    let mut files = DiskFiles::new(args.files.clone());
    let input = if args.files.is_empty() { Input::Generated } else { Input::Files(&mut files) };
    let result = pollster::block_on(pipeline::run(input, &config, None, &terminal));
    let log = terminal.into_log();
    fs::create_dir_all(args.out.join("logs")).map_err(|e| io_error("The folder cannot be made:", &args.out, &e))?;
    let session = match result {
        Ok(session) => session,
        Err(error) => {
            write(&args.out.join("logs/pipeline.log"), &log_bytes(&log))?;
            return Err(match error {
                RunError::Failed(error) => (DATA_INVALID, error),
                // Nothing cancels a run on the command line but the signal that ends the process.
                RunError::Cancelled => (STAGE_FAILED, cancelled()),
            });
        }
    };
    write_outputs(&session, &log, &args.out)?;
    write_documents(&session, &log, &args.out)?;
    write_set_aside(&session, args)?;
    let failed = session.stages().iter().find_map(|(_, outcome)| match outcome {
        StageOutcome::Failed(error) => Some(error.clone()),
        _ => None,
    });
    match failed {
        Some(error) => Err((STAGE_FAILED, error)),
        None => Ok(()),
    }
}

fn cancelled() -> ErrorView {
    ErrorView {
        code: "cancelled".into(),
        message: "The run was stopped".into(),
        place: None,
        suggestion: "Start it again.".into(),
    }
}

fn configuration(args: &Run) -> Result<Config, CommandError> {
    let mut config = match &args.config {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|e| (BAD_USAGE, unreadable(path, &e)))?;
            Config::from_toml(&text).map_err(|e| (BAD_USAGE, e))?
        }
        None => Config::default(),
    };
    if let Some(path) = &args.recipe {
        let text = fs::read_to_string(path).map_err(|e| (BAD_USAGE, unreadable(path, &e)))?;
        RecipeFile::from_json(&text).map_err(|e| (BAD_USAGE, e))?.apply(&mut config.ingest);
    }
    if let Some(seed) = args.seed {
        config = config.with_seed(seed);
    }
    if let Some(day) = args.analysis_date {
        config.rfm.analysis_date = Some(day);
    }
    if let Some(map) = args.map {
        config.rfm.map = map.into();
    }
    if let Some(k) = args.k {
        config.clustering.k = Some(k);
        config.clustering.max_clusters = config.clustering.max_clusters.max(k);
    }
    if let Some(most) = args.max_clusters {
        config.clustering.max_clusters = most;
    }
    if let Some(n) = args.recommend {
        config.recommendations.n = n;
    }
    if let Some(least) = args.min_confidence {
        config.recommendations.min_confidence = least;
    }
    config.ingest.today = config.ingest.today.or_else(today);
    if args.strict {
        config.ingest.strictness = Strictness::Strict;
    }
    config.validate().map_err(|e| (BAD_USAGE, e))?;
    Ok(config)
}

/// The latest date that it is anywhere on Earth now (a day after UTC's), for pointing out sales in the future; `None` where the
/// clock is before 1970.
fn today() -> Option<Day> {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    i32::try_from(since_1970.as_secs() / 86_400 + 1).ok().map(Day)
}

/// Writes what there is; the files of stages that failed are not written.
fn write_outputs(session: &Session, log: &[LogEntry], out: &Path) -> Result<(), CommandError> {
    for kind in ExportKind::ALL.into_iter().filter(|kind| *kind != ExportKind::SetAside) {
        let path = match kind {
            ExportKind::Log => out.join("logs").join(kind.file_name()),
            _ => out.join(kind.file_name()),
        };
        if let Ok(bytes) = session.export(kind, log) {
            write(&path, &bytes)?;
        } else if path.exists() {
            // A file of an earlier run would be taken for this one's.
            fs::remove_file(&path).map_err(|e| io_error("The old file cannot be removed:", &path, &e))?;
        }
    }
    Ok(())
}

/// The report as HTML and PDF, and the workbook: the same bytes as the page's downloads.
fn write_documents(session: &Session, log: &[LogEntry], out: &Path) -> Result<(), CommandError> {
    for kind in [JobKind::Html, JobKind::Pdf, JobKind::Workbook] {
        let query = ReportQuery { kind, params: ReportParams::default() };
        let job = report_job(session, log, &query).map_err(|e| (BAD_USAGE, e))?;
        let bytes = job.write().map_err(|e| (STAGE_FAILED, ErrorView::of(&e)))?;
        write(&out.join(kind.file_name()), &bytes)?;
    }
    Ok(())
}

/// Reads the rows that were set aside again from the files, and writes them; no file where there are none.
fn write_set_aside(session: &Session, args: &Run) -> Result<(), CommandError> {
    let path = args.out.join(ExportKind::SetAside.file_name());
    if session.imported().set_aside.line.is_empty() {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(io_error("The old file cannot be removed:", &path, &error))
            }
            _ => Ok(()),
        };
    }
    let mut files = DiskFiles::new(args.files.clone());
    let input = if args.files.is_empty() { Input::Generated } else { Input::Files(&mut files) };
    let quiet = Terminal::new(true);
    let made = pollster::block_on(pipeline::set_aside_file(input, session.config(), session.imported(), &quiet));
    match made {
        Ok(bytes) => write(&path, &bytes),
        Err(RunError::Failed(error)) => Err((DATA_INVALID, error)),
        Err(RunError::Cancelled) => Err((STAGE_FAILED, cancelled())),
    }
}

fn log_bytes(log: &[LogEntry]) -> Vec<u8> {
    log.iter().map(|entry| format!("{entry}\n")).collect::<String>().into_bytes()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    fs::write(path, bytes).map_err(|e| io_error("The file cannot be written:", path, &e))
}
