//! Retention by month of the first order, time between orders, and whose next order is past due.

use super::value::{bin, due, to_group};
use crate::platform::locale;
use crate::platform::plot::Picked;
use crate::protocol::{ChartId, CohortsView, CustomerGroup, DueRow, Query, Stage};
use crate::ui::components::{Await, Chart, ChartSize, Headlines, NeedsResult, Notes, PageFrame, Panel};
use crate::ui::context::use_app;
use crate::ui::queries::{load, picked};
use crate::ui::route::Page;
use leptos::prelude::*;

const MEASURES: [(ChartId, &str, &str); 3] = [
    (ChartId::CohortCustomers, "Customers", "measure-customers"),
    (ChartId::CohortOrders, "Orders", "measure-orders"),
    (ChartId::CohortRevenue, "Revenue", "measure-revenue"),
];

#[component]
pub(crate) fn CohortsPage() -> impl IntoView {
    view! {
        <PageFrame
            page="cohorts"
            title="Cohorts and rhythm"
            lead="Customers by the month of their first order: how many come back, and after how many days."
        >
            <NeedsResult stage=Stage::Rfm>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Cohorts), picked!(Cohorts));
    view! { <Await loaded show=show/> }
}

fn show(view: CohortsView) -> AnyView {
    let app = use_app();
    let currency = app.currency.get_untracked();
    let rows: Vec<_> = view.overdue_rows.into_iter().map(|row| due_row(row, &currency)).collect();
    let note = format!(
        "Their next order is later than three quarters of such orders were, as of {}. Those who spent most come first.",
        locale::day(view.observed_to)
    );
    let overdue = view.overdue;
    view! {
        <Headlines headlines=view.headlines/>
        <Measures/>
        {view.has_gaps.then(|| view! { <div class="chart-grid"><Chart chart=ChartId::OrderGaps size=ChartSize::Full/></div> })}
        {(overdue > 0).then(|| view! {
            <Panel title="Whose next order is past due" note=note testid="overdue">
                <p class="muted">
                    <a href=move || app.href(|route| route.to_group(CustomerGroup::Overdue)) data-testid="overdue-all">
                        {format!("All {} in the customer table", locale::count(overdue))}
                    </a>
                </p>
                <div class="table-box table-list" tabindex="0" role="region" aria-label="Customers past due">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Customer"</th>
                                <th scope="col">"Segment"</th>
                                <th scope="col" class="num">"Days with an order"</th>
                                <th scope="col" class="num">"Usual days between"</th>
                                <th scope="col">"Was due"</th>
                                <th scope="col" class="num">"Spent in all"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Panel>
        })}
        <Notes notes=view.notes/>
    }
    .into_any()
}

/// The heat map, with a switch for what it shows.
#[component]
fn Measures() -> impl IntoView {
    let app = use_app();
    let shown = RwSignal::new(ChartId::CohortCustomers);
    let buttons = MEASURES.map(|(chart, label, testid)| {
        view! {
            <button
                class="segment-button"
                type="button"
                aria-pressed=move || (shown.get() == chart).to_string()
                data-testid=testid
                on:click=move |_| shown.set(chart)
            >
                {label}
            </button>
        }
    });
    // The vertical axis counts months downwards.
    let picked_cell = Callback::new(move |picked: Picked| {
        let Some(month) = picked.y.map(|y| -(y.round() as i32)) else { return };
        to_group(app, CustomerGroup::Cohort { month, after: bin(picked.x).filter(|&after| after > 0) });
    });
    view! {
        <div class="segmented" role="group" aria-label="What the map shows">{buttons.into_iter().collect_view()}</div>
        {move || {
            let chart = shown.get();
            view! { <div class="chart-grid cohort-chart"><Chart chart size=ChartSize::Full on_pick=picked_cell/></div> }
        }}
    }
}

fn due_row(row: DueRow, currency: &str) -> impl IntoView + use<> {
    let app = use_app();
    let id = row.id.clone();
    view! {
        <tr data-testid="overdue-row">
            <th scope="row">
                <a class="cell-main" href=move || app.href(|route| route.to_page(Page::Customer(id.clone())))>{row.id}</a>
                {(!row.name.is_empty()).then(|| view! { <span class="cell-sub">{row.name}</span> })}
            </th>
            <td>{row.segment}</td>
            <td class="num">{locale::count(u64::from(row.order_days))}</td>
            <td class="num">{locale::number(row.gap_days, 0)}</td>
            <td class="due-cell">{due(Some(row.due))}</td>
            <td class="num">{locale::money(row.revenue, currency)}</td>
        </tr>
    }
}
