//! The quality of one ranked list against what was bought: hit rate, recall, NDCG and average precision.

/// Longest list measured.
pub(crate) const DEPTH: usize = 10;

/// Of one list, or means over customers; each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Customers with at least one right product.
    pub hit_rate: f64,
    /// Right products found, of all right products.
    pub recall: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg: f64,
    /// Mean average precision.
    pub map: f64,
}

/// Quality of one list of up to k products against the right ones (sorted, at least one).
///
/// ```
/// use clientele_analytics::recommend::quality_at;
///
/// // Products 7, 3 and 9 were recommended; 3 and 8 were bought.
/// let quality = quality_at(3, &[7, 3, 9], &[3, 8]);
/// assert_eq!((quality.hit_rate, quality.recall, quality.map), (1.0, 0.5, 0.25));
/// ```
pub fn quality_at(k: usize, list: &[u32], truth: &[u32]) -> Quality {
    let (mut hits, mut gain, mut precision) = (0_u32, 0.0, 0.0);
    for (rank, product) in list.iter().take(k).enumerate() {
        if truth.binary_search(product).is_ok() {
            hits += 1;
            gain += discount(rank);
            precision += f64::from(hits) / (rank + 1) as f64;
        }
    }
    let possible = k.min(truth.len());
    Quality {
        hit_rate: f64::from(u32::from(hits > 0)),
        recall: f64::from(hits) / truth.len() as f64,
        ndcg: gain / ideal(possible),
        map: precision / possible as f64,
    }
}

/// The gain of so many right products at the head of a list.
pub(crate) fn ideal(possible: usize) -> f64 {
    (0..possible).map(discount).sum()
}

/// What a right product at a rank (from 0) adds.
pub(crate) fn discount(rank: usize) -> f64 {
    1.0 / libm::log2(rank as f64 + 2.0)
}
