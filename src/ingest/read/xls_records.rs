//! The records of an old workbook (BIFF5 and BIFF8, Excel 5 to 2003): what it says of itself, and the cells of a sheet. Source: Microsoft,
//! "[MS-XLS]: Excel Binary File Format".

use crate::read::compound_file::{u16_at, u32_at};
use crate::read::number_format::NumberKind;
use crate::read::unreadable::UnreadableKind;
use crate::read::xls_strings::{Parts, SharedTexts, code_page, plain_text};
use encoding_rs::Encoding;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const BIFF_8: u16 = 0x0600;
const BIFF_5: u16 = 0x0500;
/// How many sheets, formats and looks of cells are taken: far more than any workbook has.
const MOST_SHEETS: usize = 2_000;
const MOST_RECORDS: usize = 100_000;

/// A record: its kind and its bytes.
type Record<'a> = (u16, &'a [u8]);

/// Goes through the records from a place on. What is cut off ends them.
#[derive(Clone)]
struct Records<'a> {
    bytes: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, len) = (u16_at(self.bytes, 0)?, usize::from(u16_at(self.bytes, 2)?));
        let data = self.bytes.get(4..4 + len)?;
        self.bytes = self.bytes.get(4 + len..)?;
        Some((kind, data))
    }
}

impl<'a> Records<'a> {
    /// The parts of a record that goes on in the next ones.
    fn parts(&mut self, first: &'a [u8]) -> Vec<&'a [u8]> {
        let mut parts = vec![first];
        let mut ahead = self.clone();
        while let Some((CONTINUE, data)) = ahead.next() {
            parts.push(data);
            *self = ahead.clone();
        }
        parts
    }
}

/// A sheet: its name, and where its records lie.
pub(crate) struct XlsSheet {
    pub(crate) name: String,
    start: usize,
    end: usize,
}

/// What a workbook says before its sheets.
pub(crate) struct XlsBook<'a> {
    bytes: &'a [u8],
    pub(crate) sheets: Vec<XlsSheet>,
    pub(crate) is_1904: bool,
    texts: SharedTexts,
    /// What the number of a cell is, by the cell's looks.
    kinds: Vec<NumberKind>,
    /// `None` for Excel 97 and later, whose texts are Unicode.
    code_page: Option<&'static Encoding>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum XlsValue {
    Number(f64, NumberKind),
    /// A text by its number among the shared ones.
    Shared(u32),
    Text(String),
    Flag(bool),
    Error,
}

/// A cell and its place, from 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct XlsCell {
    pub(crate) row: u16,
    pub(crate) column: u16,
    pub(crate) value: XlsValue,
}

impl<'a> XlsBook<'a> {
    /// Reads what comes before the sheets.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, UnreadableKind> {
        let broken = UnreadableKind::BrokenWorkbook;
        let mut records = Records { bytes };
        let (BOF, first) = records.next().ok_or(broken)? else { return Err(UnreadableKind::OtherWorkbook) };
        let is_old = match u16_at(first, 0) {
            Some(BIFF_8) => false,
            Some(BIFF_5) => true,
            _ => return Err(UnreadableKind::OtherWorkbook),
        };
        let mut book = Self {
            bytes,
            sheets: Vec::new(),
            is_1904: false,
            texts: SharedTexts::default(),
            kinds: Vec::new(),
            code_page: is_old.then(|| code_page(1252)),
        };
        let (mut formats, mut looks): (Vec<(u16, NumberKind)>, Vec<u16>) = (Vec::new(), Vec::new());
        let mut is_whole = false;
        while let Some((kind, data)) = records.next() {
            match kind {
                EOF => {
                    is_whole = true;
                    break;
                }
                0x002f => return Err(UnreadableKind::EncryptedWorkbook),
                0x0022 => book.is_1904 = u16_at(data, 0) == Some(1),
                0x0042 if is_old => book.code_page = u16_at(data, 0).map(code_page),
                0x0085 if book.sheets.len() < MOST_SHEETS => book.sheets.extend(book.sheet(data)),
                0x041e if formats.len() < MOST_RECORDS => formats.extend(book.format(data)),
                0x00e0 if looks.len() < MOST_RECORDS => looks.push(u16_at(data, 2).unwrap_or(0)),
                0x00fc => book.texts = SharedTexts::read(records.parts(data))?,
                _ => {}
            }
        }
        if !is_whole {
            return Err(broken);
        }
        formats.sort_by_key(|(number, _)| *number);
        // A sheet ends where another begins, so that no record is read twice.
        let mut starts: Vec<usize> = book.sheets.iter().map(|sheet| sheet.start).collect();
        starts.sort_unstable();
        for sheet in &mut book.sheets {
            let next = starts.get(starts.partition_point(|&start| start <= sheet.start));
            sheet.end = next.copied().unwrap_or(bytes.len()).min(bytes.len());
        }
        let kind = |number: &u16| match formats.binary_search_by_key(number, |(number, _)| *number) {
            Ok(at) => formats.get(at).map_or(NumberKind::Number, |(_, kind)| *kind),
            Err(_) => NumberKind::built_in(*number),
        };
        book.kinds = looks.iter().map(kind).collect();
        Ok(book)
    }

    /// A sheet with cells; none for a chart or macros.
    fn sheet(&self, data: &[u8]) -> Option<XlsSheet> {
        let start = u32_at(data, 0)? as usize;
        let letters = usize::from(*data.get(6)?);
        let is_sheet = data.get(5) == Some(&0);
        let name = plain_text(data.get(7..)?, letters, self.code_page)?;
        is_sheet.then_some(XlsSheet { name, start, end: self.bytes.len() })
    }

    fn format(&self, data: &[u8]) -> Option<(u16, NumberKind)> {
        let number = u16_at(data, 0)?;
        let (letters, rest) = match self.code_page {
            Some(_) => (usize::from(*data.get(2)?), data.get(3..)?),
            None => (usize::from(u16_at(data, 2)?), data.get(4..)?),
        };
        Some((number, NumberKind::of(&plain_text(rest, letters, self.code_page)?)))
    }

    pub(crate) fn shared(&self, number: u32) -> Option<&str> {
        self.texts.get(number)
    }

    /// The cells of a sheet as they stand in the file, which may be any order. They end with an error if the sheet is not whole.
    pub(crate) fn cells(&self, sheet: &XlsSheet) -> XlsCells<'_> {
        let records = Records { bytes: self.bytes.get(sheet.start..sheet.end).unwrap_or_default() };
        XlsCells { book: self, records, depth: 0, several: Vec::new(), is_done: false }
    }

    fn kind(&self, looks: u16) -> NumberKind {
        self.kinds.get(usize::from(looks)).copied().unwrap_or_default()
    }
}

/// The cells of a sheet, one after the other.
pub(crate) struct XlsCells<'a> {
    book: &'a XlsBook<'a>,
    records: Records<'a>,
    /// Charts within the sheet have records of their own.
    depth: u32,
    /// The rest of a record of several cells, the last first.
    several: Vec<XlsCell>,
    is_done: bool,
}

impl Iterator for XlsCells<'_> {
    type Item = Result<XlsCell, UnreadableKind>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(cell) = self.several.pop() {
            return Some(Ok(cell));
        }
        while !self.is_done {
            let Some((kind, data)) = self.records.next() else {
                self.is_done = true;
                return Some(Err(UnreadableKind::BrokenWorkbook));
            };
            match kind {
                BOF => self.depth += 1,
                EOF => {
                    self.depth = self.depth.saturating_sub(1);
                    self.is_done = self.depth == 0;
                }
                // Where the workbook says that a sheet begins, there must be one.
                _ if self.depth == 0 => {
                    self.is_done = true;
                    return Some(Err(UnreadableKind::BrokenWorkbook));
                }
                _ if self.depth > 1 => {}
                0x00bd => {
                    self.several = self.numbers(data).unwrap_or_default();
                    if let Some(cell) = self.several.pop() {
                        return Some(Ok(cell));
                    }
                }
                _ => {
                    if let Some(cell) = self.cell(kind, data) {
                        return Some(Ok(cell));
                    }
                }
            }
        }
        None
    }
}

impl XlsCells<'_> {
    /// The cell of a record; `None` for records that hold none, and for empty cells.
    fn cell(&mut self, kind: u16, data: &[u8]) -> Option<XlsCell> {
        // Most records are something else.
        if !matches!(kind, 0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0205 | 0x0006) {
            return None;
        }
        let (row, column, looks) = (u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?);
        let number = |number: f64| XlsValue::Number(number, self.book.kind(looks));
        let value = match kind {
            0x0203 => number(f64_at(data, 6)?),
            0x027e => number(packed_number(u32_at(data, 6)?)),
            0x00fd => XlsValue::Shared(u32_at(data, 6)?),
            0x0205 => match (*data.get(6)?, *data.get(7)?) {
                (flag, 0) => XlsValue::Flag(flag != 0),
                _ => XlsValue::Error,
            },
            0x0006 => match (data.get(12..14)?, *data.get(6)?) {
                ([0xff, 0xff], 0) => XlsValue::Text(self.text_of_formula()?),
                ([0xff, 0xff], 1) => XlsValue::Flag(*data.get(8)? != 0),
                ([0xff, 0xff], 2) => XlsValue::Error,
                ([0xff, 0xff], _) => return None,
                _ => number(f64_at(data, 6)?),
            },
            _ => XlsValue::Text(self.text(data.get(6..)?)?),
        };
        Some(XlsCell { row, column, value })
    }

    /// The numbers of neighbours in a row, the last first.
    fn numbers(&self, data: &[u8]) -> Option<Vec<XlsCell>> {
        let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
        let numbers = data.get(4..data.len().checked_sub(2)?)?.as_chunks::<6>().0;
        let cells = numbers.iter().zip(first..).filter_map(|(number, column)| {
            let (looks, packed) = (u16_at(number, 0)?, u32_at(number, 2)?);
            Some(XlsCell { row, column, value: XlsValue::Number(packed_number(packed), self.book.kind(looks)) })
        });
        let mut cells: Vec<XlsCell> = cells.collect();
        cells.reverse();
        Some(cells)
    }

    /// The text that a formula gives: it stands in one of the next records.
    fn text_of_formula(&mut self) -> Option<String> {
        let mut ahead = self.records.clone();
        // The formula's own tables and shared forms come first.
        for _ in 0..4 {
            let (kind, data) = ahead.next()?;
            if kind == 0x0207 {
                let mut text = String::new();
                if self.book.code_page.is_some() {
                    text = self.text(data)?;
                } else {
                    Parts::new(ahead.parts(data)).text(&mut text)?;
                }
                self.records = ahead;
                return Some(text);
            }
        }
        None
    }

    /// A text whose length comes first.
    fn text(&mut self, data: &[u8]) -> Option<String> {
        let letters = usize::from(u16_at(data, 0)?);
        plain_text(data.get(2..)?, letters, self.book.code_page)
    }
}

/// A number of four bytes: the upper half of a floating one, or a whole one; either perhaps in hundredths.
fn packed_number(packed: u32) -> f64 {
    let number = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed.cast_signed() >> 2),
    };
    if packed & 1 == 0 { number } else { number / 100.0 }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|bytes| f64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        for (packed, expected) in [
            ((12_u32 << 2) | 2, 12.0_f64),
            ((1234 << 2) | 3, 12.34),
            (((-5_i32) << 2).cast_unsigned() | 2, -5.0),
            ((2.5_f64.to_bits() >> 32) as u32, 2.5),
            ((250.0_f64.to_bits() >> 32) as u32 | 1, 2.5),
        ] {
            assert_eq!(packed_number(packed).to_bits(), expected.to_bits(), "{packed:x}");
        }
    }
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn formula(row: u8, result: [u8; 8]) -> Vec<u8> {
        record(0x0006, &[&[row, 0, 1, 0, 0, 0][..], &result, &[0; 8]].concat())
    }

    #[test]
    fn what_formulas_give_and_numbers_side_by_side() {
        let begin = |kind: u8| record(BOF, &[0, 6, kind, 0, 0, 0, 0, 0]);
        let globals = |start: u32| {
            let sheet = [&start.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
            [begin(5), record(0x0085, &sheet), record(EOF, &[])].concat()
        };
        let text = [&[3, 0, 0][..], b"Te"].concat();
        let cells = [
            begin(0x10),
            formula(0, 2.5_f64.to_le_bytes()),
            formula(1, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
            // The form that several formulas share comes between, and the text goes on.
            record(0x04bc, &[0; 10]),
            record(0x0207, &text),
            record(CONTINUE, b"\0a"),
            formula(2, [1, 0, 1, 0, 0, 0, 0xff, 0xff]),
            formula(3, [2, 0, 0x2a, 0, 0, 0, 0xff, 0xff]),
            formula(4, [3, 0, 0, 0, 0, 0, 0xff, 0xff]),
            // A chart within the sheet.
            [begin(0x20), formula(9, 1_f64.to_le_bytes()), record(EOF, &[])].concat(),
            record(0x00bd, &[5, 0, 2, 0, 0, 0, 6, 0, 0, 0, 0, 0, 10, 0, 0, 0, 3, 0]),
            record(EOF, &[]),
        ]
        .concat();
        let bytes = [globals(globals(0).len() as u32), cells].concat();
        let book = XlsBook::read(&bytes).unwrap();
        let found: Result<Vec<XlsCell>, _> = book.cells(&book.sheets[0]).collect();
        let number = |number: f64| XlsValue::Number(number, NumberKind::Number);
        let expected = [
            (0, 1, number(2.5)),
            (1, 1, XlsValue::Text("Tea".into())),
            (2, 1, XlsValue::Flag(true)),
            (3, 1, XlsValue::Error),
            (5, 2, number(1.0)),
            (5, 3, number(2.0)),
        ];
        assert_eq!(found.unwrap(), expected.map(|(row, column, value)| XlsCell { row, column, value }));
        for len in 0..bytes.len() {
            let cut =
                XlsBook::read(&bytes[..len]).map(|book| book.sheets.iter().all(|sheet| book.cells(sheet).all(|c| c.is_ok())));
            assert_ne!(cut, Ok(true), "{len}");
        }
    }
}
