//! All customers in one table, however many: only the rows in view are drawn, and fetched by the hundred. The worker chooses
//! columns and order.
//!
//! Rows are elements that are used again: those that leave the view at one end come back at the other with other text, which costs a
//! frame far less than rows made anew.

mod rows;

use crate::platform::locale;
use crate::ui::browser::{self, Observer};
use crate::ui::components::{
    El, ErrorBox, ExportButton, FilterBar, NeedsResult, PageFrame, PricesMissing, RunAgain, blocks_view, el, el_of, live,
    live_text,
};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::route::Page;
use crate::ui::model::table::{CHUNK_ROWS, Window, scroll_to};
use crate::ui::queries::{ask, content_of, load};

use crate::ui::actions;
use crate::ui::model::words;
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::Stage;
use clientele_messages::{Answer, Block, CustomerColumn, Link, Query};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rows::{ROW_PX, State, Wanted, space};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Questions on their way at a time: whoever scrolls through all rows waits for those in view only.
const MOST_ASKED: usize = 2;
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
            lead="Every customer with scores, segment and cluster. Click a customer to see their orders and what to offer."
            actions=|| view! { <ExportButton kind=ExportKind::Segments label="All customers"/> }
        >
            <NeedsResult stage=Stage::Rfm>
                <PricesMissing/>
                {customer_table()}
            </NeedsResult>
        </PageFrame>
    }
}

/// The table: handles to its state and its elements.
#[derive(Clone, Copy)]
struct CustomerTable {
    app: AppContext,
    state: StoredValue<State, LocalStorage>,
    scroller: NodeRef<leptos::html::Div>,
    body: NodeRef<leptos::html::Tbody>,
    /// Customers that pass, and all.
    counts: RwSignal<Option<(u64, u64)>>,
    columns: RwSignal<Vec<CustomerColumn>>,
    nobody: RwSignal<Vec<Block>>,
    error: RwSignal<Option<ErrorView>>,
}

fn customer_table() -> AnyView {
    let app = use_app();
    let table = CustomerTable {
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
        content_of!(Page),
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

impl CustomerTable {
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
            actions::set_arguments(app, pairs.unwrap_or_default());
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
                return id.into_iter().for_each(|id| actions::follow(self.app, Link::Customer(id)));
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
