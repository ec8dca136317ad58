//! The browser: worker client and host, files, downloads, Plotly, the reader's locale. wasm32 only.
//!
//! Only this module and `ui` name web-sys, js-sys and wasm-bindgen.

mod client;
mod exporter;
mod files;
mod host;
pub mod locale;
mod locks;
mod opfs_store;
mod parquet;
pub mod plot;
mod program;
mod run_input;
mod save;

pub use client::{Client, ClientEvent, Given, Lost};
pub use exporter::{serve as serve_exporter, write_document};
pub use host::serve as serve_worker;
pub use parquet::serve as serve_parquet;
pub use save::save_file;

/// The engine has no clock: sales after this day are pointed out. The latest date anywhere is a day after UTC's.
pub fn today() -> clientele_core::domain::Day {
    clientele_core::domain::Day((js_sys::Date::now() / 86_400_000.0).floor() as i32 + 1)
}

/// An id that nobody else has: 64 random bits as digits.
pub fn random_id() -> String {
    // Without a source of randomness, the clock tells ids apart well enough.
    getrandom::u64().unwrap_or_else(|_| js_sys::Date::now() as u64).to_string()
}
