//! Takes the bytes of a shop's files, in chunks of any size, and keeps their columns. Does no I/O and holds no file's text.

use crate::account::finish::{Finish, FinishProgress};
use crate::collect::open_file::{FileProgress, OpenFile};
use crate::collect::purpose::{PickedRows, Purpose, SampledRows};
use crate::collect::read_error::ReadError;
use crate::collect::source_file::SourceFile;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::imported::Imported;
use crate::settings::params::ValidIngestParams;

/// Reads files into a [`Dataset`](clientele_core::domain::Dataset): for each file [`begin_file`](Self::begin_file),
/// [`push`](Self::push) as often as there are bytes, [`end_file`](Self::end_file); then [`finish`](Self::finish), or
/// [`finish_step`](Self::finish_step) until it is done.
pub struct Importer {
    params: ValidIngestParams,
    open: Option<OpenFile>,
    store: Store,
    /// Why a file broke off of which rows were already taken: the import then cannot be finished.
    broken: Option<DataValidationError>,
    finish: Option<Box<Finish>>,
}

impl Importer {
    /// An importer without files.
    pub fn new(params: ValidIngestParams) -> Self {
        Self::with_purpose(params, Purpose::Import)
    }

    fn with_purpose(params: ValidIngestParams, purpose: Purpose) -> Self {
        let store = Store::new(params.get().recipe.clone(), params.get().mappings.clone(), purpose);
        Self { params, open: None, store, broken: None, finish: None }
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

    /// Gives the open file up: further bytes of it are passed over.
    pub(crate) fn abandon_file(&mut self) {
        self.open = None;
        self.broken = None;
    }

    /// Names of the columns of the files met so far.
    pub(crate) fn headers(&self) -> Vec<Vec<String>> {
        self.store.files.iter().map(|f| f.headers.clone()).collect()
    }

    /// A file begins; the one before must have been [ended](Self::end_file). `size_bytes`, where known, is not needed to read it.
    pub fn begin_file(&mut self, name: &str, _size_bytes: Option<u64>) {
        self.open = Some(OpenFile::new(name, self.params.get().max_rows, false));
    }

    /// Reads the next bytes of the file begun last. Without one, nothing happens.
    ///
    /// # Errors
    /// When the file cannot be read on. It is then given up: further bytes of it are passed over. Other files may follow, unless
    /// rows of it were taken already: then finishing gives the same error again.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), DataValidationError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let result = open.push(chunk, &mut self.store);
        self.refuse(result)
    }

    /// The file begun last is complete: all of [`end_file_step`](Self::end_file_step) at once.
    ///
    /// # Errors
    /// When it is empty, cut short or cannot be read.
    pub fn end_file(&mut self) -> Result<(), DataValidationError> {
        while self.end_file_step()? != FileProgress::Done {}
        Ok(())
    }

    /// The file begun last is complete: does the next part of what only then can be done, such as reading the sheets of a
    /// workbook. Call it until it says done; without an open file it is.
    ///
    /// # Errors
    /// When the file is empty, cut short or cannot be read. It is then given up.
    pub fn end_file_step(&mut self) -> Result<FileProgress, DataValidationError> {
        let Some(open) = &mut self.open else { return Ok(FileProgress::Done) };
        match open.end_step(&mut self.store) {
            Ok(FileProgress::Done) => {
                self.open = None;
                Ok(FileProgress::Done)
            }
            Ok(working) => Ok(working),
            Err(fault) => self.refuse(Err(fault)).map(|()| FileProgress::Done),
        }
    }

    /// Gives the open file up if there is a fault.
    fn refuse(&mut self, result: Result<(), ReadError>) -> Result<(), DataValidationError> {
        let Err(fault) = result else { return Ok(()) };
        let Some(open) = self.open.take() else { return Ok(()) };
        let error = open.error(fault);
        if open.has_tables() {
            self.broken = Some(error.clone());
        }
        Err(error)
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
