//! Customers that a filter and a search find, and where in a text a search is found.

use crate::selection::filter;
use clientele_core::domain::CustomerIx;
use clientele_engine::Session;
use clientele_messages::{CustomerFilter, Line, Span};

/// Customers that pass the filter, in the order of their ids.
pub(crate) fn filtered(session: &Session, filter: &CustomerFilter) -> Vec<CustomerIx> {
    let customers = session.dataset().customers();
    let search = filter.search.trim().to_lowercase();
    let matches_search = |c: usize| {
        search.is_empty()
            || [customers.ids.get(c), customers.names.get(c), customers.emails.get(c)].iter().any(|text| contains(text, &search))
    };
    // Going through all lines is for conditions only.
    let members = (!filter.conditions().is_empty()).then(|| filter::members(session, filter));
    let is_member = |c: usize| members.as_ref().is_none_or(|members| members[c]);
    (0..customers.ids.len()).filter(|&c| is_member(c) && matches_search(c)).map(CustomerIx::new).collect()
}

/// Whether `text` holds `lowercase` in any case.
pub(super) fn contains(text: &str, lowercase: &str) -> bool {
    if text.is_ascii() && lowercase.is_ascii() {
        // No allocation for a row of a large table.
        let (text, pattern) = (text.as_bytes(), lowercase.as_bytes());
        return pattern.is_empty() || text.windows(pattern.len()).any(|window| window.eq_ignore_ascii_case(pattern));
    }
    text.to_lowercase().contains(lowercase)
}

/// The text with every place marked where `lowercase` is found in any case.
pub(super) fn marked(text: &str, lowercase: &str) -> Line {
    if lowercase.is_empty() || !contains(text, lowercase) {
        return text.into();
    }
    // Small letters may be longer than capitals: for each of their bytes, where the letter that it comes from begins and ends.
    let mut small = String::with_capacity(text.len());
    let mut from: Vec<(usize, usize)> = Vec::with_capacity(text.len());
    // As a whole, because some letters depend on their neighbours; letter by letter where that comes to something else.
    let whole = text.to_lowercase();
    for (at, letter) in text.char_indices() {
        let before = small.len();
        small.extend(letter.to_lowercase());
        from.resize(from.len() + small.len() - before, (at, at + letter.len_utf8()));
    }
    let small = if whole.len() == small.len() { whole } else { small };
    let (mut spans, mut shown) = (Vec::new(), 0);
    for (at, found) in small.match_indices(lowercase) {
        let (Some(&(start, _)), Some(&(_, end))) = (from.get(at), from.get(at + found.len() - 1)) else { break };
        // Two finds may end and begin in one letter.
        if start < shown {
            continue;
        }
        if start > shown {
            spans.push(Span::Text(text[shown..start].to_owned()));
        }
        spans.push(Span::Mark(text[start..end].to_owned()));
        shown = end;
    }
    if shown < text.len() {
        spans.push(Span::Text(text[shown..].to_owned()));
    }
    Line(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(line: &Line) -> String {
        let span = |span: &Span| match span {
            Span::Mark(text) => format!("[{text}]"),
            Span::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        line.0.iter().map(span).collect()
    }

    #[test]
    fn finds_are_marked_in_any_case() {
        for (text, search, expected) in [
            ("Anna Banana", "an", "[An]na B[an][an]a"),
            ("Anna", "", "Anna"),
            ("Anna", "x", "Anna"),
            ("ÄRGER Ärger", "är", "[ÄR]GER [Är]ger"),
            ("<b>ANNA</b>", "anna</b", "<b>[ANNA</b]>"),
            ("İstanbul İ", "i", "[İ]stanbul [İ]"),
            // Greek's last s has a form of its own, which only the whole word shows.
            ("ΟΔΟΣ", "ΟΔΟΣ", "[ΟΔΟΣ]"),
        ] {
            assert_eq!(told(&marked(text, &search.to_lowercase())), expected, "{text} {search}");
        }
    }

    proptest! {
        #[test]
        fn the_text_stays_what_it_is(text in "\\PC{0,12}", search in "\\PC{0,2}") {
            let search = search.to_lowercase();
            let line = marked(&text, &search);
            let plain: String = line.0.iter().map(|span| match span {
                Span::Mark(text) | Span::Text(text) => text.as_str(),
                _ => "",
            }).collect();
            prop_assert_eq!(&plain, &text);
            let is_marked = line.0.iter().any(|span| matches!(span, Span::Mark(_)));
            prop_assert!(!is_marked || contains(&text, &search));
        }
    }
}
