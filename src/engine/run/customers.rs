//! Stages about customers and baskets: lifetime value, clusters, association rules.

use super::stages::{StageError, Stages};
use crate::as_of::{observation_end, rules_until};
use crate::config::ValidConfig;
use crate::control::Control;
use crate::output;
use clientele_analytics::basket::{AssociationRules, RuleMiner};
use clientele_analytics::cluster::{Clustering, Sweep};
use clientele_analytics::segment::Rfm;
use clientele_analytics::value::{EstimateSource, Valuation, ValueError, Valuer};
use clientele_core::domain::{Dataset, Day, ErrorView, counted};
use clientele_core::run::{LogLevel, Stage};

/// Too thin data are no failure: the result then holds simple estimates and says so.
pub(super) async fn value_customers<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    rfm: &Rfm,
    valid: &ValidConfig,
) -> Result<Valuation, StageError> {
    let started = Valuer::new(dataset, observation_end(dataset, rfm), valid.value.clone());
    let mut valuer = started.map_err(|error @ ValueError::NoOrders { .. }| StageError::Unavailable(ErrorView::of(&error)))?;
    loop {
        let progress = valuer.step();
        stages.progress(Stage::Value, u64::from(progress.done), u64::from(progress.total), "steps");
        stages.control.pause().await?;
        if progress.is_done() {
            break;
        }
    }
    let value = valuer.finish();
    for note in output::value_notes(dataset, &value) {
        stages.log(LogLevel::Info, Stage::Value, note);
    }
    let how = match value.purchases.method {
        EstimateSource::Model => "by the BG/NBD model",
        EstimateSource::Fallback { .. } => "by a simple estimate",
    };
    let text = format!("Forecast orders of {} {how}", counted(value.customer.len() as u64, "buyer", "buyers"));
    stages.log(LogLevel::Info, Stage::Value, text);
    Ok(value)
}

pub(super) async fn cluster<C: Control>(
    stages: &Stages<'_, C>,
    rfm: &Rfm,
    valid: &ValidConfig,
) -> Result<Clustering, StageError> {
    let mut sweep = Sweep::new(rfm, valid.clustering.clone())?;
    loop {
        let progress = sweep.step();
        stages.progress(Stage::Cluster, u64::from(progress.done), u64::from(progress.total), "steps");
        stages.control.pause().await?;
        if progress.is_done() {
            break;
        }
    }
    let clustering = sweep.finish();
    stages.log(LogLevel::Info, Stage::Cluster, clustering.reason.to_string());
    Ok(clustering)
}

pub(super) async fn mine_rules<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    analysis_day: Option<Day>,
    valid: &ValidConfig,
) -> Result<AssociationRules, StageError> {
    let started = RuleMiner::new(dataset, rules_until(analysis_day), &valid.basket);
    let mut miner = started.map_err(|error| StageError::Unavailable(ErrorView::of(&error)))?;
    while !miner.step() {
        stages.progress(Stage::Basket, (miner.progress() * 100.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    let rules = miner.finish();
    for note in rules.notes() {
        stages.log(LogLevel::Info, Stage::Basket, note);
    }
    Ok(rules)
}
