//! "Tune on my data": runs the tuner in steps on a finished session, with each customer's segment as of the days it learns from.

use super::as_of::{TEST_DAYS, group_labels};
use super::{Control, RunError, Session};
use clientele_analytics::recommend::{RecommendationError, TuneParams, TuneReport, Tuner};
use clientele_analytics::segment::{Rfm, RfmParams};
use clientele_core::domain::{Day, ErrorView};
use clientele_core::run::{Progress, Stage};

/// Learns weights and strategy settings from the days before the last 30, for what the session's lists are for. The
/// settings found are in [`TuneReport::tuned`]; to use them, run with them.
///
/// # Errors
/// [`RunError`] when cancelled, when a setting is out of its bounds, or when the past is too short.
pub async fn tune(session: &Session, params: TuneParams, control: &impl Control) -> Result<TuneReport, RunError> {
    let failed = |error: RecommendationError| RunError::Failed(ErrorView::of(&error));
    let params = params.check().map_err(failed)?;
    let before = session.config().recommendations.clone().check().map_err(failed)?;
    let dataset = session.dataset();
    let both = labels_before(session, 2 * TEST_DAYS).zip(labels_before(session, TEST_DAYS));
    let groups = both.as_ref().map(|(first, second)| [first.as_slice(), second.as_slice()]);
    let mut tuner = Tuner::new(dataset, groups, TEST_DAYS, session.tested_task(), &before, params).map_err(failed)?;
    while !tuner.step(dataset).map_err(failed)? {
        control.progress(Progress {
            stage: Stage::Evaluate,
            done: (tuner.progress() * 100.0) as u64,
            total: 100,
            unit: "steps of the tuning".into(),
            rows: None,
        });
        control.pause().await?;
    }
    tuner.report().ok_or_else(|| failed(RecommendationError::NotReady))
}

/// Everybody's segment as it was so many days before the last order, for models that must not see those days.
pub(super) fn labels_before(session: &Session, days: u32) -> Option<Vec<u32>> {
    let dataset = session.dataset();
    let (_, last) = dataset.period()?;
    let day = Day(last.0.checked_sub_unsigned(days)?);
    let rfm = RfmParams { analysis_date: Some(day), ..session.config().rfm.clone() }.check().ok()?;
    Some(group_labels(dataset, &Rfm::compute(dataset, &rfm).ok()?))
}
