//! Reads dates and times as shops write them. Which of two numbers is the month is decided by the file as a whole.

use crate::parse::month_names::parse_named;
use crate::parse::raw_date::{RawDate, RawMoment, either, long_year, ordered};
use crate::parse::time_of_day::{number, parse_time};
use clientele_core::domain::NO_MINUTE;

/// Reads `2024-03-04`, `2024/03/04`, `20240304`, `3/4/2024`, `4.3.2024`, `3-4-24`, and dates with the month's name (see
/// `month_name`), each with an optional time after a blank or `T` (`8:26`, `08:26:00.000`, `8:26 PM`) and an optional zone
/// (ignored: shops export local time). Years of two digits are 1970 to 2069. Also a spreadsheet's count of days. `None`: no date
/// under any order of day and month.
pub(crate) fn parse_moment(text: &str) -> Option<RawMoment> {
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
            // Round to seconds first: as a fraction of a day, a full minute is often slightly too small.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::date_order::DateOrder::{self, DayFirst, MonthFirst};
    use clientele_core::domain::Day;
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
