//! Who the customers are: RFM scores and segments.
//!
//! - [`Rfm`]: recency, frequency, monetary value, tie-safe scores, segments, outliers, cautions; one row a buyer
//! - [`SegmentMap`]: which scores make which segment, with a proof that every score has exactly one
//! - [`advice_for`]: what each segment means and what to do about it
//! - [`Behaviour`], [`Cohorts`], [`InterpurchaseTimes`], [`Movement`]: further figures of buyers, retention by month of the first order, time
//!   between orders, who moved between segments
//! - [`compare`]: tests and effect sizes between segments, correlations, distributions, what outliers change
//! - [`QuantileScorer`]: quantile scores of any matrix, as a linfa estimator

mod advice;
mod behaviour;
mod caution;
mod cohort;
pub mod compare;
mod cuts;
mod interpurchase;
mod map;
mod movement;
mod quantile;
mod rfm;
mod score;
mod scorer;
mod summary;

pub use advice::{AdviceEdit, AdviceEditError, PROSPECTS, SegmentAdvice, advice_for, check_advice};
pub use behaviour::{Behaviour, DAYS_PER_MONTH};
pub use caution::{Caution, RfmMetric};
pub use cohort::{Cohort, CohortMonth, Cohorts};
pub use cuts::{CutError, EditedCuts};
pub use interpurchase::{GapBin, GapSummary, InterpurchaseTimes, MIN_ORDER_DAYS, NextOrder, PRIOR_GAPS};
pub use map::{Axes, MapFaults, MapKind, SegmentDefinition, SegmentMap, ValidMap};
pub use movement::{Flow, Movement, MovementError, NOT_YET_A_CUSTOMER};
pub use quantile::{Cut, exact_quantile};
pub use rfm::{Rfm, RfmError, RfmParamError, RfmParams, ValidRfmParams};
pub use score::{CutPoints, Fence, Fences, Scoring};
pub use scorer::{QuantileScorer, QuantileScorerParams, QuantileScorerValidParams};
pub use summary::SegmentSummary;
