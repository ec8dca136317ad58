//! The whole clustering in small steps: runs for every k, silhouettes, the choice of k, stability. Between calls of
//! [`Sweep::step`] a caller can show progress or stop.

use super::agreement::adjusted_rand;
use super::choose::{choose_k, elbow};
use super::error::ClusteringError;
use super::features::{FEATURES, FeatureMatrix, Features, Points, shown_metrics};
use super::kernel::{Partition, nearest_centres};
use super::kmeans::settling_sample;
use super::multi_start::{MultiStart, Starts, best_of_starts};
use super::outcome::{Clustering, KQuality, Metrics, SilhouetteBasis, SplitHalf, Stability, describe};
use super::params::{ClusterParams, Feature, ValidClusterParams};
use super::quality::{calinski_harabasz, davies_bouldin};
use super::reason::KReason;
use super::silhouette::{EXACT_LIMIT, Silhouettes};
use super::start::generator;
use crate::segment::Rfm;
use clientele_core::statistics::draw;
use rand::Rng;

/// Work of one step, in point-to-centre distances or their like; about ten milliseconds natively.
const STEP_WORK: usize = 4_000_000;
/// Bootstrap resamples of the chosen partition.
const RESAMPLES: u32 = 10;
/// Customers drawn for a resample, at most.
const RESAMPLE_LIMIT: usize = 10_000;
/// Starts for each resample.
const RESAMPLE_STARTS: u32 = 3;
/// Parts of the progress that stand for the silhouettes, where one start counts its k.
const SILHOUETTE_PARTS: u32 = 100;
/// Parts of the progress that stand for one resample.
const RESAMPLE_PARTS: u32 = 5;
/// Seeded splits into halves.
const SPLITS: u32 = 10;
/// Customers in a half, at most.
const SPLIT_LIMIT: usize = 5_000;
/// Parts of the progress that stand for one split.
const SPLIT_PARTS: u32 = 5;

// The purposes of the seeded generators; see `generator`.
const FOR_START: u8 = 0;
const FOR_SAMPLE: u8 = 1;
const FOR_RESAMPLE: u8 = 2;
const FOR_SPLIT: u8 = 3;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepProgress {
    /// Parts done.
    pub done: u32,
    /// Parts in all.
    pub total: u32,
}

impl SweepProgress {
    /// Whether all is done.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// A clustering under way.
pub struct Sweep(Width);

/// Points with as many columns as the usual features, or with room for all.
enum Width {
    Usual(Work<FEATURES>),
    Wide(Work<5>),
}

struct Work<const D: usize> {
    params: ValidClusterParams,
    metrics: Metrics,
    features: Features<D>,
    /// Standardised recency, frequency and monetary value, where clusters are made from other features.
    shown: Option<FeatureMatrix>,
    max_k: u32,
    /// The best partition of each k that has one, ascending.
    best: Vec<Partition<D>>,
    by_k: Vec<KQuality>,
    starts: MultiStart<D>,
    /// The points on which starts settle first, where there are many.
    sample: Option<FeatureMatrix<D>>,
    phase: Phase,
    silhouettes: Option<Silhouettes<D>>,
    adjusted_rand: Vec<f64>,
    split_half: SplitHalf,
}

enum Phase {
    Runs,
    Silhouettes,
    Resamples,
    Splits,
}

impl Sweep {
    /// Prepares the features; the work is done by [`Self::step`].
    ///
    /// # Errors
    /// [`ClusteringError`] when there are too few customers, or too few different ones.
    pub fn new(rfm: &Rfm, params: ValidClusterParams) -> Result<Self, ClusteringError> {
        Ok(Self(if params.get().features.len() <= FEATURES {
            Width::Usual(Work::new(rfm, params)?)
        } else {
            Width::Wide(Work::new(rfm, params)?)
        }))
    }

    /// Does the next part of the work: at most about 50 ms for 100,000 customers.
    pub fn step(&mut self) -> SweepProgress {
        match &mut self.0 {
            Width::Usual(work) => work.step(),
            Width::Wide(work) => work.step(),
        }
    }

    /// How far the work is.
    pub fn progress(&self) -> SweepProgress {
        match &self.0 {
            Width::Usual(work) => work.progress(),
            Width::Wide(work) => work.progress(),
        }
    }

    /// The result; does what is left of the work first.
    pub fn finish(self) -> Clustering {
        match self.0 {
            Width::Usual(work) => work.finish(),
            Width::Wide(work) => work.finish(),
        }
    }
}

impl<const D: usize> Work<D> {
    fn new(rfm: &Rfm, params: ValidClusterParams) -> Result<Self, ClusteringError> {
        let ClusterParams { features: chosen, transform, .. } = params.get();
        let shown = if *chosen == Feature::RFM { None } else { shown_metrics(rfm, *transform) };
        let features = Features::of(rfm, chosen, *transform)?;
        let distinct = features.distinct;
        if let Some(k) = params.get().k
            && k > distinct
        {
            return Err(ClusteringError::TooFewDistinct { k, distinct });
        }
        let sample = settling_sample(&features.matrix.points(), params.get().seed);
        Ok(Self {
            max_k: params.get().max_clusters.min(distinct),
            params,
            metrics: Metrics {
                recency_days: rfm.recency_days.clone(),
                frequency: rfm.frequency.clone(),
                monetary: rfm.monetary.clone(),
            },
            features,
            shown,
            best: Vec::new(),
            by_k: Vec::new(),
            starts: MultiStart::new(2),
            sample,
            phase: Phase::Runs,
            silhouettes: None,
            adjusted_rand: Vec::new(),
            split_half: SplitHalf::default(),
        })
    }

    fn step(&mut self) -> SweepProgress {
        match &mut self.phase {
            Phase::Runs => self.step_runs(),
            Phase::Silhouettes => self.step_silhouettes(),
            Phase::Resamples => self.step_resample(),
            Phase::Splits => self.step_split(),
        }
        self.progress()
    }

    fn progress(&self) -> SweepProgress {
        let n_init = self.params.get().n_init;
        let starts_up_to = |k: u32| (2..=k).sum::<u32>() * n_init;
        let runs = starts_up_to(self.max_k);
        let resamples = RESAMPLES * RESAMPLE_PARTS;
        let splits = if self.half() == 0 { 0 } else { SPLITS };
        let total = runs + SILHOUETTE_PARTS + resamples + splits * SPLIT_PARTS;
        let done = match &self.phase {
            Phase::Runs => starts_up_to(self.starts.k() - 1) + self.starts.started() * self.starts.k(),
            Phase::Silhouettes => {
                let (done, wanted) = self.silhouettes.as_ref().map_or((0, 0), |pass| (pass.done(), pass.wanted()));
                runs + (done as u64 * u64::from(SILHOUETTE_PARTS) / wanted.max(1) as u64) as u32
            }
            Phase::Resamples => runs + SILHOUETTE_PARTS + self.adjusted_rand.len() as u32 * RESAMPLE_PARTS,
            Phase::Splits => {
                runs + SILHOUETTE_PARTS + resamples + (self.split_half.adjusted_rand.len() as u32).min(splits) * SPLIT_PARTS
            }
        };
        SweepProgress { done, total }
    }

    fn step_runs(&mut self) {
        let points = &self.features.matrix.points();
        let ClusterParams { seed, n_init, .. } = *self.params.get();
        let starts = Starts { seed, purpose: FOR_START, count: n_init };
        let sample = self.sample.as_ref().map(FeatureMatrix::points);
        let mut work = 0;
        while work < STEP_WORK {
            work += self.starts.advance(points, sample.as_ref(), starts);
            let Some(partition) = self.starts.result() else { continue };
            self.best.push(partition);
            self.starts = MultiStart::new(self.starts.k() + 1);
            if self.starts.k() > self.max_k {
                let mut rng = generator(seed, FOR_SAMPLE, 0, 0);
                let partitions: Vec<&Partition<D>> = self.best.iter().collect();
                self.silhouettes = Some(Silhouettes::new(points, &partitions, EXACT_LIMIT, &mut rng));
                self.phase = Phase::Silhouettes;
                return;
            }
        }
    }

    fn step_silhouettes(&mut self) {
        let Some(pass) = &mut self.silhouettes else { return };
        pass.advance(STEP_WORK);
        if !pass.is_done() {
            return;
        }
        let points = &self.features.matrix.points();
        for (index, partition) in self.best.iter().enumerate() {
            let mean = pass.mean(index);
            self.by_k.push(KQuality {
                k: partition.centroids.nrows() as u32,
                inertia: partition.inertia,
                silhouette: mean.value,
                silhouette_standard_error: mean.standard_error,
                calinski_harabasz: calinski_harabasz(points, partition),
                davies_bouldin: davies_bouldin(points, partition),
            });
        }
        self.phase = Phase::Resamples;
    }

    fn step_resample(&mut self) {
        let number = self.adjusted_rand.len() as u32;
        let Some(partition) = self.best.get(self.chosen().0) else { return };
        if number >= RESAMPLES {
            self.phase = Phase::Splits;
            return self.step_split();
        }
        let points = &self.features.matrix.points();
        let mut rng = generator(self.params.get().seed, FOR_RESAMPLE, 0, number);
        let rows: Vec<u32> = (0..self.drawn()).map(|_| draw::below(&mut rng, points.len() as u32)).collect();
        let sample = points.select(&rows);
        let starts = Starts { seed: rng.next_u64(), purpose: FOR_RESAMPLE, count: RESAMPLE_STARTS };
        if let Some(best) = best_of_starts(&sample.points(), None, partition.centroids.nrows() as u32, starts) {
            let labels = nearest_centres(points, &best.centres());
            self.adjusted_rand.push(adjusted_rand(&partition.labels, &labels));
        }
    }

    fn step_split(&mut self) {
        let (half, number) = (self.half(), self.split_half.adjusted_rand.len() as u32);
        if half == 0 || number >= SPLITS {
            return;
        }
        let Some(k) = self.best.get(self.chosen().0).map(|partition| partition.centroids.nrows() as u32) else { return };
        let points = &self.features.matrix.points();
        let mut rng = generator(self.params.get().seed, FOR_SPLIT, 0, number);
        let mut rows: Vec<u32> = (0..points.len() as u32).collect();
        for i in 0..2 * half {
            let pick = i + draw::below(&mut rng, (rows.len() - i) as u32) as usize;
            rows.swap(i, pick);
        }
        let halves = [&rows[..half], &rows[half..2 * half]].map(|rows| points.select(rows));
        let [first, second] = halves.each_ref().map(|half| {
            best_of_starts(&half.points(), None, k, Starts { seed: rng.next_u64(), purpose: FOR_SPLIT, count: RESAMPLE_STARTS })
        });
        if let (Some(first), Some(second)) = (first, second) {
            let given = nearest_centres(&halves[1].points(), &first.centres());
            self.split_half.adjusted_rand.push(adjusted_rand(&second.labels, &given));
        }
    }

    /// Customers in each half of a split; 0 when a cluster would have fewer than two of them on average, or k is not known yet.
    fn half(&self) -> usize {
        let half = (self.features.matrix.nrows() / 2).min(SPLIT_LIMIT);
        if half < 2 * self.max_k as usize { 0 } else { half }
    }

    fn drawn(&self) -> usize {
        self.features.matrix.nrows().min(RESAMPLE_LIMIT)
    }

    /// The chosen partition's position in `best`, which has one for every k from 2, and why it was chosen.
    fn chosen(&self) -> (usize, u32, KReason) {
        let (k, reason) = choose_k(&self.by_k, self.params.get().k);
        (k.saturating_sub(2) as usize, k, reason)
    }

    fn finish(mut self) -> Clustering {
        while !self.step().is_done() {}
        let half = self.half();
        let (index, k, reason) = self.chosen();
        let customers = self.features.matrix.nrows() as u32;
        let (silhouette_basis, silhouette) = match &self.silhouettes {
            Some(pass) if !pass.is_exact() => {
                (SilhouetteBasis::Sample { sampled: pass.wanted() as u32, customers }, pass.by_row(index))
            }
            pass => (SilhouetteBasis::Exact { customers }, pass.as_ref().map(|p| p.by_row(index)).unwrap_or_default()),
        };
        let stability = Stability {
            mean_adjusted_rand: self.adjusted_rand.iter().sum::<f64>() / f64::from(RESAMPLES),
            drawn: self.drawn() as u32,
            adjusted_rand: self.adjusted_rand,
        };
        let partition = self.best.into_iter().nth(index).unwrap_or_default();
        let centres: Vec<[f64; FEATURES]> = match &self.shown {
            Some(shown) => means(&shown.points(), &partition.labels, &partition.counts),
            None => partition.centroids.rows().into_iter().map(|row| std::array::from_fn(|f| row[f])).collect(),
        };
        let (clusters, label) = describe(&self.metrics, &partition.labels, &centres);
        let mut split_half = self.split_half;
        let splits = split_half.adjusted_rand.len();
        split_half.half = half as u32;
        split_half.mean_adjusted_rand = (splits > 0).then(|| split_half.adjusted_rand.iter().sum::<f64>() / splits as f64);
        Clustering {
            params: self.params.get().clone(),
            scaling: self.features.scaling,
            elbow_k: elbow(&self.by_k),
            by_k: self.by_k,
            silhouette_basis,
            k,
            reason,
            clusters,
            label,
            silhouette,
            stability,
            split_half,
        }
    }
}

/// Mean of each cluster's points.
fn means(points: &Points<FEATURES>, labels: &[u8], counts: &[u32]) -> Vec<[f64; FEATURES]> {
    let mut sums = vec![[0.0; FEATURES]; counts.len()];
    for (row, &label) in labels.iter().enumerate() {
        for (sum, x) in sums[usize::from(label)].iter_mut().zip(points.get(row)) {
            *sum += x;
        }
    }
    sums.iter().zip(counts).map(|(sum, &count)| sum.map(|x| x / f64::from(count.max(1)))).collect()
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
