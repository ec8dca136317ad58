//! Silhouettes (Rousseeuw 1987), Euclidean, for several partitions of the same points in one pass over the distances: for all
//! points while that is affordable, else for a stratified sample of them. A sampled point's value is exact too: it is compared
//! with all points, not with the sample only.

use super::features::{FEATURES, FeatureMatrix, Points};
use super::kernel::Partition;
use clientele_core::statistics::draw;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::ops::Range;

/// Points up to which every point's silhouette is computed.
pub(super) const EXACT_LIMIT: usize = 14_000;
/// Distances that a sample may cost: about as many as all pairs of [`EXACT_LIMIT`] points.
const SAMPLE_DISTANCES: usize = EXACT_LIMIT * EXACT_LIMIT;
/// The smallest sample.
const SAMPLE_MIN: usize = 1_000;
/// Points whose distances are summed side by side, for vector instructions. Each sum is in the order of the points.
const LANES: usize = 8;

/// A pass under way over points that are sorted so that those with the same label in every partition lie together: the
/// distances to such a group are added once for all partitions.
pub(super) struct Silhouettes<const D: usize = FEATURES> {
    sorted: FeatureMatrix<D>,
    /// Row of each sorted position.
    row_of: Vec<u32>,
    groups: Vec<Range<usize>>,
    /// Cluster of each group: `[partition][group]`.
    cluster_of: Vec<Vec<u8>>,
    /// Sizes of clusters: `[partition][cluster]`.
    counts: Vec<Vec<u32>>,
    /// Sorted positions to compute, by stratum.
    wanted: Vec<u32>,
    /// Size in all and in the sample of each stratum; none when all points are computed.
    strata: Vec<Stratum>,
    next: usize,
    /// `[partition][index in wanted]`.
    values: Vec<Vec<f64>>,
}

struct Stratum {
    size: usize,
    sampled: Range<usize>,
}

/// A mean silhouette with what is known of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub(super) value: f64,
    /// `None` when every point was computed.
    pub(super) standard_error: Option<f64>,
}

impl<const D: usize> Silhouettes<D> {
    /// Partitions must be of the same points, at least one, the finest last. `exact_limit` is [`EXACT_LIMIT`] but in tests.
    pub(super) fn new(
        points: &Points<D>,
        partitions: &[&Partition<D>],
        exact_limit: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Self {
        let n = points.len();
        // At most 19 partitions of at most 20 clusters: five bits a label fit in one key.
        let key = |row: u32| partitions.iter().fold(0, |key, p| key << 5 | u128::from(p.labels[row as usize]));
        let mut keys: Vec<(u128, u32)> = (0..n as u32).map(|row| (key(row), row)).collect();
        keys.sort_unstable();
        let mut groups: Vec<Range<usize>> = Vec::new();
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            let start = groups.last().map_or(0, |before| before.end);
            groups.push(start..start + group.len());
        }
        let row_of: Vec<u32> = keys.into_iter().map(|(_, row)| row).collect();
        let first_label = |p: &&Partition<D>| groups.iter().map(|g| p.labels[row_of[g.start] as usize]).collect();
        let (wanted, strata) = if n <= exact_limit {
            ((0..n as u32).collect(), Vec::new())
        } else {
            stratified_sample(&row_of, partitions.last().map_or(&[], |p| &p.labels), rng)
        };
        Self {
            sorted: points.select(&row_of),
            cluster_of: partitions.iter().map(first_label).collect(),
            counts: partitions.iter().map(|p| p.counts.clone()).collect(),
            values: vec![Vec::with_capacity(wanted.len()); partitions.len()],
            row_of,
            groups,
            wanted,
            strata,
            next: 0,
        }
    }

    /// How many points are computed.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.len()
    }

    pub(super) fn is_exact(&self) -> bool {
        self.strata.is_empty()
    }

    pub(super) fn done(&self) -> usize {
        self.next
    }

    pub(super) fn is_done(&self) -> bool {
        self.next >= self.wanted.len()
    }

    /// Computes the next points, at a cost of about `distances`; at least one block of them.
    pub(super) fn advance(&mut self, distances: usize) {
        let blocks = (distances / (self.row_of.len() * LANES).max(1)).max(1);
        for _ in 0..blocks {
            if self.is_done() {
                return;
            }
            self.block();
        }
    }

    fn block(&mut self) {
        let lanes = (self.wanted.len() - self.next).min(LANES);
        let mut positions = [0_usize; LANES];
        for (lane, position) in positions.iter_mut().enumerate() {
            *position = self.wanted[self.next + lane.min(lanes - 1)] as usize;
        }
        let sorted = self.sorted.points();
        let own: [[f64; LANES]; D] = std::array::from_fn(|f| positions.map(|p| sorted.columns[f][p]));
        let group_sums: Vec<[f64; LANES]> = self.groups.iter().map(|g| distance_sums(&sorted, g.clone(), &own)).collect();

        for partition in 0..self.values.len() {
            let (cluster_of, counts) = (&self.cluster_of[partition], &self.counts[partition]);
            let mut sums = vec![[0.0; LANES]; counts.len()];
            for (&cluster, group) in cluster_of.iter().zip(&group_sums) {
                for (sum, add) in sums[usize::from(cluster)].iter_mut().zip(group) {
                    *sum += add;
                }
            }
            for (lane, &position) in positions.iter().enumerate().take(lanes) {
                let group = self.groups.partition_point(|g| g.end <= position);
                let value = silhouette(usize::from(cluster_of[group]), counts, |cluster| sums[cluster][lane]);
                self.values[partition].push(value);
            }
        }
        self.next += lanes;
    }

    /// Mean of partition number `partition`, once done.
    pub(super) fn mean(&self, partition: usize) -> Mean {
        let values = &self.values[partition];
        let n = self.row_of.len() as f64;
        if self.is_exact() {
            return Mean { value: values.iter().sum::<f64>() / n, standard_error: None };
        }
        let (mut mean, mut variance) = (0.0, 0.0);
        for Stratum { size, sampled } in &self.strata {
            let values = values.get(sampled.clone()).unwrap_or(&[]);
            let (share, m) = (*size as f64 / n, values.len() as f64);
            if values.is_empty() {
                continue;
            }
            let own_mean = values.iter().sum::<f64>() / m;
            mean += share * own_mean;
            if values.len() > 1 {
                let squares: f64 = values.iter().map(|v| (v - own_mean) * (v - own_mean)).sum();
                variance += share * share * (1.0 - m / *size as f64) * squares / (m - 1.0) / m;
            }
        }
        Mean { value: mean, standard_error: Some(variance.sqrt()) }
    }

    /// The silhouette of each row in partition number `partition`; `None` for rows outside the sample.
    pub(super) fn by_row(&self, partition: usize) -> Vec<Option<f64>> {
        let mut by_row = vec![None; self.row_of.len()];
        for (&position, &value) in self.wanted.iter().zip(&self.values[partition]) {
            by_row[self.row_of[position as usize] as usize] = Some(value);
        }
        by_row
    }
}

/// Sums of the distances from each lane's point to the points of a group.
#[inline]
fn distance_sums<const D: usize>(points: &Points<D>, group: Range<usize>, own: &[[f64; LANES]; D]) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for row in group {
        let point = points.get(row);
        for lane in 0..LANES {
            let mut squares = 0.0;
            for f in 0..D {
                let apart = own[f][lane] - point[f];
                squares += apart * apart;
            }
            sums[lane] += squares.sqrt();
        }
    }
    sums
}

/// `(b - a) / max(a, b)`: a is the mean distance to the rest of the own cluster, b the smallest mean distance to another. 0 for
/// a cluster of one, and where all distances are 0.
fn silhouette(own: usize, counts: &[u32], sum: impl Fn(usize) -> f64) -> f64 {
    if counts[own] < 2 {
        return 0.0;
    }
    let a = sum(own) / f64::from(counts[own] - 1);
    let means = (0..counts.len()).filter(|&c| c != own && counts[c] > 0).map(|c| sum(c) / f64::from(counts[c]));
    let b = means.fold(f64::INFINITY, f64::min);
    let greater = if a > b { a } else { b };
    if greater > 0.0 && greater.is_finite() { (b - a) / greater } else { 0.0 }
}

/// Sorted positions of a sample with the share of each label that it has in all, at least two of each where there are two.
fn stratified_sample(row_of: &[u32], labels: &[u8], rng: &mut Xoshiro256PlusPlus) -> (Vec<u32>, Vec<Stratum>) {
    let n = row_of.len();
    let size = (SAMPLE_DISTANCES / n).max(SAMPLE_MIN).min(n);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); 256];
    for (position, &row) in row_of.iter().enumerate() {
        if let Some(&label) = labels.get(row as usize) {
            members[usize::from(label)].push(position as u32);
        }
    }
    let (mut wanted, mut strata) = (Vec::with_capacity(size), Vec::new());
    for mut stratum in members.into_iter().filter(|m| !m.is_empty()) {
        let take = ((stratum.len() as u64 * size as u64).div_ceil(n as u64) as usize).max(2).min(stratum.len());
        for i in 0..take {
            let pick = i + draw::below(rng, (stratum.len() - i) as u32) as usize;
            stratum.swap(i, pick);
        }
        strata.push(Stratum { size: stratum.len(), sampled: wanted.len()..wanted.len() + take });
        wanted.extend_from_slice(&stratum[..take]);
    }
    (wanted, strata)
}

#[cfg(test)]
#[path = "silhouette_tests.rs"]
mod tests;
