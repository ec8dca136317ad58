//! One run of K-means to convergence: Lloyd's algorithm, with Hamerly's bounds (2010, "Making k-means even faster") so that
//! most points need no distances once the centres settle. A caller can pause between passes.
//!
//! The kernel reads the feature matrix by columns and keeps its centres as arrays of a fixed length, which the compiler turns into
//! vector instructions; what it returns is an ndarray matrix.

use super::features::{FEATURES, Points, squared_distance};
use ndarray::Array2;

type Point<const D: usize = FEATURES> = [f64; D];

/// Passes after which a run is cut off; Lloyd's algorithm ends by itself, but bounds on its length are astronomical.
const MAX_PASSES: u32 = 1_000;
/// Squared movement of all centres together, in variances, at which a run has settled: scikit-learn's default.
const SETTLED: f64 = 1e-4;
/// A bound must hold by this factor, so that rounding in the bounds never hides a nearer centre.
const MARGIN: f64 = 1.0 + 1e-10;
/// Rows that are assigned together, for vector instructions.
const BLOCK: usize = 64;

/// A finished run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Partition<const D: usize = FEATURES> {
    /// Cluster of each point.
    pub(super) labels: Vec<u8>,
    /// Mean of each cluster's points: one row a cluster, `D` columns.
    pub(super) centroids: Array2<f64>,
    /// Points in each cluster.
    pub(super) counts: Vec<u32>,
    /// Sum of squared distances to the centres.
    pub(super) inertia: f64,
}

impl<const D: usize> Partition<D> {
    /// The centroids as the kernels read them.
    pub(super) fn centres(&self) -> Vec<Point<D>> {
        self.centroids.rows().into_iter().map(|row| std::array::from_fn(|f| row[f])).collect()
    }
}

/// Centres as a matrix: one row a cluster.
pub(super) fn to_matrix<const D: usize>(centres: &[Point<D>]) -> Array2<f64> {
    Array2::from_shape_fn((centres.len(), D), |(j, f)| centres[j][f])
}

/// A run under way.
pub(super) struct Run<const D: usize> {
    centres: Vec<Point<D>>,
    labels: Vec<u8>,
    /// At least the distance to the own centre, once `drifted` of its cluster is added.
    upper: Vec<f64>,
    /// At most the distance to any other centre, once `others_drifted` of its cluster is taken away.
    lower: Vec<f64>,
    /// How far each centre has moved in all since the last full assignment.
    drifted: Vec<f64>,
    /// How far any other centre can have moved in all, by cluster.
    others_drifted: Vec<f64>,
    sums: Vec<Point<D>>,
    counts: Vec<u32>,
    passes: u32,
    /// Squared movement of all centres in the last pass.
    moved: f64,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Fresh,
    Moving,
    Converged,
}

impl<const D: usize> Run<D> {
    pub(super) fn new(points: &Points<D>, centres: Vec<Point<D>>) -> Self {
        let (n, k) = (points.len(), centres.len());
        Self {
            centres,
            labels: vec![0; n],
            upper: vec![0.0; n],
            lower: vec![0.0; n],
            drifted: vec![0.0; k],
            others_drifted: vec![0.0; k],
            sums: vec![[0.0; D]; k],
            counts: vec![0; k],
            passes: 0,
            moved: f64::INFINITY,
            state: State::Fresh,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.state == State::Converged || self.passes >= MAX_PASSES
    }

    /// Whether the centres hardly move any more: what is left changes little.
    pub(super) fn is_settled(&self) -> bool {
        self.is_done() || self.moved <= SETTLED
    }

    /// Sum of squared distances to the centres as they are.
    pub(super) fn inertia(&self, points: &Points<D>) -> f64 {
        inertia_of(points, &self.labels, &self.centres)
    }

    pub(super) fn into_centres(self) -> Vec<Point<D>> {
        self.centres
    }

    /// One pass over the points.
    pub(super) fn pass(&mut self, points: &Points<D>) {
        self.passes += 1;
        if self.state == State::Fresh {
            self.assign_all(points);
            self.sum_all(points);
            self.state = State::Moving;
            return;
        }
        let drift = self.move_centres(points);
        if self.assign_by_bounds(points, &drift) {
            return;
        }
        // No point moved. The sums were updated by adding and subtracting: add them up anew, and confirm with a plain pass.
        self.sum_all(points);
        self.move_centres(points);
        if self.assign_all(points) {
            self.sum_all(points);
        } else {
            self.state = State::Converged;
        }
    }

    pub(super) fn finish(mut self, points: &Points<D>) -> Partition<D> {
        self.sum_all(points);
        // A run that was stopped early may leave a cluster without points; it gets one, as there are enough different ones.
        while let Some(empty) = self.counts.iter().position(|&count| count == 0) {
            let Some(row) = self.farthest(points, &self.centres, &[]) else { break };
            self.labels[row] = empty as u8;
            self.centres[empty] = points.get(row);
            self.sum_all(points);
        }
        let Self { mut centres, labels, sums, counts, .. } = self;
        for ((centre, sum), &count) in centres.iter_mut().zip(&sums).zip(&counts) {
            if count > 0 {
                *centre = sum.map(|x| x / f64::from(count));
            }
        }
        let inertia = inertia_of(points, &labels, &centres);
        Partition { labels, centroids: to_matrix(&centres), counts, inertia }
    }

    /// Assigns every point to its nearest centre, the first of equals, and sets its bounds. Whether any label changed.
    fn assign_all(&mut self, points: &Points<D>) -> bool {
        self.drifted.fill(0.0);
        self.others_drifted.fill(0.0);
        let mut changed = false;
        for start in (0..points.len()).step_by(BLOCK) {
            let end = (start + BLOCK).min(points.len());
            let columns: [&[f64]; D] = std::array::from_fn(|f| &points.columns[f][start..end]);
            let rows = end - start;
            let mut best = [f64::INFINITY; BLOCK];
            let mut second = [f64::INFINITY; BLOCK];
            let mut label = [0.0; BLOCK];
            for (j, centre) in self.centres.iter().enumerate() {
                let j = j as f64;
                for i in 0..rows {
                    let distance = squared_distance(std::array::from_fn(|f| columns[f][i]), *centre);
                    let nearer = distance < best[i];
                    let other = if nearer { best[i] } else { distance };
                    second[i] = if other < second[i] { other } else { second[i] };
                    label[i] = if nearer { j } else { label[i] };
                    best[i] = if nearer { distance } else { best[i] };
                }
            }
            for i in 0..rows {
                let new = label[i] as u8;
                changed |= self.labels[start + i] != new;
                self.labels[start + i] = new;
                self.upper[start + i] = best[i].sqrt();
                self.lower[start + i] = second[i].sqrt();
            }
        }
        changed
    }

    fn sum_all(&mut self, points: &Points<D>) {
        (self.sums, self.counts) = sums_of(points, &self.labels, self.centres.len());
    }

    /// Moves each centre to its points' mean, one without points to the point farthest from its own centre. How far each moved.
    fn move_centres(&mut self, points: &Points<D>) -> Vec<f64> {
        let old = self.centres.clone();
        let mut taken: Vec<usize> = Vec::new();
        for j in 0..self.centres.len() {
            if self.counts[j] > 0 {
                self.centres[j] = self.sums[j].map(|x| x / f64::from(self.counts[j]));
            } else if let Some(row) = self.farthest(points, &old, &taken) {
                taken.push(row);
                self.centres[j] = points.get(row);
            }
        }
        let squares: Vec<f64> = old.iter().zip(&self.centres).map(|(a, b)| squared_distance(*a, *b)).collect();
        self.moved = squares.iter().sum();
        squares.into_iter().map(f64::sqrt).collect()
    }

    /// The row farthest from its own centre among clusters of two points or more, except those `taken`.
    fn farthest(&self, points: &Points<D>, centres: &[Point<D>], taken: &[usize]) -> Option<usize> {
        let mut farthest: Option<(f64, usize)> = None;
        for (row, &label) in self.labels.iter().enumerate() {
            let own = usize::from(label);
            let distance = squared_distance(points.get(row), centres[own]);
            if self.counts[own] > 1 && farthest.is_none_or(|(most, _)| distance > most) && !taken.contains(&row) {
                farthest = Some((distance, row));
            }
        }
        farthest.map(|(_, row)| row)
    }

    /// Assigns the points whose bounds do not show that they stay; keeps sums and counts. Whether any label changed.
    fn assign_by_bounds(&mut self, points: &Points<D>, drift: &[f64]) -> bool {
        let k = self.centres.len();
        // The farthest that any other centre has moved: the greatest drift, or the second for that centre itself.
        let (mut most, mut first, mut second) = (0, 0.0, 0.0);
        for (j, &moved) in drift.iter().enumerate() {
            if moved > first {
                (most, second, first) = (j, first, moved);
            } else if moved > second {
                second = moved;
            }
        }
        // Bounds stay as they were set and are compared with running totals of the drift, so a point that stays needs no write.
        for (j, moved) in drift.iter().enumerate() {
            self.drifted[j] += moved;
            self.others_drifted[j] += if j == most { second } else { first };
        }
        let half_gap: Vec<f64> = (0..k)
            .map(|j| {
                let gaps = (0..k).filter(|&l| l != j).map(|l| squared_distance(self.centres[j], self.centres[l]));
                gaps.fold(f64::INFINITY, f64::min).sqrt() / 2.0
            })
            .collect();

        let mut changed = false;
        let bounds = self.upper.iter_mut().zip(&mut self.lower);
        for (row, (own, (upper, lower))) in self.labels.iter_mut().zip(bounds).enumerate() {
            let old = usize::from(*own);
            let (drifted, others_drifted) = (self.drifted[old], self.others_drifted[old]);
            let nearest_other = *lower - others_drifted;
            let bound = if nearest_other > half_gap[old] { nearest_other } else { half_gap[old] };
            if (*upper + drifted) * MARGIN < bound {
                continue;
            }
            let point = points.get(row);
            let exact = squared_distance(point, self.centres[old]).sqrt();
            *upper = exact - drifted;
            if exact * MARGIN < bound {
                continue;
            }
            let (mut label, mut best, mut runner_up) = (0, f64::INFINITY, f64::INFINITY);
            for (j, centre) in self.centres.iter().enumerate() {
                let distance = squared_distance(point, *centre);
                if distance < best {
                    (runner_up, best, label) = (best, distance, j);
                } else if distance < runner_up {
                    runner_up = distance;
                }
            }
            *upper = best.sqrt() - self.drifted[label];
            *lower = runner_up.sqrt() + self.others_drifted[label];
            if label != old {
                changed = true;
                *own = label as u8;
                self.counts[old] -= 1;
                self.counts[label] += 1;
                for (f, x) in point.into_iter().enumerate() {
                    self.sums[old][f] -= x;
                    self.sums[label][f] += x;
                }
            }
        }
        changed
    }
}

fn inertia_of<const D: usize>(points: &Points<D>, labels: &[u8], centres: &[Point<D>]) -> f64 {
    labels.iter().enumerate().map(|(row, &label)| squared_distance(points.get(row), centres[usize::from(label)])).sum()
}

/// Sum and number of each cluster's points, added in row order.
fn sums_of<const D: usize>(points: &Points<D>, labels: &[u8], k: usize) -> (Vec<Point<D>>, Vec<u32>) {
    let mut sums = vec![[0.0; D]; k];
    let mut counts = vec![0; k];
    for (row, &label) in labels.iter().enumerate() {
        let (point, sum) = (points.get(row), &mut sums[usize::from(label)]);
        for f in 0..D {
            sum[f] += point[f];
        }
        counts[usize::from(label)] += 1;
    }
    (sums, counts)
}

/// Runs to the end.
#[cfg(test)]
pub(super) fn run_to_end<const D: usize>(points: &Points<D>, centres: Vec<Point<D>>) -> Partition<D> {
    let mut run = Run::new(points, centres);
    while !run.is_done() {
        run.pass(points);
    }
    run.finish(points)
}

/// The nearest centre of each point, the first of equals.
pub(super) fn nearest_centres<const D: usize>(points: &Points<D>, centres: &[Point<D>]) -> Vec<u8> {
    let mut run = Run::new(points, centres.to_vec());
    run.assign_all(points);
    run.labels
}

#[cfg(test)]
#[path = "kernel_tests.rs"]
mod tests;
