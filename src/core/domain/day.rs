//! Calendar days.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use time::{Date, Month};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// The English name of a month, 1 to 12; empty for any other number.
pub fn month_name(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// Julian day number of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;

/// A calendar day, as days since 1970-01-01, in the shop's local time.
///
/// ```
/// use clientele_core::domain::Day;
/// let day = Day::from_ymd(2011, 12, 9).ok_or("no such day")?;
/// assert_eq!(day.to_string(), "2011-12-09");
/// assert_eq!(day.long_text(), "9 December 2011");
/// assert_eq!(day.weekday(), 4, "Friday; Monday is 0");
/// assert_eq!(Day::from_ymd(2011, 2, 29), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day, or `None` when there is no such day in the calendar (31 April, month 13, years outside 1 to 9999).
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        Some(Day(date.to_julian_day() - EPOCH_JULIAN_DAY))
    }

    /// Year, month 1 to 12, day of the month 1 to 31.
    pub fn to_ymd(self) -> (i32, u8, u8) {
        let (year, month, day) = self.date().to_calendar_date();
        (year, u8::from(month), day)
    }

    /// Day of the week, Monday 0 to Sunday 6.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// Months since January of year 0: equal for days of the same month, and one apart for neighbours.
    pub fn month_number(self) -> i32 {
        let (year, month, _) = self.to_ymd();
        year * 12 + i32::from(month) - 1
    }

    /// `9 December 2011`.
    pub fn long_text(self) -> String {
        let (year, month, day) = self.to_ymd();
        format!("{day} {} {year}", month_name(month))
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = parts.next().filter(|m| m.len() == 2)?.parse().ok()?;
        let day = parts.next().filter(|d| d.len() == 2)?.parse().ok()?;
        Day::from_ymd(year, month, day)
    }

    fn date(self) -> Date {
        // Days outside the calendar of the `time` crate are pinned to its ends: `from_ymd` makes none.
        let julian = self.0.saturating_add(EPOCH_JULIAN_DAY);
        Date::from_julian_day(julian).unwrap_or(if self.0 < 0 { Date::MIN } else { Date::MAX })
    }
}

/// As `YYYY-MM-DD` where people read it (TOML, JSON), as a number between page and worker.
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_i32(self.0) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i32::deserialize(deserializer).map(Day);
        }
        let text = String::deserialize(deserializer)?;
        Day::parse_iso(&text).ok_or_else(|| de::Error::custom(format!("{text:?} is no day: write it as 2025-12-31")))
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        assert_eq!(Day::from_ymd(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_ymd(2011, 12, 9).map(|d| d.to_string()).as_deref(), Some("2011-12-09"));
        assert_eq!(Day::from_ymd(2000, 2, 29).map(Day::to_ymd), Some((2000, 2, 29)));
        assert_eq!(Day::from_ymd(1900, 2, 29), None);
        assert_eq!(Day::from_ymd(2020, 13, 1), None);
        assert_eq!(Day::from_ymd(0, 1, 1), None);
        assert_eq!(Day::parse_iso("2011-12-09"), Day::from_ymd(2011, 12, 9));
        assert_eq!(Day::parse_iso("2011-2-9"), None);
        assert_eq!(Day(15_317).long_text(), "9 December 2011");
        assert_eq!(month_name(13), "");
        assert_eq!(Day(i32::MAX).to_ymd().0, 9999);
    }

    #[test]
    fn days_are_text_for_people_and_numbers_for_machines() {
        let day = Day(15_317);
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2011-12-09\"");
        assert_eq!(serde_json::from_str::<Day>("\"2011-12-09\"").unwrap(), day);
        assert!(serde_json::from_str::<Day>("\"9.12.2011\"").is_err());
        assert_eq!(postcard::from_bytes::<Day>(&postcard::to_allocvec(&day).unwrap()), Ok(day));
    }

    #[test]
    fn every_day_of_a_century_follows_the_one_before() {
        let (first, last) = (Day::from_ymd(1950, 1, 1), Day::from_ymd(2050, 1, 1));
        let (Some(first), Some(last)) = (first, last) else { panic!("both are days") };
        for n in first.0..last.0 {
            let (y, m, d) = Day(n).to_ymd();
            assert_eq!(Day::from_ymd(y, m, d), Some(Day(n)));
            assert_eq!((Day(n).weekday() + 1) % 7, Day(n + 1).weekday());
        }
        assert_eq!(Day(0).weekday(), 3, "1970-01-01 was a Thursday");
    }
}
