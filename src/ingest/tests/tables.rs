//! Tables as people make them: one small shop in many layouts, which all must give the same figures.

use super::*;
use crate::{RepairStep, SetAsideReason};
use clientele_core::domain::Money;

/// Order, customer, day, product, pieces, price of one.
type Line = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

pub(super) const SHOP: [Line; 14] = [
    ("1001", "Ann Marsh", "2024-01-05", "Tea", "2", "4.50"),
    ("1001", "Ann Marsh", "2024-01-05", "Cup", "1", "12.00"),
    ("1002", "Ben Okoro", "2024-01-13", "Tea", "1", "4.50"),
    ("1003", "Cleo Danto", "2024-01-20", "Pot, black 5\"", "3", "48.90"),
    ("1003", "Cleo Danto", "2024-01-20", "Spoon", "4", "3.10"),
    ("1003", "Cleo Danto", "2024-01-20", "Tea", "2", "4.50"),
    ("1004", "Ann Marsh", "2024-02-02", "Cup", "2", "12.00"),
    ("1005", "Dev Patel", "2024-02-14", "Spoon", "6", "3.10"),
    ("1006", "Ben Okoro", "2024-02-28", "Pot, black 5\"", "1", "48.90"),
    ("1006", "Ben Okoro", "2024-02-28", "Cup", "2", "12.00"),
    ("1007", "Ann Marsh", "2024-03-03", "Tea", "3", "4.50"),
    ("1008", "Cleo Danto", "2024-03-19", "Cup", "1", "12.00"),
    ("1008", "Cleo Danto", "2024-03-19", "Tea", "1", "4.50"),
    ("1009", "Dev Patel", "2024-04-01", "Spoon", "2", "3.10"),
];
pub(super) const HEADER: &str = "order_id,customer_id,date,product_name,quantity,price";

/// Rows, orders, customers, products, revenue, first and last day.
pub(super) fn figures(imported: &Imported) -> (u64, u64, u64, u64, String, String) {
    assert_accounted(imported);
    let sums = &imported.report.reconciliation;
    let period = imported.report.period.map_or_else(String::new, |(first, last)| format!("{first} {last}"));
    (sums.analysed.rows, sums.analysed.orders, sums.customers, sums.products, sums.analysed.amount.to_exact_string(), period)
}

fn expected() -> (u64, u64, u64, u64, String, String) {
    figures(&sales(&layout(HEADER, |line| csv(&cells(line)))))
}

/// A header and a row for each line.
pub(super) fn layout(header: &str, row: impl Fn(&Line) -> String) -> String {
    format!("{header}\n{}", SHOP.iter().map(|line| row(line) + "\n").collect::<String>())
}

pub(super) fn cells(line: &Line) -> Vec<String> {
    [line.0, line.1, line.2, line.3, line.4, line.5].map(str::to_owned).into()
}

pub(super) fn csv(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}

/// The file must give the shop's figures, whatever the chunks.
fn check(what: &str, text: &str) -> Imported {
    let imported = sales(text);
    assert_eq!(figures(&imported), expected(), "{what}:\n{text}");
    for chunk in [1, 7] {
        let cut = import_with(&[("sales.csv", text.as_bytes())], IngestParams::default(), chunk).unwrap();
        assert_eq!(cut.dataset, imported.dataset, "{what}, in chunks of {chunk}");
    }
    imported
}

#[test]
fn names_below_titles_and_bands() {
    let body = layout(HEADER, |line| csv(&cells(line)));
    for above in [
        "Sales report\n",
        "Sales report 2024,,,,,\n,,,,,\n",
        "Order Details,,Customer,,Item,\n",
        "Order,Customer,,Product,,\n",
        "Shop:,My shop\nPrinted:,2024-05-06\n\n",
        "Report of all orders\nOrder,,,Item,,\n",
        "Orders,,,\n",
        ",,,Item,,\n",
        "Customer sales,,,,,\n",
        "Sales,,Date:,2024-05-06,,\n",
        "ACME Ltd,,,,,\nSales by order,,,,,\nFrom 2024-01-01 to 2024-04-30,,,,,\n,,,,,\n",
    ] {
        check(above, &format!("{above}{body}"));
    }
}

#[test]
fn names_in_two_rows() {
    for header in [
        "Order,,Customer,Product,,\nNumber,Date,Name,Name,Quantity,Price",
        "Order ID,Order Date,Customer,Product,,\n,,,Name,Quantity,Price",
        "Sales of 2024,,,,,\nOrder,,Customer,Product,,\nNumber,Date,Name,Name,Quantity,Price",
        "Order,Order,Customer,Product,Product,Product\nNumber,Date,Name,Name,Quantity,Price",
        "ORDER,,CUSTOMER,PRODUCT,,\nID,DATE,NAME,NAME,QTY,PRICE",
        "Order,,Customer,Product,,\nID,Date,ID,ID,Quantity,Price",
        "Order,,Customer,Item,,\nNo,Date,Name,Name,Qty,Price",
        "Invoice,,Customer,Product,,\nNumber,Date,ID,Name,Quantity,Unit Price",
        "\nOrder,,Customer,Product,,\n\nNumber,Date,Name,Name,Quantity,Price",
        "Order number,Date,Customer,Product,,\n,,,Name,Quantity,Price",
    ] {
        check(header, &layout(header, |l| csv(&[l.0, l.2, l.1, l.3, l.4, l.5].map(str::to_owned))));
    }
}

#[test]
fn totals_notes_and_headers_between_the_rows() {
    let rows: Vec<String> = SHOP.iter().map(|line| csv(&cells(line))).collect();
    for (between, reason) in [
        ("Total,,,,12,1234.50", SetAsideReason::SummaryRow),
        ("TOTAL:,,,,,99", SetAsideReason::SummaryRow),
        (",,,Subtotal,12,99", SetAsideReason::SummaryRow),
        (",,Summe,,,\"99\"", SetAsideReason::SummaryRow),
        (",Total January,,,12,99", SetAsideReason::SummaryRow),
        ("Grand Total (14 rows),,,,,99", SetAsideReason::SummaryRow),
        (",,2024-01-31,Total,12,99", SetAsideReason::SummaryRow),
        ("Total", SetAsideReason::SummaryRow),
        ("Sous-total,,,,,99", SetAsideReason::SummaryRow),
        (",,,,,1234.50", SetAsideReason::SummaryRow),
        ("January 2024,,,,,", SetAsideReason::SummaryRow),
        (",,,Prices include tax,,", SetAsideReason::SummaryRow),
        (HEADER, SetAsideReason::RepeatedHeader),
        ("ORDER_ID,Customer_ID,Date,Product_Name,Quantity,Price", SetAsideReason::RepeatedHeader),
        (",,,,,", SetAsideReason::EmptyRow),
    ] {
        let text = format!("{HEADER}\n{}\n{between}\n{}\n{between}\n", rows[..6].join("\n"), rows[6..].join("\n"));
        let imported = check(between, &text);
        let counts: Vec<_> = imported.report.reconciliation.set_aside.iter().map(|(reason, t)| (*reason, t.rows)).collect();
        assert_eq!(counts, [(reason, 2)], "{between}");
    }
}

#[test]
fn orders_with_blanks_below() {
    let ditto = |line: &Line, at: usize| at > 0 && SHOP[at - 1].0 == line.0;
    let grouped = |header: &str, order: &[usize], keep: &[usize]| -> String {
        let mut text = format!("{header}\n");
        for (at, line) in SHOP.iter().enumerate() {
            let mut cells = cells(line);
            if ditto(line, at) {
                (0..3).filter(|ix| !keep.contains(ix)).for_each(|ix| cells[ix].clear());
            }
            let cells: Vec<String> = order.iter().map(|&ix| cells[ix].clone()).collect();
            text.push_str(&(csv(&cells) + "\n"));
        }
        text
    };
    let all = [0, 1, 2, 3, 4, 5];
    let with_addresses = |text: &str| -> String {
        let names = SHOP.iter().map(|line| line.1);
        names.fold(text.to_owned(), |text, name| text.replace(name, &format!("{}@example.com", name.replace(' ', "."))))
    };
    for (what, text) in [
        ("all blank", grouped(HEADER, &all, &[])),
        ("order repeated", grouped(HEADER, &all, &[0])),
        ("order and date repeated", grouped(HEADER, &all, &[0, 2])),
        ("date repeated", grouped(HEADER, &all, &[2])),
        ("other order of columns", grouped("date,order_id,product_name,price,quantity,customer_id", &[2, 0, 3, 5, 4, 1], &[])),
        ("line first", grouped("product_name,quantity,price,order_id,date,customer_id", &[3, 4, 5, 0, 2, 1], &[])),
        ("with an e-mail address", with_addresses(&grouped(&HEADER.replace("customer_id", "email"), &all, &[]))),
        ("customers by name", grouped(&HEADER.replace("customer_id", "customer_name"), &all, &[])),
        ("a total below each", grouped(HEADER, &all, &[]).replace("\n1004,", "\nTotal,,,,,99\n1004,")),
        ("an empty row between", grouped(HEADER, &all, &[]).replace("\n1004,", "\n,,,,,\n1004,")),
        ("a page break within", grouped(HEADER, &all, &[]).replace("\n,,,Spoon", &format!("\n{HEADER}\n,,,Spoon"))),
        ("semicolons", grouped(HEADER, &all, &[]).replace("Pot, black 5\"\"", "Pot").replace("\"Pot\"", "Pot").replace(',', ";")),
    ] {
        if what == "semicolons" {
            assert_eq!(figures(&sales(&text)), expected(), "{what}:\n{text}");
            continue;
        }
        let imported = check(what, &text);
        let step = imported.report.steps.iter().find(|s| s.step == RepairStep::FillDown).unwrap_or_else(|| panic!("{what}"));
        assert_eq!((step.on, step.count, step.money), (true, 5, Money::parse("61.90").unwrap()), "{what}");
    }
    // Switched off, it is said what it would do.
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::FillDown, false);
    let text = grouped(HEADER, &all, &[]);
    let off = import_with(&[("sales.csv", text.as_bytes())], params, usize::MAX).unwrap();
    assert_accounted(&off);
    assert_eq!(off.report.reconciliation.tally(SetAsideReason::BadDate).rows, 5);
    let step = off.report.steps.iter().find(|s| s.step == RepairStep::FillDown).unwrap();
    assert_eq!((step.on, step.count, step.money), (false, 5, Money::parse("61.90").unwrap()));
}

#[test]
fn blanks_that_are_no_dittos_stay_blank() {
    for (what, text) in [
        ("guests", layout(HEADER, |l| csv(&cells(&(l.0, if l.1 == "Ben Okoro" { "" } else { l.1 }, l.2, l.3, l.4, l.5))))),
        (
            "a guest within a written-out order",
            layout(HEADER, |l| csv(&cells(&(l.0, if l.3 == "Spoon" { "" } else { l.1 }, l.2, l.3, l.4, l.5)))),
        ),
        (
            "dates that are missing",
            layout(HEADER, |l| csv(&cells(&(l.0, l.1, if l.3 == "Cup" { "" } else { l.2 }, l.3, l.4, l.5)))),
        ),
        ("damaged rows", {
            let many: String = (0..60).map(|n| format!("{},Eve,2024-04-02,Tea,1,4.50\n", 2_000 + n)).collect();
            format!("{HEADER}\n{many},,,Cup,1,12.00\n,,,Cup,1,12.00\n")
        }),
        ("no order number", layout(HEADER, |l| csv(&cells(&("", if l.3 == "Cup" { "" } else { l.1 }, l.2, l.3, l.4, l.5))))),
    ] {
        let imported = sales(&text);
        assert_accounted(&imported);
        assert!(imported.report.steps.iter().all(|s| s.step != RepairStep::FillDown || s.count == 0), "{what}");
        assert!(imported.report.reconciliation.analysed.rows < imported.report.files[0].rows, "{what}");
    }
}

#[test]
fn rows_without_their_last_cells() {
    let rows = |notes: &dyn Fn(usize) -> &'static str, header: &str| -> String {
        let mut text = format!("{header}\n");
        for (at, line) in SHOP.iter().enumerate() {
            text.push_str(&format!("{}{}\n", csv(&cells(line)), notes(at)));
        }
        text
    };
    let note = format!("{HEADER},note");
    let two = format!("{HEADER},note,colour");
    for (what, text, short) in [
        ("from the sixth on", rows(&|at| if at < 5 { "," } else { "" }, &note), 9),
        ("now and then", rows(&|at| if at % 3 == 0 { ",gift" } else { "" }, &note), 9),
        ("two columns", rows(&|at| ["", ",", ",,", ",gift", ",gift,red"][at % 5], &two), 9),
        ("all but one", rows(&|at| if at == 0 { ",gift,red" } else { "" }, &two), 13),
        ("a place", rows(&|at| if at < 5 { ",Leeds" } else { "" }, &format!("{HEADER},city")), 9),
        ("a category", rows(&|at| if at < 5 { ",Tea" } else { "" }, &format!("{HEADER},category")), 9),
        ("commas behind the names", rows(&|_| "", &format!("{HEADER},,,")), 14),
        ("commas behind the rows", rows(&|_| ",,,", HEADER), 0),
        ("commas behind some", rows(&|at| if at % 2 == 0 { ",," } else { "" }, HEADER), 0),
        ("commas behind both", rows(&|_| ",,", &format!("{HEADER},,")), 0),
    ] {
        let imported = check(what, &text);
        assert_eq!(rows_of(&imported, IssueCode::ShortRow), short, "{what}");
    }
    // Rows that lack something that counts, whose cells are in each other's places, or that were cut off stay aside.
    for (what, text) in [
        ("no price", rows(&|at| if at < 5 { "," } else { "" }, &note).replace(",6,3.10", ",6")),
        ("a comma too few", rows(&|_| "", &note).replace("1005,Dev Patel,", "1005 Dev Patel,")),
        (
            "cut off",
            rows(&|_| ",x", &note).replace("1009,Dev Patel,2024-04-01,Spoon,2,3.10,x\n", "1009,Dev Patel,2024-04-01,Spoon,2,3"),
        ),
    ] {
        let imported = sales(&text);
        assert_accounted(&imported);
        let aside = imported.report.reconciliation.tally(SetAsideReason::RaggedRow).rows;
        assert_eq!((imported.report.reconciliation.analysed.rows, aside), (13, 1), "{what}:\n{text}");
    }
}

#[test]
fn any_delimiter() {
    for delimiter in [';', '\t', '|', '^', '~', '!', '#', '*', '+', '=', '&', '%', '/', ':', '\u{1}', '\u{1f}'] {
        let quoted = |cell: &str| match cell.contains([delimiter, '"']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        };
        let join = |cells: &[String]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(&delimiter.to_string());
        let header = HEADER.replace(',', &delimiter.to_string());
        let imported = check(&format!("{delimiter:?}"), &layout(&header, |line| join(&cells(line))));
        assert_eq!(imported.report.files[0].delimiter, delimiter);
    }
}

#[test]
fn quotes_of_all_kinds() {
    let wrapped = |quote: &str, inner: &str, all: bool| {
        layout(HEADER, |line| {
            let wrap = |cell: &String| match all || cell.contains([',', '"']) {
                true => format!("{quote}{}{quote}", cell.replace('"', inner)),
                false => cell.clone(),
            };
            cells(line).iter().map(wrap).collect::<Vec<_>>().join(",")
        })
    };
    for (what, text) in [
        ("doubled", wrapped("\"", "\"\"", false)),
        ("doubled, all", wrapped("\"", "\"\"", true)),
        ("backslash", wrapped("\"", "\\\"", false)),
        ("backslash, all", wrapped("\"", "\\\"", true)),
        ("single", wrapped("'", "\"", false)),
        ("single, all", wrapped("'", "\"", true)),
        ("single with backslash", wrapped("'", "\\\"", true)),
        (
            "none, backslash before commas",
            layout(HEADER, |l| cells(l).iter().map(|c| c.replace(',', "\\,")).collect::<Vec<_>>().join(",")),
        ),
        ("tabs as MySQL writes them", layout(&HEADER.replace(',', "\t"), |l| cells(l).join("\t"))),
        ("CRLF", wrapped("\"", "\\\"", true).replace('\n', "\r\n")),
        ("names quoted too", wrapped("'", "\"", true).replacen(HEADER, &format!("'{}'", HEADER.replace(',', "','")), 1)),
        // The first backslash comes after what is looked at first.
        ("late", {
            let many: String = (0..3_000).map(|n| format!("a{n},,2024-01-05,Tea of the long name number {n},1,1.00\n")).collect();
            wrapped("\"", "\\\"", false).replacen(&format!("{HEADER}\n"), &format!("{HEADER}\n{many}"), 1)
        }),
    ] {
        if what == "late" {
            assert_eq!(figures(&sales(&text)), expected(), "{what}");
            continue;
        }
        let imported = check(what, &text);
        assert!(imported.dataset.products().names.iter().any(|name| name == "Pot, black 5\""), "{what}");
    }
}

#[test]
fn rounded_ids_are_told() {
    for (column, header, row) in [
        ("order_id", HEADER, "1.23457E+12,Ann,2024-01-05,Tea,1,4.50"),
        ("order_id", HEADER, "\"1,23457E+12\",Ann,2024-01-05,Tea,1,4.50"),
        ("order_id", HEADER, "9.5e+15,Ann,2024-01-05,Tea,1,4.50"),
        ("customer_id", HEADER, "1,4.91512E+11,2024-01-05,Tea,1,4.50"),
        ("customer_id", HEADER, "1, 4.9E+11 ,2024-01-05,Tea,1,4.50"),
        ("product_id", "order_id,customer_id,date,product_id,quantity,price", "1,Ann,2024-01-05,5.0123E+12,1,4.50"),
        ("sku", "order_id,customer_id,date,sku,quantity,price", "1,Ann,2024-01-05,5E+12,1,4.50"),
        ("order_id", "order_id;customer_id;date;product_name;quantity;price", "1,23457E+12;Ann;2024-01-05;Tea;1;4,50"),
        ("customer_id", HEADER, "1,'4.91512E+11,2024-01-05,Tea,1,4.50"),
        ("order_id", HEADER, "1.00E+05,Ann,2024-01-05,Tea,1,4.50"),
    ] {
        let imported = sales(&format!("{header}\n{row}\n{row}\n"));
        let issue = imported.report.issues.iter().find(|i| i.code == IssueCode::RoundedId).unwrap_or_else(|| panic!("{row}"));
        assert_eq!((issue.column.as_str(), issue.rows), (column, 2), "{row}");
    }
    assert_eq!(rows_of(&sales(&format!("{HEADER}\nA+1E,Ann+Ben,2024-01-05,2E+1 set,1,4.50\n")), IssueCode::RoundedId), 0);
}
