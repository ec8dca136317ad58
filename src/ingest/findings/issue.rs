//! A problem found in the files: how many rows have it, how much money they come to, and examples.

use crate::findings::decimal;
use crate::findings::issue_code::{IssueCode, Severity};
use clientele_core::domain::Money;
use serde::{Deserialize, Serialize};

/// Where an issue can be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The file's name.
    pub file: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The column's name in the file; empty when it is the whole row.
    pub column: String,
    /// The value there.
    pub value: String,
}

/// One kind of problem, over all rows that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Which problem.
    pub code: IssueCode,
    /// How much it matters.
    pub severity: Severity,
    /// The column that it concerns, where one code covers several (missing values); the word, where it is about words (statuses, customers who
    /// are nobody).
    pub column: String,
    /// Rows that have it.
    pub rows: u64,
    /// What those rows come to.
    #[serde(with = "decimal")]
    pub money: Money,
    /// The first five.
    pub examples: Vec<Example>,
}

/// How many words have an issue of their own.
const MAX_WORDS: usize = 20;

/// How many examples an issue keeps.
pub(crate) const MAX_EXAMPLES: usize = 5;

impl Issue {
    /// What it is, in a few words.
    pub fn title(&self) -> String {
        match (self.code, self.column.as_str()) {
            (
                IssueCode::MissingValue
                | IssueCode::MissingColumn
                | IssueCode::BadOptionalValue
                | IssueCode::RoundedId
                | IssueCode::LateColumn
                | IssueCode::AnonymousCustomer
                | IssueCode::SharedCustomer
                | IssueCode::UnknownStatus
                | IssueCode::ListColumn,
                column,
            ) if !column.is_empty() => {
                format!("{}: {column}", self.code.title())
            }
            _ => self.code.title().to_owned(),
        }
    }

    /// What it means, in one or two sentences.
    pub fn explanation(&self) -> &'static str {
        self.code.texts().1
    }

    /// What to do about it.
    pub fn suggestion(&self) -> &'static str {
        self.code.texts().2
    }
}

/// Collects issues.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issues(Vec<Issue>);

impl Issues {
    /// The issue of this code and column, new if there was none.
    pub(crate) fn entry(&mut self, code: IssueCode, column: &str) -> &mut Issue {
        let at = self.0.iter().position(|issue| issue.code == code && issue.column == column).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push(Issue {
                code,
                severity: code.severity(),
                column: column.to_owned(),
                rows: 0,
                money: Money::ZERO,
                examples: Vec::new(),
            });
        }
        &mut self.0[at]
    }

    /// The word under which an issue about words is kept: itself, or nothing once there are many of them.
    pub(crate) fn column_for<'a>(&self, code: IssueCode, word: &'a str) -> &'a str {
        let mut words = self.0.iter().filter(|issue| issue.code == code && !issue.column.is_empty());
        let is_full = self.0.len() >= MAX_WORDS && words.clone().count() >= MAX_WORDS;
        if is_full && !words.any(|issue| issue.column == word) { "" } else { word }
    }

    /// Counts one row, with an example while few are kept.
    pub(crate) fn add(&mut self, code: IssueCode, column: &str, money: Money, example: impl FnOnce() -> Example) {
        let issue = self.entry(code, column);
        issue.rows += 1;
        issue.money = Money::from_ten_thousandths(issue.money.ten_thousandths().saturating_add(money.ten_thousandths()));
        if issue.examples.len() < MAX_EXAMPLES {
            issue.examples.push(example());
        }
    }

    /// All issues, the gravest first, then by code and column.
    pub(crate) fn into_sorted(self) -> Vec<Issue> {
        let mut issues = self.0;
        issues.retain(|issue| issue.rows > 0);
        issues.sort_by(|a, b| (a.severity, a.code, &a.column).cmp(&(b.severity, b.code, &b.column)));
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::reason::SetAsideReason;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_texts_are_sentences() {
        let codes: BTreeSet<&str> = IssueCode::ALL.iter().map(|c| c.code()).collect();
        assert_eq!(codes.len(), IssueCode::ALL.len());
        for code in IssueCode::ALL {
            let (title, explanation, suggestion) = code.texts();
            assert!(!title.ends_with('.') && explanation.ends_with('.') && suggestion.ends_with('.'), "{code:?}");
        }
        for (ix, reason) in SetAsideReason::ALL.iter().enumerate() {
            assert_eq!(*reason as usize, ix);
        }
    }
}
