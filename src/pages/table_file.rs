//! The tables of pages as files. When a page is laid out, each of its tables is given the question for it; the file is made by laying the
//! page out again, so it holds what the page shows.

use crate::selection::filter;
use clientele_core::domain::{ErrorView, Figure, multiple};
use clientele_document::figure_text;
use clientele_engine::Session;
use clientele_engine::output::{cells_csv, plain_figure};
use clientele_messages::{Arguments, Block, CellView, CustomerFilter, ExportedFile, Line, PageView, Query, Span, Table};

/// Gives each table with rows the question for its file.
pub(crate) fn offer(view: &mut PageView, name: &str, arguments: &Arguments, filter: &CustomerFilter) {
    let mut at = 0;
    each(&mut view.blocks, &mut |table| {
        if !table.rows.is_empty() {
            let (name, arguments, filter) = (name.to_owned(), arguments.clone(), filter.clone());
            table.file = Some(Box::new(Query::TableFile { name, arguments, filter, at }));
        }
        at += 1;
    });
}

/// The file of a page's table.
///
/// # Errors
/// When the page has no such table any more.
pub(crate) fn file(session: &Session, mut view: PageView, filter: &CustomerFilter, at: u32) -> Result<ExportedFile, ErrorView> {
    let (mut found, mut number) = (None, 0);
    each(&mut view.blocks, &mut |table| {
        if number == at {
            found = Some(std::mem::take(table));
        }
        number += 1;
    });
    let table = found.ok_or_else(|| ErrorView {
        code: "no-such-table".into(),
        message: "The page does not have this table any more".into(),
        place: None,
        suggestion: "Open the page again.".into(),
    })?;
    let what = if table.caption.is_empty() { view.title.as_str() } else { table.caption.as_str() };
    Ok(ExportedFile {
        name: format!("{}.csv", filter::file_name(what, filter)),
        media_type: "text/csv;charset=utf-8".to_owned(),
        bytes: csv(&table, session.dataset().currency()),
    })
}

/// The tables of blocks, from the top.
fn each(blocks: &mut [Block], work: &mut dyn FnMut(&mut Table)) {
    for block in blocks {
        match block {
            Block::Table(table) => work(table),
            Block::Group(group) => each(&mut group.blocks, work),
            Block::Cards(cards) => cards.cards.iter_mut().for_each(|card| each(&mut card.blocks, work)),
            _ => {}
        }
    }
}

/// A column of the page is up to three of the file: what it says, what stands small under it, and the word to it.
fn csv(table: &Table, currency: &str) -> Vec<u8> {
    type Read = fn(&CellView, &str) -> String;
    let reads: [(&str, Read); 3] = [
        ("", |cell, currency| plain(&cell.main, currency)),
        (": more", |cell, currency| plain(&cell.sub, currency)),
        (": note", |cell, _| cell.remark.clone()),
    ];
    let mut columns = Vec::new();
    let mut rows = vec![Vec::new(); table.rows.len()];
    for (at, column) in table.columns.iter().enumerate() {
        for (end, read) in reads {
            let cells: Vec<String> =
                table.rows.iter().map(|row| row.cells.get(at).map(|cell| read(cell, currency)).unwrap_or_default()).collect();
            if end.is_empty() || cells.iter().any(|cell| !cell.is_empty()) {
                columns.push(format!("{}{end}", column.title));
                rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
            }
        }
    }
    cells_csv(&columns, &rows)
}

/// A line as text; one that is a single figure, as programs read it.
fn plain(line: &Line, currency: &str) -> String {
    match line.0.as_slice() {
        [Span::Figure(figure) | Span::Rounded(figure)] => plain_figure(*figure),
        [Span::Amount(amount, _)] => plain_figure(Figure::Money(*amount)),
        [Span::Decimal(number, _) | Span::Change(number)] => number.to_string(),
        [Span::Day(day)] => day.to_string(),
        [Span::Link { text, .. }] => plain(text, currency),
        spans => spans.iter().map(|span| words(span, currency)).collect(),
    }
}

fn words(span: &Span, currency: &str) -> String {
    match span {
        Span::Text(text) | Span::Mark(text) | Span::Strong(text) => text.clone(),
        Span::Figure(figure) | Span::Rounded(figure) => figure_text(*figure, currency),
        Span::Amount(amount, currency) => figure_text(Figure::Money(*amount), currency),
        Span::Decimal(number, decimals) => format!("{number:.*}", usize::from(*decimals)),
        Span::Change(change) => multiple(*change).unwrap_or_else(|| format!("{:+.1} %", change * 100.0)),
        Span::Day(day) => day.long_text(),
        Span::Link { text, .. } => text.0.iter().map(|span| words(span, currency)).collect(),
    }
}
