//! The worker's side: holds the data and the result, runs the pipeline, answers questions.

use super::files::BrowserFiles;
use super::opfs_store;
use super::parquet::BrowserParquet;
use super::run_input::{Keeper, Order, Prepared, prepare};
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
use clientele_engine::output::refusal_json;
use clientele_engine::{self, Cancelled, Config, Contents, Control, Digest, Input, RunError, Session};
use clientele_ingest::{ParquetProgram, RecipeFile};
use clientele_messages::{self, Answer, ExportedFile, FromWorker, PreviewDetail, Query, Source, ToWorker, Work, decode, encode};
use clientele_pages::{
    answer, answer_from_files, configured, files_id, preview_view, run_summary, settings_page, work as work_of,
};
use futures_channel::oneshot;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How long the engine works before it lets the event loop have a turn.
const TURN_MS: f64 = 25.0;
/// How often progress is sent to the page.
const PROGRESS_MS: f64 = 60.0;

/// Starts serving the page; called once, when the worker's program starts. The page hears of which build it is, and sends nothing to
/// one of another.
///
/// # Errors
/// When this is no worker.
pub fn serve(build: &str) -> Result<(), JsValue> {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().dyn_into().map_err(|_| "not in a worker")?;
    std::panic::set_hook(Box::new(|info| {
        // The worker dies after this; the page hears why first.
        send(&FromWorker::Crashed { message: info.to_string() });
    }));
    let host = Rc::new(Host::default());
    let on_message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        if let Err(error) = on_message(&host, &event.data()) {
            send(&FromWorker::Crashed { message: format!("{error:?}") });
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    scope.post_message(&build.into())
}

#[derive(Default)]
struct Host {
    session: RefCell<Option<Rc<Session>>>,
    /// What the session was made from: rows are read again from there.
    held: RefCell<Option<(Source, Vec<web_sys::File>)>>,
    /// What this browser keeps of it between visits.
    keeper: Rc<Keeper>,
    /// The run that may go on; any other ends at its next pause.
    current_job: Cell<u32>,
    /// The latest dry read of whole files; an earlier one ends at its next pause.
    current_preview: Rc<Cell<u32>>,
    /// The user's files of the latest run, where they were refused: why, and how they were to be read.
    refused: RefCell<Option<(ErrorView, Vec<web_sys::File>, Config)>>,
    /// The log of the latest run, also of one that failed.
    log: Rc<RefCell<Vec<LogEntry>>>,
}

fn on_message(host: &Rc<Host>, data: &JsValue) -> Result<(), JsValue> {
    let bytes = Uint8Array::new(&Reflect::get(data, &"bytes".into())?).to_vec();
    let files = Array::from(&Reflect::get(data, &"files".into())?);
    match decode::<ToWorker>(&bytes).map_err(|e| e.to_string())? {
        ToWorker::Run { job, source, settings, overlay, kept, digests, own } => {
            let files = files.iter().map(JsCast::dyn_into).collect::<Result<Vec<web_sys::File>, _>>()?;
            host.current_job.set(job);
            let order = match (&source, files.is_empty()) {
                (Source::Files, true) => Order::Kept { id: kept },
                _ => {
                    let config = Box::new(configured(&settings));
                    Order::Given { source, files, config, overlay, digests, own, kept }
                }
            };
            spawn_local(run(host.clone(), job, order));
        }
        ToWorker::OpenProject { job, kept } => {
            host.current_job.set(job);
            spawn_local(run(host.clone(), job, Order::Project { file: files.get(0).dyn_into()?, kept }));
        }
        ToWorker::Erase { id } => {
            let keeper = host.keeper.clone();
            spawn_local(async move {
                let answer = keeper.erase().await.map(Answer::Erased);
                send(&FromWorker::Answer { id, answer });
            });
        }
        ToWorker::Work { job, work } => {
            host.current_job.set(job);
            spawn_local(work_out(host.clone(), job, work));
        }
        ToWorker::Cancel { job } => {
            if host.current_job.get() == job {
                host.current_job.set(0);
            }
        }
        ToWorker::Inspect { id, settings } => {
            let files = files.iter().map(JsCast::dyn_into).collect::<Result<Vec<web_sys::File>, _>>()?;
            spawn_local(async move {
                let config = configured(&settings);
                let mut files = BrowserFiles::new(files, Vec::new());
                let result = clientele_engine::inspect(&mut files, &config, &AsideControl::new()).await;
                send(&FromWorker::Answer { id, answer: result.map(Answer::Inspection).map_err(error_of) });
            });
        }
        ToWorker::Preview { id, settings, most_lines, detail } => {
            let files = files.iter().map(JsCast::dyn_into).collect::<Result<Vec<web_sys::File>, _>>()?;
            let mut control = AsideControl::new();
            if detail == PreviewDetail::Whole {
                host.current_preview.set(id);
                control.until = Some((host.current_preview.clone(), id));
            }
            spawn_local(async move {
                let config = configured(&settings);
                let mut files = BrowserFiles::new(files, Vec::new());
                let read = clientele_engine::preview(&mut files, &config, u64::from(most_lines), &control).await;
                let answer = read.map(|preview| Answer::Preview(preview_view(&preview, detail))).map_err(error_of);
                send(&FromWorker::Answer { id, answer });
            });
        }
        ToWorker::WriteRefusal { id } => {
            let Some((error, files, config)) = host.refused.borrow().clone() else {
                send(&FromWorker::Answer { id, answer: Err(gone()) });
                return Ok(());
            };
            spawn_local(async move {
                let mut files = BrowserFiles::new(files, Vec::new());
                let inspected = clientele_engine::inspect(&mut files, &config, &AsideControl::new()).await;
                let answer = inspected.map(|inspection| {
                    let kind = ExportKind::Validation;
                    Answer::Export(ExportedFile {
                        name: kind.file_name().to_owned(),
                        media_type: "application/json".to_owned(),
                        bytes: refusal_json(&error, &inspection, &config).into_bytes(),
                    })
                });
                send(&FromWorker::Answer { id, answer: answer.map_err(error_of) });
            });
        }
        ToWorker::ReadRecipe { id, text } => {
            let answer = RecipeFile::from_json(&text).map(|recipe| Answer::Recipe(Box::new(recipe)));
            send(&FromWorker::Answer { id, answer });
        }
        ToWorker::WriteRecipe { id, recipe } => {
            let file = ExportedFile {
                name: "clientele-recipe.json".to_owned(),
                media_type: "application/json".to_owned(),
                bytes: recipe.to_json().into_bytes(),
            };
            send(&FromWorker::Answer { id, answer: Ok(Answer::Export(file)) });
        }
        ToWorker::Ask { id, query } if matches!(&*query, Query::Page { name, .. } if name == "settings") => {
            let Query::Page { arguments, .. } = *query else { return Ok(()) };
            let host = host.clone();
            spawn_local(async move {
                let kept = host.keeper.state().await;
                let (session, held) = (host.session.borrow().clone(), host.held.borrow().clone());
                let open = session.as_deref().zip(held.as_ref()).map(|(session, (source, _))| (source, session.config()));
                let page = settings_page(open, &arguments, &kept);
                send(&FromWorker::Answer { id, answer: Ok(Answer::Page(Box::new(page))) });
            });
        }
        ToWorker::Ask { id, query } if query.needs_files() => {
            let held = (host.session.borrow().clone(), host.held.borrow().clone());
            let (Some(session), Some((source, files))) = held else {
                send(&FromWorker::Answer { id, answer: Err(gone()) });
                return Ok(());
            };
            spawn_local(async move {
                let mut files = BrowserFiles::new(files, digests_of(&session));
                let input = match source {
                    Source::Demo => Input::Generated,
                    Source::Sample | Source::Files => Input::Files(&mut files),
                };
                let answer = answer_from_files(&session, input, &query, &AsideControl::new()).await;
                send(&FromWorker::Answer { id, answer });
            });
        }
        ToWorker::Ask { id, query } => {
            let session = host.session.borrow().clone();
            let answer = answer(session.as_deref(), &host.log.borrow(), &query);
            send(&FromWorker::Answer { id, answer });
        }
        ToWorker::TestTrap => trap(),
    }
    Ok(())
}

/// Why an answer is not there; nobody waits for one that was stopped.
fn error_of(error: RunError) -> ErrorView {
    match error {
        RunError::Failed(error) => error,
        RunError::Cancelled => gone(),
    }
}

fn gone() -> ErrorView {
    ErrorView {
        code: "no-files".into(),
        message: "The files are not open any more".into(),
        place: None,
        suggestion: "Choose them again.".into(),
    }
}

/// Stands for a bug in the engine, in the tests of the page's recovery.
#[allow(clippy::panic)]
fn trap() {
    panic!("the engine was made to fail by a test");
}

async fn run(host: Rc<Host>, job: u32, order: Order) {
    host.log.borrow_mut().clear();
    let control = WorkerControl::new(&host, job);
    let earlier = host.session.borrow().clone();
    let prepared = match prepare(order, earlier.as_deref().and_then(Session::contents), &control).await {
        Ok(prepared) if host.current_job.get() == job => prepared,
        Ok(_) | Err(RunError::Cancelled) => return send(&FromWorker::Cancelled { job }),
        Err(RunError::Failed(error)) => return send(&FromWorker::Failed { job, error }),
    };
    let files_id = prepared.contents().map(|contents| files_id(&contents)).unwrap_or_default();
    let Prepared { source, files, digests, config, settings, unused, is_external, are_chosen, ticket } = prepared;
    if !unused.is_empty() {
        // Settings of another version must not stop an analysis.
        let text =
            format!("Settings that this version does not know, or that are out of bounds, were left out: {}.", unused.join(", "));
        control.log(LogEntry { elapsed_ms: 0, level: LogLevel::Warning, stage: Stage::Load, text });
    }
    let news = FromWorker::Settings { job, settings: Box::new(settings), files: files_id };
    send_with_files(&news, if is_external { &files } else { &[] });
    // Files are kept while the run goes on: a reload in the middle of it begins it anew.
    let (kept, keeping) = oneshot::channel();
    let has_ended = Rc::new(Cell::new(false));
    if source == Source::Files {
        let (keeper, files, digests, config) = (host.keeper.clone(), files.clone(), digests.clone(), config.clone());
        let (host, has_ended) = (host.clone(), has_ended.clone());
        spawn_local(async move {
            let done = keeper.keep(&files, &digests, &config, are_chosen, &ticket).await;
            // What could not be kept is told at the end.
            if done.is_kept() && !has_ended.get() && host.current_job.get() == job {
                send(&FromWorker::Kept(done.view()));
            }
            let _ = kept.send(done);
        });
    } else {
        drop(kept);
    }
    let held = (source.clone(), files.clone());
    *host.refused.borrow_mut() = None;
    let mut reader = BrowserFiles::new(files, digests);
    let input = match source {
        Source::Demo => Input::Generated,
        Source::Sample | Source::Files => Input::Files(&mut reader),
    };
    let mut damage = None;
    let (message, is_done) = match clientele_engine::run(input, &config, earlier.as_deref(), &control).await {
        Ok(session) => {
            let summary = run_summary(source, &session, control.elapsed_ms());
            *host.session.borrow_mut() = Some(Rc::new(session));
            *host.held.borrow_mut() = Some(held);
            (FromWorker::Finished { job, summary }, true)
        }
        Err(RunError::Cancelled) => (FromWorker::Cancelled { job }, false),
        Err(RunError::Failed(error)) => {
            damage = (error.code == opfs_store::DAMAGED).then(|| error.clone());
            if held.0 == Source::Files {
                *host.refused.borrow_mut() = Some((error.clone(), held.1, config));
            }
            (FromWorker::Failed { job, error }, false)
        }
    };
    has_ended.set(true);
    send(&message);
    // The earlier data are those that the page goes on with, if there are any.
    let stands = is_done || host.session.borrow().is_none();
    let mut view = match keeping.await {
        Ok(kept) => host.keeper.settle(kept, stands).await,
        Err(_) => {
            if is_done {
                host.keeper.let_go();
            }
            host.keeper.view()
        }
    };
    if stands && damage.is_some() {
        view.problem = damage;
    }
    send(&FromWorker::Kept(view));
}

/// The digests of the files that a result was made from.
fn digests_of(session: &Session) -> Vec<Digest> {
    session.contents().map(Contents::digests).unwrap_or_default()
}

/// Works something out beside the result that stands, and tells of it as of a run: the result is the same, with more to ask about.
async fn work_out(host: Rc<Host>, job: u32, work: Work) {
    let control = WorkerControl::new(&host, job);
    let held = (host.session.borrow().clone(), host.held.borrow().clone());
    let (Some(session), Some((source, _))) = held else {
        send(&FromWorker::Failed { job, error: gone() });
        return;
    };
    let message = match work_of(&session, &work, &control).await {
        Ok(()) => FromWorker::Finished { job, summary: run_summary(source, &session, control.elapsed_ms()) },
        Err(RunError::Cancelled) => FromWorker::Cancelled { job },
        Err(RunError::Failed(error)) => FromWorker::Failed { job, error },
    };
    send(&message);
}

struct WorkerControl<'a> {
    host: &'a Host,
    job: u32,
    started: f64,
    last_turn: Cell<f64>,
    last_progress: Cell<f64>,
}

impl<'a> WorkerControl<'a> {
    fn new(host: &'a Host, job: u32) -> Self {
        let (last_turn, last_progress) = (Cell::new(now()), Cell::new(f64::NEG_INFINITY));
        Self { host, job, started: now(), last_turn, last_progress }
    }
}

impl Control for WorkerControl<'_> {
    fn elapsed_ms(&self) -> u32 {
        (now() - self.started) as u32
    }

    fn progress(&self, progress: Progress) {
        let time = now();
        if time - self.last_progress.get() >= PROGRESS_MS || progress.done == 0 {
            self.last_progress.set(time);
            send(&FromWorker::Progress { job: self.job, progress });
        }
    }

    fn log(&self, entry: LogEntry) {
        if self.host.current_job.get() != self.job {
            return;
        }
        self.host.log.borrow_mut().push(entry.clone());
        send(&FromWorker::Log(entry));
    }

    fn stage_ended(&self, stage: Stage, outcome: &StageOutcome) {
        send(&FromWorker::StageEnded { job: self.job, stage, outcome: outcome.clone() });
    }

    async fn pause(&self) -> Result<(), Cancelled> {
        if now() - self.last_turn.get() >= TURN_MS {
            next_turn().await;
            self.last_turn.set(now());
        }
        if self.host.current_job.get() == self.job { Ok(()) } else { Err(Cancelled) }
    }

    fn parquet(&self) -> Option<Rc<dyn ParquetProgram>> {
        Some(Rc::new(BrowserParquet))
    }
}

/// For questions that read files: they run beside everything else, say nothing, and let the event loop have its turns.
struct AsideControl {
    last_turn: Cell<f64>,
    /// It ends when this is another number.
    until: Option<(Rc<Cell<u32>>, u32)>,
}

impl AsideControl {
    fn new() -> Self {
        Self { last_turn: Cell::new(now()), until: None }
    }
}

impl Control for AsideControl {
    fn elapsed_ms(&self) -> u32 {
        0
    }

    fn progress(&self, _: Progress) {}

    fn log(&self, _: LogEntry) {}

    fn stage_ended(&self, _: Stage, _: &StageOutcome) {}

    async fn pause(&self) -> Result<(), Cancelled> {
        if now() - self.last_turn.get() >= TURN_MS {
            next_turn().await;
            self.last_turn.set(now());
        }
        if self.until.as_ref().is_some_and(|(latest, mine)| latest.get() != *mine) { Err(Cancelled) } else { Ok(()) }
    }

    fn parquet(&self) -> Option<Rc<dyn ParquetProgram>> {
        Some(Rc::new(BrowserParquet))
    }
}

fn now() -> f64 {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or_else(js_sys::Date::now, |p| p.now())
}

/// Waits until the event loop has come round. A message channel, because time-outs are stretched to 4 ms when they nest.
async fn next_turn() {
    let Ok(channel) = web_sys::MessageChannel::new() else { return };
    let promise = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        if channel.port2().post_message(&JsValue::NULL).is_err() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
    channel.port1().close();
}

fn send(message: &FromWorker) {
    send_with_files(message, &[]);
}

/// The message alone, or with files beside it.
fn send_with_files(message: &FromWorker, files: &[web_sys::File]) {
    let post = || -> Result<(), JsValue> {
        let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
        let bytes = encode(message).map_err(|e| e.to_string())?;
        let array = Uint8Array::from(bytes.as_slice());
        if !files.is_empty() {
            return scope.post_message(&Array::of2(&array, &files.iter().collect::<Array>()));
        }
        scope.post_message_with_transfer(&array, &Array::of1(&array.buffer()))
    };
    if post().is_err() {
        // The page cannot be told: it is gone.
    }
}
