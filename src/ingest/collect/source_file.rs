//! What is kept of a file: its header, what was recognised, counts and evidence.

use crate::findings::issue::{Example, Issues, MAX_EXAMPLES};
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::Change;
use crate::parse::cell::{Cleaned, clean, clean_id, is_rounded_id};
use crate::parse::date_evidence::DateEvidence;
use crate::parse::moment::parse_moment;
use crate::parse::nothing::is_nothing;
use crate::parse::number_words::quantity_in_words;
use crate::parse::total_words::is_total;
use crate::read::encoding::Encoding;
use crate::read::record::Record;
use crate::recognise::header::Recognised;
use crate::recognise::value_evidence::scaled;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::{Recipe, RepairStep};
use clientele_core::domain::Money;
use clientele_core::domain::number::{MarkEvidence, Number, parse_number};

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
    /// The rows that the names of the columns stand in, word for word: two where a band of groups above them is part of the names.
    pub(crate) header_rows: Vec<Vec<String>>,
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
    /// Ids that a spreadsheet rounded, by column.
    pub(crate) rounded_ids: Vec<RoundedIds>,
    pub(crate) short_rows: ShortRows,
    /// Line and text of the first registration dates whose middle number can be no month.
    pub(crate) middle_days: Vec<(u32, String)>,
}

/// Cells of one column whose ids a spreadsheet rounded.
pub(crate) struct RoundedIds {
    pub(crate) column: usize,
    pub(crate) cells: u64,
    /// Line and text of the first of them.
    pub(crate) examples: Vec<(u32, String)>,
}

/// Rows without their last cells that were used all the same.
#[derive(Default)]
pub(crate) struct ShortRows {
    pub(crate) rows: u64,
    /// Lines of the first of them.
    pub(crate) lines: Vec<u32>,
    /// The row that is read is the last of a file that ends without a line end: it may have been cut off.
    pub(crate) is_open: bool,
}

/// The repairs of single cells: which are on, and what they did.
#[derive(Default)]
pub(crate) struct CellRepairs {
    keep_blanks: bool,
    keep_guards: bool,
    keep_id_decimals: bool,
    keep_words: bool,
    /// A word for nobody is a customer's name.
    pub(crate) keep_anonymous: bool,
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
            keep_words: !recipe.is_on(RepairStep::EmptyWords),
            keep_anonymous: !recipe.is_on(RepairStep::AnonymousCustomers),
            repaired: 0,
            done: Vec::new(),
        }
    }

    fn is_on(&self, step: RepairStep) -> bool {
        !match step {
            RepairStep::Trim => self.keep_blanks,
            RepairStep::TakeOffGuards => self.keep_guards,
            RepairStep::EmptyWords => self.keep_words,
            _ => self.keep_id_decimals,
        }
    }
}

impl SourceFile {
    /// Why the row cannot be used, judged by its cells as a whole: empty, ragged, or the header again.
    pub(crate) fn shape_fault(&mut self, record: &Record<'_>) -> Option<SetAsideReason> {
        let first = record.field(0);
        let first = clean(first).0;
        if first.is_empty() && record.fields().all(|cell| cell.trim().is_empty()) {
            return Some(SetAsideReason::EmptyRow);
        }
        let width = self.headers.len();
        let is_long = (width..record.len()).any(|ix| !record.field(ix).trim().is_empty());
        if is_long || (record.len() < width && !self.can_be_short(record)) {
            let is_total = !is_long && width > 2 && record.len() <= 2 && is_total(first, true);
            return Some(if is_total { SetAsideReason::SummaryRow } else { SetAsideReason::RaggedRow });
        }
        let is_header = |header: &Vec<String>| {
            header.first().is_some_and(|name| name.eq_ignore_ascii_case(first))
                && header.iter().zip(record.fields()).all(|(name, cell)| name.eq_ignore_ascii_case(clean(cell).0))
        };
        self.header_rows.iter().any(is_header).then_some(SetAsideReason::RepeatedHeader)
    }

    /// Whether a row without its last cells has all that is needed of it, in its place. Counts it then.
    fn can_be_short(&mut self, record: &Record<'_>) -> bool {
        const OPTIONAL: [Meaning; 8] = [
            Meaning::Unused,
            Meaning::Place,
            Meaning::Category,
            Meaning::Brand,
            Meaning::Variant,
            Meaning::Age,
            Meaning::Registered,
            Meaning::CancelledAt,
        ];
        let used = |meaning: &Option<Meaning>| meaning.is_some_and(|m| !OPTIONAL.contains(&m));
        let needed = self.recognised.columns.iter().rposition(used).map_or(self.headers.len(), |last| last + 1);
        // A row that was cut off could end within a number.
        let is_whole = !self.short_rows.is_open || (self.short_rows.rows > 0 && record.len() > needed);
        if record.len() < needed || !is_whole {
            return false;
        }
        // Where a delimiter is missing in the middle, cells stand in each other's places.
        let cell =
            |meaning| self.recognised.column(meaning).map(|column| record.field(column)).filter(|cell| !cell.trim().is_empty());
        let are_numbers = [Meaning::Quantity, Meaning::UnitPrice, Meaning::LineTotal]
            .into_iter()
            .filter_map(cell)
            .all(|cell| parse_number(cell).is_some() || quantity_in_words(cell).is_some());
        if !are_numbers || cell(Meaning::Date).is_some_and(|cell| parse_moment(cell).is_none()) {
            return false;
        }
        self.short_rows.rows += 1;
        self.cells.repaired += 1;
        if self.short_rows.lines.len() < MAX_EXAMPLES {
            self.short_rows.lines.push(record.line);
        }
        true
    }

    /// Whether a row without a date or a customer is a total or a note: one cell alone, or a word for a total where a row begins or says
    /// what it is of.
    pub(crate) fn is_summary(&self, record: &Record<'_>) -> bool {
        let column = |meaning| self.recognised.column(meaning);
        let product = column(Meaning::ProductName).or(column(Meaning::ProductId));
        let mut filled = (0..record.len()).filter(|&ix| !record.field(ix).trim().is_empty());
        let first = filled.next();
        if first.is_some() && filled.next().is_none() && self.headers.len() > 2 {
            return true;
        }
        let speaking = [Meaning::OrderId, Meaning::Date, Meaning::CustomerId, Meaning::CustomerName, Meaning::Email].map(column);
        let mut words = speaking.into_iter().chain([first, product]).flatten();
        words.any(|ix| is_total(record.field(ix), Some(ix) != product))
    }

    /// The tidied text of a cell; empty where there is no such column.
    pub(crate) fn text<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
        let Some(column) = column else { return "" };
        self.tidy(record, column, clean)
    }

    /// The tidied id of a cell.
    pub(crate) fn id<'a>(&mut self, record: &Record<'a>, column: Option<usize>) -> &'a str {
        let Some(column) = column else { return "" };
        let text = self.tidy(record, column, clean_id);
        if is_rounded_id(text) {
            self.note_rounded_id(record.line, column, text);
        }
        text
    }

    #[cold]
    fn note_rounded_id(&mut self, line: u32, column: usize, text: &str) {
        let at = self.rounded_ids.iter().position(|rounded| rounded.column == column).unwrap_or_else(|| {
            self.rounded_ids.push(RoundedIds { column, cells: 0, examples: Vec::new() });
            self.rounded_ids.len() - 1
        });
        if let Some(rounded) = self.rounded_ids.get_mut(at) {
            rounded.cells += 1;
            if rounded.examples.len() < MAX_EXAMPLES {
                rounded.examples.push((line, text.to_owned()));
            }
        }
    }

    #[inline]
    fn tidy<'a>(&mut self, record: &Record<'a>, column: usize, clean: impl Fn(&'a str) -> (&'a str, Cleaned)) -> &'a str {
        let raw = record.field(column);
        let (text, cleaned) = clean(raw);
        if is_nothing(text) {
            return self.tidied(record, column, raw, text, Cleaned::Nought);
        }
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
            Cleaned::Nought => RepairStep::EmptyWords,
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
                let (before, after) = (example(raw), if cleaned == Cleaned::Nought { String::new() } else { example(text) });
                done.examples.push(Change { file: self.name.clone(), line: record.line, column: header, before, after });
            }
        }
        if is_on {
            self.cells.repaired += 1;
            return if cleaned == Cleaned::Nought { "" } else { text };
        }
        if cleaned == Cleaned::Nought {
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
        match self.recognised.powers.get(column) {
            None | Some(0) => Some(number),
            Some(&power) => Some(Number { value: scaled(number.value, power)?, ..number }),
        }
    }

    /// The pieces of a cell: a number, or in words.
    pub(crate) fn quantity<'a>(&mut self, record: &Record<'a>, column: usize) -> Option<Number<'a>> {
        let number = self.number(record, column).filter(|n| n.sign.is_empty());
        number.or_else(|| quantity_in_words(record.field(column)))
    }

    /// The column's name in this file.
    pub(crate) fn header(&self, meaning: Meaning) -> &str {
        self.recognised.column(meaning).and_then(|ix| self.headers.get(ix)).map_or("", String::as_str)
    }

    /// The name of the column that says who bought.
    pub(crate) fn header_of_customer(&self) -> &str {
        let headers = [Meaning::CustomerId, Meaning::Email, Meaning::CustomerName].map(|meaning| self.header(meaning));
        headers.into_iter().find(|header| !header.is_empty()).unwrap_or_default()
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
