//! Headline figures with their ranges.

use crate::ui::context::use_app;
use crate::ui::format;
use clientele_messages::{HeadlineView, Ranged};
use leptos::prelude::*;

fn range(value: Ranged, currency: &str) -> Option<String> {
    value.bounds.map(|(low, high)| format!("{} to {}", format::headline(low, currency), format::headline(high, currency)))
}

/// A row of headline figures.
#[component]
pub(crate) fn Headlines(
    /// The figures.
    headlines: Vec<HeadlineView>,
) -> impl IntoView {
    let currency = use_app().currency.get_untracked();
    let cards = headlines.into_iter().map(|headline| {
        let range = range(headline.value, &currency);
        view! {
            <article class="kpi" data-testid=format!("kpi-{}", headline.name) data-value=format::machine(headline.value.value)>
                <h2 class="kpi-label">{headline.label}</h2>
                <p class="kpi-value" title=format::figure(headline.value.value, &currency)>{format::headline(headline.value.value, &currency)}</p>
                {range.map(|range| view! { <p class="kpi-range">{range}</p> })}
                <details class="disclosure kpi-how">
                    <summary>"How?"<span class="visually-hidden">" is this computed"</span></summary>
                    <p>{headline.method_note}</p>
                </details>
            </article>
        }
    });
    view! { <div class="kpis kpis-few">{cards.collect_view()}</div> }
}
