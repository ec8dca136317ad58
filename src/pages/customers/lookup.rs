//! What a customer is: their segment, their cluster, their row by the shop's identifier.

use clientele_analytics::segment::PROSPECTS;
use clientele_core::domain::{CustomerIx, Dataset};
use clientele_engine::Session;
use std::cmp::Ordering;

pub(crate) fn segment_of(session: &Session, customer: CustomerIx) -> &str {
    match session.rfm() {
        Ok(rfm) => rfm.row_of(customer).map_or(PROSPECTS, |row| rfm.segment_name(row)),
        Err(_) => "",
    }
}

pub(crate) fn cluster_of(session: &Session, customer: CustomerIx) -> &str {
    let (Ok(rfm), Ok(clustering)) = (session.rfm(), session.clustering()) else { return "" };
    rfm.row_of(customer)
        .and_then(|row| clustering.clusters.get(usize::from(*clustering.label.get(row)?)))
        .map_or("", |cluster| cluster.name.as_str())
}

/// Customers are sorted by id.
pub(crate) fn find(dataset: &Dataset, id: &str) -> Option<CustomerIx> {
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
