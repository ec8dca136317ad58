//! The data page: files, row accounting, reconciliation, issues.

use crate::ingest::{Deduction, Format, Issue, Severity as Grade};
use crate::pipeline::{RowSet, Session};
use crate::protocol::{DataView, ExampleView, FileView, IssueView, ReconciliationLine, Severity};

pub(super) fn view(session: &Session) -> DataView {
    let imported = session.imported();
    let report = &imported.report;
    let dataset = &imported.dataset;
    let sums = &report.reconciliation;
    let mut lines = vec![ReconciliationLine {
        label: "All rows of the sales files".into(),
        code: "gross".into(),
        rows: sums.gross.rows,
        orders: sums.gross.orders,
        amount: sums.gross.amount,
        explanation: "Every data row, whatever it holds.".into(),
        set: RowSet::All,
    }];
    for (reason, tally) in &sums.set_aside {
        lines.push(ReconciliationLine {
            label: reason.label().into(),
            code: reason.code().into(),
            rows: tally.rows,
            orders: tally.orders,
            amount: tally.amount,
            explanation: reason.issue().explanation().into(),
            set: RowSet::For(*reason),
        });
    }
    for (what, tally) in &sums.deductions {
        lines.push(ReconciliationLine {
            label: what.label().into(),
            code: what.code().into(),
            rows: 0,
            orders: tally.orders,
            amount: tally.amount,
            explanation: deduction_text(*what, tally.rows),
            set: RowSet::Less(*what),
        });
    }
    lines.push(ReconciliationLine {
        label: "Analysed".into(),
        code: "analysed".into(),
        rows: sums.analysed.rows,
        orders: sums.analysed.orders,
        amount: sums.analysed.amount,
        explanation: "What all other pages show.".into(),
        set: RowSet::Analysed,
    });
    DataView {
        files: report
            .files
            .iter()
            .map(|file| FileView {
                name: file.name.clone(),
                bytes: file.bytes,
                rows: file.rows,
                recognised_as: file.format.label().into(),
                encoding: file.encoding.label().into(),
                delimiter: delimiter_name(file.delimiter),
                columns: file
                    .columns
                    .iter()
                    .map(|c| (c.header.clone(), c.meaning.map_or_else(String::new, |m| m.label().to_owned())))
                    .collect(),
                used: file.used,
                set_aside: file.set_aside.iter().map(|(_, rows)| rows).sum(),
                passed_over: file.passed_over,
                is_mapped: file.format == Format::Mapped,
                date_order: file.date_order,
                decimal_mark: file.decimal_mark,
            })
            .collect(),
        rows_in_files: sums.gross.rows,
        rows_analysed: sums.analysed.rows,
        rows_repaired: sums.repaired_rows,
        rows_set_aside: sums.gross.rows - sums.analysed.rows,
        reconciliation: lines,
        issues: report.issues.iter().map(issue).collect(),
        notes: report
            .repairs
            .iter()
            .map(|r| if r.file.is_empty() { r.text.clone() } else { format!("{}: {}", r.file, r.text) })
            .collect(),
        steps: report.steps.clone(),
        statuses: report.statuses.clone(),
        other_currencies: report.other_currencies.clone(),
        settings: session.config().ingest.clone(),
        customers: dataset.customers().ids.len() as u64,
        products: dataset.products().ids.len() as u64,
        orders: dataset.orders().ids.len() as u64,
        period: dataset.period(),
        currency: dataset.currency().to_owned(),
    }
}

/// What was taken off; the rows stay in the lines that they are counted in.
fn deduction_text(what: Deduction, rows: u64) -> String {
    let rows = crate::domain::counted(rows, "analysed row", "analysed rows");
    match what {
        Deduction::Discount => format!("Taken off {rows}; discounts of whole orders are shared out over their lines."),
        Deduction::Refund => format!("Paid back, and taken off {rows}."),
        Deduction::Returned => format!("Part of what {rows} sold was cancelled or sent back later."),
    }
}

fn issue(issue: &Issue) -> IssueView {
    IssueView {
        code: issue.code.code().into(),
        severity: match issue.severity {
            Grade::Problem => Severity::Error,
            Grade::Warning => Severity::Warning,
            Grade::Info => Severity::Info,
        },
        title: issue.title(),
        explanation: issue.explanation().into(),
        suggestion: issue.suggestion().into(),
        rows: issue.rows,
        money: issue.money,
        examples: issue
            .examples
            .iter()
            .map(|e| ExampleView {
                file: e.file.clone(),
                line: u64::from(e.line),
                column: e.column.clone(),
                value: e.value.clone(),
            })
            .collect(),
    }
}

fn delimiter_name(delimiter: char) -> String {
    match delimiter {
        '\0' => String::new(),
        ',' => "comma".into(),
        ';' => "semicolon".into(),
        '\t' => "tab".into(),
        '|' => "vertical bar".into(),
        other => other.to_string(),
    }
}
