//! Reads dates and times as shops write them. Which of two numbers is the month is decided by the file as a whole.

use crate::parse::month_names::{is_filler, parse_named};
use crate::parse::plain_letters::plain_letters;
use crate::parse::raw_date::{RawDate, RawMoment, either, long_year, ordered, year_first};
use crate::parse::time_of_day::{number, parse_time};
use clientele_core::domain::{Day, NO_MINUTE};

/// Reads `2024-03-04`, `2024/03/04`, `20240304`, `3/4/2024`, `4.3.2024`, `3-4-24`, and dates with the month's name (see
/// `month_names`), each with an optional time after a blank, a comma or `T` (`8:26`, `08:26:00.000`, `8:26 PM`, `08:26 Uhr`) and an
/// optional zone (ignored: shops export local time). Years of two digits are 1970 to 2069. Also a spreadsheet's count of days, and a
/// computer's count of seconds, milliseconds or microseconds since 1970. `None`: no date under any order of day and month.
pub(crate) fn parse_moment(text: &str) -> Option<RawMoment> {
    let text = text.trim();
    if let Some(serial) = parse_serial(text) {
        return Some(serial);
    }
    if let Some(moment) = parse_digits(text) {
        return Some(moment);
    }
    if !text.bytes().any(|b| b.is_ascii_digit()) && text.is_ascii() {
        return None;
    }
    // What follows is for the rarer forms.
    if !text.is_ascii() {
        let plain = in_ascii(text);
        return parse_serial(&plain).or_else(|| parse_rare(&plain));
    }
    parse_rare(text)
}

fn parse_rare(text: &str) -> Option<RawMoment> {
    parse_unix(text)
        .or_else(|| parse_digits(text))
        .or_else(|| parse_named(text))
        .or_else(|| parse_digits(&time_last(text)?))
        .or_else(|| parse_named(&time_last(text)?))
}

/// The text with plain blanks and digits, and without marks of direction.
fn in_ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' => {}
            '年' | '月' | '년' | '월' => plain.push('-'),
            '日' | '일' => plain.push(' '),
            '／' => plain.push('/'),
            '－' | '‐' | '‑' | '–' => plain.push('-'),
            '：' => plain.push(':'),
            '，' | '،' => plain.push(','),
            c if c.is_whitespace() => plain.push(' '),
            c => {
                let zero = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];
                let digit = zero.iter().find_map(|&zero| u32::from(c).checked_sub(u32::from(zero)).filter(|&digit| digit <= 9));
                plain.push(digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c));
            }
        }
    }
    plain.trim().to_owned()
}

/// `14:05 5.1.2024` with the time behind the date. `None`: the text begins with no time.
fn time_last(text: &str) -> Option<String> {
    let (time, date) = text.split_once([' ', ','])?;
    let hour = time.bytes().take_while(u8::is_ascii_digit).count();
    (matches!(hour, 1 | 2) && time.as_bytes().get(hour) == Some(&b':')).then(|| format!("{} {time}", date.trim()))
}

fn parse_digits(text: &str) -> Option<RawMoment> {
    if matches!(text.len(), 12 | 14) && text.bytes().all(|b| b.is_ascii_digit()) {
        let (date, time) = text.split_at_checked(8)?;
        return parse_digits(&format!("{date}T{time}"));
    }
    let (date, time) = match text.find(['T', ' ', ',']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start_matches([' ', ','])),
        None => (text, ""),
    };
    let (date, short_year) = parse_date(date.as_bytes())?;
    let minute = if time.is_empty() { NO_MINUTE } else { parse_time(without_words(time))? };
    Some(RawMoment { date, minute, short_year })
}

/// A time without words before it: `um 14:05`, `at 2:05 PM`, `kl. 14:05`.
fn without_words(time: &str) -> &str {
    let at = time.bytes().position(|b| b.is_ascii_digit()).unwrap_or(0);
    let (words, rest) = time.split_at_checked(at).unwrap_or(("", time));
    let are_words = words.split([' ', '.', ',']).filter(|word| !word.is_empty()).all(|word| is_filler(&plain_letters(word)));
    if are_words { rest } else { time }
}

/// Seconds, milliseconds or microseconds since the beginning of 1970, from 1990 to 2099, perhaps with decimals; also `/Date(…)/`, as
/// .NET writes milliseconds. The time is that of Greenwich.
fn parse_unix(text: &str) -> Option<RawMoment> {
    const RANGE: std::ops::Range<i64> = 631_152_000..4_102_444_800;
    let text = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        Some(of_net) => of_net.split(['+', '-']).next().unwrap_or(of_net),
        None => text,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        9 | 10 => count,
        12 | 13 => count.div_euclid(1_000),
        15 | 16 => count.div_euclid(1_000_000),
        18 | 19 => count.div_euclid(1_000_000_000),
        _ => return None,
    };
    if !RANGE.contains(&seconds) {
        return None;
    }
    let date = RawDate::of_unix(Day(i32::try_from(seconds / 86_400).ok()?))?;
    Some(RawMoment { date, minute: (seconds % 86_400 / 60) as u16, short_year: false })
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
        (4, 1..=2) => year_first(x, y, z).map(|date| (date, false)),
        (1..=2, 4) => either(z, x, y).map(|date| (date, false)),
        (1..=2, 2) => either(long_year(z), x, y).map(|date| (date, true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::date_order::DateOrder::{self, DayFirst, MonthFirst};
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
    fn reads_what_programs_write() {
        for text in [
            "1/12/2011, 8:26:33 AM",
            "1/12/2011, 8:26:33\u{202f}AM",
            "1/12/2011,\u{a0}8:26:33\u{a0}a.m.",
            "\u{200e}1\u{200e}/\u{200e}12\u{200e}/\u{200e}2011\u{200e} \u{200e}8\u{200e}:\u{200e}26\u{200e}:\u{200e}33\u{200e} \u{200e}AM",
            "1/12/2011 08:26:33",
            "Wed Jan 12 08:26:33 CET 2011",
            "Wed Jan 12 08:26:33 GMT+01:00 2011",
            "Wed Jan 12 08:26:33 +0000 2011",
            "Wed Jan 12 08:26:33 2011",
            "Wed Jan 12 2011 08:26:33 GMT+0100 (Mitteleuropäische Normalzeit)",
            "Wed, 12 Jan 2011 08:26:33 +0100",
            "Wed, 12 Jan 2011 08:26:33 GMT",
            "12 Jan 2011 08:26:33 -0500 (EST)",
            "Wed 12 Jan 2011 08:26:33 AM CET",
            "Jan 12, 2011, 8:26:33 AM",
            "Jan 12, 2011 8:26:33\u{202f}AM",
            "2011-01-12T08:26:33+01:00[Europe/Paris]",
            "2011-01-12T08:26:33.123456789Z",
            "2011年1月12日 08:26",
            "2011/1/12, 08:26:33",
            "08:26 2011-01-12",
            "8:26:33 1/12/2011",
            "8:26, 12 January 2011",
        ] {
            check(text, MonthFirst, Some(("2011-01-12", 506)));
        }
        for text in [
            "12.1.2011, 08:26:33",
            "12/01/2011, 08:26:33",
            "12/1/2011, 8:26:33",
            "12-1-2011, 08:26:33",
            "12.01.2011, 08:26 Uhr",
            "12.01.2011 um 08:26 Uhr",
            "12. Januar 2011 um 08:26 Uhr",
            "12. Januar 2011, 08:26 Uhr",
            "12.01.2011 8.26 Uhr",
            "12/01/2011 08h26",
            "12/01/2011 à 08h26",
            "12 janvier 2011 à 08:26",
            "12.1.2011 kl. 08.26.33",
            "12 januari 2011 kl. 08:26",
            "12 stycznia 2011 r., 08:26",
            "12/01/2011 alle 08:26",
            "12 Ocak 2011 Çarşamba 08:26",
            "12 Ocak 2011 saat 08:26",
            "woensdag 12 januari 2011 om 08:26",
            "١٢/١/٢٠١١ ٠٨:٢٦",
            "１２／１／２０１１　０８：２６",
        ] {
            check(text, DayFirst, Some(("2011-01-12", 506)));
        }
    }

    #[test]
    fn reads_counts_of_seconds() {
        for text in [
            "1294820760",
            "1294820760.5",
            "1294820760000",
            "1294820760123",
            "1294820760000000",
            "1294820760000000000",
            "/Date(1294820760000+0100)/",
        ] {
            check(text, DayFirst, Some(("2011-01-12", 506)));
            assert!(parse_moment(text).unwrap().date.is_unix(), "{text}");
        }
        check("915148800", DayFirst, Some(("1999-01-01", 0)));
        // Out of range, or of another length.
        for text in ["12948207", "99999999", "4102444800", "129482076012", "-1294820760", "1294820760-1", "129482076012345678901"]
        {
            assert_eq!(parse_moment(text).filter(|m| m.date.is_unix()), None, "{text}");
        }
    }

    #[test]
    fn the_year_first_may_have_the_day_next() {
        check("2024-13-01", MonthFirst, None);
        let turned = |text: &str| parse_moment(text).and_then(|m| m.date.turned().day(MonthFirst)).map(|day| day.to_string());
        assert_eq!(turned("2024-13-01").as_deref(), Some("2024-01-13"));
        assert_eq!(turned("2024/5/1 08:26").as_deref(), Some("2024-01-05"));
        assert_eq!(turned("2024-01-13"), None);
        assert_eq!(turned("5.1.2024"), parse_moment("5.1.2024").and_then(|m| m.date.day(MonthFirst)).map(|day| day.to_string()));
    }

    #[test]
    fn reads_the_names_of_months_in_ten_languages() {
        for (month, names) in [
            (
                "01",
                "January Januar janvier enero janeiro gennaio januari stycznia styczeń januari Ocak Jan janv. ene gen sty Oca",
            ),
            ("02", "February Februar février febrero fevereiro febbraio februari lutego luty Şubat Feb févr. fev lut Şub"),
            ("03", "March März mars marzo março marzo maart marca marzec mars Mart Mar mrt Mrz"),
            ("04", "April April avril abril abril aprile april kwietnia kwiecień Nisan Apr abr kwi Nis"),
            ("05", "May Mai mai mayo maio maggio mei maja maj Mayıs mag"),
            ("06", "June Juni juin junio junho giugno juni czerwca czerwiec Haziran Jun giu cze Haz"),
            ("07", "July Juli juillet julio julho luglio juli lipca lipiec Temmuz Jul lug lip Tem juil."),
            ("08", "August août agosto agosto agosto augustus sierpnia sierpień augusti Ağustos Aug ago sie Ağu"),
            ("09", "September septembre septiembre setembro settembre września wrzesień Eylül Sep set wrz Eyl"),
            (
                "10",
                "October Oktober octobre octubre outubro ottobre oktober października październik Ekim Oct Okt out ott paź Eki",
            ),
            ("11", "November novembre noviembre novembro novembre listopada listopad Kasım KASIM Nov lis Kas"),
            ("12", "December Dezember décembre diciembre dezembro dicembre grudnia grudzień Aralık Dec Dez dic gru Ara déc."),
        ] {
            for name in names.split(' ') {
                check(&format!("7 {name} 2012"), DayFirst, Some((&format!("2012-{month}-07"), NO_MINUTE)));
            }
        }
        for text in [
            "giovedì 5 gennaio 2012",
            "gio 5 gen 2012",
            "donderdag 5 januari 2012",
            "do 5 jan. 2012",
            "czwartek, 5 stycznia 2012 r.",
            "czw., 5 sty 2012",
            "torsdag den 5 januari 2012",
            "tors 5 jan. 2012",
            "5 Ocak 2012 Perşembe",
            "05-Oca-2012",
            "Donnerstag, 5. Jänner 2012",
            "jueves, 5 de enero de 2012",
            "jeudi 5 janvier 2012",
            "quinta-feira, 5 de janeiro de 2012",
        ] {
            check(text, DayFirst, Some(("2012-01-05", NO_MINUTE)));
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "2024-13-13",
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
