//! What runs when: configuration, stages, progress, cancel, errors, log.
//!
//! A host (the worker in the browser, the command line, your program) gives [`run()`] files and a [`Control`] and gets a [`Session`].
//!
//! ```
//! use clientele_engine::{Config, Input, MemoryFiles, Unattended, run};
//!
//! let csv = "order,customer,product,date,price\n1,anna,tea,2026-01-05,4.50\n2,ben,cup,2026-01-07,12.50\n";
//! let mut files = MemoryFiles::new(vec![("sales.csv".into(), csv.into())], 4096);
//! let session = pollster::block_on(run(Input::Files(&mut files), &Config::default(), None, &Unattended));
//! let session = session.map_err(|error| format!("{error:?}"))?;
//! assert_eq!(session.rfm()?.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod as_of;
mod cached;
mod config;
mod contents;
mod control;
mod export;
mod look;
mod memory;
mod offer_form;
mod offers;
pub mod output;
pub mod overlay;
mod preview;
pub mod project;
mod replay;
mod results;
mod run;
mod session;
mod settings;
mod tune;

pub use clientele_core::domain::ErrorView;
pub use clientele_core::files::Digest;
pub use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
pub use config::Config;
pub use contents::{CheckedFiles, Contents, Digester, FileContent, contents_of};
pub use control::{Cancelled, Control, FileInfo, FileSource, RunError, Unattended};
pub use look::{inspect, rows, set_aside_file};
pub use memory::MemoryFiles;
pub use offer_form::{OFFER_FIELDS, listed_products, offer_text, read_offer_fields};
pub use preview::{Preview, preview};
pub use replay::replay;
pub use results::{EvaluationResult, RecommendationResult, Replayed, RuleEffect};
pub use run::{Input, run};
pub use session::{Choice, Session};
pub use settings::{PARTS, SETTINGS, Setting, SettingKind};
pub use tune::tune;
