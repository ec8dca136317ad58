//! Counts what each step of the recipe does, or would do if it were on.

use crate::findings::issue::MAX_EXAMPLES;
use crate::findings::report::{Change, StepReport};
use crate::settings::recipe::{Recipe, RepairStep};
use clientele_core::domain::Money;

/// One count a step.
pub(crate) struct StepTallies {
    tallies: Vec<StepTally>,
}

#[derive(Clone, Default)]
struct StepTally {
    count: u64,
    money: i128,
    examples: Vec<Change>,
}

impl StepTallies {
    pub(crate) fn new() -> Self {
        Self { tallies: vec![StepTally::default(); RepairStep::ALL.len()] }
    }

    /// Counts one row or cell, with an example while few are kept.
    pub(crate) fn add_with_example(&mut self, step: RepairStep, money: i128, example: impl FnOnce() -> Change) {
        self.add(step, 1, money);
        self.example(step, example);
    }

    /// Counts several at once. `money`: by how many ten-thousandths the step changes the analysed revenue.
    pub(crate) fn add(&mut self, step: RepairStep, count: u64, money: i128) {
        if let Some(tally) = self.tallies.get_mut(step as usize) {
            tally.count += count;
            tally.money += money;
        }
    }

    /// Whether another example is wanted: making one costs more than asking.
    pub(crate) fn wants_example(&self, step: RepairStep) -> bool {
        self.tallies.get(step as usize).is_some_and(|tally| tally.examples.len() < MAX_EXAMPLES)
    }

    /// Adds an example, while few are kept.
    pub(crate) fn example(&mut self, step: RepairStep, example: impl FnOnce() -> Change) {
        if let Some(tally) = self.tallies.get_mut(step as usize).filter(|tally| tally.examples.len() < MAX_EXAMPLES) {
            tally.examples.push(example());
        }
    }

    /// The steps that concern anything.
    pub(crate) fn into_reports(self, recipe: &Recipe) -> Vec<StepReport> {
        RepairStep::ALL
            .iter()
            .zip(self.tallies)
            .filter(|(step, tally)| tally.count > 0 || recipe.steps.contains_key(step))
            .map(|(&step, tally)| StepReport {
                step,
                on: recipe.is_on(step),
                count: tally.count,
                money: Money::from_ten_thousandths(i64::try_from(tally.money).unwrap_or(0)),
                examples: tally.examples,
            })
            .collect()
    }
}
