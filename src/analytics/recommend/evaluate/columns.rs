//! The columns in which the figures of a tested customer are kept.

use crate::recommend::RankingMethod;

/// Figures of one list: four at 3, four at 10, novelty, diversity.
pub(super) const FIGURES: usize = 10;
/// Figures of a customer: all methods on task *all*, then all on task *new*.
pub(super) const COLUMNS: usize = FIGURES * 6 * 2;

/// Where the figures of a method on a task start.
pub(super) fn column_of(method: usize, task: usize) -> usize {
    (task * RankingMethod::ALL.len() + method) * FIGURES
}
