//! Sales that name no customer. They are part of the shop, and of nothing that is told of customers.

use super::canonical::{check_column, reordered, sort_lines, sort_products};
use super::dataset_error::DatasetError;
use super::tables::{LineTable, ProductTable};
use super::{Day, Money, OrderIx, ProductIx, StringColumn};
use crate::sparse::RowOffsets;
use std::ops::Range;

/// Orders, or parts of them, that name no customer. Every column has `day.len()` rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnonymousOrders {
    /// The shop's transaction or invoice number; empty where the files have none, so that nobody knows which of its lines were bought
    /// together: then it is no order, only what was sold on that day.
    pub ids: StringColumn,
    /// The customer's order that it is a part of: other rows with the same number name a customer.
    pub part_of: Vec<Option<OrderIx>>,
    /// The day of the order (of its latest line).
    pub day: Vec<Day>,
    /// Minutes since midnight, or [`NO_MINUTE`](super::NO_MINUTE).
    pub minute: Vec<u16>,
}

/// Tables of sales that name no customer, in any order, for [`Dataset::with_anonymous`](super::Dataset::with_anonymous).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnonymousTables {
    /// Products that are not in the dataset's own table: only such sales have them.
    pub products: ProductTable,
    /// The orders. [`part_of`](AnonymousOrders::part_of) is a row of the customers' orders.
    pub orders: AnonymousOrders,
    /// Their lines. A product is a row of the dataset's table; beyond its end, of [`products`](Self::products).
    pub lines: LineTable,
}

/// Sales that name no customer, in canonical order: first the parts of customers' orders, in the order of those, then the others by
/// day, minute and id.
///
/// They are a block of their own beside a dataset's orders and lines, so that what reads customers, orders and lines cannot meet
/// them. [`Shop`](super::Shop) reads both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnonymousSales {
    orders: AnonymousOrders,
    lines: LineTable,
    lines_of: RowOffsets,
    /// How many of the orders are parts of customers' orders.
    parts: usize,
}

impl AnonymousSales {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Orders, and parts of customers' orders.
    pub fn orders(&self) -> &AnonymousOrders {
        &self.orders
    }

    /// Lines, grouped by order. A product is a row of [`Shop::products`](super::Shop::products).
    pub fn lines(&self) -> &LineTable {
        &self.lines
    }

    /// The rows of [`Self::lines`] that are this order's.
    pub fn lines_of(&self, order: usize) -> Range<usize> {
        self.lines_of.row(order)
    }

    /// The rows of [`Self::orders`] that are parts of a customer's order.
    pub fn parts_of(&self, order: OrderIx) -> Range<usize> {
        if self.parts == 0 {
            return 0..0;
        }
        let parts = &self.orders.part_of[..self.parts];
        parts.partition_point(|of| *of < Some(order))..parts.partition_point(|of| *of <= Some(order))
    }

    /// The rows of [`Self::orders`] that are no part of a customer's order.
    pub fn own(&self) -> Range<usize> {
        self.parts..self.orders.day.len()
    }

    /// Whether a row of [`Self::orders`] is an order by itself: it has a number, and no row of that number names a customer.
    pub fn is_order(&self, order: usize) -> bool {
        order >= self.parts && !self.orders.ids.get(order).is_empty()
    }

    /// How many orders they add to those of customers.
    pub fn order_count(&self) -> usize {
        self.own().filter(|&order| self.is_order(order)).count()
    }

    /// The sum of all lines.
    pub fn revenue(&self) -> Money {
        self.lines.amount.iter().copied().sum()
    }

    /// The tables in canonical order, and the products that only they have. `new_product` and `new_order` say where each product and
    /// each order of the customers' tables stands now; `has_lines` which of those orders are left.
    pub(super) fn of(
        tables: AnonymousTables,
        new_product: &[u32],
        new_order: &[u32],
        has_lines: &[bool],
    ) -> Result<(Self, ProductTable), DatasetError> {
        let AnonymousTables { products, orders, lines } = tables;
        check(&products, &orders, &lines, new_product.len(), new_order.len())?;
        let (products, new_extra) = sort_products(products)?;
        let known = new_product.len() as u32;
        let new_product: Vec<u32> = new_product.iter().copied().chain(new_extra.iter().map(|extra| known + extra)).collect();
        // A part of an order that has no line of a customer left is an order by itself.
        let part_of: Vec<Option<OrderIx>> = orders
            .part_of
            .iter()
            .map(|of| of.filter(|of| has_lines.get(of.ix()) == Some(&true)).map(|of| OrderIx(new_order[of.ix()])))
            .collect();
        let lines_of = RowOffsets::counted(lines.order.iter().map(|o| o.ix()), orders.day.len());
        let mut order: Vec<u32> = (0..orders.day.len() as u32).filter(|&o| lines_of.row_len(o as usize) > 0).collect();
        // Parts first, in the order of what they are parts of.
        let key = |o: u32| {
            let o = o as usize;
            (part_of[o].is_none(), part_of[o], orders.day[o], orders.minute[o])
        };
        order.sort_by(|&a, &b| key(a).cmp(&key(b)).then_with(|| orders.ids.get(a as usize).cmp(orders.ids.get(b as usize))));
        let mut new = vec![0; orders.day.len()];
        for (position, &old) in order.iter().enumerate() {
            new[old as usize] = position as u32;
        }
        let lines = sort_lines(&lines, &new, &new_product);
        let orders = AnonymousOrders {
            ids: orders.ids.reordered(&order),
            part_of: reordered(&part_of, &order),
            day: reordered(&orders.day, &order),
            minute: reordered(&orders.minute, &order),
        };
        Ok((Self::sorted(orders, lines), products))
    }

    /// Of tables that are in canonical order.
    fn sorted(orders: AnonymousOrders, lines: LineTable) -> Self {
        let lines_of = RowOffsets::counted(lines.order.iter().map(|o| o.ix()), orders.day.len());
        let parts = orders.part_of.partition_point(Option::is_some);
        Self { orders, lines, lines_of, parts }
    }

    /// Only the lines that `keep` says, and the orders that have any. `new_order`: the new row of each customers' order, `None` for
    /// those left out.
    pub(super) fn with_lines(&self, keep: impl Fn(usize) -> bool, new_order: &[Option<u32>]) -> Self {
        let mut lines = LineTable::default();
        let mut orders = AnonymousOrders::default();
        // Parts whose order is left out come among the others, by their day.
        let part_of = |order: usize| self.orders.part_of[order].and_then(|of| new_order.get(of.ix()).copied().flatten());
        let mut rows: Vec<usize> = (0..self.orders.day.len()).collect();
        if (0..self.parts).any(|order| part_of(order).is_none()) {
            let key =
                |order: usize| (part_of(order).is_none(), part_of(order), self.orders.day[order], self.orders.minute[order]);
            rows.sort_by(|&a, &b| key(a).cmp(&key(b)).then_with(|| self.orders.ids.get(a).cmp(self.orders.ids.get(b))));
        }
        for order in rows {
            let before = lines.len();
            for line in self.lines_of(order).filter(|&line| keep(line)) {
                lines.order.push(OrderIx::new(orders.day.len()));
                lines.product.push(self.lines.product[line]);
                lines.quantity.push(self.lines.quantity[line]);
                lines.amount.push(self.lines.amount[line]);
            }
            if lines.len() > before {
                orders.ids.push(self.orders.ids.get(order));
                orders.part_of.push(part_of(order).map(OrderIx));
                orders.day.push(self.orders.day[order]);
                orders.minute.push(self.orders.minute[order]);
            }
        }
        Self::sorted(orders, lines)
    }
}

/// Lengths and references.
fn check(
    products: &ProductTable,
    orders: &AnonymousOrders,
    lines: &LineTable,
    known_products: usize,
    customers_orders: usize,
) -> Result<(), DatasetError> {
    let (p, o, l) = (products.ids.len(), orders.day.len(), lines.order.len());
    for (column, expected, found) in [
        ("anonymous.products.names", p, products.names.len()),
        ("anonymous.products.category", p, products.category.len()),
        ("anonymous.products.brand", p, products.brand.len()),
        ("anonymous.products.price", p, products.price.len()),
        ("anonymous.products.is_goods", p, products.is_goods.len()),
        ("anonymous.orders.ids", o, orders.ids.len()),
        ("anonymous.orders.part_of", o, orders.part_of.len()),
        ("anonymous.orders.minute", o, orders.minute.len()),
        ("anonymous.lines.product", l, lines.product.len()),
        ("anonymous.lines.quantity", l, lines.quantity.len()),
        ("anonymous.lines.amount", l, lines.amount.len()),
    ] {
        if expected != found {
            return Err(DatasetError::ColumnLength { column, expected, found });
        }
    }
    let part_of = || orders.part_of.iter().map(|of| of.map_or(super::NO_CATEGORY, |of| of.0));
    check_column("anonymous.products.category", products.category.iter().copied(), products.categories.len(), true)?;
    check_column("anonymous.products.brand", products.brand.iter().copied(), products.brands.len(), true)?;
    check_column("anonymous.orders.part_of", part_of(), customers_orders, true)?;
    check_column("anonymous.lines.order", lines.order.iter().map(|ix| ix.0), o, false)?;
    check_column("anonymous.lines.product", lines.product.iter().map(|ix| ix.0), known_products + p, false)
}

/// All products of the shop: those of the dataset's table, then those that only anonymous sales have.
pub(super) fn appended(known: &ProductTable, extra: &ProductTable) -> Result<ProductTable, DatasetError> {
    let mut all = known.clone();
    let sorted = known.ids.len();
    for row in 0..extra.ids.len() {
        let id = extra.ids.get(row);
        let (mut low, mut high) = (0, sorted);
        while low < high {
            let middle = low + (high - low) / 2;
            if known.ids.get(middle) < id { low = middle + 1 } else { high = middle }
        }
        if low < sorted && known.ids.get(low) == id {
            return Err(DatasetError::DuplicateId { table: "products", id: id.to_owned() });
        }
        all.ids.push(id);
        all.names.push(extra.names.get(row));
    }
    all.category.extend(joined(&mut all.categories, &extra.category, &extra.categories));
    all.brand.extend(joined(&mut all.brands, &extra.brand, &extra.brands));
    all.price.extend(&extra.price);
    all.is_goods.extend(&extra.is_goods);
    Ok(all)
}

/// Codes of `values` as codes of `known`, to which new values are added at its end.
fn joined(known: &mut StringColumn, codes: &[u32], values: &StringColumn) -> Vec<u32> {
    let mut new = Vec::with_capacity(values.len());
    let before = known.len();
    for value in values.iter() {
        let place = (0..before).find(|&at| known.get(at) == value);
        new.push(place.unwrap_or(known.len()) as u32);
        if place.is_none() {
            known.push(value);
        }
    }
    codes.iter().map(|&code| new.get(code as usize).copied().unwrap_or(super::NO_CATEGORY)).collect()
}

/// Prices of products that only anonymous sales have: `lines` refer to them from `known` on.
pub(super) fn fill_extra_prices(extra: &mut ProductTable, lines: &LineTable, known: usize) {
    let rows: Vec<u32> = (0..lines.len() as u32).filter(|&line| lines.product[line as usize].ix() >= known).collect();
    let of_extra = LineTable {
        order: reordered(&lines.order, &rows),
        product: rows.iter().map(|&line| ProductIx::new(lines.product[line as usize].ix() - known)).collect(),
        quantity: reordered(&lines.quantity, &rows),
        amount: reordered(&lines.amount, &rows),
    };
    super::canonical::fill_prices(extra, &of_extra);
}
