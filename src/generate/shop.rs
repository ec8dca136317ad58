//! The generated shop as columns.

use super::behaviour::Behaviour;
use super::catalogue::Catalogue;
use super::params::GeneratorParams;
use super::people::People;
use clientele_core::domain::{Day, Money};

/// Transaction rows as columns, in order of days. Rows of one trip to the shop are next to each other and share customer and day.
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
///
/// ```
/// use clientele_generate::{GeneratorParams, Shop};
///
/// let params = GeneratorParams { customers: 50, products: 20, transactions: 200, ..GeneratorParams::default() };
/// let shop = Shop::generate(params.check()?);
/// assert_eq!((shop.people.len(), shop.purchases.len()), (50, 200));
/// let csv: Vec<u8> = shop.customers_csv().flatten().collect();
/// assert!(csv.starts_with(b"customer_id,name,email,registration_date,age,city,country\nC000001,"));
/// # Ok::<(), clientele_generate::GeneratorParamError>(())
/// ```
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
    /// The day of a transaction row.
    pub fn day(&self, row: usize) -> Day {
        Day(self.params.first_day.0 + i32::from(self.purchases.day_offset.get(row).copied().unwrap_or(0)))
    }

    /// What was sold in all.
    pub fn revenue(&self) -> Money {
        let lines = self.purchases.price_cents.iter().zip(&self.purchases.quantity);
        Money::from_cents(lines.map(|(&cents, &pieces)| i64::from(cents) * i64::from(pieces)).sum()).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "shop_tests.rs"]
mod tests;
