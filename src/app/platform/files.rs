//! The user's files, read in pieces inside the worker.

use clientele_core::domain::ErrorView;
use clientele_engine::{FileInfo, FileSource};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Bytes asked for at a time. The browser answers each question with a fixed delay: with 4 MiB, reading 45 MB took 60 ms, with
/// 1 MiB 100 to 190 ms.
const CHUNK_BYTES: f64 = 4_194_304.0;

/// Browser `File`s as a [`FileSource`].
pub(super) struct BrowserFiles {
    files: Vec<web_sys::File>,
    /// Index of the file after the current one.
    next: usize,
    position: f64,
    /// The part that follows, asked for while the one before is worked on.
    coming: Option<Promise>,
}

impl BrowserFiles {
    pub(super) fn new(files: Vec<web_sys::File>) -> Self {
        Self { files, next: 0, position: 0.0, coming: None }
    }
}

impl FileSource for BrowserFiles {
    fn fingerprint(&self) -> Option<u64> {
        let known = self.files.iter().map(|f| format!("{} {} {}\n", f.name(), f.size(), f.last_modified())).collect::<String>();
        // FNV-1a, 64 bits.
        Some(known.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn total_bytes(&self) -> u64 {
        self.files.iter().map(|f| f.size() as u64).sum()
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(file) = self.files.get(self.next) else { return Ok(None) };
        self.next += 1;
        self.position = 0.0;
        self.coming = None;
        Ok(Some(FileInfo { name: file.name(), bytes: Some(file.size() as u64) }))
    }

    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView> {
        let Some(file) = self.next.checked_sub(1).and_then(|current| self.files.get(current)) else { return Ok(None) };
        if self.position >= file.size() {
            return Ok(None);
        }
        let end = (self.position + CHUNK_BYTES).min(file.size());
        let coming = self.coming.take();
        let read = async {
            let part = coming.map_or_else(|| part_of(file, self.position), Ok)?;
            let buffer = JsFuture::from(part).await?;
            Ok((buffer, (end < file.size()).then(|| part_of(file, end)).transpose()?))
        };
        let (buffer, coming) = read.await.map_err(|error: JsValue| ErrorView {
            code: "file-not-readable".into(),
            message: format!("The browser could not read the file {}", file.name()),
            place: Some(format!("{}, byte {}", file.name(), self.position)),
            suggestion: format!(
                "It may have been moved, changed or locked since it was chosen: choose it again. The browser says: {}",
                error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default()
            ),
        })?;
        (self.position, self.coming) = (end, coming);
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    }
}

/// Asks the browser for the part of a file that begins at `from`.
fn part_of(file: &web_sys::File, from: f64) -> Result<Promise, JsValue> {
    Ok(file.slice_with_f64_and_f64(from, (from + CHUNK_BYTES).min(file.size()))?.array_buffer())
}
