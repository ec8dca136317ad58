//! All starts of one k: each runs until its centres hardly move, and the best of them to the end. Knows nothing of other k.
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
pub(super) struct Race<const D: usize> {
    k: u32,
    started: u32,
    leg: Leg<D>,
    /// Where starts have settled on the sample.
    met: Vec<Vec<[f64; D]>>,
    best: Option<(f64, Run<D>)>,
}

enum Leg<const D: usize> {
    /// The next start, if there is one.
    Start,
    Sample(Run<D>),
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

impl<const D: usize> Race<D> {
    pub(super) fn new(k: u32) -> Self {
        Self { k, started: 0, leg: Leg::Start, met: Vec::new(), best: None }
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
        match &mut self.leg {
            Leg::Done(partition) => Some(std::mem::take(partition)),
            _ => None,
        }
    }

    /// Does one pass, or draws one start. How much work that was, in distances.
    pub(super) fn advance(&mut self, points: &Points<D>, sample: Option<&Points<D>>, starts: Starts) -> usize {
        let (leg, work) = match std::mem::replace(&mut self.leg, Leg::Start) {
            Leg::Start if self.started < starts.count => {
                let on = sample.unwrap_or(points);
                let mut rng = generator(starts.seed, starts.purpose, self.k, self.started);
                let run = Run::new(on, greedy_plus_plus(on, self.k, &mut rng));
                (if sample.is_some() { Leg::Sample(run) } else { Leg::Full(run) }, 3 * on.len() * self.k as usize)
            }
            Leg::Start => match self.best.take() {
                Some((_, run)) => (Leg::Last(run), 1),
                None => (Leg::Done(Partition::default()), 1),
            },
            Leg::Sample(mut run) if !run.is_settled() => {
                let on = sample.unwrap_or(points);
                run.pass(on);
                (Leg::Sample(run), 2 * on.len())
            }
            Leg::Sample(run) => {
                let centres = run.into_centres();
                if self.met.iter().any(|others| are_same(others, &centres)) {
                    self.started += 1;
                    (Leg::Start, 1)
                } else {
                    self.met.push(centres.clone());
                    (Leg::Full(Run::new(points, centres)), points.len())
                }
            }
            Leg::Full(mut run) if !run.is_settled() => {
                run.pass(points);
                (Leg::Full(run), 2 * points.len())
            }
            Leg::Full(run) => {
                let inertia = run.inertia(points);
                if self.best.as_ref().is_none_or(|(best, _)| inertia < *best) {
                    self.best = Some((inertia, run));
                }
                self.started += 1;
                (Leg::Start, points.len())
            }
            Leg::Last(mut run) if !run.is_done() => {
                run.pass(points);
                (Leg::Last(run), 2 * points.len())
            }
            Leg::Last(run) => (Leg::Done(run.finish(points)), 2 * points.len()),
            done @ Leg::Done(_) => (done, 1),
        };
        self.leg = leg;
        work
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
