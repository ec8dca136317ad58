//! Files on disk, read in pieces.

use clientele_core::domain::ErrorView;
use clientele_engine::{FileInfo, FileSource};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const CHUNK_BYTES: usize = 1 << 20;

/// Paths as a [`FileSource`].
#[derive(Debug)]
pub(crate) struct DiskFiles {
    paths: Vec<PathBuf>,
    /// Index of the file after the current one.
    next: usize,
    current: Option<(PathBuf, File)>,
}

impl DiskFiles {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, next: 0, current: None }
    }
}

fn info_of(path: &Path) -> FileInfo {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    FileInfo { name, bytes: path.metadata().ok().map(|facts| facts.len()), digest: None }
}

impl FileSource for DiskFiles {
    fn list(&self) -> Vec<FileInfo> {
        self.paths.iter().map(|path| info_of(path)).collect()
    }

    fn rewind(&mut self) {
        (self.next, self.current) = (0, None);
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(path) = self.paths.get(self.next).cloned() else { return Ok(None) };
        self.next += 1;
        let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        let info = info_of(&path);
        self.current = Some((path, file));
        Ok(Some(info))
    }

    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView> {
        let Some((path, file)) = &mut self.current else { return Ok(None) };
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        file.take(CHUNK_BYTES as u64).read_to_end(&mut chunk).map_err(|error| unreadable(path, &error))?;
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> ErrorView {
    ErrorView {
        code: "file-not-readable".into(),
        message: format!("The file {} cannot be read: {error}", path.display()),
        place: None,
        suggestion: "Check the path and whether you may read the file.".into(),
    }
}
