//! Finished recommendations: the lists of many customers as columns.

use crate::recommend::explain::confidence::Factors;
use crate::recommend::{AppliedRule, Evidence};
use clientele_core::domain::ProductIx;
use std::ops::Range;

/// Products bought by fewer customers are new to the shop.
pub const NEW_PRODUCT_BUYERS: u32 = 3;

/// Who is too new to be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColdStart {
    /// Nobody: there are purchases to go by.
    #[default]
    No,
    /// The customer has no orders: what is popular is proposed.
    Customer,
    /// Fewer than [`NEW_PRODUCT_BUYERS`] customers bought the product: it is proposed for its name, category and price.
    Product,
}

impl ColdStart {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Customer => "customer",
            Self::Product => "product",
        }
    }

    /// In plain words, for the person who reads the list; empty for [`Self::No`].
    pub fn note(self) -> &'static str {
        match self {
            Self::No => "",
            Self::Customer => "This customer has no orders yet, so this is what sells best.",
            Self::Product => {
                "This product is new: hardly anybody has bought it yet, so it is proposed for its name, category and price."
            }
        }
    }
}

/// Lists for consecutive customers, as columns. Rows `starts[i]..starts[i + 1]` are the list of customer `first_customer + i`,
/// best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recommendations {
    /// Row of the customer table that the first list is for.
    pub first_customer: u32,
    /// Where each list starts; one more entry than lists.
    pub starts: Vec<u32>,
    /// What is recommended.
    pub product: Vec<ProductIx>,
    /// 0 to 1: exactly the sum of [`Self::parts`], added from the first to the last.
    pub score: Vec<f64>,
    /// 0 to 1, see [`crate::recommend::explain::confidence`].
    pub confidence: Vec<f64>,
    /// Each strategy's weighted share of the score, in the order of [`crate::recommend::Strategy::ALL`].
    pub parts: Vec<[f64; 5]>,
    /// The rule that touched it.
    pub rule: Vec<AppliedRule>,
    /// What confidence, and the chance of a purchase, are worked out from.
    pub factors: Vec<Factors>,
    /// Whether the customer or the product is too new for the strategies to know much.
    pub cold_start: Vec<ColdStart>,
    /// What the reason in words is made from.
    pub evidence: Vec<Evidence>,
    /// Per list the strategies that had something to go by, as bits (1 for the first); the others' weight was shared out.
    pub has_signal: Vec<u8>,
    /// Lists shorter than asked for because too little was left above the least confidence (or in the shop).
    pub short_lists: u32,
}

impl Recommendations {
    /// Number of lists.
    pub fn customers(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The rows of a customer's list; empty for a customer that is not here.
    pub fn of(&self, customer: u32) -> Range<usize> {
        let Some(at) = customer.checked_sub(self.first_customer).map(|at| at as usize) else { return 0..0 };
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The lists of some customers only (one flag a customer of the data): the others' are empty. `wanted`: offers that a list was to
    /// have.
    #[must_use]
    pub fn of_customers(&self, members: &[bool], wanted: usize) -> Self {
        let mut found = Self { first_customer: self.first_customer, starts: vec![0], ..Self::default() };
        for (at, &has_signal) in self.has_signal.iter().enumerate() {
            let customer = self.first_customer + at as u32;
            let is_member = members.get(customer as usize).copied().unwrap_or(false);
            let rows = if is_member { self.of(customer) } else { 0..0 };
            found.short_lists += u32::from(is_member && rows.len() < wanted);
            found.product.extend_from_slice(&self.product[rows.clone()]);
            found.score.extend_from_slice(&self.score[rows.clone()]);
            found.confidence.extend_from_slice(&self.confidence[rows.clone()]);
            found.parts.extend_from_slice(&self.parts[rows.clone()]);
            found.rule.extend_from_slice(&self.rule[rows.clone()]);
            found.factors.extend_from_slice(&self.factors[rows.clone()]);
            found.cold_start.extend_from_slice(&self.cold_start[rows.clone()]);
            found.evidence.extend_from_slice(&self.evidence[rows]);
            found.starts.push(found.product.len() as u32);
            found.has_signal.push(if is_member { has_signal } else { 0 });
        }
        found
    }

    pub(crate) fn end_list(&mut self, has_signal: [bool; 5], wanted: usize) {
        let start = self.starts.last().copied().unwrap_or(0) as usize;
        if self.product.len() - start < wanted {
            self.short_lists += 1;
        }
        self.starts.push(self.product.len() as u32);
        self.has_signal.push((0..5).filter(|&s| has_signal[s]).map(|s| 1 << s).sum());
    }
}
