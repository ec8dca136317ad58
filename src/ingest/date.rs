//! Reads dates and times as shops write them. Which of two numbers is the month is decided by the file as a whole.

use super::far_dates::is_placeholder;
use super::params::DateOrder;
use clientele_core::domain::{Day, NO_MINUTE};

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
                // What stands for no date would make both as long.
                if let Some(day) = date.day(order).filter(|&day| !is_placeholder(day)) {
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

/// Reads `2024-03-04`, `2024/03/04`, `20240304`, `3/4/2024`, `4.3.2024`, `3-4-24`, and dates with the month's name (see
/// `month_name`), each with an optional time after a blank or `T` (`8:26`, `08:26:00.000`, `8:26 PM`) and an optional zone
/// (ignored: shops export local time). Years of two digits are 1970 to 2069. Also a spreadsheet's count of days. `None`: no date
/// under any order of day and month.
pub(super) fn parse_moment(text: &str) -> Option<RawMoment> {
    let text = text.trim();
    if let Some(serial) = parse_serial(text) {
        return Some(serial);
    }
    parse_digits(text).or_else(|| parse_named(text))
}

fn parse_digits(text: &str) -> Option<RawMoment> {
    if matches!(text.len(), 12 | 14) && text.bytes().all(|b| b.is_ascii_digit()) {
        let (date, time) = text.split_at_checked(8)?;
        return parse_digits(&format!("{date}T{time}"));
    }
    let (date, time) = match text.find(['T', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start()),
        None => (text, ""),
    };
    let (date, short_year) = parse_date(date.as_bytes())?;
    let minute = if time.is_empty() { NO_MINUTE } else { parse_time(time)? };
    Some(RawMoment { date, minute, short_year })
}

/// Reads a date with the month's name: `12-Jan-2011`, `Jan 12, 2011`, `12 de janeiro de 2011`, `Wed, 12 Jan 2011 08:26:00 GMT`.
fn parse_named(text: &str) -> Option<RawMoment> {
    if text.len() > 80 || !text.bytes().any(|b| b.is_ascii_digit()) || !text.contains(char::is_alphabetic) {
        return None;
    }
    let (date, time) = match text.find(':') {
        Some(colon) => {
            let hour = text.get(..colon)?.bytes().rev().take_while(u8::is_ascii_digit).count();
            text.split_at_checked(colon - hour)?
        }
        None => (text, ""),
    };
    let mut month = None;
    // Value and number of digits, and whether they stand before the month.
    let mut numbers: Vec<(i32, usize, bool)> = Vec::new();
    let mut rest = date;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| c.is_alphabetic() == first.is_alphabetic() && c.is_ascii_digit() == first.is_ascii_digit();
        let len = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(len)?;
        if first.is_ascii_digit() {
            numbers.push((number(word.as_bytes())?, len, month.is_none()));
        } else if first.is_alphabetic() {
            let plain = plain_letters(word);
            match month_name(&plain) {
                // "mar. 12 janv.": the first was a weekday.
                Some(named) => {
                    month = Some(named);
                    numbers.iter_mut().for_each(|n| n.2 = true);
                }
                None if is_filler(&plain) => {}
                None => return None,
            }
        } else if !word.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | '\'' | '’' | 'º' | 'ª' | '°'))
        {
            return None;
        }
        rest = after;
    }
    let (year, day) = match numbers.as_slice() {
        [(year, 4, true), (day, 1..=2, false)] | [(day, 1..=2, _), (year, 4, false)] => (*year, *day),
        [(day, 1..=2, _), (year, 2, false)] => (long_year(*year), *day),
        _ => return None,
    };
    let short_year = numbers.iter().all(|n| n.1 <= 2);
    let date = ordered(year, month?, day)?;
    let minute = if time.is_empty() { NO_MINUTE } else { parse_time(time)? };
    Some(RawMoment { date, minute, short_year })
}

/// Lower case without accents: as months are written with and without them.
fn plain_letters(word: &str) -> String {
    let plain = |c| match c {
        'ä' | 'á' | 'à' | 'ã' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        c => c,
    };
    word.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// The number of a month by its name or abbreviation in English, German, French, Spanish or Portuguese.
fn month_name(plain: &str) -> Option<i32> {
    Some(match plain {
        "jan" | "january" | "januar" | "janner" | "jaenner" | "janvier" | "janv" | "enero" | "ene" | "janeiro" => 1,
        "feb" | "february" | "februar" | "fevrier" | "fevr" | "fev" | "febrero" | "fevereiro" => 2,
        "mar" | "march" | "marz" | "maerz" | "mrz" | "mars" | "marzo" | "marco" => 3,
        "apr" | "april" | "avril" | "avr" | "abril" | "abr" => 4,
        "may" | "mai" | "mayo" | "maio" => 5,
        "jun" | "june" | "juni" | "juin" | "junio" | "junho" => 6,
        "jul" | "july" | "juli" | "juillet" | "juil" | "julio" | "julho" => 7,
        "aug" | "august" | "aout" | "agosto" | "ago" => 8,
        "sep" | "sept" | "september" | "septembre" | "septiembre" | "setiembre" | "setembro" | "set" => 9,
        "oct" | "october" | "oktober" | "okt" | "octobre" | "octubre" | "outubro" | "out" => 10,
        "nov" | "november" | "novembre" | "noviembre" | "novembro" => 11,
        "dec" | "december" | "dezember" | "dez" | "decembre" | "diciembre" | "dic" | "dezembro" => 12,
        _ => return None,
    })
}

/// Words that stand in dates and say nothing: weekdays, and what is said between the numbers.
fn is_filler(plain: &str) -> bool {
    const WORDS: [&str; 27] = [
        "t",
        "st",
        "nd",
        "rd",
        "th",
        "of",
        "the",
        "de",
        "del",
        "le",
        "er",
        "den",
        "der",
        "at",
        "um",
        "a",
        "as",
        "las",
        "el",
        "do",
        "feira",
        "sab",
        "sabado",
        "samedi",
        "samstag",
        "sonnabend",
        "so",
    ];
    // English, German, French, Spanish and Portuguese, as far as they are not months.
    const WEEKDAYS: [&str; 22] = [
        "mo", "di", "mi", "do", "fr", "tu", "we", "su", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mer", "mie",
        "jeu", "jue", "ven", "vie",
    ];
    const MORE: [&str; 9] = ["dim", "dom", "seg", "ter", "qua", "qui", "sex", "sam", "mit"];
    WORDS.contains(&plain)
        || WEEKDAYS.contains(&plain)
        || MORE.iter().chain(&WEEKDAYS).any(|day| day.len() == 3 && plain.starts_with(day))
        || ["don", "fre", "son", "die", "mar"].iter().any(|day| plain.starts_with(day) && plain.len() > 4)
}

fn long_year(year: i32) -> i32 {
    if year < 70 { 2000 + year } else { 1900 + year }
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
        (1..=2, 2) => either(long_year(z), x, y).map(|date| (date, true)),
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

/// Minutes since midnight of `8:26`, `08:26:00`, `8:26 PM`, `08:26:00.000+02:00`, `082600Z`.
fn parse_time(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if matches!(digits, 4 | 6) {
        let (hour, minute) = (number(bytes.get(..2)?)?, number(bytes.get(2..4)?)?);
        return (is_zone(text.get(digits..)?.trim()) && hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16);
    }
    let (hour, rest) = leading_number(bytes)?;
    let rest = rest.strip_prefix(b":")?;
    let (minute, rest) = leading_number(rest)?;
    let rest = match rest.strip_prefix(b":").and_then(leading_number) {
        Some((second, rest)) if second < 61 => rest,
        Some(_) => return None,
        None => rest,
    };
    let fraction = rest.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let rest = std::str::from_utf8(rest.get(fraction..)?).ok()?.trim();
    let (half, zone) = half_of_day(rest);
    let hour = match half {
        Some(is_afternoon) if (1..=12).contains(&hour) => hour % 12 + if is_afternoon { 12 } else { 0 },
        Some(_) => return None,
        None => hour,
    };
    (is_zone(zone) && hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16)
}

/// Takes `AM` or `PM` off, in any spelling: whether it is the afternoon.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, is_afternoon) in [
        ("am", false),
        ("pm", true),
        ("a.m.", false),
        ("p.m.", true),
        ("a. m.", false),
        ("p. m.", true),
        ("a", false),
        ("p", true),
    ] {
        if let (Some(start), Some(rest)) = (text.get(..word.len()), text.get(word.len()..))
            && start.eq_ignore_ascii_case(word)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            return (Some(is_afternoon), rest.trim());
        }
    }
    (None, text)
}

/// `Z`, `+02:00`, `CEST`, `GMT+0100 (Central European Time)`, or nothing.
fn is_zone(text: &str) -> bool {
    let zone = text.split('(').next().unwrap_or(text).trim();
    zone.len() <= 10 && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b':' | b' '))
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
        check("5/6/2024 1:05:09 PM EST", MonthFirst, Some(("2024-05-06", 785)));
        check("5/6/2024 1:05 p. m.", MonthFirst, Some(("2024-05-06", 785)));
        check("5/6/2024 11:05A", MonthFirst, Some(("2024-05-06", 665)));
    }

    #[test]
    fn reads_iso_in_all_its_forms() {
        for text in [
            "2025-10-07T09:50:26Z",
            "2025-10-07T09:50:26.123456+02:00",
            "2025-10-07T09:50:26,5-0730",
            "2025-10-07 09:50:26 UTC",
            "20251007T0950",
            "20251007T095026Z",
            "20251007095026",
            "202510070950",
        ] {
            check(text, DayFirst, Some(("2025-10-07", 590)));
        }
    }

    #[test]
    fn reads_the_names_of_months() {
        for text in [
            "12-Jan-2011",
            "12-JAN-11",
            "Jan 12, 2011",
            "January 12th, 2011",
            "Wednesday, January 12, 2011",
            "2011-Jan-12",
            "12. Januar 2011",
            "12. Jänner 2011",
            "Mi, 12.Jan.2011",
            "12 janvier 2011",
            "mer. 12 janv. 2011",
            "mar. 12 janv. 2011",
            "12 de enero de 2011",
            "miércoles, 12 de enero de 2011",
            "12 de janeiro de 2011",
            "quarta-feira, 12 de janeiro de 2011",
            "12/jan/2011",
        ] {
            check(text, DayFirst, Some(("2011-01-12", NO_MINUTE)));
        }
        check("Wed, 12 Jan 2011 08:26:00 +0000", MonthFirst, Some(("2011-01-12", 506)));
        check("Wed Jan 12 2011 08:26:00 GMT+0100 (Central European Standard Time)", MonthFirst, Some(("2011-01-12", 506)));
        check("Jan 12, 2011 at 8:26 PM", MonthFirst, Some(("2011-01-12", 1226)));
        check("12-Jan-2011T08:26", MonthFirst, Some(("2011-01-12", 506)));
        for (month, names) in [
            ("02", "Feb February Februar février febrero fevereiro fev"),
            ("03", "Mar March März mars marzo março"),
            ("04", "Apr April avril avr abril"),
            ("05", "May Mai mayo maio"),
            ("06", "Jun June Juni juin junio junho"),
            ("07", "Jul July Juli juillet juil julio julho"),
            ("08", "Aug August août agosto"),
            ("09", "Sep Sept September septembre septiembre setembro"),
            ("10", "Oct Okt October Oktober octobre octubre outubro"),
            ("11", "Nov November novembre noviembre novembro"),
            ("12", "Dec Dez December Dezember décembre diciembre dezembro"),
        ] {
            for name in names.split(' ') {
                check(&format!("7 {name} 2012"), DayFirst, Some((&format!("2012-{month}-07"), NO_MINUTE)));
            }
        }
    }

    #[test]
    fn reads_what_spreadsheets_count() {
        check("40513", DayFirst, Some(("2010-12-01", NO_MINUTE)));
        check("40513.351388888892", DayFirst, Some(("2010-12-01", 506)));
        check("40513.99999999999", DayFirst, Some(("2010-12-01", 1439)));
        let evidence = |texts: &[&str]| {
            let mut evidence = DateEvidence::default();
            texts.iter().for_each(|text| evidence.add(parse_moment(text).unwrap(), text));
            evidence
        };
        assert!(evidence(&["40513", "40514.5"]).are_serial());
        assert!(!evidence(&["40513", "2010-12-01"]).are_serial());
        assert!(!evidence(&["2010-12-01"]).are_serial());
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
            "2024-01-01 13:00 pm",
            "Jan 2011",
            "12 Foo 2011",
            "32 Jan 2011",
            "29 Feb 2011",
            "Jan 12 2011 2012",
            "12 Jan",
            "May I help you on 12 2011",
            "19999",
            "80000",
            "40513.",
            "40513,5",
            "20251007T2500",
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
        assert_eq!(
            order_of(&["10/12/2020", "11/12/2020", "12/12/2020", "01/01/1970"]),
            (DayFirst, true),
            "three days of December"
        );
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
