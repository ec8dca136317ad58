//! Parquet files in the browser: a worker of its own reads them, so that its code is fetched with the first such file, and its memory goes with
//! it. Here are the side of the data worker, which asks, and that of the reader, which answers.

use clientele_ingest::{ParquetAnswer, ParquetProgram, ParquetTable, UnreadableKind};
use clientele_messages::{decode, encode};
use clientele_parquet::{Block, Fault, Head, Reader};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The program that `public/parquet.js` starts.
pub(super) struct BrowserParquet;

impl ParquetProgram for BrowserParquet {
    fn open(&self, file: Vec<u8>) -> ParquetAnswer<'_, Box<dyn ParquetTable>> {
        Box::pin(open(file))
    }
}

async fn open(file: Vec<u8>) -> Result<Box<dyn ParquetTable>, UnreadableKind> {
    let open = async {
        let start: Function = Reflect::get(&js_sys::global(), &"clienteleParquet".into())?.dyn_into()?;
        let bytes = Uint8Array::from(file.as_slice());
        drop(file);
        let opened: Promise = start.call1(&JsValue::NULL, &bytes)?.dyn_into()?;
        let file = JsFuture::from(opened).await?;
        let head = Uint8Array::new(&Reflect::get(&file, &"head".into())?).to_vec();
        Ok::<_, JsValue>((file, head))
    };
    let (file, head) = open.await.map_err(|_| UnreadableKind::NoParquetProgram)?;
    // From here on the worker ends with the table, whatever becomes of it.
    let mut table = OpenFile { file, head: Head::default() };
    table.head = decode::<Result<Head, Fault>>(&head).map_err(|_| UnreadableKind::NoParquetProgram)??;
    Ok(Box::new(table))
}

/// A file that the reader's worker holds.
struct OpenFile {
    file: JsValue,
    head: Head,
}

impl ParquetTable for OpenFile {
    fn head(&self) -> &Head {
        &self.head
    }

    fn next_block(&mut self) -> ParquetAnswer<'_, Option<Block>> {
        Box::pin(async {
            let next = async {
                let next: Promise = method(&self.file, "next")?.call0(&self.file)?.dyn_into()?;
                Ok::<_, JsValue>(Uint8Array::new(&JsFuture::from(next).await?).to_vec())
            };
            // What ends the worker is that there is no more memory.
            let bytes = next.await.map_err(|_| UnreadableKind::TooLarge)?;
            let block = decode::<Result<Option<Block>, Fault>>(&bytes).map_err(|_| UnreadableKind::BrokenParquet)?;
            Ok(block?)
        })
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        // The worker ends with its file.
        let _ = method(&self.file, "close").and_then(|close| close.call0(&self.file));
    }
}

fn method(object: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(object, &name.into())?.dyn_into()
}

/// Tells of which build this is, and then answers: the bytes of a file with what it says of itself, anything else with its next rows.
///
/// # Errors
/// When this is no worker.
pub fn serve(build: &str) -> Result<(), JsValue> {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().dyn_into().map_err(|_| "not in a worker")?;
    let reader: RefCell<Option<Reader>> = RefCell::new(None);
    let here = scope.clone();
    let on_message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let answer = match event.data().dyn_into::<Uint8Array>() {
            Ok(file) => {
                let opened = Reader::open(file.to_vec());
                let head = opened.as_ref().map(Reader::head).map_err(|fault| *fault);
                let answer = encode(&head);
                *reader.borrow_mut() = opened.ok();
                answer
            }
            Err(_) => {
                let next = reader.borrow_mut().as_mut().map_or(Ok(None), Reader::next_block);
                encode(&next)
            }
        };
        let array = Uint8Array::from(answer.unwrap_or_default().as_slice());
        let _ = here.post_message_with_transfer(&array, &Array::of1(&array.buffer()));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    scope.post_message(&build.into())
}
