//! The files that this browser keeps: which set is open in this tab, what is said of it, erasing everything.

use crate::ui::browser;
use crate::ui::context::AppContext;
use crate::ui::model::words;
use clientele_messages::{Answer, KeptView, from_kept_text, to_kept_text};
use leptos::prelude::*;

/// Of this tab: which of the kept sets of files is open.
const WORK_KEY: &str = "clientele.work";
/// Of all tabs: what was kept last.
const KEPT_KEY: &str = "clientele.kept";
const ERASED_KEY: &str = "clientele.erased";

/// Other files are being opened: a reload must not bring back the ones before. Until it is heard that they are kept, and as what, they
/// have a name that the worker knows them by once they are.
pub(crate) fn expect_kept() {
    browser::session_store(WORK_KEY, &format!("pending-{}", browser::ticket()));
}

/// What the files that are open are kept as, or will be.
pub(crate) fn work_name() -> String {
    browser::session(WORK_KEY).unwrap_or_default()
}

/// What the last visit has kept.
pub(crate) fn stored_kept() -> KeptView {
    browser::stored(KEPT_KEY).and_then(|text| from_kept_text(&text)).unwrap_or_default()
}

/// What is kept, in a line.
pub(crate) fn kept_note(app: AppContext) -> String {
    // Told anew on each page.
    app.route.track();
    app.kept.with(|kept| match (&kept.problem, kept.id.is_empty()) {
        (Some(_), _) => "Not kept in this browser: a reload asks for your files again.".to_owned(),
        (None, true) => "Your data never leave this browser.".to_owned(),
        (None, false) => {
            let age = words::age(browser::now_ms() - kept.saved_ms);
            format!("Kept only in this browser · {} · {age}", words::bytes(kept.bytes))
        }
    })
}

/// Another tab may have erased everything.
pub(crate) fn follow_erasure(app: AppContext) {
    if browser::stored(KEPT_KEY).is_none() && app.kept.with_untracked(|kept| !kept.id.is_empty()) {
        app.kept.set(KeptView::default());
    }
}

pub(crate) fn kept_changed(app: AppContext, kept: &KeptView) {
    if !kept.id.is_empty() {
        browser::session_store(WORK_KEY, &kept.id);
        if kept.problem.is_none() {
            browser::store(KEPT_KEY, &to_kept_text(kept));
        }
    } else if kept.problem.is_some() {
        // Nothing of these data is there: a reload must say so, and not bring back others.
        browser::session_store(WORK_KEY, "none");
    }
    if let Some(problem) = &kept.problem
        && app.kept.with_untracked(|before| before.problem != kept.problem)
    {
        app.notice.set(Some(problem.clone()));
    }
    app.kept.set(kept.clone());
}

/// Erases all that this browser keeps, and begins anew.
pub(crate) fn erase(app: AppContext) {
    let client = app.client.get_value();
    leptos::task::spawn_local(async move {
        match client.erase().await {
            Ok(Answer::Erased(what)) => {
                let settings = browser::erase_stored();
                browser::session_store(ERASED_KEY, &format!("{what}; {settings} kept settings"));
                browser::replace_hash("#/");
                browser::reload();
            }
            Ok(_) => {}
            Err(error) => app.notice.set(Some(error)),
        }
    });
}

/// What was erased just before the page was loaded, once.
pub(crate) fn take_erased() -> Option<String> {
    let text = browser::session(ERASED_KEY);
    browser::session_store(ERASED_KEY, "");
    text
}
