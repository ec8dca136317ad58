//! The browser: the module `platform`, which only wasm32 has, asks it for workers, files and storage; [`ui`] is the page.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod ui;
