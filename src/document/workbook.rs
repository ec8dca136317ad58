//! A workbook as data: sheets of columns, packed so that long ones travel and are written without a copy of each cell.

use clientele_core::domain::{Day, TableView};
use serde::{Deserialize, Serialize};

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// What it is about.
    pub title: String,
    /// Currency of the amounts; empty when unknown.
    pub currency: String,
    /// The day that it is dated: from the data, so that the same data give the same file.
    pub dated: Day,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// What to know about it, as a note on its first header; empty for nothing.
    pub note: String,
    /// What is in it.
    pub body: SheetBody,
}

/// What is in a sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SheetBody {
    /// Few rows of any kinds.
    Table(TableView),
    /// Columns of one kind each; as many rows as the longest.
    Columns(Vec<Column>),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Header.
    pub header: String,
    /// The cells.
    pub cells: ColumnKind,
}

/// Cells of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Texts, one after the other, and where each ends.
    Text {
        /// All texts.
        bytes: String,
        /// Ends in bytes.
        ends: Vec<u32>,
    },
    /// One of a few texts each.
    Words {
        /// The texts.
        words: Vec<String>,
        /// Which; beyond them: an empty cell.
        code: Vec<u32>,
    },
    /// Whole numbers.
    Count(Vec<u32>),
    /// Numbers; what is no number is an empty cell.
    Number(Vec<f64>),
    /// Shares, 0 to 1.
    Share(Vec<f64>),
    /// Amounts in main units.
    Money(Vec<f64>),
    /// Days; [`ColumnKind::NO_DAY`] is an empty cell.
    Day(Vec<Day>),
}

impl ColumnKind {
    /// No day.
    pub const NO_DAY: Day = Day(i32::MIN);

    /// Texts in one piece.
    pub fn texts<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let (mut bytes, mut ends) = (String::new(), Vec::new());
        for text in texts {
            bytes.push_str(text.as_ref());
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        ColumnKind::Text { bytes, ends }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        match self {
            ColumnKind::Text { ends, .. } => ends.len(),
            ColumnKind::Words { code, .. } => code.len(),
            ColumnKind::Count(cells) => cells.len(),
            ColumnKind::Number(cells) | ColumnKind::Share(cells) | ColumnKind::Money(cells) => cells.len(),
            ColumnKind::Day(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A text of a column of texts or words.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        match self {
            ColumnKind::Text { bytes, ends } => {
                let start = row.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())? as usize;
                bytes.get(start..*ends.get(row)? as usize)
            }
            ColumnKind::Words { words, code } => words.get(*code.get(row)? as usize).map(String::as_str),
            _ => None,
        }
    }
}

impl Sheet {
    /// Rows below the header.
    pub fn rows(&self) -> usize {
        match &self.body {
            SheetBody::Table(view) => view.rows.len(),
            SheetBody::Columns(columns) => columns.iter().map(|column| column.cells.len()).max().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_texts_read_back() {
        let column = ColumnKind::texts(["a", "", "Grüner Tee"]);
        assert_eq!((0..4).map(|row| column.text(row)).collect::<Vec<_>>(), [Some("a"), Some(""), Some("Grüner Tee"), None]);
        let words = ColumnKind::Words { words: vec!["x".into()], code: vec![0, 9] };
        assert_eq!((words.text(0), words.text(1)), (Some("x"), None));
    }
}
