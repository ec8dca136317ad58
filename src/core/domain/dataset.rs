//! The analysed part of a shop's data, in one canonical order.

use super::anonymous::{AnonymousSales, AnonymousTables, appended, fill_extra_prices};
use super::canonical::{
    check_lengths, check_references, fill_prices, reordered, sort_customers, sort_lines, sort_orders, sort_products,
};
use super::dataset_error::DatasetError;
use super::tables::{CustomerTable, LineTable, OrderTable, ProductTable};
use super::{CustomerIx, Day, Money, OrderIx};
use crate::sparse::RowOffsets;
use std::ops::Range;
use std::sync::Arc;

/// The analysed data of a shop: what is left after validation and repair, in one canonical order, so that results do not
/// depend on the order of the files' rows.
///
/// Invariants, held by [`Dataset::new`]: customers and products are sorted by id (bytewise) and unique; orders are sorted by
/// (customer, day, minute, id), lines by (order, product, amount, quantity); all references are in range; each order has at
/// least one line; the sum of all lines' absolute amounts fits in [`Money`].
///
/// Sales that name no customer are a block of their own ([`Dataset::anonymous`]): customers, products, orders and lines are as they would be
/// without them. [`Dataset::shop`] reads both together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Shared with selections from the same data.
    customers: Arc<CustomerTable>,
    /// The same.
    products: Arc<ProductTable>,
    orders: OrderTable,
    lines: LineTable,
    /// The orders of each customer.
    orders_of: RowOffsets,
    /// The lines of each order.
    lines_of: RowOffsets,
    anonymous: AnonymousSales,
    /// The products above, then those that only anonymous sales have.
    shop_products: Arc<ProductTable>,
    currency: String,
}

impl Dataset {
    /// Puts tables into canonical order. Rows may come in any order; orders without lines are left out; products and customers
    /// without orders stay (a customer without orders is a prospect). `currency` is the ISO code or sign, empty when unknown.
    ///
    /// # Errors
    /// [`DatasetError`] when the tables do not fit together or the amounts are too large to add exactly.
    pub fn new(
        customers: CustomerTable,
        products: ProductTable,
        orders: OrderTable,
        lines: LineTable,
        currency: String,
    ) -> Result<Self, DatasetError> {
        Self::with_anonymous(customers, products, orders, lines, currency, AnonymousTables::default())
    }

    /// The same, with sales that name no customer.
    ///
    /// # Errors
    /// As for [`Dataset::new`].
    pub fn with_anonymous(
        customers: CustomerTable,
        products: ProductTable,
        orders: OrderTable,
        lines: LineTable,
        currency: String,
        anonymous: AnonymousTables,
    ) -> Result<Self, DatasetError> {
        check_lengths(&customers, &products, &orders, &lines)?;
        check_references(&customers, &products, &orders, &lines)?;
        lines
            .amount
            .iter()
            .chain(&anonymous.lines.amount)
            .try_fold(0_i64, |sum, amount| sum.checked_add(amount.ten_thousandths().checked_abs()?))
            .ok_or(DatasetError::AmountsTooLarge)?;

        let (customers, new_customer) = sort_customers(customers)?;
        let (mut products, new_product) = sort_products(products)?;
        let mut has_lines = vec![false; orders.ids.len()];
        lines.order.iter().for_each(|order| has_lines[order.ix()] = true);
        let (orders, new_order) = sort_orders(&orders, &has_lines, &new_customer);
        let lines = sort_lines(&lines, &new_order, &new_product);
        fill_prices(&mut products, &lines);
        let (anonymous, mut extra) = AnonymousSales::of(anonymous, &new_product, &new_order, &has_lines)?;
        let orders_of = RowOffsets::counted(orders.customer.iter().map(|c| c.ix()), customers.ids.len());
        let lines_of = RowOffsets::counted(lines.order.iter().map(|o| o.ix()), orders.ids.len());
        let (customers, products) = (Arc::new(customers), Arc::new(products));
        let shop_products = if extra.ids.is_empty() {
            Arc::clone(&products)
        } else {
            fill_extra_prices(&mut extra, anonymous.lines(), products.ids.len());
            Arc::new(appended(&products, &extra)?)
        };
        Ok(Self { customers, products, orders, lines, orders_of, lines_of, anonymous, shop_products, currency })
    }

    /// The same shop with only the lines that `keep` says (by row of [`Self::lines`]), and the orders that have any: customers and
    /// products stay, with their numbers. Of sales without a customer none is kept.
    #[must_use]
    pub fn with_lines(&self, keep: impl Fn(usize) -> bool) -> Self {
        self.with_sales(keep, |_| false)
    }

    /// The same, with the sales without a customer that `keep_anonymous` says, by row of their [lines](AnonymousSales::lines).
    #[must_use]
    pub fn with_sales(&self, keep: impl Fn(usize) -> bool, keep_anonymous: impl Fn(usize) -> bool) -> Self {
        let mut lines = LineTable::default();
        let mut kept_orders: Vec<u32> = Vec::new();
        for order in 0..self.orders.ids.len() {
            let before = lines.len();
            for line in self.lines_of(OrderIx::new(order)).filter(|&line| keep(line)) {
                lines.order.push(OrderIx::new(kept_orders.len()));
                lines.product.push(self.lines.product[line]);
                lines.quantity.push(self.lines.quantity[line]);
                lines.amount.push(self.lines.amount[line]);
            }
            if lines.len() > before {
                kept_orders.push(order as u32);
            }
        }
        let orders = OrderTable {
            ids: self.orders.ids.reordered(&kept_orders),
            customer: reordered(&self.orders.customer, &kept_orders),
            day: reordered(&self.orders.day, &kept_orders),
            minute: reordered(&self.orders.minute, &kept_orders),
        };
        let mut new_order = vec![None; if self.anonymous.is_empty() { 0 } else { self.orders.ids.len() }];
        for (new, &old) in (0_u32..).zip(&kept_orders) {
            if let Some(place) = new_order.get_mut(old as usize) {
                *place = Some(new);
            }
        }
        Self {
            anonymous: self.anonymous.with_lines(keep_anonymous, &new_order),
            shop_products: Arc::clone(&self.shop_products),
            orders_of: RowOffsets::counted(orders.customer.iter().map(|c| c.ix()), self.customers.ids.len()),
            lines_of: RowOffsets::counted(lines.order.iter().map(|o| o.ix()), orders.ids.len()),
            customers: Arc::clone(&self.customers),
            products: Arc::clone(&self.products),
            currency: self.currency.clone(),
            orders,
            lines,
        }
    }

    /// Sales that name no customer.
    pub fn anonymous(&self) -> &AnonymousSales {
        &self.anonymous
    }

    /// As [`Shop::products`](super::Shop::products) says.
    pub(super) fn shop_products(&self) -> &ProductTable {
        &self.shop_products
    }

    /// Customers, sorted by id.
    pub fn customers(&self) -> &CustomerTable {
        &self.customers
    }

    /// Products that customers bought or a catalogue lists, sorted by id.
    pub fn products(&self) -> &ProductTable {
        &self.products
    }

    /// Orders, sorted by customer and time.
    pub fn orders(&self) -> &OrderTable {
        &self.orders
    }

    /// Lines, grouped by order.
    pub fn lines(&self) -> &LineTable {
        &self.lines
    }

    /// ISO code or sign of the currency, empty when unknown.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The rows of [`Self::orders`] that are this customer's, oldest first.
    pub fn orders_of(&self, customer: CustomerIx) -> Range<usize> {
        self.orders_of.row(customer.ix())
    }

    /// The rows of [`Self::lines`] that are this order's.
    pub fn lines_of(&self, order: OrderIx) -> Range<usize> {
        self.lines_of.row(order.ix())
    }

    /// The rows of [`Self::lines`] that are this customer's, oldest order first: orders and lines lie in customer order.
    pub fn lines_of_customer(&self, customer: CustomerIx) -> Range<usize> {
        self.lines_of.rows(self.orders_of(customer))
    }

    /// The sum of all lines: what customers spent.
    pub fn revenue(&self) -> Money {
        self.lines.amount.iter().copied().sum()
    }

    /// First and last day with a customer's order; `None` without orders.
    pub fn period(&self) -> Option<(Day, Day)> {
        Some((*self.orders.day.iter().min()?, *self.orders.day.iter().max()?))
    }

    /// Whether almost every order (95 %) has one line only, as in exports with one transaction a row: then what a customer
    /// bought on one day is the better basket.
    pub fn orders_are_single_lines(&self) -> bool {
        !self.lines.is_empty() && self.orders.ids.len() * 100 >= self.lines.len() * 95
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{NO_CATEGORY, NO_MINUTE, ProductIx, StringColumn};

    fn column(rows: &[&str]) -> StringColumn {
        rows.iter().collect()
    }

    /// Three customers, one without orders; `order` permutes the lines as the rows of a file.
    fn shop(order: [usize; 4]) -> Dataset {
        let customers = CustomerTable {
            ids: column(&["c2", "c1", "c3"]),
            names: column(&["Two", "One", "Three"]),
            emails: column(&["", "", ""]),
            registered: vec![None; 3],
            age_years: vec![None; 3],
            place: vec![0, 1, NO_CATEGORY],
            places: column(&["York", "Bath"]),
        };
        let products = ProductTable {
            ids: column(&["p2", "p1"]),
            names: column(&["Pear", "Apple"]),
            category: vec![NO_CATEGORY, 0],
            categories: column(&["Fruit"]),
            brand: vec![NO_CATEGORY; 2],
            brands: StringColumn::new(),
            price: vec![Money::ZERO, Money::from_ten_thousandths(9)],
            is_goods: vec![true; 2],
        };
        let orders = OrderTable {
            ids: column(&["o9", "o1", "o2"]),
            customer: vec![CustomerIx(0), CustomerIx(1), CustomerIx(1)],
            day: vec![Day(5), Day(9), Day(3)],
            minute: vec![NO_MINUTE; 3],
        };
        let all = [(0, 0, 1, 40), (1, 1, 2, 50), (2, 0, 1, 20), (2, 1, 1, 30)];
        let rows = order.map(|row| all[row]);
        let lines = LineTable {
            order: rows.iter().map(|r| OrderIx(r.0)).collect(),
            product: rows.iter().map(|r| ProductIx(r.1)).collect(),
            quantity: rows.iter().map(|r| r.2).collect(),
            amount: rows.iter().map(|r| Money::from_ten_thousandths(r.3)).collect(),
        };
        Dataset::new(customers, products, orders, lines, "GBP".into()).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn tables_come_out_sorted_and_linked() {
        let shop = shop([0, 1, 2, 3]);
        assert_eq!(shop.customers().ids.iter().collect::<Vec<_>>(), ["c1", "c2", "c3"]);
        assert_eq!(shop.customers().places.get(shop.customers().place[0] as usize), "Bath");
        assert_eq!(shop.orders().ids.iter().collect::<Vec<_>>(), ["o2", "o1", "o9"]);
        assert_eq!(shop.orders_of(CustomerIx(0)), 0..2);
        assert_eq!(shop.orders_of(CustomerIx(2)), 3..3);
        assert_eq!(shop.lines_of(OrderIx(0)), 0..2);
        assert_eq!(shop.lines_of_customer(CustomerIx(0)), 0..3);
        assert_eq!(shop.lines_of_customer(CustomerIx(2)), 4..4);
        assert_eq!(shop.revenue(), Money::from_ten_thousandths(140));
        assert_eq!(shop.period(), Some((Day(3), Day(9))));
        assert_eq!(shop.products().price[1], Money::from_ten_thousandths(20), "median paid for p2: of 20 and 40 the lower");
        assert_eq!(shop.products().price[0], Money::from_ten_thousandths(9), "the catalogue's price stays");
    }

    #[test]
    fn row_order_does_not_matter() {
        assert_eq!(shop([0, 1, 2, 3]), shop([3, 1, 0, 2]));
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let ok = shop([0, 1, 2, 3]);
        let mut lines = ok.lines().clone();
        lines.product[0] = ProductIx(7);
        let new = |lines| Dataset::new(ok.customers().clone(), ok.products().clone(), ok.orders().clone(), lines, String::new());
        assert_eq!(new(lines).err(), Some(DatasetError::OutOfRange { column: "lines.product", row: 0 }));
        let mut lines = ok.lines().clone();
        lines.quantity.pop();
        assert!(matches!(new(lines).err(), Some(DatasetError::ColumnLength { column: "lines.quantity", .. })));
        let mut lines = ok.lines().clone();
        lines.amount = vec![Money::from_ten_thousandths(i64::MAX / 2); 4];
        assert_eq!(new(lines).err(), Some(DatasetError::AmountsTooLarge));
        let mut customers = ok.customers().clone();
        customers.ids = column(&["c1", "c1", "c3"]);
        let twice = Dataset::new(customers, ok.products().clone(), ok.orders().clone(), ok.lines().clone(), String::new());
        assert_eq!(twice.err(), Some(DatasetError::DuplicateId { table: "customers", id: "c1".into() }));
    }
}
