//! From the strategies' scores to each customer's list: weights, rules, confidence, diversity. Learns nothing from data.

use super::confidence::{self, Factors};
use super::evidence::{Evidence, evidence_for};
use super::model::{Model, Scores};
use super::params::{Repurchase, ValidRecommendParams};
use super::{ProductFilter, RecommendationError, Rule};
use crate::domain::{Dataset, Day, NO_CATEGORY, ProductIx};
use std::ops::Range;

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
    /// 0 to 1, see [`confidence`].
    pub confidence: Vec<f64>,
    /// Each strategy's weighted share of the score, in the order of [`super::Strategy::ALL`].
    pub parts: Vec<[f64; 5]>,
    /// The rule that touched it.
    pub rule: Vec<Rule>,
    /// What the reason in words is made from.
    pub evidence: Vec<Evidence>,
    /// Per list the strategies that had something to go by, as bits (1 for the first); the others' weight was shared out.
    pub speaks: Vec<u8>,
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

    fn end_list(&mut self, speaks: [bool; 5], wanted: usize) {
        let start = self.starts.last().copied().unwrap_or(0) as usize;
        if self.product.len() - start < wanted {
            self.short_lists += 1;
        }
        self.starts.push(self.product.len() as u32);
        self.speaks.push((0..5).filter(|&s| speaks[s]).map(|s| 1 << s).sum());
    }
}

/// The strategies and what to do with them.
#[derive(Clone, Debug)]
pub struct Recommender {
    model: Model,
    params: ValidRecommendParams,
    repurchase_allowed: bool,
}

/// Room for one customer at a time. Keep it between blocks.
#[derive(Clone, Debug)]
pub struct Room {
    scores: Scores,
    ranked: Vec<(f64, u32)>,
    in_category: Vec<u32>,
}

impl Recommender {
    /// Learns from all orders and recommends for the time from `analysis_day` on, without pausing: where that would block a
    /// page, go through [`super::ModelBuilder`] and [`Self::from_model`]. `groups` holds a label per customer row.
    ///
    /// # Errors
    /// As [`super::ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        analysis_day: Day,
        params: ValidRecommendParams,
    ) -> Result<Self, RecommendationError> {
        let model = Model::build(dataset, groups, None, analysis_day, &params)?;
        Ok(Self::from_model(model, params))
    }

    /// Puts a model to use.
    pub fn from_model(model: Model, params: ValidRecommendParams) -> Self {
        let repurchase_allowed = model.repurchase_allowed(params.params().repurchase);
        Self { model, params, repurchase_allowed }
    }

    /// What was learned.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The settings in use.
    pub fn params(&self) -> &ValidRecommendParams {
        &self.params
    }

    /// Takes other settings. Weights, list length, least confidence, repurchase, diversity and rules take effect at once;
    /// `neighbours` and `strategies` need a new model.
    pub fn set_params(&mut self, params: ValidRecommendParams) {
        self.repurchase_allowed = self.model.repurchase_allowed(params.params().repurchase);
        self.params = params;
    }

    /// Whether lists may hold what the customer bought before.
    pub fn repurchase_allowed(&self) -> bool {
        self.repurchase_allowed
    }

    /// The decision about repurchase in words, with the number behind it.
    pub fn repurchase_reason(&self) -> String {
        let share = self.model.interactions.repeat_share() * 100.0;
        match (self.params.params().repurchase, self.repurchase_allowed) {
            (Repurchase::Auto, true) => {
                format!("Bought products may come again: {share:.0} % of returning customers' purchases here are repeats.")
            }
            (Repurchase::Auto, false) => {
                format!("Only new products: just {share:.0} % of returning customers' purchases here are repeats.")
            }
            (Repurchase::Allowed, _) => "Bought products may come again, as you chose.".to_owned(),
            (Repurchase::NewOnly, _) => "Only products that the customer never bought, as you chose.".to_owned(),
        }
    }

    /// Room for [`Self::recommend_block`].
    pub fn room(&self) -> Room {
        Room { scores: self.model.scores_room(), ranked: Vec::new(), in_category: Vec::new() }
    }

    /// Appends the lists of these customers. `out` is empty, or ends with the customer before.
    pub fn recommend_block(&self, customers: Range<u32>, room: &mut Room, out: &mut Recommendations) {
        if out.starts.is_empty() {
            out.first_customer = customers.start;
            out.starts.push(0);
        }
        for customer in customers {
            self.recommend(customer, room, out);
        }
    }

    fn recommend(&self, customer: u32, room: &mut Room, out: &mut Recommendations) {
        let wanted = self.params.params().n as usize;
        if self.model.interactions.row(customer).is_empty() {
            self.cold_start(customer, wanted, room, out);
            return;
        }
        let scores = &mut room.scores;
        self.model.score(customer, scores);
        let weights = self.weights(scores.speaks);
        room.ranked.clear();
        let bought = self.model.interactions.products_of(customer);
        let mut next_bought = bought.iter().copied().peekable();
        for &product in &scores.candidates {
            while next_bought.next_if(|&b| b < product).is_some() {}
            if !self.repurchase_allowed && next_bought.peek() == Some(&product) {
                continue;
            }
            let score = sum(&parts(scores, &weights, product));
            if score > 0.0 {
                room.ranked.push((score, product));
            }
        }
        let filter = self.filter(customer, &room.ranked);
        if let Some(filter) = filter {
            room.ranked.retain(|&(_, product)| self.model.passes(filter, product));
        }
        let touched = if filter.is_some() { Rule::Group } else { Rule::None };
        self.pick(customer, wanted, touched, &weights, room, out);
        out.end_list(room.scores.speaks, wanted);
    }

    fn weights(&self, speaks: [bool; 5]) -> [f64; 5] {
        let weights = self.params.weights();
        // When all that speak have weight 0, silence would be the alternative: they count alike.
        weights.shared_out(speaks).unwrap_or_else(|| {
            let n = speaks.iter().filter(|&&s| s).count().max(1) as f64;
            speaks.map(|s| if s { 1.0 / n } else { 0.0 })
        })
    }

    /// The filter of the first rule for the customer's group, if it leaves anything.
    fn filter(&self, customer: u32, ranked: &[(f64, u32)]) -> Option<ProductFilter> {
        let group = self.model.interactions.group(customer);
        let rule = self.params.params().rules.iter().find(|rule| rule.group == group)?;
        let applies = rule.filter != ProductFilter::Personalised
            && ranked.iter().any(|&(_, product)| self.model.passes(rule.filter, product));
        applies.then_some(rule.filter)
    }

    /// Takes from the best down, but not more of a category than allowed and nothing below the least confidence.
    fn pick(&self, customer: u32, wanted: usize, touched: Rule, weights: &[f64; 5], room: &mut Room, out: &mut Recommendations) {
        let (params, as_set) = (self.params.params(), self.params.weights().as_array());
        let best_first = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        // Rarely are more than these looked at; sorting all candidates would cost more than scoring them.
        let head = (wanted * 8).max(32).min(room.ranked.len());
        if head < room.ranked.len() {
            room.ranked.select_nth_unstable_by(head, best_first);
        }
        room.ranked[..head].sort_unstable_by(best_first);
        let mut sorted = head;
        let (mut taken, mut skipped) = (0, false);
        room.in_category.clear();
        let mut at = 0;
        while taken < wanted && at < room.ranked.len() {
            if at == sorted {
                room.ranked[at..].sort_unstable_by(best_first);
                sorted = room.ranked.len();
            }
            let (score, product) = room.ranked[at];
            at += 1;
            let category = self.model.content.category(product);
            if let Some(most) = params.max_per_category
                && category != NO_CATEGORY
                && room.in_category.iter().filter(|&&c| c == category).count() >= most as usize
            {
                skipped = true;
                continue;
            }
            let parts = parts(&room.scores, weights, product);
            let evidence = evidence_for(&self.model, customer, product, &parts, &room.scores);
            // The weights as set, not as shared out: a lone speaker to whom the others' went does not agree with anybody.
            let said = |s: usize| room.scores.rows[s].get(product);
            let factors = Factors {
                agreement: (0..5).filter(|&s| said(s) >= confidence::AGREES_FROM).map(|s| as_set[s]).sum(),
                evidence: evidence.observations(),
                purchases: self.model.interactions.row(customer).len() as u32,
                strength: (0..5).map(|s| as_set[s] * said(s)).sum(),
            };
            let confidence = factors.confidence();
            if confidence < params.min_confidence {
                continue;
            }
            room.in_category.push(category);
            taken += 1;
            out.product.push(ProductIx(product));
            out.score.push(score);
            out.confidence.push(confidence);
            out.parts.push(parts);
            out.rule.push(if skipped && touched == Rule::None { Rule::Diversity } else { touched });
            out.evidence.push(evidence);
        }
    }

    /// Popular products of the customer's place, else of the shop: all that can be said without a purchase.
    fn cold_start(&self, customer: u32, wanted: usize, room: &mut Room, out: &mut Recommendations) {
        let seasonal = &self.model.seasonal;
        let scores = &mut room.scores;
        for row in &mut scores.rows {
            row.clear();
        }
        let place = self.model.place(customer);
        let (popular_here, customers_here) = seasonal.popular_at(place);
        if popular_here.is_empty() {
            for &product in seasonal.most_popular() {
                scores.rows[3].set(product, seasonal.popular_now(product));
            }
        } else {
            for &(product, buyers) in popular_here {
                scores.rows[3].set(product, f64::from(buyers) / f64::from(customers_here.max(1)));
            }
        }
        scores.rows[3].normalise();
        scores.speaks = [false, false, false, true, false];
        room.ranked.clear();
        room.ranked.extend(scores.rows[3].touched().iter().map(|&product| (scores.rows[3].get(product), product)));
        room.ranked.retain(|&(score, _)| score > 0.0);
        let weights = [0.0, 0.0, 0.0, 1.0, 0.0];
        if let Some(filter) = self.filter(customer, &room.ranked) {
            room.ranked.retain(|&(_, product)| self.model.passes(filter, product));
        }
        self.pick(customer, wanted, Rule::ColdStart, &weights, room, out);
        out.end_list([false, false, false, true, false], wanted);
    }
}

fn parts(scores: &Scores, weights: &[f64; 5], product: u32) -> [f64; 5] {
    std::array::from_fn(|s| weights[s] * scores.rows[s].get(product))
}

/// From the first to the last: the order in which a reader adds them up again.
fn sum(parts: &[f64; 5]) -> f64 {
    (((parts[0] + parts[1]) + parts[2]) + parts[3]) + parts[4]
}
