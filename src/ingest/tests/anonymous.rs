//! Sales that name no customer: sales of the shop, and nothing to its customers.

use super::*;
use crate::{ColumnMapping, FileKind, Meaning, RepairStep};
use clientele_core::domain::{Money, StringColumn};
use proptest::prelude::*;
use proptest::sample::select;

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn retail(rows: &[&str], steps: &[(RepairStep, bool)]) -> Imported {
    let mut params = IngestParams::default();
    params.recipe.steps.extend(steps.iter().copied());
    let text: String = std::iter::once(&HEADER).chain(rows).map(|row| format!("{row}\n")).collect();
    let imported = import_with(&[("sales.csv", text.as_bytes())], params, usize::MAX).unwrap_or_else(|e| panic!("{e}"));
    assert_accounted(&imported);
    imported
}

/// Rows, orders and revenue of the shop.
fn shop(imported: &Imported) -> (u64, u64, Money) {
    let shop = imported.report.reconciliation.shop;
    (shop.rows, shop.orders, shop.amount)
}

#[test]
fn what_is_wrong_otherwise_is_no_sale() {
    let rows = [
        "1,p,Tea,2,12/1/2010 8:26,3,a,UK",
        "2,p,Tea,1,12/2/2010 9:00,3,,UK",
        "2,q,Cup,1,12/2/2010 9:00,5,,UK",
        "C3,p,Tea,-1,12/2/2010 9:00,4,,UK",
        "A4,B,Adjust bad debt,1,12/2/2010 9:00,500,,UK",
        "5,p,Tea,-3,12/2/2010 9:00,0,,UK",
        "6,p,Tea,3,12/2/2010 9:00,0,,UK",
    ];
    let imported = retail(&rows, &[]);
    let sums = &imported.report.reconciliation;
    assert_eq!((sums.analysed.rows, sums.analysed.amount), (1, money("6")));
    assert_eq!((sums.tally(SetAsideReason::NoCustomer).rows, sums.tally(SetAsideReason::NoCustomer).amount), (6, money("504")));
    assert_eq!(shop(&imported), (3, 2, money("14")));
    // The cup is in nobody's order: a product of the shop, and none of its customers'.
    let data = &imported.dataset;
    assert_eq!(data.products().ids.iter().collect::<Vec<_>>(), ["p"]);
    assert_eq!(data.shop().products().ids.iter().collect::<Vec<_>>(), ["p", "q"]);
    assert_eq!((data.shop().products().names.get(1), data.shop().products().price[1]), ("Cup", money("5")));
    assert_eq!(data.customers().ids.len(), 1);
}

#[test]
fn lines_of_a_customers_order_stay_in_it() {
    let rows = [
        "1,p,Tea,2,12/1/2010 8:26,3,b,UK",
        "1,q,Cup,1,12/1/2010 8:26,5,,UK",
        "1,r,Pot,1,12/1/2010 8:26,9,a,UK",
        ",p,Tea,1,12/1/2010 8:26,3,,UK",
        ",q,Cup,1,12/1/2010 8:26,5,,UK",
    ];
    let imported = retail(&rows, &[]);
    // Two customers share a number: two orders. Lines without a number and a customer are of no order.
    assert_eq!(shop(&imported), (5, 2, money("28")));
    let data = &imported.dataset;
    let of_nobody: Vec<_> = data.shop().sales().filter(|sale| sale.customer.is_none()).collect();
    assert_eq!(of_nobody.iter().map(|sale| (sale.order, sale.products.len())).collect::<Vec<_>>(), [(Some(0), 1), (None, 2)]);
    assert_eq!(data.customers().ids.get(data.orders().customer[0].ix()), "a", "the first of the two, whatever the order of rows");
}

#[test]
fn discounts_are_taken_off() {
    let headers = ["order", "who", "what", "when", "pieces", "price", "less", "order less"];
    use Meaning as M;
    let columns =
        vec![M::OrderId, M::CustomerId, M::ProductId, M::Date, M::Quantity, M::UnitPrice, M::LineDiscount, M::OrderDiscount];
    let mapping = ColumnMapping { headers: headers.map(str::to_owned).to_vec(), kind: FileKind::Sales, columns };
    let text = format!(
        "{}\n1,a,p,2024-01-13,1,10,1,\n2,,p,2024-01-14,1,10,2,\n3,,p,2024-01-15,1,10,,4\n3,,q,2024-01-15,3,10,,\n\
         4,b,p,2024-01-16,1,10,,3\n4,,q,2024-01-16,1,10,,\n",
        headers.join(",")
    );
    let params = IngestParams { mappings: vec![mapping], ..IngestParams::default() };
    let imported = import_with(&[("f.csv", text.as_bytes())], params, usize::MAX).unwrap();
    assert_accounted(&imported);
    let taken = imported.report.reconciliation.deductions.iter().map(|(_, tally)| tally.amount).sum::<Money>();
    assert_eq!(taken, money("4"), "what is taken off customers' rows, and no more");
    let sales: Vec<(bool, Money)> =
        imported.dataset.shop().sales().map(|sale| (sale.customer.is_some(), sale.revenue())).collect();
    // The discount of the fourth order is on its customer's line.
    let expected = [(true, "9"), (true, "7"), (false, "10"), (false, "8"), (false, "36")];
    assert_eq!(sales, expected.map(|(of_customer, revenue)| (of_customer, money(revenue))));
}

#[test]
fn what_was_paid_back_is_taken_off() {
    let headers = ["order", "who", "what", "when", "price", "back"];
    use Meaning as M;
    let columns = vec![M::OrderId, M::CustomerId, M::ProductId, M::Date, M::UnitPrice, M::Refund];
    let mapping = ColumnMapping { headers: headers.map(str::to_owned).to_vec(), kind: FileKind::Sales, columns };
    let rows = "1,a,p,2024-01-13,10,\n2,,p,2024-01-14,10,4\n3,,p,2024-01-15,10,10\n3,,q,2024-01-15,10,\n4,,q,2024-01-16,10,10\n";
    let text = format!("{}\n{rows}", headers.join(","));
    let params = IngestParams { mappings: vec![mapping], ..IngestParams::default() };
    let imported = import_with(&[("f.csv", text.as_bytes())], params, usize::MAX).unwrap();
    // Half of the third order's 20 was paid back, and all of the fourth.
    assert_eq!(shop(&imported), (4, 3, money("26")));
}

#[test]
fn cancellations_are_settled_among_sales_without_a_customer() {
    let rows = [
        "1,p,Tea,2,12/1/2010 8:26,3,a,UK",
        "2,p,Tea,4,12/2/2010 9:00,3,,UK",
        "3,p,Tea,5,12/3/2010 9:00,2,,UK",
        "4,p,Tea,6,12/9/2010 9:00,3,,UK",
        "C5,p,Tea,-1,12/4/2010 9:00,3,,UK",
        "C6,p,Tea,-5,12/4/2010 9:00,2,,UK",
        "C7,p,Tea,-1,12/4/2010 9:00,7,,UK",
    ];
    let on = retail(&rows, &[(RepairStep::NetCancellations, true)]);
    // One of four at 3, all five at 2; at 7 nothing was sold, and the six were sold later.
    assert_eq!(shop(&on), (3, 3, money("33")));
    assert_eq!(on.dataset.revenue(), money("6"));
    let off = retail(&rows, &[(RepairStep::NetCancellations, false)]);
    assert_eq!(shop(&off), (4, 4, money("46")));
}

#[test]
fn repeats_are_left_out_where_customers_repeats_are() {
    let row = "2,p,Tea,4,12/2/2010 9:00,3,,UK";
    let rows = ["1,p,Tea,2,12/1/2010 8:26,3,a,UK", row, row];
    assert_eq!(shop(&retail(&rows, &[])), (3, 2, money("30")));
    assert_eq!(shop(&retail(&rows, &[(RepairStep::DropDuplicates, true)])), (2, 2, money("18")));
    let text = format!("{HEADER}\n{}\n{row}\n", rows[0]);
    let twice = import(&[("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())]).unwrap();
    assert_eq!(shop(&twice), (2, 2, money("18")), "the same file twice is one shop");
}

fn row() -> impl Strategy<Value = String> {
    let invoice = select(vec!["1", "2", "3", "4", "C5", "C6", "A7", ""]);
    let code = select(vec!["p1", "p2", "p3", "p4", "POST", ""]);
    let name = select(vec!["Tea", "Mug", ""]);
    let (quantity, price) = (select(vec!["1", "2", "3", "-1", "-2", "0", "5000"]), select(vec!["1.25", "2", "0", "1.25"]));
    let date = select(vec!["12/1/2010 8:26", "1/31/2011 10:00", "2011-03-04", "soon"]);
    let customer = select(vec!["a", "b", "c", "", "", "nan"]);
    (invoice, code, name, quantity, date, price, customer).prop_map(|(invoice, code, name, quantity, date, price, customer)| {
        format!("{invoice},{code},{name},{quantity},{date},{price},{customer},UK")
    })
}

proptest! {
    /// Customers, their products, orders and lines are what they are in the same file without rows that name no customer.
    #[test]
    fn customers_are_the_same_with_and_without(
        rows in prop::collection::vec(row(), 1..60),
        (settled, distinct) in (any::<bool>(), any::<bool>()),
    ) {
        let steps =
            [(RepairStep::NetCancellations, settled), (RepairStep::DropDuplicates, distinct), (RepairStep::FillDown, false)];
        let mut params = IngestParams::default();
        params.recipe.steps.extend(steps);
        // A date that can be read either way is in both files, so that both are read the same way.
        let first = "9,p1,Tea,1,12/13/2010 8:26,1.25,z,UK".to_owned();
        let text = |keep: &dyn Fn(&str) -> bool| -> String {
            let kept = std::iter::once(&first).chain(&rows).filter(|row| keep(row));
            std::iter::once(HEADER).chain(kept.map(String::as_str)).map(|row| format!("{row}\n")).collect()
        };
        let names_customer = |row: &str| !matches!(row.split(',').nth(6), Some("" | "nan"));
        let with = import_with(&[("f.csv", text(&|_| true).as_bytes())], params.clone(), usize::MAX).unwrap();
        let without = import_with(&[("f.csv", text(&names_customer).as_bytes())], params, usize::MAX).unwrap();
        assert_accounted(&with);
        let (a, b) = (&with.dataset, &without.dataset);
        prop_assert_eq!((a.customers(), a.products()), (b.customers(), b.products()));
        prop_assert_eq!((a.orders(), a.lines()), (b.orders(), b.lines()));
        prop_assert_eq!(with.report.reconciliation.analysed, without.report.reconciliation.analysed);
        prop_assert_eq!(without.report.reconciliation.shop, without.report.reconciliation.analysed);
        // Products of the shop begin with those.
        let first = |ids: &StringColumn| ids.iter().take(b.products().ids.len()).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(first(&a.shop().products().ids), first(&b.products().ids));
    }
}
