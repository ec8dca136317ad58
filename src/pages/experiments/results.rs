//! What came of an experiment, from the file of its results.

use super::analysis::{analysis_tables, method_notes, verdict_says};
use super::assign::variants_of;
use super::cells::{count, table};
use super::fields::{ALPHA, Fields, told};
use super::pre_experiment::pre_experiment;
use crate::views::ExperimentView;
use clientele_analytics::experiment::{
    DEFAULT_PLANNED_CUSTOMERS, MarkBasis, Outcomes, ReadMark, ReadParams, ReadResults, ValidVariants, Verdict, analyse,
    read_results,
};
use clientele_core::domain::number::DecimalMark;
use clientele_core::domain::{Cell, Day, ErrorView, Figure, TableView, counted, in_quotes, nearest_first, percent};
use clientele_engine::Session;
use clientele_messages::HeadlineView;

/// Bad rows shown one by one.
const MOST_BAD_ROWS: usize = 50;

pub(super) fn view(session: &Session, fields: &Fields<'_>, file: &[u8]) -> Result<ExperimentView, ErrorView> {
    let began = match fields.text(0) {
        "" => None,
        text => Some(Day::parse_iso(text).ok_or_else(|| ErrorView {
            code: "experiment-no-day".into(),
            message: format!("{text:?} is no day"),
            place: Some("First day".into()),
            suggestion: "Type it as 2025-11-30, or leave the field empty.".into(),
        })?),
    };
    let control = Some(fields.text(1)).filter(|name| !name.is_empty());
    let planned_customers = f64::from(fields.whole(3, "Planned customers", f64::from(DEFAULT_PLANNED_CUSTOMERS))?);
    let decimal_mark = match fields.text(4) {
        "point" => Some(DecimalMark::Point),
        "comma" => Some(DecimalMark::Comma),
        _ => None,
    };
    let mut read = read_results(file, &ReadParams { control, decimal_mark }).map_err(|e| told(&e))?;
    let planned = planned(fields.text(2), &read.variants)?;
    // Nothing else says which is the control: the first of the planned ones, as in the assignment list.
    let first_planned = planned.as_ref().and_then(|variants| Some(variants.get().first()?.name.clone()));
    if let Some(first) = first_planned.as_deref().filter(|_| read.is_control_assumed) {
        read = read_results(file, &ReadParams { control: Some(first), decimal_mark }).map_err(|e| told(&e))?;
    }
    let before = pre_experiment(session, &read, began);
    let outcomes = Outcomes {
        variants: read.variants.clone(),
        planned: weights(planned.as_ref(), &read.variants),
        variant: read.variant.clone(),
        converted: read.converted.clone(),
        revenue: read.revenue.clone(),
        pre_experiment: before.spent.clone(),
        guardrails: read.guardrails.clone(),
    };
    let found = analyse(&outcomes, ALPHA, planned_customers).map_err(|e| told(&e))?;
    let headlines = vec![
        HeadlineView::new("rows-read", "Rows in the file", Figure::Count(u64::from(read.rows)), "Under the header."),
        HeadlineView::new(
            "rows-used",
            "Customers used",
            Figure::Count(read.customer.len() as u64),
            "One row each; the rest are listed below with their reasons.",
        ),
        HeadlineView::new(
            "rows-bad",
            "Rows not used",
            Figure::Count(read.bad.len() as u64),
            "Rows of the file = customers used + rows not used.",
        ),
    ];
    let mut tables = analysis_tables(&found, session.dataset().currency());
    tables.extend(bad_rows(&read));
    let mut notes = Vec::new();
    // What the reader must do comes first.
    if read.revenue.is_some() {
        match (&found.cuped, before.refused) {
            (_, Some(refused)) => notes.push(refused),
            (Some(cuped), None) => {
                notes.push(format!(
                    "CUPED: what {} had spent before explains {} of the variance of what they spent.",
                    counted(u64::from(before.known), "customer", "customers"),
                    percent(cuped.variance_reduction)
                ));
                notes.extend(before.assumed);
            }
            (None, None) => {
                notes.push("No earlier spending of these customers is known, so CUPED could not be used.".to_owned());
            }
        }
    }
    notes.extend(reading_notes(&read));
    if fields.text(3).is_empty() {
        notes.push(format!(
            "No planned number of customers is typed: the sequential intervals are tuned for {DEFAULT_PLANNED_CUSTOMERS}. They hold whatever it is, if it is not changed while the experiment runs."
        ));
    }
    notes.extend(method_notes(&found, planned_customers));
    Ok(ExperimentView {
        summary: verdict_says(&found),
        is_warning: matches!(found.verdict, Verdict::SampleRatioMismatch | Verdict::BetterButGuardrailWorse(_) | Verdict::Worse),
        headlines,
        tables,
        notes,
        chart: None,
    })
}

/// How the file was read, and what was taken for granted.
fn reading_notes(read: &ReadResults) -> Vec<String> {
    let columns = read.used.iter().map(|(header, what)| format!("{header} ({what})")).collect::<Vec<_>>().join(", ");
    let mut notes = vec![format!("Columns read: {columns}.")];
    if !read.unused.is_empty() {
        notes.push(format!("Columns not read: {}.", read.unused.join(", ")));
    }
    if read.is_control_assumed {
        let control = read.variants.first().map_or("", String::as_str);
        notes.push(format!(
            "No variant is called control, original, baseline or A: {control:?}, the first by name, was taken for the control. Type its name if it is another."
        ));
    }
    notes.extend(read.decimal_marks.iter().map(mark_note));
    notes.extend(read.mixed_marks.iter().map(|column| {
        format!("{column} has numbers with decimal points and numbers with decimal commas; each was read by its own mark.")
    }));
    notes.extend(read.currencies.iter().map(|(column, sign)| format!("Amounts of {column} are marked {sign} in the file.")));
    if read.empty_cells > 0 {
        notes.push(format!("{} taken as no or 0.", counted(u64::from(read.empty_cells), "empty cell was", "empty cells were")));
    }
    notes
}

fn mark_note(read: &ReadMark) -> String {
    let mark = match read.mark {
        DecimalMark::Point => "point",
        DecimalMark::Comma => "comma",
    };
    let why = match read.basis {
        MarkBasis::Chosen => "as you chose",
        MarkBasis::Column => "as other numbers of the column are written",
        MarkBasis::File => "as numbers of other columns are written",
    };
    format!("Numbers such as {} in {} were read with a decimal {mark}, {why}.", read.example, read.column)
}

/// The planned variants, as in the assignment list; `None` where nothing was typed.
///
/// # Errors
/// When they are not those of the file.
fn planned(text: &str, names: &[String]) -> Result<Option<ValidVariants>, ErrorView> {
    if text.is_empty() {
        return Ok(None);
    }
    let variants: ValidVariants = variants_of(text).check().map_err(|e| told(&e))?;
    let unknown = |message: String| ErrorView {
        code: "experiment-variant-unknown".into(),
        message,
        place: Some("Planned shares".into()),
        suggestion: "Type the variants as in the assignment list, or leave the field empty.".into(),
    };
    // A variant that was planned and has no customers is the clearest mismatch of all.
    if let Some(missing) = variants.get().iter().find(|v| !names.iter().any(|name| is_same(&v.name, name))) {
        let found = in_quotes(&nearest_first(&missing.name, names.iter().cloned()));
        return Err(unknown(format!(
            "{:?} is among the variants planned, and the file has no customer in it; it has {found}",
            missing.name
        )));
    }
    if let Some(name) = names.iter().find(|name| !variants.get().iter().any(|v| is_same(&v.name, name))) {
        let all = in_quotes(&nearest_first(name, variants.get().iter().map(|v| v.name.clone())));
        return Err(unknown(format!("The file has a variant {name:?}, which is not among those planned: {all}")));
    }
    Ok(Some(variants))
}

/// The planned share of each variant of the file, on any scale; equal where none are planned.
fn weights(planned: Option<&ValidVariants>, names: &[String]) -> Vec<f64> {
    let Some(planned) = planned else { return vec![1.0; names.len()] };
    let weight = |name: &String| planned.get().iter().find(|v| is_same(&v.name, name)).map_or(0.0, |v| f64::from(v.weight));
    names.iter().map(weight).collect()
}

fn is_same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn bad_rows(read: &ReadResults) -> Option<(String, TableView)> {
    let rows = read
        .bad
        .iter()
        .take(MOST_BAD_ROWS)
        .map(|bad| vec![count(bad.line), Cell::Text(bad.customer.clone()), Cell::Text(bad.problem.text().to_owned())]);
    let more = read.bad.len().saturating_sub(MOST_BAD_ROWS);
    let mut title = format!("{} not used", counted(read.bad.len() as u64, "row was", "rows were"));
    if more > 0 {
        title.push_str(&format!("; the first {MOST_BAD_ROWS}"));
    }
    (!read.bad.is_empty()).then(|| (title, table(&["Line", "Customer", "Why"], rows.collect())))
}
