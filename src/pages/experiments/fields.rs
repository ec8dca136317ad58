//! What the reader typed into the forms about experiments, read; and what the forms share: usual values, the shop's history.

use clientele_analytics::experiment::{ExperimentError, ShopHistory};
use clientele_core::domain::ErrorView;
use clientele_core::domain::number::{Mark, parse_decimal};
use clientele_engine::Session;

pub(super) const ALPHA: f64 = 0.05;
pub(super) const POWER_PERCENT: f64 = 80.0;
pub(super) const WINDOW_DAYS: f64 = 30.0;
pub(super) const SEED: f64 = 42.0;

/// Fields as they were typed, in the order that [`ExperimentKind`] tells.
pub(super) struct Fields<'a>(pub(super) &'a [String]);

impl Fields<'_> {
    pub(super) fn text(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |text| text.trim())
    }

    /// A number, with point or comma; `usual` for an empty field.
    pub(super) fn number(&self, at: usize, name: &str, usual: f64) -> Result<f64, ErrorView> {
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
    pub(super) fn whole(&self, at: usize, name: &str, usual: f64) -> Result<u32, ErrorView> {
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

pub(super) fn told(error: &ExperimentError) -> ErrorView {
    ErrorView::of(error)
}

pub(super) fn history(session: &Session, days: u32) -> Result<ShopHistory, ErrorView> {
    // Of whoever takes part, all that they ordered counts, whatever the filter says of order lines.
    let takes_part = |customer| session.is_member(customer);
    ShopHistory::of_customers(session.whole_dataset(), session.observation_end()?, days, takes_part).map_err(|e| told(&e))
}
