//! The page's state and addresses in plain Rust, tested natively.

pub mod mapping;
pub mod own_settings;
pub mod questions;
pub mod repairs;
pub mod route;
pub mod sparkline;
pub mod state;
pub mod table;
pub mod words;
