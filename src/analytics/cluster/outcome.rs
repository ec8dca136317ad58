//! The result of clustering: each customer's cluster, each cluster's figures, and the quality of every k that was tried.

use super::features::{FEATURES, FeatureScaling};
use super::params::ClusterParams;
use super::profile::{ClusterAdvice, Profile, unique_names};
use super::reason::KReason;
use crate::segment::Rfm;
use clientele_core::domain::Money;
use serde::{Deserialize, Serialize};

/// Quality of the best partition found for one k.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KQuality {
    /// Number of clusters.
    pub k: u32,
    /// Sum of squared distances to the centres, in standardised units.
    pub inertia: f64,
    /// Mean silhouette over customers, -1 to 1: higher is better.
    pub silhouette: f64,
    /// Its standard error when it rests on a sample; `None` when it is exact.
    pub silhouette_standard_error: Option<f64>,
    /// Calinski-Harabasz index: higher is better. `None` where it is not defined.
    pub calinski_harabasz: Option<f64>,
    /// Davies-Bouldin index: lower is better. `None` where it is not defined.
    pub davies_bouldin: Option<f64>,
}

/// What the silhouettes rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SilhouetteBasis {
    /// Every customer, compared with every other.
    Exact {
        /// Number of customers.
        customers: u32,
    },
    /// A sample of customers, each compared with every other customer. The rest have no value.
    Sample {
        /// Customers in the sample.
        sampled: u32,
        /// Number of customers.
        customers: u32,
    },
}

/// How much of the partition comes back when the customers are drawn again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Mean adjusted Rand index between the partition and that of each resample: 1 is the same, 0 is chance.
    pub mean_adjusted_rand: f64,
    /// The index of each resample.
    pub adjusted_rand: Vec<f64>,
    /// Customers drawn, with replacement, for each resample.
    pub drawn: u32,
}

/// How well a partition of one half of the customers holds for the other half: both halves are clustered on their own, and the second
/// half's clusters are compared with those that the first half's centres give it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitHalf {
    /// Mean adjusted Rand index over splits: 1 is the same, 0 is chance; `None` when halves would be too small.
    pub mean_adjusted_rand: Option<f64>,
    /// The index of each seeded split.
    pub adjusted_rand: Vec<f64>,
    /// Customers in each half.
    pub half: u32,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its name, unlike any other's.
    pub name: String,
    /// Where its centre lies.
    pub profile: Profile,
    /// What to do with it.
    pub strategy: ClusterAdvice,
    /// Customers in it.
    pub customers: u32,
    /// Their orders.
    pub orders: u64,
    /// Their revenue.
    pub revenue: Money,
    /// Their share of all buyers' revenue, 0 to 1; 0 when there is none.
    pub revenue_share: f64,
    /// Mean days since the last order.
    pub mean_recency_days: f64,
    /// Mean number of orders.
    pub mean_frequency: f64,
    /// Mean revenue in main units.
    pub mean_monetary: f64,
    /// Median days since the last order.
    pub median_recency_days: f64,
    /// Median number of orders.
    pub median_frequency: f64,
    /// Median revenue in main units.
    pub median_monetary: f64,
    /// The centre in standardised units: recency, frequency, monetary value; where clusters were made from other features, the mean of
    /// its customers.
    pub centre: [f64; FEATURES],
}

/// A finished clustering. Columns have one row a buyer, in the order of the [`Rfm`](crate::segment::Rfm) it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clustering {
    /// The settings it was made with.
    pub params: ClusterParams,
    /// How metrics became features.
    pub scaling: FeatureScaling,
    /// Quality for each k, ascending. Ends early when there are fewer different customers than `max_clusters`.
    pub by_k: Vec<KQuality>,
    /// What the silhouettes rest on.
    pub silhouette_basis: SilhouetteBasis,
    /// The elbow of the inertia curve.
    pub elbow_k: Option<u32>,
    /// The number of clusters.
    pub k: u32,
    /// The reason.
    pub reason: KReason,
    /// The clusters, by descending revenue.
    pub clusters: Vec<Cluster>,
    /// Position in [`Self::clusters`] of each buyer.
    pub label: Vec<u8>,
    /// Silhouette of each buyer; `None` outside the sample.
    pub silhouette: Vec<Option<f64>>,
    /// How stable the partition is under resampling.
    pub stability: Stability,
    /// How well it holds from one half of the customers to the other.
    pub split_half: SplitHalf,
}

/// The metrics of all buyers, as needed to describe clusters.
pub(super) struct Metrics {
    pub(super) recency_days: Vec<u32>,
    pub(super) frequency: Vec<u32>,
    pub(super) monetary: Vec<Money>,
}

/// Describes the clusters of a partition, numbered by descending revenue, then size, then first row; and the new label of each
/// row. Every label below `centres.len()` must occur.
pub(super) fn describe(metrics: &Metrics, labels: &[u8], centres: &[[f64; FEATURES]]) -> (Vec<Cluster>, Vec<u8>) {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); centres.len()];
    for (row, &label) in labels.iter().enumerate() {
        rows[usize::from(label)].push(row);
    }
    let revenue = |old: usize| rows[old].iter().map(|&row| metrics.monetary[row]).sum::<Money>();
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by_cached_key(|&old| (std::cmp::Reverse((revenue(old), rows[old].len())), rows[old].first().copied()));

    let total: Money = metrics.monetary.iter().copied().sum();
    let sorted_centres: Vec<[f64; FEATURES]> = order.iter().map(|&old| centres[old]).collect();
    let names = unique_names(&sorted_centres);
    let mut new_label = vec![0_u8; centres.len()];
    let mut clusters = Vec::with_capacity(centres.len());
    for ((new, &old), name) in order.iter().enumerate().zip(names) {
        new_label[old] = new as u8;
        let rows = &rows[old];
        let mut cluster = Cluster {
            name,
            profile: Profile::of(centres[old]),
            strategy: Profile::of(centres[old]).strategy(),
            customers: 0,
            orders: 0,
            revenue: Money::ZERO,
            revenue_share: 0.0,
            mean_recency_days: 0.0,
            mean_frequency: 0.0,
            mean_monetary: 0.0,
            median_recency_days: 0.0,
            median_frequency: 0.0,
            median_monetary: 0.0,
            centre: centres[old],
        };
        cluster.count(metrics, rows, total);
        clusters.push(cluster);
    }
    let labels = labels.iter().map(|&old| new_label[usize::from(old)]).collect();
    (clusters, labels)
}

impl Cluster {
    /// Its figures from the rows of its customers; `total`: revenue of all.
    fn count(&mut self, metrics: &Metrics, rows: &[usize], total: Money) {
        let recency: Vec<i64> = rows.iter().map(|&row| metrics.recency_days[row].into()).collect();
        let frequency: Vec<i64> = rows.iter().map(|&row| metrics.frequency[row].into()).collect();
        let monetary: Vec<i64> = rows.iter().map(|&row| metrics.monetary[row].ten_thousandths()).collect();
        let (revenue, n) = (rows.iter().map(|&row| metrics.monetary[row]).sum::<Money>(), rows.len().max(1) as f64);
        self.customers = rows.len() as u32;
        self.orders = frequency.iter().sum::<i64>().unsigned_abs();
        self.revenue = revenue;
        self.revenue_share = if total == Money::ZERO { 0.0 } else { revenue.to_f64() / total.to_f64() };
        self.mean_recency_days = recency.iter().sum::<i64>() as f64 / n;
        self.mean_frequency = frequency.iter().sum::<i64>() as f64 / n;
        self.mean_monetary = revenue.to_f64() / n;
        self.median_recency_days = median(recency);
        self.median_frequency = median(frequency);
        self.median_monetary = median(monetary) / Money::SCALE as f64;
    }
}

impl Clustering {
    /// The clusters of some customers only (one flag a customer of the data), as they were found among all of `rfm`: names and centres
    /// stay, figures are counted anew. What tells of the partition as a whole stays as it is.
    #[must_use]
    pub fn of_customers(&self, rfm: &Rfm, members: &[bool]) -> Self {
        let is_member = |row: &usize| members.get(rfm.customer[*row].ix()).copied().unwrap_or(false);
        let rows: Vec<usize> = (0..rfm.len().min(self.label.len())).filter(is_member).collect();
        let metrics = Metrics {
            recency_days: rows.iter().map(|&row| rfm.recency_days[row]).collect(),
            frequency: rows.iter().map(|&row| rfm.frequency[row]).collect(),
            monetary: rows.iter().map(|&row| rfm.monetary[row]).collect(),
        };
        let total: Money = metrics.monetary.iter().copied().sum();
        let mut some = self.clone();
        some.label = rows.iter().map(|&row| self.label[row]).collect();
        some.silhouette = rows.iter().map(|&row| self.silhouette.get(row).copied().flatten()).collect();
        for (number, cluster) in some.clusters.iter_mut().enumerate() {
            let of_cluster: Vec<usize> = (0..rows.len()).filter(|&at| usize::from(some.label[at]) == number).collect();
            cluster.count(&metrics, &of_cluster, total);
        }
        some
    }
}

fn median(mut values: Vec<i64>) -> f64 {
    values.sort_unstable();
    crate::segment::exact_quantile(&values, 1, 2).map_or(0.0, crate::segment::Cut::to_f64)
}
