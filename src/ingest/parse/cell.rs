//! Tidies cells: blanks at the edges, spreadsheet guards, ids that a spreadsheet turned into decimals.

use crate::parse::plain_letters::plain_letters;

/// The text without blanks at its edges and without a guard (`'123`, `'=…`: how spreadsheets are told "this is text").
pub(crate) fn clean(text: &str) -> (&str, Cleaned) {
    // Nearly all cells begin and end with a letter or digit.
    if let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last())
        && first.is_ascii_graphic()
        && *first != b'\''
        && last.is_ascii_graphic()
    {
        return (text, Cleaned::Nothing);
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match trimmed.strip_prefix('\'') {
        // A name may begin with an apostrophe ('t Hart).
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '@')) => {
            (rest, Cleaned::Guard)
        }
        _ => (trimmed, Cleaned::Nothing),
    }
}

/// The id, tidied, and without the `.0` that spreadsheets and data frames add to numbers.
pub(crate) fn clean_id(text: &str) -> (&str, Cleaned) {
    let (text, cleaned) = clean(text);
    // Fast path: most ids do not end with a zero.
    let Some(last) = text.as_bytes().iter().rposition(|&b| b != b'0') else { return (text, cleaned) };
    let has_zeros = last + 1 < text.len();
    match text.get(..last) {
        Some(whole)
            if has_zeros
                && text.as_bytes().get(last) == Some(&b'.')
                && !whole.is_empty()
                && whole.bytes().all(|b| b.is_ascii_digit()) =>
        {
            (whole, Cleaned::Decimals)
        }
        _ => (text, cleaned),
    }
}

/// Whether a tidied cell holds what programs write for a missing value: `NULL`, `\N`, `N/A`, `-`.
pub(crate) fn is_nothing(text: &str) -> bool {
    // Nearly all cells are told by their length or their first letter.
    if text.len() > 12
        || !matches!(text.as_bytes().first(), Some(b'\\' | b'N' | b'n' | b'-' | b'#' | b'<' | b'(' | b'[' | b'u' | b'U' | 0xe2))
    {
        return false;
    }
    const WORDS: &[&str] = &[
        "\\n",
        "n/a",
        "#n/a",
        "n.a.",
        "n.a",
        "none",
        "null",
        "<null>",
        "(null)",
        "[null]",
        "nan",
        "-nan",
        "nat",
        "<na>",
        "nil",
        "undefined",
        "(none)",
        "(blank)",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || matches!(text, "NA" | "#N/V" | "#NV" | "#NULL!")
        || text.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'))
}

/// Whether a tidied cell that should name a person says that nobody knows who it was.
pub(crate) fn is_unknown(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "unknown",
        "unbekannt",
        "inconnu",
        "inconnue",
        "desconocido",
        "desconhecido",
        "sconosciuto",
        "onbekend",
        "nieznany",
        "okand",
        "bilinmiyor",
        "bilinmeyen",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
    ];
    matches!(text.len(), 5..=13)
        && matches!(
            text.as_bytes().first(),
            Some(b'#' | b'u' | b'U' | b'i' | b'I' | b'd' | b'D' | b's' | b'S' | b'o' | b'O' | b'n' | b'N' | b'b' | b'B')
        )
        && WORDS.contains(&plain_letters(text).as_str())
}

/// Whether an id was written in powers of ten, as spreadsheets do with long numbers: `1.23457E+12`. Its last digits are lost.
pub(crate) fn is_rounded_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Nearly all ids are told by this alone.
    if bytes.len() < 5 || bytes.len() > 24 || !bytes.contains(&b'+') {
        return false;
    }
    let Some((mantissa, power)) = text.split_once(['E', 'e']) else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && power.strip_prefix('+').is_some_and(|power| (1..=3).contains(&power.len()) && digits(power))
}

/// What was removed from a cell besides blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cleaned {
    Nothing,
    Guard,
    Decimals,
    /// All of it: a word for nothing.
    Nought,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_tidied() {
        assert_eq!(clean("  a b\u{a0}"), ("a b", Cleaned::Nothing));
        assert_eq!(clean("'75008"), ("75008", Cleaned::Guard));
        assert_eq!(clean("'=1+1"), ("=1+1", Cleaned::Guard));
        assert_eq!(clean("'t Hart"), ("'t Hart", Cleaned::Nothing));
        assert_eq!(clean("'"), ("'", Cleaned::Nothing));
        assert_eq!(clean_id("17850.0"), ("17850", Cleaned::Decimals));
        assert_eq!(clean_id("'123.00"), ("123", Cleaned::Decimals));
        assert_eq!(clean_id("1.5"), ("1.5", Cleaned::Nothing));
        assert_eq!(clean_id("a.0"), ("a.0", Cleaned::Nothing));
        assert_eq!(clean_id(".0"), (".0", Cleaned::Nothing));
    }
    #[test]
    fn words_for_nothing() {
        for text in [
            "\\N",
            "N/A",
            "n/a",
            "NA",
            "#N/A",
            "None",
            "none",
            "NONE",
            "NULL",
            "null",
            "Null",
            "(null)",
            "[NULL]",
            "<NA>",
            "nan",
            "NaN",
            "NaT",
            "nil",
            "-",
            "--",
            "---",
            "–",
            "—",
            "undefined",
            "(blank)",
            "n.a.",
        ] {
            assert!(is_nothing(text), "{text}");
        }
        for text in ["", "Nan", "0", "Nina", "None of us", "-5", "A-", "#1", "Na", "nine", "Nunez", "(12)", "NB", "U2"] {
            let is_word = text.eq_ignore_ascii_case("nan");
            assert_eq!(is_nothing(text), is_word, "{text}");
        }
    }

    #[test]
    fn ids_in_powers_of_ten() {
        for text in ["1.23457E+12", "1,23457E+12", "9E+15", "4.5e+09", "1E+100", "6.00E+05"] {
            assert!(is_rounded_id(text), "{text}");
        }
        for text in
            ["1234567", "E+12", "1.5", "12.3E+12", "AE+12", "1.2E-05", "1E12", "a+b@c.de", "1.2.3E+4", "2E+", "+49 123 E 4"]
        {
            assert!(!is_rounded_id(text), "{text}");
        }
    }
}
