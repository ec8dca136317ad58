//! Project files: the archive as it is, and its manifest by itself.
#![no_main]

use clientele::engine::project::{self, Manifest};
use clientele::engine::{Cancelled, Control, LogEntry, Progress, Stage, StageOutcome};

struct Quiet;

impl Control for Quiet {
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

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(manifest) = Manifest::from_json(bytes) {
        let again = Manifest::from_json(manifest.to_json().as_bytes()).expect("what is written can be read");
        assert_eq!(manifest.to_json(), again.to_json());
    }
    let _ = Manifest::unsealed(bytes);
    let _ = pollster::block_on(project::read("shop.clientele", bytes.to_vec(), &Quiet));
});
