//! The page's side of the worker: starts it at the first need, sends it work, notices when it dies.

use super::program::{self, Program};
use clientele_core::domain::ErrorView;
use clientele_engine::Digest;
use clientele_ingest::RecipeFile;
use clientele_messages::{
    Answer, FromWorker, PreviewDetail, Query, RunSettings, Source, ToWorker, Work, decode, encode, other_version,
};
use futures_channel::oneshot;
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What the worker runs before the engine: it takes a lock that the browser lets go when the worker dies, however it dies,
/// then starts the compiled engine that the page sends it. It also tells the engine how the reader of Parquet files is loaded.
/// The text follows wasm-bindgen's own in one blob: a worker made from a blob inherits the page's Content-Security-Policy, one
/// made from an address would not.
const WORKER_START: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  const { parquet, build } = event.data;
  self.clienteleParquet = async (file) => (await import(parquet)).open(build, file);
  // A rejected promise would die unheard; thrown from a task of its own, it reaches the page as the worker's error.
  const start = () => wasm_bindgen({ module_or_path: event.data.module }).catch((error) => setTimeout(() => { throw error; }));
  if (!navigator.locks) { start(); return; }
  navigator.locks.request(event.data.lock, () => { start(); return new Promise(() => {}); });
};
";

/// The slice of Online Retail that comes with the page.
const SAMPLE_FILE: &str = "online_retail_sample.csv.gz";

/// What goes with the files of a run; each as in [`ToWorker::Run`].
#[derive(Debug, Default)]
pub struct Given {
    /// Settings that go before the configuration.
    pub overlay: String,
    /// The name of the kept set.
    pub kept: String,
    /// The digests of the files, where they are known.
    pub digests: Vec<Digest>,
    /// Settings of which one may be for these files.
    pub own: Vec<(String, String)>,
}

/// News for the page.
#[derive(Clone, Debug)]
pub enum ClientEvent {
    /// From the worker; never an answer, those go to who asked. Files that came beside it.
    Worker(FromWorker, Vec<web_sys::File>),
    /// The worker has trapped, was killed, or could not start. Another starts at the next need; it knows no result until
    /// something is run again.
    WorkerLost(Lost),
}

/// Why a worker is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It has stopped, or did not start; what is known of the reason, for the log.
    Stopped(String),
    /// It is of another build than the page, or is not on the server any more: another one would be no better.
    OtherVersion,
}

impl Lost {
    fn by(error: &JsValue) -> Self {
        if program::is_other_version(error) { Self::OtherVersion } else { Self::Stopped(program::text_of(error)) }
    }

    /// What those hear who wait for it.
    fn error(&self) -> ErrorView {
        match self {
            Self::Stopped(_) => lost_error(),
            Self::OtherVersion => other_version(),
        }
    }
}

/// A connection to the engine. Clones share it.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    /// Which build the page is of, as its worker has to be.
    build: &'static str,
    on_event: Box<dyn Fn(ClientEvent)>,
    /// The worker's program, fetched and compiled once: a second worker starts at once.
    program: RefCell<Option<Program>>,
    worker: RefCell<Option<LiveWorker>>,
    /// Counts workers, so that news of a dead one is not taken for news of its successor.
    generation: Cell<u32>,
    next_id: Cell<u32>,
    /// The run that the page waits for.
    running: Cell<Option<u32>>,
    /// The latest run that the worker has been told of: before that (while files are fetched) only the page can cancel it.
    posted: Cell<Option<u32>>,
    pending: RefCell<BTreeMap<u32, oneshot::Sender<Result<Answer, ErrorView>>>>,
    waiting: RefCell<Vec<oneshot::Sender<Result<(), ErrorView>>>>,
}

struct LiveWorker {
    worker: web_sys::Worker,
    ready: bool,
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::ErrorEvent)>,
}

impl Client {
    /// A client of a page of this build, whose news go to `on_event`. Nothing is loaded yet.
    pub fn new(build: &'static str, on_event: impl Fn(ClientEvent) + 'static) -> Self {
        Self(Rc::new(Inner {
            build,
            on_event: Box::new(on_event),
            program: RefCell::default(),
            worker: RefCell::default(),
            generation: Cell::new(0),
            next_id: Cell::new(1),
            running: Cell::new(None),
            posted: Cell::new(None),
            pending: RefCell::default(),
            waiting: RefCell::default(),
        }))
    }

    /// Which build the page is of.
    pub fn build(&self) -> &'static str {
        self.0.build
    }

    /// Starts a run and returns its number. A run under way is cancelled first. For [`Source::Sample`] the page's own sample
    /// file is fetched; `files` are for [`Source::Files`].
    pub fn run(&self, source: Source, files: Vec<web_sys::File>, settings: RunSettings, given: Given) -> u32 {
        let is_sample = source == Source::Sample;
        let Given { overlay, kept, digests, own } = given;
        self.begin(is_sample, files, move |job| ToWorker::Run {
            job,
            source,
            settings: Box::new(settings),
            overlay,
            kept,
            digests,
            own,
        })
    }

    /// Opens a project file, as a run. `kept`: what the page calls the set until it is kept.
    pub fn open_project(&self, file: web_sys::File, kept: String) -> u32 {
        self.begin(false, vec![file], |job| ToWorker::OpenProject { job, kept })
    }

    fn begin(&self, is_sample: bool, files: Vec<web_sys::File>, message: impl FnOnce(u32) -> ToWorker) -> u32 {
        self.cancel();
        let job = self.new_id();
        self.0.running.set(Some(job));
        let client = self.clone();
        let message = message(job);
        spawn_local(async move {
            let sent = async {
                let files = if is_sample { vec![fetch_sample().await?] } else { files };
                client.ready().await?;
                if client.0.running.get() == Some(job) {
                    client.post(&message, &files)?;
                    client.0.posted.set(Some(job));
                }
                Ok::<(), ErrorView>(())
            };
            if let Err(error) = sent.await
                && client.ended(job)
            {
                client.emit(ClientEvent::Worker(FromWorker::Failed { job, error }, Vec::new()));
            }
        });
        job
    }

    /// Starts work on the result that stands and returns its number; it is told of as a run is. A run under way is cancelled first.
    pub fn work(&self, work: Work) -> u32 {
        self.cancel();
        let job = self.new_id();
        self.0.running.set(Some(job));
        match self.post(&ToWorker::Work { job, work }, &[]) {
            Ok(()) => self.0.posted.set(Some(job)),
            Err(error) => {
                let client = self.clone();
                // Not before the caller knows the number.
                spawn_local(async move {
                    if client.ended(job) {
                        client.emit(ClientEvent::Worker(FromWorker::Failed { job, error }, Vec::new()));
                    }
                });
            }
        }
        job
    }

    /// Stops the run under way, if any; the earlier result stays.
    pub fn cancel(&self) {
        let Some(job) = self.0.running.take() else { return };
        if self.0.posted.get() != Some(job) || self.post(&ToWorker::Cancel { job }, &[]).is_err() {
            // It had not begun.
            self.emit(ClientEvent::Worker(FromWorker::Cancelled { job }, Vec::new()));
        }
    }

    /// Asks about the current result.
    ///
    /// # Errors
    /// What the engine says (no result, no such customer …), or that the worker was lost.
    pub async fn ask(&self, query: Query) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::Ask { id, query: Box::new(query) }, &[]).await
    }

    /// Whether an answer is awaited.
    pub fn is_asked(&self) -> bool {
        !self.0.pending.borrow().is_empty()
    }

    /// Looks at the beginnings of files: the answer is an [`Answer::Inspection`].
    ///
    /// # Errors
    /// That a setting is out of bounds, that a file cannot be read, or that the worker was lost.
    pub async fn inspect(&self, files: &[web_sys::File], settings: RunSettings) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::Inspect { id, settings: Box::new(settings) }, files).await
    }

    /// Reads files as a run would, at most `most_lines` lines of sales of each: the answer is an [`Answer::Preview`].
    ///
    /// # Errors
    /// That a setting is out of bounds, that another dry read took its place, or that the worker was lost.
    pub async fn preview(
        &self,
        files: &[web_sys::File],
        settings: RunSettings,
        most_lines: u32,
        detail: PreviewDetail,
    ) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::Preview { id, settings: Box::new(settings), most_lines, detail }, files).await
    }

    /// Writes validation.json of the latest run, whose files were refused.
    ///
    /// # Errors
    /// That they are gone, or that the worker was lost.
    pub async fn write_refusal(&self) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::WriteRefusal { id }, &[]).await
    }

    /// Reads a recipe's file, in the worker: its JSON is no part of the page's program.
    ///
    /// # Errors
    /// Why the text is no recipe, or that the worker was lost.
    pub async fn read_recipe(&self, text: String) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::ReadRecipe { id, text }, &[]).await
    }

    /// Erases all that the browser keeps: the answer is an [`Answer::Erased`].
    ///
    /// # Errors
    /// What could not be erased, or that the worker was lost.
    pub async fn erase(&self) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::Erase { id }, &[]).await
    }

    /// Writes a recipe's file.
    ///
    /// # Errors
    /// That the worker was lost.
    pub async fn write_recipe(&self, recipe: RecipeFile) -> Result<Answer, ErrorView> {
        self.request(|id| ToWorker::WriteRecipe { id, recipe: Box::new(recipe) }, &[]).await
    }

    /// Sends a message that is answered, with files beside it.
    async fn request(&self, message: impl FnOnce(u32) -> ToWorker, files: &[web_sys::File]) -> Result<Answer, ErrorView> {
        self.ready().await?;
        let id = self.new_id();
        let (sender, receiver) = oneshot::channel();
        self.0.pending.borrow_mut().insert(id, sender);
        if let Err(error) = self.post(&message(id), files) {
            self.0.pending.borrow_mut().remove(&id);
            return Err(error);
        }
        receiver.await.unwrap_or_else(|_| Err(lost_error()))
    }

    /// For tests of the recovery: makes the engine panic.
    #[doc(hidden)]
    pub fn trap_worker(&self) {
        let _ = self.post(&ToWorker::TestTrap, &[]);
    }

    fn new_id(&self) -> u32 {
        let id = self.0.next_id.get();
        self.0.next_id.set(id.wrapping_add(1));
        id
    }

    /// Notes that a run has ended; false when the page waits for another one by now, or for none.
    fn ended(&self, job: u32) -> bool {
        let waited_for = self.0.running.get() == Some(job);
        if waited_for {
            self.0.running.set(None);
        }
        waited_for
    }

    fn emit(&self, event: ClientEvent) {
        (self.0.on_event)(event);
    }

    /// Waits until a worker is there and has said that it is ready.
    async fn ready(&self) -> Result<(), ErrorView> {
        if self.0.worker.borrow().as_ref().is_some_and(|w| w.ready) {
            return Ok(());
        }
        let (sender, receiver) = oneshot::channel();
        let starting = {
            let mut waiting = self.0.waiting.borrow_mut();
            waiting.push(sender);
            waiting.len() > 1
        };
        if !starting {
            self.0.generation.set(self.0.generation.get().wrapping_add(1));
            let generation = self.0.generation.get();
            if let Err(error) = self.start(generation).await {
                self.lose(generation, &Lost::by(&error));
            }
        }
        receiver.await.unwrap_or_else(|_| Err(lost_error()))
    }

    async fn start(&self, generation: u32) -> Result<(), JsValue> {
        let known = self.0.program.borrow().clone();
        let program = match known {
            Some(program) => program,
            None => {
                let program = program::load(WORKER_START).await?;
                *self.0.program.borrow_mut() = Some(program.clone());
                program
            }
        };
        let worker = web_sys::Worker::new(&program.url)?;
        let client = self.clone();
        let on_message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            client.on_message(generation, &event);
        });
        let client = self.clone();
        let on_error = Closure::<dyn FnMut(web_sys::ErrorEvent)>::new(move |event: web_sys::ErrorEvent| {
            event.prevent_default();
            client.lose(generation, &Lost::Stopped(event.message()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let message = Object::new();
        Reflect::set(&message, &"module".into(), &program.module)?;
        Reflect::set(&message, &"lock".into(), &lock_name(generation).into())?;
        Reflect::set(&message, &"parquet".into(), &Reflect::get(&js_sys::global(), &"clienteleParquet".into())?)?;
        Reflect::set(&message, &"build".into(), &self.0.build.into())?;
        worker.post_message(&message)?;
        *self.0.worker.borrow_mut() = Some(LiveWorker { worker, ready: false, _on_message: on_message, _on_error: on_error });
        Ok(())
    }

    fn on_message(&self, generation: u32, event: &web_sys::MessageEvent) {
        if generation != self.0.generation.get() {
            return;
        }
        // Its first word is its build; one of another build may mean anything by what it says.
        if !self.0.worker.borrow().as_ref().is_some_and(|worker| worker.ready) {
            return match event.data().as_string() {
                Some(build) if build == self.0.build => self.greeted(generation),
                _ => self.lose(generation, &Lost::OtherVersion),
            };
        }
        // A message, or a pair of one and files.
        let (data, files) = match event.data().dyn_into::<Array>() {
            Ok(pair) => (pair.get(0), Array::from(&pair.get(1)).iter().filter_map(|file| file.dyn_into().ok()).collect()),
            Err(data) => (data, Vec::new()),
        };
        let bytes = Uint8Array::new(&data).to_vec();
        let message = match decode::<FromWorker>(&bytes) {
            Ok(message) => message,
            Err(error) => return self.lose(generation, &Lost::Stopped(error.to_string())),
        };
        match message {
            FromWorker::Answer { id, answer } => {
                let sender = self.0.pending.borrow_mut().remove(&id);
                if let Some(sender) = sender {
                    let _ = sender.send(answer);
                }
            }
            FromWorker::Crashed { message } => self.lose(generation, &Lost::Stopped(message)),
            other => {
                if let FromWorker::Finished { job, .. } | FromWorker::Failed { job, .. } | FromWorker::Cancelled { job } = &other
                {
                    self.ended(*job);
                }
                self.emit(ClientEvent::Worker(other, files));
            }
        }
    }

    /// The worker is of the page's build: work may be sent.
    fn greeted(&self, generation: u32) {
        if let Some(worker) = self.0.worker.borrow_mut().as_mut() {
            worker.ready = true;
        }
        self.watch(generation);
        for sender in self.0.waiting.take() {
            let _ = sender.send(Ok(()));
        }
    }

    /// Waits for the lock that the worker holds as long as it lives.
    fn watch(&self, generation: u32) {
        let Some(navigator) = web_sys::window().map(|w| w.navigator()) else { return };
        let Ok(locks) = Reflect::get(&navigator, &"locks".into()) else { return };
        let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(|f| f.dyn_into::<js_sys::Function>()) else {
            return;
        };
        let client = self.clone();
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            client.lose(generation, &Lost::Stopped("the browser ended the worker".into()))
        });
        let _ = request.call2(&locks, &lock_name(generation).into(), &granted);
    }

    /// The worker of this generation is gone: everything that waits for it is told.
    fn lose(&self, generation: u32, why: &Lost) {
        if generation != self.0.generation.get() {
            return;
        }
        self.0.generation.set(generation.wrapping_add(1));
        if let Some(dead) = self.0.worker.take() {
            dead.worker.set_onmessage(None);
            dead.worker.set_onerror(None);
            dead.worker.terminate();
        }
        self.0.running.set(None);
        for (_, sender) in self.0.pending.take() {
            let _ = sender.send(Err(why.error()));
        }
        for sender in self.0.waiting.take() {
            let _ = sender.send(Err(why.error()));
        }
        self.emit(ClientEvent::WorkerLost(why.clone()));
    }

    fn post(&self, message: &ToWorker, files: &[web_sys::File]) -> Result<(), ErrorView> {
        let internal = |text: String| ErrorView {
            code: "worker-unreachable".into(),
            message: format!("The engine could not be reached: {text}"),
            place: None,
            suggestion: "Reload the page and try again.".into(),
        };
        let bytes = encode(message).map_err(|e| internal(e.to_string()))?;
        let send = || -> Result<(), JsValue> {
            let object = Object::new();
            Reflect::set(&object, &"bytes".into(), &Uint8Array::from(bytes.as_slice()))?;
            Reflect::set(&object, &"files".into(), &files.iter().collect::<Array>())?;
            let worker = self.0.worker.borrow();
            worker.as_ref().ok_or_else(|| JsValue::from_str("no worker"))?.worker.post_message(&object)
        };
        send().map_err(|error| internal(program::text_of(&error)))
    }
}

/// Each page and each worker has a lock of its own: two tabs must not wait for each other's.
fn lock_name(generation: u32) -> String {
    thread_local! {
        static PAGE: String = super::random_id();
    }
    PAGE.with(|page| format!("clientele-worker-{page}-{generation}"))
}

fn lost_error() -> ErrorView {
    ErrorView {
        code: "worker-lost".into(),
        message: "The engine stopped before it could answer".into(),
        place: None,
        suggestion: "Run the analysis again; if it stops again, try a smaller file.".into(),
    }
}

async fn fetch_sample() -> Result<web_sys::File, ErrorView> {
    let load = async {
        // The browser may keep it but asks whether it is still the newest: its name has no hash.
        let blob = JsFuture::from(program::fetch(SAMPLE_FILE, web_sys::RequestCache::NoCache).await?.blob()?).await?;
        web_sys::File::new_with_blob_sequence(&Array::of1(&blob), SAMPLE_FILE)
    };
    load.await.map_err(|error| ErrorView {
        code: "sample-not-loaded".into(),
        message: format!("The sample data could not be loaded: {}", program::text_of(&error)),
        place: Some(SAMPLE_FILE.into()),
        suggestion: "Check the connection and try again, or use your own file.".into(),
    })
}
