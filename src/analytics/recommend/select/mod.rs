//! From scores to lists: weights, rules, repurchase, variety, quotas.

pub(crate) mod lists;
pub(crate) mod pick;
pub(crate) mod recommender;
pub(crate) mod settings;
