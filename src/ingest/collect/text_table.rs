//! One table of text: sniffs its dialect, reads the header, and collects its rows.

use crate::collect::json_table::JsonTable;
use crate::collect::read_error::ReadError;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::issue_code::IssueCode;
use crate::parse::cell::clean;
use crate::read::code_page::CodePage;
use crate::read::csv_marks::CsvMarks;
use crate::read::encoding::Encoding;
use crate::read::json_objects::is_json;
use crate::read::record::RecordDecoder;
use crate::read::record_reader::{RecordReader, RecordTooLong, Row};
use crate::read::stray_quote::{REREAD_BYTES, Reread, is_stray_quote, reread};
use crate::read::unreadable::UnreadableKind;
use crate::recognise::dialect::{SNIFF_BYTES, sniff};
use crate::recognise::table_head::Header;
use crate::recognise::table_sample::TableSample;
use clientele_core::domain::Money;

/// Text to rows.
pub(crate) struct TextTable {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    stage: Stage,
    decoder: RecordDecoder,
    pub(crate) max_rows: u32,
    reread_budget: usize,
    /// Whether the first bytes are all.
    is_whole: bool,
}

enum Stage {
    /// The first bytes, until there are enough to choose a delimiter.
    Head(Vec<u8>),
    /// JSON objects.
    Json(Box<JsonTable>),
    /// Rows; `file` is the position in the store once the header is read.
    Rows { reader: Box<RecordReader>, header: HeaderText, file: Option<usize> },
}

/// The rows that the names of the columns stand in, while they are read.
struct HeaderText {
    has_preamble: bool,
    /// The names, where two rows make them.
    joined: Option<Vec<String>>,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table of which nothing is read yet.
    pub(crate) fn new(name: &str, max_rows: u32) -> Self {
        let (stage, decoder) = (Stage::Head(Vec::new()), RecordDecoder::default());
        Self { name: name.to_owned(), bytes: 0, stage, decoder, max_rows, reread_budget: REREAD_BYTES, is_whole: false }
    }

    /// Whether its header was read, so that rows of it may have been handed over.
    pub(crate) fn has_rows(&self) -> bool {
        self.file().is_some()
    }

    /// Its position in the store, once its header was read.
    fn file(&self) -> Option<usize> {
        match &self.stage {
            Stage::Head(_) => None,
            Stage::Json(table) => table.file(),
            Stage::Rows { file, .. } => *file,
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
        match &mut self.stage {
            Stage::Head(head) => {
                // Always the same number of bytes, so that the decision does not depend on chunks.
                let (first, rest) = bytes.split_at_checked(SNIFF_BYTES.saturating_sub(head.len())).unwrap_or((bytes, &[]));
                head.extend_from_slice(first);
                if head.len() < SNIFF_BYTES {
                    return Ok(());
                }
                self.open_rows(false, store)?;
                match self.stage {
                    Stage::Json(_) => self.json(rest, store),
                    _ => self.rows(rest, false, store),
                }
            }
            Stage::Json(_) => self.json(bytes, store),
            Stage::Rows { .. } => self.rows(bytes, false, store),
        }
    }

    pub(crate) fn end(&mut self, store: &mut Store) -> Result<(), ReadError> {
        if matches!(self.stage, Stage::Head(_)) {
            self.open_rows(true, store)?;
        }
        if let Stage::Json(table) = &mut self.stage {
            return table.end(store);
        }
        self.rows(&[], true, store)?;
        match &self.stage {
            Stage::Rows { file: None, .. } => Err(ReadError::Whole(DataValidationError::EmptyFile { file: self.name.clone() })),
            _ => Ok(()),
        }
    }

    /// Chooses the delimiter and reads the rows of the first bytes.
    fn open_rows(&mut self, complete: bool, store: &mut Store) -> Result<(), ReadError> {
        let Stage::Head(head) = &mut self.stage else { return Ok(()) };
        let head = std::mem::take(head);
        // Text may hold a stray NUL; a file of which one byte in fifty is NUL is something else.
        let nuls = head.iter().filter(|&&b| b == 0).count();
        if nuls * 50 > head.len() {
            let byte = head.iter().position(|&b| b == 0).unwrap_or(0) as u64;
            return Err(ReadError::Unreadable(UnreadableKind::NotText, byte));
        }
        self.is_whole = complete;
        if is_json(&head) {
            self.stage = Stage::Json(Box::new(JsonTable::new(&self.name, self.max_rows)));
            return self.json(&head, store);
        }
        let dialect = sniff(&head, complete);
        let reader = Box::new(RecordReader::new(dialect.marks, dialect.first_line));
        let header = HeaderText { has_preamble: dialect.has_preamble, joined: dialect.joined_names, rows: Vec::new() };
        self.stage = Stage::Rows { reader, header, file: None };
        self.rows(head.get(dialect.skip..).unwrap_or_default(), false, store)
    }

    fn json(&mut self, bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
        match &mut self.stage {
            Stage::Json(table) => table.push(bytes, store),
            _ => Ok(()),
        }
    }

    fn rows(&mut self, mut bytes: &[u8], at_end: bool, store: &mut Store) -> Result<(), ReadError> {
        let Stage::Rows { reader, header, file } = &mut self.stage else { return Ok(()) };
        // Checked once for all rows of the piece.
        let (piece, text) = (bytes.len(), simdutf8::basic::from_utf8(bytes).ok());
        loop {
            let row = match reader.read(&mut bytes, at_end) {
                Ok(None) => return Ok(()),
                Ok(Some(Row::Plain { bytes: row, is_clean: true })) => {
                    let end = piece - bytes.len() - 1;
                    let text = text.and_then(|text| text.get(end.checked_sub(row.len())?..end));
                    Some(text.map_or(Row::Plain { bytes: row, is_clean: true }, Row::Text))
                }
                Ok(row) => row,
                Err(RecordTooLong) => None,
            };
            let Some(file_ix) = *file else {
                let Some(row) = row else { return Err(self.row_too_long()) };
                let record = reader.record(row, &mut self.decoder);
                let cells: Vec<String> = record.fields().map(|h| clean(h).0.to_owned()).collect();
                if cells.iter().all(String::is_empty) {
                    continue;
                }
                header.rows.push(cells);
                if header.joined.is_some() && header.rows.len() < 2 {
                    continue;
                }
                let rows = std::mem::take(&mut header.rows);
                let headers = header.joined.take().unwrap_or_else(|| rows.last().cloned().unwrap_or_default());
                let sample = TableSample::of_text(bytes, reader.marks(), self.is_whole);
                let ix = store.open(&self.name, reader.marks().delimiter, Header { names: headers, rows }, &sample);
                if let Some(file) = store.files.get_mut(ix).filter(|_| header.has_preamble) {
                    file.preamble_lines = reader.start_line().saturating_sub(1);
                }
                *file = Some(ix);
                continue;
            };
            let marks = reader.marks();
            let width = store.files.get(file_ix).map_or(0, |f| f.headers.len());
            if row.is_none() || (reader.spans_lines() && reader.cells() != width) {
                // The first quote with a backslash may come late in a file.
                if let Some(escaped) = escaped(reader, width) {
                    let raw = reader.raw().to_vec();
                    let mut rest = raw.as_slice();
                    **reader = escaped;
                    while let Ok(Some(row)) = reader.read(&mut rest, false) {
                        store.take_row(file_ix, &reader.record(row, &mut self.decoder), false, self.max_rows)?;
                    }
                    continue;
                }
            }
            if row.is_none() || is_stray_quote(reader, marks.delimiter, width) {
                let (goes_on, budget) = (row.is_none(), &mut self.reread_budget);
                let reread = reread(reader, marks.delimiter, width, goes_on, budget, &mut |reader, row, is_stray| {
                    store.take_row(file_ix, &reader.record(row, &mut self.decoder), is_stray, self.max_rows)
                })?;
                match reread {
                    Reread::Done => continue,
                    Reread::ContinueWith(next) => {
                        *reader = next;
                        continue;
                    }
                    Reread::TooLong(rest) => {
                        *reader = rest;
                        return Err(self.row_too_long());
                    }
                    Reread::NotPossible => {}
                }
            }
            let Some(row) = row else { return Err(self.row_too_long()) };
            if at_end && let Some(file) = store.files.get_mut(file_ix) {
                file.short_rows.is_open = true;
            }
            store.take_row(file_ix, &reader.record(row, &mut self.decoder), false, self.max_rows)?;
        }
    }

    fn row_too_long(&self) -> ReadError {
        let (line, in_quotes) = match &self.stage {
            Stage::Rows { reader, .. } => (reader.start_line(), reader.ends_in_quotes()),
            Stage::Head(_) | Stage::Json(_) => (1, false),
        };
        let file = self.name.clone();
        ReadError::Whole(match in_quotes {
            true => DataValidationError::UnclosedQuote { file, line },
            false => DataValidationError::RowTooLong { file, line },
        })
    }

    pub(crate) fn close(&mut self, encoding: Encoding, gzip: bool, store: &mut Store) {
        let Store { files, issues, .. } = store;
        let Some(file) = self.file().and_then(|file| files.get_mut(file)) else { return };
        file.bytes = self.bytes;
        file.gzip = gzip;
        file.encoding = self.decoder.encoding(encoding);
        file.windows_1252_cells = self.decoder.cells_of(CodePage::Windows1252);
        file.dos_cells = self.decoder.cells_of(CodePage::Dos850);
        for &line in &self.decoder.nul_lines {
            issues.add(IssueCode::NulBytes, "", Money::ZERO, || file.example(line, "", ""));
        }
        if self.decoder.nul_rows > 0 {
            let issue = issues.entry(IssueCode::NulBytes, "");
            issue.rows += self.decoder.nul_rows - self.decoder.nul_lines.len() as u64;
        }
    }

    pub(crate) fn error(&self, cause: ReadError) -> DataValidationError {
        match cause {
            ReadError::Unreadable(what, byte) => {
                if self.bytes == 0 {
                    return DataValidationError::EmptyFile { file: self.name.clone() };
                }
                DataValidationError::Unreadable { file: self.name.clone(), what, byte }
            }
            ReadError::Whole(error) => error,
        }
    }
}

/// A reader for which backslashes take the meaning of quotes away, if that makes the broken row one of the usual length.
fn escaped(reader: &RecordReader, width: usize) -> Option<RecordReader> {
    let marks = reader.marks();
    if marks.escapes || marks.quote.is_none() || !reader.raw().windows(2).any(|pair| pair == [b'\\', b'"']) {
        return None;
    }
    let marks = CsvMarks { escapes: true, ..marks };
    let mut trial = RecordReader::new(marks, reader.start_line());
    let mut raw = reader.raw();
    let is_row = matches!(trial.read(&mut raw, false), Ok(Some(_))) && trial.cells() == width;
    is_row.then(|| RecordReader::new(marks, reader.start_line()))
}
