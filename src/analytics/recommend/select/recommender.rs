//! The recommender: it weights the strategies' scores, applies the rules for groups, and gives customers without purchases what is popular.
//! `pick` then decides which of the ranked products go on a list.

use crate::recommend::model::{Model, Scores};
use crate::recommend::params::ValidRecommendParams;
use crate::recommend::select::lists::Recommendations;
use crate::recommend::select::pick::Picker;
use crate::recommend::select::settings::{Scratch, Settings};
use crate::recommend::strategies::params::{Repurchase, ValidWeights};
use crate::recommend::{AppliedRule, ProductFilter, ProductRules, RankingMethod, RecommendationError};
use clientele_core::domain::{Dataset, Day};
use std::ops::Range;
use std::sync::Arc;

/// The strategies and what to do with them.
///
/// ```
/// use clientele_analytics::recommend::{RecommendParams, Recommendations, Recommender, Repurchase, reason};
/// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
///
/// // Ten customers buy tea and a cup together; the eleventh has bought tea.
/// let names: Vec<String> = (0..11).map(|n| format!("{n:02}")).collect();
/// let line = |n: usize, product| SalesRow::new(&names[n], &names[n], Day(n as i32), product, 1, Money::from_ten_thousandths(90_000));
/// let shop = Dataset::from_rows((0..11).map(|n| line(n, "tea")).chain((0..10).map(|n| line(n, "cup"))), "EUR")?;
///
/// let params = RecommendParams { n: 1, min_confidence: 0.0, repurchase: Repurchase::NewOnly, ..RecommendParams::default() };
/// let recommender = Recommender::new(&shop, None, Day(11), params.check()?)?;
/// let mut lists = Recommendations::default();
/// recommender.recommend_block(0..11, &mut recommender.scratch(), &mut lists);
///
/// let first = lists.of(10).start;
/// assert_eq!(shop.products().ids.get(lists.product[first].ix()), "cup");
/// assert!(!reason(&shop, &lists.evidence[first]).is_empty());
/// assert!(lists.of(0).is_empty(), "the others have both already");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Recommender {
    /// Shared: other settings need no other model, and it is most of the memory.
    pub(crate) model: Arc<Model>,
    pub(crate) settings: Settings,
}

impl Recommender {
    /// Learns from all orders and recommends for the time from `analysis_day` on, without pausing: where that would block a
    /// page, go through [`crate::recommend::ModelBuilder`] and [`Self::from_model`]. `groups` holds a label per customer row.
    ///
    /// # Errors
    /// As [`crate::recommend::ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        analysis_day: Day,
        params: ValidRecommendParams,
    ) -> Result<Self, RecommendationError> {
        let model = Model::build(dataset, groups, None, analysis_day, &params)?;
        Ok(Self::from_model(model, params))
    }

    /// Puts a model to use: a new one, or one that another recommender uses, too.
    pub fn from_model(model: impl Into<Arc<Model>>, params: ValidRecommendParams) -> Self {
        let model = model.into();
        let settings = Settings::new(&model, params);
        Self { model, settings }
    }

    /// What was learned.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The same, to put to use elsewhere.
    pub fn shared_model(&self) -> Arc<Model> {
        Arc::clone(&self.model)
    }

    /// The settings in use.
    pub fn params(&self) -> &ValidRecommendParams {
        &self.settings.params
    }

    /// The rules about single products.
    pub fn product_rules(&self) -> &ProductRules {
        &self.settings.products
    }

    /// Takes other settings. Weights, method, list length, least confidence, repurchase, diversity and rules take effect at once;
    /// `neighbours` and `strategies` need a new model.
    pub fn set_params(&mut self, params: ValidRecommendParams) {
        self.settings = Settings::new(&self.model, params);
    }

    /// The lists that these customers (in any order) would get with other settings, each as a table of its own. The recommender stays as it is.
    /// For the customers on a screen this takes some milliseconds, however many there are in all.
    pub fn preview(&self, params: ValidRecommendParams, customers: &[u32], scratch: &mut Scratch) -> Vec<Recommendations> {
        let settings = Settings::new(&self.model, params);
        let known = self.model.interactions.customers();
        customers
            .iter()
            .filter(|&&customer| (customer as usize) < known)
            .map(|&customer| {
                let mut out = Recommendations { first_customer: customer, starts: vec![0], ..Recommendations::default() };
                self.recommend(&settings, customer, scratch, &mut out);
                out
            })
            .collect()
    }

    /// Whether lists may hold what the customer bought before.
    pub fn repurchase_allowed(&self) -> bool {
        self.settings.repurchase_allowed
    }

    /// The decision about repurchase in words, with the number behind it.
    pub fn repurchase_reason(&self) -> String {
        let share = self.model.interactions.repeat_share() * 100.0;
        match (self.settings.params.params().repurchase, self.settings.repurchase_allowed) {
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

    /// Scratch for [`Self::recommend_block`].
    pub fn scratch(&self) -> Scratch {
        Scratch {
            scores: self.model.scores_scratch(),
            ranked: Vec::new(),
            head: Vec::new(),
            barred: Vec::new(),
            in_category: Vec::new(),
            chosen: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Appends the lists of these customers. `out` is empty, or ends with the customer before.
    pub fn recommend_block(&self, customers: Range<u32>, scratch: &mut Scratch, out: &mut Recommendations) {
        if out.starts.is_empty() {
            out.first_customer = customers.start;
            out.starts.push(0);
        }
        for customer in customers {
            self.recommend(&self.settings, customer, scratch, out);
        }
    }

    fn recommend(&self, settings: &Settings, customer: u32, scratch: &mut Scratch, out: &mut Recommendations) {
        let is_cold = self.model.interactions.row(customer).is_empty();
        let method = settings.params.params().method;
        let rule = self.group_rule(settings, customer);
        let weights = if is_cold {
            self.score_cold_start(customer, &mut scratch.scores);
            [0.0, 0.0, 0.0, 1.0, 0.0]
        } else {
            self.model.score_by(method, customer, &mut scratch.scores);
            let of_group = rule.and_then(|at| settings.group_weights[at]).unwrap_or(settings.params.weights());
            weights(&of_group, method, scratch.scores.has_signal)
        };
        self.rank(settings, customer, &weights, scratch);
        let own_weights =
            !is_cold && method == RankingMethod::Hybrid && rule.is_some_and(|at| settings.group_weights[at].is_some());
        let filter = rule.and_then(|at| self.filter(settings.params.params().rules[at].filter, &scratch.ranked));
        if let Some(filter) = filter {
            scratch.ranked.retain(|&(_, product)| self.model.passes(filter, product));
            scratch.barred.clear();
        }
        let touched = match (is_cold, filter.is_some() || own_weights) {
            (true, _) => AppliedRule::ColdStart,
            (false, true) => AppliedRule::Group,
            (false, false) => AppliedRule::None,
        };
        Picker { model: &self.model, settings }.pick(customer, touched, filter, &weights, scratch, out);
        out.end_list(scratch.scores.has_signal, settings.params.params().n as usize);
    }

    /// Score and product of every candidate that may be shown; those barred go to a list of their own.
    fn rank(&self, settings: &Settings, customer: u32, weights: &[f64; 5], scratch: &mut Scratch) {
        scratch.ranked.clear();
        scratch.barred.clear();
        scratch.scores.weighted(weights, &mut scratch.sums);
        let candidates = scratch.sums.iter().zip(&scratch.scores.candidates).map(|(&score, &product)| (score, product));
        if settings.repurchase_allowed && settings.products.bars_nothing() {
            // Branchless compaction: every candidate is written to the next place, which moves on only past those that score. A branch
            // would be mispredicted half of the time.
            scratch.ranked.resize(scratch.sums.len(), (0.0, 0));
            let mut kept = 0;
            for candidate in candidates {
                scratch.ranked[kept] = candidate;
                kept += usize::from(candidate.0 > 0.0);
            }
            scratch.ranked.truncate(kept);
            return;
        }
        let mut bought = self.model.interactions.products_of(customer).iter().copied().peekable();
        for (score, product) in candidates {
            while bought.next_if(|&b| b < product).is_some() {}
            if !settings.repurchase_allowed && bought.peek() == Some(&product) {
                continue;
            }
            if score > 0.0 {
                match settings.products.barred(product) {
                    None => scratch.ranked.push((score, product)),
                    Some(rule) => scratch.barred.push((score, rule)),
                }
            }
        }
    }

    /// The place of the first rule for the customer's group.
    fn group_rule(&self, settings: &Settings, customer: u32) -> Option<usize> {
        let group = self.model.interactions.group(customer);
        settings.params.params().rules.iter().position(|rule| rule.group == group)
    }

    /// The filter, if it filters and leaves anything.
    fn filter(&self, filter: ProductFilter, ranked: &[(f64, u32)]) -> Option<ProductFilter> {
        let applies =
            filter != ProductFilter::Personalised && ranked.iter().any(|&(_, product)| self.model.passes(filter, product));
        applies.then_some(filter)
    }

    /// Popular products of the customer's place, else of the shop, for customers without purchases.
    fn score_cold_start(&self, customer: u32, scores: &mut Scores) {
        let (seasonal, row) = (&self.model.seasonal, &mut scores.row);
        row.clear();
        let place = self.model.place(customer);
        let (popular_here, customers_here) = seasonal.popular_at(place);
        if popular_here.is_empty() {
            for &product in seasonal.most_popular() {
                row.set(product, seasonal.popular_now(product));
            }
        } else {
            for &(product, buyers) in popular_here {
                row.set(product, f64::from(buyers) / f64::from(customers_here.max(1)));
            }
        }
        row.normalise();
        row.touched_sorted(&mut scores.candidates);
        scores.take_row(3);
    }
}

/// The weights of the strategies that have a signal.
fn weights(set: &ValidWeights, method: RankingMethod, has_signal: [bool; 5]) -> [f64; 5] {
    let even = || {
        let n = has_signal.iter().filter(|&&s| s).count().max(1) as f64;
        has_signal.map(|s| if s { 1.0 / n } else { 0.0 })
    };
    if method != RankingMethod::Hybrid {
        return even();
    }
    // If all strategies with a signal have weight 0, they count alike: the list would be empty otherwise.
    set.shared_out(has_signal).unwrap_or_else(even)
}
