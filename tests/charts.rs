//! Every chart: labels that say everything, tiny and empty shops, and large ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use clientele::engine::{Config, Session};
use clientele::messages::{Answer, Block, ChartId, CustomerFilter, Query};
use clientele::pages::answer;
use common::{chart, generated, of_csv, page, traces, with_demo};
use serde_json::Value;
use std::collections::BTreeSet;

fn list<'a>(trace: &'a Value, name: &str) -> &'a [Value] {
    trace[name].as_array().map_or(&[], Vec::as_slice)
}

/// The points of a trace with what their labels say; those of lines that only frame something are left out.
fn labels(trace: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if trace["hoverinfo"] == "skip" {
        return Vec::new();
    }
    match trace["type"].as_str() {
        Some("sankey") => list(&trace["link"], "customdata").iter().chain(list(&trace["node"], "customdata")).map(text).collect(),
        Some("heatmap") => {
            let rows = list(trace, "z").iter().zip(list(trace, "hovertext"));
            let cells = rows.flat_map(|(z, says)| z.as_array().unwrap().iter().zip(says.as_array().unwrap()));
            cells.filter(|(z, _)| !z.is_null()).map(|(_, says)| text(says)).collect()
        }
        _ => list(trace, "hovertext").iter().map(text).collect(),
    }
}

fn points(trace: &Value) -> usize {
    match trace["type"].as_str() {
        Some("heatmap") => list(trace, "z").iter().map(|row| row.as_array().unwrap().len()).sum(),
        Some("sankey") => list(&trace["link"], "value").len(),
        Some("splom") => list(trace, "dimensions").iter().map(|d| list(d, "values").len()).max().unwrap_or(0),
        Some("scatterpolar") => list(trace, "r").len(),
        _ => list(trace, "y").len().max(list(trace, "x").len()),
    }
}

#[test]
fn every_label_says_everything_with_units() {
    let units = [
        "customer",
        "spent",
        "order",
        "day",
        "%",
        "silhouette",
        "inertia",
        "standard deviation",
        "NDCG",
        "correlation",
        "gap",
        "score",
        "purchase",
        "more often than expected",
    ];
    with_demo(|session| {
        for id in ChartId::ALL {
            let Ok(view) = chart(session, id, &CustomerFilter::default()) else { continue };
            let mut spoken = 0;
            for trace in traces(&view) {
                for label in labels(&trace) {
                    // The corners of an outline, and cells without customers.
                    if label.is_empty() || label.starts_with("No customers") {
                        continue;
                    }
                    spoken += 1;
                    assert!(label.chars().any(|c| c.is_ascii_digit()), "{}: {label}", id.name());
                    assert!(units.iter().any(|unit| label.contains(unit)), "{}: {label}", id.name());
                    assert!(!label.contains("%{"), "{}: {label}", id.name());
                    assert!(!label.contains("NaN") && !label.contains("inf"), "{}: {label}", id.name());
                }
                if trace["type"] != "sankey" && trace["hoverinfo"] != "skip" {
                    assert_eq!(trace["hovertemplate"], "%{hovertext}<extra></extra>", "{}", id.name());
                    assert_eq!(
                        list(&trace, "hovertext").len(),
                        if trace["type"] == "heatmap" { list(&trace, "z").len() } else { points(&trace) },
                        "{}",
                        id.name()
                    );
                }
            }
            assert!(spoken > 0, "{} says nothing", id.name());
            assert!(
                view.summary.ends_with(['.', '!', '?']) && !view.method_note.is_empty() && !view.table.rows.is_empty(),
                "{}",
                id.name()
            );
        }
    });
}

/// What a label's field may hold.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    Switch,
    Text,
    Texts,
    /// Rows of texts, one for each cell.
    Matrix,
}

fn form_of(value: &Value) -> Option<Form> {
    let all = |list: &[Value], is: fn(&Value) -> bool| !list.is_empty() && list.iter().all(is);
    match value {
        Value::Bool(_) => Some(Form::Switch),
        Value::String(_) => Some(Form::Text),
        Value::Array(list) if all(list, Value::is_string) => Some(Form::Texts),
        Value::Array(rows) if all(rows, |row| form_of(row) == Some(Form::Texts)) => Some(Form::Matrix),
        _ => None,
    }
}

/// All fields of a trace that make hover labels, with their places.
fn label_fields(value: &Value, place: &str, found: &mut Vec<(String, Value)>) {
    for (key, inner) in value.as_object().into_iter().flatten() {
        let here = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        match key.as_str() {
            "hoverlabel" => {} // Its colours and letters.
            key if key.starts_with("hover") || key == "customdata" => found.push((here, inner.clone())),
            _ => label_fields(inner, &here, found),
        }
    }
}

#[test]
fn label_fields_have_the_form_that_plotly_takes_for_their_trace() {
    // By hand, from plotly.js: its schema allows lists of templates also where its code for flows fails on them.
    let allowed = |kind: &str, field: &str| match (kind, field) {
        ("scatter" | "scatter3d" | "scatterpolar" | "bar" | "heatmap" | "splom", "hoverinfo" | "hovertemplate") => {
            Some(Form::Text)
        }
        ("scatter" | "scatter3d" | "scatterpolar" | "bar" | "splom", "hovertext") => Some(Form::Texts),
        ("heatmap", "hovertext") => Some(Form::Matrix),
        ("heatmap", "hoverongaps") => Some(Form::Switch),
        ("sankey", "node.hoverinfo" | "link.hoverinfo" | "node.hovertemplate" | "link.hovertemplate") => Some(Form::Text),
        ("sankey", "node.customdata" | "link.customdata") => Some(Form::Texts),
        _ => None,
    };
    with_demo(|session| {
        let mut seen = BTreeSet::new();
        for id in ChartId::ALL {
            let Ok(view) = chart(session, id, &CustomerFilter::default()) else { continue };
            for trace in traces(&view) {
                // A trace without a type is one of points and lines.
                let kind = trace["type"].as_str().unwrap_or("scatter");
                let mut fields = Vec::new();
                label_fields(&trace, "", &mut fields);
                assert!(!fields.is_empty(), "{}: a {kind} without a label", id.name());
                for (field, value) in fields {
                    let (form, wanted) = (form_of(&value), allowed(kind, &field));
                    assert!(form.is_some() && form == wanted, "{}: {kind}.{field} is {form:?}, not {wanted:?}", id.name());
                    seen.insert(format!("{kind}.{field}"));
                }
            }
        }
        for field in ["bar.hovertext", "heatmap.hovertext", "sankey.link.customdata", "scatter3d.hovertext", "splom.hovertext"] {
            assert!(seen.contains(field), "no chart has {field}");
        }
    });
}

#[test]
fn amounts_say_their_currency_where_it_is_known() {
    let mut text = "transaction_id,customer_id,product_id,category,country,purchase_date,price,currency\n".to_owned();
    for n in 0..400 {
        let (month, day) = (n % 12 + 1, n * 7 % 28 + 1);
        text.push_str(&format!(
            "T{n},C{},P{},K{},Land,2024-{month:02}-{day:02},{}.25,GBP\n",
            n * n % 37,
            n % 11,
            n % 3,
            n % 90 + 1
        ));
    }
    let session = of_csv(&text);
    assert_eq!(session.dataset().currency(), "GBP");
    let mut amounts = 0;
    for id in ChartId::ALL {
        let Ok(view) = chart(&session, id, &CustomerFilter::default()) else { continue };
        for label in traces(&view).iter().flat_map(labels) {
            for part in label.split("<br>").filter(|part| part.contains("revenue") || part.contains("spent")) {
                // Shares of revenue are no amounts.
                let is_amount = part.split(' ').any(|word| word.trim_end_matches(',').contains('.') && !part.contains('%'));
                assert!(!is_amount || part.contains('£'), "{}: {label}", id.name());
                amounts += usize::from(is_amount);
            }
        }
    }
    assert!(amounts > 100, "{amounts} amounts");
}

#[test]
fn tiny_and_empty_shops_get_a_sentence_and_no_broken_axes() {
    let head = "transaction_id,customer_id,product_id,purchase_date,price\n";
    let shops = [
        of_csv(&format!("{head}T1,C1,P1,2025-01-02,10.00\n")),
        of_csv(&format!("{head}T1,C1,P1,2025-01-02,10.00\nT2,C1,P2,2025-01-05,12.50\n")),
        of_csv(&format!("{head}T1,C1,P1,2025-01-02,10.00\nT2,C2,P2,2025-01-05,12.50\n")),
    ];
    let nobody = CustomerFilter { segment: Some("No such segment".to_owned()), ..CustomerFilter::default() };
    let check = |name: &str, session: &Session, filter: &CustomerFilter| {
        for id in ChartId::ALL {
            let (name, at) = (format!("{name}, {}", id.name()), id.name());
            let view = match chart(session, id, filter) {
                Ok(view) => view,
                Err(error) => {
                    assert!(!error.message.is_empty() && !error.suggestion.is_empty(), "{name}");
                    continue;
                }
            };
            assert!(view.summary.len() > 10 && view.summary.ends_with(['.', '!', '?']), "{name}: {:?}", view.summary);
            for word in ["NaN", "inf ", "-0 ", " 1 customers", " 1 orders"] {
                assert!(!view.summary.contains(word) && !view.spec_json.contains(word), "{name}: {}", view.summary);
            }
            assert!(view.table.rows.iter().all(|row| row.len() == view.table.columns.len()), "{name}");
            let drawn = traces(&view);
            assert!(view.spec_json.is_empty() || drawn.iter().any(|trace| labels(trace).iter().any(|l| !l.is_empty())), "{name}");
            if !view.spec_json.is_empty() {
                let spec: Value = serde_json::from_str(&view.spec_json).unwrap();
                for axis in ["xaxis", "yaxis"] {
                    let range = list(&spec["layout"][axis], "range");
                    assert!(range.iter().all(Value::is_number) && (range.is_empty() || range[0] != range[1]), "{name} {axis}");
                }
            }
            if let Ok(Answer::Export(file)) = answer(Some(session), &[], &Query::ChartFile { chart: id, filter: filter.clone() })
            {
                assert!(file.name.starts_with(at) && !file.bytes.is_empty(), "{name}");
            }
        }
    };
    for (n, session) in shops.iter().enumerate() {
        check(&format!("shop {n}"), session, &CustomerFilter::default());
        check(&format!("shop {n}, nobody"), session, &nobody);
    }
    with_demo(|session| check("demo, nobody", session, &nobody));
}

#[test]
fn large_shops_are_drawn_in_part_and_it_is_said() {
    let mut config = Config::default();
    (config.generator.customers, config.generator.transactions) = (30_000, 60_000);
    (config.clustering.k, config.clustering.max_clusters, config.clustering.n_init) = (Some(4), 4, 2);
    let session = generated(&config, None);
    assert!(session.rfm().unwrap().len() > 20_000);
    let mut sampled = Vec::new();
    for id in ChartId::ALL {
        let Ok(view) = chart(&session, id, &CustomerFilter::default()) else { continue };
        let most: usize = traces(&view).iter().map(points).sum();
        assert!(most <= 20_000, "{}: {most} points", id.name());
        assert!(view.spec_json.len() < 2_000_000, "{}: {} bytes", id.name(), view.spec_json.len());
        if view.summary.contains("drawn at random with the run's seed") {
            sampled.push(id.name());
        }
        // The same draw each time.
        assert_eq!(view, chart(&session, id, &CustomerFilter::default()).unwrap(), "{}", id.name());
    }
    assert_eq!(sampled, ["cluster-scatter", "cluster-scatter-3d", "pair-plot"]);
}

#[test]
fn the_season_needs_two_whole_years() {
    let months = |n: i32| {
        let mut text = "transaction_id,customer_id,product_id,purchase_date,price\n".to_owned();
        for month in 0..n {
            // Twice as much in each December; the files begin in March.
            let (year, of_year) = (2023 + (month + 2) / 12, (month + 2) % 12 + 1);
            for day in [1, 15, 28] {
                let price = if of_year == 12 { 20 } else { 10 };
                text.push_str(&format!("T{month}-{day},C{},P1,{year}-{of_year:02}-{day:02},{price}.00\n", month % 5));
            }
        }
        of_csv(&text)
    };
    let view = chart(&months(24), ChartId::SeasonOfYear, &CustomerFilter::default()).expect("two years");
    assert!(view.summary.starts_with("December is the strongest month with 185 % of an average one"), "{}", view.summary);
    assert_eq!(view.table.rows.len(), 12);
    assert!(view.summary.contains("single year"), "{}", view.summary);
    assert!(chart(&months(23), ChartId::SeasonOfYear, &CustomerFilter::default()).is_err());
    // A month that has begun is no fall.
    let view = chart(
        &of_csv(&{
            let mut text = "transaction_id,customer_id,product_id,purchase_date,price\n".to_owned();
            for n in 0..128 {
                let (month, day) = (n / 28 + 1, n % 28 + 1);
                text.push_str(&format!("T{n},C{},P1,2024-{month:02}-{day:02},10.00\n", n % 5));
            }
            text
        }),
        ChartId::RevenueOverTime,
        &CustomerFilter::default(),
    )
    .expect("orders");
    assert!(view.summary.ends_with("May 2024 is known up to the 16th only (dotted)."), "{}", view.summary);
}

#[test]
fn small_curves_end_with_a_whole_span() {
    let mut text = "transaction_id,customer_id,product_id,purchase_date,price\n".to_owned();
    // 75 days: two whole spans of 30, and 15 days before them that make none.
    for n in 0..75 {
        let (month, day) = (n / 25 + 1, n % 25 + 1);
        text.push_str(&format!("T{n},C{},P1,2025-{month:02}-{day:02},10.00\n", n % 4));
    }
    let session = of_csv(&text);
    let (first, last) = session.dataset().period().unwrap();
    let kpis = clientele::engine::output::kpis(session.dataset(), None);
    let of = |name: &str| kpis.iter().find(|kpi| kpi.name == name).unwrap().history.clone();
    let slow: Vec<f64> = (0..(last.0 - first.0 + 1) / 30)
        .rev()
        .map(|age| {
            let days = session.dataset().orders().day.iter().filter(|day| (last.0 - day.0) / 30 == age);
            10.0 * days.count() as f64
        })
        .collect();
    assert_eq!(of("revenue"), slow);
    assert!(slow.len() == 2 && slow.iter().all(|revenue| *revenue > 200.0), "{slow:?}");
    assert_eq!(of("customers"), [4.0, 4.0]);
}

#[test]
fn customers_who_ordered_last_in_the_middle_of_a_month_do_not_cut_it() {
    let mut text = "transaction_id,customer_id,product_id,category,purchase_date,price\n".to_owned();
    for n in 0..150 {
        let (month, day) = (n / 28 + 1, n % 28 + 1);
        // Books are bought until the tenth of May; the shop goes on.
        let category = if n < 122 && n % 2 == 0 { "Books" } else { "Toys" };
        text.push_str(&format!(
            "T{n},C{},P{},{category},2024-{month:02}-{day:02},10.00\n",
            n % 5,
            n % 2 + 2 * usize::from(n >= 122)
        ));
    }
    let session = of_csv(&text);
    let books = CustomerFilter { category: Some("Books".to_owned()), ..CustomerFilter::default() };
    let says = |filter: &CustomerFilter| chart(&session, ChartId::RevenueOverTime, filter).expect("orders").summary;
    assert!(says(&CustomerFilter::default()).ends_with("June 2024 is known up to the 10th only (dotted)."));
    assert!(!says(&books).contains("known up to"), "{}", says(&books));
}

#[test]
fn products_rise_and_fall_by_their_orders_not_their_lines() {
    let mut text = "transaction_id,customer_id,product_id,purchase_date,price\n".to_owned();
    for n in 0..40 {
        let (month, day) = (n % 8 + 1, n % 28 + 1);
        text.push_str(&format!("T{n},C{},often,2025-{month:02}-{day:02},{}.00\n", n % 7, 10 + n));
    }
    // Three orders, with six lines of the product.
    for n in 0..6 {
        text.push_str(&format!("R{},C1,seldom,2025-08-1{},50.00\n", n / 2, n / 2));
    }
    let view = page(&of_csv(&text), "overview", &[], &CustomerFilter::default());
    let products: Vec<String> = common::all(&view.blocks)
        .into_iter()
        .filter_map(|block| match block {
            Block::Table(table) if table.testid == "rising-products" || table.testid == "falling-products" => Some(table),
            _ => None,
        })
        .flat_map(|table| table.rows.iter().map(|row| row.key.clone()))
        .collect();
    assert_eq!(products, ["often"], "five orders are wanted");
}
