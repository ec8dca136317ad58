//! The shop at a glance.

use crate::protocol::{ChartId, ExportKind, OverviewView, Query, Stage};
use crate::ui::components::{Await, Chart, ChartSize, ExportButton, KpiCard, NeedsResult, PageFrame, Panel, ProductsTable};
use crate::ui::context::use_app;
use crate::ui::queries::{load, picked};
use leptos::prelude::*;

#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    view! {
        <PageFrame
            page="overview"
            title="Overview"
            lead="How the shop is doing, and who brings in the revenue."
            actions=|| view! { <ExportButton kind=ExportKind::Summary label="Key figures"/> }
        >
            <NeedsResult stage=Stage::Validate>
                <Content/>
                <div class="chart-grid">
                    <Chart chart=ChartId::RevenueOverTime size=ChartSize::Full/>
                    <Chart chart=ChartId::TopCategories/>
                    <Chart chart=ChartId::CustomerPareto/>
                    <Chart chart=ChartId::WeekdayHour size=ChartSize::Full/>
                </div>
                <Products/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Overview), picked!(Overview));
    view! { <Await loaded show=show/> }
}

fn show(overview: OverviewView) -> AnyView {
    view! {
        <div class="kpis">{overview.kpis.into_iter().map(|kpi| view! { <KpiCard kpi/> }).collect_view()}</div>
        {(!overview.summary.is_empty()).then(|| view! {
            <Panel title="In short" testid="executive-summary">
                <ul class="summary">{overview.summary.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
            </Panel>
        })}
    }
    .into_any()
}

/// The best selling products, below the charts; the answer is the one that the key figures came with.
#[component]
fn Products() -> impl IntoView {
    let app = use_app();
    let loaded = load(|| Some(Query::Overview), picked!(Overview));
    move || {
        loaded.get().and_then(Result::ok).filter(|overview| !overview.top_products.is_empty()).map(|overview| {
            let products = overview.top_products.into_iter().map(|product| (product, None)).collect::<Vec<_>>();
            view! {
                <Panel title="Best sellers in figures" note="By revenue over the whole period.">
                    <ProductsTable products currency=app.currency.get_untracked()/>
                </Panel>
            }
        })
    }
}
