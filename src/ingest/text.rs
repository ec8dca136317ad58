//! Bytes to text: byte order marks, UTF-16, and per record UTF-8 or else windows-1252. Knows nothing of columns.
//!
//! A file is not judged once by its beginning: a windows-1252 file may be plain ASCII for megabytes. Each record that is not
//! valid UTF-8 is decoded cell by cell: cells that are valid UTF-8 as such, the others as windows-1252 (in which every byte
//! sequence means something). Delimiters, quotes and line ends are the same bytes in both, so splitting needs no decision.

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
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

/// Turns a stream of bytes into a stream of bytes without byte order mark that is ASCII-compatible.
pub(super) enum TextDecoder {
    /// Fewer than three bytes seen.
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
                if head.len() >= 3 { self.decide(sink) } else { Ok(()) }
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
            _ => (TextDecoder::Bytes { bom: false }, 0),
        };
        *self = next;
        match head.get(skip..) {
            Some(rest) if !rest.is_empty() => self.push(rest, sink),
            _ => Ok(()),
        }
    }
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
    /// Line of the file that the row starts on, from 1.
    pub(super) line: u32,
}

impl<'a> Record<'a> {
    /// `ends`: where in `text` each cell ends.
    pub(super) fn new(text: &'a str, ends: &'a [usize], line: u32) -> Self {
        Self { text, ends, line }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The field's text; empty for one that the row does not have.
    pub(super) fn field(&self, ix: usize) -> &'a str {
        let start = match ix.checked_sub(1) {
            None => 0,
            Some(previous) => self.ends.get(previous).copied().unwrap_or(usize::MAX),
        };
        self.ends.get(ix).and_then(|&end| self.text.get(start..end)).unwrap_or("")
    }

    pub(super) fn fields(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |ix| self.field(ix))
    }

    /// A hash of all cells, for finding rows that repeat exactly. 64 bits on every target.
    pub(super) fn hash(&self) -> u64 {
        const K: u64 = 0x517c_c1b7_2722_0a95;
        let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(K);
        let (words, rest) = self.text.as_bytes().as_chunks::<8>();
        let mut hash = words.iter().fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        hash = rest.iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte)));
        hash = self.ends.iter().fold(hash, |hash, &end| mix(hash, end as u64));
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^ (hash >> 29)
    }
}

/// Decodes records and counts what it met.
#[derive(Default)]
pub(super) struct RecordDecoder {
    text: String,
    ends: Vec<usize>,
    /// Cells that were decoded as windows-1252.
    pub(super) windows_1252_cells: u64,
    /// Records that held UTF-8 beyond ASCII.
    utf8_records: u64,
    /// Rows that held a NUL byte; those are taken out.
    pub(super) nul_rows: u64,
    /// Lines of the first of them.
    pub(super) nul_lines: Vec<u32>,
}

impl RecordDecoder {
    /// The record as text. `bytes` holds the cells end to end; `ends` where each ends.
    pub(super) fn decode<'a>(&'a mut self, bytes: &'a [u8], ends: &'a [usize], line: u32) -> Record<'a> {
        let has_nul = bytes.contains(&0);
        if has_nul {
            self.nul_rows += 1;
            if self.nul_lines.len() < 5 {
                self.nul_lines.push(line);
            }
        }
        if let (Ok(text), false) = (std::str::from_utf8(bytes), has_nul) {
            if text.is_ascii() {
                return Record { text, ends, line };
            }
            // Two cells that are not UTF-8 may be so only end to end.
            if ends.iter().all(|&end| text.is_char_boundary(end)) {
                self.utf8_records += 1;
                return Record { text, ends, line };
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
                Err(_) => {
                    self.windows_1252_cells += 1;
                    WINDOWS_1252.decode_without_bom_handling(cell).0
                }
            };
            self.text.extend(decoded.chars().filter(|&c| c != '\0'));
            self.ends.push(self.text.len());
            start = end;
        }
        Record { text: &self.text, ends: &self.ends, line }
    }

    /// What the whole file turned out to be, given what its first bytes said.
    pub(super) fn encoding(&self, start: Encoding) -> Encoding {
        match (self.windows_1252_cells, self.utf8_records) {
            (0, _) => start,
            (_, 0) => Encoding::Windows1252,
            _ => Encoding::Mixed,
        }
    }
}
