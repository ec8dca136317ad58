//! Key figures, the executive summary, and the files that people take away.

mod export;
mod kpi;

pub use export::ExportKind;
pub use kpi::Kpi;
