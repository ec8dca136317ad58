//! The marks by which a text is cut into cells.

/// Delimiter, quote, and whether a backslash takes a letter's meaning away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CsvMarks {
    pub(crate) delimiter: u8,
    /// What stands around cells that hold delimiters or line breaks: `"`, seldom `'`. `None`: quotes are ordinary letters.
    pub(crate) quote: Option<u8>,
    /// `\"` is a quote, as MySQL writes it, and a backslash before a delimiter or a line break makes it part of the cell.
    pub(crate) escapes: bool,
}

impl CsvMarks {
    /// Cells between delimiters, with double quotes.
    pub(crate) fn of(delimiter: u8) -> Self {
        Self { delimiter, quote: Some(b'"'), escapes: false }
    }

    /// The same, with quotes as ordinary letters.
    pub(crate) fn without_quotes(self) -> Self {
        Self { quote: None, ..self }
    }
}
