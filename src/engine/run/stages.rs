//! Runs one stage after another: times, log, results taken over from the run before, and what happens when one fails.

use crate::cached::Cached;
use crate::control::{Cancelled, Control, RunError};
use clientele_core::domain::{ErrorView, UserError, grouped};
use clientele_core::files::Digest;
use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
use std::rc::Rc;

/// Why a stage has no result.
pub(super) enum StageError {
    Cancelled,
    Failed(ErrorView),
    /// The data cannot answer the stage's question.
    Unavailable(ErrorView),
}

impl From<Cancelled> for StageError {
    fn from(_: Cancelled) -> Self {
        StageError::Cancelled
    }
}

impl<E: UserError> From<E> for StageError {
    fn from(error: E) -> Self {
        StageError::Failed(ErrorView::of(&error))
    }
}

/// Keeps account of the stages.
pub(super) struct Stages<'a, C> {
    pub(super) control: &'a C,
    pub(super) ended: Vec<(Stage, StageOutcome)>,
}

impl<C: Control> Stages<'_, C> {
    pub(super) fn log(&self, level: LogLevel, stage: Stage, text: String) {
        self.control.log(LogEntry { elapsed_ms: self.control.elapsed_ms(), level, stage, text });
    }

    pub(super) fn progress(&self, stage: Stage, done: u64, total: u64, unit: &str) {
        self.control.progress(Progress { stage, done, total, unit: unit.to_owned(), rows: None });
    }

    pub(super) fn end(&mut self, stage: Stage, outcome: StageOutcome) {
        match &outcome {
            StageOutcome::Done { elapsed_ms, .. } => {
                self.log(LogLevel::Info, stage, format!("Done in {} ms", grouped(u64::from(*elapsed_ms))));
            }
            StageOutcome::Failed(error) => self.log(LogLevel::Error, stage, error.to_string()),
            StageOutcome::Unavailable(error) => self.log(LogLevel::Warning, stage, error.to_string()),
            StageOutcome::Skipped { needs } => {
                self.log(LogLevel::Warning, stage, format!("Left out: it needs the stage '{}'", needs.name()));
            }
        }
        self.control.stage_ended(stage, &outcome);
        self.ended.push((stage, outcome));
    }

    pub(super) fn reused(&mut self, stage: Stage) {
        self.end(stage, StageOutcome::Done { elapsed_ms: 0, cached: true });
    }

    pub(super) fn skipped<T>(&mut self, stage: Stage, needs: Stage) -> Option<T> {
        self.end(stage, StageOutcome::Skipped { needs });
        None
    }

    /// Runs a stage that may fail without ending the run.
    pub(super) async fn run<T>(
        &mut self,
        stage: Stage,
        key: Digest,
        earlier: Option<&Cached<T>>,
        work: impl AsyncFnOnce(&Self) -> Result<T, StageError>,
    ) -> Result<Option<Cached<T>>, Cancelled> {
        if let Some(earlier) = earlier.filter(|earlier| earlier.key == key) {
            self.reused(stage);
            return Ok(Some(earlier.clone()));
        }
        let started = self.control.elapsed_ms();
        match work(self).await {
            Ok(value) => {
                let elapsed_ms = self.control.elapsed_ms().saturating_sub(started);
                self.end(stage, StageOutcome::Done { elapsed_ms, cached: false });
                Ok(Some(Cached { key, value: Rc::new(value) }))
            }
            Err(StageError::Cancelled) => Err(Cancelled),
            Err(StageError::Failed(error)) => {
                self.end(stage, StageOutcome::Failed(error));
                Ok(None)
            }
            Err(StageError::Unavailable(error)) => {
                self.end(stage, StageOutcome::Unavailable(error));
                Ok(None)
            }
        }
    }

    pub(super) fn fatal<T>(&mut self, stage: Stage, result: Result<T, StageError>) -> Result<T, RunError> {
        result.map_err(|error| match error {
            StageError::Cancelled => RunError::Cancelled,
            StageError::Failed(error) | StageError::Unavailable(error) => {
                self.end(stage, StageOutcome::Failed(error.clone()));
                RunError::Failed(error)
            }
        })
    }
}
