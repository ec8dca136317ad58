//! Takes the bytes of a shop's files, in chunks of any size, and keeps their columns. Does no I/O and holds no file's text.

use super::catalogue::{Catalogue, People};
use super::code_page::CodePage;
use super::container::Container;
use super::date::{DateEvidence, RawDate};
use super::error::{DataValidationError, UnreadableKind};
use super::file::{CellSteps, Ids, SourceFile};
use super::finish::{Finish, FinishProgress, Imported};
use super::headers::recognise;
use super::inspect::Inspecting;
use super::issue::{IssueCode, Issues};
use super::meaning::FileKind;
use super::number::{MarkEvidence, parse_number};
use super::orders::Orders;
use super::params::{ColumnMapping, ValidIngestParams};
use super::pick::Picking;
use super::recipe::{Recipe, RepairStep};
use super::records::{RecordReader, RecordTooLong};
use super::sales::Sales;
use super::sniff::{SNIFF_BYTES, sniff};
use super::stray_quote::{REREAD_BYTES, Reread, is_stray_quote, reread};
use super::text::{Encoding, Record, RecordDecoder, TextDecoder};
use super::workbook::{Piece, Unpack};
use super::workbook_table::SheetTable;
use crate::domain::Money;

/// Reads files into a [`Dataset`](crate::domain::Dataset): for each file [`begin_file`](Self::begin_file),
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

/// How far [`Importer::end_file_step`] is.
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

/// What all files together hold.
#[derive(Default)]
pub(super) struct Store {
    pub(super) files: Vec<SourceFile>,
    pub(super) ids: Ids,
    pub(super) sales: Sales,
    pub(super) orders: Orders,
    pub(super) people: People,
    pub(super) catalogue: Catalogue,
    pub(super) issues: Issues,
    pub(super) rows: u64,
    /// Files that were refused because their first row holds no names.
    pub(super) headerless: Vec<(String, Vec<String>)>,
    recipe: Recipe,
    mappings: Vec<ColumnMapping>,
    purpose: Purpose,
}

/// What rows are read for.
#[derive(Default)]
enum Purpose {
    /// To be imported.
    #[default]
    Import,
    /// To find some of them again.
    Pick(Picking),
    /// To see what files hold.
    Inspect(Inspecting),
}

/// A file while it is read.
struct OpenFile {
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

/// Text to rows.
struct TableReader {
    name: String,
    bytes: u64,
    stage: Stage,
    decoder: RecordDecoder,
    max_rows: u32,
    reread_budget: usize,
}

enum Stage {
    /// The first bytes, until there are enough to choose a delimiter.
    Head(Vec<u8>),
    /// Rows; `file` is the position in the store once the header is read.
    Rows { reader: Box<RecordReader>, delimiter: u8, has_preamble: bool, file: Option<usize> },
}

/// Why reading a file stops, before the file's name is added.
pub(super) enum Fault {
    Unreadable(UnreadableKind, u64),
    Whole(DataValidationError),
}

impl From<(UnreadableKind, u64)> for Fault {
    fn from((kind, byte): (UnreadableKind, u64)) -> Self {
        Fault::Unreadable(kind, byte)
    }
}

impl Importer {
    /// An importer without files.
    pub fn new(params: ValidIngestParams) -> Self {
        let (recipe, mappings) = (params.get().recipe.clone(), params.get().mappings.clone());
        Self { params, open: None, store: Store { recipe, mappings, ..Store::default() }, broken: None, finish: None }
    }

    pub(super) fn picking(params: ValidIngestParams, picking: Picking) -> Self {
        let mut importer = Self::new(params);
        importer.store.purpose = Purpose::Pick(picking);
        importer
    }

    pub(super) fn picking_mut(&mut self) -> Option<&mut Picking> {
        match &mut self.store.purpose {
            Purpose::Pick(picking) => Some(picking),
            _ => None,
        }
    }

    pub(super) fn inspecting(params: ValidIngestParams, inspecting: Inspecting) -> Self {
        let mut importer = Self::new(params);
        importer.store.purpose = Purpose::Inspect(inspecting);
        importer
    }

    pub(super) fn inspecting_mut(&mut self) -> Option<&mut Inspecting> {
        match &mut self.store.purpose {
            Purpose::Inspect(inspecting) => Some(inspecting),
            _ => None,
        }
    }

    pub(super) fn source_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.store.files.iter()
    }

    /// Gives the open file up: further bytes of it are passed over.
    pub(super) fn abandon_file(&mut self) {
        self.open = None;
        self.broken = None;
    }

    /// Names of the columns of the files met so far.
    pub(super) fn headers(&self) -> Vec<Vec<String>> {
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
    fn refuse(&mut self, result: Result<(), Fault>) -> Result<(), DataValidationError> {
        let Err(fault) = result else { return Ok(()) };
        let Some(open) = self.open.take() else { return Ok(()) };
        let error = open.table.error(fault);
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

impl OpenFile {
    fn new(name: &str, max_rows: u32, is_inner: bool) -> Self {
        Self {
            container: Container::new(),
            text: TextDecoder::new(),
            table: TableReader {
                name: name.to_owned(),
                bytes: 0,
                stage: Stage::Head(Vec::new()),
                decoder: RecordDecoder::default(),
                max_rows,
                reread_budget: REREAD_BYTES,
            },
            unpack: None,
            sheet: None,
            inner: None,
            is_inner,
            tables: 0,
            refused: None,
        }
    }

    fn push(&mut self, chunk: &[u8], store: &mut Store) -> Result<(), Fault> {
        let (table, text) = (&mut self.table, &mut self.text);
        table.bytes += chunk.len() as u64;
        self.container.push(chunk, &mut |bytes| text.push(bytes, &mut |bytes| table.push(bytes, store)))
    }

    /// Whether rows of it may be in the store.
    fn has_tables(&self) -> bool {
        self.tables > 0
            || self.sheet.is_some()
            || matches!(self.table.stage, Stage::Rows { file: Some(_), .. })
            || self.inner.as_ref().is_some_and(|(inner, _)| inner.has_tables())
    }

    fn end_step(&mut self, store: &mut Store) -> Result<FileProgress, Fault> {
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

impl TableReader {
    fn push(&mut self, bytes: &[u8], store: &mut Store) -> Result<(), Fault> {
        match &mut self.stage {
            Stage::Head(head) => {
                // Exactly as many bytes, however they come, so that what is decided does not depend on chunks.
                let (first, rest) = bytes.split_at_checked(SNIFF_BYTES.saturating_sub(head.len())).unwrap_or((bytes, &[]));
                head.extend_from_slice(first);
                if head.len() < SNIFF_BYTES {
                    return Ok(());
                }
                self.open_rows(false, store)?;
                self.rows(rest, false, store)
            }
            Stage::Rows { .. } => self.rows(bytes, false, store),
        }
    }

    fn end(&mut self, store: &mut Store) -> Result<(), Fault> {
        if matches!(self.stage, Stage::Head(_)) {
            self.open_rows(true, store)?;
        }
        self.rows(&[], true, store)?;
        match &self.stage {
            Stage::Rows { file: None, .. } => Err(Fault::Whole(DataValidationError::EmptyFile { file: self.name.clone() })),
            _ => Ok(()),
        }
    }

    /// Chooses the delimiter and reads the rows of the first bytes.
    fn open_rows(&mut self, complete: bool, store: &mut Store) -> Result<(), Fault> {
        let Stage::Head(head) = &mut self.stage else { return Ok(()) };
        let head = std::mem::take(head);
        // Text may hold a stray NUL; a file of which one byte in fifty is NUL is something else.
        let nuls = head.iter().filter(|&&b| b == 0).count();
        if nuls * 50 > head.len() {
            let byte = head.iter().position(|&b| b == 0).unwrap_or(0) as u64;
            return Err(Fault::Unreadable(UnreadableKind::NotText, byte));
        }
        let dialect = sniff(&head, complete);
        let reader = Box::new(RecordReader::new(dialect.delimiter, dialect.first_line));
        self.stage = Stage::Rows { reader, delimiter: dialect.delimiter, has_preamble: dialect.has_preamble, file: None };
        self.rows(head.get(dialect.skip..).unwrap_or_default(), false, store)
    }

    fn rows(&mut self, mut bytes: &[u8], at_end: bool, store: &mut Store) -> Result<(), Fault> {
        let Stage::Rows { reader, delimiter, has_preamble, file } = &mut self.stage else { return Ok(()) };
        loop {
            let too_long = match reader.read(&mut bytes, at_end) {
                Ok(false) => return Ok(()),
                Ok(true) => false,
                Err(RecordTooLong) => true,
            };
            let Some(file_ix) = *file else {
                if too_long {
                    return Err(self.unclosed_quote());
                }
                let record = reader.record(&mut self.decoder);
                let headers: Vec<String> = record.fields().map(|h| super::cell::clean(h).0.to_owned()).collect();
                if headers.iter().any(|header| !header.is_empty()) {
                    let ix = store.open(&self.name, *delimiter, headers);
                    if let Some(file) = store.files.get_mut(ix).filter(|_| *has_preamble) {
                        file.preamble_lines = reader.start_line().saturating_sub(1);
                    }
                    *file = Some(ix);
                }
                continue;
            };
            let width = store.files.get(file_ix).map_or(0, |f| f.headers.len());
            if too_long || is_stray_quote(reader, *delimiter, width) {
                let reread = reread(reader, *delimiter, width, too_long, &mut self.reread_budget, &mut |reader, is_stray| {
                    store.take_row(file_ix, &reader.record(&mut self.decoder), is_stray, self.max_rows)
                })?;
                match reread {
                    Reread::Done => continue,
                    Reread::GoOnWith(next) => {
                        *reader = next;
                        continue;
                    }
                    Reread::NotPossible if too_long => return Err(self.unclosed_quote()),
                    Reread::NotPossible => {}
                }
            }
            store.take_row(file_ix, &reader.record(&mut self.decoder), false, self.max_rows)?;
        }
    }

    fn unclosed_quote(&self) -> Fault {
        let line = match &self.stage {
            Stage::Rows { reader, .. } => reader.start_line(),
            Stage::Head(_) => 1,
        };
        Fault::Whole(DataValidationError::UnclosedQuote { file: self.name.clone(), line })
    }

    fn close(&mut self, encoding: Encoding, gzip: bool, store: &mut Store) {
        let Stage::Rows { file: Some(file), .. } = &self.stage else { return };
        let Store { files, issues, .. } = store;
        let Some(file) = files.get_mut(*file) else { return };
        file.bytes = self.bytes;
        file.gzip = gzip;
        file.encoding = self.decoder.encoding(encoding);
        file.windows_1252_cells = self.decoder.cells_of(CodePage::Windows1252);
        file.dos_cells = self.decoder.cells_of(CodePage::Dos850);
        for &line in &self.decoder.nul_lines {
            issues.add(IssueCode::NulBytes, "", Money::ZERO, || file.example(line, "", ""));
        }
        if self.decoder.nul_rows > 0 {
            let issue = issues.entry(IssueCode::NulBytes, "");
            issue.rows += self.decoder.nul_rows - self.decoder.nul_lines.len() as u64;
        }
    }

    fn error(&self, fault: Fault) -> DataValidationError {
        match fault {
            Fault::Unreadable(what, byte) => {
                if self.bytes == 0 {
                    return DataValidationError::EmptyFile { file: self.name.clone() };
                }
                DataValidationError::Unreadable { file: self.name.clone(), what, byte }
            }
            Fault::Whole(error) => error,
        }
    }
}

impl Store {
    /// Takes a data row of a file. `is_stray`: it begins a quote that is not closed, and was read without it.
    pub(super) fn take_row(&mut self, file_ix: usize, record: &Record<'_>, is_stray: bool, max_rows: u32) -> Result<(), Fault> {
        let Store { files, ids, sales, orders, people, catalogue, issues, rows, purpose, .. } = self;
        let Some(file) = files.get_mut(file_ix) else { return Ok(()) };
        if *rows >= u64::from(max_rows) {
            return Err(Fault::Whole(DataValidationError::TooManyRows { file: file.name.clone(), max_rows }));
        }
        *rows += 1;
        file.rows += 1;
        if is_stray {
            issues.add(IssueCode::StrayQuote, "", Money::ZERO, || file.example(record.line, "", ""));
        }
        match purpose {
            Purpose::Import => {}
            Purpose::Pick(picking) => {
                picking.take_row(file_ix, file.recognised.kind, record);
                return Ok(());
            }
            Purpose::Inspect(inspecting) => {
                inspecting.take_row(file_ix, record);
                return Ok(());
            }
        }
        match file.recognised.kind {
            FileKind::Sales => sales.push(record, is_stray, file, ids),
            FileKind::Orders => orders.push(record, file, ids, issues),
            FileKind::Customers => people.push(record, file, ids, issues),
            FileKind::Products => catalogue.push(record, file, ids, issues),
            FileKind::Ignored => file.passed_over += 1,
        }
        Ok(())
    }

    /// Takes back what was read as a spreadsheet's count of days in files that also have dates as people write them.
    pub(super) fn settle_serial_dates(&mut self) {
        let Store { files, sales, orders, people, .. } = self;
        for (ix, file) in files.iter().enumerate().filter(|(_, file)| file.dates.serials > 0 && !file.dates.are_serial()) {
            let segment = sales.segments.iter().position(|s| s.file == ix);
            let dates = match segment {
                Some(at) => {
                    let from = sales.segments.get(at).map_or(0, |s| s.start);
                    let to = sales.segments.get(at + 1).map_or(sales.date.len(), |s| s.start);
                    sales.date.get_mut(from..to)
                }
                None if file.recognised.kind == FileKind::Orders => {
                    let (from, to) = super::finish::range_of(&orders.files, ix, orders.len());
                    orders.date.get_mut(from..to)
                }
                None => {
                    let (from, to) = super::finish::range_of(&people.files, ix, people.registered.len());
                    people.registered.get_mut(from..to)
                }
            };
            dates.unwrap_or_default().iter_mut().filter(|date| date.is_serial()).for_each(|date| *date = RawDate::NONE);
        }
    }

    /// A file's header is read: understand it and make room for its rows. Returns its position.
    pub(super) fn open(&mut self, name: &str, delimiter: u8, headers: Vec<String>) -> usize {
        let recognised = recognise(&headers, &self.mappings);
        let ix = self.files.len();
        if recognised.kind == FileKind::Ignored && recognised.missing.is_empty() && is_data(&headers) {
            self.headerless.push((name.to_owned(), headers.clone()));
        }
        let file = SourceFile {
            name: name.to_owned(),
            bytes: 0,
            gzip: false,
            encoding: Encoding::Utf8,
            windows_1252_cells: 0,
            dos_cells: 0,
            delimiter,
            preamble_lines: 0,
            refused: None,
            headers,
            recognised,
            rows: 0,
            used: 0,
            repaired: 0,
            passed_over: 0,
            set_aside: Default::default(),
            cells: CellSteps::new(&self.recipe),
            dates: DateEvidence::default(),
            marks: MarkEvidence::default(),
        };
        match file.recognised.kind {
            FileKind::Sales => self.sales.begin(ix, &file, self.recipe.is_on(RepairStep::FillDown)),
            FileKind::Orders => self.orders.begin(ix),
            FileKind::Customers => self.people.begin(ix),
            FileKind::Products => self.catalogue.begin(ix),
            FileKind::Ignored => {}
        }
        self.files.push(file);
        ix
    }
}

/// Whether a first row holds values: column names are hardly ever numbers, dates, or several numbers side by side.
fn is_data(headers: &[String]) -> bool {
    let is_numbers = |h: &str| h.split_whitespace().count() > 1 && h.split_whitespace().all(|word| parse_number(word).is_some());
    headers.iter().any(|h| parse_number(h).is_some() || super::date::parse_moment(h).is_some() || is_numbers(h))
}
