//! Whether it is certain what the columns of the files mean; if not, the proposal: shown, or accepted.

use crate::outcome::{CommandError, DATA_INVALID};
use clientele_core::domain::ErrorView;
use clientele_engine::output::proposed_recipe;
use clientele_engine::{Config, Session};
use clientele_ingest::{Inspection, RecipeFile};

/// Goes on where the columns are certain, or their proposal is accepted: the proposal is then part of the settings.
pub(crate) fn settle_columns(inspection: &Inspection, config: &mut Config, accept: bool) -> Result<(), CommandError> {
    if !inspection.must_ask() {
        return Ok(());
    }
    let proposal = inspection.proposal_text();
    if accept {
        eprint!("It is not certain what the columns mean; going on with the best proposal.\n{proposal}");
        config.ingest.mappings.splice(0..0, inspection.proposed_mappings());
        config.ingest.recipe.steps.extend(inspection.proposed_steps());
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

/// What the sales leave open once all of them were read: the settings with the proposed answers, where they are accepted. `None`: nothing is
/// open.
pub(crate) fn settle_questions(session: &Session, config: &Config, accept: bool) -> Result<Option<Config>, CommandError> {
    let questions = session.imported().report.open_questions(&config.ingest.recipe);
    let Some(first) = questions.first() else { return Ok(None) };
    let mut answered = config.clone();
    questions.iter().for_each(|question| question.answer(&mut answered.ingest.recipe));
    let texts = questions.iter().map(|question| question.text.as_str()).collect::<Vec<_>>().join("\n");
    if accept {
        eprintln!("Not everything is certain; going on with the best proposal.\n{texts}");
        return Ok(Some(answered));
    }
    eprintln!("{texts}\nThe recipe with the proposed answers:\n{}", RecipeFile::of(&answered.ingest).to_json());
    let view = ErrorView {
        code: "sales-not-certain".into(),
        message: first.text.clone(),
        place: None,
        suggestion: "Go on with the proposal by --accept-guesses, or save the recipe above, correct it, and give it by --recipe."
            .into(),
    };
    Err((DATA_INVALID, view))
}
