//! The list of what a project consists of: format version, settings, and name, size and digest of each file. Everything in it is checked
//! when it is read.

use super::error::ProjectError;
use super::{FORMAT, VERSION};
use crate::{Config, Contents, FileContent};
use clientele_core::files::Digest;
use serde::{Deserialize, Serialize};

/// Where a project's data come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// Generated from the settings.
    Generated,
    /// From files.
    FromFiles,
}

/// One of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name, as it was given.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// CRC-32 of its content as eight hexadecimal digits; empty where it has not been worked out.
    #[serde(default)]
    pub crc32: String,
    /// The digest of its content; only for what is kept in the browser, which knows a file again by it, and damage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// All of a project but the files' contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The Clientele that wrote it.
    pub app_version: String,
    /// Where the data come from.
    pub made: Made,
    /// The files, in the order in which they were given.
    pub files: Vec<FileEntry>,
    /// All settings, the recipe and the meanings of columns among them.
    pub config: Config,
}

impl Manifest {
    /// A manifest of this version. The day on which it is made is no setting and left out.
    pub fn new(config: &Config, made: Made, files: Vec<FileEntry>) -> Self {
        let mut config = config.clone();
        config.ingest.today = None;
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            made,
            files,
            config,
        }
    }

    /// As JSON, with line breaks for people.
    pub fn to_json(&self) -> String {
        // Checked settings, names and counts: JSON can write all of them.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Reads a manifest, and checks that its settings can be used.
    ///
    /// # Errors
    /// When the text is no manifest, is of another version, or a setting is unknown or out of bounds.
    pub fn from_json(text: &[u8]) -> Result<Self, ProjectError> {
        let any: serde_json::Value = serde_json::from_slice(text).map_err(|_| ProjectError::NotAProject)?;
        if any.get("format").and_then(serde_json::Value::as_str) != Some(FORMAT) {
            return Err(ProjectError::NotAProject);
        }
        let version = any.get("version").cloned().unwrap_or_default();
        match version.as_u64() {
            Some(1) => {}
            Some(newer) if newer > u64::from(VERSION) => {
                let app_version = any.get("app_version").and_then(serde_json::Value::as_str).unwrap_or_default();
                let is_number = app_version.len() <= 40 && app_version.chars().all(|c| c.is_ascii_graphic());
                let app_version = if is_number { app_version.to_owned() } else { String::new() };
                return Err(ProjectError::TooNew { version: newer, app_version });
            }
            _ => return Err(ProjectError::BadVersion { version: version.to_string().chars().take(40).collect() }),
        }
        let part = |e: serde_json::Error| ProjectError::Damaged { part: format!("manifest.json ({e})") };
        let manifest: Self = serde_json::from_value(any).map_err(part)?;
        manifest.config.validate().map_err(ProjectError::Settings)?;
        Ok(manifest)
    }

    /// As JSON below a line with its checksum: written in pieces or cut off, it is known to be so.
    pub fn sealed(&self) -> String {
        let json = self.to_json();
        format!("{}\n{json}", crc_text(json.as_bytes()))
    }

    /// Reads what [`sealed`](Self::sealed) wrote.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json), and when the checksum does not fit.
    pub fn unsealed(bytes: &[u8]) -> Result<Self, ProjectError> {
        let damaged = || ProjectError::Damaged { part: "the list of what is kept".into() };
        let (seal, json) = bytes.split_at_checked(9).ok_or_else(damaged)?;
        if seal != format!("{}\n", crc_text(json)).as_bytes() {
            return Err(damaged());
        }
        Self::from_json(json)
    }

    /// What the files are; `None` where the digest of one is missing, as in lists of earlier versions.
    pub fn contents(&self) -> Option<Contents> {
        let of =
            |file: &FileEntry| Some(FileContent { name: file.name.clone(), bytes: file.bytes, digest: file.digest.clone()? });
        self.files.iter().map(of).collect::<Option<_>>().map(Contents::new)
    }

    /// Bytes of all files.
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }
}

/// CRC-32 as eight hexadecimal digits.
pub(super) fn crc_text(bytes: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    format!("{:08x}", crc.sum())
}
