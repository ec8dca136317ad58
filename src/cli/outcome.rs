//! Exit codes, and what goes to standard output and may fail.

use clientele_core::domain::ErrorView;
use std::io::Write;
use std::path::Path;

pub(crate) const BAD_USAGE: u8 = 2;
pub(crate) const DATA_INVALID: u8 = 3;
pub(crate) const STAGE_FAILED: u8 = 4;
pub(crate) const NOT_WRITTEN: u8 = 5;

/// Writes to standard output, which may be a full disk or a reader that has gone.
pub(crate) fn print(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| io_error("Cannot write to", Path::new("standard output"), &e))
}

/// An exit code, and what to say.
pub(crate) type CommandError = (u8, ErrorView);

pub(crate) fn io_error(what: &str, path: &Path, error: &std::io::Error) -> CommandError {
    let view = ErrorView {
        code: "cannot-write".into(),
        message: format!("{what} {}: {error}", path.display()),
        place: None,
        suggestion: "Check the path, the space left and whether you may write there.".into(),
    };
    (NOT_WRITTEN, view)
}
