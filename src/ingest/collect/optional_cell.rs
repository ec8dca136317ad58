//! Cells of customers and products that a row can do without.

use crate::collect::source_file::SourceFile;
use crate::findings::issue::Issues;
use crate::findings::issue_code::IssueCode;
use crate::read::record::Record;
use crate::schema::meaning::Meaning;
use clientele_core::domain::Money;

/// The text of a column that the row can do without; an empty cell is reported.
pub(crate) fn optional<'a>(record: &Record<'a>, file: &mut SourceFile, meaning: Meaning, issues: &mut Issues) -> &'a str {
    let Some(column) = file.recognised.column(meaning) else { return "" };
    let text = file.text(record, Some(column));
    if text.is_empty() {
        issues.add(IssueCode::MissingValue, file.header(meaning), Money::ZERO, || {
            file.example(record.line, file.header(meaning), "")
        });
    }
    text
}

pub(crate) fn bad_value(record: &Record<'_>, file: &SourceFile, meaning: Meaning, text: &str, issues: &mut Issues) {
    let header = file.header(meaning);
    issues.add(IssueCode::BadOptionalValue, header, Money::ZERO, || file.example(record.line, header, text));
}
