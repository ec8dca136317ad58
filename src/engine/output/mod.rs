//! Key figures, the executive summary, and the files that people take away.

mod audience;
mod basket;
mod csv_file;
mod documents;
mod evaluation;
mod experiment;
mod kpi;
mod offers;
mod refusal;
mod summary;
mod tables;
mod tuning;
mod value;

pub use audience::{AudienceTool, audience_csv, is_address};
pub use basket::{rules_csv, two_item_rules_csv};
pub use documents::{clusters_json, summary_json, validation_json};
pub use evaluation::{evaluation_json, impact_json};
pub use experiment::assignment_csv;
pub use kpi::kpis;
pub use offers::offers_csv;
pub use refusal::{proposed_recipe, refusal_json};
pub use summary::{executive_summary, sales_without_customer};
pub use tables::{SetAsideCsv, cells_csv, csv_bytes, plain_figure, recommendations_csv, segments_csv, table_csv};
pub use tuning::tuning_json;
pub use value::{movement_csv, value_csv, value_json, value_notes};
