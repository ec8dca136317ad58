//! Whole numbers as differences from the one before, packed in blocks by as many bits as each needs (DELTA_BINARY_PACKED).

use crate::hybrid::{bits, varint};

/// Parts of a block: programs write 4 or 8.
const MAX_PARTS: u64 = 1 << 16;

/// Reads numbers from a page, which is given with each call.
#[derive(Debug)]
pub(crate) struct DeltaInts {
    at: usize,
    parts: usize,
    /// Numbers of each part of a block.
    part_len: u64,
    left: u64,
    value: i64,
    is_first: bool,
    least: i64,
    /// Bits of the numbers of each part of the block.
    widths: Vec<u8>,
    part: usize,
    part_left: u64,
    bit: usize,
}

impl DeltaInts {
    /// Reads the head of numbers that begin at `at`.
    pub(crate) fn new(page: &[u8], mut at: usize) -> Option<Self> {
        let block = varint(page, &mut at)?;
        let parts = varint(page, &mut at)?;
        let left = varint(page, &mut at)?;
        let value = zigzag(varint(page, &mut at)?);
        if parts == 0 || parts > MAX_PARTS || block == 0 || block % parts != 0 || block > 1 << 31 {
            return None;
        }
        let (parts, part_len) = (usize::try_from(parts).ok()?, block / parts);
        let widths = Vec::new();
        Some(Self { at, parts, part_len, left, value, is_first: true, least: 0, widths, part: parts, part_left: 0, bit: 0 })
    }

    /// The next number; `None` where there is no more.
    pub(crate) fn next(&mut self, page: &[u8]) -> Option<i64> {
        self.left = self.left.checked_sub(1)?;
        if self.is_first {
            self.is_first = false;
            return Some(self.value);
        }
        if self.part_left == 0 {
            self.begin_part(page)?;
        }
        self.part_left -= 1;
        let width = u32::from(*self.widths.get(self.part)?);
        let more = bits(page, self.bit, width)?;
        self.bit += width as usize;
        self.value = self.value.wrapping_add(self.least).wrapping_add(more.cast_signed());
        Some(self.value)
    }

    fn begin_part(&mut self, page: &[u8]) -> Option<()> {
        self.part += 1;
        if self.part >= self.parts {
            self.least = zigzag(varint(page, &mut self.at)?);
            self.widths = page.get(self.at..self.at.checked_add(self.parts)?)?.to_vec();
            self.at += self.parts;
            self.part = 0;
        }
        let width = u64::from(*self.widths.get(self.part)?);
        if width > 64 {
            return None;
        }
        self.bit = self.at.checked_mul(8)?;
        self.at = self.at.checked_add(usize::try_from((self.part_len.checked_mul(width)?).div_ceil(8)).ok()?)?;
        self.part_left = self.part_len;
        Some(())
    }

    /// All numbers as lengths, and where the bytes after them begin. `most`: how many there may be.
    pub(crate) fn lengths(mut self, page: &[u8], most: usize) -> Option<(Vec<u32>, usize)> {
        if self.left > most as u64 {
            return None;
        }
        let mut lengths = Vec::new();
        while self.left > 0 {
            lengths.push(u32::try_from(self.next(page)?).ok()?);
        }
        Some((lengths, self.at))
    }
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_description() {
        // 1 to 5: differences of 1, which need no bits.
        let page = [8, 1, 5, 2, 2, 0];
        let mut ints = DeltaInts::new(&page, 0).unwrap();
        assert_eq!(std::iter::from_fn(|| ints.next(&page)).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        // 7, 5, 3, 1, 2, 3, 4, 5: differences of at least -2, packed by two bits.
        let page = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111];
        let mut ints = DeltaInts::new(&page, 0).unwrap();
        assert_eq!(std::iter::from_fn(|| ints.next(&page)).collect::<Vec<_>>(), [7, 5, 3, 1, 2, 3, 4, 5]);
        assert_eq!(DeltaInts::new(&page, 0).unwrap().lengths(&page, 8), Some((vec![7, 5, 3, 1, 2, 3, 4, 5], 8)));
        assert_eq!(DeltaInts::new(&page, 0).unwrap().lengths(&page, 7), None);
        for len in 0..page.len() {
            let cut = &page[..len];
            let numbers = DeltaInts::new(cut, 0).map(|mut ints| std::iter::from_fn(|| ints.next(cut)).count());
            assert!(numbers.is_none_or(|numbers| numbers < 8), "{len}");
        }
    }
}
