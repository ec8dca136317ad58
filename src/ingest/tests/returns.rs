//! Cancellations and returns are taken off the sales that they belong to.

use super::*;
use crate::{ColumnMapping, FileKind, Meaning, RepairStep, SetAsideReason as R};
use clientele_core::domain::Money;

fn read(text: &str) -> Imported {
    let imported =
        import_with(&[("sales.csv", text.as_bytes())], IngestParams::default(), 4096).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_accounted(&imported);
    imported
}

/// Two more customers with plain sales of 10 in all, so that the columns are clear.
fn with_others(header: &str, rows: &str, other: impl Fn(u32) -> String) -> String {
    let others: String = (0..10).map(other).collect();
    format!("{header}\n{rows}{others}")
}

#[test]
fn however_a_file_writes_what_came_back() {
    // Ann buys 3 teas at 10 and 2 cups at 5, and brings one tea back: 30 + 10 − 10 = 30, and 100 of the others.
    for (what, header, rows, other) in [
        (
            "negative pieces",
            "order_id,customer_id,product_id,purchase_date,quantity,price",
            "1,Ann,tea,2024-01-05,3,10.00\n2,Ann,cup,2024-01-06,2,5.00\n3,Ann,tea,2024-01-09,-1,10.00\n",
            (|n| format!("{},C{n},jug,2024-02-{:02},1,10.00\n", 10 + n, n + 1)) as fn(u32) -> String,
        ),
        (
            "another order of columns",
            "price,purchase_date,product_id,quantity,customer_id,order_id",
            "10.00,2024-01-05,tea,3,Ann,1\n5.00,2024-01-06,cup,2,Ann,2\n10.00,2024-01-09,tea,-1,Ann,3\n",
            |n| format!("10.00,2024-02-{:02},jug,1,C{n},{}\n", n + 1, 10 + n),
        ),
        (
            "in the order that it belongs to",
            "order_id,customer_id,product_id,purchase_date,quantity,price",
            "1,Ann,tea,2024-01-05,3,10.00\n2,Ann,cup,2024-01-06,2,5.00\n1,Ann,tea,2024-01-05,-1,10.00\n",
            |n| format!("{},C{n},jug,2024-02-{:02},1,10.00\n", 10 + n, n + 1),
        ),
        (
            "Online Retail's C",
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "536365,85123A,TEA,3,2011-01-05 08:26,10.00,17850,UK\n536366,85124A,CUP,2,2011-01-06 08:26,5.00,17850,UK\nC536367,85123A,TEA,-1,2011-01-09 08:26,10.00,17850,UK\n",
            |n| format!("{},85125A,JUG,1,2011-02-{:02} 08:26,10.00,{},UK\n", 536_370 + n, n + 1, 17_860 + n),
        ),
        (
            "negative line totals",
            "order_id,customer_id,product_id,purchase_date,quantity,line_total",
            "1,Ann,tea,2024-01-05,3,30.00\n2,Ann,cup,2024-01-06,2,10.00\n3,Ann,tea,2024-01-09,-1,-10.00\n",
            |n| format!("{},C{n},jug,2024-02-{:02},2,10.00\n", 10 + n, n + 1),
        ),
        (
            "positive pieces at negative totals",
            "order_id,customer_id,product_id,purchase_date,quantity,line_total",
            "1,Ann,tea,2024-01-05,3,30.00\n2,Ann,cup,2024-01-06,2,10.00\n3,Ann,tea,2024-01-09,1,-10.00\n",
            |n| format!("{},C{n},jug,2024-02-{:02},2,10.00\n", 10 + n, n + 1),
        ),
        (
            "a kind of row",
            "transaction_type,order_id,customer_id,product_id,purchase_date,quantity,price",
            "Sale,1,Ann,tea,2024-01-05,3,10.00\nSale,2,Ann,cup,2024-01-06,2,5.00\nReturn,3,Ann,tea,2024-01-09,1,10.00\n",
            |n| format!("Sale,{},C{n},jug,2024-02-{:02},1,10.00\n", 10 + n, n + 1),
        ),
        (
            "a kind of row, in German",
            "Belegart;Rechnungsnummer;Kunde;Artikel;Datum;Menge;Einzelpreis",
            "Rechnung;1;Ann;Tee;05.01.2024;3;10,00\nRechnung;2;Ann;Tasse;06.01.2024;2;5,00\nGutschrift;3;Ann;Tee;19.01.2024;1;10,00\n",
            |n| format!("Rechnung;{};C{n};Krug;{:02}.02.2024;1;10,00\n", 10 + n, n + 13),
        ),
        (
            "decimal commas and a trailing minus",
            "Bestellnummer;Kunde;Artikel;Datum;Menge;Einzelpreis",
            "1;Ann;Tee;05.01.2024;3;10,00\n2;Ann;Tasse;06.01.2024;2;5,00\n3;Ann;Tee;19.01.2024;1-;10,00\n",
            |n| format!("{};C{n};Krug;{:02}.02.2024;1;10,00\n", 10 + n, n + 13),
        ),
        (
            "a French file",
            "N° commande;Client;Produit;Date;Quantité;Prix unitaire",
            "1;Ann;Thé;05/01/2024;3;10,00\n2;Ann;Tasse;06/01/2024;2;5,00\n3;Ann;Thé;19/01/2024;-1;10,00\n",
            |n| format!("{};C{n};Cruche;{:02}/02/2024;1;10,00\n", 10 + n, n + 13),
        ),
    ] {
        let text = with_others(header, rows, other);
        let imported = read(&text);
        assert_eq!(imported.dataset.revenue(), Money::parse("130").unwrap(), "{what}");
        assert_eq!(rows_of(&imported, IssueCode::ReversalWithoutSale), 0, "{what}");
        let mut params = IngestParams::default();
        params.recipe.steps.insert(RepairStep::NetCancellations, false);
        let as_sold = import_with(&[("sales.csv", text.as_bytes())], params, 4096).unwrap();
        assert_eq!(as_sold.dataset.revenue(), Money::parse("140").unwrap(), "{what}, as sold");
    }
}

/// Revenue, customers and orders; the rows and the money of what finds no sale.
fn settled(rows: &str) -> (String, u64, u64, u64, String) {
    let imported = read(&format!("order_id,customer_id,product_id,purchase_date,quantity,price,status\n{rows}"));
    let sums = &imported.report.reconciliation;
    let issue = imported.report.issues.iter().find(|issue| issue.code == IssueCode::ReversalWithoutSale);
    let (unmatched, money) = issue.map_or((0, Money::ZERO), |issue| (issue.rows, issue.money));
    (sums.analysed.amount.to_string(), sums.customers, sums.analysed.orders, unmatched, money.to_string())
}

#[test]
fn which_sale_a_return_takes() {
    let ben = "90,Ben,tea,2024-01-02,1,1.00,paid\n";
    for (what, rows, expected) in [
        (
            "all of an order: it is none",
            "1,Ann,tea,2024-01-05,3,10.00,paid\n2,Ann,tea,2024-01-06,-3,10.00,paid\n",
            ("1.00", 1, 1, 0, "0.00"),
        ),
        (
            "the latest at the same price",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,tea,2024-01-06,1,8.00,paid\n3,Ann,tea,2024-01-07,-1,10.00,paid\n",
            ("9.00", 2, 2, 0, "0.00"),
        ),
        (
            "any price, if none is the same",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,tea,2024-01-06,1,8.00,paid\n3,Ann,tea,2024-01-07,-1,7.00,paid\n",
            ("11.00", 2, 2, 0, "0.00"),
        ),
        (
            "none before: told",
            "1,Ann,tea,2024-01-05,-2,10.00,paid\n2,Ann,tea,2024-01-06,1,10.00,paid\n",
            ("11.00", 2, 2, 1, "-20.00"),
        ),
        (
            "more than was bought: told",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,tea,2024-01-06,-3,10.00,paid\n",
            ("1.00", 1, 1, 1, "-20.00"),
        ),
        (
            "another product",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,cup,2024-01-06,-1,10.00,paid\n",
            ("11.00", 2, 2, 1, "-10.00"),
        ),
        (
            "another customer",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Cleo,tea,2024-01-06,-1,10.00,paid\n",
            ("11.00", 2, 2, 1, "-10.00"),
        ),
        (
            "its own order before the latest",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,tea,2024-01-06,1,10.00,paid\n1,Ann,tea,2024-01-07,-1,10.00,paid\n",
            ("11.00", 2, 2, 0, "0.00"),
        ),
        (
            "an order that its status has taken away already",
            "1,Ann,tea,2024-01-05,1,10.00,paid\n2,Ann,tea,2024-01-06,1,10.00,cancelled\n2,Ann,tea,2024-01-07,-1,10.00,cancelled\n",
            ("11.00", 2, 2, 0, "0.00"),
        ),
        (
            "twice from the same sale",
            "1,Ann,tea,2024-01-05,3,10.00,paid\n2,Ann,tea,2024-01-06,-1,10.00,paid\n3,Ann,tea,2024-01-07,-1,10.00,paid\n",
            ("11.00", 2, 2, 0, "0.00"),
        ),
        (
            "amounts that do not divide",
            "1,Ann,tea,2024-01-05,3,3.3333,paid\n2,Ann,tea,2024-01-06,-1,3.3333,paid\n3,Ann,tea,2024-01-07,-2,3.3333,paid\n",
            ("1.00", 1, 1, 0, "0.00"),
        ),
    ] {
        let (revenue, customers, orders, unmatched, money) = settled(&format!("{ben}{rows}"));
        assert_eq!((revenue.as_str(), customers, orders, unmatched, money.as_str()), expected, "{what}");
    }
}

#[test]
fn rows_without_a_product_take_the_same_amount_only() {
    let mapping = ColumnMapping {
        headers: ["order_id", "customer_id", "purchase_date", "amount"].map(str::to_owned).to_vec(),
        kind: FileKind::Sales,
        columns: vec![Meaning::OrderId, Meaning::CustomerId, Meaning::Date, Meaning::LineTotal],
    };
    let rows: String = (0..10).map(|n| format!("{},C{n},2024-02-{:02},10.00\n", 10 + n, n + 1)).collect();
    for (back, revenue) in [("-10.00", "100.00"), ("-4.00", "110.00")] {
        let text = format!("order_id,customer_id,purchase_date,amount\n1,Ann,2024-01-05,10.00\n2,Ann,2024-01-09,{back}\n{rows}");
        let params = IngestParams { mappings: vec![mapping.clone()], ..IngestParams::default() };
        let imported = import_with(&[("sales.csv", text.as_bytes())], params, 4096).unwrap();
        assert_accounted(&imported);
        assert_eq!(imported.dataset.revenue().to_string(), revenue);
        assert_eq!(imported.report.reconciliation.tally(R::Return).rows, 1);
        assert_eq!(rows_of(&imported, IssueCode::ReversalWithoutSale), u64::from(back == "-4.00"));
    }
}
