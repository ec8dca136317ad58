//! The Web Worker that writes documents: one job, one file, then it ends. A thin wrapper over `platform`.

#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), wasm_bindgen::JsValue> {
    clientele_app::platform::serve_exporter(env!("CLIENTELE_BUILD"))
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Natively the `clientele` command writes the same documents itself.
}
