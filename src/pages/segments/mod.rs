//! Segments: the page, what can be set about them, and their statistics.

pub(crate) mod distributions;
pub(crate) mod page;
pub(crate) mod settings;
pub(crate) mod statistics;

pub(crate) use page::{advice_cell, amount, no_prices, share_cell, view};
