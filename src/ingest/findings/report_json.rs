//! The report as `validation.json` has it.

use crate::findings::issue::Issue;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::{
    ColumnReport, CurrencyReport, Deduction, FileReport, Repair, StatusReport, StepReport, Tally, ValidationReport,
};
use crate::parse::date_order::DateOrder;
use crate::schema::format::Format;
use crate::schema::meaning::FileKind;
use crate::schema::needed::Certainty;
use clientele_core::domain::number::DecimalMark;
use serde::Serialize;

impl ValidationReport {
    /// As it is written to `validation.json`: amounts as decimal text, days as `YYYY-MM-DD`.
    pub fn to_json_view(&self) -> impl Serialize + '_ {
        ReportJson {
            currency: &self.currency,
            period: self.period.map(|(first, last)| PeriodJson { first: first.to_string(), last: last.to_string() }),
            reconciliation: ReconciliationJson {
                gross: &self.reconciliation.gross,
                set_aside: self.reconciliation.set_aside.iter().map(|(reason, tally)| reason_json(*reason, tally)).collect(),
                deductions: self
                    .reconciliation
                    .deductions
                    .iter()
                    .map(|(what, tally)| DeductionJson { what: *what, label: what.label(), tally })
                    .collect(),
                analysed: &self.reconciliation.analysed,
                shop: &self.reconciliation.shop,
                repaired_rows: self.reconciliation.repaired_rows,
                customers: self.reconciliation.customers,
                products: self.reconciliation.products,
            },
            files: self.files.iter().map(file_json).collect(),
            issues: self.issues.iter().map(issue_json).collect(),
            repairs: &self.repairs,
            steps: &self.steps,
            statuses: &self.statuses,
            other_currencies: &self.other_currencies,
        }
    }
}

#[derive(Serialize)]
struct ReportJson<'a> {
    currency: &'a str,
    period: Option<PeriodJson>,
    reconciliation: ReconciliationJson<'a>,
    files: Vec<FileJson<'a>>,
    issues: Vec<IssueJson<'a>>,
    repairs: &'a [Repair],
    steps: &'a [StepReport],
    statuses: &'a [StatusReport],
    other_currencies: &'a [CurrencyReport],
}

#[derive(Serialize)]
struct PeriodJson {
    first: String,
    last: String,
}

#[derive(Serialize)]
struct ReconciliationJson<'a> {
    gross: &'a Tally,
    set_aside: Vec<ReasonJson<'a>>,
    deductions: Vec<DeductionJson<'a>>,
    analysed: &'a Tally,
    shop: &'a Tally,
    repaired_rows: u64,
    customers: u64,
    products: u64,
}

#[derive(Serialize)]
struct ReasonJson<'a> {
    reason: SetAsideReason,
    label: &'static str,
    #[serde(flatten)]
    tally: &'a Tally,
}

#[derive(Serialize)]
struct DeductionJson<'a> {
    what: Deduction,
    label: &'static str,
    #[serde(flatten)]
    tally: &'a Tally,
}

fn reason_json(reason: SetAsideReason, tally: &Tally) -> ReasonJson<'_> {
    ReasonJson { reason, label: reason.label(), tally }
}

#[derive(Serialize)]
struct FileJson<'a> {
    name: &'a str,
    bytes: u64,
    gzip: bool,
    encoding: &'static str,
    delimiter: char,
    kind: FileKind,
    format: Format,
    recognised_as: &'static str,
    certainty: Certainty,
    columns: &'a [ColumnReport],
    date_order: Option<DateOrder>,
    decimal_mark: Option<DecimalMark>,
    rows: u64,
    used: u64,
    repaired: u64,
    set_aside: Vec<FileReasonJson>,
    passed_over: u64,
}

#[derive(Serialize)]
struct FileReasonJson {
    reason: SetAsideReason,
    rows: u64,
}

fn file_json(file: &FileReport) -> FileJson<'_> {
    FileJson {
        name: &file.name,
        bytes: file.bytes,
        gzip: file.gzip,
        encoding: file.encoding.label(),
        delimiter: file.delimiter,
        kind: file.kind,
        format: file.format,
        recognised_as: file.format.label(),
        certainty: file.certainty,
        columns: &file.columns,
        date_order: file.date_order,
        decimal_mark: file.decimal_mark,
        rows: file.rows,
        used: file.used,
        repaired: file.repaired,
        set_aside: file.set_aside.iter().map(|&(reason, rows)| FileReasonJson { reason, rows }).collect(),
        passed_over: file.passed_over,
    }
}

#[derive(Serialize)]
struct IssueJson<'a> {
    title: String,
    explanation: &'static str,
    suggestion: &'static str,
    #[serde(flatten)]
    issue: &'a Issue,
}

fn issue_json(issue: &Issue) -> IssueJson<'_> {
    IssueJson { title: issue.title(), explanation: issue.explanation(), suggestion: issue.suggestion(), issue }
}
