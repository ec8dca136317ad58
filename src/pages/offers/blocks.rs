//! Small makers of blocks for the pages about offers.

use clientele_analytics::recommend::RecommendParams;
use clientele_core::domain::{Cell, ErrorView, TableView};
use clientele_engine::{Config, Session, overlay};
use clientele_messages::{Act, Block, CellView, Column, Field, FieldKind, Group, Line, Row, Table, Tone};

/// A table of texts and figures as a block; columns with a figure stand at the right.
pub(super) fn table(view: TableView, caption: &str, row_testid: &str) -> Block {
    let is_figure = |at: usize| view.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Figure(_))));
    let columns = view.columns.iter().enumerate().map(|(at, title)| Column { is_figure: is_figure(at), ..Column::text(title) });
    let columns = columns.collect();
    let cell = |cell: Cell| -> CellView {
        match cell {
            Cell::Text(text) => text.into(),
            Cell::Figure(figure) => Line::figure(figure).into(),
            Cell::Day(day) => Line::day(day).into(),
            Cell::Empty => CellView::default(),
        }
    };
    let rows = view.rows.into_iter().map(|row| Row { cells: row.into_iter().map(cell).collect(), ..Row::default() });
    Block::Table(Table {
        caption: caption.to_owned(),
        row_testid: row_testid.to_owned(),
        is_long: true,
        columns,
        rows: rows.collect(),
        ..Table::default()
    })
}

/// Blocks with a test id of their own.
pub(super) fn named(testid: &str, blocks: Vec<Block>) -> Block {
    Block::Group(Group { testid: testid.to_owned(), blocks, ..Group::default() })
}

/// What cannot be done, and what to do about it.
pub(super) fn problem(error: &ErrorView, testid: &str) -> Block {
    Block::notice(Tone::Error, testid, error.to_string())
}

/// Sentences as paragraphs of lesser weight.
pub(super) fn small(lines: Vec<String>) -> Vec<Block> {
    lines.into_iter().map(|line| Block::Muted(line.into())).collect()
}

/// One of few, as buttons: value and label; the first is usual.
pub(super) fn tabs(name: &str, label: &str, now: &str, choices: &[(&str, &str)]) -> Field {
    let usual = choices.first().map_or("", |choice| choice.0).to_owned();
    let value = choices.iter().find(|choice| choice.0 == now).map_or_else(|| usual.clone(), |choice| choice.0.to_owned());
    let buttons =
        choices.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned(), format!("{name}-{value}"))).collect();
    Field { name: name.to_owned(), label: label.to_owned(), value, usual, kind: FieldKind::Buttons(buttons), ..Field::default() }
}

/// Keeps these settings for the data, and runs with them; what was typed is taken away then.
pub(super) fn apply_settings(session: &Session, params: &RecommendParams) -> Act {
    let config = Config { recommendations: params.clone(), ..session.config().clone() };
    Act::Settings(overlay::of(&config))
}
