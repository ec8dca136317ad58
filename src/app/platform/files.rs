//! The user's files, read in pieces inside the worker.

use super::opfs_store;
use clientele_core::domain::ErrorView;
use clientele_engine::{Digest, FileInfo, FileSource};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Bytes asked for at a time. The browser answers each question with a fixed delay: with 4 MiB, reading 45 MB took 60 ms, with
/// 1 MiB 100 to 190 ms.
const CHUNK_BYTES: f64 = 4_194_304.0;

/// Browser `File`s as a [`FileSource`].
pub(super) struct BrowserFiles {
    files: Vec<web_sys::File>,
    /// The digests of the files; empty where they are not known.
    digests: Vec<Digest>,
    /// Index of the file after the current one.
    next: usize,
    position: f64,
    /// The part that follows, asked for while the one before is worked on.
    coming: Option<Promise>,
}

impl BrowserFiles {
    /// Files whose digests are known, or not (none are given then).
    pub(super) fn new(files: Vec<web_sys::File>, digests: Vec<Digest>) -> Self {
        Self { files, digests, next: 0, position: 0.0, coming: None }
    }

    fn info(&self, at: usize) -> Option<FileInfo> {
        let file = self.files.get(at)?;
        Some(FileInfo { name: file.name(), bytes: Some(file.size() as u64), digest: self.digests.get(at).cloned() })
    }
}

impl FileSource for BrowserFiles {
    fn list(&self) -> Vec<FileInfo> {
        (0..self.files.len()).filter_map(|at| self.info(at)).collect()
    }

    fn rewind(&mut self) {
        (self.next, self.position, self.coming) = (0, 0.0, None);
    }

    fn changed(&self, name: &str) -> ErrorView {
        if self.files.iter().any(|file| file.name() == name && opfs_store::is_copy(file)) {
            return opfs_store::damaged(name);
        }
        ErrorView {
            code: "file-changed".into(),
            message: format!("The file {name} is not what it was when it was chosen: it has been changed since"),
            place: Some(name.to_owned()),
            suggestion: "Choose it again, to analyse it as it is now.".into(),
        }
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(info) = self.info(self.next) else { return Ok(None) };
        self.next += 1;
        self.position = 0.0;
        self.coming = None;
        Ok(Some(info))
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
        let (buffer, coming) = read.await.map_err(|error: JsValue| {
            if opfs_store::is_copy(file) {
                return opfs_store::damaged(&file.name());
            }
            ErrorView {
                code: "file-not-readable".into(),
                message: format!("The browser could not read the file {}", file.name()),
                place: Some(format!("{}, byte {}", file.name(), self.position)),
                suggestion: format!(
                    "It may have been moved, changed or locked since it was chosen: choose it again. The browser says: {}",
                    error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default()
                ),
            }
        })?;
        (self.position, self.coming) = (end, coming);
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    }
}

/// Asks the browser for the part of a file that begins at `from`.
fn part_of(file: &web_sys::File, from: f64) -> Result<Promise, JsValue> {
    Ok(file.slice_with_f64_and_f64(from, (from + CHUNK_BYTES).min(file.size()))?.array_buffer())
}
