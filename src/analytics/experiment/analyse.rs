//! What came of an experiment: each variant against the usual way, by several methods that must be read together.

use super::bayes::{BayesArm, Posterior, compare_posteriors, difference_interval};
use super::cuped::{Cuped, cuped};
use super::error::{ExperimentError, hold};
use super::mean::{Moments, WelchTest, welch};
use super::proportion::{Counts, ProportionTest, compare_proportions};
use super::ratio::{RatioCheck, sample_ratio};
use super::sequential::{Sequential, always_valid};
use clientele_core::statistics::holm;

/// Which way a guardrail must not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worse {
    /// More is worse: refunds, complaints.
    Higher,
    /// Less is worse.
    Lower,
}

/// A measure that must not become worse, one value for each customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Guardrail {
    /// Its name.
    pub name: String,
    /// Which way is worse.
    pub worse: Worse,
    /// The values.
    pub value: Vec<f64>,
}

/// What was observed, as columns with one row for each customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// Names of the variants, the usual way first.
    pub variants: Vec<String>,
    /// The share of customers that each was to get.
    pub planned: Vec<f64>,
    /// Variant of each customer.
    pub variant: Vec<u16>,
    /// Whether the customer ordered.
    pub converted: Vec<bool>,
    /// What the customer spent, where known.
    pub revenue: Option<Vec<f64>>,
    /// What the customer had spent before the experiment, where known.
    pub before: Option<Vec<f64>>,
    /// Measures that must not become worse.
    pub guardrails: Vec<Guardrail>,
}

/// One variant by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Its customers, and those of them who ordered.
    pub counts: Counts,
    /// The interval that holds its share with the probability asked for (Bayesian).
    pub interval: (f64, f64),
    /// Among the others.
    pub bayes: BayesArm,
    /// Spending per customer, where known.
    pub revenue: Option<Moments>,
}

/// Spending per customer of one variant against the usual way.
#[derive(Clone, Debug, PartialEq)]
pub struct RevenueComparison {
    /// Welch's test.
    pub welch: WelchTest,
    /// Its p-value after Holm's adjustment for the number of variants.
    pub adjusted_p: f64,
    /// The interval that holds at every look.
    pub sequential: Sequential,
    /// The same test with what was spent before taken out, where known.
    pub cuped: Option<WelchTest>,
}

/// One variant against the usual way.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Number of the variant, 1 and up.
    pub variant: usize,
    /// Shares that ordered.
    pub conversion: ProportionTest,
    /// The p-value of the difference after Holm's adjustment for the number of variants.
    pub adjusted_p: f64,
    /// The interval of the difference that holds at every look.
    pub sequential: Sequential,
    /// The interval that holds the difference with the probability asked for (Bayesian).
    pub credible: (f64, f64),
    /// Probability that its share is larger than that of the usual way.
    pub probability_better: f64,
    /// Spending per customer, where known.
    pub revenue: Option<RevenueComparison>,
}

/// How a guardrail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardrailVerdict {
    /// It became worse: the whole interval says so.
    Worse,
    /// It did not become worse by more than the margin: the whole interval says so.
    Holds,
    /// The data do not tell.
    Unclear,
}

/// A guardrail of one variant.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardrailResult {
    /// Its name.
    pub name: String,
    /// Number of the variant.
    pub variant: usize,
    /// Mean of the usual way.
    pub usual: f64,
    /// The difference.
    pub welch: WelchTest,
    /// How it stands.
    pub verdict: GuardrailVerdict,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Customers were not shared out as planned: nothing can be concluded.
    SharesWrong,
    /// This variant is better, and no guardrail became worse.
    Better(usize),
    /// This variant is better, but one of its guardrails became worse.
    BetterAtACost(usize),
    /// Some variant is worse, and none better.
    Worse,
    /// The data do not tell.
    Unclear,
}

/// The whole analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Probability of a false alarm that was meant.
    pub alpha: f64,
    /// Were customers shared out as planned?
    pub ratio: RatioCheck,
    /// Variants, the usual way first.
    pub arms: Vec<Arm>,
    /// Each other variant against the usual way.
    pub comparisons: Vec<Comparison>,
    /// Guardrails by variant.
    pub guardrails: Vec<GuardrailResult>,
    /// What earlier spending explained, where known.
    pub cuped: Option<Cuped>,
    /// What to do, by the share that ordered.
    pub verdict: Verdict,
}

/// A guardrail may become worse by this share of what is usual before it counts.
const GUARDRAIL_MARGIN: f64 = 0.05;

/// Analyses what was observed. `alpha` is 0.001 to 0.2; `tuned_for` customers is where the interval for every look is tightest: the planned
/// number. Rows whose variant has no name are left out.
///
/// # Errors
/// [`ExperimentError`] for an alpha out of its bounds, or fewer than two variants.
pub fn analyse(outcomes: &Outcomes, alpha: f64, tuned_for: f64) -> Result<Analysis, ExperimentError> {
    hold("alpha", alpha, 0.001, 0.2)?;
    let arms = outcomes.variants.len();
    if arms < 2 {
        return Err(ExperimentError::VariantCount { count: arms });
    }
    let confidence = 1.0 - alpha;
    let mut counts = vec![Counts::default(); arms];
    for (&variant, &converted) in outcomes.variant.iter().zip(&outcomes.converted) {
        if let Some(of) = counts.get_mut(usize::from(variant)) {
            of.n += 1;
            of.hits += u32::from(converted);
        }
    }
    let by_arm = |values: &[f64]| -> Vec<Moments> {
        let of = |arm: usize| outcomes.variant.iter().zip(values).filter(move |(v, _)| usize::from(**v) == arm).map(|(_, x)| *x);
        (0..arms).map(|arm| Moments::of(of(arm))).collect()
    };
    let revenue = outcomes.revenue.as_deref().map(by_arm);
    let cuped = match (&outcomes.revenue, &outcomes.before) {
        (Some(spent), Some(before)) => cuped(&outcomes.variant, arms, spent, before),
        _ => None,
    };
    let sizes: Vec<u32> = counts.iter().map(|c| c.n).collect();
    let ratio = sample_ratio(&sizes, &outcomes.planned);
    let posteriors: Vec<Posterior> = counts.iter().map(|&c| Posterior::of(c)).collect();
    let mut comparisons: Vec<Comparison> = (1..arms)
        .map(|arm| {
            let conversion = compare_proportions(counts[0], counts[arm], confidence);
            let n = f64::from(counts[0].n) + f64::from(counts[arm].n);
            let spread = |c: Counts| c.share() * (1.0 - c.share()) / f64::from(c.n.max(1));
            let error = (spread(counts[0]) + spread(counts[arm])).sqrt();
            let pair = compare_posteriors(&[posteriors[0], posteriors[arm]]);
            let revenue = revenue.as_ref().map(|revenue| {
                let welch_test = welch(&revenue[0], &revenue[arm], confidence);
                let error = (revenue[0].error_squared() + revenue[arm].error_squared()).sqrt();
                RevenueComparison {
                    welch: welch_test,
                    adjusted_p: welch_test.p_value,
                    sequential: always_valid(welch_test.difference, error, n, alpha, tuned_for),
                    cuped: cuped.as_ref().map(|cuped| welch(&cuped.arms[0], &cuped.arms[arm], confidence)),
                }
            });
            Comparison {
                variant: arm,
                conversion,
                adjusted_p: conversion.p_value,
                sequential: always_valid(conversion.difference, error, n, alpha, tuned_for),
                credible: difference_interval(posteriors[0], posteriors[arm], confidence),
                probability_better: pair.get(1).map_or(0.5, |arm| arm.probability_best),
                revenue,
            }
        })
        .collect();
    adjust(&mut comparisons);
    let guardrails = guardrails(outcomes, arms, confidence, by_arm);
    let verdict = verdict(&ratio, &comparisons, &guardrails, alpha);
    let arms = outcomes
        .variants
        .iter()
        .enumerate()
        .zip(compare_posteriors(&posteriors))
        .map(|((arm, name), bayes)| Arm {
            name: name.clone(),
            counts: counts[arm],
            interval: posteriors[arm].interval(confidence),
            bayes,
            revenue: revenue.as_ref().map(|revenue| revenue[arm]),
        })
        .collect();
    Ok(Analysis { alpha, ratio, arms, comparisons, guardrails, cuped, verdict })
}

/// Holm's adjustment over the variants, of orders and of spending by themselves.
fn adjust(comparisons: &mut [Comparison]) {
    let p: Vec<f64> = comparisons.iter().map(|c| c.conversion.p_value).collect();
    for (comparison, p) in comparisons.iter_mut().zip(holm(&p)) {
        comparison.adjusted_p = p;
    }
    let p: Vec<f64> = comparisons.iter().filter_map(|c| c.revenue.as_ref().map(|r| r.welch.p_value)).collect();
    for (revenue, p) in comparisons.iter_mut().filter_map(|c| c.revenue.as_mut()).zip(holm(&p)) {
        revenue.adjusted_p = p;
    }
}

fn guardrails(
    outcomes: &Outcomes,
    arms: usize,
    confidence: f64,
    by_arm: impl Fn(&[f64]) -> Vec<Moments>,
) -> Vec<GuardrailResult> {
    let mut results = Vec::new();
    for guardrail in &outcomes.guardrails {
        let moments = by_arm(&guardrail.value);
        for arm in 1..arms {
            let test = welch(&moments[0], &moments[arm], confidence);
            // Turned so that up is worse.
            let (low, high) = match guardrail.worse {
                Worse::Higher => test.interval,
                Worse::Lower => (-test.interval.1, -test.interval.0),
            };
            let same = moments[0].variance == 0.0 && moments[arm].variance == 0.0 && test.difference == 0.0;
            let verdict = if low > 0.0 {
                GuardrailVerdict::Worse
            } else if same || high <= GUARDRAIL_MARGIN * moments[0].mean.abs() {
                GuardrailVerdict::Holds
            } else {
                GuardrailVerdict::Unclear
            };
            results.push(GuardrailResult {
                name: guardrail.name.clone(),
                variant: arm,
                usual: moments[0].mean,
                welch: test,
                verdict,
            });
        }
    }
    results
}

fn verdict(ratio: &RatioCheck, comparisons: &[Comparison], guardrails: &[GuardrailResult], alpha: f64) -> Verdict {
    if ratio.is_mismatch() {
        return Verdict::SharesWrong;
    }
    let clear: Vec<&Comparison> = comparisons.iter().filter(|c| c.adjusted_p < alpha).collect();
    let best = clear
        .iter()
        .filter(|c| c.conversion.difference > 0.0)
        .max_by(|a, b| a.conversion.difference.total_cmp(&b.conversion.difference).then(b.variant.cmp(&a.variant)));
    match best {
        Some(best) => {
            let cost = guardrails.iter().any(|g| g.variant == best.variant && g.verdict == GuardrailVerdict::Worse);
            if cost { Verdict::BetterAtACost(best.variant) } else { Verdict::Better(best.variant) }
        }
        None if clear.is_empty() => Verdict::Unclear,
        None => Verdict::Worse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Customers one after another in `n` variants, the first `hits[k]` of each ordering for 10, with refunds of every so-manieth.
    fn outcomes(sizes: &[u32], hits: &[u32], refunds: &[u32]) -> Outcomes {
        let mut out = Outcomes {
            variants: (0..sizes.len()).map(|k| format!("v{k}")).collect(),
            planned: vec![1.0; sizes.len()],
            revenue: Some(Vec::new()),
            before: Some(Vec::new()),
            ..Outcomes::default()
        };
        let mut guardrail = Guardrail { name: "refunds".into(), worse: Worse::Higher, value: Vec::new() };
        for (k, &n) in sizes.iter().enumerate() {
            for i in 0..n {
                let converted = i < hits[k];
                out.variant.push(k as u16);
                out.converted.push(converted);
                if let (Some(revenue), Some(before)) = (&mut out.revenue, &mut out.before) {
                    revenue.push(if converted { 10.0 + f64::from(i % 7) } else { 0.0 });
                    before.push(f64::from(i % 7));
                }
                guardrail.value.push(f64::from(u8::from(i < refunds[k])));
            }
        }
        out.guardrails.push(guardrail);
        out
    }

    fn verdict_of(sizes: &[u32], hits: &[u32], refunds: &[u32]) -> Verdict {
        analyse(&outcomes(sizes, hits, refunds), 0.05, 4_000.0).unwrap().verdict
    }

    #[test]
    fn verdicts_follow_the_evidence() {
        assert_eq!(verdict_of(&[2000, 2000], &[200, 300], &[50, 50]), Verdict::Better(1));
        assert_eq!(verdict_of(&[2000, 2000], &[200, 300], &[20, 90]), Verdict::BetterAtACost(1));
        assert_eq!(verdict_of(&[2000, 2000], &[200, 205], &[50, 50]), Verdict::Unclear);
        assert_eq!(verdict_of(&[2000, 2000], &[300, 200], &[50, 50]), Verdict::Worse);
        assert_eq!(verdict_of(&[2200, 1800], &[200, 300], &[50, 50]), Verdict::SharesWrong);
        assert_eq!(verdict_of(&[2000, 2000, 2000], &[200, 290, 300], &[50, 50, 50]), Verdict::Better(2));
    }

    #[test]
    fn several_variants_are_held_to_a_stricter_measure() {
        let two = analyse(&outcomes(&[2000, 2000], &[200, 245], &[0, 0]), 0.05, 4_000.0).unwrap();
        let many = analyse(&outcomes(&[2000; 4], &[200, 245, 200, 201], &[0; 4]), 0.05, 8_000.0).unwrap();
        assert_eq!(two.comparisons[0].conversion, many.comparisons[0].conversion);
        assert_eq!((two.verdict, many.verdict), (Verdict::Better(1), Verdict::Unclear));
        assert!((many.comparisons[0].adjusted_p - 3.0 * two.comparisons[0].adjusted_p).abs() < 1e-15);
        assert!(two.guardrails[0].verdict == GuardrailVerdict::Holds, "nothing was ever refunded");
        let best: f64 = many.arms.iter().map(|arm| arm.bayes.probability_best).sum();
        assert!((best - 1.0).abs() < 1e-9);
    }

    #[test]
    fn bad_input_is_refused_and_empty_variants_are_no_panic() {
        let two = outcomes(&[10, 10], &[1, 2], &[0, 0]);
        assert!(analyse(&two, 0.5, 100.0).is_err());
        assert!(analyse(&Outcomes { variants: vec!["a".into()], ..two.clone() }, 0.05, 100.0).is_err());
        let empty = analyse(&outcomes(&[0, 0], &[0, 0], &[0, 0]), 0.05, 100.0).unwrap();
        assert_eq!(empty.verdict, Verdict::Unclear);
        let odd = Outcomes { variant: vec![7; 20], ..two };
        assert_eq!(analyse(&odd, 0.05, 100.0).unwrap().arms[0].counts.n, 0);
    }
}
