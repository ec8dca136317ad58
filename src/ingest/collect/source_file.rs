//! What is kept of a file: its header, what was recognised, counts and evidence.

use crate::findings::issue::{Example, Issues, MAX_EXAMPLES};
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::Change;
use crate::parse::cell::{Cleaned, clean, clean_id};
use crate::parse::date_evidence::DateEvidence;
use crate::read::encoding::Encoding;
use crate::read::record::Record;
use crate::recognise::header::Recognised;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::{Recipe, RepairStep};
use clientele_core::domain::number::{MarkEvidence, Number, parse_number};
use clientele_core::domain::{Interner, Money};

/// Characters of a cell that an example shows.
const MAX_EXAMPLE_CHARS: usize = 200;

/// One of the files.
pub(crate) struct SourceFile {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) gzip: bool,
    pub(crate) encoding: Encoding,
    pub(crate) windows_1252_cells: u64,
    pub(crate) dos_cells: u64,
    /// 0 for the sheet of a workbook.
    pub(crate) delimiter: u8,
    /// Lines before the header that hold something else.
    pub(crate) preamble_lines: u32,
    /// Why a file of an archive was not read.
    pub(crate) refused: Option<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) recognised: Recognised,
    pub(crate) rows: u64,
    pub(crate) used: u64,
    /// Of those, rows in which something was put right.
    pub(crate) repaired: u64,
    pub(crate) passed_over: u64,
    pub(crate) set_aside: [u64; SetAsideReason::ALL.len()],
    pub(crate) cells: CellRepairs,
    pub(crate) dates: DateEvidence,
    pub(crate) marks: MarkEvidence,
}

/// The repairs of single cells: which are on, and what they did.
#[derive(Default)]
pub(crate) struct CellRepairs {
    keep_blanks: bool,
    keep_guards: bool,
    keep_id_decimals: bool,
    /// Cells repaired so far.
    pub(crate) repaired: u64,
    pub(crate) done: Vec<CellRepair>,
}

/// What one repair of cells did in one file.
pub(crate) struct CellRepair {
    pub(crate) step: RepairStep,
    pub(crate) cells: u64,
    pub(crate) examples: Vec<Change>,
}

impl CellRepairs {
    pub(crate) fn new(recipe: &Recipe) -> Self {
        Self {
            keep_blanks: !recipe.is_on(RepairStep::Trim),
            keep_guards: !recipe.is_on(RepairStep::TakeOffGuards),
            keep_id_decimals: !recipe.is_on(RepairStep::TakeOffIdDecimals),
            repaired: 0,
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
pub(crate) struct Ids {
    pub(crate) orders: Interner,
    pub(crate) customers: Interner,
    pub(crate) products: Interner,
}

impl SourceFile {
    /// Why the row cannot be used, judged by its cells as a whole: empty, ragged, or the header again.
    pub(crate) fn shape_fault(&self, record: &Record<'_>) -> Option<SetAsideReason> {
        let first = record.field(0);
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
    pub(crate) fn text<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
        let Some(column) = column else { return "" };
        self.tidy(record, column, clean)
    }

    /// The tidied id of a cell. `NaN` and `null`, which programs write for a missing value, count as empty.
    pub(crate) fn id<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
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
            self.cells.done.push(CellRepair { step, cells: 0, examples: Vec::new() });
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
            self.cells.repaired += 1;
            return text;
        }
        // If this repair is off, blanks are still trimmed, unless that is off, too.
        if step == RepairStep::Trim || self.cells.keep_blanks { raw } else { raw.trim() }
    }

    /// The number of a cell. Counts what it says about the decimal mark.
    pub(crate) fn number<'a>(&mut self, record: &Record<'a>, column: usize) -> Option<Number<'a>> {
        let text = record.field(column);
        let number = parse_number(text).or_else(|| parse_number(self.text(record, Some(column))))?;
        self.marks.add(number.mark);
        Some(number)
    }

    /// The column's name in this file.
    pub(crate) fn header(&self, meaning: Meaning) -> &str {
        self.recognised.column(meaning).and_then(|ix| self.headers.get(ix)).map_or("", String::as_str)
    }

    /// An example of an issue in this file.
    pub(crate) fn example(&self, line: u32, column: &str, value: &str) -> Example {
        // Long texts would make the report as large as the file.
        let value = value.chars().take(MAX_EXAMPLE_CHARS).collect();
        Example { file: self.name.clone(), line, column: column.to_owned(), value }
    }

    /// Sets a row of customers or products aside.
    pub(crate) fn set_row_aside(&mut self, reason: SetAsideReason, record: &Record<'_>, issues: &mut Issues) {
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
    pub(crate) fn pass_row_over(
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
