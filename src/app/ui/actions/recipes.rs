//! Recipes: what was set about reading files, kept in this browser, saved as a file and read from one.

use super::downloads::save;
use crate::ui::browser;
use crate::ui::context::AppContext;
use crate::ui::model::repairs::{Mappings, RepairBook, Repairs};
use crate::ui::model::route::DataKey;
use clientele_core::domain::ErrorView;
use clientele_ingest::{ColumnMapping, IngestParams, RecipeFile, RepairStep};
use clientele_messages::{Answer, RunSettings, from_kept_text, to_kept_text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Where the recipe for the user's files is kept.
const RECIPE_KEY: &str = "clientele.recipe";
/// Where the meanings of columns are kept.
const MAPPINGS_KEY: &str = "clientele.columns";
/// A recipe is a page of text; what is larger is something else.
pub(super) const MOST_RECIPE_BYTES: f64 = 4_000_000.0;

/// What was kept by an earlier visit.
pub(crate) fn kept_settings() -> (RepairBook, Mappings) {
    let recipe = browser::stored(RECIPE_KEY).and_then(|text| from_kept_text::<RecipeFile>(&text));
    let repairs = recipe.map(|file| Repairs::of(&file)).unwrap_or_default();
    let mappings = browser::stored(MAPPINGS_KEY).map(|text| Mappings::from_text(&text)).unwrap_or_default();
    (RepairBook::new(repairs), mappings)
}

/// What the page itself has set about some data.
pub(crate) fn run_settings(app: AppContext, data: &DataKey) -> RunSettings {
    RunSettings { demo: data.demo(), recipe: recipe_of(app, data), today: Some(crate::platform::today()) }
}

/// Which data the data page shows, tracked.
pub(crate) fn shown_data(app: AppContext) -> Option<DataKey> {
    app.run.with(|run| run.standing.as_ref().map(|standing| standing.data.clone()).or_else(|| run.data.clone()))
}

/// Whether the shown data come from files that are still at hand; not tracked.
pub(crate) fn has_files(app: AppContext) -> bool {
    untrack(|| shown_data(app)) == Some(DataKey::Files) && app.files.with_value(|files| !files.list.is_empty())
}

pub(crate) fn remember(app: AppContext, mappings: &[ColumnMapping]) {
    if !mappings.is_empty() {
        app.mappings.update(|all| all.remember(mappings));
        browser::store(MAPPINGS_KEY, &app.mappings.with_untracked(Mappings::to_text));
    }
}

/// Switches steps for the user's files, now and for the next ones.
pub(crate) fn switch_steps(app: AppContext, steps: &[(RepairStep, bool)]) {
    if steps.is_empty() {
        return;
    }
    app.repairs.update(|book| {
        let mut repairs = book.of(&DataKey::Files).now().clone();
        steps.iter().for_each(|&(step, is_on)| repairs.switch(step, is_on));
        book.of_mut(&DataKey::Files).set(repairs);
    });
    keep(app, &DataKey::Files);
}

/// Forgets what columns with these headers mean.
pub(crate) fn forget(app: AppContext, headers: &[String]) {
    app.mappings.update(|all| all.forget(headers));
    browser::store(MAPPINGS_KEY, &app.mappings.with_untracked(Mappings::to_text));
}

/// What was set for the user's files is kept for the next ones.
pub(crate) fn keep(app: AppContext, data: &DataKey) {
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
pub(crate) fn save_recipe(app: AppContext) {
    let data = untrack(|| shown_data(app)).unwrap_or(DataKey::Files);
    let recipe = recipe_of(app, &data);
    spawn_local(async move {
        app.notice.set(None);
        let saved = app.client.get_value().write_recipe(recipe).await.and_then(|answer| match answer {
            Answer::Export(file) => save(&file),
            _ => Ok(()),
        });
        if let Err(error) = saved {
            app.notice.set(Some(error));
        }
    });
}

pub(crate) async fn read_recipe(app: AppContext, file: &web_sys::File) -> Result<RecipeFile, ErrorView> {
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
pub(crate) fn keep_recipe(app: AppContext, recipe: &RecipeFile, data: &DataKey) -> bool {
    let before = recipe_of(app, data);
    let oldest_first: Vec<ColumnMapping> = recipe.mappings.iter().rev().cloned().collect();
    remember(app, &oldest_first);
    app.repairs.update(|book| {
        book.of_mut(data).set(Repairs::of(recipe));
    });
    keep(app, data);
    before != recipe_of(app, data)
}
