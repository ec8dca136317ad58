//! Exponential decay by age in days, from a table.

/// Ages beyond this count as this old (about 55 years).
const OLDEST_DAYS: usize = 20_000;
/// Never nothing: what was bought was bought, and sums of weights can be divided by.
const LEAST: f32 = 1e-12;

/// `0.5 ^ (age / half-life)` for whole days, each computed once.
#[derive(Clone, Debug)]
pub struct Decay {
    half_life_days: f64,
    table: Vec<f32>,
}

impl Decay {
    /// `half_life_days` is above zero.
    pub fn new(half_life_days: f64) -> Self {
        Self { half_life_days, table: Vec::new() }
    }

    /// The weight of something `age_days` old; 1 for today and the future.
    pub fn at_age(&mut self, age_days: i32) -> f32 {
        let age = (age_days.max(0) as usize).min(OLDEST_DAYS);
        while self.table.len() <= age {
            let age = self.table.len() as f64;
            let weight = libm::exp(-core::f64::consts::LN_2 * age / self.half_life_days) as f32;
            self.table.push(weight.max(LEAST));
        }
        self.table[age]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_with_each_half_life_and_never_vanishes() {
        let mut decay = Decay::new(30.0);
        for (age_days, expected) in [(-5, 1.0), (0, 1.0), (30, 0.5), (90, 0.125)] {
            assert!((f64::from(decay.at_age(age_days)) - expected).abs() < 1e-6);
        }
        assert!(Decay::new(1.0).at_age(i32::MAX) > 0.0);
    }
}
