//! The BG/NBD model of purchases (Fader, Hardie & Lee 2005, "Counting Your Customers the Easy Way", Marketing Science 24(2)):
//! while active a customer buys at random at a rate of their own (gamma over customers), and after each repeat purchase stops for
//! good with a chance of their own (beta over customers).

use super::fit::Likelihood;
use super::optimise::Vector;
use super::rfm_summary::{DAYS_PER_WEEK, Group};
use super::special::{digamma_rising, ln_logistic, ln_rising, logistic};
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;
use std::ops::Range;

/// Parameters of the model, time in weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BgNbd {
    /// Shape of the purchase rates: the smaller, the more customers differ.
    pub r: f64,
    /// Scale of the purchase rates, in weeks: the mean rate is r / alpha purchases a week.
    pub alpha: f64,
    /// First shape of the chances to stop after a purchase: the mean chance is a / (a + b).
    pub a: f64,
    /// Second shape of the chances to stop.
    pub b: f64,
}

/// Terms of a series after which the integral is taken instead.
const MAX_TERMS: u32 = 4_000;
/// Terms from one look at whether the series is done to the next.
const CHECK_EVERY: u32 = 8;
/// Log-odds beyond which a chance to stop is as good as 0 or 1.
const SAME_CHANCE: f64 = 60.0;
/// The series gives a difference of two parts. Where the difference is smaller than this share of the parts, most digits have cancelled,
/// and the integral is taken instead.
const CANCELLED: f64 = 1e-4;

impl BgNbd {
    /// From the logarithms of r, alpha, a, b.
    pub(super) fn from_logs(theta: &Vector<4>) -> Self {
        let [r, alpha, a, b] = theta.map(libm::exp);
        Self { r, alpha, a, b }
    }

    /// Logarithm of the likelihood of these customers.
    pub fn log_likelihood(&self, groups: &[Group]) -> f64 {
        let data = PurchaseData::new(groups.to_vec());
        let theta = [self.r, self.alpha, self.a, self.b].map(libm::log);
        data.block(&data.prepare(&theta), 0..groups.len()).0
    }

    /// Minus the log-odds that a customer with x repeat purchases, the last `t_x` weeks and the end of observation `t` weeks
    /// after the first, is still active; minus infinity for x = 0, as the model takes such customers to be active for sure.
    fn log_odds_gone(&self, x: u32, t_x: f64, t: f64) -> f64 {
        if x == 0 {
            return f64::NEG_INFINITY;
        }
        let purchases = self.r + f64::from(x);
        libm::log(self.a / (self.b + f64::from(x - 1))) + purchases * libm::log1p((t - t_x) / (self.alpha + t_x))
    }

    /// Probability that the customer is still active; 1 for x = 0, since the model lets customers stop only after a repeat
    /// purchase. Times in weeks.
    pub fn p_alive(&self, x: u32, t_x: f64, t: f64) -> f64 {
        logistic(-self.log_odds_gone(x, t_x, t))
    }

    /// Logarithm of [`Self::p_alive`], exact where that is too small for a number, and its slopes by the logarithms of r, alpha,
    /// a, b.
    pub(super) fn ln_p_alive(&self, x: u32, t_x: f64, t: f64) -> (f64, Vector<4>) {
        if x == 0 {
            return (0.0, [0.0; 4]);
        }
        let odds = self.log_odds_gone(x, t_x, t);
        let purchases = self.r + f64::from(x);
        let gone = logistic(odds);
        let by_r = self.r * libm::log1p((t - t_x) / (self.alpha + t_x));
        let by_alpha = self.alpha * purchases * (t_x - t) / ((self.alpha + t) * (self.alpha + t_x));
        let by_b = -self.b / (self.b + f64::from(x - 1));
        (ln_logistic(-odds), [by_r, by_alpha, 1.0, by_b].map(|slope| -gone * slope))
    }

    /// Expected number of days with a purchase in the next `horizon` weeks. Times in weeks.
    pub fn expected_orders(&self, x: u32, t_x: f64, t: f64, horizon: f64) -> f64 {
        self.p_alive(x, t_x, t) * self.expected_if_active(x, t, horizon)
    }

    /// Expected number of days with a repeat purchase within `weeks` of the first, for a customer of whom nothing is known.
    pub fn expected_from_start(&self, weeks: f64) -> f64 {
        self.expected_if_active(0, 0.0, weeks)
    }

    /// [`Self::expected_orders`] of a customer who is active now: it does not depend on when the last purchase was.
    pub fn expected_if_active(&self, x: u32, t: f64, horizon: f64) -> f64 {
        self.active(x).expected(t, horizon)
    }

    /// Active customers with `x` repeat purchases.
    pub(super) fn active(&self, x: u32) -> Active {
        Active { model: *self, x: f64::from(x), nodes: OnceCell::new() }
    }
}

/// Customers who are active now, all with the same number of repeat purchases.
pub(super) struct Active {
    model: BgNbd,
    x: f64,
    /// Chances to stop and their weights, for the integral; worked out when first needed.
    nodes: OnceCell<Vec<(f64, f64)>>,
}

impl Active {
    /// Expected number of days with a purchase in the next `horizon` weeks, `t` weeks after the first.
    ///
    /// With z = h / (α + T + h) the paper's expression is `C (1 - (1-z)^(r+x) ₂F₁(r+x, b+x; C; z)) / (a-1)`, C = a + b + x - 1.
    /// Euler's transformation gives `(1-z)^(a-1) ₂F₁(a+b-1-r, a-1; C; z)` for the product, whose series converges for every
    /// z below 1 without growing terms, and from whose first term `a - 1` can be divided out, so that a = 1 is no pole. Where the
    /// two parts would cancel (large a or b), the integral is taken.
    pub(super) fn expected(&self, t: f64, horizon: f64) -> f64 {
        if horizon <= 0.0 {
            return 0.0;
        }
        let BgNbd { r, a, b, .. } = self.model;
        let cancels = a > 30.0 || b > 1_000.0 * (r + self.x);
        match if cancels { None } else { self.by_series(t, horizon) } {
            Some(orders) => orders,
            None => self.by_integral(t, horizon),
        }
    }

    fn by_series(&self, t: f64, horizon: f64) -> Option<f64> {
        let (BgNbd { r, alpha, a, b }, x) = (self.model, self.x);
        let z = horizon / (alpha + t + horizon);
        let log_rest = -libm::log1p(horizon / (alpha + t));
        let power = (a - 1.0) * log_rest;
        // (1 - (1-z)^(a-1)) / (a-1), and its limit at a = 1.
        let first = if (a - 1.0).abs() < 1e-12 { -log_rest } else { -libm::expm1(power) / (a - 1.0) };
        let (first, upper, lower) = ((a + b + x - 1.0) * first, a + b - 1.0 - r, a + b + x);
        let mut term = upper * z;
        let mut sum = term;
        for n in 1..MAX_TERMS {
            let at = f64::from(n);
            let ratio = (upper + at) * (a + at - 1.0) / ((lower + at - 1.0) * (at + 1.0)) * z;
            term *= ratio;
            sum += term;
            if n % CHECK_EVERY != 0 {
                continue;
            }
            // Later ratios lie between this one and z, so the rest is below a geometric series once both are below 1.
            let bound = ratio.abs().max(z);
            if upper + at > 0.0 && bound < 1.0 && term.abs() * bound <= 1e-15 * sum.abs() * (1.0 - bound) {
                let rest = libm::exp(power) * sum;
                let orders = first - rest;
                return (orders.is_finite() && orders > CANCELLED * first.abs().max(rest.abs())).then_some(orders);
            }
            if !sum.is_finite() {
                return None;
            }
        }
        None
    }

    /// The mean over the customer's chance p to stop of `(1 - (1 + p h / (α + T))^-(r+x)) / p`, p beta distributed with shapes
    /// a and b + x: nothing cancels.
    fn by_integral(&self, t: f64, horizon: f64) -> f64 {
        let purchases = self.model.r + self.x;
        let weeks = horizon / (self.model.alpha + t);
        let inner = |chance: f64| -libm::expm1(-purchases * libm::log1p(chance * weeks)) / chance;
        self.nodes.get_or_init(|| self.stop_chances()).iter().map(|&(chance, weight)| weight * inner(chance)).sum()
    }

    /// The beta distribution of chances to stop as points with weights that add up to 1, by the trapezium rule over
    /// ln(p / (1-p)): for integrands that are smooth and fade at both ends its error falls faster than any power of the step.
    fn stop_chances(&self) -> Vec<(f64, f64)> {
        let (heads, tails) = (self.model.a, self.model.b + self.x);
        let deviation = (1.0 / heads + 1.0 / tails).sqrt();
        let mode = libm::log(heads / tails);
        // Beyond these points the weight has fallen by a factor of e^36. Or the chance is 0 or 1 up to rounding: then the weighted
        // value no longer changes, and the rest of the points add up to a geometric series.
        let (low, high) = (mode - 8.5 * deviation - 36.0 / heads, mode + 8.5 * deviation + 36.0 / tails);
        let (from, to) = (low.max(-SAME_CHANCE), high.min(SAME_CHANCE));
        let points = ((to - from) / (deviation.min(1.0) / 2.5)).ceil().clamp(40.0, 4_000.0);
        let step = (to - from) / points;
        let rest_below = if from > low { -1.0 / libm::expm1(-heads * step) } else { 1.0 };
        let rest_above = if to < high { -1.0 / libm::expm1(-tails * step) } else { 1.0 };
        let log_weight = |u: f64| heads * ln_logistic(u) + tails * ln_logistic(-u);
        let most = log_weight(mode);
        let last = points as u32;
        let at = |i: u32| {
            let u = from + step * f64::from(i);
            let rest = if i == 0 {
                rest_below
            } else if i == last {
                rest_above
            } else {
                1.0
            };
            (logistic(u), libm::exp(log_weight(u) - most) * rest)
        };
        let mut nodes: Vec<(f64, f64)> = (0..=last).map(at).filter(|node| node.1 > 1e-18).collect();
        let sum: f64 = nodes.iter().map(|node| node.1).sum();
        nodes.iter_mut().for_each(|node| node.1 /= sum);
        nodes
    }
}

/// Customers as the search sees them: equal ones together, and the logarithms of times looked up.
pub(super) struct PurchaseData {
    groups: Vec<Group>,
    customers: f64,
    /// The days of which a time is asked for, each once: a far-off date makes one, not three million.
    days: Vec<u32>,
    /// For each group where its observed days and its last day stand among them.
    places: Vec<(u32, u32)>,
}

/// What the likelihood needs of the parameters.
pub(super) struct Prepared {
    model: BgNbd,
    log_alpha: f64,
    log_a: f64,
    /// `ln(α + d weeks)` of each of [`PurchaseData::days`].
    log_time: Vec<f64>,
}

impl PurchaseData {
    pub(super) fn new(groups: Vec<Group>) -> Self {
        let customers = groups.iter().map(|g| u64::from(g.customers)).sum::<u64>() as f64;
        let mut days: Vec<u32> = groups.iter().flat_map(|g| [g.age, g.recency]).collect();
        days.sort_unstable();
        days.dedup();
        let place = |day: u32| days.partition_point(|&other| other < day) as u32;
        let places = groups.iter().map(|g| (place(g.age), place(g.recency))).collect();
        Self { groups, customers, days, places }
    }

    /// Mean time from the first purchase to the end of observation.
    pub(super) fn mean_age_weeks(&self) -> f64 {
        let days: u64 = self.groups.iter().map(|g| u64::from(g.age) * u64::from(g.customers)).sum();
        days as f64 / self.customers.max(1.0) / DAYS_PER_WEEK
    }

    /// At most about `limit` groups, evenly from all: groups lie by number of purchases and time.
    pub(super) fn thinned(&self, limit: usize) -> Self {
        let every = self.groups.len().div_ceil(limit.max(1)).max(1);
        Self::new(self.groups.iter().step_by(every).copied().collect())
    }
}

impl Likelihood<4> for PurchaseData {
    type Prepared = Prepared;

    fn rows(&self) -> usize {
        self.groups.len()
    }

    fn weight(&self) -> f64 {
        self.customers
    }

    fn prepare(&self, theta: &Vector<4>) -> Prepared {
        let model = BgNbd::from_logs(theta);
        let log_time = self.days.iter().map(|&day| libm::log(model.alpha + f64::from(day) / DAYS_PER_WEEK)).collect();
        Prepared { model, log_alpha: theta[1], log_a: theta[2], log_time }
    }

    fn block(&self, prepared: &Prepared, rows: Range<usize>) -> (f64, Vector<4>) {
        let Prepared { model: BgNbd { r, alpha, a, b }, log_alpha, log_a, ref log_time } = *prepared;
        let (mut value, mut slopes) = (0.0, [0.0; 4]);
        let mut own: Option<(u32, f64, [f64; 3], f64)> = None;
        let groups = self.groups.get(rows.clone()).unwrap_or(&[]).iter();
        for (group, &(end_place, last_place)) in groups.zip(self.places.get(rows).unwrap_or(&[])) {
            let Group { frequency, age, recency, customers } = *group;
            let x = f64::from(frequency);
            let (base, [by_r, by_a, by_b], log_stop) = match own {
                Some((same, base, slopes, log_stop)) if same == frequency => (base, slopes, log_stop),
                _ => {
                    let base = ln_rising(r, frequency) + r * log_alpha + ln_rising(b, frequency) - ln_rising(a + b, frequency);
                    let shared = digamma_rising(a + b, frequency);
                    let slopes = [digamma_rising(r, frequency) + log_alpha, -shared, digamma_rising(b, frequency) - shared];
                    let log_stop = if frequency == 0 { f64::NEG_INFINITY } else { log_a - libm::log(b + x - 1.0) };
                    own = Some((frequency, base, slopes, log_stop));
                    (base, slopes, log_stop)
                }
            };
            let (log_end, log_last) = (log_time[end_place as usize], log_time[last_place as usize]);
            let (active, gone) = (-(r + x) * log_end, log_stop - (r + x) * log_last);
            let apart = gone - active;
            let e = libm::exp(-apart.abs());
            let larger = if apart > 0.0 { gone } else { active };
            let gone_share = if apart > 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
            let active_share = 1.0 - gone_share;
            let weight = f64::from(customers);
            value += weight * (base + larger + libm::log1p(e));
            let (end, last) = (alpha + f64::from(age) / DAYS_PER_WEEK, alpha + f64::from(recency) / DAYS_PER_WEEK);
            slopes[0] += weight * (by_r - active_share * log_end - gone_share * log_last);
            slopes[1] += weight * (r / alpha - (r + x) * (active_share / end + gone_share / last));
            slopes[2] += weight * (by_a + gone_share / a);
            if frequency > 0 {
                slopes[3] += weight * (by_b - gone_share / (b + x - 1.0));
            }
        }
        (value, [slopes[0] * r, slopes[1] * alpha, slopes[2] * a, slopes[3] * b])
    }
}

#[cfg(test)]
#[path = "bgnbd_tests.rs"]
mod tests;
