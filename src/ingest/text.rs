//! Bytes to text: byte order marks, UTF-16, and per record UTF-8 or else a code page. Knows nothing of columns.
//!
//! A file is not judged once by its beginning: a windows-1252 file may be plain ASCII for megabytes. Each record that is not
//! valid UTF-8 is decoded cell by cell: cells that are valid UTF-8 as such, the others by the code page that makes words of
//! them (see `code_page`). Delimiters, quotes and line ends are the same bytes in all, so splitting needs no decision.

use super::code_page::{CodePage, CodePages};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 (or plain ASCII).
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, which contains Latin-1.
    Windows1252,
    /// Some cells are UTF-8, others windows-1252.
    Mixed,
    /// DOS code page 850 (Western Europe); letters are the same in 437.
    Dos850,
    /// Cells of a workbook, which need no decoding.
    Workbook,
}

impl Encoding {
    /// The name people know it by.
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Bom => "UTF-8 with byte order mark",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Windows1252 => "Windows-1252 (Latin-1)",
            Encoding::Mixed => "UTF-8 and Windows-1252 mixed",
            Encoding::Dos850 => "DOS code page 850",
            Encoding::Workbook => "workbook",
        }
    }
}

/// Enough to see marks, and UTF-16 without one.
const START_BYTES: usize = 64;

/// Turns a stream of bytes into a stream of bytes without byte order mark that is ASCII-compatible.
pub(super) enum TextDecoder {
    /// Fewer than [`START_BYTES`] seen.
    Start(Vec<u8>),
    Bytes {
        bom: bool,
    },
    Utf16 {
        decoder: Box<Decoder>,
        encoding: Encoding,
        buffer: Vec<u8>,
    },
}

impl TextDecoder {
    pub(super) fn new() -> Self {
        TextDecoder::Start(Vec::new())
    }

    /// The encoding as far as the file's first bytes tell.
    pub(super) fn encoding(&self) -> Encoding {
        match self {
            TextDecoder::Utf16 { encoding, .. } => *encoding,
            TextDecoder::Bytes { bom: true } => Encoding::Utf8Bom,
            _ => Encoding::Utf8,
        }
    }

    pub(super) fn push<E>(&mut self, chunk: &[u8], sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        match self {
            TextDecoder::Start(head) => {
                head.extend_from_slice(chunk);
                if head.len() >= START_BYTES { self.decide(sink) } else { Ok(()) }
            }
            TextDecoder::Bytes { .. } => sink(chunk),
            TextDecoder::Utf16 { decoder, buffer, .. } => decode_utf16(decoder, buffer, chunk, false, sink),
        }
    }

    pub(super) fn end<E>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        if matches!(self, TextDecoder::Start(_)) {
            self.decide(sink)?;
        }
        match self {
            TextDecoder::Utf16 { decoder, buffer, .. } => decode_utf16(decoder, buffer, &[], true, sink),
            _ => Ok(()),
        }
    }

    fn decide<E>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let TextDecoder::Start(head) = self else { return Ok(()) };
        let head = std::mem::take(head);
        let (next, skip) = match head.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (TextDecoder::Bytes { bom: true }, 3),
            [0xff, 0xfe, ..] => (utf16(UTF_16LE.new_decoder_without_bom_handling(), Encoding::Utf16Le), 2),
            [0xfe, 0xff, ..] => (utf16(UTF_16BE.new_decoder_without_bom_handling(), Encoding::Utf16Be), 2),
            bytes => match zeros(bytes.get(..START_BYTES).unwrap_or(bytes)) {
                // Text in which every other byte is NUL: letters of two bytes each.
                (0, odd, pairs) if pairs >= 2 && odd * 10 >= pairs * 7 => {
                    (utf16(UTF_16LE.new_decoder_without_bom_handling(), Encoding::Utf16Le), 0)
                }
                (even, 0, pairs) if pairs >= 2 && even * 10 >= pairs * 7 => {
                    (utf16(UTF_16BE.new_decoder_without_bom_handling(), Encoding::Utf16Be), 0)
                }
                _ => (TextDecoder::Bytes { bom: false }, 0),
            },
        };
        *self = next;
        match head.get(skip..) {
            Some(rest) if !rest.is_empty() => self.push(rest, sink),
            _ => Ok(()),
        }
    }
}

/// How many of the bytes at even and at odd places are NUL, and how many of each there are.
fn zeros(bytes: &[u8]) -> (usize, usize, usize) {
    let (pairs, _) = bytes.as_chunks::<2>();
    let count = |at: usize| pairs.iter().filter(|pair| pair.get(at) == Some(&0)).count();
    (count(0), count(1), pairs.len())
}

fn utf16(decoder: Decoder, encoding: Encoding) -> TextDecoder {
    TextDecoder::Utf16 { decoder: Box::new(decoder), encoding, buffer: vec![0; 16 * 1024] }
}

fn decode_utf16<E>(
    decoder: &mut Decoder,
    buffer: &mut [u8],
    mut input: &[u8],
    last: bool,
    sink: &mut impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(input, buffer, last);
        sink(buffer.get(..written).unwrap_or_default())?;
        input = input.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return Ok(());
        }
    }
}

/// One row of a file, decoded. Fields are text, as many as the row has.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between cells.
    gap: usize,
    /// Line of the file that the row starts on, from 1.
    pub(super) line: u32,
}

impl<'a> Record<'a> {
    /// `ends`: where in `text` each cell ends, and the next begins.
    pub(super) fn new(text: &'a str, ends: &'a [usize], line: u32) -> Self {
        Self { text, ends, gap: 0, line }
    }

    /// The same, with a byte between each cell and the next.
    pub(super) fn with_gap(text: &'a str, ends: &'a [usize], line: u32) -> Self {
        Self { text, ends, gap: 1, line }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The field's text; empty for one that the row does not have.
    pub(super) fn field(&self, ix: usize) -> &'a str {
        self.range(ix).and_then(|range| self.text.get(range)).unwrap_or("")
    }

    fn range(&self, ix: usize) -> Option<std::ops::Range<usize>> {
        let end = *self.ends.get(ix)?;
        let start = match ix.checked_sub(1) {
            None => 0,
            Some(previous) => *self.ends.get(previous)? + self.gap,
        };
        Some(start..end)
    }

    pub(super) fn fields(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |ix| self.field(ix))
    }

    /// A hash of all cells, for finding rows that repeat exactly, in whatever files. 64 bits on every target. `joined` is room to
    /// work in.
    pub(super) fn hash(&self, joined: &mut Vec<u8>) -> u64 {
        // The row's cells with commas between, as nearly all files have it already.
        let bytes = self.text.as_bytes();
        let is_joined = self.gap == 1 && self.ends.first().is_some_and(|&end| matches!(bytes.get(end), None | Some(b',')));
        if is_joined {
            return hash_bytes(self.len() as u64, bytes);
        }
        joined.clear();
        let mut lengths = 0;
        let mut start = 0;
        for (ix, &end) in self.ends.iter().enumerate() {
            if ix > 0 {
                joined.push(b',');
            }
            let cell = bytes.get(start..end).unwrap_or_default();
            // Where a cell ends is not clear then.
            if cell.contains(&b',') {
                lengths = mix(lengths, ((ix as u64) << 32) | (cell.len() as u64 + 1));
            }
            joined.extend_from_slice(cell);
            start = end + self.gap;
        }
        hash_bytes(self.len() as u64 ^ lengths, joined)
    }
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Sixteen bytes at a time, in two chains that the processor works on side by side; the last may overlap those before.
fn hash_bytes(seed: u64, bytes: &[u8]) -> u64 {
    let (mut one, mut two) = (seed, bytes.len() as u64);
    let mut block = |block: &[u8; 16]| {
        let block = u128::from_le_bytes(*block);
        (one, two) = (mix(one, block as u64), mix(two, (block >> 64) as u64));
    };
    bytes.as_chunks::<16>().0.iter().for_each(&mut block);
    match bytes.last_chunk::<16>() {
        Some(last) => block(last),
        None => {
            let mut last = [0; 16];
            last.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            block(&last);
        }
    }
    let mut hash = mix(one, two);
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// Whether there is a NUL byte, and whether all bytes are ASCII, in one go.
fn look(bytes: &[u8]) -> (bool, bool) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, rest) = bytes.as_chunks::<8>();
    let (mut any, mut zero) = (0, 0);
    for word in words {
        let word = u64::from_le_bytes(*word);
        any |= word;
        zero |= word.wrapping_sub(ONES) & !word & HIGH;
    }
    let ascii = any & HIGH == 0 && rest.is_ascii();
    (zero != 0 || rest.contains(&0), ascii)
}

/// Decodes records and counts what it met.
#[derive(Default)]
pub(super) struct RecordDecoder {
    text: String,
    ends: Vec<usize>,
    pages: CodePages,
    /// Records that held UTF-8 beyond ASCII.
    utf8_records: u64,
    /// Rows that held a NUL byte; those are taken out.
    pub(super) nul_rows: u64,
    /// Lines of the first of them.
    pub(super) nul_lines: Vec<u32>,
}

impl RecordDecoder {
    /// The record as text. `bytes` holds the cells; `ends` where each ends; the next begins `gap` bytes behind that.
    pub(super) fn decode<'a>(&'a mut self, bytes: &'a [u8], ends: &'a [usize], gap: usize, line: u32) -> Record<'a> {
        let (has_nul, is_ascii) = look(bytes);
        if has_nul {
            self.nul_rows += 1;
            if self.nul_lines.len() < 5 {
                self.nul_lines.push(line);
            }
        }
        if let (Ok(text), false) = (std::str::from_utf8(bytes), has_nul) {
            if is_ascii {
                return Record { text, ends, gap, line };
            }
            // Two cells that are not UTF-8 may be so only end to end.
            if ends.iter().all(|&end| text.is_char_boundary(end)) {
                self.utf8_records += 1;
                return Record { text, ends, gap, line };
            }
        }
        self.text.clear();
        self.ends.clear();
        let mut start = 0;
        for &end in ends {
            let cell = bytes.get(start..end).unwrap_or_default();
            let decoded = match std::str::from_utf8(cell) {
                Ok(text) => {
                    self.utf8_records += u64::from(!text.is_ascii());
                    text.into()
                }
                Err(_) => self.pages.decode(cell),
            };
            self.text.extend(decoded.chars().filter(|&c| c != '\0'));
            self.ends.push(self.text.len());
            start = end + gap;
        }
        Record { text: &self.text, ends: &self.ends, gap: 0, line }
    }

    /// What the whole file turned out to be, given what its first bytes said.
    pub(super) fn encoding(&self, start: Encoding) -> Encoding {
        match (self.cells_of(CodePage::Dos850), self.cells_of(CodePage::Windows1252), self.utf8_records) {
            (0, 0, _) => start,
            (dos, windows, _) if dos > windows => Encoding::Dos850,
            (_, _, 0) => Encoding::Windows1252,
            _ => Encoding::Mixed,
        }
    }

    /// Cells that were decoded by a code page.
    pub(super) fn cells_of(&self, page: CodePage) -> u64 {
        self.pages.cells_of(page)
    }
}
