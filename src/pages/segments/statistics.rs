//! Statistics of the segments page: tests between segments, spread, outliers, further figures.

use super::page::amount;
use crate::views::{BehaviourRow, MetricTest, PairRow, SegmentStatisticsView, SpreadRow};
use clientele_analytics::segment::compare::{Distribution, GroupTest, OutlierEffect, compare_groups};
use clientele_analytics::segment::{Behaviour, Rfm};
use clientele_core::domain::{ErrorView, Figure, counted, percent};
use clientele_core::statistics::median_of;
use clientele_engine::Session;
use clientele_messages::{Block, CellView, Column, Group, Line, PageView, Row, Table};

/// The blocks of it, for the segments page: apart because they take a moment.
pub(crate) fn page(session: &Session) -> Result<PageView, ErrorView> {
    let SegmentStatisticsView { tests, spread, outliers, behaviour } = view(session)?;
    let rows = |cells: Vec<Vec<CellView>>| cells.into_iter().map(|cells| Row { cells, ..Row::default() }).collect();
    let behaviour = Table {
        caption: "Further figures of each segment".to_owned(),
        columns: vec![
            Column::text("Segment"),
            Column::figures("Customers", ""),
            Column::figures("Average order value", "Revenue ÷ orders"),
            Column::figures("Orders per month", "Since the first order"),
            Column::figures("Customer lifetime, days", "From the first to the last order"),
            Column::figures("Days since registration", "Of those for whom it is known"),
        ],
        rows: rows(behaviour.into_iter().map(behaviour_cells).collect()),
        ..Table::default()
    };
    let spread = Table {
        caption: "Spread of the figures".to_owned(),
        columns: vec![
            Column::text("Figure"),
            Column::figures("Mean", ""),
            Column::figures("Mean without outliers", "Without customers outside the 1.5-IQR fences of any figure"),
            Column::figures("Standard deviation", ""),
            Column::figures("Skewness", "Above 0: a few customers are far above the rest"),
            Column::figures("5%", ""),
            Column::figures("Median", ""),
            Column::figures("95%", ""),
            Column::text("Cut points without outliers"),
        ],
        rows: rows(spread.into_iter().map(spread_cells).collect()),
        ..Table::default()
    };
    let behaviour_note = "The middle customer (median) of each segment. A month has 30.4 days; a customer of less than a month counts as one of a month.";
    let tests_note = "Segments are made from these figures, so they differ by design: look at how large the differences are. Size by Cliff's delta (bounds of Romano and others, 2006): under 0.147 negligible, under 0.33 small, under 0.474 medium, else large. Pairs by Dunn's test, p adjusted by Holm's method.";
    let blocks = vec![
        Block::panel("Further figures of each segment", behaviour_note, "behaviour", vec![Block::Table(behaviour)]),
        Block::panel("Do the segments differ?", tests_note, "tests", tests.into_iter().map(test_block).collect()),
        Block::panel(
            "How the figures are spread, and what unusual customers change",
            &outliers,
            "spread",
            vec![Block::Table(spread)],
        ),
    ];
    Ok(PageView { blocks, ..PageView::default() })
}

fn behaviour_cells(row: BehaviourRow) -> Vec<CellView> {
    vec![
        row.segment.into(),
        Line::count(row.customers).into(),
        amount(row.average_order_value).into(),
        Line::decimal(row.orders_per_month, 2).into(),
        Line::decimal(row.lifetime_days, 0).into(),
        row.registered_days.map_or_else(|| "–".into(), |days| Line::decimal(days, 0)).into(),
    ]
}

fn spread_cells(row: SpreadRow) -> Vec<CellView> {
    let number = |x: f64| Line::figure(Figure::Number(x));
    let known = |x: Option<f64>| x.map_or_else(|| "–".into(), number);
    let quantile = |at: usize| known(row.quantiles.get(at).copied());
    let cuts = row.cuts_without.iter().enumerate();
    let cuts = cuts.fold(Line::default(), |line, (at, cut)| line.and(if at == 0 { "" } else { " · " }).and(number(*cut)));
    vec![
        row.metric.as_str().into(),
        number(row.mean).into(),
        known(row.mean_without).into(),
        number(row.standard_deviation).into(),
        row.skewness.map_or_else(|| "–".into(), |x| Line::decimal(x, 2)).into(),
        quantile(1).into(),
        quantile(3).into(),
        quantile(5).into(),
        cuts.into(),
    ]
}

fn test_block(found: MetricTest) -> Block {
    let p = |p: f64| if p < 0.001 { "< 0.001".into() } else { Line::decimal(p, 3) };
    let count = found.pairs.len();
    let rows = found.pairs.into_iter().map(|pair| Row {
        cells: vec![
            pair.a.into(),
            pair.b.into(),
            Line::decimal(pair.cliffs_delta, 2).into(),
            pair.size.into(),
            p(pair.p_adjusted).into(),
            pair.verdict.into(),
        ],
        ..Row::default()
    });
    let table = Table {
        caption: format!("Pairs of segments by {}", found.metric.to_ascii_lowercase()),
        columns: vec![
            Column::text("Segment"),
            Column::text("Against"),
            Column::figures("Cliff's delta", ""),
            Column::text("Size"),
            Column::figures("p, adjusted", ""),
            Column::text("In words"),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    let pairs = Block::more(&format!("Which from which ({count} pairs)"), vec![Block::Table(table)]);
    Block::Group(Group {
        title: found.metric,
        testid: "metric-test".to_owned(),
        blocks: vec![Block::Text(found.sentence.into()), pairs],
        ..Group::default()
    })
}

fn view(session: &Session) -> Result<SegmentStatisticsView, ErrorView> {
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
        .map(|(n, metric)| format!("{} for {metric}", clientele_core::domain::grouped(u64::from(*n))))
        .collect();
    let Some(without) = &effect.without else {
        return format!("Unusual customers: {}. Nobody would be left without them.", parts.join(", "));
    };
    let lost = if without.monetary.total == 0.0 { 0.0 } else { 1.0 - without.monetary.total_without / without.monetary.total };
    format!(
        "Unusual customers (outside 1.5 interquartile ranges): {}. They stay in all figures. Leaving all {} out would take away {} of \
         revenue and give {} of the other {} another score.",
        parts.join(", "),
        clientele_core::domain::grouped(u64::from(without.left_out)),
        percent(lost),
        clientele_core::domain::grouped(u64::from(without.rescored)),
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
            let figures = |of: &dyn Fn(usize) -> Option<f64>| median_of(rows.iter().filter_map(|&row| of(row)));
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
    }
}
