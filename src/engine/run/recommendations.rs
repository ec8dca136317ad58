//! Stages about offers: the model, every customer's list, and their test on the shop's past.

use super::stages::{StageError, Stages};
use crate::as_of::{TEST_DAYS, group_labels};
use crate::config::ValidConfig;
use crate::control::Control;
use crate::results::EvaluationResult;
use clientele_analytics::recommend::{
    Calibrator, Evaluation, ModelBuilder, RecommendationError, Recommendations, Recommender, ValidRecommendParams,
};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{Dataset, Day, ErrorView, counted};
use clientele_core::run::{LogLevel, Stage};

/// Customers whose lists are made between two pauses.
const CUSTOMERS_PER_BLOCK: u32 = 256;

/// The recommender's settings with its rules for segments made rules for the labels that [`group_labels`] gives.
pub(super) fn for_segments(valid: &ValidConfig, rfm: Option<&Rfm>) -> ValidRecommendParams {
    let names: Vec<&str> = rfm.map(|rfm| rfm.segments.iter().map(|s| s.name.as_str()).collect()).unwrap_or_default();
    valid.recommendations.for_groups(&names)
}

pub(super) async fn learn<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    groups: Option<&[u32]>,
    day: Day,
    params: &ValidRecommendParams,
) -> Result<Recommender, StageError> {
    // As for the scores, orders of the analysis date itself count, later ones do not.
    let until = Day(day.0.saturating_add(1));
    let builder = ModelBuilder::new(dataset, groups, Some(until), day, params);
    let mut builder = builder.map_err(|error| match error {
        RecommendationError::NoProducts => StageError::Unavailable(ErrorView::of(&error)),
        other => other.into(),
    })?;
    while !builder.step(dataset) {
        stages.progress(Stage::Recommend, (builder.progress() * 100.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    Ok(Recommender::from_model(builder.finish()?, params.clone()))
}

pub(super) async fn recommend<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    recommender: &Recommender,
    params: &ValidRecommendParams,
) -> Result<Recommendations, StageError> {
    stages.log(LogLevel::Info, Stage::Recommend, recommender.repurchase_reason());
    for id in recommender.product_rules().unknown() {
        stages.log(LogLevel::Warning, Stage::Recommend, format!("A rule names the product {id}, which the data do not have"));
    }
    let customers = dataset.customers().ids.len() as u32;
    let mut lists = Recommendations::default();
    let mut scratch = recommender.scratch();
    let mut from = 0;
    while from < customers {
        let to = customers.min(from + CUSTOMERS_PER_BLOCK);
        recommender.recommend_block(from..to, &mut scratch, &mut lists);
        from = to;
        stages.progress(Stage::Recommend, u64::from(from), u64::from(customers), "customers");
        stages.control.pause().await?;
    }
    if lists.short_lists > 0 {
        let text = format!(
            "{} have fewer than {} recommendations: the rest fell below the least confidence",
            counted(u64::from(lists.short_lists), "customer", "customers"),
            params.params().n
        );
        stages.log(LogLevel::Warning, Stage::Recommend, text);
    }
    Ok(lists)
}

/// What the recommender learns from orders, segments too, is made anew from the days before the test. (The product table is not:
/// names, and prices of products that no catalogue prices, come from all lines.)
pub(super) async fn evaluate<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    valid: &ValidConfig,
    params: &ValidRecommendParams,
) -> Result<EvaluationResult, StageError> {
    let groups_before = |days: u32| {
        let (_, last) = dataset.period()?;
        // Orders of the analysis date itself count: the last day before the test.
        let rfm = Rfm::compute(dataset, &valid.rfm_at(Day(last.0.checked_sub_unsigned(days)?))?).ok()?;
        Some(group_labels(dataset, &rfm))
    };
    let groups = groups_before(TEST_DAYS);
    let started = Evaluation::new(dataset, groups.as_deref(), TEST_DAYS, None, params);
    let mut evaluation = started.map_err(|error| match error {
        RecommendationError::TooShortForEvaluation { .. } | RecommendationError::NoOrders => {
            StageError::Unavailable(ErrorView::of(&error))
        }
        other => other.into(),
    })?;
    while !evaluation.step(dataset)? {
        stages.progress(Stage::Evaluate, (evaluation.progress() * 50.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    let both = groups_before(2 * TEST_DAYS).zip(groups);
    let both = both.as_ref().map(|(fitted, tested)| [fitted.as_slice(), tested.as_slice()]);
    // A past too short for it leaves the comparison of methods standing.
    let mut calibrator = Calibrator::new(dataset, both, TEST_DAYS, params, valid.clustering.get().seed).ok();
    if let Some(calibrator) = &mut calibrator {
        while !calibrator.step(dataset)? {
            stages.progress(Stage::Evaluate, 50 + (calibrator.progress() * 50.0) as u64, 100, "steps");
            stages.control.pause().await?;
        }
    }
    let calibration = calibrator.and_then(|calibrator| calibrator.finish());
    if let Some(calibration) = &calibration {
        stages.log(LogLevel::Info, Stage::Evaluate, calibration.verdict());
    }
    Ok(EvaluationResult { report: evaluation.report(), calibration })
}
