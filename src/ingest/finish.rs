//! From columns as read to the analysed data: decides dates and numbers, gives every row its fate, counts and reconciles.
//! The work is cut into steps, so that the caller can show progress and stop in between.

use super::build::{Build, LineRows};
use super::catalogue::report_dates;
use super::date::RawDate;
use super::error::DataValidationError;
use super::file::{BAD, NONE, SourceFile};
use super::headers::{FileKind, Meaning};
use super::importer::Store;
use super::issue::{IssueCode, SetAsideReason, Severity};
use super::params::{DateOrder, DecimalMark, Strictness, ValidIngestParams};
use super::presets::InvoicePrefixes;
use super::report::{Reconciliation, Tally, ValidationReport};
use super::sales::NO_FAULT;
use super::summary;
use crate::domain::{Dataset, Day, Money};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Rows given their fate in one step.
const ROWS_A_STEP: usize = 100_000;
/// More in one line is not plausible: a billion.
const MAX_PLAUSIBLE: i128 = 1_000_000_000 * Money::SCALE as i128;
/// [`Finish::fate`] of a row that is analysed.
const ANALYSED: u8 = u8::MAX;

/// What an import gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The analysed rows.
    pub dataset: Dataset,
    /// What was found on the way.
    pub report: ValidationReport,
    /// Which rows of the sales files were set aside.
    pub set_aside: SetAsideRows,
}

/// Rows of the sales files that were set aside, in the order of the files. All columns have as many rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAsideRows {
    /// Position in [`ValidationReport::files`].
    pub file: Vec<u16>,
    /// Line of that file, from 1.
    pub line: Vec<u32>,
    /// Why.
    pub reason: Vec<SetAsideReason>,
}

/// How far [`Importer::finish_step`](super::Importer::finish_step) is.
#[derive(Clone, Debug)]
pub enum FinishProgress {
    /// More to do.
    Working {
        /// Share of the work done, 0 to 1.
        share: f32,
    },
    /// All done.
    Done(Box<Imported>),
}

/// The work in progress.
pub(super) struct Finish {
    params: ValidIngestParams,
    store: Store,
    next: Step,
    decided: Vec<Decided>,
    /// A [`SetAsideReason`] or [`ANALYSED`] for each row.
    fate: Vec<u8>,
    /// Days since 1970 for each row, once it has its fate.
    day: Vec<Day>,
    /// Exact sums in ten-thousandths by reason, and of analysed rows last.
    sums: [Sum; SetAsideReason::ALL.len() + 1],
    /// For each order number, in which of the sums it was counted, a bit for each.
    orders_seen: Vec<u16>,
    gross_orders: u64,
    /// Orders without a number: a place in `orders_seen` for each customer and day.
    unnumbered: HashMap<(u32, Day), u32, FxBuildHasher>,
    segment: usize,
    build: Option<Build>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    rows: u64,
    orders: u64,
    amount: i128,
}

/// How one file's dates and numbers are read.
#[derive(Clone, Copy)]
pub(super) struct Decided {
    pub(super) date_order: Option<DateOrder>,
    pub(super) decimal_mark: Option<DecimalMark>,
}

impl Decided {
    fn order(self) -> DateOrder {
        self.date_order.unwrap_or(DateOrder::MonthFirst)
    }
}

#[derive(Clone, Copy)]
enum Step {
    Decide,
    Rows(usize),
    Build,
}

/// Steps that building takes; each counts like one of rows for the progress shown.
const BUILD_STEPS: usize = Build::STEPS;

impl Finish {
    pub(super) fn new(params: ValidIngestParams, store: Store) -> Result<Self, DataValidationError> {
        summary::check_files(&store)?;
        let rows = store.sales.len();
        Ok(Self {
            params,
            next: Step::Decide,
            decided: Vec::new(),
            fate: Vec::with_capacity(rows),
            day: Vec::with_capacity(rows),
            sums: Default::default(),
            orders_seen: vec![0; store.ids.orders.len()],
            gross_orders: 0,
            unnumbered: HashMap::default(),
            segment: 0,
            build: None,
            store,
        })
    }

    pub(super) fn step(&mut self) -> Result<FinishProgress, DataValidationError> {
        match self.next {
            Step::Decide => {
                self.decide();
                self.next = Step::Rows(0);
            }
            Step::Rows(start) => {
                let end = (start + ROWS_A_STEP).min(self.store.sales.len());
                for row in start..end {
                    self.settle_row(row);
                }
                self.next = if end < self.store.sales.len() { Step::Rows(end) } else { Step::Build };
            }
            Step::Build => return self.build_step(),
        }
        Ok(FinishProgress::Working { share: self.share() })
    }

    fn share(&self) -> f32 {
        let row_steps = self.store.sales.len().div_ceil(ROWS_A_STEP);
        let done = match self.next {
            Step::Decide => 0,
            Step::Rows(start) => 1 + start / ROWS_A_STEP,
            Step::Build => 1 + row_steps + self.build.as_ref().map_or(0, Build::steps_done),
        };
        done as f32 / (1 + row_steps + BUILD_STEPS) as f32
    }

    /// Decides for each file how its dates and numbers are read, and reports what was open.
    fn decide(&mut self) {
        self.store.settle_serial_dates();
        let Store { files, sales, people, catalogue, issues, .. } = &mut self.store;
        let params = self.params.get();
        for (ix, file) in files.iter().enumerate() {
            let dates: Box<dyn Iterator<Item = RawDate>> = match file.recognised.kind {
                FileKind::Sales => {
                    let at = sales.segments.iter().position(|s| s.file == ix).unwrap_or(usize::MAX);
                    let from = sales.segments.get(at).map_or(0, |s| s.start);
                    let to = sales.segments.get(at.saturating_add(1)).map_or(sales.line.len(), |s| s.start);
                    Box::new(sales.date.get(from..to).unwrap_or_default().iter().copied())
                }
                FileKind::Customers => {
                    let (from, to) = range_of(&people.files, ix, people.names.len());
                    Box::new(people.dates_of(from, to))
                }
                _ => Box::new(std::iter::empty()),
            };
            let evidence = &file.dates;
            let any_open = evidence.either + evidence.day_first + evidence.month_first > 0;
            let date_order = any_open.then(|| params.date_order.unwrap_or_else(|| evidence.decide(dates)));
            let any_number = file.marks.point + file.marks.comma + file.marks.either > 0;
            let own_mark = (file.marks.point + file.marks.comma > 0).then(|| file.marks.decide());
            let decimal_mark = any_number.then(|| params.decimal_mark.or(own_mark)).flatten();
            self.decided.push(Decided { date_order, decimal_mark });

            let meaning = if file.recognised.kind == FileKind::Customers { Meaning::Registered } else { Meaning::Date };
            report_dates(evidence, params.date_order.is_none(), file, meaning, issues);
            report_marks(file, decimal_mark, issues);
        }
        for (at, segment) in sales.segments.iter().enumerate() {
            let end = sales.segments.get(at + 1).map_or(sales.line.len(), |s| s.start);
            let mark = self.decided.get(segment.file).and_then(|d| d.decimal_mark).unwrap_or(DecimalMark::Point);
            sales.price.settle(mark, segment.start as u32, end as u32);
            sales.quantity.settle(mark, segment.start as u32, end as u32);
        }
        for &(ix, _) in &catalogue.files {
            let (from, to) = range_of(&catalogue.files, ix, catalogue.names.len());
            let mark = self.decided.get(ix).and_then(|d| d.decimal_mark).unwrap_or(DecimalMark::Point);
            catalogue.price.settle(mark, from as u32, to as u32);
        }
    }

    /// Gives one row its fate and counts it.
    fn settle_row(&mut self, row: usize) {
        while self.store.sales.segments.get(self.segment + 1).is_some_and(|next| row >= next.start) {
            self.segment += 1;
        }
        let sales = &mut self.store.sales;
        let Some(segment) = sales.segments.get(self.segment) else { return };
        let Some(decided) = self.decided.get(segment.file) else { return };
        let order = sales.order.get(row).copied().unwrap_or(NONE);
        let price = sales.price.values.get(row).copied().unwrap_or(BAD);
        let quantity = sales.quantity.values.get(row).copied().unwrap_or(BAD);
        let amount = amount_of(price, quantity, segment.columns.price_is_total());
        let day = sales.date.get(row).and_then(|date| date.day(decided.order()));

        let fault = sales.fault.get(row).copied().unwrap_or(NO_FAULT);
        let prefixes = self.store.files.get(segment.file).map_or(InvoicePrefixes::None, |f| f.recognised.prefixes);
        let reason = if fault != NO_FAULT {
            SetAsideReason::ALL.get(fault as usize).copied()
        } else if day.is_none() {
            Some(SetAsideReason::BadDate)
        } else if amount.is_none() {
            Some(SetAsideReason::BadNumber)
        } else if sales.customer.get(row).copied().unwrap_or(NONE) == NONE {
            Some(SetAsideReason::NoCustomer)
        } else if let Some(reason) = prefix_reason(prefixes, self.store.ids.orders.get(order)) {
            Some(reason)
        } else if quantity <= 0 {
            Some(SetAsideReason::QuantityNotPositive)
        } else if price <= 0 {
            Some(SetAsideReason::PriceNotPositive)
        } else if amount.unwrap_or(0) > MAX_PLAUSIBLE {
            Some(SetAsideReason::ImplausibleAmount)
        } else {
            None
        };
        let fate = reason.map_or(ANALYSED, |r| r as u8);
        self.fate.push(fate);
        self.day.push(day.unwrap_or_default());
        // From here on the price column holds amounts; those that do not fit make the sums too large below.
        if let Some(price) = sales.price.values.get_mut(row) {
            *price = amount.and_then(|a| i64::try_from(a).ok()).unwrap_or(0);
        }

        let bit = reason.map_or(SetAsideReason::ALL.len(), |r| r as usize);
        if let Some(sum) = self.sums.get_mut(bit) {
            sum.rows += 1;
            sum.amount += amount.unwrap_or(0);
            let customer = sales.customer.get(row).copied().unwrap_or(NONE);
            let order = match day {
                Some(day) if order == NONE && customer != NONE => {
                    let next = self.orders_seen.len() as u32;
                    let code = *self.unnumbered.entry((customer, day)).or_insert(next);
                    if code == next {
                        self.orders_seen.push(0);
                    }
                    code
                }
                _ => order,
            };
            if let Some(seen) = self.orders_seen.get_mut(order as usize) {
                self.gross_orders += u64::from(*seen == 0);
                sum.orders += u64::from(*seen & (1 << bit) == 0);
                *seen |= 1 << bit;
            }
        }
        if let Some(reason) = reason {
            self.example_of(row, reason);
        }
    }

    /// Adds the row to the issue of its reason; money and rows of the issue come from the sums.
    fn example_of(&mut self, row: usize, reason: SetAsideReason) {
        let Store { files, ids, sales, issues, .. } = &mut self.store;
        let issue = issues.entry(reason.issue(), "");
        if issue.examples.len() >= super::issue::MAX_EXAMPLES {
            return;
        }
        let Some(segment) = sales.segments.get(self.segment) else { return };
        let Some(file) = files.get(segment.file) else { return };
        let bad = |meanings: &[Meaning]| {
            let from = sales.bad_cells.partition_point(|cell| (cell.row as usize) < row);
            let same_row = sales.bad_cells.iter().skip(from).take_while(|cell| cell.row as usize == row);
            same_row.into_iter().find(|cell| meanings.contains(&cell.meaning)).map(|cell| (cell.meaning, cell.text.clone()))
        };
        let order = || ids.orders.get(sales.order.get(row).copied().unwrap_or(NONE)).to_owned();
        let price = segment.columns.price_meaning();
        let (meaning, value) = match reason {
            SetAsideReason::RepeatedHeader | SetAsideReason::EmptyRow | SetAsideReason::RaggedRow => (None, String::new()),
            SetAsideReason::BadDate => {
                let value = bad(&[Meaning::Date]).map(|b| b.1);
                (Some(Meaning::Date), value.unwrap_or_else(|| sales.date.get(row).map_or_else(String::new, |d| d.describe())))
            }
            SetAsideReason::BadNumber => {
                let (meaning, value) = bad(&[price, Meaning::Quantity]).unwrap_or((price, String::new()));
                (Some(meaning), value)
            }
            SetAsideReason::NoCustomer => (Some(Meaning::CustomerId), String::new()),
            SetAsideReason::Cancellation | SetAsideReason::Adjustment => (Some(Meaning::OrderId), order()),
            SetAsideReason::QuantityNotPositive => {
                let quantity = sales.quantity.values.get(row).copied().unwrap_or(0);
                (Some(Meaning::Quantity), plain_number(quantity))
            }
            SetAsideReason::PriceNotPositive | SetAsideReason::ImplausibleAmount => {
                let amount = sales.price.values.get(row).copied().unwrap_or(0);
                (Some(price), plain_number(amount))
            }
        };
        let column = meaning.map_or("", |m| file.header(m)).to_owned();
        let example = file.example(sales.line.get(row).copied().unwrap_or(0), &column, &value);
        issue.examples.push(example);
    }

    fn build_step(&mut self) -> Result<FinishProgress, DataValidationError> {
        let build = match &mut self.build {
            Some(build) => build,
            None => {
                let analysed = self.sums.last().map_or(0, |s| s.rows);
                if analysed == 0 {
                    let rows = self.store.sales.len() as u64;
                    let reasons = SetAsideReason::ALL.iter().zip(&self.sums);
                    let reasons = reasons.filter(|(_, sum)| sum.rows > 0).map(|(reason, sum)| (*reason, sum.rows)).collect();
                    return Err(DataValidationError::NoUsableRows { rows, reasons });
                }
                let rows: Vec<u32> =
                    (0_u32..).zip(&self.fate).filter(|(_, fate)| **fate == ANALYSED).map(|(row, _)| row).collect();
                self.build.insert(Build::new(rows))
            }
        };
        let dataset =
            build.step(&mut self.store, LineRows { day: &self.day, decided: &self.decided, params: self.params.get() })?;
        match dataset {
            None => Ok(FinishProgress::Working { share: self.share() }),
            Some(dataset) => self.conclude(dataset).map(|imported| FinishProgress::Done(Box::new(imported))),
        }
    }

    fn conclude(&mut self, dataset: Dataset) -> Result<Imported, DataValidationError> {
        let reconciliation = self.reconcile(&dataset)?;
        for (reason, tally) in &reconciliation.set_aside {
            let issue = self.store.issues.entry(reason.issue(), "");
            issue.rows += tally.rows;
            issue.money = tally.amount;
        }
        let set_aside = self.set_aside_rows();
        let report = summary::report(&mut self.store, &self.decided, reconciliation, &dataset, self.params.get());
        if self.params.get().strictness == Strictness::Strict {
            let problems: Vec<(IssueCode, u64)> =
                report.issues.iter().filter(|i| i.severity == Severity::Problem).map(|i| (i.code, i.rows)).collect();
            if !problems.is_empty() {
                return Err(DataValidationError::NotClean { problems });
            }
        }
        Ok(Imported { dataset, report, set_aside })
    }

    fn reconcile(&self, dataset: &Dataset) -> Result<Reconciliation, DataValidationError> {
        let tally = |sum: &Sum| -> Result<Tally, DataValidationError> {
            let amount = i64::try_from(sum.amount).map_err(|_| DataValidationError::AmountsTooLarge)?;
            Ok(Tally { rows: sum.rows, orders: sum.orders, amount: Money::from_ten_thousandths(amount) })
        };
        let total = self.sums.iter().fold(Sum { orders: self.gross_orders, ..Sum::default() }, |total, sum| Sum {
            rows: total.rows + sum.rows,
            amount: total.amount + sum.amount,
            ..total
        });
        let mut set_aside = Vec::new();
        for (reason, sum) in SetAsideReason::ALL.iter().zip(&self.sums) {
            if sum.rows > 0 {
                set_aside.push((*reason, tally(sum)?));
            }
        }
        let mut analysed = tally(self.sums.last().unwrap_or(&Sum::default()))?;
        analysed.orders = dataset.orders().ids.len() as u64;
        let customers = dataset.orders().customer.chunk_by(|a, b| a == b).count() as u64;
        let mut sold = vec![false; dataset.products().ids.len()];
        for product in &dataset.lines().product {
            if let Some(sold) = sold.get_mut(product.ix()) {
                *sold = true;
            }
        }
        let products = sold.iter().filter(|&&s| s).count() as u64;
        Ok(Reconciliation { gross: tally(&total)?, set_aside, analysed, customers, products })
    }

    /// The rows set aside; counts them for their files, too.
    fn set_aside_rows(&mut self) -> SetAsideRows {
        let mut rows = SetAsideRows::default();
        let Store { files, sales, .. } = &mut self.store;
        let mut segments = sales.segments.iter().peekable();
        let mut file_ix = 0;
        for (row, (&fate, &line)) in self.fate.iter().zip(&sales.line).enumerate() {
            while let Some(segment) = segments.next_if(|s| s.start <= row) {
                file_ix = segment.file;
            }
            let Some(file) = files.get_mut(file_ix) else { continue };
            match SetAsideReason::ALL.get(fate as usize) {
                Some(&reason) => {
                    rows.file.push(file_ix as u16);
                    rows.line.push(line);
                    rows.reason.push(reason);
                    if let Some(count) = file.set_aside.get_mut(fate as usize) {
                        *count += 1;
                    }
                }
                None => file.used += 1,
            }
        }
        rows
    }
}

/// Rows `from..to` of the file at position `ix`.
pub(super) fn range_of(files: &[(usize, usize)], ix: usize, len: usize) -> (usize, usize) {
    let at = files.iter().position(|(file, _)| *file == ix).unwrap_or(usize::MAX);
    let from = files.get(at).map_or(len, |f| f.1);
    (from, files.get(at.saturating_add(1)).map_or(len, |f| f.1))
}

/// What a line comes to in ten-thousandths, rounded half away from zero (only quantities with decimals need it).
fn amount_of(price: i64, quantity: i64, price_is_total: bool) -> Option<i128> {
    if price == BAD || quantity == BAD {
        return None;
    }
    let scale = i128::from(Money::SCALE);
    let amount = if price_is_total {
        i128::from(price)
    } else {
        let product = i128::from(price) * i128::from(quantity);
        let (whole, rest) = (product / scale, product % scale);
        if rest.abs() * 2 >= scale { whole + rest.signum() } else { whole }
    };
    // What does not fit cannot be money.
    i64::try_from(amount).is_ok().then_some(amount)
}

fn prefix_reason(prefixes: InvoicePrefixes, order: &str) -> Option<SetAsideReason> {
    match (prefixes, order.as_bytes().first()) {
        (InvoicePrefixes::OnlineRetail, Some(b'C' | b'c')) => Some(SetAsideReason::Cancellation),
        (InvoicePrefixes::OnlineRetail, Some(b'A' | b'a')) => Some(SetAsideReason::Adjustment),
        _ => None,
    }
}

/// A number of ten-thousandths without needless decimals.
fn plain_number(value: i64) -> String {
    let text = Money::from_ten_thousandths(value).to_exact_string();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

fn report_marks(file: &SourceFile, decided: Option<DecimalMark>, issues: &mut super::issue::Issues) {
    let marks = file.marks;
    let (code, rows) = if marks.point > 0 && marks.comma > 0 {
        (IssueCode::MixedDecimalMarks, marks.point.min(marks.comma))
    } else if marks.either > 0 && decided.is_none() {
        (IssueCode::AmbiguousDecimalMark, marks.either)
    } else {
        return;
    };
    let issue = issues.entry(code, "");
    issue.rows += rows;
    let meaning = if file.recognised.column(Meaning::UnitPrice).is_some() { Meaning::UnitPrice } else { Meaning::LineTotal };
    issue.examples.push(file.example(1, file.header(meaning), ""));
}
