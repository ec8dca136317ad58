//! The ways to rank that can be compared and chosen. Learns nothing: all read the same model.

use super::matrix::Interactions;
use super::model::{Model, Scores};
use serde::{Deserialize, Serialize};

/// Of the most popular products so many are ranked.
const POPULAR_RANKED: usize = 500;

/// How candidates are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
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

impl Method {
    /// All, in the order of reports.
    pub const ALL: [Method; 6] = [Self::Hybrid, Self::Popular, Self::RecentPopular, Self::Repurchase, Self::ItemKnn, Self::Ease];

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
    fn speaks_as(self) -> usize {
        match self {
            Self::Hybrid | Self::ItemKnn | Self::Ease => 0,
            Self::Popular | Self::RecentPopular | Self::Repurchase => 3,
        }
    }
}

/// Products that anybody bought, most popular first.
pub(super) fn by_popularity(interactions: &Interactions, buyers: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..interactions.products() as u32).filter(|&p| buyers(p) > 0).collect();
    order.sort_by(|&a, &b| buyers(b).cmp(&buyers(a)).then(a.cmp(&b)));
    order
}

impl Model {
    /// As [`Model::score`], by any method: with all but the hybrid one strategy alone speaks, in its name.
    pub fn score_by(&self, method: Method, customer: u32, scores: &mut Scores) {
        if method == Method::Hybrid {
            return self.score(customer, scores);
        }
        let interactions = &self.interactions;
        let row = &mut scores.row;
        row.clear();
        let recent = |product: u32| self.seasonal.recent_buyers(product);
        match method {
            Method::Hybrid => {}
            Method::Popular => {
                for &product in self.popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(interactions.buyers(product)));
                }
            }
            Method::RecentPopular => {
                for &product in self.recently_popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(recent(product)));
                }
            }
            Method::Repurchase => {
                let most = self.recently_popular.first().map_or(1.0, |&product| f64::from(recent(product)) + 1.0);
                for &product in self.recently_popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(recent(product)) / most);
                }
                let weights = interactions.weights_of(customer);
                let greatest = weights.iter().copied().fold(0.0_f32, f32::max);
                for (&product, &weight) in interactions.products_of(customer).iter().zip(weights) {
                    let own = f64::from(weight) / f64::from(greatest);
                    // What was bought in one order only ties: the more popular first.
                    row.set(product, 1.0 + own + 1e-6 * f64::from(recent(product)) / most);
                }
            }
            Method::ItemKnn => {
                let nearest = self.collaborative.nearest();
                for (&product, &weight) in interactions.products_of(customer).iter().zip(interactions.weights_of(customer)) {
                    row.add(product, f64::from(weight));
                    let (others, cosines) = nearest.row(product);
                    for (&other, &cosine) in others.iter().zip(cosines) {
                        row.add(other, f64::from(weight) * f64::from(cosine));
                    }
                }
            }
            Method::Ease => self.collaborative.score_items(interactions, customer, row),
        }
        row.normalise();
        row.touched_sorted(&mut scores.candidates);
        scores.candidates.retain(|&product| self.is_goods(product) && row.get(product) > 0.0);
        scores.take_row(method.speaks_as());
    }
}
