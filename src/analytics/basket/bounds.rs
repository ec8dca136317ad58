//! The range of each setting of the association rules.

use std::ops::RangeInclusive;

pub(super) const MIN_ORDERS: RangeInclusive<u32> = 1..=1_000_000;
pub(super) const MAX_BASKET: RangeInclusive<u32> = 2..=10_000;
pub(super) const MAX_PAIRS: RangeInclusive<u32> = 1..=1_000_000;
pub(super) const MAX_DOUBLE_ANTECEDENTS: RangeInclusive<u32> = 0..=20_000;
pub(super) const MAX_DOUBLES: RangeInclusive<u32> = 1..=200_000;
pub(super) const RATE_MOST: f64 = 0.5;
