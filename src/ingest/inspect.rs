//! Looks at the beginning of files before they are imported: what each is, what its columns seem to mean, and the first rows.
//! Proposes; decides nothing.

use super::date::parse_moment;
use super::error::DataValidationError;
use super::file::SourceFile;
use super::headers::missing;
use super::importer::{FileProgress, Importer};
use super::meaning::{Certainty, FileKind, Format, Meaning, Needed};
use super::params::ValidIngestParams;
use super::text::{Encoding, Record};
use clientele_core::domain::number::{Mark, parse_number};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// Rows that are looked at for what a column holds.
const SAMPLE_ROWS: usize = 500;
/// Rows that are kept to show.
const SHOWN_ROWS: usize = 8;
/// Characters of a cell that are kept to show.
const SHOWN_CHARS: usize = 80;

/// A file as far as its beginning tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedFile {
    /// Its name.
    pub name: String,
    /// What it seems to hold.
    pub kind: FileKind,
    /// Which export it was recognised as.
    pub format: Format,
    /// How sure that is.
    pub certainty: Certainty,
    /// How its text is encoded, so far.
    pub encoding: Encoding,
    /// What separates its cells; NUL for the sheet of a workbook.
    pub delimiter: char,
    /// Its columns.
    pub columns: Vec<InspectedColumn>,
    /// The first rows, long cells cut.
    pub rows: Vec<Vec<String>>,
    /// For sales: what is missing with the proposed columns.
    pub missing: Vec<Needed>,
}

/// A column as far as the first rows tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedColumn {
    /// Its name in the file, tidied.
    pub header: String,
    /// What its cells look like.
    pub values: ValueKind,
    /// What it is taken for, or proposed to be.
    pub meaning: Meaning,
    /// Whether the meaning is a guess from the values.
    pub is_guess: bool,
}

/// What the cells of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// No cell has anything.
    Empty,
    /// Dates, perhaps with a time.
    Date,
    /// E-mail addresses.
    Email,
    /// Numbers with decimals or a currency.
    Amount,
    /// Whole numbers.
    Whole,
    /// Anything else.
    Text,
}

impl ValueKind {
    /// As told on the screen.
    pub fn label(self) -> &'static str {
        match self {
            ValueKind::Empty => "empty",
            ValueKind::Date => "dates",
            ValueKind::Email => "e-mail addresses",
            ValueKind::Amount => "amounts",
            ValueKind::Whole => "whole numbers",
            ValueKind::Text => "text",
        }
    }
}

/// Whether somebody should look at what the columns were taken for before the files are imported.
pub fn must_ask(files: &[InspectedFile]) -> bool {
    let has_orders = files.iter().any(|f| f.kind == FileKind::Orders);
    let is_sure = |file: &&InspectedFile| {
        let joined = has_orders && file.missing.iter().all(|needed| needed.is_required());
        file.certainty == Certainty::Certain || joined
    };
    let mut sales = files.iter().filter(|f| f.kind == FileKind::Sales).peekable();
    match sales.peek() {
        Some(_) => !sales.all(|file| is_sure(&file)),
        // Nothing that could be sales: the import says so better than a question would.
        None => false,
    }
}

/// Reads the beginning of files: used like an [`Importer`], of as many bytes of each file as one cares to give.
pub struct Inspector(Importer);

/// What was seen so far.
#[derive(Default)]
pub(super) struct Inspecting {
    files: Vec<Sample>,
}

#[derive(Default)]
struct Sample {
    rows: Vec<Vec<String>>,
    seen: usize,
    columns: Vec<ColumnSample>,
}

#[derive(Clone, Default)]
struct ColumnSample {
    filled: usize,
    dates: usize,
    emails: usize,
    wholes: usize,
    amounts: usize,
    negative: usize,
    letters: usize,
    largest: i64,
    different: FxHashSet<String>,
}

impl Inspector {
    /// An inspector that knows the mappings set before.
    pub fn new(params: ValidIngestParams) -> Self {
        Self(Importer::inspecting(params, Inspecting::default()))
    }

    /// A file begins.
    pub fn begin_file(&mut self, name: &str, size_bytes: Option<u64>) {
        self.0.begin_file(name, size_bytes);
    }

    /// Reads the next bytes of the file begun last.
    ///
    /// # Errors
    /// As [`Importer::push`].
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), DataValidationError> {
        self.0.push(chunk)
    }

    /// No more bytes of this file will be given, whether or not it has more.
    ///
    /// # Errors
    /// As [`Importer::end_file_step`], though not because the file is cut short.
    pub fn end_file_step(&mut self) -> Result<FileProgress, DataValidationError> {
        self.0.end_file_step()
    }

    /// Gives up the file begun last, so that another can begin.
    pub fn abandon_file(&mut self) {
        self.0.abandon_file();
    }

    /// Whether enough rows of the file begun last have been seen.
    pub fn has_enough(&mut self) -> bool {
        let open = self.0.headers().len();
        self.0
            .inspecting_mut()
            .is_some_and(|i| open > 0 && i.files.get(open - 1).is_some_and(|sample| sample.seen >= SAMPLE_ROWS))
    }

    /// All that was seen.
    pub fn finish(mut self) -> Vec<InspectedFile> {
        let samples = self.0.inspecting_mut().map(|i| std::mem::take(&mut i.files)).unwrap_or_default();
        let mut samples = samples.into_iter();
        // Beside sales that were recognised, a file of unknown columns is more likely to be something else.
        let may_guess = self.0.source_files().all(|file| file.recognised.kind != FileKind::Sales);
        self.0.source_files().map(|file| inspected(file, samples.next().unwrap_or_default(), may_guess)).collect()
    }
}

impl Inspecting {
    /// Looks at a row of the file at position `file`.
    pub(super) fn take_row(&mut self, file: usize, record: &Record<'_>) {
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Sample::default);
        }
        let Some(sample) = self.files.get_mut(file).filter(|s| s.seen < SAMPLE_ROWS) else { return };
        sample.seen += 1;
        if sample.rows.len() < SHOWN_ROWS {
            sample.rows.push(record.fields().map(|cell| cell.chars().take(SHOWN_CHARS).collect()).collect());
        }
        if sample.columns.len() < record.len() {
            sample.columns.resize(record.len(), ColumnSample::default());
        }
        for (column, cell) in sample.columns.iter_mut().zip(record.fields()) {
            column.add(super::cell::clean(cell).0);
        }
    }
}

impl ColumnSample {
    fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.different.insert(cell.to_owned());
        self.letters += usize::from(cell.chars().any(char::is_alphabetic));
        if let Some(number) = parse_number(cell) {
            let is_whole = number.mark == Mark::None && number.sign.is_empty();
            self.wholes += usize::from(is_whole);
            self.amounts += usize::from(!is_whole);
            self.negative += usize::from(number.value < 0);
            self.largest = self.largest.max(number.value);
        } else if parse_moment(cell).is_some() {
            self.dates += 1;
        } else if is_email(cell) {
            self.emails += 1;
        }
    }

    fn kind(&self) -> ValueKind {
        let most = |count: usize| count * 10 >= self.filled * 8;
        if self.filled == 0 {
            ValueKind::Empty
        } else if most(self.dates) {
            ValueKind::Date
        } else if most(self.emails) {
            ValueKind::Email
        } else if most(self.wholes) {
            ValueKind::Whole
        } else if most(self.wholes + self.amounts) {
            ValueKind::Amount
        } else {
            ValueKind::Text
        }
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}

fn inspected(file: &SourceFile, sample: Sample, may_guess: bool) -> InspectedFile {
    let mut samples = sample.columns;
    samples.resize(file.headers.len(), ColumnSample::default());
    let mut columns: Vec<InspectedColumn> = file
        .headers
        .iter()
        .zip(&file.recognised.columns)
        .zip(&samples)
        .map(|((header, meaning), sample)| InspectedColumn {
            header: header.clone(),
            values: sample.kind(),
            meaning: meaning.unwrap_or(Meaning::Unused),
            is_guess: false,
        })
        .collect();
    let mut kind = file.recognised.kind;
    let mut certainty = file.recognised.certainty;
    if may_guess && kind == FileKind::Ignored && certainty == Certainty::Open {
        guess(file, &samples, sample.seen, &mut columns);
        if columns.iter().filter(|c| c.meaning != Meaning::Unused).count() >= 2 {
            kind = FileKind::Sales;
        }
    }
    let meanings: Vec<Option<Meaning>> = columns.iter().map(|c| Some(c.meaning).filter(|&m| m != Meaning::Unused)).collect();
    let missing = if kind == FileKind::Sales { missing(&meanings) } else { Vec::new() };
    if kind == FileKind::Sales && certainty == Certainty::Open && missing.is_empty() {
        certainty = Certainty::Likely;
    }
    InspectedFile {
        name: file.name.clone(),
        kind,
        format: file.recognised.format,
        certainty,
        encoding: file.encoding,
        delimiter: char::from(file.delimiter),
        columns,
        rows: sample.rows,
        missing,
    }
}

/// How well a column fits a meaning; `None`: not at all.
type Score<'a> = &'a dyn Fn(&InspectedColumn, &ColumnSample) -> Option<u64>;

/// Proposes meanings for a file that is not understood: by the names of its columns, then by their values.
fn guess(file: &SourceFile, samples: &[ColumnSample], rows: usize, columns: &mut [InspectedColumn]) {
    let named = super::headers::by_name_as_sales(&file.headers);
    for (column, meaning) in columns.iter_mut().zip(&named) {
        column.meaning = meaning.unwrap_or(Meaning::Unused);
    }
    // Each rule takes the best free column for its meaning, if there is none by name.
    let repeats = |s: &ColumnSample| s.different.len() < s.filled;
    let rules: [(Needed, Meaning, Score<'_>); 5] = [
        (Needed::Date, Meaning::Date, &|c, s| (c.values == ValueKind::Date).then_some(s.filled as u64)),
        (Needed::Customer, Meaning::Email, &|c, _| (c.values == ValueKind::Email).then_some(1)),
        (Needed::Price, Meaning::UnitPrice, &|c, s| {
            (c.values == ValueKind::Amount && s.negative * 5 < s.filled.max(1)).then_some(s.amounts as u64)
        }),
        (Needed::Customer, Meaning::CustomerId, &|c, s| {
            let is_id = matches!(c.values, ValueKind::Whole | ValueKind::Text) && repeats(s) && s.different.len() * 50 > rows;
            let is_count = s.letters == 0 && s.largest <= 1_000 * clientele_core::domain::Money::SCALE;
            (is_id && !is_count).then_some(s.different.len() as u64)
        }),
        (Needed::Product, Meaning::ProductName, &|c, s| {
            (c.values == ValueKind::Text && s.different.len() > 1).then_some(s.different.len() as u64)
        }),
    ];
    for (needed, meaning, score) in rules {
        if columns.iter().any(|c| needed.is_met_by(c.meaning)) {
            continue;
        }
        let best = columns
            .iter()
            .zip(samples)
            .enumerate()
            .filter(|(_, (c, _))| c.meaning == Meaning::Unused)
            .filter_map(|(ix, (c, s))| score(c, s).map(|score| (score, std::cmp::Reverse(ix))))
            .max();
        if let Some(column) = best.and_then(|(_, ix)| columns.get_mut(ix.0)) {
            (column.meaning, column.is_guess) = (meaning, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALES: &str = "transaction_id,customer_id,product_id,purchase_date,price\n1,A,tea,2024-01-05,10.00\n";
    const NOTES: &str = "id,who,when,how much\n1,Ann,2024-01-05,4.50\n2,Ben,2024-01-06,5.50\n";

    fn inspect(files: &[(&str, &str)]) -> Vec<InspectedFile> {
        let mut inspector = Inspector::new(ValidIngestParams::default());
        for (name, text) in files {
            inspector.begin_file(name, None);
            inspector.push(text.as_bytes()).unwrap();
            while inspector.end_file_step().unwrap() != FileProgress::Done {}
        }
        inspector.finish()
    }

    #[test]
    fn what_a_file_could_be_is_guessed_only_where_no_other_holds_sales() {
        let alone = inspect(&[("notes.csv", NOTES)]);
        assert_eq!((alone[0].kind, must_ask(&alone)), (FileKind::Sales, true));
        let beside = inspect(&[("sales.csv", SALES), ("notes.csv", NOTES)]);
        assert_eq!(beside.iter().map(|f| f.kind).collect::<Vec<_>>(), [FileKind::Sales, FileKind::Ignored]);
        assert!(!must_ask(&beside));
    }
}
