//! Builds the tables of sales that name no customer.

use crate::account::most_common::MostCommon;
use crate::account::products::{NO_PRODUCT, ProductRows, ProductTexts};
use crate::collect::columns::{BAD, NONE, TextColumn};
use crate::collect::store::Store;
use crate::settle::anonymous::Anonymous;
use clientele_core::domain::{AnonymousTables, Day, Money, NO_MINUTE, OrderIx, ProductIx};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Tables under construction.
pub(crate) struct AnonymousBuilder {
    sales: Anonymous,
    tables: AnonymousTables,
}

impl AnonymousBuilder {
    pub(crate) fn new(sales: Anonymous) -> Self {
        Self { sales, tables: AnonymousTables::default() }
    }

    /// Orders and lines; products are still numbered as their ids were met. `order_of`: for each order number the customer's order that has it.
    pub(crate) fn build_lines(&mut self, store: &mut Store, days: &[Day], order_of: &[u32]) {
        let Store { ids, sales, .. } = store;
        let AnonymousTables { orders, lines, .. } = &mut self.tables;
        let mut numbered: HashMap<u32, u32, FxBuildHasher> = HashMap::default();
        // Nobody knows which of them were bought together: they are kept by their time.
        let mut unnumbered: HashMap<(Day, u16), u32, FxBuildHasher> = HashMap::default();
        lines.order.reserve_exact(self.sales.sales.len());
        lines.product.reserve_exact(self.sales.sales.len());
        lines.quantity.reserve_exact(self.sales.sales.len());
        lines.amount.reserve_exact(self.sales.sales.len());
        // Fast path: the rows of an order are mostly next to each other.
        let mut last = (NONE, NONE);
        for &row in &self.sales.sales {
            let at = |column: &[u32]| column.get(row as usize).copied().unwrap_or(NONE);
            let day = days.get(row as usize).copied().unwrap_or_default();
            let minute = sales.minute.get(row as usize).copied().unwrap_or(NO_MINUTE);
            let order_id = at(&sales.order);
            let new_order = orders.day.len() as u32;
            let order = match order_id {
                NONE => *unnumbered.entry((day, minute)).or_insert(new_order),
                id if id == last.0 => last.1,
                id => *numbered.entry(id).or_insert(new_order),
            };
            last = (order_id, order);
            if order == new_order {
                let of_customer = order_of.get(order_id as usize).copied().filter(|&of| of != NONE);
                orders.ids.push(if order_id == NONE { "" } else { ids.orders.get(order_id) });
                orders.part_of.push(of_customer.map(OrderIx));
                orders.day.push(day);
                orders.minute.push(minute);
            } else if let (Some(order_day), Some(order_minute)) =
                (orders.day.get_mut(order as usize), orders.minute.get_mut(order as usize))
            {
                (*order_day, *order_minute) = later((*order_day, *order_minute), (day, minute));
            }
            let product = match at(&sales.product) {
                NONE => ids.products.intern(NO_PRODUCT),
                product => product,
            };
            let amount = sales.price.values.get(row as usize).copied().unwrap_or(0);
            let less = self.sales.less.get(&row).copied().unwrap_or(0);
            lines.order.push(OrderIx(order));
            lines.product.push(ProductIx(product));
            lines.quantity.push(pieces_of(sales.quantity.values.get(row as usize).copied().unwrap_or(BAD)));
            lines.amount.push(Money::from_ten_thousandths(amount - less));
        }
    }

    /// Products that only these sales have, and all lines renumbered to the rows of both tables. `product_ix`: for each product code its row in
    /// the first table, which has `known` rows.
    pub(crate) fn build_products(&mut self, store: &Store, product_ix: &[u32], known: usize, is_service: &[bool]) {
        let row_of = |product: ProductIx| product_ix.get(product.ix()).copied().unwrap_or(NONE);
        let mut extra: Vec<u32> = self.tables.lines.product.iter().filter(|p| row_of(**p) == NONE).map(|p| p.0).collect();
        extra.sort_unstable();
        extra.dedup();
        if !extra.is_empty() {
            let sales = &store.sales;
            let texts = ProductTexts {
                names: self.texts(store, &sales.product_name),
                categories: self.texts(store, &sales.category),
                brands: self.texts(store, &sales.brand),
            };
            let mut products = ProductRows::default();
            extra.iter().for_each(|&code| products.push(store, code, &texts, is_service));
            self.tables.products = products.finish();
        }
        for product in &mut self.tables.lines.product {
            product.0 = match row_of(*product) {
                NONE => extra.binary_search(&product.0).map_or(NONE, |at| (known + at) as u32),
                row => row,
            };
        }
    }

    /// For each product code the text that most of these sales have in a column.
    fn texts(&self, store: &Store, column: &TextColumn) -> Vec<u32> {
        let mut found = MostCommon::new(store.ids.products.len());
        for &row in self.sales.sales.iter().filter(|_| !column.values.is_empty()) {
            let value = column.code(row as usize);
            if value != NONE {
                found.add(store.sales.product.get(row as usize).copied().unwrap_or(NONE), value);
            }
        }
        found.finish(column)
    }

    pub(crate) fn finish(&mut self) -> AnonymousTables {
        std::mem::take(&mut self.tables)
    }
}

/// The later of two moments; an unknown time of day is before every known one.
pub(crate) fn later(a: (Day, u16), b: (Day, u16)) -> (Day, u16) {
    let time = |minute: u16| if minute == NO_MINUTE { -1 } else { i32::from(minute) };
    if (b.0, time(b.1)) > (a.0, time(a.1)) { b } else { a }
}

/// Whole pieces, at least one.
pub(crate) fn pieces_of(quantity: i64) -> i32 {
    (quantity.saturating_add(Money::SCALE / 2) / Money::SCALE).clamp(1, i64::from(i32::MAX)) as i32
}
