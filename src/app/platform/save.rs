//! Downloads.

use clientele_messages::ExportedFile;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

/// Gives the file to the browser as a download.
///
/// # Errors
/// When the browser refuses; the text is for the log.
pub fn save_file(file: &ExportedFile) -> Result<(), String> {
    let save = || -> Result<(), JsValue> {
        let document = web_sys::window().and_then(|w| w.document()).ok_or("no document")?;
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(&file.media_type);
        let parts = Array::of1(&Uint8Array::from(file.bytes.as_slice()));
        let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
        let url = web_sys::Url::create_object_url_with_blob(&blob)?;
        let link: web_sys::HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
        link.set_href(&url);
        link.set_download(&file.name);
        link.click();
        // The download has taken the blob by the time that the page is idle again.
        let revoke = Closure::once_into_js(move || web_sys::Url::revoke_object_url(&url));
        let window = web_sys::window().ok_or("no window")?;
        window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), 60_000)?;
        Ok(())
    };
    save().map_err(|error| format!("{error:?}"))
}
