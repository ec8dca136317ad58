//! Reads dates and times as shops write them. Which of two numbers is the month is decided by the file as a whole.

use super::params::DateOrder;
use crate::domain::{Day, NO_MINUTE};

/// Marks a [`RawDate`] that is a spreadsheet's count of days.
const SERIAL: u32 = 1 << 31;
/// Counts of days that may be meant as dates: 1954 to 2119.
const SERIALS: std::ops::Range<u32> = 20_000..80_000;
/// 1 January 1970 as spreadsheets count days.
const SERIAL_OF_1970: i32 = 25_569;

/// A date as written: year and two more numbers, and whether their order is known. Four bytes a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawDate(u32);

/// A date and the time of day, minutes since midnight or [`NO_MINUTE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawMoment {
    pub(super) date: RawDate,
    pub(super) minute: u16,
    /// The year was written with two digits.
    pub(super) short_year: bool,
}

impl RawDate {
    /// No date.
    pub(super) const NONE: RawDate = RawDate(u32::MAX);

    fn new(year: i32, first: u8, second: u8, ordered: bool) -> Option<RawDate> {
        let year = u32::try_from(year).ok().filter(|y| (1..=9999).contains(y))?;
        (first <= 31 && second <= 31)
            .then(|| RawDate((year << 11) | (u32::from(first) << 6) | (u32::from(second) << 1) | u32::from(ordered)))
    }

    /// A day that is known; `None` before the year 1 or after 9999.
    pub(super) fn of(day: Day) -> Option<RawDate> {
        let (year, month, day) = day.to_ymd();
        Self::new(year, month, day, true)
    }

    fn of_serial(days: u32) -> Option<RawDate> {
        SERIALS.contains(&days).then_some(RawDate(SERIAL | days))
    }

    /// The day as spreadsheets count them, if it was written so.
    fn serial(self) -> Option<u32> {
        (self != RawDate::NONE && self.0 & SERIAL != 0).then_some(self.0 & !SERIAL)
    }

    /// Whether it is a spreadsheet's count of days, and not a date as people write it.
    pub(super) fn is_serial(self) -> bool {
        self.serial().is_some()
    }

    /// The number written first (the month, where the order is known).
    fn first(self) -> u8 {
        (self.0 >> 6) as u8 & 31
    }

    fn second(self) -> u8 {
        (self.0 >> 1) as u8 & 31
    }

    fn ordered(self) -> bool {
        self.0 & 1 == 1
    }

    /// The calendar day under this order of day and month; `None` when there is no such day.
    pub(super) fn day(self, order: DateOrder) -> Option<Day> {
        if self == RawDate::NONE {
            return None;
        }
        if let Some(days) = self.serial() {
            return Some(Day(days.cast_signed() - SERIAL_OF_1970));
        }
        let (month, day) = match order {
            DateOrder::DayFirst if !self.ordered() => (self.second(), self.first()),
            _ => (self.first(), self.second()),
        };
        Day::from_ymd((self.0 >> 11).cast_signed(), month, day)
    }

    /// As it may have been written, for messages.
    pub(super) fn describe(self) -> String {
        if self == RawDate::NONE {
            String::new()
        } else if let Some(days) = self.serial() {
            days.to_string()
        } else {
            format!("{}/{}/{}", self.first(), self.second(), self.0 >> 11)
        }
    }
}

/// Counts of what a file's dates say about the order of day and month.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DateEvidence {
    /// The first number can only be a day.
    pub(super) day_first: u64,
    /// The second number can only be a day.
    pub(super) month_first: u64,
    /// Both could be either.
    pub(super) either: u64,
    /// Of those, written with dots or dashes, as only places do that put the day first.
    either_day_first_style: u64,
    pub(super) short_years: u64,
    /// Spreadsheet serial numbers.
    pub(super) serials: u64,
    /// Dates that are none.
    others: u64,
}

impl DateEvidence {
    pub(super) fn add(&mut self, moment: RawMoment, text: &str) {
        let date = moment.date;
        self.short_years += u64::from(moment.short_year);
        if date.is_serial() {
            self.serials += 1;
            return;
        }
        self.others += 1;
        if date.ordered() {
            return;
        }
        match (date.first() > 12, date.second() > 12) {
            (true, _) => self.day_first += 1,
            (_, true) => self.month_first += 1,
            _ if date.first() == date.second() => {}
            _ => {
                self.either += 1;
                self.either_day_first_style += u64::from(!text.contains('/'));
            }
        }
    }

    /// Whether all dates are serial numbers. Among other dates such numbers are none.
    pub(super) fn are_serial(&self) -> bool {
        self.serials > 0 && self.others == 0
    }

    /// Whether the dates themselves leave the order open.
    pub(super) fn is_open(&self) -> bool {
        self.either > 0 && self.day_first == 0 && self.month_first == 0
    }

    /// The order that most dates allow; where all allow both, that in which they lie closer together (a file of a few days read
    /// the wrong way is spread over the months), then the custom of how they are written. Independent of the order of rows.
    pub(super) fn decide(&self, dates: impl Iterator<Item = RawDate>) -> DateOrder {
        if !self.is_open() {
            return if self.day_first > self.month_first { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        }
        let mut spans = [(i32::MAX, i32::MIN); 2];
        for date in dates {
            for (span, order) in spans.iter_mut().zip([DateOrder::MonthFirst, DateOrder::DayFirst]) {
                if let Some(day) = date.day(order) {
                    *span = (span.0.min(day.0), span.1.max(day.0));
                }
            }
        }
        let [month_first, day_first] = spans.map(|(first, last)| i64::from(last) - i64::from(first));
        match month_first.cmp(&day_first) {
            std::cmp::Ordering::Less => DateOrder::MonthFirst,
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            std::cmp::Ordering::Equal if self.either_day_first_style * 2 > self.either => DateOrder::DayFirst,
            std::cmp::Ordering::Equal => DateOrder::MonthFirst,
        }
    }
}

/// Reads `2024-03-04`, `2024/03/04`, `20240304`, `3/4/2024`, `4.3.2024`, `3-4-24`, each with an optional time after a blank or `T`
/// (`8:26`, `08:26:00.000`, `8:26 PM`) and an optional zone (ignored: shops export local time). Years of two digits are 1970 to
/// 2069. `None`: no date under any order of day and month.
pub(super) fn parse_moment(text: &str) -> Option<RawMoment> {
    let text = text.trim();
    let (date, time) = match text.find(['T', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start()),
        None => (text, ""),
    };
    if let Some(serial) = parse_serial(text) {
        return Some(serial);
    }
    let (date, short_year) = parse_date(date.as_bytes())?;
    let minute = if time.is_empty() { NO_MINUTE } else { parse_time(time)? };
    Some(RawMoment { date, minute, short_year })
}

/// A spreadsheet's count of days: five digits, and a fraction for the time of day.
fn parse_serial(text: &str) -> Option<RawMoment> {
    let (days, fraction) = text.split_once('.').map_or((text, None), |(days, fraction)| (days, Some(fraction)));
    if days.len() != 5 || !days.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = RawDate::of_serial(days.parse().ok()?)?;
    let minute = match fraction {
        None => NO_MINUTE,
        Some(digits) if !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let scale = 10_u64.pow(digits.len() as u32);
            // Seconds first: a minute's end is often a hair below it.
            let seconds = (u128::from(digits.parse::<u64>().ok()?) * 86_400 + u128::from(scale / 2)) / u128::from(scale);
            (seconds / 60).min(1439) as u16
        }
        Some(_) => return None,
    };
    Some(RawMoment { date, minute, short_year: false })
}

fn parse_date(bytes: &[u8]) -> Option<(RawDate, bool)> {
    if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) {
        let (year, rest) = bytes.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return ordered(number(year)?, number(month)?, number(day)?).map(|date| (date, false));
    }
    let mark = *bytes.iter().find(|b| !b.is_ascii_digit())?;
    if !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    let mut parts = bytes.split(|&b| b == mark);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(1..=2).contains(&b.len()) {
        return None;
    }
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    match (a.len(), c.len()) {
        (4, 1..=2) => ordered(x, y, z).map(|date| (date, false)),
        (1..=2, 4) => either(z, x, y).map(|date| (date, false)),
        (1..=2, 2) => either(if z < 70 { 2000 + z } else { 1900 + z }, x, y).map(|date| (date, true)),
        _ => None,
    }
}

fn ordered(year: i32, month: i32, day: i32) -> Option<RawDate> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    Day::from_ymd(year, month, day)?;
    RawDate::new(year, month, day, true)
}

fn either(year: i32, first: i32, second: i32) -> Option<RawDate> {
    let date = RawDate::new(year, u8::try_from(first).ok()?, u8::try_from(second).ok()?, false)?;
    (date.day(DateOrder::MonthFirst).is_some() || date.day(DateOrder::DayFirst).is_some()).then_some(date)
}

/// Minutes since midnight of `8:26`, `08:26:00`, `8:26 PM`, `08:26:00.000+02:00`.
fn parse_time(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let (hour, rest) = leading_number(bytes)?;
    let rest = rest.strip_prefix(b":")?;
    let (minute, rest) = leading_number(rest)?;
    let rest = match rest.strip_prefix(b":").and_then(leading_number) {
        Some((second, rest)) if second < 61 => rest,
        Some(_) => return None,
        None => rest,
    };
    let fraction = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    let rest = std::str::from_utf8(rest.get(fraction..)?).ok()?.trim();
    let hour = match rest.to_ascii_lowercase().as_str() {
        "am" | "a.m." if (1..=12).contains(&hour) => hour % 12,
        "pm" | "p.m." if (1..=12).contains(&hour) => hour % 12 + 12,
        zone if zone.len() <= 10 && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b':' | b' ')) => {
            hour
        }
        _ => return None,
    };
    (hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16)
}

fn leading_number(bytes: &[u8]) -> Option<(i32, &[u8])> {
    let len = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at_checked(len)?;
    (1..=2).contains(&len).then_some((number(digits)?, rest))
}

fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayFirst, MonthFirst};
    use proptest::prelude::*;

    fn check(text: &str, order: DateOrder, expected: Option<(&str, u16)>) {
        let found = parse_moment(text).and_then(|m| Some((m.date.day(order)?.to_string(), m.minute)));
        assert_eq!(found.as_ref().map(|(day, minute)| (day.as_str(), *minute)), expected, "{text:?}");
    }

    #[test]
    fn reads_dates_as_shops_write_them() {
        for order in [MonthFirst, DayFirst] {
            check("2024-03-04", order, Some(("2024-03-04", NO_MINUTE)));
            check("2024/3/4", order, Some(("2024-03-04", NO_MINUTE)));
            check("20240304", order, Some(("2024-03-04", NO_MINUTE)));
            check("2025-10-07 09:50:26 +0200", order, Some(("2025-10-07", 590)));
            check("2025-10-07T09:50:26.123Z", order, Some(("2025-10-07", 590)));
            check(" 2025-10-07T23:59 ", order, Some(("2025-10-07", 1439)));
        }
        check("12/1/2010 8:26", MonthFirst, Some(("2010-12-01", 506)));
        check("12/1/2010 8:26", DayFirst, Some(("2010-01-12", 506)));
        check("4.3.2024", DayFirst, Some(("2024-03-04", NO_MINUTE)));
        check("21-07-2015", DayFirst, Some(("2015-07-21", NO_MINUTE)));
        check("21-07-2015", MonthFirst, None);
        check("5/6/05 0:00", MonthFirst, Some(("2005-05-06", 0)));
        check("5/6/98", MonthFirst, Some(("1998-05-06", NO_MINUTE)));
        check("5/6/2024 12:05 AM", MonthFirst, Some(("2024-05-06", 5)));
        check("5/6/2024 1:05 pm", MonthFirst, Some(("2024-05-06", 785)));
        check("29/2/2024", DayFirst, Some(("2024-02-29", NO_MINUTE)));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "2024-13-01",
            "2023-02-29",
            "31/31/2024",
            "0/5/2024",
            "1/2",
            "1/2/3/4",
            "2024",
            "12345678901",
            "1-2/2024",
            "2024-01-01 25:00",
            "2024-01-01 8",
            "2024-01-01 8:61",
            "1/2/20240",
            "2024-01-01 8:00 and more text",
        ] {
            assert_eq!(parse_moment(text), None, "{text:?}");
        }
    }

    fn order_of(texts: &[&str]) -> (DateOrder, bool) {
        let (mut evidence, mut dates) = (DateEvidence::default(), Vec::new());
        for text in texts {
            let moment = parse_moment(text).unwrap();
            evidence.add(moment, text);
            dates.push(moment.date);
        }
        (evidence.decide(dates.into_iter()), evidence.is_open())
    }

    #[test]
    fn the_whole_column_decides_the_order() {
        assert_eq!(order_of(&["1/2/2024", "2/13/2024"]), (MonthFirst, false));
        assert_eq!(order_of(&["1/2/2024", "13/2/2024"]), (DayFirst, false));
        assert_eq!(order_of(&["13/2/2024", "2/13/2024", "2/14/2024"]), (MonthFirst, false));
        assert_eq!(order_of(&["01/02/2020", "02/02/2020", "03/02/2020"]), (DayFirst, true), "three days of February");
        assert_eq!(order_of(&["02/01/2020", "02/02/2020", "02/03/2020"]), (MonthFirst, true));
        assert_eq!(order_of(&["01/02/2020"]), (MonthFirst, true));
        assert_eq!(order_of(&["01.02.2020"]), (DayFirst, true));
        assert_eq!(order_of(&["2020-02-01", "2/2/2020"]), (MonthFirst, false), "nothing is open");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = parse_moment(&text);
        }

        #[test]
        fn reads_back_every_day(number in -20_000_i32..40_000) {
            let (year, month, day) = Day(number).to_ymd();
            for (text, order) in [
                (format!("{year}-{month:02}-{day:02}"), MonthFirst),
                (format!("{month}/{day}/{year}"), MonthFirst),
                (format!("{day}.{month}.{year}"), DayFirst),
            ] {
                prop_assert_eq!(parse_moment(&text).and_then(|m| m.date.day(order)), Some(Day(number)), "{}", text);
            }
        }
    }
}
