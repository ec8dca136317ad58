//! Which rows count, and for how much: how dates and numbers are read, what belongs together, the disposition of each row, and what rows do
//! to each other (repeats, cancellations, discounts).

pub(crate) mod adjust;
pub(crate) mod adjust_anonymous;
pub(crate) mod anonymous;
pub(crate) mod apportion;
pub(crate) mod cancellations;
pub(crate) mod disposition;
pub(crate) mod far_dates;
pub(crate) mod link;
pub(crate) mod nobody;
pub(crate) mod notation;
pub(crate) mod other_files;
pub(crate) mod outliers;
pub(crate) mod settlement;
pub(crate) mod step_tallies;
