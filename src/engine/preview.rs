//! What an analysis would make of files, before it is made: a dry read with the settings that the analysis would have.

use super::control::{Control, FileSource};
use super::{Config, RunError};
use clientele_core::domain::ErrorView;
use clientele_ingest::{DataValidationError, FileProgress, FinishProgress, Imported, Importer};

/// Bytes given to the reader between two pauses.
const PIECE_BYTES: usize = 64 * 1024;

/// What a dry read found.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What an analysis would work on, or why it could not begin.
    pub imported: Result<Box<Imported>, ErrorView>,
    /// Whether all rows were read; if not, only the first ones of each sales file.
    pub is_whole: bool,
}

/// Reads files as an analysis would, at most `most_lines` lines of sales of each; all other files are read to their end, as what sales say
/// may be in any row of them.
///
/// # Errors
/// [`RunError`] when it was cancelled or a setting is out of bounds. Why files cannot be read is part of the result.
///
/// ```
/// use clientele_engine::{Config, MemoryFiles, Unattended, preview};
///
/// let sales = b"order;customer;product;date;price\n1;Ann;Tea;2024-01-05;4.50\n2;Ben;Tea;2024-01-06;5.50\n".to_vec();
/// let mut files = MemoryFiles::new(vec![("sales.csv".to_owned(), sales)], 1 << 20);
/// let preview = pollster::block_on(preview(&mut files, &Config::default(), 1_000, &Unattended))?;
/// let imported = preview.imported.map_err(clientele_engine::RunError::Failed)?;
/// assert!(preview.is_whole);
/// assert_eq!(imported.report.reconciliation.analysed.amount.to_exact_string(), "10.00");
/// assert_eq!((imported.first_rows[1].customer.as_str(), imported.first_rows[1].product.as_str()), ("Ben", "Tea"));
/// # Ok::<(), clientele_engine::RunError>(())
/// ```
pub async fn preview<F: FileSource>(
    files: &mut F,
    config: &Config,
    most_lines: u64,
    control: &impl Control,
) -> Result<Preview, RunError> {
    let valid = config.check().map_err(RunError::Failed)?;
    let mut importer = Importer::new(valid.ingest).with_parquet(control.parquet());
    let mut is_whole = true;
    let failed = |error: DataValidationError| Preview { imported: Err(ErrorView::of(&error)), is_whole: true };
    while let Some(file) = files.next_file().await.map_err(RunError::Failed)? {
        // Only its first lines are read: there is no need for room for all of them.
        importer.begin_file(&file.name, None);
        match read_file(&mut importer, files, most_lines, control).await? {
            Ok(is_all) => is_whole &= is_all,
            Err(error) => return Ok(failed(error)),
        }
    }
    loop {
        match importer.finish_step() {
            Ok(FinishProgress::Working { .. }) => control.pause().await?,
            Ok(FinishProgress::Done(imported)) => return Ok(Preview { imported: Ok(imported), is_whole }),
            Err(error) => return Ok(Preview { is_whole, ..failed(error) }),
        }
    }
}

/// Reads the file that has begun; whether all of it was read.
async fn read_file<F: FileSource>(
    importer: &mut Importer,
    files: &mut F,
    most_lines: u64,
    control: &impl Control,
) -> Result<Result<bool, DataValidationError>, RunError> {
    let before = importer.sales_lines();
    let has_enough = |importer: &Importer| importer.sales_lines() - before >= most_lines;
    while let Some(chunk) = files.next_chunk().await.map_err(RunError::Failed)? {
        for piece in chunk.chunks(PIECE_BYTES) {
            if let Err(error) = importer.push(piece) {
                return Ok(Err(error));
            }
            if has_enough(importer) {
                return Ok(importer.cut_file().map(|()| false));
            }
            control.pause().await?;
        }
    }
    loop {
        match importer.end_file_step() {
            Ok(FileProgress::Done) => return Ok(Ok(true)),
            Ok(FileProgress::Working { .. }) if has_enough(importer) => return Ok(importer.cut_file().map(|()| false)),
            Ok(FileProgress::Working { .. }) => control.pause().await?,
            Err(error) => return Ok(Err(error)),
        }
    }
}
