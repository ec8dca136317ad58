//! Offers: who gets what, settings with a live preview, rules, the test on the shop's past, what they may be worth.

mod blocks;
mod form;
mod likes;
mod lists;
pub(crate) mod page;
mod quality;
pub(crate) mod recommendations;
mod settings;
mod test;
mod who;
mod worth;

pub(crate) use form::replayed;
pub(crate) use likes::customer_blocks;
