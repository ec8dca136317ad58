//! The lifetime values of a shop's customers, with intervals, the fitted models and the check against held-back orders.

use super::bgnbd::BgNbd;
use super::gamma_gamma::GammaGamma;
use super::holdout::Holdout;
use super::notes::{EstimateSource, FallbackReason, ValueNote};
use super::params::ValueParams;
use clientele_core::domain::{CustomerIx, Day};
use clientele_core::statistics::sum;
use serde::{Deserialize, Serialize};

/// Estimates of one quantity, one a customer, with intervals where they are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimates {
    /// The estimates.
    pub value: Vec<f64>,
    /// Their bounds; `None` when the data do not settle them, or the estimate is a simple one.
    pub bounds: Option<Bounds>,
}

/// Lower and upper bounds, one a customer. They cover what is uncertain about the parameters, not what one customer happens to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Lower.
    pub low: Vec<f64>,
    /// Upper.
    pub high: Vec<f64>,
}

/// A total with its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// The estimate.
    pub value: f64,
    /// Lower and upper bound; `None` when they are not known.
    pub bounds: Option<(f64, f64)>,
}

/// A parameter as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name in the papers.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Its standard error, from the curvature of the log-likelihood; `None` when the data do not settle it.
    pub standard_error: Option<f64>,
    /// Lower and upper bound, worked out for its logarithm.
    pub bounds: Option<(f64, f64)>,
}

/// How a search for parameters went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitReport {
    /// The parameters, in the papers' order.
    pub parameters: Vec<Parameter>,
    /// Log-likelihood at the parameters.
    pub log_likelihood: f64,
    /// Customers it was fitted to.
    pub customers: u32,
    /// Starts of the search.
    pub starts: u32,
    /// Starts that ended at the same best value.
    pub agreeing_starts: u32,
    /// How often the likelihood was worked out.
    pub evaluations: u32,
}

/// How expected orders were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PurchaseFit {
    /// From the model, or a simple estimate.
    pub method: EstimateSource,
    /// The BG/NBD model; `None` for a simple estimate.
    pub model: Option<BgNbd>,
    /// How the search went; `None` where none was made.
    pub report: Option<FitReport>,
}

/// How expected order values were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueFit {
    /// From the model, or a simple estimate.
    pub method: EstimateSource,
    /// The Gamma-Gamma model; `None` for a simple estimate.
    pub model: Option<GammaGamma>,
    /// How the search went; `None` where none was made.
    pub report: Option<FitReport>,
    /// Correlation of the number of repeat purchases and their mean worth.
    pub correlation: Option<f64>,
    /// Mean worth of an order over customers, in main units.
    pub mean_value: f64,
}

/// Whether a customer's place in the ranking needs a word: by expected orders, or by discounted orders (lifetime value where an order is
/// worth the same).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ranking {
    /// Nothing to say.
    #[default]
    AsExpected,
    /// A one-time buyer who is expected to order more than some repeat buyer with the same last day.
    AboveRepeatBuyer,
    /// A repeat buyer who is expected to order less than a one-time buyer with the same last day would be.
    BelowOneTimeBuyer,
}

/// Lifetime values. Columns have one row a customer with a purchase up to the last observed day, in the order of the customer table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Valuation {
    /// The settings it was made with.
    pub params: ValueParams,
    /// The last day that counts.
    pub observed_to: Day,
    /// The customer of each row.
    pub customer: Vec<CustomerIx>,
    /// Days with a purchase after the first such day.
    pub frequency: Vec<u32>,
    /// Days from the first to the last purchase.
    pub recency: Vec<u32>,
    /// Days from the first purchase to the last observed day.
    pub age: Vec<u32>,
    /// Probability that the customer is still active; `None` for a simple estimate.
    pub p_alive: Option<Estimates>,
    /// Days with a purchase expected within the orders horizon.
    pub expected_orders: Estimates,
    /// Expected worth of an order, in main units.
    pub order_value: Estimates,
    /// Expected worth of all orders within the value horizon, discounted, in main units.
    pub lifetime_value: Estimates,
    /// Whether the place in the ranking needs a word.
    pub ranking: Vec<Ranking>,
    /// Sum of expected orders.
    pub total_orders: Total,
    /// Sum of lifetime values.
    pub total_value: Total,
    /// How expected orders were made.
    pub purchases: PurchaseFit,
    /// How order values were made.
    pub values: ValueFit,
    /// The check against held-back orders, or why there is none.
    pub holdout: Result<Holdout, FallbackReason>,
    /// What to know when reading the numbers.
    pub notes: Vec<ValueNote>,
}

impl Estimates {
    fn of_rows(&self, rows: &[usize]) -> Self {
        let of = |column: &[f64]| rows.iter().filter_map(|&row| column.get(row).copied()).collect::<Vec<f64>>();
        let bounds = self.bounds.as_ref().map(|bounds| Bounds { low: of(&bounds.low), high: of(&bounds.high) });
        Self { value: of(&self.value), bounds }
    }
}

impl Valuation {
    /// The forecasts of some customers only (one flag a customer of the data). Their sums have no bounds: those of all customers do not
    /// tell them.
    #[must_use]
    pub fn of_customers(&self, members: &[bool]) -> Self {
        let is_member = |customer: CustomerIx| members.get(customer.ix()).copied().unwrap_or(false);
        let rows: Vec<usize> = (0..self.customer.len()).filter(|&row| is_member(self.customer[row])).collect();
        fn of<T: Copy>(column: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| column[row]).collect()
        }
        let (expected_orders, lifetime_value) = (self.expected_orders.of_rows(&rows), self.lifetime_value.of_rows(&rows));
        let total = |estimates: &Estimates| Total { value: sum(estimates.value.iter().copied()), bounds: None };
        Self {
            params: self.params.clone(),
            observed_to: self.observed_to,
            customer: of(&self.customer, &rows),
            frequency: of(&self.frequency, &rows),
            recency: of(&self.recency, &rows),
            age: of(&self.age, &rows),
            p_alive: self.p_alive.as_ref().map(|estimates| estimates.of_rows(&rows)),
            order_value: self.order_value.of_rows(&rows),
            ranking: of(&self.ranking, &rows),
            total_orders: total(&expected_orders),
            total_value: total(&lifetime_value),
            expected_orders,
            lifetime_value,
            purchases: self.purchases.clone(),
            values: self.values.clone(),
            holdout: self.holdout.clone(),
            notes: self.notes.clone(),
        }
    }

    /// The row of a customer, or `None` for one without a purchase.
    pub fn row_of(&self, customer: CustomerIx) -> Option<usize> {
        self.customer.binary_search(&customer).ok()
    }
}
