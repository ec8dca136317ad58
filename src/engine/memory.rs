//! Files held in memory: for benches and tests.

use super::{FileInfo, FileSource};
use clientele_core::domain::ErrorView;

/// Named files as bytes.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: Vec<(String, Vec<u8>)>,
    /// Index of the file after the current one.
    next: usize,
    position: usize,
    chunk_bytes: usize,
}

impl MemoryFiles {
    /// Files given in pieces of at most `chunk_bytes` (at least 1).
    pub fn new(files: Vec<(String, Vec<u8>)>, chunk_bytes: usize) -> Self {
        Self { files, next: 0, position: 0, chunk_bytes: chunk_bytes.max(1) }
    }
}

impl FileSource for MemoryFiles {
    fn list(&self) -> Vec<FileInfo> {
        self.files.iter().map(info_of).collect()
    }

    fn rewind(&mut self) {
        (self.next, self.position) = (0, 0);
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(file) = self.files.get(self.next) else { return Ok(None) };
        self.next += 1;
        self.position = 0;
        Ok(Some(info_of(file)))
    }

    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView> {
        let Some((_, bytes)) = self.next.checked_sub(1).and_then(|current| self.files.get(current)) else { return Ok(None) };
        let rest = bytes.get(self.position..).unwrap_or_default();
        let piece = &rest[..rest.len().min(self.chunk_bytes)];
        self.position += piece.len();
        Ok((!piece.is_empty()).then(|| piece.to_vec()))
    }
}

fn info_of((name, bytes): &(String, Vec<u8>)) -> FileInfo {
    FileInfo { name: name.clone(), bytes: Some(bytes.len() as u64), digest: None }
}
