//! The value page, and what one customer's page says of value.

use crate::customers::segment_of;
use crate::views::{CustomerValueView, DueView, ParameterView, ValueRow, ValueView};
use clientele_analytics::segment::NextOrder;
use clientele_analytics::value::{DAYS_PER_WEEK, EstimateSource, Estimates, FitReport, Ranking, Total, Valuation};
use clientele_core::domain::{CustomerIx, Day, ErrorView, Figure, Money, counted, grouped, percent};
use clientele_core::files::ExportKind;
use clientele_engine::{Session, output};
use clientele_messages::{
    Block, Button, CellView, ChartClick, ChartId, ChartPlace, Column, CustomerGroup, Group, HeadlineView, Line, Link, PageView,
    Ranged, Row, Span, Table, Tone,
};

/// Customers listed; value.csv has them all.
const MOST_LISTED: usize = 50;

/// The page.
pub(crate) fn page(session: &Session) -> Result<PageView, ErrorView> {
    let view = view(session)?;
    let has_prices = view.has_prices;
    let mut charts = Vec::new();
    if !view.is_simple {
        charts.push(ChartPlace { chart: ChartId::ActiveMap, is_wide: false });
    }
    if has_prices {
        charts.push(ChartPlace { chart: ChartId::ValueDistribution, is_wide: false });
    }
    let mut columns = vec![
        Column::text("Customer"),
        Column::text("Segment"),
        Column::figures("Days with an order", ""),
        Column::figures("Likely still active", "P(alive)"),
        Column::figures(&format!("Orders, next {}", counted(u64::from(view.orders_days), "day", "days")), ""),
    ];
    if has_prices {
        columns.push(Column::figures(
            &format!("Value, next {}", counted(u64::from(view.value_days), "day", "days")),
            "Customer lifetime value",
        ));
    }
    columns.push(Column::text("Next order due"));
    let table = Table {
        caption: "The most valuable customers".to_owned(),
        row_testid: "value-row".to_owned(),
        is_long: true,
        columns,
        rows: view.top.into_iter().map(|row| table_row(row, has_prices)).collect(),
        ..Table::default()
    };
    let simple = view.is_simple.then(|| vec![Block::notice(Tone::Warning, "value-fallback", view.method.clone())]);
    let check = view.has_check.then(|| {
        let says = Block::Group(Group {
            testid: "value-check".to_owned(),
            blocks: vec![Block::Text(view.check.into())],
            ..Group::default()
        });
        let note = "The forecast is tested on orders it had not seen.";
        vec![
            Block::panel("How far to trust it", note, "", vec![says]),
            Block::charts([ChartId::HoldoutBins, ChartId::HoldoutTracking]),
        ]
    });
    let known = !view.parameters.is_empty();
    Ok(PageView {
        title: "Value".to_owned(),
        lead:
            "Who is still a customer, how many orders to expect, and what they are likely to be worth (customer lifetime value)."
                .to_owned(),
        actions: vec![Button::export("All forecasts", ExportKind::Value)],
        blocks: vec![
            Block::Headlines(view.headlines),
            Block::maybe(simple),
            Block::Charts(charts),
            Block::panel(
                "The most valuable customers",
                &format!("{} Days count up to {}.", view.method, view.observed_to.long_text()),
                "value-table",
                vec![Block::Table(table)],
            ),
            Block::notes(view.notes),
            Block::maybe(check),
            Block::maybe(known.then(|| vec![parameters_panel(view.parameters)])),
        ],
    })
}

fn table_row(row: ValueRow, has_prices: bool) -> Row {
    let mut cells = vec![
        CellView::from(Line::customer(&row.id)).under(row.name),
        row.segment.into(),
        Line::count(u64::from(row.order_days)).into(),
        row.p_alive.map_or_else(|| Line::from("not known"), Line::share).into(),
        Line::decimal(row.orders, 2).into(),
    ];
    if has_prices {
        let worth = row.value.map(|value| CellView {
            main: Line::figure(value.value),
            sub: range_line(value),
            remark: row.remark,
            ..CellView::default()
        });
        cells.push(worth.unwrap_or_default());
    }
    cells.push(due_cell(row.due));
    Row { key: row.id, cells, ..Row::default() }
}

/// Lower and upper bound as `low to high`; nothing without bounds.
fn range_line(value: Ranged) -> Line {
    let line = |(low, high)| Line(vec![Span::Rounded(low), Span::Text(" to ".to_owned()), Span::Rounded(high)]);
    value.bounds.map(line).unwrap_or_default()
}

/// When the next order is due.
pub(crate) fn due_cell(due: Option<DueView>) -> CellView {
    let Some(due) = due else { return "too few orders".into() };
    let cell = CellView::from(Line::day(due.expected));
    if due.overdue_days > 0 {
        cell.under(format!("{} past its range", counted(u64::from(due.overdue_days), "day", "days")))
    } else {
        cell.under(Line::day(due.early).and(" to ").and(Line::day(due.late)))
    }
}

/// The models' parameters, for those who know them.
fn parameters_panel(parameters: Vec<ParameterView>) -> Block {
    let number = |x: f64| Line::figure(Figure::Number(x));
    let rows = parameters.into_iter().map(|p| Row {
        cells: vec![
            p.model.into(),
            p.name.into(),
            number(p.value).into(),
            p.standard_error.map_or_else(|| Line::from("–"), number).into(),
            p.bounds.map_or_else(|| Line::from("–"), |(low, high)| number(low).and(" to ").and(number(high))).into(),
        ],
        ..Row::default()
    });
    let table = Table {
        caption: "Parameters of the models".to_owned(),
        testid: "value-parameters".to_owned(),
        columns: vec![
            Column::text("Model"),
            Column::text("Parameter"),
            Column::figures("Estimate", ""),
            Column::figures("Standard error", ""),
            Column::figures("Range", ""),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    let note =
        "For readers who know BG/NBD (Fader, Hardie and Lee 2005) and Gamma-Gamma (Fader and Hardie 2013). Time is in weeks.";
    Block::panel("Parameters of the models", note, "", vec![Block::Table(table)])
}

/// Where a click in one of the page's charts leads.
pub(crate) fn click(chart: ChartId, click: &ChartClick) -> Option<Link> {
    let group = match chart {
        ChartId::ActiveMap => CustomerGroup::active(click.column()?, click.row()?)?,
        ChartId::ValueDistribution => CustomerGroup::Worth(click.column()?),
        _ => return None,
    };
    Some(Link::Group(group))
}

/// What the page is made from.
///
/// # Errors
/// Why there is no forecast.
pub fn view(session: &Session) -> Result<ValueView, ErrorView> {
    let value = session.value()?;
    let mut order: Vec<usize> = (0..value.customer.len()).collect();
    let rank = if session.has_prices() { &value.lifetime_value.value } else { &value.expected_orders.value };
    order.sort_by(|&a, &b| rank[b].total_cmp(&rank[a]).then(a.cmp(&b)));
    let is_simple = value.purchases.method != EstimateSource::Model;
    Ok(ValueView {
        observed_to: value.observed_to,
        orders_days: value.params.orders_horizon_days,
        value_days: value.params.value_horizon_days,
        has_prices: session.has_prices(),
        method: method(session, value),
        is_simple,
        headlines: headlines(session, value),
        notes: output::value_notes(session.dataset(), value),
        check: check(value),
        has_check: value.holdout.is_ok(),
        parameters: [("BG/NBD", &value.purchases.report), ("Gamma-Gamma", &value.values.report)]
            .into_iter()
            .flat_map(|(model, report)| report.iter().flat_map(move |report| parameters(model, report)))
            .collect(),
        top: order.iter().take(MOST_LISTED).map(|&at| row(session, value, at)).collect(),
    })
}

fn method(session: &Session, value: &Valuation) -> String {
    let orders = match &value.purchases.method {
        EstimateSource::Model => {
            "How often customers will order, and whether they are still active, comes from the BG/NBD model".to_owned()
        }
        EstimateSource::Fallback { reason } => format!("How often customers will order is a simple estimate, because {reason}"),
    };
    let worth = match &value.values.method {
        _ if !session.has_prices() => "there are no prices, so no amounts are forecast".to_owned(),
        EstimateSource::Model => "what an order is worth comes from the Gamma-Gamma model".to_owned(),
        EstimateSource::Fallback { reason } => format!("what an order is worth is a simple estimate, because {reason}"),
    };
    format!("{orders}; {worth}. Orders of one day count as one.")
}

fn headlines(session: &Session, value: &Valuation) -> Vec<HeadlineView> {
    let total = |total: &Total, unit: fn(f64) -> Figure| Ranged {
        value: unit(total.value),
        bounds: total.bounds.map(|(low, high)| (unit(low), unit(high))),
    };
    let params = &value.params;
    let mut headlines = Vec::new();
    let mut add = |name: &str, label: String, value: Ranged, how: String| {
        headlines.push(HeadlineView { name: name.to_owned(), label, value, method_note: how });
    };
    if session.has_prices() {
        add(
            "expected-value",
            format!("Expected value, next {}", counted(u64::from(params.value_horizon_days), "day", "days")),
            total(&value.total_value, money_figure),
            format!(
                "Expected orders times expected order value of all {}, discounted by {} a year. New customers are not in it. The range is the {:.0} % interval of the sum, given the model.",
                counted(value.customer.len() as u64, "present buyer", "present buyers"),
                percent(params.yearly_discount_rate),
                params.confidence * 100.0
            ),
        );
    }
    add(
        "expected-orders",
        format!("Expected orders, next {}", counted(u64::from(params.orders_horizon_days), "day", "days")),
        total(&value.total_orders, whole),
        "The sum of all present customers' expected orders; orders of one day count as one. New customers are not in it.".into(),
    );
    if let Some(p_alive) = &value.p_alive {
        let repeat = value.frequency.iter().filter(|&&x| x > 0).count();
        let active: f64 = p_alive.value.iter().zip(&value.frequency).filter(|(_, x)| **x > 0).fold(0.0, |sum, (p, _)| sum + p);
        add(
            "active-repeat-buyers",
            format!("Repeat buyers still active, of {}", grouped(repeat as u64)),
            Ranged { value: whole(active), bounds: None },
            "The sum of the probabilities of being active (P(alive)) over customers with orders on two days or more. Of one-time buyers the model cannot tell.".into(),
        );
    }
    if session.has_prices() {
        add(
            "order-value",
            "Expected order value, mean".into(),
            Ranged { value: money_figure(value.values.mean_value), bounds: None },
            "Mean over customers of what one of their orders is expected to be worth.".into(),
        );
    }
    headlines
}

fn whole(x: f64) -> Figure {
    Figure::Count(x.max(0.0).round() as u64)
}

fn money_figure(main_units: f64) -> Figure {
    Figure::Money(money(main_units))
}

/// Saturates: beyond ±9e14 main units there are no amounts.
pub(crate) fn money(main_units: f64) -> Money {
    Money::from_ten_thousandths((main_units * 1e4).round() as i64)
}

fn check(value: &Valuation) -> String {
    let Ok(check) = &value.holdout else { return String::new() };
    let better = check.mean_absolute_error <= check.own_pace_mean_absolute_error;
    format!(
        "Fitted to the orders up to {} only, the model expected {:.0} repeat orders up to {}; {} came. For a single customer it is off by {:.2} orders on average; going by each customer's own past pace would be off by {:.2}{}.",
        check.split.long_text(),
        check.expected,
        check.end.long_text(),
        grouped(u64::from(check.actual)),
        check.mean_absolute_error,
        check.own_pace_mean_absolute_error,
        if better { "" } else { ", which is better here" }
    )
}

fn parameters(model: &str, report: &FitReport) -> Vec<ParameterView> {
    let one = |p: &clientele_analytics::value::Parameter| ParameterView {
        model: model.to_owned(),
        name: p.name.clone(),
        value: p.value,
        standard_error: p.standard_error,
        bounds: p.bounds,
    };
    report.parameters.iter().map(one).collect()
}

pub(crate) fn due_view(next: &NextOrder) -> DueView {
    DueView { expected: next.expected, early: next.early, late: next.late, overdue_days: next.overdue_days }
}

fn bounds(estimates: &Estimates, row: usize) -> Option<(f64, f64)> {
    let bounds = estimates.bounds.as_ref()?;
    let (low, high) = (*bounds.low.get(row)?, *bounds.high.get(row)?);
    (high.is_finite() && high < 1e14).then_some((low, high))
}

fn ranged_money(estimates: &Estimates, row: usize) -> Ranged {
    Ranged {
        value: money_figure(estimates.value.get(row).copied().unwrap_or(0.0)),
        bounds: bounds(estimates, row).map(|(low, high)| (money_figure(low), money_figure(high))),
    }
}

fn row(session: &Session, value: &Valuation, at: usize) -> ValueRow {
    let customer = value.customer[at];
    let customers = session.dataset().customers();
    let repeats = value.frequency[at];
    ValueRow {
        id: customers.ids.get(customer.ix()).to_owned(),
        name: customers.names.get(customer.ix()).to_owned(),
        segment: segment_of(session, customer).to_owned(),
        order_days: repeats + 1,
        p_alive: value.p_alive.as_ref().filter(|_| repeats > 0).and_then(|p| p.value.get(at).copied()),
        orders: value.expected_orders.value.get(at).copied().unwrap_or(0.0),
        value: session.has_prices().then(|| ranged_money(&value.lifetime_value, at)),
        due: session.interpurchase_times().ok().and_then(|interpurchase| interpurchase.next_of(customer)).map(|next| due_view(&next)),
        remark: match value.ranking.get(at).copied().unwrap_or_default() {
            Ranking::AsExpected => "",
            Ranking::AboveRepeatBuyer => "Ranked above a repeat buyer who was here on the same day: the model cannot tell whether one-time buyers have left.",
            Ranking::BelowOneTimeBuyer => "Ranked below one-time buyers who were here on the same day: silence after several orders speaks for leaving.",
        }
        .to_owned(),
    }
}

/// What one customer's page says; nothing without orders or without a forecast.
pub(crate) fn customer_blocks(session: &Session, customer: CustomerIx) -> Vec<Block> {
    let Some(value) = of_customer(session, customer) else { return Vec::new() };
    let ranged = |value: Ranged| {
        let line = Line::figure(value.value);
        if value.bounds.is_some() { line.and(" (").and(range_line(value)).and(")") } else { line }
    };
    let with = |line: Line, bounds: Option<(f64, f64)>, write: fn(f64) -> Line| match bounds {
        Some((low, high)) => line.and(" (").and(write(low)).and(" to ").and(write(high)).and(")"),
        None => line,
    };
    let two = |x: f64| Line::decimal(x, 2);
    let active =
        value.row.p_alive.map_or_else(|| "not known".into(), |p| with(Line::share(p), value.p_alive_bounds, Line::share));
    let mut facts: Vec<(String, Line)> = vec![
        ("Likely still active".to_owned(), active),
        (
            format!("Expected orders, next {}", counted(u64::from(value.orders_days), "day", "days")),
            with(two(value.row.orders), value.orders_bounds, two),
        ),
    ];
    if let Some(order_value) = value.order_value {
        facts.push(("Expected order value".to_owned(), ranged(order_value)));
    }
    if let Some(worth) = value.row.value {
        facts.push((format!("Expected value, next {}", counted(u64::from(value.value_days), "day", "days")), ranged(worth)));
    }
    let due = match value.row.due {
        None => "too few orders to tell".into(),
        Some(due) => {
            let line = Line::day(due.expected).and(" (").and(Line::day(due.early)).and(" to ").and(Line::day(due.late)).and(")");
            if due.overdue_days > 0 {
                line.and(format!(", past by {}", counted(u64::from(due.overdue_days), "day", "days")))
            } else {
                line
            }
        }
    };
    facts.push(("Next order due".to_owned(), due));
    let why = value.why.into_iter().map(Line::from).collect();
    vec![Block::panel(
        "What to expect",
        "A forecast from the past orders; ranges cover the average of such customers, not what one person does.",
        "customer-value",
        vec![
            Block::Facts(facts),
            Block::Text(Line(vec![Span::Strong("Why".to_owned())])),
            Block::List { testid: "customer-why".to_owned(), lines: why },
        ],
    )]
}

/// A customer's forecast; `None` without orders or without a forecast.
pub fn customer_value_view(session: &Session, id: &str) -> Option<CustomerValueView> {
    let ids = &session.dataset().customers().ids;
    (0..ids.len()).find(|&at| ids.get(at) == id).and_then(|at| of_customer(session, CustomerIx::new(at)))
}

/// What one customer's page says; `None` without orders or without a forecast.
fn of_customer(session: &Session, customer: CustomerIx) -> Option<CustomerValueView> {
    let value = session.value().ok()?;
    let at = value.row_of(customer)?;
    let row = row(session, value, at);
    let shown = |estimates: &Estimates| bounds(estimates, at);
    Some(CustomerValueView {
        p_alive_bounds: row.p_alive.and(value.p_alive.as_ref()).and_then(shown),
        orders_bounds: shown(&value.expected_orders),
        order_value: session.has_prices().then(|| ranged_money(&value.order_value, at)),
        orders_days: value.params.orders_horizon_days,
        value_days: value.params.value_horizon_days,
        why: why(session, value, at, &row),
        row,
    })
}

fn why(session: &Session, value: &Valuation, at: usize, row: &ValueRow) -> Vec<String> {
    let (repeats, away) = (value.frequency[at], value.age[at] - value.recency[at]);
    let last = Day(value.observed_to.0 - i32::try_from(away).unwrap_or(0));
    let ago = counted(u64::from(away), "day", "days");
    let mut why = Vec::new();
    if repeats == 0 {
        why.push(format!("One day with an order so far, {ago} ago."));
        if value.p_alive.is_some() {
            why.push("Whether one-time buyers have left cannot be told from one order, so no probability is shown. Expected orders are those of customers like this one.".to_owned());
        }
    } else {
        let pace = f64::from(value.recency[at]) / f64::from(repeats);
        why.push(format!(
            "Orders on {} days, on average {pace:.0} days apart; the last on {}, {ago} before the data end.",
            grouped(u64::from(repeats) + 1),
            last.long_text()
        ));
        if let Some(p) = row.p_alive {
            let silence = f64::from(away) / pace.max(1.0);
            why.push(match (p, silence) {
                (p, _) if p >= 0.8 => format!("Such a silence is usual at this pace: {} likely still active.", percent(p)),
                (p, s) if s >= 2.0 => {
                    format!("The silence is {s:.1} times the usual gap: gone with a probability of {}.", percent(1.0 - p))
                }
                (p, _) => format!("Still active with a probability of {}: some silences like this one are for good.", percent(p)),
            });
        }
    }
    if let EstimateSource::Fallback { reason } = &value.purchases.method {
        let weeks = f64::from(value.age[at]) / DAYS_PER_WEEK;
        why.push(format!(
            "Expected orders are a simple estimate from {} in {weeks:.0} weeks, moved towards the shop's pace, because {reason}. It does not tell who has left.",
            counted(u64::from(repeats), "repeat order", "repeat orders")
        ));
    }
    if !session.has_prices() {
        why.push("There are no prices, so no amounts are forecast.".to_owned());
    }
    if !row.remark.is_empty() {
        why.push(row.remark.clone());
    }
    why
}
