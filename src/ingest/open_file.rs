//! One file while it is read: unwraps it, and reads each table in it. Knows nothing of what rows mean.

use super::container::Container;
use super::error::{DataValidationError, UnreadableKind};
use super::importer::{Fault, FileProgress, Store};
use super::table_reader::TableReader;
use super::text::TextDecoder;
use super::workbook::{Piece, Unpack};
use super::workbook_table::SheetTable;

/// A file while it is read.
pub(super) struct OpenFile {
    container: Container,
    text: TextDecoder,
    table: TableReader,
    /// The work on a workbook or archive, once all of it is there.
    unpack: Option<Unpack>,
    /// The sheet of the workbook that is read.
    sheet: Option<SheetTable>,
    /// The file of the archive that is read, and whether all its bytes are there.
    inner: Option<(Box<OpenFile>, bool)>,
    is_inner: bool,
    /// Sheets and inner files that were read.
    tables: u32,
    /// Why the first inner file that was not read was not.
    refused: Option<DataValidationError>,
}

impl OpenFile {
    pub(super) fn new(name: &str, max_rows: u32, is_inner: bool) -> Self {
        Self {
            container: Container::new(),
            text: TextDecoder::new(),
            table: TableReader::new(name, max_rows),
            unpack: None,
            sheet: None,
            inner: None,
            is_inner,
            tables: 0,
            refused: None,
        }
    }

    /// The next bytes.
    pub(super) fn push(&mut self, chunk: &[u8], store: &mut Store) -> Result<(), Fault> {
        let (table, text) = (&mut self.table, &mut self.text);
        table.bytes += chunk.len() as u64;
        self.container.push(chunk, &mut |bytes| text.push(bytes, &mut |bytes| table.push(bytes, store)))
    }

    /// Whether rows of it may be in the store.
    pub(super) fn has_tables(&self) -> bool {
        self.tables > 0
            || self.sheet.is_some()
            || self.table.has_rows()
            || self.inner.as_ref().is_some_and(|(inner, _)| inner.has_tables())
    }

    /// Why it cannot be read.
    pub(super) fn error(&self, fault: Fault) -> DataValidationError {
        self.table.error(fault)
    }

    /// All bytes are there: the next part of what is left to do.
    pub(super) fn end_step(&mut self, store: &mut Store) -> Result<FileProgress, Fault> {
        if self.unpack.is_some() {
            return self.unpack_step(store);
        }
        let (table, text) = (&mut self.table, &mut self.text);
        self.container.end(&mut |bytes| text.push(bytes, &mut |bytes| table.push(bytes, store)))?;
        if let Some(bytes) = self.container.take_whole() {
            self.unpack = Some(Unpack::new(&table.name, bytes, self.is_inner));
            return Ok(FileProgress::Working { share: 0.0 });
        }
        text.end(&mut |bytes| table.push(bytes, store))?;
        table.end(store)?;
        table.close(text.encoding(), self.container.is_gzip(), store);
        Ok(FileProgress::Done)
    }

    /// The next part of a workbook or archive.
    fn unpack_step(&mut self, store: &mut Store) -> Result<FileProgress, Fault> {
        let Some(unpack) = &mut self.unpack else { return Ok(FileProgress::Done) };
        let working = FileProgress::Working { share: unpack.share() };
        if let Some((inner, true)) = &mut self.inner {
            match inner.end_step(store) {
                Ok(FileProgress::Working { .. }) => return Ok(working),
                Ok(FileProgress::Done) => self.tables += 1,
                Err(fault) => self.refuse_inner(fault, store)?,
            }
            self.inner = None;
            return Ok(working);
        }
        // The end of an inner file is always the last piece of a step.
        let (pieces, result) = unpack.step();
        for piece in pieces {
            self.take_piece(piece, store)?;
        }
        if !result.map_err(|kind| Fault::Unreadable(kind, 0))? || self.inner.is_some() {
            return Ok(working);
        }
        match self.refused.take() {
            _ if self.tables > 0 => Ok(FileProgress::Done),
            Some(error) => Err(Fault::Whole(error)),
            None => Err(Fault::Unreadable(UnreadableKind::NoTable, 0)),
        }
    }

    fn take_piece(&mut self, piece: Piece, store: &mut Store) -> Result<(), Fault> {
        match piece {
            Piece::File(name) => self.inner = Some((Box::new(OpenFile::new(&name, self.table.max_rows, true)), false)),
            Piece::Bytes(bytes) => {
                if let Some((inner, _)) = &mut self.inner
                    && let Err(fault) = inner.push(&bytes, store)
                {
                    self.refuse_inner(fault, store)?;
                    self.inner = None;
                }
            }
            Piece::FileEnd => {
                if let Some((_, is_complete)) = &mut self.inner {
                    *is_complete = true;
                }
            }
            Piece::Refused(name, kind) => {
                self.inner = Some((Box::new(OpenFile::new(&name, self.table.max_rows, true)), false));
                self.refuse_inner(Fault::Unreadable(kind, 0), store)?;
                self.inner = None;
            }
            Piece::Sheet(name) => self.sheet = Some(SheetTable::new(name, self.table.max_rows)),
            Piece::Rows(block) => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.push(&block, store)?;
                }
            }
            Piece::SheetEnd => {
                if let Some(mut sheet) = self.sheet.take() {
                    // The workbook's size stands at its first sheet.
                    let bytes = if self.tables == 0 { self.table.bytes } else { 0 };
                    self.tables += u32::from(sheet.end(bytes, store)?);
                }
            }
        }
        Ok(())
    }

    /// A file of the archive cannot be read. That is noted, unless rows of it were taken already.
    fn refuse_inner(&mut self, fault: Fault, store: &mut Store) -> Result<(), Fault> {
        let Some((inner, _)) = &self.inner else { return Ok(()) };
        let error = inner.table.error(fault);
        if inner.has_tables() {
            return Err(Fault::Whole(error));
        }
        let ix = store.open(&inner.table.name, b',', Vec::new());
        if let Some(file) = store.files.get_mut(ix) {
            file.bytes = inner.table.bytes;
            file.refused = Some(error.to_string());
        }
        self.refused.get_or_insert(error);
        Ok(())
    }
}
