//! From columns as read to the analysed data: decides dates and numbers, gives every row its fate, counts and reconciles.
//! The work is cut into steps, so that the caller can show progress and stop in between.

mod amend;
mod conclude;

use super::catalogue::report_dates;
use super::date::RawDate;
use super::error::DataValidationError;
use super::fate::{Lookups, RowFacts, Verdict, amount_of};
use super::file::{BAD, NONE, SourceFile};
use super::importer::Store;
use super::issue::{IssueCode, MAX_EXAMPLES, SetAsideReason};
use super::link::link;
use super::meaning::{FileKind, Meaning};
use super::params::{DateOrder, ValidIngestParams};
use super::recipe::RepairStep;
use super::report::{Change, Deduction, ValidationReport};
use super::sales::NO_FAULT;
use super::steps::StepTallies;
use super::summary;
use super::tables::{Build, LineRows};
use clientele_core::domain::number::DecimalMark;
use clientele_core::domain::{Dataset, Day, Money};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Rows given their fate in one step.
const ROWS_A_STEP: usize = 100_000;
/// [`Finish::fate`] of a row that is analysed.
const ANALYSED: u8 = u8::MAX;
/// Sums are kept for each reason, and last for the analysed rows.
const SUMS: usize = SetAsideReason::ALL.len() + 1;

/// What an import gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The analysed rows.
    pub dataset: Dataset,
    /// What was found on the way.
    pub report: ValidationReport,
    /// Which rows of the sales files were set aside.
    pub set_aside: SetAsideRows,
    /// Which analysed rows had something taken off.
    pub deductions: DeductedRows,
}

/// Analysed rows of the sales files from which something was taken off, in the order of the files. All columns have as many
/// rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeductedRows {
    /// Position in [`ValidationReport::files`].
    pub file: Vec<u16>,
    /// Line of that file, from 1.
    pub line: Vec<u32>,
    /// What for.
    pub what: Vec<Deduction>,
    /// How much.
    pub amount: Vec<Money>,
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
    lookups: Option<Lookups>,
    steps: StepTallies,
    /// A [`SetAsideReason`] or [`ANALYSED`] for each row.
    fate: Vec<u8>,
    /// Days since 1970 for each row, once it has its fate.
    day: Vec<Day>,
    /// Analysed rows that repeat an earlier one, ascending.
    repeats: Vec<u32>,
    /// Rows with dates that cannot be meant, ascending.
    far_dates: Vec<u32>,
    /// Rows with implausibly many pieces, ascending.
    implausible: Vec<u32>,
    /// What is taken off analysed rows, ascending.
    deducted: Vec<Deducted>,
    /// Exact sums in ten-thousandths by reason, and of analysed rows last.
    sums: [Sum; SUMS],
    deductions: [Sum; Deduction::ALL.len()],
    /// For each order number, in which of the sums it was counted, a bit for each.
    orders_seen: Vec<u32>,
    gross_orders: u64,
    /// Orders without a number: a place in `orders_seen` for each customer and day.
    unnumbered: HashMap<(u32, Day), u32, FxBuildHasher>,
    statuses: Vec<Sum>,
    currencies: Vec<Sum>,
    /// The date that was read last, in which order, and its day.
    last_day: ((RawDate, DateOrder), Option<Day>),
    segment: usize,
    /// Position in the rows that go on with a row of the file.
    part: usize,
    build: Option<Build>,
}

/// Something taken off a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Deducted {
    row: u32,
    what: Deduction,
    amount: i64,
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
    Link,
    Rows(usize),
    Repeats,
    Settle,
    Deduct,
    Count(usize),
    Build,
}

impl Finish {
    pub(super) fn new(params: ValidIngestParams, store: Store) -> Result<Self, DataValidationError> {
        summary::check_files(&store)?;
        let rows = store.sales.len();
        Ok(Self {
            params,
            next: Step::Decide,
            decided: Vec::new(),
            lookups: None,
            steps: StepTallies::new(),
            fate: Vec::with_capacity(rows),
            day: Vec::with_capacity(rows),
            repeats: Vec::new(),
            far_dates: Vec::new(),
            implausible: Vec::new(),
            deducted: Vec::new(),
            sums: [Sum::default(); SUMS],
            deductions: Default::default(),
            orders_seen: vec![0; store.ids.orders.len()],
            gross_orders: 0,
            unnumbered: HashMap::default(),
            statuses: vec![Sum::default(); store.sales.status.values.len() + 1],
            currencies: Vec::new(),
            last_day: ((RawDate::NONE, DateOrder::MonthFirst), None),
            segment: 0,
            part: 0,
            build: None,
            store,
        })
    }

    pub(super) fn step(&mut self) -> Result<FinishProgress, DataValidationError> {
        let rows = self.store.sales.len();
        self.next = match self.next {
            Step::Decide => {
                self.decide();
                Step::Link
            }
            Step::Link => {
                link(&mut self.store, &self.params.get().recipe, &mut self.steps);
                let lookups = Lookups::new(&self.store, &self.params.get().recipe);
                self.statuses.resize(self.store.sales.status.values.len() + 1, Sum::default());
                self.currencies.resize(self.store.sales.currency.values.len(), Sum::default());
                self.lookups = Some(lookups);
                Step::Rows(0)
            }
            Step::Rows(start) => {
                let end = (start + ROWS_A_STEP).min(rows);
                for row in start..end {
                    self.settle_row(row);
                }
                if end < rows { Step::Rows(end) } else { Step::Repeats }
            }
            Step::Repeats => {
                self.find_implausible_dates();
                self.find_repeats();
                self.find_implausible_quantities();
                Step::Settle
            }
            Step::Settle => {
                self.settle_cancellations();
                Step::Deduct
            }
            Step::Deduct => {
                self.take_off();
                (self.segment, self.part) = (0, 0);
                Step::Count(0)
            }
            Step::Count(start) => {
                let end = (start + ROWS_A_STEP).min(rows);
                for row in start..end {
                    self.count_row(row);
                }
                if end < rows { Step::Count(end) } else { Step::Build }
            }
            Step::Build => return self.build_step(),
        };
        Ok(FinishProgress::Working { share: self.share() })
    }

    fn share(&self) -> f32 {
        let row_steps = self.store.sales.len().div_ceil(ROWS_A_STEP);
        let done = match self.next {
            Step::Decide => 0,
            Step::Link => 1,
            Step::Rows(start) => 2 + start / ROWS_A_STEP,
            Step::Repeats => 2 + row_steps,
            Step::Settle => 3 + row_steps,
            Step::Deduct => 4 + row_steps,
            Step::Count(start) => 5 + row_steps + start / ROWS_A_STEP,
            Step::Build => 5 + 2 * row_steps + self.build.as_ref().map_or(0, Build::steps_done),
        };
        done as f32 / (5 + 2 * row_steps + Build::STEPS) as f32
    }

    /// Decides for each file how its dates and numbers are read, and reports what was open.
    fn decide(&mut self) {
        self.store.settle_serial_dates();
        let Store { files, sales, orders, people, catalogue, issues, .. } = &mut self.store;
        let params = self.params.get();
        for (ix, file) in files.iter().enumerate() {
            let dates: Box<dyn Iterator<Item = RawDate>> = match file.recognised.kind {
                FileKind::Sales => {
                    let at = sales.segments.iter().position(|s| s.file == ix).unwrap_or(usize::MAX);
                    let from = sales.segments.get(at).map_or(0, |s| s.start);
                    let to = sales.segments.get(at.saturating_add(1)).map_or(sales.line.len(), |s| s.start);
                    Box::new(sales.date.get(from..to).unwrap_or_default().iter().copied())
                }
                FileKind::Orders => {
                    let (from, to) = range_of(&orders.files, ix, orders.len());
                    Box::new(orders.dates_of(from, to))
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
            for numbers in [&mut sales.line_discount, &mut sales.order_discount, &mut sales.refund] {
                numbers.settle(mark, segment.start as u32, end as u32);
            }
        }
        for &(ix, _) in &catalogue.files {
            let (from, to) = range_of(&catalogue.files, ix, catalogue.names.len());
            let mark = self.decided.get(ix).and_then(|d| d.decimal_mark).unwrap_or(DecimalMark::Point);
            catalogue.price.settle(mark, from as u32, to as u32);
        }
    }

    /// Gives one row its fate, by what it says itself.
    fn settle_row(&mut self, row: usize) {
        self.find_segment(row);
        let sales = &self.store.sales;
        let (Some(segment), Some(lookups)) = (sales.segments.get(self.segment), &self.lookups) else { return };
        let Some(decided) = self.decided.get(segment.file) else { return };
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let price = sales.price.values.get(row).copied().unwrap_or(BAD);
        let quantity = sales.quantity.values.get(row).copied().unwrap_or(BAD);
        let order_of_dates = if segment.columns.needs_orders() { self.orders_decided() } else { *decided };
        let date = sales.date.get(row).copied().unwrap_or(RawDate::NONE);
        let key = (date, order_of_dates.order());
        if self.last_day.0 != key {
            self.last_day = (key, date.day(key.1));
        }
        let day = self.last_day.1;
        let facts = RowFacts {
            fault: sales.fault.get(row).copied().unwrap_or(NO_FAULT),
            order: at(&sales.order),
            customer: at(&sales.customer),
            product: at(&sales.product),
            day,
            price,
            quantity,
            amount: amount_of(price, quantity, segment.columns.price_is_total()),
            status: sales.status.get(row),
            currency: sales.currency.get(row),
        };
        let verdict = lookups.verdict(&facts, segment, &self.store, self.params.get());
        let money = facts.amount.unwrap_or(0);
        let (fate, step) = match verdict {
            Verdict::Analysed => (ANALYSED, None),
            Verdict::SetAside(reason) => (reason as u8, None),
            Verdict::ByStep(step, reason) => (reason as u8, Some((step, reason))),
            Verdict::IfOn(step, reason) => (ANALYSED, Some((step, reason))),
        };
        if let Some((step, reason)) = step {
            let foreign = reason == SetAsideReason::OtherCurrency;
            self.steps.add(step, 1, if foreign { 0 } else { -money });
            self.example_of_step(step, row, || format!("set aside: {}", reason.label().to_lowercase()));
            if fate == ANALYSED && reason != SetAsideReason::OtherCurrency {
                self.note_kept(row, reason, money);
            }
        }
        self.fate.push(fate);
        self.day.push(day.unwrap_or_default());
        // From here on the price column holds amounts; those that do not fit make the sums too large below.
        if let Some(price) = self.store.sales.price.values.get_mut(row) {
            *price = i64::try_from(money).unwrap_or(0);
        }
    }

    fn find_segment(&mut self, row: usize) {
        while self.store.sales.segments.get(self.segment + 1).is_some_and(|next| row >= next.start) {
            self.segment += 1;
        }
    }

    /// How the dates of the first file of orders are read.
    fn orders_decided(&self) -> Decided {
        let file = self.store.orders.files.first().map(|f| f.0);
        let none = Decided { date_order: None, decimal_mark: None };
        file.and_then(|ix| self.decided.get(ix)).copied().unwrap_or(none)
    }

    /// Adds the row to the examples of what a step does, while there is room.
    fn example_of_step(&mut self, step: RepairStep, row: usize, after: impl FnOnce() -> String) {
        if self.steps.wants_example(step) {
            let change = self.change_of(row, after());
            self.steps.example(step, || change);
        }
    }

    /// A row as an example of what a step does to it.
    fn change_of(&self, row: usize, after: String) -> Change {
        let Store { files, ids, sales, .. } = &self.store;
        let text =
            |code: u32, of: &clientele_core::domain::Interner| if code == NONE { String::new() } else { of.get(code).to_owned() };
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let name = sales.product_name.text(row).to_owned();
        let product = if name.is_empty() { text(at(&sales.product), &ids.products) } else { name };
        let pieces = plain_number(sales.quantity.values.get(row).copied().filter(|&q| q != BAD).unwrap_or(0));
        let before = [text(at(&sales.order), &ids.orders), format!("{pieces} × {product}")];
        let segment = sales.segments.get(sales.segment_of(row));
        Change {
            file: segment.and_then(|s| files.get(s.file)).map_or_else(String::new, |f| f.name.clone()),
            line: sales.line.get(row).copied().unwrap_or(0),
            column: String::new(),
            before: before.iter().filter(|t| !t.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · "),
            after,
        }
    }

    /// Points out a row that is kept although a step that is off would set it aside.
    fn note_kept(&mut self, row: usize, reason: SetAsideReason, money: i128) {
        let Store { files, ids, sales, issues, .. } = &mut self.store;
        // Dates are pointed out when the tables are checked.
        if matches!(reason, SetAsideReason::FutureDate | SetAsideReason::OldDate) {
            return;
        }
        let money = Money::from_ten_thousandths(i64::try_from(money).unwrap_or(0));
        let segment = sales.segments.get(self.segment);
        issues.add(reason.issue(), "", money, || {
            let product = sales.product.get(row).copied().filter(|&p| p != NONE).map_or("", |p| ids.products.get(p));
            let file = segment.and_then(|s| files.get(s.file));
            let line = sales.line.get(row).copied().unwrap_or(0);
            file.map_or_else(Default::default, |f| f.example(line, f.header(Meaning::ProductId), product))
        });
    }

    fn is_analysed(&self, row: usize) -> bool {
        self.fate.get(row) == Some(&ANALYSED)
    }

    fn amount(&self, row: usize) -> i64 {
        self.store.sales.price.values.get(row).copied().unwrap_or(0)
    }

    /// Counts one row for its fate, and takes off what is taken off.
    fn count_row(&mut self, row: usize) {
        self.find_segment(row);
        let is_part = self.store.sales.parts.get(self.part) == Some(&(row as u32));
        self.part += usize::from(is_part);
        let fate = self.fate.get(row).copied().unwrap_or(ANALYSED);
        let reason = SetAsideReason::ALL.get(fate as usize).copied();
        let is_foreign = reason == Some(SetAsideReason::OtherCurrency);
        let own_amount = i128::from(self.amount(row));
        let sales = &self.store.sales;
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let (status, currency) = (sales.status.get(row), sales.currency.get(row));
        let rows = u64::from(!is_part);
        if is_foreign && let Some(sum) = self.currencies.get_mut(currency as usize) {
            (sum.rows, sum.amount) = (sum.rows + rows, sum.amount + own_amount);
        }
        let amount = if is_foreign { 0 } else { own_amount };
        let words = self.statuses.len().saturating_sub(1);
        if words > 0
            && let Some(sum) = self.statuses.get_mut((status as usize).min(words))
        {
            (sum.rows, sum.amount) = (sum.rows + rows, sum.amount + amount);
        }
        let (customer, order, day) = (at(&sales.customer), at(&sales.order), self.day.get(row).copied().unwrap_or_default());
        let bit = reason.map_or(SetAsideReason::ALL.len(), |r| r as usize);
        let has_day = !matches!(
            reason,
            Some(
                SetAsideReason::BadDate
                    | SetAsideReason::RepeatedHeader
                    | SetAsideReason::EmptyRow
                    | SetAsideReason::RaggedRow
                    | SetAsideReason::NoOrder
            )
        );
        if let Some(sum) = self.sums.get_mut(bit) {
            sum.rows += rows;
            sum.amount += amount;
            let order = if order == NONE && customer != NONE && has_day {
                let next = self.orders_seen.len() as u32;
                let code = *self.unnumbered.entry((customer, day)).or_insert(next);
                if code == next {
                    self.orders_seen.push(0);
                }
                code
            } else {
                order
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
        if issue.examples.len() >= MAX_EXAMPLES {
            return;
        }
        let Some(segment) = sales.segments.get(self.segment) else { return };
        let Some(file) = files.get(segment.file) else { return };
        let bad = |meanings: &[Meaning]| {
            let from = sales.bad_cells.partition_point(|cell| (cell.row as usize) < row);
            let same_row = sales.bad_cells.iter().skip(from).take_while(|cell| cell.row as usize == row);
            same_row.into_iter().find(|cell| meanings.contains(&cell.meaning)).map(|cell| (cell.meaning, cell.text.clone()))
        };
        let text = |column: &[u32], of: &clientele_core::domain::Interner| {
            column.get(row).copied().filter(|&code| code != NONE).map_or_else(String::new, |code| of.get(code).to_owned())
        };
        let price = segment.columns.price_meaning();
        let (meaning, value) = match reason {
            SetAsideReason::RepeatedHeader
            | SetAsideReason::EmptyRow
            | SetAsideReason::RaggedRow
            | SetAsideReason::DuplicateRow => (None, String::new()),
            SetAsideReason::BadDate => {
                let value = bad(&[Meaning::Date]).map(|b| b.1);
                (Some(Meaning::Date), value.unwrap_or_else(|| sales.date.get(row).map_or_else(String::new, |d| d.describe())))
            }
            SetAsideReason::FutureDate | SetAsideReason::OldDate | SetAsideReason::ImplausibleDate => {
                (Some(Meaning::Date), self.day.get(row).map_or_else(String::new, Day::to_string))
            }
            SetAsideReason::BadNumber => {
                let (meaning, value) = bad(&[price, Meaning::Quantity]).unwrap_or((price, String::new()));
                (Some(meaning), value)
            }
            SetAsideReason::NoCustomer => (Some(Meaning::CustomerId), String::new()),
            SetAsideReason::Cancellation | SetAsideReason::NotPaid | SetAsideReason::Refunded
                if sales.status.get(row) != NONE =>
            {
                (Some(Meaning::Status), sales.status.text(row).to_owned())
            }
            SetAsideReason::Cancellation
            | SetAsideReason::Adjustment
            | SetAsideReason::NoOrder
            | SetAsideReason::NotPaid
            | SetAsideReason::Refunded
            | SetAsideReason::Settled => (Some(Meaning::OrderId), text(&sales.order, &ids.orders)),
            SetAsideReason::OtherCurrency => (Some(Meaning::Currency), sales.currency.text(row).to_owned()),
            SetAsideReason::TestLine | SetAsideReason::Service => (Some(Meaning::ProductId), text(&sales.product, &ids.products)),
            SetAsideReason::QuantityNotPositive | SetAsideReason::Return | SetAsideReason::ImplausibleQuantity => {
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
                self.conclude_rows();
                let rows: Vec<u32> =
                    (0_u32..).zip(&self.fate).filter(|(_, fate)| **fate == ANALYSED).map(|(row, _)| row).collect();
                let goods = self.lookups.take().map(|l| l.is_service).unwrap_or_default();
                self.build.insert(Build::new(rows, goods))
            }
        };
        let dataset =
            build.step(&mut self.store, LineRows { day: &self.day, decided: &self.decided, params: self.params.get() })?;
        match dataset {
            None => Ok(FinishProgress::Working { share: self.share() }),
            Some(dataset) => self.conclude(dataset).map(|imported| FinishProgress::Done(Box::new(imported))),
        }
    }
}

/// Rows `from..to` of the file at position `ix`.
pub(super) fn range_of(files: &[(usize, usize)], ix: usize, len: usize) -> (usize, usize) {
    let at = files.iter().position(|(file, _)| *file == ix).unwrap_or(usize::MAX);
    let from = files.get(at).map_or(len, |f| f.1);
    (from, files.get(at.saturating_add(1)).map_or(len, |f| f.1))
}

/// A number of ten-thousandths without needless decimals.
fn plain_number(value: i64) -> String {
    let text = plain_money(value);
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

fn plain_money(value: i64) -> String {
    Money::from_ten_thousandths(value).to_exact_string()
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
