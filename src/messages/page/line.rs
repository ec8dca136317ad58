//! Text with figures, days and links in it.

use crate::arguments::Arguments;
use crate::group::CustomerGroup;
use clientele_core::domain::{Day, Figure, Money};
use clientele_ingest::RowSet;
use serde::{Deserialize, Serialize};

/// Text with figures, days and links in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line(pub Vec<Span>);

/// Part of a [`Line`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Span {
    /// Text.
    Text(String),
    /// Text of weight.
    Strong(String),
    /// Text that a search has found.
    Mark(String),
    /// A figure in the reader's way to write it.
    Figure(Figure),
    /// An amount in this currency, whatever that of the result is.
    Amount(Money, String),
    /// A figure as large ones are written in headlines.
    Rounded(Figure),
    /// A number with so many decimals.
    Decimal(f64, u8),
    /// A relative change: 0.1 is 10 % more.
    Change(f64),
    /// A day.
    Day(Day),
    /// A link.
    Link {
        /// Its text.
        text: Box<Line>,
        /// Where to.
        to: Link,
        /// Test id, or empty.
        testid: String,
    },
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// A page by its name.
    Page(String),
    /// A customer by the shop's identifier.
    Customer(String),
    /// The customers of a segment.
    Segment(String),
    /// The customers of a cluster.
    Cluster(String),
    /// The customers of a group.
    Group(CustomerGroup),
    /// Rows of the files, word for word, above the page.
    Rows {
        /// Which ones.
        set: RowSet,
        /// What they are.
        title: String,
        /// Why they are what they are.
        explanation: String,
    },
    /// This page with these arguments; one with an empty value is taken away. Names of [`CustomerFilter`](crate::CustomerFilter)'s conditions set these.
    Set(Arguments),
}

impl Line {
    /// One figure.
    pub fn figure(figure: Figure) -> Self {
        Self(vec![Span::Figure(figure)])
    }

    /// A whole number.
    pub fn count(count: u64) -> Self {
        Self::figure(Figure::Count(count))
    }

    /// An amount.
    pub fn money(amount: Money) -> Self {
        Self::figure(Figure::Money(amount))
    }

    /// An amount in this currency, whatever that of the result is.
    pub fn amount(amount: Money, currency: &str) -> Self {
        Self(vec![Span::Amount(amount, currency.to_owned())])
    }

    /// A share of 0 to 1.
    pub fn share(share: f64) -> Self {
        Self::figure(Figure::Share(share))
    }

    /// A number with so many decimals.
    pub fn decimal(number: f64, decimals: u8) -> Self {
        Self(vec![Span::Decimal(number, decimals)])
    }

    /// A day.
    pub fn day(day: Day) -> Self {
        Self(vec![Span::Day(day)])
    }

    /// A link.
    pub fn link(text: impl Into<Line>, to: Link) -> Self {
        Self(vec![Span::Link { text: Box::new(text.into()), to, testid: String::new() }])
    }

    /// A customer's number as a link to the customer.
    pub fn customer(id: &str) -> Self {
        Self::link(id, Link::Customer(id.to_owned()))
    }

    /// With more after it.
    #[must_use]
    pub fn and(mut self, more: impl Into<Line>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Span::Text(text.to_owned())] })
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Span::Text(text)] })
    }
}
