//! One file while it is read: unpacks it, and reads each table in it.

use crate::collect::read_error::ReadError;
use crate::collect::sheet_table::SheetTable;
use crate::collect::store::Store;
use crate::collect::text_table::TextTable;
use crate::collect::typed_table::TypedTable;
use crate::findings::error::DataValidationError;
use crate::read::archive::Unpacker;
use crate::read::archive_event::ArchiveEvent;
use crate::read::container::Container;
use crate::read::encoding::TextDecoder;
use crate::read::parquet::ParquetProgram;
use crate::read::unreadable::UnreadableKind;
use crate::recognise::table_head::Header;
use crate::recognise::table_sample::TableSample;
use std::rc::Rc;

/// How far [`Importer::end_file_step`](crate::Importer::end_file_step) is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FileProgress {
    /// More to do.
    Working {
        /// Share of the work done, 0 to 1.
        share: f32,
    },
    /// The file is read.
    Done,
}

/// A file while it is read.
pub(crate) struct OpenFile {
    container: Container,
    text: TextDecoder,
    table: TextTable,
    /// The work on a workbook or archive, once all of it is there.
    unpack: Option<Unpacker>,
    /// The sheet of the workbook that is read.
    sheet: Option<SheetTable>,
    /// The table of the Parquet file.
    typed: Option<TypedTable>,
    /// What opens Parquet files.
    program: Rc<dyn ParquetProgram>,
    /// The file of the archive that is read, and whether all its bytes are there.
    inner: Option<(Box<OpenFile>, bool)>,
    is_inner: bool,
    /// Sheets and inner files that were read.
    tables: u32,
    /// The error of the first inner file that could not be read.
    refused: Option<DataValidationError>,
}

impl OpenFile {
    pub(crate) fn new(name: &str, max_rows: u32, is_inner: bool, program: Rc<dyn ParquetProgram>) -> Self {
        Self {
            container: Container::new(),
            text: TextDecoder::new(),
            table: TextTable::new(name, max_rows),
            unpack: None,
            sheet: None,
            typed: None,
            program,
            inner: None,
            is_inner,
            tables: 0,
            refused: None,
        }
    }

    /// The next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8], store: &mut Store) -> Result<(), ReadError> {
        let (table, text) = (&mut self.table, &mut self.text);
        table.bytes += chunk.len() as u64;
        self.container.push(chunk, &mut |bytes| text.push(bytes, &mut |bytes| table.push(bytes, store)))
    }

    /// Ends it where it is, though more of it may follow.
    pub(crate) fn cut(&mut self, store: &mut Store) -> Result<(), ReadError> {
        if let Some((inner, _)) = &mut self.inner {
            return inner.cut(store);
        }
        if let Some(mut sheet) = self.sheet.take() {
            return sheet.end(self.table.bytes, store).map(|_| ());
        }
        if let Some(mut typed) = self.typed.take() {
            return typed.end(self.table.bytes, store);
        }
        self.table.close(self.text.encoding(), self.container.is_gzip(), store);
        Ok(())
    }

    /// Whether rows of it may be in the store.
    pub(crate) fn has_tables(&self) -> bool {
        self.tables > 0
            || self.sheet.is_some()
            || self.typed.is_some()
            || self.table.has_rows()
            || self.inner.as_ref().is_some_and(|(inner, _)| inner.has_tables())
    }

    /// Why it cannot be read.
    pub(crate) fn error(&self, cause: ReadError) -> DataValidationError {
        self.table.error(cause)
    }

    /// Does the next part of the work after the last bytes.
    pub(crate) fn end_step(&mut self, store: &mut Store) -> Result<FileProgress, ReadError> {
        if self.unpack.is_some() {
            return self.unpack_step(store);
        }
        let (table, text) = (&mut self.table, &mut self.text);
        self.container.end(&mut |bytes| text.push(bytes, &mut |bytes| table.push(bytes, store)))?;
        if let Some(bytes) = self.container.take_whole() {
            self.unpack = Some(Unpacker::new(&table.name, bytes, self.is_inner, Rc::clone(&self.program)));
            return Ok(FileProgress::Working { share: 0.0 });
        }
        text.end(&mut |bytes| table.push(bytes, store))?;
        table.end(store)?;
        table.close(text.encoding(), self.container.is_gzip(), store);
        Ok(FileProgress::Done)
    }

    /// The next part of a workbook or archive.
    fn unpack_step(&mut self, store: &mut Store) -> Result<FileProgress, ReadError> {
        let Some(unpack) = &mut self.unpack else { return Ok(FileProgress::Done) };
        let working = FileProgress::Working { share: unpack.share() };
        if let Some((inner, true)) = &mut self.inner {
            match inner.end_step(store) {
                Ok(FileProgress::Working { .. }) => return Ok(working),
                Ok(FileProgress::Done) => self.tables += 1,
                Err(cause) => self.refuse_inner(cause, store)?,
            }
            self.inner = None;
            return Ok(working);
        }
        // The end of an inner file is always the last event of a step.
        let (events, result) = unpack.step();
        for event in events {
            self.take_event(event, store)?;
        }
        if !result.map_err(|kind| ReadError::Unreadable(kind, 0))? || self.inner.is_some() {
            return Ok(working);
        }
        match self.refused.take() {
            _ if self.tables > 0 => Ok(FileProgress::Done),
            Some(error) => Err(ReadError::Whole(error)),
            None => Err(ReadError::Unreadable(UnreadableKind::NoTable, 0)),
        }
    }

    fn take_event(&mut self, event: ArchiveEvent, store: &mut Store) -> Result<(), ReadError> {
        match event {
            ArchiveEvent::File(name) => self.inner = Some((Box::new(self.inner_file(&name)), false)),
            ArchiveEvent::Bytes(bytes) => {
                if let Some((inner, _)) = &mut self.inner
                    && let Err(cause) = inner.push(&bytes, store)
                {
                    self.refuse_inner(cause, store)?;
                    self.inner = None;
                }
            }
            ArchiveEvent::FileEnd => {
                if let Some((_, is_complete)) = &mut self.inner {
                    *is_complete = true;
                }
            }
            ArchiveEvent::Refused(name, kind) => {
                self.inner = Some((Box::new(self.inner_file(&name)), false));
                self.refuse_inner(ReadError::Unreadable(kind, 0), store)?;
                self.inner = None;
            }
            ArchiveEvent::Sheet(name) => self.sheet = Some(SheetTable::new(name, self.table.max_rows)),
            ArchiveEvent::Rows(block) => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.push(&block, store)?;
                }
            }
            ArchiveEvent::SheetEnd => {
                if let Some(mut sheet) = self.sheet.take() {
                    // The workbook's size is reported with its first sheet.
                    let bytes = if self.tables == 0 { self.table.bytes } else { 0 };
                    self.tables += u32::from(sheet.end(bytes, store)?);
                }
            }
            ArchiveEvent::Table { name, columns, passed_over } => {
                self.typed = Some(TypedTable::new(name, columns, passed_over, self.table.max_rows));
            }
            ArchiveEvent::TableRows(block) => {
                if let Some(typed) = &mut self.typed {
                    typed.push(block, store)?;
                }
            }
            ArchiveEvent::TableEnd => {
                if let Some(mut typed) = self.typed.take() {
                    typed.end(self.table.bytes, store)?;
                    self.tables += 1;
                }
            }
        }
        Ok(())
    }

    fn inner_file(&self, name: &str) -> OpenFile {
        OpenFile::new(name, self.table.max_rows, true, Rc::clone(&self.program))
    }

    /// A file of the archive cannot be read: notes that, or fails if some of its rows were collected already.
    fn refuse_inner(&mut self, cause: ReadError, store: &mut Store) -> Result<(), ReadError> {
        let Some((inner, _)) = &self.inner else { return Ok(()) };
        let error = inner.table.error(cause);
        if inner.has_tables() {
            return Err(ReadError::Whole(error));
        }
        let ix = store.open(&inner.table.name, b',', Header::default(), &TableSample::default());
        if let Some(file) = store.files.get_mut(ix) {
            file.bytes = inner.table.bytes;
            file.refused = Some(error.to_string());
        }
        self.refused.get_or_insert(error);
        Ok(())
    }
}
