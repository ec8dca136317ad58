//! The generated shop as columns.

use super::behaviour::Behaviour;
use super::catalogue::Catalogue;
use super::csv_out::{CsvChunks, Table};
use super::params::{GeneratorParams, ValidGeneratorParams};
use super::people::People;
use super::steps::Generator;
use clientele_core::domain::{Day, Money};

/// Transaction rows as columns, in order of days. Rows of one trip to the shop stand together and share customer and day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Purchases {
    /// Row of the customer.
    pub customer: Vec<u32>,
    /// Row of the product.
    pub product: Vec<u32>,
    /// Days since the first day of the period.
    pub day_offset: Vec<u16>,
    /// Pieces, at least 1.
    pub quantity: Vec<u8>,
    /// Price paid for one piece, in cents.
    pub price_cents: Vec<u32>,
}

impl Purchases {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }
}

/// A generated shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Shop {
    /// The settings it was made with.
    pub params: GeneratorParams,
    /// Its customers.
    pub people: People,
    /// How each customer behaves.
    pub behaviour: Vec<Behaviour>,
    /// Its products.
    pub catalogue: Catalogue,
    /// What was bought.
    pub purchases: Purchases,
}

impl Shop {
    /// Generates a shop in one go; [`Generator`] does the same in steps.
    pub fn generate(params: ValidGeneratorParams) -> Shop {
        Generator::new(params).finish()
    }

    /// The day of a transaction row.
    pub fn day(&self, row: usize) -> Day {
        Day(self.params.first_day.0 + i32::from(self.purchases.day_offset.get(row).copied().unwrap_or(0)))
    }

    /// What was sold in all.
    pub fn revenue(&self) -> Money {
        let lines = self.purchases.price_cents.iter().zip(&self.purchases.quantity);
        Money::from_cents(lines.map(|(&cents, &pieces)| i64::from(cents) * i64::from(pieces)).sum()).unwrap_or_default()
    }

    /// `customers.csv`: customer_id, name, email, registration_date, age, city, country. In chunks of at most 1 MB; UTF-8 and LF
    /// unless the settings want another dialect. Has the faults that the settings want, as do the other files.
    pub fn customers_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, Table::Customers)
    }

    /// `products.csv`: product_id, product_name, category, brand, price. In chunks as above.
    pub fn products_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, Table::Products)
    }

    /// `transactions.csv`: transaction_id, customer_id, product_id, purchase_date, quantity, price (of one piece); with faults also
    /// status and currency. In chunks as above.
    pub fn transactions_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, Table::Transactions)
    }
}

#[cfg(test)]
#[path = "shop_tests.rs"]
mod tests;
