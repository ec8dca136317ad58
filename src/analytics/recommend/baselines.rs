//! Ranking by simple methods: all read the model that the five strategies learn.

use super::method::RankingMethod;
use super::model::{Model, Scores};

/// Of the most popular products so many are ranked.
const POPULAR_RANKED: usize = 500;

impl Model {
    /// As [`Model::score`], by any method: with all but the hybrid, one strategy alone has the score.
    pub fn score_by(&self, method: RankingMethod, customer: u32, scores: &mut Scores) {
        if method == RankingMethod::Hybrid {
            return self.score(customer, scores);
        }
        let interactions = &self.interactions;
        let row = &mut scores.row;
        row.clear();
        let recent = |product: u32| self.seasonal.recent_buyers(product);
        match method {
            RankingMethod::Hybrid => {}
            RankingMethod::Popular => {
                for &product in self.popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(interactions.buyers(product)));
                }
            }
            RankingMethod::RecentPopular => {
                for &product in self.recently_popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(recent(product)));
                }
            }
            RankingMethod::Repurchase => {
                let most = self.recently_popular.first().map_or(1.0, |&product| f64::from(recent(product)) + 1.0);
                for &product in self.recently_popular.iter().take(POPULAR_RANKED) {
                    row.set(product, f64::from(recent(product)) / most);
                }
                let weights = interactions.weights_of(customer);
                let greatest = weights.iter().copied().fold(0.0_f32, f32::max);
                for (&product, &weight) in interactions.products_of(customer).iter().zip(weights) {
                    let own = f64::from(weight) / f64::from(greatest);
                    // Products bought in the same orders tie: the more popular comes first.
                    row.set(product, 1.0 + own + 1e-6 * f64::from(recent(product)) / most);
                }
            }
            RankingMethod::ItemKnn => {
                let nearest = self.collaborative.nearest();
                for (&product, &weight) in interactions.products_of(customer).iter().zip(interactions.weights_of(customer)) {
                    row.add(product, f64::from(weight));
                    let (others, cosines) = nearest.row(product);
                    for (&other, &cosine) in others.iter().zip(cosines) {
                        row.add(other, f64::from(weight) * f64::from(cosine));
                    }
                }
            }
            RankingMethod::Ease => self.collaborative.score_items(interactions, customer, row),
        }
        row.normalise();
        row.touched_sorted(&mut scores.candidates);
        scores.candidates.retain(|&product| self.is_goods(product) && row.get(product) > 0.0);
        scores.take_row(method.signal_place());
    }
}
