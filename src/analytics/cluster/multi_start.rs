//! K-means for one k from several starts: each runs until its centres hardly move, and the best of them to the end.
//!
//! With many points a start first settles on a sample, which brings it near its goal at a fraction of the work; starts that arrive
//! at the same centres there go on as one. (Bradley & Fayyad 1998, "Refining initial points for K-means clustering", start from
//! samples too.)

use super::features::{Points, squared_distance};
use super::kernel::{Partition, Run};
use super::start::{generator, greedy_plus_plus};

/// From this many points on, starts settle on a sample first.
pub(super) const SAMPLED_FROM: usize = 3 * SAMPLE;
/// Points in that sample.
pub(super) const SAMPLE: usize = 3_000;
/// Squared distance, in variances, up to which two centres count as the same place.
const SAME_PLACE: f64 = 0.01;

/// The starts of one k under way.
pub(super) struct MultiStart<const D: usize> {
    k: u32,
    started: u32,
    phase: Phase<D>,
    /// Where starts have settled on the sample.
    met: Vec<Vec<[f64; D]>>,
    best: Option<(f64, Run<D>)>,
}

enum Phase<const D: usize> {
    /// The next start, if there is one.
    Start,
    /// A start on the sample.
    Sample(Run<D>),
    /// A start on all points.
    Full(Run<D>),
    /// The best start, to the end.
    Last(Run<D>),
    Done(Partition<D>),
}

/// What starts draw from: the seed, the purpose of the draws (see [`generator`]), and how many starts there are.
#[derive(Clone, Copy)]
pub(super) struct Starts {
    pub(super) seed: u64,
    pub(super) purpose: u8,
    pub(super) count: u32,
}

impl<const D: usize> MultiStart<D> {
    pub(super) fn new(k: u32) -> Self {
        Self { k, started: 0, phase: Phase::Start, met: Vec::new(), best: None }
    }

    pub(super) fn k(&self) -> u32 {
        self.k
    }

    /// Starts that are over.
    pub(super) fn started(&self) -> u32 {
        self.started
    }

    /// The best partition, once all is done.
    pub(super) fn result(&mut self) -> Option<Partition<D>> {
        match &mut self.phase {
            Phase::Done(partition) => Some(std::mem::take(partition)),
            _ => None,
        }
    }

    /// Does one pass, or draws one start. How much work that was, in distances.
    pub(super) fn advance(&mut self, points: &Points<D>, sample: Option<&Points<D>>, starts: Starts) -> usize {
        let (phase, work) = match std::mem::replace(&mut self.phase, Phase::Start) {
            Phase::Start if self.started < starts.count => {
                let on = sample.unwrap_or(points);
                let mut rng = generator(starts.seed, starts.purpose, self.k, self.started);
                let run = Run::new(on, greedy_plus_plus(on, self.k, &mut rng));
                (if sample.is_some() { Phase::Sample(run) } else { Phase::Full(run) }, 3 * on.len() * self.k as usize)
            }
            Phase::Start => match self.best.take() {
                Some((_, run)) => (Phase::Last(run), 1),
                None => (Phase::Done(Partition::default()), 1),
            },
            Phase::Sample(mut run) if !run.is_settled() => {
                let on = sample.unwrap_or(points);
                run.pass(on);
                (Phase::Sample(run), 2 * on.len())
            }
            Phase::Sample(run) => {
                let centres = run.into_centres();
                if self.met.iter().any(|others| are_same(others, &centres)) {
                    self.started += 1;
                    (Phase::Start, 1)
                } else {
                    self.met.push(centres.clone());
                    (Phase::Full(Run::new(points, centres)), points.len())
                }
            }
            Phase::Full(mut run) if !run.is_settled() => {
                run.pass(points);
                (Phase::Full(run), 2 * points.len())
            }
            Phase::Full(run) => {
                let inertia = run.inertia(points);
                if self.best.as_ref().is_none_or(|(best, _)| inertia < *best) {
                    self.best = Some((inertia, run));
                }
                self.started += 1;
                (Phase::Start, points.len())
            }
            Phase::Last(mut run) if !run.is_done() => {
                run.pass(points);
                (Phase::Last(run), 2 * points.len())
            }
            Phase::Last(run) => (Phase::Done(run.finish(points)), 2 * points.len()),
            done @ Phase::Done(_) => (done, 1),
        };
        self.phase = phase;
        work
    }
}

/// Runs all starts to the end and gives the best partition; `None` without points.
pub(super) fn best_of_starts<const D: usize>(
    points: &Points<D>,
    sample: Option<&Points<D>>,
    k: u32,
    starts: Starts,
) -> Option<Partition<D>> {
    let mut runs = MultiStart::new(k);
    loop {
        runs.advance(points, sample, starts);
        if let Some(partition) = runs.result() {
            return (!partition.labels.is_empty()).then_some(partition);
        }
    }
}

/// Whether each centre of the one has a centre of the other at its place, a different one each.
fn are_same<const D: usize>(one: &[[f64; D]], other: &[[f64; D]]) -> bool {
    let mut free: Vec<&[f64; D]> = other.iter().collect();
    one.iter().all(|centre| {
        let at = free.iter().position(|other| squared_distance(*centre, **other) <= SAME_PLACE);
        at.map(|at| free.swap_remove(at)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_places_in_any_order() {
        let centres = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.05]];
        let turned = [[0.0, 1.0, 0.0], [0.0, 0.05, 0.0], [1.0, 0.0, 0.0]];
        assert!(are_same(&centres, &turned));
        assert!(
            !are_same(&centres, &[[0.0, 0.0, 0.0], [0.05, 0.0, 0.0], [0.0, 1.0, 0.0]]),
            "two at one place are not two places"
        );
    }
}
