//! The rows of files that list orders without their lines: who and when. Joined to the lines by the order number.

use crate::collect::columns::{NONE, TextColumn};
use crate::collect::row_index::OtherKeys;
use crate::collect::sales::{Sales, is_email};
use crate::collect::source_file::{Ids, SourceFile};
use crate::findings::issue::Issues;
use crate::findings::issue_code::IssueCode;
use crate::parse::moment::parse_moment;
use crate::parse::raw_date::RawDate;
use crate::read::record::Record;
use crate::schema::meaning::Meaning;
use clientele_core::domain::{Day, NO_MINUTE};

/// Orders as their files list them. Every column has as many rows, but for the text columns.
#[derive(Default)]
pub(crate) struct OrderList {
    /// Row of an order's number; [`NONE`] for one that is not listed.
    row_of: Vec<u32>,
    pub(crate) line: Vec<u32>,
    pub(crate) customer: Vec<u32>,
    pub(crate) date: Vec<RawDate>,
    pub(crate) minute: Vec<u16>,
    pub(crate) status: TextColumn,
    pub(crate) email: TextColumn,
    pub(crate) customer_name: TextColumn,
    /// Which order of its customer it is, and days since the one before; where the files count so.
    gaps: Vec<Option<Gap>>,
    /// The number of each row's order.
    pub(crate) codes: Vec<u32>,
    /// Rows by the text of another column that numbers them.
    pub(crate) other_keys: OtherKeys,
    /// Position in the importer's files and first row, for each orders file.
    pub(crate) files: Vec<(usize, usize)>,
}

/// The position of an order among its customer's orders.
#[derive(Clone, Copy)]
struct Gap {
    sequence: i64,
    days: i64,
}

/// The date given to each customer's first order in files that know only days between orders: an arbitrary fixed date.
const FIRST_ORDER: Day = Day(17_167); // 2017-01-01

impl OrderList {
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    /// An orders file begins.
    pub(crate) fn begin(&mut self, file_ix: usize) {
        self.files.push((file_ix, self.len()));
    }

    /// The row that lists an order.
    pub(crate) fn get(&self, order: u32) -> Option<usize> {
        self.row_of.get(order as usize).copied().filter(|&row| row != NONE).map(|row| row as usize)
    }

    /// Whether days are counted from each customer's first order, as the files know no dates.
    pub(crate) fn has_gaps(&self) -> bool {
        self.gaps.iter().any(Option::is_some)
    }

    /// Gives the next row to an order.
    fn list(&mut self, code: u32) -> usize {
        let row = self.len();
        if self.row_of.len() <= code as usize {
            self.row_of.resize(code as usize + 1, NONE);
        }
        if let Some(slot) = self.row_of.get_mut(code as usize) {
            *slot = row as u32;
        }
        self.codes.push(code);
        row
    }

    /// Takes a row of sales that is but an order's: who and when. `false`: the order has no number, or is listed already.
    pub(crate) fn push_order(&mut self, sales: &Sales, row: usize) -> bool {
        let code = sales.order.get(row).copied().unwrap_or(NONE);
        if code == NONE || self.get(code).is_some() {
            return false;
        }
        let at = self.list(code);
        self.other_keys.add(sales.other_order.text(row), at);
        self.line.push(sales.line.get(row).copied().unwrap_or(0));
        self.customer.push(sales.customer.get(row).copied().unwrap_or(NONE));
        self.date.push(sales.date.get(row).copied().unwrap_or(RawDate::NONE));
        self.minute.push(sales.minute.get(row).copied().unwrap_or(NO_MINUTE));
        self.gaps.push(None);
        self.status.set(at, sales.status.text(row));
        self.email.set(at, sales.email.text(row));
        self.customer_name.set(at, sales.customer_name.text(row));
        true
    }

    /// Takes a row of the file that was begun last.
    pub(crate) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, issues: &mut Issues) {
        if let Some(reason) = file.shape_fault(record) {
            return file.set_row_aside(reason, record, issues);
        }
        let column = |file: &SourceFile, meaning| file.recognised.column(meaning);
        let order = file.id(record, column(file, Meaning::OrderId));
        if order.is_empty() {
            return file.pass_row_over(IssueCode::MissingId, Meaning::OrderId, record, order, issues);
        }
        let code = ids.orders.intern(order);
        if self.get(code).is_some() {
            return file.pass_row_over(IssueCode::DuplicateOrderId, Meaning::OrderId, record, order, issues);
        }
        let row = self.list(code);
        let other = file.recognised.other_key;
        self.other_keys.add(file.text(record, other), row);
        file.used += 1;
        self.line.push(record.line);
        let email = file.text(record, column(file, Meaning::Email));
        let name = file.customer_name(record, column(file, Meaning::CustomerName));
        let customer = match (file.customer_id(record, column(file, Meaning::CustomerId)), email, name) {
            ("", "", "") => NONE,
            ("", "", name) => ids.customers.intern(name),
            ("", email, _) => ids.customers.intern(&email.to_lowercase()),
            (id, _, _) if is_email(id) => ids.customers.intern(&id.to_lowercase()),
            (id, _, _) => ids.customers.intern(id),
        };
        self.customer.push(customer);
        self.email.set(row, email);
        self.customer_name.set(row, name);
        let mut status = file.text(record, column(file, Meaning::Status));
        if !file.text(record, column(file, Meaning::CancelledAt)).is_empty() {
            status = "cancelled";
        }
        self.status.set(row, status);

        let text = file.text(record, column(file, Meaning::Date));
        let moment = parse_moment(text);
        if let Some(moment) = moment {
            file.dates.add(moment, text);
        }
        self.date.push(moment.map_or(RawDate::NONE, |m| m.date));
        let whole = |file: &mut SourceFile, meaning| {
            let number = column(file, meaning).and_then(|column| file.number(record, column))?;
            Some(number.value / clientele_core::domain::Money::SCALE)
        };
        let hour = whole(file, Meaning::HourOfDay).filter(|hour| (0..24).contains(hour)).map(|hour| hour as u16 * 60);
        self.minute.push(moment.map(|m| m.minute).or(hour).unwrap_or(NO_MINUTE));
        let sequence = whole(file, Meaning::OrderSequence);
        let days = whole(file, Meaning::DaysSincePrior).unwrap_or(0);
        self.gaps.push(sequence.map(|sequence| Gap { sequence, days }));
    }

    /// The dates of one file, for deciding their order.
    pub(crate) fn dates_of(&self, from: usize, to: usize) -> &[RawDate] {
        self.date.get(from..to).unwrap_or_default()
    }

    /// Dates orders that only know the days since the one before: each customer's first order is on [`FIRST_ORDER`].
    pub(crate) fn date_by_gaps(&mut self) {
        let mut rows: Vec<(u32, i64, u32)> = (0_u32..)
            .zip(self.gaps.iter().zip(&self.customer))
            .filter_map(|(row, (gap, &customer))| gap.map(|gap| (customer, gap.sequence, row)))
            .collect();
        rows.sort_unstable();
        for of_customer in rows.chunk_by(|a, b| a.0 == b.0) {
            let mut day = i64::from(FIRST_ORDER.0);
            for (ix, &(_, _, row)) in of_customer.iter().enumerate() {
                let gap = self.gaps.get(row as usize).copied().flatten().map_or(0, |gap| gap.days);
                day += if ix == 0 { 0 } else { gap.clamp(0, 3_650) };
                let date = i32::try_from(day).ok().and_then(|day| RawDate::of(Day(day)));
                if let Some(slot) = self.date.get_mut(row as usize) {
                    *slot = date.unwrap_or(RawDate::NONE);
                }
            }
        }
    }
}
