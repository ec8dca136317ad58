//! Experiments (A/B tests): sample size and power ([`plan()`]), customers split into groups at random ([`assign()`]), rehearsals on the
//! shop's own history ([`Simulator`]), results read from a CSV file ([`read_results`]) and analysed ([`analyse()`]), and what looking
//! early does to false alarms ([`Peeking`]). Each method is named, with its source, where it is used.

mod analyse;
mod assign;
mod bayes;
mod binomial;
mod cuped;
mod error;
mod history;
mod mean;
mod overlap;
mod peek;
mod plan;
mod proportion;
mod read;
mod read_numbers;
mod sequential;
mod simulate;
mod srm;

#[cfg(test)]
mod parity_tests;

pub use analyse::{
    Analysis, Arm, CupedComparison, Guardrail, GuardrailResult, GuardrailVerdict, Outcomes, RevenueComparison, VariantComparison,
    Verdict, Worse, analyse,
};
pub use assign::{ValidVariants, Variant, Variants, assign};
pub use bayes::{BayesArm, Posterior, compare_posteriors, difference_interval};
pub use cuped::{Cuped, cuped};
pub use error::{ExperimentError, MAX_VARIANTS};
pub use history::{ObservationWindow, ShopHistory};
pub use mean::{Moments, WelchTest, welch};
pub use overlap::{Coverage, OrderedOn, Overlap, find_overlap};
pub use peek::{PeekDay, PeekParams, Peeking, ValidPeekParams};
pub use plan::{
    Effect, OutcomeMetric, Plan, PlanParams, SampleSizeMethod, ValidPlanParams, mde_means, mde_proportions, plan, power_means,
    power_proportions, sample_size_means, sample_size_proportions,
};
pub use proportion::{ConversionCounts, ProportionTest, compare_proportions};
pub use read::{BadRow, ReadParams, ReadResults, RowProblem, read_results};
pub use read_numbers::{MarkBasis, ReadMark};
pub use sequential::{DEFAULT_PLANNED_CUSTOMERS, START, SeenGroup, Sequential, always_valid};
pub use simulate::{SimulatedArm, Simulation, SimulationParams, Simulator, ValidSimulationParams};
pub use srm::{SrmCheck, srm_check};
