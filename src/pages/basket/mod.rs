//! What is bought together: rules of one product and of two.

mod page;
mod two_item_rules;

pub use page::rules;
pub(crate) use page::{click, page, view};
