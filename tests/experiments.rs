//! What the page says about an experiment's results: which group is the control, how numbers are read, which p-values and intervals
//! are shown, and what counts as spending before the experiment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Cell, CustomerIx, Day, Figure, OrderIx, TableView};
use clientele::engine::{Config, ErrorView, Session};
use clientele::generate::Shop;
use clientele::messages::{Block, CustomerFilter};
use clientele::pages::experiment_view;
use clientele::pages::views::{ExperimentKind, ExperimentView};
use common::{all, demo, of_csv, page};
use std::fmt::Write;

/// The page's answer to a file of results and what is typed beside it: first day, control, planned shares, planned customers, decimal
/// mark.
fn results(session: &Session, fields: &[&str], file: &str) -> Result<ExperimentView, ErrorView> {
    let fields: Vec<String> = fields.iter().map(|text| (*text).to_owned()).collect();
    experiment_view(session, ExperimentKind::Results, &fields, file.as_bytes())
}

fn table<'a>(view: &'a ExperimentView, title: &str) -> &'a TableView {
    &view.tables.iter().find(|(name, _)| name == title).unwrap_or_else(|| panic!("{title}: {:?}", view.tables)).1
}

/// A cell by its row and its column's name, as text.
fn cell(table: &TableView, row: usize, column: &str) -> String {
    let at = table.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("{column}: {:?}", table.columns));
    match &table.rows[row][at] {
        Cell::Text(text) => text.clone(),
        Cell::Figure(Figure::Money(amount)) => amount.to_exact_string(),
        other => format!("{other:?}"),
    }
}

/// A shop of a few orders, for files of results whose customers are unknown.
fn any_shop() -> Session {
    of_csv("order_id,customer_id,product_id,date,price\na,1,x,2024-01-01,5\nb,2,y,2024-01-02,5\nc,1,y,2024-02-01,5\n")
}

/// `n` customers in each variant, the first `conversions[k]` of the k-th converted.
fn counts(n: u32, conversions: &[(&str, u32)]) -> String {
    let mut file = "customer_id,variant,converted\n".to_owned();
    for (variant, converted) in conversions {
        for i in 0..n {
            writeln!(file, "{variant}-{i},{variant},{}", u8::from(i < *converted)).unwrap();
        }
    }
    file
}

#[test]
fn a_control_that_the_file_lacks_is_an_error_that_names_those_it_has() {
    let session = any_shop();
    let file = counts(200, &[("new mail", 60), ("old mail", 30), ("post", 20)]);
    let found = results(&session, &["", " Old Mail"], &file).unwrap();
    assert!(found.summary.starts_with("new mail brings more orders than old mail"), "{}", found.summary);
    let error = results(&session, &["", "old mial"], &file).unwrap_err();
    assert_eq!(error.code, "experiment-control-unknown");
    let places = ["\"old mail\"", "\"new mail\"", "\"post\""].map(|name| error.message.find(name).expect(name));
    assert!(places.is_sorted(), "nearest first: {}", error.message);
    assert_eq!(error.place.as_deref(), Some("Control group's name"));
    // Where nothing is typed and no name is known, what is taken for granted is said; the planned variants' first is the control.
    let assumed = results(&session, &[""], &file).unwrap();
    assert!(assumed.notes.iter().any(|note| note.contains("\"new mail\", the first by name")), "{:?}", assumed.notes);
    let planned = results(&session, &["", "", "post, old mail, new mail"], &file).unwrap();
    assert!(planned.summary.starts_with("new mail brings more orders than post"), "{}", planned.summary);
}

#[test]
fn decimal_commas_are_read_as_the_column_says() {
    let session = any_shop();
    let per_customer = |amounts: [&str; 2], decimal: &str| {
        let mut file = "customer_id;variant;revenue\n".to_owned();
        for i in 0..50 {
            writeln!(file, "{i};{};{}", ["A", "B"][i % 2], amounts[i / 2 % 2]).unwrap();
        }
        results(&session, &["", "", "", "", decimal], &file).map(|view| cell(table(&view, "Variants"), 0, "Revenue per customer"))
    };
    // 13 of the first amount, 12 of the second.
    assert_eq!(per_customer(["0,125", "0,125"], "").unwrap(), "0.13");
    assert_eq!(per_customer(["1.234", "2,50"], "").unwrap(), "642.88");
    assert_eq!(per_customer(["1,234", "2.50"], "").unwrap(), "642.88");
    assert_eq!(per_customer(["1234,5", "1,234"], "").unwrap(), "642.53");
    let error = per_customer(["1.234", "5"], "").unwrap_err();
    assert_eq!(error.code, "experiment-decimal-mark-unclear");
    assert!(error.message.contains("\"1.234\"") && error.place.as_deref() == Some("revenue"), "{error}");
    assert_eq!(per_customer(["1.234", "5"], "comma").unwrap(), "644.08");
    assert_eq!(per_customer(["1.234", "5"], "point").unwrap(), "3.04");
}

#[test]
fn the_page_passes_on_what_is_typed() {
    let session = any_shop();
    let mut file = "customer_id;variant;revenue\n".to_owned();
    for i in 0..80 {
        writeln!(file, "{i};{};1.234", ["old", "new"][i % 2]).unwrap();
    }
    let pairs =
        [("_results-file", file.as_str()), ("results-control", "old"), ("results-size", "900"), ("results-decimal", "comma")];
    let page = page(&session, "experiments", &pairs, &CustomerFilter::default());
    let blocks = all(&page.blocks);
    let labels: Vec<&str> = blocks
        .iter()
        .filter_map(|block| if let Block::Fields(fields) = block { Some(fields) } else { None })
        .flat_map(|fields| fields.iter().map(|field| field.label.as_str()))
        .collect();
    for label in ["Smallest change to detect, %", "Current order rate, %", "Control group's name", "Decimal mark"] {
        assert!(labels.contains(&label), "{label}: {labels:?}");
    }
    let text = format!("{blocks:?}");
    for said in
        ["2. Split customers into groups", "Expected loss", "with a decimal comma, as you chose", "planned size, 900 customers"]
    {
        assert!(text.contains(said), "{said}");
    }
    assert!(!text.contains("usual way") && !text.contains("hared out"));
}

/// The half width of `+1.00 to +3.00 points`.
fn half_width(text: &str) -> f64 {
    let numbers: Vec<f64> = text
        .replace('−', "-")
        .split(|c: char| !c.is_ascii_digit() && !"+-.".contains(c))
        .filter_map(|part| part.parse().ok())
        .collect();
    assert_eq!(numbers.len(), 2, "{text}");
    (numbers[1] - numbers[0]) / 2.0
}

#[test]
fn the_sequential_interval_is_tuned_for_the_planned_size() {
    let session = any_shop();
    let width = |n: u32, planned: &str| {
        let view = results(&session, &["", "", "", planned], &counts(n, &[("A", n / 10), ("B", n / 5)])).unwrap();
        half_width(&cell(table(&view, "Orders"), 0, "Sequential interval"))
    };
    // Narrowest about where it is tuned for; how many have been seen so far changes nothing in that.
    assert!(width(4_000, "8000") < width(4_000, "400000") && width(4_000, "8000") < width(4_000, "80"));
    assert!((width(400, "") - width(400, "5000")).abs() < 1e-9);
    // Standard errors from the difference to each end: by the formula for 5,000 planned, at 800 customers and at 8,000.
    // The smaller variance is counted as the pooled one, (0.09 + 0.16) / 2.
    let errors = |n: u32| width(n, "") / 100.0 / ((0.125 + 0.16) / f64::from(n)).sqrt();
    assert!((errors(400) - 3.489).abs() < 0.01 && (errors(4_000) - 3.047).abs() < 0.01, "{} {}", errors(400), errors(4_000));
    let error = results(&session, &["", "", "", "1"], &counts(400, &[("A", 40), ("B", 80)])).unwrap_err();
    assert_eq!(error.code, "experiment-setting-out-of-range");
}

/// Three variants and a control among the demo's customers, or only the first of them: what they spent, and refunds.
fn measured(session: &Session, variants: usize) -> String {
    let ids = &session.dataset().customers().ids;
    let mut file = "customer_id,variant,revenue,refunds\n".to_owned();
    for i in (0..ids.len()).filter(|i| i % 4 < variants) {
        let spent = if i / 4 % 7 < 2 { 0 } else { i * 7_919 % 101 + if i % 4 == 1 { 10 } else { 0 } };
        let refunds = u32::from(i % 4 == 1 && i / 4 % 19 == 0) + u32::from(i % 23 == 0);
        writeln!(file, "{},{},{},{refunds}", ids.get(i), ["control", "B", "C", "D"][i % 4], spent).unwrap();
    }
    file
}

#[test]
fn every_p_value_of_several_variants_is_adjusted() {
    let session = demo();
    let of = |variants| results(&session, &[], &measured(&session, variants)).unwrap();
    let p = |view: &ExperimentView, title: &str, column: &str| -> f64 { cell(table(view, title), 0, column).parse().unwrap() };
    let (two, four) = (of(2), of(4));
    for (title, column) in [("Revenue per customer", "p"), ("Revenue per customer", "p with CUPED"), ("Guardrails", "p")] {
        let ratio = p(&four, title, column) / p(&two, title, column);
        assert!((2.3..3.7).contains(&ratio), "{title}, {column}: {ratio} times as large with three comparisons");
    }
    let said = |view: &ExperimentView| view.notes.iter().filter(|note| note.contains("Holm")).cloned().collect::<Vec<_>>();
    assert!(said(&two).is_empty());
    let said = said(&four);
    assert!(said.len() == 1 && said[0].contains("3 ") && said[0].contains("CUPED") && said[0].contains("guardrail"), "{said:?}");
}

#[test]
fn an_effect_and_its_interval_have_one_unit() {
    let session = any_shop();
    let view = results(&session, &[], &counts(1_000, &[("A", 100), ("B", 161)])).unwrap();
    assert!(
        view.summary.contains("+6.10 points") && view.summary.contains("points); relative change +61.0 %"),
        "{}",
        view.summary
    );
    let orders = table(&view, "Orders");
    for column in ["Difference", "95 % interval", "Bayesian interval", "Sequential interval"] {
        let text = cell(orders, 0, column);
        assert!(text.ends_with(" points") && !text.contains('%'), "{column}: {text}");
    }
    assert_eq!(cell(orders, 0, "Relative change"), "+61.0 %");
}

/// What each customer spent within some days of the data, whole currency units.
fn spent(session: &Session, customer: usize, from: Day, to: Day) -> f64 {
    let dataset = session.dataset();
    let orders = dataset.orders_of(CustomerIx::new(customer)).filter(|&order| {
        let day = dataset.orders().day[order];
        day >= from && day <= to
    });
    orders.flat_map(|order| dataset.lines_of(OrderIx::new(order))).map(|line| dataset.lines().amount[line].to_f64()).sum()
}

/// A file of results for all customers of a session by what `revenue` says of each.
fn file_of(session: &Session, revenue: impl Fn(usize) -> f64) -> String {
    let ids = &session.dataset().customers().ids;
    let mut file = "customer_id,variant,revenue\n".to_owned();
    for i in 0..ids.len() {
        writeln!(file, "{},{},{:.2}", ids.get(i), ["control", "B"][i % 2], revenue(i)).unwrap();
    }
    file
}

fn is_adjusted(view: &ExperimentView) -> bool {
    let is = view.notes.iter().any(|note| note.starts_with("CUPED: "));
    assert_eq!(is, cell(table(view, "Revenue per customer"), 0, "p with CUPED") != "–");
    is
}

#[test]
fn cuped_never_adjusts_by_what_was_spent_in_the_experiment() {
    let session = demo();
    let (_, last) = session.dataset().period().unwrap();
    let day = |back: i32| Day(last.0 - back);
    // Some customers ordered after the data's end.
    let later = |i: usize| if i * 7_919 % 10 < 2 { 20.0 } else { 0.0 };
    let covered = file_of(&session, |i| spent(&session, i, day(29), last));
    let begun = file_of(&session, |i| spent(&session, i, day(9), last) + later(i));
    let over = file_of(&session, |i| spent(&session, i, day(70), day(40)));
    for (file, first) in [(&covered, day(29)), (&begun, day(9)), (&over, day(70))] {
        let asked = results(&session, &[""], file).unwrap();
        assert!(!is_adjusted(&asked), "{:?}", asked.notes);
        assert!(asked.notes[0].starts_with("CUPED was not used") && asked.notes[0].contains("first day"), "{:?}", asked.notes);
        let told = results(&session, &[&first.to_string()], file).unwrap();
        assert!(is_adjusted(&told), "{:?}", told.notes);
        // A first day that is too late is found out as well.
        let late = results(&session, &[&Day(first.0 + 60).to_string()], file).unwrap();
        assert!(!is_adjusted(&late), "{:?}", late.notes);
    }
    let independent = results(&session, &[""], &file_of(&session, later)).unwrap();
    assert!(is_adjusted(&independent), "{:?}", independent.notes);
    // Where everybody spends, nothing tells days of the experiment from others.
    let everybody = file_of(&session, |i| 5.0 + later(i));
    assert!(!is_adjusted(&results(&session, &[""], &everybody).unwrap()));
    assert!(is_adjusted(&results(&session, &[&day(0).to_string()], &everybody).unwrap()));
}

#[test]
fn cuped_is_used_where_the_data_end_before_the_experiment() {
    // The demo's last 30 days are the experiment, and the files were saved before it.
    let whole = demo();
    let (_, last) = whole.dataset().period().unwrap();
    let first = Day(last.0 - 29);
    let shop = Shop::generate(Config::default().generator.check().unwrap());
    let text = String::from_utf8(shop.transactions_csv().flatten().collect()).unwrap();
    let date = text.lines().next().unwrap().split(',').position(|name| name == "purchase_date").expect("a column of dates");
    let is_earlier =
        |line: &&str| line.split(',').nth(date).and_then(|day| Day::parse_iso(&day[..10])).is_none_or(|day| day < first);
    let earlier: Vec<&str> = text.lines().filter(is_earlier).collect();
    assert!(earlier.len() > 1_000 && earlier.len() < text.lines().count());
    let session = of_csv(&earlier.join("\n"));
    let view = results(&session, &[""], &file_of(&whole, |i| spent(&whole, i, first, last))).unwrap();
    assert!(is_adjusted(&view), "{:?}", view.notes);
}
