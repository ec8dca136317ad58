//! Why recommendations cannot be made, tested or tuned, as users are told it.

use clientele_core::domain::UserError;

/// Why there are no recommendations.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecommendationError {
    /// `n` is outside 1..=100.
    #[error("The number of recommendations per customer is {n}; it must be 1 to 100.")]
    ListLength {
        /// The value given.
        n: u32,
    },
    /// `min_confidence` is outside 0..=1.
    #[error("The least confidence is {value}; it must be 0 to 1.")]
    MinConfidence {
        /// The value given.
        value: f64,
    },
    /// A weight is negative or not a number.
    #[error("The weight of {strategy} is {value}; it must be 0 or more.")]
    Weight {
        /// Which strategy.
        strategy: &'static str,
        /// The value given.
        value: f64,
    },
    /// All five weights are zero.
    #[error("All five weights are 0, so nothing can be ranked.")]
    NoWeight,
    /// `max_per_category` is zero.
    #[error("The most products per category is 0; it must be 1 or more.")]
    MaxPerCategory,
    /// `diversity` is outside 0 to below 1.
    #[error("The diversity is {value}; it must be 0 or more, and below 1.")]
    Diversity {
        /// The value given.
        value: f64,
    },
    /// A product is both pinned and excluded.
    #[error("The product {id} is to come first in every list and in none.")]
    PinnedAndExcluded {
        /// Its id.
        id: String,
    },
    /// `neighbours` is outside 1..=1000.
    #[error("The number of similar customers is {value}; it must be 1 to 1000.")]
    Neighbours {
        /// The value given.
        value: u32,
    },
    /// A setting inside a strategy is out of its bounds.
    #[error("The setting {name} is {value}; it must be {low} to {high}.")]
    Strategy {
        /// Name of the setting.
        name: &'static str,
        /// The value given.
        value: f64,
        /// Least allowed.
        low: f64,
        /// Greatest allowed.
        high: f64,
    },
    /// A limit of the tuning is out of its bounds.
    #[error("The tuning's setting {name} is {value}; it must be {low} to {high}.")]
    Tuning {
        /// Name of the setting.
        name: &'static str,
        /// The value given.
        value: u32,
        /// Least allowed.
        low: u32,
        /// Greatest allowed.
        high: u32,
    },
    /// An assumption about the impact is out of its bounds.
    #[error("The assumption {name} is {value}; it must be {low} to 1.")]
    Impact {
        /// Name of the setting.
        name: &'static str,
        /// The value given.
        value: f64,
        /// Least allowed; the most is 1.
        low: f64,
    },
    /// The data holds no product.
    #[error("The files do not say which products were bought, so there is nothing to recommend.")]
    NoProducts,
    /// The data holds no customer.
    #[error("There are no customers to recommend anything to.")]
    NoCustomers,
    /// No order line before the analysis day.
    #[error("There are no orders to learn from.")]
    NoOrders,
    /// Group labels were given, but not one per customer.
    #[error("There are {found} segment labels for {expected} customers.")]
    GroupLabels {
        /// Customers in the data.
        expected: usize,
        /// Labels given.
        found: usize,
    },
    /// The orders span too few days to hold some of them back for a test.
    #[error("The orders span {days} days; a test on the shop's own past needs at least {needed}.")]
    TooShortForEvaluation {
        /// Days that the orders span.
        days: u32,
        /// Days needed.
        needed: u32,
    },
    /// The model was asked for before all of its steps were done.
    #[error("The recommendations are still being prepared.")]
    NotReady,
}

impl UserError for RecommendationError {
    fn code(&self) -> &'static str {
        match self {
            Self::ListLength { .. } => "recommend-list-length",
            Self::MinConfidence { .. } => "recommend-min-confidence",
            Self::Weight { .. } => "recommend-weight",
            Self::NoWeight => "recommend-no-weight",
            Self::MaxPerCategory => "recommend-max-per-category",
            Self::Diversity { .. } => "recommend-diversity",
            Self::PinnedAndExcluded { .. } => "recommend-pinned-and-excluded",
            Self::Neighbours { .. } => "recommend-neighbours",
            Self::Strategy { .. } => "recommend-strategy-setting",
            Self::Tuning { .. } => "recommend-tuning-setting",
            Self::Impact { .. } => "recommend-impact-assumption",
            Self::NoProducts => "recommend-no-products",
            Self::NoCustomers => "recommend-no-customers",
            Self::NoOrders => "recommend-no-orders",
            Self::GroupLabels { .. } => "recommend-group-labels",
            Self::TooShortForEvaluation { .. } => "recommend-too-short",
            Self::NotReady => "recommend-not-ready",
        }
    }

    fn place(&self) -> Option<String> {
        let setting = match self {
            Self::ListLength { .. } => "n",
            Self::MinConfidence { .. } => "min_confidence",
            Self::Weight { strategy, .. } => strategy,
            Self::NoWeight => "weights",
            Self::MaxPerCategory => "max_per_category",
            Self::Diversity { .. } => "diversity",
            Self::PinnedAndExcluded { .. } => "pin",
            Self::Neighbours { .. } => "neighbours",
            Self::Strategy { name, .. } | Self::Tuning { name, .. } | Self::Impact { name, .. } => name,
            _ => return None,
        };
        Some(format!("recommendations.{setting}"))
    }

    fn suggestion(&self) -> String {
        match self {
            Self::ListLength { .. } => "Choose a number from 1 to 100; 3 is usual.",
            Self::MinConfidence { .. } => "Choose a value from 0 to 1; 0.2 is usual.",
            Self::Weight { .. } | Self::NoWeight => "Give at least one strategy a weight above 0, or go back to the defaults.",
            Self::MaxPerCategory => "Choose 1 or more, or switch the limit off.",
            Self::Diversity { .. } => "Choose 0 for the best scores, or up to 0.5 for more variety.",
            Self::PinnedAndExcluded { .. } => "Take the product off one of the two lists.",
            Self::Neighbours { .. } => "Choose a number from 1 to 1000; 50 is usual.",
            Self::Strategy { .. } | Self::Tuning { .. } | Self::Impact { .. } => "Go back to the default of this setting.",
            Self::NoProducts => "Export order lines instead of orders or payments, if your shop has them.",
            Self::NoCustomers | Self::NoOrders => "Load a file with orders: who bought what, and when.",
            Self::GroupLabels { .. } => "Run the segmentation again on the same data.",
            Self::TooShortForEvaluation { .. } => "Load a longer period, or go without the test.",
            Self::NotReady => "Wait until the step is finished.",
        }
        .to_owned()
    }
}
