//! Whether there are sales among the files at all.

use crate::collect::source_file::SourceFile;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::schema::meaning::FileKind;
use crate::schema::needed::Needed;

/// Refuses files without sales, or with sales that do not say who bought and when.
pub(crate) fn check_files(store: &Store) -> Result<(), DataValidationError> {
    let missing = |file: &SourceFile, missing: Vec<Needed>| {
        let (file, found) = (file.name.clone(), file.headers.clone());
        Err(DataValidationError::MissingColumns { file, found, missing })
    };
    if store.order_list.files.is_empty() {
        let alone = store.sales.segments.iter().find(|s| s.columns.needs_orders()).and_then(|s| store.files.get(s.file));
        if let Some(file) = alone {
            return missing(file, file.recognised.missing.iter().copied().filter(|needed| needed.is_required()).collect());
        }
    }
    if !store.sales.segments.is_empty() {
        return Ok(());
    }
    if let Some(file) = store.files.iter().find(|f| f.recognised.kind == FileKind::Orders) {
        return missing(file, vec![Needed::Product, Needed::Price]);
    }
    if let Some(file) = store.files.iter().find(|f| !f.recognised.missing.is_empty()) {
        return missing(file, file.recognised.missing.clone());
    }
    if let Some((file, found)) = store.headerless.first() {
        return Err(DataValidationError::NoHeader { file: file.clone(), found: found.clone() });
    }
    Err(DataValidationError::NoTransactions { files: store.files.iter().map(|f| f.name.clone()).collect() })
}
