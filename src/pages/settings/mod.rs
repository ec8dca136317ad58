//! Settings: their page, and how what the page holds becomes the configuration of a run.

mod page;
mod run_settings;

pub use page::{KeptState, settings_page};
pub use run_settings::{configured, page_settings, resolved, settings_of_run, usual, whole_overlay};
