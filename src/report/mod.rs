//! Key figures, the executive summary, and the files that people take away.

mod export;
mod kpi;
mod summary;

pub use export::ExportKind;
pub use kpi::{Kpi, kpis};
pub use summary::executive_summary;
