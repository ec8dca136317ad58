//! A date as written, before it is known which of two numbers is the month. Four bytes a row.

use crate::parse::date_order::DateOrder;
use clientele_core::domain::Day;

/// Marks a [`RawDate`] that is a spreadsheet's count of days.
const SERIAL: u32 = 1 << 31;
/// Marks, beside [`SERIAL`], one that is a computer's count of seconds, in days.
const UNIX: u32 = 1 << 30;
/// Marks one whose year was written first, and then two numbers.
const YEAR_FIRST: u32 = 1 << 25;
const YEAR_BITS: u32 = (1 << 14) - 1;
/// Counts of days that may be meant as dates: 1954 to 2119.
const SERIALS: std::ops::Range<u32> = 20_000..80_000;
/// 1 January 1970 as spreadsheets count days.
const SERIAL_OF_1970: i32 = 25_569;

/// A date as written: year and two more numbers, and whether their order is known. Four bytes a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawDate(u32);

/// A date and the time of day, minutes since midnight or [`NO_MINUTE`](clientele_core::domain::NO_MINUTE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawMoment {
    pub(crate) date: RawDate,
    pub(crate) minute: u16,
    /// The year was written with two digits.
    pub(crate) short_year: bool,
}

impl RawDate {
    /// No date.
    pub(crate) const NONE: RawDate = RawDate(u32::MAX);

    fn new(year: i32, first: u8, second: u8, ordered: bool) -> Option<RawDate> {
        let year = u32::try_from(year).ok().filter(|y| (1..=9999).contains(y))?;
        (first <= 31 && second <= 31)
            .then(|| RawDate((year << 11) | (u32::from(first) << 6) | (u32::from(second) << 1) | u32::from(ordered)))
    }

    /// A day that is known; `None` before the year 1 or after 9999.
    pub(crate) fn of(day: Day) -> Option<RawDate> {
        let (year, month, day) = day.to_ymd();
        Self::new(year, month, day, true)
    }

    pub(crate) fn of_serial(days: u32) -> Option<RawDate> {
        SERIALS.contains(&days).then_some(RawDate(SERIAL | days))
    }

    /// A day that was written as a count of seconds since 1970; `None` before 1970.
    pub(crate) fn of_unix(day: Day) -> Option<RawDate> {
        let days = u32::try_from(day.0).ok()?.checked_add(SERIAL_OF_1970.cast_unsigned())?;
        (days < UNIX).then_some(RawDate(SERIAL | UNIX | days))
    }

    /// Whether it was written as a count of seconds since 1970.
    pub(crate) fn is_unix(self) -> bool {
        self != RawDate::NONE && self.0 & (SERIAL | UNIX) == SERIAL | UNIX
    }

    /// Whether the year was written first, before two more numbers.
    pub(crate) fn is_year_first(self) -> bool {
        self.0 & (SERIAL | YEAR_FIRST) == YEAR_FIRST
    }

    /// The date with the day before the month, where the year is first.
    pub(crate) fn turned(self) -> RawDate {
        if !self.is_year_first() {
            return self;
        }
        let (first, second) = (u32::from(self.first()), u32::from(self.second()));
        RawDate((self.0 & !0x7fe) | (second << 6) | (first << 1))
    }

    /// The day as spreadsheets count them, if it was written so.
    fn serial(self) -> Option<u32> {
        (self != RawDate::NONE && self.0 & SERIAL != 0).then_some(self.0 & !(SERIAL | UNIX))
    }

    /// Whether it is a count of days or seconds, and not a date as people write it.
    pub(crate) fn is_serial(self) -> bool {
        self.serial().is_some()
    }

    /// The number written first (the month, where the order is known).
    pub(crate) fn first(self) -> u8 {
        (self.0 >> 6) as u8 & 31
    }

    pub(crate) fn second(self) -> u8 {
        (self.0 >> 1) as u8 & 31
    }

    pub(crate) fn ordered(self) -> bool {
        self.0 & 1 == 1
    }

    fn year(self) -> u32 {
        (self.0 >> 11) & YEAR_BITS
    }

    /// The calendar day under this order of day and month; `None` when there is no such day.
    pub(crate) fn day(self, order: DateOrder) -> Option<Day> {
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
        Day::from_ymd(self.year().cast_signed(), month, day)
    }

    /// As it may have been written, for messages.
    pub(crate) fn describe(self) -> String {
        if self == RawDate::NONE {
            String::new()
        } else if let Some(days) = self.serial() {
            days.to_string()
        } else {
            format!("{}/{}/{}", self.first(), self.second(), self.year())
        }
    }
}

pub(crate) fn long_year(year: i32) -> i32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

pub(crate) fn ordered(year: i32, month: i32, day: i32) -> Option<RawDate> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    Day::from_ymd(year, month, day)?;
    RawDate::new(year, month, day, true)
}

pub(crate) fn either(year: i32, first: i32, second: i32) -> Option<RawDate> {
    let date = RawDate::new(year, u8::try_from(first).ok()?, u8::try_from(second).ok()?, false)?;
    (date.day(DateOrder::MonthFirst).is_some() || date.day(DateOrder::DayFirst).is_some()).then_some(date)
}

/// A date with the year first: year, month, day as a rule. Where the second number is none of a month, the file as a whole decides whether
/// all have the day before the month.
pub(crate) fn year_first(year: i32, second: i32, third: i32) -> Option<RawDate> {
    let day_first = || ordered(year, third, second);
    ordered(year, second, third).or_else(day_first)?;
    let date = RawDate::new(year, u8::try_from(second).ok()?, u8::try_from(third).ok()?, true)?;
    Some(RawDate(date.0 | YEAR_FIRST))
}
