//! What all files together hold while they are read.

use crate::collect::customer_list::CustomerList;
use crate::collect::ids::Ids;
use crate::collect::order_list::OrderList;
use crate::collect::product_list::ProductList;
use crate::collect::purpose::Purpose;
use crate::collect::read_error::ReadError;
use crate::collect::sales::Sales;
use crate::collect::source_file::{CellRepairs, ShortRows, SourceFile};
use crate::findings::error::DataValidationError;
use crate::findings::issue::Issues;
use crate::findings::issue_code::IssueCode;
use crate::parse::date_evidence::DateEvidence;
use crate::parse::moment::parse_moment;
use crate::parse::raw_date::RawDate;
use crate::read::encoding::Encoding;
use crate::read::record::Record;
use crate::recognise::header::recognise;
use crate::recognise::table_head::Header;
use crate::recognise::table_sample::TableSample;
use crate::schema::mapping::ColumnMapping;
use crate::schema::meaning::FileKind;
use crate::settings::recipe::{Recipe, RepairStep};
use clientele_core::domain::Money;
use clientele_core::domain::number::{MarkEvidence, parse_number};

/// What all files together hold.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) ids: Ids,
    pub(crate) sales: Sales,
    pub(crate) order_list: OrderList,
    pub(crate) customer_list: CustomerList,
    pub(crate) product_list: ProductList,
    pub(crate) issues: Issues,
    pub(crate) rows: u64,
    /// Cells of sheets so far, also those that are empty.
    pub(crate) sheet_cells: u64,
    /// Files that were refused because their first row holds no names.
    pub(crate) headerless: Vec<(String, Vec<String>)>,
    recipe: Recipe,
    mappings: Vec<ColumnMapping>,
    pub(crate) purpose: Purpose,
}

impl Store {
    pub(crate) fn new(recipe: Recipe, mappings: Vec<ColumnMapping>, purpose: Purpose) -> Self {
        Self { recipe, mappings, purpose, ..Self::default() }
    }

    /// Takes a data row of a file. `is_stray`: it begins a quote that is not closed, and was read without it.
    pub(crate) fn take_row(
        &mut self,
        file_ix: usize,
        record: &Record<'_>,
        is_stray: bool,
        max_rows: u32,
    ) -> Result<(), ReadError> {
        let Store { files, ids, sales, order_list, customer_list, product_list, issues, rows, purpose, .. } = self;
        let Some(file) = files.get_mut(file_ix) else { return Ok(()) };
        if *rows >= u64::from(max_rows) {
            return Err(ReadError::Whole(DataValidationError::TooManyRows { file: file.name.clone(), max_rows }));
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
            FileKind::Orders => order_list.push(record, file, ids, issues),
            FileKind::Customers => customer_list.push(record, file, ids, issues),
            FileKind::Products => product_list.push(record, file, ids, issues),
            FileKind::Ignored => file.passed_over += 1,
        }
        Ok(())
    }

    /// Removes numbers that were read as dates in files that also have dates as people write them, and turns dates with the year first
    /// where their file has the day before the month.
    pub(crate) fn settle_kinds_of_dates(&mut self) {
        for ix in 0..self.files.len() {
            let Some(evidence) = self.files.get(ix).map(|file| file.dates) else { continue };
            let mixed = evidence.serials + evidence.unix > 0 && !(evidence.are_serial() && evidence.unix == 0);
            if mixed && !(evidence.are_unix() && evidence.serials == 0) {
                let keep_serials = evidence.are_serial();
                let keep_unix = evidence.are_unix();
                let is_stray = |date: &RawDate| date.is_serial() && if date.is_unix() { !keep_unix } else { !keep_serials };
                self.dates_of(ix).iter_mut().filter(|date| is_stray(date)).for_each(|date| *date = RawDate::NONE);
            }
            if evidence.day_before_month() {
                self.dates_of(ix).iter_mut().for_each(|date| *date = date.turned());
            }
        }
    }

    /// The dates of the file at this position.
    fn dates_of(&mut self, ix: usize) -> &mut [RawDate] {
        let Store { files, sales, order_list, customer_list, .. } = self;
        let dates = match sales.segments.iter().position(|s| s.file == ix) {
            Some(at) => {
                let range = sales.rows_of(at);
                sales.date.get_mut(range)
            }
            None if files.get(ix).is_some_and(|file| file.recognised.kind == FileKind::Orders) => {
                let (from, to) = range_of(&order_list.files, ix, order_list.len());
                order_list.date.get_mut(from..to)
            }
            None => {
                let (from, to) = range_of(&customer_list.files, ix, customer_list.registered.len());
                customer_list.registered.get_mut(from..to)
            }
        };
        dates.unwrap_or_default()
    }

    /// Begins a table whose header was read: recognises it by that and its first rows. Returns its position among the files.
    pub(crate) fn open(&mut self, name: &str, delimiter: u8, header: Header, sample: &TableSample) -> usize {
        let Header { names: headers, rows: header_rows } = header;
        let recognised = recognise(&headers, &self.mappings, &sample.without(&header_rows));
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
            header_rows,
            recognised,
            rows: 0,
            used: 0,
            repaired: 0,
            passed_over: 0,
            set_aside: Default::default(),
            cells: CellRepairs::new(&self.recipe),
            dates: DateEvidence::default(),
            marks: MarkEvidence::default(),
            rounded_ids: Vec::new(),
            short_rows: ShortRows::default(),
            middle_days: Vec::new(),
        };
        match file.recognised.kind {
            FileKind::Sales => self.sales.begin(ix, &file, self.recipe.is_on(RepairStep::FillDown)),
            FileKind::Orders => self.order_list.begin(ix),
            FileKind::Customers => self.customer_list.begin(ix),
            FileKind::Products => self.product_list.begin(ix),
            FileKind::Ignored => {}
        }
        self.files.push(file);
        ix
    }
}

/// Whether a first row holds values instead of names: column names are hardly ever numbers, dates, or several numbers in a row.
fn is_data(headers: &[String]) -> bool {
    let is_numbers = |h: &str| h.split_whitespace().count() > 1 && h.split_whitespace().all(|word| parse_number(word).is_some());
    headers.iter().any(|h| parse_number(h).is_some() || parse_moment(h).is_some() || is_numbers(h))
}

/// Rows `from..to` of the file at position `ix`.
pub(crate) fn range_of(files: &[(usize, usize)], ix: usize, len: usize) -> (usize, usize) {
    let at = files.iter().position(|(file, _)| *file == ix).unwrap_or(usize::MAX);
    let from = files.get(at).map_or(len, |f| f.1);
    (from, files.get(at.saturating_add(1)).map_or(len, |f| f.1))
}
