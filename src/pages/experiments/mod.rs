//! Experiments: plans, plays, why looking too early misleads, results read back. What the reader typed comes as text and is read here,
//! so that the page needs no rules of its own.

mod assign;
mod cells;
mod peek;
mod plan;
mod results;
mod simulate;

pub(super) use assign::assignment;
pub(super) use peek::peek_days;

use crate::views::{ExperimentKind, ExperimentView};
use clientele_analytics::experiment::{ExperimentError, ShopHistory};
use clientele_core::domain::ErrorView;
use clientele_engine::Session;

const ALPHA: f64 = 0.05;
const POWER_PERCENT: f64 = 80.0;
const WINDOW_DAYS: f64 = 30.0;
const SEED: f64 = 42.0;

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
        ExperimentKind::Plan => plan::view(session, &fields),
        ExperimentKind::Simulate => simulate::view(session, &fields),
        ExperimentKind::Peek => peek::view(session, &fields),
        ExperimentKind::Results => results::view(session, &fields, file),
    }
}

fn history(session: &Session, days: u32) -> Result<ShopHistory, ErrorView> {
    // Of whoever takes part, all that they ordered counts, whatever the filter says of order lines.
    let takes_part = |customer| session.is_member(customer);
    ShopHistory::of_customers(session.whole_dataset(), session.watched_to()?, days, takes_part).map_err(|e| told(&e))
}
