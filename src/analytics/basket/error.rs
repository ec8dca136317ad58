//! Why there are no association rules.

use super::bounds::{MAX_BASKET, MAX_DOUBLE_ANTECEDENTS, MAX_DOUBLES, MAX_PAIRS, MIN_ORDERS, RATE_MOST};
use clientele_core::domain::UserError;
use std::fmt;

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum BasketParamError {
    /// `min_orders` is out of range.
    MinOrders {
        /// The value given.
        value: u32,
    },
    /// `max_basket` is out of range.
    MaxBasket {
        /// The value given.
        value: u32,
    },
    /// `max_pairs` is out of range.
    MaxPairs {
        /// The value given.
        value: u32,
    },
    /// `max_double_antecedents` is out of range.
    MaxDoubleAntecedents {
        /// The value given.
        value: u32,
    },
    /// `max_doubles` is out of range.
    MaxDoubles {
        /// The value given.
        value: u32,
    },
    /// `false_discovery_rate` is out of range.
    FalseDiscoveryRate {
        /// The value given.
        value: f64,
    },
}

impl fmt::Display for BasketParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, value, bounds) = match self {
            Self::MinOrders { value } => ("min_orders", value, MIN_ORDERS),
            Self::MaxBasket { value } => ("max_basket", value, MAX_BASKET),
            Self::MaxPairs { value } => ("max_pairs", value, MAX_PAIRS),
            Self::MaxDoubleAntecedents { value } => ("max_double_antecedents", value, MAX_DOUBLE_ANTECEDENTS),
            Self::MaxDoubles { value } => ("max_doubles", value, MAX_DOUBLES),
            Self::FalseDiscoveryRate { value } => {
                return write!(f, "false_discovery_rate is {value}; it must be above 0, to {RATE_MOST}");
            }
        };
        write!(f, "{name} is {value}; it must be {} to {}", bounds.start(), bounds.end())
    }
}

impl std::error::Error for BasketParamError {}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasketError {
    /// The files name no products.
    NoProducts,
    /// No basket holds two different products.
    SingleProducts,
}

impl fmt::Display for BasketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoProducts => {
                "The files do not say which products were bought, so nothing can be said about what is bought together."
            }
            Self::SingleProducts => "No order holds two different products, so nothing was bought together.",
        })
    }
}

impl std::error::Error for BasketError {}

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
