//! Experiments: plans, plays, why looking too early misleads, results read back. What the reader typed comes as text and is read here,
//! so that the page needs no rules of its own.

use super::basket::headline;
use super::customers::segment_of;
use crate::chart::{ChartId, PeekSettings};
use crate::domain::{Cell, CustomerIx, Day, Figure, Money, TableView, counted, grouped, percent};
use crate::experiment::{
    Analysis, Comparison, Effect, ExperimentError, GuardrailVerdict, Metric, Outcomes, PeekDay, PeekParams, Peeking, Plan,
    PlanParams, ReadResults, ShopHistory, SimulationParams, Simulator, ValidVariants, Variant, Variants, Verdict, Window,
    analyse, assign, plan, read_results,
};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{ExperimentKind, ExperimentView};
use crate::report::assignment_csv;
use crate::segment::{Rfm, RfmParams};

/// Experiments played on the shop's customers, and customers drawn in all of them together.
const SIMULATION_RUNS: u32 = 200;
const SIMULATION_CUSTOMERS: u32 = 2_000_000;
/// Experiments played to show what looking every evening does.
const PEEK_RUNS: u32 = 2_000;
const ALPHA: f64 = 0.05;
const POWER_PERCENT: f64 = 80.0;
const WINDOW_DAYS: f64 = 30.0;
const SEED: f64 = 42.0;
/// Bad rows shown one by one.
const MOST_BAD_ROWS: usize = 50;

/// Fields as they were typed, in the order that [`ExperimentKind`] tells.
struct Fields<'a>(&'a [String]);

impl Fields<'_> {
    fn text(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |text| text.trim())
    }

    /// A number, with point or comma; `usual` for an empty field.
    fn number(&self, at: usize, name: &str, usual: f64) -> Result<f64, ErrorView> {
        let text = self.text(at).trim_end_matches('%').trim_end();
        if text.is_empty() {
            return Ok(usual);
        }
        text.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| ErrorView {
            code: "experiment-no-number".into(),
            message: format!("{name}: {text:?} is no number"),
            place: Some(name.to_owned()),
            suggestion: "Type a number such as 10 or 2.5, or leave the field empty.".into(),
        })
    }

    /// A whole number from 0 up.
    fn whole(&self, at: usize, name: &str, usual: f64) -> Result<u32, ErrorView> {
        let value = self.number(at, name, usual)?;
        // Bounds are the settings' own; this only keeps it a number.
        Ok(value.round().clamp(0.0, f64::from(u32::MAX)) as u32)
    }
}

fn told(error: &ExperimentError) -> ErrorView {
    ErrorView::of(error)
}

/// What came of a question about an experiment: what was typed, in the order that the kind tells, and a file of results.
///
/// # Errors
/// What is wrong with what was typed, or with the file.
pub fn view(session: &Session, kind: ExperimentKind, fields: &[String], file: &[u8]) -> Result<ExperimentView, ErrorView> {
    let fields = Fields(fields);
    match kind {
        ExperimentKind::Plan => plan_view(session, &fields),
        ExperimentKind::Simulate => simulation_view(session, &fields),
        ExperimentKind::Peek => peek_view(session, &fields),
        ExperimentKind::Results => results_view(session, &fields, file),
    }
}

fn history(session: &Session, days: u32) -> Result<ShopHistory, ErrorView> {
    // Of whoever takes part, all that they ordered counts, whatever the filter says of order lines.
    let takes_part = |customer| session.is_member(customer);
    ShopHistory::of_customers(session.whole_dataset(), session.watched_to()?, days, takes_part).map_err(|e| told(&e))
}

fn plan_view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let is_revenue = fields.text(0) == "revenue";
    let days = fields.whole(1, "Days watched", WINDOW_DAYS)?;
    let history = history(session, days)?;
    let effect = fields.number(2, "Effect", 10.0)? / 100.0;
    let variants = fields.whole(4, "Variants", 2.0)?;
    let power = fields.number(5, "Power", POWER_PERCENT)? / 100.0;
    let alpha = fields.number(6, "Alpha", ALPHA * 100.0)? / 100.0;
    let spent = history.revenue();
    let metric = if is_revenue {
        Metric::Revenue { mean: spent.mean, deviation: spent.variance.sqrt() }
    } else {
        let now = history.conversion();
        // Customers chosen by what they did lately: no test can be planned on a share that a change could not move.
        if fields.text(3).is_empty() && (now <= 0.0 || now >= 1.0) {
            let who = if now <= 0.0 { "Nobody" } else { "Everybody" };
            let could = counted(u64::from(history.customers()), "customer", "customers");
            return Err(ErrorView {
                code: "experiment-no-base".into(),
                message: format!("{who} of the {could} who could take part ordered in the last {days} days"),
                place: Some("Base".into()),
                suggestion:
                    "So these days do not tell how many order without a change: type what you expect under \"Order now\".".into(),
            });
        }
        Metric::Conversion { base: fields.number(3, "Base", now * 100.0)? / 100.0 }
    };
    let params = PlanParams { metric, effect: Effect(effect), alpha, power, variants };
    let others = other_effects(&params, &history);
    let found = plan(&params.check().map_err(|e| told(&e))?, &history);
    let base = match metric {
        Metric::Conversion { base } => Figure::Share(base),
        Metric::Revenue { mean, .. } => amount(mean),
    };
    let Window { first, last } = history.window();
    let what = if is_revenue { "Revenue per customer now" } else { "Order now" };
    let base_says = format!("Of the customers who had ordered before, from {} to {}.", first.long_text(), last.long_text());
    let mut headlines = vec![
        headline("per-variant", "Customers in each variant", Figure::Count(found.per_variant), SIZE_HOW),
        headline("total-needed", "Customers in all", Figure::Count(found.total), "Each variant, the usual way included."),
        headline("base", what, base, &base_says),
        headline(
            "power-with-all",
            "Would be found with all who can take part",
            Figure::Share(found.power_with_all),
            "The chance to find the effect, if it is there, with everybody who could take part.",
        ),
    ];
    if let Some(least) = found.least_effect_with_all {
        let how = "The least effect that everybody who could take part would show with the chance asked for.";
        headlines.push(headline("least-effect", "Least effect to be found", Figure::Share(least), how));
    }
    if let Some(days) = found.days {
        let how = "The fewest last days in which so many different customers ordered. A test of customers as they come takes about as long, and then the days that each is watched.";
        headlines.push(headline("days-needed", "Days until so many come", Figure::Days(f64::from(days)), how));
    }
    Ok(ExperimentView {
        says: plan_says(&found, effect, days, variants),
        is_warning: u64::from(found.available) < found.total,
        headlines,
        tables: vec![("What other changes would take".to_owned(), others)],
        notes: plan_notes(&found, variants, alpha),
        ..ExperimentView::default()
    })
}

/// The same plan for smaller and larger effects, as far as there can be such.
fn other_effects(params: &PlanParams, history: &ShopHistory) -> TableView {
    let rows = [0.25, 0.5, 1.0, 1.5, 2.0, 3.0].into_iter().filter_map(|times| {
        let effect = params.effect.0 * times;
        let found = plan(&PlanParams { effect: Effect(effect), ..*params }.check().ok()?, history);
        Some(vec![
            share(effect),
            Cell::Figure(Figure::Count(found.per_variant)),
            Cell::Figure(Figure::Count(found.total)),
            share(found.power_with_all),
        ])
    });
    table(
        &["Change", "Customers in each variant", "Customers in all", "Would be found with all who can take part"],
        rows.collect(),
    )
}

const SIZE_HOW: &str = "Orders: two shares by the normal approximation, one spread under no difference and two under one (Fleiss). Revenue: two means. Both two-sided.";

fn plan_says(plan: &Plan, effect: f64, days: u32, variants: u32) -> String {
    let need = format!(
        "To find a change of {} you need {} in each of {variants} variants, {} in all, watched for {}.",
        percent(effect),
        counted(plan.per_variant, "customer", "customers"),
        grouped(plan.total),
        counted(u64::from(days), "day", "days")
    );
    let have = counted(u64::from(plan.available), "customer", "customers");
    if u64::from(plan.available) >= plan.total {
        return format!("{need} You have {have} who could take part: enough.");
    }
    match plan.least_effect_with_all {
        Some(least) => format!(
            "{need} You have {have} who could take part: too few. With all of them only a change of {} or more would be found.",
            percent(least)
        ),
        None => format!("{need} You have {have} who could take part: too few for any change."),
    }
}

fn plan_notes(plan: &Plan, variants: u32, alpha: f64) -> Vec<String> {
    let mut notes = vec![
        "Decide before you begin how long it runs, and read the result once, at the end; or use the intervals that hold at every look.".to_owned(),
        "Let it run for whole weeks: weekdays and weekends differ.".to_owned(),
    ];
    if variants > 2 {
        notes.push(format!(
            "The chance of a false alarm, {}, is shared out over the comparisons with the usual way: {} each (Bonferroni).",
            percent(alpha),
            percent(plan.alpha_each)
        ));
    }
    if plan.days.is_none() {
        notes.push("In the whole period of the files fewer different customers ordered than are needed.".to_owned());
    }
    notes
}

fn simulation_view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let days = fields.whole(0, "Days watched", WINDOW_DAYS)?;
    let history = history(session, days)?;
    let conversion = fields.number(1, "Effect on orders", 10.0)? / 100.0;
    let spending = fields.number(2, "Effect on spending", 0.0)? / 100.0;
    let count = fields.whole(3, "Variants", 2.0)?;
    let seed = u64::from(fields.whole(4, "Seed", SEED)?);
    let variants = Variants::equal(count.min(99)).check().map_err(|e| told(&e))?;
    let runs = (SIMULATION_CUSTOMERS / history.customers().max(1)).clamp(20, SIMULATION_RUNS);
    let others = variants.get().len() - 1;
    let params = SimulationParams {
        variants,
        conversion_effects: vec![conversion; others],
        spending_effects: vec![spending; others],
        runs,
        alpha: ALPHA,
        seed,
    };
    let params = params.check().map_err(|e| told(&e))?;
    // Segments as they were before the days watched: those of today know what was ordered in them.
    let before = Day(history.window().first.0.saturating_sub(1));
    let rfm = RfmParams { analysis_date: Some(before), ..session.config().rfm.clone() }.check().ok();
    let rfm = rfm.and_then(|params| Rfm::compute(session.whole_dataset(), &params).ok());
    let stratum_before = |row: usize| {
        let rfm = rfm.as_ref()?;
        Some(u32::from(*rfm.segment.get(rfm.row_of(CustomerIx::new(row))?)?))
    };
    let found = Simulator::new(params, &history, |row| stratum_before(row).unwrap_or(u32::MAX)).finish().map_err(|e| told(&e))?;
    let rows = found.example.arms.iter().skip(1).zip(&found.arms).map(|(arm, found)| {
        vec![
            Cell::Text(arm.name.clone()),
            share(found.found_better),
            share(found.found_worse),
            Cell::Text(points(found.mean_difference)),
            share(found.revenue_found),
            share(found.cuped_found),
        ]
    });
    let table = table(
        &["Variant", "Found better", "Found worse", "Mean estimate", "Change of revenue found", "The same with CUPED"],
        rows.collect(),
    );
    let power = found.arms.first().map_or(0.0, |arm| arm.found_better + arm.found_worse);
    let says = if conversion == 0.0 {
        format!(
            "Nothing was changed, and yet {} of the runs called a difference of orders: those are the false alarms.",
            percent(power)
        )
    } else {
        format!(
            "If the effect on orders really were {}, {} of the runs would have called it.",
            signed_percent(conversion),
            percent(power)
        )
    };
    let headlines = vec![
        headline(
            "runs",
            "Experiments played",
            Figure::Count(u64::from(found.runs)),
            "Each time the customers are shared out anew, by segments.",
        ),
        headline(
            "simulated-customers",
            "Customers in each",
            Figure::Count(u64::from(found.customers)),
            "Those who had ordered before the days watched.",
        ),
        headline("simulated-base", "Ordered in those days", Figure::Share(found.base), "What really happened: the usual way."),
        headline(
            "variance-reduction",
            "Noise that CUPED takes out",
            Figure::Share(found.variance_reduction),
            "Share of the variance of spending that is explained by what customers spent before.",
        ),
    ];
    let notes = vec![
        format!(
            "What your customers really did in the last {} is the usual way; the effect that you typed is put on top of it. It shows what a test would find, not what your change would do: no past can tell that.",
            counted(u64::from(days), "day", "days")
        ),
        "Called means: p below 5 % at the end, each variant by itself. Customers are shared out by the segments that they were in before: that takes some chance away, so the test alarms falsely a little less often than it says.".to_owned(),
    ];
    let mut tables = vec![("What the runs called".to_owned(), table)];
    tables.extend(
        analysis_tables(&found.example)
            .into_iter()
            .map(|(title, table)| (format!("One of the runs: {}", lower_first(&title)), table)),
    );
    Ok(ExperimentView { says, headlines, tables, notes, ..ExperimentView::default() })
}

/// What is played when nothing is typed: the shop's own traffic and share of orders.
fn peek_settings(session: &Session, fields: &Fields<'_>) -> Result<PeekSettings, ErrorView> {
    let days = fields.whole(0, "Days", 28.0)?;
    let own = history(session, 30).ok();
    let per_day =
        own.as_ref().map_or(100.0, |h| (f64::from(h.customers()) / 2.0 / f64::from(days.max(1))).round().clamp(10.0, 2_000.0));
    let per_day = fields.whole(1, "Customers a day", per_day)?;
    let base = own.as_ref().map_or(10.0, |h| (h.conversion() * 100.0).clamp(1.0, 90.0));
    let base = fields.number(2, "Base", base)?;
    let effect = fields.number(3, "True effect", 0.0)?;
    let seed = fields.whole(4, "Seed", SEED)?;
    Ok(PeekSettings {
        days,
        customers_per_day: per_day,
        base_permyriad: (base * 100.0).round().clamp(0.0, 1e6) as u32,
        effect_permille: (effect * 10.0).round().clamp(-1e6, 1e6) as i32,
        seed,
    })
}

pub(super) fn peek_days(settings: &PeekSettings) -> Result<Vec<PeekDay>, ErrorView> {
    let params = PeekParams {
        days: settings.days,
        customers_per_day: settings.customers_per_day,
        base: f64::from(settings.base_permyriad) / 10_000.0,
        effect: f64::from(settings.effect_permille) / 1_000.0,
        alpha: ALPHA,
        runs: PEEK_RUNS,
        seed: u64::from(settings.seed),
    };
    Ok(Peeking::new(&params.check().map_err(|e| told(&e))?).finish())
}

fn peek_view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let settings = peek_settings(session, fields)?;
    let days = peek_days(&settings)?;
    let last = days.last().copied().unwrap_or_default();
    let looks = counted(u64::from(settings.days), "evening", "evenings");
    let says = if settings.effect_permille == 0 {
        format!(
            "Nothing differs here. Looking on each of {looks} and stopping at the first p below 5 % calls a difference in {} of the experiments; looking once, at the end, in {}; the interval that holds at every look in {}.",
            percent(last.every_evening),
            percent(last.this_evening),
            percent(last.always_valid)
        )
    } else {
        format!(
            "Here the variants do differ. By the last of {looks} looking at every one has called it in {} of the experiments, looking once in {}, the interval that holds at every look in {}.",
            percent(last.every_evening),
            percent(last.this_evening),
            percent(last.always_valid)
        )
    };
    let headlines = vec![
        headline(
            "peeking",
            "Called by looking every evening",
            Figure::Share(last.every_evening),
            "The usual z test at 5 %, stopping at the first p below it.",
        ),
        headline(
            "one-look",
            "Called by one look at the end",
            Figure::Share(last.this_evening),
            "The same test, looked at on the last evening only.",
        ),
        headline("always-valid", "Called by the interval for every look", Figure::Share(last.always_valid), ALWAYS_VALID_HOW),
    ];
    let notes = vec![format!(
        "{} experiments with {} a day in each of two variants; {} order.",
        grouped(u64::from(PEEK_RUNS)),
        counted(u64::from(settings.customers_per_day), "customer", "customers"),
        percent(f64::from(settings.base_permyriad) / 10_000.0)
    )];
    Ok(ExperimentView { says, headlines, chart: Some(ChartId::Peeking(settings)), notes, ..ExperimentView::default() })
}

const ALWAYS_VALID_HOW: &str = "An asymptotic confidence sequence (Waudby-Smith et al. 2024): wider than the usual interval, but right at every look, however often one looks.";

/// Customers by segments, each with its variant.
pub(super) fn assignment(session: &Session, fields: &[String]) -> Result<Vec<u8>, ErrorView> {
    let fields = Fields(fields);
    let variants = variants_of(fields.text(0)).check().map_err(|e| told(&e))?;
    let seed = u64::from(fields.whole(1, "Seed", SEED)?);
    let segment = fields.text(2);
    let dataset = session.dataset();
    let customers: Vec<CustomerIx> = (0..dataset.customers().ids.len())
        .map(CustomerIx::new)
        .filter(|&customer| session.is_member(customer))
        .filter(|&customer| segment.is_empty() || segment_of(session, customer) == segment)
        .collect();
    if customers.is_empty() && segment.is_empty() {
        return Err(ErrorView {
            code: "nobody-passes".into(),
            message: "Nobody passes the filter".into(),
            place: None,
            suggestion: "Take one of its conditions away.".into(),
        });
    }
    if customers.is_empty() {
        return Err(ErrorView {
            code: "no-such-segment".into(),
            message: format!("No customer is in a segment {segment:?}"),
            place: Some("Only the segment".into()),
            suggestion: "Type a segment's name as it stands on the Segments page, or leave the field empty.".into(),
        });
    }
    let strata: Vec<u32> = customers.iter().map(|&customer| stratum(session, customer)).collect();
    let variant = assign(&strata, &variants, seed);
    Ok(assignment_csv(dataset, &customers, |customer| segment_of(session, customer), &variants, &variant))
}

/// `control, new mail` or `control: 3, new mail: 1`.
fn variants_of(text: &str) -> Variants {
    let one = |part: &str| {
        let (name, weight) = part.rsplit_once(':').unwrap_or((part, "1"));
        // What is no weight is part of the name.
        match weight.trim().parse() {
            Ok(weight) => Variant { name: name.to_owned(), weight },
            Err(_) => Variant { name: part.to_owned(), weight: 1 },
        }
    };
    Variants(if text.is_empty() { Variants::equal(2).0 } else { text.split(',').map(one).collect() })
}

/// A customer's stratum: the segment, customers without one by themselves.
fn stratum(session: &Session, customer: CustomerIx) -> u32 {
    session.rfm().ok().and_then(|rfm| Some(u32::from(rfm.segment[rfm.row_of(customer)?]))).unwrap_or(u32::MAX)
}

fn results_view(session: &Session, fields: &Fields<'_>, file: &[u8]) -> Result<ExperimentView, ErrorView> {
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
        let Some(customer) = super::customers::find(dataset, id) else { return 0.0 };
        known += 1;
        let days = &dataset.orders().day;
        let amounts = dataset.orders_of(customer).filter(|&order| days[order] >= from && days[order] < began);
        amounts.map(|order| super::overview::order_amount(dataset, order)).sum::<Money>().to_f64()
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

fn analysis_tables(found: &Analysis) -> Vec<(String, TableView)> {
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
            let by_cuped = |text: &dyn Fn(&crate::experiment::WelchTest) -> String| {
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

fn table(columns: &[&str], rows: Vec<Vec<Cell>>) -> TableView {
    TableView { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows }
}

fn count(n: u32) -> Cell {
    Cell::Figure(Figure::Count(u64::from(n)))
}

fn share(x: f64) -> Cell {
    Cell::Figure(Figure::Share(x))
}

fn number(x: f64) -> Cell {
    Cell::Figure(Figure::Number(x))
}

fn amount(x: f64) -> Figure {
    let cents = (x * 100.0).round();
    let money = if cents.abs() < 1e15 { Money::from_cents(cents as i64) } else { None };
    money.map_or(Figure::Number(x), Figure::Money)
}

/// A difference of shares in points of a hundred: `+1.2 points`.
fn points(x: f64) -> String {
    format!("{} points", signed(x * 100.0, 2))
}

fn signed_percent(x: f64) -> String {
    format!("{} %", signed(x * 100.0, 1))
}

fn signed(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if is_zero {
        ""
    } else if x < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{text}")
}

fn interval((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() {
        format!("{} % to {} %", signed(low * 100.0, 2), signed(high * 100.0, 2))
    } else {
        "open".to_owned()
    }
}

/// An interval of shares, which have no sign.
fn shares((low, high): (f64, f64)) -> String {
    format!("{:.2} % to {:.2} %", low * 100.0, high * 100.0)
}

fn amounts((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() { format!("{} to {}", signed(low, 2), signed(high, 2)) } else { "open".to_owned() }
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
