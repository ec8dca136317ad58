//! One row of a file as text, and how its bytes become text: UTF-8, or else a code page.
//!
//! A file is not judged once by its beginning: a Windows-1252 file may be plain ASCII for megabytes. Each record that is not
//! valid UTF-8 is decoded cell by cell: cells that are valid UTF-8 as UTF-8, the others by the code page in which they spell words
//! ([`code_page`](super::code_page)).

use crate::read::code_page::{CodePage, CodePages};
use crate::read::encoding::Encoding;

/// One row of a file, decoded. Fields are text, as many as the row has.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between a cell and the next: 1 where delimiters are still there, else 0.
    gap: usize,
    /// Line of the file that the row starts on, from 1.
    pub(crate) line: u32,
}

impl<'a> Record<'a> {
    /// `ends`: where in `text` each cell ends, and the next begins.
    pub(crate) fn new(text: &'a str, ends: &'a [usize], line: u32) -> Self {
        Self { text, ends, gap: 0, line }
    }

    /// The same, with a byte between each cell and the next.
    pub(crate) fn with_gap(text: &'a str, ends: &'a [usize], line: u32) -> Self {
        Self { text, ends, gap: 1, line }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The field's text; empty for one that the row does not have.
    pub(crate) fn field(&self, ix: usize) -> &'a str {
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

    pub(crate) fn fields(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(move |ix| self.field(ix))
    }

    /// A hash of all cells, for finding rows that repeat exactly, also in other files. 64 bits on every target. `joined` is a scratch
    /// buffer.
    pub(crate) fn hash(&self, joined: &mut Vec<u8>) -> u64 {
        // What is hashed are the cells with commas between them: in most files the row is exactly that already.
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
            // With a comma inside a cell the joined text is ambiguous, so the lengths are hashed too.
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

/// Hashes sixteen bytes at a time, in two chains that the processor can work on in parallel; the last block may overlap the one before.
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

/// Whether there is a NUL byte, and whether all bytes are ASCII, in one pass.
fn inspect_bytes(bytes: &[u8]) -> (bool, bool) {
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
pub(crate) struct RecordDecoder {
    text: String,
    ends: Vec<usize>,
    pages: CodePages,
    /// Records that held UTF-8 beyond ASCII.
    utf8_records: u64,
    /// Rows that held a NUL byte; those are taken out.
    pub(crate) nul_rows: u64,
    /// Lines of the first of them.
    pub(crate) nul_lines: Vec<u32>,
}

impl RecordDecoder {
    /// The record as text. `bytes` holds the cells; `ends` where each ends; the next begins `gap` bytes behind that.
    pub(crate) fn decode<'a>(&'a mut self, bytes: &'a [u8], ends: &'a [usize], gap: usize, line: u32) -> Record<'a> {
        let (has_nul, is_ascii) = inspect_bytes(bytes);
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
            // The row may be valid UTF-8 although its cells are not: a letter must not span two cells.
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

    /// The encoding of the whole file: `start` is what its first bytes indicate.
    pub(crate) fn encoding(&self, start: Encoding) -> Encoding {
        match (self.cells_of(CodePage::Dos850), self.cells_of(CodePage::Windows1252), self.utf8_records) {
            (0, 0, _) => start,
            (dos, windows, _) if dos > windows => Encoding::Dos850,
            (_, _, 0) => Encoding::Windows1252,
            _ => Encoding::Mixed,
        }
    }

    /// Cells that were decoded by a code page.
    pub(crate) fn cells_of(&self, page: CodePage) -> u64 {
        self.pages.cells_of(page)
    }
}
