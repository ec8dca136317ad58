//! Cut points that a user has set in place of the quantiles, and their check.

use super::caution::RfmMetric;
use super::quantile::Cut;
use super::score::{CutPoints, Scoring};
use clientele_core::domain::{Money, UserError};
use serde::{Deserialize, Serialize};

/// Cut points of the user's own, not yet checked: ascending, one fewer than there are scores (four with the maps of five scores, two
/// with the six groups). Two may be the same; then nobody has the score between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditedCuts {
    /// In days.
    pub recency: Vec<f64>,
    /// In orders.
    pub frequency: Vec<f64>,
    /// In main units of the currency.
    pub monetary: Vec<f64>,
}

/// Cut points that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CutError {
    /// Too many or too few.
    #[error("the cut points of {metric} are {found}; there must be {expected}, one fewer than there are scores")]
    Count {
        /// Of which metric.
        metric: RfmMetric,
        /// How many there are.
        found: usize,
        /// How many the map needs.
        expected: usize,
    },
    /// One is no number, or one that no customer could be near.
    #[error("a cut point of {metric} is {value}; it must be {} to 900,000,000,000", if *metric == RfmMetric::Monetary { "-900,000,000,000" } else { "0" })]
    OutOfRange {
        /// Of which metric.
        metric: RfmMetric,
        /// The value given.
        value: f64,
    },
    /// One is below the one before it.
    #[error("the cut points of {metric} are not in order: {after} comes after {before}")]
    NotAscending {
        /// Of which metric.
        metric: RfmMetric,
        /// A value.
        before: f64,
        /// The lower one after it.
        after: f64,
    },
}

/// The largest cut point in its unit: a hundred thousand years, or as much money as an amount can hold.
const MOST: f64 = 9e11;
/// Decimals of a cut point count down to the ten-thousandth.
const FINENESS: i64 = 10_000;

impl EditedCuts {
    /// Checks them for maps with this scoring.
    ///
    /// # Errors
    /// [`CutError`]: the first metric whose cut points cannot be used, and why.
    pub(super) fn check(&self, scoring: Scoring) -> Result<CutPoints, CutError> {
        let expected = usize::from(scoring.levels()) - 1;
        let metrics =
            [(RfmMetric::Recency, &self.recency), (RfmMetric::Frequency, &self.frequency), (RfmMetric::Monetary, &self.monetary)];
        for (metric, cuts) in metrics {
            if cuts.len() != expected {
                return Err(CutError::Count { metric, found: cuts.len(), expected });
            }
            // Refunds may leave a customer below zero; days and orders cannot be.
            let least = if metric == RfmMetric::Monetary { -MOST } else { 0.0 };
            if let Some(&value) = cuts.iter().find(|value| !(least..=MOST).contains(*value)) {
                return Err(CutError::OutOfRange { metric, value });
            }
            if let Some(pair) = cuts.windows(2).find(|pair| pair[0] > pair[1]) {
                return Err(CutError::NotAscending { metric, before: pair[0], after: pair[1] });
            }
        }
        let fine = |value: &f64| libm::round(value * FINENESS as f64) as i64;
        let parts = |cuts: &[f64]| cuts.iter().map(|value| Cut::parts(fine(value), FINENESS)).collect();
        Ok(CutPoints {
            recency_days: parts(&self.recency),
            frequency: parts(&self.frequency),
            // These are in ten-thousandths already.
            monetary: self.monetary.iter().map(|value| Cut::whole(fine(value))).collect(),
            edited: true,
        })
    }
}

// Amounts count ten-thousandths, and so do cut points.
const _: () = assert!(Money::SCALE == FINENESS);

impl UserError for CutError {
    fn code(&self) -> &'static str {
        match self {
            CutError::Count { .. } => "cut-points-count",
            CutError::OutOfRange { .. } => "cut-point-out-of-range",
            CutError::NotAscending { .. } => "cut-points-not-ascending",
        }
    }

    fn place(&self) -> Option<String> {
        let (CutError::Count { metric, .. } | CutError::OutOfRange { metric, .. } | CutError::NotAscending { metric, .. }) = self;
        let name = match metric {
            RfmMetric::Recency => "recency",
            RfmMetric::Frequency => "frequency",
            RfmMetric::Monetary => "monetary",
        };
        Some(format!("rfm.cuts.{name}"))
    }

    fn suggestion(&self) -> String {
        "Give the cut points from the smallest to the largest, or go back to quantiles.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn good() -> EditedCuts {
        EditedCuts {
            recency: vec![10.0, 20.5, 30.0, 40.0],
            frequency: vec![1.0, 1.0, 2.0, 5.0],
            monetary: vec![-5.0, 0.0, 12.34, 99.0],
        }
    }

    #[test]
    fn each_bad_cut_point_is_named() {
        let check = |change: fn(&mut EditedCuts), expected: &str| {
            let mut cuts = good();
            change(&mut cuts);
            let text = cuts.check(Scoring::Quintiles).err().map(|e| e.to_string());
            assert_eq!(text.as_deref(), Some(expected));
        };
        assert!(good().check(Scoring::Quintiles).is_ok());
        check(|c| c.recency.truncate(3), "the cut points of recency are 3; there must be 4, one fewer than there are scores");
        check(|c| c.frequency[0] = -1.0, "a cut point of frequency is -1; it must be 0 to 900,000,000,000");
        check(|c| c.recency[2] = f64::NAN, "a cut point of recency is NaN; it must be 0 to 900,000,000,000");
        check(
            |c| c.monetary[3] = f64::INFINITY,
            "a cut point of monetary value is inf; it must be -900,000,000,000 to 900,000,000,000",
        );
        check(|c| c.monetary[2] = 99.5, "the cut points of monetary value are not in order: 99 comes after 99.5");
        let two = EditedCuts { recency: vec![90.0, 365.0], frequency: vec![1.0, 3.0], monetary: vec![50.0, 100.0] };
        assert!(two.check(Scoring::ThirdsAndDays).is_ok());
        let found = good().check(Scoring::ThirdsAndDays);
        assert_eq!(found, Err(CutError::Count { metric: RfmMetric::Recency, found: 4, expected: 2 }));
    }

    #[test]
    fn a_value_on_a_cut_is_not_above_it() {
        let cuts = good().check(Scoring::Quintiles).expect("valid");
        assert_eq!([10, 11, 20, 21, 40, 41].map(|days| cuts.r_score(days)), [5, 4, 4, 3, 2, 1]);
        assert_eq!([1, 2, 3, 6].map(|orders| cuts.f_score(orders)), [1, 3, 4, 5], "nobody scores 2 between two equal cuts");
        assert_eq!([-50_000, -49_999, 123_400, 123_401, 990_001].map(|m| cuts.m_score(m)), [1, 2, 3, 4, 5]);
    }

    proptest! {
        #[test]
        fn scores_count_the_cuts_below(mut cents in prop::array::uniform4(-500_i64..500), value in -600_i64..600) {
            cents.sort_unstable();
            let monetary = cents.map(|c| c as f64 / 100.0).to_vec();
            let cuts = EditedCuts { monetary, ..good() }.check(Scoring::Quintiles).expect("ascending");
            let above = cents.iter().filter(|cut| value > **cut).count() as u8;
            prop_assert_eq!(cuts.m_score(value * 100), 1 + above);
        }
    }
}
