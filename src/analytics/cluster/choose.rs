//! The choice of k: the one with the highest mean silhouette, unless the user sets one; and the elbow of the inertia curve, to compare.

use super::outcome::KQuality;
use super::reason::KReason;

/// The k and why. A tie goes to the smaller k. Without any to choose from, 0.
pub(super) fn choose_k(by_k: &[KQuality], asked: Option<u32>) -> (u32, KReason) {
    let best_of = |except: Option<u32>| {
        let mut best: Option<(u32, f64)> = None;
        for quality in by_k.iter().filter(|q| Some(q.k) != except) {
            if best.is_none_or(|(_, highest)| quality.silhouette > highest) {
                best = Some((quality.k, quality.silhouette));
            }
        }
        best
    };
    let best = best_of(None).unwrap_or_default();
    if let Some(quality) = by_k.iter().find(|q| Some(q.k) == asked) {
        return (quality.k, KReason::SetByUser { k: quality.k, silhouette: quality.silhouette, best });
    }
    let (k, silhouette) = best;
    (k, KReason::HighestSilhouette { k, silhouette, next: best_of(Some(k)), elbow_k: elbow(by_k) })
}

/// The k whose point on the inertia curve is farthest below the straight line from the first to the last ("kneedle", Satopää
/// et al. 2011). `None` for fewer than three k, or when no point is below.
pub(super) fn elbow(by_k: &[KQuality]) -> Option<u32> {
    let (first, last) = (by_k.first()?, by_k.last()?);
    let (width, drop) = (f64::from(last.k) - f64::from(first.k), last.inertia - first.inertia);
    let mut farthest: Option<(u32, f64)> = None;
    for quality in by_k.iter().skip(1).take(by_k.len().saturating_sub(2)) {
        // Distances to one line are in proportion to the vertical gap.
        let on_line = first.inertia + drop * (f64::from(quality.k) - f64::from(first.k)) / width;
        let below = on_line - quality.inertia;
        if below > 0.0 && farthest.is_none_or(|(_, greatest)| below > greatest) {
            farthest = Some((quality.k, below));
        }
    }
    farthest.map(|(k, _)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(values: &[(f64, f64)]) -> Vec<KQuality> {
        let quality = |(i, &(inertia, silhouette)): (usize, &(f64, f64))| KQuality {
            k: i as u32 + 2,
            inertia,
            silhouette,
            silhouette_standard_error: None,
            calinski_harabasz: None,
            davies_bouldin: None,
        };
        values.iter().enumerate().map(quality).collect()
    }

    #[test]
    fn elbow_is_farthest_from_the_chord() {
        assert_eq!(elbow(&curve(&[(100.0, 0.0), (40.0, 0.0), (30.0, 0.0), (25.0, 0.0)])), Some(3));
        assert_eq!(elbow(&curve(&[(100.0, 0.0), (75.0, 0.0), (50.0, 0.0)])), None, "a straight line has none");
        assert_eq!(elbow(&curve(&[(100.0, 0.0), (40.0, 0.0)])), None);
        assert_eq!(elbow(&[]), None);
    }

    #[test]
    fn highest_silhouette_wins_and_says_so() {
        let curve = curve(&[(100.0, 0.4), (40.0, 0.5), (30.0, 0.5)]);
        let (k, reason) = choose_k(&curve, None);
        assert_eq!(k, 3);
        assert_eq!(
            reason.to_string(),
            "3 clusters, because they are the most clearly apart: the mean silhouette is 0.500, against 0.500 for the next \
             best, 4. The elbow of the inertia curve says the same."
        );
        let (k, reason) = choose_k(&curve, Some(2));
        assert_eq!(k, 2);
        assert_eq!(reason.to_string(), "2 clusters, as you set. Their mean silhouette is 0.400; the highest is 0.500, for 3.");
        assert_eq!(choose_k(&[], None).0, 0);
    }
}
