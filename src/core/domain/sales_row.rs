//! A dataset from rows, for programs that have their sales in memory already.

use super::column::Interner;
use super::dataset::Dataset;
use super::dataset_error::DatasetError;
use super::tables::{CustomerTable, LineTable, NO_CATEGORY, NO_MINUTE, OrderTable, ProductTable};
use super::{CustomerIx, Day, Money, OrderIx, ProductIx, StringColumn};

/// One row of a sales table: a product in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SalesRow<'a> {
    /// Who bought; the shop's own identifier.
    pub customer: &'a str,
    /// The order (basket, invoice) that the row belongs to.
    pub order: &'a str,
    /// The day of the order. An order with rows of several days has the latest.
    pub day: Day,
    /// What was bought; the shop's own identifier.
    pub product: &'a str,
    /// Pieces, at least 1.
    pub quantity: i32,
    /// What the row cost in all: pieces × price, less discounts.
    pub amount: Money,
    /// The product's name, or empty. The first name given for a product counts.
    pub product_name: &'a str,
    /// The product's category, or empty. The first category given for a product counts.
    pub category: &'a str,
}

impl<'a> SalesRow<'a> {
    /// A row without the product's name and category.
    ///
    /// ```
    /// use clientele_core::domain::{Day, Money, SalesRow};
    /// let day = Day::from_ymd(2026, 3, 1).ok_or("no such day")?;
    /// let row = SalesRow::new("anna", "order-1", day, "tea", 2, Money::parse("9.00")?).with_category("Drinks");
    /// assert_eq!(row.category, "Drinks");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(customer: &'a str, order: &'a str, day: Day, product: &'a str, quantity: i32, amount: Money) -> Self {
        Self { customer, order, day, product, quantity, amount, product_name: "", category: "" }
    }

    /// The same row with the product's name.
    #[must_use]
    pub fn with_product_name(mut self, name: &'a str) -> Self {
        self.product_name = name;
        self
    }

    /// The same row with the product's category.
    #[must_use]
    pub fn with_category(mut self, category: &'a str) -> Self {
        self.category = category;
        self
    }
}

impl Dataset {
    /// Builds a dataset from rows in any order. `currency` is the ISO code or sign, empty when unknown.
    ///
    /// ```
    /// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
    /// let day = |d| Day::from_ymd(2026, 3, d).ok_or("no such day");
    /// let shop = Dataset::from_rows(
    ///     [
    ///         SalesRow::new("anna", "1", day(1)?, "tea", 2, Money::parse("9.00")?),
    ///         SalesRow::new("anna", "1", day(1)?, "cup", 1, Money::parse("12.50")?),
    ///         SalesRow::new("ben", "2", day(4)?, "tea", 1, Money::parse("4.50")?),
    ///     ],
    ///     "EUR",
    /// )?;
    /// assert_eq!(shop.customers().ids.len(), 2);
    /// assert_eq!(shop.orders().ids.len(), 2);
    /// assert_eq!(shop.revenue(), Money::parse("26.00")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DatasetError`] when a row has no customer, order or product or fewer than one piece, when two rows of one order name
    /// different customers, or when the amounts are too large to add exactly.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = SalesRow<'a>>, currency: &str) -> Result<Self, DatasetError> {
        let (mut customers, mut products, mut orders) = (Interner::new(), Interner::new(), Interner::new());
        let (mut names, mut categories) = (Vec::<&str>::new(), Interner::new());
        let mut category = Vec::new();
        let mut order_table = OrderTable::default();
        let mut lines = LineTable::default();
        for (number, row) in rows.into_iter().enumerate() {
            for (column, value) in [("customer", row.customer), ("order", row.order), ("product", row.product)] {
                if value.is_empty() {
                    return Err(DatasetError::MissingId { column, row: number });
                }
            }
            if row.quantity < 1 {
                return Err(DatasetError::NoPieces { row: number });
            }
            let customer = CustomerIx(customers.intern(row.customer));
            let product = products.intern(row.product);
            let order = orders.intern(row.order);
            if product as usize == names.len() {
                names.push("");
                category.push(NO_CATEGORY);
            }
            let name = &mut names[product as usize];
            if name.is_empty() {
                *name = row.product_name;
            }
            let category = &mut category[product as usize];
            if *category == NO_CATEGORY && !row.category.is_empty() {
                *category = categories.intern(row.category);
            }
            if order as usize == order_table.customer.len() {
                order_table.customer.push(customer);
                order_table.day.push(row.day);
                order_table.minute.push(NO_MINUTE);
            } else if order_table.customer[order as usize] != customer {
                return Err(DatasetError::OrderOfTwoCustomers { order: row.order.to_owned(), row: number });
            }
            let day = &mut order_table.day[order as usize];
            *day = row.day.max(*day);
            lines.order.push(OrderIx(order));
            lines.product.push(ProductIx(product));
            lines.quantity.push(row.quantity);
            lines.amount.push(row.amount);
        }
        order_table.ids = orders.into_values();
        let customer_ids = customers.into_values();
        let blank = |rows: usize| std::iter::repeat_n("", rows).collect::<StringColumn>();
        let (n, p) = (customer_ids.len(), names.len());
        let customer_table = CustomerTable {
            ids: customer_ids,
            names: blank(n),
            emails: blank(n),
            registered: vec![None; n],
            age_years: vec![None; n],
            place: vec![NO_CATEGORY; n],
            places: StringColumn::new(),
        };
        let product_table = ProductTable {
            ids: products.into_values(),
            names: names.into_iter().collect(),
            category,
            categories: categories.into_values(),
            brand: vec![NO_CATEGORY; p],
            brands: StringColumn::new(),
            price: vec![Money::ZERO; p],
            is_goods: vec![true; p],
        };
        Self::new(customer_table, product_table, order_table, lines, currency.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(customer: &'a str, order: &'a str, day: i32) -> SalesRow<'a> {
        SalesRow::new(customer, order, Day(day), "p", 1, Money::from_ten_thousandths(5))
    }

    #[test]
    fn rows_that_contradict_each_other_or_lack_something_are_refused() {
        let of = |rows: Vec<SalesRow<'_>>| Dataset::from_rows(rows, "").err();
        assert_eq!(
            of(vec![row("a", "1", 3), row("b", "1", 3)]),
            Some(DatasetError::OrderOfTwoCustomers { order: "1".into(), row: 1 })
        );
        assert_eq!(of(vec![row("a", "1", 3), row("a", "", 3)]), Some(DatasetError::MissingId { column: "order", row: 1 }));
        let none = SalesRow { quantity: 0, ..row("a", "1", 3) };
        assert_eq!(of(vec![none]), Some(DatasetError::NoPieces { row: 0 }));
    }

    #[test]
    fn an_order_has_its_latest_day_and_a_product_its_first_name() {
        let rows = [
            row("a", "1", 3),
            row("a", "1", 5).with_product_name("Tea").with_category("Drinks"),
            row("a", "1", 4).with_product_name("Coffee"),
        ];
        let shop = Dataset::from_rows(rows, "GBP").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(shop.period(), Some((Day(5), Day(5))));
        assert_eq!(shop.products().names.get(0), "Tea");
        assert_eq!(shop.products().categories.get(shop.products().category[0] as usize), "Drinks");
        assert_eq!(shop.products().price[0], Money::from_ten_thousandths(5), "what was paid for one piece");
        assert_eq!(shop.currency(), "GBP");
    }
}
