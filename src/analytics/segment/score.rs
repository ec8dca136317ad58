//! Tie-safe scores from cut points, and outlier fences: the same value always gets the same score.

use super::quantile::{Cut, exact_quantile};
use serde::{Deserialize, Serialize};

/// How a map of segments wants its scores made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoring {
    /// Scores 1 to 5 from the quantiles at 0.2, 0.4, 0.6 and 0.8 of each metric.
    Quintiles,
    /// Scores 1 to 3: recency by 180 and 365 days, frequency and monetary from their quantiles at 1/3 and 2/3.
    ThirdsAndDays,
}

impl Scoring {
    /// The highest score.
    pub fn levels(self) -> u8 {
        match self {
            Scoring::Quintiles => 5,
            Scoring::ThirdsAndDays => 3,
        }
    }
}

/// The values that part the scores, ascending; one fewer than there are scores. A value strictly above a cut belongs beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutPoints {
    /// In days.
    pub recency_days: Vec<Cut>,
    /// In orders.
    pub frequency: Vec<Cut>,
    /// In ten-thousandths of the currency's main unit.
    pub monetary: Vec<Cut>,
    /// Whether a user has set them: then they do not follow the values.
    pub edited: bool,
}

impl CutPoints {
    /// From each metric's values in ascending order.
    pub(crate) fn from_sorted(scoring: Scoring, recency_days: &[i64], frequency: &[i64], monetary: &[i64]) -> Self {
        let parts = u32::from(scoring.levels());
        let cuts = |sorted: &[i64]| (1..parts).filter_map(|part| exact_quantile(sorted, part, parts)).collect();
        let recency_days = match scoring {
            Scoring::Quintiles => cuts(recency_days),
            Scoring::ThirdsAndDays => vec![Cut::whole(180), Cut::whole(365)],
        };
        Self { recency_days, frequency: cuts(frequency), monetary: cuts(monetary), edited: false }
    }

    /// Recency score: the fewer days, the higher.
    pub fn r_score(&self, recency_days: i64) -> u8 {
        (self.recency_days.len() + 1 - count_below(&self.recency_days, recency_days)) as u8
    }

    /// Frequency score: the more orders, the higher.
    pub fn f_score(&self, frequency: i64) -> u8 {
        1 + count_below(&self.frequency, frequency) as u8
    }

    /// Monetary score of an amount in ten-thousandths: the more, the higher.
    pub fn m_score(&self, ten_thousandths: i64) -> u8 {
        1 + count_below(&self.monetary, ten_thousandths) as u8
    }

    /// The monetary cut points in main units, for showing.
    pub fn monetary_f64(&self) -> Vec<f64> {
        self.monetary.iter().map(|cut| cut.to_f64() / clientele_core::domain::Money::SCALE as f64).collect()
    }
}

fn count_below(cuts: &[Cut], value: i64) -> usize {
    cuts.iter().filter(|cut| cut.is_below(value)).count()
}

/// Tukey's outlier fences of one metric: quartiles, and the quartiles moved outwards by 1.5 times their distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fence {
    /// First quartile.
    pub q1: Cut,
    /// Third quartile.
    pub q3: Cut,
    /// Values strictly below are outliers.
    pub low: Cut,
    /// Values strictly above are outliers.
    pub high: Cut,
    /// How many values are below the low fence.
    pub below: u32,
    /// How many values are above the high fence.
    pub above: u32,
}

impl Fence {
    /// From values in ascending order; `None` without values.
    pub(crate) fn from_sorted(sorted: &[i64]) -> Option<Self> {
        let (q1, q3) = (exact_quantile(sorted, 1, 4)?, exact_quantile(sorted, 3, 4)?);
        let (low, high) = Cut::fences(q1, q3);
        let below = sorted.iter().filter(|&&v| low.is_above(v)).count() as u32;
        let above = sorted.iter().filter(|&&v| high.is_below(v)).count() as u32;
        Some(Self { q1, q3, low, high, below, above })
    }

    /// Whether a value lies outside.
    pub fn is_outlier(&self, value: i64) -> bool {
        self.low.is_above(value) || self.high.is_below(value)
    }
}

/// The fences of the three metrics, in the units of [`CutPoints`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fences {
    /// Of recency.
    pub recency_days: Fence,
    /// Of frequency.
    pub frequency: Fence,
    /// Of monetary value.
    pub monetary: Fence,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_never_split() {
        // Seven customers of ten bought once: all of them score 1, as the definition has it, and nobody is ranked by row.
        let frequency = [1, 1, 1, 1, 1, 1, 1, 2, 3, 9];
        let cuts = CutPoints::from_sorted(Scoring::Quintiles, &frequency, &frequency, &frequency);
        assert_eq!(frequency.map(|f| cuts.f_score(f)), [1, 1, 1, 1, 1, 1, 1, 4, 5, 5]);
        assert_eq!(frequency.map(|f| cuts.r_score(f)), [5, 5, 5, 5, 5, 5, 5, 2, 1, 1]);
    }

    #[test]
    fn six_groups_score_recency_by_days() {
        let cuts = CutPoints::from_sorted(Scoring::ThirdsAndDays, &[1], &[1, 2, 3, 4], &[1, 2, 3, 4]);
        assert_eq!([1, 180, 181, 365, 366].map(|days| cuts.r_score(days)), [3, 3, 2, 2, 1]);
        assert_eq!([1, 2, 3, 4].map(|f| cuts.f_score(f)), [1, 1, 2, 3], "the cuts are at 2 and 3");
    }

    #[test]
    fn fences_are_exact() {
        let fence = Fence::from_sorted(&[1, 2, 3, 4, 5, 6, 7, 8, 100]).expect("has values");
        let shown = [fence.q1, fence.q3, fence.low, fence.high].map(|cut| cut.to_f64().to_string());
        assert_eq!(shown, ["3", "7", "-3", "13"]);
        assert_eq!((fence.below, fence.above), (0, 1));
        assert!(!fence.is_outlier(13) && fence.is_outlier(14) && !fence.is_outlier(-3) && fence.is_outlier(-4));
    }
}
