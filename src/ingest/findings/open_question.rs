//! What the files leave open and only the shop knows, with the answer that they suggest.

use crate::findings::issue_code::IssueCode;
use crate::findings::report::ValidationReport;
use crate::settings::recipe::{Recipe, RepairStep, StatusRule};

/// A question about a shop's sales, and the proposed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question, in one sentence.
    pub text: String,
    /// Steps of the recipe, on or off, as the files suggest.
    pub steps: Vec<(RepairStep, bool)>,
    /// What statuses mean, as the files suggest.
    pub statuses: Vec<(String, StatusRule)>,
}

impl OpenQuestion {
    /// Writes the proposed answer into a recipe.
    pub fn answer(&self, recipe: &mut Recipe) {
        recipe.steps.extend(self.steps.iter().copied());
        recipe.statuses.extend(self.statuses.iter().cloned());
    }
}

impl ValidationReport {
    /// What these files leave open and the recipe does not answer: whether one customer with an implausible share of the orders is many, and
    /// what numbers in a status column mean.
    pub fn open_questions(&self, recipe: &Recipe) -> Vec<OpenQuestion> {
        let mut questions = Vec::new();
        if !recipe.steps.contains_key(&RepairStep::SharedCustomers) {
            let shared = self.issues.iter().filter(|issue| issue.code == IssueCode::SharedCustomer);
            questions.extend(shared.map(|issue| OpenQuestion {
                text: format!(
                    "Is customer \u{201c}{}\u{201d} one customer, or a number for everybody? {} rows, {} in all, far more than any other.",
                    issue.column,
                    issue.rows,
                    issue.money.to_exact_string()
                ),
                steps: vec![(RepairStep::SharedCustomers, true)],
                statuses: Vec::new(),
            }));
        }
        let is_number = |status: &str| !status.is_empty() && status.bytes().all(|b| b.is_ascii_digit());
        let numbers: Vec<&str> = self
            .statuses
            .iter()
            .filter(|s| is_number(&s.status) && !s.is_known && !recipe.statuses.contains_key(&s.status))
            .map(|s| s.status.as_str())
            .collect();
        if numbers.len() > 1 {
            questions.push(OpenQuestion {
                text: format!("Which of the order statuses {} are sales? Each of them counts as one.", numbers.join(", ")),
                steps: Vec::new(),
                statuses: numbers.iter().map(|&status| (status.to_owned(), StatusRule::Sale)).collect(),
            });
        }
        questions
    }
}
