//! Small shops for tests.

use super::{
    CustomerIx, CustomerTable, Dataset, Day, LineTable, Money, NO_CATEGORY, NO_MINUTE, OrderIx, OrderTable, ProductIx,
    ProductTable, StringColumn,
};

/// One order of one line a row: `(customer, day, cents)`; customer `c` registered on day `-c` if `c` is even.
#[expect(clippy::expect_used, clippy::cast_possible_wrap, reason = "for tests: the rows are made to fit")]
pub fn shop(customers: u32, orders: &[(u32, i32, i64)]) -> Dataset {
    let n = customers as usize;
    let blank = |n: usize| (0..n).map(|_| "").collect::<StringColumn>();
    let customer_table = CustomerTable {
        ids: (0..n).map(|c| format!("C{c:06}")).collect(),
        names: blank(n),
        emails: blank(n),
        registered: (0..n as i32).map(|c| (c % 2 == 0).then_some(Day(-c))).collect(),
        age_years: vec![None; n],
        place: vec![NO_CATEGORY; n],
        places: StringColumn::new(),
    };
    let product_table = ProductTable {
        ids: ["P"].iter().collect(),
        names: blank(1),
        category: vec![NO_CATEGORY],
        categories: StringColumn::new(),
        brand: vec![NO_CATEGORY],
        brands: StringColumn::new(),
        price: vec![Money::ZERO],
        is_goods: vec![true; 1],
    };
    let order_table = OrderTable {
        ids: (0..orders.len()).map(|o| format!("O{o:08}")).collect(),
        customer: orders.iter().map(|o| CustomerIx(o.0)).collect(),
        day: orders.iter().map(|o| Day(o.1)).collect(),
        minute: vec![NO_MINUTE; orders.len()],
    };
    let line_table = LineTable {
        order: (0..orders.len()).map(OrderIx::new).collect(),
        product: vec![ProductIx(0); orders.len()],
        quantity: vec![1; orders.len()],
        amount: orders.iter().map(|o| Money::from_cents(o.2).expect("is small")).collect(),
    };
    Dataset::new(customer_table, product_table, order_table, line_table, String::new()).expect("fits together")
}
