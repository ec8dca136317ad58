//! What the number format of an old workbook's cell says: whether its number is a day or a time.

/// What a number stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NumberKind {
    #[default]
    Number,
    /// Days since the workbook's first day, with the time as a fraction.
    Moment,
    /// A span of time, in days.
    Duration,
}

impl NumberKind {
    /// The kind of a format that every program knows by its number. Numbers above belong to formats in the file.
    pub(crate) fn built_in(format: u16) -> Self {
        match format {
            46 => NumberKind::Duration,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberKind::Moment,
            _ => NumberKind::Number,
        }
    }

    /// The kind of a format as the file spells it, such as `dd/mm/yyyy hh:mm` or `[$€-407] #,##0.00`. Files spell it in English whatever
    /// the user's language. The part for positive numbers decides.
    pub(crate) fn of(code: &str) -> Self {
        let mut kind = NumberKind::Number;
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => drop(letters.by_ref().find(|&c| c == '"')),
                // The next one stands for itself, is a width, or fills the cell.
                '\\' | '_' | '*' => drop(letters.next()),
                '[' => {
                    let inside: String = letters.by_ref().take_while(|&c| c != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    if ["h", "hh", "m", "mm", "s", "ss"].contains(&inside.as_str()) {
                        return NumberKind::Duration;
                    }
                }
                // `General` has none of these letters, `0.00E+00` neither.
                'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => kind = NumberKind::Moment,
                _ => {}
            }
        }
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_what_numbers_are() {
        for (code, kind) in [
            ("General", NumberKind::Number),
            ("0.00E+00", NumberKind::Number),
            ("#,##0.00 \"days\"", NumberKind::Number),
            ("[Red]-0.00", NumberKind::Number),
            ("[$€-407] #,##0.00", NumberKind::Number),
            ("\\m0", NumberKind::Number),
            ("_d0", NumberKind::Number),
            ("0;dd", NumberKind::Number),
            ("dd/mm/yyyy hh:mm", NumberKind::Moment),
            ("[$-409]d-mmm-yy;@", NumberKind::Moment),
            ("mm:ss.0", NumberKind::Moment),
            ("[h]:mm:ss", NumberKind::Duration),
            ("", NumberKind::Number),
            ("\"", NumberKind::Number),
            ("[", NumberKind::Number),
        ] {
            assert_eq!(NumberKind::of(code), kind, "{code}");
        }
        assert_eq!([0, 14, 22, 46, 49].map(NumberKind::built_in), {
            use NumberKind::{Duration, Moment, Number};
            [Number, Moment, Moment, Duration, Number]
        });
    }
}
