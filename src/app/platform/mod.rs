//! The browser: worker client and host, files, downloads, Plotly, the reader's locale. wasm32 only.
//!
//! Only this module and `ui` name web-sys, js-sys and wasm-bindgen. Nothing here computes anything about customers.

mod client;
mod exporter;
mod files;
mod host;
mod kept;
pub mod locale;
mod locks;
pub mod plot;
mod program;
mod save;
mod work;

pub use client::{Client, ClientEvent, Given, Lost};
pub use exporter::{serve as serve_exporter, write_document};
pub use host::serve as serve_worker;
pub use save::save_file;

/// The engine has no clock: sales after this day are pointed out. The latest date anywhere is a day after UTC's.
pub fn today() -> clientele_core::domain::Day {
    clientele_core::domain::Day((js_sys::Date::now() / 86_400_000.0).floor() as i32 + 1)
}
