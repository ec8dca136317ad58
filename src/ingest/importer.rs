//! Takes the bytes of a shop's files, in chunks of any size, and keeps their columns. Does no I/O and holds no file's text.

use super::catalogue::{Catalogue, People};
use super::date::{DateEvidence, RawDate};
use super::error::{DataValidationError, UnreadableKind};
use super::file::{CellSteps, Ids, SourceFile};
use super::finish::{Finish, FinishProgress, Imported};
use super::headers::recognise;
use super::inspect::Inspecting;
use super::issue::{IssueCode, Issues};
use super::meaning::FileKind;
use super::open_file::OpenFile;
use super::orders::Orders;
use super::params::{ColumnMapping, ValidIngestParams};
use super::pick::Picking;
use super::recipe::{Recipe, RepairStep};
use super::sales::Sales;
use super::text::{Encoding, Record};
use clientele_core::domain::Money;
use clientele_core::domain::number::{MarkEvidence, parse_number};

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
    /// Cells of sheets so far, also those that are empty.
    pub(super) sheet_cells: u64,
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
