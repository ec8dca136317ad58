//! What tuning varies, and candidate scores cached so that a blend of strategies is tried in milliseconds.

use crate::recommend::evaluate::{DEPTH, HoldoutWindow, Task, discount, ideal};
use crate::recommend::model::{Model, Scores};
use crate::recommend::strategies::collaborative::trend;
use crate::recommend::strategies::params::Mix;
use clientele_core::domain::Dataset;

/// The weights of the five strategies (any scale) and the shares inside them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Blend {
    pub(super) weights: [f64; 5],
    pub(super) mix: Mix,
}

/// Numbers of a [`Blend`] that are searched.
pub(super) const COORDINATES: usize = 10;

impl Blend {
    pub(super) fn get(&self, coordinate: usize) -> f64 {
        match coordinate {
            0..5 => self.weights[coordinate],
            5 => self.mix.items,
            6 => self.mix.neighbours,
            7 => self.mix.own,
            8 => self.mix.trend,
            _ => self.mix.rhythm,
        }
    }

    pub(super) fn with(mut self, coordinate: usize, value: f64) -> Self {
        match coordinate {
            0..5 => self.weights[coordinate] = value,
            5 => self.mix.items = value,
            6 => self.mix.neighbours = value,
            7 => self.mix.own = value,
            8 => self.mix.trend = value.min(2.0),
            _ => self.mix.rhythm = value.clamp(0.0, 1.0),
        }
        self
    }

    /// Whether anything would be ranked by it.
    pub(super) fn is_sound(&self) -> bool {
        self.weights.iter().sum::<f64>() > 1e-6 && self.mix.items + self.mix.neighbours + self.mix.own > 1e-6
    }
}

/// Columns of a candidate: what the strategies are mixed from, each 0 to 1 for one customer.
pub(super) const COLUMNS: usize = 8;
/// Candidates kept per column: the best of each.
const KEPT_OF_COLUMN: usize = 40;

/// Which lists are measured against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// All products may be listed; all that was bought is right.
    All,
    /// Only new products may be listed; only they are right.
    New,
    /// Only new products may be listed, but all that was bought is right: what it costs to leave the others out.
    NewListsOnly,
}

impl From<Task> for Measure {
    fn from(task: Task) -> Self {
        match task {
            Task::All => Self::All,
            Task::New => Self::New,
        }
    }
}

/// Scores of the best candidates of some customers, and which of them were bought in the window.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache {
    starts: Vec<u32>,
    columns: Vec<[f32; COLUMNS]>,
    product: Vec<u32>,
    recent_buyers: Vec<u32>,
    right: Vec<bool>,
    owned: Vec<bool>,
    /// Per customer the right products, all and new.
    relevant: Vec<[u32; 2]>,
    discounts: [f64; DEPTH],
    ideals: [f64; DEPTH + 1],
}

impl Cache {
    /// For candidates with so many recent buyers, by product.
    pub(super) fn new(recent_buyers: Vec<u32>) -> Self {
        Self {
            recent_buyers,
            starts: vec![0],
            discounts: std::array::from_fn(discount),
            ideals: std::array::from_fn(ideal),
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.relevant.len()
    }

    /// Appends a customer.
    pub(super) fn push(&mut self, dataset: &Dataset, model: &Model, window: HoldoutWindow, customer: u32, scratch: &mut Scores) {
        model.score(customer, scratch);
        let columns = components(model, customer, scratch);
        let truth = window.bought(dataset, &model.interactions, customer);
        let owned = model.interactions.products_of(customer);
        let is_owned = |product: &u32| owned.binary_search(product).is_ok();
        let new = truth.iter().filter(|product| !is_owned(product)).count();
        self.relevant.push([truth.len() as u32, new as u32]);
        let mut keep = vec![false; columns.len()];
        let mut order: Vec<u32> = Vec::with_capacity(columns.len());
        // And as many new products: a list of new ones leaves out all that the customer bought.
        for column in 0..COLUMNS {
            for only_new in [false, true] {
                order.clear();
                order.extend((0..columns.len() as u32).filter(|&at| {
                    columns[at as usize][column] > 0.0 && !(only_new && is_owned(&scratch.candidates[at as usize]))
                }));
                let best_first =
                    |a: &u32, b: &u32| columns[*b as usize][column].total_cmp(&columns[*a as usize][column]).then(a.cmp(b));
                if order.len() > KEPT_OF_COLUMN {
                    order.select_nth_unstable_by(KEPT_OF_COLUMN, best_first);
                    order.truncate(KEPT_OF_COLUMN);
                }
                for &at in &order {
                    keep[at as usize] = true;
                }
            }
        }
        for (at, product) in scratch.candidates.iter().enumerate().filter(|(at, _)| keep[*at]) {
            self.columns.push(columns[at]);
            self.product.push(*product);
            self.right.push(truth.binary_search(product).is_ok());
            self.owned.push(is_owned(product));
        }
        self.starts.push(self.columns.len() as u32);
    }

    /// What sells now, as a blend has it: for [`Self::ndcg`].
    pub(super) fn trend(&self, blend: &Blend) -> Vec<f64> {
        trend(blend.mix, self.recent_buyers.iter().copied())
    }

    /// NDCG at 10 of a customer's list by a blend; 0 without anything that could be got right.
    pub(super) fn ndcg(&self, blend: &Blend, trend: &[f64], measure: Measure, customer: usize, scores: &mut Vec<f64>) -> f64 {
        let relevant = self.relevant[customer][usize::from(measure == Measure::New)] as usize;
        if relevant == 0 {
            return 0.0;
        }
        let range = self.starts[customer] as usize..self.starts[customer + 1] as usize;
        self.score(blend, trend, range.clone(), scores);
        // The ten best, best first; of equal scores the lower product number first.
        let (mut best, mut len) = ([(f64::NEG_INFINITY, false); DEPTH], 0);
        for (&score, at) in scores.iter().zip(range) {
            if (measure != Measure::All && self.owned[at]) || (len == DEPTH && score <= best[DEPTH - 1].0) {
                continue;
            }
            let mut place = if len < DEPTH { len } else { DEPTH - 1 };
            len = (len + 1).min(DEPTH);
            while place > 0 && best[place - 1].0 < score {
                best[place] = best[place - 1];
                place -= 1;
            }
            best[place] = (score, self.right[at]);
        }
        let gain: f64 = (0..len).filter(|&rank| best[rank].1).map(|rank| self.discounts[rank]).sum();
        gain / self.ideals[relevant.min(DEPTH)]
    }

    /// As the model's strategies and the ensemble would: see the test.
    fn score(&self, blend: &Blend, trend: &[f64], range: std::ops::Range<usize>, out: &mut Vec<f64>) {
        let rows = || self.columns[range.clone()].iter().zip(&self.product[range.clone()]);
        let (mix, weights) = (blend.mix, &blend.weights);
        let collaborative = |c: &[f32; COLUMNS], product: u32| {
            let sum = mix.items * f64::from(c[0]) + mix.neighbours * f64::from(c[1]) + mix.own * f64::from(c[2]);
            sum * trend[product as usize]
        };
        let seasonal = |c: &[f32; COLUMNS]| mix.rhythm * f64::from(c[5]) + (1.0 - mix.rhythm) * f64::from(c[6]);
        let (mut most_collaborative, mut most_seasonal) = (0.0_f64, 0.0_f64);
        for (row, &product) in rows() {
            most_collaborative = most_collaborative.max(collaborative(row, product));
            most_seasonal = most_seasonal.max(seasonal(row));
        }
        let scale = |most: f64| if most > 0.0 { 1.0 / most } else { 0.0 };
        let (of_collaborative, of_seasonal) = (weights[0] * scale(most_collaborative), scale(most_seasonal));
        out.clear();
        out.extend(rows().map(|(row, &product)| {
            let due = seasonal(row) * of_seasonal;
            of_collaborative * collaborative(row, product)
                + weights[1] * f64::from(row[3])
                + weights[2] * f64::from(row[4])
                + weights[3] * due * due.sqrt()
                + weights[4] * f64::from(row[7])
        }));
    }
}

/// Per candidate of the customer scored last: item weights, similar customers, own purchases, content, cross-sell, own cycle,
/// popularity now, price; each scaled to 0 to 1.
fn components(model: &Model, customer: u32, scores: &Scores) -> Vec<[f32; COLUMNS]> {
    let interactions = &model.interactions;
    let items = &scores.neighbours;
    let scale = |greatest: f64| if greatest > 0.0 { 1.0 / greatest } else { 0.0 };
    let of_items = scale(items.greatest_from_items());
    let of_customers = scale(f64::from(scores.neighbours.greatest_from_customers()));
    let mut out: Vec<[f32; COLUMNS]> = scores
        .candidates
        .iter()
        .enumerate()
        .map(|(at, &product)| {
            [
                (items.from_items(product) * of_items).clamp(0.0, 1.0) as f32,
                (f64::from(scores.neighbours.from_customers(product)) * of_customers) as f32,
                0.0,
                scores.columns[1][at] as f32,
                scores.columns[2][at] as f32,
                0.0,
                model.seasonal.popular_now(product) as f32,
                scores.columns[4][at] as f32,
            ]
        })
        .collect();
    let greatest_own = interactions.weights_of(customer).iter().copied().fold(0.0_f32, f32::max);
    let due: Vec<f64> = interactions.row(customer).map(|entry| model.seasonal.due(interactions, entry)).collect();
    let of_due = scale(due.iter().copied().fold(0.0, f64::max));
    for (entry, due) in interactions.row(customer).zip(due) {
        let purchase = interactions.purchase(entry);
        if let Ok(at) = scores.candidates.binary_search(&purchase.product) {
            out[at][2] = (f64::from(purchase.weight) * scale(f64::from(greatest_own))) as f32;
            out[at][5] = (due * of_due) as f32;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::params::ValidRecommendParams;
    use crate::recommend::tests::{TODAY, any_shop, valid};
    use crate::recommend::{Weights, quality_at};
    use clientele_core::domain::Day;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The cached sum ranks as model and ensemble do, whatever the blend.
        #[test]
        fn a_cached_blend_ranks_as_the_model_does(
            shop in any_shop(), weights in prop::array::uniform5(0.0_f64..1.0), shares in prop::array::uniform5(0.0_f64..1.0)
        ) {
            let dataset = shop.dataset();
            let window = HoldoutWindow { first: Day(TODAY.0 - 100), last: TODAY };
            let mix = Mix { items: shares[0] + 0.01, neighbours: shares[1], own: shares[2], rhythm: shares[3], trend: shares[4] };
            let params: ValidRecommendParams = valid(|p| {
                p.weights = Weights {
                    collaborative: weights[0] + 0.01, content: weights[1], cross_sell: weights[2], seasonal: weights[3],
                    price_affinity: weights[4],
                };
                p.strategies.mix = mix;
            });
            let Ok(model) = Model::build(&dataset, None, Some(window.first), window.first, &params) else { return Ok(()) };
            let mut scratch = model.scores_scratch();
            let mut values = Vec::new();
            for task in [Task::All, Task::New] {
                for customer in window.testable(&dataset, &model.interactions, task) {
                    let mut cache = Cache::new((0..shop.products as u32).map(|p| model.seasonal.recent_buyers(p)).collect());
                    cache.push(&dataset, &model, window, customer, &mut scratch);
                    let blend = Blend { weights: params.weights().as_array(), mix };
                    let cached = cache.ndcg(&blend, &cache.trend(&blend), task.into(), 0, &mut values);
                    let owned = model.interactions.products_of(customer);
                    let is_new = |product: &u32| owned.binary_search(product).is_err();
                    let mut ranked: Vec<(f64, u32)> = scratch.candidates.iter()
                        .filter(|product| task == Task::All || is_new(product))
                        .map(|&product| {
                            let said = scratch.of(product);
                            ((0..5).map(|s| blend.weights[s] * said[s]).sum(), product)
                        })
                        .collect();
                    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                    // Columns are kept in single precision: where two scores are as close as that, either order will do.
                    if ranked.windows(2).any(|pair| pair[0].0 - pair[1].0 < 1e-5) {
                        continue;
                    }
                    let truth: Vec<u32> = window.bought(&dataset, &model.interactions, customer).into_iter()
                        .filter(|product| task == Task::All || is_new(product)).collect();
                    let list: Vec<u32> = ranked.iter().map(|r| r.1).collect();
                    prop_assert!((cached - quality_at(DEPTH, &list, &truth).ndcg).abs() < 1e-9);
                }
            }
        }
    }
}
