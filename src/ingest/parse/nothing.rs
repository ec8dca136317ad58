//! What programs write into a cell that has no value.

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
