//! The browser page: what is shown, and what a click does. It computes nothing about the shop's data; that is the worker's.
//!
//! [`route`], [`state`], [`mapping`], [`repairs`], [`table`], [`sparkline`] and [`words`] are plain Rust, tested natively. Everything that touches the
//! browser or Leptos is built for wasm32 only: `context` (what all views share), `queries` (reading), `tasks` and
//! `ingest` (changing),
//! `components`, `pages`.

pub mod mapping;
pub mod own_settings;
pub mod repairs;
pub mod route;
pub mod sparkline;
pub mod state;
pub mod table;
pub mod words;

#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod components;
#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
mod format;
#[cfg(target_arch = "wasm32")]
mod ingest;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod queries;
#[cfg(target_arch = "wasm32")]
mod settings_store;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod tasks;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
