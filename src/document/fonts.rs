//! The letters of reports: Inter, regular and semibold, and how wide a text is in them. Letters that it lacks become a box.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Inter (SIL Open Font License), cut to Latin, Greek, Cyrillic and signs; see `fonts/OFL.txt`.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
/// The same, semibold.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");
/// What stands for a letter that the font lacks.
const BOX: char = '□';

/// A weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For most of the text.
    Regular,
    /// For headings.
    Bold,
}

/// A letter as it is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// Number in the font.
    pub(super) id: u32,
    /// Width in parts of the size.
    pub(super) advance: f64,
}

/// Both weights, ready to measure.
pub struct Fonts {
    faces: [Option<Face>; 2],
    /// Letters that the fonts lack, and how often they were set.
    lacking: RefCell<BTreeMap<char, u64>>,
}

struct Face {
    font: FontRef<'static>,
    units: f64,
    /// Letters looked up so far.
    known: RefCell<BTreeMap<char, Option<Glyph>>>,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::new()
    }
}

impl Fonts {
    /// The fonts that come with the program.
    pub fn new() -> Self {
        let face = |data: &'static [u8]| {
            let font = FontRef::new(data).ok()?;
            let units = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
            Some(Face { font, units, known: RefCell::default() })
        };
        Self { faces: [face(REGULAR), face(BOLD)], lacking: RefCell::default() }
    }

    /// The glyph of a letter; the box where there is none, which is counted.
    pub(super) fn glyph(&self, letter: char, weight: Weight) -> Glyph {
        let nothing = Glyph { id: 0, advance: 0.5 };
        let Some(face) = &self.faces[usize::from(weight == Weight::Bold)] else { return nothing };
        face.glyph(letter).unwrap_or_else(|| {
            *self.lacking.borrow_mut().entry(letter).or_default() += 1;
            face.glyph(BOX).unwrap_or(nothing)
        })
    }

    /// Width of a text at a size, in the same unit.
    pub fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        let Some(face) = &self.faces[usize::from(weight == Weight::Bold)] else {
            return text.chars().count() as f64 * size * 0.5;
        };
        text.chars().map(|letter| face.glyph(letter).or_else(|| face.glyph(BOX)).map_or(0.5, |g| g.advance)).sum::<f64>() * size
    }

    /// The text, cut with an ellipsis where it is wider than `most`.
    pub fn cut(&self, text: &str, size: f64, weight: Weight, most: f64) -> String {
        if self.width(text, size, weight) <= most {
            return text.to_owned();
        }
        let dots = self.width("…", size, weight);
        let (mut out, mut width) = (String::new(), 0.0);
        for letter in text.chars() {
            width += self.width(letter.encode_utf8(&mut [0; 4]), size, weight);
            if width + dots > most {
                break;
            }
            out.push(letter);
        }
        let mut out = out.trim_end().to_owned();
        out.push('…');
        out
    }

    /// The text in lines no wider than `most`: broken between words, inside words that are wider by themselves.
    pub fn lines(&self, text: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
        let (mut lines, mut line, mut width) = (Vec::new(), String::new(), 0.0);
        let space = self.width(" ", size, weight);
        for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            let wide = self.width(word, size, weight);
            if !line.is_empty() && width + space + wide > most {
                lines.push(std::mem::take(&mut line));
                width = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                width += space;
            }
            if wide <= most {
                line.push_str(word);
                width += wide;
                continue;
            }
            for letter in word.chars() {
                let wide = self.width(letter.encode_utf8(&mut [0; 4]), size, weight);
                if !line.is_empty() && width + wide > most {
                    lines.push(std::mem::take(&mut line));
                    width = 0.0;
                }
                line.push(letter);
                width += wide;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Letters that were set as a box so far, and how often.
    pub fn lacking(&self) -> Vec<(char, u64)> {
        self.lacking.borrow().iter().map(|(&letter, &times)| (letter, times)).collect()
    }
}

impl Face {
    fn glyph(&self, letter: char) -> Option<Glyph> {
        if let Some(known) = self.known.borrow().get(&letter) {
            return *known;
        }
        let found = self.font.charmap().map(letter).and_then(|id| {
            let advance = self.font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(id)?;
            Some(Glyph { id: id.to_u32(), advance: f64::from(advance) / self.units })
        });
        self.known.borrow_mut().insert(letter, found);
        found
    }
}

/// Text fit to be set: control characters are spaces, and marks that turn the direction of writing are left out.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let fonts = Fonts::new();
        // 1824 of 2816 units: the figures of equal width.
        assert!((fonts.width("0", 10.0, Weight::Regular) - 6.477).abs() < 0.01);
        assert!((fonts.width("111", 10.0, Weight::Regular) - fonts.width("000", 10.0, Weight::Regular)).abs() < 1e-9);
        for text in ["Grüner Tee", "Ελληνικά", "Кириллица", "€ − → … “”"] {
            for letter in text.chars() {
                fonts.glyph(letter, Weight::Bold);
            }
        }
        assert_eq!(fonts.lacking(), []);
        fonts.glyph('漢', Weight::Regular);
        fonts.glyph('漢', Weight::Regular);
        assert_eq!(fonts.lacking(), [('漢', 2)]);
        assert_eq!(printable("a\u{202e}b\u{7}c\n"), "ab c ");
    }

    proptest! {
        #[test]
        fn lines_keep_every_word_and_their_width(text in "[a-zÄö漢 ]{0,200}", most in 20.0_f64..200.0) {
            let fonts = Fonts::new();
            let lines = fonts.lines(&text, 9.0, Weight::Regular, most);
            for line in &lines {
                prop_assert!(fonts.width(line, 9.0, Weight::Regular) <= most + 1e-6, "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(fonts.width(&fonts.cut(&text, 9.0, Weight::Bold, most), 9.0, Weight::Bold) <= most);
        }
    }
}
