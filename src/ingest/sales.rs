//! The rows of sales files as columns of numbers, before it is decided what their dates and numbers mean.

use super::date::{RawDate, RawMoment, parse_moment};
use super::file::{Ids, NONE, NumberColumn, SourceFile, TextColumn, intern_again};
use super::headers::Meaning;
use super::issue::SetAsideReason;
use super::text::Record;
use crate::domain::NO_MINUTE;

/// [`Sales::fault`] of a row that is a row.
pub(super) const NO_FAULT: u8 = u8::MAX;
/// Cells that cannot be read, kept word for word for the report's examples, per kind.
const MAX_BAD_CELLS: usize = 200;

/// All rows of all sales files. Every column has as many rows, but for the text columns, whose last rows may be missing.
#[derive(Default)]
pub(super) struct Sales {
    pub(super) segments: Vec<Segment>,
    pub(super) line: Vec<u32>,
    /// A [`SetAsideReason`] that is known from the row's shape, or [`NO_FAULT`].
    pub(super) fault: Vec<u8>,
    pub(super) order: Vec<u32>,
    pub(super) customer: Vec<u32>,
    pub(super) product: Vec<u32>,
    pub(super) date: Vec<RawDate>,
    pub(super) minute: Vec<u16>,
    /// Unit prices, or line totals where the segment says so.
    pub(super) price: NumberColumn,
    pub(super) quantity: NumberColumn,
    pub(super) hash: Vec<u64>,
    pub(super) product_name: TextColumn,
    pub(super) category: TextColumn,
    pub(super) brand: TextColumn,
    pub(super) place: TextColumn,
    pub(super) customer_name: TextColumn,
    pub(super) email: TextColumn,
    pub(super) bad_cells: Vec<BadCell>,
    bad_dates: usize,
    /// Currency signs and codes, and how many cells have each.
    pub(super) currencies: Vec<(String, u64)>,
    last_moment: Option<(String, RawMoment)>,
}

/// The rows of one file.
pub(super) struct Segment {
    /// Position in the importer's files.
    pub(super) file: usize,
    pub(super) start: usize,
    pub(super) columns: SalesColumns,
}

/// A cell that cannot be read.
pub(super) struct BadCell {
    pub(super) row: u32,
    pub(super) meaning: Meaning,
    pub(super) text: String,
}

/// Where a sales file has what.
#[derive(Clone, Copy)]
pub(super) struct SalesColumns {
    order: Option<usize>,
    customer: Option<usize>,
    email: Option<usize>,
    customer_name: Option<usize>,
    product: Option<usize>,
    product_name: Option<usize>,
    category: Option<usize>,
    brand: Option<usize>,
    date: Option<usize>,
    quantity: Option<usize>,
    unit_price: Option<usize>,
    line_total: Option<usize>,
    place: Option<usize>,
    currency: Option<usize>,
}

impl SalesColumns {
    pub(super) fn of(file: &SourceFile) -> Self {
        let column = |meaning| file.recognised.column(meaning);
        Self {
            order: column(Meaning::OrderId),
            customer: column(Meaning::CustomerId),
            email: column(Meaning::Email),
            customer_name: column(Meaning::CustomerName),
            product: column(Meaning::ProductId),
            product_name: column(Meaning::ProductName),
            category: column(Meaning::Category),
            brand: column(Meaning::Brand),
            date: column(Meaning::Date),
            quantity: column(Meaning::Quantity),
            unit_price: column(Meaning::UnitPrice),
            line_total: column(Meaning::LineTotal),
            place: column(Meaning::Place),
            currency: column(Meaning::Currency),
        }
    }

    /// Whether there is a column of order numbers.
    pub(super) fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// Whether the price column holds what the whole line cost.
    pub(super) fn price_is_total(&self) -> bool {
        self.unit_price.is_none()
    }

    /// What the price column means.
    pub(super) fn price_meaning(&self) -> Meaning {
        if self.price_is_total() { Meaning::LineTotal } else { Meaning::UnitPrice }
    }
}

impl Sales {
    pub(super) fn len(&self) -> usize {
        self.line.len()
    }

    /// A sales file begins.
    pub(super) fn begin(&mut self, file_ix: usize, file: &SourceFile) {
        let columns = SalesColumns::of(file);
        self.segments.push(Segment { file: file_ix, start: self.len(), columns });
    }

    /// Appends a row of the file begun last.
    pub(super) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids) {
        let Some(segment) = self.segments.last() else { return };
        let columns = segment.columns;
        let row = self.line.len();
        self.line.push(record.line);
        if let Some(fault) = file.shape_fault(record) {
            self.push_fault(fault);
            return;
        }
        self.fault.push(NO_FAULT);
        self.hash.push(record.hash());

        let order = file.id(record, columns.order);
        let last = self.order.last().copied().unwrap_or(NONE);
        self.order.push(if order.is_empty() { NONE } else { intern_again(&mut ids.orders, last, order) });

        let email = file.text(record, columns.email);
        let customer_name = file.text(record, columns.customer_name);
        let customer = file.id(record, columns.customer);
        let last = self.customer.last().copied().unwrap_or(NONE);
        self.customer.push(match (customer, email, customer_name) {
            ("", "", "") => NONE,
            ("", "", name) => intern_again(&mut ids.customers, last, name),
            ("", email, _) => intern_again(&mut ids.customers, last, &email.to_lowercase()),
            (id, _, _) => intern_again(&mut ids.customers, last, id),
        });

        let product_name = file.text(record, columns.product_name);
        let product = file.id(record, columns.product);
        let product = if product.is_empty() { product_name } else { product };
        self.product.push(if product.is_empty() { NONE } else { ids.products.intern(product) });

        self.push_moment(row, record, file);
        self.push_numbers(row, record, file);

        self.email.set(row, email);
        self.customer_name.set(row, customer_name);
        self.product_name.set(row, product_name);
        self.category.set(row, file.text(record, columns.category));
        self.brand.set(row, file.text(record, columns.brand));
        self.place.set(row, file.text(record, columns.place));
        let currency = file.text(record, columns.currency);
        self.count_currency(currency);
    }

    fn push_fault(&mut self, fault: SetAsideReason) {
        self.fault.push(fault as u8);
        self.hash.push(0);
        self.order.push(NONE);
        self.customer.push(NONE);
        self.product.push(NONE);
        self.date.push(RawDate::NONE);
        self.minute.push(NO_MINUTE);
        self.price.push(None);
        self.quantity.push(None);
    }

    fn push_moment(&mut self, row: usize, record: &Record<'_>, file: &mut SourceFile) {
        let column = self.segments.last().and_then(|s| s.columns.date);
        let text = column.map_or("", |column| record.field(column));
        let moment = match &self.last_moment {
            Some((last, moment)) if last == text => Some(*moment),
            _ => parse_moment(text).or_else(|| parse_moment(file.text(record, column))),
        };
        match moment {
            Some(moment) => {
                file.dates.add(moment, text);
                self.date.push(moment.date);
                self.minute.push(moment.minute);
                match &mut self.last_moment {
                    Some((last, kept)) => {
                        text.clone_into(last);
                        *kept = moment;
                    }
                    none => *none = Some((text.to_owned(), moment)),
                }
            }
            None => {
                self.date.push(RawDate::NONE);
                self.minute.push(NO_MINUTE);
                if self.bad_dates < MAX_BAD_CELLS {
                    self.bad_dates += 1;
                    self.bad_cells.push(BadCell { row: row as u32, meaning: Meaning::Date, text: text.to_owned() });
                }
            }
        }
    }

    fn push_numbers(&mut self, row: usize, record: &Record<'_>, file: &mut SourceFile) {
        let Some(columns) = self.segments.last().map(|s| s.columns) else { return };
        let price = columns.unit_price.or(columns.line_total).and_then(|column| file.number(record, column));
        if let Some(sign) = price.map(|p| p.sign) {
            self.count_currency(sign);
        }
        let one = Some(super::number::Number { value: crate::domain::Money::SCALE, mark: super::number::Mark::None, sign: "" });
        let quantity = match columns.quantity {
            Some(column) => file.number(record, column).filter(|n| n.sign.is_empty()),
            None => one,
        };
        for (number, meaning, column) in [
            (&price, columns.price_meaning(), columns.unit_price.or(columns.line_total)),
            (&quantity, Meaning::Quantity, columns.quantity),
        ] {
            if number.is_none() && self.bad_cells.len() - self.bad_dates < MAX_BAD_CELLS {
                let text = column.map_or("", |column| record.field(column)).to_owned();
                self.bad_cells.push(BadCell { row: row as u32, meaning, text });
            }
        }
        self.price.push(price);
        self.quantity.push(quantity);
    }

    fn count_currency(&mut self, sign: &str) {
        /// More different ones are no currencies, and are not told apart.
        const MAX_CURRENCIES: usize = 50;
        if sign.is_empty() {
            return;
        }
        let different = self.currencies.len();
        match self.currencies.iter_mut().find(|(s, _)| s == sign) {
            Some((_, count)) => *count += 1,
            None if different < MAX_CURRENCIES => self.currencies.push((sign.to_owned(), 1)),
            None => {}
        }
    }
}
