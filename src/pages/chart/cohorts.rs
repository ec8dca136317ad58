//! Charts of cohorts, customers by the month of their first order, and of the time between orders.

use super::overview::{ramp, ticks};
use super::style::{Frame, HOVER, amount, axis, cell_text, finish, layout, palette, with_currency};
use clientele_analytics::segment::{Cohort, Cohorts, InterpurchaseTimes};
use clientele_core::domain::{Cell, Figure, Money, TableView, counted, grouped, money_text, month_name, percent};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::Marker;
use plotly::{Bar, HeatMap, Plot};

/// Cohorts drawn, the latest; the table has all, if they are no more than [`MOST_MONTHS`].
const MOST_COHORTS: usize = 24;
/// Months after the first that are shown: forty years. A far-off date makes a hundred thousand.
const MOST_MONTHS: u32 = 480;
/// Columns that have room for a figure in each cell.
const COLUMNS_WITH_TEXT: usize = 14;

/// What a heat map of cohorts shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CohortMeasure {
    /// Share of the cohort's customers who ordered in the month.
    Customers,
    /// Orders in the month for each customer of the cohort.
    Orders,
    /// Revenue in the month for each customer of the cohort.
    Revenue,
}

/// Cohorts against months since the first order.
pub fn cohort_heat_map(cohorts: &Cohorts, measure: CohortMeasure, currency: &str, theme: Theme, width: ChartWidth) -> ChartView {
    let shown: Vec<&Cohort> = cohorts.cohorts.iter().rev().take(MOST_COHORTS).rev().collect();
    let all_months = shown.iter().map(|cohort| cohort.observed_months).max().unwrap_or(0);
    let months = all_months.min(MOST_MONTHS);
    let figure = |cohort: &Cohort, at: u32| -> Option<f64> {
        let (month, n) = (cohort.month(at)?, f64::from(cohort.customers.max(1)));
        Some(match measure {
            CohortMeasure::Customers => f64::from(month.customers) / n,
            CohortMeasure::Orders => f64::from(month.orders) / n,
            CohortMeasure::Revenue => month.revenue.to_f64() / n,
        })
    };
    let text = |x: f64| match measure {
        CohortMeasure::Customers => format!("{:.0} %", x * 100.0),
        CohortMeasure::Orders => format!("{x:.2}"),
        CohortMeasure::Revenue if x >= 10.0 => format!("{x:.0}"),
        CohortMeasure::Revenue => format!("{x:.1}"),
    };
    // The first month is far above the rest: colours are for the months after it.
    let most = shown.iter().flat_map(|c| (1..months).filter_map(|at| figure(c, at))).fold(0.0_f64, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let month_number = |cohort: &Cohort| cohort.year * 12 + i32::from(cohort.month) - 1;
    let name = |cohort: &Cohort| {
        let short: String = month_name(cohort.month).chars().take(3).collect();
        format!("{short} {}", cohort.year)
    };
    let hover = |cohort: &Cohort, at: u32| match cohort.month(at) {
        None => String::new(),
        Some(month) => {
            let open = at + 1 == cohort.observed_months && cohort.last_month_incomplete;
            format!(
                "{} first ordered in {} {}<br>{} {} later: {} ({})<br>{}, revenue {}{}",
                counted(u64::from(cohort.customers), "customer", "customers"),
                month_name(cohort.month),
                cohort.year,
                at,
                if at == 1 { "month" } else { "months" },
                counted(u64::from(month.customers), "customer", "customers"),
                percent(f64::from(month.customers) / f64::from(cohort.customers.max(1))),
                counted(u64::from(month.orders), "order", "orders"),
                amount(month.revenue, currency),
                if open { "<br>this month is not over" } else { "" }
            )
        }
    };
    let z: Vec<Vec<Option<f64>>> = shown.iter().map(|c| (0..months).map(|at| figure(c, at)).collect()).collect();
    let texts = shown.iter().map(|c| (0..months).map(|at| hover(c, at)).collect()).collect();
    // The oldest on top; a month without new customers leaves a gap.
    let places: Vec<i32> = shown.iter().map(|cohort| -month_number(cohort)).collect();
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new((0..months).collect::<Vec<_>>(), places.clone(), z)
            .zmin(0.0)
            .zmax(most)
            .color_scale(ramp(theme))
            .show_scale(false)
            .hover_on_gaps(false)
            .x_gap(2)
            .y_gap(2)
            .hover_text_matrix(texts)
            .hover_template(HOVER),
    );
    let step = months.div_ceil(if width == ChartWidth::Narrow { 7 } else { 25 }).max(1) as usize;
    let (at, labels): (Vec<f64>, Vec<String>) = (0..months).step_by(step).map(|at| (f64::from(at), at.to_string())).unzip();
    let x = axis(theme, "Months since the first order").show_grid(false).tick_values(at).tick_text(labels);
    let with_size = |cohort: &&Cohort| match width {
        ChartWidth::Narrow => name(cohort),
        ChartWidth::Wide => format!("{} · {}", name(cohort), grouped(u64::from(cohort.customers))),
    };
    let y_title = if width == ChartWidth::Narrow { "" } else { "First order · customers" };
    let y = axis(theme, y_title)
        .show_grid(false)
        .tick_values(places.iter().map(|&place| f64::from(place)).collect())
        .tick_text(shown.iter().map(with_size).collect());
    let mut figure_layout = layout(theme, x, y);
    if months as usize <= COLUMNS_WITH_TEXT && width == ChartWidth::Wide {
        for (cohort, &place) in shown.iter().zip(&places) {
            for at in 0..months {
                if let Some(x) = figure(cohort, at) {
                    figure_layout.add_annotation(cell_text(f64::from(at), f64::from(place), &text(x), x / most, theme));
                }
            }
        }
    }
    plot.set_layout(figure_layout);
    let mean_at = |at: u32| {
        let over = |cohort: &&Cohort| !(cohort.observed_months == at + 1 && cohort.last_month_incomplete);
        let (mut customers, mut active, mut orders, mut revenue) = (0_u64, 0_u64, 0_u64, Money::ZERO);
        for (cohort, month) in cohorts.cohorts.iter().filter(over).filter_map(|cohort| Some((cohort, cohort.month(at)?))) {
            customers += u64::from(cohort.customers);
            active += u64::from(month.customers);
            orders += u64::from(month.orders);
            revenue += month.revenue;
        }
        (customers > 0).then(|| {
            let n = customers as f64;
            (active as f64 / n, orders as f64 / n, revenue.to_f64() / n)
        })
    };
    let (title, summary) = match (measure, mean_at(1)) {
        (CohortMeasure::Customers, Some((share, ..))) => (
            "Customers who order again",
            format!("In the month after their first order, {} of customers order again.", percent(share)),
        ),
        (CohortMeasure::Customers, None) => ("Customers who order again", TOO_SHORT.to_owned()),
        (CohortMeasure::Orders, Some((_, orders, _))) => (
            "Orders for each customer of the cohort",
            format!("In the month after their first order, 100 customers place {:.0} orders.", orders * 100.0),
        ),
        (CohortMeasure::Orders, None) => ("Orders for each customer of the cohort", TOO_SHORT.to_owned()),
        (CohortMeasure::Revenue, Some((.., revenue))) => (
            "Revenue for each customer of the cohort",
            format!(
                "In the month after their first order, a customer brings {} on average.",
                money_text(Money::from_ten_thousandths((revenue * 1e4).round() as i64), currency)
            ),
        ),
        (CohortMeasure::Revenue, None) => ("Revenue for each customer of the cohort", TOO_SHORT.to_owned()),
    };
    let tabled = cohorts.cohorts.len().saturating_sub(MOST_MONTHS as usize);
    let rows = cohorts.cohorts.iter().skip(tabled).flat_map(|cohort| {
        (0..MOST_MONTHS).map_while(|at| Some((at, cohort.month(at)?))).map(move |(at, month)| {
            vec![
                Cell::Text(name(cohort)),
                Cell::Figure(Figure::Count(u64::from(cohort.customers))),
                Cell::Figure(Figure::Count(u64::from(at))),
                Cell::Figure(Figure::Count(u64::from(month.customers))),
                Cell::Figure(Figure::Share(f64::from(month.customers) / f64::from(cohort.customers.max(1)))),
                Cell::Figure(Figure::Count(u64::from(month.orders))),
                Cell::Figure(Figure::Money(month.revenue)),
            ]
        })
    });
    let columns = [
        "First order".to_owned(),
        "Customers".to_owned(),
        "Months later".to_owned(),
        "Ordered".to_owned(),
        "Share".to_owned(),
        "Orders".to_owned(),
        with_currency("Revenue", currency),
    ];
    let is_cut = tabled > 0 || cohorts.cohorts.iter().any(|cohort| cohort.observed_months > MOST_MONTHS);
    let method_note = if is_cut { HOW_CUT } else { HOW };
    finish(Frame { title, summary, method_note, table: TableView { columns: columns.to_vec(), rows: rows.collect() } }, &plot)
}

const HOW: &str = "Customers by the calendar month of their first order, and what they did in that month (0) and in each month after it. Colours are set by the months after the first. The last 24 cohorts are drawn; the table has all.";
const HOW_CUT: &str = "Customers by the calendar month of their first order, and what they did in that month (0) and in each month after it. Colours are set by the months after the first. The dates span more than forty years: the last 24 cohorts are drawn and the last 480 are in the table, each up to 479 months after its first.";
const TOO_SHORT: &str = "The data do not reach beyond the month of the first orders.";

/// Days between orders of the same customer; `None` when nobody ordered on two days.
pub fn order_gaps(interpurchase: &InterpurchaseTimes, theme: Theme) -> Option<ChartView> {
    let gaps = interpurchase.shop.as_ref()?;
    let colours = palette(theme);
    let quantile = |share: f64| gaps.quantiles.iter().find(|(at, _)| (at - share).abs() < 1e-9).map_or(0.0, |(_, days)| *days);
    let summary =
        format!("Half of the next orders come within {:.0} days, three quarters within {:.0}.", quantile(0.5), quantile(0.75));
    let label = |bin: &clientele_analytics::segment::GapBin| match bin.to_days {
        Some(to) if to == bin.from_days => to.to_string(),
        Some(to) => format!("{}–{to}", bin.from_days),
        None => format!("{}+", bin.from_days),
    };
    let share = |n: u32| f64::from(n) / f64::from(gaps.gaps.max(1));
    let hover = gaps.histogram.iter().map(|bin| {
        format!(
            "{} days between two orders<br>{}, {} of all",
            label(bin),
            counted(u64::from(bin.gaps), "gap", "gaps"),
            percent(share(bin.gaps))
        )
    });
    let mut plot = Plot::new();
    plot.add_trace(
        Bar::new((0..gaps.histogram.len()).collect::<Vec<_>>(), gaps.histogram.iter().map(|bin| share(bin.gaps)).collect())
            .marker(Marker::new().color(colours.accent))
            .hover_text_array(hover.collect())
            .hover_template(HOVER),
    );
    let x = ticks(axis(theme, "Days between two orders").show_grid(false), gaps.histogram.iter().map(label).collect());
    plot.set_layout(layout(theme, x, axis(theme, "Share of gaps").tick_format(".0%")).bar_gap(0.06));
    let rows = gaps.histogram.iter().map(|bin| {
        vec![
            Cell::Text(label(bin)),
            Cell::Figure(Figure::Count(u64::from(bin.gaps))),
            Cell::Figure(Figure::Share(share(bin.gaps))),
        ]
    });
    let columns = ["Days", "Gaps", "Share"].map(String::from).to_vec();
    let method_note = "Days between two orders of the same customer that follow each other; orders of one day count as one. Bins widen. Waits that are still going on are not in it, so long gaps are somewhat too rare here.";
    Some(finish(
        Frame { title: "Time between orders", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    ))
}
