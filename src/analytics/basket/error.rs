//! Why there can be no association rules, as users are told it.

use super::bounds::{MAX_BASKET, MAX_DOUBLE_ANTECEDENTS, MAX_DOUBLES, MAX_PAIRS, MIN_ORDERS, RATE_MOST};
use clientele_core::domain::UserError;

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BasketParamError {
    /// `min_orders` is out of range.
    #[error("min_orders is {value}; it must be {} to {}", MIN_ORDERS.start(), MIN_ORDERS.end())]
    MinOrders {
        /// The value given.
        value: u32,
    },
    /// `max_basket` is out of range.
    #[error("max_basket is {value}; it must be {} to {}", MAX_BASKET.start(), MAX_BASKET.end())]
    MaxBasket {
        /// The value given.
        value: u32,
    },
    /// `max_pairs` is out of range.
    #[error("max_pairs is {value}; it must be {} to {}", MAX_PAIRS.start(), MAX_PAIRS.end())]
    MaxPairs {
        /// The value given.
        value: u32,
    },
    /// `max_double_antecedents` is out of range.
    #[error("max_double_antecedents is {value}; it must be {} to {}", MAX_DOUBLE_ANTECEDENTS.start(), MAX_DOUBLE_ANTECEDENTS.end())]
    MaxDoubleAntecedents {
        /// The value given.
        value: u32,
    },
    /// `max_doubles` is out of range.
    #[error("max_doubles is {value}; it must be {} to {}", MAX_DOUBLES.start(), MAX_DOUBLES.end())]
    MaxDoubles {
        /// The value given.
        value: u32,
    },
    /// `false_discovery_rate` is out of range.
    #[error("false_discovery_rate is {value}; it must be above 0, to {RATE_MOST}")]
    FalseDiscoveryRate {
        /// The value given.
        value: f64,
    },
}

impl UserError for BasketParamError {
    fn code(&self) -> &'static str {
        "basket-setting-out-of-range"
    }

    fn place(&self) -> Option<String> {
        let setting = match self {
            Self::MinOrders { .. } => "basket.min_orders",
            Self::MaxBasket { .. } => "basket.max_basket",
            Self::MaxPairs { .. } => "basket.max_pairs",
            Self::MaxDoubleAntecedents { .. } => "basket.max_double_antecedents",
            Self::MaxDoubles { .. } => "basket.max_doubles",
            Self::FalseDiscoveryRate { .. } => "basket.false_discovery_rate",
        };
        Some(setting.to_owned())
    }

    fn suggestion(&self) -> String {
        "Choose a number in that range, or leave the setting out to take the usual one.".to_owned()
    }
}

/// Why these data have no association rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasketError {
    /// The files name no products.
    #[error("The files do not say which products were bought, so nothing can be said about what is bought together.")]
    NoProducts,
    /// No basket holds two different products.
    #[error("No order holds two different products, so nothing was bought together.")]
    SingleProducts,
}

impl UserError for BasketError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoProducts => "basket-no-products",
            Self::SingleProducts => "basket-single-products",
        }
    }

    fn suggestion(&self) -> String {
        match self {
            Self::NoProducts => "Choose files with a column of products, or say on the Data page which column that is.",
            Self::SingleProducts => "Choose a longer period, or an export with all lines of each order.",
        }
        .to_owned()
    }
}
