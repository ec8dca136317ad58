//! What customers are likely to be worth: BG/NBD for how often they will order and whether they are still active, Gamma-Gamma for
//! what an order is worth, both with intervals and a check against held-back orders; a stated simple estimate where the data are too
//! thin. Pure computation over a [`Dataset`](clientele_core::domain::Dataset): no files, no clock, no screen.
//!
//! A [`Valuer`] does the work in steps of a few milliseconds, so that a caller can show progress or stop between them:
//!
//! ```
//! # use clientele_core::domain::{Dataset, Day};
//! # use clientele_analytics::value::{Valuation, ValueParams, Valuer};
//! # fn run(dataset: &Dataset, last_day: Day) -> Result<Valuation, Box<dyn std::error::Error>> {
//! let mut valuer = Valuer::new(dataset, last_day, ValueParams::default().check()?)?;
//! while !valuer.step().is_done() {}
//! Ok(valuer.finish())
//! # }
//! ```
//!
//! Purchases of one day count as one; time is in weeks. Conventions are those of Fader, Hardie & Lee (2005), whose published figures
//! for the CDNOW sample a test holds (`tests/value_parity.rs`).

mod bgnbd;
mod estimators;
mod fit;
#[cfg(test)]
mod fixture;
mod gamma_gamma;
mod holdout;
mod notes;
mod optimise;
mod outcome;
mod params;
mod predict;
mod rfm_summary;
mod rows;
mod simple;
mod special;
mod uncertainty;
mod valuer;

pub use bgnbd::BgNbd;
pub use estimators::{BgNbdParams, BgNbdValidParams, FittedBgNbd, GammaGammaParams, GammaGammaValidParams};
pub use gamma_gamma::GammaGamma;
pub use holdout::{Holdout, HoldoutBin, TrackingPoint};
pub use notes::{EstimateSource, FallbackReason, ValueNote};
pub use outcome::{Bounds, Estimates, FitReport, Parameter, PurchaseFit, Ranking, Total, Valuation, ValueFit};
pub use params::{ValidValueParams, ValueParamError, ValueParams};
pub use rfm_summary::{DAYS_PER_WEEK, Group, RfmSummary};
pub use valuer::{ValueError, Valuer, ValuerProgress};
