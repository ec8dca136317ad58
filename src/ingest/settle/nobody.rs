//! Customers who are nobody: words such as "Guest", and numbers that many people share.

use crate::collect::columns::NONE;
use crate::collect::sales::{NO_FAULT, Sales};
use crate::collect::store::Store;
use crate::parse::nobody::{is_nobody, is_zero, looks_made_up};
use crate::settings::recipe::RepairStep;
use hashbrown::HashMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

/// Why a customer is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nobody {
    /// The id, the name or the address says so, or the number is one that programs have for "none" and has far more orders than anybody else.
    Anonymous,
    /// An ordinary number with far more orders than anybody else: most likely many people, but it may be one large customer.
    Shared,
}

impl Nobody {
    /// The step that sets its sales aside.
    pub(crate) fn step(self) -> RepairStep {
        match self {
            Nobody::Anonymous => RepairStep::AnonymousCustomers,
            Nobody::Shared => RepairStep::SharedCustomers,
        }
    }
}

/// As many ids at most may have the name of nobody: more of them are accounts of guests, each of one person.
const MAX_NAMED: usize = 3;

/// By customer, why it is nobody.
pub(crate) fn customers_who_are_nobody(store: &Store) -> Vec<Option<Nobody>> {
    let Store { ids, sales, .. } = store;
    let texts = || (0..ids.customers.len() as u32).map(|code| ids.customers.get(code));
    let mut found: Vec<Option<Nobody>> = texts().map(|text| is_nobody(text).then_some(Nobody::Anonymous)).collect();
    for code in named_nobody(store) {
        if let Some(slot) = found.get_mut(code as usize) {
            *slot = Some(Nobody::Anonymous);
        }
    }
    let all_ids: FxHashSet<&str> = texts().collect();
    let orders = orders_of_customers(sales, ids.orders.len(), ids.customers.len());
    let counts_from_zero = do_count_from_zero(texts().zip(orders.iter().copied()));
    for (text, slot) in texts().zip(&mut found) {
        if is_zero(text) && !(text == "0" && counts_from_zero) {
            *slot = Some(Nobody::Anonymous);
        }
    }
    let mut most: Vec<(u64, u32)> = (0_u32..)
        .zip(&orders)
        .filter(|&(code, &orders)| orders > 0 && found.get(code as usize) == Some(&None))
        .map(|(code, &orders)| (orders, code))
        .collect();
    // The most orders first, of equal ones the first that was met.
    most.sort_unstable_by_key(|&(orders, code)| (std::cmp::Reverse(orders), code));
    if let [(own, code), (second, _), ..] = *most.as_slice() {
        let is_made_up = is_made_up(ids.customers.get(code), &all_ids);
        if is_implausible(own, second, orders.iter().sum(), most.len(), is_made_up)
            && let Some(slot) = found.get_mut(code as usize)
        {
            *slot = Some(if is_made_up { Nobody::Anonymous } else { Nobody::Shared });
        }
    }
    found
}

/// Whether ids are the numbers from 0 on, with hardly a gap, and 0 has no more orders than others. (Shops number their customers from 1 on, with
/// gaps, and have 0 for guests.)
fn do_count_from_zero<'a>(ids: impl Iterator<Item = (&'a str, u64)>) -> bool {
    let (mut count, mut largest, mut of_zero, mut most) = (0_u64, 0_u64, 0, 0);
    for (text, orders) in ids.filter(|&(_, orders)| orders > 0) {
        let Ok(number) = text.parse::<u64>() else { continue };
        (count, largest) = (count + 1, largest.max(number));
        match number {
            0 => of_zero = orders,
            _ => most = most.max(orders),
        }
    }
    count >= 20 && count.saturating_mul(10) >= largest.saturating_mul(9) && of_zero <= most
}

/// Whether an id looks made up and is not one of a row of numbers, as 111 is between 110 and 112.
fn is_made_up(text: &str, all_ids: &FxHashSet<&str>) -> bool {
    let has_neighbour = || {
        let number: Option<i64> = text.parse().ok();
        number.is_some_and(|number| {
            [number - 1, number + 1].iter().any(|near| all_ids.contains(format!("{near:0width$}", width = text.len()).as_str()))
        })
    };
    looks_made_up(text) && !has_neighbour()
}

/// Whether the customer with the most orders has more of them than one person, or one firm, places in a shop of so many customers.
///
/// Numbers of orders of real customers fall off like a power law: the first has seldom more than twice or three times as many as the second
/// (1.05 in Online Retail, 1.5 in a wholesaler's sales). Ten times as many, and one order in twenty of the whole shop, is far outside of
/// that; with fewer than twenty customers, five times as many and one order in three. A number that looks made up needs less: three times
/// as many, and one order in ten.
fn is_implausible(own: u64, second: u64, all: u64, customers: usize, is_made_up: bool) -> bool {
    let is_share = |of: u64, times: u64| own >= 6 && own.saturating_mul(of) >= all && own >= second.saturating_mul(times);
    match customers {
        0..=4 => false,
        _ if is_made_up => is_share(10, 3),
        5..=19 => own >= 12 && is_share(3, 5),
        _ => own >= 20 && is_share(20, 10),
    }
}

/// Customers whose name is a word for nobody in the customers file, or on every row that names them.
fn named_nobody(store: &Store) -> Vec<u32> {
    let Store { ids, sales, customer_list, .. } = store;
    let is_address = |code: u32| ids.customers.get(code).contains('@');
    let mut named: Vec<u32> = (0..ids.customers.len() as u32)
        .filter(|&code| !is_address(code))
        .filter(|&code| customer_list.row_of.get(code).is_some_and(|row| is_nobody(customer_list.names.get(row))))
        .collect();
    let names: Vec<bool> = sales.customer_name.values.values().iter().map(is_nobody).collect();
    if names.contains(&true) {
        // By customer, whether all names so far are words for nobody.
        let mut all: HashMap<u32, bool, FxBuildHasher> = HashMap::default();
        for (row, &name) in sales.customer_name.codes.iter().enumerate().filter(|&(_, &name)| name != NONE) {
            let customer = sales.customer.get(row).copied().unwrap_or(NONE);
            if customer != NONE && !is_address(customer) {
                *all.entry(customer).or_insert(true) &= names.get(name as usize).copied().unwrap_or(false);
            }
        }
        named.extend(all.into_iter().filter(|&(_, all)| all).map(|(customer, _)| customer));
    }
    named.sort_unstable();
    named.dedup();
    // Words for nobody as ids are no accounts.
    named.retain(|&code| !is_nobody(ids.customers.get(code)));
    if named.len() <= MAX_NAMED { named } else { Vec::new() }
}

/// Orders of each customer; rows where orders have no numbers. An order counts for the first customer who has it.
fn orders_of_customers(sales: &Sales, orders: usize, customers: usize) -> Vec<u64> {
    let mut of_customer = vec![0_u64; customers];
    let mut seen = vec![false; orders];
    for (row, &order) in sales.order.iter().enumerate() {
        let customer = sales.customer.get(row).copied().unwrap_or(NONE);
        let is_new = seen.get_mut(order as usize).is_none_or(|seen| !std::mem::replace(seen, true));
        if let Some(orders) = of_customer.get_mut(customer as usize).filter(|_| is_new && sales.fault.get(row) == Some(&NO_FAULT))
        {
            *orders += 1;
        }
    }
    of_customer
}
