//! Small numbers as runs of one number, or packed side by side: the encoding of levels, of places in a dictionary and of truth values.

/// Reads numbers of a fixed width from a part of a page. The page is given with each call, as it is held beside.
#[derive(Debug)]
pub(crate) struct Hybrid {
    width: u32,
    at: usize,
    end: usize,
    /// A run: how often its number still comes.
    run: u64,
    number: u32,
    /// Packed numbers that still come, and where the next begins, in bits.
    packed: u64,
    bit: usize,
}

impl Hybrid {
    /// Numbers of `width` bits in the bytes from `at` up to `end`.
    pub(crate) fn new(width: u32, at: usize, end: usize) -> Self {
        Self { width: width.min(32), at, end, run: 0, number: 0, packed: 0, bit: 0 }
    }

    /// The next number; `None` where there is no more.
    pub(crate) fn next(&mut self, page: &[u8]) -> Option<u32> {
        if self.width == 0 {
            return Some(0);
        }
        loop {
            if self.run > 0 {
                self.run -= 1;
                return Some(self.number);
            }
            if self.packed > 0 {
                self.packed -= 1;
                let number = bits(page.get(..self.end)?, self.bit, self.width)?;
                self.bit += self.width as usize;
                return u32::try_from(number).ok();
            }
            let head = varint(page.get(..self.end)?, &mut self.at)?;
            if head & 1 == 0 {
                let bytes = self.width.div_ceil(8) as usize;
                let stored = page.get(self.at..self.end)?.get(..bytes)?;
                self.number = stored.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte));
                self.run = head >> 1;
                self.at += bytes;
            } else {
                self.packed = (head >> 1).checked_mul(8)?;
                self.bit = self.at.checked_mul(8)?;
                let bytes = usize::try_from((head >> 1).checked_mul(u64::from(self.width))?).ok()?;
                self.at = self.at.checked_add(bytes)?.min(self.end);
            }
        }
    }
}

/// A number of `width` bits, at most 64, that begins at a bit; the lowest bit comes first. `None` beyond the end.
pub(crate) fn bits(bytes: &[u8], bit: usize, width: u32) -> Option<u64> {
    let last = bit.checked_add(width as usize)?.div_ceil(8);
    let part = bytes.get(bit / 8..last)?;
    let number = part.iter().rev().fold(0_u128, |number, &byte| number << 8 | u128::from(byte)) >> (bit % 8);
    let mask = if width >= 64 { u64::MAX } else { (1 << width) - 1 };
    Some(number as u64 & mask)
}

/// A number in as many bytes as it needs.
pub(crate) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(width: u32, bytes: &[u8], most: usize) -> Vec<u32> {
        let mut numbers = Hybrid::new(width, 0, bytes.len());
        std::iter::from_fn(|| numbers.next(bytes)).take(most).collect()
    }

    #[test]
    fn runs_and_packed_numbers() {
        // Four times 5; then 0 to 7, packed by three bits (the example of the format's description).
        assert_eq!(read(3, &[8, 5, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 99), [5, 5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(read(12, &[4, 0x34, 0x02], 99), [0x234, 0x234]);
        assert_eq!(read(0, &[], 3), [0, 0, 0]);
        // Runs of nothing, a run that is cut off, a length without an end.
        assert_eq!(read(3, &[0, 1, 0, 1], 99), []);
        assert_eq!(read(9, &[4, 1], 99), []);
        assert_eq!(read(3, &[0xff; 11], 99), []);
        assert_eq!(read(3, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], 99), []);
    }

    #[test]
    fn bits_anywhere() {
        assert_eq!(bits(&[0xff; 9], 7, 64), Some(u64::MAX));
        assert_eq!(bits(&[0b1011_0000], 4, 3), Some(0b011));
        assert_eq!(bits(&[1], 0, 9), None);
        assert_eq!(bits(&[], 0, 0), Some(0));
    }
}
