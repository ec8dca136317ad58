//! The programs beside the page: fetched, made ready to start, and told from those of another version.
//!
//! Each has a name with the hash of its content (`./dev arrange`), and `public/boot.js`, which has one too, knows the names of the others.
//! So a page can only get the very programs that it was put up with: or none, once the site was updated.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Name of the error that says that a program is of another version; `public/boot.js` gives it as well.
const OTHER_VERSION: &str = "OtherVersion";

/// A worker's program: fetched and compiled once, to be started often.
#[derive(Clone)]
pub(super) struct Program {
    /// Address of its script.
    pub(super) url: String,
    /// What the script starts.
    pub(super) module: js_sys::WebAssembly::Module,
}

/// Loads the worker's program; `start` is what it runs first.
///
/// # Errors
/// What the browser says; see [`is_other_version`].
pub(super) async fn load(start: &str) -> Result<Program, JsValue> {
    let names: Array = Reflect::get(&js_sys::global(), &"clienteleWorker".into())?.dyn_into()?;
    let name = |at| names.get(at).as_string().ok_or("the worker has no name");
    let script = JsFuture::from(part(&name(0)?).await?.text()?).await?;
    let wasm = JsFuture::from(part(&name(1)?).await?.array_buffer()?).await?;
    let module = JsFuture::from(js_sys::WebAssembly::compile(&wasm)).await?.dyn_into()?;
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = Array::of2(&script, &start.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    Ok(Program { url: web_sys::Url::create_object_url_with_blob(&blob)?, module })
}

/// Fetches a part of a program. What is not there any more was replaced by another version; some servers send a page instead of it.
async fn part(name: &str) -> Result<web_sys::Response, JsValue> {
    let response = fetch_any(name, web_sys::RequestCache::Default).await?;
    let is_page = response.headers().get("content-type")?.is_some_and(|kind| kind.contains("html"));
    if response.status() == 404 || is_page {
        let error = js_sys::Error::new(&format!("{name} is not on the server"));
        error.set_name(OTHER_VERSION);
        return Err(error.into());
    }
    good(response, name)
}

/// Fetches a file of the site.
///
/// # Errors
/// That there is no connection, or no such file.
pub(super) async fn fetch(name: &str, cache: web_sys::RequestCache) -> Result<web_sys::Response, JsValue> {
    good(fetch_any(name, cache).await?, name)
}

async fn fetch_any(name: &str, cache: web_sys::RequestCache) -> Result<web_sys::Response, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let base = window.document().and_then(|d| d.base_uri().ok().flatten()).ok_or("no base address")?;
    let url = web_sys::Url::new_with_base(name, &base)?;
    let options = web_sys::RequestInit::new();
    options.set_cache(cache);
    JsFuture::from(window.fetch_with_str_and_init(&url.href(), &options)).await?.dyn_into()
}

fn good(response: web_sys::Response, name: &str) -> Result<web_sys::Response, JsValue> {
    if response.ok() { Ok(response) } else { Err(format!("{name} could not be loaded (status {})", response.status()).into()) }
}

/// Whether an error says that a program is of another version than the page, or gone.
pub(super) fn is_other_version(error: &JsValue) -> bool {
    error.dyn_ref::<js_sys::Error>().is_some_and(|error| error.name() == OTHER_VERSION)
}

/// What an error of the browser says.
pub(super) fn text_of(error: &JsValue) -> String {
    error
        .as_string()
        .or_else(|| error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())))
        .unwrap_or_else(|| format!("{error:?}"))
}
