//! Time and peak memory of every stage on generated shops: nine transactions a customer, 500 products.

use crate::outcome::{CommandError, print};
use clientele_core::domain::{ErrorView, grouped};
use clientele_core::run::{LogEntry, Progress, Stage, StageOutcome};
use clientele_engine::{self, Cancelled, Config, Control, Input, MemoryFiles, RunError};
use clientele_generate::{Generator, GeneratorParams};
use std::cell::{Cell, RefCell};
use std::time::Instant;

const TRANSACTIONS_PER_CUSTOMER: u32 = 9;
const PRODUCTS: u32 = 500;

/// Prints one table.
pub(crate) fn bench(sizes: &[u32]) -> Result<(), CommandError> {
    print("| customers | stage | time | peak memory |\n| ---: | --- | ---: | ---: |\n")?;
    for &customers in sizes {
        let row = |stage: &str, ms: u128, peak: Option<u64>| {
            let peak = peak.map_or_else(|| "not measured here".to_owned(), |kb| format!("{} MB", grouped(kb / 1024)));
            print(&format!("| {} | {stage} | {} ms | {peak} |\n", grouped(u64::from(customers)), grouped(ms as u64)))
        };
        let params = GeneratorParams {
            customers,
            products: PRODUCTS,
            transactions: customers.saturating_mul(TRANSACTIONS_PER_CUSTOMER),
            ..GeneratorParams::default()
        };
        let valid = params.check().map_err(|e| (2, ErrorView::of(&e)))?;
        reset_peak();
        let started = Instant::now();
        let mut generator = Generator::new(valid);
        loop {
            let progress = generator.step();
            if progress.done >= progress.total {
                break;
            }
        }
        let shop = generator.finish();
        let files = [
            ("customers.csv", shop.customers_csv().flatten().collect()),
            ("products.csv", shop.products_csv().flatten().collect()),
            ("transactions.csv", shop.transactions_csv().flatten().collect()),
        ];
        row("generate", started.elapsed().as_millis(), peak_kb())?;
        drop(shop);

        let meter = Meter { started: Instant::now(), stage_started: Cell::new(Instant::now()), stages: RefCell::default() };
        let mut files = MemoryFiles::new(files.map(|(name, bytes): (&str, Vec<u8>)| (name.to_owned(), bytes)).to_vec(), 1 << 20);
        reset_peak();
        let result = pollster::block_on(clientele_engine::run(Input::Files(&mut files), &Config::default(), None, &meter));
        let all = meter.started.elapsed().as_millis();
        if let Err(RunError::Failed(error)) = result {
            return Err((4, error));
        }
        let stages = meter.stages.into_inner();
        for (stage, ms, peak) in &stages {
            row(stage.name(), *ms, *peak)?;
        }
        row("all stages", all, stages.iter().filter_map(|s| s.2).max())?;
    }
    Ok(())
}

/// Notes when each stage ends, and the most memory that the process held while it ran.
struct Meter {
    started: Instant,
    stage_started: Cell<Instant>,
    stages: RefCell<Vec<(Stage, u128, Option<u64>)>>,
}

impl Control for Meter {
    fn elapsed_ms(&self) -> u32 {
        u32::try_from(self.started.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    fn progress(&self, _progress: Progress) {}

    fn log(&self, _entry: LogEntry) {}

    fn stage_ended(&self, stage: Stage, _outcome: &StageOutcome) {
        let ms = self.stage_started.replace(Instant::now()).elapsed().as_millis();
        self.stages.borrow_mut().push((stage, ms, peak_kb()));
        reset_peak();
    }

    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// The process's peak resident memory in kB since the last reset; only Linux tells.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Sets the peak back to what is held now. Where that is not allowed, peaks are those since the start.
fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
