//! Sample ratio mismatch (SRM): did each variant get its planned share of customers? If not, the assignment or the data are at fault,
//! and the results must not be used.

use clientele_core::statistics::chi_square_sf;

/// Below this p-value the split is so unlikely by chance that the results should not be read.
const MISMATCH: f64 = 0.001;

/// Customers by variant against the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SrmCheck {
    /// Pearson's statistic, without correction.
    pub chi_square: f64,
    /// One less than the variants.
    pub degrees: u32,
    /// Probability of a difference as large by chance.
    pub p_value: f64,
}

impl SrmCheck {
    /// Whether the split differs from the plan by more than chance (Fabijan et al. 2019).
    pub fn is_mismatch(&self) -> bool {
        self.p_value < MISMATCH
    }
}

/// Pearson's chi-square test of `counts` against the shares `planned`, which are scaled to a sum of 1. Variants planned to get nothing
/// are left out.
///
/// ```
/// use clientele_analytics::experiment::srm_check;
///
/// // Half and half was planned.
/// assert!(!srm_check(&[5_040, 4_960], &[0.5, 0.5]).is_mismatch());
/// assert!(srm_check(&[5_240, 4_760], &[0.5, 0.5]).is_mismatch());
/// ```
pub fn srm_check(counts: &[u32], planned: &[f64]) -> SrmCheck {
    let among: Vec<(f64, f64)> =
        counts.iter().zip(planned).filter(|(_, share)| **share > 0.0).map(|(&n, &share)| (f64::from(n), share)).collect();
    let total: f64 = among.iter().map(|(n, _)| n).sum();
    let shares: f64 = among.iter().map(|(_, share)| share).sum();
    let degrees = (among.len() as u32).saturating_sub(1);
    let chi_square: f64 = among
        .iter()
        .map(|(n, share)| {
            let expected = total * share / shares;
            if expected > 0.0 { (n - expected) * (n - expected) / expected } else { 0.0 }
        })
        .sum();
    SrmCheck { chi_square, degrees, p_value: chi_square_sf(chi_square, degrees) }
}
