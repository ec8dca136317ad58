//! Everything that changes the shared state: opening files, running, following the worker and the address, downloads, the theme.

mod answers;
mod downloads;
mod kept_files;
mod navigation;
mod open_files;
mod print;
mod recipes;
mod runs;
mod settings_store;
mod theme;
mod worker_events;

pub(super) use answers::{act_on_answer, export};
pub(super) use downloads::{document_text, export_log, save, told_of_update};
pub(super) use kept_files::{erase, follow_erasure, kept_note, stored_kept, take_erased};
pub(super) use navigation::{Step, follow, go, set_arguments, tour, tour_step};
pub(super) use open_files::{
    analyse_asked, cancel, change, change_columns, forget_asked, forget_columns, forget_kept, leave_asked, load_recipe, preview,
    redo, save_refusal, take_files, take_text, undo,
};
pub(super) use print::{print, ready_for_paper};
pub(super) use recipes::{has_files, kept_settings, save_recipe, shown_data};
pub(super) use runs::{change_overlay, follow_address, run_again, start, work};
pub(super) use theme::{first_theme, follow_system_theme, switch_theme};
pub(super) use worker_events::on_worker_event;
