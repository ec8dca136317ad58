//! Settings of the customer lifetime value and their check.

use clientele_core::domain::UserError;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Settings of the customer lifetime value, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValueParams {
    /// Days ahead for the expected orders, 1 to 3,650.
    pub orders_horizon_days: u32,
    /// Days ahead for the lifetime value, 1 to 3,650.
    pub value_horizon_days: u32,
    /// How much less money is worth a year later, as a share of 1: 0 to 1. Compounded monthly: orders of a month (a twelfth of a
    /// year of 365 days) count by `(1 + rate)^(-months / 12)` at the month's end.
    pub yearly_discount_rate: f64,
    /// Customers with orders on two days or more that a model needs, 10 to 1,000,000; with fewer, a simple estimate is given.
    pub min_repeat_customers: u32,
    /// Days of history that a model needs, 14 to 3,650; with fewer, a simple estimate is given.
    pub min_history_days: u32,
    /// Share of the period that the check against held-back orders learns from, 0.3 to 0.9.
    pub calibration_share: f64,
    /// Starts of the search for parameters, of which the best counts, 1 to 50.
    pub starts: u32,
    /// How sure the intervals are, 0.5 to 0.999.
    pub confidence: f64,
    /// Seed of every random draw.
    pub seed: u64,
}

impl Default for ValueParams {
    fn default() -> Self {
        Self {
            orders_horizon_days: 90,
            value_horizon_days: 365,
            yearly_discount_rate: 0.1,
            min_repeat_customers: 50,
            min_history_days: 56,
            calibration_share: 0.7,
            starts: 6,
            confidence: 0.95,
            seed: 42,
        }
    }
}

/// Settings of the customer lifetime value that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidValueParams(ValueParams);

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ValueParamError {
    /// `orders_horizon_days` is out of range.
    #[error("orders_horizon_days is {value}; it must be {} to {}", HORIZON_DAYS.start(), HORIZON_DAYS.end())]
    OrdersHorizon {
        /// The value given.
        value: u32,
    },
    /// `value_horizon_days` is out of range.
    #[error("value_horizon_days is {value}; it must be {} to {}", HORIZON_DAYS.start(), HORIZON_DAYS.end())]
    ValueHorizon {
        /// The value given.
        value: u32,
    },
    /// `yearly_discount_rate` is out of range.
    #[error("yearly_discount_rate is {value}; it must be {} to {}", DISCOUNT.start(), DISCOUNT.end())]
    DiscountRate {
        /// The value given.
        value: f64,
    },
    /// `min_repeat_customers` is out of range.
    #[error("min_repeat_customers is {value}; it must be {} to {}", MIN_REPEAT.start(), MIN_REPEAT.end())]
    MinRepeatCustomers {
        /// The value given.
        value: u32,
    },
    /// `min_history_days` is out of range.
    #[error("min_history_days is {value}; it must be {} to {}", MIN_HISTORY.start(), MIN_HISTORY.end())]
    MinHistory {
        /// The value given.
        value: u32,
    },
    /// `calibration_share` is out of range.
    #[error("calibration_share is {value}; it must be {} to {}", CALIBRATION.start(), CALIBRATION.end())]
    CalibrationShare {
        /// The value given.
        value: f64,
    },
    /// `starts` is out of range.
    #[error("starts is {value}; it must be {} to {}", STARTS.start(), STARTS.end())]
    Starts {
        /// The value given.
        value: u32,
    },
    /// `confidence` is out of range.
    #[error("confidence is {value}; it must be {} to {}", CONFIDENCE.start(), CONFIDENCE.end())]
    Confidence {
        /// The value given.
        value: f64,
    },
}

const HORIZON_DAYS: RangeInclusive<u32> = 1..=3_650;
const DISCOUNT: RangeInclusive<f64> = 0.0..=1.0;
const MIN_REPEAT: RangeInclusive<u32> = 10..=1_000_000;
const MIN_HISTORY: RangeInclusive<u32> = 14..=3_650;
const CALIBRATION: RangeInclusive<f64> = 0.3..=0.9;
const STARTS: RangeInclusive<u32> = 1..=50;
const CONFIDENCE: RangeInclusive<f64> = 0.5..=0.999;

impl ValueParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`ValueParamError`] names the setting, its value and its bounds.
    pub fn check(&self) -> Result<ValidValueParams, ValueParamError> {
        use ValueParamError as E;
        let hold = |holds: bool, error: E| if holds { Ok(()) } else { Err(error) };
        hold(HORIZON_DAYS.contains(&self.orders_horizon_days), E::OrdersHorizon { value: self.orders_horizon_days })?;
        hold(HORIZON_DAYS.contains(&self.value_horizon_days), E::ValueHorizon { value: self.value_horizon_days })?;
        hold(DISCOUNT.contains(&self.yearly_discount_rate), E::DiscountRate { value: self.yearly_discount_rate })?;
        hold(MIN_REPEAT.contains(&self.min_repeat_customers), E::MinRepeatCustomers { value: self.min_repeat_customers })?;
        hold(MIN_HISTORY.contains(&self.min_history_days), E::MinHistory { value: self.min_history_days })?;
        hold(CALIBRATION.contains(&self.calibration_share), E::CalibrationShare { value: self.calibration_share })?;
        hold(STARTS.contains(&self.starts), E::Starts { value: self.starts })?;
        hold(CONFIDENCE.contains(&self.confidence), E::Confidence { value: self.confidence })?;
        Ok(ValidValueParams(self.clone()))
    }
}

impl ValidValueParams {
    /// The settings.
    pub fn get(&self) -> &ValueParams {
        &self.0
    }
}

impl UserError for ValueParamError {
    fn code(&self) -> &'static str {
        "value-setting-out-of-range"
    }

    fn place(&self) -> Option<String> {
        use ValueParamError as E;
        let setting = match self {
            E::OrdersHorizon { .. } => "value.orders_horizon_days",
            E::ValueHorizon { .. } => "value.value_horizon_days",
            E::DiscountRate { .. } => "value.yearly_discount_rate",
            E::MinRepeatCustomers { .. } => "value.min_repeat_customers",
            E::MinHistory { .. } => "value.min_history_days",
            E::CalibrationShare { .. } => "value.calibration_share",
            E::Starts { .. } => "value.starts",
            E::Confidence { .. } => "value.confidence",
        };
        Some(setting.to_owned())
    }

    fn suggestion(&self) -> String {
        "Choose a number in that range, or leave the setting out to take the usual one.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_setting_is_named_with_its_bounds() {
        let check = |change: fn(&mut ValueParams), expected: &str| {
            let mut params = ValueParams::default();
            change(&mut params);
            let error = params.check().err();
            assert_eq!(error.as_ref().map(ToString::to_string).as_deref(), Some(expected));
            let place = error.as_ref().and_then(UserError::place).unwrap_or_default();
            assert!(expected.starts_with(place.trim_start_matches("value.")), "{place}");
        };
        assert!(ValueParams::default().check().is_ok());
        check(|p| p.orders_horizon_days = 0, "orders_horizon_days is 0; it must be 1 to 3650");
        check(|p| p.value_horizon_days = 4_000, "value_horizon_days is 4000; it must be 1 to 3650");
        check(|p| p.yearly_discount_rate = f64::NAN, "yearly_discount_rate is NaN; it must be 0 to 1");
        check(|p| p.yearly_discount_rate = -0.1, "yearly_discount_rate is -0.1; it must be 0 to 1");
        check(|p| p.min_repeat_customers = 9, "min_repeat_customers is 9; it must be 10 to 1000000");
        check(|p| p.min_history_days = 1, "min_history_days is 1; it must be 14 to 3650");
        check(|p| p.calibration_share = 1.0, "calibration_share is 1; it must be 0.3 to 0.9");
        check(|p| p.starts = 0, "starts is 0; it must be 1 to 50");
        check(|p| p.confidence = 1.0, "confidence is 1; it must be 0.5 to 0.999");
    }
}
