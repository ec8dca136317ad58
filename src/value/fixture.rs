//! Small shops for tests, and customers drawn from known parameters.

use super::bgnbd::BgNbd;
use super::gamma_gamma::GammaGamma;
use crate::domain::{
    CustomerIx, CustomerTable, Dataset, Day, LineTable, Money, NO_CATEGORY, NO_MINUTE, OrderIx, OrderTable, ProductIx,
    ProductTable, StringColumn,
};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One order of one line a row: `(customer, day, cents)`.
pub(crate) fn shop(customers: u32, orders: &[(u32, i32, i64)]) -> Dataset {
    let n = customers as usize;
    let blank = |n: usize| (0..n).map(|_| "").collect::<StringColumn>();
    let customer_table = CustomerTable {
        ids: (0..n).map(|c| format!("C{c:06}")).collect(),
        names: blank(n),
        emails: blank(n),
        registered: vec![None; n],
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

/// Orders of customers who behave as the models say: first purchases even over the first half of `days`, then purchases at a
/// rate of their own until they stop by chance, observed to day `days`.
pub(crate) fn simulate(model: &BgNbd, values: &GammaGamma, customers: u32, days: i32, seed: u64) -> Vec<(u32, i32, i64)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut orders = Vec::new();
    for customer in 0..customers {
        let rate = gamma(&mut rng, model.r) / model.alpha;
        let (heads, tails) = (gamma(&mut rng, model.a), gamma(&mut rng, model.b));
        let dropout = heads / (heads + tails);
        let nu = gamma(&mut rng, values.q) / values.v;
        let worth = |rng: &mut _| (gamma(rng, values.p) / nu * 100.0).round().clamp(1.0, 1e9) as i64;
        let mut at = unit(&mut rng) * f64::from(days) / 2.0;
        let mut repeat = false;
        loop {
            orders.push((customer, at as i32, worth(&mut rng)));
            if repeat && unit(&mut rng) < dropout {
                break;
            }
            repeat = true;
            at += -libm::log(1.0 - unit(&mut rng)) / rate * 7.0;
            if at >= f64::from(days) {
                break;
            }
        }
    }
    orders
}

fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn normal(rng: &mut impl Rng) -> f64 {
    (-2.0 * libm::log(1.0 - unit(rng))).sqrt() * libm::cos(std::f64::consts::TAU * unit(rng))
}

/// A gamma variate of scale 1 (Marsaglia & Tsang 2000).
fn gamma(rng: &mut impl Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(rng, shape + 1.0) * libm::pow(1.0 - unit(rng), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && libm::log(1.0 - unit(rng)) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}
