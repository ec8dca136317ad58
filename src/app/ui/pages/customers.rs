//! All customers in one table, however many: only the rows in view are drawn, and fetched by the hundred. What the table shows, and in
//! which order, is the worker's; here are its rows.
//!
//! Rows are elements that are used again: those that leave the view at one end come back at the other with other text, which costs a
//! frame far less than rows made anew.

use crate::platform::locale;
use crate::ui::browser::{self, Observer};
use crate::ui::components::{
    El, ExportButton, FilterBar, NeedsResult, PageFrame, PricesMissing, blocks_view, el, el_of, live, live_text, span_text,
};
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::{ask, load, picked};
use crate::ui::route::Page;
use crate::ui::shell::{ErrorBox, RunAgain};
use crate::ui::table::{CHUNK_ROWS, Window, scroll_to};
use crate::ui::{tasks, words};
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::Stage;
use clientele_messages::{Answer, Arguments, CustomerColumn, CustomerFilter, CustomerRow, Line, Link, Query, Span};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Height of a row, in pixels; the style sheet holds to it.
const ROW_PX: f64 = 40.0;
/// Questions on their way at a time: whoever scrolls through all rows waits for those in view only.
const MOST_ASKED: usize = 2;
/// Fetched hundreds that are kept, and how far from the view they may be when there are more.
const MOST_CHUNKS: usize = 60;
const KEPT_AROUND: u32 = 15;

thread_local! {
    /// Where the table stood when it was left: the way back leads to the same rows.
    static PLACE: RefCell<Option<(Wanted, u32, i32)>> = const { RefCell::new(None) };
}

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
                {customer_table()}
            </NeedsResult>
        </PageFrame>
    }
}

/// Which rows are wanted: everything that, when it changes, makes the fetched rows worthless.
#[derive(Clone, Default, PartialEq)]
struct Wanted {
    version: u32,
    filter: CustomerFilter,
    arguments: Arguments,
}

/// A row as it stands in the page.
struct Drawn {
    row: Element,
    link: HtmlElement,
    cells: Vec<Element>,
    index: u32,
    is_filled: bool,
}

/// Rows fetched and drawn so far.
#[derive(Default)]
struct State {
    wanted: Wanted,
    /// Counts up with each new [`Wanted`]: answers to older ones are dropped.
    generation: u32,
    /// Whether what is drawn is still that of an older one: it stays until the first rows of the new one are there.
    is_stale: bool,
    chunks: HashMap<u32, Vec<CustomerRow>>,
    asked: HashSet<u32>,
    total: u32,
    window: Window,
    figures: Vec<bool>,
    drawn: VecDeque<Drawn>,
    /// The row that the keyboard is at.
    active: u32,
    /// Where to scroll to when there are rows.
    place: Option<i32>,
    scroll_px: i32,
    /// Whether a frame is asked for.
    is_due: bool,
}

/// The table: handles to its state and its elements.
#[derive(Clone, Copy)]
struct Table {
    app: AppContext,
    state: StoredValue<State, LocalStorage>,
    scroller: NodeRef<leptos::html::Div>,
    body: NodeRef<leptos::html::Tbody>,
    /// Customers that pass, and all.
    counts: RwSignal<Option<(u64, u64)>>,
    columns: RwSignal<Vec<CustomerColumn>>,
    nobody: RwSignal<Vec<clientele_messages::Block>>,
    error: RwSignal<Option<ErrorView>>,
}

fn customer_table() -> AnyView {
    let app = use_app();
    let table = Table {
        app,
        state: StoredValue::new_local(State::default()),
        scroller: NodeRef::new(),
        body: NodeRef::new(),
        counts: RwSignal::new(None),
        columns: RwSignal::new(Vec::new()),
        nobody: RwSignal::new(Vec::new()),
        error: RwSignal::new(None),
    };
    let observers = StoredValue::new_local(Vec::<Observer>::new());
    // Another page's address is there a moment before this page is gone.
    let here =
        move || app.route.with(|route| (route.page == Page::Customers).then(|| (route.filter.clone(), route.arguments.clone())));
    let wanted = Memo::new(move |before: Option<&Wanted>| {
        let version = app.version.get();
        match (here(), before) {
            (None, Some(before)) => before.clone(),
            (here, _) => {
                let (filter, arguments) = here.unwrap_or_default();
                Wanted { version, filter, arguments }
            }
        }
    });
    Effect::new(move |_| table.reset(wanted.get()));
    Effect::new(move |_| {
        let Some(scroller) = table.scroller.get() else { return };
        let observer = browser::on_resize(&scroller, move || table.schedule());
        observers.update_value(|list| list.extend(observer));
    });
    on_cleanup(move || {
        observers.try_update_value(Vec::clear);
        table.state.try_with_value(|state| {
            PLACE.set(Some((state.wanted.clone(), state.active, state.scroll_px)));
        });
    });

    let tools = load(
        move || {
            let Wanted { filter, arguments, .. } = wanted.get();
            Some(Query::Page { name: "customers".to_owned(), arguments, filter })
        },
        picked!(Page),
    );
    let tools = Memo::new(move |_| tools.with(|loaded| loaded?.ok().map(|view| view.blocks.clone())).unwrap_or_default());
    let leave = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            close_choice(true);
        }
    };
    let count = Signal::derive(move || match table.counts.get() {
        None => String::new(),
        Some((total, all)) => {
            let some = if total < all { format!("{} of ", locale::count(total)) } else { String::new() };
            some + &words::counted(all, &locale::count(all), "customer", "customers")
        }
    });
    let rows = move || (table.counts.get().map_or(0, |(total, _)| total) + 1).to_string();
    let names =
        Memo::new(move |_| table.columns.with(|columns| columns.iter().map(|c| c.title.clone()).collect::<Vec<String>>()));
    let head = live(move || {
        let columns = names.with(Vec::len);
        el("tr").attr("aria-rowindex", "1").els((0..columns).map(|at| table.head(at))).done()
    });
    let widths = live(move || {
        names.track();
        let columns = table.columns.get_untracked().into_iter();
        columns.map(|c| el("col").attr("style", format!("width:{}rem", c.width_rem)).done()).collect::<Vec<_>>().into_any()
    });
    let wide = move || {
        let rem = table.columns.with(|columns| columns.iter().map(|c| u32::from(c.width_rem)).sum::<u32>());
        format!("min-width:{rem}rem")
    };
    view! {
        <div class="table-bar">
            <FilterBar count/>
            <div class="table-tools blocks" on:keydown=leave>{blocks_view(tools.into())}</div>
        </div>
        {live(move || match table.error.get() {
            Some(error) => view! { <ErrorBox error><RunAgain/></ErrorBox> }.into_any(),
            None => ().into_any(),
        })}
        <div
            class="table-box table-long"
            tabindex="0"
            role="region"
            aria-label="Table of customers: arrow keys move through the rows, Enter opens a customer"
            data-testid="customer-table"
            node_ref=table.scroller
            on:scroll=move |_| table.schedule()
            on:keydown=move |event| table.key(&event)
            on:pointerdown=|_| close_choice(false)
        >
            <table aria-label="All customers" aria-rowcount=rows style=wide>
                <colgroup>{widths}</colgroup>
                <thead>{head}</thead>
                <tbody node_ref=table.body></tbody>
            </table>
            <div class="table-empty">{blocks_view(table.nobody.into())}</div>
        </div>
    }
    .into_any()
}

/// Closes the choice of columns, if it is open; the focus goes back to its button when the keyboard has closed it.
fn close_choice(with_focus: bool) {
    let Ok(Some(choice)) = document().query_selector(".table-tools details[open]") else { return };
    let _ = choice.remove_attribute("open");
    if with_focus {
        browser::focus_first(".table-tools summary");
    }
}

impl Table {
    /// A heading: sorts by its column alone, with Shift by it as well.
    fn head(self, at: usize) -> El {
        let (app, columns) = (self.app, self.columns);
        let column = columns.with_untracked(|columns| columns.get(at).cloned()).unwrap_or_default();
        let read = move |read: fn(&CustomerColumn, bool) -> String| {
            columns.with(|columns| columns.get(at).map(|c| read(c, columns.iter().any(|c| c.rank > 1)))).unwrap_or_default()
        };
        let direction = |c: &CustomerColumn, _: bool| {
            match (c.rank, c.sorted) {
                (1, Some(true)) => "ascending",
                (1, Some(false)) => "descending",
                _ => "none",
            }
            .to_owned()
        };
        let mark = |c: &CustomerColumn, are_several: bool| {
            let arrow = c.sorted.map_or("", |upwards| if upwards { "↑" } else { "↓" });
            if are_several && c.rank > 0 { format!("{arrow}{}", c.rank) } else { arrow.to_owned() }
        };
        // What the arrow and its number say, for those who hear it; of the first one `aria-sort` tells.
        let told = |c: &CustomerColumn, _: bool| match c.sorted {
            Some(upwards) if c.rank > 1 => {
                format!(", sorted by this as number {}, {}", c.rank, if upwards { "upwards" } else { "downwards" })
            }
            _ => String::new(),
        };
        let press = move |event: web_sys::Event| {
            let also = event.dyn_ref::<web_sys::MouseEvent>().is_some_and(web_sys::MouseEvent::shift_key);
            let pairs = columns
                .with_untracked(|columns| columns.get(at).map(|c| if also { c.sorts_also.clone() } else { c.sorts.clone() }));
            tasks::set_arguments(app, pairs.unwrap_or_default());
        };
        let button = el_of("button", "sort")
            .attr("type", "button")
            .attr("title", "Sort by this; with Shift: sort by this as well")
            .attr("data-testid", format!("sort-{}", column.name))
            .on("click", press)
            .text(column.title)
            .el(el_of("span", "sort-mark").attr("aria-hidden", "true").with(live_text(move || read(mark))))
            .el(el_of("span", "visually-hidden").with(live_text(move || read(told))));
        el_of("th", if column.is_figure { "num" } else { "" })
            .attr("scope", "col")
            .attr("title", column.hint)
            .live_attr("aria-sort", move || Some(read(direction)))
            .el(button)
    }

    /// Other rows are wanted. Those that are drawn stay until the first of them are there.
    fn reset(self, wanted: Wanted) {
        let place = PLACE.take().filter(|(before, ..)| *before == wanted);
        self.state.update_value(|state| {
            state.generation = state.generation.wrapping_add(1);
            state.wanted = wanted;
            state.is_stale = true;
            state.chunks.clear();
            state.asked.clear();
            state.active = place.as_ref().map_or(0, |place| place.1);
            state.place = Some(place.map_or(0, |place| place.2));
        });
        self.error.set(None);
        if let Some(body) = self.body.get_untracked().filter(|body| body.child_element_count() == 0) {
            // Until the first rows are there, lines stand for them.
            space(&body, false, 100.0 * ROW_PX);
        }
        let first = self.state.with_value(|state| state.active / CHUNK_ROWS);
        self.fetch(0);
        self.fetch(first);
    }

    fn fetch(self, chunk: u32) {
        let asked = self.state.try_update_value(|state| {
            let is_known = state.chunks.contains_key(&chunk) || state.asked.len() >= MOST_ASKED || !state.asked.insert(chunk);
            let Wanted { filter, arguments, .. } = state.wanted.clone();
            let query = Query::Customers { filter, arguments, offset: chunk.saturating_mul(CHUNK_ROWS), limit: CHUNK_ROWS };
            (!is_known).then_some((state.generation, query))
        });
        let Some(Some((mine, query))) = asked else { return };
        spawn_local(async move {
            let answer = ask(self.app, query).await;
            if self.state.try_with_value(|state| state.generation) == Some(mine) {
                match answer {
                    Ok(Answer::Customers(page)) => {
                        self.state.update_value(|state| {
                            state.asked.remove(&chunk);
                            state.total = u32::try_from(page.total).unwrap_or(u32::MAX);
                            state.chunks.insert(chunk, page.rows);
                        });
                        self.counts.set(Some((page.total, page.all)));
                        if self.nobody.with_untracked(|nobody| *nobody != page.nobody) {
                            self.nobody.set(page.nobody);
                        }
                        if self.columns.with_untracked(|columns| *columns != page.columns) {
                            self.columns.set(page.columns);
                        }
                        self.schedule();
                    }
                    Ok(_) => {}
                    Err(error) => self.error.set(Some(error)),
                }
            }
        });
    }

    /// Draws at the browser's next frame, however often it is asked for until then.
    fn schedule(self) {
        let is_due = self.state.try_update_value(|state| std::mem::replace(&mut state.is_due, true));
        if is_due == Some(false) {
            request_animation_frame(move || {
                if self.state.try_update_value(|state| state.is_due = false).is_some() {
                    self.draw();
                }
            });
        }
    }

    fn draw(self) {
        let (Some(scroller), Some(body)) = (self.scroller.get_untracked(), self.body.get_untracked()) else { return };
        let (view_px, mut scroll_px) = (f64::from(scroller.client_height()), scroller.scroll_top());
        let figures = self.columns.with_untracked(|columns| columns.iter().map(|c| c.is_figure).collect::<Vec<bool>>());
        let mut gone = false;
        self.state.update_value(|state| {
            if state.chunks.is_empty() {
                return;
            }
            if state.is_stale || state.figures != figures {
                state.is_stale = false;
                state.drawn.iter_mut().for_each(|drawn| drawn.is_filled = false);
                if state.figures != figures {
                    state.figures = figures;
                    state.drawn.clear();
                    body.set_text_content(None);
                }
            }
            if let Some(place) = state.place.take() {
                // Not before the rows are there that make the table as high.
                space(&body, true, 0.0);
                space(&body, false, f64::from(place) + 2.0 * view_px);
                scroller.set_scroll_top(place);
                scroll_px = place;
            }
            state.scroll_px = scroll_px;
            state.window = Window::of(state.total, ROW_PX, view_px, f64::from(scroll_px));
            gone = state.show(self.app, &body);
        });
        if gone {
            // The row with the focus has left the view: the table keeps the keyboard.
            let _ = scroller.focus();
        }
        let wanted = self.state.with_value(|state| {
            let (chunks, last) = (state.window.chunks(), state.total.saturating_sub(1) / CHUNK_ROWS);
            // Those in view first, then those next to them.
            let next = [chunks.end.min(last), chunks.start.saturating_sub(1)];
            if state.total == 0 { Vec::new() } else { chunks.chain(next).collect() }
        });
        for chunk in wanted {
            self.fetch(chunk);
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        let (Some(scroller), Some(target)) = (self.scroller.get_untracked(), event.target()) else { return };
        let (total, active) = self.state.with_value(|state| (state.total, state.active));
        if total == 0 || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let tag = target.dyn_ref::<Element>().map(Element::tag_name).unwrap_or_default();
        let head_px = scroller.query_selector("thead").ok().flatten().map_or(0.0, |head| f64::from(head.client_height()));
        let view_px = f64::from(scroller.client_height());
        let page = (((view_px - head_px) / ROW_PX) as u32).max(2) - 1;
        let to = match (event.key().as_str(), tag.as_str()) {
            // From the headings, and from the table as a whole, down to the rows.
            ("ArrowDown", "BUTTON" | "DIV") => active,
            (_, "BUTTON") => return,
            ("ArrowDown", _) => active.saturating_add(1),
            ("ArrowUp", _) => active.saturating_sub(1),
            ("PageDown", _) => active.saturating_add(page),
            ("PageUp", _) => active.saturating_sub(page),
            ("Home", _) => 0,
            ("End", _) => u32::MAX,
            ("Enter", "DIV") => {
                let id = self.state.with_value(|state| state.row(active).map(|row| row.id.clone()));
                return id.into_iter().for_each(|id| tasks::follow(self.app, Link::Customer(id)));
            }
            _ => return,
        };
        event.prevent_default();
        let to = to.min(total - 1);
        let scroll_px = scroll_to(total, ROW_PX, (view_px, head_px), f64::from(scroller.scroll_top()), to);
        scroller.set_scroll_top(scroll_px.min(f64::from(i32::MAX)) as i32);
        self.state.update_value(|state| state.active = to);
        self.draw();
        let link =
            self.state.with_value(|state| state.drawn.iter().find(|drawn| drawn.index == to).map(|drawn| drawn.link.clone()));
        if let Some(link) = link {
            let _ = link.focus();
        }
    }
}

/// Makes the space above or below the drawn rows so many pixels high; both are made when they are not there.
fn space(body: &Element, is_above: bool, px: f64) {
    if body.child_element_count() == 0 {
        body.set_inner_html(
            "<tr class=\"spacer\" aria-hidden=\"true\"><td></td></tr><tr class=\"spacer\" aria-hidden=\"true\"><td></td></tr>",
        );
    }
    let row = if is_above { body.first_element_child() } else { body.last_element_child() };
    let height = format!("height:{}px", words::fixed(px, 0));
    // A style that is set anew is laid out anew.
    if let Some(row) = row.filter(|row| row.get_attribute("style").as_ref() != Some(&height)) {
        let _ = row.set_attribute("style", &height);
    }
}

impl State {
    fn row(&self, index: u32) -> Option<&CustomerRow> {
        self.chunks.get(&(index / CHUNK_ROWS))?.get((index % CHUNK_ROWS) as usize)
    }

    /// Brings the drawn rows in line with the window; whether the row with the keyboard's focus has gone.
    fn show(&mut self, app: AppContext, body: &Element) -> bool {
        let Window { first, end, above_px, below_px } = self.window;
        space(body, true, above_px);
        space(body, false, below_px);
        let Some(below) = body.last_element_child() else { return false };
        if let (true, Some(span)) = (self.drawn.is_empty(), below.first_element_child()) {
            let columns = self.figures.len().to_string();
            let _ = span.set_attribute("colspan", &columns);
            let _ = body
                .first_element_child()
                .and_then(|row| row.first_element_child())
                .map(|span| span.set_attribute("colspan", &columns));
        }
        // Rows out of view are free for others.
        let mut free: Vec<Drawn> = Vec::new();
        while self.drawn.front().is_some_and(|row| row.index < first || row.index >= end) {
            free.extend(self.drawn.pop_front());
        }
        while self.drawn.back().is_some_and(|row| row.index >= end) {
            free.extend(self.drawn.pop_back());
        }
        let focused = document().active_element();
        let gone = free.iter().any(|row| focused.as_ref() == Some(row.link.as_ref()));
        let known = self.drawn.front().map_or(end, |row| row.index);
        for index in (first..known).rev() {
            let Some(row) = free.pop().or_else(|| Drawn::new(&self.figures)) else { return gone };
            let before = self.drawn.front().map_or(&below, |next| &next.row);
            let _ = body.insert_before(&row.row, Some(before));
            self.drawn.push_front(row.at(index));
        }
        let next = self.drawn.back().map_or(first, |row| row.index + 1);
        for index in next..end {
            let Some(row) = free.pop().or_else(|| Drawn::new(&self.figures)) else { return gone };
            let _ = body.insert_before(&row.row, Some(&below));
            self.drawn.push_back(row.at(index));
        }
        for row in free {
            row.row.remove();
        }
        let currency = app.currency.get_untracked();
        let chunks = &self.chunks;
        for drawn in &mut self.drawn {
            let _ = drawn.link.set_attribute("tabindex", if drawn.index == self.active { "0" } else { "-1" });
            if drawn.is_filled {
                continue;
            }
            let row = chunks.get(&(drawn.index / CHUNK_ROWS)).and_then(|rows| rows.get((drawn.index % CHUNK_ROWS) as usize));
            drawn.fill(app, row, &currency);
        }
        if self.chunks.len() > MOST_CHUNKS {
            let here = first / CHUNK_ROWS;
            self.chunks.retain(|chunk, _| chunk.abs_diff(here) <= KEPT_AROUND);
        }
        gone
    }
}

impl Drawn {
    fn new(figures: &[bool]) -> Option<Self> {
        let document = document();
        let row = document.create_element("tr").ok()?;
        let _ = row.set_attribute("data-testid", "customer-row");
        let link: HtmlElement = document.create_element("a").ok()?.dyn_into().ok()?;
        let mut cells = Vec::with_capacity(figures.len());
        for (at, is_figure) in figures.iter().enumerate() {
            let cell = document.create_element(if at == 0 { "th" } else { "td" }).ok()?;
            if at == 0 {
                let _ = cell.set_attribute("scope", "row");
                let _ = cell.append_child(&link);
            } else if *is_figure {
                cell.set_class_name("num");
            }
            let _ = row.append_child(&cell);
            cells.push(cell);
        }
        // The identifier stands in its link.
        if let Some(first) = cells.first_mut() {
            *first = link.clone().into();
        }
        Some(Self { row, link, cells, index: 0, is_filled: false })
    }

    /// The same elements for another row, not filled yet.
    fn at(self, index: u32) -> Self {
        let _ = self.row.set_attribute("aria-rowindex", &(u64::from(index) + 2).to_string());
        Self { index, is_filled: false, ..self }
    }

    /// Writes a row's cells; grey bars stand for a row that is on its way.
    fn fill(&mut self, app: AppContext, row: Option<&CustomerRow>, currency: &str) {
        self.is_filled = row.is_some();
        self.row.set_class_name(if row.is_some() { "" } else { "is-waiting" });
        match row {
            Some(row) => {
                let href = app.route.with_untracked(|route| route.to_customer(row.id.clone()).format());
                let _ = self.link.set_attribute("href", &href);
            }
            None => {
                let _ = self.link.remove_attribute("href");
            }
        }
        for (at, cell) in self.cells.iter().enumerate() {
            let line = row.and_then(|row| row.cells.get(at));
            write(cell, line.map_or(&[], |line: &Line| &line.0), currency);
        }
    }
}

/// Writes text into a cell, with what a search has found marked.
fn write(cell: &Element, spans: &[Span], currency: &str) {
    let is_plain = !spans.iter().any(|span| matches!(span, Span::Mark(_)));
    if is_plain {
        let text: String = spans.iter().map(|span| span_text(span.clone(), currency)).collect();
        return cell.set_text_content(Some(&text));
    }
    cell.set_text_content(None);
    for span in spans {
        let text = span_text(span.clone(), currency);
        if let (Span::Mark(_), Ok(mark)) = (span, document().create_element("mark")) {
            mark.set_text_content(Some(&text));
            let _ = cell.append_child(&mark);
        } else {
            let _ = cell.append_with_str_1(&text);
        }
    }
}
