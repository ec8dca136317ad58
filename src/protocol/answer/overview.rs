//! The overview page: key figures, summary, best selling products.

use crate::chart;
use crate::domain::{Dataset, Money, NO_CATEGORY, OrderIx, ProductIx};
use crate::ingest::IssueCode;
use crate::pipeline::Session;
use crate::protocol::{OverviewView, ProductRow};
use crate::report;

/// Products in the best-seller table.
const TOP: usize = 20;

pub(super) fn view(session: &Session) -> OverviewView {
    let (dataset, rfm) = (session.dataset(), session.rfm().ok());
    let mut products = product_rows(dataset);
    products.sort_by(|a, b| b.1.revenue.cmp(&a.1.revenue).then(a.0.cmp(&b.0)));
    OverviewView {
        kpis: report::kpis(dataset, rfm),
        summary: report::executive_summary(dataset, rfm),
        has_prices: has_prices(session),
        top_products: products.into_iter().take(TOP).map(|(_, row)| row).filter(|row| row.orders > 0).collect(),
    }
}

/// One of several files may have none.
fn has_prices(session: &Session) -> bool {
    let told = session.imported().report.issues.iter().any(|issue| issue.code == IssueCode::NoPrices);
    !told || session.dataset().revenue() != Money::ZERO
}

/// Figures of every product, in the product table's order.
pub(super) fn product_rows(dataset: &Dataset) -> Vec<(ProductIx, ProductRow)> {
    let count = dataset.products().ids.len();
    let mut revenue = vec![Money::ZERO; count];
    let (mut orders, mut customers) = (vec![0_u64; count], vec![0_u64; count]);
    // Lines are grouped by order and orders by customer: the last one seen tells whether this one is new.
    let (mut last_order, mut last_customer) = (vec![u32::MAX; count], vec![u32::MAX; count]);
    let lines = dataset.lines();
    for line in 0..lines.len() {
        let (product, order) = (lines.product[line].ix(), lines.order[line]);
        let customer = dataset.orders().customer[order.ix()].0;
        revenue[product] += lines.amount[line];
        if last_order[product] != order.0 {
            last_order[product] = order.0;
            orders[product] += 1;
        }
        if last_customer[product] != customer {
            last_customer[product] = customer;
            customers[product] += 1;
        }
    }
    (0..count)
        .map(|product| {
            let row = ProductRow {
                id: dataset.products().ids.get(product).to_owned(),
                name: chart::product_name(dataset, product).to_owned(),
                category: category(dataset, product),
                revenue: revenue[product],
                orders: orders[product],
                customers: customers[product],
            };
            (ProductIx::new(product), row)
        })
        .collect()
}

/// A product's category, empty where it has none.
pub(super) fn category(dataset: &Dataset, product: usize) -> String {
    match dataset.products().category.get(product) {
        Some(&code) if code != NO_CATEGORY => dataset.products().categories.get(code as usize).to_owned(),
        _ => String::new(),
    }
}

/// What an order came to.
pub(super) fn order_amount(dataset: &Dataset, order: usize) -> Money {
    dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum()
}
