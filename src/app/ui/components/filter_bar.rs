//! The search of customer lists, kept in the address. What else filters stands above every page.

use super::{Icon, IconName};
use crate::ui::actions::{self, Step};
use crate::ui::context::use_app;
use clientele_messages::CustomerFilter;
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must pause before the search runs.
const TYPING_PAUSE: Duration = Duration::from_millis(180);

/// Search of customer lists.
#[component]
pub(crate) fn FilterBar(
    /// How many pass, as text.
    #[prop(into)]
    count: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let search = Memo::new(move |_| app.route.with(|route| route.filter.search.clone()));
    let ticket = StoredValue::new(0_u32);
    let typed = move |event| {
        let search = event_target_value(&event);
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        set_timeout(
            move || {
                if ticket.try_get_value() == Some(mine) {
                    let route = app.route.get_untracked();
                    let filter = CustomerFilter { search: search.clone(), ..route.filter.clone() };
                    actions::go(app, route.with_filter(filter), Step::Same);
                }
            },
            TYPING_PAUSE,
        );
    };
    view! {
        <div class="filter-bar" role="search">
            <label class="search-box">
                <Icon name=IconName::Search/>
                <span class="visually-hidden">"Search by id, name or e-mail address"</span>
                <input type="search" placeholder="Search id, name or e-mail" data-testid="search" prop:value=move || search.get() on:input=typed/>
            </label>
            <p class="filter-count" role="status" data-testid="filter-count">{count}</p>
        </div>
    }
}
