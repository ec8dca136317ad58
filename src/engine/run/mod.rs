//! A run: which stages there are, what each needs, and in which order they go.

mod customers;
mod load;
mod recommendations;
mod stages;

pub use load::Input;
pub(crate) use load::tables;

use self::customers::{cluster, mine_rules, value_customers};
use self::load::generated_fits;
use self::recommendations::{evaluate, for_segments, learn, recommend};
use self::stages::Stages;
use crate::Config;
use crate::as_of::{analysis_day, group_labels};
use crate::contents::digest_of;
use crate::control::{Control, FileSource, RunError};
use crate::results::RecommendationResult;
use crate::session::{OnDemand, Session};
use clientele_analytics::recommend::{RecommendParams, Recommender};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::counted;
use clientele_core::run::{LogLevel, Stage};

/// Runs all stages. What `earlier` made from the same input with the same settings is taken over instead of computed again.
/// When a stage after the loading fails, those that do not need it still run, and the session says what is missing.
///
/// # Errors
/// [`RunError`] when there is nothing to show: cancelled, a setting out of bounds, or data that cannot be used.
pub async fn run<F: FileSource>(
    input: Input<'_, F>,
    config: &Config,
    earlier: Option<&Session>,
    control: &impl Control,
) -> Result<Session, RunError> {
    let valid = config.check().map_err(RunError::Failed)?;
    if matches!(input, Input::Generated) {
        generated_fits(config).map_err(RunError::Failed)?;
    }
    let mut stages = Stages { control, ended: Vec::new() };

    let (data, contents) = stages.data(input, config, &valid, earlier).await?;
    let dataset = &data.value.dataset;

    let rfm_key = digest_of(&(&data.key, &config.rfm));
    let rfm = stages
        .run(Stage::Rfm, rfm_key.clone(), earlier.and_then(|e| e.rfm.as_ref()), async |stages: &Stages<_>| {
            stages.progress(Stage::Rfm, 0, 1, "passes");
            stages.control.pause().await?;
            let rfm = Rfm::compute(dataset, &valid.rfm)?;
            for caution in &rfm.cautions {
                stages.log(LogLevel::Warning, Stage::Rfm, caution.to_string());
            }
            stages.log(LogLevel::Info, Stage::Rfm, format!("Scored {}", counted(rfm.len() as u64, "buyer", "buyers")));
            Ok(rfm)
        })
        .await?;

    let value_key = digest_of(&(&rfm_key, &config.value));
    let value = match &rfm {
        Some(rfm) => {
            stages
                .run(Stage::Value, value_key, earlier.and_then(|e| e.value.as_ref()), async |stages: &Stages<_>| {
                    value_customers(stages, dataset, &rfm.value, &valid).await
                })
                .await?
        }
        None => stages.skipped(Stage::Value, Stage::Rfm),
    };

    let cluster_key = digest_of(&(&rfm_key, &config.clustering));
    let clustering = match &rfm {
        Some(rfm) => {
            stages
                .run(Stage::Cluster, cluster_key, earlier.and_then(|e| e.clustering.as_ref()), async |stages: &Stages<_>| {
                    cluster(stages, &rfm.value, &valid).await
                })
                .await?
        }
        None => stages.skipped(Stage::Cluster, Stage::Rfm),
    };

    let recommend_key = digest_of(&(&rfm_key, &config.recommendations));
    let model_key = digest_of(&(&rfm_key, config.recommendations.neighbours, &config.recommendations.strategies));
    let analysis_day = analysis_day(dataset, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
    let rules_key = digest_of(&(&data.key, analysis_day, &config.basket));
    let rules = stages
        .run(Stage::Basket, rules_key, earlier.and_then(|e| e.rules.as_ref()), async |stages: &Stages<_>| {
            mine_rules(stages, dataset, analysis_day, &valid).await
        })
        .await?;

    let recommendations = match analysis_day {
        Some(day) => {
            let groups = rfm.as_ref().map(|rfm| group_labels(dataset, &rfm.value));
            let params = for_segments(&valid, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
            let before = earlier.and_then(|e| e.recommendations.as_ref());
            let learned = before.map(|before| &before.value).filter(|before| before.model_key == model_key);
            let learned = learned.map(|before| before.recommender.shared_model());
            stages
                .run(Stage::Recommend, recommend_key, before, async |stages: &Stages<_>| {
                    let recommender = match learned {
                        Some(model) => Recommender::from_model(model, params.clone()),
                        None => learn(stages, dataset, groups.as_deref(), day, &params).await?,
                    };
                    let lists = recommend(stages, dataset, &recommender, &params).await?;
                    Ok(RecommendationResult { model_key, recommender, lists })
                })
                .await?
        }
        None => stages.skipped(Stage::Recommend, Stage::Rfm),
    };

    // What the shop says today about single products is no part of the test.
    let of_the_past = RecommendParams { exclude: Vec::new(), in_stock: None, pin: Vec::new(), ..config.recommendations.clone() };
    let evaluate_key = digest_of(&(&rfm_key, &of_the_past));
    let evaluation = match &recommendations {
        Some(_) => {
            stages
                .run(Stage::Evaluate, evaluate_key, earlier.and_then(|e| e.evaluation.as_ref()), async |stages: &Stages<_>| {
                    let params = for_segments(&valid, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
                    evaluate(stages, dataset, &valid, &params).await
                })
                .await?
        }
        None => stages.skipped(Stage::Evaluate, Stage::Recommend),
    };

    Ok(Session {
        config: config.clone(),
        data,
        contents,
        rfm,
        value,
        clustering,
        rules,
        recommendations,
        evaluation,
        stages: stages.ended,
        // What tuning found is about these data and scores, whatever is offered now.
        on_demand: OnDemand::with_tuning(
            earlier.filter(|e| e.rfm.as_ref().is_some_and(|rfm| rfm.key == rfm_key)).and_then(Session::tuning),
        ),
        selected: None,
    })
}
