//! The bootstrap: means over customers drawn anew with replacement, to show how far figures depend on who happened to buy.

use clientele_core::statistics::draw;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Values that are added between two pauses.
const PER_STEP: usize = 4_000_000;
/// Values that are added in all, beyond which there are fewer draws.
const IN_ALL: usize = 600_000_000;
/// Draws: at least, at most.
const DRAWS: (usize, usize) = (100, 400);

/// Figures of customers, side by side; some customers do not count for some figures.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    columns: usize,
    values: Vec<f32>,
    /// Per customer and half of the columns, whether they count.
    counts: Vec<[bool; 2]>,
}

impl Figures {
    /// The first half of the columns counts for all, the second for some.
    pub(super) fn new(columns: usize) -> Self {
        Self { columns, ..Self::default() }
    }

    pub(super) fn push(&mut self, values: &[f32], counts: [bool; 2]) {
        self.values.extend(values.iter().copied().chain(std::iter::repeat(0.0)).take(self.columns));
        self.counts.push(counts);
    }

    pub(super) fn len(&self) -> usize {
        self.counts.len()
    }

    /// Customers that count for a half.
    pub(super) fn counted(&self, half: usize) -> u32 {
        self.counts.iter().filter(|counts| counts[half]).count() as u32
    }

    /// The mean of every column over these customers.
    pub(super) fn means(&self, customers: impl Iterator<Item = u32>) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        let mut n = [0_u32; 2];
        for customer in customers {
            let row = &self.values[customer as usize * self.columns..(customer as usize + 1) * self.columns];
            // Customers who do not count have 0 here.
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum += f64::from(value);
            }
            for (n, counts) in n.iter_mut().zip(self.counts[customer as usize]) {
                *n += u32::from(counts);
            }
        }
        for (column, sum) in sums.iter_mut().enumerate() {
            *sum /= f64::from(n[usize::from(column >= self.columns / 2)].max(1));
        }
        sums
    }
}

/// Draws under way.
#[derive(Clone, Debug)]
pub(super) struct Bootstrap {
    rng: Xoshiro256PlusPlus,
    draws: usize,
    /// Per draw the mean of every column.
    means: Vec<Vec<f64>>,
}

impl Bootstrap {
    pub(super) fn new(figures: &Figures, seed: u64) -> Self {
        let per_draw = (figures.len() * figures.columns).max(1);
        let draws = if figures.len() < 2 { 0 } else { (IN_ALL / per_draw).clamp(DRAWS.0, DRAWS.1) };
        Self { rng: draw::seeded(seed, 3), draws, means: Vec::new() }
    }

    pub(super) fn progress(&self) -> f64 {
        if self.draws == 0 { 1.0 } else { self.means.len() as f64 / self.draws as f64 }
    }

    /// Draws some times; true when often enough.
    pub(super) fn step(&mut self, figures: &Figures) -> bool {
        let n = figures.len() as u32;
        let mut added = 0;
        while self.means.len() < self.draws && added < PER_STEP {
            let rng = &mut self.rng;
            self.means.push(figures.means((0..n).map(|_| draw::below(rng, n))));
            added += figures.len() * figures.columns;
        }
        self.means.len() >= self.draws
    }

    /// The limits that 95 of 100 draws of a figure lie between; the figure itself without draws.
    pub(super) fn interval(&self, otherwise: f64, figure: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let mut values: Vec<f64> = self.means.iter().map(|means| figure(means)).collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values.get((share * values.len().saturating_sub(1) as f64).round() as usize).copied();
        (at(0.025).unwrap_or(otherwise), at(0.975).unwrap_or(otherwise))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_coin_is_known() {
        let mut figures = Figures::new(2);
        for customer in 0..400_u32 {
            let heads = (customer % 2) as f32;
            // The second column counts for a quarter of the customers only, heads all of them.
            let counts = customer % 4 == 1;
            figures.push(&[heads, if counts { 1.0 } else { 0.0 }], [true, counts]);
        }
        let means = figures.means(0..400);
        assert!((means[0] - 0.5).abs() < 1e-12 && (means[1] - 1.0).abs() < 1e-12);
        assert_eq!((figures.counted(0), figures.counted(1)), (400, 100));
        let mut bootstrap = Bootstrap::new(&figures, 1);
        while !bootstrap.step(&figures) {}
        let (low, high) = bootstrap.interval(0.5, |means| means[0]);
        // Standard error 0.025.
        assert!((0.44..0.46).contains(&low) && (0.54..0.56).contains(&high), "{low} {high}");
        assert_eq!(bootstrap.interval(1.0, |means| means[1]), (1.0, 1.0));
    }
}
