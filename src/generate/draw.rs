//! The generator's random draws: the same on every target, as logarithms and the like come from `libm`.

use clientele_core::statistics::draw;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded source of draws.
#[derive(Clone, Debug)]
pub(super) struct Draws(Xoshiro256PlusPlus);

impl Draws {
    /// The stream of draws for one purpose: drawing more for one purpose does not change the others.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        Self(draw::seeded(seed, purpose))
    }

    /// 0 (inclusive) to 1 (exclusive), a multiple of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        draw::unit(&mut self.0)
    }

    /// Below `bound`, each equally likely; 0 when `bound` is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        draw::below(&mut self.0, bound)
    }

    /// `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low.saturating_add_unsigned(self.below(high.abs_diff(low).saturating_add(1)))
    }

    /// True with probability `share`.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of the items; `None` of none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u32) as usize)
    }

    /// Standard normal (Box & Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Exponential with this mean.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Puts items into random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        draw::shuffle(&mut self.0, items);
    }

    /// A position, each as likely as its weight: `cumulative` holds the running sums, of which only `from..to` count.
    pub(super) fn by_weight(&mut self, cumulative: &[u64], from: usize, to: usize) -> usize {
        let below = if from == 0 { 0 } else { cumulative.get(from - 1).copied().unwrap_or(0) };
        let total = cumulative.get(to.wrapping_sub(1)).map_or(0, |sum| sum.saturating_sub(below));
        let target = below + (self.unit() * total as f64) as u64;
        let within = cumulative.get(from..to).unwrap_or(&[]);
        (from + within.partition_point(|&sum| sum <= target)).min(to.saturating_sub(1)).max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_followed() {
        let mut draws = Draws::new(1, 1);
        let cumulative = [5, 5, 8, 10, 100];
        let mut counts = [0; 5];
        for _ in 0..5_000 {
            counts[draws.by_weight(&cumulative, 1, 4)] += 1;
        }
        assert_eq!((counts[0], counts[1], counts[4]), (0, 0, 0));
        // 3 to 2: the standard deviation is 35.
        assert!((2_825..=3_175).contains(&counts[2]), "{counts:?}");
    }

    #[test]
    fn normals_are_normal() {
        let mut draws = Draws::new(2, 1);
        let values: Vec<f64> = (0..20_000).map(|_| draws.normal()).collect();
        let mean = values.iter().sum::<f64>() / 20_000.0;
        let variance = values.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
