//! The analysed part of a shop's data, in one canonical order.

use super::tables::{CustomerTable, LineTable, NO_CATEGORY, OrderTable, ProductTable};
use super::{CustomerIx, Day, Money, OrderIx, ProductIx, StringColumn};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The analysed data of a shop: what is left after validation and repair, in one canonical order, so that results do not
/// depend on the order of the files' rows.
///
/// Invariants, held by [`Dataset::new`]: customers and products are sorted by id (bytewise) and unique; orders are sorted by
/// (customer, day, minute, id), lines by (order, product, amount, quantity); all references are in range; each order has at
/// least one line; the sum of all lines' absolute amounts fits in [`Money`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Shared with selections from the same data.
    customers: Arc<CustomerTable>,
    /// The same.
    products: Arc<ProductTable>,
    orders: OrderTable,
    lines: LineTable,
    /// `orders_of[c]..orders_of[c + 1]` are customer `c`'s orders.
    orders_of: Vec<u32>,
    /// `lines_of[o]..lines_of[o + 1]` are order `o`'s lines.
    lines_of: Vec<u32>,
    currency: String,
}

/// Why tables do not make a [`Dataset`]: each is a fault of the code that built them, except the amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetError {
    /// A column is longer or shorter than its table.
    ColumnLength {
        /// `table.column`.
        column: &'static str,
        /// Rows that it should have.
        expected: usize,
        /// Rows that it has.
        found: usize,
    },
    /// A reference to a row that does not exist.
    OutOfRange {
        /// `table.column`.
        column: &'static str,
        /// Row in that column.
        row: usize,
    },
    /// The same identifier twice.
    DuplicateId {
        /// `customers` or `products`.
        table: &'static str,
        /// The identifier.
        id: String,
    },
    /// The amounts are too large to add up exactly.
    AmountsTooLarge,
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatasetError::ColumnLength { column, expected, found } => {
                write!(f, "column {column} has {found} rows, expected {expected}")
            }
            DatasetError::OutOfRange { column, row } => {
                write!(f, "column {column}, row {row}, refers to a row that does not exist")
            }
            DatasetError::DuplicateId { table, id } => write!(f, "{table} has the id {id:?} twice"),
            DatasetError::AmountsTooLarge => f.write_str("the amounts are too large to add up exactly (over 900 billion in all)"),
        }
    }
}

impl std::error::Error for DatasetError {}

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
        check_lengths(&customers, &products, &orders, &lines)?;
        check_references(&customers, &products, &orders, &lines)?;
        lines
            .amount
            .iter()
            .try_fold(0_i64, |sum, amount| sum.checked_add(amount.ten_thousandths().checked_abs()?))
            .ok_or(DatasetError::AmountsTooLarge)?;

        let (customers, new_customer) = sort_customers(customers)?;
        let (mut products, new_product) = sort_products(products)?;
        let (orders, new_order) = sort_orders(&orders, &lines, &new_customer);
        let lines = sort_lines(&lines, &new_order, &new_product);
        fill_prices(&mut products, &lines);
        let orders_of = starts(orders.customer.iter().map(|c| c.ix()), customers.ids.len());
        let lines_of = starts(lines.order.iter().map(|o| o.ix()), orders.ids.len());
        let (customers, products) = (Arc::new(customers), Arc::new(products));
        Ok(Self { customers, products, orders, lines, orders_of, lines_of, currency })
    }

    /// The same shop with only the lines that `keep` says (by row of [`Self::lines`]), and the orders that have any: customers and
    /// products stay, with their numbers.
    #[must_use]
    pub fn with_lines(&self, keep: impl Fn(usize) -> bool) -> Self {
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
            customer: pick(&self.orders.customer, &kept_orders),
            day: pick(&self.orders.day, &kept_orders),
            minute: pick(&self.orders.minute, &kept_orders),
        };
        Self {
            orders_of: starts(orders.customer.iter().map(|c| c.ix()), self.customers.ids.len()),
            lines_of: starts(lines.order.iter().map(|o| o.ix()), orders.ids.len()),
            customers: Arc::clone(&self.customers),
            products: Arc::clone(&self.products),
            currency: self.currency.clone(),
            orders,
            lines,
        }
    }

    /// Customers, sorted by id.
    pub fn customers(&self) -> &CustomerTable {
        &self.customers
    }

    /// Products, sorted by id.
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
        self.orders_of[customer.ix()] as usize..self.orders_of[customer.ix() + 1] as usize
    }

    /// The rows of [`Self::lines`] that are this order's.
    pub fn lines_of(&self, order: OrderIx) -> Range<usize> {
        self.lines_of[order.ix()] as usize..self.lines_of[order.ix() + 1] as usize
    }

    /// The rows of [`Self::lines`] that are this customer's, oldest order first: orders and lines lie in customer order.
    pub fn lines_of_customer(&self, customer: CustomerIx) -> Range<usize> {
        let orders = self.orders_of(customer);
        self.lines_of[orders.start] as usize..self.lines_of[orders.end] as usize
    }

    /// The sum of all lines.
    pub fn revenue(&self) -> Money {
        self.lines.amount.iter().copied().sum()
    }

    /// First and last day with an order; `None` without orders.
    pub fn period(&self) -> Option<(Day, Day)> {
        Some((*self.orders.day.iter().min()?, *self.orders.day.iter().max()?))
    }

    /// Whether almost every order (95 %) has one line only, as in exports with one transaction a row: then what a customer
    /// bought on one day is the better basket.
    pub fn orders_are_single_lines(&self) -> bool {
        !self.lines.is_empty() && self.orders.ids.len() * 100 >= self.lines.len() * 95
    }
}

fn check_lengths(
    customers: &CustomerTable,
    products: &ProductTable,
    orders: &OrderTable,
    lines: &LineTable,
) -> Result<(), DatasetError> {
    let (c, p, o, l) = (customers.ids.len(), products.ids.len(), orders.ids.len(), lines.order.len());
    for (column, expected, found) in [
        ("customers.names", c, customers.names.len()),
        ("customers.emails", c, customers.emails.len()),
        ("customers.registered", c, customers.registered.len()),
        ("customers.age_years", c, customers.age_years.len()),
        ("customers.place", c, customers.place.len()),
        ("products.names", p, products.names.len()),
        ("products.category", p, products.category.len()),
        ("products.brand", p, products.brand.len()),
        ("products.price", p, products.price.len()),
        ("products.is_goods", p, products.is_goods.len()),
        ("orders.customer", o, orders.customer.len()),
        ("orders.day", o, orders.day.len()),
        ("orders.minute", o, orders.minute.len()),
        ("lines.product", l, lines.product.len()),
        ("lines.quantity", l, lines.quantity.len()),
        ("lines.amount", l, lines.amount.len()),
    ] {
        if expected != found {
            return Err(DatasetError::ColumnLength { column, expected, found });
        }
    }
    Ok(())
}

fn check_references(
    customers: &CustomerTable,
    products: &ProductTable,
    orders: &OrderTable,
    lines: &LineTable,
) -> Result<(), DatasetError> {
    check_column("customers.place", customers.place.iter().copied(), customers.places.len(), true)?;
    check_column("products.category", products.category.iter().copied(), products.categories.len(), true)?;
    check_column("products.brand", products.brand.iter().copied(), products.brands.len(), true)?;
    check_column("orders.customer", orders.customer.iter().map(|ix| ix.0), customers.ids.len(), false)?;
    check_column("lines.order", lines.order.iter().map(|ix| ix.0), orders.ids.len(), false)?;
    check_column("lines.product", lines.product.iter().map(|ix| ix.0), products.ids.len(), false)
}

/// Every value is a row below `len`, or, where that is allowed, [`NO_CATEGORY`].
fn check_column(
    column: &'static str,
    mut rows: impl Iterator<Item = u32>,
    len: usize,
    none_allowed: bool,
) -> Result<(), DatasetError> {
    match rows.position(|ix| ix as usize >= len && !(none_allowed && ix == NO_CATEGORY)) {
        Some(row) => Err(DatasetError::OutOfRange { column, row }),
        None => Ok(()),
    }
}

fn check_unique(table: &'static str, sorted_ids: &StringColumn) -> Result<(), DatasetError> {
    for row in 1..sorted_ids.len() {
        if sorted_ids.get(row - 1) == sorted_ids.get(row) {
            return Err(DatasetError::DuplicateId { table, id: sorted_ids.get(row).to_owned() });
        }
    }
    Ok(())
}

/// `new[old] = position of old in order`.
fn inverse(order: &[u32]) -> Vec<u32> {
    let mut new = vec![0; order.len()];
    for (position, &old) in order.iter().enumerate() {
        new[old as usize] = position as u32;
    }
    new
}

fn pick<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| values[row as usize]).collect()
}

/// Sorts the values of a dictionary-coded column, so that codes do not depend on the order of rows.
fn sort_dictionary(codes: &[u32], values: &StringColumn) -> (Vec<u32>, StringColumn) {
    let order = values.sorted_order();
    let new = inverse(&order);
    let codes = codes.iter().map(|&code| if code == NO_CATEGORY { code } else { new[code as usize] }).collect();
    (codes, values.reordered(&order))
}

fn sort_customers(table: CustomerTable) -> Result<(CustomerTable, Vec<u32>), DatasetError> {
    let order = table.ids.sorted_order();
    let (place, places) = sort_dictionary(&table.place, &table.places);
    let sorted = CustomerTable {
        ids: table.ids.reordered(&order),
        names: table.names.reordered(&order),
        emails: table.emails.reordered(&order),
        registered: pick(&table.registered, &order),
        age_years: pick(&table.age_years, &order),
        place: pick(&place, &order),
        places,
    };
    check_unique("customers", &sorted.ids)?;
    Ok((sorted, inverse(&order)))
}

fn sort_products(table: ProductTable) -> Result<(ProductTable, Vec<u32>), DatasetError> {
    let order = table.ids.sorted_order();
    let (category, categories) = sort_dictionary(&table.category, &table.categories);
    let (brand, brands) = sort_dictionary(&table.brand, &table.brands);
    let sorted = ProductTable {
        ids: table.ids.reordered(&order),
        names: table.names.reordered(&order),
        category: pick(&category, &order),
        categories,
        brand: pick(&brand, &order),
        brands,
        price: pick(&table.price, &order),
        is_goods: pick(&table.is_goods, &order),
    };
    check_unique("products", &sorted.ids)?;
    Ok((sorted, inverse(&order)))
}

/// Orders with lines, sorted; and for each old order its new row (anything for those left out).
fn sort_orders(table: &OrderTable, lines: &LineTable, new_customer: &[u32]) -> (OrderTable, Vec<u32>) {
    let mut has_lines = vec![false; table.ids.len()];
    for order in &lines.order {
        has_lines[order.ix()] = true;
    }
    let customer: Vec<CustomerIx> = table.customer.iter().map(|c| CustomerIx(new_customer[c.ix()])).collect();
    let mut order: Vec<u32> = (0..table.ids.len() as u32).filter(|&o| has_lines[o as usize]).collect();
    let key = |o: &u32| {
        let o = *o as usize;
        (customer[o], table.day[o], table.minute[o])
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| table.ids.get(*a as usize).cmp(table.ids.get(*b as usize))));
    let sorted = OrderTable {
        ids: table.ids.reordered(&order),
        customer: pick(&customer, &order),
        day: pick(&table.day, &order),
        minute: pick(&table.minute, &order),
    };
    let mut new = vec![0; table.ids.len()];
    for (position, &old) in order.iter().enumerate() {
        new[old as usize] = position as u32;
    }
    (sorted, new)
}

fn sort_lines(lines: &LineTable, new_order: &[u32], new_product: &[u32]) -> LineTable {
    // By order first, which in most files lie together; then each order's few lines by product, all in one number.
    let order_of = |l: usize| new_order[lines.order[l].ix()] as usize;
    let starts = starts((0..lines.len()).map(order_of), new_order.len());
    let mut next = starts.clone();
    let mut keys = vec![0_u64; lines.len()];
    for l in 0..lines.len() {
        let place = &mut next[order_of(l)];
        keys[*place as usize] = u64::from(new_product[lines.product[l].ix()]) << 32 | l as u64;
        *place += 1;
    }
    let line = |key: u64| (key & u64::from(u32::MAX)) as usize;
    for bounds in starts.windows(2) {
        let of_order = &mut keys[bounds[0] as usize..bounds[1] as usize];
        of_order.sort_unstable();
        for same in of_order.chunk_by_mut(|a, b| a >> 32 == b >> 32).filter(|same| same.len() > 1) {
            same.sort_unstable_by_key(|&key| (lines.amount[line(key)], lines.quantity[line(key)]));
        }
    }
    LineTable {
        order: keys.iter().map(|&key| OrderIx(order_of(line(key)) as u32)).collect(),
        product: keys.iter().map(|&key| ProductIx((key >> 32) as u32)).collect(),
        quantity: keys.iter().map(|&key| lines.quantity[line(key)]).collect(),
        amount: keys.iter().map(|&key| lines.amount[line(key)]).collect(),
    }
}

/// Gives products without a catalogue price the median of what was paid for one piece.
fn fill_prices(products: &mut ProductTable, lines: &LineTable) {
    if products.price.iter().all(|&price| price > Money::ZERO) {
        return;
    }
    let needs_price = |l: &usize| products.price[lines.product[*l].ix()] <= Money::ZERO && lines.quantity[*l] > 0;
    let paid = || (0..lines.len()).filter(needs_price);
    let starts = starts(paid().map(|l| lines.product[l].ix()), products.price.len());
    let mut next = starts.clone();
    let mut prices = vec![0_i64; starts[products.price.len()] as usize];
    for l in paid() {
        let place = &mut next[lines.product[l].ix()];
        let (amount, quantity) = (lines.amount[l].ten_thousandths(), i64::from(lines.quantity[l]));
        prices[*place as usize] = if quantity == 1 { amount } else { amount / quantity };
        *place += 1;
    }
    for (product, bounds) in starts.windows(2).enumerate() {
        let same = &mut prices[bounds[0] as usize..bounds[1] as usize];
        if !same.is_empty() {
            // The lower median: a price that was really paid.
            let (_, median, _) = same.select_nth_unstable((same.len() - 1) / 2);
            products.price[product] = Money::from_ten_thousandths((*median).max(0));
        }
    }
}

/// Where the rows of each group start once a column of group numbers is sorted: `groups + 1` entries.
fn starts(column: impl Iterator<Item = usize>, groups: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; groups + 1];
    for group in column {
        starts[group + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NO_MINUTE;

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
