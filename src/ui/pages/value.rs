//! What customers are likely to be worth: who is still active, expected orders and value, and how far to trust it.

use crate::platform::locale;
use crate::platform::plot::Picked;
use crate::protocol::{ChartId, CustomerGroup, DueView, ExportKind, ParameterView, Query, Stage, ValueRow, ValueView};
use crate::ui::components::{Await, Chart, ExportButton, Headlines, NeedsResult, Notes, PageFrame, Panel, Remark, ranged};
use crate::ui::context::{AppContext, use_app};
use crate::ui::format;
use crate::ui::queries::{load, picked};
use crate::ui::route::Page;
use crate::ui::tasks::{self, Step};
use leptos::prelude::*;

#[component]
pub(crate) fn ValuePage() -> impl IntoView {
    view! {
        <PageFrame
            page="value"
            title="Value"
            lead="Who is still a customer, how many orders to expect, and what they are likely to be worth (customer lifetime value)."
            actions=|| view! { <ExportButton kind=ExportKind::Value label="All forecasts"/> }
        >
            <NeedsResult stage=Stage::Value>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Value), picked!(Value));
    view! { <Await loaded show=show/> }
}

/// Goes to the customers of a group.
pub(super) fn to_group(app: AppContext, group: CustomerGroup) {
    let route = app.route.with_untracked(|route| route.to_group(group));
    tasks::go(app, route, Step::New);
}

/// A place on an axis as a bin's number.
pub(super) fn bin(place: Option<f64>) -> Option<u32> {
    place.filter(|x| (0.0..1e6).contains(x)).map(|x| x.round() as u32)
}

fn show(view: ValueView) -> AnyView {
    let app = use_app();
    let currency = app.currency.get_untracked();
    let (has_check, parameters) = (view.has_check, view.parameters);
    let (orders_days, value_days, has_prices, is_simple) = (view.orders_days, view.value_days, view.has_prices, view.is_simple);
    let rows: Vec<_> = view.top.into_iter().map(|row| value_row(row, has_prices, &currency)).collect();
    let note = format!("{} Days count up to {}.", view.method, locale::day(view.observed_to));
    let picked_cell = Callback::new(move |picked: Picked| {
        let group = bin(picked.x).zip(bin(picked.y)).and_then(|(away, orders)| CustomerGroup::active(away, orders));
        if let Some(group) = group {
            to_group(app, group);
        }
    });
    let picked_bar = Callback::new(move |picked: Picked| {
        if let Some(bin) = bin(picked.x) {
            to_group(app, CustomerGroup::Worth(bin));
        }
    });
    view! {
        <Headlines headlines=view.headlines/>
        {is_simple.then(|| view! {
            <p class="notice notice-warn" data-testid="value-fallback"><span class="notice-body">{view.method.clone()}</span></p>
        })}
        <div class="chart-grid">
            {(!is_simple).then(|| view! { <Chart chart=ChartId::ActiveMap on_pick=picked_cell/> })}
            {has_prices.then(|| view! { <Chart chart=ChartId::ValueDistribution on_pick=picked_bar/> })}
        </div>
        <Panel title="The most valuable customers" note=note testid="value-table">
            <div class="table-box table-list table-list-long" tabindex="0" role="region" aria-label="The most valuable customers">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Customer"</th>
                            <th scope="col">"Segment"</th>
                            <th scope="col" class="num">"Days with an order"</th>
                            <th scope="col" class="num" title="P(alive)">"Likely still active"</th>
                            <th scope="col" class="num">{format!("Orders, next {orders_days} days")}</th>
                            {has_prices.then(|| view! { <th scope="col" class="num">{format!("Value, next {value_days} days")}</th> })}
                            <th scope="col">"Next order due"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
        <Notes notes=view.notes/>
        {has_check.then(|| view! {
            <Panel title="How far to trust it" note="The forecast is put to the test on orders that it did not know.">
                <p data-testid="value-check">{view.check}</p>
            </Panel>
            <div class="chart-grid">
                <Chart chart=ChartId::HoldoutBins/>
                <Chart chart=ChartId::HoldoutTracking/>
            </div>
        })}
        <Parameters parameters/>
    }
    .into_any()
}

fn value_row(row: ValueRow, has_prices: bool, currency: &str) -> impl IntoView + use<> {
    let app = use_app();
    let (id, key) = (row.id.clone(), row.id.clone());
    let worth = row.value.map(|value| {
        let range = value
            .bounds
            .map(|(low, high)| format!("{} to {}", format::headline(low, currency), format::headline(high, currency)));
        (format::figure(value.value, currency), range)
    });
    view! {
        <tr data-testid="value-row" data-customer=key>
            <th scope="row">
                <a class="cell-main" href=move || app.href(|route| route.to_page(Page::Customer(id.clone())))>{row.id}</a>
                {(!row.name.is_empty()).then(|| view! { <span class="cell-sub">{row.name}</span> })}
            </th>
            <td>{row.segment}</td>
            <td class="num">{locale::count(u64::from(row.order_days))}</td>
            <td class="num">{row.p_alive.map_or_else(|| "not known".to_owned(), locale::share)}</td>
            <td class="num">{locale::number(row.orders, 2)}</td>
            {has_prices.then(|| worth.map(|(value, range)| view! {
                <td class="num">
                    <span class="strong">{value}</span>
                    {range.map(|range| view! { <span class="cell-sub">{range}</span> })}
                    <Remark text=row.remark/>
                </td>
            }))}
            <td class="due-cell">{due(row.due)}</td>
        </tr>
    }
}

/// When the next order is due.
pub(super) fn due(due: Option<DueView>) -> impl IntoView {
    match due {
        None => view! { <span class="muted">"too few orders"</span> }.into_any(),
        Some(due) => view! {
            <span class="cell-main">{locale::day(due.expected)}</span>
            <span class="cell-sub">
                {if due.overdue_days > 0 {
                    format!("{} days past its range", locale::count(u64::from(due.overdue_days)))
                } else {
                    format!("{} to {}", locale::day(due.early), locale::day(due.late))
                }}
            </span>
        }
        .into_any(),
    }
}

/// The models' parameters, for those who know them.
#[component]
fn Parameters(parameters: Vec<ParameterView>) -> impl IntoView {
    (!parameters.is_empty()).then(|| {
        let rows = parameters.into_iter().map(|p| {
            let known = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), format::number);
            view! {
                <tr>
                    <th scope="row">{p.model}</th>
                    <td>{p.name}</td>
                    <td class="num">{format::number(p.value)}</td>
                    <td class="num">{known(p.standard_error)}</td>
                    <td class="num">{p.bounds.map_or_else(|| "–".to_owned(), |(low, high)| format!("{} to {}", format::number(low), format::number(high)))}</td>
                </tr>
            }
        });
        view! {
            <Panel title="Parameters of the models" note="For readers who know BG/NBD (Fader, Hardie and Lee 2005) and Gamma-Gamma (Fader and Hardie 2013). Time is in weeks.">
                <div class="table-box" tabindex="0" role="region" aria-label="Parameters of the models">
                    <table data-testid="value-parameters">
                        <thead>
                            <tr>
                                <th scope="col">"Model"</th>
                                <th scope="col">"Parameter"</th>
                                <th scope="col" class="num">"Estimate"</th>
                                <th scope="col" class="num">"Standard error"</th>
                                <th scope="col" class="num">"Range"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </Panel>
        }
    })
}

/// What to expect of one customer, and why.
#[component]
pub(crate) fn CustomerForecast(
    /// The forecast.
    value: crate::protocol::CustomerValueView,
) -> impl IntoView {
    let currency = use_app().currency.get_untracked();
    let number = |x: f64| locale::number(x, 2);
    let with = |text: String, bounds: Option<String>| match bounds {
        Some(bounds) => format!("{text} ({bounds})"),
        None => text,
    };
    let mut facts: Vec<(String, String)> = Vec::new();
    facts.push((
        "Likely still active".to_owned(),
        value.row.p_alive.map_or_else(
            || "not known".to_owned(),
            |p| {
                with(
                    locale::share(p),
                    value.p_alive_bounds.map(|(low, high)| format!("{} to {}", locale::share(low), locale::share(high))),
                )
            },
        ),
    ));
    facts.push((
        format!("Expected orders, next {} days", value.orders_days),
        with(number(value.row.orders), value.orders_bounds.map(|(low, high)| format!("{} to {}", number(low), number(high)))),
    ));
    if let Some(order_value) = value.order_value {
        facts.push(("Expected order value".to_owned(), ranged(order_value, &currency)));
    }
    if let Some(worth) = value.row.value {
        facts.push((format!("Expected value, next {} days", value.value_days), ranged(worth, &currency)));
    }
    facts.push((
        "Next order due".to_owned(),
        match value.row.due {
            None => "too few orders to tell".to_owned(),
            Some(due) => {
                let range = format!("{} ({} to {})", locale::day(due.expected), locale::day(due.early), locale::day(due.late));
                if due.overdue_days > 0 {
                    format!("{range}, past by {} days", locale::count(u64::from(due.overdue_days)))
                } else {
                    range
                }
            }
        },
    ));
    view! {
        <Panel title="What to expect" note="A forecast from the past orders; ranges cover the average of such customers, not what one person does." testid="customer-value">
            <dl class="facts-list">
                {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
            <h3 class="why-title">"Why"</h3>
            <ul class="summary" data-testid="customer-why">{value.why.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
        </Panel>
    }
}
