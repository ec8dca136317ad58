//! Opens files that can only be read once they are complete: workbooks (xlsx, ods, xls), Parquet files and zip
//! archives of text files. The work is done in steps,
//! and its results are [`ArchiveEvent`]s: the bytes of inner files, the rows of sheets.
//!
//! The zip and xlsx readers borrow from the archive's bytes and must live from one step to the next. In safe Rust a future may borrow from
//! itself, so the work is an `async` function that pauses, and each step polls it once, without an executor.
//!
//! Bounds, so that a small file cannot swell without end: [`MAX_PACKED_BYTES`](super::container::MAX_PACKED_BYTES), [`MAX_UNPACKED_BYTES`] and [`MAX_RATIO`] over
//! all entries, counted while unpacking, as the sizes that an archive states may be false. Memory: the packed bytes, a
//! workbook's shared strings, and a few thousand rows.
//!
//! New workbooks are read with calamine. Of the others it trusts offsets and sizes: damaged files made its version 0.38 panic (xls) or loop
//! for ever (xls, ods), which in the browser would kill the worker. So old workbooks and OpenDocument have readers of their own
//! ([`xls`](super::xls), [`ods`](super::ods)); xlsb is refused.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput, CHECK_SHARE, name_within, pause};
use crate::read::compound_file;
use crate::read::ods::ods;
use crate::read::parquet::{ParquetProgram, is_parquet, parquet};
use crate::read::unreadable::UnreadableKind;
use crate::read::workbook::xlsx;
use crate::read::xls::xls;
use std::io::{Cursor, Read};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use zip::ZipArchive;

/// More is not unpacked.
const MAX_UNPACKED_BYTES: u64 = 2 << 30;
/// More than this many times the packed size is not unpacked, once it is more than [`ALWAYS_UNPACKED_BYTES`].
const MAX_RATIO: u64 = 250;
const ALWAYS_UNPACKED_BYTES: u64 = 64 << 20;
/// Parts of a workbook that must be held as a whole.
const MAX_PART_BYTES: u64 = 512 << 20;
/// Unpacked in one step.
const STEP_BYTES: usize = 1 << 20;

/// Work on one file.
pub(crate) struct Unpacker {
    work: Pin<Box<dyn Future<Output = Result<(), UnreadableKind>>>>,
    output: Rc<ArchiveOutput>,
}

impl Unpacker {
    /// `name` is the file's; the names of inner files and sheets begin with it if there are several. `is_inner`: the file was
    /// itself in an archive, and may not be another.
    /// `program` opens Parquet files.
    pub(crate) fn new(name: &str, bytes: Vec<u8>, is_inner: bool, program: Rc<dyn ParquetProgram>) -> Self {
        let output = Rc::new(ArchiveOutput::default());
        let work = unpack(name.to_owned(), bytes, is_inner, program, Rc::clone(&output));
        Self { work: Box::pin(work), output }
    }

    /// Does the next part; whether it was the last. Pieces are there also when it fails.
    pub(crate) fn step(&mut self) -> (Vec<ArchiveEvent>, Result<bool, UnreadableKind>) {
        let polled = self.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let result = match polled {
            Poll::Pending => Ok(false),
            Poll::Ready(result) => result.map(|()| true),
        };
        (self.output.events.take(), result)
    }

    /// Share of the work done, 0 to 1.
    pub(crate) fn share(&self) -> f32 {
        self.output.share.get()
    }
}

/// What a zip archive is.
enum Kind {
    Xlsx,
    Ods,
    OtherWorkbook,
    /// A document of another program.
    OtherDocument,
    Files,
}

async fn unpack(
    name: String,
    bytes: Vec<u8>,
    is_inner: bool,
    program: Rc<dyn ParquetProgram>,
    output: Rc<ArchiveOutput>,
) -> Result<(), UnreadableKind> {
    if is_parquet(&bytes) {
        return parquet(&name, bytes, program.as_ref(), &output).await;
    }
    if bytes.starts_with(&compound_file::SIGNATURE) {
        if is_encrypted(&bytes) {
            return Err(UnreadableKind::EncryptedWorkbook);
        }
        return xls(&name, &bytes, &output).await;
    }
    // A workbook cut short is recognised too: the names of its parts are in its first bytes.
    let looks_like_workbook =
        bytes.get(..2000).unwrap_or(&bytes).windows(13).any(|w| w == b"[Content_Type" || w == b"xl/workbook.x");
    let broken = if looks_like_workbook { UnreadableKind::BrokenWorkbook } else { UnreadableKind::BrokenZip };
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|_| broken)?;
    match kind_of(&mut archive) {
        Kind::Files if is_inner => Err(UnreadableKind::NoTable),
        Kind::Files => files(&name, bytes.len(), &mut archive, &output).await,
        Kind::OtherDocument => Err(UnreadableKind::NoTable),
        Kind::OtherWorkbook => Err(UnreadableKind::OtherWorkbook),
        Kind::Xlsx => {
            check(bytes.len(), &mut archive, &output).await?;
            drop(archive);
            xlsx(&name, &bytes, &output).await
        }
        Kind::Ods => {
            check(bytes.len(), &mut archive, &output).await?;
            drop(archive);
            ods(&name, &bytes, &output).await
        }
    }
}

fn kind_of(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Kind {
    let (mut office, mut ods, mut xlsx, mut xlsb) = (false, false, false, false);
    for ix in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(ix) else { continue };
        let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_ascii_lowercase();
        office |= path == "[content_types].xml";
        ods |= path == "content.xml";
        xlsx |= path.ends_with("workbook.xml") || path.starts_with("xl/worksheets/");
        xlsb |= path.ends_with("workbook.bin");
    }
    match office {
        true if xlsb => Kind::OtherWorkbook,
        true if xlsx => Kind::Xlsx,
        true => Kind::OtherDocument,
        false if ods && is_spreadsheet(archive) => Kind::Ods,
        false if ods => Kind::OtherDocument,
        false => Kind::Files,
    }
}

/// Whether an OpenDocument file says that it is a spreadsheet, or does not say what it is.
fn is_spreadsheet(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut kind = String::new();
    match archive.by_name("mimetype") {
        Ok(entry) => entry.take(200).read_to_string(&mut kind).is_ok() && kind.contains("opendocument.spreadsheet"),
        Err(_) => true,
    }
}

/// Counts what is unpacked against the bounds.
struct Budget {
    left: u64,
}

impl Budget {
    fn new(packed: usize) -> Self {
        let by_ratio = (packed as u64).saturating_mul(MAX_RATIO).max(ALWAYS_UNPACKED_BYTES);
        Self { left: by_ratio.min(MAX_UNPACKED_BYTES) }
    }

    fn take(&mut self, bytes: usize) -> Result<(), UnreadableKind> {
        self.left = self.left.checked_sub(bytes as u64).ok_or(UnreadableKind::TooLarge)?;
        Ok(())
    }
}

/// Unpacks all parts of a workbook once, to know that they are whole (before any of their rows is taken) and not too large.
async fn check(packed: usize, archive: &mut ZipArchive<Cursor<&[u8]>>, output: &ArchiveOutput) -> Result<(), UnreadableKind> {
    let mut budget = Budget::new(packed);
    let mut buffer = vec![0; STEP_BYTES];
    let parts = archive.len();
    for ix in 0..parts {
        let mut entry = match archive.by_index(ix) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(UnreadableKind::EncryptedWorkbook);
            }
            Err(_) => return Err(UnreadableKind::BrokenWorkbook),
        };
        let path = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        if entry.is_dir() || path.contains("/media/") {
            continue;
        }
        let is_held = path.ends_with("sharedstrings.xml");
        let (mut unpacked, mut is_first) = (0_u64, true);
        loop {
            let len = fill(&mut entry, &mut buffer).map_err(|_| UnreadableKind::BrokenWorkbook)?;
            unpacked += len as u64;
            budget.take(len)?;
            if is_held && unpacked > MAX_PART_BYTES {
                return Err(UnreadableKind::TooLarge);
            }
            if is_first && promises_too_much(buffer.get(..len).unwrap_or_default(), entry.size()) {
                return Err(UnreadableKind::BrokenWorkbook);
            }
            is_first = false;
            output.share.set(CHECK_SHARE * (ix + 1) as f32 / parts as f32);
            if len < buffer.len() {
                break;
            }
            pause().await;
        }
    }
    Ok(())
}

/// Whether a part's first bytes announce more entries than it has bytes: room would be made for them.
fn promises_too_much(head: &[u8], size: u64) -> bool {
    const ATTRIBUTE: &[u8] = b"niqueCount";
    let head = head.get(..4096).unwrap_or(head);
    head.windows(ATTRIBUTE.len()).enumerate().filter(|(_, window)| *window == ATTRIBUTE).any(|(at, _)| {
        let value = head.get(at + ATTRIBUTE.len()..).unwrap_or_default();
        let digits = value.iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
        digits.fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0'))) > size
    })
}

/// Reads until the buffer is full or there is no more.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut len = 0;
    while let Some(rest) = buffer.get_mut(len..).filter(|rest| !rest.is_empty()) {
        match source.read(rest)? {
            0 => break,
            read => len += read,
        }
    }
    Ok(len)
}

/// Hands out the text files of an archive.
async fn files(
    name: &str,
    packed: usize,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    output: &ArchiveOutput,
) -> Result<(), UnreadableKind> {
    let wanted: Vec<usize> = (0..archive.len()).filter(|&ix| is_wanted(archive, ix)).collect();
    if wanted.is_empty() {
        return Err(UnreadableKind::NoTable);
    }
    let mut budget = Budget::new(packed);
    for (n, &ix) in wanted.iter().enumerate() {
        let path =
            archive.by_index_raw(ix).map(|entry| String::from_utf8_lossy(entry.name_raw()).into_owned()).unwrap_or_default();
        let inner = if wanted.len() == 1 { name.to_owned() } else { name_within(name, &path) };
        let Ok(mut entry) = archive.by_index(ix) else {
            output.emit(ArchiveEvent::Refused(inner, UnreadableKind::BrokenZip));
            continue;
        };
        output.emit(ArchiveEvent::File(inner));
        loop {
            let mut bytes = vec![0; STEP_BYTES / 4];
            let len = fill(&mut entry, &mut bytes).map_err(|_| UnreadableKind::BrokenZip)?;
            budget.take(len)?;
            bytes.truncate(len);
            let is_last = len < STEP_BYTES / 4;
            output.emit(ArchiveEvent::Bytes(bytes));
            if is_last {
                break;
            }
            pause().await;
        }
        output.emit(ArchiveEvent::FileEnd);
        output.share.set((n + 1) as f32 / wanted.len() as f32);
        pause().await;
    }
    Ok(())
}

/// Whether an entry is a file with something in it that a person put there.
fn is_wanted(archive: &mut ZipArchive<Cursor<&[u8]>>, ix: usize) -> bool {
    let Ok(entry) = archive.by_index_raw(ix) else { return false };
    let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
    let file = path.rsplit('/').next().unwrap_or_default();
    !path.starts_with("__MACOSX/") && !file.starts_with('.') && !file.is_empty() && entry.compressed_size() > 0
}

/// Office programs put an encrypted workbook into the same wrapping as the old xls, under this name.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_measured() {
        assert!(promises_too_much(b"<sst count=\"3\" uniqueCount=\"4000000000\">", 1000));
        assert!(promises_too_much(b"<sst uniqueCount = '99999999999999999999999'>", 1000));
        assert!(!promises_too_much(b"<sst count=\"3\" uniqueCount=\"3\">", 1000));
        assert!(!promises_too_much(b"<worksheet>", 0));
    }

    #[test]
    fn the_budget_ends() {
        let mut small = Budget::new(10);
        assert!(small.take(ALWAYS_UNPACKED_BYTES as usize).is_ok());
        assert_eq!(small.take(1), Err(UnreadableKind::TooLarge));
        assert_eq!(Budget::new(1 << 30).left, MAX_UNPACKED_BYTES);
    }
}
