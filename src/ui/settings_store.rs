//! Keeps what the user has set about segments and clusters in this browser, and runs the analysis again when it changes.

use super::context::AppContext;
use super::own_settings::{OwnSettings, from_text, storage_key, to_text};
use super::route::DataKey;
use super::{browser, tasks};
use crate::pipeline::Config;
use crate::protocol::{PageSettings, StrategyEdit};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

const STRATEGIES_KEY: &str = "clientele.strategies";

thread_local! {
    /// Also kept here: where the browser's storage is switched off, settings last until the page is closed.
    static KEPT: RefCell<HashMap<String, String>> = RefCell::default();
}

/// The configuration with what was set about these data.
pub(super) fn configured(app: AppContext, data: &DataKey, config: Config) -> Config {
    own_of(app, data).merged(config, &strategies())
}

/// What was set about the latest data.
pub(super) fn own(app: AppContext) -> OwnSettings {
    latest(app).map(|data| own_of(app, &data)).unwrap_or_default()
}

/// Changes what is set about the latest data, and runs them again.
pub(super) fn change(app: AppContext, edit: impl FnOnce(&mut OwnSettings)) {
    let Some(data) = latest(app) else { return };
    let mut own = own_of(app, &data);
    edit(&mut own);
    let text = if own == OwnSettings::default() { String::new() } else { to_text(&own) };
    keep(&key(app, &data), text);
    tasks::run_again(app);
}

/// Settings of these data that the worker has written: they go before all others. The page does not read them.
pub(super) fn overlay(app: AppContext, data: &DataKey) -> String {
    kept(&overlay_key(app, data)).unwrap_or_default()
}

/// Keeps such settings for the latest data, and runs them again.
pub(super) fn change_overlay(app: AppContext, text: String) {
    let Some(data) = latest(app) else { return };
    keep(&overlay_key(app, &data), text);
    // What was typed is in use now.
    let mut route = app.route.get_untracked();
    route.arguments.retain(|(name, _)| !name.starts_with('_'));
    tasks::go(app, route, tasks::Step::Same);
    tasks::run_again(app);
}

/// Takes over what the worker runs these data with.
pub(super) fn adopt(app: AppContext, data: &DataKey, settings: &PageSettings) {
    let own = OwnSettings { rfm: settings.rfm.clone(), features: settings.features.clone(), k: settings.k };
    keep(&key(app, data), if own == OwnSettings::default() { String::new() } else { to_text(&own) });
    keep(&overlay_key(app, data), settings.overlay.clone());
    if let Some(all) = &settings.strategies {
        keep(STRATEGIES_KEY, if all.is_empty() { String::new() } else { to_text(all) });
    }
}

fn overlay_key(app: AppContext, data: &DataKey) -> String {
    key(app, data) + ".overlay"
}

/// The user's own words for segments; the same for all data.
pub(super) fn strategies() -> Vec<StrategyEdit> {
    kept(STRATEGIES_KEY).as_deref().and_then(from_text).unwrap_or_default()
}

/// Keeps words for a segment, or goes back to those that came with the program, and runs again.
pub(super) fn change_strategy(app: AppContext, segment: &str, edit: Option<StrategyEdit>) {
    let mut all = strategies();
    all.retain(|other| other.segment != segment);
    all.extend(edit);
    keep(STRATEGIES_KEY, if all.is_empty() { String::new() } else { to_text(&all) });
    tasks::run_again(app);
}

fn own_of(app: AppContext, data: &DataKey) -> OwnSettings {
    kept(&key(app, data)).as_deref().and_then(from_text).unwrap_or_default()
}

fn latest(app: AppContext) -> Option<DataKey> {
    app.run.with_untracked(|run| run.data.clone())
}

fn key(app: AppContext, data: &DataKey) -> String {
    let files = app.files.with_value(|files| files.iter().map(|file| (file.name(), file.size() as u64)).collect::<Vec<_>>());
    storage_key(data, &files)
}

fn kept(key: &str) -> Option<String> {
    KEPT.with_borrow(|kept| kept.get(key).cloned()).or_else(|| browser::stored(key)).filter(|text| !text.is_empty())
}

fn keep(key: &str, text: String) {
    browser::store(key, &text);
    KEPT.with_borrow_mut(|kept| kept.insert(key.to_owned(), text));
}
