//! From fitted models, or simple estimates, to the columns of the result, customer by customer.

use super::bgnbd::BgNbd;
use super::fit::FitResult;
use super::gamma_gamma::GammaGamma;
use super::optimise::{Matrix, Vector};
use super::outcome::{Bounds, Estimates, Ranking};
use super::params::ValueParams;
use super::predict::{Months, Outlook};
use super::rfm_summary::{DAYS_PER_WEEK, RfmSummary};
use super::simple::Simple;
use super::special::logistic;
use super::uncertainty::{log_bounds, quadratic};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::ops::Range;

/// Expectations of active customers, by x and T in days, ascending.
#[derive(Default)]
pub(super) struct Outlooks {
    pub(super) keys: Vec<(u32, u32)>,
    pub(super) outlooks: Vec<Outlook>,
    /// Days since the last purchase of customers with two or more, ascending, each once.
    pub(super) away: Vec<u32>,
    /// What is expected of one-time buyers whose purchase was as long ago: orders within the orders horizon, and discounted orders within
    /// the value horizon.
    pub(super) one_time: Vec<[f64; 2]>,
}

/// Where expected order values come from.
pub(super) enum OrderValues {
    Model(GammaGamma, Option<Matrix<3>>),
    Simple(Simple),
}

/// The columns of the result as far as they are.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) p_alive: Estimates,
    pub(super) orders: Estimates,
    pub(super) order_value: Estimates,
    pub(super) lifetime_value: Estimates,
    pub(super) ranking: Vec<Ranking>,
    /// Discounted orders within the value horizon: lifetime value without the worth of an order.
    discounted: Vec<f64>,
    /// Sum of expected orders, and its slopes by the parameters of purchases.
    pub(super) orders_sum: (f64, Vector<4>),
    /// Sum of lifetime values, and its slopes by the parameters of purchases and of values.
    pub(super) value_sum: (f64, Vector<4>, Vector<3>),
}

/// The worth of an order, the variance of its logarithm where it is known, and the logarithm's slopes.
struct Worth {
    value: f64,
    variance: Option<f64>,
    slopes: Vector<3>,
}

/// The simple estimate, with the weeks of the orders horizon, and those of the value horizon less discount.
pub(super) struct Pace {
    simple: Simple,
    weeks: f64,
    discounted_weeks: f64,
}

impl Pace {
    pub(super) fn of(customers: &RfmSummary, params: &ValueParams, months: &Months) -> Self {
        Self {
            simple: Simple::of(customers),
            weeks: f64::from(params.orders_horizon_days) / DAYS_PER_WEEK,
            discounted_weeks: months.discounted(|weeks| weeks),
        }
    }
}

impl OrderValues {
    fn of(&self, customers: &RfmSummary, row: usize) -> Worth {
        match self {
            OrderValues::Model(model, covariance) => {
                let x = customers.frequency.get(row).copied().unwrap_or(0);
                let mean = customers.mean_repeat_value(row).unwrap_or(0.0);
                let slopes = model.ln_value_slopes(x, mean);
                let variance = covariance.map(|covariance| quadratic(&covariance, &slopes));
                Worth { value: model.expected_value(x, mean), variance, slopes }
            }
            OrderValues::Simple(simple) => Worth { value: simple.value(customers, row), variance: None, slopes: [0.0; 3] },
        }
    }
}

impl Rows {
    /// Values the customers of these rows by the fitted model of purchases.
    pub(super) fn by_model(
        &mut self,
        customers: &RfmSummary,
        rows: Range<usize>,
        outlooks: &Outlooks,
        found: &FitResult<4>,
        values: &OrderValues,
        z: f64,
    ) {
        let model = BgNbd::from_logs(&found.theta);
        for row in rows {
            let (x, t, t_x) = (customers.frequency[row], customers.age[row], customers.recency[row]);
            let at = outlooks.keys.binary_search(&(x, t)).unwrap_or(usize::MAX);
            let Some(Outlook { ln_orders, ln_discounted }) = outlooks.outlooks.get(at) else { continue };
            let (ln_p, by_p) = model.ln_p_alive(x, f64::from(t_x) / DAYS_PER_WEEK, f64::from(t) / DAYS_PER_WEEK);
            let p = libm::exp(ln_p);
            let with_p = |slopes: &Vector<4>| -> Vector<4> { std::array::from_fn(|i| by_p[i] + slopes[i]) };
            let (orders_slopes, discounted_slopes) = (with_p(&ln_orders.1), with_p(&ln_discounted.1));
            let orders = libm::exp(ln_p + ln_orders.0);
            let worth = values.of(customers, row);
            let discounted = libm::exp(ln_p + ln_discounted.0);
            let lifetime_value = discounted * worth.value;
            self.discounted.push(discounted);

            let variance = |slopes: &Vector<4>| found.covariance.as_ref().map(|covariance| quadratic(covariance, slopes));
            let p_bounds = variance(&by_p).map(|of_log| alive_bounds(p, of_log, z));
            push(&mut self.p_alive, p, p_bounds);
            let of_orders = variance(&orders_slopes);
            push(&mut self.orders, orders, of_orders.map(|v| log_bounds(orders, v, z).unwrap_or((0.0, f64::MAX))));
            let of_worth = worth.variance;
            push(&mut self.order_value, worth.value, of_worth.map(|v| log_bounds(worth.value, v, z).unwrap_or((0.0, f64::MAX))));
            let of_lifetime = variance(&discounted_slopes).zip(of_worth).map(|(a, b)| a + b);
            let bounds = of_lifetime.map(|v| log_bounds(lifetime_value, v, z).unwrap_or((0.0, f64::MAX)));
            push(&mut self.lifetime_value, lifetime_value, bounds);

            self.orders_sum.0 += orders;
            self.value_sum.0 += lifetime_value;
            for i in 0..4 {
                self.orders_sum.1[i] += orders * orders_slopes[i];
                self.value_sum.1[i] += lifetime_value * discounted_slopes[i];
            }
            for i in 0..3 {
                self.value_sum.2[i] += lifetime_value * worth.slopes[i];
            }
            let away = t - t_x;
            let place = outlooks.away.binary_search(&away).ok().filter(|_| x > 0);
            let one_time = place.and_then(|place| outlooks.one_time.get(place));
            let below = one_time.is_some_and(|one_time| orders < one_time[0] || discounted < one_time[1]);
            self.ranking.push(if below { Ranking::BelowOneTimeBuyer } else { Ranking::AsExpected });
        }
    }

    /// Values the customers of these rows by their own pace, moved towards the shop's.
    pub(super) fn by_pace(&mut self, customers: &RfmSummary, rows: Range<usize>, pace: &Pace, values: &OrderValues, z: f64) {
        let Pace { simple, weeks, discounted_weeks } = *pace;
        for row in rows {
            let rate = simple.rate(customers.frequency[row], f64::from(customers.age[row]) / DAYS_PER_WEEK);
            let worth = values.of(customers, row);
            let lifetime_value = rate * discounted_weeks * worth.value;
            push(&mut self.orders, rate * weeks, None);
            let bounds = worth.variance.map(|v| log_bounds(worth.value, v, z).unwrap_or((0.0, f64::MAX)));
            push(&mut self.order_value, worth.value, bounds);
            push(&mut self.lifetime_value, lifetime_value, None);
            self.ranking.push(Ranking::AsExpected);
            self.orders_sum.0 += rate * weeks;
            self.value_sum.0 += lifetime_value;
        }
    }

    /// Marks one-time buyers above the least that any repeat buyer with the same last day is expected to order.
    pub(super) fn rank_one_time_buyers(&mut self, customers: &RfmSummary) {
        let away = |row: usize| customers.age[row] - customers.recency[row];
        let expected: Vec<[f64; 2]> = self.orders.value.iter().zip(&self.discounted).map(|(&o, &d)| [o, d]).collect();
        let mut least: HashMap<u32, [f64; 2], FxBuildHasher> = HashMap::default();
        for (row, own) in expected.iter().enumerate().filter(|(row, _)| customers.frequency[*row] > 0) {
            for (least, own) in least.entry(away(row)).or_insert([f64::INFINITY; 2]).iter_mut().zip(own) {
                *least = least.min(*own);
            }
        }
        for ((row, mark), own) in self.ranking.iter_mut().enumerate().zip(&expected) {
            let Some(least) = least.get(&away(row)) else { continue };
            if customers.frequency[row] == 0 && (own[0] > least[0] || own[1] > least[1]) {
                *mark = Ranking::AboveRepeatBuyer;
            }
        }
    }
}

fn push(estimates: &mut Estimates, value: f64, bounds: Option<(f64, f64)>) {
    estimates.value.push(value);
    if let Some((low, high)) = bounds {
        let bounds = estimates.bounds.get_or_insert_with(Bounds::default);
        bounds.low.push(low);
        bounds.high.push(high);
    }
}

/// Bounds of a probability from the variance of its logarithm, worked out for its log-odds so that they stay within 0 to 1.
fn alive_bounds(p: f64, variance_of_log: f64, z: f64) -> (f64, f64) {
    let gone = 1.0 - p;
    if gone <= 0.0 || p <= 0.0 {
        return (p, p);
    }
    let (log_odds, error) = (libm::log(p / gone), variance_of_log.sqrt() / gone);
    (logistic(log_odds - z * error), logistic(log_odds + z * error))
}
