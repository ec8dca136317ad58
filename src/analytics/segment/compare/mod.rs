//! Statistics for reading segments and clusters: do they differ (Kruskal-Wallis), which from which and by how much (Dunn, Cliff), what
//! goes with what (Pearson, Spearman), how values are spread and what outliers change. Pages name the test beside each result. Segments
//! differ by construction in the metrics that made them: read the effect sizes there, not the p-values.

mod correlation;
mod groups;
mod spread;

pub use correlation::{Correlations, ranks};
pub use groups::{GroupTest, PairwiseTest, compare_groups};
pub use spread::{CutChange, Distribution, OutlierEffect, WithoutOutliers};

use super::Rfm;

/// The metrics of a table of buyers as columns of numbers, monetary value in main units.
pub(super) fn metric_columns(rfm: &Rfm) -> [Vec<f64>; 3] {
    [
        rfm.recency_days.iter().map(|&days| f64::from(days)).collect(),
        rfm.frequency.iter().map(|&orders| f64::from(orders)).collect(),
        rfm.monetary.iter().map(|amount| amount.to_f64()).collect(),
    ]
}
