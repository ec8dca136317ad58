//! Checks tables and puts them into the canonical order of a dataset.

use super::dataset_error::DatasetError;
use super::tables::{CustomerTable, LineTable, NO_CATEGORY, OrderTable, ProductTable};
use super::{CustomerIx, Money, OrderIx, ProductIx, StringColumn};
use crate::sparse::RowOffsets;

pub(super) fn check_lengths(
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

pub(super) fn check_references(
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
pub(super) fn check_column(
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

pub(super) fn reordered<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| values[row as usize]).collect()
}

/// Sorts the values of a dictionary-coded column, so that codes do not depend on the order of rows.
fn sort_dictionary(codes: &[u32], values: &StringColumn) -> (Vec<u32>, StringColumn) {
    let order = values.sorted_order();
    let new = inverse(&order);
    let codes = codes.iter().map(|&code| if code == NO_CATEGORY { code } else { new[code as usize] }).collect();
    (codes, values.reordered(&order))
}

pub(super) fn sort_customers(table: CustomerTable) -> Result<(CustomerTable, Vec<u32>), DatasetError> {
    let order = table.ids.sorted_order();
    let (place, places) = sort_dictionary(&table.place, &table.places);
    let sorted = CustomerTable {
        ids: table.ids.reordered(&order),
        names: table.names.reordered(&order),
        emails: table.emails.reordered(&order),
        registered: reordered(&table.registered, &order),
        age_years: reordered(&table.age_years, &order),
        place: reordered(&place, &order),
        places,
    };
    check_unique("customers", &sorted.ids)?;
    Ok((sorted, inverse(&order)))
}

pub(super) fn sort_products(table: ProductTable) -> Result<(ProductTable, Vec<u32>), DatasetError> {
    let order = table.ids.sorted_order();
    let (category, categories) = sort_dictionary(&table.category, &table.categories);
    let (brand, brands) = sort_dictionary(&table.brand, &table.brands);
    let sorted = ProductTable {
        ids: table.ids.reordered(&order),
        names: table.names.reordered(&order),
        category: reordered(&category, &order),
        categories,
        brand: reordered(&brand, &order),
        brands,
        price: reordered(&table.price, &order),
        is_goods: reordered(&table.is_goods, &order),
    };
    check_unique("products", &sorted.ids)?;
    Ok((sorted, inverse(&order)))
}

/// Orders with lines, sorted; and for each old order its new row (anything for those left out).
pub(super) fn sort_orders(table: &OrderTable, has_lines: &[bool], new_customer: &[u32]) -> (OrderTable, Vec<u32>) {
    let customer: Vec<CustomerIx> = table.customer.iter().map(|c| CustomerIx(new_customer[c.ix()])).collect();
    let mut order: Vec<u32> = (0..table.ids.len() as u32).filter(|&o| has_lines[o as usize]).collect();
    let key = |o: &u32| {
        let o = *o as usize;
        (customer[o], table.day[o], table.minute[o])
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| table.ids.get(*a as usize).cmp(table.ids.get(*b as usize))));
    let sorted = OrderTable {
        ids: table.ids.reordered(&order),
        customer: reordered(&customer, &order),
        day: reordered(&table.day, &order),
        minute: reordered(&table.minute, &order),
    };
    let mut new = vec![0; table.ids.len()];
    for (position, &old) in order.iter().enumerate() {
        new[old as usize] = position as u32;
    }
    (sorted, new)
}

pub(super) fn sort_lines(lines: &LineTable, new_order: &[u32], new_product: &[u32]) -> LineTable {
    // By order first, which in most files lie together; then each order's few lines by product, all in one number.
    let order_of = |l: usize| new_order[lines.order[l].ix()] as usize;
    let offsets = RowOffsets::counted((0..lines.len()).map(order_of), new_order.len());
    let mut free = offsets.free_places();
    let mut keys = vec![0_u64; lines.len()];
    for l in 0..lines.len() {
        keys[free.take(order_of(l))] = u64::from(new_product[lines.product[l].ix()]) << 32 | l as u64;
    }
    let line = |key: u64| (key & u64::from(u32::MAX)) as usize;
    for entries in offsets.iter() {
        let of_order = &mut keys[entries];
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
pub(super) fn fill_prices(products: &mut ProductTable, lines: &LineTable) {
    if products.price.iter().all(|&price| price > Money::ZERO) {
        return;
    }
    // A line that cost nothing, or whose amount nobody knows, tells no price.
    let is_priced = |l: usize| lines.quantity[l] > 0 && lines.amount[l] > Money::ZERO;
    let needs_price = |l: &usize| products.price[lines.product[*l].ix()] <= Money::ZERO && is_priced(*l);
    let paid = || (0..lines.len()).filter(needs_price);
    let offsets = RowOffsets::counted(paid().map(|l| lines.product[l].ix()), products.price.len());
    let mut free = offsets.free_places();
    let mut prices = vec![0_i64; offsets.entries()];
    for l in paid() {
        let (amount, quantity) = (lines.amount[l].ten_thousandths(), i64::from(lines.quantity[l]));
        prices[free.take(lines.product[l].ix())] = if quantity == 1 { amount } else { amount / quantity };
    }
    for (product, entries) in offsets.iter().enumerate() {
        let same = &mut prices[entries];
        if !same.is_empty() {
            // The lower median: a price that was really paid.
            let (_, median, _) = same.select_nth_unstable((same.len() - 1) / 2);
            products.price[product] = Money::from_ten_thousandths((*median).max(0));
        }
    }
}
