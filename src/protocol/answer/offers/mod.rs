//! What the pages about offers show: lists, quality, rules, what tuning and replays found. Texts are plain; figures come from the
//! session.

mod lists;
mod quality;

use crate::pipeline::{self, Control, ErrorView, Replayed, RunError, Session, read_offer_fields};
use crate::recommend::RecommendParams;

/// Days held back for a replay unless others are typed.
const REPLAY_DAYS: u32 = 30;

/// The settings in use with what was typed laid over them.
fn typed(session: &Session, fields: &[(String, String)]) -> Result<RecommendParams, ErrorView> {
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str());
    read_offer_fields(&session.config().recommendations, session.dataset(), of)
}

/// Replays settings as typed.
///
/// # Errors
/// As [`pipeline::replay`], and when what was typed cannot be read.
pub(super) async fn replayed(
    session: &Session,
    fields: &[(String, String)],
    control: &impl Control,
) -> Result<Replayed, RunError> {
    let other = typed(session, fields).map_err(RunError::Failed)?;
    let days = fields.iter().find(|(name, _)| name == "days").map_or("", |(_, text)| text.trim());
    let days = match days.parse::<u32>() {
        _ if days.is_empty() => REPLAY_DAYS,
        Ok(days) if (7..=180).contains(&days) => days,
        _ => return Err(RunError::Failed(no_days(days))),
    };
    let report = pipeline::replay(session, &other, days, control).await?;
    Ok(Replayed { other, report })
}

fn no_days(text: &str) -> ErrorView {
    ErrorView {
        code: "replay-days".into(),
        message: format!("“{text}” is no number of days that can be held back"),
        place: Some("Days held back".into()),
        suggestion: "Type a number from 7 to 180; 30 is usual.".into(),
    }
}
