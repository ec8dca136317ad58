//! Files packed into one ZIP archive without times, so that the same files give the same bytes.

use super::error::DocumentError;
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFile {
    /// Its name, with folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Packs files.
///
/// # Errors
/// When the archive gets larger than a ZIP can be.
pub fn zip_archive(files: &[PackedFile]) -> Result<Vec<u8>, DocumentError> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let failed = |error: &dyn std::fmt::Display| DocumentError::Archive(error.to_string());
    for file in files {
        writer.start_file(file.name.as_str(), options).map_err(|e| failed(&e))?;
        writer.write_all(&file.bytes).map_err(|e| failed(&e))?;
    }
    Ok(writer.finish().map_err(|e| failed(&e))?.into_inner())
}
