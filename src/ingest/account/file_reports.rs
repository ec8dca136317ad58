//! The report's entries about files: what was recognised, repaired and derived.

use crate::collect::source_file::SourceFile;
use crate::collect::store::Store;
use crate::findings::issue::MAX_EXAMPLES;
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::{ColumnReport, FileReport, Reconciliation, Repair, RepairCode, StepReport, ValidationReport};
use crate::parse::date_order::DateOrder;
use crate::read::encoding::Encoding;
use crate::schema::format::Format;
use crate::schema::meaning::{FileKind, Meaning};
use crate::settings::params::IngestParams;
use crate::settings::recipe::Recipe;
use crate::settle::notation::Notation;
use clientele_core::domain::number::DecimalMark;
use clientele_core::domain::{Dataset, Money};

/// The report of the import.
pub(crate) fn validation_report(
    store: &mut Store,
    notations: &[Notation],
    reconciliation: Reconciliation,
    dataset: &Dataset,
    params: &IngestParams,
) -> ValidationReport {
    let mut repairs = Vec::new();
    for (file, notation) in store.files.iter().zip(notations) {
        file_repairs(file, *notation, &mut repairs);
    }
    let steps = cell_steps(store, &params.recipe);
    table_repairs(store, &mut repairs);
    report_missing_columns(store);
    ValidationReport {
        files: store.files.iter().zip(notations).map(|(file, notation)| file_report(file, *notation)).collect(),
        reconciliation,
        issues: std::mem::take(&mut store.issues).into_sorted(),
        repairs,
        steps,
        statuses: Vec::new(),
        other_currencies: Vec::new(),
        period: dataset.period(),
        currency: params.currency.clone().unwrap_or_else(|| dataset.currency().to_owned()),
    }
}

fn file_report(file: &SourceFile, notation: Notation) -> FileReport {
    let counts = SetAsideReason::ALL.iter().zip(file.set_aside);
    FileReport {
        name: file.name.clone(),
        bytes: file.bytes,
        gzip: file.gzip,
        encoding: file.encoding,
        delimiter: char::from(file.delimiter),
        kind: file.recognised.kind,
        format: file.recognised.format,
        columns: file
            .headers
            .iter()
            .zip(&file.recognised.columns)
            .map(|(header, meaning)| ColumnReport { header: header.clone(), meaning: *meaning })
            .collect(),
        certainty: file.recognised.certainty,
        date_order: notation.date_order,
        decimal_mark: notation.decimal_mark,
        rows: file.rows,
        used: file.used,
        repaired: file.repaired,
        set_aside: counts.filter(|(_, rows)| *rows > 0).map(|(reason, rows)| (*reason, rows)).collect(),
        passed_over: file.passed_over,
    }
}

/// What was understood and put right in one file.
fn file_repairs(file: &SourceFile, notation: Notation, repairs: &mut Vec<Repair>) {
    let mut add = |code, count, text: String| repairs.push(Repair { code, file: file.name.clone(), count, text });
    if let Some(why) = &file.refused {
        add(RepairCode::FileIgnored, 0, format!("The file was not used. {why}"));
        return;
    }
    if file.recognised.kind == FileKind::Ignored {
        let missing: Vec<&str> = file.recognised.missing.iter().map(|m| m.label()).collect();
        let why = match missing.as_slice() {
            [] => "Its columns are not those of sales, customers or products.".to_owned(),
            missing => format!("It looks like sales, but has no column for {}.", missing.join(", nor for ")),
        };
        add(RepairCode::FileIgnored, file.rows, format!("The file was not used. {why}"));
        return;
    }
    match file.encoding {
        Encoding::Utf8 | Encoding::Workbook | Encoding::Parquet => {}
        Encoding::Dos850 => add(
            RepairCode::Encoding,
            file.dos_cells,
            format!(
                "{} cells are not UTF-8 and were read as DOS code page 850. If letters look wrong, export the file as UTF-8.",
                file.dos_cells
            ),
        ),
        Encoding::Windows1252 | Encoding::Mixed => add(
            RepairCode::Encoding,
            file.windows_1252_cells,
            format!(
                "{} cells are not UTF-8 and were read as Windows-1252 (Western European). \
                 If letters look wrong, export the file as UTF-8.",
                file.windows_1252_cells
            ),
        ),
        encoding => add(RepairCode::Encoding, 0, format!("The text is {}.", encoding.label())),
    }
    match file.delimiter {
        b',' | 0 => {}
        b'\t' => add(RepairCode::Delimiter, 0, "Cells are separated by tabs.".into()),
        other => add(RepairCode::Delimiter, 0, format!("Cells are separated by {:?}.", char::from(other))),
    }
    if file.preamble_lines > 0 {
        let text =
            format!("The names of the columns stand in line {}. The lines before it were passed over.", file.preamble_lines + 1);
        add(RepairCode::Preamble, u64::from(file.preamble_lines), text);
    }
    if file.dates.are_serial() {
        let text = "Dates are numbers as spreadsheets count days, and were read as such.".into();
        add(RepairCode::SerialDates, file.dates.serials, text);
    }
    if file.dates.are_unix() {
        let text = "Dates are numbers as computers count seconds since 1970, and were read as such (time of Greenwich).".into();
        add(RepairCode::UnixDates, file.dates.unix, text);
    }
    if file.dates.day_before_month() {
        add(RepairCode::DateOrder, 0, "Dates were read as year-day-month.".into());
    }
    match notation.date_order {
        Some(DateOrder::MonthFirst) => add(RepairCode::DateOrder, 0, "Dates were read as month/day/year.".into()),
        Some(DateOrder::DayFirst) => add(RepairCode::DateOrder, 0, "Dates were read as day/month/year.".into()),
        None => {}
    }
    if notation.decimal_mark == Some(DecimalMark::Comma) {
        add(RepairCode::DecimalMark, 0, "Numbers were read with a decimal comma.".into());
    }
}

/// What the repairs of cells did, over all files.
fn cell_steps(store: &mut Store, recipe: &Recipe) -> Vec<StepReport> {
    let mut reports: Vec<StepReport> = Vec::new();
    for done in store.files.iter_mut().flat_map(|f| std::mem::take(&mut f.cells.done)) {
        match reports.iter_mut().find(|r| r.step == done.step) {
            Some(report) => {
                report.count += done.cells;
                report.examples.extend(done.examples);
                report.examples.truncate(MAX_EXAMPLES);
            }
            None => reports.push(StepReport {
                step: done.step,
                on: recipe.is_on(done.step),
                count: done.cells,
                money: Money::ZERO,
                examples: done.examples,
            }),
        }
    }
    reports
}

/// What was derived because a file or a column is missing.
fn table_repairs(store: &Store, repairs: &mut Vec<Repair>) {
    for segment in store.sales.segments.iter().filter(|s| !s.columns.has_order()) {
        let file = store.files.get(segment.file).map_or_else(String::new, |f| f.name.clone());
        let text = "There is no order number: what one customer bought on one day counts as one order.".into();
        repairs.push(Repair { code: RepairCode::OrdersDerived, file, count: 0, text });
    }
    let what = match (store.customer_list.files.is_empty(), store.product_list.files.is_empty()) {
        (true, true) => "Customers and products were",
        (true, false) => "Customers were",
        (false, true) => "Products were",
        (false, false) => return,
    };
    let text = format!("{what} taken from the sales, as no file lists them.");
    repairs.push(Repair { code: RepairCode::TablesDerived, file: String::new(), count: 0, text });
}

/// Columns of the plain schema that a file of customers or products could have.
fn report_missing_columns(store: &mut Store) {
    let Store { files, issues, .. } = store;
    for file in files.iter() {
        let wanted: &[(Meaning, &str)] = match file.recognised.format {
            Format::GeneralCustomers => {
                &[(Meaning::CustomerName, "name"), (Meaning::Email, "email"), (Meaning::Registered, "registration_date")]
            }
            Format::GeneralProducts => {
                &[(Meaning::ProductName, "product_name"), (Meaning::Category, "category"), (Meaning::UnitPrice, "price")]
            }
            _ => &[],
        };
        for (meaning, name) in wanted {
            if file.recognised.column(*meaning).is_none() {
                let issue = issues.entry(IssueCode::MissingColumn, name);
                issue.rows += file.rows.max(1);
                issue.examples.push(file.example(1, name, ""));
            }
        }
    }
}
