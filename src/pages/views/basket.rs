//! What is bought together, and experiments: what their pages are laid out from.

use clientele_analytics::basket::RuleSort;
use clientele_core::domain::TableView;
use clientele_messages::{ChartId, HeadlineView};

/// Which association rules; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RulesQuery {
    /// Part of the id or the name of either product, any case.
    pub search: String,
    /// Rules with this antecedent: its id, or its name.
    pub product: Option<String>,
    /// Whether rules that may be chance are shown too.
    pub chance_too: bool,
    /// Whether rules about postage and fees are shown too.
    pub services_too: bool,
    /// Sorted by.
    pub sort: RuleSort,
    /// Rows to skip.
    pub offset: u32,
}

/// A product with its name, which is the id where it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductName {
    /// The shop's identifier.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An association rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRow {
    /// Who buys this …
    pub antecedent: ProductName,
    /// … also buys this.
    pub consequent: ProductName,
    /// × more often than expected.
    pub lift: f64,
    /// Share of the antecedent's baskets.
    pub confidence: f64,
    /// Baskets with both.
    pub orders: u64,
    /// Share of all baskets.
    pub support: f64,
    /// Whether it is more than chance.
    pub is_clear: bool,
    /// The evidence, as a sentence.
    pub summary: String,
}

/// Some association rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesPage {
    /// Rules that pass.
    pub total: u64,
    /// Rules skipped before these.
    pub offset: u32,
    /// The product that was asked for.
    pub product: Option<ProductName>,
    /// The rules.
    pub rows: Vec<RuleRow>,
}

/// What is bought together, in all.
#[derive(Clone, Debug, PartialEq)]
pub struct BasketView {
    /// Headline figures.
    pub headlines: Vec<HeadlineView>,
    /// What to know when reading them.
    pub notes: Vec<String>,
    /// Products to choose from, those in most baskets first.
    pub products: Vec<ProductName>,
}

/// What is asked about experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExperimentKind {
    /// How many customers are needed. Fields: measure (`conversion` or `revenue`), days watched, relative effect in per cent, base in
    /// per cent (empty: the shop's own), variants, power in per cent, α in per cent.
    Plan,
    /// The experiment simulated on the shop's customers. Fields: days watched, relative effect on the order rate in per cent, on spending
    /// in per cent, variants, seed.
    Simulate,
    /// Why looking too early misleads. Fields: days, customers per day and variant (empty: the shop's own), base in per cent (empty: the
    /// shop's own), true relative effect in per cent, seed.
    Peek,
    /// What came of it. Fields: the first day, where known; the control's name; the planned variants, where their shares are not equal;
    /// the planned number of customers (empty: 5,000); the decimal mark (`point`, `comma`, else as the file tells).
    Results,
}

/// What came of such a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExperimentView {
    /// The answer in a sentence or two.
    pub summary: String,
    /// Whether it is a warning.
    pub is_warning: bool,
    /// Headline figures.
    pub headlines: Vec<HeadlineView>,
    /// A chart of it.
    pub chart: Option<ChartId>,
    /// Tables with their headings.
    pub tables: Vec<(String, TableView)>,
    /// What to know when reading them.
    pub notes: Vec<String>,
}
