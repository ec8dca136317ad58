//! The first rows of a table, cells tidied: what the names of its columns are checked against.

use crate::parse::cell::clean;
use crate::parse::total_words::is_total;
use crate::read::csv_marks::CsvMarks;
use crate::read::record::{Record, RecordDecoder};
use crate::read::record_reader::RecordReader;
use std::borrow::Cow;

/// Rows that are looked at.
pub(crate) const SAMPLE_ROWS: usize = 600;

/// Cells that are kept at most: a sheet may have very many columns.
const MAX_CELLS: usize = 200_000;

/// The first rows of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableSample {
    pub(crate) rows: Vec<Vec<String>>,
    cells: usize,
}

impl TableSample {
    /// The rows in a piece of text that begins below the header.
    pub(crate) fn of_text(mut text: &[u8], marks: CsvMarks, is_complete: bool) -> Self {
        let (mut reader, mut decoder) = (RecordReader::new(marks, 1), RecordDecoder::default());
        let mut sample = Self::default();
        while !sample.has(SAMPLE_ROWS) {
            let Ok(Some(row)) = reader.read(&mut text, is_complete) else { break };
            sample.push(&reader.record(row, &mut decoder));
        }
        sample
    }

    /// Adds a row, unless there are enough, it is empty, or it is a total: what stands there is not of the column.
    pub(crate) fn push(&mut self, record: &Record<'_>) {
        let mut filled = record.fields().map(str::trim).filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else { return };
        let is_sum = (filled.count() + 1) * 2 <= record.len() && is_total(first, true);
        if !self.has(SAMPLE_ROWS) && !is_sum {
            self.cells += record.len();
            self.rows.push(record.fields().map(|cell| clean(cell).0.to_owned()).collect());
        }
    }

    /// The sample without the rows in which the names of the columns are repeated.
    pub(crate) fn without(&self, header: &[Vec<String>]) -> Cow<'_, Self> {
        let is_header = |row: &Vec<String>| header.iter().any(|names| names == row);
        if !self.rows.iter().any(is_header) {
            return Cow::Borrowed(self);
        }
        let rows = self.rows.iter().filter(|row| !is_header(row)).cloned().collect();
        Cow::Owned(Self { rows, cells: self.cells })
    }

    /// Whether so many rows are there, or as many as may be kept.
    pub(crate) fn has(&self, rows: usize) -> bool {
        self.rows.len() >= rows || self.cells >= MAX_CELLS
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A cell; empty where the row is short.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }
}
