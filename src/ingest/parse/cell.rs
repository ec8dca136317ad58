//! Tidies cells: blanks at the edges, spreadsheet guards, ids that a spreadsheet turned into decimals.

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
