//! Looks into files without analysing them: what they seem to hold, and rows found again word for word.

use super::control::{Control, FileSource};
use super::{CheckedFiles, Config, Input, RunError, Session};
use crate::output::SetAsideCsv;
use clientele_core::domain::ErrorView;
use clientele_generate::Generator;
use clientele_ingest::{
    DataValidationError, FileProgress, Imported, Inspection, Inspector, PickedRow, RowLine, RowPicker, RowSet, RowsPage,
    SetAsideReason, WantedRows, WhichRows,
};

/// Bytes given to the reader between two pauses.
const PIECE_BYTES: usize = 64 * 1024;

/// Looks at the beginnings of files.
///
/// # Errors
/// [`RunError`] when it was cancelled or a setting is out of bounds. Files that cannot be read are named in the result.
pub async fn inspect<F: FileSource>(files: &mut F, config: &Config, control: &impl Control) -> Result<Inspection, RunError> {
    let valid = config.check().map_err(RunError::Failed)?;
    let mut inspector = Inspector::new(valid.ingest).with_parquet(control.parquet());
    let mut errors = Vec::new();
    while let Some(file) = files.next_file().await.map_err(RunError::Failed)? {
        inspector.begin_file(&file.name, file.bytes);
        let mut result: Result<(), DataValidationError> = Ok(());
        let mut is_whole = true;
        while let Some(chunk) = files.next_chunk().await.map_err(RunError::Failed)? {
            for piece in chunk.chunks(PIECE_BYTES) {
                if result.is_ok() && is_whole {
                    result = inspector.push(piece);
                    is_whole = !inspector.has_enough();
                }
                control.pause().await?;
            }
            if result.is_err() || !is_whole {
                break;
            }
        }
        if is_whole {
            while result.is_ok() {
                match inspector.end_file_step() {
                    Ok(FileProgress::Done) => break,
                    Ok(FileProgress::Working { .. }) => {}
                    Err(error) => result = Err(error),
                }
                control.pause().await?;
            }
        } else {
            inspector.abandon_file();
        }
        if let Err(error) = result {
            inspector.abandon_file();
            errors.push(ErrorView::of(&error));
        }
    }
    Ok(Inspection { files: inspector.finish(), errors })
}

/// Finds rows of the files that `session` was made from, in the order of the files. `input` gives the same files again.
///
/// # Errors
/// [`RunError`] when it was cancelled, the files cannot be read any more, or they are not the same any more.
pub async fn rows<F: FileSource>(
    input: Input<'_, F>,
    session: &Session,
    set: RowSet,
    range: std::ops::Range<u64>,
    control: &impl Control,
) -> Result<RowsPage, RunError> {
    let imported = session.imported();
    let (lines, which) = lines_of(imported, set);
    let listed: u64 = lines.iter().map(|l| l.len() as u64).sum();
    let total = match which {
        WhichRows::These => listed,
        WhichRows::AllBut => imported.report.reconciliation.gross.rows.saturating_sub(listed),
    };
    let limit = range.end.saturating_sub(range.start);
    let wanted = WantedRows { lines, which, skip: range.start, limit };
    let mut rows = Vec::new();
    pick(input, session, wanted, control, |row| {
        let note = note_of(imported, row.file, row.line);
        rows.push(RowLine { note, file: row.file as u32, line: row.line, cells: row.cells });
    })
    .await?;
    let columns = |file: &clientele_ingest::FileReport| file.columns.iter().map(|c| c.header.clone()).collect();
    let files = imported.report.files.iter().map(|file| (file.name.clone(), columns(file))).collect();
    Ok(RowsPage { total, offset: range.start, files, rows })
}

/// set-aside.csv: all rows that were set aside, word for word, with their reasons. `input` gives the same files again.
///
/// # Errors
/// [`RunError`] when it was cancelled, the files cannot be read any more, or they are not the same any more.
pub async fn set_aside_file<F: FileSource>(
    input: Input<'_, F>,
    session: &Session,
    control: &impl Control,
) -> Result<Vec<u8>, RunError> {
    let imported = session.imported();
    let (lines, which) = lines_of(imported, RowSet::SetAside);
    let mut csv = SetAsideCsv::new(&imported.report);
    pick(input, session, WantedRows { lines, which, skip: 0, limit: u64::MAX }, control, |row| {
        let name = imported.report.files.get(row.file).map_or("", |f| f.name.as_str());
        let reason = reason_of(imported, row.file, row.line).map_or("", SetAsideReason::code);
        csv.push(row.file, name, row.line, reason, &row.cells);
    })
    .await?;
    Ok(csv.finish())
}

/// Reads the files again and gives the wanted rows to `found`, one after another.
async fn pick<F: FileSource>(
    input: Input<'_, F>,
    session: &Session,
    wanted: WantedRows,
    control: &impl Control,
    mut found: impl FnMut(PickedRow),
) -> Result<(), RunError> {
    let valid = session.config().check().map_err(RunError::Failed)?;
    let mut picker = RowPicker::new(valid.ingest.clone(), wanted).with_parquet(control.parquet());
    match input {
        Input::Generated => {
            let mut generator = Generator::new(valid.generator.clone());
            while !generator.step().is_done() {
                control.pause().await?;
            }
            let shop = generator.finish();
            for (name, chunks) in super::run::tables(&shop) {
                picker.begin_file(name, None);
                for chunk in chunks {
                    picker.push(&chunk).map_err(read_error)?;
                    picker.take().into_iter().for_each(&mut found);
                    control.pause().await?;
                }
                end_file(&mut picker, control).await?;
                picker.take().into_iter().for_each(&mut found);
            }
        }
        Input::Files(files) => {
            let mut files = CheckedFiles::new(files, session.contents());
            while let Some(file) = files.next_file().await.map_err(RunError::Failed)? {
                picker.begin_file(&file.name, file.bytes);
                let picked = pick_file(&mut picker, &mut files, control, &mut found).await;
                if let Err(RunError::Failed(_)) = picked {
                    // It made sense before: other bytes are the likely reason.
                    files.check_rest().await.map_err(RunError::Failed)?;
                }
                picked?;
                if picker.is_done() {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Reads the file that has begun.
async fn pick_file<F: FileSource>(
    picker: &mut RowPicker,
    files: &mut CheckedFiles<'_, F>,
    control: &impl Control,
    found: &mut impl FnMut(PickedRow),
) -> Result<(), RunError> {
    while let Some(chunk) = files.next_chunk().await.map_err(RunError::Failed)? {
        for piece in chunk.chunks(PIECE_BYTES) {
            picker.push(piece).map_err(read_error)?;
            control.pause().await?;
        }
        picker.take().into_iter().for_each(&mut *found);
    }
    end_file(picker, control).await?;
    picker.take().into_iter().for_each(found);
    Ok(())
}

async fn end_file(picker: &mut RowPicker, control: &impl Control) -> Result<(), RunError> {
    while picker.end_file_step().map_err(read_error)? != FileProgress::Done {
        control.pause().await?;
    }
    Ok(())
}

fn read_error(error: DataValidationError) -> RunError {
    RunError::Failed(ErrorView::of(&error))
}

/// The lines that a set names, for each file, and how they are meant.
fn lines_of(imported: &Imported, set: RowSet) -> (Vec<Vec<u32>>, WhichRows) {
    let mut lines = vec![Vec::new(); imported.report.files.len()];
    let mut add = |file: u16, line: u32| {
        if let Some(lines) = lines.get_mut(usize::from(file)) {
            lines.push(line);
        }
    };
    let aside = &imported.set_aside;
    let rows = aside.file.iter().zip(&aside.line).zip(&aside.reason);
    match set {
        RowSet::All => {}
        RowSet::Analysed | RowSet::SetAside => rows.for_each(|((&file, &line), _)| add(file, line)),
        RowSet::For(reason) => rows.filter(|(_, r)| **r == reason).for_each(|((&file, &line), _)| add(file, line)),
        RowSet::Less(what) => {
            let less = &imported.deductions;
            let rows = less.file.iter().zip(&less.line).zip(&less.what);
            rows.filter(|(_, w)| **w == what).for_each(|((&file, &line), _)| add(file, line));
        }
    }
    for lines in &mut lines {
        lines.sort_unstable();
        lines.dedup();
    }
    (lines, if matches!(set, RowSet::All | RowSet::Analysed) { WhichRows::AllBut } else { WhichRows::These })
}

/// Why a row was set aside, or what was taken off it.
fn note_of(imported: &Imported, file: usize, line: u32) -> String {
    if let Some(reason) = reason_of(imported, file, line) {
        return reason.label().to_owned();
    }
    let less = &imported.deductions;
    let Some(first) = find(&less.file, &less.line, file, line) else { return String::new() };
    let of_row = (first..less.line.len()).take_while(|&at| less.line.get(at) == Some(&line));
    let texts = of_row.filter_map(|at| {
        let (what, amount) = (less.what.get(at)?, less.amount.get(at)?);
        Some(format!("{}: {} less", what.label(), amount.to_exact_string()))
    });
    texts.collect::<Vec<_>>().join("; ")
}

fn reason_of(imported: &Imported, file: usize, line: u32) -> Option<SetAsideReason> {
    let aside = &imported.set_aside;
    find(&aside.file, &aside.line, file, line).and_then(|at| aside.reason.get(at)).copied()
}

/// First position of a file's line in columns sorted by file and line.
fn find(files: &[u16], lines: &[u32], file: usize, line: u32) -> Option<usize> {
    let file = u16::try_from(file).ok()?;
    let from = files.partition_point(|&f| f < file);
    let to = files.partition_point(|&f| f <= file);
    let within = lines.get(from..to)?;
    let at = within.partition_point(|&l| l < line);
    (within.get(at) == Some(&line)).then_some(from + at)
}
