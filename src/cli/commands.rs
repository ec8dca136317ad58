//! What the commands do.

use crate::args::{Args, Command, Generate, Run};
use crate::bench;
use crate::columns;
use crate::files::{DiskFiles, unreadable};
use crate::outcome::{BAD_USAGE, CommandError, DATA_INVALID, STAGE_FAILED, io_error, print};
use crate::terminal::Terminal;
use clientele_analytics::recommend::{RecommendParams, Repurchase, TuneParams};
use clientele_core::domain::{Day, ErrorView};
use clientele_core::files::{DocumentKind, ExportKind};
use clientele_core::run::{LogEntry, LogLevel, Stage, StageOutcome};
use clientele_engine::output::refusal_json;
use clientele_engine::project::{self, Made, Project};
use clientele_engine::{Config, Control, FileInfo, FileSource, Input, MemoryFiles, RunError, Session};
use clientele_generate::{Dialect, Generator, GeneratorParams, Manifest};
use clientele_ingest::{Inspection, RecipeFile, Strictness};
use clientele_pages::whole_shop_document;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Does what the command line asks for.
pub(crate) fn execute(args: Args) -> ExitCode {
    let done = match args.command {
        Command::Generate(args) => generate(&args),
        Command::Run(args) => run(&args),
        Command::Bench(args) => bench::bench(&args.customers),
        Command::Config => config(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err((code, error)) => {
            eprintln!("error: {error}");
            ExitCode::from(code)
        }
    }
}

/// Prints all settings.
fn config() -> Result<(), CommandError> {
    let text = Config::default().to_explained_toml().map_err(|e| (BAD_USAGE, e))?;
    print(&text)
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
    fs::create_dir_all(&args.out).map_err(|e| io_error("The folder cannot be made:", &args.out, &e))?;
    let mut generator = Generator::new(valid);
    loop {
        let progress = generator.step();
        if progress.done >= progress.total {
            break;
        }
    }
    let shop = generator.finish();
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

/// Runs the analysis. Where the data are refused, validation.json says why, what the files seem to hold, and which recipe reads them.
fn run(args: &Run) -> Result<(), CommandError> {
    let (mut inspection, mut config) = (Inspection::default(), Config::default());
    let done = analyse(args, &mut inspection, &mut config);
    let Err((DATA_INVALID, error)) = &done else { return done };
    fs::create_dir_all(&args.out).map_err(|e| io_error("The folder cannot be made:", &args.out, &e))?;
    let text = refusal_json(error, &inspection, &config);
    write(&args.out.join(ExportKind::Validation.file_name()), text.as_bytes())?;
    done
}

fn analyse(args: &Run, inspection: &mut Inspection, config: &mut Config) -> Result<(), CommandError> {
    let opened = open_project(args)?;
    *config = configuration(args, opened.as_ref())?;
    // First: whoever cannot write there need not wait for the analysis.
    fs::create_dir_all(args.out.join("logs")).map_err(|e| io_error("The folder cannot be made:", &args.out, &e))?;
    *inspection = match RunFiles::new(args, opened.as_ref()) {
        RunFiles::None => Inspection::default(),
        mut files => pollster::block_on(clientele_engine::inspect(&mut files, config, &Terminal::new(true)))
            .map_err(|error| ended(error, DATA_INVALID))?,
    };
    columns::settle_columns(inspection, config, args.accept_guesses)?;
    if let Some(path) = &args.save_project {
        let mut files = RunFiles::new(args, opened.as_ref());
        let saved = pollster::block_on(project::write(files.input(), config, &Terminal::new(true)));
        write(path, &saved.map_err(|error| ended(error, DATA_INVALID))?)?;
    }
    let terminal = Terminal::new(args.quiet);
    let mut files = RunFiles::new(args, opened.as_ref());
    let mut result = pollster::block_on(clientele_engine::run(files.input(), config, None, &terminal));
    let answered = match &result {
        Ok(session) => columns::settle_questions(session, config, args.accept_guesses)?,
        Err(_) => None,
    };
    if let (Some(answered), Ok(session)) = (answered, &result) {
        let mut files = RunFiles::new(args, opened.as_ref());
        result = pollster::block_on(clientele_engine::run(files.input(), &answered, Some(session), &terminal));
        *config = answered;
    }
    if args.tune {
        result = result.and_then(|session| tuned(session, RunFiles::new(args, opened.as_ref()), &terminal));
    }
    let log = terminal.into_log();
    let session = match result {
        Ok(session) => session,
        Err(error) => {
            write(&args.out.join("logs/pipeline.log"), &log_bytes(&log))?;
            return Err(ended(error, DATA_INVALID));
        }
    };
    write_outputs(&session, &log, &args.out)?;
    write_documents(&session, &log, &args.out)?;
    write_set_aside(&session, args, opened.as_ref())?;
    let failed = session.stages().iter().find_map(|(_, outcome)| match outcome {
        StageOutcome::Failed(error) => Some(error.clone()),
        _ => None,
    });
    match failed {
        Some(error) => Err((STAGE_FAILED, error)),
        None => Ok(()),
    }
}

fn ended(error: RunError, code: u8) -> CommandError {
    match error {
        RunError::Failed(error) => (code, error),
        // Nothing cancels a run on the command line but the signal that ends the process.
        RunError::Cancelled => (STAGE_FAILED, cancelled()),
    }
}

/// The project file, when one was given; it must be the only file.
fn open_project(args: &Run) -> Result<Option<Project>, CommandError> {
    let is_project = |path: &&PathBuf| path.to_string_lossy().to_ascii_lowercase().ends_with(project::ENDING);
    let Some(path) = args.files.iter().find(is_project) else { return Ok(None) };
    if args.files.len() > 1 {
        let view = ErrorView {
            code: "project-not-alone".into(),
            message: "A project file brings its own files: give it alone".into(),
            place: Some(path.display().to_string()),
            suggestion: "Run the project by itself, or the other files without it.".into(),
        };
        return Err((BAD_USAGE, view));
    }
    let bytes = fs::read(path).map_err(|e| (BAD_USAGE, unreadable(path, &e)))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = pollster::block_on(project::read(&name, bytes, &Terminal::new(true)));
    read.map(Some).map_err(|error| ended(error, DATA_INVALID))
}

/// What a run reads: files on disk, those of a project, or none.
enum RunFiles {
    Disk(DiskFiles),
    Memory(MemoryFiles),
    None,
}

impl RunFiles {
    fn new(args: &Run, opened: Option<&Project>) -> Self {
        match opened {
            Some(project) if project.made == Made::Generated => Self::None,
            Some(project) => Self::Memory(MemoryFiles::new(project.files.clone(), 1 << 20)),
            None if args.files.is_empty() => Self::None,
            None => Self::Disk(DiskFiles::new(args.files.clone())),
        }
    }

    fn input(&mut self) -> Input<'_, Self> {
        if matches!(self, Self::None) { Input::Generated } else { Input::Files(self) }
    }
}

impl FileSource for RunFiles {
    fn list(&self) -> Vec<FileInfo> {
        match self {
            Self::Disk(files) => files.list(),
            Self::Memory(files) => files.list(),
            Self::None => Vec::new(),
        }
    }

    fn rewind(&mut self) {
        match self {
            Self::Disk(files) => files.rewind(),
            Self::Memory(files) => files.rewind(),
            Self::None => {}
        }
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        match self {
            Self::Disk(files) => files.next_file().await,
            Self::Memory(files) => files.next_file().await,
            Self::None => Ok(None),
        }
    }

    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView> {
        match self {
            Self::Disk(files) => files.next_chunk().await,
            Self::Memory(files) => files.next_chunk().await,
            Self::None => Ok(None),
        }
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

fn configuration(args: &Run, opened: Option<&Project>) -> Result<Config, CommandError> {
    let mut config = match (&args.config, opened) {
        (Some(path), _) => {
            let text = fs::read_to_string(path).map_err(|e| (BAD_USAGE, unreadable(path, &e)))?;
            Config::from_toml(&text).map_err(|e| (BAD_USAGE, e))?
        }
        (None, Some(project)) => project.config.clone(),
        (None, None) => Config::default(),
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
    offers(args, &mut config.recommendations)?;
    config.ingest.today = config.ingest.today.or_else(today);
    if args.strict {
        config.ingest.strictness = Strictness::Strict;
    }
    config.validate().map_err(|e| (BAD_USAGE, e))?;
    Ok(config)
}

/// What was said about offers.
fn offers(args: &Run, params: &mut RecommendParams) -> Result<(), CommandError> {
    let listed = |path: &PathBuf| -> Result<Vec<String>, CommandError> {
        let text = fs::read_to_string(path).map_err(|e| (BAD_USAGE, unreadable(path, &e)))?;
        Ok(clientele_engine::listed_products(&text))
    };
    if let Some(method) = args.method {
        params.method = method;
    }
    if let Some(path) = &args.exclude {
        params.exclude = listed(path)?;
    }
    if let Some(path) = &args.in_stock {
        params.in_stock = Some(listed(path)?);
    }
    if !args.pin.is_empty() {
        params.pin.clone_from(&args.pin);
    }
    if let Some(most) = args.per_category {
        params.max_per_category = (most > 0).then_some(most);
    }
    if let Some(variety) = args.variety {
        params.diversity = variety;
    }
    if args.no_repurchase {
        params.repurchase = Repurchase::NewOnly;
    }
    Ok(())
}

/// Tunes on the data of a run, says what came of it, and runs with the settings found if they are better used: what does not depend
/// on them is taken over.
fn tuned(session: Session, mut files: RunFiles, terminal: &Terminal) -> Result<Session, RunError> {
    let params = TuneParams { seed: session.config().seed(), ..TuneParams::default() };
    let report = pollster::block_on(clientele_engine::tune(&session, params, terminal))?;
    terminal.log(LogEntry {
        elapsed_ms: terminal.elapsed_ms(),
        level: LogLevel::Info,
        stage: Stage::Evaluate,
        text: format!("Tuning: {}", report.verdict()),
    });
    let config = report.is_advised().then(|| Config { recommendations: report.tuned.clone(), ..session.config().clone() });
    session.keep_tuning(report);
    let Some(config) = config else { return Ok(session) };
    pollster::block_on(clientele_engine::run(files.input(), &config, Some(&session), terminal))
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
    for kind in [DocumentKind::Html, DocumentKind::Pdf, DocumentKind::Workbook] {
        let job = whole_shop_document(session, log, kind).map_err(|e| (STAGE_FAILED, e))?;
        let bytes = job.write().map_err(|e| (STAGE_FAILED, ErrorView::of(&e)))?;
        write(&out.join(kind.file_name()), &bytes)?;
    }
    Ok(())
}

/// Reads the rows that were set aside again from the files, and writes them; no file where there are none.
fn write_set_aside(session: &Session, args: &Run, opened: Option<&Project>) -> Result<(), CommandError> {
    let path = args.out.join(ExportKind::SetAside.file_name());
    if session.imported().set_aside.line.is_empty() {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(io_error("The old file cannot be removed:", &path, &error))
            }
            _ => Ok(()),
        };
    }
    let mut files = RunFiles::new(args, opened);
    let input = files.input();
    let quiet = Terminal::new(true);
    let made = pollster::block_on(clientele_engine::set_aside_file(input, session, &quiet));
    write(&path, &made.map_err(|error| ended(error, DATA_INVALID))?)
}

fn log_bytes(log: &[LogEntry]) -> Vec<u8> {
    log.iter().map(|entry| format!("{entry}\n")).collect::<String>().into_bytes()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    fs::write(path, bytes).map_err(|e| io_error("The file cannot be written:", path, &e))
}
