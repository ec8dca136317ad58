//! Why a file cannot be read.

use serde::{Deserialize, Serialize};

/// Why a Parquet file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It is damaged or cut short.
    #[error("the Parquet file is damaged or cut short")]
    Broken,
    /// It is encrypted.
    #[error("the Parquet file is encrypted")]
    Encrypted,
    /// It is packed in a way that is not read here: by LZO, in several files, or with an encoding that is not in the format's description.
    #[error("the Parquet file is packed in a way that cannot be read")]
    Unsupported,
    /// A page, a text or all pages together are larger than can be held.
    #[error("a part of the Parquet file is too large")]
    TooLarge,
}
