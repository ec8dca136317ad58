//! The result of an evaluation: the quality of each method with intervals, the methods compared in pairs, and the best of each task.

use super::bootstrap::{Bootstrap, Figures};
use super::columns::{COLUMNS, column_of};
use super::{HoldoutWindow, Quality, Task};
use crate::recommend::RankingMethod;
use clientele_core::domain::Day;

/// One method on one task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodResult {
    /// The method.
    pub method: RankingMethod,
    /// The task.
    pub task: Task,
    /// Customers counted.
    pub customers: u32,
    /// With lists of 3.
    pub at_3: Quality,
    /// With lists of 10.
    pub at_10: Quality,
    /// Limits of [`Self::at_3`], 95 %.
    pub at_3_interval: (Quality, Quality),
    /// Limits of [`Self::at_10`], 95 %.
    pub at_10_interval: (Quality, Quality),
    /// Standard error of [`Quality::ndcg`] at 10.
    pub ndcg_at_10_se: f64,
    /// Share of the products sold before that are on a list of 3.
    pub coverage_at_3: f64,
    /// The same with lists of 10.
    pub coverage_at_10: f64,
    /// Mean self-information of the products on lists of 10, bits: higher for what fewer customers know.
    pub novelty_at_10: f64,
    /// 1 − mean similarity of two products of a list of 10 (category and name), 0 to 1.
    pub diversity_at_10: f64,
}

/// Two methods on the same customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodComparison {
    /// The better one by NDCG at 10.
    pub best: RankingMethod,
    /// The other method.
    pub other: RankingMethod,
    /// The difference in NDCG at 10.
    pub difference: f64,
    /// Limits of the difference, 95 %, from draws of the same customers for both.
    pub interval: (f64, f64),
}

impl MethodComparison {
    /// Whether the difference is beyond what other customers might have turned round.
    pub fn is_clear(&self) -> bool {
        self.interval.0 > 0.0
    }
}

/// The whole comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationReport {
    /// First day of the test.
    pub split_day: Day,
    /// Last day of the test.
    pub last_day: Day,
    /// Every method on every task it can do.
    pub results: Vec<MethodResult>,
    /// The pairs of methods on each task.
    pub(super) comparisons: Vec<(Task, MethodComparison)>,
}

impl EvaluationReport {
    pub(super) fn new(window: HoldoutWindow, figures: &Figures, bootstrap: &Bootstrap, coverage: &[[f64; 2]]) -> Self {
        let means = figures.means(0..figures.len() as u32);
        let interval = |column: usize| bootstrap.interval(means[column], |means| means[column]);
        let quality = |first: usize, side: &dyn Fn(usize) -> f64| Quality {
            hit_rate: side(first),
            recall: side(first + 1),
            ndcg: side(first + 2),
            map: side(first + 3),
        };
        let (mut results, mut comparisons) = (Vec::new(), Vec::new());
        for (t, task) in Task::ALL.into_iter().enumerate() {
            let customers = figures.counted(t);
            for (m, method) in RankingMethod::ALL.into_iter().enumerate() {
                if !can(method, task) {
                    continue;
                }
                let at = |first: usize| {
                    let first = column_of(m, t) + first;
                    (
                        quality(first, &|column| means[column]),
                        (quality(first, &|column| interval(column).0), quality(first, &|column| interval(column).1)),
                    )
                };
                let ((at_3, at_3_interval), (at_10, at_10_interval)) = (at(0), at(4));
                let (low, high) = (at_10_interval.0.ndcg, at_10_interval.1.ndcg);
                results.push(MethodResult {
                    method,
                    task,
                    customers,
                    at_3,
                    at_10,
                    at_3_interval,
                    at_10_interval,
                    ndcg_at_10_se: (high - low) / (2.0 * 1.96),
                    coverage_at_3: coverage[t * RankingMethod::ALL.len() + m][0],
                    coverage_at_10: coverage[t * RankingMethod::ALL.len() + m][1],
                    novelty_at_10: means[column_of(m, t) + 8],
                    diversity_at_10: means[column_of(m, t) + 9],
                });
                for (o, other) in RankingMethod::ALL.into_iter().enumerate().take(m).filter(|(_, other)| can(*other, task)) {
                    let (this, that) = (column_of(m, t) + 6, column_of(o, t) + 6);
                    let (best, rest) = if means[this] > means[that] { (this, that) } else { (that, this) };
                    comparisons.push((
                        task,
                        MethodComparison {
                            best: if best == this { method } else { other },
                            other: if best == this { other } else { method },
                            difference: means[best] - means[rest],
                            interval: bootstrap.interval(0.0, |means| means[best] - means[rest]),
                        },
                    ));
                }
            }
        }
        debug_assert_eq!(means.len(), COLUMNS);
        Self { split_day: window.first, last_day: window.last, results, comparisons }
    }

    /// The figures of a method on a task.
    pub fn of(&self, method: RankingMethod, task: Task) -> Option<&MethodResult> {
        self.results.iter().find(|result| (result.method, result.task) == (method, task))
    }

    /// Two methods side by side, the better first.
    pub fn compare(&self, one: RankingMethod, other: RankingMethod, task: Task) -> Option<MethodComparison> {
        let pair = |c: &MethodComparison| (c.best, c.other) == (one, other) || (c.best, c.other) == (other, one);
        self.comparisons.iter().find(|(t, c)| *t == task && pair(c)).map(|(_, comparison)| *comparison)
    }

    /// The method of highest NDCG at 10 on a task (ties: the one listed first), if anybody could be tested.
    pub fn best(&self, task: Task) -> Option<RankingMethod> {
        let mut best: Option<&MethodResult> = None;
        for result in self.results.iter().filter(|r| r.task == task && r.customers > 0) {
            if best.is_none_or(|best| result.at_10.ndcg > best.at_10.ndcg) {
                best = Some(result);
            }
        }
        best.map(|result| result.method)
    }
}

/// Own purchases are no recommendation of new products.
fn can(method: RankingMethod, task: Task) -> bool {
    (method, task) != (RankingMethod::Repurchase, Task::New)
}
