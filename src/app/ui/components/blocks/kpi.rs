//! A key figure: its value, its change, its course, and how it is computed.

use crate::ui::context::use_app;
use crate::ui::format;
use crate::ui::model::sparkline::sparkline;
use clientele_core::domain::Kpi;
use leptos::prelude::*;

/// A key figure's card.
#[component]
pub(crate) fn KpiCard(
    /// The figure.
    kpi: Kpi,
) -> impl IntoView {
    let currency = use_app().currency.get_untracked();
    let change = kpi.change.filter(|change| change.is_finite()).map(|change| {
        // What rounds to 0.0 % is no change.
        let change = if change.abs() < 0.0005 { 0.0 } else { change };
        let direction = if change > 0.0 {
            "up"
        } else if change < 0.0 {
            "down"
        } else {
            "flat"
        };
        let arrow = if change > 0.0 {
            "▲"
        } else if change < 0.0 {
            "▼"
        } else {
            "■"
        };
        view! {
            <p class="kpi-change" data-direction=direction>
                <span aria-hidden="true" class="kpi-arrow">{arrow}</span>
                <strong>{format::change(change)}</strong>
                <span class="kpi-change-label">{kpi.change_label.clone()}</span>
            </p>
        }
    });
    let curve = sparkline(&kpi.history, 120.0, 32.0).map(|curve| {
        view! {
            <svg class="sparkline" viewBox="0 0 120 32" preserveAspectRatio="none" aria-hidden="true">
                <path class="sparkline-area" d=curve.area/>
                <path class="sparkline-line" d=curve.line/>
            </svg>
        }
    });
    view! {
        <article class="kpi" data-testid=format!("kpi-{}", kpi.name) data-value=format::machine(kpi.value)>
            <h2 class="kpi-label">{kpi.label}</h2>
            <p class="kpi-value" title=format::figure(kpi.value, &currency)>{format::headline(kpi.value, &currency)}</p>
            {change}
            {curve}
            <details class="disclosure kpi-how">
                <summary>"How?"<span class="visually-hidden">" is this computed"</span></summary>
                <p>{kpi.how}</p>
            </details>
        </article>
    }
}
