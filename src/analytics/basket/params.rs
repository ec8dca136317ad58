//! Settings of the association rules and the check that they can be used.

use super::BasketParamError;
use super::bounds::{MAX_BASKET, MAX_DOUBLE_ANTECEDENTS, MAX_DOUBLES, MAX_PAIRS, MIN_ORDERS, RATE_MOST};
use clientele_core::domain::BasketItems;
use serde::{Deserialize, Serialize};

/// Settings of the association rules, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BasketParams {
    /// Baskets that two products must share to make a rule, 1 to 1,000,000; `None`: one in 2,000 baskets, but at least 3.
    pub min_orders: Option<u32>,
    /// Of larger baskets only the products that cost most are counted, 2 to 10,000. A basket of n products makes n × n pairs.
    pub max_basket: u32,
    /// Pairs kept, 1 to 1,000,000: those furthest above chance.
    pub max_pairs: u32,
    /// Pairs that rules with two antecedents are looked for from, 0 (no such rules) to 20,000: those furthest above chance.
    pub max_double_antecedents: u32,
    /// Rules with two antecedents kept, 1 to 200,000: those furthest above what one of the two explains.
    pub max_doubles: u32,
    /// Of the pairs called "more than chance", the share that may be chance after all, above 0 to 0.5.
    pub false_discovery_rate: f64,
    /// Which products count.
    pub items: BasketItems,
}

impl Default for BasketParams {
    fn default() -> Self {
        Self {
            min_orders: None,
            max_basket: 1_000,
            max_pairs: 100_000,
            max_double_antecedents: 1_000,
            max_doubles: 20_000,
            false_discovery_rate: 0.05,
            items: BasketItems::All,
        }
    }
}

/// Settings of the association rules that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidBasketParams(BasketParams);

impl BasketParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`BasketParamError`] names the setting, its value and its bounds.
    pub fn check(&self) -> Result<ValidBasketParams, BasketParamError> {
        use BasketParamError as E;
        let hold = |holds: bool, error: E| if holds { Ok(()) } else { Err(error) };
        if let Some(value) = self.min_orders {
            hold(MIN_ORDERS.contains(&value), E::MinOrders { value })?;
        }
        hold(MAX_BASKET.contains(&self.max_basket), E::MaxBasket { value: self.max_basket })?;
        hold(MAX_PAIRS.contains(&self.max_pairs), E::MaxPairs { value: self.max_pairs })?;
        let antecedents = self.max_double_antecedents;
        hold(MAX_DOUBLE_ANTECEDENTS.contains(&antecedents), E::MaxDoubleAntecedents { value: antecedents })?;
        hold(MAX_DOUBLES.contains(&self.max_doubles), E::MaxDoubles { value: self.max_doubles })?;
        let rate = self.false_discovery_rate;
        hold(rate > 0.0 && rate <= RATE_MOST, E::FalseDiscoveryRate { value: rate })?;
        Ok(ValidBasketParams(self.clone()))
    }
}

impl ValidBasketParams {
    /// The settings.
    pub fn get(&self) -> &BasketParams {
        &self.0
    }

    /// The least number of shared baskets, where there are `baskets` in all.
    pub fn min_orders(&self, baskets: u32) -> u32 {
        self.0.min_orders.unwrap_or_else(|| baskets.div_ceil(2_000).max(3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::UserError;

    #[test]
    fn each_bad_setting_is_named_with_its_bounds() {
        let check = |change: fn(&mut BasketParams), expected: &str| {
            let mut params = BasketParams::default();
            change(&mut params);
            let error = params.check().err();
            assert_eq!(error.as_ref().map(ToString::to_string).as_deref(), Some(expected));
            let place = error.as_ref().and_then(UserError::place).unwrap_or_default();
            assert!(expected.starts_with(place.trim_start_matches("basket.")), "{place}");
        };
        assert!(BasketParams::default().check().is_ok());
        check(|p| p.min_orders = Some(0), "min_orders is 0; it must be 1 to 1000000");
        check(|p| p.max_basket = 1, "max_basket is 1; it must be 2 to 10000");
        check(|p| p.max_pairs = 0, "max_pairs is 0; it must be 1 to 1000000");
        check(|p| p.max_double_antecedents = 20_001, "max_double_antecedents is 20001; it must be 0 to 20000");
        check(|p| p.max_doubles = 0, "max_doubles is 0; it must be 1 to 200000");
        check(|p| p.false_discovery_rate = 0.0, "false_discovery_rate is 0; it must be above 0, to 0.5");
        check(|p| p.false_discovery_rate = f64::NAN, "false_discovery_rate is NaN; it must be above 0, to 0.5");
    }

    #[test]
    fn the_usual_least_number_grows_with_the_shop() {
        let params = BasketParams::default().check().unwrap();
        assert_eq!([0, 5_999, 6_001, 18_532].map(|n| params.min_orders(n)), [3, 3, 4, 10]);
        let own = BasketParams { min_orders: Some(1), ..BasketParams::default() }.check().unwrap();
        assert_eq!(own.min_orders(1_000_000), 1);
    }
}
