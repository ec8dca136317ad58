//! What the BG/NBD model expects of customers who are active now, by their purchases and time, with slopes for intervals; and the
//! weights of discounted months.

use super::bgnbd::{Active, BgNbd};
use super::optimise::Vector;
use super::params::ValueParams;
use super::rfm_summary::DAYS_PER_WEEK;

/// Days in a year, for discounting.
const DAYS_PER_YEAR: f64 = 365.0;
/// Step of the differences, in logarithms.
const STEP: f64 = 1e-5;

/// Ends of months ahead, in weeks, with the worth of a unit of money then.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Months(Vec<(f64, f64)>);

impl Months {
    /// The months up to the value horizon; the last may be short.
    pub(super) fn of(params: &ValueParams) -> Self {
        let month_days = DAYS_PER_YEAR / 12.0;
        let horizon = f64::from(params.value_horizon_days);
        let months = (horizon / month_days - 1e-9).ceil().max(1.0) as u32;
        let at = |month: u32| {
            let days = (f64::from(month) * month_days).min(horizon);
            (days / DAYS_PER_WEEK, libm::pow(1.0 + params.yearly_discount_rate, -days / DAYS_PER_YEAR))
        };
        Self((1..=months).map(at).collect())
    }

    /// Number of months.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Sum over months of what comes in the month, `by_end(end) - by_end(start)`, times the worth of money at its end.
    pub(super) fn discounted(&self, by_end: impl Fn(f64) -> f64) -> f64 {
        let (mut sum, mut before) = (0.0, 0.0);
        for &(end, worth) in &self.0 {
            let orders = by_end(end);
            sum += (orders - before) * worth;
            before = orders;
        }
        sum
    }
}

/// What is expected of active customers with the same number of purchases and the same time since the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outlook {
    /// Logarithm of the orders expected within the orders horizon, and its slopes by the logarithms of the parameters.
    pub(super) ln_orders: (f64, Vector<4>),
    /// The same of the discounted orders within the value horizon.
    pub(super) ln_discounted: (f64, Vector<4>),
}

/// Makes outlooks; quickest when those with the same number of purchases are asked for one after another.
pub(super) struct Forecaster<'a> {
    /// The model, and, where slopes are wanted, the model with each parameter's logarithm moved.
    models: Vec<BgNbd>,
    orders_weeks: f64,
    months: &'a Months,
    active: Vec<Active>,
    x: Option<u32>,
}

impl<'a> Forecaster<'a> {
    /// For the parameters with these logarithms.
    pub(super) fn new(theta: &Vector<4>, orders_weeks: f64, months: &'a Months, slopes: bool) -> Self {
        let moved = |i: usize| {
            let mut moved = *theta;
            moved[i] += STEP;
            BgNbd::from_logs(&moved)
        };
        let mut models = vec![BgNbd::from_logs(theta)];
        models.extend((0..4).filter(|_| slopes).map(moved));
        Self { models, orders_weeks, months, active: Vec::new(), x: None }
    }

    /// For `x` repeat purchases and `t` weeks since the first.
    pub(super) fn outlook(&mut self, x: u32, t: f64) -> Outlook {
        if self.x != Some(x) {
            self.active = self.models.iter().map(|model| model.active(x)).collect();
            self.x = Some(x);
        }
        let mut outlook = Outlook { ln_orders: (0.0, [0.0; 4]), ln_discounted: (0.0, [0.0; 4]) };
        for (i, active) in self.active.iter().enumerate() {
            let orders = active.expected(t, self.orders_weeks);
            let discounted = self.months.discounted(|weeks| active.expected(t, weeks));
            let [orders, discounted] = [orders, discounted].map(|expected| libm::log(expected.max(1e-300)));
            match i.checked_sub(1) {
                None => (outlook.ln_orders.0, outlook.ln_discounted.0) = (orders, discounted),
                Some(i) => {
                    outlook.ln_orders.1[i] = (orders - outlook.ln_orders.0) / STEP;
                    outlook.ln_discounted.1[i] = (discounted - outlook.ln_discounted.0) / STEP;
                }
            }
        }
        outlook
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_a_year_and_of_odd_horizons() {
        let year = Months::of(&ValueParams::default());
        assert_eq!(year.len(), 12);
        assert!((year.0[11].0 - 365.0 / 7.0).abs() < 1e-12);
        assert!((year.0[11].1 - 1.0 / 1.1).abs() < 1e-15);
        assert!((year.0[0].1 - libm::pow(1.1, -1.0 / 12.0)).abs() < 1e-15, "compounded by the month");
        let short = Months::of(&ValueParams { value_horizon_days: 40, yearly_discount_rate: 0.0, ..ValueParams::default() });
        assert_eq!(short.0, [(365.0 / 12.0 / 7.0, 1.0), (40.0 / 7.0, 1.0)]);
        // Without discount the months add up to the whole.
        assert!((short.discounted(|weeks| weeks * weeks) - (40.0 / 7.0) * (40.0 / 7.0)).abs() < 1e-12);
    }

    #[test]
    fn slopes_are_slopes() {
        let theta = [0.243_f64, 4.414, 0.793, 2.426].map(libm::log);
        let months = Months::of(&ValueParams::default());
        let at = |theta: &[f64; 4]| Forecaster::new(theta, 13.0, &months, false).outlook(3, 30.0);
        let found = Forecaster::new(&theta, 13.0, &months, true).outlook(3, 30.0);
        for i in 0..4 {
            let (mut up, mut down) = (theta, theta);
            up[i] += 1e-4;
            down[i] -= 1e-4;
            let orders = (at(&up).ln_orders.0 - at(&down).ln_orders.0) / 2e-4;
            let discounted = (at(&up).ln_discounted.0 - at(&down).ln_discounted.0) / 2e-4;
            assert!((found.ln_orders.1[i] - orders).abs() < 1e-4);
            assert!((found.ln_discounted.1[i] - discounted).abs() < 1e-4);
        }
    }
}
