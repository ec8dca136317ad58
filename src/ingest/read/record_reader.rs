//! Splits a stream of text into rows and cells, chunk by chunk, and counts lines. Holds one row at a time.
//!
//! Fast path: a row that has no quotes and lies within one chunk, as nearly all do, is split by [`scan_row`] sixteen bytes at a time and
//! not copied. All other rows go through `csv_core`. A property test holds that both give the same cells.

use crate::read::csv_marks::CsvMarks;
use crate::read::escaped_reader::EscapedReader;
use crate::read::record::{Record, RecordDecoder};
use crate::read::scan::{Scanned, scan_row};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Bytes of a row. A longer row has an unclosed quote, or the file has no line breaks.
const MAX_RECORD_BYTES: usize = 4 << 20;
/// Cells of a row.
const MAX_RECORD_CELLS: usize = 1 << 20;

/// The current row is too long.
pub(crate) struct RecordTooLong;

/// A row that is complete.
#[derive(Clone, Copy)]
pub(crate) enum Row<'i> {
    /// Its bytes as they lie in the input.
    Plain {
        bytes: &'i [u8],
        /// All of them are ASCII, and none is NUL.
        is_clean: bool,
    },
    /// The same, as text, where it is known to be ASCII without NUL.
    Text(&'i str),
    /// It lies in the reader's own buffer.
    Buffered,
}

/// What cuts the rows that the fast path leaves.
enum Core {
    Csv(Box<Reader>),
    Escaped(EscapedReader),
}

impl Core {
    fn line(&self) -> u64 {
        match self {
            Core::Csv(reader) => reader.line(),
            Core::Escaped(reader) => reader.line(),
        }
    }
}

/// Reads rows from pushed bytes.
pub(crate) struct RecordReader {
    core: Core,
    output: Vec<u8>,
    ends: Vec<usize>,
    output_len: usize,
    ends_len: usize,
    /// Line of the next byte.
    line: u32,
    /// Line that the current row started on.
    start_line: u32,
    /// The last byte was a CR: a LF that follows belongs to the same line end.
    after_cr: bool,
    /// A row has begun and is not complete.
    partial: bool,
    /// The bytes of the current row, if it is not complete or holds line breaks: it may have to be read again.
    raw: Vec<u8>,
    spans_lines: bool,
    marks: CsvMarks,
    /// Ends of the cells of a row that was scanned, delimiters included.
    plain_ends: Vec<usize>,
}

impl RecordReader {
    /// `first_line` is the line of the file in which the first byte is.
    pub(crate) fn new(marks: CsvMarks, first_line: u32) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(marks.delimiter);
        match marks.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        let core = if marks.escapes {
            Core::Escaped(EscapedReader::new(marks))
        } else {
            let mut core = builder.build();
            // csv_core looks for a byte order mark in its first bytes, with results that depend on chunks: give it a line end first.
            core.read_record(b"\n", &mut [0], &mut [0]);
            Core::Csv(Box::new(core))
        };
        Self {
            core,
            output: vec![0; 1024],
            ends: vec![0; 64],
            output_len: 0,
            ends_len: 0,
            line: first_line,
            start_line: first_line,
            after_cr: false,
            partial: false,
            raw: Vec::new(),
            spans_lines: false,
            marks,
            plain_ends: Vec::new(),
        }
    }

    /// Reads on until a row is complete. `None`: all of `input` is used up and more is needed, or with `at_end` there is no more.
    pub(crate) fn read<'i>(&mut self, input: &mut &'i [u8], at_end: bool) -> Result<Option<Row<'i>>, RecordTooLong> {
        if !self.partial {
            self.skip_line_ends(input);
            (self.output_len, self.ends_len, self.start_line) = (0, 0, self.line);
            self.raw.clear();
            if let Some(scanned) = scan_row(input, self.marks.delimiter, self.marks.quote, &mut self.plain_ends) {
                let row = input.get(..self.plain_ends.last().copied().unwrap_or(0)).unwrap_or_default();
                if !(self.marks.escapes && row.contains(&b'\\')) {
                    return Ok(Some(self.take_plain(scanned, input)));
                }
            }
        }
        let begin = *input;
        loop {
            if input.is_empty() && !(at_end && self.partial) {
                self.raw.extend_from_slice(begin);
                return Ok(None);
            }
            let lines_before = self.core.line();
            let output = self.output.get_mut(self.output_len..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ends_len..).unwrap_or_default();
            let (result, read, written, ended) = match &mut self.core {
                Core::Csv(reader) => reader.read_record(input, output, ends),
                Core::Escaped(reader) => reader.read_record(input, output, ends),
            };
            let last_byte = read.checked_sub(1).and_then(|last| input.get(last)).copied();
            *input = input.get(read..).unwrap_or_default();
            self.output_len += written;
            self.ends_len += ended;
            self.line = self.line.saturating_add((self.core.line() - lines_before) as u32);
            self.partial = true;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() >= MAX_RECORD_BYTES => {
                    self.raw.extend_from_slice(begin.get(..begin.len() - input.len()).unwrap_or_default());
                    return Err(RecordTooLong);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() >= MAX_RECORD_CELLS => {
                    self.raw.extend_from_slice(begin.get(..begin.len() - input.len()).unwrap_or_default());
                    return Err(RecordTooLong);
                }
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.after_cr = last_byte == Some(b'\r');
                    self.line = self.line.saturating_add(u32::from(self.after_cr));
                    let is_ended = u32::from(matches!(last_byte, Some(b'\r' | b'\n')));
                    self.spans_lines = self.line.saturating_sub(self.start_line) > is_ended;
                    if self.spans_lines {
                        self.raw.extend_from_slice(begin.get(..begin.len() - input.len()).unwrap_or_default());
                    }
                    self.partial = false;
                    return Ok(Some(Row::Buffered));
                }
                ReadRecordResult::End => {
                    self.partial = false;
                    return Ok(None);
                }
            }
        }
    }

    /// Takes the row that was scanned, and its line end.
    fn take_plain<'i>(&mut self, scanned: Scanned, input: &mut &'i [u8]) -> Row<'i> {
        let len = self.plain_ends.last().copied().unwrap_or(0);
        let (bytes, rest) = input.split_at_checked(len).unwrap_or((input, &[]));
        self.ends_len = self.plain_ends.len();
        self.line = self.line.saturating_add(1);
        self.after_cr = rest.first() == Some(&b'\r');
        self.spans_lines = false;
        *input = rest.get(1..).unwrap_or_default();
        Row::Plain { bytes, is_clean: scanned.is_clean }
    }

    /// The row that was just read.
    pub(crate) fn record<'a>(&'a self, row: Row<'a>, decoder: &'a mut RecordDecoder) -> Record<'a> {
        match row {
            Row::Plain { bytes, .. } => decoder.decode(bytes, &self.plain_ends, 1, self.start_line),
            Row::Text(text) => Record::with_gap(text, &self.plain_ends, self.start_line),
            Row::Buffered => {
                let bytes = self.output.get(..self.output_len).unwrap_or_default();
                decoder.decode(bytes, self.ends.get(..self.ends_len).unwrap_or_default(), 0, self.start_line)
            }
        }
    }

    /// The marks that rows are cut by.
    pub(crate) fn marks(&self) -> CsvMarks {
        self.marks
    }

    /// How many cells the row has that was just read.
    pub(crate) fn cells(&self) -> usize {
        self.ends_len
    }

    /// The bytes of the row that was just read, if it holds line breaks; or of one too long.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Whether the bytes of a row too long end within quotes.
    pub(crate) fn ends_in_quotes(&self) -> bool {
        let (mut in_quotes, mut at_start) = (false, true);
        for &byte in &self.raw {
            // A quote counts at the beginning of a cell; within quotes one that is doubled closes and opens.
            let counts = Some(byte) == self.marks.quote && (at_start || in_quotes);
            at_start = if in_quotes { counts } else { byte == self.marks.delimiter };
            in_quotes ^= counts;
        }
        in_quotes
    }

    /// Whether the row that was just read holds line breaks.
    pub(crate) fn spans_lines(&self) -> bool {
        self.spans_lines
    }

    /// Line of the next byte.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// Line that the current row starts on.
    pub(crate) fn start_line(&self) -> u32 {
        self.start_line
    }

    /// Skips blank lines, which count as lines but are no rows. (`csv_core` skips them too, but would give a row the number of the first
    /// blank line before it.)
    fn skip_line_ends(&mut self, input: &mut &[u8]) {
        while let Some((&byte @ (b'\r' | b'\n'), rest)) = input.split_first() {
            if !(byte == b'\n' && self.after_cr) {
                self.line = self.line.saturating_add(1);
            }
            self.after_cr = byte == b'\r';
            *input = rest;
        }
        if !input.is_empty() {
            self.after_cr = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::code_page::CodePage;

    /// Every row as `line: cells`, for each way to cut the text into chunks of one size.
    fn check(text: &str, expected: &[&str]) {
        check_with(CsvMarks::of(b','), text, expected);
    }

    fn check_with(marks: CsvMarks, text: &str, expected: &[&str]) {
        for size in 1..=text.len().max(1) {
            let (mut reader, mut decoder, mut rows) = (RecordReader::new(marks, 1), RecordDecoder::default(), Vec::new());
            let mut chunks: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            chunks.push(&[]);
            for chunk in chunks {
                let (mut input, at_end) = (chunk, chunk.is_empty());
                while let Ok(Some(row)) = reader.read(&mut input, at_end) {
                    let record = reader.record(row, &mut decoder);
                    rows.push(format!("{}: {}", record.line, record.fields().collect::<Vec<_>>().join("|")));
                }
            }
            assert_eq!(rows, expected, "{text:?} in chunks of {size}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        check("a,b\nc,d\n", &["1: a|b", "2: c|d"]);
        check("a,b\r\nc,d", &["1: a|b", "2: c|d"]);
        check("a\rb\rc", &["1: a", "2: b", "3: c"]);
        check("\n\na\r\n\r\n\r\nb\n", &["3: a", "6: b"]);
    }

    #[test]
    fn quotes_hold_delimiters_quotes_and_line_breaks() {
        check("\"a,\"\"x\"\"\",\"l1\nl2\"\nb,c\n", &["1: a,\"x\"|l1\nl2", "3: b|c"]);
        check("\"l1\r\nl2\"\r\nb", &["1: l1\r\nl2", "3: b"]);
        check("a,\"never closed\nb,c\n", &["1: a|never closed\nb,c\n"]);
    }

    #[test]
    fn backslashes_take_the_meaning_of_quotes_away() {
        let marks = CsvMarks { escapes: true, ..CsvMarks::of(b',') };
        check_with(marks, "1,\"Pot 5\\\"\",4\n2,\"a \\\"b\\\" c\",5\n", &["1: 1|Pot 5\"|4", "2: 2|a \"b\" c|5"]);
        check_with(marks, "1,\\N,4\r\n2,\"\\N\",5", &["1: 1|\\N|4", "2: 2|\\N|5"]);
        check_with(marks, "1,Tea\\, black,4\n2,two\\\nlines,5\n", &["1: 1|Tea, black|4", "2: 2|two\nlines|5"]);
        check_with(marks, "1,\"C:\\\\dir\\\\\",4\n2,\"x\"\"y\",5\n\n3,,\n", &["1: 1|C:\\dir\\|4", "2: 2|x\"y|5", "4: 3||"]);
        check_with(marks, "1,\"a,b\nc\",4\n,\n", &["1: 1|a,b\nc|4", "3: |"]);
        let single = CsvMarks { quote: Some(b'\''), ..marks };
        check_with(single, "1,'it\\'s, so',4\n2,'say \"so\"',5\n", &["1: 1|it's, so|4", "2: 2|say \"so\"|5"]);
        let single = CsvMarks { quote: Some(b'\''), ..CsvMarks::of(b',') };
        check_with(single, "1,'it''s, so',4\n2,say \"so,5\n", &["1: 1|it's, so|4", "2: 2|say \"so|5"]);
    }

    #[test]
    fn cells_that_are_not_utf8_are_windows_1252() {
        let mut decoder = RecordDecoder::default();
        // "Ã" and "©" of two cells would be one valid "é" end to end.
        let record = decoder.decode(b"\xc3\xa9", &[1, 2], 0, 7);
        assert_eq!(record.fields().collect::<Vec<_>>(), ["Ã", "©"]);
        let record = decoder.decode(b"\xa35;\xc3\xa9", &[2, 5], 1, 8);
        assert_eq!(record.fields().collect::<Vec<_>>(), ["£5", "é"]);
        let record = decoder.decode(b"a\0b", &[3], 0, 9);
        assert_eq!(record.field(0), "ab");
        assert_eq!((decoder.cells_of(CodePage::Windows1252), decoder.nul_rows), (3, 1));
    }
}
