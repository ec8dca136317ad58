//! How a file is packed: plain, gzip, a workbook or archive that must be complete before it can be opened, or a binary file of another
//! kind. Told by the first bytes, never by the file's name.

use crate::read::compound_file;
use crate::read::unreadable::UnreadableKind;
use clientele_parquet as parquet;
use flate2::write::MultiGzDecoder;
use std::io::Write;

/// Compressed bytes given to the decoder at once: bounds what a small chunk can swell to (gzip expands at most about 1,000-fold).
const GZIP_SLICE_BYTES: usize = 8 * 1024;

/// Larger archives are refused.
pub(crate) const MAX_PACKED_BYTES: usize = 512 << 20;
/// How zip archives and the workbooks in them begin, empty archives, old Excel workbooks, and Parquet files.
const WHOLE_SIGNATURES: [&[u8]; 5] =
    [b"PK\x03\x04", b"PK\x05\x06", &compound_file::SIGNATURE, &parquet::SIGNATURE, &parquet::ENCRYPTED_SIGNATURE];
/// How files begin that are certainly no text.
const BINARY_SIGNATURES: [&[u8]; 3] = [b"%PDF", b"\x89PNG", &[0xff, 0xd8, 0xff]];

/// Unwraps one file.
pub(crate) enum Container {
    /// Too few bytes yet to know.
    Undecided(Vec<u8>),
    Plain,
    Gzip {
        decoder: Box<MultiGzDecoder<Vec<u8>>>,
        bytes_in: u64,
        /// Bytes that do not fill a slice yet. Only whole slices are decompressed, so that the place of an error does not depend on chunks.
        pending: Vec<u8>,
    },
    /// A workbook, a Parquet file or a zip archive: nothing comes out until it is complete.
    Whole(Vec<u8>),
}

impl Container {
    pub(crate) fn new() -> Self {
        Container::Undecided(Vec::new())
    }

    pub(crate) fn is_gzip(&self) -> bool {
        matches!(self, Container::Gzip { .. })
    }

    /// The bytes of a workbook or zip archive.
    pub(crate) fn take_whole(&mut self) -> Option<Vec<u8>> {
        match self {
            Container::Whole(bytes) => Some(std::mem::take(bytes)),
            _ => None,
        }
    }

    /// Unwraps `chunk` and hands what comes out to `sink`, piece by piece.
    pub(crate) fn push<E: From<(UnreadableKind, u64)>>(
        &mut self,
        chunk: &[u8],
        sink: &mut impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Container::Undecided(head) => {
                head.extend_from_slice(chunk);
                if head.len() >= 8 { self.decide(sink) } else { Ok(()) }
            }
            Container::Plain => sink(chunk),
            Container::Whole(bytes) => {
                if bytes.len() + chunk.len() > MAX_PACKED_BYTES {
                    return Err((UnreadableKind::TooLarge, 0).into());
                }
                bytes.extend_from_slice(chunk);
                Ok(())
            }
            Container::Gzip { decoder, bytes_in, pending } => {
                let mut rest = chunk;
                while pending.len() + rest.len() >= GZIP_SLICE_BYTES {
                    let (first, after) = rest.split_at_checked(GZIP_SLICE_BYTES - pending.len()).unwrap_or((rest, &[]));
                    pending.extend_from_slice(first);
                    rest = after;
                    inflate(decoder, bytes_in, pending, sink)?;
                }
                pending.extend_from_slice(rest);
                Ok(())
            }
        }
    }

    /// The file has ended.
    pub(crate) fn end<E: From<(UnreadableKind, u64)>>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        if matches!(self, Container::Undecided(_)) {
            self.decide(sink)?;
        }
        if let Container::Gzip { decoder, bytes_in, pending } = self {
            inflate(decoder, bytes_in, pending, sink)?;
            decoder.try_finish().map_err(|_| (UnreadableKind::BrokenGzip, *bytes_in))?;
            drain(decoder, sink)?;
        }
        Ok(())
    }

    fn decide<E: From<(UnreadableKind, u64)>>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let Container::Undecided(head) = self else { return Ok(()) };
        let head = std::mem::take(head);
        let begins_with_one_of = |signatures: &[&[u8]]| signatures.iter().any(|s| head.starts_with(s));
        if begins_with_one_of(&BINARY_SIGNATURES) {
            return Err((UnreadableKind::NotText, 0).into());
        }
        *self = if head.starts_with(&[0x1f, 0x8b]) {
            Container::Gzip { decoder: Box::new(MultiGzDecoder::new(Vec::new())), bytes_in: 0, pending: Vec::new() }
        } else if begins_with_one_of(&WHOLE_SIGNATURES) {
            Container::Whole(Vec::new())
        } else {
            Container::Plain
        };
        self.push(&head, sink)
    }
}

/// Decompresses what is pending.
fn inflate<E: From<(UnreadableKind, u64)>>(
    decoder: &mut MultiGzDecoder<Vec<u8>>,
    bytes_in: &mut u64,
    pending: &mut Vec<u8>,
    sink: &mut impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    decoder.write_all(pending).map_err(|_| (UnreadableKind::BrokenGzip, *bytes_in))?;
    *bytes_in += pending.len() as u64;
    pending.clear();
    drain(decoder, sink)
}

fn drain<E>(decoder: &mut MultiGzDecoder<Vec<u8>>, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let out = decoder.get_mut();
    if out.is_empty() {
        return Ok(());
    }
    let result = sink(out);
    out.clear();
    result
}
