//! Customers by how lately, how often and for how much they buy (RFM).

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
            <NeedsResult stage=Stage::Rfm>
                <PricesMissing/>
                <Cautions/>
                <div class="chart-grid">
                    <Chart chart=ChartId::SegmentBars/>
                    <Chart chart=ChartId::SegmentGrid/>
                </div>
                <Content/>
                <div class="chart-grid chart-grid-three">
                    <Chart chart=ChartId::RecencyDistribution/>
                    <Chart chart=ChartId::FrequencyDistribution/>
                    <Chart chart=ChartId::MonetaryDistribution/>
                </div>
                <CutPoints/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Cautions() -> impl IntoView {
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    move || {
        loaded.get().and_then(Result::ok).filter(|view| !view.cautions.is_empty()).map(|view| {
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

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    view! { <Await loaded show=show/> }
}

fn show(view: SegmentsView) -> AnyView {
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
    let rows: Vec<_> = view.segments.into_iter().map(|row| segment_row(row, &currency)).collect();
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

fn segment_row(row: SegmentRow, currency: &str) -> impl IntoView + use<> {
    let app = use_app();
    let (name, testable) = (row.name.clone(), row.name.clone());
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
                    <summary>{row.strategy.action.clone()}</summary>
                    <StrategyText strategy=row.strategy/>
                </details>
            </td>
        </tr>
    }
}

#[component]
fn CutPoints() -> impl IntoView {
    let app = use_app();
    let loaded = load(|| Some(Query::Segments), picked!(Segments));
    move || {
        loaded.get().and_then(Result::ok).map(|view| {
            let currency = app.currency.get();
            let numbers = |cuts: &[f64]| cuts.iter().map(|x| format::number(*x)).collect::<Vec<_>>();
            let amounts: Vec<String> = view.monetary_cuts.iter().map(|x| format::amount(*x, &currency)).collect();
            let (recency, frequency) = (numbers(&view.recency_cuts), numbers(&view.frequency_cuts));
            let [recency_out, frequency_out, monetary_out] = view.outliers;
            let row = |label: &'static str, cuts: Vec<String>, outliers: u64| {
                let width = cuts.len();
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        {cuts.into_iter().map(|cut| view! { <td class="num">{cut}</td> }).collect_view()}
                        {(width..4).map(|_| view! { <td class="num">"–"</td> }).collect_view()}
                        <td class="num">{locale::count(outliers)}</td>
                    </tr>
                }
            };
            view! {
                <Panel
                    title="Where the scores change (cut points)"
                    note="Each customer gets 1 to 5 points for each figure. Customers with the same figure always get the same points. For days since the last order, fewer is better: up to the first cut is 5 points."
                >
                    <div class="table-box" tabindex="0" role="region" aria-label="Cut points">
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">"Figure"</th>
                                    <th scope="col" class="num">"Cut 1 (20%)"</th>
                                    <th scope="col" class="num">"Cut 2 (40%)"</th>
                                    <th scope="col" class="num">"Cut 3 (60%)"</th>
                                    <th scope="col" class="num">"Cut 4 (80%)"</th>
                                    <th scope="col" class="num" title="Outside the 1.5-IQR fences; they stay in all figures">"Unusual customers (outliers)"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {row("Days since last order (recency)", recency, recency_out)}
                                {row("Orders (frequency)", frequency, frequency_out)}
                                {row("Spent (monetary value)", amounts, monetary_out)}
                            </tbody>
                        </table>
                    </div>
                </Panel>
            }
        })
    }
}
