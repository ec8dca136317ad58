//! What is kept of a file while and after it is read: its header and counts, never its text.

use super::cell::{Cleaned, clean, clean_id};
use super::date::DateEvidence;
use super::headers::Recognised;
use super::issue::{Example, IssueCode, Issues, MAX_EXAMPLES, SetAsideReason};
use super::meaning::Meaning;
use clientele_core::domain::number::{DecimalMark, Mark, MarkEvidence, Number, as_thousands, parse_number};

use super::recipe::{Recipe, RepairStep};
use super::report::Change;
use super::text::{Encoding, Record};
use clientele_core::domain::{Interner, Money};

/// Number of a row or value that is not there.
pub(super) const NONE: u32 = u32::MAX;
/// A number that cannot be read.
pub(super) const BAD: i64 = i64::MIN;
/// Characters of a cell that an example shows.
const MAX_EXAMPLE_CHARS: usize = 200;

/// One of the files.
pub(super) struct SourceFile {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) gzip: bool,
    pub(super) encoding: Encoding,
    pub(super) windows_1252_cells: u64,
    pub(super) dos_cells: u64,
    /// 0 for the sheet of a workbook.
    pub(super) delimiter: u8,
    /// Lines before the header that hold something else.
    pub(super) preamble_lines: u32,
    /// Why a file of an archive was not read.
    pub(super) refused: Option<String>,
    pub(super) headers: Vec<String>,
    pub(super) recognised: Recognised,
    pub(super) rows: u64,
    pub(super) used: u64,
    /// Of those, rows in which something was put right.
    pub(super) repaired: u64,
    pub(super) passed_over: u64,
    pub(super) set_aside: [u64; SetAsideReason::ALL.len()],
    pub(super) cells: CellSteps,
    pub(super) dates: DateEvidence,
    pub(super) marks: MarkEvidence,
}

/// The repairs of single cells: which are on, and what they did.
#[derive(Default)]
pub(super) struct CellSteps {
    keep_blanks: bool,
    keep_guards: bool,
    keep_id_decimals: bool,
    /// Cells mended so far.
    pub(super) mended: u64,
    pub(super) done: Vec<CellStep>,
}

/// What one repair of cells did in one file.
pub(super) struct CellStep {
    pub(super) step: RepairStep,
    pub(super) cells: u64,
    pub(super) examples: Vec<Change>,
}

impl CellSteps {
    pub(super) fn new(recipe: &Recipe) -> Self {
        Self {
            keep_blanks: !recipe.is_on(RepairStep::Trim),
            keep_guards: !recipe.is_on(RepairStep::TakeOffGuards),
            keep_id_decimals: !recipe.is_on(RepairStep::TakeOffIdDecimals),
            mended: 0,
            done: Vec::new(),
        }
    }

    fn is_on(&self, step: RepairStep) -> bool {
        !match step {
            RepairStep::Trim => self.keep_blanks,
            RepairStep::TakeOffGuards => self.keep_guards,
            _ => self.keep_id_decimals,
        }
    }
}

/// The numbers given to ids, the same in all files.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) orders: Interner,
    pub(super) customers: Interner,
    pub(super) products: Interner,
}

impl SourceFile {
    /// What is wrong with the row as a row, if anything.
    pub(super) fn shape_fault(&self, record: &Record<'_>) -> Option<SetAsideReason> {
        let first = record.field(0);
        // Nearly all rows begin and end a cell with a letter or digit: nothing to trim.
        let first = clean(first).0;
        if first.is_empty() && record.fields().all(|cell| cell.trim().is_empty()) {
            return Some(SetAsideReason::EmptyRow);
        }
        let width = self.headers.len();
        if record.len() < width || (width..record.len()).any(|ix| !record.field(ix).trim().is_empty()) {
            return Some(SetAsideReason::RaggedRow);
        }
        let is_header = self.headers.first().is_some_and(|header| header == first)
            && self.headers.iter().zip(record.fields()).all(|(header, cell)| header == cell.trim());
        is_header.then_some(SetAsideReason::RepeatedHeader)
    }

    /// The tidied text of a cell; empty where there is no such column.
    pub(super) fn text<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
        let Some(column) = column else { return "" };
        self.tidy(record, column, clean)
    }

    /// The tidied id of a cell. What programs write for "nothing" counts as nothing.
    pub(super) fn id<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
        let Some(column) = column else { return "" };
        let text = self.tidy(record, column, clean_id);
        let is_nothing = matches!(text.len(), 3 | 4) && (text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("null"));
        if is_nothing { "" } else { text }
    }

    #[inline]
    fn tidy<'a>(&mut self, record: &Record<'a>, column: usize, clean: impl Fn(&'a str) -> (&'a str, Cleaned)) -> &'a str {
        let raw = record.field(column);
        let (text, cleaned) = clean(raw);
        if text.len() == raw.len() {
            return text;
        }
        self.tidied(record, column, raw, text, cleaned)
    }

    #[cold]
    fn tidied<'a>(&mut self, record: &Record<'a>, column: usize, raw: &'a str, text: &'a str, cleaned: Cleaned) -> &'a str {
        let step = match cleaned {
            Cleaned::Nothing => RepairStep::Trim,
            Cleaned::Guard => RepairStep::TakeOffGuards,
            Cleaned::Decimals => RepairStep::TakeOffIdDecimals,
        };
        if text.is_empty() {
            return text;
        }
        let is_on = self.cells.is_on(step);
        let at = self.cells.done.iter().position(|done| done.step == step).unwrap_or_else(|| {
            self.cells.done.push(CellStep { step, cells: 0, examples: Vec::new() });
            self.cells.done.len() - 1
        });
        let example = |text: &str| text.chars().take(MAX_EXAMPLE_CHARS).collect::<String>();
        if let Some(done) = self.cells.done.get_mut(at) {
            done.cells += 1;
            if done.examples.len() < MAX_EXAMPLES {
                let header = self.headers.get(column).cloned().unwrap_or_default();
                let (before, after) = (example(raw), example(text));
                done.examples.push(Change { file: self.name.clone(), line: record.line, column: header, before, after });
            }
        }
        if is_on {
            self.cells.mended += 1;
            return text;
        }
        // What is not mended still has its blanks taken off, unless that is off, too.
        if step == RepairStep::Trim || self.cells.keep_blanks { raw } else { raw.trim() }
    }

    /// The number of a cell, and what it says of the decimal mark is counted.
    pub(super) fn number<'a>(&mut self, record: &Record<'a>, column: usize) -> Option<Number<'a>> {
        let text = record.field(column);
        let number = parse_number(text).or_else(|| parse_number(self.text(record, Some(column))))?;
        self.marks.add(number.mark);
        Some(number)
    }

    /// The column's name in this file.
    pub(super) fn header(&self, meaning: Meaning) -> &str {
        self.recognised.column(meaning).and_then(|ix| self.headers.get(ix)).map_or("", String::as_str)
    }

    /// An example of an issue in this file.
    pub(super) fn example(&self, line: u32, column: &str, value: &str) -> Example {
        // Long texts would make the report as large as the file.
        let value = value.chars().take(MAX_EXAMPLE_CHARS).collect();
        Example { file: self.name.clone(), line, column: column.to_owned(), value }
    }

    /// Sets a row of customers or products aside.
    pub(super) fn set_row_aside(&mut self, reason: SetAsideReason, record: &Record<'_>, issues: &mut Issues) {
        if let Some(count) = self.set_aside.get_mut(reason as usize) {
            *count += 1;
        }
        let value = record
            .fields()
            .collect::<Vec<_>>()
            .join(&char::from(if self.delimiter == 0 { b',' } else { self.delimiter }).to_string());
        issues.add(reason.issue(), "", Money::ZERO, || self.example(record.line, "", &value));
    }

    /// Passes a row of customers or products over.
    pub(super) fn pass_row_over(
        &mut self,
        code: IssueCode,
        meaning: Meaning,
        record: &Record<'_>,
        id: &str,
        issues: &mut Issues,
    ) {
        self.passed_over += 1;
        issues.add(code, "", Money::ZERO, || self.example(record.line, self.header(meaning), id));
    }
}

/// Numbers of one column, and which of them can be read in two ways.
#[derive(Default)]
pub(super) struct NumberColumn {
    /// Ten-thousandths, or [`BAD`].
    pub(super) values: Vec<i64>,
    either_point: Vec<u32>,
    either_comma: Vec<u32>,
}

impl NumberColumn {
    pub(super) fn push(&mut self, number: Option<Number<'_>>) {
        match number.map(|n| n.mark) {
            Some(Mark::Either(DecimalMark::Point)) => self.either_point.push(self.values.len() as u32),
            Some(Mark::Either(DecimalMark::Comma)) => self.either_comma.push(self.values.len() as u32),
            _ => {}
        }
        self.values.push(number.map_or(BAD, |n| n.value));
    }

    /// Settles the open numbers of the rows `start..end`.
    pub(super) fn settle(&mut self, decimal_mark: DecimalMark, start: u32, end: u32) {
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

/// Texts of one column as numbers of an interner; short when the last rows have none.
#[derive(Default)]
pub(super) struct TextColumn {
    pub(super) codes: Vec<u32>,
    pub(super) values: Interner,
    last: u32,
}

impl TextColumn {
    /// Sets the text of row `row`, which is after all rows set before. Empty texts are not kept.
    pub(super) fn set(&mut self, row: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.codes.resize(row, NONE);
        self.last = intern_again(&mut self.values, self.last, text);
        self.codes.push(self.last);
    }

    /// As [`set`](Self::set), where the text often is the one that `usual` has the number of; `usual` then has this text's.
    pub(super) fn set_usual(&mut self, row: usize, text: &str, usual: &mut u32) {
        if text.is_empty() {
            return;
        }
        self.codes.resize(row, NONE);
        *usual = intern_again(&mut self.values, *usual, text);
        self.codes.push(*usual);
    }

    /// Gives row `row`, which is after all rows set before, the text of row `from`.
    pub(super) fn copy(&mut self, row: usize, from: usize) {
        let code = self.get(from);
        if code != NONE {
            self.codes.resize(row, NONE);
            self.codes.push(code);
        }
    }

    pub(super) fn get(&self, row: usize) -> u32 {
        self.codes.get(row).copied().unwrap_or(NONE)
    }

    /// The text of a row; empty for none.
    pub(super) fn text(&self, row: usize) -> &str {
        match self.get(row) {
            NONE => "",
            code => self.values.get(code),
        }
    }
}

/// Numbers that few rows have.
#[derive(Default)]
pub(super) struct SparseNumbers {
    pub(super) rows: Vec<u32>,
    pub(super) numbers: NumberColumn,
}

impl SparseNumbers {
    /// Adds the number of row `row`, which is not before any added earlier. Zero is not kept.
    pub(super) fn push(&mut self, row: usize, number: Number<'_>) {
        if number.value != 0 {
            self.rows.push(row as u32);
            self.numbers.push(Some(number));
        }
    }

    /// Settles the open numbers of the rows `start..end`.
    pub(super) fn settle(&mut self, decimal_mark: DecimalMark, start: u32, end: u32) {
        let (from, to) = (self.rows.partition_point(|&r| r < start), self.rows.partition_point(|&r| r < end));
        self.numbers.settle(decimal_mark, from as u32, to as u32);
    }

    /// Row and value of each number that can be read.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        self.rows.iter().copied().zip(self.numbers.values.iter().copied()).filter(|&(_, value)| value != BAD)
    }
}

/// Interns a text that often is the same as the last one.
pub(super) fn intern_again(interner: &mut Interner, last: u32, text: &str) -> u32 {
    if (last as usize) < interner.len() && interner.is(last, text) { last } else { interner.intern(text) }
}
