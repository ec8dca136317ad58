//! The results of reading a workbook or an archive, as events, and the buffer that collects them.

use crate::read::sheet_rows::RowBlock;
use crate::read::unreadable::UnreadableKind;
use clientele_parquet::Block;
use std::cell::Cell;
use std::task::Poll;

/// Share of the work that checking a workbook takes; the rest is reading its sheets.
pub(crate) const CHECK_SHARE: f32 = 0.2;

/// A result of reading a workbook or an archive. Each file or sheet begins with its name, then come its bytes or rows.
pub(crate) enum ArchiveEvent {
    /// A text file begins.
    File(String),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is complete.
    FileEnd,
    /// A file cannot be unpacked.
    Refused(String, UnreadableKind),
    /// A sheet begins.
    Sheet(String),
    /// Its rows.
    Rows(RowBlock),
    /// It is complete.
    SheetEnd,
    /// A table begins whose columns are known.
    Table {
        name: String,
        columns: Vec<String>,
        /// Columns that are not read.
        passed_over: Vec<String>,
    },
    /// Its rows.
    TableRows(Block),
    /// It is complete.
    TableEnd,
}

/// Collects the events of a step, and how far the work is.
#[derive(Default)]
pub(crate) struct ArchiveOutput {
    pub(crate) events: Cell<Vec<ArchiveEvent>>,
    pub(crate) share: Cell<f32>,
}

impl ArchiveOutput {
    pub(crate) fn emit(&self, event: ArchiveEvent) {
        let mut events = self.events.take();
        events.push(event);
        self.events.set(events);
    }

    /// Sets the progress by the share of the workbook's sheets that is read, and ends the step.
    pub(crate) async fn pause_at(&self, share_of_sheets: f32) {
        self.share.set(CHECK_SHARE + (1.0 - CHECK_SHARE) * share_of_sheets.clamp(0.0, 1.0));
        pause().await;
    }
}

/// Ends the step; the work continues with the next one.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// `shop.xlsx › Sheet 2`.
pub(crate) fn name_within(file: &str, inner: &str) -> String {
    format!("{file} › {inner}")
}
