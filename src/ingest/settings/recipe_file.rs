//! The recipe as a file (JSON): it lets the page and the command line read next month's files in the same way.

use crate::parse::date_order::DateOrder;
use crate::schema::mapping::ColumnMapping;
use crate::settings::params::IngestParams;
use crate::settings::recipe::Recipe;
use clientele_core::domain::ErrorView;
use clientele_core::domain::number::DecimalMark;
use serde::{Deserialize, Serialize};

/// The version that is written, and the newest that can be read.
const VERSION: u32 = 1;

/// Everything that a user may set about reading files and that is worth keeping.
///
/// ```
/// use clientele_ingest::{DateOrder, IngestParams, RecipeFile};
///
/// let file = RecipeFile::from_json(r#"{"clientele_recipe": 1, "date_order": "day-first"}"#)?;
/// let mut params = IngestParams::default();
/// file.apply(&mut params);
/// assert_eq!(params.date_order, Some(DateOrder::DayFirst));
/// assert_eq!(RecipeFile::from_json(&RecipeFile::of(&params).to_json())?, file);
/// # Ok::<(), clientele_core::domain::ErrorView>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipeFile {
    /// Version of this form; 1 is the only one so far.
    pub clientele_recipe: u32,
    /// Which repairs are on, and what statuses mean.
    #[serde(default)]
    pub recipe: Recipe,
    /// What the columns of files mean, by their headers.
    #[serde(default)]
    pub mappings: Vec<ColumnMapping>,
    /// Order of day and month; `None`: found out for each file.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// Decimal mark; `None`: found out for each file.
    #[serde(default)]
    pub decimal_mark: Option<DecimalMark>,
    /// Currency code or sign; `None`: taken from the files.
    #[serde(default)]
    pub currency: Option<String>,
}

impl Default for RecipeFile {
    fn default() -> Self {
        Self::of(&IngestParams::default())
    }
}

impl RecipeFile {
    /// What is kept of the settings.
    pub fn of(params: &IngestParams) -> Self {
        Self {
            clientele_recipe: VERSION,
            recipe: params.recipe.clone(),
            mappings: params.mappings.clone(),
            date_order: params.date_order,
            decimal_mark: params.decimal_mark,
            currency: params.currency.clone(),
        }
    }

    /// Applies the file's settings and leaves all others as they are. The file's mappings replace those for the same headers.
    pub fn apply(&self, params: &mut IngestParams) {
        params.recipe = self.recipe.clone();
        params.date_order = self.date_order;
        params.decimal_mark = self.decimal_mark;
        params.currency = self.currency.clone();
        params.mappings.retain(|old| !self.mappings.iter().any(|new| new.headers == old.headers));
        params.mappings.splice(0..0, self.mappings.iter().cloned());
    }

    /// The text of the file, with line breaks for people.
    pub fn to_json(&self) -> String {
        // Maps with text keys, lists and texts: JSON can write all of them.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// When the text is no recipe, is of a newer version, names something unknown, or a setting is out of bounds.
    pub fn from_json(text: &str) -> Result<Self, ErrorView> {
        let text = text.trim_start_matches('\u{feff}');
        let any: serde_json::Value = serde_json::from_str(text).map_err(|error| not_readable(&error))?;
        let version = any.get("clientele_recipe").ok_or_else(|| ErrorView {
            code: "recipe-not-a-recipe".into(),
            message: "The file is not a recipe of Clientele".into(),
            place: None,
            suggestion: "Choose a file that was saved with \"Save recipe\".".into(),
        })?;
        if version.as_u64().is_some_and(|version| version > u64::from(VERSION)) {
            return Err(ErrorView {
                code: "recipe-too-new".into(),
                message: format!("The recipe was saved by a newer Clientele (version {version}, this one reads {VERSION})"),
                place: Some("clientele_recipe".into()),
                suggestion: "Reload the page to get the newest Clientele, or save the recipe again with this one.".into(),
            });
        }
        if version.as_u64() != Some(u64::from(VERSION)) {
            return Err(ErrorView {
                code: "recipe-bad-version".into(),
                message: format!("The recipe's version is {version}, but must be {VERSION}"),
                place: Some("clientele_recipe".into()),
                suggestion: "Save the recipe again.".into(),
            });
        }
        let file: Self = serde_json::from_str(text).map_err(|error| not_readable(&error))?;
        let mut params = IngestParams::default();
        file.apply(&mut params);
        params.check().map_err(|error| ErrorView::of(&error))?;
        Ok(file)
    }
}

fn not_readable(error: &serde_json::Error) -> ErrorView {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    ErrorView {
        code: "recipe-not-readable".into(),
        message: format!("The recipe could not be read: {message}"),
        place: (error.line() > 0).then(|| format!("line {}, column {}", error.line(), error.column())),
        suggestion: "Correct that place, or save the recipe again.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileKind, Meaning, RepairStep, StatusRule};

    fn mapping(headers: [&str; 2]) -> ColumnMapping {
        ColumnMapping {
            headers: headers.map(str::to_owned).into(),
            kind: FileKind::Sales,
            columns: vec![Meaning::CustomerId, Meaning::Date],
        }
    }

    fn settings() -> IngestParams {
        let mut params = IngestParams { date_order: Some(DateOrder::DayFirst), ..IngestParams::default() };
        params.recipe.steps.insert(RepairStep::NetCancellations, true);
        params.recipe.statuses.insert("On Hold".into(), StatusRule::NotPaid);
        params.mappings.push(mapping(["wer", "wann"]));
        params
    }

    #[test]
    fn what_was_saved_reads_back_and_applies() {
        let file = RecipeFile::of(&settings());
        let read = RecipeFile::from_json(&file.to_json()).unwrap();
        assert_eq!(read, file);
        let mut params = IngestParams { max_rows: 7, ..IngestParams::default() };
        read.apply(&mut params);
        assert_eq!(params, IngestParams { max_rows: 7, ..settings() });
        assert!(file.to_json().starts_with("{\n  \"clientele_recipe\": 1,\n"), "{}", file.to_json());
    }

    #[test]
    fn mappings_for_other_headers_stay() {
        let mut params = IngestParams { mappings: vec![mapping(["a", "b"]), mapping(["wer", "wann"])], ..settings() };
        if let Some(old) = params.mappings.last_mut() {
            old.kind = FileKind::Ignored;
        }
        RecipeFile::of(&settings()).apply(&mut params);
        assert_eq!(params.mappings, [mapping(["wer", "wann"]), mapping(["a", "b"])]);
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        assert_eq!(RecipeFile::from_json("{\"clientele_recipe\": 1}").unwrap(), RecipeFile::default());
    }

    #[test]
    fn what_is_no_recipe_says_why() {
        for (text, code) in [
            ("", "recipe-not-readable"),
            ("customer_id,date", "recipe-not-readable"),
            ("[]", "recipe-not-a-recipe"),
            ("{\"recipe\": {}}", "recipe-not-a-recipe"),
            ("{\"clientele_recipe\": 2, \"news\": []}", "recipe-too-new"),
            ("{\"clientele_recipe\": \"1\"}", "recipe-bad-version"),
            ("{\"clientele_recipe\": 0}", "recipe-bad-version"),
            ("{\"clientele_recipe\": 1, \"colour\": 1}", "recipe-not-readable"),
            ("{\"clientele_recipe\": 1, \"recipe\": {\"steps\": {\"fly\": true}}}", "recipe-not-readable"),
            ("{\"clientele_recipe\": 1, \"currency\": \"123456789\"}", "ingest-currency"),
            (
                "{\"clientele_recipe\": 1, \"mappings\": [{\"headers\": [\"a\"], \"kind\": \"sales\", \"columns\": []}]}",
                "ingest-mapping",
            ),
        ] {
            assert_eq!(RecipeFile::from_json(text).map_err(|e| e.code), Err(code.to_owned()), "{text}");
        }
        let error = RecipeFile::from_json("{\n \"clientele_recipe\": 1,\n \"colour\": 1}").unwrap_err();
        assert_eq!(error.place.as_deref(), Some("line 3, column 9"));
        assert!(error.message.contains("colour") && !error.message.contains("at line"), "{}", error.message);
    }
}
