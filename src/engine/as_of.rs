//! The days that results refer to, and every customer's segment as the recommender's group.

use clientele_analytics::recommend::NO_GROUP;
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{Dataset, Day};

/// The last days that the evaluation holds back.
pub(super) const TEST_DAYS: u32 = 30;

/// The day that recommendations and rules are made on.
pub(super) fn analysis_day(dataset: &Dataset, rfm: Option<&Rfm>) -> Option<Day> {
    rfm.map(|rfm| rfm.analysis_date).or_else(|| dataset.period().map(|(_, last)| Day(last.0.saturating_add(1))))
}

/// As for the scores, orders of the analysis date itself count, later ones do not.
pub(super) fn rules_until(analysis_day: Option<Day>) -> Option<Day> {
    analysis_day.map(|day| Day(day.0.saturating_add(1)))
}

/// The last day that customers were watched: the analysis date, but not later than the last order. What a shop without orders
/// means after its file ends cannot be told from a file that was saved early.
pub(super) fn observation_end(dataset: &Dataset, rfm: &Rfm) -> Day {
    dataset.period().map_or(rfm.analysis_date, |(_, last)| last.min(rfm.analysis_date))
}

/// The segment of every customer as the recommender's neighbourhood: the same customers as an earlier day's scores would give,
/// so that the evaluation can make its own without looking ahead.
pub(super) fn group_labels(dataset: &Dataset, rfm: &Rfm) -> Vec<u32> {
    let mut groups = vec![NO_GROUP; dataset.customers().ids.len()];
    for (row, customer) in rfm.customer.iter().enumerate() {
        if let Some(group) = groups.get_mut(customer.ix()) {
            *group = u32::from(rfm.segment[row]);
        }
    }
    groups
}
