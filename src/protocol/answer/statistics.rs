//! Statistics of the segments page: tests between segments, spread, outliers, further figures.

use crate::domain::{counted, percent};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{BehaviourRow, MetricTest, PairRow, SegmentStatisticsView, SpreadRow};
use crate::segment::compare::{Distribution, GroupTest, OutlierEffect, compare_groups};
use crate::segment::{Behaviour, Rfm};

pub(super) fn view(session: &Session) -> Result<SegmentStatisticsView, ErrorView> {
    let rfm = session.rfm()?;
    let effect = OutlierEffect::of(rfm);
    let columns: [(&str, Vec<f64>); 3] = [
        ("Days since the last order", rfm.recency_days.iter().map(|&days| f64::from(days)).collect()),
        ("Orders", rfm.frequency.iter().map(|&orders| f64::from(orders)).collect()),
        ("Revenue", rfm.monetary.iter().map(|amount| amount.to_f64()).collect()),
    ];
    let without = effect.without.as_ref().map(|w| [&w.recency_days, &w.frequency, &w.monetary]);
    let spread = columns.iter().enumerate().filter_map(|(at, (name, values))| {
        let found = Distribution::of(values)?;
        let change = without.map(|changes| changes[at]);
        Some(SpreadRow {
            metric: (*name).to_owned(),
            mean: found.mean,
            standard_deviation: found.standard_deviation,
            skewness: found.skewness,
            quantiles: found.quantiles.iter().map(|(_, value)| *value).collect(),
            mean_without: change.map(|c| c.mean_without),
            cuts_without: change.map(|c| c.cuts_without.clone()).unwrap_or_default(),
        })
    });
    let tests = columns.iter().filter_map(|(name, values)| Some(test(rfm, name, &compare_groups(values, &rfm.segment)?)));
    Ok(SegmentStatisticsView {
        spread: spread.collect(),
        tests: tests.collect(),
        outliers: outliers(&effect),
        behaviour: behaviour(rfm, &Behaviour::of(session.dataset(), rfm)),
    })
}

fn test(rfm: &Rfm, metric: &str, found: &GroupTest) -> MetricTest {
    let name = |segment: u8| rfm.segments.get(usize::from(segment)).map(|s| s.name.clone()).unwrap_or_default();
    let differ = if found.p < 0.05 { "The segments differ" } else { "The segments do not clearly differ" };
    MetricTest {
        metric: metric.to_owned(),
        sentence: format!(
            "{differ} (Kruskal-Wallis test: H = {:.1} with {} degrees of freedom, {}). The segment tells {} of the differences in \
             rank between customers (epsilon squared).",
            found.h,
            found.degrees,
            p_text(found.p),
            percent(found.epsilon_squared)
        ),
        pairs: found
            .pairs
            .iter()
            .map(|pair| PairRow {
                a: name(pair.a),
                b: name(pair.b),
                cliffs_delta: pair.cliffs_delta,
                size: size(pair.cliffs_delta).to_owned(),
                p_adjusted: pair.p_adjusted,
                verdict: verdict(pair.p_adjusted).to_owned(),
            })
            .collect(),
    }
}

fn p_text(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

fn verdict(p: f64) -> &'static str {
    match p {
        p if p < 0.01 => "clearly different",
        p if p < 0.05 => "probably different",
        _ => "may be chance",
    }
}

/// Bounds of Cliff's delta by Romano et al. (2006).
fn size(delta: f64) -> &'static str {
    match delta.abs() {
        d if d < 0.147 => "negligible",
        d if d < 0.33 => "small",
        d if d < 0.474 => "medium",
        _ => "large",
    }
}

fn outliers(effect: &OutlierEffect) -> String {
    let [recency, frequency, monetary] = effect.flagged;
    if effect.flagged == [0; 3] {
        return "No customer is unusual: all lie within 1.5 interquartile ranges of the middle half.".to_owned();
    }
    let named = [(recency, "days since the last order"), (frequency, "orders"), (monetary, "revenue")];
    let parts: Vec<String> = named
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, metric)| format!("{} for {metric}", crate::domain::grouped(u64::from(*n))))
        .collect();
    let Some(without) = &effect.without else {
        return format!("Unusual customers: {}. Nobody would be left without them.", parts.join(", "));
    };
    let lost = if without.monetary.total == 0.0 { 0.0 } else { 1.0 - without.monetary.total_without / without.monetary.total };
    format!(
        "Unusual customers (outside 1.5 interquartile ranges): {}. They stay in all figures. Leaving all {} out would take away {} of \
         revenue and give {} of the other {} another score.",
        parts.join(", "),
        crate::domain::grouped(u64::from(without.left_out)),
        percent(lost),
        crate::domain::grouped(u64::from(without.rescored)),
        counted(u64::from(without.stay), "customer", "customers"),
    )
}

fn behaviour(rfm: &Rfm, found: &Behaviour) -> Vec<BehaviourRow> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); rfm.segments.len()];
    for (row, &segment) in rfm.segment.iter().enumerate() {
        if let Some(list) = rows.get_mut(usize::from(segment)) {
            list.push(row);
        }
    }
    let segments = rfm.segments.iter().zip(rows).filter(|(_, rows)| !rows.is_empty());
    segments
        .map(|(segment, rows)| {
            let figures = |of: &dyn Fn(usize) -> Option<f64>| median(rows.iter().filter_map(|&row| of(row)).collect());
            BehaviourRow {
                segment: segment.name.clone(),
                customers: rows.len() as u64,
                average_order_value: figures(&|row| Some(found.average_order_value[row])).unwrap_or(0.0),
                orders_per_month: figures(&|row| Some(found.orders_per_month[row])).unwrap_or(0.0),
                lifetime_days: figures(&|row| Some(f64::from(found.lifetime_days[row]))).unwrap_or(0.0),
                registered_days: figures(&|row| found.registered_days[row].map(f64::from)),
            }
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some((low + high) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_verdicts_have_the_usual_bounds() {
        assert_eq!([0.1, -0.147, 0.33, -0.474, 1.0].map(size), ["negligible", "small", "medium", "large", "large"]);
        assert_eq!(
            [0.0, 0.01, 0.049, 0.05].map(verdict),
            ["clearly different", "probably different", "probably different", "may be chance"]
        );
        assert_eq!([0.000_9, 0.04].map(p_text), ["p < 0.001", "p = 0.040"]);
        assert_eq!((median(vec![3.0, 1.0, 2.0, 9.0]), median(Vec::new())), (Some(2.5), None));
    }
}
