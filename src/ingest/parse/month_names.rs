//! Dates with the name of the month, in five languages.

use crate::parse::raw_date::{RawMoment, long_year, ordered};
use crate::parse::time_of_day::{number, parse_time};
use clientele_core::domain::NO_MINUTE;

/// Reads a date with the month's name: `12-Jan-2011`, `Jan 12, 2011`, `12 de janeiro de 2011`, `Wed, 12 Jan 2011 08:26:00 GMT`.
pub(crate) fn parse_named(text: &str) -> Option<RawMoment> {
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
    // Value, number of digits, and whether they come before the month.
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

/// Lower case without accents, as months are written both ways.
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

/// Words in dates that can be ignored: weekdays, and words between the numbers.
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
