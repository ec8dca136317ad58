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

/// What was removed from a cell besides blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cleaned {
    Nothing,
    Guard,
    Decimals,
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
}
