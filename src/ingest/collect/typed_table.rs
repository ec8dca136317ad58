//! A table whose file says what its columns are called: nothing has to be looked for among its rows. So are Parquet files.

use crate::collect::read_error::ReadError;
use crate::collect::store::Store;
use crate::findings::issue_code::IssueCode;
use crate::read::encoding::Encoding;
use crate::read::record::Record;
use crate::recognise::table_head::Header;
use crate::recognise::table_sample::{SAMPLE_ROWS, TableSample};
use clientele_core::domain::Money;
use clientele_parquet::Block;

/// A table while it is read.
pub(crate) struct TypedTable {
    name: String,
    max_rows: u32,
    columns: Vec<String>,
    passed_over: Vec<String>,
    /// The first rows, until there are enough to see what the columns mean.
    head: Vec<Block>,
    head_rows: usize,
    /// Position in the store after that.
    file: Option<usize>,
    row: u32,
}

impl TypedTable {
    pub(crate) fn new(name: String, columns: Vec<String>, passed_over: Vec<String>, max_rows: u32) -> Self {
        Self { name, max_rows, columns, passed_over, head: Vec::new(), head_rows: 0, file: None, row: 0 }
    }

    pub(crate) fn push(&mut self, block: Block, store: &mut Store) -> Result<(), ReadError> {
        if self.file.is_some() {
            return self.take(&block, store);
        }
        self.head_rows += block.ends.len() / self.columns.len().max(1);
        self.head.push(block);
        if self.head_rows >= SAMPLE_ROWS { self.open(store) } else { Ok(()) }
    }

    /// The table is complete.
    pub(crate) fn end(&mut self, bytes: u64, store: &mut Store) -> Result<(), ReadError> {
        if self.file.is_none() {
            self.open(store)?;
        }
        let Store { files, issues, .. } = store;
        let Some(file) = self.file.and_then(|ix| files.get_mut(ix)) else { return Ok(()) };
        (file.bytes, file.encoding) = (bytes, Encoding::Parquet);
        for name in &self.passed_over {
            issues.add(IssueCode::ListColumn, name, Money::ZERO, || file.example(0, name, ""));
        }
        Ok(())
    }

    fn open(&mut self, store: &mut Store) -> Result<(), ReadError> {
        let head = std::mem::take(&mut self.head);
        let mut sample = TableSample::default();
        let width = self.columns.len();
        for block in &head {
            rows(block, width, |text, ends| {
                sample.push(&Record::new(text, ends, 1));
                Ok(())
            })?;
        }
        let header = Header { names: self.columns.clone(), rows: Vec::new() };
        self.file = Some(store.open(&self.name, 0, header, &sample));
        head.iter().try_for_each(|block| self.take(block, store))
    }

    fn take(&mut self, block: &Block, store: &mut Store) -> Result<(), ReadError> {
        let Some(file) = self.file else { return Ok(()) };
        rows(block, self.columns.len(), |text, ends| {
            self.row = self.row.saturating_add(1);
            store.take_row(file, &Record::new(text, ends, self.row), false, self.max_rows)
        })
    }
}

/// Calls `take` with the text of each row and where its cells end in it.
fn rows(block: &Block, width: usize, mut take: impl FnMut(&str, &[usize]) -> Result<(), ReadError>) -> Result<(), ReadError> {
    let (mut start, mut ends) = (0, Vec::with_capacity(width));
    for row in block.ends.chunks_exact(width.max(1)) {
        let end = row.last().map_or(start, |&end| end as usize);
        ends.clear();
        ends.extend(row.iter().map(|&end| (end as usize).saturating_sub(start)));
        take(block.text.get(start..end).unwrap_or_default(), &ends)?;
        start = end;
    }
    Ok(())
}
