//! How one file writes its dates and numbers: decided by the file as a whole, or set by the user.

use crate::collect::source_file::SourceFile;
use crate::collect::store::{Store, range_of};
use crate::findings::issue::{Issues, MAX_EXAMPLES};
use crate::findings::issue_code::IssueCode;
use crate::parse::date_evidence::DateEvidence;
use crate::parse::date_order::DateOrder;
use crate::parse::raw_date::RawDate;
use crate::parse::swapped_days::swapped;
use crate::schema::meaning::{FileKind, Meaning};
use crate::settings::params::IngestParams;
use clientele_core::domain::number::DecimalMark;

/// How one file's dates and numbers are read.
#[derive(Clone, Copy)]
pub(crate) struct Notation {
    pub(crate) date_order: Option<DateOrder>,
    pub(crate) decimal_mark: Option<DecimalMark>,
}

impl Notation {
    /// The order of day and month, where dates need one.
    pub(crate) fn order(self) -> DateOrder {
        self.date_order.unwrap_or(DateOrder::MonthFirst)
    }
}

/// Decides for each file how its dates and numbers are read, applies that to the numbers, and reports what the file leaves open.
pub(crate) fn decide(store: &mut Store, params: &IngestParams) -> Vec<Notation> {
    store.settle_kinds_of_dates();
    let Store { files, sales, order_list, customer_list, product_list, issues, .. } = store;
    let mut notations: Vec<Notation> = Vec::with_capacity(files.len());
    for (ix, file) in files.iter().enumerate() {
        let (dates, lines): (&[RawDate], &[u32]) = match file.recognised.kind {
            FileKind::Sales => {
                let at = sales.segments.iter().position(|s| s.file == ix);
                let range = at.map_or(0..0, |at| sales.rows_of(at));
                (sales.date.get(range.clone()).unwrap_or_default(), sales.line.get(range).unwrap_or_default())
            }
            FileKind::Orders => {
                let (from, to) = range_of(&order_list.files, ix, order_list.len());
                (order_list.dates_of(from, to), order_list.line.get(from..to).unwrap_or_default())
            }
            FileKind::Customers => {
                let (from, to) = range_of(&customer_list.files, ix, customer_list.names.len());
                (customer_list.dates_of(from, to), &[])
            }
            _ => (&[], &[]),
        };
        let evidence = &file.dates;
        let any_open = evidence.either + evidence.day_first + evidence.month_first > 0;
        let date_order = any_open.then(|| params.date_order.unwrap_or_else(|| order_of(evidence, dates)));
        let any_number = file.marks.point + file.marks.comma + file.marks.either > 0;
        let own_mark = (file.marks.point + file.marks.comma > 0).then(|| file.marks.decide());
        let decimal_mark = any_number.then(|| params.decimal_mark.or(own_mark)).flatten();
        notations.push(Notation { date_order, decimal_mark });

        let meaning = if file.recognised.kind == FileKind::Customers { Meaning::Registered } else { Meaning::Date };
        report_dates(evidence, params.date_order.is_none(), file, meaning, issues);
        report_marks(file, decimal_mark, issues);
        report_swapped(file, meaning, (dates, lines), date_order.unwrap_or(DateOrder::MonthFirst), issues);
        report_rounded_ids(file, issues);
        if file.recognised.kind == FileKind::Customers && !file.dates.day_before_month() && file.dates.year_day_month > 0 {
            let header = file.header(meaning);
            let issue = issues.entry(IssueCode::BadOptionalValue, header);
            issue.rows += file.dates.year_day_month;
            let room = MAX_EXAMPLES.saturating_sub(issue.examples.len());
            issue.examples.extend(file.middle_days.iter().take(room).map(|(line, text)| file.example(*line, header, text)));
        }
        if file.short_rows.rows > 0 {
            let issue = issues.entry(IssueCode::ShortRow, "");
            issue.rows += file.short_rows.rows;
            let room = MAX_EXAMPLES.saturating_sub(issue.examples.len());
            issue.examples.extend(file.short_rows.lines.iter().take(room).map(|&line| file.example(line, "", "")));
        }
    }
    for (at, segment) in sales.segments.iter().enumerate() {
        let end = sales.segments.get(at + 1).map_or(sales.line.len(), |s| s.start);
        let mark = notations.get(segment.file).and_then(|d| d.decimal_mark).unwrap_or(DecimalMark::Point);
        sales.price.resolve_marks(mark, segment.start as u32, end as u32);
        let turned = sales.price.resolve_sides(segment.start as u32, end as u32);
        if let Some(file) = files.get(segment.file).filter(|_| !turned.is_empty()) {
            let issue = issues.entry(IssueCode::DebitAndCredit, "");
            issue.rows += turned.len() as u64;
            for row in turned.into_iter().take(MAX_EXAMPLES.saturating_sub(issue.examples.len())) {
                let line = sales.line.get(row as usize).copied().unwrap_or(0);
                issue.examples.push(file.example(line, file.header(segment.columns.price_meaning()), ""));
            }
        }
        sales.quantity.resolve_marks(mark, segment.start as u32, end as u32);
        let deductions = [
            &mut sales.line_discount,
            &mut sales.unit_discount,
            &mut sales.discount_share,
            &mut sales.order_discount,
            &mut sales.refund,
        ];
        for numbers in deductions {
            numbers.resolve_marks(mark, segment.start as u32, end as u32);
        }
    }
    for &(ix, _) in &product_list.files {
        let (from, to) = range_of(&product_list.files, ix, product_list.names.len());
        let mark = notations.get(ix).and_then(|d| d.decimal_mark).unwrap_or(DecimalMark::Point);
        product_list.price.resolve_marks(mark, from as u32, to as u32);
    }
    notations
}

/// Reports what a file's dates leave open. `is_own`: the file's dates decided their order, not the user.
fn report_dates(evidence: &DateEvidence, is_own: bool, file: &SourceFile, meaning: Meaning, issues: &mut Issues) {
    let header = file.header(meaning);
    let mut note = |code, rows: u64, value: String| {
        if rows > 0 {
            let issue = issues.entry(code, "");
            issue.rows += rows;
            issue.examples.push(file.example(1, header, &value));
        }
    };
    if is_own && evidence.is_open() {
        note(IssueCode::AmbiguousDateOrder, evidence.either, String::new());
    }
    note(
        IssueCode::MixedDateOrder,
        evidence.day_first.min(evidence.month_first),
        format!("{} day first, {} month first", evidence.day_first, evidence.month_first),
    );
    note(
        IssueCode::MixedDateOrder,
        // One such date among many is but a mistake of its own.
        if evidence.year_day_month * 20 < evidence.year_month_day {
            0
        } else {
            evidence.year_day_month.min(evidence.year_month_day)
        },
        format!("{} year-day-month, {} year-month-day", evidence.year_day_month, evidence.year_month_day),
    );
    note(IssueCode::ShortYear, evidence.short_years, String::new());
}

/// The order of day and month by the dates themselves; where they leave it open, the one that keeps rows in time that the other breaks.
fn order_of(evidence: &DateEvidence, dates: &[RawDate]) -> DateOrder {
    let order = evidence.decide(dates.iter().copied());
    if !evidence.is_open() || swapped(dates.iter().map(|date| date.day(order))).is_empty() {
        return order;
    }
    match order {
        DateOrder::MonthFirst => DateOrder::DayFirst,
        DateOrder::DayFirst => DateOrder::MonthFirst,
    }
}

/// Reports dates whose day and month most likely changed places, by the order of the rows or by what a spreadsheet left as text.
fn report_swapped(
    file: &SourceFile,
    meaning: Meaning,
    (dates, lines): (&[RawDate], &[u32]),
    order: DateOrder,
    issues: &mut Issues,
) {
    let by_order = swapped(dates.iter().map(|date| date.day(order)));
    let rows = (by_order.len() as u64).max(file.dates.turned_by_spreadsheet());
    if rows == 0 {
        return;
    }
    let issue = issues.entry(IssueCode::SwappedDates, "");
    issue.rows += rows;
    let first = || dates.iter().position(|date| date.is_year_first() || date.is_serial());
    let at: Vec<usize> = if by_order.is_empty() { first().into_iter().collect() } else { by_order };
    for at in at.into_iter().take(MAX_EXAMPLES.saturating_sub(issue.examples.len())) {
        let day = dates.get(at).and_then(|date| date.day(order)).map_or_else(String::new, |day| day.to_string());
        issue.examples.push(file.example(lines.get(at).copied().unwrap_or(1), file.header(meaning), &day));
    }
}

/// Reports ids that a spreadsheet rounded.
fn report_rounded_ids(file: &SourceFile, issues: &mut Issues) {
    for rounded in &file.rounded_ids {
        let header = file.headers.get(rounded.column).map_or("", String::as_str);
        let issue = issues.entry(IssueCode::RoundedId, header);
        issue.rows += rounded.cells;
        let room = MAX_EXAMPLES.saturating_sub(issue.examples.len());
        issue.examples.extend(rounded.examples.iter().take(room).map(|(line, text)| file.example(*line, header, text)));
    }
}

fn report_marks(file: &SourceFile, decimal_mark: Option<DecimalMark>, issues: &mut Issues) {
    let marks = file.marks;
    let (code, rows) = if marks.point > 0 && marks.comma > 0 {
        (IssueCode::MixedDecimalMarks, marks.point.min(marks.comma))
    } else if marks.either > 0 && decimal_mark.is_none() {
        (IssueCode::AmbiguousDecimalMark, marks.either)
    } else {
        return;
    };
    let issue = issues.entry(code, "");
    issue.rows += rows;
    let meaning = if file.recognised.column(Meaning::UnitPrice).is_some() { Meaning::UnitPrice } else { Meaning::LineTotal };
    issue.examples.push(file.example(1, file.header(meaning), ""));
}
