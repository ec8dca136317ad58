//! Cards: key figures, parts of a whole, verdicts.

use super::line::Line;
use crate::ChartId;
use clientele_core::domain::Figure;
use serde::{Deserialize, Serialize};

/// Parts that add up to a whole: as a bar, or as a list that says what the bar's colours stand for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// What they add up to.
    pub whole: String,
    /// Whether they are listed; else they are a bar, whole width for 1.
    pub is_listed: bool,
    /// The parts, at most five; a bar leaves out those of 0.
    pub parts: Vec<PartView>,
}

/// A part of [`Parts`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartView {
    /// Its name.
    pub name: String,
    /// Its share of the bar, 0 to 1.
    pub share: f64,
    /// What is listed for it.
    pub figure: Line,
}

/// A large figure with a sentence on what it means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Test id of the figure, or empty.
    pub testid: String,
    /// The figure for programs that read the page (`data-value`), or empty.
    pub value: String,
    /// The figure.
    pub figure: Line,
    /// What it is.
    pub label: String,
    /// What it means, in a sentence.
    pub summary: Line,
}

/// How grave a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// To be read with care.
    Warning,
    /// Something cannot be done.
    Error,
}

/// A figure with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatView {
    /// Test id `stat-<name>`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Figure,
}

/// A chart on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartPlace {
    /// Which chart.
    pub chart: ChartId,
    /// Whether it takes the page's whole width.
    pub is_wide: bool,
}

/// An estimate with its bounds, where the data settle them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranged {
    /// The estimate.
    pub value: Figure,
    /// Lower and upper bound.
    pub bounds: Option<(Figure, Figure)>,
}

/// A headline figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineView {
    /// Stable name: test id `kpi-<name>`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Ranged,
    /// How it is computed.
    pub method_note: String,
}

impl HeadlineView {
    /// A figure without a range.
    pub fn new(name: &str, label: &str, value: Figure, method_note: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            value: Ranged { value, bounds: None },
            method_note: method_note.to_owned(),
        }
    }
}
