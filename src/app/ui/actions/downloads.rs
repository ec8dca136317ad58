//! Files given to the browser as downloads, and documents written by the writer of documents.

use crate::platform::{Client, save_file, write_document};
use crate::ui::context::AppContext;
use crate::ui::model::state::LogBook;
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_messages::{Answer, ExportedFile, OTHER_VERSION, Query};
use leptos::prelude::*;

/// The text of a document that `query` makes.
///
/// # Errors
/// What the worker or the writer of documents says.
pub(crate) async fn document_text(app: AppContext, query: Query) -> Result<String, ErrorView> {
    match app.client.get_value().ask(query).await? {
        Answer::Job(file) => Ok(String::from_utf8(written(app, &file.bytes).await?).unwrap_or_default()),
        _ => Err(save_error("The engine sent an unexpected answer.")),
    }
}

/// Has a document written.
pub(super) async fn written(app: AppContext, job: &[u8]) -> Result<Vec<u8>, ErrorView> {
    let build = app.client.with_value(Client::build);
    write_document(build, job).await.inspect_err(|error| told_of_update(app, error))
}

/// An error that only loading the page anew can mend is said at the head of the page, where there is a button for that.
pub(crate) fn told_of_update(app: AppContext, error: &ErrorView) {
    if error.code == OTHER_VERSION {
        app.notice.set(Some(error.clone()));
    }
}

/// Downloads the log as the page has it: also when there is no result, or no worker.
///
/// # Errors
/// What the browser says.
pub(crate) fn export_log(app: AppContext) -> Result<(), ErrorView> {
    let text = app.log.with_untracked(LogBook::to_text);
    save(&ExportedFile {
        name: ExportKind::Log.file_name().to_owned(),
        media_type: "text/plain;charset=utf-8".to_owned(),
        bytes: text.into_bytes(),
    })
}

/// Gives a file to the browser as a download.
///
/// # Errors
/// What the browser says.
pub(crate) fn save(file: &ExportedFile) -> Result<(), ErrorView> {
    save_file(file).map_err(|message| save_error(&message))
}

pub(super) fn save_error(message: &str) -> ErrorView {
    ErrorView {
        code: "not-saved".to_owned(),
        message: format!("The file could not be saved. {message}"),
        place: None,
        suggestion: "Try again; if it keeps failing, allow downloads for this page.".to_owned(),
    }
}
