//! Cuts rows of text in which a backslash takes the meaning of the letter behind it away, as MySQL writes them. Has the interface of
//! `csv_core`'s reader, which knows such backslashes within quotes only.

use crate::read::csv_marks::CsvMarks;
use csv_core::ReadRecordResult;

/// Where in a row the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first letter of a cell.
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote within quotes: it closes the cell, or is doubled.
    AfterQuote,
    /// Behind a backslash; within quotes or not.
    Escaped {
        quoted: bool,
    },
}

/// The reader; holds no text, only where it is.
pub(crate) struct EscapedReader {
    marks: CsvMarks,
    state: State,
    /// Something of the current row was read.
    in_row: bool,
    /// Bytes of the current row written so far.
    written: usize,
    line: u64,
}

impl EscapedReader {
    pub(crate) fn new(marks: CsvMarks) -> Self {
        Self { marks, state: State::CellStart, in_row: false, written: 0, line: 1 }
    }

    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// As `csv_core::Reader::read_record`: reads up to the end of a row, with what was read of `input` and written to `output` and `ends`.
    pub(crate) fn read_record(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        ends: &mut [usize],
    ) -> (ReadRecordResult, usize, usize, usize) {
        let (mut read, mut out, mut ended) = (0, 0, 0);
        if input.is_empty() {
            if !self.in_row {
                return (ReadRecordResult::End, 0, 0, 0);
            }
            let Some(end) = ends.first_mut() else { return (ReadRecordResult::OutputEndsFull, 0, 0, 0) };
            *end = self.written;
            self.begin_row();
            return (ReadRecordResult::Record, 0, 0, 1);
        }
        while let Some(&byte) = input.get(read) {
            // A letter may write two bytes, and end a cell.
            if output.len() < out + 2 {
                return (ReadRecordResult::OutputFull, read, out, ended);
            }
            if ended >= ends.len() {
                return (ReadRecordResult::OutputEndsFull, read, out, ended);
            }
            read += 1;
            let is_line_end = matches!(byte, b'\r' | b'\n');
            if byte == b'\n' {
                self.line += 1;
            }
            if is_line_end && !self.in_row {
                continue;
            }
            self.in_row = true;
            let mut write = |byte: u8| {
                if let Some(slot) = output.get_mut(out) {
                    *slot = byte;
                    out += 1;
                    self.written += 1;
                }
            };
            let is_quote = Some(byte) == self.marks.quote;
            self.state = match self.state {
                State::Escaped { quoted } => {
                    match byte {
                        // A cell that is nothing stays as it is written, \N; so do backslashes that mean nothing here.
                        b'0' => {}
                        b't' => write(b' '),
                        b'n' | b'r' if quoted => write(b' '),
                        _ if byte == self.marks.delimiter || is_quote || is_line_end || matches!(byte, b'\\' | b'"' | b'\'') => {
                            write(byte)
                        }
                        _ => {
                            write(b'\\');
                            write(byte);
                        }
                    }
                    if quoted { State::Quoted } else { State::Plain }
                }
                State::Quoted if byte == b'\\' => State::Escaped { quoted: true },
                State::Quoted if is_quote => State::AfterQuote,
                State::Quoted => {
                    write(byte);
                    State::Quoted
                }
                State::AfterQuote if is_quote => {
                    write(byte);
                    State::Quoted
                }
                State::CellStart if is_quote => State::Quoted,
                _ if byte == self.marks.delimiter => {
                    if let Some(end) = ends.get_mut(ended) {
                        *end = self.written;
                        ended += 1;
                    }
                    State::CellStart
                }
                _ if is_line_end => {
                    if let Some(end) = ends.get_mut(ended) {
                        *end = self.written;
                        ended += 1;
                    }
                    self.begin_row();
                    return (ReadRecordResult::Record, read, out, ended);
                }
                _ if byte == b'\\' => State::Escaped { quoted: false },
                _ => {
                    write(byte);
                    State::Plain
                }
            };
        }
        (ReadRecordResult::InputEmpty, read, out, ended)
    }

    fn begin_row(&mut self) {
        (self.state, self.in_row, self.written) = (State::CellStart, false, 0);
    }
}
