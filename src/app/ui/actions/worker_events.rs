//! What the worker sends: how far a run is, its result, its settings, what is kept.

use super::kept_files::kept_changed;
use super::navigation::{Step, go};
use super::recipes::keep_recipe;
use super::settings_store;
use crate::platform::{ClientEvent, Lost};
use crate::ui::context::{AppContext, OpenFiles};
use crate::ui::model::route::{DataKey, Page, Route};
use crate::ui::model::state::{Phase, RunState, worker_lost_error};
use crate::ui::model::words;
use clientele_core::run::{LogEntry, LogLevel, Stage};
use clientele_messages::{DemoSize, FilesId, FromWorker, KeptView, PageSettings, Source, other_version};
use leptos::prelude::*;

/// The worker begins a run with these settings, and with files that the page may not have.
fn adopt(app: AppContext, job: u32, settings: &PageSettings, id: &FilesId, files: &[web_sys::File]) {
    if !files.is_empty() {
        app.files.set_value(OpenFiles { list: files.to_vec(), job: Some(job), ..OpenFiles::default() });
    }
    settings_store::identify(app, job, id);
    let data = match settings.source {
        Source::Demo => {
            let [customers, products, transactions] = settings.sizes;
            let dirty_permille = settings.dirty_permille;
            DataKey::Demo(DemoSize { seed: settings.seed, customers, products, transactions, dirty_permille })
        }
        Source::Sample => DataKey::Sample,
        Source::Files => DataKey::Files,
    };
    app.run.update(|run| run.data = Some(data.clone()));
    if settings.is_external {
        keep_recipe(app, &settings.recipe, &data);
        settings_store::adopt(app, &data, settings);
    }
    let route = app.route.get_untracked();
    let (page, step) = match route.page {
        Page::Start | Page::Mapping if route.data.as_ref() != Some(&data) => (Page::Overview, Step::New),
        page => (page, Step::Same),
    };
    let route = if route.data.as_ref() == Some(&data) { app.route.get_untracked() } else { Route::default() };
    go(app, Route { page, data: Some(data), settings: settings.address.clone(), ..route }, step);
}

/// Takes over what the worker sends, or that it is gone.
pub(crate) fn on_worker_event(app: AppContext, event: &ClientEvent) {
    let before = app.run.with_untracked(|run| (run.phase, run.standing.as_ref().map(|s| s.version)));
    match event {
        ClientEvent::Worker(FromWorker::Log(entry), _) => app.log.update(|log| log.push(entry.clone())),
        ClientEvent::Worker(FromWorker::Kept(kept), _) => kept_changed(app, kept),
        ClientEvent::Worker(FromWorker::Settings { job, settings, files: id }, files) => {
            if app.run.with_untracked(|run| run.job == Some(*job)) {
                adopt(app, *job, settings, id, files);
            }
        }
        ClientEvent::Worker(FromWorker::Failed { job, error }, _)
            if error.code.starts_with("kept-")
                && app.run.with_untracked(|run| run.job == Some(*job) && run.standing.is_none()) =>
        {
            // There is nothing to run: the start page says why, and asks for the files.
            app.run.set(RunState::default());
            app.kept.set(KeptView { problem: Some(error.clone()), ..KeptView::default() });
            go(app, app.route.get_untracked().to_page(Page::Start), Step::Same);
        }
        ClientEvent::Worker(message, _) => {
            if let FromWorker::Finished { job, summary } = message {
                settings_store::identify(app, *job, &summary.files_id);
            }
            if app.run.with_untracked(|run| run.clone().apply(message)) {
                app.run.update(|run| {
                    run.apply(message);
                });
            }
        }
        ClientEvent::WorkerLost(why) => {
            let stage = app.run.with_untracked(|run| run.stage()).unwrap_or(Stage::Load);
            let error = match why {
                Lost::Stopped(message) => worker_lost_error(message),
                Lost::OtherVersion => other_version(),
            };
            let place = error.place.as_deref().unwrap_or_default();
            let text = format!("{} {place}", words::sentence(&error.message)).trim_end().to_owned();
            app.log.update(|log| log.push(LogEntry { elapsed_ms: 0, level: LogLevel::Error, stage, text }));
            app.run.update(|run| run.worker_lost(error));
        }
    }
    let (phase, version, standing) = app.run.with_untracked(|run| {
        (run.phase, run.standing.as_ref().map(|s| s.version), run.standing.as_ref().map(|s| s.data.clone()))
    });
    if version != before.1 {
        app.answers.update_value(std::collections::HashMap::clear);
    }
    // The address names the data that are shown: those of the new result, or of the one that stands after a failure.
    if before.0 == Phase::Running && phase != Phase::Running {
        let route = app.route.get_untracked();
        if standing.is_some() && route.data != standing {
            go(app, Route { data: standing, settings: String::new(), ..route }, Step::Same);
        }
    }
}
