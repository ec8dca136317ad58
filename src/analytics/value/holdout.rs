//! The forecast put to the test: what a model that knows only the first part of the period expects of the rest, against what
//! came, as plain data for plots.

use super::bgnbd::BgNbd;
use super::rfm_summary::{DAYS_PER_WEEK, RfmSummary};
use clientele_core::domain::{Dataset, Day};
use clientele_core::statistics::sum;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// Bins of repeat purchases before the split: 0 to 6, and 7 or more.
const BINS: usize = 8;
/// Points of the curves over time, at most.
const POINTS: u32 = 200;
/// Times since the first purchase for which the curves ask the model, about: one for each day of a history of forty years. Of a longer
/// one, which only a far-off date makes, times are rounded to so many.
const TIMES: u32 = 8_000;

/// Customers with the same number of repeat purchases before the split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldoutBin {
    /// Repeat purchases before the split; in the last bin this many or more.
    pub frequency: u32,
    /// Whether more repeat purchases are in the bin, too.
    pub or_more: bool,
    /// Customers.
    pub customers: u32,
    /// Mean days with a purchase after the split that were expected.
    pub expected_mean: f64,
    /// Mean days with a purchase after the split that came.
    pub actual_mean: f64,
}

/// All repeat purchases from the beginning to a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackingPoint {
    /// The day, included.
    pub day: Day,
    /// Expected.
    pub expected: f64,
    /// What came.
    pub actual: u32,
}

/// The check against held-back orders. All of it concerns customers with a purchase up to the split; orders are days with a purchase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holdout {
    /// The last day that the model knew.
    pub split: Day,
    /// The last day of the check.
    pub end: Day,
    /// The model, fitted to what was known at the split.
    pub model: BgNbd,
    /// Customers.
    pub customers: u32,
    /// Orders after the split that were expected.
    pub expected: f64,
    /// Orders after the split that came.
    pub actual: u32,
    /// Mean over customers of the distance between expected and actual.
    pub mean_absolute_error: f64,
    /// The same if each customer had kept up their own pace: repeat purchases over weeks since the first.
    pub own_pace_mean_absolute_error: f64,
    /// Correlation of expected and actual over customers; `None` when either does not vary.
    pub correlation: Option<f64>,
    /// By repeat purchases before the split.
    pub bins: Vec<HoldoutBin>,
    /// All repeat purchases over time, before and after the split, by weeks or longer.
    pub tracking: Vec<TrackingPoint>,
}

/// What the check needs of the data, so that they need not be kept.
#[derive(Clone, Debug)]
pub(super) struct HeldBack {
    pub(super) customers: RfmSummary,
    end: Day,
    /// Days with a purchase after the split, for each row of `customers`.
    actual: Vec<u32>,
    /// The day of each repeat purchase of these customers, after the first day, ascending.
    repeat_days: Vec<u32>,
}

impl HeldBack {
    /// What is known at `split`, and what came up to `end`.
    pub(super) fn collect(dataset: &Dataset, split: Day, end: Day) -> Self {
        let customers = RfmSummary::collect(dataset, split);
        let days = &dataset.orders().day;
        let mut repeat_days = Vec::new();
        let mut actual = Vec::with_capacity(customers.len());
        for &customer in &customers.customer {
            let mut after = 0;
            for pair in days[dataset.orders_of(customer)].windows(2) {
                if pair[0] == pair[1] || pair[1] > end {
                    continue;
                }
                after += u32::from(pair[1] > split);
                repeat_days.push(pair[1].0.abs_diff(customers.first_day.0));
            }
            actual.push(after);
        }
        repeat_days.sort_unstable();
        Self { customers, end, actual, repeat_days }
    }

    /// Compares what `model` expects with what came.
    pub(super) fn compare(&self, model: BgNbd) -> Holdout {
        let customers = &self.customers;
        let weeks = f64::from(self.end.0.abs_diff(customers.observed_to.0)) / DAYS_PER_WEEK;
        let mut bins = [(0_u32, 0.0, 0_u32); BINS];
        let (mut errors, mut own_pace_errors) = (0.0, 0.0);
        // Expectations of active customers depend on x and T only, so each pair is computed once.
        let mut keys: Vec<(u32, u32)> = customers.frequency.iter().copied().zip(customers.age.iter().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut outlook: Vec<f64> = Vec::with_capacity(keys.len());
        for same in keys.chunk_by(|a, b| a.0 == b.0) {
            let active = model.active(same[0].0);
            outlook.extend(same.iter().map(|&(_, t)| active.expected(f64::from(t) / DAYS_PER_WEEK, weeks)));
        }
        let mut expected = Vec::with_capacity(customers.len());
        for (row, &actual) in self.actual.iter().enumerate() {
            let (x, t) = (customers.frequency[row], customers.age[row]);
            let [t_x, t_weeks] = [customers.recency[row], t].map(|days| f64::from(days) / DAYS_PER_WEEK);
            let if_active = keys.binary_search(&(x, t)).ok().and_then(|at| outlook.get(at)).copied().unwrap_or(0.0);
            let orders = model.p_alive(x, t_x, t_weeks) * if_active;
            let own_pace = if t == 0 { 0.0 } else { f64::from(x) / t_weeks * weeks };
            errors += (orders - f64::from(actual)).abs();
            own_pace_errors += (own_pace - f64::from(actual)).abs();
            let bin = &mut bins[(x as usize).min(BINS - 1)];
            bin.0 += 1;
            bin.1 += orders;
            bin.2 += actual;
            expected.push(orders);
        }
        let n = expected.len().max(1) as f64;
        let bins = bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0).map(|(at, &(customers, expected, actual))| HoldoutBin {
            frequency: at as u32,
            or_more: at == BINS - 1,
            customers,
            expected_mean: expected / f64::from(customers),
            actual_mean: f64::from(actual) / f64::from(customers),
        });
        Holdout {
            split: customers.observed_to,
            end: self.end,
            model,
            customers: expected.len() as u32,
            expected: sum(expected.iter().copied()),
            actual: self.actual.iter().sum(),
            mean_absolute_error: errors / n,
            own_pace_mean_absolute_error: own_pace_errors / n,
            correlation: correlation(&expected, &self.actual),
            bins: bins.collect(),
            tracking: self.track(&model),
        }
    }

    fn track(&self, model: &BgNbd) -> Vec<TrackingPoint> {
        let customers = &self.customers;
        let span = self.end.0.abs_diff(customers.first_day.0);
        let known_days = customers.observed_to.0.abs_diff(customers.first_day.0);
        let mut firsts: Vec<u32> = customers.age.iter().map(|days| known_days - days).collect();
        firsts.sort_unstable();
        // How many customers order for the first time on each day, for days with any.
        let starts: Vec<(u32, f64)> = firsts.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect();
        let unknown = model.active(0);
        let every = (span / TIMES).max(1);
        let mut known: HashMap<u32, f64, FxBuildHasher> = HashMap::default();
        let mut from_start = |days: u32| {
            let days = days / every * every;
            *known.entry(days).or_insert_with(|| unknown.expected(0.0, f64::from(days) / DAYS_PER_WEEK))
        };
        let step = 7 * (span / 7).div_ceil(POINTS).max(1);
        let mut points = Vec::new();
        let mut day = 0;
        loop {
            let begun = starts.partition_point(|&(start, _)| start <= day);
            points.push(TrackingPoint {
                day: Day(customers.first_day.0.saturating_add_unsigned(day)),
                expected: sum(starts[..begun].iter().map(|&(start, n)| n * from_start(day - start))),
                actual: self.repeat_days.partition_point(|&other| other <= day) as u32,
            });
            if day >= span {
                return points;
            }
            day = (day + step).min(span);
        }
    }
}

fn correlation(expected: &[f64], actual: &[u32]) -> Option<f64> {
    let n = expected.len() as f64;
    let mean_e = expected.iter().sum::<f64>() / n;
    let mean_a = actual.iter().map(|&a| f64::from(a)).sum::<f64>() / n;
    let (mut ee, mut aa, mut ea) = (0.0, 0.0, 0.0);
    for (e, &a) in expected.iter().zip(actual) {
        let (de, da) = (e - mean_e, f64::from(a) - mean_a);
        ee += de * de;
        aa += da * da;
        ea += de * da;
    }
    (ee > 0.0 && aa > 0.0).then(|| ea / (ee * aa).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::CustomerIx;
    use clientele_core::domain::fixture::shop;

    #[test]
    fn held_back_orders_by_hand() {
        // Split after day 20. Customer 0: days 0, 10, 10, 30, 31; customer 1: day 15; customer 2 comes later.
        let rows = [(0, 0, 1), (0, 10, 1), (0, 10, 1), (0, 30, 1), (0, 31, 1), (1, 15, 1), (2, 25, 1), (2, 29, 1)];
        let held = HeldBack::collect(&shop(3, &rows), Day(20), Day(34));
        assert_eq!(held.customers.customer, [CustomerIx(0), CustomerIx(1)]);
        assert_eq!(held.actual, [2, 0]);
        let model = BgNbd { r: 1.0, alpha: 1.0, a: 1.0, b: 1.0 };
        let found = held.compare(model);
        assert_eq!((found.customers, found.actual, found.split, found.end), (2, 2, Day(20), Day(34)));
        let one = model.expected_orders(1, 10.0 / 7.0, 20.0 / 7.0, 2.0);
        let none = model.expected_orders(0, 0.0, 5.0 / 7.0, 2.0);
        assert!((found.expected - one - none).abs() < 1e-12);
        assert!((found.mean_absolute_error - ((2.0 - one).abs() + none) / 2.0).abs() < 1e-12);
        assert!((found.own_pace_mean_absolute_error - (2.0 - 0.7) / 2.0).abs() < 1e-12);
        let bins: Vec<_> = found.bins.iter().map(|b| (b.frequency, b.customers, b.actual_mean)).collect();
        assert_eq!(bins, [(0, 1, 0.0), (1, 1, 2.0)]);
        let last = found.tracking.last().expect("has points");
        assert_eq!((last.day, last.actual), (Day(34), 3));
        let expected = model.expected_from_start(34.0 / 7.0) + model.expected_from_start(19.0 / 7.0);
        assert!((last.expected - expected).abs() < 1e-12);
        assert_eq!(found.tracking.len(), 6, "days 0, 7, 14, 21, 28, 34");
    }
}
