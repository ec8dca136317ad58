//! Finds rows again, word for word, by file and line. An import keeps no text of a row, so the files are read a second time.

use crate::collect::open_file::FileProgress;
use crate::collect::purpose::{PickedRow, PickedRows, WantedRows};
use crate::findings::error::DataValidationError;
use crate::importer::Importer;
use crate::read::parquet::ParquetProgram;
use crate::settings::params::ValidIngestParams;
use std::rc::Rc;

/// Reads files and keeps the wanted rows. Used like an [`Importer`].
///
/// ```
/// use clientele_ingest::{FileProgress, RowPicker, ValidIngestParams, WantedRows};
///
/// let wanted = WantedRows { lines: vec![vec![3]], limit: 10, ..WantedRows::default() };
/// let mut picker = RowPicker::new(ValidIngestParams::default(), wanted);
/// picker.begin_file("sales.csv", None);
/// picker.push(b"order_id,customer_id,product_id,date,price\n1,Ann,Tea,2024-01-05,4.50\n2,Ben,Cup,2024-01-06, 9\n")?;
/// while picker.end_file_step()? != FileProgress::Done {}
///
/// let rows = picker.take();
/// assert_eq!((rows[0].line, rows[0].cells.last().map(String::as_str)), (3, Some(" 9")));
/// # Ok::<(), clientele_ingest::DataValidationError>(())
/// ```
pub struct RowPicker(Importer);

impl RowPicker {
    /// A picker that reads files as `params` say.
    pub fn new(params: ValidIngestParams, wanted: WantedRows) -> Self {
        Self(Importer::picking(params, PickedRows::new(wanted)))
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

    /// Ends the file that was begun last.
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
