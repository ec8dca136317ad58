//! Sample size, power and duration of an experiment.

use super::cells::{amount, share, table};
use super::fields::{ALPHA, Fields, POWER_PERCENT, WINDOW_DAYS, history, told};
use crate::views::ExperimentView;
use clientele_analytics::experiment::{Effect, ObservationWindow, OutcomeMetric, Plan, PlanParams, ShopHistory, plan};
use clientele_core::domain::{Cell, ErrorView, Figure, TableView, counted, grouped, percent};
use clientele_engine::Session;
use clientele_messages::HeadlineView;

pub(super) fn view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let is_revenue = fields.text(0) == "revenue";
    let days = fields.whole(1, "Days watched", WINDOW_DAYS)?;
    let history = history(session, days)?;
    let effect = fields.number(2, "Smallest change to detect", 10.0)? / 100.0;
    let variants = fields.whole(4, "Variants", 2.0)?;
    let power = fields.number(5, "Power", POWER_PERCENT)? / 100.0;
    let alpha = fields.number(6, "Alpha", ALPHA * 100.0)? / 100.0;
    let spent = history.revenue();
    let metric = if is_revenue {
        OutcomeMetric::Revenue { mean: spent.mean, std_dev: spent.variance.sqrt() }
    } else {
        let now = history.conversion();
        // Customers chosen by what they did lately: no test can be planned on a share that a change could not move.
        if fields.text(3).is_empty() && (now <= 0.0 || now >= 1.0) {
            let who = if now <= 0.0 { "Nobody" } else { "Everybody" };
            let could = counted(u64::from(history.customers()), "customer", "customers");
            return Err(ErrorView {
                code: "experiment-no-base".into(),
                message: format!("{who} of the {could} who could take part ordered in the last {days} days"),
                place: Some("Current order rate".into()),
                suggestion:
                    "So these days do not tell how many order without a change: type what you expect under \"Current order rate\"."
                        .into(),
            });
        }
        OutcomeMetric::Conversion { base: fields.number(3, "Current order rate", now * 100.0)? / 100.0 }
    };
    let params = PlanParams { metric, effect: Effect(effect), alpha, power, variants };
    let others = other_effects(&params, &history);
    let found = plan(&params.check().map_err(|e| told(&e))?, &history);
    let base = match metric {
        OutcomeMetric::Conversion { base } => Figure::Share(base),
        OutcomeMetric::Revenue { mean, .. } => amount(mean),
    };
    let ObservationWindow { first, last } = history.window();
    let what = if is_revenue { "Current revenue per customer" } else { "Current order rate" };
    let base_says = format!("Of the customers who had ordered before, from {} to {}.", first.long_text(), last.long_text());
    let mut headlines = vec![
        HeadlineView::new("per-variant", "Customers in each variant", Figure::Count(found.per_variant), SIZE_HOW),
        HeadlineView::new("total-needed", "Customers in all", Figure::Count(found.total), "Each variant, the control included."),
        HeadlineView::new("base", what, base, &base_says),
        HeadlineView::new(
            "power-with-all",
            "Power with all who can take part",
            Figure::Share(found.power_with_all),
            "The chance to detect the change, if it is there, with everybody who could take part.",
        ),
    ];
    if let Some(least) = found.mde_with_all {
        let how = "The smallest relative change that everybody who could take part would show with the power asked for (minimum detectable effect).";
        headlines.push(HeadlineView::new("least-effect", "Smallest relative change detectable", Figure::Share(least), how));
    }
    if let Some(days) = found.days {
        let how = "The shortest run of recent days in which that many different customers ordered. A test of customers as they come takes about as long, and then the days that each is watched.";
        headlines.push(HeadlineView::new("days-needed", "Days to reach that many", Figure::Days(f64::from(days)), how));
    }
    Ok(ExperimentView {
        summary: plan_says(&found, &metric, effect, days, variants),
        is_warning: u64::from(found.available) < found.total,
        headlines,
        tables: vec![("Other changes".to_owned(), others)],
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
        &["Relative change", "Customers in each variant", "Customers in all", "Power with all who can take part"],
        rows.collect(),
    )
}

const SIZE_HOW: &str = "Orders: two proportions by the normal approximation, pooled variance under no difference and separate ones under a difference (Fleiss). Revenue: two means. Both two-sided.";

fn plan_says(plan: &Plan, metric: &OutcomeMetric, effect: f64, days: u32, variants: u32) -> String {
    let change = match metric {
        OutcomeMetric::Conversion { base } => {
            format!("from {:.2} % to {:.2} % who order", base * 100.0, base * (1.0 + effect) * 100.0)
        }
        OutcomeMetric::Revenue { .. } => "of revenue per customer".to_owned(),
    };
    let need = format!(
        "To detect a relative change of {} ({change}) you need {} in each of {variants} variants, {} in all, watched for {}.",
        percent(effect),
        counted(plan.per_variant, "customer", "customers"),
        grouped(plan.total),
        counted(u64::from(days), "day", "days")
    );
    let have = counted(u64::from(plan.available), "customer", "customers");
    if u64::from(plan.available) >= plan.total {
        return format!("{need} You have {have} who could take part: enough.");
    }
    match plan.mde_with_all {
        Some(least) => format!(
            "{need} You have {have} who could take part: too few. With all of them only a relative change of {} or more would be detected.",
            percent(least)
        ),
        None => format!("{need} You have {have} who could take part: too few for any change."),
    }
}

fn plan_notes(plan: &Plan, variants: u32, alpha: f64) -> Vec<String> {
    let mut notes = vec![
        "Decide before you begin how long it runs, and read the result once, at the end; or use the sequential intervals, which hold at every look.".to_owned(),
        "Let it run for whole weeks: weekdays and weekends differ.".to_owned(),
    ];
    if variants > 2 {
        notes.push(format!(
            "The chance of a false alarm, {}, is divided by the number of comparisons with the control: {} each (Bonferroni).",
            percent(alpha),
            percent(plan.alpha_each)
        ));
    }
    if plan.days.is_none() {
        notes.push("In the whole period of the files fewer different customers ordered than are needed.".to_owned());
    }
    notes
}
