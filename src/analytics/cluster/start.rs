//! Where K-means starts: greedy k-means++ (Arthur & Vassilvitskii 2007; the greedy choice as in scikit-learn). Draws are the same
//! natively and in the browser.

use super::features::{Points, squared_distance};
use clientele_core::statistics::draw;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of one start: its own for each seed, purpose, k and number, so that no run depends on another's draws.
pub(super) fn generator(seed: u64, purpose: u8, k: u32, number: u32) -> Xoshiro256PlusPlus {
    let stream = (u64::from(purpose) << 56) | (u64::from(k) << 32) | u64::from(number);
    draw::seeded(seed, stream)
}

/// `k` starting centres, each a point. Each new one is the best of a few points drawn in proportion to the squared distance
/// to the nearest centre so far.
pub(super) fn greedy_plus_plus<const D: usize>(points: &Points<D>, k: u32, rng: &mut impl Rng) -> Vec<[f64; D]> {
    // 2 + ln k, in whole numbers.
    let trials = 2 + usize::from(k >= 3) + usize::from(k >= 8);
    let first = points.get(draw::below(rng, points.len() as u32) as usize);
    let mut centres = vec![first];
    let mut nearest = vec![f64::INFINITY; points.len()];
    let mut total = potential_with(points, first, &nearest);
    lower_to(points, first, &mut nearest);
    while centres.len() < k as usize {
        let mut targets: Vec<f64> = (0..trials).map(|_| draw::unit(rng) * total).collect();
        targets.sort_by(f64::total_cmp);
        let mut best: Option<(f64, [f64; D])> = None;
        for row in rows_at(&nearest, &targets) {
            let candidate = points.get(row);
            let potential = potential_with(points, candidate, &nearest);
            if best.is_none_or(|(lowest, _)| potential < lowest) {
                best = Some((potential, candidate));
            }
        }
        let Some((potential, centre)) = best else { break };
        centres.push(centre);
        total = potential;
        lower_to(points, centre, &mut nearest);
    }
    centres
}

/// For each target, ascending, the first row at which the running sum of weights exceeds it; the last row of positive weight
/// for a target that rounding puts beyond the end.
fn rows_at(weights: &[f64], targets: &[f64]) -> Vec<usize> {
    let mut rows = Vec::with_capacity(targets.len());
    let mut pending = targets.iter().peekable();
    let mut sum = 0.0;
    let mut last = 0;
    for (row, &weight) in weights.iter().enumerate() {
        if weight > 0.0 {
            sum += weight;
            last = row;
            while pending.next_if(|target| sum > **target).is_some() {
                rows.push(row);
            }
            if pending.peek().is_none() {
                break;
            }
        }
    }
    rows.extend(pending.map(|_| last));
    rows
}

const LANES: usize = 4;

/// Sum over points of the squared distance to `centre` or to the nearest centre so far, whichever is smaller; in four lanes,
/// whose order is the same on every target.
fn potential_with<const D: usize>(points: &Points<D>, centre: [f64; D], nearest: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let full = points.len() / LANES * LANES;
    for (block, near) in nearest.chunks_exact(LANES).enumerate() {
        let rows = block * LANES..(block + 1) * LANES;
        let columns: [&[f64]; D] = std::array::from_fn(|f| &points.columns[f][rows.clone()]);
        for lane in 0..LANES {
            let distance = squared_distance(std::array::from_fn(|f| columns[f][lane]), centre);
            lanes[lane] += if distance < near[lane] { distance } else { near[lane] };
        }
    }
    let rest: f64 = (full..points.len()).map(|row| squared_distance(points.get(row), centre).min(nearest[row])).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// Lowers each point's squared distance to the nearest centre.
fn lower_to<const D: usize>(points: &Points<D>, centre: [f64; D], nearest: &mut [f64]) {
    let columns: [&[f64]; D] = std::array::from_fn(|f| &points.columns[f][..nearest.len()]);
    for (row, near) in nearest.iter_mut().enumerate() {
        let distance = squared_distance(std::array::from_fn(|f| columns[f][row]), centre);
        *near = if distance < *near { distance } else { *near };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::features::FeatureMatrix;

    #[test]
    fn rows_are_drawn_in_proportion() {
        assert_eq!(rows_at(&[1.0, 0.0, 2.0, 1.0], &[0.0, 0.99, 1.0, 2.99, 3.5, 4.0]), [0, 0, 2, 2, 3, 3]);
    }

    #[test]
    fn starts_are_different_points() {
        let columns = [(0..50).map(|i| f64::from(i % 5)).collect(), vec![0.0; 50], vec![1.0; 50]];
        let matrix = FeatureMatrix::from_columns(columns);
        let points = matrix.points();
        for number in 0..20 {
            let mut centres = greedy_plus_plus(&points, 5, &mut generator(1, 0, 5, number));
            centres.sort_by(|a, b| a[0].total_cmp(&b[0]));
            assert_eq!(centres.iter().map(|c| c[0]).collect::<Vec<_>>(), [0.0, 1.0, 2.0, 3.0, 4.0]);
        }
    }
}
