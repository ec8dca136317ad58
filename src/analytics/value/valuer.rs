//! The lifetime values of all customers in small steps: the check against held-back orders, the fits, what each customer may expect.
//! Between calls of [`Valuer::step`] a caller can show progress or stop.

use super::bgnbd::{BgNbd, PurchaseData};
use super::fit::{FitResult, MaximumLikelihood};
use super::gamma_gamma::{GammaGamma, ValueData};
use super::holdout::{HeldBack, Holdout};
use super::notes::{EstimateSource, FallbackReason, ValueNote};
use super::outcome::{PurchaseFit, Ranking, Total, Valuation, ValueFit};
use super::params::{ValidValueParams, ValueParams};
use super::predict::{Forecaster, Months};
use super::rfm_summary::{DAYS_PER_WEEK, RfmSummary};
use super::rows::{OrderValues, Outlooks, Pace, Rows};
use super::simple::Simple;
use super::uncertainty::{log_bounds, quadratic, report, unsettled};
use clientele_core::domain::{Dataset, Day, UserError};
use clientele_core::statistics::normal_ppf;

/// Groups or customers that stand for all while the best start is sought.
const SAMPLE: usize = 3_000;
/// Expectations worked out in one step.
const STEP_EXPECTATIONS: usize = 15_000;
/// Customers valued in one step.
const STEP_CUSTOMERS: usize = 15_000;
/// Correlation of frequency and value above which there is a note.
const NOTABLE_CORRELATION: f64 = 0.3;
/// How far off the held-back total may be without a note.
const NOTABLE_ERROR: f64 = 0.15;

/// Why there are no lifetime values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// No order up to the last observed day.
    #[error("There are no orders up to {observed_to}, so nobody can be valued.")]
    NoOrders {
        /// The last observed day.
        observed_to: Day,
    },
}

/// How far a valuation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuerProgress {
    /// Parts done.
    pub done: u32,
    /// Parts in all.
    pub total: u32,
}

impl ValuerProgress {
    /// Whether all is done.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// A valuation under way.
pub struct Valuer {
    params: ValidValueParams,
    customers: RfmSummary,
    held_back: Option<HeldBack>,
    holdout: Result<Holdout, FallbackReason>,
    purchases: Result<FitResult<4>, FallbackReason>,
    values: Result<FitResult<3>, FallbackReason>,
    value_data: ValueData,
    months: Months,
    outlooks: Outlooks,
    rows: Rows,
    phase: Phase,
    steps_in_phase: u32,
}

enum Phase {
    HoldoutFit(MaximumLikelihood<4, PurchaseData>),
    PurchaseFit(MaximumLikelihood<4, PurchaseData>),
    ValueFit(MaximumLikelihood<3, ValueData>),
    Outlooks,
    OneTime,
    Customers,
    Ranking,
    Done,
}

impl Valuer {
    /// Sums up the customers' purchases up to `observed_to`, that day included; the work is done by [`Self::step`].
    ///
    /// # Errors
    /// [`ValueError`] when there is no order up to that day.
    pub fn new(dataset: &Dataset, observed_to: Day, params: ValidValueParams) -> Result<Self, ValueError> {
        let customers = RfmSummary::collect(dataset, observed_to);
        if customers.is_empty() {
            return Err(ValueError::NoOrders { observed_to });
        }
        let span = f64::from(customers.history_days() - 1);
        let split = Day(customers.first_day.0 + (span * params.get().calibration_share) as i32);
        let held_back = HeldBack::collect(dataset, split, observed_to);
        let repeat_values =
            (0..customers.len()).filter_map(|row| Some((customers.frequency[row], customers.mean_repeat_value(row)?)));
        let mut valuer = Self {
            value_data: ValueData::new(repeat_values.collect()),
            months: Months::of(params.get()),
            customers,
            held_back: Some(held_back),
            holdout: Err(FallbackReason::NotConverged),
            purchases: Err(FallbackReason::NotConverged),
            values: Err(FallbackReason::NotConverged),
            outlooks: Outlooks::default(),
            rows: Rows::default(),
            phase: Phase::Done,
            steps_in_phase: 0,
            params,
        };
        valuer.begin_holdout();
        Ok(valuer)
    }

    /// Does the next part of the work: at most about 50 ms for 100,000 customers.
    pub fn step(&mut self) -> ValuerProgress {
        self.steps_in_phase += 1;
        match &mut self.phase {
            Phase::HoldoutFit(fit) => {
                if fit.step() {
                    let found = usable(fit.result());
                    self.holdout = match (&self.held_back, found) {
                        (Some(held_back), Ok(found)) => Ok(held_back.compare(BgNbd::from_logs(&found.theta))),
                        (_, found) => Err(found.err().unwrap_or(FallbackReason::NotConverged)),
                    };
                    self.begin_purchases();
                }
            }
            Phase::PurchaseFit(fit) => {
                if fit.step() {
                    self.purchases = usable(fit.result());
                    self.begin_values();
                }
            }
            Phase::ValueFit(fit) => {
                if fit.step() {
                    self.values = usable(fit.result()).and_then(|found| {
                        let mean = GammaGamma::from_logs(&found.theta).population_mean();
                        if mean.is_some_and(f64::is_finite) { Ok(found) } else { Err(FallbackReason::NoMeanValue) }
                    });
                    self.begin_outlooks();
                }
            }
            Phase::Outlooks => self.step_outlooks(),
            Phase::OneTime => self.step_one_time(),
            Phase::Customers => self.step_customers(),
            Phase::Ranking => {
                if self.purchases.is_ok() {
                    self.rows.rank_one_time_buyers(&self.customers);
                }
                self.enter(Phase::Done);
            }
            Phase::Done => {}
        }
        self.progress()
    }

    /// How far the work is.
    pub fn progress(&self) -> ValuerProgress {
        // The length of a search is not known beforehand, so its part of the progress fills more and more slowly.
        let fit = |share: u32| share * self.steps_in_phase.min(1_000) / (self.steps_in_phase.min(1_000) + 20);
        let part = |share: u32, done: usize, of: usize| (u64::from(share) * done as u64 / of.max(1) as u64) as u32;
        let done = match &self.phase {
            Phase::HoldoutFit(_) => fit(25),
            Phase::PurchaseFit(_) => 25 + fit(30),
            Phase::ValueFit(_) => 55 + fit(10),
            Phase::Outlooks => 65 + part(24, self.outlooks.outlooks.len(), self.outlooks.keys.len()),
            Phase::OneTime => 89,
            Phase::Customers => 90 + part(9, self.rows.orders.value.len(), self.customers.len()),
            Phase::Ranking => 99,
            Phase::Done => 100,
        };
        ValuerProgress { done, total: 100 }
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.steps_in_phase = 0;
    }

    fn begin_holdout(&mut self) {
        let Some(held_back) = &self.held_back else { return self.begin_purchases() };
        match enough(&held_back.customers, self.params.get()) {
            Ok(()) => {
                let fit = self.purchase_fit(&held_back.customers);
                self.enter(Phase::HoldoutFit(fit));
            }
            Err(reason) => {
                self.holdout = Err(reason);
                self.begin_purchases();
            }
        }
    }

    fn begin_purchases(&mut self) {
        self.held_back = None;
        match enough(&self.customers, self.params.get()) {
            Ok(()) => {
                let fit = self.purchase_fit(&self.customers);
                self.enter(Phase::PurchaseFit(fit));
            }
            Err(reason) => {
                self.purchases = Err(reason);
                self.begin_values();
            }
        }
    }

    fn purchase_fit(&self, customers: &RfmSummary) -> MaximumLikelihood<4, PurchaseData> {
        purchase_fit(PurchaseData::new(customers.groups()), self.params.get().starts, self.params.get().seed)
    }

    fn begin_values(&mut self) {
        let (found, needed) = (self.value_data.len() as u32, self.params.get().min_repeat_customers);
        if found < needed {
            self.values = Err(FallbackReason::TooFewRepeatCustomers { found, needed });
            return self.begin_outlooks();
        }
        if self.value_data.is_constant() {
            self.values = Err(FallbackReason::ValuesAllAlike);
            return self.begin_outlooks();
        }
        let fit = gamma_gamma_fit(&self.value_data, self.params.get().starts, self.params.get().seed);
        self.enter(Phase::ValueFit(fit));
    }

    fn begin_outlooks(&mut self) {
        if self.purchases.is_err() {
            return self.enter(Phase::Customers);
        }
        let rows = self.customers.frequency.iter().zip(&self.customers.age);
        let mut keys: Vec<(u32, u32)> = rows.map(|(&x, &t)| (x, t)).collect();
        keys.sort_unstable();
        keys.dedup();
        self.outlooks.keys = keys;
        let times = self.customers.age.iter().zip(&self.customers.recency);
        let repeat = times.zip(&self.customers.frequency).filter(|(_, x)| **x > 0);
        let mut away: Vec<u32> = repeat.map(|((observed, last), _)| observed - last).collect();
        away.sort_unstable();
        away.dedup();
        self.outlooks.away = away;
        self.enter(Phase::Outlooks);
    }

    fn step_outlooks(&mut self) {
        let Ok(found) = &self.purchases else { return self.enter(Phase::Customers) };
        let slopes = found.covariance.is_some();
        let each = (self.months.len() + 1) * if slopes { 5 } else { 1 };
        let weeks = f64::from(self.params.get().orders_horizon_days) / DAYS_PER_WEEK;
        let from = self.outlooks.outlooks.len();
        let keys = self.outlooks.keys.iter().skip(from).take((STEP_EXPECTATIONS / each).max(1));
        let mut forecaster = Forecaster::new(&found.theta, weeks, &self.months, slopes);
        let outlook = |&(x, t): &(u32, u32)| forecaster.outlook(x, f64::from(t) / DAYS_PER_WEEK);
        self.outlooks.outlooks.extend(keys.map(outlook));
        if self.outlooks.outlooks.len() >= self.outlooks.keys.len() {
            self.enter(Phase::OneTime);
        }
    }

    /// What one-time buyers would be expected to order, for every number of days that a repeat buyer has been away.
    fn step_one_time(&mut self) {
        let all = self.outlooks.away.len();
        if let Ok(found) = &self.purchases {
            let weeks = f64::from(self.params.get().orders_horizon_days) / DAYS_PER_WEEK;
            let mut forecaster = Forecaster::new(&found.theta, weeks, &self.months, false);
            let from = self.outlooks.one_time.len();
            let to = (from + STEP_EXPECTATIONS / (self.months.len() + 1) + 1).min(all);
            let orders = |&days: &u32| {
                let outlook = forecaster.outlook(0, f64::from(days) / DAYS_PER_WEEK);
                [outlook.ln_orders.0, outlook.ln_discounted.0].map(libm::exp)
            };
            self.outlooks.one_time.extend(self.outlooks.away[from..to].iter().map(orders));
        }
        if self.purchases.is_err() || self.outlooks.one_time.len() >= all {
            self.enter(Phase::Customers);
        }
    }

    fn step_customers(&mut self) {
        let from = self.rows.orders.value.len();
        let to = (from + STEP_CUSTOMERS).min(self.customers.len());
        let z = normal_ppf((1.0 + self.params.get().confidence) / 2.0);
        let values = match &self.values {
            Ok(found) => OrderValues::Model(GammaGamma::from_logs(&found.theta), found.covariance),
            Err(_) => OrderValues::Simple(Simple::of(&self.customers)),
        };
        match &self.purchases {
            Ok(found) => self.rows.by_model(&self.customers, from..to, &self.outlooks, found, &values, z),
            Err(_) => {
                let pace = Pace::of(&self.customers, self.params.get(), &self.months);
                self.rows.by_pace(&self.customers, from..to, &pace, &values, z);
            }
        }
        if to == self.customers.len() {
            self.enter(Phase::Ranking);
        }
    }

    /// The result; does what is left of the work first.
    pub fn finish(mut self) -> Valuation {
        while !self.step().is_done() {}
        let params = self.params.get().clone();
        let z = normal_ppf((1.0 + params.confidence) / 2.0);
        let notes = self.notes();
        let no_covariance = |total| Total { value: total, bounds: None };
        let (mut total_orders, mut total_value) = (no_covariance(self.rows.orders_sum.0), no_covariance(self.rows.value_sum.0));
        if let Ok(FitResult { covariance: Some(of_purchases), .. }) = &self.purchases {
            let (sum, slopes) = self.rows.orders_sum;
            total_orders.bounds = log_bounds(sum, quadratic(of_purchases, &slopes) / (sum * sum), z);
            if let Ok(FitResult { covariance: Some(of_values), .. }) = &self.values {
                let (sum, by_purchases, by_values) = self.rows.value_sum;
                let variance = quadratic(of_purchases, &by_purchases) + quadratic(of_values, &by_values);
                total_value.bounds = log_bounds(sum, variance / (sum * sum), z);
            }
        }
        let simple = Simple::of(&self.customers);
        let purchases = PurchaseFit {
            method: method(&self.purchases),
            model: self.purchases.as_ref().ok().map(|found| BgNbd::from_logs(&found.theta)),
            report: self
                .purchases
                .as_ref()
                .ok()
                .map(|found| report(["r", "alpha", "a", "b"], found, self.customers.len() as u32, params.starts, z)),
        };
        let value_model = self.values.as_ref().ok().map(|found| GammaGamma::from_logs(&found.theta));
        let values = ValueFit {
            method: method(&self.values),
            model: value_model,
            report: self
                .values
                .as_ref()
                .ok()
                .map(|found| report(["p", "q", "v"], found, self.value_data.len() as u32, params.starts, z)),
            correlation: self.value_data.correlation(),
            mean_value: value_model.and_then(|model| model.population_mean()).unwrap_or(simple.mean_value),
        };
        let rows = self.rows;
        Valuation {
            params,
            observed_to: self.customers.observed_to,
            p_alive: self.purchases.is_ok().then_some(rows.p_alive),
            customer: self.customers.customer,
            frequency: self.customers.frequency,
            recency: self.customers.recency,
            age: self.customers.age,
            expected_orders: rows.orders,
            order_value: rows.order_value,
            lifetime_value: rows.lifetime_value,
            ranking: rows.ranking,
            total_orders,
            total_value,
            purchases,
            values,
            holdout: self.holdout,
            notes,
        }
    }

    fn notes(&self) -> Vec<ValueNote> {
        let params = self.params.get();
        let mut notes = Vec::new();
        if self.customers.orders_left_out > 0 {
            notes.push(ValueNote::OrdersLeftOut { orders: self.customers.orders_left_out });
        }
        let one_time = self.customers.len() as u32 - self.customers.repeat_customers();
        let mut hardly_settled = Vec::new();
        match &self.purchases {
            Err(reason) => notes.push(ValueNote::SimpleOrders { reason: reason.clone() }),
            Ok(found) => {
                if one_time > 0 {
                    notes.push(ValueNote::OneTimeBuyersCountAsActive { customers: one_time });
                }
                let count = |of: Ranking| self.rows.ranking.iter().filter(|&&r| r == of).count() as u32;
                let (above, below) = (count(Ranking::AboveRepeatBuyer), count(Ranking::BelowOneTimeBuyer));
                if above + below > 0 {
                    notes.push(ValueNote::OneTimeAboveRepeat { one_time: above, repeat: below });
                }
                hardly_settled.extend(unsettled(["r", "alpha", "a", "b"], found));
            }
        }
        match &self.values {
            Err(reason) => notes.push(ValueNote::SimpleValues { reason: reason.clone() }),
            Ok(found) => {
                hardly_settled.extend(unsettled(["p", "q", "v"], found));
                let without = self.customers.repeat_customers() - self.value_data.len() as u32;
                if without > 0 {
                    notes.push(ValueNote::RepeatBuyersWithoutValue { customers: without });
                }
                if let Some(correlation) = self.value_data.correlation().filter(|c| c.abs() > NOTABLE_CORRELATION) {
                    notes.push(ValueNote::ValuesGoWithFrequency { correlation });
                }
            }
        }
        let settled = [
            self.purchases.as_ref().ok().map(|f| f.covariance.is_some()),
            self.values.as_ref().ok().map(|f| f.covariance.is_some()),
        ];
        if settled.contains(&Some(true)) {
            notes.push(ValueNote::IntervalsCoverParameters { confidence: params.confidence });
        }
        if settled.contains(&Some(false)) {
            notes.push(ValueNote::NoIntervals);
        }
        if !hardly_settled.is_empty() {
            notes.push(ValueNote::HardlySettled { parameters: hardly_settled });
        }
        if self.purchases.as_ref().is_ok_and(|f| f.at_edge) || self.values.as_ref().is_ok_and(|f| f.at_edge) {
            notes.push(ValueNote::AtEdge);
        }
        let history_days = self.customers.history_days();
        if params.value_horizon_days > history_days {
            notes.push(ValueNote::HorizonBeyondHistory { horizon_days: params.value_horizon_days, history_days });
        }
        match &self.holdout {
            Err(reason) if self.purchases.is_ok() => notes.push(ValueNote::NoHoldout { reason: reason.clone() }),
            Ok(check) if (check.expected - f64::from(check.actual)).abs() > NOTABLE_ERROR * f64::from(check.actual) => {
                notes.push(ValueNote::HoldoutOff { expected: check.expected, actual: check.actual });
            }
            _ => {}
        }
        notes
    }
}

/// Whether there is enough for the model of purchases.
fn enough(customers: &RfmSummary, params: &ValueParams) -> Result<(), FallbackReason> {
    let (days, found) = (customers.history_days(), customers.repeat_customers());
    if days < params.min_history_days {
        Err(FallbackReason::ShortHistory { days, needed: params.min_history_days })
    } else if found < params.min_repeat_customers {
        Err(FallbackReason::TooFewRepeatCustomers { found, needed: params.min_repeat_customers })
    } else {
        Ok(())
    }
}

/// A search that begins where the scale of these customers' times puts it.
pub(super) fn purchase_fit(data: PurchaseData, starts: u32, seed: u64) -> MaximumLikelihood<4, PurchaseData> {
    let sample = data.thinned(SAMPLE);
    let centre = [0.5, (data.mean_age_weeks() * 0.3).max(1.0), 1.0, 3.0].map(libm::log);
    MaximumLikelihood::new(data, sample, centre, starts, seed ^ 0x6267)
}

/// A search that begins at the mean value of these customers.
pub(super) fn gamma_gamma_fit(data: &ValueData, starts: u32, seed: u64) -> MaximumLikelihood<3, ValueData> {
    let centre = [3.0, 4.0, data.mean()].map(libm::log);
    MaximumLikelihood::new(data.clone(), data.thinned(SAMPLE), centre, starts, seed ^ 0x6767)
}

fn usable<const N: usize>(found: Option<&FitResult<N>>) -> Result<FitResult<N>, FallbackReason> {
    found.filter(|found| found.converged && found.log_likelihood.is_finite()).cloned().ok_or(FallbackReason::NotConverged)
}

fn method<T>(result: &Result<T, FallbackReason>) -> EstimateSource {
    match result {
        Ok(_) => EstimateSource::Model,
        Err(reason) => EstimateSource::Fallback { reason: reason.clone() },
    }
}

impl UserError for ValueError {
    fn code(&self) -> &'static str {
        "no-orders-to-value"
    }

    fn suggestion(&self) -> String {
        "Choose a later analysis date, or check on the data page why rows were set aside.".to_owned()
    }
}

#[cfg(test)]
#[path = "valuer_tests.rs"]
mod tests;
