//! Settings of the generator and their check.

use super::catalogue::{CATEGORIES, DEFAULT_WEIGHTS};
use super::dialect::Dialect;
use super::locale::Locale;
use super::plan::Plan;
use clientele_core::domain::{Day, UserError};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use thiserror::Error;

/// Settings of the generator, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GeneratorParams {
    /// Customers, 1 to 2,000,000.
    pub customers: u32,
    /// Products, 1 to 100,000.
    pub products: u32,
    /// Transaction rows, 1 to 20,000,000, at most 200 a customer.
    pub transactions: u32,
    /// Seed of every random draw.
    pub seed: u64,
    /// First day on which anybody may buy.
    pub first_day: Day,
    /// Last day on which anybody may buy.
    pub last_day: Day,
    /// Weight of each of [`CATEGORIES`] in the catalogue and in purchases, 0 to 1,000: only their proportions
    /// count.
    pub category_weights: [u16; CATEGORIES.len()],
    /// Share of buyers who buy often, in permille; the three shares add up to 1,000.
    pub frequent_permille: u16,
    /// Share of buyers who come at holidays and promotions, in permille.
    pub seasonal_permille: u16,
    /// Share of buyers who buy once, in permille.
    pub one_time_permille: u16,
    /// Whose names, cities and ages the customers have.
    pub locale: Locale,
    /// Share of rows with a fault, in permille, 0 to 500. Every fault is recorded, see [`Manifest`](super::Manifest).
    pub dirty_permille: u16,
    /// How the files are written.
    pub dialect: Dialect,
}

/// 2024-01-01 to 2025-12-31: fixed, so that what is generated does not depend on today.
const DEFAULT_PERIOD: (Day, Day) = (Day(19_723), Day(20_453));

impl Default for GeneratorParams {
    fn default() -> Self {
        let (first_day, last_day) = DEFAULT_PERIOD;
        Self {
            customers: 1_000,
            products: 500,
            transactions: 9_000,
            seed: 42,
            first_day,
            last_day,
            category_weights: DEFAULT_WEIGHTS,
            frequent_permille: 200,
            seasonal_permille: 300,
            one_time_permille: 500,
            locale: Locale::default(),
            dirty_permille: 0,
            dialect: Dialect::default(),
        }
    }
}

/// Settings of the generator that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidGeneratorParams(GeneratorParams);

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GeneratorParamError {
    /// `customers` is out of range.
    #[error("customers is {value}; it must be {} to {}", CUSTOMERS.start(), CUSTOMERS.end())]
    Customers {
        /// The value given.
        value: u32,
    },
    /// `products` is out of range.
    #[error("products is {value}; it must be {} to {}", PRODUCTS.start(), PRODUCTS.end())]
    Products {
        /// The value given.
        value: u32,
    },
    /// `transactions` is out of range.
    #[error("transactions is {value}; it must be {} to {}", TRANSACTIONS.start(), TRANSACTIONS.end())]
    Transactions {
        /// The value given.
        value: u32,
    },
    /// More transactions than so few customers would make.
    #[error("transactions is {value}; with so few customers it must be at most {most}, which is {PER_CUSTOMER} for each")]
    TransactionsPerCustomer {
        /// The transactions asked for.
        value: u32,
        /// The most that there can be.
        most: u32,
    },
    /// The last day comes before the first, or the period is too short or too long.
    #[error("the period is {first_day} to {last_day}; it must be {} to {} days long", PERIOD_DAYS.start(), PERIOD_DAYS.end())]
    Period {
        /// First day.
        first_day: Day,
        /// Last day.
        last_day: Day,
    },
    /// A day outside the years that a shop could mean.
    #[error("{setting} is {value}; it must lie in the years {} to {}", YEARS.start(), YEARS.end())]
    Years {
        /// The name of the setting.
        setting: &'static str,
        /// The value given.
        value: Day,
    },
    /// The weight of a category is too large.
    #[error("category_weights has {value} for {category}; it must be 0 to {MAX_WEIGHT}")]
    CategoryWeight {
        /// The category's name.
        category: &'static str,
        /// The value given.
        value: u16,
    },
    /// All categories have the weight 0.
    #[error("category_weights is 0 for every category; one at least must be more")]
    NoCategory,
    /// The shares of frequent, seasonal and one-time buyers do not add up to all buyers.
    #[error("frequent_permille, seasonal_permille and one_time_permille add up to {sum}; they must add up to 1000")]
    BuyerShares {
        /// Their sum in permille.
        sum: u32,
    },
    /// Without seasonal buyers, so many transactions cannot be made: 5 to 15 each by frequent buyers, one by the others.
    #[error(
        "transactions is {value}; with these shares of buyers and no seasonal ones it must be a number that they can \
         make, at most {most}: frequent buyers make 5 to 15, the others one"
    )]
    TransactionsOfBuyers {
        /// The transactions asked for.
        value: u32,
        /// The most that the buyers can make.
        most: u32,
    },
    /// `dirty_permille` is out of range.
    #[error("dirty_permille is {value}; it must be 0 to {MAX_DIRTY_PERMILLE}, which is half of the rows")]
    DirtyShare {
        /// The value given.
        value: u16,
    },
}

const CUSTOMERS: RangeInclusive<u32> = 1..=2_000_000;
const PRODUCTS: RangeInclusive<u32> = 1..=100_000;
const TRANSACTIONS: RangeInclusive<u32> = 1..=20_000_000;
const PER_CUSTOMER: u32 = 200;
const YEARS: RangeInclusive<i32> = 1990..=2100;
const PERIOD_DAYS: RangeInclusive<i32> = 28..=7_305;
const MAX_WEIGHT: u16 = 1_000;
const MAX_DIRTY_PERMILLE: u16 = 500;

impl GeneratorParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`GeneratorParamError`] names the setting, its value and its bounds.
    pub fn check(&self) -> Result<ValidGeneratorParams, GeneratorParamError> {
        use GeneratorParamError as E;
        if !CUSTOMERS.contains(&self.customers) {
            return Err(E::Customers { value: self.customers });
        }
        if !PRODUCTS.contains(&self.products) {
            return Err(E::Products { value: self.products });
        }
        if !TRANSACTIONS.contains(&self.transactions) {
            return Err(E::Transactions { value: self.transactions });
        }
        let most = self.customers.saturating_mul(PER_CUSTOMER);
        if self.transactions > most {
            return Err(E::TransactionsPerCustomer { value: self.transactions, most });
        }
        for (setting, value) in [("first_day", self.first_day), ("last_day", self.last_day)] {
            if !YEARS.contains(&value.to_ymd().0) {
                return Err(E::Years { setting, value });
            }
        }
        if !PERIOD_DAYS.contains(&(self.last_day.0 - self.first_day.0 + 1)) {
            return Err(E::Period { first_day: self.first_day, last_day: self.last_day });
        }
        for (spec, &value) in CATEGORIES.iter().zip(&self.category_weights) {
            if value > MAX_WEIGHT {
                return Err(E::CategoryWeight { category: spec.name, value });
            }
        }
        if self.category_weights.iter().all(|&weight| weight == 0) {
            return Err(E::NoCategory);
        }
        let shares = [self.frequent_permille, self.seasonal_permille, self.one_time_permille];
        let sum = shares.iter().map(|&share| u32::from(share)).sum();
        if sum != 1_000 {
            return Err(E::BuyerShares { sum });
        }
        let plan = Plan::new(self.customers, self.transactions, self.frequent_permille, self.one_time_permille);
        if !plan.is_possible() {
            return Err(E::TransactionsOfBuyers { value: self.transactions, most: plan.most() });
        }
        if self.dirty_permille > MAX_DIRTY_PERMILLE {
            return Err(E::DirtyShare { value: self.dirty_permille });
        }
        Ok(ValidGeneratorParams(self.clone()))
    }
}

impl ValidGeneratorParams {
    /// The settings.
    pub fn get(&self) -> &GeneratorParams {
        &self.0
    }
}

impl UserError for GeneratorParamError {
    fn code(&self) -> &'static str {
        match self {
            Self::Customers { .. } => "customers-out-of-range",
            Self::Products { .. } => "products-out-of-range",
            Self::Transactions { .. } => "transactions-out-of-range",
            Self::TransactionsPerCustomer { .. } => "too-many-transactions-per-customer",
            Self::Period { .. } => "period-out-of-range",
            Self::Years { .. } => "day-out-of-range",
            Self::CategoryWeight { .. } => "category-weight-out-of-range",
            Self::NoCategory => "no-category",
            Self::BuyerShares { .. } => "buyer-shares-do-not-add-up",
            Self::TransactionsOfBuyers { .. } => "transactions-not-possible",
            Self::DirtyShare { .. } => "dirty-share-out-of-range",
        }
    }

    fn place(&self) -> Option<String> {
        let setting = match self {
            Self::Customers { .. } => "customers",
            Self::Products { .. } => "products",
            Self::Transactions { .. } | Self::TransactionsPerCustomer { .. } | Self::TransactionsOfBuyers { .. } => {
                "transactions"
            }
            Self::Period { .. } => "last_day",
            Self::Years { setting, .. } => setting,
            Self::CategoryWeight { .. } | Self::NoCategory => "category_weights",
            Self::BuyerShares { .. } => "frequent_permille",
            Self::DirtyShare { .. } => "dirty_permille",
        };
        Some(setting.to_owned())
    }

    fn suggestion(&self) -> String {
        match self {
            Self::TransactionsPerCustomer { .. } => "Ask for more customers, or for fewer transactions.".to_owned(),
            Self::NoCategory => "Give at least one category a weight, such as 1.".to_owned(),
            Self::BuyerShares { .. } => "Change the shares until they add up, such as 200, 300 and 500.".to_owned(),
            Self::TransactionsOfBuyers { .. } => {
                "Give seasonal buyers a share, as they make what remains, or change the number of transactions.".to_owned()
            }
            Self::Period { .. } => "Choose a last day at least four weeks after the first; two years is usual.".to_owned(),
            _ => "Choose a value in that range.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_period_is_two_years() {
        let params = GeneratorParams::default();
        assert_eq!((params.first_day.to_string(), params.last_day.to_string()), ("2024-01-01".into(), "2025-12-31".into()));
        assert!(params.check().is_ok());
    }

    #[test]
    fn each_bad_setting_is_named_with_its_bounds() {
        let check = |change: fn(&mut GeneratorParams), expected: &str| {
            let mut params = GeneratorParams::default();
            change(&mut params);
            assert_eq!(params.check().err().map(|e| e.to_string()).as_deref(), Some(expected));
        };
        check(|p| p.customers = 0, "customers is 0; it must be 1 to 2000000");
        check(|p| p.products = 0, "products is 0; it must be 1 to 100000");
        check(|p| p.transactions = 0, "transactions is 0; it must be 1 to 20000000");
        check(|p| p.customers = 2, "transactions is 9000; with so few customers it must be at most 400, which is 200 for each");
        check(|p| p.last_day = p.first_day, "the period is 2024-01-01 to 2024-01-01; it must be 28 to 7305 days long");
        check(|p| p.first_day = Day(0), "first_day is 1970-01-01; it must lie in the years 1990 to 2100");
        check(|p| p.category_weights[2] = 1_001, "category_weights has 1001 for Books; it must be 0 to 1000");
        check(|p| p.category_weights = [0; 5], "category_weights is 0 for every category; one at least must be more");
        check(
            |p| p.frequent_permille = 201,
            "frequent_permille, seasonal_permille and one_time_permille add up to 1001; they must add up to 1000",
        );
        check(
            |p| (p.frequent_permille, p.seasonal_permille) = (500, 0),
            "transactions is 9000; with these shares of buyers and no seasonal ones it must be a number that they can make, at \
             most 8000: frequent buyers make 5 to 15, the others one",
        );
        check(|p| p.dirty_permille = 501, "dirty_permille is 501; it must be 0 to 500, which is half of the rows");
    }
}
