//! The delimiter of a file, from its first bytes: the one that gives rows of one length under a header that makes sense.

use super::headers::known_names;
use super::records::RecordReader;
use super::text::RecordDecoder;

/// How much of a file is looked at (all of it, when it is smaller).
pub(super) const SNIFF_BYTES: usize = 64 * 1024;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const MAX_ROWS: usize = 200;

/// How to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Bytes to pass over (a first line `sep=;`, as Excel writes it), and the line that follows.
    pub(super) skip: usize,
    pub(super) first_line: u32,
}

/// Looks at the first bytes of a text. `complete`: they are all there is.
pub(super) fn sniff(head: &[u8], complete: bool) -> Dialect {
    if let Some(dialect) = declared(head) {
        return dialect;
    }
    let best = DELIMITERS.into_iter().map(|d| (score(head, complete, d), d)).rev().max();
    let delimiter = best.map_or(b',', |(score, delimiter)| if score > 0 { delimiter } else { b',' });
    Dialect { delimiter, skip: 0, first_line: 1 }
}

/// A first line `sep=;`.
fn declared(head: &[u8]) -> Option<Dialect> {
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] = head else { return None };
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    DELIMITERS.contains(delimiter).then_some(Dialect { delimiter: *delimiter, skip: 5 + end, first_line: 2 })
}

/// Share of rows as long as the header in thousandths, plus 500 for each column whose name means something; 0 for one column.
fn score(head: &[u8], complete: bool, delimiter: u8) -> usize {
    let (mut reader, mut decoder) = (RecordReader::new(delimiter, 1), RecordDecoder::default());
    let mut input = head;
    let (mut header_len, mut known, mut rows, mut same) = (0, 0, 0, 0);
    while rows < MAX_ROWS && reader.read(&mut input, complete).unwrap_or(false) {
        if header_len == 0 {
            header_len = reader.cells();
            known = known_names(reader.record(&mut decoder).fields());
        } else {
            rows += 1;
            same += usize::from(reader.cells() == header_len);
        }
    }
    if header_len < 2 { 0 } else { 1 + known * 500 + (same * 1000).checked_div(rows).unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: char) {
        assert_eq!(char::from(sniff(text.as_bytes(), true).delimiter), delimiter, "{text:?}");
    }

    #[test]
    fn rows_of_one_length_decide() {
        check("a,b\n1,2\n", ',');
        check("a;b\n1,5;2,5\n", ';');
        check("a\tb c\n1\t2,5\n", '\t');
        check("id|name, first\n1|x\n", '|');
        check("order id;price, net\n1;2,50\n2;3,50\n", ';');
        check("\"a;b;c\",d\n1,2\n", ',');
        check("one column\n1,5\n", ',');
        check("", ',');
        assert_eq!(sniff(b"sep=;\r\na,b;c\n", true), Dialect { delimiter: b';', skip: 7, first_line: 2 });
    }
}
