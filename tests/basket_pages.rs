//! What is bought together and experiments, from the files to what the pages show: the stage, rules.csv, views, charts, files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::basket::RuleSort;
use clientele::domain::{Cell, Figure};
use clientele::engine::{Config, ErrorView, Session, Stage, StageOutcome};
use clientele::files::ExportKind;
use clientele::messages::{CustomerFilter, Query};
use clientele::pages::views::{ExperimentKind, ExperimentView, RulesPage, RulesQuery};
use clientele::pages::{experiment_view, rules_page};
use common::{arguments, csv_of, demo, file, generated, is_cached, of_csv, outcome};
use std::sync::OnceLock;

fn rules(session: &Session, query: RulesQuery) -> RulesPage {
    rules_page(session, &query, 500).unwrap_or_else(|error| panic!("{error}"))
}

fn experiment(session: &Session, kind: ExperimentKind, fields: &[&str], file: &str) -> Result<ExperimentView, ErrorView> {
    let fields: Vec<String> = fields.iter().map(|text| (*text).to_owned()).collect();
    experiment_view(session, kind, &fields, file.as_bytes())
}

fn figure(view: &ExperimentView, name: &str) -> Figure {
    view.headlines.iter().find(|h| h.name == name).unwrap_or_else(|| panic!("{name}: {:?}", view.headlines)).value.value
}

fn check_whole(view: &ExperimentView) {
    assert!(!view.summary.is_empty());
    let texts = view.tables.iter().flat_map(|(_, table)| table.rows.iter().flatten()).filter_map(|cell| match cell {
        Cell::Text(text) => Some(text.as_str()),
        _ => None,
    });
    for text in texts.chain([view.summary.as_str()]).chain(view.notes.iter().map(String::as_str)) {
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
    for (title, table) in &view.tables {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{title}");
    }
}

/// Lists of what goes with what, as pairs of ids.
fn ids(page: &RulesPage) -> Vec<(String, String)> {
    page.rows.iter().map(|row| (row.antecedent.id.clone(), row.consequent.id.clone())).collect()
}

/// One session for all tests of one thread would not be `Sync`: the CSV of a small shop is shared instead.
fn small_shop() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = "order_id,customer_id,product_id,product_name,date,quantity,price\n".to_owned();
        for order in 0..400_u32 {
            let (customer, day) = (order * 7 % 90, order * 11 % 300);
            let date = format!("2024-{:02}-{:02}", 1 + day / 28 % 11, 1 + day % 28);
            let mut line = |product: &str, name: &str| {
                text.push_str(&format!("o{order:03},c{customer:02},{product},{name},{date},1,{}.00\n", 3 + order % 9));
            };
            line(&format!("p{}", order % 13), "Thing");
            line(&format!("p{}", (order * 5 + 3) % 17), "Thing");
            if order % 8 == 0 {
                line("tea", "Green tea");
                line("pot", "=Tea pot");
            }
        }
        text
    })
}

#[test]
fn the_pages_rules_are_the_files_rules() {
    let session = of_csv(small_shop());
    let all = rules(&session, RulesQuery { chance_too: true, services_too: true, ..RulesQuery::default() });
    let (header, rows) = csv_of(&session.export(ExportKind::Rules, &[]).unwrap());
    assert_eq!(header[..6], ["antecedent", "consequent", "support", "confidence", "lift", "orders"]);
    assert_eq!(rows.len() as u64, all.total);
    for (row, shown) in rows.iter().zip(&all.rows) {
        assert_eq!([&row[0], &row[1]], [shown.antecedent.id.as_str(), shown.consequent.id.as_str()]);
        assert_eq!((row[4].parse(), row[5].parse()), (Ok(shown.lift), Ok(shown.orders)));
    }
    assert!(rows.iter().any(|row| &row[7] == "'=Tea pot"), "a name is never a formula");

    let clear = rules(&session, RulesQuery::default());
    assert_eq!(ids(&clear)[..2], [("pot".into(), "tea".into()), ("tea".into(), "pot".into())]);
    assert!(clear.total < all.total && clear.rows.iter().all(|row| row.is_clear));
    assert_eq!(clear.rows[0].summary, "50 of 50 orders with the first also had the second; by chance it would be 12 %.");
}

#[test]
fn rules_are_found_sorted_and_turned_over() {
    let session = of_csv(small_shop());
    let all = RulesQuery { chance_too: true, ..RulesQuery::default() };
    let by_id = rules(&session, RulesQuery { sort: RuleSort::Antecedent, ..all.clone() });
    assert!(ids(&by_id).windows(2).all(|w| w[0].0 <= w[1].0));
    let second = rules_page(&session, &RulesQuery { offset: 3, ..all.clone() }, 4).unwrap();
    assert_eq!(ids(&second), ids(&rules(&session, all.clone()))[3..7]);
    let found = rules(&session, RulesQuery { search: "GREEN".into(), ..all.clone() });
    assert!(found.total > 0 && ids(&found).iter().all(|(a, c)| a == "tea" || c == "tea"));
    for text in ["tea", "Green tea", "green"] {
        let with = rules(&session, RulesQuery { product: Some(text.into()), ..all.clone() });
        assert_eq!(with.product.as_ref().map(|p| p.id.as_str()), Some("tea"), "{text}");
        assert!(ids(&with).iter().all(|(a, _)| a == "tea"));
    }
    let unknown = RulesQuery { product: Some("nothing like it".into()), ..all };
    assert_eq!(rules_page(&session, &unknown, 500).unwrap_err().code, "no-such-product");
}

#[test]
fn only_what_depends_on_the_settings_is_counted_again() {
    let first = demo();
    let again = |config: &Config| {
        let session = generated(config, Some(&first));
        [Stage::Basket, Stage::Cluster].map(|stage| is_cached(&session, stage))
    };
    let mut config = Config::default();
    assert_eq!(again(&config), [true, true]);
    config.basket.min_orders = Some(5);
    assert_eq!(again(&config), [false, true]);
    assert_eq!(Config::from_toml(&config.to_toml().unwrap()).unwrap(), config);
    config.basket.max_basket = 1;
    assert_eq!(config.validate().unwrap_err().place.as_deref(), Some("basket.max_basket"));
}

#[test]
fn single_lines_that_never_meet_are_no_failure() {
    let session =
        of_csv("order_id,customer_id,product_id,date,price\na,1,x,2024-01-01,5\nb,2,y,2024-01-02,5\nc,1,y,2024-02-01,5\n");
    let outcome = outcome(&session, Stage::Basket);
    assert!(matches!(outcome, StageOutcome::Unavailable(error) if error.code == "basket-single-products"), "{outcome:?}");
    assert!(session.export(ExportKind::Rules, &[]).is_err());
}

#[test]
fn a_plan_counts_the_shops_own_customers() {
    let session = demo();
    let view = experiment(&session, ExperimentKind::Plan, &["conversion", "30", "20", "10", "2", "80", "5"], "").unwrap();
    check_whole(&view);
    assert_eq!(view.tables[0].1.rows.len(), 6);
    // The reference's figure for 10 % against 12 %.
    assert_eq!((figure(&view, "per-variant"), figure(&view, "total-needed")), (Figure::Count(3_841), Figure::Count(7_682)));
    assert!(view.is_warning && view.summary.contains("too few"), "{}", view.summary);
    let easy = experiment(&session, ExperimentKind::Plan, &["conversion", "30", "300", "10", "2"], "").unwrap();
    assert!(!easy.is_warning && easy.summary.contains("enough"), "{}", easy.summary);
    let own = experiment(&session, ExperimentKind::Plan, &[], "").unwrap();
    assert!(matches!(figure(&own, "base"), Figure::Share(share) if share > 0.0 && share < 1.0));
    let revenue = experiment(&session, ExperimentKind::Plan, &["revenue", "30", "20", "", "3"], "").unwrap();
    check_whole(&revenue);
    assert!(matches!(figure(&revenue, "base"), Figure::Money(_)));
    for (fields, place) in
        [(["conversion", "30", "much"], "Smallest change to detect"), (["conversion", "999", "10"], "window_days")]
    {
        assert_eq!(experiment(&session, ExperimentKind::Plan, &fields, "").unwrap_err().place.as_deref(), Some(place));
    }
}

#[test]
fn simulations_say_what_they_found() {
    let session = demo();
    let view = experiment(&session, ExperimentKind::Simulate, &["30", "80", "0", "2", "1"], "").unwrap();
    check_whole(&view);
    assert!(view.summary.contains("+80.0 %"), "{}", view.summary);
    let again = experiment(&session, ExperimentKind::Simulate, &["30", "80", "0", "2", "1"], "").unwrap();
    assert_eq!(view, again);
    // Without an effect: false alarms, about as many as the test says, in what it calls of orders and of revenue.
    let none = experiment(&session, ExperimentKind::Simulate, &["30", "0", "0", "2", "1"], "").unwrap();
    let called = |columns: [usize; 2]| -> f64 {
        let cell = |at: usize| match none.tables[0].1.rows[0][at] {
            Cell::Figure(Figure::Share(share)) => share,
            _ => panic!("{:?}", none.tables[0]),
        };
        columns.iter().map(|&at| cell(at)).sum()
    };
    assert!((0.005..0.1).contains(&called([1, 2])), "assignment by what came later would leave none: {:?}", none.tables[0]);
    let peek = experiment(&session, ExperimentKind::Peek, &["28", "100", "10", "0", "3"], "").unwrap();
    check_whole(&peek);
    let shares = ["peeking", "one-look", "always-valid"].map(|name| match figure(&peek, name) {
        Figure::Share(share) => share,
        other => panic!("{other:?}"),
    });
    assert!(shares[0] > 0.15 && shares[1] < 0.08 && shares[2] < 0.05, "{shares:?}");
    assert!(peek.chart.is_some());
}

#[test]
fn a_split_list_is_read_back() {
    let session = demo();
    let typed = arguments(&[("assign-variants", "control: 3, B: 1"), ("assign-seed", "7")]);
    let filter = CustomerFilter::default();
    let file = file(&session, &Query::Act { page: "experiments".into(), name: "assignment".into(), arguments: typed, filter });
    assert_eq!(file.name, "assignment.csv");
    let text = String::from_utf8(file.bytes).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let b = rows.iter().filter(|row| row[2] == "B").count();
    assert_eq!((rows.len(), b), (1000, 250));
    for segment in ["Champions", "Hibernating"] {
        let among: Vec<_> = rows.iter().filter(|row| row[1] == segment).collect();
        let b = among.iter().filter(|row| row[2] == "B").count() as f64;
        assert!((b - among.len() as f64 / 4.0).abs() < 2.0, "{segment}: {b} of {}", among.len());
    }

    // B brings a third more; some rows are faulty.
    let mut results = "customer_id,variant,converted,revenue\n".to_owned();
    for (n, row) in rows.iter().enumerate() {
        let converted = n % 10 < if row[2] == "B" { 6 } else { 3 };
        results.push_str(&format!("{},{},{},{}\n", row[0], row[2], u8::from(converted), if converted { "19.90" } else { "" }));
    }
    results.push_str("c-new,B,perhaps,1\n,B,1,1\n");
    let view = experiment(&session, ExperimentKind::Results, &["", "", "control: 3, B: 1"], &results).unwrap();
    check_whole(&view);
    assert!(view.summary.starts_with("B brings more orders than control"), "{}", view.summary);
    assert_eq!(["rows-read", "rows-used", "rows-bad"].map(|n| figure(&view, n)), [1002, 1000, 2].map(Figure::Count));
    assert!(view.tables.iter().any(|(title, table)| title == "2 rows were not used" && table.rows.len() == 2));
    assert!(view.notes.iter().any(|note| note.starts_with("CUPED: what 1,000 customers")), "{:?}", view.notes);
    // Not split as planned: nothing may be concluded.
    let even = experiment(&session, ExperimentKind::Results, &["", "", ""], &results).unwrap();
    assert!(even.is_warning && even.summary.starts_with("Do not read these results"), "{}", even.summary);
    let wrong = experiment(&session, ExperimentKind::Results, &["", "", "control, C"], &results).unwrap_err();
    assert_eq!(wrong.code, "experiment-variant-unknown");
    let more = experiment(&session, ExperimentKind::Results, &["", "", "control: 3, B: 1, C: 1"], &results).unwrap_err();
    assert!(more.message.contains("\"C\"") && more.message.contains("\"B\""), "{more}");
    assert_eq!(experiment(&session, ExperimentKind::Results, &["soon"], &results).unwrap_err().code, "experiment-no-day");
}

#[test]
fn the_demos_planted_pairs_are_found_and_little_else() {
    let session = demo();
    let (dataset, rules) = (session.dataset(), session.rules().unwrap());
    let shop = clientele::generate::Shop::generate(Config::default().generator.check().unwrap());
    // The catalogue's rows are the products' in the order of their ids.
    let planted = shop.catalogue.planted_pairs();
    assert_eq!(dataset.products().ids.len(), Config::default().generator.products as usize);
    let clear: Vec<(usize, usize)> = rules
        .all()
        .step_by(2)
        .filter(|rule| rules.is_beyond_chance(rule))
        .map(|rule| (rule.antecedent.ix().min(rule.consequent.ix()), rule.antecedent.ix().max(rule.consequent.ix())))
        .collect();
    let found = planted.iter().filter(|pair| clear.contains(pair)).count();
    assert!(found * 10 >= planted.len() * 7, "{found} of {} planted pairs are found", planted.len());
    // The rest is true as well: customers have favourite categories.
    let category = |product: usize| dataset.products().category[product];
    let explained = clear.iter().filter(|pair| planted.contains(pair) || category(pair.0) == category(pair.1)).count();
    assert!(explained * 20 >= clear.len() * 19, "{explained} of {} marked pairs have a cause in the generator", clear.len());
}
