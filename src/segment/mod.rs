//! Who the customers are: RFM scores and segments, and K-means clusters over the same three metrics. Pure computation over a
//! [`Dataset`](crate::domain::Dataset): no files, no clock, no screen.
//!
//! - [`Rfm`]: recency, frequency, monetary value, tie-safe scores, segments, outliers, cautions; one row a buyer
//! - [`SegmentMap`]: which scores make which segment, with a proof that every score has exactly one
//! - [`strategy_of`]: what each segment means and what to do about it
//! - [`cluster`]: K-means for k = 2 to a limit, the choice of k, quality, stability, names

mod caution;
pub mod cluster;
mod draw;
mod map;
mod quantile;
mod rfm;
mod score;
mod strategy;
mod summary;

pub use caution::{Caution, Metric};
pub use map::{Axes, MapFaults, MapKind, SegmentMap, SegmentRule, ValidMap};
pub use quantile::{Cut, quantile};
pub use rfm::{Rfm, RfmError, RfmParamError, RfmParams, ValidRfmParams};
pub use score::{CutPoints, Fence, Fences, Scoring};
pub use strategy::{PROSPECTS, Strategy, strategy_of};
pub use summary::SegmentSummary;
