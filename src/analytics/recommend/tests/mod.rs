//! Tests of the recommender: a slow, obvious version beside each strategy, and what must hold for every list.
// The shops here have a handful of rows.
#![allow(clippy::cast_possible_wrap)]

mod edges;
mod oracles;
mod planted;
mod properties;
mod rules;

use super::*;
use clientele_core::domain::{
    CustomerIx, CustomerTable, Dataset, Day, LineTable, Money, NO_CATEGORY, NO_MINUTE, OrderIx, OrderTable, ProductIx,
    ProductTable, StringColumn,
};
use proptest::prelude::*;

/// The day from which on the small shops recommend.
pub(super) const TODAY: Day = Day(15_000);

/// A shop in short: a line is (customer, order of that customer, days ago, product).
#[derive(Clone, Debug)]
pub(super) struct Shop {
    pub customers: usize,
    pub products: usize,
    pub lines: Vec<(usize, usize, i32, usize)>,
    pub names: Vec<String>,
    pub category: Vec<u32>,
}

impl Shop {
    pub(super) fn new(customers: usize, products: usize, lines: Vec<(usize, usize, i32, usize)>) -> Self {
        let names = (0..products).map(|p| format!("Thing {}", ["red", "blue", "green"][p % 3])).collect();
        Self { customers, products, lines, names, category: (0..products).map(|p| (p % 3) as u32).collect() }
    }

    /// With the rows of each table in the order that `turn` gives (a number of places to rotate by).
    pub(super) fn dataset_turned(&self, turn: usize) -> Dataset {
        let blank = |n: usize| (0..n).map(|_| "").collect::<StringColumn>();
        let customers: Vec<usize> = rotated(self.customers, turn);
        let products: Vec<usize> = rotated(self.products, turn * 7 + turn);
        let place = |list: &[usize], value: usize| list.iter().position(|&v| v == value).unwrap() as u32;
        let mut orders: Vec<(usize, usize, i32)> = self.lines.iter().map(|l| (l.0, l.1, l.2)).collect();
        orders.sort_unstable();
        // One order, one day.
        orders.dedup_by_key(|o| (o.0, o.1));
        let order_turn = rotated(orders.len(), turn * 3);
        let orders: Vec<_> = order_turn.iter().map(|&o| orders[o]).collect();
        let lines: Vec<_> = rotated(self.lines.len(), turn * 5).iter().map(|&l| self.lines[l]).collect();
        let n = self.lines.len();
        Dataset::new(
            CustomerTable {
                ids: customers.iter().map(|c| format!("c{c:04}")).collect(),
                names: blank(self.customers),
                emails: blank(self.customers),
                registered: vec![None; self.customers],
                age_years: vec![None; self.customers],
                place: vec![NO_CATEGORY; self.customers],
                places: StringColumn::new(),
            },
            ProductTable {
                ids: products.iter().map(|p| format!("p{p:04}")).collect(),
                names: products.iter().map(|&p| self.names[p].clone()).collect(),
                category: products.iter().map(|&p| self.category[p]).collect(),
                categories: (0..3).map(|c| format!("Category {c}")).collect(),
                brand: vec![NO_CATEGORY; self.products],
                brands: StringColumn::new(),
                price: products.iter().map(|&p| Money::from_ten_thousandths(10_000 * (1 + p as i64 % 5))).collect(),
                is_goods: vec![true; products.len()],
            },
            OrderTable {
                ids: orders.iter().map(|o| format!("{}-{}", o.0, o.1)).collect(),
                customer: orders.iter().map(|o| CustomerIx(place(&customers, o.0))).collect(),
                day: orders.iter().map(|o| Day(TODAY.0 - o.2)).collect(),
                minute: vec![NO_MINUTE; orders.len()],
            },
            LineTable {
                order: lines
                    .iter()
                    .map(|l| OrderIx(orders.iter().position(|o| (o.0, o.1) == (l.0, l.1)).unwrap() as u32))
                    .collect(),
                product: lines.iter().map(|l| ProductIx(place(&products, l.3))).collect(),
                quantity: vec![1; n],
                amount: lines.iter().map(|l| Money::from_ten_thousandths(10_000 * (1 + l.3 as i64 % 5))).collect(),
            },
            "GBP".into(),
        )
        .unwrap()
    }

    pub(super) fn dataset(&self) -> Dataset {
        self.dataset_turned(0)
    }
}

fn rotated(n: usize, turn: usize) -> Vec<usize> {
    (0..n).map(|i| (i + turn) % n).collect()
}

/// Shops of up to 8 customers (some without orders) and 10 products.
pub(super) fn any_shop() -> impl Strategy<Value = Shop> {
    (1_usize..8, 1_usize..10).prop_flat_map(|(customers, products)| {
        prop::collection::vec((0..customers, 0_usize..4, 1_i32..500, 0..products), 1..60)
            .prop_map(move |lines| Shop::new(customers, products, lines))
    })
}

use proptest::strategy::Strategy;

pub(super) fn valid(change: impl FnOnce(&mut RecommendParams)) -> ValidRecommendParams {
    let mut params = RecommendParams::default();
    change(&mut params);
    params.check().unwrap()
}

pub(super) fn recommender(dataset: &Dataset, params: ValidRecommendParams) -> Recommender {
    Recommender::new(dataset, None, TODAY, params).unwrap()
}

pub(super) fn all_lists(dataset: &Dataset, recommender: &Recommender) -> Recommendations {
    let mut out = Recommendations::default();
    recommender.recommend_block(0..dataset.customers().ids.len() as u32, &mut recommender.scratch(), &mut out);
    out
}
