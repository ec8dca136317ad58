//! What every error that reaches a user can say.

/// An error as the page, the log and the command line tell it: `Display` is one plain sentence that says what is wrong and
/// where; the rest says what kind it is and what to do.
pub trait UserError: std::error::Error {
    /// A stable name of the kind, in `kebab-case`.
    fn code(&self) -> &'static str;

    /// Where: file, line, column, or the setting's name. `None` when it concerns all of the data.
    fn place(&self) -> Option<String> {
        None
    }

    /// What the user can do about it, as a sentence.
    fn suggestion(&self) -> String;
}
