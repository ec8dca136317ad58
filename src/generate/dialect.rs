//! How a program writes CSV: delimiter, quotes, line ends, encoding, dates and decimals.

use clientele_core::domain::Day;
use encoding_rs::{EncoderResult, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The program whose export the files look like.
///
/// ```
/// use clientele_generate::{Dialect, GeneratorParams, Shop};
///
/// let params = GeneratorParams { customers: 9, transactions: 20, dialect: Dialect::ExcelEuropean, ..GeneratorParams::default() };
/// let csv: Vec<u8> = Shop::generate(params.check()?).products_csv().flatten().collect();
/// let first_line = csv.split(|&b| b == b'\n').next().unwrap_or_default();
/// assert_eq!(first_line, b"product_id;product_name;category;brand;price\r");
/// # Ok::<(), clientele_generate::GeneratorParamError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Commas, UTF-8, LF, days as `2025-03-14`, prices as `12.99`.
    #[default]
    Plain,
    /// Excel's "CSV UTF-8" in the United States: byte order mark, CRLF, days as `3/14/2025`.
    ExcelUtf8,
    /// Excel's CSV on the European continent: semicolons, Windows-1252, CRLF, days as `14.03.2025`, prices as `12,99`.
    ExcelEuropean,
    /// As plain, but the letters beyond ASCII are Windows-1252.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// As plain, but days as `3/4/2025` with the day first, and no day after the 12th: the order of day and month is ambiguous.
    AmbiguousDates,
}

/// What sets a dialect apart from the plain one, as the manifest names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Peculiarity {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Dialect; 5] =
        [Dialect::Plain, Dialect::ExcelUtf8, Dialect::ExcelEuropean, Dialect::Windows1252, Dialect::AmbiguousDates];

    /// Its name, as in settings.
    pub fn code(self) -> &'static str {
        match self {
            Dialect::Plain => "plain",
            Dialect::ExcelUtf8 => "excel-utf8",
            Dialect::ExcelEuropean => "excel-european",
            Dialect::Windows1252 => "windows-1252",
            Dialect::AmbiguousDates => "ambiguous-dates",
        }
    }

    /// The dialect of a name; `None` for a name that is none.
    pub fn from_code(code: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|dialect| dialect.code() == code)
    }

    pub(super) fn peculiarities(self) -> &'static [Peculiarity] {
        const BOM: Peculiarity = Peculiarity { code: "byte-order-mark", text: "begins with EF BB BF" };
        const CRLF: Peculiarity = Peculiarity { code: "crlf", text: "lines end with CR LF" };
        const MONTH_FIRST: Peculiarity = Peculiarity { code: "month-first-dates", text: "days as 3/14/2025" };
        const DAY_FIRST: Peculiarity = Peculiarity { code: "day-first-dates", text: "days as 14.03.2025" };
        const AMBIGUOUS: Peculiarity =
            Peculiarity { code: "ambiguous-date-order", text: "days as 4/3/2025, none after the 12th of a month" };
        const SEMICOLON: Peculiarity = Peculiarity { code: "semicolon", text: "cells are separated by semicolons" };
        const COMMA: Peculiarity = Peculiarity { code: "decimal-comma", text: "prices as 12,99" };
        const WINDOWS: Peculiarity = Peculiarity { code: "windows-1252", text: "letters beyond ASCII are Windows-1252" };
        match self {
            Dialect::Plain => &[],
            Dialect::ExcelUtf8 => &[BOM, CRLF, MONTH_FIRST],
            Dialect::ExcelEuropean => &[SEMICOLON, COMMA, WINDOWS, CRLF, DAY_FIRST],
            Dialect::Windows1252 => &[WINDOWS],
            Dialect::AmbiguousDates => &[AMBIGUOUS],
        }
    }

    /// The text of a day.
    pub(super) fn day(self, day: Day) -> String {
        let (year, month, date) = day.to_ymd();
        match self {
            Dialect::Plain | Dialect::Windows1252 => day.to_string(),
            Dialect::ExcelUtf8 => format!("{month}/{date}/{year:04}"),
            Dialect::ExcelEuropean => format!("{date:02}.{month:02}.{year:04}"),
            // The days of every month are mapped to 1 to 12 in order, so that nobody buys before registering.
            Dialect::AmbiguousDates => format!("{}/{month}/{year:04}", (u32::from(date) * 12).div_ceil(31)),
        }
    }

    /// A day with a two-digit year; `None` where its order of day and month would be ambiguous.
    pub(super) fn short_day(self, day: Day) -> Option<String> {
        let (year, month, date) = day.to_ymd();
        let year = year.rem_euclid(100);
        match self {
            _ if date <= 12 => None,
            Dialect::AmbiguousDates => None,
            Dialect::ExcelUtf8 => Some(format!("{month}/{date}/{year:02}")),
            Dialect::Plain | Dialect::Windows1252 | Dialect::ExcelEuropean => Some(format!("{date}/{month}/{year:02}")),
        }
    }

    /// A day with day and month swapped, compared with the rest of the file; `None` where nobody could notice.
    pub(super) fn swapped_day(self, day: Day) -> Option<String> {
        let (year, month, date) = day.to_ymd();
        match self {
            _ if date <= 12 => None,
            Dialect::ExcelUtf8 => Some(format!("{date}/{month}/{year}")),
            Dialect::ExcelEuropean => Some(format!("{month:02}.{date:02}.{year}")),
            Dialect::Plain | Dialect::Windows1252 | Dialect::AmbiguousDates => None,
        }
    }

    fn decimal_mark(self) -> char {
        if self == Dialect::ExcelEuropean { ',' } else { '.' }
    }

    /// A number in the notation of the file. `plain` has a point.
    pub(super) fn number(self, plain: &str) -> String {
        plain.replace('.', self.decimal_mark().encode_utf8(&mut [0; 4]))
    }

    /// A number with the decimal mark that the rest of the file does not use. `plain` has a point.
    pub(super) fn other_number(self, plain: &str) -> String {
        if self.decimal_mark() == '.' { plain.replace('.', ",") } else { plain.to_owned() }
    }

    pub(super) fn delimiter(self) -> u8 {
        if self == Dialect::ExcelEuropean { b';' } else { b',' }
    }

    fn line_end(self) -> &'static [u8] {
        if matches!(self, Dialect::ExcelUtf8 | Dialect::ExcelEuropean) { b"\r\n" } else { b"\n" }
    }

    fn is_windows_1252(self) -> bool {
        matches!(self, Dialect::ExcelEuropean | Dialect::Windows1252)
    }
}

/// The cells of one row in one buffer, which is used again for the next row.
#[derive(Default)]
pub(super) struct Cells {
    dialect: Dialect,
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn field(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn show(&mut self, value: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(value);
        self.ends.push(self.text.len());
    }

    pub(super) fn day(&mut self, day: Day) {
        match self.dialect {
            Dialect::Plain => self.show(format_args!("{day}")),
            dialect => self.field(&dialect.day(day)),
        }
    }

    pub(super) fn cents(&mut self, cents: u32) {
        self.show(format_args!("{}{}{:02}", cents / 100, self.dialect.decimal_mark(), cents % 100));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.text.get(start..end).unwrap_or_default())
    }
}

/// Rows as bytes, and on which line of the file the next one starts.
pub(super) struct RowWriter {
    dialect: Dialect,
    bytes: Vec<u8>,
    line: u32,
}

impl RowWriter {
    pub(super) fn new(dialect: Dialect) -> Self {
        let bytes = if dialect == Dialect::ExcelUtf8 { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        Self { dialect, bytes, line: 1 }
    }

    /// The line, from 1, on which the next row starts.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The bytes written since this was last called.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::replace(&mut self.bytes, Vec::with_capacity(1 << 19))
    }

    /// Writes a row. The cell at `raw` is written without quotes, whatever it holds.
    pub(super) fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>, raw: Option<usize>) {
        let delimiter = self.dialect.delimiter();
        for (column, cell) in cells.enumerate() {
            if column > 0 {
                self.bytes.push(delimiter);
            }
            let special = |b: u8| b == delimiter || matches!(b, b'"' | b'\r' | b'\n');
            if raw != Some(column) && cell.bytes().any(special) {
                self.bytes.push(b'"');
                self.text(&cell.replace('"', "\"\""));
                self.bytes.push(b'"');
                self.line = self.line.saturating_add(cell.matches('\n').count() as u32);
            } else {
                self.text(cell);
            }
        }
        self.bytes.extend_from_slice(self.dialect.line_end());
        self.line = self.line.saturating_add(1);
    }

    fn text(&mut self, text: &str) {
        if text.is_ascii() || !self.dialect.is_windows_1252() {
            return self.bytes.extend_from_slice(text.as_bytes());
        }
        // No encoding needs more than four bytes for a letter.
        let (mut encoder, mut letter) = (WINDOWS_1252.new_encoder(), [0; 4]);
        for c in text.chars() {
            let mut utf8 = [0; 4];
            match encoder.encode_from_utf8_without_replacement(c.encode_utf8(&mut utf8), &mut letter, false) {
                (EncoderResult::InputEmpty, _, written) => {
                    self.bytes.extend_from_slice(letter.get(..written).unwrap_or_default());
                }
                // As spreadsheets write letters that the encoding does not have.
                _ => self.bytes.push(b'?'),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, cells: &[&str], raw: Option<usize>, expected: &[u8]) {
        let mut writer = RowWriter::new(dialect);
        writer.row(cells.iter().copied(), raw);
        assert_eq!(writer.take(), expected, "{cells:?}");
    }

    #[test]
    fn rows_are_written_as_programs_do() {
        check(Dialect::Plain, &["a", "", "b,c", "5\" x"], None, b"a,,\"b,c\",\"5\"\" x\"\n");
        check(Dialect::Plain, &["\"a", "b\nc"], Some(0), b"\"a,\"b\nc\"\n");
        check(Dialect::ExcelUtf8, &["\u{e4}"], None, b"\xef\xbb\xbf\xc3\xa4\r\n");
        check(Dialect::ExcelEuropean, &["\u{e4}\u{20ac}\u{100}", "1,5", "a;b"], None, b"\xe4\x80?;1,5;\"a;b\"\r\n");
    }

    #[test]
    fn lines_are_counted() {
        let mut writer = RowWriter::new(Dialect::ExcelEuropean);
        writer.row(["a", "two\r\nlines"].into_iter(), None);
        assert_eq!(writer.line(), 3);
        writer.row(["b"].into_iter(), None);
        assert_eq!(writer.line(), 4);
    }

    #[test]
    fn days_and_numbers_follow_the_dialect() {
        let day = Day::parse_iso("2025-03-14").expect("is a day");
        let written = Dialect::ALL.map(|dialect| dialect.day(day));
        assert_eq!(written, ["2025-03-14", "3/14/2025", "14.03.2025", "2025-03-14", "6/3/2025"]);
        assert_eq!(Dialect::Plain.short_day(day).as_deref(), Some("14/3/25"));
        assert_eq!(Dialect::ExcelUtf8.short_day(day).as_deref(), Some("3/14/25"));
        assert_eq!(Dialect::ExcelEuropean.swapped_day(day).as_deref(), Some("03.14.2025"));
        assert_eq!((Dialect::Plain.number("1.5"), Dialect::Plain.other_number("1.5")), ("1.5".into(), "1,5".into()));
        assert_eq!(
            (Dialect::ExcelEuropean.number("1.5"), Dialect::ExcelEuropean.other_number("1.5")),
            ("1,5".into(), "1.5".into())
        );
    }

    #[test]
    fn names_read_back() {
        for dialect in Dialect::ALL {
            assert_eq!(Dialect::from_code(dialect.code()), Some(dialect));
            assert_eq!(serde_json::to_string(&dialect).ok(), Some(format!("\"{}\"", dialect.code())));
        }
        // 31 days in twelve, in their order.
        let squeezed: Vec<u32> = (1..=31_u32).map(|date| (date * 12).div_ceil(31)).collect();
        assert!(squeezed.is_sorted() && squeezed[0] == 1 && squeezed[30] == 12);
    }
}
