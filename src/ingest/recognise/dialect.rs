//! The CSV dialect of a file, sniffed from its first bytes: the delimiter and the quotes that give rows of equal length below a header with known
//! names, and the row of that header, as reports often begin with a title.

use crate::parse::cell::clean;
use crate::read::csv_marks::CsvMarks;
use crate::read::record::RecordDecoder;
use crate::read::record_reader::RecordReader;
use crate::recognise::header::known_names;
use crate::recognise::table_head::{HEADER_ROWS, TableHead, find_head};

/// How much of a file is looked at (all of it, when it is smaller).
pub(crate) const SNIFF_BYTES: usize = 256 * 1024;
/// The usual delimiters.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// What else may separate cells, tried where none of the usual ones gives a table. The last three are control characters.
const RARE_DELIMITERS: [u8; 15] = [b'^', b'~', b':', b'!', b'#', b'*', b'+', b'=', b'&', b'%', b'/', b'\\', 0x01, 0x1e, 0x1f];
const MAX_ROWS: usize = 200;

/// How to read the rest of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) marks: CsvMarks,
    /// Bytes to skip (a first line `sep=;`, as Excel writes it, or a title above the table), and the line that follows.
    pub(crate) skip: usize,
    pub(crate) first_line: u32,
    /// Whether lines before the header hold something else.
    pub(crate) has_preamble: bool,
    /// The names of the columns, where the first two rows make them.
    pub(crate) joined_names: Option<Vec<String>>,
}

impl Dialect {
    fn plain(delimiter: u8, skip: usize, first_line: u32) -> Self {
        Self { marks: CsvMarks::of(delimiter), skip, first_line, has_preamble: false, joined_names: None }
    }
}

/// Sniffs the dialect from the first bytes of a text. `complete`: the file has no more bytes.
pub(crate) fn sniff(head: &[u8], complete: bool) -> Dialect {
    if let Some(dialect) = declared_dialect(head) {
        return dialect;
    }
    let score = |delimiter: u8| Score::of(head, complete, CsvMarks::of(delimiter));
    // Of equally good delimiters the first wins.
    let best = |delimiters: &[u8]| delimiters.iter().rev().map(|&delimiter| score(delimiter)).max_by_key(Score::points);
    let Some(mut found) = best(&DELIMITERS) else { return Dialect::plain(b',', 0, 1) };
    if found.known < 2 {
        let is_table = |rare: &Score| {
            rare.width >= 3 && rare.rows >= 2 && (rare.known >= 2 && rare.same >= 800 || found.width < 2 && rare.same >= 950)
        };
        if let Some(rare) = best(&RARE_DELIMITERS).filter(|rare| is_table(rare) && rare.points() > found.points()) {
            found = rare;
        }
    }
    if found.width < 2 {
        return Dialect::plain(b',', 0, 1);
    }
    let found = with_best_quotes(head, complete, found);
    Dialect {
        marks: found.marks,
        skip: found.skip,
        first_line: found.line,
        has_preamble: found.skip > 0,
        joined_names: found.names.joined,
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
    let is_known = DELIMITERS.contains(delimiter) || RARE_DELIMITERS.contains(delimiter);
    is_known.then(|| Dialect::plain(*delimiter, 5 + end, 2))
}

/// The reading with other quotes, if that fits the rows better: single ones, or such that a backslash takes their meaning away.
fn with_best_quotes(head: &[u8], complete: bool, found: Score) -> Score {
    let delimiter = found.marks.delimiter;
    let has = |pair: [u8; 2]| head.windows(2).any(|bytes| bytes == pair);
    let has_single = has([b'\'', delimiter]) && (has([delimiter, b'\'']) || head.first() == Some(&b'\''));
    let (has_escaped_quote, has_escaped_mark) = (has([b'\\', b'"']), delimiter != b'\\' && has([b'\\', delimiter]));
    let mut best = found;
    let escapes = has_escaped_quote || has_escaped_mark || (has_single && has([b'\\', b'\'']));
    if !has_single && !escapes {
        return best;
    }
    let usual = CsvMarks::of(delimiter);
    if escapes {
        let escaped = Score::of(head, complete, CsvMarks { escapes: true, ..usual });
        // A backslash before the quote that closes a cell is one of its letters.
        let is_within = |after: u8| after != delimiter && !matches!(after, b'\r' | b'\n' | b'"');
        let breaks_tie = head.windows(3).any(|bytes| matches!(bytes, [b'\\', b'"', after] if is_within(*after)));
        if escaped.fit() > best.fit() || (escaped.fit() == best.fit() && breaks_tie) {
            best = escaped;
        }
    }
    if has_single {
        let single = CsvMarks { quote: Some(b'\''), ..usual };
        for marks in [single, CsvMarks { escapes: true, ..single }] {
            if marks.escapes && !escapes {
                continue;
            }
            let score = Score::of(head, complete, marks);
            let breaks_tie = match marks.escapes {
                true => best.marks == single,
                false => best.marks.quote == usual.quote && best.wrapped * 2 > best.rows,
            };
            if score.fit() > best.fit() || (score.fit() == best.fit() && breaks_tie) {
                best = score;
            }
        }
    }
    best
}

/// How well marks fit.
struct Score {
    marks: CsvMarks,
    /// Columns whose name means something.
    known: usize,
    /// Rows below the header that are as long as it, in thousandths.
    same: usize,
    rows: usize,
    /// Rows below the header that are as long as it.
    matching: usize,
    /// Rows in which single quotes stand around a cell.
    wrapped: usize,
    width: usize,
    /// Where the header begins: bytes before it, and its line.
    skip: usize,
    line: u32,
    names: TableHead,
}

impl Score {
    /// The share of rows as long as the header, plus 500 for each column whose name means something; 0 for one column.
    fn points(&self) -> usize {
        if self.width < 2 { 0 } else { 1 + self.known * 500 + self.same }
    }

    /// How many rows are as long as the header, and which share of all: wrong quotes make one row of several.
    fn fit(&self) -> (usize, usize) {
        (self.matching, self.same)
    }

    fn of(head: &[u8], complete: bool, marks: CsvMarks) -> Self {
        let (mut reader, mut decoder) = (RecordReader::new(marks, 1), RecordDecoder::default());
        let mut input = head;
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut places = Vec::new();
        let mut widths = Vec::new();
        let mut wrapped = 0;
        while widths.len() <= MAX_ROWS {
            let skip = head.len() - input.len();
            let line = reader.line();
            let Ok(Some(row)) = reader.read(&mut input, complete) else { break };
            widths.push(reader.cells());
            let record = reader.record(row, &mut decoder);
            wrapped += usize::from(record.fields().any(|cell| cell.len() > 1 && cell.starts_with('\'') && cell.ends_with('\'')));
            if rows.len() < HEADER_ROWS {
                rows.push(record.fields().map(|cell| clean(cell).0.to_owned()).collect());
                places.push((skip, line));
            }
        }
        let names = find_head(&rows);
        let at = names.at;
        let (skip, line) = places.get(at).copied().filter(|_| at > 0).unwrap_or((0, 1));
        let last = at + names.rows() - 1;
        let width = widths.get(last).copied().unwrap_or(0).max(names.joined.as_ref().map_or(0, Vec::len));
        let known = match &names.joined {
            Some(joined) => known_names(joined.iter().map(String::as_str)),
            None => rows.get(at).filter(|_| width > 1).map_or(0, |header| known_names(header.iter().map(String::as_str))),
        };
        let below = widths.get(last + 1..).unwrap_or_default();
        let matching = below.iter().filter(|&&w| w == width).count();
        let same = (matching * 1000).checked_div(below.len()).unwrap_or(0);
        Self { marks, known, same, rows: below.len(), matching, wrapped, width, skip, line, names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: char) {
        assert_eq!(char::from(sniff(text.as_bytes(), true).marks.delimiter), delimiter, "{text:?}");
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
        assert_eq!(sniff(b"sep=;\r\na,b;c\n", true), Dialect::plain(b';', 7, 2));
    }

    #[test]
    fn any_letter_that_gives_a_table_separates_cells() {
        let table = "order_id,date,customer,product,quantity,price\n1,2024-01-05 08:26,Ann,Tea,2,4.50\n2,2024-01-06 09:15,Ben,Cup,1,9.00\n";
        for delimiter in ['^', '~', '!', '#', '*', '+', '=', '&', '%', '\\', '\u{1}', '\u{1f}', '\t', '|', ';'] {
            check(&table.replace(',', &delimiter.to_string()), delimiter);
        }
        let day_only = table.replace(" 08:26", "").replace(" 09:15", "");
        for delimiter in [':', '/'] {
            check(&day_only.replace(',', &delimiter.to_string()), delimiter);
        }
        // A text of one column is no table, whatever it is made of.
        check("notes\nwhat: this\nwhy: that\nhow: so\n", ',');
    }

    #[test]
    fn quotes_are_found_by_what_they_do() {
        let marks = |text: &str| {
            let marks = sniff(text.as_bytes(), true).marks;
            (marks.quote.map(char::from), marks.escapes)
        };
        let header = "order_id,product,price\n";
        for (rows, expected) in [
            ("1,Tea,2\n2,Cup,3\n", (Some('"'), false)),
            ("1,\"Tea, black\",2\n2,\"a \"\"b\"\"\",3\n", (Some('"'), false)),
            ("1,\"Pot 5\\\"\",2\n2,Cup,3\n", (Some('"'), true)),
            ("1,\"a \\\"b\\\" c\",2\n2,Cup,3\n", (Some('"'), true)),
            ("1,Tea\\, black,2\n2,Cup,3\n", (Some('"'), true)),
            ("1,\"C:\\dir\\\",2\n2,\"D:\\\",3\n", (Some('"'), false)),
            ("1,'Tea, black',2\n2,'Cup',3\n", (Some('\''), false)),
            ("1,'Tea',2\n2,'Cup',3\n", (Some('\''), false)),
            ("1,'it''s, so',2\n2,'Cup',3\n", (Some('\''), false)),
            ("1,'it\\'s, so',2\n2,'Cup',3\n", (Some('\''), true)),
            ("'1','Tea','2'\n'2','Cup','3'\n", (Some('\''), false)),
            ("1,'t Hart,2\n2,Jans',3\n3,Tea,4\n", (Some('"'), false)),
            ("'1,Tea,2\n'2,Cup,3\n", (Some('"'), false)),
        ] {
            assert_eq!(marks(&format!("{header}{rows}")), expected, "{rows:?}");
        }
    }
}
