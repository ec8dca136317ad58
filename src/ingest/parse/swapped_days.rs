//! Days and months that changed places in a part of a column. A spreadsheet of another country reads 5/1 as May instead of January and
//! leaves 13/1 as it is, for want of a thirteenth month: the dates that it could read are wrong.

use clientele_core::domain::Day;

/// Fewer dates than this prove nothing.
const ENOUGH: usize = 12;
/// Rows that are looked at for whether anything is wrong.
const SAMPLE: usize = 4_000;

/// Positions of the dates that most likely have day and month in each other's place: those that break the order of the rows as they are, and
/// keep it the other way round. Empty where the rows have no order in time, or where too few break it to be sure.
pub(crate) fn swapped(days: impl Iterator<Item = Option<Day>> + Clone) -> Vec<usize> {
    let sample = find(days.clone().take(SAMPLE));
    if sample.is_empty() { sample } else { find(days) }
}

fn find(days: impl Iterator<Item = Option<Day>>) -> Vec<usize> {
    let days: Vec<(usize, Day)> = days.enumerate().filter_map(|(at, day)| Some((at, day?))).collect();
    // What cannot be swapped shows how the rows are ordered.
    let fixed: Vec<(usize, Day)> = days.iter().copied().filter(|&(_, day)| turned(day).is_none()).collect();
    if fixed.len() < ENOUGH || days.len() - fixed.len() < ENOUGH {
        return Vec::new();
    }
    let pairs = || fixed.windows(2).filter_map(|pair| Some((pair.first()?.1, pair.get(1)?.1)));
    let (ups, downs) = (pairs().filter(|(a, b)| a <= b).count(), pairs().filter(|(a, b)| a >= b).count());
    let ascending = ups >= downs;
    let of = fixed.len() - 1;
    if ups.max(downs) * 50 < of * 49 || fixed.first().map(|f| f.1) == fixed.last().map(|f| f.1) {
        return Vec::new();
    }
    let (mut next, mut swapped, mut fits, mut neither) = (0, Vec::new(), 0_usize, 0_usize);
    for (at, day) in days {
        while fixed.get(next).is_some_and(|&(place, _)| place <= at) {
            next += 1;
        }
        let Some(turned) = turned(day) else { continue };
        // Between the nearest dates before and after that are certain; beyond the first and the last there is nothing to compare with.
        let (Some(before), Some(after)) = (next.checked_sub(1).and_then(|ix| fixed.get(ix)), fixed.get(next)) else { continue };
        let (low, high) = if ascending { (before.1, after.1) } else { (after.1, before.1) };
        let is_between = |day: Day| low <= day && day <= high;
        match (is_between(day), is_between(turned)) {
            (true, _) => fits += 1,
            (false, true) => swapped.push(at),
            (false, false) => neither += 1,
        }
    }
    let is_sure = swapped.len() >= ENOUGH && swapped.len() > fits && swapped.len() > neither * 4;
    if is_sure { swapped } else { Vec::new() }
}

/// The date with day and month in each other's place, where that is another date.
fn turned(day: Day) -> Option<Day> {
    let (year, month, of_month) = day.to_ymd();
    Day::from_ymd(year, of_month, month).filter(|&other| other != day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(step: i32) -> Vec<Day> {
        (0..365 / step).map(|n| Day(19_723 + n * step)).collect()
    }

    fn count(days: &[Day]) -> usize {
        swapped(days.iter().map(|&day| Some(day))).len()
    }

    #[test]
    fn swapped_dates_are_found_by_the_order_of_the_rows() {
        let right = year(1);
        let wrong: Vec<Day> = right.iter().map(|&day| turned(day).unwrap_or(day)).collect();
        assert_eq!(count(&right), 0);
        // All but those beyond the first and the last certain date.
        assert!(count(&wrong) > 100, "{}", count(&wrong));
        let turned_round: Vec<Day> = wrong.iter().rev().copied().collect();
        assert!(count(&turned_round) > 100, "newest first");
        // A file read rightly with some rows out of order stays.
        let mut some = right.clone();
        some.swap(3, 200);
        some.swap(50, 90);
        assert_eq!(count(&some), 0);
        // No order at all: nothing can be said.
        let mixed: Vec<Day> = (0..365).map(|n| Day(19_723 + n * 97 % 365)).collect();
        assert_eq!(count(&mixed), 0);
        // Too few.
        assert_eq!(count(wrong.get(..20).unwrap()), 0);
        assert_eq!(count(&[]), 0);
    }
}
