//! Texts that a spreadsheet would run as a formula, and the apostrophe that tells it not to. The one home of this guard: all CSV
//! files are written with it, the workbook asks it which texts to mark, and it is taken off again where a file comes back.

use std::borrow::Cow;

/// What parts cells besides the comma, in spreadsheets of other countries or by a reader's choice. They part them also inside quotes:
/// a quote counts only at the beginning of what the spreadsheet takes for a cell, and in `a,"b;=1+1"` that is `=1+1"`.
const PARTINGS: [char; 4] = [';', '\t', '\n', '\r'];

/// Begins a formula; some spreadsheets read the wide forms of the Far East as the others.
fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// What a spreadsheet may pass over before a formula: blanks, control characters, and characters that are not seen.
fn is_passed_over(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// Whether a spreadsheet would run the text as a formula, or might.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(is_passed_over).starts_with(begins_formula)
}

/// Whether a part of a text, after a parting, would run. A number there is none.
fn part_is_formula(part: &str) -> bool {
    part.trim_start_matches(|letter| is_passed_over(letter) || letter == '"').starts_with(begins_formula)
        && !is_number(part.trim_end_matches(PARTINGS))
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

/// Text for a spreadsheet's cell: an apostrophe stands before what would run, at its beginning or where a spreadsheet may part it.
/// Guarding twice changes nothing.
///
/// ```
/// use clientele_core::domain::{guarded, unguarded};
/// let cell = guarded("=1+1");
/// assert_eq!(cell, "'=1+1");
/// assert_eq!(guarded(&cell), cell);
/// assert_eq!(unguarded(&cell), "=1+1");
/// ```
pub fn guarded(text: &str) -> String {
    with_guards(text, is_formula(text)).into_owned()
}

/// The same for a cell that may hold a figure: a number stays one, as `-5` is no formula.
pub fn guarded_cell(text: &str) -> Cow<'_, str> {
    with_guards(text, is_formula(text) && !is_number(text))
}

fn with_guards(text: &str, at_start: bool) -> Cow<'_, str> {
    if !at_start && !text.contains(PARTINGS) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 2);
    if at_start {
        out.push('\'');
    }
    for (at, part) in text.split_inclusive(PARTINGS).enumerate() {
        if at > 0 && part_is_formula(part) {
            out.push('\'');
        }
        out.push_str(part);
    }
    Cow::Owned(out)
}

/// The text that [`guarded`] was given.
pub fn unguarded(text: &str) -> Cow<'_, str> {
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split_inclusive(PARTINGS).enumerate() {
        out.push_str(part.strip_prefix('\'').filter(|rest| at > 0 && part_is_formula(rest)).unwrap_or(part));
    }
    // Whether it began a formula is asked of the text as it was.
    if out.strip_prefix('\'').is_some_and(is_formula) {
        out.remove(0);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+49",
            "-5",
            "@x",
            "\tx",
            "\rx",
            "\nx",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            " =1+1",
            "\u{a0}=1",
            "\u{3000}=1",
            "\u{200b}=1+1",
            "\u{feff}=1+1",
            "\u{feff}\u{200d} =1",
            "\u{0}=1",
        ] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in
            ["", "Tea", " Tea", "Tea = good", "'=1+1", "5", "\u{200b}", "a-b", "Tea; black", "Tea;\tblack", "7;-5", "\"=1+1"]
        {
            assert_eq!(guarded(text), text, "{text:?}");
        }
    }

    #[test]
    fn nothing_runs_where_a_spreadsheet_parts_the_text() {
        for (text, expected) in [
            (";=1+1", ";'=1+1"),
            ("a;=1+1;b", "a;'=1+1;b"),
            ("a\t=1", "a\t'=1"),
            ("a\n=1", "a\n'=1"),
            ("a\r\n+x", "a\r\n'+x"),
            ("a; \u{200b}＝1", "a;' \u{200b}＝1"),
            ("a;\"=1+1;b", "a;'\"=1+1;b"),
            ("=1;=2", "'=1;'=2"),
            ("a;-5;+7.5", "a;-5;+7.5"),
            ("\u{feff}\t=1", "'\u{feff}\t'=1"),
        ] {
            assert_eq!(guarded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_stay_numbers_where_figures_may_stand() {
        for text in ["-5", "-5.25", "+3", "1e-7", "-0"] {
            assert_eq!(guarded_cell(text), text);
        }
        for text in ["-x", "=5", "-5 pieces", "--5", "+inf", "-1,234.50"] {
            assert_eq!(guarded_cell(text), format!("'{text}"));
        }
    }

    proptest! {
        #[test]
        fn guarding_is_taken_off_again(text in "[-=+@＝;\\t\\n\\r \"a1\u{200b}]{0,12}") {
            let once = guarded(&text);
            prop_assert_eq!(&guarded(&once), &once);
            prop_assert_eq!(unguarded(&once), text.as_str());
            let cell = guarded_cell(&text);
            prop_assert_eq!(&guarded_cell(&cell), &cell);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
