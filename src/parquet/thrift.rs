//! Thrift's compact protocol, as far as Parquet's descriptions need it. Source: Apache Thrift, "Thrift compact protocol encoding".

/// Structs within structs.
const MAX_DEPTH: u32 = 32;

/// Kinds of fields.
pub(crate) mod kind {
    pub(crate) const TRUE: u8 = 1;
    pub(crate) const FALSE: u8 = 2;
    pub(crate) const BYTE: u8 = 3;
    pub(crate) const I64: u8 = 6;
    pub(crate) const DOUBLE: u8 = 7;
    pub(crate) const BINARY: u8 = 8;
    pub(crate) const LIST: u8 = 9;
    pub(crate) const SET: u8 = 10;
    pub(crate) const MAP: u8 = 11;
    pub(crate) const STRUCT: u8 = 12;
}

/// Reads from the beginning of some bytes. Everything gives `None` where they do not make sense.
pub(crate) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Thrift<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number of any size.
    pub(crate) fn int(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A whole number that fits 32 bits.
    pub(crate) fn int32(&mut self) -> Option<i32> {
        self.int().and_then(|number| i32::try_from(number).ok())
    }

    pub(crate) fn binary(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.varint()?).ok()?;
        let bytes = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(bytes)
    }

    /// Calls `take` with each field of a struct, its number and kind; what `take` does not read (it says `Some(false)`) is passed over.
    pub(crate) fn fields(&mut self, mut take: impl FnMut(&mut Self, i16, u8) -> Option<bool>) -> Option<()> {
        let mut number = 0_i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == 0 {
                return Some(());
            }
            number = match head >> 4 {
                0 => i16::try_from(self.int()?).ok()?,
                step => number.checked_add(i16::from(step))?,
            };
            let before = self.at;
            if !take(self, number, kind)? {
                self.at = before;
                self.skip(kind, 0)?;
            }
        }
    }

    /// Calls `take` for each item of a list. The list announces how many there are; each takes at least a byte.
    pub(crate) fn list(&mut self, mut take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let (_, len) = self.list_head()?;
        for _ in 0..len {
            let before = self.at;
            take(self)?;
            if self.at == before {
                return None;
            }
        }
        Some(())
    }

    fn list_head(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let len = match head >> 4 {
            15 => self.varint()?,
            len => u64::from(len),
        };
        Some((head & 0x0f, len))
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            kind::TRUE | kind::FALSE => {}
            kind::BYTE => drop(self.byte()?),
            4..=kind::I64 => drop(self.varint()?),
            kind::DOUBLE => self.at = self.at.checked_add(8).filter(|&at| at <= self.bytes.len())?,
            kind::BINARY => drop(self.binary()?),
            kind::LIST | kind::SET => {
                let (kind, len) = self.list_head()?;
                for _ in 0..len {
                    self.skip_item(kind, depth)?;
                }
            }
            kind::MAP => {
                let len = self.varint()?;
                if len > 0 {
                    let kinds = self.byte()?;
                    for _ in 0..len {
                        self.skip_item(kinds >> 4, depth)?;
                        self.skip_item(kinds & 0x0f, depth)?;
                    }
                }
            }
            kind::STRUCT => loop {
                let head = self.byte()?;
                if head & 0x0f == 0 {
                    break;
                }
                if head >> 4 == 0 {
                    self.varint()?;
                }
                self.skip(head & 0x0f, depth + 1)?;
            },
            _ => return None,
        }
        Some(())
    }

    /// In a list a truth value is a byte of its own.
    fn skip_item(&mut self, kind: u8, depth: u32) -> Option<()> {
        if matches!(kind, kind::TRUE | kind::FALSE) { self.byte().map(drop) } else { self.skip(kind, depth + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_structs() {
        // 1: 150 (i32), 3: "ab", 20: true, a list of two numbers in 21.
        let bytes = [0x15, 0xac, 0x02, 0x28, 2, b'a', b'b', 0x01, 40, 0x19, 0x25, 2, 3, 0];
        let mut found = Vec::new();
        let mut thrift = Thrift::new(&bytes);
        thrift
            .fields(|thrift, number, kind| {
                match number {
                    1 => found.push(thrift.int()?.to_string()),
                    3 => found.push(String::from_utf8_lossy(thrift.binary()?).into_owned()),
                    20 => found.push((kind == kind::TRUE).to_string()),
                    _ => return Some(false),
                }
                Some(true)
            })
            .unwrap();
        assert_eq!(found, ["150", "ab", "true"]);
        assert_eq!(thrift.position(), bytes.len());
        for len in 0..bytes.len() {
            assert!(Thrift::new(&bytes[..len]).fields(|_, _, _| Some(false)).is_none());
        }
    }

    #[test]
    fn announced_lengths_are_not_believed() {
        assert!(Thrift::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).binary().is_none());
        assert!(Thrift::new(&[0xf5, 0xff, 0xff, 0xff, 0x0f, 1]).list(|thrift| thrift.int().map(drop)).is_none());
        let deep = [0x1c; 1000];
        assert!(Thrift::new(&deep).fields(|_, _, _| Some(false)).is_none());
    }
}
