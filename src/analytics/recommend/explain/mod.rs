//! Why a product is on a list, and how sure that is.

pub mod confidence;
pub(crate) mod evidence;
pub(crate) mod reason;
