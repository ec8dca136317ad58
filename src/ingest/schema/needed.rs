//! What an analysis of sales needs to know, and how sure a reading of a file's columns is.

use crate::schema::meaning::Meaning;
use serde::{Deserialize, Serialize};

/// Information about sales that the analyses need. Without the first two (alone or from a file of orders) sales cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needed {
    /// Who bought: id, e-mail or name.
    Customer,
    /// When.
    Date,
    /// What was bought: id or name.
    Product,
    /// For how much: unit price or line total.
    Price,
}

impl Needed {
    /// All of them.
    pub const ALL: [Needed; 4] = [Needed::Customer, Needed::Date, Needed::Product, Needed::Price];

    /// The plain schema's name of the column, and what else would do.
    pub fn label(self) -> &'static str {
        match self {
            Needed::Customer => "customer_id (or an e-mail address or customer name)",
            Needed::Date => "purchase_date",
            Needed::Product => "product_id (or a product name)",
            Needed::Price => "price (of one piece, or the line total)",
        }
    }

    /// What the analysis loses without it.
    pub fn cost(self) -> &'static str {
        match self {
            Needed::Customer => "Without it nothing can be said about customers: the file cannot be used.",
            Needed::Date => "Without it nobody knows when: the file cannot be used.",
            Needed::Product => "Without it there are segments and clusters, but no recommendations.",
            Needed::Price => "Without it there are recency and frequency, but no money: nothing about revenue can be said.",
        }
    }

    /// Whether the file cannot be used without it.
    pub fn is_required(self) -> bool {
        matches!(self, Needed::Customer | Needed::Date)
    }

    /// What sales with columns of these meanings lack.
    pub fn missing_in(columns: &[Meaning]) -> Vec<Needed> {
        let met = |needed: Needed| columns.iter().any(|&meaning| needed.is_met_by(meaning));
        // Labelled lists of products bring their prices.
        let packed = columns.contains(&Meaning::PackedProducts);
        Needed::ALL.into_iter().filter(|&needed| !(met(needed) || packed && needed == Needed::Price)).collect()
    }

    /// Whether one of these meanings answers it.
    pub fn is_met_by(self, meaning: Meaning) -> bool {
        use Meaning as M;
        match self {
            Needed::Customer => matches!(meaning, M::CustomerId | M::Email | M::CustomerName),
            Needed::Date => matches!(meaning, M::Date | M::DaysSincePrior),
            Needed::Product => matches!(meaning, M::ProductId | M::ProductName | M::PackedProducts),
            Needed::Price => matches!(meaning, M::UnitPrice | M::LineTotal | M::OrderTotal),
        }
    }
}

/// How sure a reading of a file's columns is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The file cannot be used as it was read: somebody must say what its columns are.
    Open,
    /// Read by the values in the cells, or with something missing: worth a look.
    Likely,
    /// A known export, or every needed column has a name that says it.
    Certain,
}
