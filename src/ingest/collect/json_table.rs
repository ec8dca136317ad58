//! One table of JSON objects: takes the names of its columns from the first of them, and collects a row for each.

use crate::collect::read_error::ReadError;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::issue_code::IssueCode;
use crate::read::json_objects::{FlatRow, ObjectFinder, ObjectTooLarge, rows_of};
use crate::read::record::Record;
use crate::recognise::table_head::Header;
use crate::recognise::table_sample::TableSample;
use clientele_core::domain::Money;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Rows among which the columns are looked for.
const HEAD_ROWS: usize = 2_000;

/// JSON objects while they are read.
pub(crate) struct JsonTable {
    name: String,
    max_rows: u32,
    finder: ObjectFinder,
    /// The first rows with their lines, until the columns are known; `None` for what is no object.
    head: Vec<(u32, Option<FlatRow>)>,
    columns: HashMap<String, usize, FxBuildHasher>,
    file: Option<usize>,
}

/// What goes wrong while objects are taken.
enum Fault {
    TooLarge,
    Read(ReadError),
}

impl From<ObjectTooLarge> for Fault {
    fn from(_: ObjectTooLarge) -> Self {
        Fault::TooLarge
    }
}

impl JsonTable {
    pub(crate) fn new(name: &str, max_rows: u32) -> Self {
        Self {
            name: name.to_owned(),
            max_rows,
            finder: ObjectFinder::default(),
            head: Vec::new(),
            columns: HashMap::default(),
            file: None,
        }
    }

    /// Position of the file in the store, once its columns are known.
    pub(crate) fn file(&self) -> Option<usize> {
        self.file
    }

    pub(crate) fn push(&mut self, bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
        let mut finder = std::mem::take(&mut self.finder);
        let result = finder.push(bytes, &mut |object, line| self.take_object(object, line, store).map_err(Fault::Read));
        let line = finder.rest().unwrap_or(1);
        self.finder = finder;
        result.map_err(|fault| match fault {
            Fault::TooLarge => ReadError::Whole(DataValidationError::RowTooLong { file: self.name.clone(), line }),
            Fault::Read(error) => error,
        })
    }

    /// The text is complete.
    pub(crate) fn end(&mut self, store: &mut Store) -> Result<(), ReadError> {
        if let Some(line) = self.finder.rest() {
            self.take_row(line, None, store)?;
        }
        self.open(store)?;
        if self.file.is_none() {
            return Err(ReadError::Whole(DataValidationError::EmptyFile { file: self.name.clone() }));
        }
        Ok(())
    }

    fn take_object(&mut self, object: &str, line: u32, store: &mut Store) -> Result<(), ReadError> {
        match rows_of(object) {
            Some(rows) => rows.into_iter().try_for_each(|row| self.take_row(line, Some(row), store)),
            None => self.take_row(line, None, store),
        }
    }

    fn take_row(&mut self, line: u32, row: Option<FlatRow>, store: &mut Store) -> Result<(), ReadError> {
        if self.file.is_some() {
            return self.collect(line, row, store);
        }
        self.head.push((line, row));
        if self.head.len() >= HEAD_ROWS { self.open(store) } else { Ok(()) }
    }

    /// Takes the names of the columns from the first rows, and then those rows.
    fn open(&mut self, store: &mut Store) -> Result<(), ReadError> {
        if self.file.is_some() {
            return Ok(());
        }
        let mut headers: Vec<String> = Vec::new();
        for (name, _) in self.head.iter().filter_map(|(_, row)| row.as_ref()).flatten() {
            if !self.columns.contains_key(name) {
                self.columns.insert(name.clone(), headers.len());
                headers.push(name.clone());
            }
        }
        if headers.is_empty() {
            return Ok(());
        }
        let mut sample = TableSample::default();
        for (line, row) in &self.head {
            let mut cells = vec![""; self.columns.len()];
            for (name, value) in row.iter().flatten() {
                if let Some(cell) = self.columns.get(name).and_then(|&column| cells.get_mut(column)) {
                    *cell = value;
                }
            }
            let (text, ends) = joined(&cells);
            sample.push(&Record::new(&text, &ends, *line));
        }
        self.file = Some(store.open(&self.name, 0, Header { names: headers, rows: Vec::new() }, &sample));
        for (line, row) in std::mem::take(&mut self.head) {
            self.collect(line, row, store)?;
        }
        Ok(())
    }

    fn collect(&mut self, line: u32, row: Option<FlatRow>, store: &mut Store) -> Result<(), ReadError> {
        let Some(file) = self.file else { return Ok(()) };
        // What is no object has no cells, which makes it ragged.
        let Some(row) = row else {
            return store.take_row(file, &Record::new("?", &[1], line), false, self.max_rows);
        };
        let mut cells: Vec<&str> = vec![""; self.columns.len()];
        for (name, value) in &row {
            match self.columns.get(name).and_then(|&column| cells.get_mut(column)) {
                Some(cell) => *cell = value,
                None => {
                    let Store { files, issues, .. } = &mut *store;
                    if let Some(file) = files.get(file) {
                        issues.add(IssueCode::LateColumn, name, Money::ZERO, || file.example(line, name, value));
                    }
                }
            }
        }
        let (text, ends) = joined(&cells);
        store.take_row(file, &Record::new(&text, &ends, line), false, self.max_rows)
    }
}

/// The text of all cells, and where each ends.
fn joined(cells: &[&str]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut ends = Vec::with_capacity(cells.len());
    for cell in cells {
        text.push_str(cell);
        ends.push(text.len());
    }
    (text, ends)
}
