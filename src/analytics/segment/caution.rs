//! What makes RFM results less certain than they look, shown beside the results.

use super::score::Scoring;
use clientele_core::domain::{Day, Money};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Buyers below which quantile scores rest on little.
pub(super) const FEW_BUYERS: u32 = 500;
/// Days of history below which recency and frequency say little.
pub(super) const SHORT_HISTORY_DAYS: u32 = 180;

/// One of the three metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RfmMetric {
    /// Days since the last order.
    Recency,
    /// Number of orders.
    Frequency,
    /// Amount spent.
    Monetary,
}

/// A reason to read the results with care. `Display` is the text for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Caution {
    /// Fewer than 500 buyers.
    FewBuyers {
        /// How many there are.
        buyers: u32,
    },
    /// Fewer than 180 days from the first to the last order.
    ShortHistory {
        /// Days, both ends counted.
        days: u32,
    },
    /// Not every score of a metric occurs, because many customers share a value.
    FewLevels {
        /// Which metric.
        metric: RfmMetric,
        /// Scores that occur.
        found: u8,
        /// Scores that there are.
        expected: u8,
    },
    /// Not every score of a metric occurs under the cut points that the user has set.
    EmptyScores {
        /// Which metric.
        metric: RfmMetric,
        /// Scores that occur.
        found: u8,
        /// Scores that there are.
        expected: u8,
    },
    /// Orders after the analysis date were left out.
    OrdersLeftOut {
        /// How many orders.
        orders: u32,
        /// Their amount.
        revenue: Money,
        /// Customers who have no order before, and so no row.
        customers: u32,
        /// The analysis date.
        analysis_date: Day,
    },
}

/// The levels of each metric that do not all occur.
pub(super) fn few_levels(scoring: Scoring, edited: bool, scores: [(RfmMetric, &[u8]); 3]) -> impl Iterator<Item = Caution> {
    let expected = scoring.levels();
    scores.into_iter().filter_map(move |(metric, scores)| {
        let found = (1..=expected).filter(|level| scores.contains(level)).count() as u8;
        (found < expected).then_some(if edited {
            Caution::EmptyScores { metric, found, expected }
        } else {
            Caution::FewLevels { metric, found, expected }
        })
    })
}

impl fmt::Display for RfmMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RfmMetric::Recency => "recency",
            RfmMetric::Frequency => "frequency",
            RfmMetric::Monetary => "monetary value",
        })
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caution::FewBuyers { buyers } => write!(
                f,
                "Only {buyers} customers have bought. With fewer than {FEW_BUYERS}, the borders between scores rest on a \
                 handful of people: read segments as a first hint."
            ),
            Caution::ShortHistory { days } => write!(
                f,
                "The orders cover only {days} days. With fewer than {SHORT_HISTORY_DAYS}, a quiet customer may just not be due \
                 yet."
            ),
            Caution::FewLevels { metric, found, expected } => write!(
                f,
                "Only {found} of the {expected} scores for {metric} {}, because many customers have the same value. \
                 Customers with the same value always get the same score.",
                if *found == 1 { "occurs" } else { "occur" }
            ),
            Caution::EmptyScores { metric, found, expected } => write!(
                f,
                "With the cut points that were set, only {found} of the {expected} scores for {metric} {}.",
                if *found == 1 { "occurs" } else { "occur" }
            ),
            Caution::OrdersLeftOut { orders, revenue, customers, analysis_date } => {
                let (order_noun, were) = if *orders == 1 { ("order", "was") } else { ("orders", "were") };
                write!(f, "{orders} {order_noun} ({revenue} in all) after the analysis date {analysis_date} {were} left out.")?;
                match customers {
                    0 => Ok(()),
                    1 => write!(f, " One customer had no earlier order and is not scored."),
                    n => write!(f, " {n} customers had no earlier order and are not scored."),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_plain_sentences() {
        let text = Caution::OrdersLeftOut {
            orders: 1,
            revenue: Money::from_ten_thousandths(125_000),
            customers: 2,
            analysis_date: Day(0),
        };
        assert_eq!(
            text.to_string(),
            "1 order (12.50 in all) after the analysis date 1970-01-01 was left out. 2 customers had no earlier order and are \
             not scored."
        );
        assert!(Caution::FewBuyers { buyers: 3 }.to_string().starts_with("Only 3 customers have bought."));
        assert!(Caution::ShortHistory { days: 30 }.to_string().starts_with("The orders cover only 30 days."));
    }

    #[test]
    fn missing_levels_are_named() {
        let all = [1, 2, 3, 4, 5];
        let found: Vec<_> = few_levels(
            Scoring::Quintiles,
            false,
            [(RfmMetric::Recency, &all), (RfmMetric::Frequency, &[1, 4, 1]), (RfmMetric::Monetary, &all)],
        )
        .collect();
        assert_eq!(found, [Caution::FewLevels { metric: RfmMetric::Frequency, found: 2, expected: 5 }]);
    }
}
