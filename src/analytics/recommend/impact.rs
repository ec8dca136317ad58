//! What the recommendations may be worth: calibrated chances times prices. The chances come from days on which nobody saw these
//! recommendations, so this is what customers buy *without* them. What showing the lists adds is an assumption, and told as one, until an
//! experiment measures it.

use crate::recommend::{Calibration, RecommendationError, Recommendations};
use clientele_core::domain::{Dataset, OrderIx};
use serde::{Deserialize, Serialize};

/// Assumptions, unchecked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImpactParams {
    /// Share of customers who see their list within the days of a chance, 0 to 1.
    pub reach: f64,
    /// By how much seeing it makes a purchase likelier: lowest case, 0 to 1.
    pub uplift_low: f64,
    /// Middle case.
    pub uplift_mid: f64,
    /// Highest case.
    pub uplift_high: f64,
}

impl Default for ImpactParams {
    /// A third of customers open a mail; nothing, 5 %, 15 % more purchases.
    fn default() -> Self {
        Self { reach: 0.3, uplift_low: 0.0, uplift_mid: 0.05, uplift_high: 0.15 }
    }
}

/// Assumptions within their bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidImpactParams(ImpactParams);

impl ImpactParams {
    /// # Errors
    /// [`RecommendationError::Impact`] for an assumption outside 0 to 1, or cases out of order.
    pub fn check(self) -> Result<ValidImpactParams, RecommendationError> {
        for (name, value, low) in [
            ("reach", self.reach, 0.0),
            ("uplift_low", self.uplift_low, 0.0),
            ("uplift_mid", self.uplift_mid, self.uplift_low),
            ("uplift_high", self.uplift_high, self.uplift_mid),
        ] {
            if !(low..=1.0).contains(&value) {
                return Err(RecommendationError::Impact { name, value, low });
            }
        }
        Ok(ValidImpactParams(self))
    }
}

/// Lowest, middle and highest case.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cases {
    /// Lowest.
    pub low: f64,
    /// Middle.
    pub mid: f64,
    /// Highest.
    pub high: f64,
}

/// One group of customers, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupImpact {
    /// The label of the group; `None` for all customers.
    pub group: Option<u32>,
    /// Customers with a list.
    pub customers: u32,
    /// Recommendations on their lists.
    pub recommendations: u32,
    /// Purchases of recommended products within the days, bought anyway: the range that the test bears.
    pub orders_anyway: Cases,
    /// Their revenue, in the shop's currency.
    pub revenue_anyway: Cases,
    /// Revenue that showing the lists may add: revenue bought anyway × reach × uplift, case by case.
    pub extra_revenue: Cases,
}

/// The estimate and what it assumes.
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// Days that it is about.
    pub days: u32,
    /// The assumptions.
    pub params: ImpactParams,
    /// Pieces per order line, the median: each purchase counts as so many.
    pub pieces: f64,
    /// All customers.
    pub total: GroupImpact,
    /// By group, ascending.
    pub groups: Vec<GroupImpact>,
}

impl Impact {
    /// Adds up chances and revenue over all lists; `groups` holds a label per customer row, or nothing. A customer without orders
    /// counts with no purchase: no such customers were tested.
    pub fn of(
        dataset: &Dataset,
        lists: &Recommendations,
        groups: &[u32],
        calibration: &Calibration,
        params: &ValidImpactParams,
    ) -> Self {
        let params = params.0;
        let pieces = median_pieces(dataset);
        let (low, high) = calibration.range();
        let mut by_group: std::collections::BTreeMap<u32, GroupImpact> = std::collections::BTreeMap::new();
        let mut total = GroupImpact::default();
        for customer in lists.first_customer..lists.first_customer + lists.customers() as u32 {
            let rows = lists.of(customer);
            if rows.is_empty() {
                continue;
            }
            let (mut orders, mut revenue) = (0.0, 0.0);
            let recommendations = rows.len() as u32;
            for row in rows {
                if lists.factors[row].purchases > 0 {
                    let chance = calibration.chance(&lists.factors[row]);
                    let price = dataset.products().price[lists.product[row].ix()].to_f64().max(0.0);
                    orders += chance;
                    revenue += chance * price * pieces;
                }
            }
            let add = |sums: &mut GroupImpact| {
                sums.customers += 1;
                sums.recommendations += recommendations;
                sums.orders_anyway.mid += orders;
                sums.revenue_anyway.mid += revenue;
            };
            add(&mut total);
            if let Some(&group) = groups.get(customer as usize) {
                add(by_group.entry(group).or_insert(GroupImpact { group: Some(group), ..GroupImpact::default() }));
            }
        }
        let finish = |sums: &mut GroupImpact| {
            for cases in [&mut sums.orders_anyway, &mut sums.revenue_anyway] {
                (cases.low, cases.high) = (low * cases.mid, high * cases.mid);
            }
            let anyway = sums.revenue_anyway;
            sums.extra_revenue = Cases {
                low: anyway.low * params.reach * params.uplift_low,
                mid: anyway.mid * params.reach * params.uplift_mid,
                high: anyway.high * params.reach * params.uplift_high,
            };
        };
        let mut groups: Vec<GroupImpact> = by_group.into_values().collect();
        finish(&mut total);
        groups.iter_mut().for_each(finish);
        Self { days: calibration.days(), params, pieces, total, groups }
    }

    /// What is assumed, in plain sentences.
    pub fn assumptions(&self) -> Vec<String> {
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        vec![
            format!("A chance is that of a purchase within {} days, tested on days held back.", self.days),
            "Those days had no such recommendations: what the chances add up to would be bought anyway.".to_owned(),
            format!(
                "Extra revenue assumes that {} of customers see their list, and that this makes a purchase {} (low), {} (middle) or {} (high) likelier.",
                percent(self.params.reach),
                percent(self.params.uplift_low),
                percent(self.params.uplift_mid),
                percent(self.params.uplift_high)
            ),
            "How much likelier it really gets only an experiment can tell.".to_owned(),
            format!("Each purchase counts as {} at the catalogue price, the median of all lines.", self.pieces),
        ]
    }
}

fn median_pieces(dataset: &Dataset) -> f64 {
    let mut pieces: Vec<i32> = (0..dataset.orders().ids.len())
        .flat_map(|order| dataset.lines_of(OrderIx::new(order)))
        .map(|line| dataset.lines().quantity[line].max(1))
        .collect();
    if pieces.is_empty() {
        return 1.0;
    }
    let middle = pieces.len() / 2;
    f64::from(*pieces.select_nth_unstable(middle).1)
}
