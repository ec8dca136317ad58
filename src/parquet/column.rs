//! One column of a group of rows: its pages are unpacked one at a time, and its values come one after the other.

use crate::codec::{MAX_PAGE_BYTES, unpack};
use crate::fault::Fault;
use crate::hybrid::Hybrid;
use crate::metadata::ColumnChunk;
use crate::page::{PageHead, PageKind};
use crate::schema::Leaf;
use crate::text::write_value;
use crate::values::{Raw, Values};

/// Pages, dictionaries and their texts that are held at once, of all columns together.
const MAX_HELD_BYTES: usize = 1 << 30;
/// The encoding of levels that is read; the one before it went out of use in 2013.
const LEVELS_HYBRID: i32 = 3;

/// A column of a group of rows while it is read.
pub(crate) struct Column {
    codec: i32,
    at: usize,
    end: usize,
    dictionary: Dictionary,
    page: Page,
}

/// The values that places in the dictionary mean, as text.
#[derive(Default)]
struct Dictionary {
    text: String,
    ends: Vec<usize>,
}

impl Dictionary {
    fn get(&self, place: u32) -> Option<&str> {
        let place = place as usize;
        let end = *self.ends.get(place)?;
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }

    fn held(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<usize>()
    }
}

/// The page that is read.
struct Page {
    bytes: Vec<u8>,
    /// The levels that tell nulls; none where there can be no null.
    levels: Option<Hybrid>,
    values: Values,
    left: usize,
}

impl Column {
    pub(crate) fn new(chunk: &ColumnChunk, file: &[u8]) -> Result<Self, Fault> {
        let place = |at: u64| usize::try_from(at).ok().filter(|&at| at <= file.len()).ok_or(Fault::Broken);
        let (at, end) = (place(chunk.start)?, place(chunk.start.checked_add(chunk.bytes).ok_or(Fault::Broken)?)?);
        let page = Page { bytes: Vec::new(), levels: None, values: Values::Plain { at: 0, bit: 0 }, left: 0 };
        Ok(Self { codec: chunk.codec, at, end, dictionary: Dictionary::default(), page })
    }

    /// Bytes that are held for it.
    pub(crate) fn held(&self) -> usize {
        self.page.bytes.len() + self.dictionary.held()
    }

    /// Writes the value of the next row; nothing for a null. `held`: what all columns hold.
    pub(crate) fn write_next(&mut self, file: &[u8], leaf: &Leaf, held: &mut usize, out: &mut String) -> Result<(), Fault> {
        while self.page.left == 0 {
            let before = self.held();
            self.next_page(file, leaf)?;
            *held = (*held + self.held()).saturating_sub(before);
            if *held > MAX_HELD_BYTES {
                return Err(Fault::TooLarge);
            }
        }
        let Page { bytes, levels, values, left } = &mut self.page;
        *left -= 1;
        if let Some(levels) = levels
            && levels.next(bytes).ok_or(Fault::Broken)? < leaf.max_definition
        {
            return Ok(());
        }
        match values.next(bytes, leaf.physical).ok_or(Fault::Broken)? {
            Raw::Index(place) => out.push_str(self.dictionary.get(place).ok_or(Fault::Broken)?),
            raw => write_value(raw, leaf, out)?,
        }
        Ok(())
    }

    /// Unpacks the next page, whatever it holds.
    fn next_page(&mut self, file: &[u8], leaf: &Leaf) -> Result<(), Fault> {
        let rest = file.get(self.at..self.end).ok_or(Fault::Broken)?;
        let head = PageHead::read(rest).ok_or(Fault::Broken)?;
        let packed = rest.get(head.len..).and_then(|rest| rest.get(..head.packed)).ok_or(Fault::Broken)?;
        self.at += head.len + head.packed;
        if head.unpacked > MAX_PAGE_BYTES {
            return Err(Fault::TooLarge);
        }
        match head.kind {
            PageKind::Other => {}
            PageKind::Dictionary => {
                // The page before goes first, so that not both are held.
                self.page.bytes = Vec::new();
                self.dictionary = dictionary(&unpack(self.codec, packed, head.unpacked)?, leaf, head.values)?;
            }
            PageKind::Data { encoding, levels } => {
                self.page.bytes = Vec::new();
                let bytes = unpack(self.codec, packed, head.unpacked)?;
                let (mut start, mut found) = (0, None);
                if leaf.max_definition > 0 {
                    if levels != LEVELS_HYBRID {
                        return Err(Fault::Unsupported);
                    }
                    let len = bytes.first_chunk().map(|len| u32::from_le_bytes(*len) as usize).ok_or(Fault::Broken)?;
                    start = len.checked_add(4).filter(|&end| end <= bytes.len()).ok_or(Fault::Broken)?;
                    found = Some(levels_at(leaf, 4, start));
                }
                self.begin(bytes, found, encoding, start, leaf, head.values)?;
            }
            PageKind::DataV2 { encoding, definition, repetition, is_packed } => {
                self.page.bytes = Vec::new();
                let len = |len: i32| usize::try_from(len).map_err(|_| Fault::Broken);
                let (definition, repetition) = (len(definition)?, len(repetition)?);
                let start = definition + repetition;
                let (levels, values) = packed.split_at_checked(start).ok_or(Fault::Broken)?;
                let size = head.unpacked.checked_sub(start).ok_or(Fault::Broken)?;
                let mut bytes = levels.to_vec();
                // An empty rest is written as nothing at all by some programs.
                if is_packed && !values.is_empty() {
                    bytes.append(&mut unpack(self.codec, values, size)?);
                } else {
                    bytes.extend_from_slice(values);
                }
                let levels = (leaf.max_definition > 0).then(|| levels_at(leaf, repetition, start));
                self.begin(bytes, levels, encoding, start, leaf, head.values)?;
            }
        }
        Ok(())
    }

    fn begin(
        &mut self,
        bytes: Vec<u8>,
        levels: Option<Hybrid>,
        encoding: i32,
        start: usize,
        leaf: &Leaf,
        left: usize,
    ) -> Result<(), Fault> {
        let values = Values::new(encoding, leaf.physical, &bytes, start, left)?;
        self.page = Page { bytes, levels, values, left };
        Ok(())
    }
}

fn levels_at(leaf: &Leaf, at: usize, end: usize) -> Hybrid {
    Hybrid::new(u32::BITS - leaf.max_definition.leading_zeros(), at, end)
}

/// The texts of a dictionary's values, which stand one after the other.
fn dictionary(page: &[u8], leaf: &Leaf, count: usize) -> Result<Dictionary, Fault> {
    let mut values = Values::Plain { at: 0, bit: 0 };
    let mut dictionary = Dictionary::default();
    for _ in 0..count {
        let raw = values.next(page, leaf.physical).ok_or(Fault::Broken)?;
        write_value(raw, leaf, &mut dictionary.text)?;
        dictionary.ends.push(dictionary.text.len());
        if dictionary.held() > MAX_HELD_BYTES {
            return Err(Fault::TooLarge);
        }
    }
    Ok(dictionary)
}
