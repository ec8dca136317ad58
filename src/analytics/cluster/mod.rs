//! K-means clusters of buyers by recency, frequency and monetary value (or other features), for every k from 2 to a limit: quality, choice of k,
//! stability, names. Deterministic to the last bit on every target; no threads, no clock.
//!
//! A [`Sweep`] does the work in steps of a few milliseconds, so that a caller can show progress or stop between them:
//!
//! ```
//! # use clientele_analytics::{cluster::{ClusterParams, Clustering, Sweep}, segment::Rfm};
//! # fn run(rfm: &Rfm) -> Result<Clustering, Box<dyn std::error::Error>> {
//! let mut sweep = Sweep::new(rfm, ClusterParams::default().check()?)?;
//! while !sweep.step().is_done() {}
//! Ok(sweep.finish())
//! # }
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
pub use profile::{ClusterStrategy, Level, Profile};
pub use reason::KReason;
pub use scaler::{FeatureScaler, FeatureScalerParams, FeatureScalerValidParams};
pub use sweep::{Sweep, SweepProgress};
pub use words::silhouette_note;
