//! Fault injection: puts faults into the rows of a file while it is written. A row has at most one, and each is recorded in the
//! manifest, so that a test can look for every fault by itself.

use super::dialect::{Cells, Dialect, RowWriter};
use super::draw::Draws;
use super::fault_code::FaultCode;
use super::manifest::Injected;
use super::shop::Shop;
use super::shop_file::{ShopFile, id_text};
use clientele_core::domain::Day;

// Purposes of the streams of draws, apart from those of the generator's steps.
const FOR_CHOICE: u64 = 16;
const FOR_FAULTS: u64 = 32;

/// Stands for no row.
const NONE: u32 = u32::MAX;

// Columns of transactions.csv.
const ORDER: usize = 0;
const CUSTOMER: usize = 1;
const PRODUCT: usize = 2;
const DATE: usize = 3;
const QUANTITY: usize = 4;
const PRICE: usize = 5;
const STATUS: usize = 6;
const CURRENCY: usize = 7;
// Columns of both lists, and of each.
const ID: usize = 0;
const NAME: usize = 1;
const REGISTERED: usize = 3;
const AGE: usize = 4;
const LIST_PRICE: usize = 4;

const BAD_DATES: [&str; 6] = ["", "2025-02-30", "0000-00-00", "N/A", "#VALUE!", "31/31/2025"];
const BAD_NUMBERS: [&str; 5] = ["", "n/a", "?", "#VALUE!", "several"];
const NO_CUSTOMERS: [&str; 3] = ["", "NaN", "null"];
const NO_DATES: [&str; 5] = ["1900-01-01", "1899-12-30", "1970-01-01", "0001-01-01", "9999-12-31"];
const FRACTIONS: [&str; 3] = ["1.5", "0.5", "2.25"];
const BAD_AGES: [&str; 4] = ["forty", "230", "-5", "0"];
const BAD_DAYS: [&str; 3] = ["yesterday", "2025-02-30", "#VALUE!"];
const BAD_PRICES: [&str; 3] = ["on request", "?", "0.00"];
const TEST_PRODUCTS: [&str; 3] = ["TEST", "TEST001", "TEST-PRODUCT"];
const NON_PRODUCTS: [&str; 6] = ["POST", "DOT", "DELIVERY", "BANK CHARGES", "GIFT CARD", "SHIPPING"];
const CANCELLED: [&str; 2] = ["cancelled", "canceled"];
const NOT_PAID: [&str; 2] = ["pending", "failed"];

/// The faults of one file.
pub(super) struct FaultInjector {
    file: ShopFile,
    draws: Draws,
    /// The faults that the file can have, in random order; those before `used` were injected in this pass. So a file with enough
    /// faults has every kind.
    queue: Vec<FaultCode>,
    used: usize,
    injected: Vec<Injected>,
    /// By customer, the last row without a fault.
    last_row_of: Vec<u32>,
    last: u32,
    /// How many ids were made up that no row has.
    made_up: usize,
}

/// A row with a fault.
struct FaultyRow {
    cells: Vec<String>,
    /// The column where the fault is; `None` when it is the whole row.
    column: Option<usize>,
    /// A cell that is written without quotes.
    raw: Option<usize>,
}

impl FaultInjector {
    pub(super) fn new(shop: &Shop, file: ShopFile) -> Self {
        let mut draws = Draws::new(shop.params.seed, FOR_FAULTS + file as u64);
        let dialect = shop.params.dialect;
        let day = Day(19_796); // 2024-03-14: the 14th can only be a day
        let can = |code: &FaultCode| match code {
            FaultCode::ShortYear => dialect.short_day(day).is_some(),
            FaultCode::MixedDateOrder => dialect.swapped_day(day).is_some(),
            _ => true,
        };
        let mut queue: Vec<FaultCode> = FaultCode::of(file).iter().copied().filter(can).collect();
        draws.shuffle(&mut queue);
        let customers = if file == ShopFile::Transactions { shop.people.len() } else { 0 };
        Self { file, draws, queue, used: 0, injected: Vec::new(), last_row_of: vec![NONE; customers], last: NONE, made_up: 0 }
    }

    pub(super) fn take_injected(&mut self) -> Vec<Injected> {
        std::mem::take(&mut self.injected)
    }

    /// Writes a row of the shop, perhaps with a fault, perhaps with a faulty row after it.
    pub(super) fn write(&mut self, shop: &Shop, row: usize, cells: &Cells, writer: &mut RowWriter) {
        let change = if has_fault(shop, self.file, row) { self.next_fault(shop, row, cells) } else { None };
        let Some((code, change)) = change else {
            writer.row(cells.iter(), None);
            return self.remember(shop, row);
        };
        let is_added = code.adds_row(self.file != ShopFile::Transactions);
        if is_added {
            writer.row(cells.iter(), None);
            self.remember(shop, row);
        }
        let line = writer.line();
        writer.row(change.cells.iter().map(String::as_str), change.raw);

        let delimiter = char::from(shop.params.dialect.delimiter()).to_string();
        let whole = change.column.is_none() || is_added;
        let column = change.column.and_then(|column| self.file.header(shop).get(column)).copied().unwrap_or("");
        let cell = |cells: &mut dyn Iterator<Item = &str>| change.column.and_then(|c| cells.nth(c)).unwrap_or("").to_owned();
        let (before, after) = if whole {
            let before = if is_added { String::new() } else { cells.iter().collect::<Vec<_>>().join(&delimiter) };
            (before, change.cells.join(&delimiter))
        } else {
            (cell(&mut cells.iter()), cell(&mut change.cells.iter().map(String::as_str)))
        };
        self.injected.push(Injected { code: code.code(), file: self.file.name(), line, column, before, after });
    }

    /// Remembers a row without fault.
    fn remember(&mut self, shop: &Shop, row: usize) {
        if self.file == ShopFile::Transactions {
            self.last = row as u32;
            let customer = shop.purchases.customer.get(row).map_or(usize::MAX, |&customer| customer as usize);
            if let Some(last) = self.last_row_of.get_mut(customer) {
                *last = row as u32;
            }
        }
    }

    /// The next fault of the queue that the row can have; faults that it cannot have stay in the queue.
    fn next_fault(&mut self, shop: &Shop, row: usize, cells: &Cells) -> Option<(FaultCode, FaultyRow)> {
        let clean: Vec<String> = cells.iter().map(str::to_owned).collect();
        for at in self.used..self.queue.len() {
            let code = *self.queue.get(at)?;
            if let Some(change) = self.change(code, shop, row, &clean) {
                self.queue.swap(self.used, at);
                self.used += 1;
                if self.used == self.queue.len() {
                    self.used = 0;
                    self.draws.shuffle(&mut self.queue);
                }
                return Some((code, change));
            }
        }
        // The row can have none of the faults left in the queue: it gets one that was injected in this pass already.
        let from = self.draws.below(self.used as u32) as usize;
        (0..self.used).find_map(|i| {
            let code = *self.queue.get((from + i) % self.used)?;
            self.change(code, shop, row, &clean).map(|change| (code, change))
        })
    }

    /// The row with the fault; `None` when it cannot have it.
    fn change(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<FaultyRow> {
        let whole = |cells: Vec<String>| Some(FaultyRow { cells, column: None, raw: None });
        match code {
            FaultCode::RepeatedHeader => {
                return whole(self.file.header(shop).iter().map(|&name| name.to_owned()).collect());
            }
            FaultCode::EmptyRow => return whole(vec![String::new(); clean.len()]),
            FaultCode::DuplicateRow => return whole(clean.to_vec()),
            FaultCode::RaggedRow => {
                let mut cells = clean.to_vec();
                if self.file != ShopFile::Transactions {
                    *cells.get_mut(ID)? = self.new_id(self.file, shop);
                }
                if self.draws.chance(0.5) {
                    // Less would be a row that can be used without its last cells.
                    cells.truncate(2);
                } else {
                    cells.push("see note".to_owned());
                }
                return whole(cells);
            }
            FaultCode::StrayQuote | FaultCode::NulBytes => {
                let column = if self.file == ShopFile::Transactions { ORDER } else { NAME };
                let text = clean.get(column)?;
                let delimiter = char::from(shop.params.dialect.delimiter());
                if code == FaultCode::StrayQuote && text.contains([delimiter, '"']) {
                    // It needs its quotes: without them the row would have other cells, too.
                    return None;
                }
                let text = match code {
                    FaultCode::StrayQuote => format!("\"{text}"),
                    _ => text.chars().take(1).chain(['\0']).chain(text.chars().skip(1)).collect(),
                };
                let change = with_cells(clean, &[(column, text)])?;
                return Some(FaultyRow { raw: (code == FaultCode::StrayQuote).then_some(column), ..change });
            }
            _ => {}
        }
        match self.file {
            ShopFile::Customers => self.change_customer(code, shop, row, clean),
            ShopFile::Products => self.change_product(code, shop, row, clean),
            ShopFile::Transactions => self.change_sale(code, shop, row, clean),
        }
    }

    fn change_customer(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<FaultyRow> {
        let dialect = shop.params.dialect;
        match code {
            FaultCode::DuplicateCustomerId => {
                let age = shop.people.age_years(row) + 1;
                repeated(clean, (AGE, age.to_string()))
            }
            FaultCode::MissingId => with_cells(clean, &[(ID, String::new())]),
            FaultCode::MissingValue => with_cells(clean, &[(NAME + self.draws.below(5) as usize, String::new())]),
            FaultCode::BadValue if self.draws.chance(0.5) => with_cells(clean, &[(AGE, self.one_of(&BAD_AGES))]),
            FaultCode::BadValue => with_cells(clean, &[(REGISTERED, self.one_of(&BAD_DAYS))]),
            FaultCode::ShortYear => with_cells(clean, &[(REGISTERED, dialect.short_day(shop.people.registered(row))?)]),
            _ => None,
        }
    }

    fn change_product(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<FaultyRow> {
        let dialect = shop.params.dialect;
        match code {
            FaultCode::DuplicateProductId => {
                let cents = shop.catalogue.price_cents(row) + 100;
                repeated(clean, (LIST_PRICE, dialect.number(&format!("{}.{:02}", cents / 100, cents % 100))))
            }
            FaultCode::MissingId => with_cells(clean, &[(ID, String::new())]),
            FaultCode::MissingValue => with_cells(clean, &[(NAME + self.draws.below(4) as usize, String::new())]),
            FaultCode::BadValue => with_cells(clean, &[(LIST_PRICE, dialect.number(&self.one_of(&BAD_PRICES)))]),
            _ => None,
        }
    }

    fn change_sale(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<FaultyRow> {
        let (rows, dialect, day) = (&shop.purchases, shop.params.dialect, shop.day(row));
        let customer = *rows.customer.get(row)? as usize;
        let price = price_text(*rows.price_cents.get(row)?);
        let earlier = self.last_row_of.get(customer).copied().filter(|&row| row != NONE).map(|row| row as usize);
        let currency = shop.params.locale.currency();
        let cell = match code {
            FaultCode::BadDate => (DATE, self.one_of(&BAD_DATES)),
            FaultCode::BadNumber => (if self.draws.chance(0.5) { PRICE } else { QUANTITY }, self.one_of(&BAD_NUMBERS)),
            FaultCode::NoCustomer => (CUSTOMER, self.one_of(&NO_CUSTOMERS)),
            FaultCode::Cancellation => (STATUS, self.one_of(&CANCELLED)),
            FaultCode::NotPaid => (STATUS, self.one_of(&NOT_PAID)),
            FaultCode::QuantityNotPositive => (QUANTITY, "0".to_owned()),
            FaultCode::PriceNotPositive if self.draws.chance(0.5) => (PRICE, dialect.number("0.00")),
            FaultCode::PriceNotPositive => (PRICE, dialect.number(&format!("-{price}"))),
            FaultCode::ImplausibleAmount => (PRICE, dialect.number("9999999999.99")),
            FaultCode::ImplausibleQuantity => (QUANTITY, (20_000 + 1_000 * self.draws.below(80)).to_string()),
            FaultCode::FractionalQuantity => (QUANTITY, dialect.number(&self.one_of(&FRACTIONS))),
            FaultCode::MixedDecimalMarks => (PRICE, dialect.other_number(&price)),
            FaultCode::MixedCurrencies => {
                let sign = if currency == "EUR" { "£" } else { "€" };
                (PRICE, format!("{sign}{}", dialect.number(&price)))
            }
            FaultCode::OtherCurrency => (CURRENCY, if currency == "EUR" { "USD" } else { "EUR" }.to_owned()),
            FaultCode::OrderWithTwoCustomers => {
                let last = self.last as usize;
                rows.customer.get(last).filter(|&&other| other as usize != customer)?;
                (ORDER, id_text(ShopFile::Transactions, shop, last))
            }
            FaultCode::OrderOverSeveralDays => {
                let earlier = earlier.filter(|&earlier| dialect.day(shop.day(earlier)) != dialect.day(day))?;
                // Another row of the customer on this day must not refer to that order: the day would be the order's own by then.
                *self.last_row_of.get_mut(customer)? = NONE;
                (ORDER, id_text(ShopFile::Transactions, shop, earlier))
            }
            FaultCode::UnknownCustomer => (CUSTOMER, self.new_id(ShopFile::Customers, shop)),
            FaultCode::UnknownProduct => (PRODUCT, self.new_id(ShopFile::Products, shop)),
            FaultCode::MissingProduct => (PRODUCT, String::new()),
            FaultCode::MissingOrderId => (ORDER, String::new()),
            FaultCode::TestLine => (PRODUCT, self.one_of(&TEST_PRODUCTS)),
            FaultCode::NonProduct => (PRODUCT, self.one_of(&NON_PRODUCTS)),
            FaultCode::FutureDate => {
                let years = 3_650 + self.draws.between(0, 3_650);
                (DATE, dialect.day(Day(shop.params.last_day.0 + years)))
            }
            FaultCode::ImplausibleDate => (DATE, dialect.day(Day::parse_iso(&self.one_of(&NO_DATES))?)),
            FaultCode::BeforeRegistration => self.before_registration(shop, customer, dialect)?,
            FaultCode::ShortYear => (DATE, dialect.short_day(day)?),
            FaultCode::MixedDateOrder => (DATE, dialect.swapped_day(day)?),
            FaultCode::Return => {
                let (product, pieces) = (*rows.product.get(earlier?)?, *rows.quantity.get(earlier?)?);
                let price = dialect.number(&price_text(*rows.price_cents.get(earlier?)?));
                let product = id_text(ShopFile::Products, shop, product as usize);
                return with_cells(clean, &[(QUANTITY, format!("-{pieces}")), (PRODUCT, product), (PRICE, price)]);
            }
            _ => return None,
        };
        with_cells(clean, &[cell])
    }

    /// A date at least a month before the registration, so that it is earlier in every dialect. Only for customers whose own row has no
    /// fault, as that could be in the registration date.
    fn before_registration(&mut self, shop: &Shop, customer: usize, dialect: Dialect) -> Option<(usize, String)> {
        let day = Day(shop.people.registered(customer).0 - 31 - self.draws.between(0, 60));
        let is_possible = day.to_ymd().0 >= 1990 && !has_fault(shop, ShopFile::Customers, customer);
        is_possible.then(|| (DATE, dialect.day(day)))
    }

    fn one_of(&mut self, texts: &[&str]) -> String {
        self.draws.pick(texts).copied().unwrap_or_default().to_owned()
    }

    /// An id that no row of the file has.
    fn new_id(&mut self, file: ShopFile, shop: &Shop) -> String {
        let rows = if file == ShopFile::Customers { shop.people.len() } else { shop.catalogue.len() };
        self.made_up += 1;
        id_text(file, shop, rows + self.made_up)
    }
}

/// Whether a row gets a fault: drawn for each row by itself, so it does not depend on other rows and files.
fn has_fault(shop: &Shop, file: ShopFile, row: usize) -> bool {
    let of_row = (row as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    Draws::new(shop.params.seed ^ of_row, FOR_CHOICE + file as u64).below(1_000) < u32::from(shop.params.dirty_permille)
}

/// The row with these cells changed; the fault is in the first of them.
fn with_cells(clean: &[String], changes: &[(usize, String)]) -> Option<FaultyRow> {
    let mut cells = clean.to_vec();
    for (column, text) in changes {
        text.clone_into(cells.get_mut(*column)?);
    }
    Some(FaultyRow { cells, column: changes.first().map(|c| c.0), raw: None })
}

/// The row a second time with one cell changed; the fault is the repeated id.
fn repeated(clean: &[String], change: (usize, String)) -> Option<FaultyRow> {
    with_cells(clean, &[change]).map(|change| FaultyRow { column: Some(ID), ..change })
}

fn price_text(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
