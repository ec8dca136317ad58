//! The peeking problem: what testing every evening does to false alarms.

use super::fields::{ALPHA, Fields, SEED, history, told};
use crate::views::ExperimentView;
use clientele_analytics::experiment::{PeekDay, PeekParams, Peeking};
use clientele_core::domain::{ErrorView, Figure, counted, grouped, percent};
use clientele_engine::Session;
use clientele_messages::{ChartId, HeadlineView, PeekSettings};

/// Experiments simulated to show what testing every evening does.
const PEEK_RUNS: u32 = 2_000;

/// What is simulated; where nothing is typed, the shop's own traffic and order rate.
fn peek_settings(session: &Session, fields: &Fields<'_>) -> Result<PeekSettings, ErrorView> {
    let days = fields.whole(0, "Days", 28.0)?;
    let own = history(session, 30).ok();
    let per_day =
        own.as_ref().map_or(100.0, |h| (f64::from(h.customers()) / 2.0 / f64::from(days.max(1))).round().clamp(10.0, 2_000.0));
    let per_day = fields.whole(1, "Customers a day", per_day)?;
    let base = own.as_ref().map_or(10.0, |h| (h.conversion() * 100.0).clamp(1.0, 90.0));
    let base = fields.number(2, "Current order rate", base)?;
    let effect = fields.number(3, "True relative effect", 0.0)?;
    let seed = fields.whole(4, "Seed", SEED)?;
    Ok(PeekSettings {
        days,
        customers_per_day: per_day,
        base_permyriad: (base * 100.0).round().clamp(0.0, 1e6) as u32,
        effect_permille: (effect * 10.0).round().clamp(-1e6, 1e6) as i32,
        seed,
    })
}

pub(crate) fn peek_days(settings: &PeekSettings) -> Result<Vec<PeekDay>, ErrorView> {
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

pub(super) fn view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let settings = peek_settings(session, fields)?;
    let days = peek_days(&settings)?;
    let last = days.last().copied().unwrap_or_default();
    let looks = counted(u64::from(settings.days), "evening", "evenings");
    let says = if settings.effect_permille == 0 {
        format!(
            "There is no true difference here. Testing on each of {looks} and stopping at the first p below 5 % finds one in {} of the experiments; one test at the end, in {}; the sequential interval, in {}.",
            percent(last.peeking),
            percent(last.fixed_horizon),
            percent(last.sequential)
        )
    } else {
        format!(
            "Here the variants do differ. By the last of {looks}, testing on each of them has found it in {} of the experiments, one test at the end in {}, the sequential interval in {}.",
            percent(last.peeking),
            percent(last.fixed_horizon),
            percent(last.sequential)
        )
    };
    let headlines = vec![
        HeadlineView::new(
            "peeking",
            "Found by testing every evening",
            Figure::Share(last.peeking),
            "The z test at 5 %, stopping at the first p below it.",
        ),
        HeadlineView::new(
            "one-look",
            "Found by one test at the end",
            Figure::Share(last.fixed_horizon),
            "The same test, on the last evening only.",
        ),
        HeadlineView::new("always-valid", "Found by the sequential interval", Figure::Share(last.sequential), SEQUENTIAL_HOW),
    ];
    let notes = vec![format!(
        "{} simulated experiments with {} a day in each of two variants; {} order.",
        grouped(u64::from(PEEK_RUNS)),
        counted(u64::from(settings.customers_per_day), "customer", "customers"),
        percent(f64::from(settings.base_permyriad) / 10_000.0)
    )];
    Ok(ExperimentView { summary: says, headlines, chart: Some(ChartId::Peeking(settings)), notes, ..ExperimentView::default() })
}

const SEQUENTIAL_HOW: &str = "An asymptotic confidence sequence (Waudby-Smith et al. 2024), tuned for the last evening: wider than an interval for one look, but right at every look, however often one looks.";
