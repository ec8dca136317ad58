//! All customers in one table, however many: only the rows in view are drawn, and fetched by the hundred.

use crate::platform::locale;
use crate::protocol::{Answer, CustomerRow, CustomerSort, ErrorView, ExportKind, Query, SortDirection, Stage};
use crate::ui::browser::{self, Observer};
use crate::ui::components::{ExportButton, FilterBar, NeedsResult, PageFrame, PricesMissing};
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::ask;
use crate::ui::route::{Page, Route};
use crate::ui::shell::{ErrorBox, RunAgain};
use crate::ui::table::{CHUNK_ROWS, Window};
use crate::ui::{tasks, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Height of a row, in pixels; the style sheet holds to it.
const ROW_PX: f64 = 40.0;
const COLUMNS: [(CustomerSort, &str, &str); 7] = [
    (CustomerSort::Id, "Customer", ""),
    (CustomerSort::Name, "Name and place", ""),
    (CustomerSort::Segment, "Segment", ""),
    (CustomerSort::Cluster, "Cluster", ""),
    (CustomerSort::Recency, "Days since last order", "num"),
    (CustomerSort::Frequency, "Orders", "num"),
    (CustomerSort::Monetary, "Spent", "num"),
];

#[component]
pub(crate) fn CustomersPage() -> impl IntoView {
    view! {
        <PageFrame
            page="customers"
            title="Customers"
            lead="Every customer with scores, segment and cluster. Follow one to see the orders and what to offer."
            actions=|| view! { <ExportButton kind=ExportKind::Segments label="All customers"/> }
        >
            <NeedsResult stage=Stage::Rfm>
                <PricesMissing/>
                <CustomerTable/>
            </NeedsResult>
        </PageFrame>
    }
}

/// Which rows are wanted: everything that, when it changes, makes the fetched rows worthless.
#[derive(Clone, PartialEq)]
struct Wanted {
    version: u32,
    filter: crate::protocol::CustomerFilter,
    sort: CustomerSort,
    direction: SortDirection,
}

/// Rows fetched so far.
#[derive(Clone, Copy)]
struct Rows {
    app: AppContext,
    /// Counts up with each new [`Wanted`]: answers to older ones are dropped.
    generation: StoredValue<u32>,
    asked: StoredValue<HashSet<u32>>,
    chunks: RwSignal<HashMap<u32, Arc<Vec<CustomerRow>>>>,
    total: RwSignal<Option<u64>>,
    error: RwSignal<Option<ErrorView>>,
}

impl Rows {
    fn new(app: AppContext) -> Self {
        Self {
            app,
            generation: StoredValue::new(0),
            asked: StoredValue::new(HashSet::new()),
            chunks: RwSignal::new(HashMap::new()),
            total: RwSignal::new(None),
            error: RwSignal::new(None),
        }
    }

    /// Forgets all rows but keeps the count on screen until the new one is known.
    fn reset(&self) {
        self.generation.update_value(|g| *g = g.wrapping_add(1));
        self.asked.update_value(HashSet::clear);
        self.chunks.update(HashMap::clear);
        self.error.set(None);
    }

    fn fetch(&self, wanted: &Wanted, chunk: u32) {
        if !self.asked.try_update_value(|asked| asked.insert(chunk)).unwrap_or(false) {
            return;
        }
        let query = Query::Customers {
            filter: wanted.filter.clone(),
            sort: wanted.sort,
            direction: wanted.direction,
            offset: chunk.saturating_mul(CHUNK_ROWS),
            limit: CHUNK_ROWS,
        };
        let (rows, mine) = (*self, self.generation.get_value());
        spawn_local(async move {
            let answer = ask(rows.app, query).await;
            if rows.generation.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(Answer::Customers(page)) => {
                    rows.total.set(Some(page.total));
                    rows.chunks.update(|chunks| {
                        chunks.insert(chunk, Arc::new(page.rows));
                    });
                }
                Ok(_) => {}
                Err(error) => rows.error.set(Some(error)),
            }
        });
    }

    fn row(&self, index: u32) -> Option<CustomerRow> {
        self.chunks.with(|chunks| chunks.get(&(index / CHUNK_ROWS))?.get((index % CHUNK_ROWS) as usize).cloned())
    }
}

#[component]
fn CustomerTable() -> impl IntoView {
    let app = use_app();
    let rows = Rows::new(app);
    let scroll_px = RwSignal::new(0.0_f64);
    let view_px = RwSignal::new(600.0_f64);
    let scroller = NodeRef::<leptos::html::Div>::new();
    let observers = StoredValue::new_local(Vec::<Observer>::new());

    let wanted = Memo::new(move |_| {
        let version = app.version.get();
        app.route.with(|route| Wanted { version, filter: route.filter.clone(), sort: route.sort, direction: route.direction })
    });
    let total = move || rows.total.get().map_or(0, |total| u32::try_from(total).unwrap_or(u32::MAX));
    let window = Memo::new(move |_| Window::of(total(), ROW_PX, view_px.get(), scroll_px.get()));

    Effect::new(move |before: Option<Wanted>| {
        let wanted = wanted.get();
        if before.is_none_or(|before| before != wanted) {
            rows.reset();
            if let Some(scroller) = scroller.get_untracked() {
                scroller.set_scroll_top(0);
            }
            scroll_px.set(0.0);
            rows.fetch(&wanted, 0);
        }
        wanted
    });
    Effect::new(move |_| {
        let chunks = window.with(Window::chunks);
        // After a change of filter the first chunk tells how many rows there are; only then can others be asked for.
        if rows.chunks.with(|known| known.is_empty()) {
            return;
        }
        let wanted = wanted.get_untracked();
        for chunk in chunks {
            rows.fetch(&wanted, chunk);
        }
    });
    Effect::new(move |_| {
        let Some(scroller) = scroller.get() else { return };
        view_px.set(f64::from(scroller.client_height()));
        let sized = scroller.clone();
        let observer = browser::on_resize(&scroller, move || {
            view_px.try_set(f64::from(sized.client_height()));
        });
        observers.update_value(|list| list.extend(observer));
    });
    on_cleanup(move || {
        observers.try_update_value(Vec::clear);
    });

    let count = Signal::derive(move || match rows.total.get() {
        None => String::new(),
        Some(total) => words::counted(total, &locale::count(total), "customer", "customers"),
    });
    let head = COLUMNS.map(|(sort, label, class)| sort_header(app, sort, label, class));
    let none = move || rows.total.get() == Some(0);
    view! {
        <FilterBar count/>
        {move || rows.error.get().map(|error| view! { <ErrorBox error><RunAgain/></ErrorBox> })}
        <div
            class="table-box table-long"
            tabindex="0"
            role="region"
            aria-label="Table of customers"
            data-testid="customer-table"
            node_ref=scroller
            on:scroll=move |event| scroll_px.set(f64::from(event_target::<web_sys::Element>(&event).scroll_top()))
        >
            <table aria-label="All customers" aria-rowcount=move || (u64::from(total()) + 1).to_string()>
                <colgroup>
                    <col class="col-id"/><col class="col-name"/><col class="col-segment"/><col class="col-cluster"/>
                    <col class="col-figure"/><col class="col-figure"/><col class="col-figure"/>
                </colgroup>
                <thead><tr aria-rowindex="1">{head.into_iter().collect_view()}</tr></thead>
                <tbody>
                    <tr class="spacer" aria-hidden="true" style=move || format!("height:{}px", window.get().above_px)><td colspan="7"></td></tr>
                    <For each=move || { let window = window.get(); window.first..window.end } key=|index| *index let:index>
                        {customer_row(rows, index)}
                    </For>
                    <tr class="spacer" aria-hidden="true" style=move || format!("height:{}px", window.get().below_px)><td colspan="7"></td></tr>
                </tbody>
            </table>
            {move || none().then(|| view! { <p class="table-empty">"No customer passes these filters."</p> })}
        </div>
    }
}

fn sort_header(app: AppContext, sort: CustomerSort, label: &'static str, class: &'static str) -> impl IntoView {
    let state = Memo::new(move |_| {
        app.route.with(|route| match (route.sort == sort, route.direction) {
            (false, _) => "none",
            (true, SortDirection::Ascending) => "ascending",
            (true, SortDirection::Descending) => "descending",
        })
    });
    let mark = move || match state.get() {
        "ascending" => "↑",
        "descending" => "↓",
        _ => "",
    };
    let click = move |_| {
        let route = app.route.with_untracked(|route| route.sorted_by(sort));
        tasks::go(app, route, tasks::Step::New);
    };
    view! {
        <th scope="col" class=class aria-sort=move || state.get()>
            <button class="sort" type="button" on:click=click>{label}<span class="sort-mark" aria-hidden="true">{mark}</span></button>
        </th>
    }
}

fn customer_row(rows: Rows, index: u32) -> impl IntoView {
    let app = rows.app;
    // A row's own memo: when a chunk comes in, the rows of other chunks stay as they are.
    let row = Memo::new(move |_| rows.row(index));
    let class = if index.is_multiple_of(2) { "row" } else { "row row-odd" };
    view! {
        <tr class=class aria-rowindex=(u64::from(index) + 2).to_string() data-testid="customer-row">
            {move || match row.get() {
                None => view! { <td colspan="7"><div class="skeleton"></div></td> }.into_any(),
                Some(row) => cells(app, row),
            }}
        </tr>
    }
}

fn cells(app: AppContext, row: CustomerRow) -> AnyView {
    let id = row.id.clone();
    let href = move || app.href(|route: &Route| route.to_page(Page::Customer(id.clone())));
    let name = if row.place.is_empty() {
        row.name
    } else if row.name.is_empty() {
        row.place
    } else {
        format!("{} · {}", row.name, row.place)
    };
    let currency = app.currency.get_untracked();
    let (recency, frequency, monetary) = match row.rfm {
        Some(rfm) => (
            locale::count(u64::from(rfm.recency_days)),
            locale::count(u64::from(rfm.frequency)),
            locale::money(rfm.monetary, &currency),
        ),
        None => ("–".to_owned(), "0".to_owned(), "–".to_owned()),
    };
    let scores = row.rfm.map(|rfm| format!("{}{}{}", rfm.r, rfm.f, rfm.m));
    view! {
        <th scope="row" class="cell-id"><a href=href>{row.id}</a></th>
        <td class="cell-name">{name}</td>
        <td>{row.segment}{scores.map(|scores| view! { <span class="score-code" title="Points for recency, frequency and monetary value">{scores}</span> })}</td>
        <td>{row.cluster}</td>
        <td class="num">{recency}</td>
        <td class="num">{frequency}</td>
        <td class="num">{monetary}</td>
    }
    .into_any()
}
