//! Maximum likelihood in small steps: several seeded starts on a sample of the data, the best of them on all of it, a Newton step,
//! and the curvature there for standard errors. The search runs over logarithms of the parameters; the models give them their meaning.

use super::optimise::{Bfgs, Matrix, Search, Vector};
use clientele_core::statistics::draw::{seeded, unit};
use clientele_core::statistics::invert_positive_definite;
use std::ops::Range;

/// A likelihood that can be added up over blocks of rows.
pub(super) trait Likelihood<const N: usize> {
    /// What depends on the parameters only.
    type Prepared;

    /// Rows to add up.
    fn rows(&self) -> usize;

    /// Customers that the rows stand for.
    fn weight(&self) -> f64;

    /// Works out what depends on the parameters only, from their logarithms.
    fn prepare(&self, theta: &Vector<N>) -> Self::Prepared;

    /// Log-likelihood of some rows and its slopes by the logarithms of the parameters.
    fn block(&self, prepared: &Self::Prepared, rows: Range<usize>) -> (f64, Vector<N>);
}

/// Rows that one step adds up; about 5 to 15 milliseconds.
const STEP_ROWS: usize = 100_000;
/// Slope per customer at which a search on the sample ends.
const ROUGH: f64 = 1e-5;
/// Slope per customer at which the search on all data ends.
const FINE: f64 = 1e-9;
/// Slope per customer at which a search that found nothing better counts as having arrived.
const ARRIVED: f64 = 1e-6;
/// How far, in logarithms, parameters may go from the first start before a wall rises: a factor of about 3,000. Beyond
/// that customers are as good as alike, and the likelihood hardly changes.
const FAR: f64 = 8.0;
/// Height of the wall, per customer and squared excess.
const WALL: f64 = 10.0;
/// Step of the differences of slopes, in logarithms.
const CURVATURE_STEP: f64 = 1e-4;
/// Share of the best log-likelihood within which another start counts as having found the same.
const SAME: f64 = 1e-6;

/// What a search found.
#[derive(Clone, Debug)]
pub(super) struct FitResult<const N: usize> {
    /// Logarithms of the parameters.
    pub(super) theta: Vector<N>,
    /// Log-likelihood of all rows there.
    pub(super) log_likelihood: f64,
    /// Whether the slope is as good as zero.
    pub(super) converged: bool,
    /// Whether some parameter ran to the edge of what is allowed.
    pub(super) at_edge: bool,
    /// Whether each parameter is so far out that the data do not determine its size.
    pub(super) far_out: [bool; N],
    /// Covariance of the logarithms; `None` when the data do not settle them.
    pub(super) covariance: Option<Matrix<N>>,
    /// Starts that ended at the best value of the sample, of all starts.
    pub(super) agreeing: u32,
    /// Evaluations of the likelihood, on sample and all data.
    pub(super) evaluations: u32,
}

/// A fit under way.
pub(super) struct MaximumLikelihood<const N: usize, L: Likelihood<N>> {
    all: L,
    sample: L,
    centre: Vector<N>,
    starts: Vec<Vector<N>>,
    ends: Vec<(Vector<N>, f64)>,
    search: Bfgs<N>,
    evaluation: Option<Evaluation<N, L::Prepared>>,
    phase: Phase<N>,
    evaluations: u32,
}

enum Phase<const N: usize> {
    Starts,
    All,
    /// The point, its value, whether the search converged, and the slopes of the `2 N` points around it so far.
    Curvature(Vector<N>, f64, bool, Vec<Vector<N>>),
    /// The point after a Newton step is tried: what was found without it.
    Newton(FitResult<N>, Vector<N>),
    Done(Option<FitResult<N>>),
}

struct Evaluation<const N: usize, P> {
    theta: Vector<N>,
    prepared: P,
    next: usize,
    value: f64,
    slopes: Vector<N>,
}

impl<const N: usize, L: Likelihood<N>> MaximumLikelihood<N, L> {
    /// Searches from `centre` (logarithms) and from `starts - 1` points drawn around it; `sample` stands for `all` until the best
    /// start is known.
    pub(super) fn new(all: L, sample: L, centre: Vector<N>, starts: u32, seed: u64) -> Self {
        let mut rng = seeded(seed, 0);
        // Within a factor of e² ≈ 7 either way.
        let mut near = |x: f64| x + 4.0 * (unit(&mut rng) - 0.5);
        let mut starts: Vec<Vector<N>> = (1..starts).map(|_| centre.map(&mut near)).collect();
        starts.reverse();
        Self {
            all,
            sample,
            centre,
            starts,
            ends: Vec::new(),
            search: Bfgs::new(centre, ROUGH),
            evaluation: None,
            phase: Phase::Starts,
            evaluations: 0,
        }
    }

    /// Does the next part of the work. Whether nothing is left.
    pub(super) fn step(&mut self) -> bool {
        let mut rows = 0;
        while rows < STEP_ROWS {
            if matches!(self.phase, Phase::Done(_)) {
                return true;
            }
            rows += self.advance(STEP_ROWS - rows).max(1);
        }
        matches!(self.phase, Phase::Done(_))
    }

    /// What was found; `None` before the end, or when no likelihood was a number.
    pub(super) fn result(&self) -> Option<&FitResult<N>> {
        match &self.phase {
            Phase::Done(found) => found.as_ref(),
            _ => None,
        }
    }

    fn data(&self) -> &L {
        if matches!(self.phase, Phase::Starts) { &self.sample } else { &self.all }
    }

    /// Adds up at most `most` rows of the evaluation at hand, and takes its result when it is complete. The rows added.
    fn advance(&mut self, most: usize) -> usize {
        let mut evaluation = match self.evaluation.take() {
            Some(evaluation) => evaluation,
            None => {
                let theta = self.wanted();
                let prepared = self.data().prepare(&theta);
                Evaluation { theta, prepared, next: 0, value: 0.0, slopes: [0.0; N] }
            }
        };
        let end = (evaluation.next + most).min(self.data().rows());
        let rows = evaluation.next..end;
        let added = rows.len();
        let (value, slopes) = self.data().block(&evaluation.prepared, rows);
        evaluation.value += value;
        for (sum, slope) in evaluation.slopes.iter_mut().zip(slopes) {
            *sum += slope;
        }
        evaluation.next = end;
        if end < self.data().rows() {
            self.evaluation = Some(evaluation);
            return added;
        }
        self.evaluations += 1;
        let weight = self.data().weight().max(1.0);
        // The search minimises the negative log-likelihood per customer, plus a penalty that keeps it from running off to infinity.
        let mut cost = -evaluation.value / weight;
        let mut slopes = evaluation.slopes.map(|s| -s / weight);
        for ((slope, x), centre) in slopes.iter_mut().zip(evaluation.theta).zip(self.centre) {
            let away = x - centre;
            let excess = away.abs() - FAR;
            if excess > 0.0 {
                cost += WALL * excess * excess;
                *slope += 2.0 * WALL * excess * away.signum();
            }
        }
        self.take(evaluation.theta, cost, slopes, evaluation.value);
        added
    }

    fn wanted(&self) -> Vector<N> {
        match &self.phase {
            Phase::Curvature(point, _, _, slopes) => {
                let mut theta = *point;
                let sign = if slopes.len() % 2 == 0 { 1.0 } else { -1.0 };
                if let Some(x) = theta.get_mut(slopes.len() / 2) {
                    *x += sign * CURVATURE_STEP;
                }
                theta
            }
            Phase::Newton(_, point) => *point,
            Phase::Starts | Phase::All | Phase::Done(_) => self.search.ask(),
        }
    }

    fn take(&mut self, theta: Vector<N>, cost: f64, slopes: Vector<N>, log_likelihood: f64) {
        match std::mem::replace(&mut self.phase, Phase::Done(None)) {
            Phase::Starts => {
                self.search.tell(cost, slopes);
                self.phase = Phase::Starts;
                if self.search.state() != Search::Running {
                    self.ends.extend(self.search.best());
                    match self.starts.pop() {
                        Some(start) => self.search = Bfgs::new(start, ROUGH),
                        None => self.begin_all(),
                    }
                }
            }
            Phase::All => {
                self.search.tell(cost, slopes);
                self.phase = match (self.search.state(), self.search.best()) {
                    (Search::Running, _) => Phase::All,
                    (state, Some((point, value))) => {
                        Phase::Curvature(point, value, state == Search::Converged, Vec::with_capacity(2 * N))
                    }
                    (_, None) => Phase::Done(None),
                };
            }
            Phase::Curvature(point, value, converged, mut around) => {
                around.push(slopes);
                self.phase = if around.len() < 2 * N {
                    Phase::Curvature(point, value, converged, around)
                } else {
                    self.settle(point, value, converged, &around)
                };
            }
            Phase::Newton(mut found, _) => {
                let arrived = slopes.iter().all(|s| s.abs() <= ARRIVED);
                if cost.is_finite() && arrived && log_likelihood >= found.log_likelihood {
                    (found.theta, found.log_likelihood) = (theta, log_likelihood);
                }
                found.converged |= arrived;
                found.evaluations = self.evaluations;
                self.phase = Phase::Done(Some(found));
            }
            done @ Phase::Done(_) => self.phase = done,
        }
    }

    fn begin_all(&mut self) {
        let mut best: Option<(Vector<N>, f64)> = None;
        for &(point, value) in &self.ends {
            if best.is_none_or(|(_, lowest)| value < lowest) {
                best = Some((point, value));
            }
        }
        self.phase = match best {
            Some((point, _)) => {
                self.search = Bfgs::new(point, FINE);
                Phase::All
            }
            None => Phase::Done(None),
        };
    }

    /// From the slopes around the point: the curvature, its inverse, and the point of a Newton step.
    fn settle(&self, point: Vector<N>, cost: f64, converged: bool, around: &[Vector<N>]) -> Phase<N> {
        let weight = self.all.weight().max(1.0);
        let slope = |i: usize, side: usize, j: usize| around.get(2 * i + side).map_or(f64::NAN, |s| s[j]);
        let difference = |i: usize, j: usize| (slope(i, 0, j) - slope(i, 1, j)) / (2.0 * CURVATURE_STEP);
        let curvature: Matrix<N> = std::array::from_fn(|i| std::array::from_fn(|j| (difference(i, j) + difference(j, i)) / 2.0));
        let inverse = invert_positive_definite(&curvature);
        // The slope at the point is the mean of the slopes on either side, up to terms of third order.
        let here: Vector<N> =
            std::array::from_fn(|j| (0..N).map(|i| (slope(i, 0, j) + slope(i, 1, j)) / 2.0).sum::<f64>() / N as f64);
        let at_edge = (0..N).any(|i| (point[i] - self.centre[i]).abs() > FAR - 0.5);
        let best_of_sample = self.ends.iter().map(|end| end.1).fold(f64::INFINITY, f64::min);
        let agreeing = self.ends.iter().filter(|end| end.1 - best_of_sample <= SAME * best_of_sample.abs()).count() as u32;
        let found = FitResult {
            theta: point,
            // Without the penalty, which is 0 inside its bounds.
            log_likelihood: -cost * weight,
            converged: converged || here.iter().all(|s| s.abs() <= ARRIVED),
            at_edge,
            far_out: std::array::from_fn(|i| at_edge && (point[i] - self.centre[i]).abs() > FAR / 2.0),
            covariance: inverse.map(|rows| rows.map(|row| row.map(|x| x / weight))),
            agreeing,
            evaluations: self.evaluations,
        };
        let step: Option<Vector<N>> =
            inverse.map(|rows| std::array::from_fn(|i| -rows[i].iter().zip(&here).map(|(h, s)| h * s).sum::<f64>()));
        match step.filter(|step| step.iter().all(|d| d.abs() <= 0.1)) {
            Some(step) => Phase::Newton(found, std::array::from_fn(|i| point[i] + step[i])),
            None => Phase::Done(Some(found)),
        }
    }
}
