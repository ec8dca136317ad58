//! What one customer has bought, product by product. Argument `products`: the column to sort by, with `-` for downwards.

use crate::overview::{category, has_prices};
use clientele_core::domain::{CustomerIx, Day, Money, counted, grouped, product_name};
use clientele_engine::Session;
use clientele_messages::{Block, CellView, Column, Line, Row, Table, argument};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Products listed.
const MOST_PRODUCTS: usize = 200;
/// Name of the argument.
const SORT: &str = "products";
/// What it may be, the usual one first; with `-` for downwards.
const USUAL: &str = "-spent";

#[derive(Clone, Debug, Default)]
struct Bought {
    product: usize,
    name: String,
    category: String,
    orders: u64,
    pieces: i64,
    spent: Money,
    last: Day,
}

/// The panel; nothing for a customer without orders.
pub(crate) fn panel(session: &Session, arguments: &[(String, String)], customer: CustomerIx) -> Option<Block> {
    let mut bought = of_customer(session, customer);
    if bought.is_empty() {
        return None;
    }
    let all = bought.len();
    let has_prices = has_prices(session);
    let columns: Vec<(&str, &str, bool)> = [
        ("product", "Product", false),
        ("category", "Category", false),
        ("orders", "Orders with it", true),
        ("pieces", "Pieces", true),
        ("spent", "Spent", true),
        ("last", "Last bought", true),
    ]
    .into_iter()
    .filter(|(name, ..)| match *name {
        "category" => bought.iter().any(|row| !row.category.is_empty()),
        "spent" => has_prices,
        _ => true,
    })
    .collect();
    let usual = if has_prices { USUAL } else { "-orders" };
    let asked = argument(arguments, SORT);
    let is_known = columns.iter().any(|(name, ..)| *name == asked.trim_start_matches('-'));
    let sort = if is_known { asked } else { usual };
    let (by, falls) = sort.strip_prefix('-').map_or((sort, false), |by| (by, true));
    bought.sort_by(|a, b| {
        let compared = compare(a, b, by);
        if falls { compared.reverse() } else { compared }.then(a.product.cmp(&b.product))
    });
    bought.truncate(MOST_PRODUCTS);
    let heads = columns.iter().map(|(name, title, is_figure)| {
        let is_sorted = *name == by;
        // Again turns it round; figures begin with the largest, names with A.
        let will_fall = if is_sorted { !falls } else { *is_figure };
        let next = format!("{}{name}", if will_fall { "-" } else { "" });
        Column {
            title: (*title).to_owned(),
            is_figure: *is_figure,
            sorts: vec![(SORT.to_owned(), if next == usual { String::new() } else { next })],
            sorted: is_sorted.then_some(!falls),
            ..Column::default()
        }
    });
    let heads = heads.collect();
    let rows = bought.iter().map(|row| {
        let cell = |name: &str| -> CellView {
            match name {
                "product" => row.name.as_str().into(),
                "category" => row.category.as_str().into(),
                "orders" => Line::count(row.orders).into(),
                "pieces" => Line::decimal(row.pieces as f64, 0).into(),
                "spent" => Line::money(row.spent).into(),
                _ => Line::day(row.last).into(),
            }
        };
        let key = session.dataset().products().ids.get(row.product).to_owned();
        Row { key, cells: columns.iter().map(|(name, ..)| cell(name)).collect(), ..Row::default() }
    });
    let table = Table {
        caption: "Products bought".to_owned(),
        row_testid: "product-row".to_owned(),
        is_long: true,
        columns: heads,
        rows: rows.collect(),
        ..Table::default()
    };
    let note = if all > MOST_PRODUCTS {
        format!("The first {} of {} in this order.", grouped(MOST_PRODUCTS as u64), counted(all as u64, "product", "products"))
    } else {
        counted(all as u64, "product in all", "products in all")
    };
    Some(Block::panel("Products", &note, "customer-products", vec![Block::Table(table)]))
}

fn compare(a: &Bought, b: &Bought, by: &str) -> Ordering {
    match by {
        "product" => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        "category" => a.category.cmp(&b.category),
        "orders" => a.orders.cmp(&b.orders),
        "pieces" => a.pieces.cmp(&b.pieces),
        "spent" => a.spent.cmp(&b.spent),
        _ => a.last.cmp(&b.last),
    }
}

fn of_customer(session: &Session, customer: CustomerIx) -> Vec<Bought> {
    let dataset = session.dataset();
    let lines = dataset.lines();
    let mut found: BTreeMap<usize, (Bought, Option<u32>)> = BTreeMap::new();
    // Orders come oldest first.
    for line in dataset.lines_of_customer(customer) {
        let (product, order) = (lines.product[line].ix(), lines.order[line]);
        let (row, counted) = found.entry(product).or_insert_with(|| {
            let (name, category) = (product_name(dataset, product).to_owned(), category(dataset, product));
            (Bought { product, name, category, ..Bought::default() }, None)
        });
        // An order may have a product on several lines.
        row.orders += u64::from(*counted != Some(order.0));
        *counted = Some(order.0);
        row.pieces += i64::from(lines.quantity[line]);
        row.spent += lines.amount[line];
        row.last = dataset.orders().day[order.ix()];
    }
    found.into_values().map(|(row, _)| row).collect()
}
