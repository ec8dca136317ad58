//! The whole clustering in small steps: runs for every k, silhouettes, the choice of k, stability. Knows nothing of progress
//! bars or cancelling: whoever calls [`Sweep::step`] may show the one and do the other.

use super::agreement::adjusted_rand;
use super::choose::{KReason, choose_k, elbow};
use super::error::ClusteringError;
use super::features::Features;
use super::kernel::{Partition, Run, nearest_centres, run_to_end};
use super::outcome::{Clustering, KQuality, Metrics, SilhouetteBasis, Stability, describe};
use super::params::ValidClusterParams;
use super::quality::{calinski_harabasz, davies_bouldin};
use super::silhouette::{EXACT_LIMIT, Silhouettes};
use super::start::{generator, greedy_plus_plus};
use crate::segment::{Rfm, draw};

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

// What the seeded generators are for; see `generator`.
const FOR_START: u8 = 0;
const FOR_SAMPLE: u8 = 1;
const FOR_RESAMPLE: u8 = 2;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepProgress {
    /// Parts done.
    pub done: u32,
    /// Parts in all.
    pub total: u32,
}

impl SweepProgress {
    /// Whether nothing is left to do.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// A clustering under way.
pub struct Sweep {
    params: ValidClusterParams,
    metrics: Metrics,
    features: Features,
    max_k: u32,
    /// The best partition of each k that has one, ascending.
    best: Vec<Partition>,
    by_k: Vec<KQuality>,
    runs: Runs,
    phase: Phase,
    silhouettes: Option<Silhouettes>,
    adjusted_rand: Vec<f64>,
}

/// Where the runs stand.
struct Runs {
    k: u32,
    start: u32,
    run: Option<Run>,
    best: Option<Partition>,
}

enum Phase {
    Runs,
    Silhouettes,
    Resamples,
}

impl Sweep {
    /// Prepares the features; the work is done by [`Self::step`].
    ///
    /// # Errors
    /// [`ClusteringError`] when there are too few customers, or too few different ones.
    pub fn new(rfm: &Rfm, params: ValidClusterParams) -> Result<Self, ClusteringError> {
        let features = Features::of(rfm, params.get().transform)?;
        let distinct = features.distinct;
        if let Some(k) = params.get().k
            && k > distinct
        {
            return Err(ClusteringError::TooFewDistinct { k, distinct });
        }
        Ok(Self {
            max_k: params.get().max_clusters.min(distinct),
            params,
            metrics: Metrics {
                recency_days: rfm.recency_days.clone(),
                frequency: rfm.frequency.clone(),
                monetary: rfm.monetary.clone(),
            },
            features,
            best: Vec::new(),
            by_k: Vec::new(),
            runs: Runs { k: 2, start: 0, run: None, best: None },
            phase: Phase::Runs,
            silhouettes: None,
            adjusted_rand: Vec::new(),
        })
    }

    /// Does the next part of the work: at most about 50 ms for 100,000 customers.
    pub fn step(&mut self) -> SweepProgress {
        match &mut self.phase {
            Phase::Runs => self.step_runs(),
            Phase::Silhouettes => self.step_silhouettes(),
            Phase::Resamples => self.step_resample(),
        }
        self.progress()
    }

    /// How far the work is.
    pub fn progress(&self) -> SweepProgress {
        let n_init = self.params.get().n_init;
        let starts_up_to = |k: u32| (2..=k).sum::<u32>() * n_init;
        let runs = starts_up_to(self.max_k);
        let total = runs + SILHOUETTE_PARTS + RESAMPLES * RESAMPLE_PARTS;
        let done = match &self.phase {
            Phase::Runs => starts_up_to(self.runs.k - 1) + self.runs.start * self.runs.k,
            Phase::Silhouettes => {
                let (done, wanted) = self.silhouettes.as_ref().map_or((0, 0), |pass| (pass.done(), pass.wanted()));
                runs + (done as u64 * u64::from(SILHOUETTE_PARTS) / wanted.max(1) as u64) as u32
            }
            Phase::Resamples => runs + SILHOUETTE_PARTS + self.adjusted_rand.len() as u32 * RESAMPLE_PARTS,
        };
        SweepProgress { done, total }
    }

    fn step_runs(&mut self) {
        let points = &self.features.points;
        let (seed, n_init) = (self.params.get().seed, self.params.get().n_init);
        let Runs { k, start, run, best } = &mut self.runs;
        let mut work = 0;
        while work < STEP_WORK {
            let Some(mut current) = run.take() else {
                if *start == n_init {
                    self.best.extend(best.take());
                    (*k, *start) = (*k + 1, 0);
                    if *k > self.max_k {
                        let mut rng = generator(seed, FOR_SAMPLE, 0, 0);
                        let partitions: Vec<&Partition> = self.best.iter().collect();
                        let pass = Silhouettes::new(points, &partitions, EXACT_LIMIT, &mut rng);
                        self.silhouettes = Some(pass);
                        self.phase = Phase::Silhouettes;
                        return;
                    }
                }
                let centres = greedy_plus_plus(points, *k, &mut generator(seed, FOR_START, *k, *start));
                *run = Some(Run::new(points, centres));
                work += 3 * points.len() * *k as usize;
                continue;
            };
            if current.is_done() {
                let partition = current.finish(points);
                if best.as_ref().is_none_or(|b| partition.inertia < b.inertia) {
                    *best = Some(partition);
                }
                *start += 1;
                work += points.len();
            } else {
                current.pass(points);
                work += 2 * points.len();
                *run = Some(current);
            }
        }
    }

    fn step_silhouettes(&mut self) {
        let Some(pass) = &mut self.silhouettes else { return };
        pass.advance(STEP_WORK);
        if !pass.is_done() {
            return;
        }
        let points = &self.features.points;
        for (index, partition) in self.best.iter().enumerate() {
            let mean = pass.mean(index);
            self.by_k.push(KQuality {
                k: partition.centres.len() as u32,
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
            return;
        }
        let points = &self.features.points;
        let mut rng = generator(self.params.get().seed, FOR_RESAMPLE, 0, number);
        let rows: Vec<u32> = (0..self.drawn()).map(|_| draw::below(&mut rng, points.len() as u32)).collect();
        let sample = points.pick(&rows);
        let mut best: Option<Partition> = None;
        for _ in 0..RESAMPLE_STARTS {
            let run = run_to_end(&sample, greedy_plus_plus(&sample, partition.centres.len() as u32, &mut rng));
            if best.as_ref().is_none_or(|b| run.inertia < b.inertia) {
                best = Some(run);
            }
        }
        if let Some(best) = best {
            let labels = nearest_centres(points, &best.centres);
            self.adjusted_rand.push(adjusted_rand(&partition.labels, &labels));
        }
    }

    fn drawn(&self) -> usize {
        self.features.points.len().min(RESAMPLE_LIMIT)
    }

    /// The chosen partition's position in `best`, which has one for every k from 2, and why it was chosen.
    fn chosen(&self) -> (usize, u32, KReason) {
        let (k, reason) = choose_k(&self.by_k, self.params.get().k);
        (k.saturating_sub(2) as usize, k, reason)
    }

    /// The result; does what is left of the work first.
    pub fn finish(mut self) -> Clustering {
        while !self.step().is_done() {}
        let (index, k, reason) = self.chosen();
        let customers = self.features.points.len() as u32;
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
        let (clusters, label) = describe(&self.metrics, &partition.labels, &partition.centres);
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
        }
    }
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
