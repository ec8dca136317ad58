//! An error as people read it, and the ways to go on from it.

use super::el::el_of;
use super::{Icon, IconName};
use crate::ui::context::use_app;
use crate::ui::model::route::{DataKey, Page};
use crate::ui::model::state::Phase;
use crate::ui::model::words;
use crate::ui::{actions, browser};
use clientele_core::domain::ErrorView;
use clientele_messages::OTHER_VERSION;
use leptos::prelude::*;

/// Id of the file input, which the buttons of the page click.
pub(crate) const FILE_INPUT: &str = "file-input";
/// An error as people read it: what, where, what to do; with buttons.
#[component]
pub(crate) fn ErrorBox(
    /// The error.
    error: ErrorView,
    /// What is left of earlier work.
    #[prop(optional_no_strip)]
    kept: Option<String>,
    /// Buttons.
    children: Children,
) -> impl IntoView {
    // Nothing else helps then, and nothing else may be said.
    let needs_reload = error.code == OTHER_VERSION;
    let kept = kept.filter(|_| !needs_reload);
    let buttons = if needs_reload { reload_button() } else { children().into_any() };
    view! {
        <div class="notice notice-error" role="alert" data-testid="run-error" data-code=error.code>
            <Icon name=IconName::Warning/>
            <div class="notice-body">
                <p class="notice-title">{words::sentence(&error.message)}</p>
                {error.place.map(|place| view! { <p class="notice-place"><span class="muted">"Where: "</span>{place}</p> })}
                <p>{words::sentence(&error.suggestion)}</p>
                {kept.map(|kept| view! { <p class="muted">{kept}</p> })}
                <div class="notice-actions">{buttons}</div>
            </div>
        </div>
    }
}

/// Loads the page anew, past the browser's cache.
fn reload_button() -> AnyView {
    let button = el_of("button", "button button-primary").attr("type", "button").attr("data-testid", "reload");
    button.on("click", |_| browser::reload_anew()).text("Reload").done()
}

/// Runs the latest data again. Files that the browser no longer has are asked for instead.
#[component]
pub(crate) fn RunAgain() -> impl IntoView {
    let app = use_app();
    let can = app.run.with_untracked(|run| run.data.is_some());
    let from_files = app.run.with_untracked(|run| run.data == Some(DataKey::Files));
    let has_failed = app.run.with_untracked(|run| run.phase == Phase::Failed);
    can.then(|| {
        view! {
            <button class="button" type="button" data-testid="run-again" on:click=move |_| actions::run_again(app)>
                <Icon name=IconName::Again/>"Run again"
            </button>
            {from_files.then(|| view! {
                <button class="button" type="button" data-testid="look-at-columns" on:click=move |_| actions::change_columns(app)>
                    <Icon name=IconName::Table/>"Look at the columns"
                </button>
                {has_failed.then(|| view! {
                    <button class="button" type="button" data-testid="save-refusal" title="validation.json" on:click=move |_| actions::save_refusal(app)>
                        <Icon name=IconName::Download/>"Validation report"
                    </button>
                })}
                <button class="button button-quiet" type="button" on:click=|_| browser::click(FILE_INPUT)>"Choose other files"</button>
            })}
            {(!from_files).then(|| view! {
                <a class="button button-quiet" href=move || app.href(|route| route.to_page(Page::Start))>"Choose other data"</a>
            })}
        }
    })
}
