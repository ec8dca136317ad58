//! The customer table and a customer's page: sorting against a slow obvious sort, columns, the file, what a customer's page says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Cell, CustomerIx, Day, Figure, Money, OrderIx};
use clientele::engine::{Config, Session};
use clientele::messages::{
    Answer, Arguments, Block, ChartId, ChartView, ChartWidth, CustomerFilter, CustomersPage, FieldKind, Line, Link, Query, Span,
    Theme,
};
use clientele::pages::answer;
use common::{arguments, ask, csv_of, file, generated, of_csv, page};
use proptest::prelude::*;
use std::cmp::Ordering;

fn demo() -> Session {
    let mut config = Config::default();
    (config.generator.customers, config.generator.products, config.generator.transactions) = (400, 60, 3_000);
    generated(&config, None)
}

fn search(text: &str) -> CustomerFilter {
    CustomerFilter { search: text.to_owned(), ..CustomerFilter::default() }
}

fn table_of(session: &Session, filter: &CustomerFilter, arguments: &Arguments) -> CustomersPage {
    let query = Query::Customers { filter: filter.clone(), arguments: arguments.clone(), offset: 0, limit: 500 };
    match ask(session, &query) {
        Answer::Customers(page) => page,
        other => panic!("{other:?}"),
    }
}

fn table(session: &Session, pairs: &[(&str, &str)]) -> CustomersPage {
    table_of(session, &CustomerFilter::default(), &arguments(pairs))
}

fn ids(page: &CustomersPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.id.as_str()).collect()
}

fn text(line: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) | Span::Strong(text) | Span::Mark(text) => text.clone(),
        other => format!("{other:?}"),
    };
    line.0.iter().map(span).collect()
}

/// What a slow sort compares.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(f64),
    Text(String),
}

/// A customer's value of a column, read from the result and not from the table; `None` where there is none.
fn value(session: &Session, name: &str, customer: CustomerIx) -> Option<Value> {
    let (dataset, at) = (session.dataset(), customer.ix());
    let customers = dataset.customers();
    let rfm = session.rfm().unwrap();
    let row = rfm.row_of(customer);
    let worth = session.value().unwrap();
    let number = |x: f64| Some(Value::Number(x));
    let words = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_lowercase()));
    match name {
        "id" => Some(Value::Text(customers.ids.get(at).to_owned())),
        "name" => words(customers.names.get(at)),
        "email" => words(customers.emails.get(at)),
        "place" => words(customers.places.get(customers.place[at] as usize)),
        "segment" => number(f64::from(rfm.segment[row?])),
        "cluster" => number(f64::from(session.clustering().unwrap().label[row?])),
        "recency" => number(f64::from(rfm.recency_days[row?])),
        "frequency" => number(row.map_or(0.0, |row| f64::from(rfm.frequency[row]))),
        "monetary" => number(rfm.monetary[row?].to_f64()),
        "r" => number(f64::from(rfm.r_score[row?])),
        "last-order" => number(f64::from(rfm.last_order[row?].0)),
        "value" => number((worth.lifetime_value.value[worth.row_of(customer)?] * 1e4).round()),
        "active" => {
            let row = worth.row_of(customer).filter(|&row| worth.frequency[row] > 0)?;
            number(worth.p_alive.as_ref()?.value[row])
        }
        other => panic!("{other}"),
    }
}

const SORTABLE: [&str; 13] = [
    "id",
    "name",
    "email",
    "place",
    "segment",
    "cluster",
    "recency",
    "frequency",
    "monetary",
    "r",
    "last-order",
    "value",
    "active",
];

fn slowly_sorted(session: &Session, keys: &[(usize, bool)]) -> Vec<String> {
    let ids = &session.dataset().customers().ids;
    let mut order: Vec<CustomerIx> = (0..ids.len()).map(CustomerIx::new).collect();
    order.sort_by(|&a, &b| {
        for &(column, falls) in keys {
            let compared = match (value(session, SORTABLE[column], a), value(session, SORTABLE[column], b)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(Value::Text(a)), Some(Value::Text(b))) => {
                    if falls {
                        b.cmp(&a)
                    } else {
                        a.cmp(&b)
                    }
                }
                (Some(Value::Number(a)), Some(Value::Number(b))) => {
                    if falls {
                        b.total_cmp(&a)
                    } else {
                        a.total_cmp(&b)
                    }
                }
                mixed => panic!("{mixed:?}"),
            };
            if compared != Ordering::Equal {
                return compared;
            }
        }
        a.cmp(&b)
    });
    order.into_iter().map(|customer| ids.get(customer.ix()).to_owned()).collect()
}

#[test]
fn any_keys_sort_as_a_slow_sort_does() {
    let session = demo();
    let keys = prop::collection::vec((0..SORTABLE.len(), any::<bool>()), 1..4);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 60, ..ProptestConfig::default() });
    runner
        .run(&keys, |mut keys| {
            let mut seen = Vec::new();
            keys.retain(|(column, _)| {
                !seen.contains(column) && {
                    seen.push(*column);
                    true
                }
            });
            let names: Vec<String> =
                keys.iter().map(|&(column, falls)| format!("{}{}", if falls { "-" } else { "" }, SORTABLE[column])).collect();
            let up = if keys.len() == 1 && !keys[0].1 { "up" } else { "" };
            let found = table(&session, &[("sort", &names.join(",")), ("order", up)]);
            prop_assert_eq!(ids(&found), slowly_sorted(&session, &keys), "{:?}", names);
            Ok(())
        })
        .unwrap();
}

#[test]
fn addresses_of_before_sort_as_they_did() {
    let session = demo();
    let usual = table(&session, &[]);
    assert_eq!(ids(&usual), slowly_sorted(&session, &[(8, true)]), "by what they spent");
    assert_eq!(ids(&table(&session, &[("order", "up")])), slowly_sorted(&session, &[(8, false)]));
    assert_eq!(ids(&table(&session, &[("sort", "recency"), ("order", "up")])), slowly_sorted(&session, &[(6, false)]));
    assert_eq!(ids(&table(&session, &[("sort", "name")])), slowly_sorted(&session, &[(1, true)]));
    assert_eq!(ids(&table(&session, &[("sort", "nonsense,-")])), ids(&usual));
}

#[test]
fn headings_sort_by_one_and_by_one_more() {
    let session = demo();
    let usual = table(&session, &[]);
    let heading = |page: &CustomersPage, name: &str| page.columns.iter().find(|column| column.name == name).cloned().unwrap();
    let spent = heading(&usual, "monetary");
    assert_eq!((spent.rank, spent.sorted), (1, Some(false)));
    assert_eq!((heading(&usual, "name").rank, heading(&usual, "name").sorted), (0, None));
    let by_segment = table_of(&session, &CustomerFilter::default(), &heading(&usual, "segment").sorts);
    assert_eq!(ids(&by_segment), slowly_sorted(&session, &[(4, false)]));
    let both = table_of(&session, &CustomerFilter::default(), &heading(&by_segment, "monetary").sorts_also);
    assert_eq!(ids(&both), slowly_sorted(&session, &[(4, false), (8, true)]));
    assert_eq!((heading(&both, "segment").rank, heading(&both, "monetary").rank), (1, 2));
    assert_eq!(heading(&both, "segment").sorts_also[0].1, "-segment,-monetary");
}

#[test]
fn a_page_of_rows_is_a_part_of_the_whole() {
    let session = demo();
    let all = table(&session, &[("sort", "segment,name")]);
    assert_eq!((all.total, all.all), (400, 400));
    let query = |offset| Query::Customers {
        filter: CustomerFilter::default(),
        arguments: arguments(&[("sort", "segment,name")]),
        offset,
        limit: 50,
    };
    for offset in [0, 50, 380, 400, 1_000] {
        let Answer::Customers(part) = ask(&session, &query(offset)) else { panic!() };
        let whole = ids(&all);
        let expected: Vec<&str> = whole.iter().skip(offset as usize).take(50).copied().collect();
        assert_eq!(ids(&part), expected);
    }
}

#[test]
fn every_column_can_be_shown_hidden_sorted_by_and_saved() {
    let session = demo();
    let tools = page(&session, "customers", &[], &CustomerFilter::default());
    let Some(Block::Group(group)) = tools.blocks.first() else { panic!("{:?}", tools.blocks) };
    let Some(Block::Fields(fields)) = group.blocks.first() else { panic!("{:?}", group.blocks) };
    assert!(fields.len() > 15 && fields.iter().all(|field| field.kind == FieldKind::Switch && field.value == field.usual));
    for field in fields {
        let name = field.name.strip_prefix("show-").unwrap();
        let other = if field.usual == "1" { "0" } else { "1" };
        let shown = table(&session, &[(&field.name, other)]);
        assert_eq!(shown.columns.iter().any(|column| column.name == name), other == "1", "{name}");
        assert_eq!(shown.columns[0].name, "id");
        assert!(shown.rows.iter().all(|row| row.cells.len() == shown.columns.len()), "{name}");
        let shown = table(&session, &[(&field.name, "1"), ("sort", &format!("-{name}"))]);
        assert_eq!(shown.columns.iter().find(|column| column.name == name).unwrap().rank, 1);
        assert_eq!(shown.total, 400);
    }
    let hidden = table(&session, &[("show-id", "0")]);
    assert_eq!(hidden.columns[0].name, "id", "the identifier stays");
    // All columns at once still fit into an address.
    let longest = fields.iter().map(|field| field.name.len() + field.value.len()).max().unwrap();
    assert!(longest < 200);
}

#[test]
fn columns_that_the_data_cannot_fill_are_not_offered() {
    let mut text = "transaction_id,customer_id,product_id,purchase_date,price\n".to_owned();
    for n in 0..60 {
        text.push_str(&format!("t{n},c{:02},p{},2024-0{}-1{},{}.00\n", n % 20, n % 7, 1 + n % 9, n % 9, 5 + n));
    }
    let session = of_csv(&text);
    let tools = page(&session, "customers", &[], &CustomerFilter::default());
    let Some(Block::Group(group)) = tools.blocks.first() else { panic!() };
    let shown = format!("{:?}", group.blocks[0]);
    for name in ["show-name", "show-email", "show-place", "show-category", "show-age", "show-registered"] {
        assert!(!shown.contains(&format!("{name}\"")), "{name}");
    }
    assert!(shown.contains("show-first-order\""));
    assert_eq!(table(&session, &[("show-email", "1")]).columns.iter().filter(|column| column.name == "email").count(), 0);
}

#[test]
fn the_file_has_the_rows_and_columns_that_are_shown() {
    let session = demo();
    let filter = CustomerFilter { segment: Some("Champions".into()), ..CustomerFilter::default() };
    let arguments =
        arguments(&[("show-email", "1"), ("show-cluster", "0"), ("show-last-order", "1"), ("sort", "place,-monetary")]);
    let shown = table_of(&session, &filter, &arguments);
    let query = Query::CustomersFile { filter: filter.clone(), arguments };
    let file = file(&session, &query);
    assert_eq!(file.name, "customers.csv");
    let (header, rows) = csv_of(&file.bytes);
    assert_eq!(header[0], "customer_id");
    assert_eq!(header[1..], shown.columns[1..].iter().map(|column| column.name.clone()).collect::<Vec<_>>());
    assert_eq!(rows.len(), shown.rows.len());
    let at = |name: &str| header.iter().position(|other| other == name).unwrap();
    for (row, shown) in rows.iter().zip(&shown.rows) {
        assert_eq!(row[0], shown.id);
        assert_eq!(&row[at("email")], text(&shown.cells[at("email")]));
        let Span::Figure(Figure::Money(amount)) = shown.cells[at("monetary")].0[0] else { panic!() };
        assert_eq!(Money::parse(&row[at("monetary")]).unwrap(), amount);
        let Span::Day(day) = shown.cells[at("last-order")].0[0] else { panic!() };
        assert_eq!(Day::parse_iso(&row[at("last-order")]), Some(day));
    }
}

#[test]
fn nothing_in_the_file_is_a_formula() {
    let mut text = "transaction_id,customer_id,customer_name,product_id,purchase_date,price\n".to_owned();
    for n in 0..40 {
        text.push_str(&format!("t{n},=c{},@name{},p{},2024-0{}-11,{}.00\n", n % 8, n % 8, n % 5, 1 + n % 9, 5 + n));
    }
    let session = of_csv(&text);
    let query = Query::CustomersFile { filter: CustomerFilter::default(), arguments: Vec::new() };
    let (_, rows) = csv_of(&file(&session, &query).bytes);
    for row in rows {
        assert!(row[0].starts_with("'=c"), "{row:?}");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
    }
}

#[test]
fn what_a_search_finds_is_marked() {
    let session = demo();
    let id = session.dataset().customers().ids.get(17).to_owned();
    let found = table_of(&session, &search(&id.to_lowercase()), &Vec::new());
    assert_eq!((found.total, found.all), (1, 400));
    assert_eq!(found.rows[0].cells[0].0, [Span::Mark(id)]);
    // An address that no column shows is told beside the name.
    let address = session.dataset().customers().emails.get(3).to_owned();
    let found = table_of(&session, &search(&address), &Vec::new());
    assert!(found.rows[0].cells[1].0.contains(&Span::Mark(address.clone())), "{:?}", found.rows[0]);
    let nobody = table_of(&session, &search("<b>no such"), &Vec::new());
    assert_eq!(nobody.total, 0);
    let told = format!("{:?}", nobody.nobody);
    assert!(told.contains("<b>no such") && told.contains("clear-search") && !told.contains("clear-all"), "{told}");
    let mut filter = search("<b>no such");
    filter.segment = Some("Champions".into());
    assert!(format!("{:?}", table_of(&session, &filter, &Vec::new()).nobody).contains("clear-all"));
    assert!(table(&session, &[]).nobody.is_empty());
}

fn timeline(session: &Session, customer: usize, theme: Theme) -> Option<ChartView> {
    let filter = CustomerFilter { segment: Some("Champions".into()), ..CustomerFilter::default() };
    let chart = ChartId::CustomerTimeline(CustomerIx::new(customer));
    match answer(Some(session), &[], &Query::Chart { chart, theme, width: ChartWidth::Wide, filter }) {
        Ok(Answer::Chart(view)) => Some(view),
        Err(error) => {
            assert_eq!(error.code, "chart-not-with-these-data");
            None
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_timeline_has_every_order_and_adds_them_up() {
    let session = demo();
    let dataset = session.dataset();
    for customer in 0..40 {
        let orders = dataset.orders_of(CustomerIx::new(customer));
        let Some(view) = timeline(&session, customer, Theme::Dark) else {
            assert!(orders.is_empty());
            continue;
        };
        assert_eq!(view.table.rows.len(), orders.len());
        let mut so_far = Money::ZERO;
        for (row, order) in view.table.rows.iter().zip(orders) {
            let amount = dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum();
            so_far += amount;
            assert_eq!(row[0], Cell::Day(dataset.orders().day[order]));
            assert_eq!((&row[2], &row[4]), (&Cell::Figure(Figure::Money(amount)), &Cell::Figure(Figure::Money(so_far))));
        }
        let next = session.interpurchase_times().unwrap().next_of(CustomerIx::new(customer));
        assert_eq!(view.summary.contains("The next"), next.is_some(), "{}", view.summary);
        let spec: serde_json::Value = serde_json::from_str(&view.spec_json).unwrap();
        assert_eq!(spec["data"].as_array().map(Vec::len), Some(2 + usize::from(next.is_some())));
    }
    assert_eq!(timeline(&session, 400, Theme::Light), None, "nobody");
}

#[test]
fn text_of_a_file_is_no_markup_in_the_timeline() {
    let text = "transaction_id,customer_id,product_id,purchase_date,price\n<b>1</b>,c1,p1,2024-01-11,5.00\n<b>2</b>,c1,p1,2024-02-11,5.00\nt3,c2,p2,2024-02-12,7.00\n";
    let view = timeline(&of_csv(text), 0, Theme::Light).expect("two orders");
    assert!(view.spec_json.contains("&lt;b&gt;1") && !view.spec_json.contains("<b>1"), "{}", view.spec_json);
}

fn links(blocks: &[Block]) -> Vec<(String, Link)> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Group(group) => found.extend(links(&group.blocks)),
            Block::Muted(line) | Block::Text(line) => {
                for span in &line.0 {
                    if let Span::Link { to, testid, .. } = span {
                        found.push((testid.clone(), to.clone()));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn neighbours_are_those_of_the_table() {
    let session = demo();
    let filter = CustomerFilter { segment: Some("Champions".into()), search: "a".into(), ..CustomerFilter::default() };
    let sort = [("sort", "cluster,-recency")];
    let shown = table_of(&session, &filter, &arguments(&sort));
    let order = ids(&shown);
    assert!(order.len() > 3, "{order:?}");
    for (at, id) in order.iter().enumerate() {
        let page = page(&session, "customer", &[("id", id), sort[0]], &filter);
        let found = links(&page.blocks);
        let to = |testid: &str| found.iter().find(|(of, _)| of == testid).map(|(_, to)| to.clone());
        let expected = |at: Option<usize>| at.and_then(|at| order.get(at)).map(|id| Link::Customer((*id).to_owned()));
        assert_eq!(to("previous-customer"), expected(at.checked_sub(1)));
        assert_eq!(to("next-customer"), expected(Some(at + 1)));
    }
    let outside = page(&session, "customer", &[("id", order[0])], &search("no such customer"));
    assert!(links(&outside.blocks).iter().all(|(testid, _)| !testid.ends_with("-customer")));
}

#[test]
fn products_bought_add_up_and_can_be_sorted() {
    let session = demo();
    let dataset = session.dataset();
    let id = dataset.customers().ids.get(5).to_owned();
    let products = |sort: &str| {
        let page = page(&session, "customer", &[("id", &id), ("products", sort)], &CustomerFilter::default());
        let of = |block: &Block| match block {
            Block::Group(group) if group.testid == "customer-products" => match &group.blocks[0] {
                Block::Table(table) => Some(table.clone()),
                _ => None,
            },
            _ => None,
        };
        page.blocks.iter().find_map(of).expect("products")
    };
    let amounts = |sort: &str, title: &str| -> Vec<Money> {
        let table = products(sort);
        let at = table.columns.iter().position(|column| column.title == title).unwrap();
        let of = |line: &Line| match line.0[0] {
            Span::Figure(Figure::Money(amount)) => amount,
            ref other => panic!("{other:?}"),
        };
        table.rows.iter().map(|row| of(&row.cells[at].main)).collect()
    };
    let usual = amounts("", "Spent");
    assert!(usual.windows(2).all(|pair| pair[0] >= pair[1]), "{usual:?}");
    let spent: Money = dataset.lines_of_customer(CustomerIx::new(5)).map(|line| dataset.lines().amount[line]).sum();
    assert_eq!(usual.iter().copied().sum::<Money>(), spent);
    let up = amounts("spent", "Spent");
    assert!(up.windows(2).all(|pair| pair[0] <= pair[1]), "{up:?}");
    let by_name: Vec<String> = products("product").rows.iter().map(|row| text(&row.cells[0].main).to_lowercase()).collect();
    assert!(by_name.is_sorted(), "{by_name:?}");
    assert_eq!(amounts("nonsense", "Spent"), usual);
}
