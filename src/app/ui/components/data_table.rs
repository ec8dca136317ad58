//! Plain tables. Each scrolls inside its own box, never the page.

use crate::platform::locale;
use crate::ui::format;
use clientele_core::domain::TableView;
use leptos::prelude::*;

/// Rows of a chart's table that are shown; the rest are counted.
const MOST_ROWS: usize = 500;

/// A table of texts and figures.
#[component]
pub(crate) fn DataTable(
    /// The table.
    table: TableView,
    /// Currency of its amounts.
    currency: String,
    /// What it is, for those who hear it.
    caption: String,
) -> impl IntoView {
    let more = table.rows.len().saturating_sub(MOST_ROWS);
    let figures: Vec<bool> = (0..table.columns.len())
        .map(|i| table.rows.first().and_then(|row| row.get(i)).is_some_and(|cell| format::cell(cell, &currency).1))
        .collect();
    let head = table.columns.into_iter().zip(figures).map(|(name, figure)| {
        view! { <th scope="col" class:num=figure>{name}</th> }
    });
    let body = table.rows.into_iter().take(MOST_ROWS).map(|row| {
        let cells = row.into_iter().map(|value| {
            let (text, figure) = format::cell(&value, &currency);
            view! { <td class:num=figure>{text}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label=caption.clone()>
            <table>
                <caption class="visually-hidden">{caption.clone()}</caption>
                <thead><tr>{head.collect_view()}</tr></thead>
                <tbody>{body.collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="muted">{format!("and {} more rows", locale::count(more as u64))}</p> })}
    }
}
