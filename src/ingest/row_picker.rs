//! Finds rows of files again, word for word, by file and line: an import keeps no text. Reads the files as an import does.

use crate::collect::open_file::FileProgress;
use crate::collect::purpose::{PickedRow, PickedRows, WantedRows};
use crate::findings::error::DataValidationError;
use crate::importer::Importer;
use crate::settings::params::ValidIngestParams;

/// Reads files and keeps the wanted rows: used like an [`Importer`].
pub struct RowPicker(Importer);

impl RowPicker {
    /// A picker that reads files as `params` say.
    pub fn new(params: ValidIngestParams, wanted: WantedRows) -> Self {
        Self(Importer::picking(params, PickedRows::new(wanted)))
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
        self.0.picking_mut().map(PickedRows::take_found).unwrap_or_default()
    }

    /// Whether all wanted rows have been found: no more needs to be read.
    pub fn is_done(&mut self) -> bool {
        self.0.picking_mut().is_some_and(|picked| picked.is_done())
    }

    /// Names of the columns of the files read so far.
    pub fn headers(&self) -> Vec<Vec<String>> {
        self.0.headers()
    }
}
