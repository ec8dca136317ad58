//! What every table of a shop must hold, however it was read.

use clientele::ingest::{DataValidationError, FileProgress, FinishProgress, Imported, Importer, IngestParams};

/// Reads files in pieces of `piece` bytes.
fn import(files: &[(&str, &[u8])], piece: usize) -> Result<Imported, DataValidationError> {
    let mut importer = Importer::new(IngestParams::default().check().expect("the usual settings are valid"));
    for (name, bytes) in files {
        importer.begin_file(name, Some(bytes.len() as u64));
        let mut refused = false;
        for part in bytes.chunks(piece.max(1)) {
            if importer.push(part).is_err() {
                refused = true;
                break;
            }
        }
        while !refused && matches!(importer.end_file_step(), Ok(FileProgress::Working { .. })) {}
    }
    loop {
        if let FinishProgress::Done(imported) = importer.finish_step()? {
            return Ok(*imported);
        }
    }
}

/// Reads the files whole and in pieces: both give the same, every row is accounted for, and all amounts add up.
pub fn check(files: &[(&str, &[u8])], piece: usize) {
    let whole = import(files, usize::MAX);
    assert_eq!(whole, import(files, piece), "the size of the pieces matters");
    let Ok(imported) = whole else { return };
    let sums = &imported.report.reconciliation;
    assert!(sums.adds_up(), "{sums:?}");
    for file in &imported.report.files {
        let set_aside: u64 = file.set_aside.iter().map(|(_, rows)| rows).sum();
        assert_eq!(file.rows, file.used + set_aside + file.passed_over, "{file:?}");
    }
    assert_eq!(imported.dataset.revenue(), sums.analysed.amount);
}
