//! When people buy: a weight for each day of the period, for steady and for seasonal buyers, and for each category and month.

use clientele_core::domain::Day;

/// Running sums of day weights, one entry a day of the period.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    /// For frequent and one-time buyers.
    pub(super) steady: Vec<u64>,
    /// For seasonal buyers: holidays and promotions.
    pub(super) seasonal: Vec<u64>,
    /// Whether the shop runs a promotion.
    pub(super) promotion: Vec<bool>,
}

/// Monday to Sunday.
const WEEKDAY: [u64; 7] = [92, 90, 94, 98, 112, 128, 106];
/// January to December, steady buyers.
const MONTH: [u64; 12] = [94, 90, 97, 98, 100, 96, 92, 93, 100, 103, 118, 126];
/// Weight of a category in a month, in the order of the catalogue's categories, January to December, in percent.
pub(super) const CATEGORY_MONTH: [[u64; 12]; 5] = [
    [90, 85, 90, 90, 90, 90, 90, 95, 100, 100, 160, 140],
    [90, 90, 120, 125, 110, 95, 85, 95, 130, 115, 100, 95],
    [100, 90, 90, 90, 95, 110, 130, 115, 95, 95, 100, 140],
    [105, 95, 115, 120, 115, 95, 85, 85, 95, 105, 110, 120],
    [140, 110, 105, 110, 120, 130, 115, 100, 95, 85, 80, 90],
];

impl Calendar {
    pub(super) fn new(first_day: Day, last_day: Day) -> Self {
        let days = || (first_day.0..=last_day.0).map(Day);
        let running = |weight: fn(Day) -> u64| {
            let mut sum = 0;
            days()
                .map(|day| {
                    sum += weight(day);
                    sum
                })
                .collect()
        };
        Self {
            steady: running(steady_weight),
            seasonal: running(seasonal_weight),
            promotion: days().map(|day| season_factor(day) > 1).collect(),
        }
    }
}

fn steady_weight(day: Day) -> u64 {
    let (_, month, _) = day.to_ymd();
    let month = MONTH.get(usize::from(month) - 1).copied().unwrap_or(100);
    WEEKDAY.get(usize::from(day.weekday())).copied().unwrap_or(100) * month
}

fn seasonal_weight(day: Day) -> u64 {
    WEEKDAY.get(usize::from(day.weekday())).copied().unwrap_or(100) * season_factor(day)
}

/// How much more seasonal buyers buy on a day: 1 on a plain day.
fn season_factor(day: Day) -> u64 {
    let (_, month, date) = day.to_ymd();
    match (month, date) {
        (11, 20..=30) => 14, // the week around Black Friday
        (12, 1..=22) => 11,  // before Christmas
        (12, 26..=31) => 5,  // after it
        (1, 2..=14) => 5,    // winter sale
        (2, 7..=13) => 6,    // Valentine's Day
        (4, 1..=10) => 4,    // spring promotion
        (5, 1..=10) => 5,    // Mother's Day
        (7, 1..=14) => 6,    // summer sale
        (9, 1..=7) => 4,     // back to school
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_and_weekends_weigh_more() {
        let day = |text: &str| Day::parse_iso(text).expect("is a day");
        assert!(seasonal_weight(day("2025-11-28")) > 10 * seasonal_weight(day("2025-10-17")));
        assert!(steady_weight(day("2025-06-07")) > steady_weight(day("2025-06-03")), "Saturday, Tuesday");
        let calendar = Calendar::new(day("2025-01-01"), day("2025-12-31"));
        assert_eq!(calendar.steady.len(), 365);
        assert!(calendar.steady.windows(2).all(|w| w[0] < w[1]));
        assert!(calendar.promotion[2] && !calendar.promotion[60]);
    }
}
