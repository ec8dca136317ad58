//! The CSV dialect of a file, sniffed from its first bytes: the delimiter that gives rows of equal length below a header with known names,
//! and the row of that header, as reports often begin with a title.

use crate::parse::cell::clean;
use crate::read::record::RecordDecoder;
use crate::read::record_reader::RecordReader;
use crate::recognise::header::known_names;

/// How much of a file is looked at (all of it, when it is smaller).
pub(crate) const SNIFF_BYTES: usize = 256 * 1024;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const MAX_ROWS: usize = 200;
/// The header is looked for among so many rows.
pub(crate) const HEADER_ROWS: usize = 30;

/// How to read the rest of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// Bytes to skip (a first line `sep=;`, as Excel writes it, or a title above the table), and the line that follows.
    pub(crate) skip: usize,
    pub(crate) first_line: u32,
    /// Whether lines before the header hold something else.
    pub(crate) has_preamble: bool,
}

/// Sniffs the dialect from the first bytes of a text. `complete`: the file has no more bytes.
pub(crate) fn sniff(head: &[u8], complete: bool) -> Dialect {
    if let Some(dialect) = declared_dialect(head) {
        return dialect;
    }
    // Of equally good delimiters the first wins.
    let scores = DELIMITERS.map(|delimiter| (score(head, complete, delimiter), delimiter));
    match scores.into_iter().rev().max_by_key(|((score, ..), _)| *score) {
        Some(((score, skip, first_line), delimiter)) if score > 0 => {
            Dialect { delimiter, skip, first_line, has_preamble: skip > 0 }
        }
        _ => Dialect { delimiter: b',', skip: 0, first_line: 1, has_preamble: false },
    }
}

/// A first line `sep=;`.
fn declared_dialect(head: &[u8]) -> Option<Dialect> {
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] = head else { return None };
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    DELIMITERS.contains(delimiter).then_some(Dialect { delimiter: *delimiter, skip: 5 + end, first_line: 2, has_preamble: false })
}

/// How well a delimiter fits: share of rows as long as the header in thousandths, plus 500 for each column whose name means
/// something; 0 for one column. And where the header begins: bytes before it, and its line.
fn score(head: &[u8], complete: bool, delimiter: u8) -> (usize, usize, u32) {
    let (mut reader, mut decoder) = (RecordReader::new(delimiter, 1), RecordDecoder::default());
    let mut input = head;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut places = Vec::new();
    let mut widths = Vec::new();
    while widths.len() <= MAX_ROWS {
        let skip = head.len() - input.len();
        let line = reader.line();
        let Ok(Some(row)) = reader.read(&mut input, complete) else { break };
        widths.push(reader.cells());
        if rows.len() < HEADER_ROWS {
            rows.push(reader.record(row, &mut decoder).fields().map(|cell| clean(cell).0.to_owned()).collect());
            places.push((skip, line));
        }
    }
    let at = header_row(&rows);
    let (skip, line) = places.get(at).copied().filter(|_| at > 0).unwrap_or((0, 1));
    let width = widths.get(at).copied().unwrap_or(0);
    if width < 2 {
        return (0, skip, line);
    }
    let known = rows.get(at).map_or(0, |header| known_names(header.iter().map(String::as_str)));
    let below = widths.get(at + 1..).unwrap_or_default();
    let same = below.iter().filter(|&&w| w == width).count();
    (1 + known * 500 + (same * 1000).checked_div(below.len()).unwrap_or(0), skip, line)
}

/// Which of a table's first rows (cells tidied) holds the names of the columns: the first, unless a later one has at least two
/// names that mean something and the first none, or the first is but a title above a table of several columns. All rows before
/// it have fewer cells that are not empty.
pub(crate) fn header_row<S: AsRef<str>>(rows: &[Vec<S>]) -> usize {
    let filled = |row: &[S]| row.iter().filter(|cell| !cell.as_ref().trim().is_empty()).count();
    let known = |row: &[S]| known_names(row.iter().map(AsRef::as_ref));
    let Some(first) = rows.first() else { return 0 };
    if known(first) > 0 && filled(first) > 1 {
        return 0;
    }
    let mut most = 0;
    for (at, row) in rows.iter().enumerate() {
        let cells = filled(row);
        if at > 0 && cells > most && known(row) >= 2 {
            return at;
        }
        most = most.max(cells);
    }
    let at = rows.iter().position(|row| filled(row) > 1).unwrap_or(0);
    let width = rows.get(at).map_or(0, |row| filled(row));
    let below = rows.get(at + 1..).unwrap_or_default();
    let is_table = width >= 3 && below.len() >= 2 && below.iter().all(|row| filled(row) <= width && filled(row) * 2 > width);
    if is_table { at } else { 0 }
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
        assert_eq!(sniff(b"sep=;\r\na,b;c\n", true), Dialect { delimiter: b';', skip: 7, first_line: 2, has_preamble: false });
    }
}
