//! Opening files: look at them, ask about their columns where that is needed, run. Changing how the files that are open are read.

use super::downloads::save;
use super::kept_files::expect_kept;
use super::navigation::{Step, go};
use super::recipes::{keep, keep_recipe, read_recipe, remember, run_settings, shown_data, switch_steps};
use super::{recipes, runs};
use crate::ui::context::{AppContext, Asked};
use crate::ui::model::mapping::Draft;
use crate::ui::model::repairs::Repairs;
use crate::ui::model::route::{DataKey, Page, Route};
use crate::ui::queries::other_answer;
use clientele_core::domain::ErrorView;
use clientele_ingest::{ColumnMapping, Inspection, RecipeFile, RepairStep};
use clientele_messages::{Answer, PreviewDetail, PreviewView};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How names of project files end.
const PROJECT: &str = ".clientele";
/// Name of the file made from pasted text.
const PASTED: &str = "pasted.csv";

/// Takes the user's files, and recipes among them. The files are looked at first; the user is asked about their columns where
/// they do not say enough.
pub(crate) fn take_files(app: AppContext, files: Vec<web_sys::File>) {
    let ends = |file: &web_sys::File, ending: &str| file.name().to_ascii_lowercase().ends_with(ending);
    if let Some(project) = files.iter().find(|file| ends(file, PROJECT)) {
        return runs::open_project(app, project.clone());
    }
    let (recipes, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| ends(file, ".json") && file.size() < recipes::MOST_RECIPE_BYTES);
    let then = match app.route.with_untracked(|route| route.page.clone()) {
        Page::Start | Page::Mapping | Page::Customer(_) => Page::Overview,
        page => page,
    };
    let Some(recipe) = recipes.into_iter().next_back() else { return look(app, files, then, false) };
    spawn_local(async move {
        match read_recipe(app, &recipe).await {
            // With files beside it, those are run with it; alone it is for the files that are open.
            Ok(recipe) if files.is_empty() => use_recipe(app, &recipe, &DataKey::Files),
            Ok(recipe) => {
                keep_recipe(app, &recipe, &DataKey::Files);
                look(app, files, then, false);
            }
            Err(error) => app.notice.set(Some(error)),
        }
    });
}

/// Takes a table that was pasted as text.
pub(crate) fn take_text(app: AppContext, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(file) = web_sys::File::new_with_str_sequence(&parts, PASTED) {
        take_files(app, vec![file]);
    }
}

/// Shows the columns of the files that are open, to change what they mean.
pub(crate) fn change_columns(app: AppContext) {
    let then = match app.route.with_untracked(|route| route.page.clone()) {
        Page::Data => Page::Data,
        _ => Page::Overview,
    };
    look(app, app.files.with_value(|files| files.list.clone()), then, true);
}

fn look(app: AppContext, files: Vec<web_sys::File>, then: Page, is_reopened: bool) {
    let Some(first) = files.first() else { return };
    let name = if files.len() == 1 { first.name() } else { format!("{} files", files.len()) };
    app.notice.set(None);
    app.looking.set(Some(format!("Looking at {name} …")));
    app.look.update_value(|look| *look = look.wrapping_add(1));
    let mine = app.look.get_value();
    spawn_local(async move {
        let answer = app.client.get_value().inspect(&files, run_settings(app, &DataKey::Files)).await;
        if app.look.get_value() != mine {
            return;
        }
        app.looking.set(None);
        let Ok(Answer::Inspection(inspection)) = answer else { return start(app, files, then) };
        if inspection.must_ask() || (is_reopened && !inspection.files.is_empty()) {
            ask(app, &inspection, files, then, is_reopened);
        } else {
            // What cannot be read, the run says best.
            start(app, files, then);
        }
    });
}

/// Stops looking at files; false when none were looked at.
fn stop_looking(app: AppContext) -> bool {
    let was_looking = app.looking.with_untracked(Option::is_some);
    app.look.update_value(|look| *look = look.wrapping_add(1));
    app.looking.set(None);
    was_looking
}

/// Stops the run under way, or the look at files.
pub(crate) fn cancel(app: AppContext) {
    if !stop_looking(app) {
        app.client.get_value().cancel();
    }
}

fn start(app: AppContext, files: Vec<web_sys::File>, then: Page) {
    app.files.update_value(|open| open.hold(files));
    expect_kept();
    app.asked.set(None);
    runs::start(app, DataKey::Files, then);
}

fn ask(app: AppContext, inspection: &Inspection, files: Vec<web_sys::File>, then: Page, is_reopened: bool) {
    app.asked_files.set_value(files);
    app.asked.set(Some(Asked { number: app.look.get_value(), draft: Draft::of(inspection), then, is_reopened }));
    let route = app.route.get_untracked();
    go(app, route.to_page(Page::Mapping), Step::New);
}

/// The columns are as the user wants them: they are remembered, and the files are analysed.
pub(crate) fn analyse_asked(app: AppContext) {
    let Some(asked) = app.asked.get_untracked() else { return };
    let files = app.asked_files.get_value();
    if asked.draft.obstacle().is_some() || files.is_empty() {
        return;
    }
    remember(app, &asked.draft.mappings());
    switch_steps(app, &asked.draft.steps());
    app.files.update_value(|open| open.hold(files));
    expect_kept();
    // The question is answered: Back must not lead to it again.
    let route = Route { page: asked.then, data: Some(DataKey::Files), ..Route::default() };
    runs::run(app, &DataKey::Files);
    go(app, route, Step::Same);
    app.asked.set(None);
    app.asked_files.set_value(Vec::new());
}

/// Forgets what columns with these headers mean, and looks at the files that the user is asked about again.
pub(crate) fn forget_asked(app: AppContext, headers: &[String]) {
    let Some(asked) = app.asked.get_untracked() else { return };
    recipes::forget(app, headers);
    look(app, app.asked_files.get_value(), asked.then, asked.is_reopened);
}

/// What a run would make of the files that the user is asked about, with these columns.
///
/// # Errors
/// What the worker says, or that it was lost.
pub(crate) async fn preview(
    app: AppContext,
    mappings: &[ColumnMapping],
    steps: &[(RepairStep, bool)],
    most_lines: u32,
    detail: PreviewDetail,
) -> Result<PreviewView, ErrorView> {
    let mut settings = run_settings(app, &DataKey::Files);
    let others = std::mem::take(&mut settings.recipe.mappings);
    let is_other = |other: &ColumnMapping| !mappings.iter().any(|mapping| mapping.headers == other.headers);
    settings.recipe.recipe.steps.extend(steps.iter().copied());
    settings.recipe.mappings = mappings.iter().rev().cloned().chain(others.into_iter().filter(is_other)).collect();
    let files = app.asked_files.get_value();
    match app.client.get_value().preview(&files, settings, most_lines, detail).await? {
        Answer::Preview(view) => Ok(view),
        _ => Err(other_answer()),
    }
}

/// Downloads validation.json of the latest run, whose files were refused.
pub(crate) fn save_refusal(app: AppContext) {
    spawn_local(async move {
        app.notice.set(None);
        let saved = app.client.get_value().write_refusal().await.and_then(|answer| match answer {
            Answer::Export(file) => save(&file),
            _ => Ok(()),
        });
        if let Err(error) = saved {
            app.notice.set(Some(error));
        }
    });
}

/// The user does not want to answer now.
pub(crate) fn leave_asked(app: AppContext) {
    let was_reopened = app.asked.with_untracked(|asked| asked.as_ref().is_some_and(|asked| asked.is_reopened));
    app.asked.set(None);
    app.asked_files.set_value(Vec::new());
    let page = if was_reopened { Page::Data } else { Page::Start };
    go(app, app.route.get_untracked().to_page(page), Step::Same);
}

/// Forgets what columns with these headers mean, and reads the files again.
pub(crate) fn forget_columns(app: AppContext, headers: &[String]) {
    recipes::forget(app, headers);
    look(app, app.files.with_value(|files| files.list.clone()), Page::Data, false);
}

/// Changes the settings of the shown data, and reads it again.
pub(crate) fn change(app: AppContext, change: impl FnOnce(&mut Repairs)) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    let mut repairs = app.repairs.with_untracked(|book| book.of(&data).now().clone());
    change(&mut repairs);
    let changed = app.repairs.try_update(|book| book.of_mut(&data).set(repairs)).unwrap_or(false);
    if changed {
        changed_settings(app, &data);
    }
}

/// Takes the latest change of the settings back.
pub(crate) fn undo(app: AppContext) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    if app.repairs.try_update(|book| book.of_mut(&data).undo()).unwrap_or(false) {
        changed_settings(app, &data);
    }
}

/// Makes the change again that was taken back.
pub(crate) fn redo(app: AppContext) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    if app.repairs.try_update(|book| book.of_mut(&data).redo()).unwrap_or(false) {
        changed_settings(app, &data);
    }
}

/// All settings for the user's files as usual again, without reading anything: for the start page.
pub(crate) fn forget_kept(app: AppContext) {
    app.repairs.update(|book| {
        book.of_mut(&DataKey::Files).set(Repairs::default());
    });
    keep(app, &DataKey::Files);
}

fn changed_settings(app: AppContext, data: &DataKey) {
    keep(app, data);
    runs::run(app, data);
}

/// Reads a recipe's file and uses it for the shown data.
pub(crate) fn load_recipe(app: AppContext, file: web_sys::File) {
    spawn_local(async move {
        app.notice.set(None);
        match read_recipe(app, &file).await {
            Ok(recipe) => {
                let data = untrack(|| shown_data(app)).unwrap_or(DataKey::Files);
                use_recipe(app, &recipe, &data);
            }
            Err(error) => app.notice.set(Some(error)),
        }
    });
}

fn use_recipe(app: AppContext, recipe: &RecipeFile, data: &DataKey) {
    let changed = keep_recipe(app, recipe, data);
    let is_open = app.run.with_untracked(|run| run.data.as_ref() == Some(data));
    if changed && is_open && (*data != DataKey::Files || app.files.with_value(|files| !files.list.is_empty())) {
        runs::run(app, data);
    }
}
