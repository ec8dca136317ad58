//! Starting runs, and running again with other settings.

use super::kept_files::{expect_kept, work_name};
use super::navigation::{Step, go};
use super::{recipes, settings_store};
use crate::platform::Given;
use crate::ui::browser;
use crate::ui::context::{AppContext, OpenFiles};
use crate::ui::model::route::{DataKey, Page, Route};
use crate::ui::model::state::LogBook;
use clientele_messages::Work;
use leptos::prelude::*;

/// Starts a run and shows `page`. `files` take the place of the ones chosen before.
pub(crate) fn start(app: AppContext, data: DataKey, page: Page) {
    run(app, &data);
    let route = Route { page, data: Some(data), ..Route::default() };
    go(app, route, Step::New);
}

/// Runs the latest data again, whatever became of the run.
pub(crate) fn run_again(app: AppContext) {
    if let Some(data) = app.run.with_untracked(|run| run.data.clone()) {
        run(app, &data);
    }
}

/// Runs some data and stays on the page that is shown.
pub(crate) fn run(app: AppContext, data: &DataKey) {
    let is_files = *data == DataKey::Files;
    let OpenFiles { list: files, id, .. } = if is_files { app.files.get_value() } else { OpenFiles::default() };
    app.log.update(LogBook::clear);
    let client = app.client.get_value();
    let settings = recipes::run_settings(app, data);
    let address = app.address_settings.try_update_value(std::mem::take).unwrap_or_default();
    let mut overlay = settings_store::overlay(app, data);
    if !address.is_empty() {
        overlay = format!("~{address}\n{overlay}");
    }
    let own = if !files.is_empty() && id.id.is_empty() { settings_store::own(app) } else { Vec::new() };
    let given = Given { overlay, kept: work_name(), digests: id.digests, own };
    let job = client.run(data.source(), files, settings, given);
    if is_files {
        app.files.update_value(|files| files.job = Some(job));
    }
    app.run.update(|run| run.started(job, data.clone()));
}

/// Opens a project file; what is open stays until it has been read.
pub(crate) fn open_project(app: AppContext, file: web_sys::File) {
    app.log.update(LogBook::clear);
    expect_kept();
    let job = app.client.get_value().open_project(file, work_name());
    app.run.update(|run| run.started(job, DataKey::Files));
}

/// Has something worked out about the result that stands.
pub(crate) fn work(app: AppContext, work: Work) {
    let Some(data) = app.run.with_untracked(|run| run.standing.as_ref().map(|standing| standing.data.clone())) else { return };
    let job = app.client.get_value().work(work);
    app.run.update(|run| run.started(job, data));
}

/// Keeps such settings for the latest data, and runs them again.
pub(crate) fn change_overlay(app: AppContext, text: String) {
    let Some(data) = app.run.with_untracked(|run| run.data.clone()) else { return };
    settings_store::keep(app, &data, text);
    // What was typed is in use now.
    let mut route = app.route.get_untracked();
    route.arguments.retain(|(name, _)| !name.starts_with('_'));
    go(app, route, Step::Same);
    run_again(app);
}

/// The address has changed by a link, by Back or Forward, or stood there when the page was opened: follow it.
pub(crate) fn follow_address(app: AppContext) {
    let route = Route::parse(&browser::hash());
    let data = route.data.clone();
    if app.route.with_untracked(|now| *now != route) {
        app.route.set(route.clone());
    }
    let Some(data) = data else { return };
    // The question about the columns needs no result.
    if route.page == Page::Mapping && app.asked.with_untracked(Option::is_some) {
        return;
    }
    let known = app.run.with_untracked(|run| {
        run.data.as_ref() == Some(&data) || run.standing.as_ref().is_some_and(|standing| standing.data == data)
    });
    if known {
        return;
    }
    // The user's own files are those that this browser keeps, unless they were just given.
    app.address_settings.set_value(route.settings);
    run(app, &data);
}
