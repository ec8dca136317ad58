//! The ways to rank products for a customer: the five strategies together, and simpler methods to compare them with or to use instead.

use serde::{Deserialize, Serialize};

/// How candidates are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankingMethod {
    /// The five strategies with their weights.
    #[default]
    Hybrid,
    /// Products by number of buyers.
    Popular,
    /// Products by number of buyers in the recent period.
    RecentPopular,
    /// The customer's own products by decayed purchases, ties by what is popular now; then what is popular now.
    Repurchase,
    /// Products that the same customers buy: the 20 of highest cosine of each product, the product itself among them.
    ItemKnn,
    /// Products that explain each other's purchase: ridge regression, on each product's nearest ones (`item_neighbours`). With as
    /// many neighbours as products it is EASE; the full matrix would cost the cube of their number.
    Ease,
}

impl RankingMethod {
    /// All, in the order of reports.
    pub const ALL: [RankingMethod; 6] =
        [Self::Hybrid, Self::Popular, Self::RecentPopular, Self::Repurchase, Self::ItemKnn, Self::Ease];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hybrid => "hybrid",
            Self::Popular => "popular",
            Self::RecentPopular => "recent_popular",
            Self::Repurchase => "repurchase",
            Self::ItemKnn => "item_knn",
            Self::Ease => "ease",
        }
    }

    /// The strategy (as its place among the five) that a score of this method is told under.
    pub(super) fn signal_place(self) -> usize {
        match self {
            Self::Hybrid | Self::ItemKnn | Self::Ease => 0,
            Self::Popular | Self::RecentPopular | Self::Repurchase => 3,
        }
    }
}
