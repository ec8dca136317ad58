//! How good the recommendations would have been: models learn from the days before the test, and their lists are compared with what
//! was bought in the last days, which were held back.
//!
//! Protocol: the test is the last `test_days` calendar days, training all before. Customers count who bought before and bought
//! in the test at least one product that was sold before. Task *all*: bought products may be recommended. Task *new*: the
//! customer's bought products are taken out of lists and of what counts as right. NDCG is binary with ideal
//! min(k, relevant); MAP divides by min(k, relevant); recall by all relevant. Novelty is the mean self-information of the products
//! listed, in bits; diversity 1 − the mean similarity of two products of a list; coverage the share of the products sold before
//! that are on anybody's list. Intervals are those of a bootstrap over customers; two methods are compared on the same draws.
//!
//! Methods are compared as rankings, by score alone: limits per category, rules and the least confidence are switched off.

mod bootstrap;
mod columns;
mod metrics;
mod replay;
mod report;
mod run;
mod window;

pub(crate) use metrics::{DEPTH, discount, ideal};
pub use metrics::{Quality, quality_at};
pub use replay::{PairedDifference, Replay, ReplayArm, ReplayReport};
pub use report::{EvaluationReport, MethodComparison, MethodResult};
pub use run::Evaluation;
pub use window::HoldoutWindow;

/// What counts as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Everything bought in the test.
    All,
    /// Only what the customer had not bought before.
    New,
}

impl Task {
    /// Both, in the order of reports.
    pub const ALL: [Task; 2] = [Task::All, Task::New];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
        }
    }
}
