//! Key figures with how each is computed: revenue and orders of the whole shop, and what is told of its customers.

use clientele_analytics::segment::Rfm;
use clientele_core::domain::{CustomerIx, Dataset, Day, Figure, Kpi, Money, Sale, grouped, money_text};

/// Days in each of the two periods that are compared.
const PERIOD_DAYS: i32 = 90;
/// Days in each point of a figure's small curve.
const SPAN_DAYS: i32 = 30;
/// Points at most: of a far-off date there would be a hundred thousand.
const MOST_SPANS: i32 = 500;
/// A customer is active who ordered within so many days before the analysis date.
const ACTIVE_DAYS: u32 = 90;

/// Sums over a span of days.
#[derive(Clone, Default)]
struct Span {
    revenue: Money,
    /// Revenue of sales that are known to be an order.
    of_orders: Money,
    orders: u64,
    /// Customers who ordered in it.
    buyers: u64,
    /// Of those, how many had ordered before in all the data, or did twice in it.
    repeat_buyers: u64,
    last_buyer: Option<CustomerIx>,
    last_was_repeat: bool,
}

impl Span {
    /// Adds a sale; `is_new_order`: its lines are no part of the order before. Sales come grouped by customer, oldest first.
    fn add(&mut self, sale: &Sale<'_>, revenue: Money, is_new_order: bool, is_first_order: bool) {
        self.revenue += revenue;
        if sale.order.is_some() {
            self.of_orders += revenue;
            self.orders += u64::from(is_new_order);
        }
        let Some(customer) = sale.customer else { return };
        if self.last_buyer != Some(customer) {
            self.last_buyer = Some(customer);
            self.last_was_repeat = false;
            self.buyers += 1;
        }
        if !is_first_order && !self.last_was_repeat {
            self.last_was_repeat = true;
            self.repeat_buyers += 1;
        }
    }

    fn average_order(&self) -> f64 {
        if self.orders == 0 { 0.0 } else { self.of_orders.to_f64() / self.orders as f64 }
    }

    fn repeat_rate(&self) -> f64 {
        if self.buyers == 0 { 0.0 } else { self.repeat_buyers as f64 / self.buyers as f64 }
    }
}

/// The key figures: revenue, orders, customers, average order, repeat rate, active customers.
///
/// Revenue, orders and customers are over all the data; changes compare the last 90 days with the 90 before, where the data
/// reach that far back. Revenue, orders and the average order are the shop's, with sales that name no customer; the others are about
/// customers.
pub fn kpis(dataset: &Dataset, rfm: Option<&Rfm>) -> Vec<Kpi> {
    let shop = dataset.shop();
    let Some((first, last)) = shop.period() else { return Vec::new() };
    let days = last.0 - first.0 + 1;
    let span_days = SPAN_DAYS * (days / SPAN_DAYS / MOST_SPANS + i32::from(days / SPAN_DAYS % MOST_SPANS > 0)).max(1);
    let spans = usize::try_from(days / span_days).unwrap_or(0);
    let (mut all, mut now, mut before) = (Span::default(), Span::default(), Span::default());
    let mut by_span = vec![Span::default(); spans];
    let (mut last_customer, mut last_order) = (None, None);
    for sale in shop.sales() {
        let is_first = sale.customer.is_some() && sale.customer != last_customer;
        let is_new = sale.order.is_some() && sale.order != last_order;
        (last_customer, last_order) = (sale.customer.or(last_customer), sale.order);
        let revenue = sale.revenue();
        let add = |span: &mut Span| span.add(&sale, revenue, is_new, is_first);
        add(&mut all);
        let age = usize::try_from((last.0 - sale.day.0) / span_days).unwrap_or(usize::MAX);
        let at = spans.checked_sub(1).and_then(|newest| newest.checked_sub(age));
        if let Some(span) = at.and_then(|at| by_span.get_mut(at)) {
            add(span);
        }
        match last.0 - sale.day.0 {
            0..PERIOD_DAYS => add(&mut now),
            age if age < 2 * PERIOD_DAYS => add(&mut before),
            _ => {}
        }
    }
    let anonymous = dataset.anonymous();
    // What each figure of the shop has in it that is no customer's.
    let and_others = |more: String| if anonymous.is_empty() { String::new() } else { more };
    let comparable = last.0 - first.0 >= 2 * PERIOD_DAYS - 1;
    let make = |name: &str, label: &str, value: Figure, how: String, of: fn(&Span) -> f64| Kpi {
        name: name.into(),
        label: label.into(),
        value,
        how,
        change: (comparable && of(&before) > 0.0).then(|| of(&now) / of(&before) - 1.0),
        change_label: format!("last {PERIOD_DAYS} days against the {PERIOD_DAYS} before"),
        history: by_span.iter().map(of).collect(),
    };
    let average = if all.orders == 0 { 0 } else { rounded_mean(all.of_orders, all.orders) };
    let mut kpis = vec![
        make(
            "revenue",
            "Revenue",
            Figure::Money(all.revenue),
            match anonymous.is_empty() {
                true => "The sum of all analysed order lines.".to_owned(),
                false => format!(
                    "The sum of all order lines of the shop: {} from customers, {} from sales without a customer.",
                    money_text(dataset.revenue(), dataset.currency()),
                    money_text(anonymous.revenue(), dataset.currency())
                ),
            },
            |s| s.revenue.to_f64(),
        ),
        make(
            "orders",
            "Orders",
            Figure::Count(all.orders),
            "Distinct orders among the analysed lines; where the files have no order numbers, what a customer bought on one day."
                .to_owned()
                + &and_others(format!(
                    " {} of them are from customers, {} name no customer.",
                    grouped(dataset.orders().ids.len() as u64),
                    grouped(anonymous.order_count() as u64)
                )),
            |s| s.orders as f64,
        ),
        make(
            "customers",
            "Customers",
            Figure::Count(all.buyers),
            "Customers with at least one analysed order.".to_owned()
                + &and_others(format!(
                    " Sales without a customer bring {} more.",
                    money_text(anonymous.revenue(), dataset.currency())
                )),
            |s| s.buyers as f64,
        ),
        make(
            "average-order",
            "Average order",
            Figure::Money(Money::from_ten_thousandths(average)),
            match all.of_orders == all.revenue {
                true => {
                    "Revenue divided by orders.".to_owned() + &and_others(" Orders without a customer are in both.".to_owned())
                }
                false => {
                    "Revenue of orders divided by their number; sales with neither an order number nor a customer are left out."
                        .to_owned()
                }
            },
            Span::average_order,
        ),
        make(
            "repeat-rate",
            "Repeat rate",
            Figure::Share(all.repeat_rate()),
            "Share of customers with two orders or more; by period: share of its buyers who had ordered before.".into(),
            Span::repeat_rate,
        ),
    ];
    let reference = rfm.map_or(Day(last.0 + 1), |rfm| rfm.analysis_date);
    let active = active_customers(dataset, reference);
    kpis.push(Kpi {
        name: "active-customers".into(),
        label: "Active customers".into(),
        value: Figure::Count(active),
        how: format!("Customers with an order in the {ACTIVE_DAYS} days up to {}.", reference.long_text()),
        // Both periods end with the data: from another day's view there is nothing to compare.
        change: (comparable && before.buyers > 0 && reference.0 == last.0 + 1)
            .then(|| active as f64 / before.buyers as f64 - 1.0),
        change_label: format!("last {ACTIVE_DAYS} days against the {ACTIVE_DAYS} before"),
        history: by_span.iter().map(|s| s.buyers as f64).collect(),
    });
    kpis
}

fn active_customers(dataset: &Dataset, reference: Day) -> u64 {
    let active = |customer: usize| {
        dataset.orders_of(CustomerIx::new(customer)).any(|order| {
            let age = reference.0 - dataset.orders().day[order].0;
            age >= 0 && age.unsigned_abs() <= ACTIVE_DAYS
        })
    };
    (0..dataset.customers().ids.len()).filter(|&c| active(c)).count() as u64
}

/// In ten-thousandths, half away from zero.
fn rounded_mean(sum: Money, count: u64) -> i64 {
    let (sum, count) = (i128::from(sum.ten_thousandths()), i128::from(count.max(1)));
    let half = if sum < 0 { -count / 2 } else { count / 2 };
    i64::try_from((sum + half) / count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::fixture::shop;

    #[test]
    fn curves_have_as_many_points_as_can_be_seen() {
        for (days, points) in [(10, 0), (60, 2), (730, 24), (15_000, 500), (15_030, 250), (2_900_000, 500)] {
            let shop = shop(1, &[(0, 1, 100), (0, days, 200)]);
            for kpi in kpis(&shop, None) {
                assert!(kpi.history.len() <= 500 && kpi.history.len().abs_diff(points) <= 10, "{days}: {}", kpi.history.len());
            }
            let revenue = &kpis(&shop, None)[0].history;
            assert_eq!(revenue.last().copied(), if points > 0 { Some(2.0) } else { None });
        }
    }
}
