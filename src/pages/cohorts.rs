//! The page of cohorts and rhythm.

use crate::customers::segment_of;
use crate::value::{due_cell, due_view};
use crate::views::{CohortsView, DueRow};
use clientele_analytics::segment::{Cohorts, InterpurchaseTimes};
use clientele_core::domain::{CustomerIx, ErrorView, Figure, Money, counted, month_name};
use clientele_engine::Session;
use clientele_messages::{
    Block, CellView, ChartClick, ChartId, Column, CustomerGroup, Field, FieldKind, HeadlineView, Line, Link, PageView, Ranged,
    Row, Span, Table, argument,
};

/// Customers listed; the customer table has them all.
const MOST_LISTED: usize = 50;

const MEASURES: [(&str, &str, &str, ChartId); 3] = [
    ("", "Customers", "measure-customers", ChartId::CohortCustomers),
    ("orders", "Orders", "measure-orders", ChartId::CohortOrders),
    ("revenue", "Revenue", "measure-revenue", ChartId::CohortRevenue),
];

/// The page. Argument `measure`: what the map shows.
pub(crate) fn page(session: &Session, arguments: &[(String, String)]) -> Result<PageView, ErrorView> {
    let view = view(session)?;
    let measure = argument(arguments, "measure");
    let (value, .., chart) = MEASURES.iter().find(|(value, ..)| *value == measure).unwrap_or(&MEASURES[0]);
    let field = Field {
        name: "measure".to_owned(),
        label: "What the map shows".to_owned(),
        value: (*value).to_owned(),
        kind: FieldKind::Buttons(
            MEASURES
                .iter()
                .map(|(value, label, testid, _)| ((*value).to_owned(), (*label).to_owned(), (*testid).to_owned()))
                .collect(),
        ),
        ..Field::default()
    };
    let overdue = (view.overdue > 0).then(|| vec![overdue_panel(&view)]);
    let gaps = view.has_gaps.then(|| vec![Block::wide_chart(ChartId::OrderGaps)]);
    Ok(PageView {
        title: "Cohorts and rhythm".to_owned(),
        lead: "Customers by the month of their first order: how many come back, and after how many days.".to_owned(),
        actions: Vec::new(),
        blocks: vec![
            Block::Headlines(view.headlines),
            Block::Fields(vec![field]),
            Block::wide_chart(*chart),
            Block::maybe(gaps),
            Block::maybe(overdue),
            Block::notes(view.notes),
        ],
    })
}

fn overdue_panel(view: &CohortsView) -> Block {
    let rows = view.overdue_rows.iter().map(|row| Row {
        key: row.id.clone(),
        cells: vec![
            CellView::from(Line::customer(&row.id)).under(row.name.clone()),
            row.segment.clone().into(),
            Line::count(u64::from(row.order_days)).into(),
            Line::decimal(row.gap_days, 0).into(),
            due_cell(Some(row.due)),
            Line::money(row.revenue).into(),
        ],
        ..Row::default()
    });
    let table = Table {
        caption: "Customers past due".to_owned(),
        row_testid: "overdue-row".to_owned(),
        is_long: true,
        columns: vec![
            Column::text("Customer"),
            Column::text("Segment"),
            Column::figures("Days with an order", ""),
            Column::figures("Usual days between", ""),
            Column::text("Was due"),
            Column::figures("Spent in all", ""),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    let all = Line(vec![Span::Link {
        text: Box::new(Line::from("All ").and(Line::count(view.overdue)).and(" in the customer table")),
        to: Link::Group(CustomerGroup::Overdue),
        testid: "overdue-all".to_owned(),
    }]);
    let note = format!(
        "Their next order is overdue: by {}, three quarters of such orders had come. Those who spent most come first.",
        view.observed_to.long_text()
    );
    Block::panel("Whose next order is past due", &note, "overdue", vec![Block::Muted(all), Block::Table(table)])
}

/// Where a click in the page's map leads. Its vertical axis counts months downwards.
pub(crate) fn click(click: &ChartClick) -> Option<Link> {
    let month = click.y?.checked_neg()?;
    Some(Link::Group(CustomerGroup::Cohort { month, after: click.column().filter(|&after| after > 0) }))
}

/// What the page is made from.
///
/// # Errors
/// Why there are no cohorts.
pub fn view(session: &Session) -> Result<CohortsView, ErrorView> {
    let (cohorts, interpurchase) = (session.cohorts()?, session.interpurchase_times()?);
    let mut headlines: Vec<HeadlineView> = [1_u32, 3, 6].into_iter().filter_map(|months| retention(&cohorts, months)).collect();
    if let Some(gaps) = &interpurchase.shop {
        let quantile = |share: f64| gaps.quantiles.iter().find(|(at, _)| (at - share).abs() < 1e-9).map(|(_, days)| *days);
        if let (Some(low), Some(middle), Some(high)) = (quantile(0.25), quantile(0.5), quantile(0.75)) {
            headlines.push(HeadlineView {
                name: "days-between-orders".into(),
                label: "Days between orders".into(),
                value: Ranged { value: Figure::Days(middle), bounds: Some((Figure::Days(low), Figure::Days(high))) },
                method_note: format!(
                    "The median of {} between two orders of the same customer; half of all lie in the range. Orders of one day count as one.",
                    counted(u64::from(gaps.gaps), "gap", "gaps")
                ),
            });
        }
    }
    let mut late: Vec<(usize, Money)> = Vec::new();
    for (row, next) in interpurchase.next.iter().enumerate() {
        if next.is_some_and(|next| next.overdue_days > 0) {
            late.push((row, spent(session, interpurchase.customer[row])));
        }
    }
    late.sort_by_key(|&(row, spent)| (std::cmp::Reverse(spent), row));
    let overdue = late.len() as u64;
    headlines.push(HeadlineView {
        name: "overdue".into(),
        label: "Customers past due".into(),
        value: Ranged { value: Figure::Count(overdue), bounds: None },
        method_note:
            "Customers with orders on three days or more whose next order is overdue: three quarters of such orders come sooner."
                .into(),
    });
    Ok(CohortsView {
        observed_to: cohorts.observed_to,
        headlines,
        notes: notes(&cohorts, &interpurchase),
        has_gaps: interpurchase.shop.is_some(),
        overdue,
        overdue_rows: late
            .iter()
            .take(MOST_LISTED)
            .filter_map(|&(row, revenue)| due_row(session, &interpurchase, row, revenue))
            .collect(),
    })
}

/// Share of customers who ordered in the month so many months after the first, over all cohorts for which that month is over.
fn retention(cohorts: &Cohorts, months: u32) -> Option<HeadlineView> {
    let (mut all, mut came) = (0_u64, 0_u64);
    for cohort in &cohorts.cohorts {
        let is_last = months + 1 == cohort.observed_months;
        if let Some(month) = cohort.month(months).filter(|_| !(is_last && cohort.last_month_incomplete)) {
            all += u64::from(cohort.customers);
            came += u64::from(month.customers);
        }
    }
    (all > 0).then(|| HeadlineView {
        name: format!("retention-{months}"),
        label: match months {
            1 => "Came back after 1 month".into(),
            months => format!("Came back after {months} months"),
        },
        value: Ranged { value: Figure::Share(came as f64 / all as f64), bounds: None },
        method_note: format!(
            "Customers with an order in the calendar month {} after that of their first order: {} of {}. Months that are not over are left out.",
            counted(u64::from(months), "month", "months"),
            clientele_core::domain::grouped(came),
            clientele_core::domain::grouped(all)
        ),
    })
}

fn notes(cohorts: &Cohorts, interpurchase: &InterpurchaseTimes) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(first) = cohorts.cohorts.first() {
        let begin = if cohorts.first_month_incomplete { "The data begin in the middle of that month, and s" } else { "S" };
        notes.push(format!(
            "The first cohort is {} {}. {begin}ome of its customers may have ordered before the data begin: they look like new ones here.",
            month_name(first.month),
            first.year
        ));
    }
    if cohorts.cohorts.iter().any(|cohort| cohort.last_month_incomplete) {
        notes.push("The last month is not over yet: its figures can still grow.".to_owned());
    }
    if interpurchase.shop.is_none() {
        notes.push("Nobody ordered on two days, so the time between orders cannot be measured.".to_owned());
    } else {
        notes.push("A next order is expected only of customers with orders on three days or more: from their own usual time between orders, counted with two of the shop's.".to_owned());
    }
    notes
}

fn spent(session: &Session, customer: CustomerIx) -> Money {
    let rfm = session.rfm().ok();
    rfm.and_then(|rfm| rfm.monetary.get(rfm.row_of(customer)?).copied()).unwrap_or_default()
}

fn due_row(session: &Session, interpurchase: &InterpurchaseTimes, row: usize, revenue: Money) -> Option<DueRow> {
    let (customer, next) = (*interpurchase.customer.get(row)?, (*interpurchase.next.get(row)?)?);
    let customers = session.dataset().customers();
    Some(DueRow {
        id: customers.ids.get(customer.ix()).to_owned(),
        name: customers.names.get(customer.ix()).to_owned(),
        segment: segment_of(session, customer).to_owned(),
        order_days: next.order_days,
        gap_days: next.expected_gap_days,
        due: due_view(&next),
        revenue,
    })
}
