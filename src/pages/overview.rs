//! The overview page: key figures, summary, best selling products.

use crate::chart;
use crate::views::ProductRow;
use clientele_core::domain::{Dataset, Figure, Kpi, Money, NO_CATEGORY, OrderIx, ProductIx, product_name};
use clientele_core::files::ExportKind;
use clientele_engine::{Session, output};
use clientele_ingest::IssueCode;
use clientele_messages::{
    Act, Block, Button, CellView, ChartId, ChartPlace, Column, CustomerFilter, Group, Line, Link, PageView, Query, Row, Span,
    Table, Theme, Tone,
};

/// Products in the best-seller table.
const TOP: usize = 20;

/// Days of each of the two periods that rising and falling products are told from.
const PERIOD_DAYS: i32 = 90;
/// Orders in both periods together that a product must have to rise or fall: fewer tell nothing.
const FEWEST_ORDERS: u64 = 5;
/// Products that rise, and that fall.
const MOST_MOVING: usize = 10;

/// The page. `all`: the whole result, of which `session` is the part that the filter is about.
pub(crate) fn page(all: &Session, session: &Session, filter: &CustomerFilter) -> PageView {
    let dataset = session.dataset();
    let rfm = session.rfm().ok();
    let has_prices = has_prices(all);
    let kpis: Vec<Kpi> = output::kpis(dataset, rfm);
    // Without prices every amount is nought: no figure at all is truer than that.
    let kpis: Vec<Kpi> = kpis.into_iter().filter(|kpi| has_prices || !matches!(kpi.value, Figure::Money(_))).collect();
    let nobody = dataset.shop().lines() == 0;
    let summary = if has_prices && !nobody { output::executive_summary(dataset, rfm) } else { Vec::new() };
    let mut charts = vec![ChartPlace { chart: ChartId::RevenueOverTime, is_wide: true }];
    let mut half = |chart| charts.push(ChartPlace { chart, is_wide: false });
    half(ChartId::TopCategories);
    if dataset.customers().places.len() > 1 {
        half(ChartId::TopPlaces);
    }
    half(ChartId::CustomerPareto);
    if chart::season_of_year(dataset, session.imported().dataset.shop().period(), Theme::Light).is_some() {
        half(ChartId::SeasonOfYear);
    }
    half(ChartId::WeekdayHour);
    let money = (has_prices && !nobody).then(|| {
        let best = best_sellers(dataset, TOP);
        let mut blocks = vec![Block::Charts(charts)];
        blocks.extend(moving(dataset));
        let note = "By revenue over the whole period, without postage and fees. A product's name filters every page.";
        blocks.push(Block::panel("Best sellers in figures", note, "best-sellers", vec![products_table(best)]));
        blocks
    });
    let missing = (!has_prices).then(|| {
        vec![Block::Notice {
            tone: Tone::Info,
            testid: "no-prices".to_owned(),
            title: "These files have no prices".to_owned(),
            lines: vec![
                "Revenue is unknown. How often and how recently customers buy is known, and the other pages show it; amounts there are 0.".into(),
                "If there is a column with prices, choose it on the Data page with \"Change columns\".".into(),
            ],
        }]
    });
    let empty =
        nobody.then(|| vec![Block::notice(Tone::Info, "nobody", "Nothing matches the filter. Remove one of its conditions.")]);
    let sentences: Vec<Line> = summary.into_iter().map(Line::from).collect();
    let short = (!sentences.is_empty()).then(|| {
        vec![Block::panel("In short", "", "executive-summary", vec![Block::List { testid: String::new(), lines: sentences }])]
    });
    PageView {
        title: "Overview".to_owned(),
        lead: "How the shop is doing, and who brings in the revenue.".to_owned(),
        actions: vec![
            Button::export("All key figures", ExportKind::Summary),
            Button {
                hint: "The key figures below as a picture (PNG)".to_owned(),
                ..Button::new(
                    "As a picture",
                    "save-key-figures",
                    Act::Save(Box::new(Query::KeyFigures { filter: filter.clone() })),
                )
            },
        ],
        blocks: vec![
            Block::maybe(missing),
            Block::maybe(empty),
            Block::Kpis(kpis),
            Block::maybe(without_customer(session).map(|note| vec![note])),
            Block::maybe(short),
            Block::maybe(money),
        ],
    }
}

/// What sales without a customer add to the shop, and which figures leave them out; nothing where there are none.
pub(crate) fn without_customer(session: &Session) -> Option<Block> {
    let says = output::sales_without_customer(session.dataset())?;
    let rest = " They count in revenue, orders, products, seasons and baskets. Customers, repeat rate, segments and all else that is told of customers leave them out.";
    Some(Block::Group(Group {
        testid: "sales-without-customer".to_owned(),
        attrs: vec![("data-amount".to_owned(), session.dataset().anonymous().revenue().to_string())],
        blocks: vec![Block::Text(Line(vec![Span::Strong(says), Span::Text(rest.to_owned())]))],
        ..Group::default()
    }))
}

/// A product's name, which filters by it.
fn product_cell(row: &ProductRow) -> CellView {
    let cell = CellView::from(Line::link(row.name.clone(), Link::Set(vec![("product".to_owned(), row.id.clone())])));
    if row.name == row.id { cell } else { cell.under(row.id.clone()) }
}

fn products_table(products: Vec<ProductRow>) -> Block {
    let has_categories = products.iter().any(|row| !row.category.is_empty());
    let mut columns = vec![Column::text("Product")];
    if has_categories {
        columns.push(Column::text("Category"));
    }
    columns.extend([Column::figures("Revenue", ""), Column::figures("Orders", ""), Column::figures("Customers", "")]);
    let rows = products.into_iter().map(|row| {
        let mut cells = vec![product_cell(&row)];
        if has_categories {
            cells.push(row.category.clone().into());
        }
        cells.extend([Line::money(row.revenue).into(), Line::count(row.orders).into(), Line::count(row.customers).into()]);
        Row { key: row.id, cells, ..Row::default() }
    });
    Block::Table(Table { caption: "Products".to_owned(), columns, rows: rows.collect(), ..Table::default() })
}

/// Products that sell more, and less, than before; nothing where the data do not reach back so far.
fn moving(dataset: &Dataset) -> Option<Block> {
    let shop = dataset.shop();
    let (first, last) = shop.period()?;
    if last.0 - first.0 < 2 * PERIOD_DAYS - 1 {
        return None;
    }
    let count = shop.products().ids.len();
    let (mut now, mut before, mut orders) = (vec![Money::ZERO; count], vec![Money::ZERO; count], vec![0_u64; count]);
    // Lines are grouped by order: the last one seen tells whether this one is new.
    let mut last_order = vec![u32::MAX; count];
    for sale in shop.sales() {
        let sums = match last.0 - sale.day.0 {
            0..PERIOD_DAYS => &mut now,
            age if age < 2 * PERIOD_DAYS => &mut before,
            _ => continue,
        };
        for (product, amount) in sale.products.iter().zip(sale.amounts) {
            sums[product.ix()] += *amount;
            if let Some(order) = sale.order {
                orders[product.ix()] += u64::from(std::mem::replace(&mut last_order[product.ix()], order) != order);
            }
        }
    }
    let change = |product: usize| now[product] - before[product];
    let mut order: Vec<usize> = (0..count)
        .filter(|&product| orders[product] >= FEWEST_ORDERS && shop.products().is_goods.get(product).copied().unwrap_or(true))
        .collect();
    order.sort_by_key(|&product| (std::cmp::Reverse(change(product)), product));
    let table = |products: &[usize], testid: &str, caption: &str| {
        let rows = products.iter().map(|&product| {
            let row = ProductRow {
                id: shop.products().ids.get(product).to_owned(),
                name: product_name(dataset, product).to_owned(),
                category: String::new(),
                revenue: now[product],
                orders: orders[product],
                customers: 0,
            };
            let share = before[product].to_f64();
            let relative = if share > 0.0 { Line(vec![Span::Change(change(product).to_f64() / share)]) } else { "new".into() };
            Row {
                key: row.id.clone(),
                cells: vec![
                    product_cell(&row),
                    Line::money(now[product]).into(),
                    Line::money(before[product]).into(),
                    relative.into(),
                ],
                ..Row::default()
            }
        });
        Block::Table(Table {
            caption: caption.to_owned(),
            testid: testid.to_owned(),
            columns: vec![
                Column::text("Product"),
                Column::figures(&format!("Last {PERIOD_DAYS} days"), ""),
                Column::figures(&format!("The {PERIOD_DAYS} before"), ""),
                Column::figures("Change", ""),
            ],
            rows: rows.collect(),
            ..Table::default()
        })
    };
    let rising: Vec<usize> = order.iter().copied().filter(|&product| change(product) > Money::ZERO).take(MOST_MOVING).collect();
    let falling: Vec<usize> =
        order.iter().rev().copied().filter(|&product| change(product) < Money::ZERO).take(MOST_MOVING).collect();
    let note = "By the change in revenue; products with fewer than five orders in both periods are left out.";
    Some(Block::pair(vec![
        Block::panel("Rising products", note, "", vec![table(&rising, "rising-products", "Rising products")]),
        Block::panel("Falling products", note, "", vec![table(&falling, "falling-products", "Falling products")]),
    ]))
}

/// One of several files may have none.
pub(crate) fn has_prices(session: &Session) -> bool {
    let told = session.imported().report.issues.iter().any(|issue| issue.code == IssueCode::NoPrices);
    !told || session.dataset().shop().revenue() != Money::ZERO
}

/// Figures of every product of the shop, in the order of its product table: revenue and orders of all sales, and how many customers.
pub(crate) fn product_rows(dataset: &Dataset) -> Vec<(ProductIx, ProductRow)> {
    let products = dataset.shop().products();
    let count = products.ids.len();
    let mut revenue = vec![Money::ZERO; count];
    let (mut orders, mut customers) = (vec![0_u64; count], vec![0_u64; count]);
    // Lines are grouped by order and orders by customer: the last one seen tells whether this one is new.
    let (mut last_order, mut last_customer) = (vec![u32::MAX; count], vec![u32::MAX; count]);
    for sale in dataset.shop().sales() {
        for (product, amount) in sale.products.iter().map(|product| product.ix()).zip(sale.amounts) {
            revenue[product] += *amount;
            if let Some(order) = sale.order.filter(|&order| last_order[product] != order) {
                last_order[product] = order;
                orders[product] += 1;
            }
            if let Some(customer) = sale.customer.map(|customer| customer.0).filter(|&c| last_customer[product] != c) {
                last_customer[product] = customer;
                customers[product] += 1;
            }
        }
    }
    (0..count)
        .map(|product| {
            let row = ProductRow {
                id: products.ids.get(product).to_owned(),
                name: product_name(dataset, product).to_owned(),
                category: category(dataset, product),
                revenue: revenue[product],
                orders: orders[product],
                customers: customers[product],
            };
            (ProductIx::new(product), row)
        })
        .collect()
}

/// The products with the most revenue, without postage and fees.
pub(crate) fn best_sellers(dataset: &Dataset, most: usize) -> Vec<ProductRow> {
    let mut products = product_rows(dataset);
    let is_goods = |product: ProductIx| dataset.shop().products().is_goods.get(product.ix()).copied().unwrap_or(true);
    // Sales without an order number are known by their revenue.
    products.retain(|(product, row)| (row.orders > 0 || row.revenue != Money::ZERO) && is_goods(*product));
    products.sort_by(|a, b| b.1.revenue.cmp(&a.1.revenue).then(a.0.cmp(&b.0)));
    products.into_iter().take(most).map(|(_, row)| row).collect()
}

/// A product's category, empty where it has none.
pub(crate) fn category(dataset: &Dataset, product: usize) -> String {
    let products = dataset.shop().products();
    match products.category.get(product) {
        Some(&code) if code != NO_CATEGORY => products.categories.get(code as usize).to_owned(),
        _ => String::new(),
    }
}

/// What an order came to.
pub(crate) fn order_amount(dataset: &Dataset, order: usize) -> Money {
    dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum()
}
