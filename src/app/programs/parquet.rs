//! The Web Worker that reads Parquet files: one file, then it ends. A thin wrapper over `platform`.

#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), wasm_bindgen::JsValue> {
    clientele_app::platform::serve_parquet(env!("CLIENTELE_BUILD"))
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Natively the `clientele` command reads the same files itself.
}
