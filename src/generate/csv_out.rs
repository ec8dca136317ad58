//! The three files of the plain schema, in chunks, so that no file has to stand in memory whole.

use super::catalogue::CATEGORIES;
use super::dialect::{Cells, RowWriter};
use super::dirt::Dirt;
use super::manifest::Injected;
use super::shop::Shop;

/// Rows of one chunk: few enough that a chunk stays below 1 MB, since hardly a row is longer than 130 bytes.
const CHUNK_ROWS: usize = 5_000;

const CUSTOMER_WIDTH: usize = 6;
const PRODUCT_WIDTH: usize = 4;
const TRANSACTION_WIDTH: usize = 7;

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Customers,
    Products,
    Transactions,
}

impl Table {
    pub(super) fn file(self) -> &'static str {
        match self {
            Table::Customers => "customers.csv",
            Table::Products => "products.csv",
            Table::Transactions => "transactions.csv",
        }
    }

    /// Names of the columns. Dirty transactions also tell their state and currency, as what is wrong with some shows only there.
    pub(super) fn header(self, shop: &Shop) -> &'static [&'static str] {
        match self {
            Table::Customers => &["customer_id", "name", "email", "registration_date", "age", "city", "country"],
            Table::Products => &["product_id", "product_name", "category", "brand", "price"],
            Table::Transactions if shop.params.dirty_permille == 0 => {
                &["transaction_id", "customer_id", "product_id", "purchase_date", "quantity", "price"]
            }
            Table::Transactions => {
                &["transaction_id", "customer_id", "product_id", "purchase_date", "quantity", "price", "status", "currency"]
            }
        }
    }

    fn rows(self, shop: &Shop) -> usize {
        match self {
            Table::Customers => shop.people.len(),
            Table::Products => shop.catalogue.len(),
            Table::Transactions => shop.purchases.len(),
        }
    }

    fn fill(self, shop: &Shop, row: usize, out: &mut Cells) {
        match self {
            Table::Customers => {
                let people = &shop.people;
                id(out, 'C', row, people.len(), CUSTOMER_WIDTH);
                out.field(&people.name(row));
                out.field(&people.email(row));
                out.day(people.registered(row));
                out.show(format_args!("{}", people.age_years(row)));
                out.field(people.city(row));
                out.field(people.country(row));
            }
            Table::Products => {
                let catalogue = &shop.catalogue;
                id(out, 'P', row, catalogue.len(), PRODUCT_WIDTH);
                out.field(&catalogue.name(row));
                out.field(CATEGORIES.get(catalogue.category(row)).map_or("", |spec| spec.name));
                out.field(catalogue.brand(row));
                out.cents(catalogue.price_cents(row));
            }
            Table::Transactions => {
                let rows = &shop.purchases;
                let column = |values: &[u32]| values.get(row).map_or(0, |&value| value as usize);
                id(out, 'T', row, rows.len(), TRANSACTION_WIDTH);
                id(out, 'C', column(&rows.customer), shop.people.len(), CUSTOMER_WIDTH);
                id(out, 'P', column(&rows.product), shop.catalogue.len(), PRODUCT_WIDTH);
                out.day(shop.day(row));
                out.show(format_args!("{}", rows.quantity.get(row).copied().unwrap_or(1)));
                out.cents(rows.price_cents.get(row).copied().unwrap_or(0));
                if shop.params.dirty_permille > 0 {
                    out.field("completed");
                    out.field(shop.params.locale.currency());
                }
            }
        }
    }
}

fn id(out: &mut Cells, letter: char, row: usize, rows: usize, width: usize) {
    let digits = rows.max(1).ilog10() as usize + 1;
    out.show(format_args!("{letter}{:0width$}", row + 1, width = width.max(digits)));
}

/// The id of a row, as the file has it.
pub(super) fn id_text(table: Table, shop: &Shop, row: usize) -> String {
    let (letter, width) = match table {
        Table::Customers => ('C', CUSTOMER_WIDTH),
        Table::Products => ('P', PRODUCT_WIDTH),
        Table::Transactions => ('T', TRANSACTION_WIDTH),
    };
    let mut cells = Cells::default();
    id(&mut cells, letter, row, table.rows(shop), width);
    cells.iter().next().unwrap_or_default().to_owned()
}

/// The chunks of one file: each is whole rows, the first begins with the header.
pub struct CsvChunks<'a> {
    shop: &'a Shop,
    table: Table,
    writer: RowWriter,
    cells: Cells,
    dirt: Option<Dirt>,
    next: usize,
    started: bool,
}

impl<'a> CsvChunks<'a> {
    pub(super) fn new(shop: &'a Shop, table: Table) -> Self {
        let dialect = shop.params.dialect;
        let dirt = (shop.params.dirty_permille > 0).then(|| Dirt::new(shop, table));
        Self { shop, table, writer: RowWriter::new(dialect), cells: Cells::new(dialect), dirt, next: 0, started: false }
    }

    /// The faults in the chunks so far, without those that were taken before.
    pub fn take_injected(&mut self) -> Vec<Injected> {
        self.dirt.as_mut().map(Dirt::take_injected).unwrap_or_default()
    }
}

impl Iterator for CsvChunks<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let rows = self.table.rows(self.shop);
        if self.started && self.next >= rows {
            return None;
        }
        if !self.started {
            self.started = true;
            self.writer.row(self.table.header(self.shop).iter().copied(), None);
        }
        let end = (self.next + CHUNK_ROWS).min(rows);
        for row in self.next..end {
            self.cells.clear();
            self.table.fill(self.shop, row, &mut self.cells);
            match &mut self.dirt {
                None => self.writer.row(self.cells.iter(), None),
                Some(dirt) => dirt.write(self.shop, row, &self.cells, &mut self.writer),
            }
        }
        self.next = end;
        Some(self.writer.take())
    }
}
