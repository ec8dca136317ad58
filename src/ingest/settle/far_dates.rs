//! Implausible dates: placeholders for "no date", and days decades apart from nearly all others. Judged by the days and the number of rows
//! on each.

use crate::parse::placeholder_days::is_placeholder;
use clientele_core::domain::Day;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// A placeholder day counts as one only if it is this far from the nearest other date: three years. Otherwise it may be a real day.
const PLACEHOLDER_DAYS: u32 = 1_096;
/// A few rows this far from all others are not from the shop's time: 25 years.
const FAR_DAYS: u32 = 9_131;
/// With fewer rows there is no majority to compare with.
const MIN_ROWS: u64 = 20;
/// A group of rows far apart is implausible if it is a single row or at most one row in 100, and all such groups together at most one
/// in twenty.
const GROUP_ONE_IN: u64 = 100;
const ALL_GROUPS_ONE_IN: u64 = 20;

/// The days that cannot be meant, ascending. `days`: each with its rows, ascending, each once.
///
/// An early year of a shop stays, as it has more than a few rows or lies less than 25 years from the next; where there is no bulk of
/// rows (two halves, a handful of rows), all stay.
pub(crate) fn implausible_days(days: &[(Day, u64)]) -> Vec<Day> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    if apart(first.0, last.0) < PLACEHOLDER_DAYS {
        return Vec::new();
    }
    let others: Vec<(Day, u64)> = days.iter().copied().filter(|&(day, _)| !is_placeholder(day)).collect();
    let groups: Vec<&[(Day, u64)]> = others.chunk_by(|a, b| apart(a.0, b.0) < FAR_DAYS).collect();
    let rows = |group: &[(Day, u64)]| group.iter().map(|&(_, rows)| rows).sum::<u64>();
    let all = rows(&others);
    let is_few = |group: &[(Day, u64)]| rows(group) <= (all / GROUP_ONE_IN).max(1);
    let few: u64 = groups.iter().filter(|group| is_few(group)).map(|group| rows(group)).sum();
    let is_told = all >= MIN_ROWS && few <= (all / ALL_GROUPS_ONE_IN).max(1);
    let is_far = |group: &[(Day, u64)]| is_told && is_few(group);
    let kept: Vec<Day> =
        groups.iter().filter(|group| !is_far(group)).flat_map(|group| group.iter().map(|&(day, _)| day)).collect();
    let is_kept = |day: Day| {
        let at = kept.partition_point(|&other| other < day);
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|at| kept.get(at));
        match near.map(|&other| apart(other, day)).min() {
            Some(days) if is_placeholder(day) => days < PLACEHOLDER_DAYS,
            Some(days) => days == 0,
            // Nothing but placeholders: there is nothing to know them by.
            None => true,
        }
    };
    days.iter().map(|&(day, _)| day).filter(|&day| !is_kept(day)).collect()
}

/// The rows of each day, ascending, from the days of all rows.
pub(crate) fn rows_of_days(days: impl Iterator<Item = Day>) -> Vec<(Day, u64)> {
    let mut rows_of: HashMap<Day, u64, FxBuildHasher> = HashMap::default();
    // Fast path: rows of a day are mostly next to each other.
    let mut same = (Day::default(), 0_u64);
    for day in days {
        if day != same.0 {
            *rows_of.entry(same.0).or_default() += std::mem::take(&mut same.1);
            same.0 = day;
        }
        same.1 += 1;
    }
    *rows_of.entry(same.0).or_default() += same.1;
    let mut days: Vec<(Day, u64)> = rows_of.into_iter().filter(|&(_, rows)| rows > 0).collect();
    days.sort_unstable();
    days
}

fn apart(a: Day, b: Day) -> u32 {
    a.0.abs_diff(b.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    /// The days of `days` with as many rows each, and 400 rows of 2024.
    fn beside_a_year(days: &[(&str, u64)]) -> Vec<String> {
        let year = (0..100).map(|n| (Day(day("2024-01-01").0 + 3 * n), 4));
        let mut all: Vec<(Day, u64)> = days.iter().map(|&(text, rows)| (day(text), rows)).chain(year).collect();
        all.sort_unstable();
        implausible_days(&all).iter().map(Day::to_string).collect()
    }

    #[test]
    fn placeholders_are_known_whatever_their_share() {
        for placeholder in ["0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2038-01-19", "9999-12-31"] {
            for rows in [1, 50, 4_000] {
                assert_eq!(beside_a_year(&[(placeholder, rows)]), [placeholder]);
            }
        }
        // Near other days it is a day like any other, and alone there is nothing to know it by.
        assert_eq!(beside_a_year(&[("1970-01-01", 20), ("1971-05-01", 30)]), [""; 0]);
        assert_eq!(implausible_days(&[(day("1970-01-01"), 500)]), []);
        assert_eq!(implausible_days(&[(day("1970-01-01"), 500), (day("9999-12-31"), 1)]), []);
        // A handful of rows is enough to know one.
        assert_eq!(implausible_days(&[(day("1970-01-01"), 1), (day("2024-01-01"), 2)]), [day("1970-01-01")]);
    }

    #[test]
    fn a_few_rows_decades_apart_are_not_meant() {
        assert_eq!(beside_a_year(&[("2205-06-01", 1)]), ["2205-06-01"]);
        assert_eq!(
            beside_a_year(&[("1024-06-01", 2), ("2204-03-01", 1), ("3025-01-01", 4)]),
            ["1024-06-01", "2204-03-01", "3025-01-01"]
        );
    }

    #[test]
    fn true_early_and_late_days_stay() {
        let none = [""; 0];
        assert_eq!(beside_a_year(&[("2000-06-01", 1)]), none, "24 years");
        assert_eq!(beside_a_year(&[("1990-06-01", 40)]), none, "one row in ten is no slip");
        assert_eq!(beside_a_year(&[("2044-01-01", 3)]), none, "20 years ahead is pointed out elsewhere");
        // Thirty years with a few orders a year.
        let thirty: Vec<(Day, u64)> = (0..360).map(|n| (Day(day("1994-01-01").0 + 30 * n), 1 + n as u64 / 100)).collect();
        assert_eq!(implausible_days(&thirty), []);
        // Years, each far from the next: there is no bulk.
        let scattered: Vec<(Day, u64)> = (0..40).map(|n| (Day(10_000 * n + 5), 1)).collect();
        assert_eq!(implausible_days(&scattered), []);
        // Nine rows tell nothing.
        assert_eq!(implausible_days(&[(day("1989-12-31"), 1), (day("2024-03-01"), 8)]), []);
    }

    proptest! {
        /// Whatever the days: what is set aside is little, or placeholders, and the order of magnitude of rows is all that counts.
        #[test]
        fn only_little_is_set_aside(days in prop::collection::btree_map(-700_000_i32..2_900_000, 1_u64..2_000, 0..60)) {
            let days: Vec<(Day, u64)> = days.into_iter().map(|(day, rows)| (Day(day), rows)).collect();
            let found = implausible_days(&days);
            let all: u64 = days.iter().filter(|(day, _)| !is_placeholder(*day)).map(|d| d.1).sum();
            let gone: u64 = days.iter().filter(|(day, _)| found.contains(day) && !is_placeholder(*day)).map(|d| d.1).sum();
            prop_assert!(gone * ALL_GROUPS_ONE_IN <= all.max(ALL_GROUPS_ONE_IN));
            prop_assert!(days.is_empty() || found.len() < days.len());
            let left: Vec<(Day, u64)> = days.iter().copied().filter(|(day, _)| !found.contains(day)).collect();
            for &day in &found {
                prop_assert!(left.iter().all(|(other, _)| apart(*other, day) >= PLACEHOLDER_DAYS));
            }
        }
    }
}
