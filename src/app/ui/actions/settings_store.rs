//! Keeps what the user has set about an analysis in this browser, as text that only the worker reads.

use crate::ui::browser;
use crate::ui::context::AppContext;
use crate::ui::model::own_settings::{files_id_in, storage_key};
use crate::ui::model::route::DataKey;
use clientele_messages::{FilesId, PageSettings};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// Also kept here: where the browser's storage is switched off, settings last until the page is closed.
    static KEPT: RefCell<HashMap<String, String>> = RefCell::default();
}

/// Settings of these data that the worker has written: they go before all others. The page does not read them.
pub(crate) fn overlay(app: AppContext, data: &DataKey) -> String {
    match overlay_key(app, data) {
        Some(key) => kept(&key).unwrap_or_default(),
        None => app.files.with_value(|files| files.overlay.clone()),
    }
}

/// Of the files that are open, while it is not known what they are: the settings kept for files of their names and sizes, each with
/// what the files are that it is for. The worker takes the one that fits, or none.
pub(crate) fn own(app: AppContext) -> Vec<(String, String)> {
    let files = names_and_sizes(app);
    let mut names = browser::stored_names();
    KEPT.with_borrow(|kept| names.extend(kept.keys().cloned()));
    names.sort();
    names.dedup();
    let own = names.iter().filter_map(|name| Some((files_id_in(name, &files)?.to_owned(), kept(name)?)));
    own.collect()
}

/// Takes over what the worker runs these data with.
pub(crate) fn adopt(app: AppContext, data: &DataKey, settings: &PageSettings) {
    let text = settings.overlay.clone();
    match overlay_key(app, data).filter(|_| settings.is_from_address) {
        // Until the user changes something, what is kept here stays as it is.
        Some(key) => KEPT.with_borrow_mut(|kept| drop(kept.insert(key, text))),
        None => keep(app, data, text),
    }
}

/// The worker says, of run `job`, what its files are: settings for them are kept under that from now on.
pub(crate) fn identify(app: AppContext, job: u32, id: &FilesId) {
    if id.id.is_empty() || app.files.with_value(|files| files.job != Some(job)) {
        return;
    }
    app.files.update_value(|files| files.id = id.clone());
    let waiting = app.files.try_update_value(|files| std::mem::take(&mut files.overlay)).unwrap_or_default();
    if !waiting.is_empty() {
        keep(app, &DataKey::Files, waiting);
    }
}

/// The name under which settings of these data are kept; `None` while it is not known what the files are.
fn overlay_key(app: AppContext, data: &DataKey) -> Option<String> {
    let files = names_and_sizes(app);
    app.files.with_value(|open| storage_key(data, &files, &open.id.id))
}

fn names_and_sizes(app: AppContext) -> Vec<(String, u64)> {
    app.files.with_value(|files| files.list.iter().map(|file| (file.name(), file.size() as u64)).collect())
}

fn kept(key: &str) -> Option<String> {
    KEPT.with_borrow(|kept| kept.get(key).cloned()).or_else(|| browser::stored(key)).filter(|text| !text.is_empty())
}

pub(crate) fn keep(app: AppContext, data: &DataKey, text: String) {
    let Some(key) = overlay_key(app, data) else { return app.files.update_value(|files| files.overlay = text) };
    browser::store(&key, &text);
    KEPT.with_borrow_mut(|kept| kept.insert(key, text));
}
