//! What to offer to whom, and how far to trust it.

use crate::platform::locale;
use crate::protocol::{
    ChartId, EvaluationView, ExportKind, MethodRow, Query, RecommendationRow, RecommendationView, RecommendationsView,
    STRATEGIES, Stage,
};
use crate::ui::components::{
    Await, Chart, ExportButton, FilterBar, Icon, IconName, NeedsResult, PageFrame, Panel, PartsBar, PartsLegend, ProductsTable,
    StageFailure, Stat, Unavailable,
};
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::{load, picked};
use crate::ui::route::{Page, Route};
use crate::ui::state::Guard;
use crate::ui::table::page_count;
use crate::ui::{tasks, words};
use leptos::prelude::*;

/// Customers on one page of the list.
const LIST_ROWS: u32 = 15;

#[component]
pub(crate) fn RecommendationsPage() -> impl IntoView {
    let app = use_app();
    let tested = Memo::new(move |_| app.run.with(|run| run.guard(Stage::Evaluate) == Guard::Open));
    view! {
        <PageFrame
            page="recommendations"
            title="Recommendations"
            lead="What to offer to each customer next, why, and how well such offers would have done on your shop's own past."
            actions=|| view! {
                <ExportButton kind=ExportKind::Recommendations label="All recommendations"/>
                <ExportButton kind=ExportKind::Evaluation label="Test figures"/>
            }
        >
            <NeedsResult stage=Stage::Recommend>
                <Summary/>
                <Lists/>
                <TestFigures/>
                <div class="chart-grid">
                    {move || tested.get().then(|| view! { <Chart chart=ChartId::RecommendationQuality/> })}
                    <Chart chart=ChartId::StrategyShares/>
                </div>
                <Method/>
                <TopProducts/>
            </NeedsResult>
        </PageFrame>
    }
}

/// The verdict of the test first, in plain words, also when it is against us.
#[component]
fn Summary() -> impl IntoView {
    let loaded = load(|| Some(Query::Recommendations), picked!(Recommendations));
    view! { <Await loaded show=show_summary/> }
}

fn show_summary(view: RecommendationsView) -> AnyView {
    let short = view.customers_short;
    let verdict = view.evaluation.map(|evaluation| {
        let loses = evaluation.hybrid_loses;
        view! {
            <div
                class=if loses { "notice notice-warn" } else { "notice notice-info" }
                data-testid="verdict"
                data-hybrid-loses=loses.to_string()
            >
                <Icon name=if loses { IconName::Warning } else { IconName::Info }/>
                <div class="notice-body"><p class="notice-title">{evaluation.verdict}</p></div>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="stats">
            <Stat name="recommended-customers" label="customers with an offer" value=view.customers/>
            <Stat name="recommendations" label="offers in all" value=view.recommendations/>
            <Stat name="recommended-products" label="different products" value=view.products/>
            <Stat name="short-customers" label="customers with fewer than asked" value=short/>
        </section>
        {verdict.unwrap_or_else(|| view! { <NoEvaluation/> }.into_any())}
    }
    .into_any()
}

/// What the scores are made of, and what was assumed.
#[component]
fn Method() -> impl IntoView {
    let loaded = load(|| Some(Query::Recommendations), picked!(Recommendations));
    move || {
        loaded.ok().map(|view| {
            let weights = std::array::from_fn(|i| view.weights.get(i).map_or_else(String::new, |weight| locale::share(*weight)));
            let settings = format!(
                "Up to {} for each customer, each with a confidence of {} or more.",
                view.n,
                locale::number(view.min_confidence, 2)
            );
            view! {
                <Panel title="How they are chosen" note=settings>
                    <p>"Five reasons are weighed for each product; the weighted parts add up to its score."</p>
                    <PartsLegend figures=weights/>
                    {(!view.notes.is_empty()).then(|| view! {
                        <ul class="notes">{view.notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
                    })}
                </Panel>
            }
        })
    }
}

/// The figures of the test on the shop's own past, for each method.
#[component]
fn TestFigures() -> impl IntoView {
    let loaded = load(|| Some(Query::Recommendations), picked!(Recommendations));
    move || loaded.ok().and_then(|view| view.evaluation).map(test_figures)
}

fn test_figures(evaluation: EvaluationView) -> impl IntoView {
    let EvaluationView { split, customers, k, methods, .. } = evaluation;
    let note = format!(
        "Orders from {} on were hidden; each method then made lists of {k} for {}, compared with what they really bought.",
        locale::day(split),
        words::counted(customers, &locale::count(customers), "customer", "customers")
    );
    let best = methods.iter().map(|method| method.ndcg).fold(f64::NEG_INFINITY, f64::max);
    let rows = methods.into_iter().map(|method| method_row(method, best)).collect_view();
    view! {
        <Panel title="The test in figures" note>
            <div class="table-box" tabindex="0" role="region" aria-label="Test of the methods">
                <table data-testid="evaluation">
                    <thead>
                        <tr>
                            <th scope="col">"Method"</th>
                            <th scope="col" class="num" title="Share of customers with at least one hit">"Customers hit (hit rate)"</th>
                            <th scope="col" class="num" title="Share of what they bought that was on the list">"Found (recall)"</th>
                            <th scope="col" class="num" title="Hits count more near the top of the list; 1 is perfect">"Well ordered (NDCG)"</th>
                            <th scope="col" class="num" title="Mean average precision">"MAP"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
}

fn method_row(method: MethodRow, best: f64) -> impl IntoView {
    let ours = method.name == "hybrid";
    let is_best = method.ndcg >= best;
    view! {
        <tr class:chosen=ours data-method=method.name data-ndcg=locale::plain(method.ndcg)>
            <th scope="row">
                {method.label}
                {ours.then(|| view! { <span class="tag">"used here"</span> })}
                {is_best.then(|| view! { <span class="tag tag-good">"best"</span> })}
            </th>
            <td class="num">{locale::share(method.hit_rate)}</td>
            <td class="num">{locale::share(method.recall)}</td>
            <td class="num">{format!("{} ± {}", locale::number(method.ndcg, 3), locale::number(method.ndcg_se, 3))}</td>
            <td class="num">{locale::number(method.map, 3)}</td>
        </tr>
    }
}

/// Why there are no test figures: the test failed, or there were too few data for one.
#[component]
fn NoEvaluation() -> impl IntoView {
    let app = use_app();
    move || match app.run.with(|run| run.guard(Stage::Evaluate)) {
        Guard::StageUnavailable { error } => view! { <Unavailable error/> }.into_any(),
        Guard::StageFailed { stage, error } => view! { <StageFailure stage error/> }.into_any(),
        _ => ().into_any(),
    }
}

/// Lists by customer, by pages.
#[component]
fn Lists() -> impl IntoView {
    let app = use_app();
    let wanted = Memo::new(move |_| app.route.with(|route| (route.filter.clone(), route.list_page)));
    let loaded = load(
        move || {
            let (filter, page) = wanted.get();
            Some(Query::RecommendationRows { filter, offset: page.saturating_mul(LIST_ROWS), limit: LIST_ROWS })
        },
        picked!(RecommendationRows),
    );
    let total = Memo::new(move |_| loaded.with(|l| l?.ok().map(|page| page.total)));
    let count = Signal::derive(move || {
        total.get().map_or_else(String::new, |total| words::counted(total, &locale::count(total), "customer", "customers"))
    });
    view! {
        <Panel title="Offers by customer" note="Open a customer to see why each product was chosen.">
            <FilterBar count/>
            <Await loaded show=show_lists/>
            {move || total.get().map(|total| pager(app, page_count(total, LIST_ROWS)))}
        </Panel>
    }
}

fn show_lists(page: crate::protocol::RecommendationsPage) -> AnyView {
    if page.rows.is_empty() {
        return view! { <p class="table-empty">"No customer passes these filters."</p> }.into_any();
    }
    let app = use_app();
    let currency = app.currency.get_untracked();
    let rows = page.rows.into_iter().map(|row| list_view(app, row, currency.clone()));
    view! { <ol class="lists" data-testid="recommendation-rows">{rows.collect_view()}</ol> }.into_any()
}

fn list_view(app: AppContext, row: RecommendationRow, currency: String) -> impl IntoView {
    let RecommendationRow { customer_id, customer_name, segment, items } = row;
    let (id, testable) = (customer_id.clone(), customer_id.clone());
    let open = RwSignal::new(false);
    let names = items.iter().map(|item| view! { <span class="offer-chip">{item.product_name.clone()}</span> }).collect_view();
    let none = items.is_empty();
    view! {
        <li class="list-row" data-testid="recommendation-row" data-customer=testable>
            <details on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
                <summary>
                    <span class="list-customer">
                        <strong>{customer_id}</strong>
                        <span class="cell-sub">{if customer_name.is_empty() { segment } else { format!("{customer_name} · {segment}") }}</span>
                    </span>
                    <span class="list-offers">{names}{none.then(|| view! { <span class="muted">"no offer with enough evidence"</span> })}</span>
                </summary>
                {move || open.get().then(|| {
                    let offers = items.clone().into_iter().map(|item| offer_card(item, &currency)).collect_view();
                    let id = id.clone();
                    view! {
                        <ol class="offers">{offers}</ol>
                        <a class="button button-quiet button-small" href=move || app.href(|route: &Route| route.to_page(Page::Customer(id.clone())))>
                            "All about this customer"<Icon name=IconName::Next/>
                        </a>
                    }
                })}
            </details>
        </li>
    }
}

fn pager(app: AppContext, pages: u32) -> impl IntoView {
    let at = move || app.route.with(|route| route.list_page);
    let to = move |page: u32| {
        let route = app.route.get_untracked();
        tasks::go(app, Route { list_page: page, ..route }, tasks::Step::New);
    };
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label="Pages of the list">
                <button class="button button-small" type="button" disabled=move || at() == 0 on:click=move |_| to(at().saturating_sub(1))>
                    <Icon name=IconName::Previous/>"Previous"
                </button>
                <span>{move || format!("Page {} of {}", locale::count(u64::from(at()) + 1), locale::count(u64::from(pages)))}</span>
                <button class="button button-small" type="button" disabled=move || { at() + 1 >= pages } on:click=move |_| to(at() + 1)>
                    "Next"<Icon name=IconName::Next/>
                </button>
            </nav>
        }
    })
}

/// The products that are recommended most.
#[component]
fn TopProducts() -> impl IntoView {
    let app = use_app();
    let loaded = load(|| Some(Query::Recommendations), picked!(Recommendations));
    move || {
        loaded.ok().filter(|view| !view.top_products.is_empty()).map(|view| {
            let products = view.top_products.into_iter().map(|(product, count)| (product, Some(count))).collect::<Vec<_>>();
            view! {
                <Panel title="Most recommended products" note="And what they have sold so far.">
                    <ProductsTable products extra="Offered to" currency=app.currency.get_untracked()/>
                </Panel>
            }
        })
    }
}

/// A recommendation with its reasons.
fn offer_card(offer: RecommendationView, currency: &str) -> impl IntoView + use<> {
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
