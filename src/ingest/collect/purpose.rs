//! What rows are read for: to be imported, to be found again, or to see what files hold.

use crate::read::record::Record;
use crate::recognise::table_sample::TableSample;
use crate::schema::meaning::FileKind;

/// What rows are read for.
#[derive(Default)]
pub(crate) enum Purpose {
    /// To be imported.
    #[default]
    Import,
    /// To find some of them again.
    Pick(PickedRows),
    /// To see what files hold.
    Inspect(SampledRows),
}

/// The wanted rows found so far.
#[derive(Default)]
pub(crate) struct PickedRows {
    wanted: WantedRows,
    /// Wanted rows met so far, those that are skipped counted too.
    seen: u64,
    found: Vec<PickedRow>,
}

impl PickedRows {
    pub(crate) fn new(wanted: WantedRows) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// The rows found since this was last called.
    pub(crate) fn take_found(&mut self) -> Vec<PickedRow> {
        std::mem::take(&mut self.found)
    }

    /// Whether all wanted rows were found.
    pub(crate) fn is_done(&self) -> bool {
        self.seen >= self.wanted.skip.saturating_add(self.wanted.limit)
    }

    /// Looks at a row of the file at position `file`.
    pub(crate) fn take_row(&mut self, file: usize, kind: FileKind, record: &Record<'_>) {
        let is_listed = self.wanted.lines.get(file).is_some_and(|lines| lines.binary_search(&record.line).is_ok());
        let is_wanted = match self.wanted.which {
            WhichRows::These => is_listed,
            WhichRows::AllBut => kind == FileKind::Sales && !is_listed,
        };
        if !is_wanted {
            return;
        }
        let range = self.wanted.skip..self.wanted.skip.saturating_add(self.wanted.limit);
        if range.contains(&self.seen) {
            let cells = record.fields().map(str::to_owned).collect();
            self.found.push(PickedRow { file, line: record.line, cells });
        }
        self.seen += 1;
    }
}

/// Which rows are wanted, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedRows {
    /// For each file, in the order in which an import counts them, lines in ascending order.
    pub lines: Vec<Vec<u32>>,
    /// Whether those lines are wanted, or all others of the sales files.
    pub which: WhichRows,
    /// Rows to skip.
    pub skip: u64,
    /// Rows wanted after those.
    pub limit: u64,
}

/// Whether [`WantedRows::lines`] includes or excludes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhichRows {
    /// These lines.
    #[default]
    These,
    /// All rows of sales files but these lines.
    AllBut,
}

/// A row, word for word as in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedRow {
    /// Position of the file, as an import counts files.
    pub file: usize,
    /// Line of the file, from 1.
    pub line: u32,
    /// Its cells, not tidied.
    pub cells: Vec<String>,
}

/// Rows that are looked at for what a column holds.
const ENOUGH_ROWS: usize = 500;
/// Rows that are kept to show.
const SHOWN_ROWS: usize = 8;
/// Characters of a cell that are kept to show.
const SHOWN_CHARS: usize = 80;

/// The first rows of each file, and what their cells look like.
#[derive(Default)]
pub(crate) struct SampledRows {
    pub(crate) files: Vec<Sample>,
}

#[derive(Default)]
pub(crate) struct Sample {
    /// The first few, word for word.
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) table: TableSample,
}

impl SampledRows {
    /// Whether enough rows of the file at this position were seen.
    pub(crate) fn has_enough(&self, file: usize) -> bool {
        self.files.get(file).is_some_and(|sample| sample.table.has(ENOUGH_ROWS))
    }

    /// Looks at a row of the file at position `file`.
    pub(crate) fn take_row(&mut self, file: usize, record: &Record<'_>) {
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Sample::default);
        }
        let Some(sample) = self.files.get_mut(file).filter(|s| !s.table.has(ENOUGH_ROWS)) else { return };
        if sample.rows.len() < SHOWN_ROWS {
            sample.rows.push(record.fields().map(|cell| cell.chars().take(SHOWN_CHARS).collect()).collect());
        }
        sample.table.push(record);
    }
}
