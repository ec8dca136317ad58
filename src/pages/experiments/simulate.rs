//! Experiments simulated on the shop's own customers.

use super::analysis::{analysis_tables, method_notes};
use super::cells::{lower_first, points, share, signed_percent, table};
use super::fields::{ALPHA, Fields, SEED, WINDOW_DAYS, history, told};
use crate::views::ExperimentView;
use clientele_analytics::experiment::{SimulationParams, Simulator, Variants};
use clientele_analytics::segment::{Rfm, RfmParams};
use clientele_core::domain::{Cell, CustomerIx, Day, ErrorView, Figure, counted, percent};
use clientele_engine::Session;
use clientele_messages::HeadlineView;

/// Experiments simulated, and customers drawn in all of them together.
const SIMULATION_RUNS: u32 = 200;
const SIMULATION_CUSTOMERS: u32 = 2_000_000;

pub(super) fn view(session: &Session, fields: &Fields<'_>) -> Result<ExperimentView, ErrorView> {
    let days = fields.whole(0, "Days watched", WINDOW_DAYS)?;
    let history = history(session, days)?;
    let conversion = fields.number(1, "True relative effect on the order rate", 10.0)? / 100.0;
    let spending = fields.number(2, "True relative effect on spending", 0.0)? / 100.0;
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
        &["Variant", "Found better", "Found worse", "Mean difference", "Change of revenue found", "The same with CUPED"],
        rows.collect(),
    );
    let power = found.arms.first().map_or(0.0, |arm| arm.found_better + arm.found_worse);
    let says = if conversion == 0.0 {
        format!(
            "There was no effect, and yet {} of the runs found a difference in orders: those are false alarms.",
            percent(power)
        )
    } else {
        format!(
            "If the true relative effect on the order rate were {}, {} of the runs would have found it.",
            signed_percent(conversion),
            percent(power)
        )
    };
    let headlines = vec![
        HeadlineView::new(
            "runs",
            "Experiments simulated",
            Figure::Count(u64::from(found.runs)),
            "Each time the customers are assigned anew, within segments.",
        ),
        HeadlineView::new(
            "simulated-customers",
            "Customers in each",
            Figure::Count(u64::from(found.customers)),
            "Those who had ordered before the days watched.",
        ),
        HeadlineView::new(
            "simulated-base",
            "Ordered in those days",
            Figure::Share(found.base),
            "What really happened: the control.",
        ),
        HeadlineView::new(
            "variance-reduction",
            "Variance that CUPED removes",
            Figure::Share(found.variance_reduction),
            "Share of the variance of spending that is explained by earlier spending.",
        ),
    ];
    let mut notes = vec![
        format!(
            "What your customers really did in the last {} is the control; the effect that you typed is put on top of it. It shows what a test would find, not what your change would do: no past can tell that.",
            counted(u64::from(days), "day", "days")
        ),
        "Found means: p below 5 % at the end, each variant by itself, without adjustment. Customers are assigned within the segments that they were in before: that removes some variance, so there are a little fewer false alarms than 5 %.".to_owned(),
    ];
    notes.extend(method_notes(&found.example, f64::from(found.customers)));
    let mut tables = vec![("What the runs found".to_owned(), table)];
    tables.extend(
        analysis_tables(&found.example, session.dataset().currency())
            .into_iter()
            .map(|(title, table)| (format!("One of the runs: {}", lower_first(&title)), table)),
    );
    Ok(ExperimentView { summary: says, headlines, tables, notes, ..ExperimentView::default() })
}
