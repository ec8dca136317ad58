//! The rows of all sales files while it is decided which of them count, and for how much.

use crate::collect::columns::{BAD, NONE};
use crate::collect::sales::NO_FAULT;
use crate::collect::store::Store;
use crate::findings::decimal::plain_number;
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::{Change, Deduction};
use crate::parse::date_order::DateOrder;
use crate::parse::raw_date::RawDate;
use crate::schema::meaning::Meaning;
use crate::settings::params::ValidIngestParams;
use crate::settings::recipe::RepairStep;
use crate::settle::anonymous::Anonymous;
use crate::settle::disposition::{Disposition, Lookups, RowFacts, amount_of};
use crate::settle::link::link;
use crate::settle::nobody::Nobody;
use crate::settle::notation::{Notation, decide};
use crate::settle::step_tallies::StepTallies;
use clientele_core::domain::{Day, Money};

/// Rows that get their disposition in one step.
pub(crate) const ROWS_A_STEP: usize = 25_000;
/// [`Settlement::disposition`] of a row that is analysed.
pub(crate) const ANALYSED: u8 = u8::MAX;

/// The work in progress.
pub(crate) struct Settlement {
    pub(crate) params: ValidIngestParams,
    pub(crate) store: Store,
    /// By file, how it writes dates and numbers.
    pub(crate) notations: Vec<Notation>,
    pub(crate) lookups: Option<Lookups>,
    pub(crate) steps: StepTallies,
    /// A [`SetAsideReason`] or [`ANALYSED`] for each row.
    pub(crate) disposition: Vec<u8>,
    /// The day of each row, once it has its disposition.
    pub(crate) day: Vec<Day>,
    /// Rows that continue the order of a row above, ascending; and how many of them have their disposition.
    below: (Vec<u32>, usize),
    /// Analysed rows that repeat an earlier one, ascending.
    pub(crate) repeats: Vec<u32>,
    /// Pieces above which a quantity is not plausible, as customers' sales say.
    pub(crate) most_pieces: Option<i64>,
    /// Sales that an earlier file has, too, ascending.
    pub(crate) elsewhere: Vec<u32>,
    /// Rows with dates that cannot be meant, ascending.
    pub(crate) far_dates: Vec<u32>,
    /// Rows with implausibly many pieces that are kept, ascending.
    pub(crate) implausible: Vec<u32>,
    /// What is taken off analysed rows, ascending.
    pub(crate) deducted: Vec<RowDeduction>,
    /// Rows set aside for nothing but that they name no customer: sales of the shop.
    pub(crate) anonymous: Anonymous,
    /// The date that was read last, in which order, and its day.
    last_day: ((RawDate, DateOrder), Option<Day>),
    segment: usize,
}

/// Something taken off a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowDeduction {
    pub(crate) row: u32,
    pub(crate) what: Deduction,
    /// In ten-thousandths.
    pub(crate) amount: i64,
}

impl Settlement {
    pub(crate) fn new(params: ValidIngestParams, store: Store) -> Self {
        let rows = store.sales.len();
        Self {
            params,
            store,
            notations: Vec::new(),
            lookups: None,
            steps: StepTallies::new(),
            disposition: Vec::with_capacity(rows),
            day: Vec::with_capacity(rows),
            below: (Vec::new(), 0),
            repeats: Vec::new(),
            most_pieces: None,
            elsewhere: Vec::new(),
            far_dates: Vec::new(),
            implausible: Vec::new(),
            deducted: Vec::new(),
            anonymous: Anonymous::default(),
            last_day: ((RawDate::NONE, DateOrder::MonthFirst), None),
            segment: 0,
        }
    }

    /// Rows of all sales files.
    pub(crate) fn rows(&self) -> usize {
        self.store.sales.len()
    }

    /// Decides how each file writes dates and numbers.
    pub(crate) fn decide_notations(&mut self) {
        self.notations = decide(&mut self.store, self.params.get());
    }

    /// The analysed rows, ascending.
    pub(crate) fn analysed_rows(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.disposition.len());
        rows.extend((0_u32..).zip(&self.disposition).filter(|&(_, &disposition)| disposition == ANALYSED).map(|(row, _)| row));
        rows
    }

    /// Joins what several files or rows say of the same order or customer.
    pub(crate) fn link(&mut self) {
        self.below.0 = link(&mut self.store, &self.params.get().recipe, &mut self.steps);
        self.lookups = Some(Lookups::new(&self.store, &self.params.get().recipe));
    }

    /// Gives one row its disposition, judged by itself.
    pub(crate) fn dispose_row(&mut self, row: usize) {
        self.find_segment(row);
        let sales = &self.store.sales;
        let (Some(segment), Some(lookups)) = (sales.segments.get(self.segment), &self.lookups) else { return };
        let Some(notation) = self.notations.get(segment.file) else { return };
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let mut price = sales.price.values.get(row).copied().unwrap_or(BAD);
        let quantity = sales.quantity.values.get(row).copied().unwrap_or(BAD);
        let order_of_dates = if segment.columns.needs_orders() { self.notation_of_orders() } else { *notation };
        let date = sales.date.get(row).copied().unwrap_or(RawDate::NONE);
        let key = (date, order_of_dates.order());
        if self.last_day.0 != key {
            self.last_day = (key, date.day(key.1));
        }
        let day = self.last_day.1;
        let customer = at(&sales.customer);
        let is_without_amount = price == BAD && sales.without_amount.binary_search(&(row as u32)).is_ok();
        let is_counted = is_without_amount && self.params.get().recipe.is_on(RepairStep::CountWithoutAmount);
        if is_counted {
            price = 0;
        }
        let facts = RowFacts {
            fault: sales.fault.get(row).copied().unwrap_or(NO_FAULT),
            order: at(&sales.order),
            customer,
            nobody: lookups.nobody(customer),
            product: at(&sales.product),
            day,
            price,
            quantity,
            amount: amount_of(price, quantity, segment.columns.price_is_total()),
            status: sales.status.code(row),
            currency: sales.currency.code(row),
            is_counted_without_amount: is_counted,
        };
        let verdict = lookups.disposition(&facts, segment, &self.store, self.params.get());
        let money = facts.amount.unwrap_or(0);
        let (disposition, step) = match verdict {
            Disposition::Analysed => (ANALYSED, None),
            Disposition::SetAside(reason) => (reason as u8, None),
            Disposition::NoCustomer(otherwise) => {
                self.anonymous.note(row, otherwise);
                if let Some(nobody) = facts.nobody {
                    // What would be set aside anyway is not left out by this.
                    let money = if otherwise.is_none() { money } else { 0 };
                    self.steps.add(nobody.step(), 1, -money);
                    self.example_of_step(nobody.step(), row, || "counts for no customer".to_owned());
                    self.report_nobody(row, customer, nobody, money);
                    if let Some(customer) = self.store.sales.customer.get_mut(row) {
                        *customer = NONE;
                    }
                }
                (SetAsideReason::NoCustomer as u8, None)
            }
            Disposition::ByStep(step, reason) => (reason as u8, Some((step, reason))),
            Disposition::IfOn(step, reason) => (ANALYSED, Some((step, reason))),
        };
        if let Some((step, reason)) = step {
            let foreign = reason == SetAsideReason::OtherCurrency;
            self.steps.add(step, 1, if foreign { 0 } else { -money });
            self.example_of_step(step, row, || format!("set aside: {}", reason.label().to_lowercase()));
            if let Some(nobody) = facts.nobody.filter(|_| reason == SetAsideReason::NoCustomer) {
                self.report_nobody(row, customer, nobody, money);
            }
            if disposition == ANALYSED && reason != SetAsideReason::OtherCurrency {
                self.report_kept(row, reason, money);
            }
        }
        if is_without_amount && (is_counted || disposition == SetAsideReason::BadNumber as u8) {
            self.steps.add(RepairStep::CountWithoutAmount, 1, 0);
            self.example_of_step(RepairStep::CountWithoutAmount, row, || "a purchase without an amount".to_owned());
            if is_counted {
                self.report_without_amount(row);
            }
        }
        if self.below.0.get(self.below.1) == Some(&(row as u32)) {
            self.below.1 += 1;
            self.count_filled(row, disposition, money);
        }
        self.disposition.push(disposition);
        self.day.push(day.unwrap_or_default());
        // From here on the price column holds the amount of each line.
        if let Some(price) = self.store.sales.price.values.get_mut(row) {
            *price = i64::try_from(money).unwrap_or(0);
        }
    }

    /// Counts a row that continues the order of a row above: what filling it down adds to the analysed revenue, or would.
    fn count_filled(&mut self, row: usize, disposition: u8, money: i128) {
        let is_on = self.params.get().recipe.is_on(RepairStep::FillDown);
        let for_want = [SetAsideReason::BadDate as u8, SetAsideReason::NoCustomer as u8].contains(&disposition);
        let counts = if is_on { disposition == ANALYSED } else { for_want };
        self.steps.add(RepairStep::FillDown, 1, if counts { money } else { 0 });
        let order = self.store.sales.order.get(row).copied().unwrap_or(NONE);
        let name = if order == NONE { "the row above".to_owned() } else { self.store.ids.orders.get(order).to_owned() };
        self.example_of_step(RepairStep::FillDown, row, || format!("belongs to {name}"));
    }

    fn find_segment(&mut self, row: usize) {
        while self.store.sales.segments.get(self.segment + 1).is_some_and(|next| row >= next.start) {
            self.segment += 1;
        }
    }

    /// How the dates of the first file of orders are read.
    fn notation_of_orders(&self) -> Notation {
        let file = self.store.order_list.files.first().map(|f| f.0);
        let none = Notation { date_order: None, decimal_mark: None };
        file.and_then(|ix| self.notations.get(ix)).copied().unwrap_or(none)
    }

    /// Adds the row to the examples of what a step does, while there is room.
    pub(crate) fn example_of_step(&mut self, step: RepairStep, row: usize, after: impl FnOnce() -> String) {
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
    fn report_kept(&mut self, row: usize, reason: SetAsideReason, money: i128) {
        let Store { files, ids, sales, issues, .. } = &mut self.store;
        // Dates are pointed out when the tables are checked, customers who are nobody by their words.
        if matches!(reason, SetAsideReason::FutureDate | SetAsideReason::OldDate | SetAsideReason::NoCustomer) {
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

    /// Points out a purchase that counts although nobody says what it cost.
    fn report_without_amount(&mut self, row: usize) {
        let Store { files, sales, issues, .. } = &mut self.store;
        let segment = sales.segments.get(self.segment);
        issues.add(IssueCode::NoAmount, "", Money::ZERO, || {
            let (file, line) = (segment.and_then(|s| files.get(s.file)), sales.line.get(row).copied().unwrap_or(0));
            let meaning = segment.map_or(Meaning::LineTotal, |segment| segment.columns.price_meaning());
            file.map_or_else(Default::default, |f| f.example(line, f.header(meaning), ""))
        });
    }

    /// Points out a sale to somebody who is nobody, under the word or number that says so.
    fn report_nobody(&mut self, row: usize, customer: u32, nobody: Nobody, money: i128) {
        let Store { files, ids, sales, issues, .. } = &mut self.store;
        let code = match nobody {
            Nobody::Anonymous => IssueCode::AnonymousCustomer,
            Nobody::Shared => IssueCode::SharedCustomer,
        };
        let text = ids.customers.get(customer);
        let money = Money::from_ten_thousandths(i64::try_from(money).unwrap_or(0));
        let segment = sales.segments.get(self.segment);
        let column = issues.column_for(code, text);
        issues.add(code, column, money, || {
            let file = segment.and_then(|s| files.get(s.file));
            let line = sales.line.get(row).copied().unwrap_or(0);
            file.map_or_else(Default::default, |f| f.example(line, f.header_of_customer(), text))
        });
    }

    /// Whether a row counts.
    pub(crate) fn is_analysed(&self, row: usize) -> bool {
        self.disposition.get(row) == Some(&ANALYSED)
    }

    /// What a row comes to, in ten-thousandths, once it has its disposition.
    pub(crate) fn amount(&self, row: usize) -> i64 {
        self.store.sales.price.values.get(row).copied().unwrap_or(0)
    }
}
