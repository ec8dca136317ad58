//! What tells files apart: the digest of their bytes. Names, sizes and times do not: a shop's monthly export may have all three of the
//! one before it.

use super::control::{Control, FileInfo, FileSource, RunError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clientele_core::domain::ErrorView;
use clientele_core::files::Digest;
use clientele_core::run::{Progress, Stage};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha512_256};

/// The digest of a value, by its encoding: for settings, and for lists of digests.
pub(super) fn digest_of(value: &impl Serialize) -> Digest {
    let mut digester = Digester::default();
    // Plain settings can always be encoded.
    digester.update(&postcard::to_allocvec(value).unwrap_or_default());
    digester.finish()
}

/// Works out the digest of bytes that come in pieces: their SHA-512/256 (FIPS 180-4), in base 64 for names and addresses (RFC 4648).
#[derive(Clone, Debug, Default)]
pub struct Digester(Sha512_256);

impl Digester {
    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces together.
    pub fn finish(self) -> Digest {
        Digest::new(URL_SAFE_NO_PAD.encode(self.0.finalize()))
    }
}

/// What one file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// Its name, without folders: results name the files that they are about.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// What files are, in the order in which they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    files: Vec<FileContent>,
    id: Digest,
}

impl Contents {
    /// Of these files.
    pub fn new(files: Vec<FileContent>) -> Self {
        let id = digest_of(&files);
        Self { files, id }
    }

    /// Of files about which all is known before they are read; `None` where something is not.
    pub fn known(listed: &[FileInfo]) -> Option<Self> {
        let file =
            |info: &FileInfo| Some(FileContent { name: info.name.clone(), bytes: info.bytes?, digest: info.digest.clone()? });
        listed.iter().map(file).collect::<Option<_>>().map(Self::new)
    }

    /// The files.
    pub fn files(&self) -> &[FileContent] {
        &self.files
    }

    /// The digests of the files.
    pub fn digests(&self) -> Vec<Digest> {
        self.files.iter().map(|file| file.digest.clone()).collect()
    }

    /// Stands for all of it: other names or other bytes have another.
    pub fn id(&self) -> &Digest {
        &self.id
    }

    /// Whether files of these names and sizes can be these files: only then is it worth while to read them for that.
    pub fn can_be(&self, listed: &[FileInfo]) -> bool {
        let can = |(file, info): (&FileContent, &FileInfo)| file.name == info.name && info.bytes.is_none_or(|n| n == file.bytes);
        self.files.len() == listed.len() && self.files.iter().zip(listed).all(can)
    }
}

/// Reads files through, for nothing but their digests, and goes back to before the first.
///
/// # Errors
/// When a file cannot be read, when it is not what it is known to be, or when the host ends it.
pub async fn contents_of<F: FileSource>(files: &mut F, control: &impl Control) -> Result<Contents, RunError> {
    let (mut done, total) = (0, files.total_bytes());
    let mut checked = CheckedFiles::new(files, None);
    while checked.next_file().await.map_err(RunError::Failed)?.is_some() {
        while let Some(chunk) = checked.next_chunk().await.map_err(RunError::Failed)? {
            done += chunk.len() as u64;
            control.progress(Progress { stage: Stage::Load, done, total, unit: "bytes".into(), rows: None });
            control.pause().await?;
        }
    }
    let contents = checked.contents();
    files.rewind();
    Ok(contents)
}

/// Files as they are read: takes the digest of what comes, and compares it with what is known of the files at the end of each.
#[derive(Debug)]
pub struct CheckedFiles<'a, F> {
    files: &'a mut F,
    expected: Option<&'a Contents>,
    current: Option<Reading>,
    read: Vec<FileContent>,
}

/// The file that is being read.
#[derive(Debug)]
struct Reading {
    info: FileInfo,
    bytes: u64,
    digester: Digester,
}

impl<'a, F: FileSource> CheckedFiles<'a, F> {
    /// Files that are to be those of `expected`, where that is given; else what the source itself knows of them.
    pub fn new(files: &'a mut F, expected: Option<&'a Contents>) -> Self {
        Self { files, expected, current: None, read: Vec::new() }
    }

    /// As [`FileSource::next_file`].
    pub async fn next_file(&mut self) -> Result<Option<FileInfo>, ErrorView> {
        let Some(mut info) = self.files.next_file().await? else {
            let is_short = self.expected.and_then(|expected| expected.files.get(self.read.len()));
            return is_short.map_or(Ok(None), |file| Err(self.files.changed(&file.name)));
        };
        if let Some(expected) = self.expected {
            let file = expected.files.get(self.read.len()).filter(|file| file.name == info.name);
            let is_other = file.is_none_or(|file| info.bytes.is_some_and(|bytes| bytes != file.bytes));
            if is_other {
                return Err(self.files.changed(&info.name));
            }
            info.digest = file.map(|file| file.digest.clone());
        }
        self.current = Some(Reading { info: info.clone(), bytes: 0, digester: Digester::default() });
        Ok(Some(info))
    }

    /// As [`FileSource::next_chunk`]; at the file's end also an error when it is not what it is known to be.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorView> {
        let chunk = self.files.next_chunk().await?;
        match (&chunk, &mut self.current) {
            (Some(chunk), Some(reading)) => {
                reading.bytes += chunk.len() as u64;
                reading.digester.update(chunk);
            }
            (None, current) => {
                if let Some(Reading { info, bytes, digester }) = current.take() {
                    let digest = digester.finish();
                    if info.digest.as_ref().is_some_and(|known| *known != digest) {
                        return Err(self.files.changed(&info.name));
                    }
                    self.read.push(FileContent { name: info.name, bytes, digest });
                }
            }
            (Some(_), None) => {}
        }
        Ok(chunk)
    }

    /// For a file in which something does not make sense: whether that is because it is not what it is known to be. Reads the rest of it.
    ///
    /// # Errors
    /// That it is not.
    pub async fn check_rest(&mut self) -> Result<(), ErrorView> {
        while self.current.as_ref().is_some_and(|reading| reading.info.digest.is_some()) {
            self.next_chunk().await?;
        }
        Ok(())
    }

    /// What has been read to its end.
    pub fn contents(self) -> Contents {
        Contents::new(self.read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> FileContent {
        let mut digester = Digester::default();
        digester.update(text.as_bytes());
        FileContent { name: name.into(), bytes: text.len() as u64, digest: digester.finish() }
    }

    #[test]
    fn the_digest_is_that_of_the_standard_in_whatever_pieces_the_bytes_come() {
        // NIST's example of SHA-512/256, 53048e26…e7af23.
        assert_eq!(file("a", "abc").digest.as_str(), "UwSOJoGUHvmbLim3a0x9q-TC0MY0_G1G4OLxMQfnryM");
        let mut pieces = Digester::default();
        for piece in ["a", "", "bc"] {
            pieces.update(piece.as_bytes());
        }
        assert_eq!(pieces.finish(), file("a", "abc").digest);
    }

    #[test]
    fn names_bytes_and_order_make_what_files_are() {
        let ids: Vec<String> = [
            vec![file("a", "1"), file("b", "2")],
            vec![file("b", "2"), file("a", "1")],
            vec![file("a", "1"), file("b", "3")],
            vec![file("a", "1"), file("c", "2")],
            vec![file("a", "1")],
        ]
        .map(|files| Contents::new(files).id().as_str().to_owned())
        .to_vec();
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "{at}");
        }
    }

    #[test]
    fn only_files_of_the_same_names_and_sizes_can_be_the_same() {
        let listed = |name: &str, bytes| FileInfo { name: name.into(), bytes, digest: None };
        let contents = Contents::new(vec![file("a", "123")]);
        for (files, can) in [
            (vec![listed("a", Some(3))], true),
            (vec![listed("a", None)], true),
            (vec![listed("a", Some(4))], false),
            (vec![listed("b", Some(3))], false),
            (vec![], false),
            (vec![listed("a", Some(3)), listed("a", Some(3))], false),
        ] {
            assert_eq!(contents.can_be(&files), can, "{files:?}");
            assert_eq!(Contents::known(&files).is_some(), files.is_empty());
        }
    }
}
