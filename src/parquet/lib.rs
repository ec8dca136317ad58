//! Parquet files as rows of text: the values of each column as its type says, written as people write them. Stands by itself and knows
//! nothing of shops: the command line calls it directly, in the browser it is a program of its own that is fetched with the first Parquet file.
//!
//! Source: the Apache Parquet format, <https://parquet.apache.org/docs/file-format/>. All its encodings are read, and all codecs but LZO. The
//! usual crate, `parquet`, needs a compiler for C to read zstd, makes room for whatever sizes a file announces, and is several times as large.
//! Here nothing that a file says is trusted: lengths are compared with what is there, and room is made for what was read.
//!
//! ```
//! use clientele_parquet::{Fault, Reader};
//!
//! assert_eq!(Reader::open(b"PAR1 cut off".to_vec()).err(), Some(Fault::Broken));
//! ```

// Tests take their files as they are.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp))]

mod block;
mod codec;
mod column;
mod decimal;
mod delta;
mod fault;
mod hybrid;
mod metadata;
mod page;
mod reader;
mod schema;
mod text;
mod thrift;
mod values;

#[cfg(test)]
mod tests;

pub use block::{Block, Head};
pub use fault::Fault;
pub use reader::Reader;

/// How a Parquet file begins and ends.
pub const SIGNATURE: [u8; 4] = *b"PAR1";
/// How one ends (and begins) whose list of contents is encrypted.
pub const ENCRYPTED_SIGNATURE: [u8; 4] = *b"PARE";
