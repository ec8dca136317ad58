//! Joins what several files or rows say about the same order or customer: lines with their orders, customers with their other numbers and
//! e-mail addresses, packed lists of products with their total.

use crate::collect::blanks_below::{Filling, fill_blanks_below};
use crate::collect::columns::{BAD, NONE};
use crate::collect::sales::NO_FAULT;
use crate::collect::store::Store;
use crate::findings::issue_code::IssueCode;
use crate::findings::report::Change;
use crate::parse::raw_date::RawDate;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::{Recipe, RepairStep};
use crate::settle::apportion::{apportion, apportion_by_remainder};
use crate::settle::step_tallies::StepTallies;
use clientele_core::domain::{Money, NO_MINUTE};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Joins everything. Afterwards each row of sales has its customer, date and status, as far as the files tell.
/// Returns the rows that continue the order of a row above.
pub(crate) fn link(store: &mut Store, recipe: &Recipe, tallies: &mut StepTallies) -> Vec<u32> {
    price_by_catalogue(store);
    share_packed_totals(store);
    if store.order_list.has_gaps() {
        store.order_list.date_by_gaps();
        report_counted_days(store, IssueCode::CountedDays);
    }
    let filling = match recipe.steps.get(&RepairStep::FillDown) {
        Some(true) => Filling::Always,
        Some(false) => Filling::Off,
        None => Filling::IfClear,
    };
    let below = fill_blanks_below(&mut store.sales, filling);
    // Once all rows of an order know it.
    share_order_totals(store);
    join_orders(store);
    follow_aliases(store);
    match_by_email(store, recipe, tallies);
    report_filled(store, tallies);
    report_derived(store);
    report_missing_columns(store);
    below
}

/// Gives lines of a file without prices those that a products file lists.
fn price_by_catalogue(store: &mut Store) {
    let Store { sales, product_list, .. } = store;
    for segment in 0..sales.segments.len() {
        if product_list.files.is_empty() || sales.segments.get(segment).is_none_or(|s| s.columns.has_price()) {
            continue;
        }
        for row in sales.rows_of(segment) {
            let product = sales.product.get(row).copied().unwrap_or(NONE);
            let listed = product_list.row_of.get(product).and_then(|row| product_list.price.values.get(row));
            if let (Some(&listed), Some(price)) = (listed.filter(|&&price| price != BAD), sales.price.values.get_mut(row)) {
                *price = listed;
            }
        }
    }
}

/// Shares the total of a row that lists products without prices out over its pieces; what does not divide goes to the last.
fn share_packed_totals(store: &mut Store) {
    let sales = &mut store.sales;
    let mut at = 0;
    while let Some(&second) = sales.continuations.get(at) {
        let first = second as usize - 1;
        let mut end = second as usize + 1;
        while sales.continuations.get(at + 1).is_some_and(|&next| next as usize == end) {
            (at, end) = (at + 1, end + 1);
        }
        at += 1;
        let prices = sales.price.values.get(first..end).unwrap_or_default();
        // Where products have prices of their own, there is nothing to share.
        let total = prices.first().copied().unwrap_or(BAD);
        if total == BAD || prices.iter().skip(1).any(|&p| p != 0) {
            continue;
        }
        let pieces: Vec<i128> =
            sales.quantity.values.get(first..end).unwrap_or_default().iter().map(|&q| i128::from(q.max(0))).collect();
        let shares = apportion(i128::from(total), &pieces);
        for (row, share) in (first..end).zip(shares) {
            if let Some(price) = sales.price.values.get_mut(row) {
                *price = i64::try_from(share).unwrap_or(BAD);
            }
        }
    }
}

/// Shares the totals of orders out over their rows, by pieces, where no column says what a row comes to. A total that differs within an
/// order is the row's own.
fn share_order_totals(store: &mut Store) {
    let sales = &mut store.sales;
    for segment in 0..sales.segments.len() {
        if !sales.segments.get(segment).is_some_and(|s| s.columns.shares_order_total()) {
            continue;
        }
        let mut of_order: HashMap<u32, Vec<usize>, FxBuildHasher> = HashMap::default();
        for row in sales.rows_of(segment) {
            let order = sales.order.get(row).copied().unwrap_or(NONE);
            if order != NONE && sales.fault.get(row) == Some(&NO_FAULT) {
                of_order.entry(order).or_default().push(row);
            }
        }
        // Orders do not touch each other: the sequence does not matter.
        for rows in of_order.into_values().filter(|rows| rows.len() > 1) {
            let price = |row: &usize| sales.price.values.get(*row).copied().filter(|&price| price != BAD);
            let Some(total) = rows.iter().find_map(price) else { continue };
            if rows.iter().filter_map(price).any(|other| other != total) {
                continue;
            }
            let pieces =
                |row: &usize| sales.quantity.values.get(*row).map_or(0, |&q| if q == BAD { Money::SCALE } else { q.max(0) });
            let weights: Vec<i128> = rows.iter().map(|row| i128::from(pieces(row))).collect();
            for (row, part) in rows.iter().zip(apportion_by_remainder(i128::from(total), &weights)) {
                if let Some(price) = sales.price.values.get_mut(*row) {
                    *price = i64::try_from(part).unwrap_or(BAD);
                }
            }
        }
    }
}

/// Gives lines whose file does not say who and when the customer, date and status of their order.
fn join_orders(store: &mut Store) {
    let Store { sales, order_list, .. } = store;
    for segment in 0..sales.segments.len() {
        let rows = sales.rows_of(segment);
        if !sales.segments.get(segment).is_some_and(|s| s.columns.needs_orders()) {
            continue;
        }
        for row in rows {
            let order = sales.order.get(row).copied().unwrap_or(NONE);
            let Some(listed) = order_list.get(order) else { continue };
            if let Some(customer) = sales.customer.get_mut(row).filter(|c| **c == NONE) {
                *customer = order_list.customer.get(listed).copied().unwrap_or(NONE);
            }
            if let Some(date) = sales.date.get_mut(row).filter(|d| **d == RawDate::NONE) {
                *date = order_list.date.get(listed).copied().unwrap_or(RawDate::NONE);
                if let Some(minute) = sales.minute.get_mut(row) {
                    *minute = order_list.minute.get(listed).copied().unwrap_or(NO_MINUTE);
                }
            }
            for (column, text) in [
                (&mut sales.status, order_list.status.text(listed)),
                (&mut sales.email, order_list.email.text(listed)),
                (&mut sales.customer_name, order_list.customer_name.text(listed)),
            ] {
                if column.code(row) == NONE {
                    column.set(row, text);
                }
            }
        }
    }
}

/// Numbers that orders have for a customer become the customer's own.
fn follow_aliases(store: &mut Store) {
    let Store { ids, sales, customer_list, .. } = store;
    if customer_list.aliases.is_empty() {
        return;
    }
    let mut own: Vec<u32> = (0..ids.customers.len() as u32).collect();
    for &(alias, customer) in &customer_list.aliases {
        if let Some(slot) = own.get_mut(alias as usize) {
            *slot = customer;
        }
    }
    for customer in &mut sales.customer {
        *customer = own.get(*customer as usize).copied().unwrap_or(*customer);
    }
}

/// Purchases that know only an e-mail address count for the customer who has it, by the customers' files or by other rows.
fn match_by_email(store: &mut Store, recipe: &Recipe, tallies: &mut StepTallies) {
    let Store { files, ids, sales, customer_list, .. } = store;
    let mut owner: HashMap<String, u32, FxBuildHasher> = HashMap::default();
    let by_address = |code: u32| ids.customers.get(code).contains('@');
    for code in (0..ids.customers.len() as u32).filter(|&code| !by_address(code)) {
        if let Some(row) = customer_list.row_of.get(code) {
            let email = customer_list.emails.get(row);
            if !email.is_empty() {
                owner.entry(email.to_lowercase()).or_insert(code);
            }
        }
    }
    if !sales.email.values.is_empty() {
        let mut of_value = vec![NONE; sales.email.values.len()];
        for (row, &email) in sales.email.codes.iter().enumerate() {
            let customer = sales.customer.get(row).copied().unwrap_or(NONE);
            if let Some(slot) = of_value.get_mut(email as usize).filter(|slot| **slot == NONE)
                && customer != NONE
                && !by_address(customer)
            {
                *slot = customer;
            }
        }
        // Only rows with both a customer number and an address say whose address it is.
        let has_numbers = sales.segments.iter().any(|s| s.columns.has_customer_number());
        for (value, &customer) in (0_u32..).zip(&of_value) {
            if customer != NONE && has_numbers {
                owner.entry(sales.email.values.get(value).to_lowercase()).or_insert(customer);
            }
        }
    }
    if owner.is_empty() {
        return;
    }
    let known: Vec<u32> = (0..ids.customers.len() as u32)
        .map(|code| if by_address(code) { owner.get(ids.customers.get(code)).copied().unwrap_or(NONE) } else { NONE })
        .collect();
    let is_on = recipe.is_on(RepairStep::MatchByEmail);
    for row in 0..sales.customer.len() {
        let Some(code) = sales.customer.get(row).copied() else { continue };
        let Some(&customer) = known.get(code as usize).filter(|&&c| c != NONE) else { continue };
        tallies.add_with_example(RepairStep::MatchByEmail, 0, || {
            let segment = sales.segments.get(sales.segment_of(row));
            let file = segment.and_then(|s| files.get(s.file));
            Change {
                file: file.map_or_else(String::new, |f| f.name.clone()),
                line: sales.line.get(row).copied().unwrap_or(0),
                column: file.map_or_else(String::new, |f| f.header(Meaning::Email).to_owned()),
                before: ids.customers.get(code).to_owned(),
                after: ids.customers.get(customer).to_owned(),
            }
        });
        if is_on && let (Some(slot), Some(repaired)) = (sales.customer.get_mut(row), sales.repaired.get_mut(row)) {
            (*slot, *repaired) = (customer, true);
        }
    }
}

fn report_filled(store: &Store, tallies: &mut StepTallies) {
    let Store { files, ids, sales, .. } = store;
    tallies.add(RepairStep::FillDown, sales.filled.rows, 0);
    for &row in &sales.filled.examples {
        let segment = sales.segments.get(sales.segment_of(row as usize));
        let file = segment.and_then(|s| files.get(s.file));
        let customer = sales.customer.get(row as usize).copied().unwrap_or(NONE);
        tallies.example(RepairStep::FillDown, || Change {
            file: file.map_or_else(String::new, |f| f.name.clone()),
            line: sales.line.get(row as usize).copied().unwrap_or(0),
            column: file.map_or_else(String::new, |f| f.header(Meaning::Email).to_owned()),
            before: String::new(),
            after: ids.customers.get(customer).to_owned(),
        });
    }
}

fn report_derived(store: &mut Store) {
    let Store { files, sales, issues, .. } = store;
    if sales.derived.rows == 0 {
        return;
    }
    let issue = issues.entry(IssueCode::WorkedOut, "");
    issue.rows += sales.derived.rows;
    for (row, meaning, text) in &sales.derived.examples {
        let segment = sales.segments.get(sales.segment_of(*row as usize));
        if let Some(file) = segment.and_then(|s| files.get(s.file)) {
            let line = sales.line.get(*row as usize).copied().unwrap_or(0);
            issue.examples.push(file.example(line, file.header(*meaning), text));
        }
    }
}

/// What the sales cannot tell as they have no such columns.
fn report_missing_columns(store: &mut Store) {
    let Store { files, sales, product_list, issues, .. } = store;
    let has_prices = product_list.price.values.iter().any(|&price| price != BAD);
    for (at, segment) in sales.segments.iter().enumerate() {
        let rows = sales.rows_of(at).len() as u64;
        let Some(file) = files.get(segment.file) else { continue };
        for (code, is_missing) in [
            (IssueCode::NoPrices, !segment.columns.has_price() && !has_prices),
            (IssueCode::NoProducts, !segment.columns.has_product()),
        ] {
            if is_missing && rows > 0 {
                let issue = issues.entry(code, "");
                issue.rows += rows;
                issue.money = Money::ZERO;
                issue.examples.push(file.example(1, "", ""));
            }
        }
    }
}

fn report_counted_days(store: &mut Store, code: IssueCode) {
    let Store { files, order_list, issues, .. } = store;
    for &(ix, _) in &order_list.files {
        let Some(file) = files.get(ix) else { continue };
        let issue = issues.entry(code, "");
        issue.rows += file.used;
        issue.examples.push(file.example(1, file.header(Meaning::DaysSincePrior), ""));
    }
}
