//! Charts of the recommender: its quality beside simpler methods, and what each strategy adds.

use super::style::{Frame, HOVER, axis, bar_marker, finish, layout, name_chars, palette, tenths, two_lines};
use clientele_analytics::recommend::{
    EvaluationReport, MethodResult, Recommendations, Strategy, Task, method_label, strategy_label, verdict,
};
use clientele_core::domain::{Cell, Figure, TableView, counted, percent};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{Marker, Orientation};
use plotly::layout::BarMode;
use plotly::{Bar, Plot};

/// Hit rate and NDCG at 10 of each method on the days held back.
pub fn recommendation_quality(report: &EvaluationReport, task: Task, theme: Theme, width: ChartWidth) -> ChartView {
    let colours = palette(theme);
    let results: Vec<_> = report.results.iter().filter(|r| r.task == task).collect();
    let from_below: Vec<_> = results.iter().rev().collect();
    let names: Vec<String> = from_below.iter().map(|r| two_lines(method_label(r.method), name_chars(width))).collect();
    let mut plot = Plot::new();
    let bar = |series: usize, name: &str, values: Vec<f64>, colour: &'static str, hover: Vec<String>| {
        Bar::new(values, names.clone())
            .orientation(Orientation::Horizontal)
            .name(name)
            .marker(bar_marker(series, colour, theme))
            .hover_text_array(hover)
            .hover_template(HOVER)
    };
    let tested = |r: &MethodResult| counted(u64::from(r.customers), "customer", "customers");
    let ranked = from_below.iter().map(|r| {
        let (label, ndcg, error) = (method_label(r.method), r.at_10.ndcg, r.ndcg_at_10_se);
        format!("{label}<br>NDCG at 10: {ndcg:.3} of 1 (standard error {error:.3})<br>{} tested", tested(r))
    });
    let hits = from_below.iter().map(|r| {
        format!("{}<br>a hit in ten products: {} of {} tested", method_label(r.method), tenths(r.at_10.hit_rate), tested(r))
    });
    let (ranked, hits) = (ranked.collect(), hits.collect());
    let quality = from_below.iter().map(|r| r.at_10.ndcg).collect();
    plot.add_trace(bar(1, "Ranking quality (NDCG at 10)", quality, colours.second, ranked));
    let rates = from_below.iter().map(|r| r.at_10.hit_rate).collect();
    plot.add_trace(bar(0, "Customers with a hit in 10", rates, colours.accent, hits));
    plot.set_layout(
        layout(theme, axis(theme, "").range(vec![0.0, 1.0]), axis(theme, "").show_grid(false)).bar_mode(BarMode::Group),
    );
    let rows = results.iter().map(|r| {
        vec![
            Cell::Text(method_label(r.method).to_owned()),
            Cell::Figure(Figure::Share(r.at_10.hit_rate)),
            Cell::Figure(Figure::Number(r.at_10.ndcg)),
            Cell::Figure(Figure::Number(r.ndcg_at_10_se)),
            Cell::Figure(Figure::Share(r.at_10.recall)),
            Cell::Figure(Figure::Number(r.at_10.map)),
        ]
    });
    let columns = ["Method", "Customers with a hit in 10", "NDCG at 10", "Its standard error", "Recall at 10", "MAP at 10"];
    let table = TableView { columns: columns.map(String::from).to_vec(), rows: rows.collect() };
    let method_note = "Everything was learned from orders before the split day; the orders after it were then predicted, ten products a customer. A hit is a product that the customer really bought. Lists are ranked by score alone here, without the limit per category and the least confidence.";
    finish(Frame { title: "Tested on the shop's own past", summary: verdict(report, task).0, method_note, table }, &plot)
}

/// Share of each strategy in all scores.
pub fn strategy_shares(lists: &Recommendations, theme: Theme) -> ChartView {
    let mut sums = [0.0; 5];
    for parts in &lists.parts {
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    let total: f64 = sums.iter().sum();
    let share = |n: usize| if total > 0.0 { sums[n] / total } else { 0.0 };
    let mut plot = Plot::new();
    let from_below: Vec<usize> = (0..5).rev().collect();
    let hover = from_below.iter().map(|&n| {
        let count = counted(lists.parts.len() as u64, "recommendation", "recommendations");
        format!("{}<br>{} of the scores of {count}", strategy_label(Strategy::ALL[n]), tenths(share(n)))
    });
    plot.add_trace(
        Bar::new(
            from_below.iter().filter(|_| total > 0.0).map(|&n| share(n)).collect(),
            from_below.iter().map(|&n| strategy_label(Strategy::ALL[n]).to_owned()).collect(),
        )
        .orientation(Orientation::Horizontal)
        .marker(Marker::new().color_array(from_below.iter().map(|&n| palette(theme).series[n]).collect()))
        .hover_text_array(hover.collect())
        .hover_template(HOVER),
    );
    plot.set_layout(layout(theme, axis(theme, "").tick_format(".0%"), axis(theme, "").show_grid(false)));
    let strongest = (0..5).max_by(|&a, &b| share(a).total_cmp(&share(b))).unwrap_or(0);
    let summary = if total > 0.0 {
        format!("“{}” decides most: {} of all scores.", strategy_label(Strategy::ALL[strongest]), percent(share(strongest)))
    } else {
        "There are no recommendations.".to_owned()
    };
    let rows =
        (0..5).map(|n| vec![Cell::Text(strategy_label(Strategy::ALL[n]).to_owned()), Cell::Figure(Figure::Share(share(n)))]);
    let table = TableView { columns: vec!["Strategy".into(), "Share of all scores".into()], rows: rows.collect() };
    let method_note =
        "Each recommendation's score is the sum of five weighted parts; here they are added up over all recommendations.";
    finish(Frame { title: "What the recommendations rest on", summary, method_note, table }, &plot)
}
