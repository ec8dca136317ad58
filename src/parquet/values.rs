//! The values of a page, one after the other, in any of the format's encodings.

use crate::delta::DeltaInts;
use crate::fault::Fault;
use crate::hybrid::{Hybrid, bits};
use crate::schema::Physical;

/// Longer texts are no cells of a table.
pub(crate) const MAX_TEXT_BYTES: usize = 1 << 20;

/// A value as it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Raw<'a> {
    Boolean(bool),
    Int32(i32),
    Int64(i64),
    Int96(&'a [u8]),
    Float(f32),
    Double(f64),
    Bytes(&'a [u8]),
    /// A place in the dictionary.
    Index(u32),
}

/// Values that are still to come.
#[derive(Debug)]
pub(crate) enum Values {
    /// One after the other; truth values by bits.
    Plain {
        at: usize,
        bit: usize,
    },
    Dictionary(Hybrid),
    Booleans(Hybrid),
    DeltaInts(DeltaInts),
    /// Texts after all their lengths; perhaps each without the letters with which the one before begins.
    Texts {
        lengths: Vec<u32>,
        shared: Option<Vec<u32>>,
        next: usize,
        at: usize,
        text: Vec<u8>,
    },
    /// The first bytes of all values, then the second, …
    Split {
        at: usize,
        count: usize,
        next: usize,
        value: Vec<u8>,
    },
}

impl Values {
    /// The values in a page from `at` on. `count`: how many there are at most.
    pub(crate) fn new(encoding: i32, physical: Physical, page: &[u8], at: usize, count: usize) -> Result<Self, Fault> {
        let rest = || page.get(at..).ok_or(Fault::Broken);
        Ok(match (encoding, physical) {
            (0, _) => Values::Plain { at, bit: 0 },
            // Where all are null there may be no width.
            (2 | 8, _) => match rest()?.first() {
                Some(&width) if width > 32 => return Err(Fault::Broken),
                Some(&width) => Values::Dictionary(Hybrid::new(u32::from(width), at + 1, page.len())),
                None => Values::Dictionary(Hybrid::new(1, at, at)),
            },
            (3, Physical::Boolean) => {
                let len = rest()?.first_chunk().map(|len| u32::from_le_bytes(*len) as usize).ok_or(Fault::Broken)?;
                let end = (at + 4).checked_add(len).filter(|&end| end <= page.len()).ok_or(Fault::Broken)?;
                Values::Booleans(Hybrid::new(1, at + 4, end))
            }
            (5, Physical::Int32 | Physical::Int64) => Values::DeltaInts(DeltaInts::new(page, at).ok_or(Fault::Broken)?),
            (6, Physical::ByteArray) => {
                let lengths = DeltaInts::new(page, at).and_then(|ints| ints.lengths(page, count));
                let (lengths, at) = lengths.ok_or(Fault::Broken)?;
                Values::Texts { lengths, shared: None, next: 0, at, text: Vec::new() }
            }
            (7, Physical::ByteArray | Physical::Fixed(_)) => {
                let shared = DeltaInts::new(page, at).and_then(|ints| ints.lengths(page, count));
                let (shared, at) = shared.ok_or(Fault::Broken)?;
                let lengths = DeltaInts::new(page, at).and_then(|ints| ints.lengths(page, count));
                let (lengths, at) = lengths.ok_or(Fault::Broken)?;
                Values::Texts { lengths, shared: Some(shared), next: 0, at, text: Vec::new() }
            }
            (9, _) => {
                let width = width(physical).ok_or(Fault::Broken)?;
                Values::Split { at, count: rest()?.len() / width, next: 0, value: Vec::new() }
            }
            _ => return Err(Fault::Unsupported),
        })
    }

    /// The next value; `None` where there is no more, though there should be.
    pub(crate) fn next<'a>(&'a mut self, page: &'a [u8], physical: Physical) -> Option<Raw<'a>> {
        match self {
            Values::Plain { bit, at } if physical == Physical::Boolean => {
                let flag = bits(page.get(*at..)?, *bit, 1)?;
                *bit += 1;
                Some(Raw::Boolean(flag == 1))
            }
            Values::Plain { at, .. } => {
                let len = match width(physical) {
                    Some(width) => width,
                    None => {
                        let len = page.get(*at..)?.first_chunk().map(|len| u32::from_le_bytes(*len) as usize)?;
                        *at += 4;
                        len
                    }
                };
                let bytes = page.get(*at..at.checked_add(len)?)?;
                *at += len;
                raw(bytes, physical)
            }
            Values::Dictionary(places) => places.next(page).map(Raw::Index),
            Values::Booleans(flags) => flags.next(page).map(|flag| Raw::Boolean(flag == 1)),
            Values::DeltaInts(ints) => {
                let number = ints.next(page)?;
                // Differences of 32 bits wrap around.
                Some(if physical == Physical::Int32 { Raw::Int32(number as i32) } else { Raw::Int64(number) })
            }
            Values::Texts { lengths, shared, next, at, text } => {
                let len = *lengths.get(*next)? as usize;
                let bytes = page.get(*at..at.checked_add(len)?)?;
                *at += len;
                let shared = match shared {
                    Some(shared) => *shared.get(*next)? as usize,
                    None => 0,
                };
                *next += 1;
                if shared > text.len() || shared + len > MAX_TEXT_BYTES {
                    return None;
                }
                text.truncate(shared);
                text.extend_from_slice(bytes);
                raw(text, physical)
            }
            Values::Split { at, count, next, value } => {
                if next >= count {
                    return None;
                }
                value.clear();
                for byte in 0..width(physical)? {
                    value.push(*page.get(*at + byte * *count + *next)?);
                }
                *next += 1;
                raw(value, physical)
            }
        }
    }
}

/// Bytes of a value, where all have as many.
fn width(physical: Physical) -> Option<usize> {
    match physical {
        Physical::Int32 | Physical::Float => Some(4),
        Physical::Int64 | Physical::Double => Some(8),
        Physical::Int96 => Some(12),
        Physical::Fixed(len) => Some(len),
        Physical::Boolean | Physical::ByteArray => None,
    }
}

fn raw(bytes: &[u8], physical: Physical) -> Option<Raw<'_>> {
    Some(match physical {
        Physical::Boolean => Raw::Boolean(*bytes.first()? != 0),
        Physical::Int32 => Raw::Int32(i32::from_le_bytes(*bytes.first_chunk()?)),
        Physical::Int64 => Raw::Int64(i64::from_le_bytes(*bytes.first_chunk()?)),
        Physical::Float => Raw::Float(f32::from_le_bytes(*bytes.first_chunk()?)),
        Physical::Double => Raw::Double(f64::from_le_bytes(*bytes.first_chunk()?)),
        Physical::Int96 => Raw::Int96(bytes),
        Physical::ByteArray => Raw::Bytes(bytes),
        Physical::Fixed(len) if bytes.len() == len => Raw::Bytes(bytes),
        Physical::Fixed(_) => return None,
    })
}
