//! The browser page: what is shown, and what a click does. All figures come from the worker.
//!
//! [`model`] is plain Rust, tested natively. Everything that touches the browser or Leptos is built for wasm32 only: `context` (what all
//! views share), `queries` (reading it from the worker), `actions` (changing it), `components` and `pages`.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod actions;
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
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod queries;
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "the component macro writes `pub` into its own code, whatever the component's visibility")]
mod shell;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
