//! The importer as a whole: small files of our own making, quirk by quirk, a cut of a real shop, and properties.

mod anonymous;
mod archives;
mod csv_spectrum;
mod cut;
mod databases;
mod dates;
mod dialects;
mod faults;
mod json;
mod kinds;
mod layout_forms;
mod layouts;
mod money_kinds;
mod nobody;
mod properties;
mod quirks;
mod readers;
mod returns;
mod statuses;
mod tables;
mod twice;
mod workbooks;
mod world;

use super::{DataValidationError, FileProgress, Imported, Importer, IngestParams, IssueCode, SetAsideReason, ValidIngestParams};

/// Imports files given as name and bytes.
fn import(files: &[(&str, &[u8])]) -> Result<Imported, DataValidationError> {
    import_with(files, IngestParams::default(), usize::MAX)
}

/// Imports files in chunks of `chunk` bytes.
fn import_with(files: &[(&str, &[u8])], params: IngestParams, chunk: usize) -> Result<Imported, DataValidationError> {
    let params: ValidIngestParams = params.check().unwrap();
    let mut importer = Importer::new(params);
    for (name, bytes) in files {
        importer.begin_file(name, None);
        for piece in bytes.chunks(chunk.max(1)) {
            importer.push(piece)?;
        }
        importer.end_file()?;
    }
    importer.finish()
}

/// Imports one sales file of text.
fn sales(text: &str) -> Imported {
    import(&[("sales.csv", text.as_bytes())]).unwrap_or_else(|e| panic!("{e}"))
}

/// Rows of an issue, over all columns; 0 when it is not reported.
fn rows_of(imported: &Imported, code: IssueCode) -> u64 {
    imported.report.issues.iter().filter(|issue| issue.code == code).map(|issue| issue.rows).sum()
}

/// What must hold of every import: each row has one fate, and the money adds up.
fn assert_accounted(imported: &Imported) {
    let report = &imported.report;
    assert!(report.reconciliation.adds_up(), "{:?}", report.reconciliation);
    for file in &report.files {
        let set_aside: u64 = file.set_aside.iter().map(|(_, rows)| rows).sum();
        assert_eq!(file.rows, file.used + set_aside + file.passed_over, "{file:?}");
    }
    assert_eq!(imported.dataset.lines().len() as u64, report.reconciliation.analysed.rows);
    assert_eq!(imported.dataset.revenue(), report.reconciliation.analysed.amount);
    let (shop, sums) = (imported.dataset.shop(), &report.reconciliation);
    assert_eq!((shop.lines() as u64, shop.orders() as u64, shop.revenue()), (sums.shop.rows, sums.shop.orders, sums.shop.amount));
    let of_nobody = sums.tally(SetAsideReason::NoCustomer);
    assert!(sums.analysed.rows <= sums.shop.rows && sums.shop.rows <= sums.analysed.rows + of_nobody.rows, "{sums:?}");
    assert_eq!(shop.revenue(), imported.dataset.revenue() + imported.dataset.anonymous().revenue());
    let set_aside: u64 = report.reconciliation.set_aside.iter().map(|(_, tally)| tally.rows).sum();
    assert_eq!(imported.set_aside.line.len() as u64, set_aside);
    for (reason, tally) in &report.reconciliation.set_aside {
        let rows = imported.set_aside.reason.iter().filter(|r| *r == reason).count();
        assert_eq!(rows as u64, tally.rows);
        assert!(rows_of(imported, reason.issue()) >= tally.rows);
    }
}

/// The folder of an npm package that tests read, if `npm ci` has been run. The project's script always does, and says so.
pub(crate) fn npm_package(name: &str) -> Option<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules").join(name);
    assert!(folder.is_dir() || std::env::var_os("CLIENTELE_FULL_TEST").is_none(), "{name} is not installed: run npm ci");
    folder.is_dir().then_some(folder)
}
