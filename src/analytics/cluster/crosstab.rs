//! RFM segments against clusters: how many customers each segment shares with each cluster, and how far the two ways of grouping agree.

use super::agreement::{adjusted_rand, normalised_mutual_information};
use super::outcome::Clustering;
use crate::segment::Rfm;
use serde::{Deserialize, Serialize};

/// Customers by segment and cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentsByClusters {
    /// Names of the segments, in map order.
    pub segments: Vec<String>,
    /// Names of the clusters, by descending revenue.
    pub clusters: Vec<String>,
    /// Customers: `[segment][cluster]`.
    pub customers: Vec<Vec<u32>>,
    /// Adjusted Rand index of the two: 1 is the same, 0 is chance.
    pub adjusted_rand: f64,
    /// Normalised mutual information of the two: 1 when each determines the other, 0 when they are independent.
    pub normalised_mutual_information: f64,
}

impl SegmentsByClusters {
    /// Compares the segments of a table of buyers with the clusters made from it.
    pub fn of(rfm: &Rfm, clustering: &Clustering) -> Self {
        let mut customers = vec![vec![0; clustering.clusters.len()]; rfm.segments.len()];
        for (&segment, &label) in rfm.segment.iter().zip(&clustering.label) {
            if let Some(count) = customers.get_mut(usize::from(segment)).and_then(|row| row.get_mut(usize::from(label))) {
                *count += 1;
            }
        }
        Self {
            segments: rfm.segments.iter().map(|segment| segment.name.clone()).collect(),
            clusters: clustering.clusters.iter().map(|cluster| cluster.name.clone()).collect(),
            customers,
            adjusted_rand: adjusted_rand(&rfm.segment, &clustering.label),
            normalised_mutual_information: normalised_mutual_information(&rfm.segment, &clustering.label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{ClusterParams, Sweep};
    use crate::segment::RfmParams;
    use clientele_core::domain::fixture::shop;

    #[test]
    fn every_customer_is_counted_once() {
        let orders: Vec<(u32, i32, i64)> =
            (0..200).map(|i| (i % 37, (i * i % 211) as i32, 500 + i64::from(i * 7_919 % 9_973))).collect();
        let shop = shop(37, &orders);
        let rfm = Rfm::compute(&shop, &RfmParams::default().check().expect("valid")).expect("has orders");
        let clustering = Sweep::new(&rfm, ClusterParams::default().check().expect("valid")).expect("clusters").finish();
        let found = SegmentsByClusters::of(&rfm, &clustering);
        for (segment, row) in rfm.segments.iter().zip(&found.customers) {
            assert_eq!(row.iter().sum::<u32>(), segment.customers);
        }
        for (at, cluster) in clustering.clusters.iter().enumerate() {
            assert_eq!(found.customers.iter().map(|row| row[at]).sum::<u32>(), cluster.customers);
        }
        assert!((-1.0..=1.0).contains(&found.adjusted_rand) && (0.0..=1.0).contains(&found.normalised_mutual_information));
    }
}
