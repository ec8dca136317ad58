//! Texts in the records of an old workbook: letters of one or two bytes, which may go on in the next record.

use crate::read::compound_file::{u16_at, u32_at};
use crate::read::unreadable::UnreadableKind;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

/// A record that goes on: its parts, and where reading is.
pub(crate) struct Parts<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(parts: Vec<&'a [u8]>) -> Self {
        Self { parts, part: 0, at: 0 }
    }

    /// What is left of the part, or of the next one if it is used up. Empty at the end.
    fn rest(&mut self) -> &'a [u8] {
        loop {
            let Some(part) = self.parts.get(self.part) else { return &[] };
            match part.get(self.at..) {
                Some(rest) if !rest.is_empty() => return rest,
                _ => (self.part, self.at) = (self.part + 1, 0),
            }
        }
    }

    /// The next `len` bytes, which lie in one part.
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.rest().get(..len)?;
        self.at += len;
        Some(taken)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        u16_at(self.take(2)?, 0)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        u32_at(self.take(4)?, 0)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn skip(&mut self, mut len: usize) {
        while len > 0 {
            let some = self.rest().len().min(len);
            if some == 0 {
                return;
            }
            self.at += some;
            len -= some;
        }
    }

    /// A text whose length in letters comes first, with how its letters are written; looks and phonetic signs after it are passed over.
    pub(crate) fn text(&mut self, out: &mut String) -> Option<()> {
        let letters = self.u16()?;
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let phonetic = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        self.letters(usize::from(letters), flags, out)?;
        self.skip((runs * 4).saturating_add(phonetic));
        Some(())
    }

    /// So many letters, of two bytes each if the flags say so. Where they go on in another part, it begins with its own flags.
    pub(crate) fn letters(&mut self, mut letters: usize, mut flags: u8, out: &mut String) -> Option<()> {
        let mut wide: Vec<u8> = Vec::new();
        while letters > 0 {
            let bytes = 1 + usize::from(flags & 1);
            let rest = self.rest();
            let some = (rest.len() / bytes).min(letters);
            let taken = self.take(some * bytes).filter(|taken| !taken.is_empty())?;
            if bytes == 2 {
                wide.extend_from_slice(taken);
            } else {
                wide.extend(taken.iter().flat_map(|&low| [low, 0]));
            }
            letters -= some;
            if letters > 0 {
                // What is left of this part is less than a letter.
                (self.part, self.at) = (self.part + 1, 0);
                flags = self.u8()?;
            }
        }
        out.push_str(&UTF_16LE.decode_without_bom_handling(&wide).0);
        Some(())
    }
}

/// A short text in one record: of letters of one or two bytes as flags say, or of a code page in files before Excel 97.
pub(crate) fn plain_text(bytes: &[u8], letters: usize, code_page: Option<&'static Encoding>) -> Option<String> {
    if let Some(code_page) = code_page {
        return Some(code_page.decode_without_bom_handling(bytes.get(..letters)?).0.into_owned());
    }
    let (flags, rest) = bytes.split_first()?;
    let mut text = String::new();
    Parts::new(vec![rest]).letters(letters, *flags, &mut text)?;
    Some(text)
}

/// The code page of a file before Excel 97, by its number.
pub(crate) fn code_page(number: u16) -> &'static Encoding {
    let label = match number {
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10_000 => "macintosh",
        _ => "windows-1252",
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// Texts that cells refer to by number.
#[derive(Default)]
pub(crate) struct SharedTexts {
    text: String,
    ends: Vec<usize>,
}

impl SharedTexts {
    /// Reads the table. It announces how many there are; no more are read than there are.
    pub(crate) fn read(parts: Vec<&[u8]>) -> Result<Self, UnreadableKind> {
        let mut parts = Parts::new(parts);
        let mut shared = Self::default();
        let announced = parts.u32().and_then(|_| parts.u32()).ok_or(UnreadableKind::BrokenWorkbook)?;
        for _ in 0..announced {
            if parts.rest().is_empty() {
                break;
            }
            parts.text(&mut shared.text).ok_or(UnreadableKind::BrokenWorkbook)?;
            shared.ends.push(shared.text.len());
        }
        Ok(shared)
    }

    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_the_next_record() {
        let first = [&[2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0][..], b"Te"].concat();
        // The rest of the first text is of two bytes a letter; the second has two looks.
        let second = [&[1, b'a', 0, 1, 0, 8, 2, 0, b'x'][..], &[9; 5]].concat();
        let third = [9; 3];
        let shared = SharedTexts::read(vec![&first, &second, &third]).unwrap();
        assert_eq!((shared.get(0), shared.get(1), shared.get(2)), (Some("Tea"), Some("x"), None));
        assert!(SharedTexts::read(vec![&first]).is_err());
        assert!(SharedTexts::read(vec![&[1]]).is_err());
        let many = SharedTexts::read(vec![&[0xff; 8]]).unwrap();
        assert_eq!(many.get(0), None);
    }

    #[test]
    fn short_texts() {
        assert_eq!(plain_text(b"\0Blatt", 5, None).as_deref(), Some("Blatt"));
        assert_eq!(plain_text(&[1, 0xe4, 0, 0x6c, 0x4f], 2, None).as_deref(), Some("ä佬"));
        assert_eq!(plain_text(&[0xcf, 0xf0], 2, Some(code_page(1251))).as_deref(), Some("Пр"));
        assert_eq!(plain_text(b"\0ab", 3, None), None);
        assert_eq!(plain_text(b"", 0, None), None);
    }
}
