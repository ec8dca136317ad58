//! Whether it is certain what the columns of the files mean; if not, the proposal: shown, or accepted.

use crate::outcome::{CommandError, DATA_INVALID};
use clientele_core::domain::ErrorView;
use clientele_engine::Config;
use clientele_engine::output::proposed_recipe;
use clientele_ingest::Inspection;

/// Goes on where the columns are certain, or their proposal is accepted: the proposal is then part of the settings.
pub(crate) fn settle_columns(inspection: &Inspection, config: &mut Config, accept: bool) -> Result<(), CommandError> {
    if !inspection.must_ask() {
        return Ok(());
    }
    let proposal = inspection.proposal_text();
    if accept {
        eprint!("It is not certain what the columns mean; going on with the best proposal.\n{proposal}");
        config.ingest.mappings.splice(0..0, inspection.proposed_mappings());
        return Ok(());
    }
    eprint!("{proposal}");
    eprintln!("The recipe that reads the files so:\n{}", proposed_recipe(inspection, config).to_json());
    let first = inspection.files.iter().find(|file| !file.questions.is_empty());
    let view = ErrorView {
        code: "columns-not-certain".into(),
        message: "It is not certain what the columns of the files mean".into(),
        place: first.map(|file| file.name.clone()),
        suggestion: "Go on with the proposal by --accept-guesses, or save the recipe above, correct it, and give it by --recipe."
            .into(),
    };
    Err((DATA_INVALID, view))
}
