//! The entry point: takes the bytes of a shop's files in chunks of any size, and makes a data set and a report of them.

use crate::account::finish::{Finish, FinishProgress};
use crate::collect::open_file::{FileProgress, OpenFile};
use crate::collect::purpose::{PickedRows, Purpose, SampledRows};
use crate::collect::read_error::ReadError;
use crate::collect::room_for_rows::RoomForRows;
use crate::collect::source_file::SourceFile;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::imported::Imported;
use crate::read::parquet::{OwnProgram, ParquetProgram};
use crate::settings::params::ValidIngestParams;
use std::rc::Rc;

/// Reads files into a [`Dataset`](clientele_core::domain::Dataset): for each file [`begin_file`](Self::begin_file),
/// [`push`](Self::push) as often as there are bytes, [`end_file`](Self::end_file); then [`finish`](Self::finish), or
/// [`finish_step`](Self::finish_step) until it is done.
///
/// ```
/// use clientele_ingest::{Importer, SetAsideReason, ValidIngestParams};
///
/// let mut importer = Importer::new(ValidIngestParams::default());
/// importer.begin_file("sales.csv", None);
/// importer.push(b"order;customer;product;date;quantity;price\n1;Ann;Tea;4.3.2024;2;4,50\n")?;
/// importer.push(b"2;;Cup;14.3.2024;1;9,00\n")?;
/// importer.end_file()?;
/// let imported = importer.finish()?;
///
/// assert_eq!(imported.dataset.revenue().to_exact_string(), "9.00");
/// assert_eq!(imported.dataset.orders().day[0].to_string(), "2024-03-04");
/// let reconciliation = &imported.report.reconciliation;
/// assert_eq!(reconciliation.tally(SetAsideReason::NoCustomer).rows, 1);
/// assert!(reconciliation.adds_up());
/// # Ok::<(), clientele_ingest::DataValidationError>(())
/// ```
pub struct Importer {
    params: ValidIngestParams,
    open: Option<OpenFile>,
    room: RoomForRows,
    store: Store,
    /// The error of a file that could not be read to its end after some of its rows were collected. The import then fails.
    broken: Option<DataValidationError>,
    finish: Option<Box<Finish>>,
    program: Rc<dyn ParquetProgram>,
}

impl Importer {
    /// An importer without files.
    pub fn new(params: ValidIngestParams) -> Self {
        Self::with_purpose(params, Purpose::Import)
    }

    fn with_purpose(params: ValidIngestParams, purpose: Purpose) -> Self {
        let store = Store::new(params.get().recipe.clone(), params.get().mappings.clone(), purpose);
        Self { params, open: None, room: RoomForRows::default(), store, broken: None, finish: None, program: Rc::new(OwnProgram) }
    }

    /// Has Parquet files opened by another program than the one that is a part of this: in the browser there is none, so its host gives one.
    #[must_use]
    pub fn with_parquet(mut self, program: Option<Rc<dyn ParquetProgram>>) -> Self {
        self.program = program.unwrap_or(self.program);
        self
    }

    pub(crate) fn picking(params: ValidIngestParams, picking: PickedRows) -> Self {
        Self::with_purpose(params, Purpose::Pick(picking))
    }

    pub(crate) fn picking_mut(&mut self) -> Option<&mut PickedRows> {
        match &mut self.store.purpose {
            Purpose::Pick(picking) => Some(picking),
            _ => None,
        }
    }

    pub(crate) fn inspecting(params: ValidIngestParams, inspecting: SampledRows) -> Self {
        Self::with_purpose(params, Purpose::Inspect(inspecting))
    }

    pub(crate) fn inspecting_mut(&mut self) -> Option<&mut SampledRows> {
        match &mut self.store.purpose {
            Purpose::Inspect(inspecting) => Some(inspecting),
            _ => None,
        }
    }

    pub(crate) fn source_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.store.files.iter()
    }

    /// Abandons the open file: further bytes of it are ignored.
    pub(crate) fn abandon_file(&mut self) {
        self.open = None;
        self.broken = None;
    }

    /// The column names of each file read so far.
    pub(crate) fn headers(&self) -> Vec<Vec<String>> {
        self.store.files.iter().map(|f| f.headers.clone()).collect()
    }

    /// Begins a file; the one before must have been [ended](Self::end_file). With `size_bytes`, where that is known, room for its rows is
    /// made at once.
    pub fn begin_file(&mut self, name: &str, size_bytes: Option<u64>) {
        self.room = RoomForRows::for_file(size_bytes, self.store.sales.len());
        self.open = Some(OpenFile::new(name, self.params.get().max_rows, false, Rc::clone(&self.program)));
    }

    /// Reads the next bytes of the file that was begun last. Without one, nothing happens.
    ///
    /// # Errors
    /// When the file cannot be read any further. It is then abandoned: further bytes of it are ignored. Other files may follow, unless
    /// some of its rows were collected already: then finishing gives the same error again.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), DataValidationError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let result = open.push(chunk, &mut self.store);
        if let Some(more) = self.room.rows_to_come(chunk.len(), self.store.sales.len()) {
            self.store.sales.make_room(more);
        }
        self.refuse(result)
    }

    /// Ends the file that was begun last: all of [`end_file_step`](Self::end_file_step) at once.
    ///
    /// # Errors
    /// When it is empty, cut short or cannot be read.
    pub fn end_file(&mut self) -> Result<(), DataValidationError> {
        while self.end_file_step()? != FileProgress::Done {}
        Ok(())
    }

    /// Does the next part of the work that is possible only once all bytes of a file are there, such as reading the sheets of a
    /// workbook. Call it until it says done. Without an open file there is nothing to do.
    ///
    /// # Errors
    /// When the file is empty, cut short or cannot be read. It is then abandoned.
    pub fn end_file_step(&mut self) -> Result<FileProgress, DataValidationError> {
        let Some(open) = &mut self.open else { return Ok(FileProgress::Done) };
        match open.end_step(&mut self.store) {
            Ok(FileProgress::Done) => {
                self.open = None;
                Ok(FileProgress::Done)
            }
            Ok(working) => Ok(working),
            Err(cause) => self.refuse(Err(cause)).map(|()| FileProgress::Done),
        }
    }

    /// Abandons the open file if reading it failed.
    fn refuse(&mut self, result: Result<(), ReadError>) -> Result<(), DataValidationError> {
        let Err(cause) = result else { return Ok(()) };
        let Some(open) = self.open.take() else { return Ok(()) };
        let error = open.error(cause);
        if open.has_tables() {
            self.broken = Some(error.clone());
        }
        Err(error)
    }

    /// Ends the file that was begun last where it is: its rows so far count, and further bytes of it are ignored.
    ///
    /// # Errors
    /// When what is there of it cannot be read.
    pub fn cut_file(&mut self) -> Result<(), DataValidationError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let cut = open.cut(&mut self.store);
        if cut.is_ok() {
            self.open = None;
        }
        self.refuse(cut)
    }

    /// Lines of sales collected so far, over all files.
    pub fn sales_lines(&self) -> u64 {
        self.store.sales.len() as u64
    }

    /// Data rows read so far, over all files.
    pub fn rows_read(&self) -> u64 {
        self.store.rows
    }

    /// Does the next part of the work that remains once all files are read: decides dates and numbers, validates, builds the
    /// tables. Call it until it says done; after an error or the end, the importer is empty.
    ///
    /// # Errors
    /// When the files hold nothing to analyse, or strictness refuses what they hold.
    pub fn finish_step(&mut self) -> Result<FinishProgress, DataValidationError> {
        let mut finish = match self.finish.take() {
            Some(finish) => finish,
            None => {
                self.end_file()?;
                if let Some(error) = self.broken.take() {
                    self.store = Store::default();
                    return Err(error);
                }
                Box::new(Finish::new(self.params.clone(), std::mem::take(&mut self.store))?)
            }
        };
        let progress = finish.step()?;
        if matches!(progress, FinishProgress::Working { .. }) {
            self.finish = Some(finish);
        }
        Ok(progress)
    }

    /// All of [`finish_step`](Self::finish_step) at once.
    ///
    /// # Errors
    /// As there.
    pub fn finish(mut self) -> Result<Imported, DataValidationError> {
        loop {
            if let FinishProgress::Done(imported) = self.finish_step()? {
                return Ok(*imported);
            }
        }
    }
}
