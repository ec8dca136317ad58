//! What comes out of a workbook or an archive, and where the work on it puts that.

use crate::read::sheet_rows::RowBlock;
use crate::read::unreadable::UnreadableKind;
use std::cell::Cell;
use std::task::Poll;

/// Share of the work that checking a workbook takes; the rest is reading its sheets.
pub(crate) const CHECK_SHARE: f32 = 0.2;

/// What comes out of a workbook or an archive, in this order: a name, then its bytes or rows.
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
}

/// Where the work puts what it has made.
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

    /// Tells how much of a workbook's sheets is read, and lets the caller have what there is.
    pub(crate) async fn pause_at(&self, share_of_sheets: f32) {
        self.share.set(CHECK_SHARE + (1.0 - CHECK_SHARE) * share_of_sheets.clamp(0.0, 1.0));
        pause().await;
    }
}

/// Comes back at the next step.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// `shop.xlsx › Sheet 2`.
pub(crate) fn name_within(file: &str, inner: &str) -> String {
    format!("{file} › {inner}")
}
