//! The archive of a project file, written and read in pieces. Sizes that an archive declares are checked against what
//! is really in it.

use super::error::ProjectError;
use super::manifest::{FileEntry, Made, Manifest};
use crate::{CheckedFiles, Config, Control, FileSource, Input, RunError};
use clientele_core::domain::{ErrorView, UserError};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MANIFEST: &str = "manifest.json";
/// A list of settings and names; the largest are segment maps and products left out by hand.
const MAX_MANIFEST_BYTES: u64 = 64 << 20;
/// More is not unpacked: it is held in memory.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;
const MAX_FILES: usize = 1_000;
/// More than this many times the packed size is not unpacked, once it is more than [`ALWAYS_UNPACKED_BYTES`].
const MAX_RATIO: u64 = 250;
const ALWAYS_UNPACKED_BYTES: u64 = 64 << 20;
/// Unpacked between two pauses.
const STEP_BYTES: u64 = 1 << 20;

/// A project, opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Where its data come from.
    pub made: Made,
    /// All settings; they have been checked.
    pub config: Config,
    /// Names and contents of the files.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Writes a project file. The same settings and files give the same bytes.
///
/// # Errors
/// When a file cannot be read, a setting is out of bounds, or the host ends it.
pub async fn write<F: FileSource>(input: Input<'_, F>, config: &Config, control: &impl Control) -> Result<Vec<u8>, RunError> {
    config.validate().map_err(RunError::Failed)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut entries = Vec::new();
    let made = match input {
        Input::Generated => Made::Generated,
        Input::Files(files) => {
            let mut files = CheckedFiles::new(files, None);
            while let Some(info) = files.next_file().await.map_err(RunError::Failed)? {
                if entries.len() >= MAX_FILES {
                    return Err(failed(&ProjectError::TooLarge));
                }
                // What is packed already does not shrink.
                let is_packed = [".gz", ".zip", ".xlsx", ".ods", ".parquet"]
                    .iter()
                    .any(|ending| info.name.to_ascii_lowercase().ends_with(ending));
                let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
                let options = SimpleFileOptions::default().compression_method(method).large_file(false);
                zip.start_file(path(entries.len(), &info.name), options).map_err(|e| unwritable(&e))?;
                let (mut bytes, mut crc) = (0, flate2::Crc::new());
                while let Some(chunk) = files.next_chunk().await.map_err(RunError::Failed)? {
                    for piece in chunk.chunks(STEP_BYTES as usize) {
                        control.pause().await?;
                        zip.write_all(piece).map_err(|e| unwritable(&e))?;
                    }
                    bytes += chunk.len() as u64;
                    crc.update(&chunk);
                }
                entries.push(FileEntry { name: info.name, bytes, crc32: format!("{:08x}", crc.sum()), digest: None });
            }
            Made::FromFiles
        }
    };
    let manifest = Manifest::new(config, made, entries);
    if manifest.total_bytes() > MAX_UNPACKED_BYTES {
        return Err(failed(&ProjectError::TooLarge));
    }
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file(MANIFEST, options).map_err(|e| unwritable(&e))?;
    zip.write_all(manifest.to_json().as_bytes()).map_err(|e| unwritable(&e))?;
    Ok(zip.finish().map_err(|e| unwritable(&e))?.into_inner())
}

/// Reads a project file: all of it, or nothing.
///
/// # Errors
/// [`ProjectError`] in the error's words, with the file's `name` as its place; or the host ends it.
pub async fn read(name: &str, bytes: Vec<u8>, control: &impl Control) -> Result<Project, RunError> {
    let told = |error: ProjectError| {
        let mut view = ErrorView::of(&error);
        view.place = Some(view.place.map_or_else(|| name.to_owned(), |place| format!("{name}, {place}")));
        RunError::Failed(view)
    };
    let packed = bytes.len() as u64;
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(told(ProjectError::NotAProject));
    }
    let damaged = |part: &str| ProjectError::Damaged { part: part.to_owned() };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| told(damaged("its table of contents")))?;
    let manifest = {
        // Another archive, such as a workbook, has no manifest.
        let entry = zip.by_name(MANIFEST).map_err(|error| match error {
            zip::result::ZipError::FileNotFound => told(ProjectError::NotAProject),
            _ => told(damaged(MANIFEST)),
        })?;
        let mut text = Vec::new();
        entry.take(MAX_MANIFEST_BYTES + 1).read_to_end(&mut text).map_err(|_| told(damaged(MANIFEST)))?;
        if text.len() as u64 > MAX_MANIFEST_BYTES {
            return Err(told(ProjectError::TooLarge));
        }
        Manifest::from_json(&text).map_err(told)?
    };
    let total = manifest.total_bytes();
    let swells = total > ALWAYS_UNPACKED_BYTES && total > packed.saturating_mul(MAX_RATIO);
    if total > MAX_UNPACKED_BYTES || swells || manifest.files.len() > MAX_FILES {
        return Err(told(ProjectError::TooLarge));
    }
    if manifest.made == Made::FromFiles && manifest.files.is_empty() {
        return Err(told(damaged("the list of its files")));
    }
    let mut files = Vec::with_capacity(manifest.files.len());
    for (position, file) in manifest.files.into_iter().enumerate() {
        let is_damaged = || told(damaged(&file.name));
        let entry = zip.by_name(&path(position, &file.name)).map_err(|_| is_damaged())?;
        // One byte more than promised shows that there is more.
        let mut entry = entry.take(file.bytes.saturating_add(1));
        let (mut content, mut crc) = (Vec::new(), flate2::Crc::new());
        loop {
            control.pause().await?;
            let before = content.len();
            (&mut entry).take(STEP_BYTES).read_to_end(&mut content).map_err(|_| is_damaged())?;
            let piece = content.get(before..).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            crc.update(piece);
        }
        let is_whole = content.len() as u64 == file.bytes && format!("{:08x}", crc.sum()) == file.crc32;
        if !is_whole {
            return Err(is_damaged());
        }
        files.push((file.name, content));
    }
    Ok(Project { made: manifest.made, config: manifest.config, files })
}

/// Where a file stands in the archive: whoever unpacks it by hand finds the name.
fn path(position: usize, name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    format!("files/{}/{}", position + 1, if plain.trim_matches('.').is_empty() { "file" } else { &plain })
}

fn failed(error: &impl UserError) -> RunError {
    RunError::Failed(ErrorView::of(error))
}

fn unwritable(error: &impl std::fmt::Display) -> RunError {
    RunError::Failed(ErrorView {
        code: "project-not-written".into(),
        message: format!("The project file could not be written: {error}"),
        place: None,
        suggestion: "Try with fewer or smaller files.".into(),
    })
}
