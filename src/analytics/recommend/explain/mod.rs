//! Why a product is on a list: the evidence, the reason in words, and the confidence.

pub mod confidence;
pub(crate) mod evidence;
pub(crate) mod reason;
