//! The result of a tuning: the proposed settings, what they gain, and how sure that is.

use crate::recommend::RecommendParams;
use crate::recommend::evaluate::{HoldoutWindow, Task};

/// A mean over customers with its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error; 0 for fewer than two customers.
    pub standard_error: f64,
}

impl Estimate {
    /// Of the differences `new - old`, customer by customer.
    pub fn of_differences(old: &[f64], new: &[f64]) -> Self {
        let n = old.len().min(new.len()) as f64;
        if n < 1.0 {
            return Self::default();
        }
        let differences = || old.iter().zip(new).map(|(old, new)| new - old);
        let mean = differences().sum::<f64>() / n;
        let squares: f64 = differences().map(|d| (d - mean) * (d - mean)).sum();
        let standard_error = if n > 1.0 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 };
        Self { mean, standard_error }
    }

    /// The interval that holds the true value in 95 of 100 cases, were the differences normal.
    pub fn interval(&self) -> (f64, f64) {
        (self.mean - 1.96 * self.standard_error, self.mean + 1.96 * self.standard_error)
    }
}

/// The settings found, and what they gained.
#[derive(Clone, Debug, PartialEq)]
pub struct TuneReport {
    /// What counted as right.
    pub task: Task,
    /// The days that the settings were chosen on.
    pub validation: HoldoutWindow,
    /// The days that were only looked at once, after that.
    pub test: HoldoutWindow,
    /// Customers that the settings were chosen by.
    pub validation_customers: u32,
    /// Customers that they were tested on.
    pub test_customers: u32,
    /// The settings before.
    pub before: RecommendParams,
    /// The settings found; those before when nothing better was found.
    pub tuned: RecommendParams,
    /// Whether they differ in weights or strategy settings.
    pub changed: bool,
    /// Settings that needed another model and were kept, as `name = value`.
    pub settings_kept: Vec<String>,
    /// NDCG at 10 on the validation window before.
    pub validation_before: f64,
    /// NDCG at 10 on the validation window with the settings found: flattering, as they were chosen for it.
    pub validation_after: f64,
    /// What weights found on one half of the customers gained on the other half, both ways.
    pub gain_on_unseen_customers: Estimate,
    /// NDCG at 10 on the test window before.
    pub test_before: f64,
    /// NDCG at 10 on the test window with the settings found.
    pub test_after: f64,
    /// The difference, customer by customer.
    pub test_gain: Estimate,
    /// Blends that were tried.
    pub blends_tried: u32,
    /// Models that were built, those for the test among them.
    pub models_built: u32,
}

impl TuneReport {
    /// Whether the settings found are better used than left: they differ, and did no worse on the days held back than chance allows.
    pub fn is_advised(&self) -> bool {
        self.changed && self.test_gain.interval().1 >= 0.0
    }

    /// What came of it, in plain sentences.
    pub fn verdict(&self) -> String {
        if self.validation_customers == 0 {
            return "No customer bought both before and in the days to choose by, so the settings stay as they were.".to_owned();
        }
        if !self.changed {
            return format!(
                "Nothing better was found on {} customers that would hold on others: the settings stay as they were.",
                self.validation_customers
            );
        }
        let (low, high) = self.test_gain.interval();
        let figures = format!("ranking quality {:.3} instead of {:.3}", self.test_after, self.test_before);
        if low > 0.0 {
            format!("The tuned settings do better on the days held back: {figures}.")
        } else if high < 0.0 {
            format!("The tuned settings do worse on the days held back ({figures}): better keep the settings as they were.")
        } else {
            format!("On the days held back the tuned settings are about as good as before: {figures}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_paired() {
        let gain = Estimate::of_differences(&[0.1, 0.5, 0.9], &[0.2, 0.6, 1.0]);
        assert!((gain.mean - 0.1).abs() < 1e-12 && gain.standard_error < 1e-12);
        let gain = Estimate::of_differences(&[0.0, 0.0], &[0.0, 1.0]);
        assert!((gain.mean - 0.5).abs() < 1e-12 && (gain.standard_error - 0.5).abs() < 1e-12);
        assert_eq!(Estimate::of_differences(&[], &[]), Estimate::default());
    }
}
