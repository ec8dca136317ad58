//! The rows of the customer table that are fetched and drawn.

use crate::ui::components::span_text;
use crate::ui::context::AppContext;
use crate::ui::model::table::{CHUNK_ROWS, Window};
use crate::ui::model::words;
use clientele_messages::{Arguments, CustomerFilter, CustomerRow, Line, Span};
use leptos::prelude::*;
use std::collections::{HashMap, HashSet, VecDeque};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Height of a row, in pixels; the style sheet holds to it.
pub(super) const ROW_PX: f64 = 40.0;
/// Fetched hundreds that are kept, and how far from the view they may be when there are more.
const MOST_CHUNKS: usize = 60;
const KEPT_AROUND: u32 = 15;

/// Which rows are wanted: everything that, when it changes, makes the fetched rows worthless.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Wanted {
    pub(super) version: u32,
    pub(super) filter: CustomerFilter,
    pub(super) arguments: Arguments,
}

/// A row as it stands in the page.
pub(super) struct Drawn {
    pub(super) row: Element,
    pub(super) link: HtmlElement,
    pub(super) cells: Vec<Element>,
    pub(super) index: u32,
    pub(super) is_filled: bool,
}

/// Rows fetched and drawn so far.
#[derive(Default)]
pub(super) struct State {
    pub(super) wanted: Wanted,
    /// Counts up with each new [`Wanted`]: answers to older ones are dropped.
    pub(super) generation: u32,
    /// Whether what is drawn is still that of an older one: it stays until the first rows of the new one are there.
    pub(super) is_stale: bool,
    pub(super) chunks: HashMap<u32, Vec<CustomerRow>>,
    pub(super) asked: HashSet<u32>,
    pub(super) total: u32,
    pub(super) window: Window,
    pub(super) figures: Vec<bool>,
    pub(super) drawn: VecDeque<Drawn>,
    /// The row that the keyboard is at.
    pub(super) active: u32,
    /// Where to scroll to when there are rows.
    pub(super) place: Option<i32>,
    pub(super) scroll_px: i32,
    /// Whether a frame is asked for.
    pub(super) is_due: bool,
}

/// Makes the space above or below the drawn rows so many pixels high; both are made when they are not there.
pub(super) fn space(body: &Element, is_above: bool, px: f64) {
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
    pub(super) fn row(&self, index: u32) -> Option<&CustomerRow> {
        self.chunks.get(&(index / CHUNK_ROWS))?.get((index % CHUNK_ROWS) as usize)
    }

    /// Brings the drawn rows in line with the window; whether the row with the keyboard's focus has gone.
    pub(super) fn show(&mut self, app: AppContext, body: &Element) -> bool {
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
