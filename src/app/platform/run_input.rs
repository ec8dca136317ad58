//! What a run is about to work on: files as given, kept ones, or those of a project file; and keeping them beside the run. In the
//! worker.

use super::files::BrowserFiles;
use super::locks::Lock;
use super::opfs_store::{self, KeepError, KeptSet, Store};
use clientele_core::domain::ErrorView;
use clientele_engine::project::{self, Made};
use clientele_engine::{Config, Contents, Control, Digest, Digester, FileSource, RunError, contents_of};
use clientele_messages::{KeptView, PageSettings, Source};
use clientele_pages::{KeptState, page_settings, resolved, settings_of_run};
use js_sys::{Array, Uint8Array};
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Begins the name that the page has for a set that is being kept, until it hears the set's own; a ticket follows.
const PENDING: &str = "pending";
/// Digested between two pauses.
const STEP_BYTES: usize = 1 << 20;
/// Larger project files are refused.
const MOST_PROJECT_BYTES: f64 = 536_870_912.0;

/// What the page asks to run.
pub(super) enum Order {
    /// These data with these settings.
    Given {
        source: Source,
        files: Vec<File>,
        config: Box<Config>,
        overlay: String,
        /// The digests of the files, where the page knows them; else none.
        digests: Vec<Digest>,
        /// Settings kept for files of these names and sizes, each with what the files are that they are for.
        own: Vec<(String, String)>,
        /// What the page calls the set until it is kept.
        kept: String,
    },
    /// Files that are kept, with their settings: of this name, or the latest.
    Kept { id: String },
    /// A project file, and what the page calls the set until it is kept.
    Project { file: File, kept: String },
}

/// What is run.
pub(super) struct Prepared {
    pub(super) source: Source,
    pub(super) files: Vec<File>,
    /// The digests of the files; none where that will be known only when they have been read.
    pub(super) digests: Vec<Digest>,
    pub(super) config: Config,
    /// The settings as the page is told of them.
    pub(super) settings: PageSettings,
    /// Settings that could not be used.
    pub(super) unused: Vec<String>,
    /// Whether the page does not have the files yet.
    pub(super) is_external: bool,
    /// Whether they have just been chosen, so that a kept copy can be put right with them.
    pub(super) are_chosen: bool,
    /// How the page will ask for the set if it is loaded again before it has heard of it.
    pub(super) ticket: String,
}

impl Prepared {
    /// What the files are, where it is known.
    pub(super) fn contents(&self) -> Option<Contents> {
        known(&self.files, &self.digests)
    }
}

/// What files are; `None` where their digests are not known.
fn known(files: &[File], digests: &[Digest]) -> Option<Contents> {
    Contents::known(&BrowserFiles::new(files.to_vec(), digests.to_vec()).list()).filter(|_| !digests.is_empty())
}

/// Finds what is to be run. `earlier`: what the files of the result that stands are.
///
/// # Errors
/// That nothing is kept, that a file cannot be read or opened, or that the page has cancelled it.
pub(super) async fn prepare(order: Order, earlier: Option<&Contents>, control: &impl Control) -> Result<Prepared, RunError> {
    match order {
        Order::Given { source, files, config, mut overlay, digests, own, kept } => {
            let are_chosen = source == Source::Files && digests.is_empty();
            let mut contents = known(&files, &digests);
            let mut reader = BrowserFiles::new(files.clone(), digests);
            if are_chosen && can_be_known(&reader, earlier, !own.is_empty()).await {
                contents = Some(contents_of(&mut reader, control).await?);
            }
            if let Some(contents) = contents.as_ref().filter(|_| overlay.is_empty()) {
                let id = contents.id().as_str();
                overlay = own.into_iter().find(|(of, _)| of == id).map(|(_, overlay)| overlay).unwrap_or_default();
            }
            let (config, unused) = resolved(&source, &config, &overlay);
            let settings = settings_of_run(&source, &config, &overlay);
            let digests = contents.map(|contents| contents.digests()).unwrap_or_default();
            let ticket = ticket_of(&kept).to_owned();
            Ok(Prepared { source, files, digests, config, settings, unused, is_external: false, are_chosen, ticket })
        }
        Order::Kept { id } => {
            let (files, set) = open_kept(&id).await.map_err(RunError::Failed)?;
            let digests = set.manifest.contents().map(|contents| contents.digests()).unwrap_or_default();
            let config = with_today(set.manifest.config);
            let settings = page_settings(&Source::Files, &config);
            let (unused, ticket) = (Vec::new(), String::new());
            let source = Source::Files;
            Ok(Prepared { source, files, digests, config, settings, unused, is_external: true, are_chosen: false, ticket })
        }
        Order::Project { file, kept } => open_project(&file, ticket_of(&kept), control).await,
    }
}

/// Whether something is known under the names and sizes of these files: a result, a kept set, or settings. Only then are they read once
/// more before all else, to find out whether they are the same; what has not been seen before is digested while it is read.
async fn can_be_known(files: &BrowserFiles, earlier: Option<&Contents>, has_settings: bool) -> bool {
    let listed = files.list();
    if has_settings || earlier.is_some_and(|earlier| earlier.can_be(&listed)) {
        return true;
    }
    match Store::open().await {
        Ok(store) => store.has_like(&listed).await,
        Err(_) => false,
    }
}

/// The ticket in a name that the page has for a set that is being kept.
fn ticket_of(name: &str) -> &str {
    let ticket = name.strip_prefix(PENDING).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
    // It becomes part of a file's name.
    if ticket.bytes().all(|byte| byte.is_ascii_digit()) { ticket } else { "" }
}

async fn open_kept(id: &str) -> Result<(Vec<File>, KeptSet), ErrorView> {
    let again = "Choose them again; they are untouched on your computer.".to_owned();
    let open = async {
        let store = Store::open().await?;
        let set = match id {
            "" => store.sets().await?.into_iter().next().ok_or(KeepError::Gone)?,
            // The page was loaded again before it heard that they are kept: they may be, all the same.
            id if id.starts_with(PENDING) => {
                let ticket = ticket_of(id);
                let is_it = |set: &KeptSet| !ticket.is_empty() && set.ticket == ticket;
                store.sets().await?.into_iter().find(is_it).ok_or(KeepError::Gone)?
            }
            id => store.set(id).await?,
        };
        Ok((store.files(&set).await?, set))
    };
    open.await.map_err(|error: KeepError| {
        let (code, message) = match error {
            KeepError::Damaged(_) => return error.view(),
            KeepError::Nowhere => ("kept-nothing", "Your browser keeps no files for this page, as in a private window"),
            _ if id.starts_with(PENDING) => ("kept-not-whole", "The page was loaded again before your files were wholly kept"),
            _ => ("kept-nothing", "Your files are not kept in this browser, or not any more"),
        };
        ErrorView { code: code.into(), message: message.into(), place: None, suggestion: again }
    })
}

async fn open_project(file: &File, ticket: &str, control: &impl Control) -> Result<Prepared, RunError> {
    let failed = |code: &str, message: String, suggestion: &str| {
        let place = Some(file.name());
        RunError::Failed(ErrorView { code: code.into(), message, place, suggestion: suggestion.into() })
    };
    if file.size() > MOST_PROJECT_BYTES {
        return Err(failed(
            "project-too-large",
            "The file is too large to be a project".into(),
            "Open the files that it holds by themselves.",
        ));
    }
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| {
        failed("file-not-readable", format!("The browser could not read the file {}", file.name()), "Choose it again.")
    })?;
    let project = project::read(&file.name(), Uint8Array::new(&bytes).to_vec(), control).await?;
    let (mut files, mut digests) = (Vec::new(), Vec::new());
    for (name, bytes) in project.files {
        let mut digester = Digester::default();
        for piece in bytes.chunks(STEP_BYTES) {
            digester.update(piece);
            control.pause().await?;
        }
        digests.push(digester.finish());
        let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
        let file = File::new_with_u8_array_sequence(&parts, &name).map_err(|_| {
            failed("project-not-opened", "The browser has no room for the project's files".into(), "Close other tabs.")
        })?;
        files.push(file);
    }
    let source = if project.made == Made::Generated { Source::Demo } else { Source::Files };
    let config = with_today(project.config);
    let settings = page_settings(&source, &config);
    let (unused, ticket) = (Vec::new(), ticket.to_owned());
    Ok(Prepared { source, files, digests, config, settings, unused, is_external: true, are_chosen: true, ticket })
}

fn with_today(mut config: Config) -> Config {
    config.ingest.today = Some(super::today());
    config
}

/// What is kept of the data that are open.
#[derive(Default)]
pub(super) struct Keeper {
    /// Of the result that stands.
    current: RefCell<Option<(KeptSet, Lock)>>,
    /// Nothing is kept any more: all has been erased.
    is_erased: Cell<bool>,
}

/// What came of keeping, to be settled when the run has ended.
pub(super) struct Kept {
    outcome: Result<(KeptSet, Lock), KeepError>,
    /// Whether it was not there before.
    is_new: bool,
}

impl Kept {
    pub(super) fn is_kept(&self) -> bool {
        self.outcome.is_ok()
    }

    /// For the page.
    pub(super) fn view(&self) -> KeptView {
        match &self.outcome {
            Ok((set, _)) => set.view(),
            Err(error) => KeptView { problem: Some(error.view()), ..KeptView::default() },
        }
    }
}

impl Keeper {
    /// Keeps files and settings, as a set that is there already or as a new one. `digests`: of the files, where they are known.
    /// `are_chosen`: they have just been chosen, so damage of a set that is there already is put right with them.
    pub(super) async fn keep(&self, files: &[File], digests: &[Digest], config: &Config, are_chosen: bool, ticket: &str) -> Kept {
        let mut is_new = false;
        let outcome = async {
            if self.is_erased.get() {
                return Err(KeepError::Gone);
            }
            let store = Store::open().await?;
            let contents = known(files, digests);
            let known = match &contents {
                // What could be kept already was read before, to know what it is.
                None => None,
                Some(contents) => {
                    // The one that is open here goes before: another tab's list may be newer.
                    let open = self.current.borrow().as_ref().map(|(set, _)| set.clone());
                    match open.filter(|set| set.is_of(contents)) {
                        Some(set) => Some(set),
                        None => store.sets().await?.into_iter().find(|set| set.is_of(contents)),
                    }
                }
            };
            match known {
                Some(set) => {
                    let lock = Lock::open(&set.id).await.ok_or(KeepError::Nowhere)?;
                    if are_chosen {
                        store.mend(&set, files).await?;
                    }
                    Ok((store.change(&set, config, ticket).await?, lock))
                }
                None => {
                    is_new = true;
                    let kept = store.keep(files, digests, config, ticket).await?;
                    store.tidy(&store.sets().await?).await?;
                    Ok(kept)
                }
            }
        };
        let outcome = outcome.await;
        Kept { outcome, is_new }
    }

    /// The run has ended. `stands`: whether its data are those that the page goes on with. Gives what to tell the page.
    pub(super) async fn settle(&self, kept: Kept, stands: bool) -> KeptView {
        let told = kept.view();
        match kept.outcome {
            Ok(set) if stands => {
                *self.current.borrow_mut() = Some(set);
                told
            }
            Ok((set, lock)) => {
                if kept.is_new
                    && let Ok(store) = Store::open().await
                {
                    store.forget(&set.id).await;
                }
                drop(lock);
                self.view()
            }
            Err(KeepError::OtherTab) => KeptView { problem: told.problem, ..self.view() },
            Err(_) => {
                if stands {
                    *self.current.borrow_mut() = None;
                }
                told
            }
        }
    }

    /// Other data are open now, of which nothing needs to be kept.
    pub(super) fn let_go(&self) {
        *self.current.borrow_mut() = None;
    }

    /// What is kept of the data that are open.
    pub(super) fn view(&self) -> KeptView {
        self.current.borrow().as_ref().map(|(set, _)| set.view()).unwrap_or_default()
    }

    /// For the settings page.
    pub(super) async fn state(&self) -> KeptState {
        let sets = async { Store::open().await?.sets().await };
        let (sets, problem) = match sets.await {
            Ok(sets) => (sets.iter().map(KeptSet::view).collect(), None),
            Err(error) => (Vec::new(), Some(error.view())),
        };
        KeptState { sets, room: opfs_store::room().await.ok(), problem, now_ms: js_sys::Date::now() }
    }

    /// Erases everything, and says what.
    pub(super) async fn erase(&self) -> Result<String, ErrorView> {
        self.is_erased.set(true);
        self.let_go();
        let caches = opfs_store::erase_caches().await.unwrap_or(0);
        let (sets, bytes) = match Store::open().await {
            Ok(store) => store.erase().await.map_err(|error| ErrorView {
                code: "not-erased".into(),
                message: format!("Not everything could be erased: {}", error.view().message),
                place: None,
                suggestion: "Close other tabs of this page and try again.".into(),
            })?,
            // Where nothing can be kept, nothing is.
            Err(_) => (0, 0),
        };
        let sets = match sets {
            0 => "no files were kept".to_owned(),
            1 => format!("1 set of files ({bytes} bytes)"),
            n => format!("{n} sets of files ({bytes} bytes)"),
        };
        let caches = if caches > 0 { ", and the page's copy for use without a network" } else { "" };
        Ok(format!("{sets}{caches}"))
    }
}
