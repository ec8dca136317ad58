//! The customer table and one customer's page.

use super::overview::order_amount;
use super::{filter, recommendations, value};
use crate::chart::product_name;
use crate::domain::{CustomerIx, Dataset, NO_CATEGORY, OrderIx};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{
    CustomerFilter, CustomerRow, CustomerSort, CustomerView, CustomersPage, OrderView, RfmView, SortDirection,
};
use crate::segment::PROSPECTS;
use std::cmp::Ordering;

/// Orders shown on a customer's page.
const MOST_ORDERS: usize = 50;

pub(super) fn page(
    session: &Session,
    filter: &CustomerFilter,
    sort: CustomerSort,
    direction: SortDirection,
    offset: u32,
    limit: u32,
) -> CustomersPage {
    let mut found = filtered(session, filter);
    sort_customers(session, &mut found, sort, direction);
    let rows = found.iter().skip(offset as usize).take(limit as usize).map(|&c| row(session, c)).collect();
    CustomersPage { total: found.len() as u64, offset, rows }
}

/// Customers that pass the filter, in the table's order (by id).
pub(super) fn filtered(session: &Session, filter: &CustomerFilter) -> Vec<CustomerIx> {
    let customers = session.dataset().customers();
    let search = filter.search.trim().to_lowercase();
    let matches_search = |c: usize| {
        search.is_empty()
            || [customers.ids.get(c), customers.names.get(c), customers.emails.get(c)].iter().any(|text| contains(text, &search))
    };
    let members = filter::members(session, filter);
    (0..customers.ids.len()).filter(|&c| members[c] && matches_search(c)).map(CustomerIx::new).collect()
}

/// Whether `text` holds `lowercase` in any case.
fn contains(text: &str, lowercase: &str) -> bool {
    if text.is_ascii() && lowercase.is_ascii() {
        // No allocation for a row of a large table.
        let (text, pattern) = (text.as_bytes(), lowercase.as_bytes());
        return text.windows(pattern.len()).any(|window| window.eq_ignore_ascii_case(pattern));
    }
    text.to_lowercase().contains(lowercase)
}

fn sort_customers(session: &Session, customers: &mut [CustomerIx], sort: CustomerSort, direction: SortDirection) {
    let rfm = session.rfm().ok();
    let table = session.dataset().customers();
    let row = |c: CustomerIx| rfm.and_then(|rfm| rfm.row_of(c));
    let label = |c: CustomerIx| session.clustering().ok().zip(row(c)).map(|(clustering, row)| clustering.label[row]);
    let compare = |a: CustomerIx, b: CustomerIx| -> Ordering {
        match (sort, rfm) {
            (CustomerSort::Id, _) | (_, None) => a.cmp(&b),
            (CustomerSort::Name, _) => table.names.get(a.ix()).cmp(table.names.get(b.ix())),
            // Fewest days first is smallest first, like the other figures.
            (CustomerSort::Recency, Some(rfm)) => row(a).map(|r| rfm.recency_days[r]).cmp(&row(b).map(|r| rfm.recency_days[r])),
            (CustomerSort::Frequency, Some(rfm)) => row(a).map(|r| rfm.frequency[r]).cmp(&row(b).map(|r| rfm.frequency[r])),
            (CustomerSort::Monetary, Some(rfm)) => row(a).map(|r| rfm.monetary[r]).cmp(&row(b).map(|r| rfm.monetary[r])),
            (CustomerSort::Segment, Some(rfm)) => row(a).map(|r| rfm.segment[r]).cmp(&row(b).map(|r| rfm.segment[r])),
            (CustomerSort::Cluster, _) => label(a).cmp(&label(b)),
        }
    };
    customers.sort_by(|&a, &b| {
        // Customers without orders have no figures: they come last either way.
        let without = row(a).is_none().cmp(&row(b).is_none());
        let by_value = match direction {
            SortDirection::Ascending => compare(a, b),
            SortDirection::Descending => compare(b, a),
        };
        let figures = !matches!(sort, CustomerSort::Id | CustomerSort::Name);
        (if figures { without } else { Ordering::Equal }).then(by_value).then(a.cmp(&b))
    });
}

pub(super) fn segment_of(session: &Session, customer: CustomerIx) -> &str {
    match session.rfm() {
        Ok(rfm) => rfm.row_of(customer).map_or(PROSPECTS, |row| rfm.segment_name(row)),
        Err(_) => "",
    }
}

pub(super) fn cluster_of(session: &Session, customer: CustomerIx) -> &str {
    let (Ok(rfm), Ok(clustering)) = (session.rfm(), session.clustering()) else { return "" };
    rfm.row_of(customer)
        .and_then(|row| clustering.clusters.get(usize::from(*clustering.label.get(row)?)))
        .map_or("", |cluster| cluster.name.as_str())
}

fn place(dataset: &Dataset, customer: usize) -> String {
    match dataset.customers().place.get(customer) {
        Some(&code) if code != NO_CATEGORY => dataset.customers().places.get(code as usize).to_owned(),
        _ => String::new(),
    }
}

fn row(session: &Session, customer: CustomerIx) -> CustomerRow {
    let dataset = session.dataset();
    let rfm = session.rfm().ok().and_then(|rfm| {
        let row = rfm.row_of(customer)?;
        Some(RfmView {
            recency_days: rfm.recency_days[row],
            frequency: rfm.frequency[row],
            monetary: rfm.monetary[row],
            r: rfm.r_score[row],
            f: rfm.f_score[row],
            m: rfm.m_score[row],
        })
    });
    CustomerRow {
        id: dataset.customers().ids.get(customer.ix()).to_owned(),
        name: dataset.customers().names.get(customer.ix()).to_owned(),
        place: place(dataset, customer.ix()),
        rfm,
        segment: segment_of(session, customer).to_owned(),
        cluster: cluster_of(session, customer).to_owned(),
    }
}

pub(super) fn one(session: &Session, id: &str) -> Result<CustomerView, ErrorView> {
    let dataset = session.dataset();
    let customers = dataset.customers();
    let customer = find(dataset, id).ok_or_else(|| ErrorView {
        code: "no-such-customer".into(),
        message: format!("There is no customer {id:?} in this data"),
        place: None,
        suggestion: "Search the customer table for the name or the e-mail address.".into(),
    })?;
    let orders = dataset.orders_of(customer);
    let order_view = |order: usize| OrderView {
        id: dataset.orders().ids.get(order).to_owned(),
        day: dataset.orders().day[order],
        amount: order_amount(dataset, order),
        lines: dataset
            .lines_of(OrderIx::new(order))
            .map(|line| {
                let lines = dataset.lines();
                (product_name(dataset, lines.product[line].ix()).to_owned(), lines.quantity[line], lines.amount[line])
            })
            .collect(),
    };
    let silhouette = match (session.rfm(), session.clustering()) {
        (Ok(rfm), Ok(clustering)) => rfm.row_of(customer).and_then(|row| clustering.silhouette[row]),
        _ => None,
    };
    Ok(CustomerView {
        row: row(session, customer),
        email: customers.emails.get(customer.ix()).to_owned(),
        registered: customers.registered[customer.ix()],
        age_years: customers.age_years[customer.ix()],
        silhouette,
        orders_total: orders.len() as u64,
        orders: orders.rev().take(MOST_ORDERS).map(order_view).collect(),
        recommendations: recommendations::list(session, customer),
        forecast: [value::customer_blocks(session, customer), super::offers::customer_blocks(session, customer)].concat(),
    })
}

/// Customers are sorted by id.
pub(super) fn find(dataset: &Dataset, id: &str) -> Option<CustomerIx> {
    let ids = &dataset.customers().ids;
    let (mut low, mut high) = (0, ids.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match ids.get(middle).cmp(id) {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return Some(CustomerIx::new(middle)),
            Ordering::Greater => high = middle,
        }
    }
    None
}
