//! One customer: facts, orders, and what to offer with the reasons.

use crate::platform::locale;
use crate::protocol::{Answer, CustomerView, OrderView, Query, RecommendationView, STRATEGIES, Stage};
use crate::ui::components::{Await, Icon, IconName, NeedsResult, PageFrame, Panel, PartsBar, PartsLegend, blocks_view};
use crate::ui::context::use_app;
use crate::ui::queries::load;
use crate::ui::route::Page;
use crate::ui::words;
use leptos::prelude::*;

#[component]
pub(crate) fn CustomerPage(
    /// The shop's identifier.
    id: String,
) -> impl IntoView {
    let app = use_app();
    let title = format!("Customer {id}");
    view! {
        <a class="back-link" href=move || app.href(|route| route.to_page(Page::Customers))>
            <Icon name=IconName::Previous/>"All customers"
        </a>
        <PageFrame page="customer" title>
            <NeedsResult stage=Stage::Rfm>
                <Content id=id.clone()/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content(id: String) -> impl IntoView {
    let loaded = load(
        move || Some(Query::Customer { id: id.clone() }),
        |answer| match answer {
            Answer::Customer(customer) => Some(&**customer),
            _ => None,
        },
    );
    view! { <Await loaded show=show/> }
}

fn show(customer: CustomerView) -> AnyView {
    let app = use_app();
    let currency = app.currency.get_untracked();
    let facts = facts(&customer, &currency);
    let (segment, cluster) = (customer.row.segment.clone(), customer.row.cluster.clone());
    let (segment_link, cluster_link) = (segment.clone(), cluster.clone());
    let shown = customer.orders.len() as u64;
    let orders_note = if customer.orders_total > shown {
        format!("The latest {} of {}.", locale::count(shown), locale::count(customer.orders_total))
    } else {
        words::counted(customer.orders_total, &locale::count(customer.orders_total), "order in all", "orders in all")
    };
    let offers = customer.recommendations.into_iter().map(|offer| offer_card(offer, &currency)).collect_view();
    let has_offers = !offers.is_empty();
    let has_orders = !customer.orders.is_empty();
    let orders = customer.orders.into_iter().map(|order| order_view(order, &currency)).collect_view();
    view! {
        <div class="customer-tags">
            <a class="tag tag-link" href=move || app.href(|route| route.to_segment(&segment_link))>{segment}</a>
            {(!cluster.is_empty()).then(|| view! {
                <a class="tag tag-link" href=move || app.href(|route| route.to_cluster(&cluster_link))>{cluster}</a>
            })}
        </div>
        <dl class="facts-list">
            {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
        </dl>
        {blocks_view(Signal::stored(customer.forecast))}
        <Panel title="What to offer" note="The bar shows how the five reasons add up to the score.">
            {if has_offers {
                view! { <ol class="offers" data-testid="offers">{offers}</ol> }.into_any()
            } else {
                view! { <p class="muted">"There is no recommendation for this customer with enough evidence."</p> }.into_any()
            }}
        </Panel>
        <Panel title="Orders" note=orders_note>
            {if has_orders {
                view! { <ol class="orders">{orders}</ol> }.into_any()
            } else {
                view! { <p class="muted">"No orders yet."</p> }.into_any()
            }}
        </Panel>
    }
    .into_any()
}

fn facts(customer: &CustomerView, currency: &str) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |name, value: String| {
        if !value.is_empty() {
            facts.push((name, value));
        }
    };
    add("Name", customer.row.name.clone());
    add("E-mail", customer.email.clone());
    add("Place", customer.row.place.clone());
    if let Some(rfm) = customer.row.rfm {
        add("Days since last order (recency)", format!("{} · {} of 5 points", locale::count(u64::from(rfm.recency_days)), rfm.r));
        add("Orders (frequency)", format!("{} · {} of 5 points", locale::count(u64::from(rfm.frequency)), rfm.f));
        add("Spent (monetary value)", format!("{} · {} of 5 points", locale::money(rfm.monetary, currency), rfm.m));
    }
    if let Some(silhouette) = customer.silhouette {
        add("Fit in the cluster (silhouette, −1 to 1)", locale::number(silhouette, 2));
    }
    if let Some(day) = customer.registered {
        add("Registered", locale::day(day));
    }
    if let Some(age) = customer.age_years {
        add("Age", format!("{age} years"));
    }
    facts
}

/// A recommendation with its reasons.
pub(super) fn offer_card(offer: RecommendationView, currency: &str) -> impl IntoView + use<> {
    let named = offer.product_name != offer.product_id;
    let figures = std::array::from_fn(|i| offer.parts.get(i).map_or_else(String::new, |part| locale::number(*part, 3)));
    let strongest = offer
        .parts
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .and_then(|(i, _)| STRATEGIES.get(i))
        .copied()
        .unwrap_or_default();
    view! {
        <li class="offer" data-testid="offer" data-product=offer.product_id.clone() data-score=locale::plain(offer.score)>
            <div class="offer-head">
                <span class="offer-rank num" aria-label="rank">{offer.rank}</span>
                <div class="offer-name">
                    <strong>{offer.product_name}</strong>
                    <span class="cell-sub">
                        {named.then(|| format!("{} · ", offer.product_id))}
                        {(!offer.category.is_empty()).then(|| format!("{} · ", offer.category))}
                        {locale::money(offer.price, currency)}
                    </span>
                </div>
                <div class="offer-score">
                    <span class="num strong">{locale::number(offer.score, 3)}</span>
                    <span class="cell-sub">{format!("score · confidence {}", locale::number(offer.confidence, 2))}</span>
                </div>
            </div>
            <PartsBar parts=offer.parts score=offer.score/>
            <p class="offer-reason">{offer.reason}</p>
            {(!offer.rule.is_empty()).then(|| view! { <p class="muted">{offer.rule}</p> })}
            <details class="disclosure">
                <summary>{format!("How the score adds up (mostly: {})", strongest.to_ascii_lowercase())}</summary>
                <PartsLegend figures/>
            </details>
        </li>
    }
}

fn order_view(order: OrderView, currency: &str) -> impl IntoView + use<> {
    let count = order.lines.len() as u64;
    let lines = order.lines.into_iter().map(|(name, pieces, amount)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{locale::number(f64::from(pieces), 0)}</td>
                <td class="num">{locale::money(amount, currency)}</td>
            </tr>
        }
    });
    let lines: Vec<_> = lines.collect();
    view! {
        <li class="order">
            <details>
                <summary>
                    <span class="order-day">{locale::day(order.day)}</span>
                    <span class="order-id muted">{order.id}</span>
                    <span class="order-lines muted">{words::counted(count, &locale::count(count), "line", "lines")}</span>
                    <span class="num strong">{locale::money(order.amount, currency)}</span>
                </summary>
                <div class="table-box" tabindex="0" role="region" aria-label="Order lines">
                    <table>
                        <thead><tr><th scope="col">"Product"</th><th scope="col" class="num">"Pieces"</th><th scope="col" class="num">"Amount"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </details>
        </li>
    }
}
