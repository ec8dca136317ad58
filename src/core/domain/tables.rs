//! The tables of a shop: customers, products, orders, lines, as columns.

use super::{CustomerIx, Day, Money, OrderIx, ProductIx, StringColumn};

/// [`ProductTable::category`] and [`CustomerTable::place`] of a row that has none.
pub const NO_CATEGORY: u32 = u32::MAX;
/// [`OrderTable::minute`] of an order whose time of day is not known.
pub const NO_MINUTE: u16 = u16::MAX;

/// Customers, one row each. Every column has `ids.len()` rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerTable {
    /// The shop's own identifier, unique.
    pub ids: StringColumn,
    /// Display name; empty where the files have none.
    pub names: StringColumn,
    /// E-mail address; empty where the files have none.
    pub emails: StringColumn,
    /// When the customer registered, where known.
    pub registered: Vec<Option<Day>>,
    /// Age in years, where known.
    pub age_years: Vec<Option<u8>>,
    /// Row of [`Self::places`], or [`NO_CATEGORY`].
    pub place: Vec<u32>,
    /// Countries or cities that customers are in, each once.
    pub places: StringColumn,
}

/// Products, one row each. Every column has `ids.len()` rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductTable {
    /// The shop's own identifier, unique.
    pub ids: StringColumn,
    /// Display name; empty where the files have none.
    pub names: StringColumn,
    /// Row of [`Self::categories`], or [`NO_CATEGORY`].
    pub category: Vec<u32>,
    /// Categories, each once.
    pub categories: StringColumn,
    /// Row of [`Self::brands`], or [`NO_CATEGORY`].
    pub brand: Vec<u32>,
    /// Brands, each once.
    pub brands: StringColumn,
    /// Price of one piece: the catalogue's, else the median paid. Zero for a product never priced.
    pub price: Vec<Money>,
    /// Whether it is something to recommend: not postage, a fee or a voucher.
    pub is_goods: Vec<bool>,
}

/// Orders (baskets), sorted by customer, day, minute, id. Every column has `ids.len()` rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderTable {
    /// The shop's transaction or invoice number.
    pub ids: StringColumn,
    /// Who ordered.
    pub customer: Vec<CustomerIx>,
    /// The day of the order (of its latest line, where an order has several times).
    pub day: Vec<Day>,
    /// Minutes since midnight, or [`NO_MINUTE`].
    pub minute: Vec<u16>,
}

/// Order lines, grouped by order. Every column has as many rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineTable {
    /// The order it belongs to.
    pub order: Vec<OrderIx>,
    /// What was bought.
    pub product: Vec<ProductIx>,
    /// Pieces, at least 1.
    pub quantity: Vec<i32>,
    /// What the line cost in all (quantity × unit price, less its discounts).
    pub amount: Vec<Money>,
}

impl LineTable {
    /// Number of lines.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}
