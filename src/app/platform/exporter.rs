//! Writing documents in a worker of their own: the page's side, and the worker's. So the code for PDF and
//! workbooks is loaded only for an export.

use super::program::is_other_version;
use clientele_core::domain::ErrorView;
use clientele_document::Job;
use clientele_messages::{decode, other_version};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Gives a job, as bytes, to the writer of documents and waits for the file. `public/exporter.js` starts it; `build` is the page's, as the
/// writer's has to be.
///
/// # Errors
/// What the writer says, or that it could not be loaded, or is of another build.
pub async fn write_document(build: &str, job: &[u8]) -> Result<Vec<u8>, ErrorView> {
    let write = async {
        let start: Function = Reflect::get(&js_sys::global(), &"clienteleWrite".into())?.dyn_into()?;
        let written: Promise = start.call2(&JsValue::NULL, &build.into(), &Uint8Array::from(job))?.dyn_into()?;
        Ok::<_, JsValue>(Uint8Array::new(&JsFuture::from(written).await?).to_vec())
    };
    write.await.map_err(|error: JsValue| if is_other_version(&error) { other_version() } else { not_written(&error) })
}

fn not_written(error: &JsValue) -> ErrorView {
    ErrorView {
        code: "document-not-written".into(),
        message: error
            .dyn_ref::<js_sys::Error>()
            .map_or_else(|| "Its writer could not be started".into(), |e| e.message().into()),
        place: None,
        suggestion: "Try again; if it fails again, reload the page or choose another form.".into(),
    }
}

/// Tells the page of which build this is, and does the job that it has left in this worker; called once, when its program starts. A
/// job of a page of another build may mean anything, and is not read.
///
/// # Errors
/// When this is no worker.
pub fn serve(build: &str) -> Result<(), JsValue> {
    std::panic::set_hook(Box::new(|info| {
        // The worker dies after this; the page hears why first.
        let _ = post(&info.to_string().into(), None);
    }));
    post(&build.into(), None)?;
    let given = |name: &str| Reflect::get(&js_sys::global(), &name.into());
    if given("build")?.as_string().as_deref() != Some(build) {
        return Ok(());
    }
    let job = given("job")?;
    let written = decode::<Job>(&Uint8Array::new(&job).to_vec())
        .map_err(|error| error.to_string())
        .and_then(|job| job.write().map_err(|error| error.to_string()));
    match written {
        Ok(bytes) => {
            let array = Uint8Array::from(bytes.as_slice());
            post(&array, Some(&Array::of1(&array.buffer())))
        }
        Err(text) => post(&text.into(), None),
    }
}

fn post(message: &JsValue, transfer: Option<&Array>) -> Result<(), JsValue> {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().dyn_into().map_err(|_| "not in a worker")?;
    match transfer {
        Some(transfer) => scope.post_message_with_transfer(message, transfer),
        None => scope.post_message(message),
    }
}
