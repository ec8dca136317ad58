//! What files hold, as far as their first rows tell: before they are imported.

use crate::read::encoding::Encoding;
use crate::schema::format::Format;
use crate::schema::mapping::ColumnMapping;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::{Certainty, Needed};
use crate::schema::question::Question;
use crate::settings::recipe::RepairStep;
use clientele_core::domain::ErrorView;
use serde::{Deserialize, Serialize};

/// What files hold, as far as their beginnings tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The files, sheets of workbooks each by itself.
    pub files: Vec<InspectedFile>,
    /// Why files could not be read.
    pub errors: Vec<ErrorView>,
}

impl Inspection {
    /// Whether somebody should look at what the columns were taken for before the files are imported.
    pub fn must_ask(&self) -> bool {
        must_ask(&self.files)
    }

    /// What the files' columns are proposed to mean, for those that somebody should look at: with these mappings they are read so.
    pub fn proposed_mappings(&self) -> Vec<ColumnMapping> {
        let is_open = |file: &&InspectedFile| file.kind != FileKind::Ignored && file.certainty != Certainty::Certain;
        let mapping = |file: &InspectedFile| ColumnMapping {
            headers: file.columns.iter().map(|column| column.header.clone()).collect(),
            kind: file.kind,
            columns: file.columns.iter().map(|column| column.meaning).collect(),
        };
        self.files.iter().filter(is_open).map(mapping).collect()
    }

    /// The steps of the recipe that the proposed answers switch.
    pub fn proposed_steps(&self) -> Vec<(RepairStep, bool)> {
        let open = self.files.iter().filter(|file| file.kind != FileKind::Ignored && file.certainty != Certainty::Certain);
        let proposed = open.flat_map(|file| &file.questions).filter_map(|question| question.answers.first());
        proposed.flat_map(|answer| answer.steps.iter().copied()).collect()
    }

    /// The files that are open, their columns and the reasons, for people: what a refusal on the command line says.
    pub fn proposal_text(&self) -> String {
        let mut text = String::new();
        let open = self.files.iter().filter(|file| file.kind != FileKind::Ignored && file.certainty != Certainty::Certain);
        for file in open {
            text.push_str(&format!("{}: could be read as {}, but:\n", file.name, file.kind.label()));
            for question in &file.questions {
                let step = question.answers.first().filter(|answer| !answer.steps.is_empty());
                let proposed = step.map_or_else(String::new, |answer| format!(" Proposed: {}.", answer.label));
                text.push_str(&format!("  - {question}{proposed}\n"));
            }
            text.push_str("  Proposed:\n");
            for column in file.columns.iter().filter(|column| column.meaning != Meaning::Unused) {
                let why = if column.why.is_empty() { String::new() } else { format!(" ({})", column.why) };
                text.push_str(&format!("    {} = {}{why}\n", column.header, column.meaning.label()));
            }
            let unused: Vec<String> = file
                .columns
                .iter()
                .filter(|column| column.meaning == Meaning::Unused)
                .map(|c| if c.why.is_empty() { c.header.clone() } else { format!("{} ({})", c.header, c.why) })
                .collect();
            if !unused.is_empty() {
                text.push_str(&format!("    not used: {}\n", unused.join(", ")));
            }
        }
        text
    }
}

/// A file, judged by its first rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedFile {
    /// Its name.
    pub name: String,
    /// What it seems to hold.
    pub kind: FileKind,
    /// Which export it was recognised as.
    pub format: Format,
    /// How sure that is.
    pub certainty: Certainty,
    /// How its text is encoded, so far.
    pub encoding: Encoding,
    /// What separates its cells; NUL for the sheet of a workbook.
    pub delimiter: char,
    /// Its columns.
    pub columns: Vec<InspectedColumn>,
    /// The first rows, long cells cut.
    pub rows: Vec<Vec<String>>,
    /// For sales: what is missing with the proposed columns.
    pub missing: Vec<Needed>,
    /// What is open: the reading is certain only without any.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A column as far as the first rows tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedColumn {
    /// Its name in the file, tidied.
    pub header: String,
    /// What its cells look like.
    pub values: ValueKind,
    /// What it is taken for, or proposed to be.
    pub meaning: Meaning,
    /// Whether the meaning is a guess from the values.
    pub is_guess: bool,
    /// Why it was taken for that, in words.
    #[serde(default)]
    pub why: String,
    /// What it could be, where it is not used though it looks like money or pieces.
    #[serde(default)]
    pub could_be: Option<Meaning>,
}

/// What the cells of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// No cell has anything.
    Empty,
    /// Dates, perhaps with a time.
    Date,
    /// E-mail addresses.
    Email,
    /// Numbers with decimals or a currency.
    Amount,
    /// Whole numbers.
    Whole,
    /// Anything else.
    Text,
}

impl ValueKind {
    /// The text for the screen.
    pub fn label(self) -> &'static str {
        match self {
            ValueKind::Empty => "empty",
            ValueKind::Date => "dates",
            ValueKind::Email => "e-mail addresses",
            ValueKind::Amount => "amounts",
            ValueKind::Whole => "whole numbers",
            ValueKind::Text => "text",
        }
    }
}

/// Whether somebody should look at what the columns were taken for before the files are imported.
pub fn must_ask(files: &[InspectedFile]) -> bool {
    let has_orders = files.iter().any(|f| f.kind == FileKind::Orders);
    let is_priced = |file: &InspectedFile| file.columns.iter().any(|column| column.meaning == Meaning::UnitPrice);
    let has_prices = files.iter().any(|f| f.kind == FileKind::Products && is_priced(f));
    let is_sure = |file: &&InspectedFile| {
        let is_elsewhere = |needed: &Needed| needed.is_required() || (*needed == Needed::Price && has_prices);
        // Questions beyond what the other files answer stay open.
        let joined = has_orders && file.missing.iter().all(is_elsewhere) && file.questions.len() <= file.missing.len();
        file.certainty == Certainty::Certain || joined
    };
    let mut sales = files.iter().filter(|f| f.kind == FileKind::Sales).peekable();
    match sales.peek() {
        Some(_) => !sales.all(|file| is_sure(&file)),
        // Without anything that could be sales, the import's error says more than a question would.
        None => false,
    }
}
