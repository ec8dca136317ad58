//! Parquet files. What reads them is a program of its own (crate `clientele-parquet`), which whoever imports provides: natively it is called
//! directly; in the browser it is fetched with the first such file, and runs in a worker.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput};
use crate::read::unreadable::UnreadableKind;
use clientele_parquet::{Block, ENCRYPTED_SIGNATURE, Fault, Head, SIGNATURE};
use std::pin::Pin;

/// The answer of a program that may have to be fetched first.
pub type ParquetAnswer<'a, T> = Pin<Box<dyn Future<Output = Result<T, UnreadableKind>> + 'a>>;

/// Opens Parquet files.
pub trait ParquetProgram {
    /// Opens a file, given as a whole.
    fn open(&self, file: Vec<u8>) -> ParquetAnswer<'_, Box<dyn ParquetTable>>;
}

/// An open Parquet file.
pub trait ParquetTable {
    /// What it says of itself.
    fn head(&self) -> &Head;

    /// The next rows; `None` after the last.
    fn next_block(&mut self) -> ParquetAnswer<'_, Option<Block>>;
}

impl From<Fault> for UnreadableKind {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken => UnreadableKind::BrokenParquet,
            Fault::Encrypted => UnreadableKind::EncryptedParquet,
            Fault::Unsupported => UnreadableKind::OtherParquet,
            Fault::TooLarge => UnreadableKind::TooLarge,
        }
    }
}

/// The program natively: a part of this one. In the browser there is none unless the host gives one.
pub(crate) struct OwnProgram;

#[cfg(not(target_arch = "wasm32"))]
impl ParquetProgram for OwnProgram {
    fn open(&self, file: Vec<u8>) -> ParquetAnswer<'_, Box<dyn ParquetTable>> {
        let opened = clientele_parquet::Reader::open(file).map_err(UnreadableKind::from);
        Box::pin(std::future::ready(opened.map(|reader| Box::new(reader) as Box<dyn ParquetTable>)))
    }
}

#[cfg(target_arch = "wasm32")]
impl ParquetProgram for OwnProgram {
    fn open(&self, _: Vec<u8>) -> ParquetAnswer<'_, Box<dyn ParquetTable>> {
        Box::pin(std::future::ready(Err(UnreadableKind::NoParquetProgram)))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl ParquetTable for clientele_parquet::Reader {
    fn head(&self) -> &Head {
        self.head()
    }

    fn next_block(&mut self) -> ParquetAnswer<'_, Option<Block>> {
        Box::pin(std::future::ready(self.next_block().map_err(UnreadableKind::from)))
    }
}

/// Whether a file begins as Parquet files do.
pub(crate) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE) || bytes.starts_with(&ENCRYPTED_SIGNATURE)
}

/// Reads a Parquet file block by block.
pub(crate) async fn parquet(
    name: &str,
    bytes: Vec<u8>,
    program: &dyn ParquetProgram,
    output: &ArchiveOutput,
) -> Result<(), UnreadableKind> {
    let mut table = program.open(bytes).await?;
    let Head { columns, passed_over, rows } = table.head().clone();
    if columns.is_empty() {
        return Err(UnreadableKind::NoTable);
    }
    let (mut done, all, width) = (0_u64, rows.max(1), columns.len() as u64);
    output.emit(ArchiveEvent::Table { name: name.to_owned(), columns, passed_over });
    while let Some(block) = table.next_block().await? {
        done += block.ends.len() as u64 / width;
        output.emit(ArchiveEvent::TableRows(block));
        output.pause_at(done as f32 / all as f32).await;
    }
    output.emit(ArchiveEvent::TableEnd);
    Ok(())
}
