//! Dates with the name of the month, in ten languages.

use crate::parse::plain_letters::plain_letters;
use crate::parse::raw_date::{RawMoment, long_year, ordered};
use crate::parse::time_of_day::{number, parse_time};
use clientele_core::domain::NO_MINUTE;

/// Reads a date with the month's name: `12-Jan-2011`, `Jan 12, 2011`, `12 de janeiro de 2011`, `Wed, 12 Jan 2011 08:26:00 GMT`.
pub(crate) fn parse_named(text: &str) -> Option<RawMoment> {
    if text.len() > 120 || !text.bytes().any(|b| b.is_ascii_digit()) || !text.contains(char::is_alphabetic) {
        return None;
    }
    let (date, time) = match text.find(':') {
        Some(colon) => {
            let hour = text.get(..colon)?.bytes().rev().take_while(u8::is_ascii_digit).count();
            text.split_at_checked(colon - hour)?
        }
        None => (text, ""),
    };
    // Java and Unix write the year last: "Fri Jan 05 14:05:33 CET 2024".
    let (time, last_year) = match time.rsplit_once(' ') {
        Some((time, year)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => (time, Some(year)),
        _ => (time, None),
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
                // "7 Oca 2024 Paz": and so is this.
                Some(_) if month.is_some() && matches!(plain.as_str(), "mar" | "paz") => {}
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
    if let Some(year) = last_year {
        numbers.push((number(year.as_bytes())?, 4, false));
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

/// The number of a month by its name or abbreviation in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish or
/// Turkish.
fn month_name(plain: &str) -> Option<i32> {
    const NAMES: [&[&str]; 12] = [
        &[
            "jan", "january", "januar", "janner", "jaenner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen",
            "januari", "styczen", "stycznia", "sty", "ocak", "oca",
        ],
        &[
            "feb",
            "february",
            "februar",
            "fevrier",
            "fevr",
            "fev",
            "febrero",
            "fevereiro",
            "febbraio",
            "februari",
            "luty",
            "lutego",
            "lut",
            "subat",
            "sub",
        ],
        &[
            "mar", "march", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "maa", "marzec", "marca", "mart",
            "marts",
        ],
        &["apr", "april", "avril", "avr", "abril", "abr", "aprile", "kwiecien", "kwietnia", "kwi", "nisan", "nis"],
        &["may", "mai", "mayo", "maio", "maggio", "mag", "mei", "maj", "maja", "mayis"],
        &["jun", "june", "juni", "juin", "junio", "junho", "giugno", "giu", "czerwiec", "czerwca", "cze", "haziran", "haz"],
        &["jul", "july", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "lipiec", "lipca", "lip", "temmuz", "tem"],
        &["aug", "august", "aout", "agosto", "ago", "augustus", "augusti", "sierpien", "sierpnia", "sie", "agustos", "agu"],
        &[
            "sep",
            "sept",
            "september",
            "septembre",
            "septiembre",
            "setiembre",
            "setembro",
            "set",
            "settembre",
            "sett",
            "wrzesien",
            "wrzesnia",
            "wrz",
            "eylul",
            "eyl",
        ],
        &[
            "oct",
            "october",
            "oktober",
            "okt",
            "octobre",
            "octubre",
            "outubro",
            "out",
            "ottobre",
            "ott",
            "pazdziernik",
            "pazdziernika",
            "paz",
            "ekim",
            "eki",
        ],
        &["nov", "november", "novembre", "noviembre", "novembro", "listopad", "listopada", "lis", "kasim", "kas"],
        &[
            "dec",
            "december",
            "dezember",
            "dez",
            "decembre",
            "diciembre",
            "dic",
            "dezembro",
            "dicembre",
            "grudzien",
            "grudnia",
            "gru",
            "aralik",
            "ara",
        ],
    ];
    (1..).zip(NAMES).find(|(_, names)| names.contains(&plain)).map(|(month, _)| month)
}

/// Words in dates that can be ignored: weekdays, and words between the numbers. Without accents.
pub(crate) fn is_filler(plain: &str) -> bool {
    const WORDS: &[&str] = &[
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
        "kl",
        "klo",
        "om",
        "o",
        "godz",
        "r",
        "alle",
        "ore",
        "saat",
        "la",
        "les",
        "il",
        "dia",
        "day",
        "uhr",
        "h",
    ];
    // As far as they are not months.
    const WEEKDAYS: &[&str] = &[
        "mo", "di", "mi", "do", "fr", "tu", "we", "su", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mer", "mie",
        "jeu", "jue", "ven", "vie",
    ];
    const MORE: &[&str] = &["dim", "dom", "seg", "ter", "qua", "qui", "sex", "sam", "mit"];
    // Italian, Dutch, Polish, Swedish, Turkish.
    const OTHERS: &[&str] = &[
        "lunedi",
        "martedi",
        "mercoledi",
        "giovedi",
        "venerdi",
        "sabato",
        "domenica",
        "gio",
        "sab",
        "ma",
        "wo",
        "vr",
        "za",
        "zo",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "poniedzialek",
        "wtorek",
        "sroda",
        "czwartek",
        "piatek",
        "sobota",
        "niedziela",
        "pon",
        "wt",
        "wto",
        "sr",
        "sro",
        "czw",
        "pt",
        "pia",
        "sob",
        "nd",
        "nie",
        "mandag",
        "tisdag",
        "onsdag",
        "torsdag",
        "fredag",
        "lordag",
        "sondag",
        "tis",
        "ons",
        "tors",
        "tor",
        "lor",
        "son",
        "pazartesi",
        "sali",
        "carsamba",
        "persembe",
        "cuma",
        "cumartesi",
        "pazar",
        "pzt",
        "car",
        "per",
    ];
    WORDS.contains(&plain)
        || WEEKDAYS.contains(&plain)
        || OTHERS.contains(&plain)
        || MORE.iter().chain(WEEKDAYS).any(|day| day.len() == 3 && plain.starts_with(day))
        || ["don", "fre", "son", "die", "mar"].iter().any(|day| plain.starts_with(day) && plain.len() > 4)
}
