//! Files on disk, read in pieces.

use clientele_core::domain::ErrorView;
use clientele_engine::{FileInfo, FileSource};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};

const CHUNK_BYTES: usize = 1 << 20;

/// Paths as a [`FileSource`].
#[derive(Debug)]
pub(crate) struct DiskFiles {
    paths: std::vec::IntoIter<PathBuf>,
    current: Option<(PathBuf, File)>,
    total_bytes: u64,
    fingerprint: Option<u64>,
}

impl DiskFiles {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        let total_bytes = paths.iter().filter_map(|path| path.metadata().ok()).map(|m| m.len()).sum();
        let fingerprint = fingerprint(&paths);
        Self { paths: paths.into_iter(), current: None, total_bytes, fingerprint }
    }
}

/// Paths, sizes and times of change; `None` where the system does not tell them.
fn fingerprint(paths: &[PathBuf]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        let facts = path.metadata().ok()?;
        (path, facts.len(), facts.modified().ok()?).hash(&mut hasher);
    }
    Some(hasher.finish())
}

impl FileSource for DiskFiles {
    fn fingerprint(&self) -> Option<u64> {
        self.fingerprint
    }

    fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(path) = self.paths.next() else { return Ok(None) };
        let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        let bytes = file.metadata().ok().map(|m| m.len());
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        self.current = Some((path, file));
        Ok(Some(FileInfo { name, bytes }))
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
