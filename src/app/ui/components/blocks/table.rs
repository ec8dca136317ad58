//! Tables that the worker has laid out.

use super::button::button_view;
use super::line::line_view;
use crate::ui::components::el::{El, el, el_of};
use crate::ui::context::use_app;
use crate::ui::model::words;
use crate::ui::{actions, browser};
use clientele_messages::{Act, Block, Button, CellView, Column, Line, Row, Table};
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;

thread_local! {
    /// The heading that a table is just being sorted by.
    static PRESSED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A table's headings; those that sort are buttons.
pub(super) fn head_view(columns: Vec<Column>) -> El {
    let app = use_app();
    let head = columns.into_iter().map(|column| {
        let sort = column.sorted.map_or("", |upwards| if upwards { "ascending" } else { "descending" });
        let cell = el_of("th", if column.is_figure { "num" } else { "" });
        let cell = cell.attr("scope", "col").attr("title", column.hint).attr("aria-sort", sort);
        if column.sorts.is_empty() {
            return cell.text(column.title);
        }
        let mark = column.sorted.map_or("", |upwards| if upwards { " ↑" } else { " ↓" });
        let pairs = column.sorts;
        let title = column.title.replace('"', "");
        // The sorted table is another element: the heading that was pressed gets the keyboard back.
        if PRESSED.with_borrow(|pressed| *pressed == title) && column.sorted.is_some() {
            PRESSED.take();
            let selector = format!("[data-sort=\"{title}\"]");
            set_timeout(move || browser::focus_first(&selector), Duration::ZERO);
        }
        let own = title.clone();
        let press = move |_| {
            PRESSED.set(own.clone());
            actions::set_arguments(app, pairs.clone());
        };
        let button = el_of("button", "sort-button").attr("type", "button").attr("data-sort", title).on("click", press);
        cell.el(button.text(column.title + mark))
    });
    el("thead").el(el("tr").els(head))
}

/// A table in a box of its own, which scrolls.
pub(super) fn boxed(caption: String, class: &'static str, table: El) -> El {
    el_of("div", class).attr("tabindex", "0").attr("role", "region").attr("aria-label", caption).el(table)
}

/// A table of a page, with its button for a file. `opened` shows the blocks of a cell that can be opened.
pub(super) fn table_view(table: Table, opened: fn(Vec<Block>) -> AnyView) -> El {
    let figures: Vec<bool> = table.columns.iter().map(|column| column.is_figure).collect();
    let head = head_view(table.columns);
    let row_testid = table.row_testid;
    let body = el("tbody").els(table.rows.into_iter().map(|row| row_view(row, &figures, &row_testid, opened)));
    let class = if table.is_long { "table-box table-list table-list-long" } else { "table-box" };
    let shown = boxed(table.caption, class, el("table").attr("data-testid", table.testid).el(head).el(body));
    let Some(file) = table.file else { return shown };
    let save = Button { hint: "Save this table (CSV)".to_owned(), ..Button::new("CSV", "table-csv", Act::Save(file)) };
    el("div").el(shown).el(el_of("div", "table-files").with(button_view(save)))
}

fn row_view(row: Row, figures: &[bool], testid: &str, opened: fn(Vec<Block>) -> AnyView) -> El {
    let cells = row.cells.into_iter().enumerate().map(|(at, cell)| {
        let CellView { main, sub, bar, remark, more } = cell;
        let class = match (figures.get(at), bar) {
            _ if !more.is_empty() => "more-cell",
            (_, Some(_)) => "num share-cell",
            (Some(true), None) => "num",
            _ => "",
        };
        let view = if at == 0 { el_of("th", class).attr("scope", "row") } else { el_of("td", class) };
        let mut view = if more.is_empty() {
            view.with(cell_text(main, sub))
        } else {
            let summary = el("summary").with(cell_text(main, sub));
            view.el(el_of("details", "disclosure").el(summary).el(el_of("div", "stack").with(opened(more))))
        };
        if let Some(share) = bar {
            let bar = el_of("span", "share-bar").attr("style", words::percent_wide(share));
            view = view.el(el_of("span", "share-track").attr("aria-hidden", "true").el(bar));
        }
        if !remark.is_empty() {
            view = view.el(el_of("details", "disclosure remark").el(el("summary").text("Why?")).el(el("p").text(remark)));
        }
        view
    });
    el("tr").attr("data-testid", testid).attr("data-key", row.key).attr("title", row.hint).attrs(row.attrs).els(cells)
}

/// What a cell says, with the smaller line under it.
pub(super) fn cell_text(main: Line, sub: Line) -> AnyView {
    if sub.is_empty() {
        return line_view(main);
    }
    let (main, sub) = (el_of("span", "cell-main").with(line_view(main)), el_of("span", "cell-sub").with(line_view(sub)));
    vec![main.done(), sub.done()].into_any()
}
