//! Columns of numbers and texts while files are read.

use clientele_core::domain::Interner;
use clientele_core::domain::number::{DecimalMark, Mark, Number, Side, as_thousands};
use std::ops::Range;

/// Number of a row or value that is not there.
pub(crate) const NONE: u32 = u32::MAX;
/// A number that cannot be read.
pub(crate) const BAD: i64 = i64::MIN;

/// Numbers of one column. Those that can be read in two ways (`1,234`) are listed until the file's decimal mark is known.
#[derive(Default)]
pub(crate) struct NumberColumn {
    /// Ten-thousandths, or [`BAD`].
    pub(crate) values: Vec<i64>,
    either_point: Vec<u32>,
    either_comma: Vec<u32>,
    debits: Vec<u32>,
    credits: Vec<u32>,
}

impl NumberColumn {
    pub(crate) fn push(&mut self, number: Option<Number<'_>>) {
        match number.map(|n| n.side) {
            Some(Side::Debit) => self.debits.push(self.values.len() as u32),
            Some(Side::Credit) => self.credits.push(self.values.len() as u32),
            _ => {}
        }
        match number.map(|n| n.mark) {
            Some(Mark::Either(DecimalMark::Point)) => self.either_point.push(self.values.len() as u32),
            Some(Mark::Either(DecimalMark::Comma)) => self.either_comma.push(self.values.len() as u32),
            _ => {}
        }
        self.values.push(number.map_or(BAD, |n| n.value));
    }

    /// Resolves the numbers of the rows that can be read in two ways `start..end`.
    pub(crate) fn resolve_marks(&mut self, decimal_mark: DecimalMark, start: u32, end: u32) {
        let rows = match decimal_mark {
            DecimalMark::Point => &self.either_comma,
            DecimalMark::Comma => &self.either_point,
        };
        let from = rows.partition_point(|&row| row < start);
        for &row in rows.iter().skip(from).take_while(|&&row| row < end) {
            if let Some(value) = self.values.get_mut(row as usize) {
                *value = as_thousands(*value).unwrap_or(BAD);
            }
        }
    }
}

impl NumberColumn {
    /// Where some of the rows `start..end` are debits and others credits, those of the rarer side are taken off: they count negative. Returns
    /// them.
    pub(crate) fn resolve_sides(&mut self, start: u32, end: u32) -> Vec<u32> {
        let within = |rows: &[u32]| -> Vec<u32> { rows.iter().copied().filter(|row| (start..end).contains(row)).collect() };
        let (debits, credits) = (within(&self.debits), within(&self.credits));
        if debits.is_empty() || credits.is_empty() {
            return Vec::new();
        }
        let rarer = if debits.len() < credits.len() { debits } else { credits };
        for &row in &rarer {
            if let Some(value) = self.values.get_mut(row as usize).filter(|value| **value != BAD) {
                *value = -*value;
            }
        }
        rarer
    }
}

/// Takes the rows `range` out of a list of rows in ascending order; those behind move up.
pub(crate) fn take_out(rows: &mut Vec<u32>, range: &Range<usize>) {
    rows.retain(|&row| !range.contains(&(row as usize)));
    rows.iter_mut().filter(|row| **row as usize >= range.end).for_each(|row| *row -= range.len() as u32);
}

impl NumberColumn {
    /// Takes rows out; those behind move up.
    pub(crate) fn remove(&mut self, range: &Range<usize>) {
        for rows in [&mut self.either_point, &mut self.either_comma, &mut self.debits, &mut self.credits] {
            take_out(rows, range);
        }
        self.values.drain(range.start.min(self.values.len())..range.end.min(self.values.len()));
    }
}

/// Texts of one column as numbers of an interner; short when the last rows have none.
#[derive(Default)]
pub(crate) struct TextColumn {
    pub(crate) codes: Vec<u32>,
    pub(crate) values: Interner,
    last: u32,
}

impl TextColumn {
    /// Sets the text of row `row`, which is after all rows set before. Empty texts are not kept.
    pub(crate) fn set(&mut self, row: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.codes.resize(row, NONE);
        self.last = intern_expecting(&mut self.values, self.last, text);
        self.codes.push(self.last);
    }

    /// As [`set`](Self::set), but faster if the text is the one with the number `usual`. `usual` becomes this text's number.
    pub(crate) fn set_expecting(&mut self, row: usize, text: &str, usual: &mut u32) {
        if text.is_empty() {
            return;
        }
        self.codes.resize(row, NONE);
        *usual = intern_expecting(&mut self.values, *usual, text);
        self.codes.push(*usual);
    }

    /// Gives row `row`, which is after all rows set before, the text of row `from`.
    pub(crate) fn copy(&mut self, row: usize, from: usize) {
        let code = self.code(from);
        if code != NONE {
            self.codes.resize(row, NONE);
            self.codes.push(code);
        }
    }

    /// Gives row `row`, which has no text, that of row `from`.
    pub(crate) fn fill(&mut self, row: usize, from: usize) {
        let code = self.code(from);
        if code == NONE || self.code(row) != NONE {
            return;
        }
        if self.codes.len() <= row {
            self.codes.resize(row + 1, NONE);
        }
        if let Some(slot) = self.codes.get_mut(row) {
            *slot = code;
        }
    }

    /// Takes rows out; those behind move up.
    pub(crate) fn remove(&mut self, range: &Range<usize>) {
        self.codes.drain(range.start.min(self.codes.len())..range.end.min(self.codes.len()));
    }

    /// The number of a row's text; [`NONE`] without one.
    pub(crate) fn code(&self, row: usize) -> u32 {
        self.codes.get(row).copied().unwrap_or(NONE)
    }

    /// The text of a row; empty for none.
    pub(crate) fn text(&self, row: usize) -> &str {
        match self.code(row) {
            NONE => "",
            code => self.values.get(code),
        }
    }
}

/// Numbers that few rows have.
#[derive(Default)]
pub(crate) struct SparseNumbers {
    pub(crate) rows: Vec<u32>,
    pub(crate) numbers: NumberColumn,
}

impl SparseNumbers {
    /// Adds the number of row `row`, which is not before any added earlier. Zero is not kept.
    pub(crate) fn push(&mut self, row: usize, number: Number<'_>) {
        if number.value != 0 {
            self.rows.push(row as u32);
            self.numbers.push(Some(number));
        }
    }

    /// Resolves the numbers of the rows that can be read in two ways `start..end`.
    pub(crate) fn resolve_marks(&mut self, decimal_mark: DecimalMark, start: u32, end: u32) {
        let (from, to) = (self.rows.partition_point(|&r| r < start), self.rows.partition_point(|&r| r < end));
        self.numbers.resolve_marks(decimal_mark, from as u32, to as u32);
    }

    /// Takes rows out; those behind move up.
    pub(crate) fn remove(&mut self, range: &Range<usize>) {
        let at = |row: usize| self.rows.partition_point(|&r| (r as usize) < row);
        self.numbers.remove(&(at(range.start)..at(range.end)));
        take_out(&mut self.rows, range);
    }

    /// Row and value of each number that can be read.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        self.rows.iter().copied().zip(self.numbers.values.iter().copied()).filter(|&(_, value)| value != BAD)
    }
}

/// Interns a text; fast if it is the one with the number `last`.
pub(crate) fn intern_expecting(interner: &mut Interner, last: u32, text: &str) -> u32 {
    if (last as usize) < interner.len() && interner.is(last, text) { last } else { interner.intern(text) }
}
