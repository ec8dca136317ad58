//! Printing a page, once all its charts are drawn for paper.

use crate::ui::browser;
use crate::ui::context::AppContext;
use leptos::prelude::*;

/// Prints the page. Each of its charts is drawn first, in light colours and as a picture that fits the paper, also those that have not
/// been in view.
pub(crate) fn print(app: AppContext) {
    if app.printing.get_untracked() {
        return;
    }
    app.to_print.set_value(1);
    app.printing.set(true);
    // By then every chart has said that it is not ready.
    set_timeout(move || ready_for_paper(app), std::time::Duration::ZERO);
}

/// One thing more is ready for paper; with the last one the page is printed.
pub(crate) fn ready_for_paper(app: AppContext) {
    let left = app.to_print.try_update_value(|left| {
        *left = left.saturating_sub(1);
        *left
    });
    if left == Some(0) && app.printing.get_untracked() {
        app.printing.set(false);
        browser::print();
    }
}
