//! validation.json of files that were not analysed: why, what they seem to hold, and the recipe that reads them as proposed.

use crate::Config;
use clientele_core::domain::ErrorView;
use clientele_ingest::{Inspection, RecipeFile};
use serde_json::json;

/// The settings for reading files, with the proposal for those whose columns are not certain.
pub fn proposed_recipe(inspection: &Inspection, config: &Config) -> RecipeFile {
    let mut params = config.ingest.clone();
    params.mappings = inspection.proposed_mappings();
    params.recipe.steps.extend(inspection.proposed_steps());
    RecipeFile::of(&params)
}

/// The text of validation.json where files were refused: `error`, `files` as they were inspected, `unreadable`, and `recipe`, which is null
/// where nothing is proposed.
pub fn refusal_json(error: &ErrorView, inspection: &Inspection, config: &Config) -> String {
    let proposal = (!inspection.proposed_mappings().is_empty()).then(|| proposed_recipe(inspection, config));
    let refusal = json!({ "error": error, "files": inspection.files, "unreadable": inspection.errors, "recipe": proposal });
    // Texts, lists and numbers only: JSON can write all of them.
    serde_json::to_string_pretty(&refusal).map(|text| text + "\n").unwrap_or_default()
}
