//! How good the offers are on the shop's own past: methods side by side, chances that were tested, what tuning and replays found.

use clientele_analytics::recommend::{
    Calibration, EvaluationReport, PairedDifference, Quality, RankingMethod, RecommendParams, ReplayReport, Repurchase, Strategy,
    Task, TuneReport, method_label, strategy_label,
};
use clientele_core::domain::{Cell, Figure, TableView, counted, grouped, percent};
use clientele_engine::Session;

fn number(value: f64) -> Cell {
    Cell::Figure(Figure::Number(value))
}

fn share(value: f64) -> Cell {
    Cell::Figure(Figure::Share(value))
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn columns<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(String::from).to_vec()
}

/// A method's name with marks for the one in use and the best.
fn named(report: &EvaluationReport, task: Task, method: RankingMethod, used: RankingMethod) -> String {
    let mut name = method_label(method).to_owned();
    if report.best(task) == Some(method) {
        name.push_str(" · best");
    }
    if method == used {
        name.push_str(" · used here");
    }
    name
}

/// The methods with lists of `k` (3 or 10) on a task, each figure with its limits, 95 %.
pub(super) fn methods(report: &EvaluationReport, task: Task, k: u32, used: RankingMethod) -> TableView {
    let rows = report.results.iter().filter(|r| r.task == task).map(|r| {
        let (at, (low, high)) = if k == 3 { (&r.at_3, &r.at_3_interval) } else { (&r.at_10, &r.at_10_interval) };
        let shares =
            |of: fn(&Quality) -> f64| text(format!("{} ({} to {})", percent(of(at)), percent(of(low)), percent(of(high))));
        let plain = |of: fn(&Quality) -> f64| text(format!("{:.3} ({:.3} to {:.3})", of(at), of(low), of(high)));
        vec![
            text(named(report, task, r.method, used)),
            shares(|q| q.hit_rate),
            shares(|q| q.recall),
            plain(|q| q.ndcg),
            plain(|q| q.map),
        ]
    });
    TableView {
        columns: columns([
            "Method",
            "Customers hit (hit rate)",
            "Found (recall)",
            "Ranking quality (NDCG)",
            "Precision over the list (MAP)",
        ]),
        rows: rows.collect(),
    }
}

/// What lists of ten look like: how many different products, how unusual, how different from each other.
pub(super) fn looks(report: &EvaluationReport, task: Task, used: RankingMethod) -> TableView {
    let rows = report.results.iter().filter(|r| r.task == task).map(|r| {
        vec![
            text(named(report, task, r.method, used)),
            share(r.coverage_at_3),
            share(r.coverage_at_10),
            number(r.novelty_at_10),
            number(r.diversity_at_10),
        ]
    });
    TableView {
        columns: columns([
            "Method",
            "Products used, lists of 3 (coverage)",
            "Products used, lists of 10",
            "How unusual, bits (novelty)",
            "How different, 0 to 1 (diversity)",
        ]),
        rows: rows.collect(),
    }
}

/// The method in use against each other, on the same customers.
pub(super) fn against(report: &EvaluationReport, task: Task, used: RankingMethod) -> TableView {
    let rows = RankingMethod::ALL.into_iter().filter_map(|other| {
        let c = report.compare(used, other, task).filter(|_| other != used)?;
        let says = match (c.is_clear(), c.best == used) {
            (true, true) => "Clientele better",
            (true, false) => "Clientele worse",
            (false, _) => "Too close to tell",
        };
        let sign = if c.best == used { 1.0 } else { -1.0 };
        let mut limits = [sign * c.interval.0, sign * c.interval.1];
        limits.sort_by(f64::total_cmp);
        let difference = format!("{:+.3} ({:+.3} to {:+.3})", sign * c.difference, limits[0], limits[1]);
        Some(vec![text(method_label(other)), text(difference), text(says)])
    });
    TableView { columns: columns(["Against", "Difference of NDCG at 10", "So"]), rows: rows.collect() }
}

/// The simple method that clearly does better than the one in use, if one does.
pub(super) fn winner(session: &Session) -> Option<RankingMethod> {
    let (report, task) = (session.evaluation().ok()?, session.tested_task());
    let used = session.config().recommendations.method;
    let best = report.best(task).filter(|best| *best != used)?;
    report.compare(used, best, task).filter(|c| c.best == best && c.is_clear()).map(|_| best)
}

/// How the chances were tested, in sentences.
pub(super) fn calibration_notes(c: &Calibration) -> Vec<String> {
    vec![
        format!(
            "Fitted on {} that would have been made on {} ({} of them bought by {}), tested on those of {} to {}.",
            counted(u64::from(c.fitted_recommendations), "offer", "offers"),
            c.fitted_on.first.long_text(),
            grouped(u64::from(c.fitted_bought)),
            c.fitted_on.last.long_text(),
            c.tested_on.first.long_text(),
            c.tested_on.last.long_text()
        ),
        format!(
            "Expected calibration error: {:.4}. Mean squared error (Brier) {:.4}, against {:.4} if every offer had the same chance.",
            c.expected_calibration_error, c.brier, c.brier_of_constant
        ),
    ]
}

/// Settings before and after a tuning.
pub(super) fn tuned_settings(report: &TuneReport) -> TableView {
    let (before, after) = (&report.before, &report.tuned);
    let mut rows: Vec<Vec<Cell>> = Strategy::ALL
        .into_iter()
        .zip(before.weights.as_array().into_iter().zip(after.weights.as_array()))
        .map(|(strategy, (before, after))| {
            vec![text(format!("Weight of “{}”", strategy_label(strategy))), share(before), share(after)]
        })
        .collect();
    let (b, a) = (before.strategies, after.strategies);
    for (name, before, after) in [
        ("Inside “similar customers”: products that explain each other", b.mix.items, a.mix.items),
        ("… similar customers", b.mix.neighbours, a.mix.neighbours),
        ("… own purchases", b.mix.own, a.mix.own),
        ("… how much what sells now counts", b.mix.trend, a.mix.trend),
        ("Inside “season and rhythm”: the customer's own rhythm", b.mix.rhythm, a.mix.rhythm),
        ("A purchase counts half after, days", b.half_life_days, a.half_life_days),
        ("Days that count as now", f64::from(b.recent_days), f64::from(a.recent_days)),
        ("Smoothing (ridge)", b.ridge, a.ridge),
        ("Similar customers asked", f64::from(before.neighbours), f64::from(after.neighbours)),
    ] {
        rows.push(vec![text(name), number(before), number(after)]);
    }
    let again = |repurchase: Repurchase| match repurchase {
        Repurchase::Auto => "as the past shows",
        Repurchase::Allowed => "yes",
        Repurchase::NewOnly => "no",
    };
    rows.push(vec![text("Bought products again"), text(again(before.repurchase)), text(again(after.repurchase))]);
    TableView { columns: columns(["Setting", "Before", "Found"]), rows }
}

/// What tuning found, on which days, and whether it held.
pub(super) fn tuning_notes(report: &TuneReport) -> Vec<String> {
    let gain = report.gain_on_unseen_customers;
    let (low, high) = gain.interval();
    let mut notes = vec![
        format!(
            "Chosen on {} to {}, by what {} bought; NDCG at 10 there {:.3} instead of {:.3}. That figure is optimistic: these settings were chosen on it.",
            report.validation.first.long_text(),
            report.validation.last.long_text(),
            counted(u64::from(report.validation_customers), "customer", "customers"),
            report.validation_after,
            report.validation_before
        ),
        format!(
            "Does it hold on others? Found on one half of these customers and measured on the other half, both ways: {:+.4} ({:+.4} to {:+.4}).",
            gain.mean, low, high
        ),
    ];
    let (low, high) = report.test_gain.interval();
    notes.push(format!(
        "Then tested once, on {} to {}, days that played no part in the choice: {:.3} instead of {:.3} for {} ({:+.4}; {:+.4} to {:+.4}).",
        report.test.first.long_text(),
        report.test.last.long_text(),
        report.test_after,
        report.test_before,
        counted(u64::from(report.test_customers), "customer", "customers"),
        report.test_gain.mean,
        low,
        high
    ));
    notes.push(format!(
        "{} and {} were tried.",
        counted(u64::from(report.blends_tried), "blend of weights", "blends of weights"),
        counted(u64::from(report.models_built), "model", "models")
    ));
    notes
}

/// Whether the settings in use are those that tuning found.
pub(super) fn is_in_use(report: &TuneReport, used: &RecommendParams) -> bool {
    let found = &report.tuned;
    (used.weights, used.strategies, used.neighbours) == (found.weights, found.strategies, found.neighbours)
}

/// Two ways side by side on the days held back.
pub(super) fn replayed(report: &ReplayReport, currency: &str) -> TableView {
    let customers = f64::from(report.customers.max(1));
    let [a, b] = report.arms;
    let difference = |d: &PairedDifference, shown: &dyn Fn(f64) -> String| {
        let (low, high) = d.interval;
        text(format!(
            "{} ({} to {}){}",
            shown(d.mean),
            shown(low),
            shown(high),
            if d.is_clear() { "" } else { ", may be chance" }
        ))
    };
    let count = |n: u32| Cell::Figure(Figure::Count(u64::from(n)));
    let points = |x: f64| format!("{:+.2} points", 100.0 * x);
    let plain = |x: f64| format!("{x:+.4}");
    let unit = if currency.is_empty() { String::new() } else { format!(" {currency}") };
    let money = move |x: f64| format!("{x:+.3}{unit}");
    let per = |x: f64| number(x / customers);
    let rows = vec![
        vec![text("Offers made"), count(a.recommendations), count(b.recommendations), Cell::Empty],
        vec![
            text("Customers who bought something from their list"),
            share(f64::from(a.customers_hit) / customers),
            share(f64::from(b.customers_hit) / customers),
            difference(&report.hit_rate, &points),
        ],
        vec![
            text("Offers bought, each customer"),
            per(f64::from(a.hits)),
            per(f64::from(b.hits)),
            difference(&report.hits, &plain),
        ],
        vec![text("Share of offers bought (precision)"), share(a.precision()), share(b.precision()), Cell::Empty],
        vec![
            text("Spent on them, each customer"),
            per(a.revenue.to_f64()),
            per(b.revenue.to_f64()),
            difference(&report.revenue, &money),
        ],
    ];
    TableView {
        columns: columns(["In the days held back", "Lists as they are (A)", "Other settings (B)", "B less A (95 % limits)"]),
        rows,
    }
}
