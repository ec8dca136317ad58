//! The last step of a list: of the ranked products those that go on it, by pins, variety, quotas and least confidence; and the rule applied to
//! each.

use crate::recommend::explain::confidence::{self, Factors};
use crate::recommend::explain::evidence::evidence_for;
use crate::recommend::model::{Model, sum};
use crate::recommend::select::lists::{ColdStart, NEW_PRODUCT_BUYERS, Recommendations};
use crate::recommend::select::settings::{Chosen, Scratch, Settings};
use crate::recommend::{AppliedRule, ProductFilter};
use clientele_core::domain::{NO_CATEGORY, ProductIx};

/// Candidates that variety is sought among: so many per place on the list, at least [`FEWEST_LOOKED_AT`].
const LOOKED_AT: usize = 8;
/// See [`LOOKED_AT`].
const FEWEST_LOOKED_AT: usize = 32;

/// Up to so many of the best are kept in order while all are looked at.
const FEW: usize = 24;

/// Where the best are of full categories, so often is the best of another sought among all before all are sorted.
const SEARCHES: usize = 4;

fn best_first(a: &(f64, u32), b: &(f64, u32)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// The best `keep` of the ranked, best first, in place of what `out` holds. Few of many are better than all before them, so most cost
/// one comparison.
fn best_of(ranked: &[(f64, u32)], keep: usize, out: &mut Vec<(f64, u32)>) {
    out.clear();
    if keep > FEW {
        out.extend_from_slice(ranked);
        if keep < out.len() {
            out.select_nth_unstable_by(keep, best_first);
            out.truncate(keep);
        }
        out.sort_unstable_by(best_first);
        return;
    }
    let mut least = f64::NEG_INFINITY;
    for entry in ranked {
        if entry.0 < least {
            continue;
        }
        let at = out.iter().rposition(|kept| best_first(kept, entry).is_lt()).map_or(0, |before| before + 1);
        if at < keep {
            if out.len() == keep {
                out.pop();
            }
            out.insert(at, *entry);
            if out.len() == keep {
                least = out[keep - 1].0;
            }
        }
    }
}

/// Picks from what is ranked, with the settings of one call.
pub(crate) struct Picker<'a> {
    pub(crate) model: &'a Model,
    pub(crate) settings: &'a Settings,
}

impl Picker<'_> {
    /// Takes pins, then from the best down (with variety: the best after what it loses for being like those taken), but not more of a
    /// category than allowed and nothing below the least confidence.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn pick(
        &self,
        customer: u32,
        touched: AppliedRule,
        filter: Option<ProductFilter>,
        weights: &[f64; 5],
        scratch: &mut Scratch,
        out: &mut Recommendations,
    ) {
        let params = self.settings.params.params();
        let wanted = params.n as usize;
        scratch.in_category.clear();
        scratch.chosen.clear();
        for &product in self.settings.products.pinned() {
            let fits = filter.is_none_or(|filter| self.model.passes(filter, product))
                && self.may_have(customer, product)
                && self.has_place(scratch, product);
            if fits
                && scratch.chosen.len() < wanted
                && let Some(chosen) = self.chosen(customer, product, weights, AppliedRule::Pinned, 0.0, scratch)
            {
                self.take(chosen, scratch);
            }
        }
        let pinned = scratch.chosen.len();
        if pinned > 0 {
            let pins: Vec<u32> = scratch.chosen.iter().map(|chosen| chosen.product).collect();
            scratch.ranked.retain(|(_, product)| !pins.contains(product));
        }
        if params.diversity > 0.0 {
            best_of(&scratch.ranked, (wanted * LOOKED_AT).max(FEWEST_LOOKED_AT), &mut scratch.head);
            self.pick_varied(customer, touched, weights, wanted, scratch);
        } else {
            // More than these are rarely needed.
            best_of(&scratch.ranked, 2 * wanted, &mut scratch.head);
            self.pick_best(customer, touched, weights, wanted, scratch);
        }
        // Pins first, the rest by score: variety decides which products are on the list, not their order.
        let by_score = |a: &Chosen, b: &Chosen| b.score.total_cmp(&a.score).then(a.product.cmp(&b.product));
        scratch.chosen[pinned..].sort_by(by_score);
        for (rank, chosen) in scratch.chosen.drain(..).enumerate() {
            let is_new = self.model.interactions.buyers(chosen.product) < NEW_PRODUCT_BUYERS;
            out.product.push(ProductIx(chosen.product));
            out.score.push(chosen.score);
            out.confidence.push(chosen.confidence);
            out.parts.push(chosen.parts);
            out.rule.push(chosen.rule);
            out.evidence.push(chosen.evidence);
            out.factors.push(Factors { rank: rank as u32, ..chosen.factors });
            out.cold_start.push(match (touched == AppliedRule::ColdStart, is_new) {
                (true, _) => ColdStart::Customer,
                (false, true) => ColdStart::Product,
                (false, false) => ColdStart::No,
            });
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn pick_best(&self, customer: u32, touched: AppliedRule, weights: &[f64; 5], wanted: usize, scratch: &mut Scratch) {
        let (mut skipped, mut at, mut searches) = (false, 0, 0);
        let mut last = (f64::INFINITY, 0);
        while scratch.chosen.len() < wanted {
            if let Some(&entry) = scratch.head.get(at) {
                (at, last) = (at + 1, entry);
                if !self.has_place(scratch, entry.1) {
                    skipped = true;
                    continue;
                }
            } else if scratch.head.len() == scratch.ranked.len() {
                break;
            } else if searches < SEARCHES {
                searches += 1;
                let (next, turned_away) = self.next_with_place(scratch, &last);
                let Some(next) = next else { break };
                skipped |= turned_away;
                last = next;
            } else {
                scratch.ranked.sort_unstable_by(best_first);
                scratch.head.clone_from(&scratch.ranked);
                at = scratch.head.partition_point(|entry| best_first(entry, &last).is_le());
                continue;
            }
            let (score, product) = last;
            let rule = self.touched_by(touched, skipped, score, wanted, scratch);
            let least = self.settings.params.params().min_confidence;
            if let Some(chosen) = self.chosen(customer, product, weights, rule, least, scratch) {
                self.take(chosen, scratch);
            }
        }
    }

    /// The best of the ranked behind `last` whose category has a place left, and whether better ones behind it have none.
    fn next_with_place(&self, scratch: &Scratch, last: &(f64, u32)) -> (Option<(f64, u32)>, bool) {
        let [mut fits, mut full]: [Option<(f64, u32)>; 2] = [None, None];
        for entry in scratch.ranked.iter().filter(|entry| best_first(last, entry).is_lt()) {
            let best = if self.has_place(scratch, entry.1) { &mut fits } else { &mut full };
            if best.is_none_or(|best| best_first(entry, &best).is_lt()) {
                *best = Some(*entry);
            }
        }
        (fits, full.is_some_and(|full| fits.is_none_or(|fits| best_first(&full, &fits).is_lt())))
    }

    /// Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998) among the best.
    #[allow(clippy::too_many_arguments)]
    fn pick_varied(&self, customer: u32, touched: AppliedRule, weights: &[f64; 5], wanted: usize, scratch: &mut Scratch) {
        let diversity = self.settings.params.params().diversity;
        let mut pool: Vec<(f64, u32, usize)> =
            scratch.head.iter().enumerate().map(|(rank, &(score, product))| (score, product, rank)).collect();
        let greatest = pool.first().map_or(1.0, |best| best.0);
        while scratch.chosen.len() < wanted {
            let worth = |&(score, product, _): &(f64, u32, usize)| {
                let alike = scratch.chosen.iter().map(|c| self.model.content.similarity(c.product, product)).fold(0.0, f64::max);
                (1.0 - diversity) * score / greatest - diversity * alike
            };
            let mut best: Option<(f64, usize)> = None;
            for (at, entry) in pool.iter().enumerate() {
                let worth = worth(entry);
                if best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, at));
                }
            }
            let Some((_, at)) = best else { break };
            let (score, product, rank) = pool.remove(at);
            if !self.has_place(scratch, product) {
                continue;
            }
            let rule = self.touched_by(touched, rank >= wanted, score, wanted, scratch);
            let least = self.settings.params.params().min_confidence;
            if let Some(chosen) = self.chosen(customer, product, weights, rule, least, scratch) {
                self.take(chosen, scratch);
            }
        }
    }

    /// The rule that brought a product to the list: one about all of the list first; then variety; then what is barred above it.
    fn touched_by(&self, touched: AppliedRule, by_variety: bool, score: f64, wanted: usize, scratch: &Scratch) -> AppliedRule {
        if touched != AppliedRule::None {
            return touched;
        }
        if by_variety {
            return AppliedRule::Diversity;
        }
        let mut above = scratch.barred.iter().filter(|(barred, _)| *barred > score);
        let first = above.next();
        match first {
            Some(&(_, rule)) if scratch.chosen.len() + 1 + above.count() >= wanted => rule,
            _ => AppliedRule::None,
        }
    }

    /// Whether a customer may be shown a product, by repurchase and the rules about single products.
    fn may_have(&self, customer: u32, product: u32) -> bool {
        self.model.is_goods(product)
            && self.settings.products.barred(product).is_none()
            && (self.settings.repurchase_allowed || self.model.interactions.find(customer, product).is_none())
    }

    fn has_place(&self, scratch: &Scratch, product: u32) -> bool {
        let category = self.model.content.category(product);
        match self.settings.params.params().max_per_category {
            Some(most) if category != NO_CATEGORY => {
                scratch.in_category.iter().filter(|&&c| c == category).count() < most as usize
            }
            _ => true,
        }
    }

    fn take(&self, chosen: Chosen, scratch: &mut Scratch) {
        scratch.in_category.push(self.model.content.category(chosen.product));
        scratch.chosen.push(chosen);
    }

    /// A product with all that the list tells about it; `None` below the least confidence.
    #[allow(clippy::too_many_arguments)]
    fn chosen(
        &self,
        customer: u32,
        product: u32,
        weights: &[f64; 5],
        rule: AppliedRule,
        least_confidence: f64,
        scratch: &Scratch,
    ) -> Option<Chosen> {
        let scores = scratch.scores.of(product);
        // The weights as set: where a strategy has no signal, its weight goes to the others, which must not count as their agreement.
        let as_set = self.settings.params.weights().as_array();
        let interactions = &self.model.interactions;
        let row = interactions.row(customer);
        let parts: [f64; 5] = std::array::from_fn(|s| weights[s] * scores[s]);
        let method = self.settings.params.params().method;
        let evidence = evidence_for(self.model, method, customer, product, &parts, &scratch.scores);
        let mut factors = Factors {
            agreement: (0..5).filter(|&s| scores[s] >= confidence::AGREES_FROM).map(|s| as_set[s]).sum(),
            evidence: evidence.observations(),
            purchases: row.len() as u32,
            strength: (0..5).map(|s| as_set[s] * scores[s]).sum(),
            times: 0,
            since_days: u32::MAX,
            activity: 0.0,
            popularity: self.model.seasonal.popular_now(product),
            rank: 0,
        };
        let confidence = factors.confidence();
        if confidence < least_confidence {
            return None;
        }
        let last_day = row.map(|entry| interactions.purchase(entry).last_day).max();
        factors.times = interactions.find(customer, product).map_or(0, |purchase| purchase.times);
        factors.since_days = last_day.map_or(u32::MAX, |day| self.model.seasonal.days_since(day));
        factors.activity = interactions.weights_of(customer).iter().map(|&weight| f64::from(weight)).sum();
        Some(Chosen { product, score: sum(&parts), parts, rule, evidence, factors, confidence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_are_the_first_of_all_sorted(scores in prop::collection::vec(0_u32..20, 0..60), keep in 0_usize..2 * FEW) {
            let ranked: Vec<(f64, u32)> = scores.iter().zip(0..).map(|(&score, product)| (f64::from(score), product)).collect();
            let mut sorted = ranked.clone();
            sorted.sort_by(best_first);
            sorted.truncate(keep);
            let mut best = vec![(1.0, 1)];
            best_of(&ranked, keep, &mut best);
            prop_assert_eq!(best, sorted);
        }
    }
}
