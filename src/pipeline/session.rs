//! The results of a run, as they stand: what succeeded, and why the rest is missing.

use super::{Config, ErrorView, Stage, StageOutcome};
use crate::domain::Dataset;
use crate::ingest::Imported;
use crate::recommend::{EvaluationReport, Recommendations, Recommender, Task};
use crate::segment::Rfm;
use crate::segment::cluster::Clustering;
use std::rc::Rc;

/// A result with the hash of the input and settings that it was made from.
#[derive(Debug)]
pub(super) struct Keyed<T> {
    pub(super) key: u64,
    pub(super) value: Rc<T>,
}

/// Shares the value: derived, it would ask the value itself to be cloneable.
impl<T> Clone for Keyed<T> {
    fn clone(&self) -> Self {
        Self { key: self.key, value: Rc::clone(&self.value) }
    }
}

/// The recommender and everybody's lists.
#[derive(Debug)]
pub struct RecommendationResult {
    /// The learned model with its settings.
    pub recommender: Recommender,
    /// The lists of all customers, in the customer table's order.
    pub lists: Recommendations,
}

/// What a run has come to. Stages that failed have no result; the others' stand.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) config: Config,
    pub(super) data: Keyed<Imported>,
    pub(super) rfm: Option<Keyed<Rfm>>,
    pub(super) clustering: Option<Keyed<Clustering>>,
    pub(super) recommendations: Option<Keyed<RecommendationResult>>,
    pub(super) evaluation: Option<Keyed<EvaluationReport>>,
    pub(super) stages: Vec<(Stage, StageOutcome)>,
}

impl Session {
    /// The settings of the run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The analysed data with the report on the files.
    pub fn imported(&self) -> &Imported {
        &self.data.value
    }

    /// The analysed data.
    pub fn dataset(&self) -> &Dataset {
        &self.data.value.dataset
    }

    /// RFM scores and segments.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn rfm(&self) -> Result<&Rfm, ErrorView> {
        self.rfm.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Rfm))
    }

    /// Clusters.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn clustering(&self) -> Result<&Clustering, ErrorView> {
        self.clustering.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Cluster))
    }

    /// Recommendations.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn recommendations(&self) -> Result<&RecommendationResult, ErrorView> {
        self.recommendations.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Recommend))
    }

    /// The test of the recommendations on the shop's past.
    ///
    /// # Errors
    /// Why it is missing.
    pub fn evaluation(&self) -> Result<&EvaluationReport, ErrorView> {
        self.evaluation.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Evaluate))
    }

    /// What the lists are for: where bought products may not come again, only new ones count in their test.
    pub fn tested_task(&self) -> Task {
        match self.recommendations() {
            Ok(result) if !result.recommender.repurchase_allowed() => Task::New,
            _ => Task::All,
        }
    }

    /// How each stage ended, in order.
    pub fn stages(&self) -> &[(Stage, StageOutcome)] {
        &self.stages
    }

    /// Why a stage has no result.
    fn missing(&self, stage: Stage) -> ErrorView {
        let outcome = self.stages.iter().find(|(s, _)| *s == stage).map(|(_, outcome)| outcome);
        match outcome {
            Some(StageOutcome::Failed(error) | StageOutcome::Unavailable(error)) => error.clone(),
            Some(StageOutcome::Skipped { needs }) => self.missing(*needs),
            _ => ErrorView {
                code: "stage-not-run".into(),
                message: format!("The stage '{}' has no result yet", stage.name()),
                place: None,
                suggestion: "Run the analysis again.".into(),
            },
        }
    }
}
