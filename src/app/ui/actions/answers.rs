//! Asking the worker for something to do: save a file, keep settings, or go somewhere.

use super::downloads::{save, save_error, written};
use super::navigation::follow;
use super::runs;
use crate::ui::context::AppContext;
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_messages::{Answer, Query};
use leptos::prelude::*;

/// Downloads a file of the standing result.
///
/// # Errors
/// What the worker or the browser says.
pub(crate) async fn export(app: AppContext, kind: ExportKind) -> Result<(), ErrorView> {
    act_on_answer(app, Query::Export(kind)).await
}

/// Does what the answer to `query` says: saves a file, keeps settings, or goes somewhere.
///
/// # Errors
/// What the worker or the browser says.
pub(crate) async fn act_on_answer(app: AppContext, query: Query) -> Result<(), ErrorView> {
    match app.client.get_value().ask(query).await? {
        Answer::Export(file) => return save(&file),
        Answer::Job(mut file) => {
            file.bytes = written(app, &file.bytes).await?;
            return save(&file);
        }
        Answer::Settings(text) => runs::change_overlay(app, text),
        Answer::Link(to) => to.into_iter().for_each(|to| follow(app, to)),
        _ => return Err(save_error("The engine sent an unexpected answer.")),
    }
    Ok(())
}
