//! What came of an experiment, from the file of its results.

use super::assign::variants_of;
use super::cells::{amount, amounts, count, interval, number, p_value, points, share, shares, signed_percent, table};
use super::{ALPHA, Fields, told};
use crate::basket::headline;
use crate::views::ExperimentView;
use clientele_analytics::experiment::{
    Analysis, Comparison, GuardrailVerdict, Outcomes, ReadResults, ValidVariants, Verdict, analyse, read_results,
};
use clientele_core::domain::{Cell, Day, ErrorView, Figure, Money, TableView, counted, percent};
use clientele_engine::Session;

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
    let read = read_results(file, control).map_err(|e| told(&e))?;
    let (before, known) = spent_before(session, &read, began);
    let arms = read.variants.len();
    let outcomes = Outcomes {
        variants: read.variants.clone(),
        planned: planned(fields.text(2), &read.variants)?,
        variant: read.variant.clone(),
        converted: read.converted.clone(),
        revenue: read.revenue.clone(),
        before: (known > 0).then_some(before),
        guardrails: read.guardrails.clone(),
    };
    let found = analyse(&outcomes, ALPHA, read.customer.len().max(1) as f64).map_err(|e| told(&e))?;
    let headlines = vec![
        headline("rows-read", "Rows in the file", Figure::Count(u64::from(read.rows)), "Under the header."),
        headline(
            "rows-used",
            "Customers used",
            Figure::Count(read.customer.len() as u64),
            "One row each; the rest are listed below with their reasons.",
        ),
        headline(
            "rows-bad",
            "Rows not used",
            Figure::Count(read.bad.len() as u64),
            "Rows of the file = customers used + rows not used.",
        ),
    ];
    let mut tables = analysis_tables(&found);
    tables.extend(bad_rows(&read));
    let columns = read.used.iter().map(|(header, what)| format!("{header} ({what})")).collect::<Vec<_>>().join(", ");
    let mut notes = vec![format!("Columns read: {columns}.")];
    if !read.unused.is_empty() {
        notes.push(format!("Columns not read: {}.", read.unused.join(", ")));
    }
    if read.empty_cells > 0 {
        notes.push(format!("{} taken as no or 0.", counted(u64::from(read.empty_cells), "empty cell was", "empty cells were")));
    }
    match &found.cuped {
        Some(cuped) => notes.push(format!(
            "CUPED: what {} had spent before explains {} of the variance of what they spent.",
            counted(u64::from(known), "customer", "customers"),
            percent(cuped.variance_reduction)
        )),
        None => notes.push("No earlier spending of these customers is known, so CUPED could not be used.".to_owned()),
    }
    if arms > 2 {
        notes.push("p-values of several variants are adjusted by Holm's method.".to_owned());
    }
    notes
        .push("Read the usual interval once, at the planned end. Before that, read the one that holds at every look.".to_owned());
    Ok(ExperimentView {
        says: verdict_says(&found),
        is_warning: matches!(found.verdict, Verdict::SharesWrong | Verdict::BetterAtACost(_) | Verdict::Worse),
        headlines,
        tables,
        notes,
        chart: None,
    })
}

/// The planned shares, as in the assignment list; equal where nothing was typed.
fn planned(text: &str, names: &[String]) -> Result<Vec<f64>, ErrorView> {
    if text.is_empty() {
        return Ok(vec![1.0; names.len()]);
    }
    let variants: ValidVariants = variants_of(text).check().map_err(|e| told(&e))?;
    let weight =
        |name: &String| variants.get().iter().find(|v| v.name.to_lowercase() == name.to_lowercase()).map(|v| f64::from(v.weight));
    names
        .iter()
        .map(|name| {
            weight(name).ok_or_else(|| ErrorView {
                code: "experiment-variant-unknown".into(),
                message: format!("The file has a variant {name:?}, which is not among those planned"),
                place: Some("Variants".into()),
                suggestion: "Type the variants as in the assignment list, or leave the field empty.".into(),
            })
        })
        .collect()
}

/// What each customer of the file had spent in the 120 days before the experiment (before the end of the data, where its first day is
/// not known), and how many of them are customers of these data.
fn spent_before(session: &Session, read: &ReadResults, began: Option<Day>) -> (Vec<f64>, u32) {
    const DAYS: i32 = 120;
    let dataset = session.whole_dataset();
    let last = dataset.period().map_or(Day(0), |(_, last)| last);
    let began = began.unwrap_or(Day(last.0.saturating_add(1))).min(Day(last.0.saturating_add(1)));
    let from = Day(began.0.saturating_sub(DAYS));
    let mut known = 0;
    let spent = read.customer.iter().map(|id| {
        let Some(customer) = crate::customers::find(dataset, id) else { return 0.0 };
        known += 1;
        let days = &dataset.orders().day;
        let amounts = dataset.orders_of(customer).filter(|&order| days[order] >= from && days[order] < began);
        amounts.map(|order| crate::overview::order_amount(dataset, order)).sum::<Money>().to_f64()
    });
    (spent.collect(), known)
}

fn verdict_says(found: &Analysis) -> String {
    let name = |arm: usize| found.arms.get(arm).map_or("", |arm| arm.name.as_str());
    let detail = |arm: usize| {
        found.comparisons.iter().find(|c| c.variant == arm).map_or_else(String::new, |c| {
            let relative =
                c.conversion.relative.map_or_else(String::new, |r| format!(", {} of what is usual", signed_percent(r)));
            format!("{}{relative}; likely between {}", points(c.conversion.difference), interval(c.conversion.newcombe))
        })
    };
    match found.verdict {
        Verdict::SharesWrong => format!(
            "Do not read these results: customers were not shared out as planned (p {}). Find out why first: lost rows, a filter that hits one variant only, customers counted twice.",
            p_value(found.ratio.p_value)
        ),
        Verdict::Better(arm) => format!("{} brings more orders than {}: {}.", name(arm), name(0), detail(arm)),
        Verdict::BetterAtACost(arm) => {
            format!(
                "{} brings more orders than {} ({}), but something else became worse: see the guardrails.",
                name(arm),
                name(0),
                detail(arm)
            )
        }
        Verdict::Worse => format!("No variant brings more orders than {}, and one brings fewer.", name(0)),
        Verdict::Unclear => {
            format!(
                "The data do not tell whether any variant brings more orders than {}. That is not the same as no difference.",
                name(0)
            )
        }
    }
}

pub(super) fn analysis_tables(found: &Analysis) -> Vec<(String, TableView)> {
    let has_revenue = found.arms.iter().any(|arm| arm.revenue.is_some());
    let name = |arm: usize| Cell::Text(found.arms.get(arm).map_or_else(String::new, |arm| arm.name.clone()));
    let arms = found.arms.iter().map(|arm| {
        let mut row = vec![
            Cell::Text(arm.name.clone()),
            count(arm.counts.n),
            count(arm.counts.hits),
            share(arm.counts.share()),
            Cell::Text(shares(arm.interval)),
            share(arm.bayes.probability_best),
            Cell::Text(points(arm.bayes.expected_loss)),
        ];
        if has_revenue {
            row.push(arm.revenue.map_or(Cell::Empty, |revenue| Cell::Figure(amount(revenue.mean))));
        }
        row
    });
    let mut columns = vec![
        "Variant",
        "Customers",
        "Ordered",
        "Share",
        "95 % likely within",
        "Probability to be best",
        "Loss if chosen wrongly",
    ];
    if has_revenue {
        columns.push("Revenue per customer");
    }
    let mut tables = vec![("Variants".to_owned(), table(&columns, arms.collect()))];
    let orders = found.comparisons.iter().map(|c: &Comparison| {
        vec![
            name(c.variant),
            Cell::Text(points(c.conversion.difference)),
            Cell::Text(c.conversion.relative.map_or_else(|| "–".to_owned(), signed_percent)),
            Cell::Text(interval(c.conversion.newcombe)),
            Cell::Text(p_value(c.adjusted_p)),
            Cell::Text(interval(c.credible)),
            share(c.probability_better),
            Cell::Text(interval(c.sequential.interval)),
        ]
    });
    let columns = [
        "Against the usual way",
        "Difference",
        "Relative",
        "Usual interval",
        "p",
        "Bayesian interval",
        "Probability to be better",
        "Holds at every look",
    ];
    tables.push(("Orders".to_owned(), table(&columns, orders.collect())));
    if has_revenue {
        let rows = found.comparisons.iter().filter_map(|c| {
            let revenue = c.revenue.as_ref()?;
            let by_cuped = |text: &dyn Fn(&clientele_analytics::experiment::WelchTest) -> String| {
                Cell::Text(revenue.cuped.as_ref().map_or_else(|| "–".to_owned(), text))
            };
            Some(vec![
                name(c.variant),
                Cell::Figure(amount(revenue.welch.difference)),
                Cell::Text(revenue.welch.relative.map_or_else(|| "–".to_owned(), signed_percent)),
                Cell::Text(amounts(revenue.welch.interval)),
                Cell::Text(p_value(revenue.adjusted_p)),
                by_cuped(&|test| amounts(test.interval)),
                by_cuped(&|test| p_value(test.p_value)),
                Cell::Text(amounts(revenue.sequential.interval)),
            ])
        });
        let columns = [
            "Against the usual way",
            "Difference",
            "Relative",
            "Usual interval",
            "p",
            "Interval with CUPED",
            "p with CUPED",
            "Holds at every look",
        ];
        tables.push(("Revenue per customer".to_owned(), table(&columns, rows.collect())));
    }
    if !found.guardrails.is_empty() {
        let rows = found.guardrails.iter().map(|g| {
            vec![
                Cell::Text(g.name.clone()),
                name(g.variant),
                number(g.usual),
                number(g.welch.difference),
                Cell::Text(p_value(g.welch.p_value)),
                Cell::Text(
                    match g.verdict {
                        GuardrailVerdict::Worse => "became worse",
                        GuardrailVerdict::Holds => "holds",
                        GuardrailVerdict::Unclear => "not clear",
                    }
                    .to_owned(),
                ),
            ]
        });
        let columns = ["Guardrail", "Variant", "Usual mean", "Difference", "p", "Verdict"];
        tables.push(("Guardrails: must not become worse".to_owned(), table(&columns, rows.collect())));
    }
    let ratio = vec![
        Cell::Text(if found.ratio.is_mismatch() { "not as planned" } else { "as planned" }.to_owned()),
        number(found.ratio.chi_square),
        Cell::Text(p_value(found.ratio.p_value)),
    ];
    tables.push(("Were customers shared out as planned?".to_owned(), table(&["Shares", "Chi-square", "p"], vec![ratio])));
    tables
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
