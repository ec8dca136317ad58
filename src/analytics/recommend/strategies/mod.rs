//! The five strategies: what each learns from the shop's purchases, and how it scores a product for a customer.

pub(crate) mod collaborative;
pub(crate) mod content;
pub(crate) mod cross_sell;
pub(crate) mod decay;
pub(crate) mod item_weights;
pub(crate) mod params;
pub(crate) mod price_affinity;
pub(crate) mod scratch;
pub(crate) mod seasonal;
