//! The Web Worker that holds the data and runs the engine: a thin wrapper over `platform`.

#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), wasm_bindgen::JsValue> {
    clientele_app::platform::serve_worker(env!("CLIENTELE_BUILD"))
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Natively there is no worker: the `clientele` command runs the same engine.
}
