//! Search and choice of segment and cluster, kept in the address.

use super::{Icon, IconName};
use crate::protocol::{CustomerFilter, CustomerGroup, Query};
use crate::ui::context::use_app;
use crate::ui::queries::{load, picked};
use crate::ui::tasks::{self, Step};
use leptos::prelude::*;
use std::time::Duration;

/// How long typing must pause before the search runs.
const TYPING_PAUSE: Duration = Duration::from_millis(180);

/// Filters of customer lists.
#[component]
pub(crate) fn FilterBar(
    /// How many pass, as text.
    #[prop(into)]
    count: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let filter = Memo::new(move |_| app.route.with(|route| route.filter.clone()));
    let set = move |change: &dyn Fn(&mut CustomerFilter), step: Step| {
        let route = app.route.get_untracked();
        let mut filter = route.filter.clone();
        change(&mut filter);
        tasks::go(app, route.with_filter(filter), step);
    };
    // Segments, and clusters.
    let groups = load(|| Some(Query::Groups), picked!(Groups));
    let names = move |of: fn(&(Vec<String>, Vec<String>)) -> &Vec<String>| {
        groups.with(|groups| groups.and_then(Result::ok).map(|groups| of(groups).clone()).unwrap_or_default())
    };
    let segment_names = Memo::new(move |_| with_chosen(names(|groups| &groups.0), filter.get().segment));
    let cluster_names = Memo::new(move |_| with_chosen(names(|groups| &groups.1), filter.get().cluster));
    let ticket = StoredValue::new(0_u32);
    let typed = move |event| {
        let text = event_target_value(&event);
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        set_timeout(
            move || {
                if ticket.try_get_value() == Some(mine) {
                    set(&|filter| filter.search.clone_from(&text), Step::Same);
                }
            },
            TYPING_PAUSE,
        );
    };
    let is_filtered = move || filter.with(|filter| *filter != CustomerFilter::default());
    view! {
        <div class="filter-bar" role="search">
            <label class="search-box">
                <Icon name=IconName::Search/>
                <span class="visually-hidden">"Search by id, name or e-mail address"</span>
                <input
                    type="search"
                    placeholder="Search id, name or e-mail"
                    data-testid="search"
                    prop:value=move || filter.with(|filter| filter.search.clone())
                    on:input=typed
                />
            </label>
            <label class="select-box">
                <span>"Segment"</span>
                <select
                    data-testid="filter-segment"
                    prop:value=move || filter.with(|filter| filter.segment.clone().unwrap_or_default())
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        set(&|filter| filter.segment = Some(value.clone()).filter(|v| !v.is_empty()), Step::New);
                    }
                >
                    {move || options(segment_names.get(), filter.with(|filter| filter.segment.clone()))}
                </select>
            </label>
            <label class="select-box">
                <span>"Cluster"</span>
                <select
                    data-testid="filter-cluster"
                    prop:value=move || filter.with(|filter| filter.cluster.clone().unwrap_or_default())
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        set(&|filter| filter.cluster = Some(value.clone()).filter(|v| !v.is_empty()), Step::New);
                    }
                >
                    {move || options(cluster_names.get(), filter.with(|filter| filter.cluster.clone()))}
                </select>
            </label>
            {move || filter.with(|filter| filter.group.as_ref().map(CustomerGroup::title)).map(|title| view! {
                <button
                    class="tag tag-link tag-button"
                    type="button"
                    title="Show customers of other groups too"
                    data-testid="filter-group"
                    on:click=move |_| set(&|filter| filter.group = None, Step::New)
                >
                    {title}<Icon name=IconName::Close/>
                </button>
            })}
            {move || is_filtered().then(|| view! {
                <button
                    class="button button-quiet button-small"
                    type="button"
                    data-testid="filter-clear"
                    on:click=move |_| set(&|filter| *filter = CustomerFilter::default(), Step::New)
                >
                    <Icon name=IconName::Close/>"Show all"
                </button>
            })}
            <p class="filter-count" role="status" data-testid="filter-count">{count}</p>
        </div>
    }
}

/// The names, and the chosen one too: an address may name one that these data do not have.
fn with_chosen(mut names: Vec<String>, chosen: Option<String>) -> Vec<String> {
    if let Some(chosen) = chosen.filter(|chosen| !names.contains(chosen)) {
        names.push(chosen);
    }
    names
}

fn options(names: Vec<String>, chosen: Option<String>) -> impl IntoView {
    let all = chosen.is_none();
    let named = names.into_iter().map(move |name| {
        let selected = chosen.as_deref() == Some(name.as_str());
        let value = name.clone();
        view! { <option value=value selected=selected>{name}</option> }
    });
    view! { <option value="" selected=all>"All"</option> {named.collect_view()} }
}
