//! Analysis of an experiment's outcomes: each variant against the control by frequentist, sequential and Bayesian methods, with guardrails
//! and a verdict.
//!
//! p-values are adjusted by Holm's method. The *family* is the variants: all comparisons with the control in one measure. Conversion
//! (the primary measure, on which the verdict rests), revenue, revenue with CUPED and each guardrail are a family each. Intervals are
//! of one comparison each.

use super::bayes::{BayesArm, Posterior, compare_posteriors, difference_interval};
use super::cuped::{Cuped, cuped};
use super::error::{ExperimentError, ensure_in_range};
use super::mean::{Moments, WelchTest, welch};
use super::proportion::{ConversionCounts, ProportionTest, compare_proportions};
use super::sequential::{SeenGroup, Sequential, always_valid};
use super::srm::{SrmCheck, srm_check};
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
    /// Names of the variants, the control first.
    pub variants: Vec<String>,
    /// The share of customers that each was to get.
    pub planned: Vec<f64>,
    /// Variant of each customer.
    pub variant: Vec<u16>,
    /// Whether the customer ordered.
    pub converted: Vec<bool>,
    /// What the customer spent, where known.
    pub revenue: Option<Vec<f64>>,
    /// What the customer had spent before the experiment, where known: the covariate of CUPED.
    pub pre_experiment: Option<Vec<f64>>,
    /// Measures that must not become worse.
    pub guardrails: Vec<Guardrail>,
}

/// One variant by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Its customers, and those of them who ordered.
    pub counts: ConversionCounts,
    /// The credible interval of its conversion rate.
    pub credible: (f64, f64),
    /// Among the others.
    pub bayes: BayesArm,
    /// Spending per customer, where known.
    pub revenue: Option<Moments>,
}

/// Revenue per customer of one variant against the control, with CUPED.
#[derive(Clone, Debug, PartialEq)]
pub struct CupedComparison {
    /// Welch's test of the adjusted revenue.
    pub welch: WelchTest,
    /// Its p-value after Holm's adjustment over the variants.
    pub adjusted_p: f64,
}

/// Revenue per customer of one variant against the control.
#[derive(Clone, Debug, PartialEq)]
pub struct RevenueComparison {
    /// Welch's test.
    pub welch: WelchTest,
    /// Its p-value after Holm's adjustment over the variants.
    pub adjusted_p: f64,
    /// The sequential interval; `None` before its start.
    pub sequential: Option<Sequential>,
    /// With CUPED, where earlier spending is known.
    pub cuped: Option<CupedComparison>,
}

/// One variant against the control.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantComparison {
    /// Number of the variant, 1 and up.
    pub variant: usize,
    /// Conversion rates.
    pub conversion: ProportionTest,
    /// The p-value of their difference after Holm's adjustment over the variants.
    pub adjusted_p: f64,
    /// The sequential interval of the difference; `None` before its start.
    pub sequential: Option<Sequential>,
    /// The credible interval of the difference.
    pub credible: (f64, f64),
    /// Probability that its rate is larger than the control's.
    pub probability_better: f64,
    /// Revenue per customer, where known.
    pub revenue: Option<RevenueComparison>,
}

/// How a guardrail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardrailVerdict {
    /// It became worse: the adjusted p-value is below α.
    Worse,
    /// It did not become worse by more than the margin: the whole interval is within it.
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
    /// Mean of the control.
    pub control_mean: f64,
    /// The difference.
    pub welch: WelchTest,
    /// Its p-value after Holm's adjustment over the variants.
    pub adjusted_p: f64,
    /// How it stands.
    pub verdict: GuardrailVerdict,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Customers were not split as planned: nothing can be concluded.
    SampleRatioMismatch,
    /// This variant is better, and no guardrail became worse.
    Better(usize),
    /// This variant is better, but one of its guardrails became worse.
    BetterButGuardrailWorse(usize),
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
    /// The check for a sample ratio mismatch.
    pub srm: SrmCheck,
    /// Variants, the control first.
    pub arms: Vec<Arm>,
    /// Each other variant against the control.
    pub comparisons: Vec<VariantComparison>,
    /// Guardrails by variant.
    pub guardrails: Vec<GuardrailResult>,
    /// What earlier spending explained, where known.
    pub cuped: Option<Cuped>,
    /// What to do, by the conversion rate.
    pub verdict: Verdict,
}

/// A guardrail may become worse by this share of the control's mean before it counts.
const GUARDRAIL_MARGIN: f64 = 0.05;

/// Analyses what was observed. `alpha` is 0.001 to 0.2; `planned_customers` of all variants together, 10 to a billion, is the number
/// planned before the first look, for which the sequential intervals are tuned. Rows whose variant has no name are left out.
///
/// ```
/// use clientele_analytics::experiment::{Outcomes, Verdict, analyse};
///
/// // 1,000 customers in each group; 100 of the control ordered, and 140 of those with the offer.
/// let outcomes = Outcomes {
///     variants: vec!["control".into(), "offer".into()],
///     planned: vec![0.5, 0.5],
///     variant: (0..2_000).map(|n| n / 1_000).collect(),
///     converted: (0..2_000).map(|n| n % 1_000 < if n < 1_000 { 100 } else { 140 }).collect(),
///     ..Outcomes::default()
/// };
/// let found = analyse(&outcomes, 0.05, 2_000.0)?;
/// assert_eq!(found.verdict, Verdict::Better(1));
/// assert!(!found.srm.is_mismatch() && found.comparisons[0].adjusted_p < 0.01);
/// # Ok::<(), clientele_analytics::experiment::ExperimentError>(())
/// ```
///
/// # Errors
/// [`ExperimentError`] for a setting out of its bounds, or fewer than two variants.
pub fn analyse(outcomes: &Outcomes, alpha: f64, planned_customers: f64) -> Result<Analysis, ExperimentError> {
    ensure_in_range("alpha", alpha, 0.001, 0.2)?;
    ensure_in_range("planned_customers", planned_customers, 10.0, 1e9)?;
    let arms = outcomes.variants.len();
    if arms < 2 {
        return Err(ExperimentError::VariantCount { count: arms });
    }
    let confidence = 1.0 - alpha;
    let mut counts = vec![ConversionCounts::default(); arms];
    for (&variant, &converted) in outcomes.variant.iter().zip(&outcomes.converted) {
        if let Some(of) = counts.get_mut(usize::from(variant)) {
            of.n += 1;
            of.conversions += u32::from(converted);
        }
    }
    let by_arm = |values: &[f64]| -> Vec<Moments> {
        let of = |arm: usize| outcomes.variant.iter().zip(values).filter(move |(v, _)| usize::from(**v) == arm).map(|(_, x)| *x);
        (0..arms).map(|arm| Moments::of(of(arm))).collect()
    };
    let revenue = outcomes.revenue.as_deref().map(by_arm);
    let seen_revenue = outcomes.revenue.as_deref().zip(revenue.as_ref()).map(|(spent, moments)| {
        let nonzero =
            |arm: usize| outcomes.variant.iter().zip(spent).filter(|(v, x)| usize::from(**v) == arm && **x != 0.0).count();
        moments.iter().enumerate().map(|(arm, &moments)| SeenGroup::of_values(moments, nonzero(arm) as u32)).collect::<Vec<_>>()
    });
    let cuped = match (&outcomes.revenue, &outcomes.pre_experiment) {
        (Some(spent), Some(before)) => cuped(&outcomes.variant, arms, spent, before),
        _ => None,
    };
    let sizes: Vec<u32> = counts.iter().map(|c| c.n).collect();
    let srm = srm_check(&sizes, &outcomes.planned);
    let posteriors: Vec<Posterior> = counts.iter().map(|&c| Posterior::of(c)).collect();
    let planned_share = |arm: usize| {
        let planned = |arm: usize| outcomes.planned.get(arm).copied().unwrap_or(0.0);
        let all: f64 = (0..arms).map(planned).sum();
        if all > 0.0 { (planned(0) + planned(arm)) / all } else { 2.0 / arms as f64 }
    };
    let mut comparisons: Vec<VariantComparison> = (1..arms)
        .map(|arm| {
            let conversion = compare_proportions(counts[0], counts[arm], confidence);
            let planned = planned_customers * planned_share(arm);
            let sequential = |of: &dyn Fn(usize) -> SeenGroup| always_valid(&of(0), &of(arm), alpha, planned);
            let pair = compare_posteriors(&[posteriors[0], posteriors[arm]]);
            let revenue = revenue.as_ref().zip(seen_revenue.as_ref()).map(|(revenue, seen)| {
                let welch_test = welch(&revenue[0], &revenue[arm], confidence);
                RevenueComparison {
                    welch: welch_test,
                    adjusted_p: welch_test.p_value,
                    sequential: sequential(&|arm| seen[arm]),
                    cuped: cuped.as_ref().map(|cuped| {
                        let welch = welch(&cuped.arms[0], &cuped.arms[arm], confidence);
                        CupedComparison { welch, adjusted_p: welch.p_value }
                    }),
                }
            });
            VariantComparison {
                variant: arm,
                conversion,
                adjusted_p: conversion.p_value,
                sequential: sequential(&|arm| SeenGroup::of_counts(counts[arm])),
                credible: difference_interval(posteriors[0], posteriors[arm], confidence),
                probability_better: pair.get(1).map_or(0.5, |arm| arm.probability_best),
                revenue,
            }
        })
        .collect();
    adjust(&mut comparisons);
    let guardrails = guardrails(outcomes, arms, alpha, by_arm);
    let verdict = verdict(&srm, &comparisons, &guardrails, alpha);
    let arms = outcomes
        .variants
        .iter()
        .enumerate()
        .zip(compare_posteriors(&posteriors))
        .map(|((arm, name), bayes)| Arm {
            name: name.clone(),
            counts: counts[arm],
            credible: posteriors[arm].interval(confidence),
            bayes,
            revenue: revenue.as_ref().map(|revenue| revenue[arm]),
        })
        .collect();
    Ok(Analysis { alpha, srm, arms, comparisons, guardrails, cuped, verdict })
}

/// Holm's adjustment of each measure over the variants.
fn adjust(comparisons: &mut [VariantComparison]) {
    adjust_family(comparisons.iter_mut().map(|c| &mut c.adjusted_p));
    adjust_family(comparisons.iter_mut().filter_map(|c| c.revenue.as_mut()).map(|r| &mut r.adjusted_p));
    let cuped = comparisons.iter_mut().filter_map(|c| c.revenue.as_mut()?.cuped.as_mut());
    adjust_family(cuped.map(|c| &mut c.adjusted_p));
}

/// Puts adjusted p-values of one family in the place of the raw ones.
fn adjust_family<'a>(family: impl Iterator<Item = &'a mut f64>) {
    let family: Vec<&mut f64> = family.collect();
    let raw: Vec<f64> = family.iter().map(|p| **p).collect();
    for (p, adjusted) in family.into_iter().zip(holm(&raw)) {
        *p = adjusted;
    }
}

fn guardrails(outcomes: &Outcomes, arms: usize, alpha: f64, by_arm: impl Fn(&[f64]) -> Vec<Moments>) -> Vec<GuardrailResult> {
    let mut results = Vec::new();
    for guardrail in &outcomes.guardrails {
        let moments = by_arm(&guardrail.value);
        let tests: Vec<WelchTest> = (1..arms).map(|arm| welch(&moments[0], &moments[arm], 1.0 - alpha)).collect();
        let mut adjusted: Vec<f64> = tests.iter().map(|test| test.p_value).collect();
        adjust_family(adjusted.iter_mut());
        for ((arm, test), adjusted_p) in (1..).zip(tests).zip(adjusted) {
            // The sign is set so that a higher value is worse.
            let (low, high) = match guardrail.worse {
                Worse::Higher => test.interval,
                Worse::Lower => (-test.interval.1, -test.interval.0),
            };
            let same = moments[0].variance == 0.0 && moments[arm].variance == 0.0 && test.difference == 0.0;
            let verdict = if low > 0.0 && adjusted_p < alpha {
                GuardrailVerdict::Worse
            } else if same || high <= GUARDRAIL_MARGIN * moments[0].mean.abs() {
                GuardrailVerdict::Holds
            } else {
                GuardrailVerdict::Unclear
            };
            results.push(GuardrailResult {
                name: guardrail.name.clone(),
                variant: arm,
                control_mean: moments[0].mean,
                welch: test,
                adjusted_p,
                verdict,
            });
        }
    }
    results
}

fn verdict(srm: &SrmCheck, comparisons: &[VariantComparison], guardrails: &[GuardrailResult], alpha: f64) -> Verdict {
    if srm.is_mismatch() {
        return Verdict::SampleRatioMismatch;
    }
    let clear: Vec<&VariantComparison> = comparisons.iter().filter(|c| c.adjusted_p < alpha).collect();
    let best = clear
        .iter()
        .filter(|c| c.conversion.difference > 0.0)
        .max_by(|a, b| a.conversion.difference.total_cmp(&b.conversion.difference).then(b.variant.cmp(&a.variant)));
    match best {
        Some(best) => {
            let cost = guardrails.iter().any(|g| g.variant == best.variant && g.verdict == GuardrailVerdict::Worse);
            if cost { Verdict::BetterButGuardrailWorse(best.variant) } else { Verdict::Better(best.variant) }
        }
        None if clear.is_empty() => Verdict::Unclear,
        None => Verdict::Worse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Customers one after another in `n` variants, the first `conversions[k]` of each ordering for 10, the first `refunds[k]` of each with a refund.
    fn outcomes(sizes: &[u32], conversions: &[u32], refunds: &[u32]) -> Outcomes {
        let mut out = Outcomes {
            variants: (0..sizes.len()).map(|k| format!("v{k}")).collect(),
            planned: vec![1.0; sizes.len()],
            revenue: Some(Vec::new()),
            pre_experiment: Some(Vec::new()),
            ..Outcomes::default()
        };
        let mut guardrail = Guardrail { name: "refunds".into(), worse: Worse::Higher, value: Vec::new() };
        for (k, &n) in sizes.iter().enumerate() {
            for i in 0..n {
                let converted = i < conversions[k];
                out.variant.push(k as u16);
                out.converted.push(converted);
                if let (Some(revenue), Some(before)) = (&mut out.revenue, &mut out.pre_experiment) {
                    revenue.push(if converted { 10.0 + f64::from(i % 7) } else { 0.0 });
                    before.push(f64::from(i % 7));
                }
                guardrail.value.push(f64::from(u8::from(i < refunds[k])));
            }
        }
        out.guardrails.push(guardrail);
        out
    }

    fn verdict_of(sizes: &[u32], conversions: &[u32], refunds: &[u32]) -> Verdict {
        analyse(&outcomes(sizes, conversions, refunds), 0.05, 4_000.0).unwrap().verdict
    }

    #[test]
    fn verdicts_follow_the_evidence() {
        assert_eq!(verdict_of(&[2000, 2000], &[200, 300], &[50, 50]), Verdict::Better(1));
        assert_eq!(verdict_of(&[2000, 2000], &[200, 300], &[20, 90]), Verdict::BetterButGuardrailWorse(1));
        assert_eq!(verdict_of(&[2000, 2000], &[200, 205], &[50, 50]), Verdict::Unclear);
        assert_eq!(verdict_of(&[2000, 2000], &[300, 200], &[50, 50]), Verdict::Worse);
        assert_eq!(verdict_of(&[2200, 1800], &[200, 300], &[50, 50]), Verdict::SampleRatioMismatch);
        assert_eq!(verdict_of(&[2000, 2000, 2000], &[200, 290, 300], &[50, 50, 50]), Verdict::Better(2));
    }

    #[test]
    fn p_values_of_several_variants_are_adjusted() {
        let two = analyse(&outcomes(&[2000, 2000], &[200, 245], &[0, 0]), 0.05, 4_000.0).unwrap();
        let many = analyse(&outcomes(&[2000; 4], &[200, 245, 200, 201], &[0; 4]), 0.05, 8_000.0).unwrap();
        assert_eq!(two.comparisons[0].conversion, many.comparisons[0].conversion);
        assert_eq!((two.verdict, many.verdict), (Verdict::Better(1), Verdict::Unclear));
        assert!((many.comparisons[0].adjusted_p - 3.0 * two.comparisons[0].adjusted_p).abs() < 1e-15);
        assert!(two.guardrails[0].verdict == GuardrailVerdict::Holds, "nothing was ever refunded");
        // Each measure is a family of its own: the least p-value of three is three times as large.
        let found = analyse(&outcomes(&[2000; 4], &[200, 245, 200, 201], &[50, 74, 50, 51]), 0.05, 8_000.0).unwrap();
        let revenue = found.comparisons[0].revenue.as_ref().unwrap();
        let cuped = revenue.cuped.as_ref().unwrap();
        let guardrail = &found.guardrails[0];
        for (what, raw, adjusted) in [
            ("revenue", revenue.welch.p_value, revenue.adjusted_p),
            ("CUPED", cuped.welch.p_value, cuped.adjusted_p),
            ("guardrail", guardrail.welch.p_value, guardrail.adjusted_p),
        ] {
            assert!(raw < 0.05 && (adjusted - 3.0 * raw).abs() < 1e-15, "{what}: {raw} {adjusted}");
        }
        // The verdict on a guardrail rests on the adjusted one.
        assert_eq!((guardrail.welch.interval.0 > 0.0, guardrail.verdict), (true, GuardrailVerdict::Unclear));
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
