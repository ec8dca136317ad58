//! Plain tables. Each scrolls inside its own box, never the page.

use crate::platform::locale;
use crate::protocol::{ProductRow, TableView};
use crate::ui::format;
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

/// Products with what they brought in.
#[component]
pub(crate) fn ProductsTable(
    /// Products, with a further count each, where there is one.
    products: Vec<(ProductRow, Option<u64>)>,
    /// What the further count is.
    #[prop(optional)]
    extra: Option<&'static str>,
    /// Currency of the amounts.
    currency: String,
) -> impl IntoView {
    let has_categories = products.iter().any(|(product, _)| !product.category.is_empty());
    let body = products.into_iter().enumerate().map(|(i, (product, count))| {
        let named = product.name != product.id;
        view! {
            <tr>
                <td class="num muted">{i + 1}</td>
                <th scope="row">
                    <span class="cell-main">{product.name}</span>
                    {named.then(|| view! { <span class="cell-sub">{product.id}</span> })}
                </th>
                {has_categories.then(|| view! { <td>{product.category}</td> })}
                {count.map(|count| view! { <td class="num strong">{locale::count(count)}</td> })}
                <td class="num">{locale::money(product.revenue, &currency)}</td>
                <td class="num">{locale::count(product.orders)}</td>
                <td class="num">{locale::count(product.customers)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label="Products">
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="num rank">"#"</th>
                        <th scope="col">"Product"</th>
                        {has_categories.then(|| view! { <th scope="col">"Category"</th> })}
                        {extra.map(|extra| view! { <th scope="col" class="num">{extra}</th> })}
                        <th scope="col" class="num">"Revenue"</th>
                        <th scope="col" class="num">"Orders"</th>
                        <th scope="col" class="num">"Customers"</th>
                    </tr>
                </thead>
                <tbody>{body.collect_view()}</tbody>
            </table>
        </div>
    }
}
