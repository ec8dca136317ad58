//! The customer table: which customers, in which order, with which columns; as rows for the page and as a file.

use super::columns::{Column, Content, Facts};
use super::search::{contains, marked};
use super::sorting::{self, order, read as sort_keys};
use clientele_core::domain::CustomerIx;
use clientele_engine::Session;
use clientele_engine::output::sales_without_customer;
use clientele_messages::{
    Act, Block, Button, CustomerColumn, CustomerFilter, CustomerRow, CustomersPage, Field, FieldKind, Frame, Group, Line, Link,
    PageView, Query, Span, argument,
};

/// Arguments that show (`1`) or hide (`0`) a column begin so.
const SHOW: &str = "show-";

/// Rows of the table.
pub(crate) fn page(
    session: &Session,
    filter: &CustomerFilter,
    arguments: &[(String, String)],
    offset: u32,
    limit: u32,
) -> CustomersPage {
    let keys = sort_keys(arguments);
    let order = order(session, filter, &keys);
    let shown = shown(session, arguments);
    let facts = Facts::of(session);
    let search = filter.search.trim().to_lowercase();
    let rows = order.iter().skip(offset as usize).take(limit as usize).map(|&c| row(session, &facts, &shown, c, &search));
    let head = |column: &Column| {
        let at = keys.iter().position(|key| key.column == *column);
        CustomerColumn {
            name: column.name().to_owned(),
            title: column.title(session),
            hint: column.hint().to_owned(),
            is_figure: column.is_figure(),
            width_rem: column.width_rem(),
            sorts: sorting::written(&sorting::alone(&keys, *column)),
            sorts_also: sorting::written(&sorting::also(&keys, *column)),
            sorted: at.and_then(|at| keys.get(at)).map(|key| !key.falls),
            rank: at.map_or(0, |at| at as u8 + 1),
        }
    };
    CustomersPage {
        total: order.len() as u64,
        all: session.dataset().customers().ids.len() as u64,
        offset,
        columns: shown.iter().map(head).collect(),
        rows: rows.collect(),
        nobody: if order.is_empty() { nobody(filter) } else { Vec::new() },
    }
}

/// The columns to show: the usual ones, less those hidden, with those shown besides. The identifier is always there.
fn shown(session: &Session, arguments: &[(String, String)]) -> Vec<Column> {
    let known = Column::of_session(session);
    known.iter().copied().filter(|column| is_shown(*column, &known, arguments)).collect()
}

fn is_shown(column: Column, known: &[Column], arguments: &[(String, String)]) -> bool {
    match argument(arguments, &format!("{SHOW}{}", column.name())) {
        _ if column == Column::Id => true,
        "0" => false,
        "1" => true,
        _ => column.is_usual(known),
    }
}

fn row(session: &Session, facts: &Facts<'_>, shown: &[Column], customer: CustomerIx, search: &str) -> CustomerRow {
    let customers = session.dataset().customers();
    let id = customers.ids.get(customer.ix());
    let cell = |column: &Column| match (column, facts.content(*column, customer)) {
        (Column::Id | Column::Name | Column::Email, Content::Text(text)) => {
            let line = marked(&text, search);
            // Somebody is found by an address that no column shows.
            let address = customers.emails.get(customer.ix());
            let is_found_by_it = *column == Column::Name
                && !shown.contains(&Column::Email)
                && !contains(id, search)
                && !contains(&text, search)
                && contains(address, search);
            if is_found_by_it && !search.is_empty() { line.and(" · ").and(marked(address, search)) } else { line }
        }
        (column, content) => content.line(column.is_figure()),
    };
    CustomerRow { id: id.to_owned(), cells: shown.iter().map(cell).collect() }
}

/// What to do when nobody passes.
fn nobody(filter: &CustomerFilter) -> Vec<Block> {
    let searched = filter.search.trim();
    let is_filtered = !filter.conditions().is_empty();
    let (title, advice) = match (searched.is_empty(), is_filtered) {
        (true, _) => ("No customer matches these filters.".to_owned(), "Remove one of them."),
        (false, true) => (
            format!("No customer within these filters matches “{searched}”."),
            "Search for a part of the number, the name or the e-mail address, or remove a filter.",
        ),
        (false, false) => (
            format!("No customer matches “{searched}”."),
            "Check the spelling, or search for a part of the number, the name or the e-mail address.",
        ),
    };
    let clear = |names: &[&str]| Act::Go(Link::Set(names.iter().map(|name| ((*name).to_owned(), String::new())).collect()));
    let mut buttons = Vec::new();
    if !searched.is_empty() {
        buttons.push(Button::new("Clear the search", "clear-search", clear(&["q"])));
    }
    if is_filtered {
        buttons.push(Button::new("Show all customers", "clear-all", clear(&[&["q"][..], &CustomerFilter::NAMES].concat())));
    }
    vec![Block::Text(Line(vec![Span::Strong(title)])), Block::Muted(advice.into()), Block::Buttons(buttons)]
}

/// What stands beside the search: the choice of columns, and the table as a file.
pub(crate) fn tools(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> PageView {
    let known = Column::of_session(session);
    let of_bool = |is: bool| if is { "1" } else { "0" }.to_owned();
    let name = |column: Column| format!("{SHOW}{}", column.name());
    let choices = known.iter().filter(|column| **column != Column::Id).map(|&column| Field {
        name: name(column),
        label: column.title(session),
        hint: column.hint().to_owned(),
        value: of_bool(is_shown(column, &known, arguments)),
        usual: of_bool(column.is_usual(&known)),
        kind: FieldKind::Switch,
        ..Field::default()
    });
    let fields = Block::Fields(choices.collect());
    let is_usual = known.iter().all(|&column| argument(arguments, &name(column)).is_empty());
    let usual = Button {
        is_disabled: is_usual,
        ..Button::new(
            "Default columns",
            "columns-usual",
            Act::Go(Link::Set(Column::ALL.map(|column| (name(column), String::new())).to_vec())),
        )
    };
    let file = Query::CustomersFile { filter: filter.clone(), arguments: arguments.to_vec() };
    let save = Button {
        hint: "customers.csv: the rows and columns of this table, sorted as they are here".to_owned(),
        ..Button::new("These customers", "export-customers", Act::Save(Box::new(file)))
    };
    PageView {
        blocks: vec![
            Block::Group(Group {
                frame: Frame::More,
                title: "Columns".to_owned(),
                testid: "columns".to_owned(),
                blocks: vec![fields, Block::Buttons(vec![usual])],
                ..Group::default()
            }),
            Block::Buttons(vec![save]),
            Block::maybe(sales_without_customer(session.dataset()).map(|more| {
                vec![Block::Group(Group {
                    testid: "sales-without-customer".to_owned(),
                    blocks: vec![Block::Muted(more.into())],
                    ..Group::default()
                })]
            })),
        ],
        ..PageView::default()
    }
}

/// The table as CSV: all rows, the columns that are shown, sorted as they are shown.
pub(crate) fn file(session: &Session, filter: &CustomerFilter, arguments: &[(String, String)]) -> Vec<u8> {
    let order = order(session, filter, &sort_keys(arguments));
    let shown = shown(session, arguments);
    let facts = Facts::of(session);
    let header: Vec<&str> =
        shown.iter().map(|column| if *column == Column::Id { "customer_id" } else { column.name() }).collect();
    let rows = order
        .iter()
        .map(|&customer| -> Vec<String> { shown.iter().map(|column| facts.content(*column, customer).file_text()).collect() });
    clientele_engine::output::csv_bytes(&header, rows)
}
