//! Experiments: plans, simulations, the peeking problem, results. What the reader typed comes as text and is read here, so that the page
//! needs no rules of its own.

mod analysis;
mod assign;
mod cells;
mod fields;
pub(crate) mod page;
mod peek;
mod plan;
mod pre_experiment;
mod results;
mod simulate;

pub(crate) use assign::assignment;
pub(crate) use peek::peek_days;

use crate::views::{ExperimentKind, ExperimentView};
use clientele_core::domain::ErrorView;
use clientele_engine::Session;
use fields::Fields;

/// What came of a question about an experiment: what was typed, in the order that the kind tells, and a file of results.
///
/// # Errors
/// What is wrong with what was typed, or with the file.
pub fn view(session: &Session, kind: ExperimentKind, fields: &[String], file: &[u8]) -> Result<ExperimentView, ErrorView> {
    let fields = Fields(fields);
    match kind {
        ExperimentKind::Plan => plan::view(session, &fields),
        ExperimentKind::Simulate => simulate::view(session, &fields),
        ExperimentKind::Peek => peek::view(session, &fields),
        ExperimentKind::Results => results::view(session, &fields, file),
    }
}
