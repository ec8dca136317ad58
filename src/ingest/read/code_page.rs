//! Text with one byte a letter: Windows-1252, or code page 850, which DOS programs wrote. Words tell which: a byte that is a letter in one
//! is often a symbol in the other, and symbols hardly ever stand inside words.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// How a cell that is not UTF-8 is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePage {
    Windows1252,
    /// Western Europe. Code page 437 has the same letters, but for a few that are rare.
    Dos850,
}

/// The upper half of code page 850.
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Decodes cells, and counts the evidence of each for the cells without any.
#[derive(Default)]
pub(crate) struct CodePages {
    evidence: [u64; 2],
    cells: [u64; 2],
}

impl CodePages {
    /// The cell's text. A cell without evidence is read like most of the file so far.
    pub(crate) fn decode<'a>(&mut self, cell: &'a [u8]) -> Cow<'a, str> {
        let [windows, dos] = evidence(cell);
        let [all_windows, all_dos] = &mut self.evidence;
        (*all_windows, *all_dos) = (*all_windows + windows, *all_dos + dos);
        let is_dos = dos > windows || (dos == windows && *all_dos > *all_windows);
        let [windows_cells, dos_cells] = &mut self.cells;
        if is_dos {
            *dos_cells += 1;
            return dos_text(cell).into();
        }
        *windows_cells += 1;
        WINDOWS_1252.decode_without_bom_handling(cell).0
    }

    /// How many cells were read so.
    pub(crate) fn cells_of(&self, page: CodePage) -> u64 {
        let [windows, dos] = self.cells;
        match page {
            CodePage::Windows1252 => windows,
            CodePage::Dos850 => dos,
        }
    }
}

fn dos_text(cell: &[u8]) -> String {
    let upper = |b: u8| DOS_850.chars().nth(usize::from(b - 0x80)).unwrap_or('\u{fffd}');
    cell.iter().map(|&b| if b < 0x80 { char::from(b) } else { upper(b) }).collect()
}

/// How many bytes speak for windows-1252 and for code page 850.
fn evidence(cell: &[u8]) -> [u64; 2] {
    let [mut windows, mut dos] = [0, 0];
    for (ix, &b) in cell.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
        let before = ix.checked_sub(1).and_then(|ix| cell.get(ix)).copied().unwrap_or(b' ');
        let after = cell.get(ix + 1).copied().unwrap_or(b' ');
        let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0x80;
        let within = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
        match b {
            // Nothing in windows-1252; ü, ì, Å, É and Ø in 850.
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => dos += 1,
            // Low quotes; é and ä. Quotes open before a word, not after it.
            0x82 | 0x84 if before.is_ascii_alphabetic() => dos += 1,
            // Symbols that never are between letters (dashes, apostrophes and dots do): å, ç, ê, ë, ï, ô, ö, ÿ, í, ó, ú, ñ, Ñ.
            0x86..=0x89 | 0x8b | 0x93 | 0x94 | 0x98 | 0xa1..=0xa5 if within => dos += 1,
            // A trade mark before a word; Ö.
            0x99 if !is_letter(before) && after.is_ascii_lowercase() => dos += 1,
            // Small letters; capitals and signs in 850.
            0xe0..=0xff if b != 0xf7 && (before.is_ascii_lowercase() || after.is_ascii_lowercase()) => windows += 1,
            // Capitals; frames in 850.
            0xc0..=0xdf if b != 0xd7 && !is_letter(before) && after.is_ascii_lowercase() => windows += 1,
            _ => {}
        }
    }
    [windows, dos]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], page: CodePage, text: &str) {
        let mut pages = CodePages::default();
        assert_eq!((pages.decode(bytes).as_ref(), pages.cells_of(page)), (text, 1), "{bytes:?}");
    }

    #[test]
    fn words_tell_the_code_page() {
        check(b"M\x81nchen", CodePage::Dos850, "München");
        check(b"Espa\xa4a", CodePage::Dos850, "España");
        check(b"Mart\xa1n", CodePage::Dos850, "Martín");
        check(b"J\x84rvi", CodePage::Dos850, "Järvi");
        check(b"Caf\x82", CodePage::Dos850, "Café");
        check(b"\x99sterreich", CodePage::Dos850, "Österreich");
        check(b"Caf\xe9", CodePage::Windows1252, "Café");
        check(b"\xc9cole", CodePage::Windows1252, "École");
        check(b"\xa35", CodePage::Windows1252, "£5");
        check(b"Don\x92t", CodePage::Windows1252, "Don’t");
        check(b"10\x96 12", CodePage::Windows1252, "10– 12");
        check(b"\x84Haus\x93", CodePage::Windows1252, "„Haus“");
        check(b"c\x9cur", CodePage::Windows1252, "cœur");
    }

    #[test]
    fn cells_that_do_not_tell_follow_the_others() {
        let mut pages = CodePages::default();
        assert_eq!(pages.decode(b"\x8e"), "Ž");
        assert_eq!(pages.decode(b"M\x81nchen"), "München");
        assert_eq!(pages.decode(b"\x8e"), "Ä");
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(DOS_850.chars().count(), 128);
    }
}
