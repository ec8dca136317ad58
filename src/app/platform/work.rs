//! What a run is about to work on: files as given, kept ones, or those of a project file; and keeping them beside the run. In the
//! worker.

use super::kept::{self, KeepError, Lock, Store, Work};
use clientele_core::domain::ErrorView;
use clientele_engine::project::{self, Made};
use clientele_engine::{Config, Control, RunError};
use clientele_messages::{KeptView, PageSettings, Source};
use clientele_pages::{KeptState, page_settings, resolved, told};
use js_sys::{Array, Uint8Array};
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// A kept set that is not whole yet: the name that the page has for it meanwhile.
const PENDING: &str = "pending";
/// Larger project files are refused.
const MOST_PROJECT_BYTES: f64 = 536_870_912.0;

/// What the page asks to run.
pub(super) enum Order {
    /// These data with these settings.
    Given { source: Source, files: Vec<File>, config: Box<Config>, overlay: String },
    /// Files that are kept, with their settings: of this name, or the latest.
    Kept { id: String },
    /// A project file.
    Project(File),
}

/// What is run.
pub(super) struct Prepared {
    pub(super) source: Source,
    pub(super) files: Vec<File>,
    pub(super) config: Config,
    /// The settings as the page is told of them.
    pub(super) settings: PageSettings,
    /// Settings that could not be used.
    pub(super) unused: Vec<String>,
    /// Whether the page does not have the files yet.
    pub(super) is_news: bool,
}

/// Finds what is to be run.
///
/// # Errors
/// That nothing is kept, that the project file cannot be opened, or that the page has cancelled it.
pub(super) async fn prepare(order: Order, control: &impl Control) -> Result<Prepared, RunError> {
    match order {
        Order::Given { source, files, config, overlay } => {
            let (config, unused) = resolved(&source, &config, &overlay);
            let settings = told(&source, &config, &overlay);
            Ok(Prepared { source, files, config, settings, unused, is_news: false })
        }
        Order::Kept { id } => {
            let (files, config) = open_kept(&id).await.map_err(RunError::Failed)?;
            let settings = page_settings(&Source::Files, &config);
            Ok(Prepared { source: Source::Files, files, config, settings, unused: Vec::new(), is_news: true })
        }
        Order::Project(file) => open_project(&file, control).await,
    }
}

async fn open_kept(id: &str) -> Result<(Vec<File>, Config), ErrorView> {
    let again = "Choose them again; they are untouched on your computer.".to_owned();
    if id == PENDING {
        return Err(ErrorView {
            code: "kept-not-whole".into(),
            message: "The page was loaded again before your files were wholly kept".into(),
            place: None,
            suggestion: again,
        });
    }
    let open = async {
        let store = Store::open().await?;
        let work = match id {
            "" => store.works().await?.into_iter().next().ok_or(KeepError::Gone)?,
            id => store.work(id).await?,
        };
        Ok((store.files(&work).await?, work.manifest.config))
    };
    open.await.map(|(files, config)| (files, with_today(config))).map_err(|error: KeepError| ErrorView {
        code: "kept-nothing".into(),
        message: match error {
            KeepError::Nowhere => "Your browser keeps no files for this page, as in a private window".into(),
            _ => "Your files are not kept in this browser, or not any more".into(),
        },
        place: None,
        suggestion: again,
    })
}

async fn open_project(file: &File, control: &impl Control) -> Result<Prepared, RunError> {
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
    let mut files = Vec::new();
    for (name, bytes) in project.files {
        let options = web_sys::FilePropertyBag::new();
        // Always of the same time, so that the same project is known again.
        options.set_last_modified(0.0);
        let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
        let file = File::new_with_u8_array_sequence_and_options(&parts, &name, &options).map_err(|_| {
            failed("project-not-opened", "The browser has no room for the project's files".into(), "Close other tabs.")
        })?;
        files.push(file);
    }
    let source = if project.made == Made::Generated { Source::Demo } else { Source::Files };
    let config = with_today(project.config);
    let settings = page_settings(&source, &config);
    Ok(Prepared { source, files, config, settings, unused: Vec::new(), is_news: true })
}

fn with_today(mut config: Config) -> Config {
    config.ingest.today = Some(super::today());
    config
}

/// What is kept of the data that are open.
#[derive(Default)]
pub(super) struct Keeper {
    /// Of the result that stands.
    current: RefCell<Option<(Work, Lock)>>,
    /// Nothing is kept any more: all has been erased.
    is_erased: Cell<bool>,
}

/// What came of keeping, to be settled when the run has ended.
pub(super) struct Kept {
    outcome: Result<(Work, Lock), KeepError>,
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
            Ok((work, _)) => work.view(),
            Err(error) => KeptView { problem: Some(error.view()), ..KeptView::default() },
        }
    }
}

impl Keeper {
    /// Keeps files and settings, as a set that is there already or as a new one.
    pub(super) async fn keep(&self, files: &[File], config: &Config) -> Kept {
        let mut is_new = false;
        let outcome = async {
            if self.is_erased.get() {
                return Err(KeepError::Gone);
            }
            let store = Store::open().await?;
            let works = store.works().await?;
            let entries: Vec<_> = files.iter().map(kept::entry_of).collect();
            // The one that is open here goes before: another tab's list may be newer.
            let open = self.current.borrow().as_ref().map(|(work, _)| work.copy()).filter(|work| work.manifest.files == entries);
            let known = match open {
                Some(work) => Some(work),
                None => works.into_iter().find(|work| work.manifest.files == entries),
            };
            match known {
                Some(work) => {
                    let lock = Lock::open(&work.id).await.ok_or(KeepError::Nowhere)?;
                    Ok((store.change(&work, config).await?, lock))
                }
                None => {
                    is_new = true;
                    let kept = store.keep(files, config).await?;
                    store.tidy(&store.works().await?).await?;
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
            Ok(work) if stands => {
                *self.current.borrow_mut() = Some(work);
                told
            }
            Ok((work, lock)) => {
                if kept.is_new
                    && let Ok(store) = Store::open().await
                {
                    store.forget(&work.id).await;
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
        self.current.borrow().as_ref().map(|(work, _)| work.view()).unwrap_or_default()
    }

    /// For the settings page.
    pub(super) async fn state(&self) -> KeptState {
        let works = async { Store::open().await?.works().await };
        let (works, problem) = match works.await {
            Ok(works) => (works.iter().map(Work::view).collect(), None),
            Err(error) => (Vec::new(), Some(error.view())),
        };
        KeptState { works, room: kept::room().await.ok(), problem, now_ms: js_sys::Date::now() }
    }

    /// Erases everything, and says what.
    pub(super) async fn erase(&self) -> Result<String, ErrorView> {
        self.is_erased.set(true);
        self.let_go();
        let caches = kept::erase_caches().await.unwrap_or(0);
        let (works, bytes) = match Store::open().await {
            Ok(store) => store.erase().await.map_err(|error| ErrorView {
                code: "not-erased".into(),
                message: format!("Not everything could be erased: {}", error.view().message),
                place: None,
                suggestion: "Close other tabs of this page and try again.".into(),
            })?,
            // Where nothing can be kept, nothing is.
            Err(_) => (0, 0),
        };
        let sets = match works {
            0 => "no files were kept".to_owned(),
            1 => format!("1 set of files ({bytes} bytes)"),
            n => format!("{n} sets of files ({bytes} bytes)"),
        };
        let caches = if caches > 0 { ", and the page's copy for use without a network" } else { "" };
        Ok(format!("{sets}{caches}"))
    }
}
