//! Buttons of a page, and what each does.

use crate::ui::components::el::{el_of, live, nothing};
use crate::ui::components::{Icon, IconName};
use crate::ui::context::use_app;
use crate::ui::model::words;
use crate::ui::{actions, browser};
use clientele_messages::{Act, Button, Query};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A button of a page.
pub(crate) fn button_view(button: Button) -> AnyView {
    let app = use_app();
    let Button { label, testid, hint, is_primary, is_disabled, act } = button;
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // Only the user's own files are still at hand.
    if matches!(act, Act::Columns | Act::ForgetColumns(_)) && !actions::has_files(app) {
        return nothing();
    }
    let saves = matches!(act, Act::Export(_) | Act::Save(_));
    let press = move |_| {
        failed.set(None);
        let query = match act.clone() {
            Act::Export(kind) => Query::Export(kind),
            Act::Save(query) => *query,
            Act::Go(to) => return actions::follow(app, to),
            Act::Back => return browser::back(),
            Act::Erase => return actions::erase(app),
            Act::Columns => return actions::change_columns(app),
            Act::ForgetColumns(headers) => return actions::forget_columns(app, &headers),
            Act::Settings(text) => return actions::change_overlay(app, text),
            Act::Ask(name) => app.route.with_untracked(|route| Query::Act {
                page: route.page.name().to_owned(),
                name,
                arguments: route.arguments.clone(),
                filter: route.filter.clone(),
            }),
            Act::Work(work) => return actions::work(app, work),
            Act::Tour { step, to } => return actions::tour(app, step, to),
        };
        busy.set(true);
        spawn_local(async move {
            let outcome = actions::act_on_answer(app, query).await;
            busy.try_set(false);
            failed.try_set(outcome.err().map(|error| words::error_line(&error)));
        });
    };
    let mut shown = el_of("button", if is_primary { "button button-primary" } else { "button" })
        .attr("type", "button")
        .attr("title", hint)
        .attr("data-testid", testid)
        .live_attr("disabled", move || (is_disabled || busy.get()).then(String::new))
        .on("click", press);
    if saves {
        shown = shown.with(view! { <Icon name=IconName::Download/> }.into_any());
    }
    let problem = live(move || {
        failed.get().map_or_else(nothing, |text| {
            el_of("span", "setting-problem").attr("role", "alert").attr("data-testid", "setting-problem").text(text).done()
        })
    });
    el_of("span", "export").el(shown.text(label)).with(problem).done()
}
