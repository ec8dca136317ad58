//! Replays other settings on the days held back, in steps, on a finished session; segments are those of the day before.

use super::tune::labels_before;
use super::{Control, RunError, Session};
use clientele_analytics::recommend::{RecommendParams, RecommendationError, Replay, ReplayReport};
use clientele_core::domain::ErrorView;
use clientele_core::run::{Progress, Stage};

/// Makes the lists of the last `days` days by the session's settings and by `other`, and counts what was bought of each.
///
/// # Errors
/// [`RunError`] when cancelled, when a setting is out of its bounds, or when the past is too short.
pub async fn replay(
    session: &Session,
    other: &RecommendParams,
    days: u32,
    control: &impl Control,
) -> Result<ReplayReport, RunError> {
    let failed = |error: RecommendationError| RunError::Failed(ErrorView::of(&error));
    let dataset = session.dataset();
    let usual = session.offer_params(&session.config().recommendations).map_err(RunError::Failed)?;
    let other = session.offer_params(other).map_err(RunError::Failed)?;
    let groups = labels_before(session, days);
    let seed = session.config().seed();
    let mut replay = Replay::new(dataset, groups.as_deref(), days, [usual, other], seed).map_err(failed)?;
    while !replay.step(dataset).map_err(failed)? {
        control.progress(Progress {
            stage: Stage::Evaluate,
            done: (replay.progress() * 100.0) as u64,
            total: 100,
            unit: "steps of the replay".into(),
            rows: None,
        });
        control.pause().await?;
    }
    replay.report().ok_or_else(|| failed(RecommendationError::NotReady))
}
