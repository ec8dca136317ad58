//! What customers are likely to be worth: BG/NBD for how often they will order and whether they are still active, Gamma-Gamma for
//! what an order is worth, both with intervals and a check against held-back orders. Where the data are too thin for the models, a simple
//! estimate takes their place, and a note says so.
//!
//! A [`Valuer`] does the work in steps of a few milliseconds, so that a caller can show progress or stop between them:
//!
//! ```
//! use clientele_analytics::value::{ValueParams, Valuer};
//! use clientele_core::domain::{Dataset, Day, Money, SalesRow};
//!
//! // Sixty customers; every third of them comes back every other week.
//! let mut sales = Vec::new();
//! for n in 0..60 {
//!     for order in 0..if n % 3 == 0 { 9 } else { 1 } {
//!         sales.push((format!("{n:02}"), format!("{n}/{order}"), Day(n + 14 * order), i64::from(10 + n % 7) * 10_000));
//!     }
//! }
//! let rows = sales.iter().map(|(customer, order, day, amount)| {
//!     SalesRow::new(customer, order, *day, "tea", 1, Money::from_ten_thousandths(*amount))
//! });
//! let shop = Dataset::from_rows(rows, "EUR")?;
//!
//! let params = ValueParams { min_repeat_customers: 10, ..ValueParams::default() };
//! let mut valuer = Valuer::new(&shop, Day(180), params.check()?)?;
//! while !valuer.step().is_done() {}
//! let found = valuer.finish();
//! let expected = &found.expected_orders.value;
//! assert!(expected[57] > 2.0 * expected[58], "who came nine times will sooner come again than who came once");
//! assert_eq!(found.lifetime_value.value.len(), 60);
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
