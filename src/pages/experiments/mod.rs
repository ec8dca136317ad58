//! Experiments: plans, simulations, the peeking problem, results. What the reader typed comes as text and is read here, so that the page
//! needs no rules of its own.

mod analysis;
mod assign;
mod cells;
mod peek;
mod plan;
mod pre_experiment;
mod results;
mod simulate;

pub(super) use assign::assignment;
pub(super) use peek::peek_days;

use crate::views::{ExperimentKind, ExperimentView};
use clientele_analytics::experiment::{ExperimentError, ShopHistory};
use clientele_core::domain::ErrorView;
use clientele_core::domain::number::{Mark, parse_decimal};
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
        let wrong = |code: &str, message: String, suggestion: &str| ErrorView {
            code: code.into(),
            message,
            place: Some(name.to_owned()),
            suggestion: suggestion.into(),
        };
        let number = parse_decimal(text).filter(|number| number.sign.is_empty()).ok_or_else(|| {
            let suggestion = "Type a number such as 10 or 2.5, or leave the field empty.";
            wrong("experiment-no-number", format!("{name}: {text:?} is no number"), suggestion)
        })?;
        if matches!(number.mark, Mark::Either(_)) {
            let message = format!("{name}: {text:?} can be read as {} or as {}", number.value, (number.value * 1000.0).round());
            let suggestion = "Type it without a mark between thousands, and with two decimals or fewer.";
            return Err(wrong("experiment-number-unclear", message, suggestion));
        }
        Ok(number.value)
    }

    /// A whole number from 0 up; `usual` for an empty field.
    fn whole(&self, at: usize, name: &str, usual: f64) -> Result<u32, ErrorView> {
        let text = self.text(at);
        if text.is_empty() {
            return Ok(usual as u32);
        }
        // Three digits after a mark are thousands: a whole number has no decimals.
        let whole = parse_decimal(text).filter(|number| number.sign.is_empty()).map(|number| match number.mark {
            Mark::Either(_) => (number.value * 1000.0).round(),
            _ => number.value,
        });
        let in_range = whole.filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
        in_range.map(|n| n as u32).ok_or_else(|| ErrorView {
            code: "experiment-no-number".into(),
            message: format!("{name}: {text:?} is no whole number from 0 to {}", u32::MAX),
            place: Some(name.to_owned()),
            suggestion: "Type a number such as 28, or leave the field empty.".into(),
        })
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
