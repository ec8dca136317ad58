//! The shop as JSON: lines of objects, an array, orders with their lines within.

use super::tables::{HEADER, SHOP, cells, csv, figures, layout};
use super::*;
use crate::SetAsideReason;
use std::fmt::Write as _;

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// An object of each line, with names as given.
fn objects(names: [&str; 6], numbers: bool) -> Vec<String> {
    SHOP.iter()
        .map(|line| {
            let values = cells(line);
            let fields = names.iter().zip(&values).enumerate().map(|(ix, (name, value))| match numbers && ix >= 4 {
                true => format!("{}: {value}", quoted(name)),
                false => format!("{}: {}", quoted(name), quoted(value)),
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

/// Orders with their lines within, under a name.
fn orders(list: &str) -> Vec<String> {
    SHOP.chunk_by(|a, b| a.0 == b.0)
        .map(|lines| {
            let (id, who, when) = (lines[0].0, lines[0].1, lines[0].2);
            let items = lines
                .iter()
                .map(|l| format!("{{\"product_name\": {}, \"quantity\": {}, \"price\": \"{}\"}}", quoted(l.3), l.4, l.5));
            let items = items.collect::<Vec<_>>().join(", ");
            format!(
                "{{\"order_id\": {id}, \"customer_id\": {}, \"date\": \"{when}T08:26:00Z\", \"{list}\": [{items}]}}",
                quoted(who)
            )
        })
        .collect()
}

#[test]
fn the_shop_as_json() {
    let plain = figures(&sales(&layout(HEADER, |line| csv(&cells(line)))));
    let names = ["order_id", "customer_id", "date", "product_name", "quantity", "price"];
    let lines = objects(names, true);
    let pretty = |text: &str| {
        let mut out = String::new();
        for (ix, part) in text.split(", \"").enumerate() {
            let _ = if ix == 0 { write!(out, "{part}") } else { write!(out, ",\n  \"{part}") };
        }
        out
    };
    for (what, text) in [
        ("lines", lines.join("\n") + "\n"),
        ("lines without the last end", lines.join("\n")),
        ("CRLF", lines.join("\r\n")),
        ("texts", objects(names, false).join("\n")),
        ("an array", format!("[{}]", lines.join(","))),
        (
            "an array on lines of its own",
            format!("[\n  {}\n]\n", lines.iter().map(|l| pretty(l)).collect::<Vec<_>>().join(",\n  ")),
        ),
        ("one after the other", lines.concat()),
        ("camel case", objects(["orderId", "customerId", "date", "productName", "quantity", "price"], true).join("\n")),
        (
            "an object within",
            lines.join("\n").replace("\"customer_id\": ", "\"customer\": {\"id\": ").replace(", \"date\"", "}, \"date\""),
        ),
        (
            "MongoDB",
            lines.join("\n").replace("\"date\": ", "\"date\": {\"$date\": ").replace(", \"product_name\"", "}, \"product_name\""),
        ),
        ("orders with their lines", orders("items").join("\n")),
        ("orders with their lines, an array", format!("[{}]", orders("line_items").join(",\n"))),
        ("all within one", format!("{{\"orders\": [{}]}}", orders("lines").join(","))),
    ] {
        let Ok(imported) = import(&[("sales.json", text.as_bytes())]) else { panic!("{what}: {text}") };
        assert_eq!(figures(&imported), plain, "{what}:\n{text}");
        for chunk in [1, 11] {
            let cut = import_with(&[("sales.json", text.as_bytes())], IngestParams::default(), chunk).unwrap();
            assert_eq!(cut.dataset, imported.dataset, "{what}, in chunks of {chunk}");
        }
    }
}

#[test]
fn what_is_broken_in_json_is_told() {
    let names = ["order_id", "customer_id", "date", "product_name", "quantity", "price"];
    let lines = objects(names, true);
    // An object that is none, one that is cut off, and null.
    let text = format!("{}\n{{\"order_id\": 7, oops}}\n{}", lines.join("\n"), "{\"order_id\": 8, \"customer_id\": \"An");
    let imported = sales(&text);
    assert_accounted(&imported);
    assert_eq!(imported.report.reconciliation.tally(SetAsideReason::RaggedRow).rows, 2);
    assert_eq!(imported.set_aside.line, [15, 16]);
    let null = sales(&format!(
        "{}\n{{\"order_id\": 9, \"customer_id\": null, \"date\": \"2024-01-05\", \"product_name\": \"Tea\", \"quantity\": 1, \"price\": 2}}\n",
        lines.join("\n")
    ));
    assert_eq!(null.report.reconciliation.tally(SetAsideReason::NoCustomer).rows, 1);
    let late: String =
        (0..2_100).map(|n| lines[n % 14].clone() + "\n").collect::<String>() + &lines[0].replace('}', ", \"city\": \"Leeds\"}");
    assert_eq!(rows_of(&sales(&late), IssueCode::LateColumn), 1);
}
