//! What customers are likely to be worth.
mod bgnbd;
mod fit;
#[cfg(test)]
mod fixture;
mod gamma_gamma;
mod history;
mod optimise;
mod params;
mod special;

pub use bgnbd::BgNbd;
pub use gamma_gamma::GammaGamma;
pub use history::{DAYS_PER_WEEK, Group, Histories};
pub use params::{ValidValueParams, ValueParamError, ValueParams};
