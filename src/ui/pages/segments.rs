//! Customers by how lately, how often and for how much they buy (RFM).

use super::segment_settings::{CutPoints, DateAndMap, GridEditor, OwnSettingsNotice, StrategyEditor};
use super::segment_statistics::Statistics;
use crate::platform::locale;
use crate::protocol::{ChartId, ExportKind, Query, SegmentRow, SegmentsView, Stage};
use crate::ui::components::{
    Await, Chart, ExportButton, Icon, IconName, NeedsResult, PageFrame, Panel, PricesMissing, ShareCell, StrategyText,
};
use crate::ui::context::use_app;
use crate::ui::format;
use crate::ui::queries::{load, picked};
use leptos::prelude::*;

#[component]
pub(crate) fn SegmentsPage() -> impl IntoView {
    view! {
        <PageFrame
            page="segments"
            title="Segments"
            lead="Customers grouped by days since the last order (recency), number of orders (frequency) and what they spent (monetary value)."
            actions=|| view! { <ExportButton kind=ExportKind::Segments label="All customers"/> }
        >
            <OwnSettingsNotice/>
            <NeedsResult stage=Stage::Rfm>
                <PricesMissing/>
                <Cautions/>
                <div class="chart-grid">
                    <Chart chart=ChartId::SegmentBars/>
                    <Chart chart=ChartId::SegmentGrid/>
                </div>
                <Content/>
                <Settings show=|view| view! { <DateAndMap view=view.clone()/><GridEditor view/> }.into_any()/>
                <div class="chart-grid chart-grid-three">
                    <Chart chart=ChartId::RecencyDistribution/>
                    <Chart chart=ChartId::FrequencyDistribution/>
                    <Chart chart=ChartId::MonetaryDistribution/>
                </div>
                <Settings show=|view| view! { <CutPoints view/> }.into_any()/>
                <Statistics/>
                <div class="chart-grid">
                    <Chart chart=ChartId::SegmentCorrelations/>
                </div>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Cautions() -> impl IntoView {
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    move || {
        loaded.ok().filter(|view| !view.cautions.is_empty()).map(|view| {
            view! {
                <div class="notice notice-warn" data-testid="cautions">
                    <Icon name=IconName::Warning/>
                    <div class="notice-body">
                        <p class="notice-title">"Read these figures with care"</p>
                        <ul>{view.cautions.into_iter().map(|caution| view! { <li>{caution}</li> }).collect_view()}</ul>
                    </div>
                </div>
            }
        })
    }
}

/// Something that is set from what the page shows.
#[component]
fn Settings(show: fn(Box<SegmentsView>) -> AnyView) -> impl IntoView {
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    move || loaded.ok().map(show)
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    view! { <Await loaded show=show/> }
}

fn show(view: Box<SegmentsView>) -> AnyView {
    let app = use_app();
    let note = format!(
        "Segment map: {}. Days are counted back from {}. {}",
        view.map,
        locale::day(view.analysis_date),
        if view.prospects > 0 {
            format!("{} customers have never ordered (prospects); they are not in these figures.", locale::count(view.prospects))
        } else {
            "Open a segment to see what to do with it.".to_owned()
        }
    );
    let currency = app.currency.get_untracked();
    let edited: Vec<String> = view.strategies.iter().map(|edit| edit.segment.clone()).collect();
    let rows: Vec<_> = view
        .segments
        .into_iter()
        .map(|row| {
            let is_edited = edited.contains(&row.name);
            segment_row(row, is_edited, &currency)
        })
        .collect();
    view! {
        <Panel title="The segments and what to do with them" note testid="segment-table">
            <div class="table-box" tabindex="0" role="region" aria-label="Table of segments">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Segment"</th>
                            <th scope="col" class="num">"Customers, share"</th>
                            <th scope="col" class="num">"Revenue, share"</th>
                            <th scope="col" class="num" title="Mean recency">"Days since last order"</th>
                            <th scope="col" class="num" title="Mean frequency">"Orders each"</th>
                            <th scope="col" class="num" title="Mean monetary value">"Spent each"</th>
                            <th scope="col">"What to do"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn segment_row(row: SegmentRow, is_edited: bool, currency: &str) -> impl IntoView + use<> {
    let app = use_app();
    let (name, testable, segment) = (row.name.clone(), row.name.clone(), row.name.clone());
    let action = if row.strategy.action.is_empty() { "Nothing yet".to_owned() } else { row.strategy.action.clone() };
    let empty = row.customers == 0;
    view! {
        <tr class:unused=empty data-testid="segment-row" data-segment=testable data-customers=row.customers.to_string() data-revenue=row.revenue.to_string()>
            <th scope="row">
                {if empty {
                    view! { <span class="cell-main">{row.name}</span> }.into_any()
                } else {
                    view! { <a class="cell-main" href=move || app.href(|route| route.to_segment(&name))>{row.name}</a> }.into_any()
                }}
            </th>
            <ShareCell value=locale::count(row.customers) share=row.customer_share/>
            <ShareCell value=locale::money_whole(row.revenue, currency) share=row.revenue_share/>
            <td class="num">{if empty { "–".to_owned() } else { format::mean(row.mean_recency_days) }}</td>
            <td class="num">{if empty { "–".to_owned() } else { format::mean(row.mean_frequency) }}</td>
            <td class="num">{if empty { "–".to_owned() } else { format::amount(row.mean_monetary, currency) }}</td>
            <td class="strategy-cell">
                <details class="disclosure">
                    <summary>{action}</summary>
                    <StrategyText strategy=row.strategy.clone()/>
                    <StrategyEditor segment strategy=row.strategy is_edited/>
                </details>
            </td>
        </tr>
    }
}
