//! Recovers rows lost to a stray quote: a cell that begins with a quote which is never closed turns all lines up to the next quote into
//! one row. The first line of such a row is read again with quotes as ordinary letters, and then the lines after it.

use crate::read::record_reader::{RecordReader, RecordTooLong, Row};

/// Bytes of a file that may be read again: bounds the time for a file full of stray quotes. Beyond that, such rows are set aside as
/// ragged.
pub(crate) const REREAD_BYTES: usize = 64 << 20;
/// In narrower tables a text of several lines may well look like rows.
const MIN_WIDTH: usize = 4;

/// The result of reading a row again.
pub(crate) enum Reread {
    /// All of its rows were handed on.
    Done,
    /// Its last row continues in bytes that are still to come: this reader is in the middle of it.
    ContinueWith(Box<RecordReader>),
    /// What is left of it has more cells than a row may have; this reader knows the line.
    TooLong(Box<RecordReader>),
    /// It cannot be split, or too much was read again before.
    NotPossible,
}

/// Whether the row just read looks like several rows that a quote made one: it has line breaks, and not as many cells as the
/// header; or its cells fit, but its first line alone is a whole row and so is a later one.
pub(crate) fn is_stray_quote(reader: &RecordReader, delimiter: u8, width: usize) -> bool {
    if !reader.spans_lines() {
        return false;
    }
    let mut lines = reader.raw().split(|b| matches!(b, b'\n' | b'\r'));
    let cells = |line: &[u8]| line.iter().filter(|&&b| b == delimiter).count() + 1;
    let first_is_row = lines.next().is_some_and(|line| cells(line) == width);
    reader.cells() < width
        || (first_is_row && (reader.cells() > width || (width >= MIN_WIDTH && lines.any(|l| cells(l) >= width))))
}

/// Reads the row again and hands each row found to `take`, with whether it is a line with a stray quote. `goes_on`: the row is
/// not complete, but too long to wait for its end.
pub(crate) fn reread<E>(
    broken: &RecordReader,
    delimiter: u8,
    width: usize,
    goes_on: bool,
    budget: &mut usize,
    take: &mut impl FnMut(&RecordReader, Row<'_>, bool) -> Result<(), E>,
) -> Result<Reread, E> {
    // A row ends with the CR; its LF is not read yet. But a quote that opens in the last line holds both.
    let mut raw = broken.raw().to_vec();
    if !goes_on && raw.ends_with(b"\r") {
        raw.push(b'\n');
    }
    let (mut rest, mut line) = (raw.as_slice(), broken.start_line());
    let can_split = |rest: &[u8], budget: usize| rest.len() <= budget && rest.iter().any(|b| matches!(b, b'\n' | b'\r'));
    if !can_split(rest, *budget) {
        return Ok(Reread::NotPossible);
    }
    loop {
        // The first line, its quotes taken for letters.
        *budget -= rest.len();
        let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        let (mut first, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let mut unquoted = RecordReader::new(broken.marks().without_quotes(), line);
        if let Ok(Some(row)) = unquoted.read(&mut first, true) {
            take(&unquoted, row, true)?;
        }
        // The lines after it are read as usual, up to the next such row. The line end before them counts as a line.
        let mut reader = RecordReader::new(broken.marks(), line);
        rest = after;
        let next = loop {
            let begin = rest;
            let row = match reader.read(&mut rest, !goes_on) {
                Ok(Some(row)) => row,
                Ok(None) if goes_on => return Ok(Reread::ContinueWith(Box::new(reader))),
                Ok(None) => return Ok(Reread::Done),
                // Too many cells: what was one quoted cell is now split into its cells.
                Err(RecordTooLong) => return Ok(Reread::TooLong(Box::new(reader))),
            };
            if is_stray_quote(&reader, delimiter, width) && can_split(reader.raw(), budget.saturating_sub(begin.len())) {
                break begin;
            }
            take(&reader, row, false)?;
        };
        line = reader.start_line();
        let blank = next.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        rest = next.get(blank..).unwrap_or_default();
    }
}
