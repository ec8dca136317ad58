//! Why reading a file stops.

use crate::findings::error::DataValidationError;
use crate::read::unreadable::UnreadableKind;

/// Why reading a file stops, before the file's name is added.
pub(crate) enum ReadError {
    Unreadable(UnreadableKind, u64),
    Whole(DataValidationError),
}

impl From<(UnreadableKind, u64)> for ReadError {
    fn from((kind, byte): (UnreadableKind, u64)) -> Self {
        ReadError::Unreadable(kind, byte)
    }
}
