//! Reads the first rows of files before they are imported: what each file is, what its columns seem to mean, and rows to show.

use crate::collect::open_file::FileProgress;
use crate::collect::purpose::{Sample, SampledRows};
use crate::collect::source_file::SourceFile;
use crate::findings::error::DataValidationError;
use crate::findings::inspection::{InspectedColumn, InspectedFile, ValueKind};
use crate::importer::Importer;
use crate::read::parquet::ParquetProgram;
use crate::recognise::header::missing;
use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::unused::{could_be, unused_text};
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::format::Format;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::{Certainty, Needed};
use crate::settings::params::ValidIngestParams;
use std::rc::Rc;

/// Reads the first rows of files. Used like an [`Importer`], with as many bytes of each file as the caller wants to give.
///
/// ```
/// use clientele_ingest::{Certainty, FileProgress, Inspector, Meaning, ValidIngestParams, must_ask};
///
/// let mut inspector = Inspector::new(ValidIngestParams::default());
/// inspector.begin_file("notes.csv", None);
/// inspector.push(b"id,who,when,how much\n1,Ann,2024-01-05,4.50\n2,Ben,2024-01-06,5.50\n")?;
/// while inspector.end_file_step()? != FileProgress::Done {}
/// let files = inspector.finish();
///
/// // The names say nothing, so the meanings are guessed by the values, and the user should confirm them.
/// assert_eq!((files[0].columns[2].meaning, files[0].columns[2].is_guess), (Meaning::Date, true));
/// assert_eq!(files[0].columns[3].meaning, Meaning::UnitPrice);
/// assert!(files[0].certainty < Certainty::Certain && must_ask(&files));
/// # Ok::<(), clientele_ingest::DataValidationError>(())
/// ```
pub struct Inspector(Importer);

impl Inspector {
    /// An inspector that knows the mappings set before.
    pub fn new(params: ValidIngestParams) -> Self {
        Self(Importer::inspecting(params, SampledRows::default()))
    }

    /// As [`Importer::with_parquet`].
    #[must_use]
    pub fn with_parquet(self, program: Option<Rc<dyn ParquetProgram>>) -> Self {
        Self(self.0.with_parquet(program))
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

    /// Ends the file as far as it was given, whether or not it has more bytes.
    ///
    /// # Errors
    /// As [`Importer::end_file_step`], except that a file cut short is no error.
    pub fn end_file_step(&mut self) -> Result<FileProgress, DataValidationError> {
        self.0.end_file_step()
    }

    /// Abandons the file begun last, so that another can begin.
    pub fn abandon_file(&mut self) {
        self.0.abandon_file();
    }

    /// Whether enough rows of the file begun last have been seen.
    pub fn has_enough(&mut self) -> bool {
        let open = self.0.headers().len();
        self.0.inspecting_mut().is_some_and(|sampled| open > 0 && sampled.has_enough(open - 1))
    }

    /// All that was seen.
    pub fn finish(mut self) -> Vec<InspectedFile> {
        let samples = self.0.inspecting_mut().map(|sampled| std::mem::take(&mut sampled.files)).unwrap_or_default();
        let mut samples = samples.into_iter();
        // Beside sales that were recognised, a file of unknown columns is more likely to be something else.
        let may_guess = self.0.source_files().all(|file| file.recognised.kind != FileKind::Sales);
        let is_alone = self.0.source_files().count() == 1;
        let mut files: Vec<InspectedFile> = self
            .0
            .source_files()
            .map(|file| {
                let are_lines = file.recognised.missing.iter().any(|needed| needed.is_required());
                let may_guess = if file.recognised.kind == FileKind::Sales { is_alone && are_lines } else { may_guess };
                inspected(file, samples.next().unwrap_or_default(), may_guess)
            })
            .collect();
        list_orders_beside_lines(&mut files);
        files
    }
}

/// Beside the lines of orders, a file of whole orders lists them.
fn list_orders_beside_lines(files: &mut [InspectedFile]) {
    let has = |file: &InspectedFile, meaning| file.columns.iter().any(|column| column.meaning == meaning);
    let lacks = |file: &InspectedFile, needed| file.missing.contains(&needed);
    let are_lines = |file: &InspectedFile| {
        let is_joined = lacks(file, Needed::Customer) || lacks(file, Needed::Date);
        file.kind == FileKind::Sales && has(file, Meaning::OrderId) && is_joined && !lacks(file, Needed::Product)
    };
    if !files.iter().any(are_lines) {
        return;
    }
    let is_list = |file: &&mut InspectedFile| {
        file.kind == FileKind::Sales
            && has(file, Meaning::OrderId)
            && file.missing == [Needed::Product]
            && !has(file, Meaning::Quantity)
    };
    for file in files.iter_mut().filter(is_list) {
        file.kind = FileKind::Orders;
        file.missing.clear();
        file.questions.clear();
    }
}

/// Whether all columns of a format are known.
fn is_preset(format: Format) -> bool {
    !matches!(format, Format::GeneralSales | Format::Mapped | Format::Unknown)
}

fn inspected(file: &SourceFile, sample: Sample, may_guess: bool) -> InspectedFile {
    let found = &file.recognised;
    let (mut kind, mut certainty) = (found.kind, found.certainty);
    let (mut meanings, mut why, mut questions) = (&found.columns, &found.why, &found.questions);
    let is_open = (kind == FileKind::Ignored && certainty == Certainty::Open)
        || (kind == FileKind::Sales && may_guess && found.proposal.is_some());
    if let Some(proposal) = found.proposal.as_ref().filter(|_| may_guess && is_open) {
        (meanings, why, questions) = (&proposal.columns, &proposal.why, &proposal.questions);
        // Figures alone are no sales: a table of sums for each customer has numbers that could be anything.
        let is_named = |(header, meaning): (&String, &Option<Meaning>)| {
            meaning.is_some_and(|meaning| NameEvidence::of(header).score(FileKind::Sales, meaning) >= SAYS_IT)
        };
        let is_number = |column| {
            let kind = ValueEvidence::of(&sample.table, column).kind();
            matches!(kind, ValueKind::Whole | ValueKind::Amount | ValueKind::Empty)
        };
        let speaks = !(0..file.headers.len()).all(is_number) || file.headers.iter().zip(meanings).any(is_named);
        if speaks && meanings.iter().flatten().count() >= 2 {
            kind = FileKind::Sales;
        }
    }
    let columns: Vec<InspectedColumn> = file
        .headers
        .iter()
        .enumerate()
        .map(|(column, header)| {
            let meaning = meanings.get(column).copied().flatten().unwrap_or(Meaning::Unused);
            let (name, values) = (NameEvidence::of(header), ValueEvidence::of(&sample.table, column));
            let why = why.get(column).cloned().unwrap_or_default();
            // The columns of a known export are known to be none, and sums may have told why one is none.
            let is_open_column = kind == FileKind::Sales && meaning == Meaning::Unused && !is_preset(found.format);
            let could_be = if is_open_column { could_be(&name, &values, meanings) } else { None };
            let could_be = could_be.filter(|_| why.is_empty() || why == unused_text(could_be));
            InspectedColumn {
                header: header.clone(),
                values: values.kind(),
                meaning,
                is_guess: is_open && meaning != Meaning::Unused && name.score(kind, meaning) < SAYS_IT,
                why,
                could_be,
            }
        })
        .collect();
    let missing = if kind == FileKind::Sales { missing(meanings) } else { Vec::new() };
    if kind == FileKind::Sales && certainty == Certainty::Open && missing.is_empty() {
        certainty = Certainty::Likely;
    }
    InspectedFile {
        name: file.name.clone(),
        kind,
        format: found.format,
        certainty,
        encoding: file.encoding,
        delimiter: char::from(file.delimiter),
        columns,
        rows: sample.rows,
        missing,
        questions: questions.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::inspection::must_ask;

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
