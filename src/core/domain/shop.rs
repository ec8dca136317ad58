//! The whole shop: what customers bought, and what was sold to nobody that the files name.

use super::anonymous::AnonymousSales;
use super::tables::{LineTable, ProductTable};
use super::{CustomerIx, Dataset, Day, Money, OrderIx, ProductIx};
use std::ops::Range;

/// All sales of a shop, those without a customer too: for revenue, orders, products, seasons and baskets. What is told of customers
/// reads the [`Dataset`] itself.
///
/// ```
/// use clientele_core::domain::{
///     AnonymousOrders, AnonymousTables, CustomerTable, Dataset, Day, LineTable, Money, OrderIx, ProductIx, SalesRow,
/// };
/// let row = SalesRow::new("anna", "1", Day(0), "tea", 1, Money::parse("4.00")?);
/// let known = Dataset::from_rows([row], "EUR")?;
/// let guest = AnonymousTables {
///     orders: AnonymousOrders { ids: ["2"].iter().collect(), part_of: vec![None], day: vec![Day(5)], minute: vec![600] },
///     lines: LineTable {
///         order: vec![OrderIx(0)],
///         product: vec![ProductIx(0)],
///         quantity: vec![2],
///         amount: vec![Money::parse("8.00")?],
///     },
///     ..AnonymousTables::default()
/// };
/// let shop = Dataset::with_anonymous(
///     known.customers().clone(),
///     known.products().clone(),
///     known.orders().clone(),
///     known.lines().clone(),
///     "EUR".to_owned(),
///     guest,
/// )?;
/// assert_eq!(shop.revenue(), Money::parse("4.00")?, "what customers spent");
/// assert_eq!(shop.shop().revenue(), Money::parse("12.00")?);
/// assert_eq!((shop.orders().ids.len(), shop.shop().orders()), (1, 2));
/// assert_eq!(shop.shop().sales().filter(|sale| sale.customer.is_none()).count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Shop<'a> {
    dataset: &'a Dataset,
}

impl Dataset {
    /// All sales, those without a customer too.
    pub fn shop(&self) -> Shop<'_> {
        Shop { dataset: self }
    }
}

/// Lines that were sold together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sale<'a> {
    /// Which order of the shop. Two sales that follow each other have the same one where some lines of an order name a customer and others do not.
    /// `None` for lines without an order number or a customer: nobody knows which of them were bought together.
    pub order: Option<u32>,
    /// Who bought, where that is known.
    pub customer: Option<CustomerIx>,
    /// The day.
    pub day: Day,
    /// Minutes since midnight, or [`NO_MINUTE`](super::NO_MINUTE).
    pub minute: u16,
    /// What was bought, rows of [`Shop::products`]; a row for each line.
    pub products: &'a [ProductIx],
    /// What each line cost.
    pub amounts: &'a [Money],
}

impl Sale<'_> {
    /// The sum of its lines.
    pub fn revenue(&self) -> Money {
        self.amounts.iter().copied().sum()
    }
}

impl<'a> Shop<'a> {
    /// All products: those of [`Dataset::products`] with the same numbers, then those that only sales without a customer have.
    pub fn products(self) -> &'a ProductTable {
        self.dataset.shop_products()
    }

    /// Sales without a customer.
    pub fn anonymous(self) -> &'a AnonymousSales {
        self.dataset.anonymous()
    }

    /// The sum of all lines.
    pub fn revenue(self) -> Money {
        self.dataset.revenue() + self.anonymous().revenue()
    }

    /// How many orders: those of customers, and those with a number that name no customer.
    pub fn orders(self) -> usize {
        self.dataset.orders().ids.len() + self.anonymous().order_count()
    }

    /// How many lines.
    pub fn lines(self) -> usize {
        self.dataset.lines().len() + self.anonymous().lines().len()
    }

    /// First and last day with a sale; `None` without sales.
    pub fn period(self) -> Option<(Day, Day)> {
        let days = &self.anonymous().orders().day;
        let of_anonymous = days.iter().min().copied().zip(days.iter().max().copied());
        match (self.dataset.period(), of_anonymous) {
            (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
            (known, None) => known,
            (None, anonymous) => anonymous,
        }
    }

    /// All sales: those of customers, in the order of the dataset, each followed by the lines of the same order that name no customer; then
    /// the other sales without a customer by day.
    pub fn sales(self) -> impl Iterator<Item = Sale<'a>> {
        let anonymous = self.anonymous();
        let with_parts = move |order: usize| {
            let parts = anonymous.parts_of(OrderIx::new(order));
            std::iter::once(self.of_customer(order)).chain(parts.map(move |part| self.without_customer(part)))
        };
        (0..self.dataset.orders().ids.len()).flat_map(with_parts).chain(anonymous.own().map(move |at| self.without_customer(at)))
    }

    fn of_customer(self, order: usize) -> Sale<'a> {
        let orders = self.dataset.orders();
        let (products, amounts) = slices(self.dataset.lines(), self.dataset.lines_of(OrderIx::new(order)));
        let customer = Some(orders.customer[order]);
        Sale { order: Some(order as u32), customer, day: orders.day[order], minute: orders.minute[order], products, amounts }
    }

    fn without_customer(self, at: usize) -> Sale<'a> {
        let anonymous = self.anonymous();
        let orders = anonymous.orders();
        let (products, amounts) = slices(anonymous.lines(), anonymous.lines_of(at));
        let own = (self.dataset.orders().ids.len() + at) as u32;
        let order = orders.part_of[at].map(|of| of.0).or(anonymous.is_order(at).then_some(own));
        Sale { order, customer: None, day: orders.day[at], minute: orders.minute[at], products, amounts }
    }
}

fn slices(lines: &LineTable, rows: Range<usize>) -> (&[ProductIx], &[Money]) {
    (&lines.product[rows.clone()], &lines.amount[rows])
}

#[cfg(test)]
mod tests {
    use super::super::{
        AnonymousOrders, AnonymousTables, BasketItems, Baskets, CustomerTable, NO_CATEGORY, NO_MINUTE, OrderTable, StringColumn,
    };
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// A line of an order: the order, the product, the day and the amount; who ordered, the order's number tells.
    type Row = (u32, u32, i32, i64);

    /// Orders 0 to 5 are of customers 0 to 2; of those from 6 on nobody is named, nor of every third line of order 3. Orders from 10
    /// on have no number. Products from 4 on only such sales have.
    fn is_anonymous(&(order, product, ..): &Row) -> bool {
        order >= 6 || product >= 4 || (order == 3 && product == 1)
    }

    fn texts(count: usize, name: &str) -> StringColumn {
        (0..count).map(|n| format!("{name}{n}")).collect()
    }

    fn products(from: u32, to: u32) -> ProductTable {
        let n = (to - from) as usize;
        ProductTable {
            ids: (from..to).map(|p| format!("p{p}")).collect(),
            names: (0..n).map(|_| "").collect(),
            category: (from..to).map(|p| if p % 2 == 0 { NO_CATEGORY } else { 0 }).collect(),
            categories: [if from < 4 { "old" } else { "new" }].iter().collect(),
            brand: vec![NO_CATEGORY; n],
            brands: StringColumn::new(),
            price: vec![Money::ZERO; n],
            is_goods: vec![true; n],
        }
    }

    fn dataset(rows: &[Row]) -> Dataset {
        let customers = CustomerTable {
            ids: texts(3, "c"),
            names: (0..3).map(|_| "").collect(),
            emails: (0..3).map(|_| "").collect(),
            registered: vec![None; 3],
            age_years: vec![None; 3],
            place: vec![NO_CATEGORY; 3],
            places: StringColumn::new(),
        };
        let orders = OrderTable {
            ids: texts(6, "o"),
            customer: (0..6).map(|o| CustomerIx(o % 3)).collect(),
            day: (0..6).map(|o| Day(o * 20)).collect(),
            minute: vec![NO_MINUTE; 6],
        };
        let mut lines = LineTable::default();
        let mut anonymous = AnonymousTables { products: products(4, 7), ..AnonymousTables::default() };
        let mut place: BTreeMap<u32, usize> = BTreeMap::new();
        for row in rows {
            let (order, product, day, amount) = *row;
            let table = if is_anonymous(row) { &mut anonymous.lines } else { &mut lines };
            let order = if is_anonymous(row) {
                *place.entry(order).or_insert_with(|| {
                    anonymous.orders.ids.push(&if order >= 10 { String::new() } else { format!("o{order}") });
                    let is_customers = rows.iter().any(|row| row.0 == order && !super::tests::is_anonymous(row));
                    anonymous.orders.part_of.push((order < 6 && is_customers).then_some(OrderIx(order)));
                    anonymous.orders.day.push(Day(if order < 6 { order as i32 * 20 } else { day }));
                    anonymous.orders.minute.push(NO_MINUTE);
                    anonymous.orders.day.len() - 1
                }) as u32
            } else {
                order
            };
            table.order.push(OrderIx(order));
            table.product.push(ProductIx(product));
            table.quantity.push(1);
            table.amount.push(Money::from_ten_thousandths(amount));
        }
        Dataset::with_anonymous(customers, products(0, 4), orders, lines, String::new(), anonymous).expect("fits together")
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop::collection::vec((0_u32..12, 0_u32..7, 0_i32..200, 1_i64..1000), 1..60)
    }

    /// Revenue by product.
    fn by_product(shop: Shop<'_>) -> BTreeMap<String, Money> {
        let mut sums: BTreeMap<String, Money> = BTreeMap::new();
        for sale in shop.sales() {
            for (product, amount) in sale.products.iter().zip(sale.amounts) {
                *sums.entry(shop.products().ids.get(product.ix()).to_owned()).or_default() += *amount;
            }
        }
        sums
    }

    proptest! {
        #[test]
        fn totals_add_up_and_customers_are_untouched(rows in rows()) {
            let all = dataset(&rows);
            let of_customers: Vec<Row> = rows.iter().filter(|row| !is_anonymous(row)).copied().collect();
            let alone = dataset(&of_customers);
            prop_assert_eq!((all.customers(), all.products()), (alone.customers(), alone.products()));
            prop_assert_eq!((all.orders(), all.lines()), (alone.orders(), alone.lines()));
            prop_assert!(alone.anonymous().is_empty());

            let shop = all.shop();
            prop_assert_eq!(shop.lines(), rows.len());
            prop_assert_eq!(shop.revenue().ten_thousandths(), rows.iter().map(|row| row.3).sum::<i64>());
            let numbered: BTreeSet<u32> = rows.iter().map(|row| row.0).filter(|&order| order < 10).collect();
            prop_assert_eq!(shop.orders(), numbered.len());
            let told: BTreeSet<u32> = shop.sales().filter_map(|sale| sale.order).collect();
            prop_assert_eq!(told.len(), numbered.len());
            let mut expected: BTreeMap<String, Money> = BTreeMap::new();
            for row in &rows {
                *expected.entry(format!("p{}", row.1)).or_default() += Money::from_ten_thousandths(row.3);
            }
            prop_assert_eq!(by_product(shop), expected);
            for product in 4..7 {
                let category = shop.products().category[product];
                let name = if category == NO_CATEGORY { "" } else { shop.products().categories.get(category as usize) };
                prop_assert_eq!(name, if product % 2 == 0 { "" } else { "new" });
            }
        }

        #[test]
        fn row_order_does_not_matter((rows, other) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))) {
            // An order's day is that of the row met first here; with one day for each there is no first.
            let same_day = |rows: Vec<Row>| rows.into_iter().map(|(o, p, _, amount)| (o, p, o as i32 * 3, amount)).collect::<Vec<_>>();
            prop_assert_eq!(dataset(&same_day(rows)), dataset(&same_day(other)));
        }

        #[test]
        fn a_part_has_the_lines_that_are_kept(rows in rows(), keep in 1_i64..5) {
            let all = dataset(&rows);
            let passes = |amount: Money| amount.ten_thousandths() % keep == 0;
            let part = all.with_sales(|line| passes(all.lines().amount[line]), |line| passes(all.anonymous().lines().amount[line]));
            let expected: Vec<Row> = rows.iter().filter(|row| row.3 % keep == 0).copied().collect();
            prop_assert_eq!(part.shop().lines(), expected.len());
            prop_assert_eq!(part.shop().revenue().ten_thousandths(), expected.iter().map(|row| row.3).sum::<i64>());
            let numbered: BTreeSet<u32> = expected.iter().map(|row| row.0).filter(|&order| order < 10).collect();
            prop_assert_eq!(part.shop().orders(), numbered.len());
            prop_assert!(all.with_lines(|_| true).anonymous().is_empty());
        }

        #[test]
        fn orders_without_a_customer_are_baskets_of_the_shop(rows in rows()) {
            let all = dataset(&rows);
            let of_customers = Baskets::build(&all, None, BasketItems::All, 100);
            prop_assert_eq!(of_customers.len(), all.orders().ids.len());
            let baskets = Baskets::build_of_shop(&all, None, BasketItems::All, 100, |_| true, |_| true);
            if all.orders_are_single_lines() {
                prop_assert_eq!(baskets.len(), of_customers.len());
                return Ok(());
            }
            let mut expected: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            for row in rows.iter().filter(|row| row.0 < 10) {
                expected.entry(row.0).or_default().insert(row.1);
            }
            let sorted = |mut baskets: Vec<Vec<u32>>| { baskets.sort(); baskets };
            let found = (0..baskets.len() as u32).map(|basket| baskets.products(basket).to_vec()).collect();
            prop_assert_eq!(sorted(found), sorted(expected.into_values().map(|basket| basket.into_iter().collect()).collect()));
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        use super::super::DatasetError;
        let known = dataset(&[(0, 0, 0, 1)]);
        let refused = |anonymous: AnonymousTables| {
            let (customers, products) = (known.customers().clone(), known.products().clone());
            let (orders, lines) = (known.orders().clone(), known.lines().clone());
            Dataset::with_anonymous(customers, products, orders, lines, String::new(), anonymous).err()
        };
        let line = |product: u32, amount: i64| LineTable {
            order: vec![OrderIx(0)],
            product: vec![ProductIx(product)],
            quantity: vec![1],
            amount: vec![Money::from_ten_thousandths(amount)],
        };
        let order = |part_of: Option<OrderIx>| AnonymousOrders {
            ids: ["x"].iter().collect(),
            part_of: vec![part_of],
            day: vec![Day(0)],
            minute: vec![NO_MINUTE],
        };
        let tables = |part_of, product, amount| AnonymousTables {
            orders: order(part_of),
            lines: line(product, amount),
            ..AnonymousTables::default()
        };
        assert_eq!(refused(tables(None, 3, 5)), None);
        let out_of_range = |column| Some(DatasetError::OutOfRange { column, row: 0 });
        assert_eq!(refused(tables(None, 4, 5)), out_of_range("anonymous.lines.product"));
        assert_eq!(refused(tables(Some(OrderIx(9)), 3, 5)), out_of_range("anonymous.orders.part_of"));
        assert_eq!(refused(tables(None, 3, i64::MAX)), Some(DatasetError::AmountsTooLarge));
        let twice = AnonymousTables { products: products(3, 4), ..tables(None, 3, 5) };
        assert_eq!(refused(twice), Some(DatasetError::DuplicateId { table: "products", id: "p3".into() }));
        let short = AnonymousTables { orders: AnonymousOrders { minute: Vec::new(), ..order(None) }, ..tables(None, 3, 5) };
        assert!(matches!(refused(short), Some(DatasetError::ColumnLength { column: "anonymous.orders.minute", .. })));
    }
}
