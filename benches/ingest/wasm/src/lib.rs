//! The importer as JavaScript calls it.

use clientele_ingest::{FinishProgress, Importer, ValidIngestParams};
use wasm_bindgen::prelude::*;

/// One import.
#[wasm_bindgen]
pub struct Import {
    importer: Importer,
}

#[wasm_bindgen]
impl Import {
    /// Begins a file of so many bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, bytes: f64) -> Self {
        let mut importer = Importer::new(ValidIngestParams::default());
        importer.begin_file(name, Some(bytes as u64));
        Self { importer }
    }

    /// Reads the next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.importer.push(bytes).map_err(|e| JsError::new(&e.to_string()))
    }

    /// Ends the file.
    pub fn end(&mut self) -> Result<(), JsError> {
        self.importer.end_file().map_err(|e| JsError::new(&e.to_string()))
    }

    /// Validates, and says what there is: rows, lines and revenue.
    pub fn finish(mut self) -> Result<String, JsError> {
        loop {
            if let FinishProgress::Done(imported) = self.importer.finish_step().map_err(|e| JsError::new(&e.to_string()))? {
                let (report, data) = (&imported.report, &imported.dataset);
                return Ok(format!("{} rows, {} lines, {}", report.reconciliation.gross.rows, data.lines().len(), data.revenue()));
            }
        }
    }
}

/// Bytes of memory that the module has.
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    core::arch::wasm32::memory_size(0) as f64 * 65_536.0
}
