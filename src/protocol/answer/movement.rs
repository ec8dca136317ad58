//! The movement page.

use crate::domain::{Day, Money, counted, grouped_money, percent};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{FlowRow, MovedList, MovedRow, MovementDays, MovementView};
use crate::report;
use crate::segment::{Movement, Rfm};

/// Customers listed; the customer table has them all.
const MOST_LISTED: usize = 50;

/// The days asked for, or the usual ones; a day outside the data is moved to their ends.
pub(super) fn days(session: &Session, days: MovementDays) -> Result<(Day, Day), ErrorView> {
    let usual = session.movement_days()?;
    Ok((days.from.unwrap_or(usual.0), days.to.unwrap_or(usual.1)))
}

pub(super) fn file(session: &Session, asked: MovementDays) -> Result<(String, Vec<u8>), ErrorView> {
    let (from, to) = days(session, asked)?;
    Ok((format!("movement_{from}_{to}.csv"), report::movement_csv(session.dataset(), session.movement(from, to)?.as_ref())))
}

pub(super) fn view(session: &Session, asked: MovementDays, left: Option<&str>) -> Result<MovementView, ErrorView> {
    let (from, to) = days(session, asked)?;
    let movement = session.movement(from, to)?;
    let m = movement.as_ref();
    let watched = session.watched_to()?;
    let period = session.dataset().period().map_or((from, to), |(first, _)| (first, watched));
    let stayed = m.from.iter().zip(&m.to).filter(|(from, to)| **from == Some(**to)).count() as u64;
    let new = m.from.iter().filter(|from| from.is_none()).count() as u64;
    let best = best_segment(session.rfm()?);
    let wanted = left.filter(|name| m.segments.iter().any(|s| s == name)).unwrap_or(best);
    let at = m.segments.iter().position(|s| s == wanted).and_then(|at| u8::try_from(at).ok());
    let of_best = m.segments.iter().position(|s| s == best).and_then(|at| u8::try_from(at).ok());
    let (fell, rose) = (list(session, m, &m.fell()), list(session, m, &m.rose()));
    let customers = m.customer.len() as u64 - new;
    let mut summary = vec![format!(
        "Of {}, {} stayed where they were, {} fell and {} rose; {} came new.",
        counted(customers, "customer", "customers"),
        percent(stayed as f64 / customers.max(1) as f64),
        percent(fell.total as f64 / customers.max(1) as f64),
        percent(rose.total as f64 / customers.max(1) as f64),
        counted(new, "customer", "customers"),
    )];
    if let Some(best_at) = of_best {
        let gone = m.left(best_at);
        let spent: Money = gone.iter().filter_map(|&row| m.revenue.get(row as usize)).copied().sum();
        let come = m.entered(best_at).len() as u64;
        let mut text = format!(
            "{} fell out of {best} and {} came in.",
            counted(gone.len() as u64, "customer", "customers"),
            crate::domain::grouped(come)
        );
        if spent != Money::ZERO {
            text.push_str(&format!(" Those who fell out had spent {} in all.", grouped_money(spent)));
        }
        summary.push(text);
    }
    let mut flows: Vec<FlowRow> = m
        .flows
        .iter()
        .map(|flow| FlowRow {
            from: flow.from.map(|from| m.from_name(Some(from)).to_owned()),
            from_name: m.from_name(flow.from).to_owned(),
            to: m.from_name(Some(flow.to)).to_owned(),
            customers: u64::from(flow.customers),
            revenue_between: flow.revenue_between,
            revenue: flow.revenue,
        })
        .collect();
    // A stable sort: flows of the same size stay in the map's order.
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.customers));
    Ok(MovementView {
        from_day: from,
        to_day: to,
        period,
        segments: m.segments.clone(),
        customers,
        stayed,
        new,
        summary,
        flows,
        fell,
        rose,
        left_segment: wanted.to_owned(),
        left: at.map(|at| list(session, m, &m.left(at))).unwrap_or_default(),
    })
}

/// The segment that one would not like to see anybody leave: Champions, or the one with the most revenue a head.
fn best_segment(rfm: &Rfm) -> &str {
    let named = rfm.segments.iter().find(|s| s.name == "Champions");
    let richest = || rfm.segments.iter().max_by(|a, b| a.mean_monetary.unwrap_or(0.0).total_cmp(&b.mean_monetary.unwrap_or(0.0)));
    named.or_else(richest).map_or("", |s| s.name.as_str())
}

fn list(session: &Session, movement: &Movement, rows: &[u32]) -> MovedList {
    let dataset = session.dataset();
    let customers = dataset.customers();
    let one = |&row: &u32| {
        let row = row as usize;
        let customer = movement.customer[row];
        let days = &dataset.orders().day[dataset.orders_of(customer)];
        let last = days.iter().rev().find(|&&day| day <= movement.to_day).copied().unwrap_or(movement.to_day);
        MovedRow {
            id: customers.ids.get(customer.ix()).to_owned(),
            name: customers.names.get(customer.ix()).to_owned(),
            from: movement.from_name(movement.from[row]).to_owned(),
            to: movement.from_name(Some(movement.to[row])).to_owned(),
            recency_days: movement.to_day.0.abs_diff(last.0),
            revenue_between: movement.revenue_between[row],
            revenue: movement.revenue[row],
        }
    };
    MovedList {
        total: rows.len() as u64,
        revenue: rows.iter().filter_map(|&row| movement.revenue.get(row as usize)).copied().sum(),
        rows: rows.iter().take(MOST_LISTED).map(one).collect(),
    }
}
