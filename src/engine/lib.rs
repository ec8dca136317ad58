//! What runs when: configuration, stages, progress, cancel, errors, log.
//!
//! It knows no browser and no terminal: both give it files and a [`Control`] and get a [`Session`].

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
pub use replay::replay;
pub use results::{EvaluationResult, RecommendationResult, Replayed, RuleEffect};
pub use run::{Input, run};
pub use session::Session;
pub use settings::{PARTS, SETTINGS, Setting, SettingKind};
pub use tune::tune;
