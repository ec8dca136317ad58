//! Coordinate search over blends, on scores cached for the customers of one window.

use super::blend::{Blend, COORDINATES, Cache, Measure};
use clientele_core::statistics::sum;

/// Tried for each coordinate in turn: its value times these. A coordinate at 0 is tried at [`FROM_NOTHING`].
const FACTORS: [f64; 5] = [0.0, 0.5, 0.8, 1.25, 2.0];
/// See [`FACTORS`].
const FROM_NOTHING: f64 = 0.1;
/// Less than this is no gain: changes that do nothing measurable are not made.
const LEAST_GAIN: f64 = 2e-4;
/// Times that all coordinates are gone through at most.
const ROUNDS: u32 = 5;

/// Customers that a blend is tried on between two pauses.
const ROWS_PER_STEP: usize = 500;

/// Customers that a search looks at.
#[derive(Clone, Debug)]
pub(super) struct Rows(pub(super) Vec<u32>);

/// Mean NDCG at 10 of a blend over the rows.
pub(super) fn mean_ndcg(cache: &Cache, rows: &Rows, measure: Measure, blend: &Blend) -> f64 {
    let values = ndcgs(cache, rows, measure, blend);
    sum(values.iter().copied()) / values.len().max(1) as f64
}

/// NDCG at 10 of each of the rows, in their order.
pub(super) fn ndcgs(cache: &Cache, rows: &Rows, measure: Measure, blend: &Blend) -> Vec<f64> {
    let (trend, mut scores) = (cache.trend(blend), Vec::new());
    rows.0.iter().map(|&row| cache.ndcg(blend, &trend, measure, row as usize, &mut scores)).collect()
}

/// A search under way.
#[derive(Clone, Debug)]
pub(super) struct Search {
    rows: Rows,
    measure: Measure,
    best: Blend,
    best_mean: Option<f64>,
    /// NDCG of the rows that the blend under trial has been tried on so far.
    values: Vec<f64>,
    coordinate: usize,
    factor: usize,
    /// The coordinate's value before its factors were tried.
    from: f64,
    improved: bool,
    round: u32,
    left: u32,
    pub(super) tried: u32,
}

impl Search {
    /// Starts at a blend; tries at most `budget` others.
    pub(super) fn new(start: Blend, rows: Rows, measure: Measure, budget: u32) -> Self {
        Self {
            rows,
            measure,
            from: start.get(0),
            best: start,
            best_mean: None,
            values: Vec::new(),
            coordinate: 0,
            factor: 0,
            improved: false,
            round: 0,
            left: budget,
            tried: 0,
        }
    }

    /// Tries the next blend on some customers; true when no more are to be tried.
    pub(super) fn step(&mut self, cache: &Cache) -> bool {
        let Some(best_mean) = self.best_mean else {
            let Some(mean) = self.try_on(cache, self.best) else { return false };
            self.best_mean = Some(mean);
            return self.rows.0.is_empty();
        };
        if self.left == 0 || self.round == ROUNDS {
            return true;
        }
        let factor = FACTORS[self.factor];
        let value = if self.from > 0.0 { self.from * factor } else { FROM_NOTHING * factor };
        let blend = self.best.with(self.coordinate, value);
        if blend.is_sound() && blend != self.best {
            let Some(mean) = self.try_on(cache, blend) else { return false };
            self.left -= 1;
            self.tried += 1;
            if mean > best_mean + LEAST_GAIN {
                self.best = blend;
                self.best_mean = Some(mean);
                self.improved = true;
            }
        }
        self.next();
        false
    }

    /// The mean NDCG at 10 of a blend, once it has been tried on all rows: the next few of them.
    fn try_on(&mut self, cache: &Cache, blend: Blend) -> Option<f64> {
        let (done, all) = (self.values.len(), self.rows.0.len());
        let next = Rows(self.rows.0[done..all.min(done + ROWS_PER_STEP)].to_vec());
        self.values.extend(ndcgs(cache, &next, self.measure, &blend));
        if self.values.len() < all {
            return None;
        }
        let mean = sum(self.values.iter().copied()) / all.max(1) as f64;
        self.values.clear();
        Some(mean)
    }

    fn next(&mut self) {
        self.factor += 1;
        if self.factor == FACTORS.len() {
            self.factor = 0;
            self.coordinate += 1;
            if self.coordinate == COORDINATES {
                self.coordinate = 0;
                self.round = if self.improved { self.round + 1 } else { ROUNDS };
                self.improved = false;
            }
            self.from = self.best.get(self.coordinate);
        }
    }

    /// The best blend found.
    pub(super) fn best(&self) -> Blend {
        self.best
    }
}
