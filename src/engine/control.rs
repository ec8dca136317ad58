//! What the host of a run provides: a clock, somewhere to send progress and log, a way to cancel, and files in pieces.

use clientele_core::domain::ErrorView;
use clientele_core::files::Digest;
use clientele_core::run::{LogEntry, Progress, Stage, StageOutcome};
use clientele_ingest::ParquetProgram;
use std::rc::Rc;
use thiserror::Error;

/// The run was stopped on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("The run was stopped")]
pub struct Cancelled;

/// Why a run has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RunError {
    /// The user stopped it.
    #[error("The run was stopped")]
    Cancelled,
    /// The data could not be used, or a setting is out of bounds.
    #[error(transparent)]
    Failed(ErrorView),
}

impl From<Cancelled> for RunError {
    fn from(_: Cancelled) -> Self {
        RunError::Cancelled
    }
}

/// The host of a run: the worker in the browser, the command line natively, a recorder in tests.
///
/// A run lives on one thread, so its futures need not be `Send`.
#[allow(async_fn_in_trait)]
pub trait Control {
    /// Milliseconds since the run began.
    fn elapsed_ms(&self) -> u32;

    /// The run is so far. Called often: hosts show what they can.
    fn progress(&self, progress: Progress);

    /// A line for the log.
    fn log(&self, entry: LogEntry);

    /// A stage has ended.
    fn stage_ended(&self, stage: Stage, outcome: &StageOutcome);

    /// A place where the run may rest: called between pieces of work of some milliseconds. In the browser it now and then waits
    /// for the event loop, so that a cancel or a question gets through.
    ///
    /// # Errors
    /// [`Cancelled`] when the run must end here.
    async fn pause(&self) -> Result<(), Cancelled>;

    /// What opens Parquet files, if it is not a part of this program. In the browser it is a program of its own.
    fn parquet(&self) -> Option<Rc<dyn ParquetProgram>> {
        None
    }
}

/// A host that lets a run go to its end: for programs that show no progress, and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unattended;

impl Control for Unattended {
    /// Always 0: nobody reads the times.
    fn elapsed_ms(&self) -> u32 {
        0
    }

    fn progress(&self, _: Progress) {}

    fn log(&self, _: LogEntry) {}

    fn stage_ended(&self, _: Stage, _: &StageOutcome) {}

    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// Files to be read, one after another, in pieces.
#[allow(async_fn_in_trait)]
pub trait FileSource {
    /// All files in order, with what is known of them before they are read.
    fn list(&self) -> Vec<FileInfo>;

    /// Goes back to before the first file.
    fn rewind(&mut self);

    /// Bytes in all files, 0 when not known.
    fn total_bytes(&self) -> u64 {
        self.list().iter().map(|file| file.bytes.unwrap_or(0)).sum()
    }

    /// What to say of a file whose bytes are not those that it is known to have.
    fn changed(&self, name: &str) -> ErrorView {
        ErrorView {
            code: "file-changed".into(),
            message: format!("The file {name} is not what it was when it was first read"),
            place: Some(name.to_owned()),
            suggestion: "Open it again, to analyse it as it is now.".into(),
        }
    }

    /// Goes to the next file and gives what is known of it, or `None` after the last.
    ///
    /// # Errors
    /// When the file cannot be opened.
    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView>;

    /// The next piece of the current file, or `None` at its end.
    ///
    /// # Errors
    /// When the file cannot be read.
    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView>;
}

/// A file about to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name, without folders.
    pub name: String,
    /// Its size in bytes, where known.
    pub bytes: Option<u64>,
    /// The digest of its bytes, where known: what is read is compared with it.
    pub digest: Option<Digest>,
}
