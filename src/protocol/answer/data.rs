//! The data page: files, row accounting, reconciliation, issues.

use crate::ingest::{Imported, Issue, Severity as Grade};
use crate::protocol::{DataView, ExampleView, FileView, IssueView, ReconciliationLine, Severity};

pub(super) fn view(imported: &Imported) -> DataView {
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
    }];
    for (reason, tally) in &sums.set_aside {
        lines.push(ReconciliationLine {
            label: reason.label().into(),
            code: reason.code().into(),
            rows: tally.rows,
            orders: tally.orders,
            amount: tally.amount,
            explanation: reason.issue().explanation().into(),
        });
    }
    lines.push(ReconciliationLine {
        label: "Analysed".into(),
        code: "analysed".into(),
        rows: sums.analysed.rows,
        orders: sums.analysed.orders,
        amount: sums.analysed.amount,
        explanation: "What all other pages show.".into(),
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
            })
            .collect(),
        rows_in_files: sums.gross.rows,
        rows_analysed: sums.analysed.rows,
        rows_set_aside: sums.gross.rows - sums.analysed.rows,
        reconciliation: lines,
        issues: report.issues.iter().map(issue).collect(),
        notes: report
            .repairs
            .iter()
            .map(|r| if r.file.is_empty() { r.text.clone() } else { format!("{}: {}", r.file, r.text) })
            .collect(),
        customers: dataset.customers().ids.len() as u64,
        products: dataset.products().ids.len() as u64,
        orders: dataset.orders().ids.len() as u64,
        period: dataset.period(),
        currency: dataset.currency().to_owned(),
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
