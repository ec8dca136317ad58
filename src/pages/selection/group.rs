//! Who belongs to a group of customers that a chart or a table has counted.

use clientele_core::domain::{CustomerIx, ErrorView};
use clientele_engine::Session;
use clientele_messages::{AWAY_DAYS, CustomerGroup, Moved, ORDER_DAYS, value_bin};

/// One entry a customer, in the customer table's order: whether they belong to it. Nobody does where it cannot be told.
pub(crate) fn members(session: &Session, group: &CustomerGroup) -> Vec<bool> {
    let mut members = vec![false; session.dataset().customers().ids.len()];
    for customer in found(session, group).unwrap_or_default() {
        if let Some(member) = members.get_mut(customer.ix()) {
            *member = true;
        }
    }
    members
}

fn found(session: &Session, group: &CustomerGroup) -> Result<Vec<CustomerIx>, ErrorView> {
    Ok(match group {
        CustomerGroup::Cohort { month, after } => {
            let (dataset, last) = (session.dataset(), session.observation_end()?);
            let wanted = after.and_then(|after| i32::try_from(after).ok()).map(|after| month.saturating_add(after));
            let belongs = |&customer: &CustomerIx| {
                let days = &dataset.orders().day[dataset.orders_of(customer)];
                let mut months = days.iter().filter(|&&day| day <= last).map(|day| day.month_number());
                // Orders are sorted by day: the first is the first.
                let first = months.next();
                first == Some(*month) && wanted.is_none_or(|wanted| first == Some(wanted) || months.any(|m| m == wanted))
            };
            (0..dataset.customers().ids.len()).map(CustomerIx::new).filter(belongs).collect()
        }
        CustomerGroup::Moved { from_day, to_day, how } => {
            let movement = session.movement(*from_day, *to_day)?;
            let segment = |name: &str| movement.segments.iter().position(|s| s == name).and_then(|at| u8::try_from(at).ok());
            let rows: Vec<u32> = match how {
                Moved::Fell => movement.fell(),
                Moved::Rose => movement.rose(),
                Moved::Left(name) => segment(name).map(|segment| movement.left(segment)).unwrap_or_default(),
                Moved::Flow { from, to } => {
                    let from = match from {
                        None => Some(None),
                        Some(name) => segment(name).map(Some),
                    };
                    match from.zip(segment(to)) {
                        None => Vec::new(),
                        Some((from, to)) => (0..movement.customer.len() as u32)
                            .filter(|&row| movement.from[row as usize] == from && movement.to[row as usize] == to)
                            .collect(),
                    }
                }
            };
            rows.into_iter().filter_map(|row| movement.customer.get(row as usize).copied()).collect()
        }
        CustomerGroup::Active { away, orders } => {
            let value = session.value()?;
            let inside = |bins: &[(u32, Option<u32>)], at: u32, x: u32| {
                bins.get(at as usize).is_some_and(|&(low, high)| x >= low && high.is_none_or(|high| x <= high))
            };
            let belongs = |row: usize| {
                let days = value.age[row] - value.recency[row];
                inside(&AWAY_DAYS, *away, days) && inside(&ORDER_DAYS, *orders, value.frequency[row] + 1)
            };
            (0..value.customer.len()).filter(|&row| belongs(row)).map(|row| value.customer[row]).collect()
        }
        CustomerGroup::Worth(bin) => {
            let value = session.value()?;
            let worth = value.customer.iter().zip(&value.lifetime_value.value);
            worth.filter(|(_, worth)| value_bin(**worth) == *bin).map(|(customer, _)| *customer).collect()
        }
        CustomerGroup::Overdue => {
            let interpurchase = session.interpurchase_times()?;
            let next = interpurchase.customer.iter().zip(&interpurchase.next);
            next.filter(|(_, next)| next.is_some_and(|next| next.overdue_days > 0)).map(|(customer, _)| *customer).collect()
        }
    })
}
