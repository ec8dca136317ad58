//! The whole pipeline with progress, on files of your own or on a generated shop, and the report that comes of it:
//! `cargo run --release --example pipeline -- sales.csv customers.csv`
#![allow(clippy::print_stdout)]

use clientele::document::Job;
use clientele::domain::ErrorView;
use clientele::engine::{Cancelled, Config, Control, Input, LogEntry, MemoryFiles, Progress, RunError, Stage, StageOutcome, run};
use clientele::files::DocumentKind;
use std::cell::RefCell;
use std::time::Instant;

/// Prints each stage as it ends, and keeps the log.
struct Terminal {
    started: Instant,
    log: RefCell<Vec<LogEntry>>,
}

impl Control for Terminal {
    fn elapsed_ms(&self) -> u32 {
        u32::try_from(self.started.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    fn progress(&self, _: Progress) {}

    fn log(&self, entry: LogEntry) {
        self.log.borrow_mut().push(entry);
    }

    fn stage_ended(&self, stage: Stage, outcome: &StageOutcome) {
        println!("{:<12} {outcome:?}", stage.name());
    }

    /// A run could be cancelled here, or let others have a turn.
    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let files = names.iter().map(|name| Ok((name.clone(), std::fs::read(name)?))).collect::<Result<Vec<_>, std::io::Error>>()?;
    let control = Terminal { started: Instant::now(), log: RefCell::default() };
    let config = Config::default();

    let mut memory = MemoryFiles::new(files, 1 << 20);
    let input = if names.is_empty() { Input::Generated } else { Input::Files(&mut memory) };
    let session = pollster::block_on(run(input, &config, None, &control)).map_err(|error| match error {
        RunError::Cancelled => "cancelled".to_owned(),
        RunError::Failed(error) => error.to_string(),
    })?;

    // The report as one HTML file: the same that the page downloads.
    let job: Job = clientele::pages::whole_shop_document(&session, &control.log.borrow(), DocumentKind::Html)?;
    let path = std::env::temp_dir().join(DocumentKind::Html.file_name());
    std::fs::write(&path, job.write().map_err(|error| ErrorView::of(&error))?)?;
    println!("The report is in {}", path.display());
    Ok(())
}
