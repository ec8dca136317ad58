//! Questions about the offers of a finished session: lists with other settings, the effect of each rule, a customer's preferences.

use super::Session;
use super::results::{Replayed, RuleEffect};
use clientele_analytics::recommend::{
    AppliedRule, CustomerFeatures, RecommendParams, Recommendations, TuneReport, ValidRecommendParams,
};
use clientele_core::domain::{CustomerIx, Day, ErrorView};
use std::rc::Rc;

/// Time between orders where nobody ordered twice, days: for the stage of customers who ordered once.
const USUAL_GAP_DAYS: f64 = 60.0;

impl Session {
    /// Checked settings with the rules for segments made rules for this session's groups.
    ///
    /// # Errors
    /// The first setting that is out of its bounds.
    pub fn offer_params(&self, params: &RecommendParams) -> Result<ValidRecommendParams, ErrorView> {
        let valid = params.clone().check().map_err(|e| ErrorView::of(&e))?;
        Ok(valid.for_groups(&self.segment_names()))
    }

    /// Names of the segments by label; none without scores.
    pub fn segment_names(&self) -> Vec<&str> {
        self.rfm().map(|rfm| rfm.segments.iter().map(|s| s.name.as_str()).collect()).unwrap_or_default()
    }

    /// Why there is no estimate of what the offers may be worth.
    pub fn no_impact(&self) -> ErrorView {
        if let Err(error) = self.recommendations().and(self.evaluation()) {
            return error;
        }
        let message = if self.has_prices() {
            "The shop's past is too short to tell how likely a purchase is"
        } else {
            "These files have no prices, so nothing can be said about revenue"
        };
        ErrorView {
            code: "no-impact".into(),
            message: message.into(),
            place: None,
            suggestion: "Load a longer period, or files with prices.".into(),
        }
    }

    /// The lists that some customers would get with other settings, each as a table of its own. Weights, method, length, least
    /// confidence, repurchase, variety and rules count; settings that need another model do not.
    ///
    /// # Errors
    /// The first setting that is out of its bounds, or why there are no recommendations.
    pub fn preview_offers(&self, params: &RecommendParams, customers: &[CustomerIx]) -> Result<Vec<Recommendations>, ErrorView> {
        let recommender = &self.recommendations()?.recommender;
        let rows: Vec<u32> = customers.iter().map(|customer| customer.0).collect();
        Ok(recommender.preview(self.offer_params(params)?, &rows, &mut recommender.scratch()))
    }

    /// How many of the offers each rule touched, those first that touched most; offers by score alone are not among them.
    ///
    /// # Errors
    /// Why there are no recommendations.
    pub fn rule_effects(&self) -> Result<Vec<RuleEffect>, ErrorView> {
        let lists = &self.recommendations()?.lists;
        let effect = |rule: AppliedRule| {
            let of = |customer: u32| lists.of(customer).filter(|&row| lists.rule[row] == rule).count() as u64;
            let last = lists.first_customer + lists.customers() as u32;
            let touched = (lists.first_customer..last).map(of).filter(|&n| n > 0);
            touched.fold(RuleEffect { rule, offers: 0, customers: 0 }, |sum, n| RuleEffect {
                offers: sum.offers + n,
                customers: sum.customers + 1,
                ..sum
            })
        };
        let mut effects: Vec<RuleEffect> =
            AppliedRule::ALL.into_iter().filter(|rule| *rule != AppliedRule::None).map(effect).filter(|e| e.offers > 0).collect();
        effects.sort_by_key(|e| std::cmp::Reverse(e.offers));
        Ok(effects)
    }

    /// What a customer likes and where they stand.
    ///
    /// # Errors
    /// Why there are no recommendations, or no scores, which tell the day.
    pub fn features(&self, customer: CustomerIx) -> Result<CustomerFeatures, ErrorView> {
        let model = self.recommendations()?.recommender.model();
        let as_of = self.observation_end()?;
        let until = Day(as_of.0.saturating_add(1));
        let usual = self.usual_gap_days()?;
        Ok(CustomerFeatures::of(self.dataset(), model, customer.0, Some(until), as_of, usual))
    }

    /// The shop's usual days between two orders of a customer.
    ///
    /// # Errors
    /// Why there are no scores, which tell the last day.
    pub fn usual_gap_days(&self) -> Result<f64, ErrorView> {
        Ok(self.interpurchase_times()?.shop.as_ref().map_or(USUAL_GAP_DAYS, |shop| shop.median_customer_days))
    }

    /// The latest replay of other settings, if one was asked for.
    pub fn replayed(&self) -> Option<Rc<Replayed>> {
        self.on_demand.replayed.borrow().clone()
    }

    /// Keeps a replay, for the page to show.
    pub fn keep_replay(&self, replayed: Replayed) {
        *self.on_demand.replayed.borrow_mut() = Some(Rc::new(replayed));
    }

    /// What tuning on these data found last, if it was asked for.
    pub fn tuning(&self) -> Option<Rc<TuneReport>> {
        self.on_demand.tuning.borrow().clone()
    }

    /// Keeps what tuning found, for the page to show.
    pub fn keep_tuning(&self, report: TuneReport) {
        *self.on_demand.tuning.borrow_mut() = Some(Rc::new(report));
    }
}
