//! The shop at a glance.

use crate::protocol::{ChartId, ExportKind, Figure, OverviewView, Query, Stage};
use crate::ui::components::{
    Await, Chart, ChartSize, ExportButton, Icon, IconName, KpiCard, NeedsResult, PageFrame, Panel, ProductsTable,
};
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
                <Money/>
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
    // Without prices every amount is nought: no figure at all is truer than that.
    let has_prices = overview.has_prices;
    let kpis = overview.kpis.into_iter().filter(|kpi| has_prices || !matches!(kpi.value, Figure::Money(_)));
    view! {
        {(!has_prices).then(|| view! {
            <div class="notice notice-info" data-testid="no-prices">
                <Icon name=IconName::Info/>
                <div class="notice-body">
                    <p class="notice-title">"These files have no prices"</p>
                    <p>"So nothing can be said about revenue. How often and how lately customers buy is known, and the other pages show it. Amounts there are 0 because the prices are missing."</p>
                    <p>"If there is a column with prices, choose it on the Data page with \"Change columns\"."</p>
                </div>
            </div>
        })}
        <div class="kpis">{kpis.map(|kpi| view! { <KpiCard kpi/> }).collect_view()}</div>
        {(has_prices && !overview.summary.is_empty()).then(|| view! {
            <Panel title="In short" testid="executive-summary">
                <ul class="summary">{overview.summary.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
            </Panel>
        })}
    }
    .into_any()
}

/// What is about money: nothing of it where there are no prices.
#[component]
fn Money() -> impl IntoView {
    let loaded = load(|| Some(Query::Overview), picked!(Overview));
    let has_prices = Memo::new(move |_| loaded.with(|loaded| !matches!(loaded, Some(Ok(overview)) if !overview.has_prices)));
    let is_known = Memo::new(move |_| loaded.with(|l| l.is_some()));
    move || {
        (is_known.get() && has_prices.get()).then(|| {
            view! {
                <div class="chart-grid">
                    <Chart chart=ChartId::RevenueOverTime size=ChartSize::Full/>
                    <Chart chart=ChartId::TopCategories/>
                    <Chart chart=ChartId::CustomerPareto/>
                    <Chart chart=ChartId::WeekdayHour size=ChartSize::Full/>
                </div>
                <Products/>
            }
        })
    }
}

/// The best selling products, below the charts; the answer is the one that the key figures came with.
#[component]
fn Products() -> impl IntoView {
    let app = use_app();
    let loaded = load(|| Some(Query::Overview), picked!(Overview));
    move || {
        loaded.ok().filter(|overview| !overview.top_products.is_empty()).map(|overview| {
            let products = overview.top_products.into_iter().map(|product| (product, None)).collect::<Vec<_>>();
            view! {
                <Panel title="Best sellers in figures" note="By revenue over the whole period.">
                    <ProductsTable products currency=app.currency.get_untracked()/>
                </Panel>
            }
        })
    }
}
