//! Experiments: how many customers a test needs, who gets what, what came of it, and why looking too early misleads. Done by
//! published methods, each named where it is used. Nothing here decides what to test, reads the shop's sales files or draws.

mod analyse;
mod assign;
mod bayes;
mod binomial;
mod cuped;
mod error;
mod history;
mod mean;
mod peek;
mod plan;
mod proportion;
mod ratio;
mod read;
mod sequential;
mod simulate;

#[cfg(test)]
mod parity_tests;

pub use analyse::{
    Analysis, Arm, Comparison, Guardrail, GuardrailResult, GuardrailVerdict, Outcomes, RevenueComparison, Verdict, Worse, analyse,
};
pub use assign::{ValidVariants, Variant, Variants, assign};
pub use bayes::{BayesArm, Posterior, compare_posteriors, difference_interval};
pub use cuped::{Cuped, cuped};
pub use error::{ExperimentError, MAX_VARIANTS};
pub use history::{ShopHistory, Window};
pub use mean::{Moments, WelchTest, welch};
pub use peek::{PeekDay, PeekParams, Peeking, ValidPeekParams};
pub use plan::{
    Effect, Metric, Plan, PlanParams, SampleSizeMethod, ValidPlanParams, mean_difference, plan, power_means, power_proportions,
    proportion_difference, sample_size_means, sample_size_proportions,
};
pub use proportion::{Counts, ProportionTest, compare_proportions};
pub use ratio::{RatioCheck, sample_ratio};
pub use read::{BadRow, ReadResults, RowProblem, read_results};
pub use sequential::{Sequential, always_valid};
pub use simulate::{SimulatedArm, Simulation, SimulationParams, Simulator, ValidSimulationParams};
