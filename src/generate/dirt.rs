//! Puts faults into the rows of a file while it is written. Each row has one at most, and each is recorded, so that each can be
//! looked for alone. Knows how a row gets wrong, not how anybody finds out.

use super::csv_out::{Table, id_text};
use super::dialect::{Cells, Dialect, RowWriter};
use super::draw::Draws;
use super::fault::FaultCode;
use super::manifest::Injected;
use super::shop::Shop;
use clientele_core::domain::Day;

// What the streams of draws are for; beside those of the generator's steps.
const FOR_CHOICE: u64 = 16;
const FOR_FAULTS: u64 = 32;

/// No row.
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
const BAD_NUMBERS: [&str; 5] = ["", "n/a", "?", "#VALUE!", "twelve"];
const NOBODY: [&str; 3] = ["", "NaN", "null"];
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
pub(super) struct Dirt {
    table: Table,
    draws: Draws,
    /// The faults that the file can have, in random order; those before `dealt` had their turn. So a file with enough faults
    /// has each kind.
    deck: Vec<FaultCode>,
    dealt: usize,
    injected: Vec<Injected>,
    /// Each customer's last row without fault.
    last_of: Vec<u32>,
    last: u32,
    /// Ids that were made up so far.
    made_up: usize,
}

/// A row with its fault.
struct Change {
    cells: Vec<String>,
    /// The column that it shows in; `None` when it is the whole row.
    column: Option<usize>,
    /// A cell that is written without quotes.
    raw: Option<usize>,
}

impl Dirt {
    pub(super) fn new(shop: &Shop, table: Table) -> Self {
        let mut draws = Draws::new(shop.params.seed, FOR_FAULTS + table as u64);
        let dialect = shop.params.dialect;
        let day = Day(19_796); // 2024-03-14: the 14th can only be a day
        let can = |code: &FaultCode| match code {
            FaultCode::ShortYear => dialect.short_day(day).is_some(),
            FaultCode::MixedDateOrder => dialect.swapped_day(day).is_some(),
            _ => true,
        };
        let mut deck: Vec<FaultCode> = FaultCode::of(table).iter().copied().filter(can).collect();
        draws.shuffle(&mut deck);
        let customers = if table == Table::Transactions { shop.people.len() } else { 0 };
        Self { table, draws, deck, dealt: 0, injected: Vec::new(), last_of: vec![NONE; customers], last: NONE, made_up: 0 }
    }

    pub(super) fn take_injected(&mut self) -> Vec<Injected> {
        std::mem::take(&mut self.injected)
    }

    /// Writes a row of the shop, perhaps with a fault, perhaps with a faulty row after it.
    pub(super) fn write(&mut self, shop: &Shop, row: usize, cells: &Cells, writer: &mut RowWriter) {
        let change = if is_chosen(shop, self.table, row) { self.deal(shop, row, cells) } else { None };
        let Some((code, change)) = change else {
            writer.row(cells.iter(), None);
            return self.keep(shop, row);
        };
        let is_added = code.adds_row(self.table != Table::Transactions);
        if is_added {
            writer.row(cells.iter(), None);
            self.keep(shop, row);
        }
        let line = writer.line();
        writer.row(change.cells.iter().map(String::as_str), change.raw);

        let delimiter = char::from(shop.params.dialect.delimiter()).to_string();
        let whole = change.column.is_none() || is_added;
        let column = change.column.and_then(|column| self.table.header(shop).get(column)).copied().unwrap_or("");
        let cell = |cells: &mut dyn Iterator<Item = &str>| change.column.and_then(|c| cells.nth(c)).unwrap_or("").to_owned();
        let (before, after) = if whole {
            let before = if is_added { String::new() } else { cells.iter().collect::<Vec<_>>().join(&delimiter) };
            (before, change.cells.join(&delimiter))
        } else {
            (cell(&mut cells.iter()), cell(&mut change.cells.iter().map(String::as_str)))
        };
        self.injected.push(Injected { code: code.code(), file: self.table.file(), line, column, before, after });
    }

    /// Remembers a row without fault.
    fn keep(&mut self, shop: &Shop, row: usize) {
        if self.table == Table::Transactions {
            self.last = row as u32;
            let customer = shop.purchases.customer.get(row).map_or(usize::MAX, |&customer| customer as usize);
            if let Some(last) = self.last_of.get_mut(customer) {
                *last = row as u32;
            }
        }
    }

    /// The next fault whose turn it is and which the row can have; those that it cannot wait.
    fn deal(&mut self, shop: &Shop, row: usize, cells: &Cells) -> Option<(FaultCode, Change)> {
        let clean: Vec<String> = cells.iter().map(str::to_owned).collect();
        for at in self.dealt..self.deck.len() {
            let code = *self.deck.get(at)?;
            if let Some(change) = self.change(code, shop, row, &clean) {
                self.deck.swap(self.dealt, at);
                self.dealt += 1;
                if self.dealt == self.deck.len() {
                    self.dealt = 0;
                    self.draws.shuffle(&mut self.deck);
                }
                return Some((code, change));
            }
        }
        // Only faults wait that this row cannot have: it gets one of the others out of turn.
        let from = self.draws.below(self.dealt as u32) as usize;
        (0..self.dealt).find_map(|i| {
            let code = *self.deck.get((from + i) % self.dealt)?;
            self.change(code, shop, row, &clean).map(|change| (code, change))
        })
    }

    /// The row with the fault; `None` when it cannot have it.
    fn change(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<Change> {
        let whole = |cells: Vec<String>| Some(Change { cells, column: None, raw: None });
        match code {
            FaultCode::RepeatedHeader => {
                return whole(self.table.header(shop).iter().map(|&name| name.to_owned()).collect());
            }
            FaultCode::EmptyRow => return whole(vec![String::new(); clean.len()]),
            FaultCode::DuplicateRow => return whole(clean.to_vec()),
            FaultCode::RaggedRow => {
                let mut cells = clean.to_vec();
                if self.table != Table::Transactions {
                    *cells.get_mut(ID)? = self.new_id(self.table, shop);
                }
                if self.draws.chance(0.5) {
                    cells.pop();
                } else {
                    cells.push("see note".to_owned());
                }
                return whole(cells);
            }
            FaultCode::StrayQuote | FaultCode::NulBytes => {
                let column = if self.table == Table::Transactions { ORDER } else { NAME };
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
                let change = with(clean, &[(column, text)])?;
                return Some(Change { raw: (code == FaultCode::StrayQuote).then_some(column), ..change });
            }
            _ => {}
        }
        match self.table {
            Table::Customers => self.change_customer(code, shop, row, clean),
            Table::Products => self.change_product(code, shop, row, clean),
            Table::Transactions => self.change_sale(code, shop, row, clean),
        }
    }

    fn change_customer(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<Change> {
        let dialect = shop.params.dialect;
        match code {
            FaultCode::DuplicateCustomerId => {
                let age = shop.people.age_years(row) + 1;
                again(clean, (AGE, age.to_string()))
            }
            FaultCode::MissingId => with(clean, &[(ID, String::new())]),
            FaultCode::MissingValue => with(clean, &[(NAME + self.draws.below(5) as usize, String::new())]),
            FaultCode::BadValue if self.draws.chance(0.5) => with(clean, &[(AGE, self.one_of(&BAD_AGES))]),
            FaultCode::BadValue => with(clean, &[(REGISTERED, self.one_of(&BAD_DAYS))]),
            FaultCode::ShortYear => with(clean, &[(REGISTERED, dialect.short_day(shop.people.registered(row))?)]),
            _ => None,
        }
    }

    fn change_product(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<Change> {
        let dialect = shop.params.dialect;
        match code {
            FaultCode::DuplicateProductId => {
                let cents = shop.catalogue.price_cents(row) + 100;
                again(clean, (LIST_PRICE, dialect.number(&format!("{}.{:02}", cents / 100, cents % 100))))
            }
            FaultCode::MissingId => with(clean, &[(ID, String::new())]),
            FaultCode::MissingValue => with(clean, &[(NAME + self.draws.below(4) as usize, String::new())]),
            FaultCode::BadValue => with(clean, &[(LIST_PRICE, dialect.number(&self.one_of(&BAD_PRICES)))]),
            _ => None,
        }
    }

    fn change_sale(&mut self, code: FaultCode, shop: &Shop, row: usize, clean: &[String]) -> Option<Change> {
        let (rows, dialect, day) = (&shop.purchases, shop.params.dialect, shop.day(row));
        let customer = *rows.customer.get(row)? as usize;
        let price = price_text(*rows.price_cents.get(row)?);
        let earlier = self.last_of.get(customer).copied().filter(|&row| row != NONE).map(|row| row as usize);
        let currency = shop.params.locale.currency();
        let cell = match code {
            FaultCode::BadDate => (DATE, self.one_of(&BAD_DATES)),
            FaultCode::BadNumber => (if self.draws.chance(0.5) { PRICE } else { QUANTITY }, self.one_of(&BAD_NUMBERS)),
            FaultCode::NoCustomer => (CUSTOMER, self.one_of(&NOBODY)),
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
                (ORDER, id_text(Table::Transactions, shop, last))
            }
            FaultCode::OrderOverSeveralDays => {
                let earlier = earlier.filter(|&earlier| dialect.day(shop.day(earlier)) != dialect.day(day))?;
                // A second row of this day would be no other day than the order's latest.
                *self.last_of.get_mut(customer)? = NONE;
                (ORDER, id_text(Table::Transactions, shop, earlier))
            }
            FaultCode::UnknownCustomer => (CUSTOMER, self.new_id(Table::Customers, shop)),
            FaultCode::UnknownProduct => (PRODUCT, self.new_id(Table::Products, shop)),
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
                let product = id_text(Table::Products, shop, product as usize);
                return with(clean, &[(QUANTITY, format!("-{pieces}")), (PRODUCT, product), (PRICE, price)]);
            }
            _ => return None,
        };
        with(clean, &[cell])
    }

    /// A month and more before registering, so that it is earlier however days are written. Only for customers whose own row
    /// has no fault, as that could be in the registration.
    fn before_registration(&mut self, shop: &Shop, customer: usize, dialect: Dialect) -> Option<(usize, String)> {
        let day = Day(shop.people.registered(customer).0 - 31 - self.draws.between(0, 60));
        let is_told = day.to_ymd().0 >= 1990 && !is_chosen(shop, Table::Customers, customer);
        is_told.then(|| (DATE, dialect.day(day)))
    }

    fn one_of(&mut self, texts: &[&str]) -> String {
        self.draws.pick(texts).copied().unwrap_or_default().to_owned()
    }

    /// An id that no row of the file has.
    fn new_id(&mut self, table: Table, shop: &Shop) -> String {
        let rows = if table == Table::Customers { shop.people.len() } else { shop.catalogue.len() };
        self.made_up += 1;
        id_text(table, shop, rows + self.made_up)
    }
}

/// Whether a row has a fault: known for each row alone, whatever other rows and files have.
fn is_chosen(shop: &Shop, table: Table, row: usize) -> bool {
    let of_row = (row as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    Draws::new(shop.params.seed ^ of_row, FOR_CHOICE + table as u64).below(1_000) < u32::from(shop.params.dirty_permille)
}

/// The row with other cells; the fault shows in the first of them.
fn with(clean: &[String], changes: &[(usize, String)]) -> Option<Change> {
    let mut cells = clean.to_vec();
    for (column, text) in changes {
        text.clone_into(cells.get_mut(*column)?);
    }
    Some(Change { cells, column: changes.first().map(|c| c.0), raw: None })
}

/// The row with another cell; the fault is that its id stands there again.
fn again(clean: &[String], change: (usize, String)) -> Option<Change> {
    with(clean, &[change]).map(|change| Change { column: Some(ID), ..change })
}

fn price_text(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
