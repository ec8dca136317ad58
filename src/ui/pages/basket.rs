//! What is bought together: the rules, what goes with one product, and the strongest pairs as a picture.

use super::value::bin;
use crate::platform::locale;
use crate::platform::plot::Picked;
use crate::protocol::{
    Answer, BasketView, ChartId, ExportKind, ProductName, Query, RuleRow, RuleSort, RulesPage, RulesQuery, Stage,
};
use crate::ui::browser;
use crate::ui::components::{
    Await, Chart, ChartSize, ExportButton, Headlines, Icon, IconName, NeedsResult, Notes, PageFrame, Panel,
};
use crate::ui::context::use_app;
use crate::ui::queries::{Loading, ask, load, picked};
use crate::ui::words;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Rules shown at once.
const PAGE_ROWS: u32 = 25;
/// Products shown as bought together with one.
const TOGETHER_ROWS: u32 = 20;

const SORTS: [(&str, &str, RuleSort); 5] = [
    ("lift", "Times chance (lift)", RuleSort::Lift),
    ("confidence", "Share (confidence)", RuleSort::Confidence),
    ("orders", "Orders with both (support)", RuleSort::Orders),
    ("leverage", "Orders above chance (leverage)", RuleSort::Leverage),
    ("product", "Product", RuleSort::Antecedent),
];

#[component]
pub(crate) fn BasketPage() -> impl IntoView {
    view! {
        <PageFrame
            page="basket"
            title="Basket"
            lead="What customers buy together: for bundles, shelves, and what to offer next."
            actions=|| view! { <ExportButton kind=ExportKind::Rules label="All rules"/> }
        >
            <NeedsResult stage=Stage::Basket>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let app = use_app();
    let loaded = load(|| Some(Query::Basket), picked!(Basket));
    let product = RwSignal::new(String::new());
    let wanted = RwSignal::new(RulesQuery { limit: PAGE_ROWS, ..RulesQuery::default() });
    // Another result has other products.
    Effect::new(move |before: Option<u32>| {
        let version = app.version.get();
        if before.is_some_and(|before| before != version) {
            product.set(String::new());
            wanted.update(|wanted| wanted.offset = 0);
        }
        version
    });
    let picked_cell = Callback::new(move |picked: Picked| {
        let Some(row) = bin(picked.y) else { return };
        spawn_local(async move {
            let theme = app.theme.get_untracked();
            let width = browser::chart_width();
            // The first column of the chart's table has the rows' products; the lowest row is the last product.
            let answer = ask(app, Query::Chart { chart: ChartId::BasketMatrix, theme, width }).await;
            if let Ok(Answer::Chart(view)) = answer {
                let mut names: Vec<String> = Vec::new();
                for cells in view.table.rows {
                    if let Some(crate::protocol::Cell::Text(name)) = cells.into_iter().next()
                        && !names.contains(&name)
                    {
                        names.push(name);
                    }
                }
                if let Some(name) = names.len().checked_sub(row as usize + 1).and_then(|at| names.get(at)) {
                    product.set(name.clone());
                    browser::focus("together-product");
                }
            }
        });
    });
    view! {
        <Await loaded show=head/>
        {together(loaded, product)}
        <div class="chart-grid basket-chart"><Chart chart=ChartId::BasketMatrix size=ChartSize::Full on_pick=picked_cell/></div>
        {rules_panel(wanted, product)}
        {move || loaded.ok().map(|view| view! { <Notes notes=view.notes/> })}
    }
}

fn head(view: BasketView) -> AnyView {
    view! { <Headlines headlines=view.headlines/> }.into_any()
}

/// What goes with one product.
fn together(loaded: Loading<BasketView>, product: RwSignal<String>) -> AnyView {
    let found = load(
        move || {
            let text = product.get();
            let product = Some(text.trim().to_owned()).filter(|text| !text.is_empty())?;
            let (sort, limit) = (RuleSort::Confidence, TOGETHER_ROWS);
            Some(Query::Rules(RulesQuery { product: Some(product), chance_too: true, sort, limit, ..RulesQuery::default() }))
        },
        picked!(Rules),
    );
    let options = move || {
        let products = loaded.with(|l| l?.ok().map(|view| view.products.clone()));
        products
            .unwrap_or_default()
            .into_iter()
            .map(|p| view! { <option value=p.id>{p.name}</option> }.into_any())
            .collect::<Vec<_>>()
    };
    view! {
        <Panel title="Bought together with" testid="bought-together">
            <div class="filter-bar">
                <label class="search-box">
                    <Icon name=IconName::Search/>
                    <input
                        id="together-product"
                        type="search"
                        list="basket-products"
                        placeholder="A product's name or number"
                        aria-label="Product"
                        data-testid="together-product"
                        prop:value=move || product.get()
                        on:change=move |event| product.set(event_target_value(&event))
                    />
                </label>
                <datalist id="basket-products">{options}</datalist>
            </div>
            {move || (!product.with(String::is_empty)).then(|| match found.get() {
                None => ().into_any(),
                Some(Ok(page)) => together_view(page, product),
                Some(Err(error)) => view! { <p class="setting-problem" role="alert">{words::error_line(&error)}</p> }.into_any(),
            })}
        </Panel>
    }
    .into_any()
}

fn together_view(page: RulesPage, product: RwSignal<String>) -> AnyView {
    let name = page.product.as_ref().map(label).unwrap_or_default();
    if page.rows.is_empty() {
        return view! { <p class="table-empty">{format!("Nothing goes often enough with {name}.")}</p> }.into_any();
    }
    view! {
        <p class="panel-note" data-testid="together-name">{name}</p>
        {rules_table(page, product, "together-row")}
    }
    .into_any()
}

fn label(product: &ProductName) -> String {
    if product.name == product.id { product.id.clone() } else { format!("{} ({})", product.name, product.id) }
}

fn rules_panel(wanted: RwSignal<RulesQuery>, product: RwSignal<String>) -> AnyView {
    let found = load(move || Some(Query::Rules(wanted.get())), picked!(Rules));
    // Whatever changes, the list begins at its top again.
    let set = move |change: &dyn Fn(&mut RulesQuery)| {
        wanted.update(|wanted| {
            wanted.offset = 0;
            change(wanted);
        });
    };
    let options = SORTS.map(|(value, label, _)| view! { <option value=value>{label}</option> }.into_any());
    let sort = move |event| {
        let value = event_target_value(&event);
        if let Some((.., sort)) = SORTS.iter().find(|(name, ..)| *name == value) {
            set(&|wanted| wanted.sort = *sort);
        }
    };
    let count = move || {
        let total = found.with(|l| l?.ok().map(|page| page.total));
        total.map_or_else(String::new, |total| words::counted(total, &locale::count(total), "rule", "rules"))
    };
    view! {
        <Panel title="Rules" note="Read a rule as: of the orders with the first product, this share has the second too." testid="rules">
            <div class="filter-bar">
                <label class="search-box">
                    <Icon name=IconName::Search/>
                    <input
                        type="search"
                        placeholder="Part of a product's name or number"
                        aria-label="Find rules"
                        data-testid="rules-search"
                        on:change=move |event| { let text = event_target_value(&event); set(&|wanted| wanted.search.clone_from(&text)) }
                    />
                </label>
                <label class="select-box"><span>"Sort by"</span><select data-testid="rules-sort" on:change=sort>{options.into_iter().collect::<Vec<_>>()}</select></label>
                <label class="check">
                    <input type="checkbox" data-testid="rules-chance" on:change=move |event| { let on = event_target_checked(&event); set(&|wanted| wanted.chance_too = on) }/>
                    "also what may be chance"
                </label>
                <label class="check">
                    <input type="checkbox" data-testid="rules-services" on:change=move |event| { let on = event_target_checked(&event); set(&|wanted| wanted.services_too = on) }/>
                    "also postage and fees"
                </label>
                <span class="filter-count" data-testid="rules-count">{count}</span>
            </div>
            {move || match found.get() {
                None => ().into_any(),
                Some(Ok(page)) if page.rows.is_empty() => view! { <p class="table-empty">"No rule passes these filters."</p> }.into_any(),
                Some(Ok(page)) => {
                    let pages = turning(wanted, page.offset, page.total);
                    view! { {rules_table(page, product, "rule-row")}{pages} }.into_any()
                }
                Some(Err(error)) => view! { <p class="setting-problem" role="alert">{words::error_line(&error)}</p> }.into_any(),
            }}
        </Panel>
    }
    .into_any()
}

/// Buttons to the rules before and after.
fn turning(wanted: RwSignal<RulesQuery>, offset: u32, total: u64) -> AnyView {
    let to = move |offset: u32| wanted.update(|wanted| wanted.offset = offset);
    let next = offset + PAGE_ROWS;
    let last = u64::from(next) >= total;
    view! {
        <nav class="pager" aria-label="Pages of the rules">
            <button class="button button-small" type="button" data-testid="rules-previous" disabled=offset == 0 on:click=move |_| to(offset.saturating_sub(PAGE_ROWS))>
                <Icon name=IconName::Previous/>"Previous"
            </button>
            <span>{format!("{} to {}", locale::count(u64::from(offset) + 1), locale::count(total.min(u64::from(next))))}</span>
            <button class="button button-small" type="button" data-testid="rules-next" disabled=last on:click=move |_| to(next)>
                "Next"<Icon name=IconName::Next/>
            </button>
        </nav>
    }
    .into_any()
}

fn rules_table(page: RulesPage, product: RwSignal<String>, testid: &'static str) -> AnyView {
    let rows = page.rows.into_iter().map(|row| rule_row(row, product, testid)).collect::<Vec<_>>();
    view! {
        <div class="table-box table-list table-list-long" tabindex="0" role="region" aria-label="Rules">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Who has"</th>
                        <th scope="col">"also has"</th>
                        <th scope="col" class="num" title="Lift">"Times chance"</th>
                        <th scope="col" class="num" title="Confidence">"Share"</th>
                        <th scope="col" class="num" title="Support">"Orders with both"</th>
                        <th scope="col">"Chance?"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn rule_row(row: RuleRow, product: RwSignal<String>, testid: &'static str) -> AnyView {
    let [antecedent, consequent] = [row.antecedent, row.consequent].map(|of| {
        let (title, id) = (of.id.clone(), of.id);
        let show = move |_| product.set(id.clone());
        view! { <button class="link-button" type="button" title=title on:click=show>{of.name}</button> }.into_any()
    });
    view! {
        <tr data-testid=testid title=row.says>
            <th scope="row">{antecedent}</th>
            <td>{consequent}</td>
            <td class="num" data-testid="rule-lift">{locale::number(row.lift, 1)}</td>
            <td class="num">{locale::share(row.confidence)}</td>
            <td class="num">{locale::count(row.orders)}<span class="cell-sub">{locale::share(row.support)}</span></td>
            <td>{if row.is_clear { "more than chance" } else { "may be chance" }}</td>
        </tr>
    }
    .into_any()
}
