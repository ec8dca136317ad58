//! The disposition of a row by itself: analysed, or set aside for the first reason that applies.

use crate::collect::columns::{BAD, NONE};
use crate::collect::sales::{NO_FAULT, Segment};
use crate::collect::store::Store;
use crate::findings::reason::SetAsideReason;
use crate::parse::currency::currency_code;
use crate::recognise::names::normalise;
use crate::recognise::non_products::{is_service, is_test};
use crate::recognise::presets::InvoicePrefixes;
use crate::recognise::status_words::{StatusReading, read_statuses};
use crate::settings::params::IngestParams;
use crate::settings::recipe::{Recipe, RepairStep, StatusRule};
use crate::settle::nobody::{Nobody, customers_who_are_nobody};
use clientele_core::domain::{Day, Money};
use std::cmp::Ordering;

/// The highest plausible amount of one line: a billion.
const MAX_PLAUSIBLE: i128 = 1_000_000_000 * Money::SCALE as i128;

/// Properties of products, customers, statuses and currencies, worked out once over all files and looked up for each row.
pub(crate) struct Lookups {
    /// By product: not goods.
    pub(crate) is_service: Vec<bool>,
    is_test_product: Vec<bool>,
    is_test_customer: Vec<bool>,
    /// By customer, why it is nobody.
    nobody: Vec<Option<Nobody>>,
    /// By word in the status column.
    pub(crate) status: Vec<StatusReading>,
    /// By word in the currency column: whether it is another currency than most rows have.
    pub(crate) is_other_currency: Vec<bool>,
    year_1990: Day,
}

/// What the rules need to know about a row.
#[derive(Clone, Copy)]
pub(crate) struct RowFacts {
    pub(crate) fault: u8,
    pub(crate) order: u32,
    pub(crate) customer: u32,
    /// Why the customer is nobody.
    pub(crate) nobody: Option<Nobody>,
    pub(crate) product: u32,
    pub(crate) day: Option<Day>,
    /// As in the file: of one piece, or of the line.
    pub(crate) price: i64,
    pub(crate) quantity: i64,
    pub(crate) amount: Option<i128>,
    pub(crate) status: u32,
    pub(crate) currency: u32,
    /// Its amount is empty, and it counts all the same.
    pub(crate) is_counted_without_amount: bool,
}

/// What becomes of a row.
pub(crate) enum Disposition {
    Analysed,
    SetAside(SetAsideReason),
    /// Set aside as it names no customer; and why it would be if it did: for nothing else, `None` says.
    NoCustomer(Option<SetAsideReason>),
    /// Set aside by a step that is on.
    ByStep(RepairStep, SetAsideReason),
    /// Analysed, because the step that would set it aside is off.
    IfOn(RepairStep, SetAsideReason),
}

impl Lookups {
    pub(crate) fn new(store: &Store, recipe: &Recipe) -> Self {
        let (is_service, is_test_product) = products(store);
        Self {
            is_service,
            is_test_product,
            is_test_customer: customers(store),
            nobody: customers_who_are_nobody(store),
            status: read_status_column(store, recipe),
            is_other_currency: other_currencies(store),
            year_1990: Day::from_ymd(1990, 1, 1).unwrap_or_default(),
        }
    }

    /// Why a customer is nobody.
    pub(crate) fn nobody(&self, customer: u32) -> Option<Nobody> {
        self.nobody.get(customer as usize).copied().flatten()
    }

    /// The verdict on a row, by the first reason that applies.
    pub(crate) fn disposition(&self, row: &RowFacts, segment: &Segment, store: &Store, params: &IngestParams) -> Disposition {
        use SetAsideReason as R;
        let flag = |flags: &[bool], code: u32| flags.get(code as usize).copied().unwrap_or(false);
        let set_aside = |reason| Disposition::SetAside(reason);
        if row.fault != NO_FAULT {
            return SetAsideReason::ALL.get(row.fault as usize).map_or(Disposition::Analysed, |&reason| set_aside(reason));
        }
        if segment.columns.needs_orders() && store.order_list.get(row.order).is_none() {
            return set_aside(R::NoOrder);
        }
        let Some(day) = row.day else { return set_aside(R::BadDate) };
        let Some(amount) = row.amount else { return set_aside(R::BadNumber) };
        // A step that is off does not set the row aside: the next reason is tried. If none applies, the first such step is reported.
        let mut if_on = None;
        let is_foreign = flag(&self.is_other_currency, row.currency);
        if let Some(verdict) = tried(params, &mut if_on, RepairStep::DropOtherCurrencies, R::OtherCurrency, is_foreign) {
            return verdict;
        }
        let is_nobody = row.nobody.is_some_and(|nobody| params.recipe.is_on(nobody.step()));
        if row.customer == NONE || is_nobody {
            return Disposition::NoCustomer(match self.of_sale(row, (day, amount), segment, store, params, None) {
                Disposition::SetAside(reason) | Disposition::ByStep(_, reason) => Some(reason),
                _ => None,
            });
        }
        if let Some(nobody) = row.nobody {
            // The step is off: noted.
            let _ = tried(params, &mut if_on, nobody.step(), R::NoCustomer, true);
        }
        self.of_sale(row, (day, amount), segment, store, params, if_on)
    }

    /// The verdict on a row that can be read, whoever bought. `if_on`: a step that would set it aside, but is off.
    fn of_sale(
        &self,
        row: &RowFacts,
        (day, amount): (Day, i128),
        segment: &Segment,
        store: &Store,
        params: &IngestParams,
        mut if_on: Option<(RepairStep, SetAsideReason)>,
    ) -> Disposition {
        use SetAsideReason as R;
        let flag = |flags: &[bool], code: u32| flags.get(code as usize).copied().unwrap_or(false);
        let set_aside = |reason| Disposition::SetAside(reason);
        let mut by_step = |step, reason, applies| tried(params, &mut if_on, step, reason, applies);
        let prefixes = store.files.get(segment.file).map_or(InvoicePrefixes::None, |f| f.recognised.conventions.prefixes);
        if let Some(reason) = prefix_reason(prefixes, store.ids.orders.get(row.order)) {
            return set_aside(reason);
        }
        // Goods came back, or money went back.
        let is_return = match (row.quantity.cmp(&0), row.price.cmp(&0)) {
            (Ordering::Less, Ordering::Greater) => true,
            (_, Ordering::Less) => segment.columns.price_is_total(),
            _ => false,
        };
        let status = self.status.get(row.status as usize).map_or(StatusRule::Sale, |reading| reading.rule);
        let is_return = is_return || status == StatusRule::TakesBack;
        let status_reason = match status {
            StatusRule::Sale | StatusRule::TakesBack => None,
            StatusRule::NotBought => Some(R::NotBought),
            StatusRule::Cancelled => Some(R::Cancellation),
            StatusRule::NotPaid => Some(R::NotPaid),
            // A row that pays back is a return; one that was paid back is no sale.
            StatusRule::Refunded if is_return => None,
            StatusRule::Refunded => Some(R::Refunded),
        };
        if let Some(reason) = status_reason
            && let Some(verdict) = by_step(RepairStep::ApplyStatus, reason, true)
        {
            return verdict;
        }
        let is_test = flag(&self.is_test_product, row.product) || flag(&self.is_test_customer, row.customer);
        if let Some(verdict) = by_step(RepairStep::DropTests, R::TestLine, is_test) {
            return verdict;
        }
        if is_return {
            return set_aside(R::Return);
        }
        if row.quantity <= 0 {
            return set_aside(R::QuantityNotPositive);
        }
        if row.price <= 0 && segment.columns.has_price() && !row.is_counted_without_amount {
            return set_aside(R::PriceNotPositive);
        }
        if amount > MAX_PLAUSIBLE {
            return set_aside(R::ImplausibleAmount);
        }
        for (step, reason, applies) in [
            (RepairStep::DropFuture, R::FutureDate, params.today.is_some_and(|today| day > today)),
            (RepairStep::DropOld, R::OldDate, day < self.year_1990),
            (RepairStep::DropServices, R::Service, flag(&self.is_service, row.product)),
        ] {
            if let Some(verdict) = by_step(step, reason, applies) {
                return verdict;
            }
        }
        if_on.map_or(Disposition::Analysed, |(step, reason)| Disposition::IfOn(step, reason))
    }
}

/// Tries a step: if it applies and is on, its verdict; if it is off, it is noted where none was before.
fn tried(
    params: &IngestParams,
    if_on: &mut Option<(RepairStep, SetAsideReason)>,
    step: RepairStep,
    reason: SetAsideReason,
    applies: bool,
) -> Option<Disposition> {
    if !applies {
        return None;
    }
    if params.recipe.is_on(step) {
        return Some(Disposition::ByStep(step, reason));
    }
    if_on.get_or_insert((step, reason));
    None
}

/// What the words in the status column mean: as the recipe says, else as the export does, else by themselves. One reading a word.
pub(crate) fn read_status_column(store: &Store, recipe: &Recipe) -> Vec<StatusReading> {
    let files = store.sales.segments.iter().filter_map(|segment| store.files.get(segment.file));
    let of_exports: Vec<(&str, StatusRule)> =
        files.flat_map(|file| file.recognised.conventions.statuses.iter().copied()).collect();
    let words: Vec<&str> = store.sales.status.values.values().iter().collect();
    let mut readings = read_statuses(&words);
    for (word, reading) in words.iter().zip(&mut readings) {
        let of_export = || of_exports.iter().find(|rule| rule.0 == normalise(word)).map(|rule| rule.1);
        if let Some(rule) = recipe.statuses.get(*word).copied().or_else(of_export) {
            *reading = StatusReading { rule, is_known: true, is_partial: false };
        }
    }
    readings
}

fn prefix_reason(prefixes: InvoicePrefixes, order: &str) -> Option<SetAsideReason> {
    match (prefixes, order.as_bytes().first()) {
        (InvoicePrefixes::OnlineRetail, Some(b'C' | b'c')) => Some(SetAsideReason::Cancellation),
        (InvoicePrefixes::OnlineRetail, Some(b'A' | b'a')) => Some(SetAsideReason::Adjustment),
        _ => None,
    }
}

/// Which products are no goods, and which are tests, by their code and the first name found for it.
fn products(store: &Store) -> (Vec<bool>, Vec<bool>) {
    let Store { files, ids, sales, product_list, .. } = store;
    let count = ids.products.len();
    let (mut service, mut test, mut seen) = (vec![false; count], vec![false; count], vec![false; count]);
    let mut look = |code: u32, name: &str, rule| {
        let ix = code as usize;
        let (Some(service), Some(test), Some(seen)) = (service.get_mut(ix), test.get_mut(ix), seen.get_mut(ix)) else { return };
        if std::mem::replace(seen, true) {
            return;
        }
        let id = ids.products.get(code);
        *service = is_service(rule, id, name);
        *test = is_test(id) || is_test(name);
    };
    for (at, segment) in sales.segments.iter().enumerate() {
        let rule = files.get(segment.file).map_or_else(Default::default, |f| f.recognised.conventions.goods);
        for row in sales.rows_of(at) {
            let code = sales.product.get(row).copied().unwrap_or(NONE);
            if code != NONE {
                let listed = product_list.row_of.get(code).map_or("", |row| product_list.names.get(row));
                let name = if listed.is_empty() { sales.product_name.text(row) } else { listed };
                look(code, name, rule);
            }
        }
    }
    for code in 0..count as u32 {
        if let Some(row) = product_list.row_of.get(code) {
            look(code, product_list.names.get(row), Default::default());
        }
    }
    (service, test)
}

/// Which customers are tests: by their number, their name or their address.
fn customers(store: &Store) -> Vec<bool> {
    let Store { ids, sales, customer_list, .. } = store;
    let mut test: Vec<bool> = (0..ids.customers.len() as u32)
        .map(|code| {
            let listed = customer_list.row_of.get(code);
            is_test(ids.customers.get(code))
                || listed.is_some_and(|row| is_test(customer_list.names.get(row)) || is_test(customer_list.emails.get(row)))
        })
        .collect();
    let named: Vec<bool> = sales.customer_name.values.values().iter().map(is_test).collect();
    if named.contains(&true) {
        for (row, &name) in sales.customer_name.codes.iter().enumerate() {
            if named.get(name as usize) == Some(&true)
                && let Some(flag) = sales.customer.get(row).and_then(|&code| test.get_mut(code as usize))
            {
                *flag = true;
            }
        }
    }
    test
}

/// For each word in the currency column, whether it is another currency than most rows have. A sign that several currencies
/// share is the one whose code the files have, if they have one only.
fn other_currencies(store: &Store) -> Vec<bool> {
    let words = &store.sales.currency;
    let mut rows = vec![0_u64; words.values.len()];
    for &code in &words.codes {
        if let Some(count) = rows.get_mut(code as usize) {
            *count += 1;
        }
    }
    let mut codes: Vec<&str> = words.values.values().iter().map(currency_code).collect();
    for (sign, members) in [
        ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"][..]),
        ("¥", &["JPY", "CNY"][..]),
        ("kr", &["SEK", "NOK", "DKK", "ISK"][..]),
        ("Rs", &["INR", "PKR", "LKR", "NPR", "MUR"][..]),
    ] {
        let mut present: Vec<&str> = members.iter().copied().filter(|m| codes.contains(m)).collect();
        present.dedup();
        if let [one] = present.as_slice() {
            codes.iter_mut().filter(|code| **code == sign).for_each(|code| *code = one);
        }
    }
    let mut totals: Vec<(&str, u64)> = Vec::new();
    for (code, count) in codes.iter().zip(rows) {
        match totals.iter_mut().find(|(c, _)| c == code) {
            Some((_, total)) => *total += count,
            None => totals.push((code, count)),
        }
    }
    let main = totals.iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0))).map(|(code, _)| *code);
    codes.iter().map(|code| main.is_some_and(|main| *code != main)).collect()
}

/// What a line comes to in ten-thousandths, rounded half away from zero (only quantities with decimals need it).
pub(crate) fn amount_of(price: i64, quantity: i64, price_is_total: bool) -> Option<i128> {
    if price == BAD || quantity == BAD {
        return None;
    }
    let scale = i128::from(Money::SCALE);
    let amount = if price_is_total {
        i128::from(price)
    } else if quantity % Money::SCALE == 0 {
        // Nearly all rows; dividing 128 bits is slow.
        return price.checked_mul(quantity / Money::SCALE).map(i128::from);
    } else {
        let product = i128::from(price) * i128::from(quantity);
        let (whole, rest) = (product / scale, product % scale);
        if rest.abs() * 2 >= scale { whole + rest.signum() } else { whole }
    };
    // What does not fit cannot be money.
    i64::try_from(amount).is_ok().then_some(amount)
}
