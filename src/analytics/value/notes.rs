//! What a reader of lifetime values must know: where each number comes from, and why a model was not used, with a plain text each.

use clientele_core::domain::counted;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where an estimate comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EstimateSource {
    /// From the model.
    Model,
    /// From a simple estimate, because the model cannot be used.
    Fallback {
        /// The reason.
        reason: FallbackReason,
    },
}

/// Why a model is not used. `Display` is the text for the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FallbackReason {
    /// Too few customers have come back.
    TooFewRepeatCustomers {
        /// Customers with orders on two days or more.
        found: u32,
        /// How many the model needs.
        needed: u32,
    },
    /// The history is too short.
    ShortHistory {
        /// Days of history.
        days: u32,
        /// Days that the model needs.
        needed: u32,
    },
    /// The search for parameters found none that fit better than all others near.
    NotConverged,
    /// All repeat buyers have the same mean order value, so there is nothing to learn.
    ValuesAllAlike,
    /// Order values vary so much that the model has no mean.
    NoMeanValue,
}

/// Something to know when reading the numbers. `Display` is the text for the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueNote {
    /// Orders after the last observed day were left out.
    OrdersLeftOut {
        /// How many.
        orders: u32,
    },
    /// A simple estimate of future orders is shown.
    SimpleOrders {
        /// The reason.
        reason: FallbackReason,
    },
    /// A simple estimate of order values is shown.
    SimpleValues {
        /// The reason.
        reason: FallbackReason,
    },
    /// The model takes every one-time buyer to be active.
    OneTimeBuyersCountAsActive {
        /// One-time buyers.
        customers: u32,
    },
    /// Some one-time buyers are expected to order more than repeat buyers who were here on the same day.
    OneTimeAboveRepeat {
        /// One-time buyers above some repeat buyer of the same last day.
        one_time: u32,
        /// Repeat buyers below what a one-time buyer of the same last day would get.
        repeat: u32,
    },
    /// What the intervals cover.
    IntervalsCoverParameters {
        /// How sure, 0 to 1.
        confidence: f64,
    },
    /// There are no intervals, because the data do not settle the parameters.
    NoIntervals,
    /// Some parameters are hardly settled by the data.
    HardlySettled {
        /// Their names.
        parameters: Vec<String>,
    },
    /// A parameter ran to the edge of what is allowed.
    AtEdge,
    /// The number of purchases and their worth go together, which the model takes not to be so.
    ValuesGoWithFrequency {
        /// Correlation, -1 to 1.
        correlation: f64,
    },
    /// Repeat buyers without a positive order value were left out of the model of values.
    RepeatBuyersWithoutValue {
        /// How many.
        customers: u32,
    },
    /// The horizon is longer than the history.
    HorizonBeyondHistory {
        /// Days ahead.
        horizon_days: u32,
        /// Days of history.
        history_days: u32,
    },
    /// The check against held-back orders could not be made.
    NoHoldout {
        /// The reason.
        reason: FallbackReason,
    },
    /// In the check against held-back orders, the total was off by more than 15 %.
    HoldoutOff {
        /// Orders expected.
        expected: f64,
        /// Orders that came.
        actual: u32,
    },
}

impl fmt::Display for FallbackReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FallbackReason::TooFewRepeatCustomers { found, needed } => write!(
                f,
                "only {} ordered on two days or more, and the model needs {needed}",
                counted(u64::from(*found), "customer", "customers")
            ),
            FallbackReason::ShortHistory { days, needed } => {
                write!(f, "the orders cover {}, and the model needs {needed}", counted(u64::from(*days), "day", "days"))
            }
            FallbackReason::NotConverged => f.write_str("no parameters were found that fit these customers best"),
            FallbackReason::ValuesAllAlike => f.write_str("all repeat buyers have the same order value"),
            FallbackReason::NoMeanValue => f.write_str("order values differ so much that the model has no mean"),
        }
    }
}

impl fmt::Display for ValueNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let customers = |n: u32, one: &'static str, many: &'static str| counted(u64::from(n), one, many);
        match self {
            ValueNote::OrdersLeftOut { orders } => {
                write!(f, "Left out: {} after the last observed day.", customers(*orders, "order", "orders"))
            }
            ValueNote::SimpleOrders { reason } => write!(
                f,
                "Expected orders are a simple estimate, because {reason}. Each customer's own pace is moved towards the shop's: \
                 (repeat purchases + 1) / (weeks since the first order + weeks that the shop's average customer takes for one). It \
                 does not tell who has left."
            ),
            ValueNote::SimpleValues { reason } => write!(
                f,
                "Order values are a simple estimate, because {reason}: each customer's own mean, counted with three orders of the \
                 shop's mean."
            ),
            ValueNote::OneTimeBuyersCountAsActive { customers: n } => write!(
                f,
                "{} shown as active for sure. That is how the model is made: it lets customers leave only after a second order. Read \
                 it as \"not known\", and look at their expected orders instead.",
                customers(*n, "one-time buyer is", "one-time buyers are")
            ),
            ValueNote::OneTimeAboveRepeat { one_time, repeat } => write!(
                f,
                "{} ranked above a repeat buyer who was last here on the same day, and {} expected to order less than a one-time \
                 buyer of the same last day. This comes from the model: silence after many orders speaks for leaving, silence \
                 after one order does not. They are marked.",
                customers(*one_time, "one-time buyer is", "one-time buyers are"),
                customers(*repeat, "repeat buyer is", "repeat buyers are")
            ),
            ValueNote::IntervalsCoverParameters { confidence } => write!(
                f,
                "The {:.0} % intervals say how sure the averages are, given the model. What one customer really does varies far more.",
                confidence * 100.0
            ),
            ValueNote::NoIntervals => {
                f.write_str("No intervals can be given: several sets of parameters fit these customers equally well.")
            }
            ValueNote::HardlySettled { parameters } => write!(
                f,
                "The data hardly settle {}: do not read meaning into {}.",
                parameters.join(", "),
                if parameters.len() == 1 { "its value" } else { "their values" }
            ),
            ValueNote::AtEdge => f.write_str(
                "A parameter went as far as it may. Usually this means that customers hardly differ, or that hardly any has left.",
            ),
            ValueNote::ValuesGoWithFrequency { correlation } => write!(
                f,
                "How often customers order and how much they spend go together (correlation {correlation:.2}), which the model takes \
                 not to be so. Values of frequent buyers are likely too {}.",
                if *correlation > 0.0 { "low" } else { "high" }
            ),
            ValueNote::RepeatBuyersWithoutValue { customers: n } => {
                write!(f, "{} no order value above zero and did not shape the model.", customers(*n, "repeat buyer has", "repeat buyers have"))
            }
            ValueNote::HorizonBeyondHistory { horizon_days, history_days } => write!(
                f,
                "The values look {horizon_days} days ahead, but the orders cover only {history_days} days. The farther ahead, the \
                 less certain."
            ),
            ValueNote::NoHoldout { reason } => {
                write!(f, "The forecast could not be checked against held-back orders: in the first part of the data {reason}.")
            }
            ValueNote::HoldoutOff { expected, actual } => write!(
                f,
                "In the check against held-back orders, {expected:.0} repeat orders were expected and {actual} came. Expect an error of \
                 that size here, too."
            ),
        }
    }
}
