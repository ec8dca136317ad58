//! Exponential decay by age, from a table. Knows nothing of purchases.

/// Ages beyond this count as this old (about 55 years).
const OLDEST_DAYS: usize = 20_000;

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
            self.table.push(libm::exp(-core::f64::consts::LN_2 * age / self.half_life_days) as f32);
        }
        self.table[age]
    }
}
