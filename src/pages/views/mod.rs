//! What pages and reports are laid out from: the figures of a session, chosen and named, before they become blocks.

mod basket;
mod data;
mod value;

pub use basket::*;
pub use data::*;
pub use value::*;
