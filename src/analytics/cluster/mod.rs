//! K-means clusters of buyers by recency, frequency and monetary value (or other features), for every k from 2 to a limit: quality, choice of k,
//! stability, names. Deterministic to the last bit on every target; no threads, no clock.
//!
//! A [`Sweep`] does the work in steps of a few milliseconds, so that a caller can show progress or stop between them:
//!
//! ```
//! use clientele_analytics::cluster::{ClusterParams, Sweep};
//! use clientele_analytics::segment::{Rfm, RfmParams};
//! use clientele_core::domain::{Dataset, Day, Money, SalesRow};
//!
//! // Twenty customers who bought once, long ago, and ten who come every week.
//! let mut sales = Vec::new();
//! for n in 0..30 {
//!     for week in 0..if n < 20 { 1 } else { 12 } {
//!         let day = if n < 20 { n } else { 200 + 7 * week + n % 5 };
//!         sales.push((format!("customer {n}"), format!("order {n}/{week}"), Day(day), i64::from(10 + n) * 10_000));
//!     }
//! }
//! let rows = sales.iter().map(|(customer, order, day, amount)| {
//!     SalesRow::new(customer, order, *day, "tea", 1, Money::from_ten_thousandths(*amount))
//! });
//! let rfm = Rfm::compute(&Dataset::from_rows(rows, "EUR")?, &RfmParams::default().check()?)?;
//!
//! let mut sweep = Sweep::new(&rfm, ClusterParams { max_clusters: 5, ..ClusterParams::default() }.check()?)?;
//! while !sweep.step().is_done() {}
//! let found = sweep.finish();
//! assert_eq!(found.k, 2, "the k with the highest silhouette");
//! let mut sizes: Vec<u32> = found.clusters.iter().map(|cluster| cluster.customers).collect();
//! sizes.sort();
//! assert_eq!(sizes, [10, 20]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`KMeans`], [`FeatureScaler`] and [`GaussianMixtures`] are linfa estimators: they stand where linfa's own stand (see
//! [`crate::estimator`]). The K-means kernel is our own: `linfa-clustering` 0.8.1 counts the old centre as one more point of its cluster,
//! stops at a tolerance short of the optimum, cannot pause, and draws its starts from generators that differ by target. A test holds the two
//! to the same clusters. The Gaussian mixtures are linfa-clustering's.

mod agreement;
mod choose;
mod crosstab;
mod error;
mod features;
mod kernel;
mod kmeans;
mod mixture;
mod multi_start;
mod outcome;
mod params;
mod profile;
mod quality;
mod reason;
mod scaler;
mod silhouette;
mod start;
mod sweep;
mod words;

pub use agreement::{adjusted_rand, normalised_mutual_information};
pub use crosstab::SegmentsByClusters;
pub use error::ClusteringError;
pub use features::{FEATURES, FeatureScaling};
pub use kmeans::{KMeans, KMeansParams, KMeansValidParams};
pub use mixture::{GaussianMixture, GaussianMixtures, GaussianMixturesParams, GaussianMixturesValidParams};
pub use outcome::{Cluster, Clustering, KQuality, SilhouetteBasis, SplitHalf, Stability};
pub use params::{ClusterParamError, ClusterParams, Feature, Transform, ValidClusterParams};
pub use profile::{ClusterAdvice, Level, Profile};
pub use reason::KReason;
pub use scaler::{FeatureScaler, FeatureScalerParams, FeatureScalerValidParams};
pub use sweep::{Sweep, SweepProgress};
pub use words::silhouette_note;
