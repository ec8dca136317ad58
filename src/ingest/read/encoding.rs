//! The encoding of a file: byte order marks and UTF-16. What comes out is UTF-8, or bytes of a code page that contains ASCII, in which
//! delimiters, quotes and line ends are the same bytes; [`record`](super::record) decodes the cells.

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
    /// Columns of a Parquet file, likewise.
    Parquet,
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
            Encoding::Parquet => "Parquet",
        }
    }
}

/// Enough bytes to recognise a byte order mark, or UTF-16 without one.
const START_BYTES: usize = 64;

/// Turns a stream of bytes into a stream of bytes without byte order mark that is ASCII-compatible.
pub(crate) enum TextDecoder {
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
    pub(crate) fn new() -> Self {
        TextDecoder::Start(Vec::new())
    }

    /// The encoding that the file's first bytes indicate.
    pub(crate) fn encoding(&self) -> Encoding {
        match self {
            TextDecoder::Utf16 { encoding, .. } => *encoding,
            TextDecoder::Bytes { bom: true } => Encoding::Utf8Bom,
            _ => Encoding::Utf8,
        }
    }

    pub(crate) fn push<E>(&mut self, chunk: &[u8], sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        match self {
            TextDecoder::Start(head) => {
                head.extend_from_slice(chunk);
                if head.len() >= START_BYTES { self.decide(sink) } else { Ok(()) }
            }
            TextDecoder::Bytes { .. } => sink(chunk),
            TextDecoder::Utf16 { decoder, buffer, .. } => decode_utf16(decoder, buffer, chunk, false, sink),
        }
    }

    pub(crate) fn end<E>(&mut self, sink: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
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
                // Every other byte is NUL: letters of two bytes.
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
