//! Taking files in: look at them, ask about their columns where that is needed, run; and the settings about reading them, with
//! what this browser keeps of them.

use super::browser;
use super::context::{AppContext, Asked};
use super::mapping::Draft;
use super::repairs::{Mappings, RepairBook, Repairs};
use super::route::{DataKey, Page, Route};
use super::tasks::{self, Step};
use clientele_core::domain::ErrorView;
use clientele_ingest::IngestParams;
use clientele_ingest::{ColumnMapping, Inspection, RecipeFile};
use clientele_messages::{Answer, RunSettings, from_kept_text, to_kept_text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Where the recipe for the user's files is kept.
const RECIPE_KEY: &str = "clientele.recipe";
/// Where the meanings of columns are kept.
const MAPPINGS_KEY: &str = "clientele.columns";
/// A recipe is a page of text; what is larger is something else.
const MOST_RECIPE_BYTES: f64 = 4_000_000.0;
/// How names of project files end.
const PROJECT: &str = ".clientele";
/// Name of the file made from pasted text.
const PASTED: &str = "pasted.csv";

/// What was kept by an earlier visit.
pub(super) fn kept() -> (RepairBook, Mappings) {
    let recipe = browser::stored(RECIPE_KEY).and_then(|text| from_kept_text::<RecipeFile>(&text));
    let repairs = recipe.map(|file| Repairs::of(&file)).unwrap_or_default();
    let mappings = browser::stored(MAPPINGS_KEY).map(|text| Mappings::from_text(&text)).unwrap_or_default();
    (RepairBook::new(repairs), mappings)
}

/// What the page itself has set about some data.
pub(super) fn run_settings(app: AppContext, data: &DataKey) -> RunSettings {
    RunSettings { demo: data.demo(), recipe: recipe_of(app, data), today: Some(crate::platform::today()) }
}

/// Takes the user's files, and recipes among them. The files are looked at first; the user is asked about their columns where
/// they do not say enough.
pub(super) fn take_files(app: AppContext, files: Vec<web_sys::File>) {
    let ends = |file: &web_sys::File, ending: &str| file.name().to_ascii_lowercase().ends_with(ending);
    if let Some(project) = files.iter().find(|file| ends(file, PROJECT)) {
        return tasks::open_project(app, project.clone());
    }
    let (recipes, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| ends(file, ".json") && file.size() < MOST_RECIPE_BYTES);
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
pub(super) fn take_text(app: AppContext, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(file) = web_sys::File::new_with_str_sequence(&parts, PASTED) {
        take_files(app, vec![file]);
    }
}

/// Shows the columns of the files that are open, to change what they mean.
pub(super) fn change_columns(app: AppContext) {
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
pub(super) fn stop_looking(app: AppContext) -> bool {
    let was_looking = app.looking.with_untracked(Option::is_some);
    app.look.update_value(|look| *look = look.wrapping_add(1));
    app.looking.set(None);
    was_looking
}

fn start(app: AppContext, files: Vec<web_sys::File>, then: Page) {
    app.files.update_value(|open| open.hold(files));
    tasks::expect_kept();
    app.asked.set(None);
    tasks::start(app, DataKey::Files, then);
}

fn ask(app: AppContext, inspection: &Inspection, files: Vec<web_sys::File>, then: Page, is_reopened: bool) {
    app.asked_files.set_value(files);
    app.asked.set(Some(Asked { number: app.look.get_value(), draft: Draft::of(inspection), then, is_reopened }));
    let route = app.route.get_untracked();
    tasks::go(app, route.to_page(Page::Mapping), Step::New);
}

/// The columns are as the user wants them: they are remembered, and the files are analysed.
pub(super) fn analyse_asked(app: AppContext) {
    let Some(asked) = app.asked.get_untracked() else { return };
    let files = app.asked_files.get_value();
    if asked.draft.obstacle().is_some() || files.is_empty() {
        return;
    }
    remember(app, &asked.draft.mappings());
    app.files.update_value(|open| open.hold(files));
    tasks::expect_kept();
    // The question is answered: Back must not lead to it again.
    let route = Route { page: asked.then, data: Some(DataKey::Files), ..Route::default() };
    tasks::run(app, &DataKey::Files);
    tasks::go(app, route, Step::Same);
    app.asked.set(None);
    app.asked_files.set_value(Vec::new());
}

/// The user does not want to answer now.
pub(super) fn leave_asked(app: AppContext) {
    let was_reopened = app.asked.with_untracked(|asked| asked.as_ref().is_some_and(|asked| asked.is_reopened));
    app.asked.set(None);
    app.asked_files.set_value(Vec::new());
    let page = if was_reopened { Page::Data } else { Page::Start };
    tasks::go(app, app.route.get_untracked().to_page(page), Step::Same);
}

fn remember(app: AppContext, mappings: &[ColumnMapping]) {
    if !mappings.is_empty() {
        app.mappings.update(|all| all.remember(mappings));
        browser::store(MAPPINGS_KEY, &app.mappings.with_untracked(Mappings::to_text));
    }
}

/// Forgets what columns with these headers mean, and reads the files again.
pub(super) fn forget_columns(app: AppContext, headers: &[String]) {
    app.mappings.update(|all| all.forget(headers));
    browser::store(MAPPINGS_KEY, &app.mappings.with_untracked(Mappings::to_text));
    look(app, app.files.with_value(|files| files.list.clone()), Page::Data, false);
}

/// Which data the data page shows, tracked.
pub(super) fn shown_data(app: AppContext) -> Option<DataKey> {
    app.run.with(|run| run.standing.as_ref().map(|standing| standing.data.clone()).or_else(|| run.data.clone()))
}

/// Whether the shown data come from files that are still at hand; not tracked.
pub(super) fn has_files(app: AppContext) -> bool {
    untrack(|| shown_data(app)) == Some(DataKey::Files) && app.files.with_value(|files| !files.list.is_empty())
}

/// Changes the settings of the shown data, and reads it again.
pub(super) fn change(app: AppContext, change: impl FnOnce(&mut Repairs)) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    let mut repairs = app.repairs.with_untracked(|book| book.of(&data).now().clone());
    change(&mut repairs);
    let changed = app.repairs.try_update(|book| book.of_mut(&data).set(repairs)).unwrap_or(false);
    if changed {
        changed_settings(app, &data);
    }
}

/// Takes the latest change of the settings back.
pub(super) fn undo(app: AppContext) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    if app.repairs.try_update(|book| book.of_mut(&data).undo()).unwrap_or(false) {
        changed_settings(app, &data);
    }
}

/// Makes the change again that was taken back.
pub(super) fn redo(app: AppContext) {
    let Some(data) = untrack(|| shown_data(app)) else { return };
    if app.repairs.try_update(|book| book.of_mut(&data).redo()).unwrap_or(false) {
        changed_settings(app, &data);
    }
}

/// All settings for the user's files as usual again, without reading anything: for the start page.
pub(super) fn forget_kept(app: AppContext) {
    app.repairs.update(|book| {
        book.of_mut(&DataKey::Files).set(Repairs::default());
    });
    keep(app, &DataKey::Files);
}

fn changed_settings(app: AppContext, data: &DataKey) {
    keep(app, data);
    tasks::run(app, data);
}

/// What was set for the user's files is kept for the next ones.
fn keep(app: AppContext, data: &DataKey) {
    if *data != DataKey::Files {
        return;
    }
    if app.repairs.with_untracked(|book| book.of(data).now().are_usual()) {
        browser::forget(RECIPE_KEY);
    } else {
        browser::store(RECIPE_KEY, &to_kept_text(&RecipeFile { mappings: Vec::new(), ..recipe_of(app, data) }));
    }
}

fn recipe_of(app: AppContext, data: &DataKey) -> RecipeFile {
    let mut params = IngestParams::default();
    app.repairs.with_untracked(|book| book.of(data).now().apply(&mut params));
    if *data == DataKey::Files {
        params.mappings = app.mappings.with_untracked(|mappings| mappings.all().to_vec());
    }
    RecipeFile::of(&params)
}

/// Downloads the settings of the shown data.
pub(super) fn save_recipe(app: AppContext) {
    let data = untrack(|| shown_data(app)).unwrap_or(DataKey::Files);
    let recipe = recipe_of(app, &data);
    spawn_local(async move {
        app.notice.set(None);
        let saved = app.client.get_value().write_recipe(recipe).await.and_then(|answer| match answer {
            Answer::Export(file) => tasks::save(&file),
            _ => Ok(()),
        });
        if let Err(error) = saved {
            app.notice.set(Some(error));
        }
    });
}

/// Reads a recipe's file and uses it for the shown data.
pub(super) fn load_recipe(app: AppContext, file: web_sys::File) {
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

async fn read_recipe(app: AppContext, file: &web_sys::File) -> Result<RecipeFile, ErrorView> {
    if file.size() > MOST_RECIPE_BYTES {
        return Err(ErrorView {
            code: "recipe-too-large".into(),
            message: "The file is too large to be a recipe".into(),
            place: Some(file.name()),
            suggestion: "Choose a file that was saved with \"Save recipe\".".into(),
        });
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).ok_or_else(|| ErrorView {
        code: "file-not-readable".into(),
        message: "The browser could not read the recipe".into(),
        place: Some(file.name()),
        suggestion: "Choose it again.".into(),
    })?;
    let answer = app.client.get_value().read_recipe(text).await.map_err(|error| {
        let place = error.place.as_ref().map_or_else(|| file.name(), |place| format!("{}, {place}", file.name()));
        ErrorView { place: Some(place), ..error }
    })?;
    Ok(match answer {
        Answer::Recipe(recipe) => *recipe,
        _ => RecipeFile::default(),
    })
}

/// Takes over a recipe's settings; true when anything differs from before.
pub(super) fn keep_recipe(app: AppContext, recipe: &RecipeFile, data: &DataKey) -> bool {
    let before = recipe_of(app, data);
    let oldest_first: Vec<ColumnMapping> = recipe.mappings.iter().rev().cloned().collect();
    remember(app, &oldest_first);
    app.repairs.update(|book| {
        book.of_mut(data).set(Repairs::of(recipe));
    });
    keep(app, data);
    before != recipe_of(app, data)
}

fn use_recipe(app: AppContext, recipe: &RecipeFile, data: &DataKey) {
    let changed = keep_recipe(app, recipe, data);
    let is_open = app.run.with_untracked(|run| run.data.as_ref() == Some(data));
    if changed && is_open && (*data != DataKey::Files || app.files.with_value(|files| !files.list.is_empty())) {
        tasks::run(app, data);
    }
}
