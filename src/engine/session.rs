//! The results of a run: what succeeded, and for the rest the reason why it is missing.

use super::as_of::{analysis_day, group_labels, observation_end, rules_until};
use super::cached::Cached;
use super::results::{EvaluationResult, RecommendationResult, Replayed};
use super::{Config, Contents};
use clientele_analytics::basket::{AssociationRules, RuleMiner};
use clientele_analytics::cluster::Clustering;
use clientele_analytics::recommend::{Calibration, EvaluationReport, Impact, Task, TuneReport, ValidImpactParams};
use clientele_analytics::segment::{Cohorts, InterpurchaseTimes, Movement, Rfm};
use clientele_analytics::value::Valuation;
use clientele_core::domain::{CustomerIx, Dataset, Day, ErrorView, Money, OrderIx};
use clientele_core::run::{Stage, StageOutcome};
use clientele_ingest::Imported;
use rustc_hash::FxHasher;
use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Days that movement looks back unless others are asked for.
const MOVEMENT_DAYS: i32 = 90;

/// What a run has come to. Stages that failed have no result; the others' stand.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) config: Config,
    pub(super) data: Cached<Imported>,
    pub(super) contents: Option<Contents>,
    pub(super) rfm: Option<Cached<Rfm>>,
    pub(super) value: Option<Cached<Valuation>>,
    pub(super) clustering: Option<Cached<Clustering>>,
    pub(super) rules: Option<Cached<AssociationRules>>,
    pub(super) recommendations: Option<Cached<RecommendationResult>>,
    pub(super) evaluation: Option<Cached<EvaluationResult>>,
    pub(super) stages: Vec<(Stage, StageOutcome)>,
    pub(super) on_demand: OnDemand,
    /// What a selection is about; all of the data where there is none.
    pub(super) selected: Option<Rc<Selected>>,
}

/// What a selection is about.
#[derive(Debug)]
pub(super) struct Selected {
    /// The lines that pass.
    dataset: Dataset,
    /// One flag a customer: whether they pass.
    members: Vec<bool>,
    /// One flag an order of the whole data: whether it has a line that passes.
    orders: Vec<bool>,
    /// The same of the orders without a customer.
    anonymous_orders: Vec<bool>,
}

/// Which customers and which sales a part of a result is about.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// One flag a customer.
    pub members: Vec<bool>,
    /// One flag an order line of customers.
    pub lines: Vec<bool>,
    /// One flag a line of the sales without a customer; shorter: none of the others.
    pub anonymous_lines: Vec<bool>,
}

/// A hash of the inputs, and what came of them.
type Remembered = (u64, Rc<dyn Any>);

/// What is computed when it is asked for, and kept for the next question. None of it is a stage: each takes some tens of
/// milliseconds for 100,000 customers, which is less than a run may keep anybody waiting, and movement depends on days that the
/// reader chooses after the run. A page asks for the same thing several times (figures, chart, list, file): hence the memory.
#[derive(Clone, Debug, Default)]
pub(super) struct OnDemand {
    cohorts: OnceCell<Rc<Cohorts>>,
    interpurchase: OnceCell<Rc<InterpurchaseTimes>>,
    /// Of all customers, the latest pair of days only; a selection has that of the result that it is a part of.
    movement: Rc<RefCell<Option<Rc<Movement>>>>,
    /// The same of a selection's customers.
    part_movement: RefCell<Option<Rc<Movement>>>,
    /// Of a selection's orders, or why there are none.
    part_rules: OnceCell<Result<Rc<AssociationRules>, ErrorView>>,
    /// The lists of a selection's customers.
    part_lists: OnceCell<Rc<RecommendationResult>>,
    /// The latest selection only, with what it was asked by.
    selection: RefCell<Option<(String, Rc<Session>)>>,
    /// What pages have asked for, each with a hash of its inputs; the latest of each place.
    remembered: RefCell<BTreeMap<String, Remembered>>,
    /// What tuning on these data found last.
    pub(super) tuning: RefCell<Option<Rc<TuneReport>>>,
    /// The latest replay of other settings.
    pub(super) replayed: RefCell<Option<Rc<Replayed>>>,
}

impl OnDemand {
    /// Nothing but what an earlier tuning of the same data found.
    pub(super) fn with_tuning(tuning: Option<Rc<TuneReport>>) -> Self {
        Self { tuning: RefCell::new(tuning), ..Self::default() }
    }
}

/// The movement kept, if it is between these days; else what `make` makes, which is kept instead.
fn latest(
    kept: &RefCell<Option<Rc<Movement>>>,
    days: (Day, Day),
    make: impl FnOnce() -> Result<Movement, ErrorView>,
) -> Result<Rc<Movement>, ErrorView> {
    if let Some(known) = kept.borrow().as_ref().filter(|m| (m.from_day, m.to_day) == days) {
        return Ok(Rc::clone(known));
    }
    let found = Rc::new(make()?);
    *kept.borrow_mut() = Some(Rc::clone(&found));
    Ok(found)
}

impl Session {
    /// The settings of the run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What the files are that it was made from; `None` for a generated shop.
    pub fn contents(&self) -> Option<&Contents> {
        self.contents.as_ref()
    }

    /// The analysed data with the report on the files.
    pub fn imported(&self) -> &Imported {
        &self.data.value
    }

    /// The analysed data; of a selection, its lines.
    pub fn dataset(&self) -> &Dataset {
        self.selected.as_deref().map_or(&self.data.value.dataset, |selected| &selected.dataset)
    }

    /// The analysed data of everybody, of a selection too: what is told of its customers may need all that they did.
    pub fn whole_dataset(&self) -> &Dataset {
        &self.data.value.dataset
    }

    /// Whether a customer is one of those that this is about.
    pub fn is_member(&self, customer: CustomerIx) -> bool {
        self.selected.as_deref().is_none_or(|selected| selected.members.get(customer.ix()).copied().unwrap_or(false))
    }

    /// Whether this is some customers' part of a result only.
    pub fn is_selection(&self) -> bool {
        self.selected.is_some()
    }

    /// The part of the result that is about some customers, some of their order lines and some sales without a customer: figures are counted anew; scores, segments, clusters and forecasts stay those that the customers have among all. What cannot be
    /// told of a part (the test of the lists) stays that of all.
    #[must_use]
    pub fn select(&self, choice: &Choice) -> Session {
        let (whole, members) = (self.whole_dataset(), choice.members.as_slice());
        let passes = |line: usize| choice.lines.get(line).copied().unwrap_or(false);
        let anonymous_passes = |line: usize| choice.anonymous_lines.get(line).copied().unwrap_or(false);
        let dataset = whole.with_sales(passes, anonymous_passes);
        let orders = (0..whole.orders().ids.len()).map(|order| whole.lines_of(OrderIx::new(order)).any(passes)).collect();
        let anonymous = whole.anonymous();
        let anonymous_orders =
            (0..anonymous.orders().day.len()).map(|order| anonymous.lines_of(order).any(anonymous_passes)).collect();
        fn of<T, U>(keyed: &Option<Cached<T>>, select: impl Fn(&T) -> U) -> Option<Cached<U>> {
            keyed.as_ref().map(|keyed| Cached { key: keyed.key.clone(), value: Rc::new(select(&keyed.value)) })
        }
        let rfm = self.rfm.as_ref().map(|keyed| Rc::clone(&keyed.value));
        Session {
            rfm: of(&self.rfm, |rfm| rfm.of_customers(members)),
            value: of(&self.value, |value| value.of_customers(members)),
            clustering: rfm.and_then(|rfm| of(&self.clustering, |clustering| clustering.of_customers(&rfm, members))),
            selected: Some(Rc::new(Selected { dataset, members: members.to_vec(), orders, anonymous_orders })),
            on_demand: OnDemand { movement: Rc::clone(&self.on_demand.movement), ..OnDemand::default() },
            ..self.clone()
        }
    }

    /// RFM scores and segments.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn rfm(&self) -> Result<&Rfm, ErrorView> {
        self.rfm.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Rfm))
    }

    /// What customers are likely to be worth.
    ///
    /// # Errors
    /// Why it is missing.
    pub fn value(&self) -> Result<&Valuation, ErrorView> {
        self.value.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Value))
    }

    /// Whether anything that customers bought has a price. Without prices all amounts are nought, and amounts forecast from them mean nothing.
    pub fn has_prices(&self) -> bool {
        self.dataset().revenue() != Money::ZERO
    }

    /// The last day that customers were watched.
    ///
    /// # Errors
    /// Why there are no scores, which tell the day.
    pub fn observation_end(&self) -> Result<Day, ErrorView> {
        Ok(observation_end(&self.data.value.dataset, self.rfm()?))
    }

    /// Customers by the month of their first order; computed when first asked for.
    ///
    /// # Errors
    /// Why there are no scores, which tell the last day.
    pub fn cohorts(&self) -> Result<Rc<Cohorts>, ErrorView> {
        let last = self.observation_end()?;
        Ok(Rc::clone(self.on_demand.cohorts.get_or_init(|| Rc::new(Cohorts::of(self.dataset(), last)))))
    }

    /// Time between orders, and when each customer's next is due; computed when first asked for.
    ///
    /// # Errors
    /// Why there are no scores, which tell the last day.
    pub fn interpurchase_times(&self) -> Result<Rc<InterpurchaseTimes>, ErrorView> {
        let last = self.observation_end()?;
        Ok(Rc::clone(self.on_demand.interpurchase.get_or_init(|| Rc::new(InterpurchaseTimes::of(self.dataset(), last)))))
    }

    /// The days between which movement is shown unless others are asked for: 90 days before the last watched day, or the
    /// middle of a shorter history, to that last day.
    ///
    /// # Errors
    /// Why there are no scores, which tell the last day.
    pub fn movement_days(&self) -> Result<(Day, Day), ErrorView> {
        let last = self.observation_end()?;
        let first = self.data.value.dataset.period().map_or(last, |(first, _)| first.min(last));
        let usual = Day(last.0.saturating_sub(MOVEMENT_DAYS));
        Ok((if usual < first { Day(first.0 + (last.0 - first.0) / 2) } else { usual }, last))
    }

    /// Who moved between segments from one day to a later one; computed when asked for, the latest pair of days is kept. Scores are
    /// those among all customers, of a selection too: a part scored by itself would have others.
    ///
    /// # Errors
    /// When a day has no orders before it, or the days are not in order.
    pub fn movement(&self, from: Day, to: Day) -> Result<Rc<Movement>, ErrorView> {
        let Some(selected) = &self.selected else { return self.movement_of_all(from, to) };
        latest(&self.on_demand.part_movement, (from, to), || Ok(self.movement_of_all(from, to)?.of_customers(&selected.members)))
    }

    fn movement_of_all(&self, from: Day, to: Day) -> Result<Rc<Movement>, ErrorView> {
        latest(&self.on_demand.movement, (from, to), || {
            let params = self.config.rfm.check().map_err(|e| ErrorView::of(&e))?;
            Movement::between(self.whole_dataset(), &params, from, to).map_err(|e| ErrorView::of(&e))
        })
    }

    /// The [part of the result](Self::select) that `key` names: the latest is kept, because a page asks for it several times.
    pub fn selection(&self, key: &str, choose: impl FnOnce() -> Choice) -> Rc<Session> {
        if let Some((_, known)) = self.on_demand.selection.borrow().as_ref().filter(|(known, _)| known == key) {
            return Rc::clone(known);
        }
        let part = Rc::new(self.select(&choose()));
        *self.on_demand.selection.borrow_mut() = Some((key.to_owned(), Rc::clone(&part)));
        part
    }

    /// What `make` works out from this result and `inputs`, taken from memory when the latest of `place` had the same inputs.
    pub fn remembered<T: 'static>(&self, place: &str, inputs: &impl Hash, make: impl FnOnce() -> T) -> Rc<T> {
        let mut hasher = FxHasher::default();
        inputs.hash(&mut hasher);
        let key = hasher.finish();
        let known = self.on_demand.remembered.borrow().get(place).filter(|(of, _)| *of == key).map(|(_, found)| Rc::clone(found));
        if let Some(known) = known.and_then(|known| known.downcast().ok()) {
            return known;
        }
        let found = Rc::new(make());
        let kept: Rc<dyn Any> = Rc::<T>::clone(&found);
        self.on_demand.remembered.borrow_mut().insert(place.to_owned(), (key, kept));
        found
    }

    /// Clusters.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn clustering(&self) -> Result<&Clustering, ErrorView> {
        self.clustering.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Cluster))
    }

    /// What is bought together. Of a selection it is counted anew when first asked for, with the settings of the run: in the whole
    /// baskets that have a line which passes, as nothing is together with anything in a basket that was cut to one product.
    ///
    /// # Errors
    /// Why it is missing, or why a selection has none.
    pub fn rules(&self) -> Result<&AssociationRules, ErrorView> {
        let of_all = self.rules.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Basket))?;
        let Some(selected) = &self.selected else { return Ok(of_all) };
        let of_part = self.on_demand.part_rules.get_or_init(|| self.rules_of(selected).map(Rc::new));
        of_part.as_ref().map(Rc::as_ref).map_err(Clone::clone)
    }

    fn rules_of(&self, selected: &Selected) -> Result<AssociationRules, ErrorView> {
        let params = self.config.basket.check().map_err(|e| ErrorView::of(&e))?;
        let until = rules_until(analysis_day(self.whole_dataset(), self.rfm().ok()));
        let passes = |order: usize| selected.orders.get(order).copied().unwrap_or(false);
        let anonymous_passes = |order: usize| selected.anonymous_orders.get(order).copied().unwrap_or(false);
        let miner = RuleMiner::of_sales(self.whole_dataset(), until, &params, passes, anonymous_passes);
        miner
            .map(RuleMiner::finish)
            .map_err(|error| ErrorView { suggestion: "Remove one of the filter's conditions.".into(), ..ErrorView::of(&error) })
    }

    /// Recommendations; of a selection the same lists, of its customers only.
    ///
    /// # Errors
    /// Why they are missing.
    pub fn recommendations(&self) -> Result<&RecommendationResult, ErrorView> {
        let of_all = self.recommendations.as_ref().map(|k| k.value.as_ref()).ok_or_else(|| self.missing(Stage::Recommend))?;
        let Some(selected) = &self.selected else { return Ok(of_all) };
        Ok(self.on_demand.part_lists.get_or_init(|| {
            let wanted = of_all.recommender.params().params().n as usize;
            Rc::new(RecommendationResult {
                model_key: of_all.model_key.clone(),
                recommender: of_all.recommender.clone(),
                lists: of_all.lists.of_customers(&selected.members, wanted),
            })
        }))
    }

    /// The test of the recommendations on the shop's past.
    ///
    /// # Errors
    /// Why it is missing.
    pub fn evaluation(&self) -> Result<&EvaluationReport, ErrorView> {
        self.evaluation.as_ref().map(|k| &k.value.report).ok_or_else(|| self.missing(Stage::Evaluate))
    }

    /// The chance that a recommendation is bought, where the shop's past is long enough to fit and test it.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.evaluation.as_ref()?.value.calibration.as_ref()
    }

    /// What the recommendations may be worth, by segment (labels are places in the segments of [`Self::rfm`]); `None` without
    /// prices, lists or a [calibration](Self::calibration).
    pub fn impact(&self, params: &ValidImpactParams) -> Option<Impact> {
        if !self.has_prices() {
            return None;
        }
        let lists = &self.recommendations().ok()?.lists;
        let groups = self.rfm().map(|rfm| group_labels(self.dataset(), rfm)).unwrap_or_default();
        Some(Impact::of(self.whole_dataset(), lists, &groups, self.calibration()?, params))
    }

    /// What the lists are for: where bought products may not come again, only new ones count in their test.
    pub fn tested_task(&self) -> Task {
        match self.recommendations() {
            Ok(result) if !result.recommender.repurchase_allowed() => Task::New,
            _ => Task::All,
        }
    }

    /// How each stage ended, in order.
    pub fn stages(&self) -> &[(Stage, StageOutcome)] {
        &self.stages
    }

    /// Why a stage has no result.
    fn missing(&self, stage: Stage) -> ErrorView {
        let outcome = self.stages.iter().find(|(s, _)| *s == stage).map(|(_, outcome)| outcome);
        match outcome {
            Some(StageOutcome::Failed(error) | StageOutcome::Unavailable(error)) => error.clone(),
            Some(StageOutcome::Skipped { needs }) => self.missing(*needs),
            _ => ErrorView {
                code: "stage-not-run".into(),
                message: format!("The stage '{}' has no result yet", stage.name()),
                place: None,
                suggestion: "Run the analysis again.".into(),
            },
        }
    }
}
