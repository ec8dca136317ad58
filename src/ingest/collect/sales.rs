//! The rows of sales files as columns of numbers, before it is decided what their dates and numbers mean.

use crate::collect::columns::{NONE, NumberColumn, SparseNumbers, TextColumn};
use crate::collect::ids::Ids;
use crate::collect::sales_columns::SalesColumns;
use crate::collect::source_file::SourceFile;
use crate::collect::worked_out::{Derived, FilledDown, came_back, paid_back, worked_out};
use crate::findings::issue::MAX_EXAMPLES;
use crate::findings::reason::SetAsideReason;
use crate::parse::cell::is_rounded_id;
use crate::parse::currency::currency_code;
use crate::parse::moment::parse_moment;
use crate::parse::packed_products::unpack;
use crate::parse::raw_date::{RawDate, RawMoment};
use crate::read::record::Record;
use crate::recognise::row_words::{RowWord, row_word};
use crate::recognise::value_evidence::{says_no, says_yes};
use crate::schema::meaning::Meaning;
use clientele_core::domain::number::{Number, parse_number};
use clientele_core::domain::{NO_MINUTE, same_text};

/// [`Sales::fault`] of a row that is a row.
pub(crate) const NO_FAULT: u8 = u8::MAX;
/// Cells that cannot be read, kept word for word for the report's examples, per kind.
const MAX_BAD_CELLS: usize = 200;

/// All rows of all sales files. Every column has as many rows, but for the text columns, whose last rows may be missing.
/// A file's row that lists several products makes several rows here.
#[derive(Default)]
pub(crate) struct Sales {
    pub(crate) segments: Vec<Segment>,
    pub(crate) line: Vec<u32>,
    /// A [`SetAsideReason`] that is known from the row's shape, or [`NO_FAULT`].
    pub(crate) fault: Vec<u8>,
    pub(crate) order: Vec<u32>,
    pub(crate) customer: Vec<u32>,
    pub(crate) product: Vec<u32>,
    pub(crate) date: Vec<RawDate>,
    pub(crate) minute: Vec<u16>,
    /// Unit prices, or line totals where the segment says so.
    pub(crate) price: NumberColumn,
    pub(crate) quantity: NumberColumn,
    pub(crate) hash: Vec<u64>,
    pub(crate) product_name: TextColumn,
    pub(crate) category: TextColumn,
    pub(crate) brand: TextColumn,
    pub(crate) place: TextColumn,
    pub(crate) customer_name: TextColumn,
    pub(crate) email: TextColumn,
    pub(crate) status: TextColumn,
    /// Other numbers of orders.
    pub(crate) other_order: TextColumn,
    /// Signs and codes of currencies.
    pub(crate) currency: TextColumn,
    pub(crate) line_discount: SparseNumbers,
    /// Off each piece.
    pub(crate) unit_discount: SparseNumbers,
    /// Discounts as shares of the line, as in the file: of 1 or of 100.
    pub(crate) discount_share: SparseNumbers,
    /// Written on one row of an order, for the whole order.
    pub(crate) order_discount: SparseNumbers,
    pub(crate) refund: SparseNumbers,
    /// Rows that continue the file's row of the row before them: the second and further products of a packed list. Ascending.
    pub(crate) continuations: Vec<u32>,
    /// Whether something in the row was put right.
    pub(crate) repaired: Vec<bool>,
    /// Rows without a customer or a date whose cell holds something (a word for nobody, a date that is none), ascending: no dittos.
    pub(crate) not_blank: Vec<u32>,
    /// Rows whose amount is empty, ascending.
    pub(crate) without_amount: Vec<u32>,
    /// Rows that took a value from the row before.
    pub(crate) filled: FilledDown,
    /// Rows of which one of quantity, price and total was worked out from the others.
    pub(crate) derived: Derived,
    pub(crate) bad_cells: Vec<BadCell>,
    bad_dates: usize,
    /// Scratch buffer.
    joined: Vec<u8>,
    /// By product, the name that its last row had.
    usual_name: Vec<u32>,
    last_order: LastCell,
    last_customer: LastCell,
    last_moment: Option<(String, RawMoment)>,
}

/// The last cell of a column, as in the file, and its number: the next row often has the same text.
#[derive(Default)]
struct LastCell {
    raw: String,
    code: u32,
}

impl LastCell {
    /// The number given to this cell, if it is the last one.
    fn code_of(&self, raw: &str) -> Option<u32> {
        (!raw.is_empty() && same_text(&self.raw, raw)).then_some(self.code)
    }

    /// Keeps a cell. One that needs tidying is not kept, as each repair has to be counted.
    fn keep(&mut self, raw: &str, tidy: &str, code: u32) {
        self.raw.clear();
        if raw.len() == tidy.len() {
            self.raw.push_str(raw);
            self.code = code;
        }
    }
}

/// The rows of one file.
pub(crate) struct Segment {
    /// Position in the importer's files.
    pub(crate) file: usize,
    pub(crate) start: usize,
    pub(crate) columns: SalesColumns,
}

/// A cell that cannot be read.
pub(crate) struct BadCell {
    pub(crate) row: u32,
    pub(crate) meaning: Meaning,
    pub(crate) text: String,
}

impl Sales {
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    /// Number of the segment that a row lies in.
    pub(crate) fn segment_of(&self, row: usize) -> usize {
        self.segments.partition_point(|s| s.start <= row).saturating_sub(1)
    }

    /// Rows `start..end` of a segment.
    pub(crate) fn rows_of(&self, segment: usize) -> std::ops::Range<usize> {
        let start = self.segments.get(segment).map_or(self.len(), |s| s.start);
        start..self.segments.get(segment + 1).map_or(self.len(), |s| s.start)
    }

    /// A sales file begins. `fill_down`: whether the recipe allows it.
    pub(crate) fn begin(&mut self, file_ix: usize, file: &SourceFile, fill_down: bool) {
        let columns = SalesColumns::of(file, fill_down);
        self.segments.push(Segment { file: file_ix, start: self.len(), columns });
    }

    /// Appends a row of the file that was begun last. `is_stray`: it was read without a quote that is not closed.
    pub(crate) fn push(&mut self, record: &Record<'_>, is_stray: bool, file: &mut SourceFile, ids: &mut Ids) {
        let Some((columns, start)) = self.segments.last().map(|s| (s.columns, s.start)) else { return };
        let row = self.line.len();
        let (repaired, filled) = (file.cells.repaired, self.filled.rows + self.derived.rows);
        if let Some(fault) = file.shape_fault(record) {
            self.line.push(record.line);
            self.push_fault(fault);
            return;
        }
        if columns.may_be_summary(record) && file.is_summary(record) {
            self.line.push(record.line);
            self.push_fault(SetAsideReason::SummaryRow);
            return;
        }
        if !(columns.packed.is_some() && self.push_packed(record, file, ids, columns)) {
            self.push_line(row, start, record, file, ids, columns);
        }
        let is_repaired = is_stray || file.cells.repaired > repaired || self.filled.rows + self.derived.rows > filled;
        self.repaired.resize(self.line.len(), is_repaired);
    }

    /// A row that is one line of an order.
    fn push_line(
        &mut self,
        row: usize,
        start: usize,
        record: &Record<'_>,
        file: &mut SourceFile,
        ids: &mut Ids,
        columns: SalesColumns,
    ) {
        self.line.push(record.line);
        self.fault.push(NO_FAULT);
        self.hash.push(record.hash(&mut self.joined));
        let filled_from = self.push_order(row, start, record, file, ids, columns);
        self.push_customer(row, filled_from, record, file, ids, columns);

        let mut product_name = file.text(record, columns.product_name);
        let with_variant;
        if let Some(variant) = columns.variant.map(|v| file.text(record, Some(v))).filter(|v| is_variant(v)) {
            with_variant = format!("{product_name} ({variant})");
            product_name = &with_variant;
        }
        let product = file.id(record, columns.product);
        let product = if product.is_empty() { product_name } else { product };
        let product = if product.is_empty() { NONE } else { ids.products.intern(product) };
        self.product.push(product);
        // Most rows of a product have the same name.
        if product as usize >= self.usual_name.len() && product != NONE {
            self.usual_name.resize(ids.products.len().next_power_of_two(), NONE);
        }
        match self.usual_name.get_mut(product as usize) {
            Some(usual) => self.product_name.set_expecting(row, product_name, usual),
            None => self.product_name.set(row, product_name),
        }

        self.push_numbers(row, record, file);
        self.push_rest(row, filled_from, record, file, columns);
        let nobody = self.customer.get(row).copied().unwrap_or(NONE) == NONE;
        let never = self.date.get(row).copied().unwrap_or(RawDate::NONE) == RawDate::NONE;
        if (nobody && columns.has_customer_text(record)) || (never && columns.has_date_text(record)) {
            self.not_blank.push(row as u32);
        }
    }

    /// A row that lists products: a row here for each. `false`: it lists none.
    fn push_packed(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, columns: SalesColumns) -> bool {
        let items = unpack(file.text(record, columns.packed), columns.packing);
        if items.is_empty() {
            return false;
        }
        let first = self.line.len();
        let start = self.segments.last().map_or(0, |s| s.start);
        let total = columns.line_total.and_then(|column| file.number(record, column));
        let hash = record.hash(&mut self.joined);
        for (ix, item) in items.iter().enumerate() {
            let row = self.line.len();
            if ix > 0 {
                self.continuations.push(row as u32);
            }
            self.line.push(record.line);
            self.fault.push(NO_FAULT);
            self.hash.push(hash ^ (ix as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let filled_from = self.push_order(row, start, record, file, ids, columns);
            self.push_customer(row, filled_from, record, file, ids, columns);
            let product = if item.id.is_empty() { item.name } else { item.id };
            self.product.push(ids.products.intern(product));
            self.product_name.set(row, item.name);
            // If the products have no prices of their own, the first takes the row's total until it is shared out over all of them.
            let price = item.total.or(if ix == 0 { total } else { None });
            let none = Number::plain(0);
            let price = if ix == 0 || item.total.is_some() { price } else { Some(none) };
            self.price.push(price);
            self.quantity.push(item.quantity);
            if let Some(sign) = price.map(|p| p.sign) {
                self.currency.set(row, sign);
            }
            let rest = if row == first { columns } else { columns.without_order_money() };
            self.push_rest(row, filled_from, record, file, rest);
        }
        true
    }

    /// The order's number. Returns the row before if it belongs to the same order of a file where orders are filled down.
    fn push_order(
        &mut self,
        row: usize,
        start: usize,
        record: &Record<'_>,
        file: &mut SourceFile,
        ids: &mut Ids,
        columns: SalesColumns,
    ) -> Option<usize> {
        let last = self.order.last().copied().unwrap_or(NONE);
        let raw = columns.order.map_or("", |column| record.field(column));
        let order = match self.last_order.code_of(raw) {
            Some(code) => code,
            None => {
                let order = file.id(record, columns.order);
                let code = if order.is_empty() { NONE } else { ids.orders.intern(order) };
                self.last_order.keep(raw, if is_rounded_id(order) { "" } else { order }, code);
                code
            }
        };
        self.order.push(order);
        (columns.fill_down && order != NONE && order == last && row > start).then(|| row - 1)
    }

    fn push_customer(
        &mut self,
        row: usize,
        filled_from: Option<usize>,
        record: &Record<'_>,
        file: &mut SourceFile,
        ids: &mut Ids,
        columns: SalesColumns,
    ) {
        let raw = columns.customer.map_or("", |column| record.field(column));
        if columns.email.is_none()
            && columns.customer_name.is_none()
            && let Some(code) = self.last_customer.code_of(raw)
        {
            self.customer.push(code);
            return;
        }
        let email = file.text(record, columns.email);
        let customer_name = file.text(record, columns.customer_name);
        let customer = file.id(record, columns.customer);
        let last = self.customer.last().copied().unwrap_or(NONE);
        let of_before = filled_from.and_then(|from| self.customer.get(from)).copied().unwrap_or(NONE);
        let (code, is_filled) = match (customer, email) {
            ("", "") if of_before != NONE => (of_before, customer_name.is_empty()),
            _ => (ids.customer(customer, email, customer_name, last, file.cells.keep_anonymous), false),
        };
        self.last_customer.keep(raw, if is_rounded_id(customer) { "" } else { customer }, code);
        self.customer.push(code);
        if is_filled {
            self.filled.rows += 1;
            if self.filled.examples.len() < MAX_EXAMPLES {
                self.filled.examples.push(row as u32);
            }
        }
        self.email.set(row, email);
        self.customer_name.set(row, customer_name);
    }

    /// What is filled down where it is empty, and the rest.
    fn push_rest(
        &mut self,
        row: usize,
        filled_from: Option<usize>,
        record: &Record<'_>,
        file: &mut SourceFile,
        columns: SalesColumns,
    ) {
        self.push_moment(row, filled_from, record, file);
        self.other_order.set(row, file.text(record, columns.other_order));
        self.category.set(row, file.text(record, columns.category));
        self.brand.set(row, file.text(record, columns.brand));
        let mut status = file.text(record, columns.status);
        let cancelled = file.text(record, columns.cancelled_at);
        if !cancelled.is_empty() && !says_no(cancelled) {
            status = "cancelled";
        } else if columns.refunded.is_some() && says_yes(file.text(record, columns.refunded)) {
            status = "refunded";
        }
        let mut currency = std::borrow::Cow::Borrowed(file.text(record, columns.currency));
        // If the sign beside the price contradicts the currency column, the sign wins.
        if !currency.is_empty() {
            let sign = currency_code(self.currency.text(row));
            if sign.len() == 3 && !sign.eq_ignore_ascii_case(&currency) {
                currency = std::borrow::Cow::Owned(sign.to_owned());
            }
        }
        if currency.len() == 3 && currency.bytes().any(|b| b.is_ascii_lowercase()) {
            currency = currency.to_ascii_uppercase().into();
        }
        for (column, text) in
            [(&mut self.status, status), (&mut self.place, file.text(record, columns.place)), (&mut self.currency, &currency)]
        {
            match filled_from {
                Some(from) if text.is_empty() => column.copy(row, from),
                _ => column.set(row, text),
            }
        }
        for (numbers, column) in [
            (&mut self.line_discount, columns.line_discount),
            (&mut self.unit_discount, columns.unit_discount),
            (&mut self.order_discount, columns.order_discount),
            (&mut self.refund, columns.refund),
        ] {
            if let Some(number) = column.and_then(|column| file.number(record, column)) {
                numbers.push(row, number);
            }
        }
        if columns.discount_share.is_some() {
            let share = file.text(record, columns.discount_share);
            if let Some(number) = parse_number(share.trim_end_matches(['%', ' '])) {
                self.discount_share.push(row, number);
            }
        }
    }

    fn push_fault(&mut self, fault: SetAsideReason) {
        self.fault.push(fault as u8);
        self.repaired.push(false);
        self.hash.push(0);
        self.order.push(NONE);
        self.customer.push(NONE);
        self.product.push(NONE);
        self.date.push(RawDate::NONE);
        self.minute.push(NO_MINUTE);
        self.price.push(None);
        self.quantity.push(None);
    }

    fn push_moment(&mut self, row: usize, filled_from: Option<usize>, record: &Record<'_>, file: &mut SourceFile) {
        let Some(columns) = self.segments.last().map(|s| s.columns) else { return };
        let text = columns.date.map_or("", |column| record.field(column));
        let mut moment = match &self.last_moment {
            Some((last, moment)) if same_text(last, text) => Some(*moment),
            _ => parse_moment(text).or_else(|| parse_moment(file.text(record, columns.date))),
        };
        match moment {
            Some(moment) => match &mut self.last_moment {
                Some((last, _)) if same_text(last, text) => {}
                Some((last, kept)) => {
                    text.clone_into(last);
                    *kept = moment;
                }
                none => *none = Some((text.to_owned(), moment)),
            },
            None if text.trim().is_empty() => {
                if let Some(from) = filled_from {
                    self.date.push(self.date.get(from).copied().unwrap_or(RawDate::NONE));
                    self.minute.push(self.minute.get(from).copied().unwrap_or(NO_MINUTE));
                    return;
                }
            }
            None => {}
        }
        if let (Some(moment), Some(time)) = (&mut moment, columns.time) {
            let time = parse_moment(&format!("2000-01-01 {}", file.text(record, Some(time))));
            moment.minute = time.map_or(moment.minute, |time| time.minute);
        }
        match moment {
            Some(moment) => {
                file.dates.add(moment, text);
                self.date.push(moment.date);
                self.minute.push(moment.minute);
            }
            None => {
                self.date.push(RawDate::NONE);
                self.minute.push(NO_MINUTE);
                if self.bad_dates < MAX_BAD_CELLS && columns.date.is_some() {
                    self.bad_dates += 1;
                    self.bad_cells.push(BadCell { row: row as u32, meaning: Meaning::Date, text: text.to_owned() });
                }
            }
        }
    }

    fn push_numbers(&mut self, row: usize, record: &Record<'_>, file: &mut SourceFile) {
        let Some(columns) = self.segments.last().map(|s| s.columns) else { return };
        let price_column = columns.price();
        let free = Number::plain(0);
        let mut price = match price_column {
            Some(column) => file.number(record, column),
            None if columns.packed.is_some() => None,
            None => Some(free),
        };
        let one = Number::plain(clientele_core::domain::Money::SCALE);
        let mut quantity = match columns.quantity {
            Some(column) => file.quantity(record, column),
            None => Some(one),
        };
        if let Some(total) = columns.line_total.filter(|_| price.is_none() != quantity.is_none()) {
            let missing = if price.is_none() {
                (Meaning::LineTotal, total)
            } else {
                (Meaning::Quantity, columns.quantity.unwrap_or(total))
            };
            let unit = columns.unit_price.and_then(|column| file.number(record, column));
            (price, quantity) = worked_out(price, quantity, unit);
            if price.is_some() && quantity.is_some() {
                self.derived.rows += 1;
                if self.derived.examples.len() < MAX_EXAMPLES {
                    self.derived.examples.push((row as u32, missing.0, record.field(missing.1).to_owned()));
                }
            }
        }
        if columns.marks_returns && row_word(file.text(record, columns.status)) == Some(RowWord::Return) {
            (price, quantity) = came_back(price, quantity, columns.price_is_total());
        }
        if let Some(sign) = price.map(|p| p.sign) {
            self.currency.set(row, sign);
        }
        // The total of an order may stand on one of its rows only.
        let is_of_order = columns.shares_order_total();
        for (number, meaning, column) in
            [(&price, columns.price_meaning(), price_column), (&quantity, Meaning::Quantity, columns.quantity)]
        {
            if number.is_none() && self.bad_cells.len() - self.bad_dates < MAX_BAD_CELLS {
                let text = column.map_or("", |column| record.field(column));
                if !(is_of_order && meaning == Meaning::OrderTotal && text.trim().is_empty()) {
                    self.bad_cells.push(BadCell { row: row as u32, meaning, text: text.to_owned() });
                }
            }
        }
        if price.is_none() && price_column.is_some_and(|column| file.text(record, Some(column)).is_empty()) {
            self.without_amount.push(row as u32);
        }
        // What came back is paid back, unless a column says how much was.
        if let Some(column) = columns.returned_quantity.filter(|_| columns.refund.is_none() && !is_of_order)
            && let (Some(back), Some(price), Some(pieces)) = (file.quantity(record, column), price, quantity)
            && let Some(number) = paid_back(back, price, pieces, columns.price_is_total())
        {
            self.refund.push(row, number);
        }
        self.price.push(price);
        self.quantity.push(quantity);
    }
}

/// Whether a text names a variant: shops write "Regular" or "Default Title" for the only one.
fn is_variant(text: &str) -> bool {
    !(text.is_empty() || text.eq_ignore_ascii_case("regular") || text.eq_ignore_ascii_case("default title"))
}
