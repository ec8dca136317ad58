//! Which customers a question is about.

use super::group::CustomerGroup;
use serde::{Deserialize, Serialize};

/// Which customers, and which of their order lines; all conditions must hold. Customers belong to it who have such lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// Part of the id, name or e-mail address, any case. Only lists of customers look at it.
    pub search: String,
    /// Name of a segment (`Prospects` for customers without orders).
    pub segment: Option<String>,
    /// Name of a cluster.
    pub cluster: Option<String>,
    /// A group that a chart or a table of another page has counted.
    pub group: Option<CustomerGroup>,
    /// Country or city that customers are in.
    pub place: Option<String>,
    /// Category of what was bought.
    pub category: Option<String>,
    /// What was bought: the product's identifier.
    pub product: Option<String>,
    /// Month of the order, such as `2011-03`.
    pub month: Option<String>,
}

impl CustomerFilter {
    /// Names of the conditions in addresses and arguments.
    pub const NAMES: [&'static str; 7] = ["segment", "cluster", "group", "place", "category", "product", "month"];

    /// Sets a condition, or the search (`q`), by its name; an empty or unreadable text takes it away. False when there is none of
    /// that name.
    pub fn set(&mut self, name: &str, text: &str) -> bool {
        let value = Some(text.to_owned()).filter(|text| !text.is_empty());
        match name {
            "q" => text.clone_into(&mut self.search),
            "segment" => self.segment = value,
            "cluster" => self.cluster = value,
            "place" => self.place = value,
            "category" => self.category = value,
            "product" => self.product = value,
            "month" => self.month = value,
            "group" => self.group = CustomerGroup::from_text(text),
            _ => return false,
        }
        true
    }

    /// The conditions that are set, by name and as text.
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        let texts = [
            self.segment.clone(),
            self.cluster.clone(),
            self.group.as_ref().map(CustomerGroup::to_text),
            self.place.clone(),
            self.category.clone(),
            self.product.clone(),
            self.month.clone(),
        ];
        Self::NAMES.into_iter().zip(texts).filter_map(|(name, text)| Some((name, text?))).collect()
    }

    /// Whether it looks at order lines, and not only at customers.
    pub fn is_about_lines(&self) -> bool {
        self.category.is_some() || self.product.is_some() || self.month.is_some()
    }

    /// Whether it looks at customers: then nothing passes that names no customer.
    pub fn is_about_customers(&self) -> bool {
        self.segment.is_some() || self.cluster.is_some() || self.group.is_some() || self.place.is_some()
    }
}
