//! What somebody should answer about a file's columns before its figures are believed.

use crate::schema::meaning::Meaning;
use crate::schema::needed::Needed;
use crate::settings::recipe::RepairStep;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A question about a file's columns, with the answers that it can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question, in one sentence.
    pub text: String,
    /// The columns that it is about, by position. Whoever sets one of them by hand has answered it.
    pub columns: Vec<usize>,
    /// What no column says; a column that is chosen for it answers the question.
    pub missing: Option<Needed>,
    /// The answers, the proposal first.
    pub answers: Vec<Answer>,
}

/// An answer to a [`Question`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// It, in a few words.
    pub label: String,
    /// The columns that have another meaning with it, by position, and which; the others keep theirs.
    pub columns: Vec<(usize, Meaning)>,
    /// Steps of the recipe that are on or off with it.
    pub steps: Vec<(RepairStep, bool)>,
}

impl Question {
    /// A question about columns.
    pub(crate) fn about(columns: &[usize], text: String) -> Self {
        Self { text, columns: columns.to_vec(), ..Self::default() }
    }

    /// With another answer than the proposal.
    #[must_use]
    pub(crate) fn or(mut self, label: String, columns: Vec<(usize, Meaning)>) -> Self {
        if !self.answers.iter().any(|answer| answer.columns == columns) {
            self.answers.push(Answer { label, columns, steps: Vec::new() });
        }
        self
    }

    /// With an answer that changes no column, but switches a step. Where answers are of this sort, the first is the proposal.
    #[must_use]
    pub(crate) fn or_step(mut self, label: String, step: RepairStep, is_on: bool) -> Self {
        self.answers.push(Answer { label, columns: Vec::new(), steps: vec![(step, is_on)] });
        self
    }

    /// With the proposal as the first answer: `columns` are the meanings proposed.
    #[must_use]
    pub(crate) fn proposing(mut self, headers: &[String], columns: &[Option<Meaning>]) -> Self {
        if self.answers.iter().any(|answer| !answer.steps.is_empty()) {
            return self;
        }
        let meaning = |column: usize| columns.get(column).copied().flatten().unwrap_or(Meaning::Unused);
        let proposed: Vec<(usize, Meaning)> = self.columns.iter().map(|&column| (column, meaning(column))).collect();
        let used = proposed.iter().filter(|(_, meaning)| *meaning != Meaning::Unused).map(|&(column, meaning)| {
            format!("\u{201c}{}\u{201d} is the {}", headers.get(column).map_or("", String::as_str), meaning.label())
        });
        let used: Vec<String> = used.collect();
        let label = match (used.is_empty(), proposed.is_empty(), self.missing) {
            (false, ..) => used.join(", "),
            (_, false, _) => "Leave it out".to_owned(),
            (_, _, Some(_)) => "Go on without".to_owned(),
            (_, _, None) => "Read it as proposed".to_owned(),
        };
        self.answers.retain(|answer| answer.columns != proposed);
        self.answers.insert(0, Answer { label, columns: proposed, steps: Vec::new() });
        self
    }
}

impl From<String> for Question {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
