//! The three files of the plain schema: their names, columns and rows.

use super::catalogue::CATEGORIES;
use super::dialect::Cells;
use super::shop::Shop;

const CUSTOMER_WIDTH: usize = 6;
const PRODUCT_WIDTH: usize = 4;
const TRANSACTION_WIDTH: usize = 7;

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShopFile {
    Customers,
    Products,
    Transactions,
}

impl ShopFile {
    pub(super) fn name(self) -> &'static str {
        match self {
            ShopFile::Customers => "customers.csv",
            ShopFile::Products => "products.csv",
            ShopFile::Transactions => "transactions.csv",
        }
    }

    /// Names of the columns. Transactions with faults also have a status and a currency, as some faults are in those columns.
    pub(super) fn header(self, shop: &Shop) -> &'static [&'static str] {
        match self {
            ShopFile::Customers => &["customer_id", "name", "email", "registration_date", "age", "city", "country"],
            ShopFile::Products => &["product_id", "product_name", "category", "brand", "price"],
            ShopFile::Transactions if shop.params.dirty_permille == 0 => {
                &["transaction_id", "customer_id", "product_id", "purchase_date", "quantity", "price"]
            }
            ShopFile::Transactions => {
                &["transaction_id", "customer_id", "product_id", "purchase_date", "quantity", "price", "status", "currency"]
            }
        }
    }

    pub(super) fn rows(self, shop: &Shop) -> usize {
        match self {
            ShopFile::Customers => shop.people.len(),
            ShopFile::Products => shop.catalogue.len(),
            ShopFile::Transactions => shop.purchases.len(),
        }
    }

    pub(super) fn fill(self, shop: &Shop, row: usize, out: &mut Cells) {
        match self {
            ShopFile::Customers => {
                let people = &shop.people;
                id(out, 'C', row, people.len(), CUSTOMER_WIDTH);
                out.field(&people.name(row));
                out.field(&people.email(row));
                out.day(people.registered(row));
                out.show(format_args!("{}", people.age_years(row)));
                out.field(people.city(row));
                out.field(people.country(row));
            }
            ShopFile::Products => {
                let catalogue = &shop.catalogue;
                id(out, 'P', row, catalogue.len(), PRODUCT_WIDTH);
                out.field(&catalogue.name(row));
                out.field(CATEGORIES.get(catalogue.category(row)).map_or("", |spec| spec.name));
                out.field(catalogue.brand(row));
                out.cents(catalogue.price_cents(row));
            }
            ShopFile::Transactions => {
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
pub(super) fn id_text(file: ShopFile, shop: &Shop, row: usize) -> String {
    let (letter, width) = match file {
        ShopFile::Customers => ('C', CUSTOMER_WIDTH),
        ShopFile::Products => ('P', PRODUCT_WIDTH),
        ShopFile::Transactions => ('T', TRANSACTION_WIDTH),
    };
    let mut cells = Cells::default();
    id(&mut cells, letter, row, file.rows(shop), width);
    cells.iter().next().unwrap_or_default().to_owned()
}
