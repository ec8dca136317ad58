//! What all views share: the run's state, the address, the theme, and the way to the worker. Read it through `queries`, change
//! it through `actions`.

use super::model::mapping::Draft;
use super::model::repairs::{Mappings, RepairBook};
use super::model::route::{Page, Route};
use super::model::state::{LogBook, RunState, Standing};
use crate::platform::Client;
use clientele_core::domain::ErrorView;
use clientele_messages::{Answer, FilesId, KeptView, Query, Theme};
use leptos::prelude::*;
use std::collections::HashMap;

/// Handles to the shared state; copying it copies the handles.
#[derive(Clone, Copy)]
pub(super) struct AppContext {
    /// The worker.
    pub(super) client: StoredValue<Client, LocalStorage>,
    /// The run under way or last ended, and the result that stands.
    pub(super) run: RwSignal<RunState>,
    /// The latest run's log.
    pub(super) log: RwSignal<LogBook>,
    /// The address.
    pub(super) route: RwSignal<Route>,
    /// Light or dark, as shown.
    pub(super) theme: RwSignal<Theme>,
    /// Whether the page is being made ready for paper.
    pub(super) printing: RwSignal<bool>,
    /// What of it is not ready yet.
    pub(super) to_print: StoredValue<u32>,
    /// Whether the log panel is open.
    pub(super) log_open: RwSignal<bool>,
    /// Whether files are being dragged over the window.
    pub(super) dragging: RwSignal<bool>,
    /// The files that were chosen last, to run them again.
    pub(super) files: StoredValue<OpenFiles, LocalStorage>,
    /// Files that are being looked at before they are read: what to say meanwhile.
    pub(super) looking: RwSignal<Option<String>>,
    /// Number of the latest look: the answer to an earlier one is ignored.
    pub(super) look: StoredValue<u32>,
    /// Files whose columns the user is asked about.
    pub(super) asked: RwSignal<Option<Asked>>,
    /// Those files.
    pub(super) asked_files: StoredValue<Vec<web_sys::File>, LocalStorage>,
    /// What this browser keeps of the data that are open; before any are, of the latest.
    pub(super) kept: RwSignal<KeptView>,
    /// Settings that came with the address, for the next run.
    pub(super) address_settings: StoredValue<String>,
    /// Which stop of the tour is shown; 0: none.
    pub(super) tour: RwSignal<u8>,
    /// What went wrong beside a run, such as a recipe that cannot be read.
    pub(super) notice: RwSignal<Option<ErrorView>>,
    /// What was set about reading files.
    pub(super) repairs: RwSignal<RepairBook>,
    /// What columns mean, where it was set by hand.
    pub(super) mappings: RwSignal<Mappings>,
    /// Answers about the standing result, so that a page seen before opens at once.
    pub(super) answers: StoredValue<HashMap<Query, Answer>>,
    /// Number of the standing result, 0 without one.
    pub(super) version: Memo<u32>,
    /// Currency of the standing result.
    pub(super) currency: Memo<String>,
}

/// The files that were chosen last, and what is known of them.
#[derive(Clone, Default)]
pub(super) struct OpenFiles {
    /// The files.
    pub(super) list: Vec<web_sys::File>,
    /// What they are, once the worker has told it.
    pub(super) id: FilesId,
    /// The latest run of them: what it says the files are is said of these.
    pub(super) job: Option<u32>,
    /// Settings for them while it is not known what they are, and so under which name settings are kept.
    pub(super) overlay: String,
}

impl OpenFiles {
    /// Other files take the place of these. The very same ones stay known.
    pub(super) fn hold(&mut self, files: Vec<web_sys::File>) {
        if self.list != files {
            *self = Self { list: files, ..Self::default() };
        }
    }
}

/// Files whose columns the user is asked about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// Tells one question from the next.
    pub(super) number: u32,
    /// What is known and chosen.
    pub(super) draft: Draft,
    /// Where to go when they are analysed.
    pub(super) then: Page,
    /// Whether the user wanted to see the columns again.
    pub(super) is_reopened: bool,
}

/// The shared state, in any view.
///
/// `app::mount` provides it to the root before any view is built.
#[expect(clippy::expect_used, reason = "without its state the page is a bug, told by the panic hook")]
pub(super) fn use_app() -> AppContext {
    use_context().expect("the root provides the shared state")
}

impl AppContext {
    /// New state around a client.
    pub(super) fn new(
        client: Client,
        route: Route,
        theme: Theme,
        repairs: RepairBook,
        mappings: Mappings,
        kept: KeptView,
        tour_step: u8,
    ) -> Self {
        let run = RwSignal::new(RunState::default());
        let version = Memo::new(move |_| run.with(|r| r.standing.as_ref().map_or(0, |s| s.version)));
        let currency =
            Memo::new(move |_| run.with(|r| r.standing.as_ref().map(|s| s.summary.currency.clone()).unwrap_or_default()));
        Self {
            client: StoredValue::new_local(client),
            run,
            log: RwSignal::new(LogBook::default()),
            route: RwSignal::new(route),
            theme: RwSignal::new(theme),
            printing: RwSignal::new(false),
            to_print: StoredValue::new(0),
            log_open: RwSignal::new(false),
            dragging: RwSignal::new(false),
            files: StoredValue::new_local(OpenFiles::default()),
            looking: RwSignal::new(None),
            look: StoredValue::new(0),
            asked: RwSignal::new(None),
            asked_files: StoredValue::new_local(Vec::new()),
            kept: RwSignal::new(kept),
            address_settings: StoredValue::new(String::new()),
            tour: RwSignal::new(tour_step),
            notice: RwSignal::new(None),
            repairs: RwSignal::new(repairs),
            mappings: RwSignal::new(mappings),
            answers: StoredValue::new(HashMap::new()),
            version,
            currency,
        }
    }

    /// Something of the standing result, tracked.
    pub(super) fn standing<T>(&self, read: impl FnOnce(&Standing) -> T) -> Option<T> {
        self.run.with(|run| run.standing.as_ref().map(read))
    }

    /// Address of another page with the same data, tracked.
    pub(super) fn href(&self, to: impl FnOnce(&Route) -> Route) -> String {
        self.route.with(|route| to(route).format())
    }
}
