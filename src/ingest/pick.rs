//! Finds rows of files again, word for word, by file and line: an import keeps no text. Reads the files as an import does.

use super::error::DataValidationError;
use super::importer::{FileProgress, Importer};
use super::meaning::FileKind;
use super::params::ValidIngestParams;
use super::text::Record;

/// Which rows are wanted, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedRows {
    /// For each file, in the order in which an import counts them, lines in ascending order.
    pub lines: Vec<Vec<u32>>,
    /// Whether those lines are wanted, or all others of the sales files.
    pub which: WhichRows,
    /// Rows to skip.
    pub skip: u64,
    /// Rows wanted after those.
    pub limit: u64,
}

/// How [`WantedRows::lines`] is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhichRows {
    /// These lines.
    #[default]
    These,
    /// All rows of sales files but these lines.
    AllBut,
}

/// A row as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedRow {
    /// Position of the file, as an import counts files.
    pub file: usize,
    /// Line of the file, from 1.
    pub line: u32,
    /// Its cells, not tidied.
    pub cells: Vec<String>,
}

/// Reads files and keeps the wanted rows: used like an [`Importer`].
pub struct RowPicker(Importer);

/// The rows found so far.
#[derive(Default)]
pub(super) struct Picking {
    wanted: WantedRows,
    seen: u64,
    found: Vec<PickedRow>,
}

impl RowPicker {
    /// A picker that reads files as `params` say.
    pub fn new(params: ValidIngestParams, wanted: WantedRows) -> Self {
        Self(Importer::picking(params, Picking { wanted, ..Picking::default() }))
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

    /// The file begun last is complete.
    ///
    /// # Errors
    /// As [`Importer::end_file_step`].
    pub fn end_file_step(&mut self) -> Result<FileProgress, DataValidationError> {
        self.0.end_file_step()
    }

    /// Takes the rows found since this was last called.
    pub fn take(&mut self) -> Vec<PickedRow> {
        self.0.picking_mut().map(|p| std::mem::take(&mut p.found)).unwrap_or_default()
    }

    /// Whether all wanted rows have been found: no more needs to be read.
    pub fn is_done(&mut self) -> bool {
        self.0.picking_mut().is_some_and(|p| p.seen >= p.wanted.skip.saturating_add(p.wanted.limit))
    }

    /// Names of the columns of the files read so far.
    pub fn headers(&self) -> Vec<Vec<String>> {
        self.0.headers()
    }
}

impl Picking {
    /// Looks at a row of the file at position `file`.
    pub(super) fn take_row(&mut self, file: usize, kind: FileKind, record: &Record<'_>) {
        let is_listed = self.wanted.lines.get(file).is_some_and(|lines| lines.binary_search(&record.line).is_ok());
        let is_wanted = match self.wanted.which {
            WhichRows::These => is_listed,
            WhichRows::AllBut => kind == FileKind::Sales && !is_listed,
        };
        if !is_wanted {
            return;
        }
        let range = self.wanted.skip..self.wanted.skip.saturating_add(self.wanted.limit);
        if range.contains(&self.seen) {
            let cells = record.fields().map(str::to_owned).collect();
            self.found.push(PickedRow { file, line: record.line, cells });
        }
        self.seen += 1;
    }
}
