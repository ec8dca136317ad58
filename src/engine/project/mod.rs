//! Project files: everything that makes an analysis (the files as given, and all settings) in one file that can be kept, moved and
//! opened again, here or natively. Bytes in, bytes out.
//!
//! A project file is a zip archive: `manifest.json` and the files under `files/`. What is kept in the browser between visits has
//! the same manifest, sealed with a checksum.

mod archive;
mod error;
mod manifest;

pub use archive::{Project, read, write};
pub use error::ProjectError;
pub use manifest::{FileEntry, Made, Manifest};

/// What every manifest says that it is.
pub const FORMAT: &str = "clientele-project";
/// The version that is written, and the newest that can be read.
pub const VERSION: u32 = 1;
/// How names of project files end.
pub const ENDING: &str = ".clientele";

/// A name for a project of these files: the first one's without its endings.
pub fn file_name(files: &[String]) -> String {
    let stem = files.first().map_or("demo", |name| name.as_str());
    let mut stem = stem.trim();
    for ending in [".gz", ".zip", ".xlsx", ".ods", ".xls", ".parquet", ".csv", ".tsv", ".txt", ENDING] {
        let cut = stem.len().saturating_sub(ending.len());
        if cut > 0 && stem.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(ending)) {
            stem = &stem[..cut];
        }
    }
    format!("{}{ENDING}", if stem.is_empty() { "project" } else { stem })
}

#[cfg(test)]
mod tests;
