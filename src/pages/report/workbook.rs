//! A session as a workbook: the same rows as the CSV files, packed by columns.

use super::blocks::{cluster_cells, count, group_columns, members, number, segment_cells, text};
use super::figures;
use clientele_analytics::recommend::reason;
use clientele_analytics::segment::PROSPECTS;
use clientele_analytics::value::Estimates;
use clientele_core::domain::{Cell, Dataset, Day, Figure, TableView};
use clientele_document::{Block, Column, ColumnKind, Sheet, SheetBody, Workbook};
use clientele_engine::Session;

/// Rules in the workbook: with all of a large shop it could hardly be mailed.
const MOST_RULES: usize = 20_000;

/// The workbook of a session; sheets of stages without a result are left out.
pub fn report_workbook(session: &Session) -> Workbook {
    book(session, &[])
}

/// The workbook of a session, or of a part of a result: `only` says which, in words.
pub(super) fn book(session: &Session, only: &[String]) -> Workbook {
    let dataset = session.dataset();
    let mut sheets = vec![summary(session, only)];
    sheets.extend(segments(session));
    sheets.push(customers(session));
    sheets.extend(value(session));
    sheets.extend(clusters(session));
    sheets.extend(recommendations(session));
    sheets.extend(rules(session));
    sheets.push(reconciliation(session));
    sheets.extend(issues(session));
    Workbook {
        title: "Customer report".to_owned(),
        currency: dataset.currency().to_owned(),
        dated: session.whole_dataset().shop().period().map_or(Day(0), |(_, last)| last),
        sheets,
    }
}

fn sheet(name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Sheet {
    let view = TableView { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows };
    Sheet { name: name.to_owned(), note: String::new(), body: SheetBody::Table(view) }
}

fn summary(session: &Session, only: &[String]) -> Sheet {
    let (dataset, rfm) = (session.dataset(), session.rfm().ok());
    let row = |name: &str, value: Cell, how: &str| vec![text(name), value, text(how)];
    let mut rows = Vec::new();
    if !only.is_empty() {
        rows.push(row("Only", text(&only.join(", ")), "The filter: the workbook is about these customers and orders."));
    }
    if let Some((first, last)) = dataset.shop().period() {
        rows.push(row("First day", Cell::Day(first), "First day with an order."));
        rows.push(row("Last day", Cell::Day(last), "Last day with an order."));
    }
    for file in &session.imported().report.files {
        rows.push(row("File", text(&file.name), ""));
    }
    rows.push(row("Currency", text(dataset.currency()), "Of all amounts."));
    for kpi in clientele_engine::output::kpis(dataset, rfm) {
        rows.push(row(&kpi.label, Cell::Figure(kpi.value), &kpi.how));
    }
    if !dataset.anonymous().is_empty() {
        let amount = Cell::Figure(Figure::Money(dataset.revenue()));
        rows.push(row("Revenue from customers", amount, "Part of the revenue. All other sheets about customers rest on it."));
        let amount = Cell::Figure(Figure::Money(dataset.anonymous().revenue()));
        rows.push(row("Revenue without a customer", amount, "Part of the revenue. Nobody is named as the buyer."));
    }
    rows.push(row("Seed", text(&session.config().seed().to_string()), "All random draws start from it."));
    for block in figures::summary(session) {
        match block {
            Block::Lead(says) => rows.push(row("In short", text(&says), "")),
            Block::List(points) => rows.extend(points.iter().map(|says| row("In short", text(says), ""))),
            _ => {}
        }
    }
    sheet("Summary", &["Name", "Value", "How"], rows)
}

fn segments(session: &Session) -> Option<Sheet> {
    let found = crate::segments::view(session).ok()?;
    let rows = found.segments.iter().map(|s| {
        let mut row = vec![text(&s.name)];
        row.extend(segment_cells(s, number));
        row.extend([&s.advice.meaning, &s.advice.action, &s.advice.channel, &s.advice.offer].map(|t| text(t)));
        row
    });
    let columns = group_columns(&["Segment"], &["Who they are", "What to do", "Channel", "Offer"]);
    Some(sheet("Segments", &columns, rows.collect()))
}

fn clusters(session: &Session) -> Option<Sheet> {
    let found = crate::clusters::view(session).ok()?;
    let rows = found.clusters.iter().map(|c| {
        let mut row = vec![count(u64::from(c.number)), text(&c.name)];
        row.extend(cluster_cells(c, number));
        row.extend([c.silhouette.map_or(Cell::Empty, number), text(&c.advice.action)]);
        row
    });
    let columns = group_columns(&["Cluster", "Name"], &["Mean silhouette", "What to do"]);
    Some(sheet("Clusters", &columns, rows.collect()))
}

fn column(header: &str, cells: ColumnKind) -> Column {
    Column { header: header.to_owned(), cells }
}

fn columns_sheet(name: &str, columns: Vec<Column>) -> Sheet {
    Sheet { name: name.to_owned(), note: String::new(), body: SheetBody::Columns(columns) }
}

/// A sheet about the files, which a filter does not touch.
fn of_all(session: &Session, sheet: Sheet) -> Sheet {
    let says = "About all rows of the files, whoever the other sheets are about.";
    Sheet { note: if session.is_selection() { says.to_owned() } else { String::new() }, ..sheet }
}

/// Every customer that the session is about, those without orders too, as in segments.csv.
fn customers(session: &Session) -> Sheet {
    let dataset = session.dataset();
    let all = || members(session);
    let ids = ColumnKind::texts(all().map(|customer| dataset.customers().ids.get(customer.ix())));
    let mut columns = vec![column("customer_id", ids)];
    if dataset.customers().names.iter().any(|name| !name.is_empty()) {
        columns.push(column("name", ColumnKind::texts(all().map(|customer| dataset.customers().names.get(customer.ix())))));
    }
    let Ok(rfm) = session.rfm() else { return columns_sheet("Customers", columns) };
    let rows: Vec<Option<usize>> = all().map(|customer| rfm.row_of(customer)).collect();
    let of = |figure: &dyn Fn(usize) -> f64| rows.iter().map(|row| row.map_or(f64::NAN, figure)).collect::<Vec<f64>>();
    let day =
        |days: &[Day]| rows.iter().map(|row| row.and_then(|row| days.get(row).copied()).unwrap_or(ColumnKind::NO_DAY)).collect();
    let clustering = session.clustering().ok();
    let mut words: Vec<String> = rfm.segments.iter().map(|s| s.name.clone()).collect();
    let prospects = words.len() as u32;
    words.push(PROSPECTS.to_owned());
    let code = rows.iter().map(|row| row.map_or(prospects, |row| u32::from(rfm.segment[row]))).collect();
    columns.extend([
        column("recency_days", ColumnKind::Number(of(&|row| f64::from(rfm.recency_days[row])))),
        column("frequency", ColumnKind::Number(of(&|row| f64::from(rfm.frequency[row])))),
        column("monetary", ColumnKind::Money(of(&|row| rfm.monetary[row].to_f64()))),
        column("r_score", ColumnKind::Number(of(&|row| f64::from(rfm.r_score[row])))),
        column("f_score", ColumnKind::Number(of(&|row| f64::from(rfm.f_score[row])))),
        column("m_score", ColumnKind::Number(of(&|row| f64::from(rfm.m_score[row])))),
        column("segment", ColumnKind::Words { words, code }),
        column("first_order", ColumnKind::Day(day(&rfm.first_order))),
        column("last_order", ColumnKind::Day(day(&rfm.last_order))),
    ]);
    if let Some(clustering) = clustering {
        let names = clustering.clusters.iter().map(|c| c.name.clone()).collect();
        let code =
            rows.iter().map(|row| row.and_then(|row| clustering.label.get(row)).map_or(u32::MAX, |&label| u32::from(label)));
        let code = code.collect();
        columns.push(column("cluster", ColumnKind::Words { words: names, code }));
    }
    if let Ok(value) = session.value() {
        let at = |customer| value.row_of(customer);
        let of = |estimates: &Estimates| {
            all().map(|c| at(c).and_then(|row| estimates.value.get(row).copied()).unwrap_or(f64::NAN)).collect::<Vec<f64>>()
        };
        if let Some(p_alive) = &value.p_alive {
            columns.push(column("p_alive", ColumnKind::Share(of(p_alive))));
        }
        let orders = format!("expected_orders_{}d", value.params.orders_horizon_days);
        columns.push(column(&orders, ColumnKind::Number(of(&value.expected_orders))));
        if session.has_prices() {
            let worth = format!("clv_{}d", value.params.value_horizon_days);
            columns.push(column(&worth, ColumnKind::Money(of(&value.lifetime_value))));
        }
    }
    columns_sheet("Customers", columns)
}

/// Every buyer's forecast with its bounds, as in value.csv.
fn value(session: &Session) -> Option<Sheet> {
    let (dataset, value) = (session.dataset(), session.value().ok()?);
    let ids = ColumnKind::texts(value.customer.iter().map(|customer| dataset.customers().ids.get(customer.ix())));
    let mut columns = vec![column("customer_id", ids)];
    let mut add = |name: &str, estimates: &Estimates, kind: fn(Vec<f64>) -> ColumnKind| {
        columns.push(column(name, kind(estimates.value.clone())));
        if let Some(bounds) = &estimates.bounds {
            columns.push(column(&format!("{name}_low"), kind(bounds.low.clone())));
            columns.push(column(&format!("{name}_high"), kind(bounds.high.clone())));
        }
    };
    if let Some(p_alive) = &value.p_alive {
        add("p_alive", p_alive, ColumnKind::Share);
    }
    add(&format!("expected_orders_{}d", value.params.orders_horizon_days), &value.expected_orders, ColumnKind::Number);
    if session.has_prices() {
        add("expected_order_value", &value.order_value, ColumnKind::Money);
        add(&format!("clv_{}d", value.params.value_horizon_days), &value.lifetime_value, ColumnKind::Money);
    }
    if let Ok(interpurchase) = session.interpurchase_times() {
        let day = |click: fn(&clientele_analytics::segment::NextOrder) -> Day| {
            value.customer.iter().map(|&c| interpurchase.next_of(c).map_or(ColumnKind::NO_DAY, |next| click(&next))).collect()
        };
        columns.push(column("next_order_early", ColumnKind::Day(day(|next| next.early))));
        columns.push(column("next_order_expected", ColumnKind::Day(day(|next| next.expected))));
        columns.push(column("next_order_late", ColumnKind::Day(day(|next| next.late))));
    }
    Some(columns_sheet("Value", columns))
}

/// The lists, as in recommendations.csv.
fn recommendations(session: &Session) -> Option<Sheet> {
    let (dataset, lists) = (session.dataset(), &session.recommendations().ok()?.lists);
    let customers = 0..dataset.customers().ids.len() as u32;
    let rows: Vec<(u32, u32, usize)> = customers
        .flat_map(|customer| {
            let list = lists.of(customer);
            let first = list.start;
            list.map(move |row| (customer, (row - first + 1) as u32, row))
        })
        .collect();
    let figures = |of: &dyn Fn(usize) -> f64| ColumnKind::Number(rows.iter().map(|&(.., row)| of(row)).collect());
    let product = |row: usize| lists.product[row].ix();
    let mut columns = vec![
        column("customer_id", ColumnKind::texts(rows.iter().map(|&(c, ..)| dataset.customers().ids.get(c as usize)))),
        column("rank", ColumnKind::Count(rows.iter().map(|&(_, rank, _)| rank).collect())),
        column("product_id", ColumnKind::texts(rows.iter().map(|&(.., row)| dataset.products().ids.get(product(row))))),
        column(
            "product",
            ColumnKind::texts(rows.iter().map(|&(.., row)| clientele_core::domain::product_name(dataset, product(row)))),
        ),
        column(
            "price",
            ColumnKind::Money(rows.iter().map(|&(.., row)| dataset.products().price[product(row)].to_f64()).collect()),
        ),
        column("score", figures(&|row| lists.score[row])),
        column("confidence", figures(&|row| lists.confidence[row])),
    ];
    if let Some(calibration) = session.calibration() {
        let chance = rows.iter().map(|&(.., row)| calibration.chance(&lists.factors[row])).collect();
        columns.push(column("chance", ColumnKind::Share(chance)));
    }
    let parts = ["collaborative", "content", "cross_sell", "seasonal", "price_affinity"];
    columns.extend(parts.iter().enumerate().map(|(n, name)| column(name, figures(&|row| lists.parts[row][n]))));
    columns.push(column("reason", ColumnKind::texts(rows.iter().map(|&(.., row)| reason(dataset, &lists.evidence[row])))));
    Some(columns_sheet("Recommendations", columns))
}

fn rules(session: &Session) -> Option<Sheet> {
    let (dataset, rules) = (session.dataset(), session.rules().ok()?);
    let mut found =
        rules.select(dataset, &clientele_analytics::basket::RuleFilter::default(), clientele_analytics::basket::RuleSort::Lift);
    let all = found.len();
    found.truncate(MOST_RULES);
    let id = |dataset: &Dataset, product: clientele_core::domain::ProductIx| {
        dataset.shop().products().ids.get(product.ix()).to_owned()
    };
    let name = |dataset: &Dataset, product: clientele_core::domain::ProductIx| {
        clientele_core::domain::product_name(dataset, product.ix()).to_owned()
    };
    let number = |of: fn(&clientele_analytics::basket::AssociationRule) -> f64| found.iter().map(of).collect::<Vec<f64>>();
    let clear = found.iter().map(|rule| u32::from(!rules.is_beyond_chance(rule))).collect();
    let columns = vec![
        column("antecedent_id", ColumnKind::texts(found.iter().map(|rule| id(dataset, rule.antecedent)))),
        column("consequent_id", ColumnKind::texts(found.iter().map(|rule| id(dataset, rule.consequent)))),
        column("antecedent", ColumnKind::texts(found.iter().map(|rule| name(dataset, rule.antecedent)))),
        column("consequent", ColumnKind::texts(found.iter().map(|rule| name(dataset, rule.consequent)))),
        column("support", ColumnKind::Share(number(|rule| rule.counts.support()))),
        column("confidence", ColumnKind::Share(number(|rule| rule.counts.confidence()))),
        column("lift", ColumnKind::Number(number(|rule| rule.counts.lift()))),
        column("orders_with_both", ColumnKind::Count(found.iter().map(|rule| rule.counts.both).collect())),
        column("adjusted_p_value", ColumnKind::Number(number(|rule| rule.adjusted_p))),
        column("more_than_chance", ColumnKind::Words { words: vec!["yes".into(), "no".into()], code: clear }),
    ];
    let note = if all > found.len() {
        format!("The {MOST_RULES} rules of the highest lift, of {all}; rules.csv has them all.")
    } else {
        String::new()
    };
    Some(Sheet { note, ..columns_sheet("Rules", columns) })
}

fn reconciliation(session: &Session) -> Sheet {
    let found = crate::data::view(session);
    let rows = found.reconciliation.iter().map(|line| {
        vec![
            text(&line.label),
            count(line.rows),
            count(line.orders),
            Cell::Figure(Figure::Money(line.amount)),
            text(&line.explanation),
        ]
    });
    of_all(session, sheet("Reconciliation", &["What", "Rows", "Orders", "Amount", "Why"], rows.collect()))
}

fn issues(session: &Session) -> Option<Sheet> {
    let found = crate::data::view(session);
    let rows: Vec<Vec<Cell>> = found
        .issues
        .iter()
        .map(|issue| {
            vec![
                text(&issue.title),
                text(&issue.code),
                count(issue.rows),
                Cell::Figure(Figure::Money(issue.money)),
                text(&issue.explanation),
                text(&issue.suggestion),
            ]
        })
        .collect();
    let columns = ["What", "Code", "Rows", "Amount", "What was done", "What to do"];
    (!rows.is_empty()).then(|| of_all(session, sheet("Data quality", &columns, rows)))
}
