//! The files of a session: the same bytes in the browser's downloads and the command line's folder.

use super::Session;
use crate::output;
use clientele_analytics::recommend::ImpactParams;
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::LogEntry;

impl Session {
    /// The bytes of an output file.
    ///
    /// # Errors
    /// Why the result that it needs is missing; for [`ExportKind::SetAside`] always, as [`set_aside_file`](super::set_aside_file) makes it.
    pub fn export(&self, kind: ExportKind, log: &[LogEntry]) -> Result<Vec<u8>, ErrorView> {
        let dataset = self.dataset();
        Ok(match kind {
            ExportKind::Segments => output::segments_csv(dataset, self.rfm()?, self.clustering().ok()),
            ExportKind::Value => output::value_csv(dataset, self.value()?, self.interpurchase_times().ok().as_deref()),
            ExportKind::Rules => output::rules_csv(dataset, self.rules()?),
            ExportKind::TwoItemRules => output::two_item_rules_csv(dataset, self.rules()?),
            ExportKind::Clusters => output::clusters_json(self.clustering()?),
            ExportKind::Recommendations => output::recommendations_csv(dataset, &self.recommendations()?.lists),
            ExportKind::Offers => {
                let result = self.recommendations()?;
                output::offers_csv(dataset, &result.lists, self.rfm().ok(), result.recommender.params().params().n)
            }
            ExportKind::Impact => {
                let usual = ImpactParams::default().check().map_err(|e| ErrorView::of(&e))?;
                let impact = self.impact(&usual).ok_or_else(|| self.no_impact())?;
                output::impact_json(&impact, &self.segment_names(), dataset.currency(), self.config().seed())
            }
            ExportKind::Tuning => {
                let report = self.tuning().ok_or_else(|| ErrorView {
                    code: "not-tuned".into(),
                    message: "Nothing was tuned on these data yet".into(),
                    place: None,
                    suggestion: "Start \"Tune on my data\" on the page of recommendations, or run with --tune.".into(),
                })?;
                output::tuning_json(&report)
            }
            ExportKind::Evaluation => {
                let impact = self.impact(&ImpactParams::default().check().map_err(|e| ErrorView::of(&e))?);
                let segments = self.segment_names();
                let impact = impact.as_ref().map(|impact| (impact, segments.as_slice()));
                output::evaluation_json(self.evaluation()?, self.tested_task(), self.calibration(), impact)
            }
            ExportKind::Validation => output::validation_json(&self.imported().report),
            ExportKind::Summary => {
                let seed = self.config().seed();
                output::summary_json(dataset, self.rfm().ok(), self.clustering().ok(), self.value().ok(), seed)
            }
            ExportKind::Log => log.iter().map(|entry| format!("{entry}\n")).collect::<String>().into_bytes(),
            ExportKind::SetAside => {
                return Err(ErrorView {
                    code: "needs-files".into(),
                    message: "The rows that were set aside are read again from the files".into(),
                    place: None,
                    suggestion: "Ask for them beside the files.".into(),
                });
            }
        })
    }
}
