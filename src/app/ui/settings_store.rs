//! Keeps what the user has set about an analysis in this browser, as text that only the worker reads, and runs the analysis again when
//! it changes.

use super::context::AppContext;
use super::own_settings::storage_key;
use super::route::DataKey;
use super::{browser, tasks};
use clientele_messages::PageSettings;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// Also kept here: where the browser's storage is switched off, settings last until the page is closed.
    static KEPT: RefCell<HashMap<String, String>> = RefCell::default();
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
    if settings.is_from_address {
        // Until the user changes something, what is kept here stays as it is.
        KEPT.with_borrow_mut(|kept| kept.insert(overlay_key(app, data), settings.overlay.clone()));
        return;
    }
    keep(&overlay_key(app, data), settings.overlay.clone());
}

fn overlay_key(app: AppContext, data: &DataKey) -> String {
    key(app, data) + ".overlay"
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
