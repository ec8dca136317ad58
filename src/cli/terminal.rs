//! Progress and log on stderr.

use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
use clientele_engine::{Cancelled, Control};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::{Cell, RefCell};
use std::time::Instant;

/// The host of a run on a terminal.
#[derive(Debug)]
pub(crate) struct Terminal {
    started: Instant,
    bar: ProgressBar,
    stage: Cell<Option<Stage>>,
    quiet: bool,
    log: RefCell<Vec<LogEntry>>,
}

impl Terminal {
    pub(crate) fn new(quiet: bool) -> Self {
        let bar =
            ProgressBar::with_draw_target(None, if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        // The template is a constant that is right; were it not, the bar would keep its default look.
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len}") {
            bar.set_style(style);
        }
        Self { started: Instant::now(), bar, stage: Cell::new(None), quiet, log: RefCell::default() }
    }

    /// Ends the bar and gives the log.
    pub(crate) fn into_log(self) -> Vec<LogEntry> {
        self.bar.finish_and_clear();
        self.log.into_inner()
    }
}

impl Control for Terminal {
    fn elapsed_ms(&self) -> u32 {
        u32::try_from(self.started.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    fn progress(&self, progress: Progress) {
        if self.stage.replace(Some(progress.stage)) != Some(progress.stage) {
            self.bar.set_message(progress.stage.doing());
        }
        self.bar.set_length(progress.total.max(progress.done));
        self.bar.set_position(progress.done);
    }

    fn log(&self, entry: LogEntry) {
        if !self.quiet || entry.level == LogLevel::Error {
            self.bar.suspend(|| eprintln!("{entry}"));
        }
        self.log.borrow_mut().push(entry);
    }

    fn stage_ended(&self, _stage: Stage, _outcome: &StageOutcome) {}

    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}
