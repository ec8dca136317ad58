//! Columns of money and of words that are easily misread, in twelve languages: tax and postage on top, prices before and after a discount,
//! cents, several currencies, returns, rows that are no sales, numbers of lines.

use super::kinds::{CUSTOMERS, Column, Line, PRICES, PRODUCTS, base, cents, check, csv, day, gross, inspect, lines};
use super::*;
use crate::Meaning;
use clientele_core::domain::Money;

fn amount(line: &Line) -> i64 {
    line.pieces * PRICES[line.product]
}

/// Hundredths of a per cent off.
fn off(line: &Line) -> i64 {
    if line.order.is_multiple_of(3) { 20 } else { 0 }
}

fn net() -> i64 {
    lines().iter().map(|l| amount(l) * (100 - off(l))).sum()
}

fn with(mut columns: Vec<Column<'static>>, name: &'static str, cell: impl Fn(&Line) -> String + 'static) -> Vec<Column<'static>> {
    columns.push((name, Box::new(cell)));
    columns
}

#[test]
fn totals_with_tax_on_top() {
    check("total with tax beside the price", gross(), 0, |names| {
        let columns = with(base(names), "Tax amount", |l| cents(amount(l) / 5));
        with(columns, "Total", |l| cents(amount(l) * 6 / 5))
    });
    check("totals before and after tax", gross(), 0, |names| {
        let mut columns = base(names);
        columns.pop();
        let columns = with(columns, names.line_total, |l| cents(amount(l)));
        let columns = with(columns, "VAT", |l| cents(amount(l) / 5));
        with(columns, "Total incl. VAT", |l| cents(amount(l) * 6 / 5))
    });
}

#[test]
fn totals_of_orders_with_postage_and_tax() {
    let total = |order: usize| lines().iter().filter(|l| l.order == order).map(amount).sum::<i64>();
    check("subtotal, postage, tax and total of the order", gross(), 12, move |names| {
        let mut columns = base(names);
        columns.pop();
        let columns = with(columns, "Subtotal", move |l| cents(total(l.order)));
        let columns = with(columns, "Shipping", |l| if l.order.is_multiple_of(2) { "4.90".into() } else { "0.00".into() });
        let columns = with(columns, "Tax", move |l| cents(total(l.order) / 10));
        with(columns, "Order Total", move |l| {
            cents(total(l.order) + total(l.order) / 10 + if l.order.is_multiple_of(2) { 490 } else { 0 })
        })
    });
}

#[test]
fn prices_before_and_after_a_discount() {
    check("list price, discount and net price", net(), 0, |names| {
        let mut columns = base(names);
        columns.pop();
        let columns = with(columns, "List price", |l| cents(PRICES[l.product]));
        let columns = with(columns, "Discount %", |l| off(l).to_string());
        with(columns, "Net price", |l| {
            format!("{}.{:04}", PRICES[l.product] * (100 - off(l)) / 10_000, PRICES[l.product] * (100 - off(l)) % 10_000)
        })
    });
    check("original and discounted price", net(), 0, |names| {
        let mut columns = base(names);
        columns.pop();
        let columns = with(columns, "original_price", |l| cents(PRICES[l.product]));
        with(columns, "discounted_price", |l| {
            format!("{}.{:04}", PRICES[l.product] * (100 - off(l)) / 10_000, PRICES[l.product] * (100 - off(l)) % 10_000)
        })
    });
    check("subtotal, discount and what is left", net(), 0, |names| {
        let columns = with(base(names), "Subtotal", |l| cents(amount(l)));
        let columns = with(columns, "Discounts", |l| cents(amount(l) * off(l) / 100));
        with(columns, "Subtotal after discount", |l| {
            format!("{}.{:04}", amount(l) * (100 - off(l)) / 10_000, amount(l) * (100 - off(l)) % 10_000)
        })
    });
}

#[test]
fn amounts_in_cents_and_in_thousands() {
    check("prices in cents", gross(), 0, |names| {
        let mut columns = base(names);
        columns.pop();
        with(columns, "unit_price_cents", |l| PRICES[l.product].to_string())
    });
    check("totals in thousands", gross() * 1000, 0, |names| {
        let mut columns = base(names);
        columns.pop();
        with(columns, "Revenue (k€)", |l| cents(amount(l)))
    });
}

#[test]
fn amounts_in_several_currencies_beside_one() {
    const RATES: [i64; 3] = [100, 120, 90];
    let revenue = lines().iter().map(|l| amount(l) * RATES[l.order % 3]).sum();
    check("amounts in several currencies and in euros", revenue, 0, |names| {
        let mut columns = base(names);
        columns.pop();
        let columns = with(columns, "amount", |l| cents(amount(l)));
        let columns = with(columns, "currency", |l| ["EUR", "GBP", "USD"][l.order % 3].into());
        with(columns, "amount_eur", |l| {
            let value = amount(l) * RATES[l.order % 3];
            format!("{}.{:04}", value / 10_000, value % 10_000)
        })
    });
}

#[test]
fn pieces_that_came_back() {
    let back = |l: &Line| i64::from(l.pieces > 2 && l.order.is_multiple_of(4));
    let revenue = lines().iter().map(|l| (l.pieces - back(l)) * PRICES[l.product] * 100).sum();
    check("a column of returned pieces", revenue, 0, move |names| {
        with(base(names), "Qty Returned", move |l| back(l).to_string())
    });
    check("returned pieces that are off the total already", revenue, 0, move |names| {
        let columns = with(base(names), "Qty Returned", move |l| back(l).to_string());
        with(columns, names.line_total, move |l| cents((l.pieces - back(l)) * PRICES[l.product]))
    });
}

#[test]
fn amounts_that_count_pieces() {
    check("an amount of pieces beside a price of the line", gross(), 0, |names| {
        let mut columns = base(names);
        columns.truncate(4);
        let columns = with(columns, "AMOUNT", |l| l.pieces.to_string());
        with(columns, "SALES_PRICE", |l| cents(amount(l)))
    });
}

#[test]
fn numbers_of_lines_are_no_products() {
    check("the number of the line within its order", gross(), 0, |names| {
        let first = |l: &Line| lines().iter().find(|other| other.order == l.order).map_or(0, |other| other.product);
        with(base(names), "item_id", move |l| format!("{}", 1 + (l.product + PRODUCTS.len() - first(l)) % PRODUCTS.len()))
    });
}

#[test]
fn words_that_tell_rows_apart() {
    let mut text = String::from("event_time,event_type,product,price,user_id,user_session\n");
    for line in lines() {
        for (event, times) in [("view", 2), ("cart", 1), ("purchase", line.pieces)] {
            for _ in 0..times {
                text += &format!(
                    "{} 10:00:00 UTC,{event},{},{},{},s-{}\n",
                    day(line.day),
                    PRODUCTS[line.product],
                    cents(PRICES[line.product]),
                    CUSTOMERS[line.customer],
                    line.order
                );
            }
        }
    }
    let imported = sales(&text);
    assert_eq!(imported.report.reconciliation.analysed.amount, Money::from_ten_thousandths(gross()));
    let mut text = String::from("receipt,date,customer,row_type,item,qty,price\n");
    let mut last = usize::MAX;
    for line in lines() {
        let row = |kind: &str, item: &str, pieces: i64, price: i64| {
            format!("{},{},{},{kind},{item},{pieces},{}\n", line.order, day(line.day), CUSTOMERS[line.customer], cents(price))
        };
        text += &row("Item", PRODUCTS[line.product], line.pieces, PRICES[line.product]);
        if std::mem::replace(&mut last, line.order) != line.order {
            text += &row("Tender", "CASH", 1, 9_900);
        }
    }
    let imported = sales(&text);
    assert_eq!(imported.report.reconciliation.analysed.amount, Money::from_ten_thousandths(gross()));
}

#[test]
fn what_no_sum_settles_is_asked() {
    let asked = |name: &'static str, cell: fn(&Line) -> String, total: bool| {
        let mut columns = base(&super::kinds::LANGUAGES[0]);
        if total {
            columns.pop();
            columns.push(("Sales", Box::new(|l: &Line| cents(amount(l)))));
        }
        let columns = with(columns, name, cell);
        let found = inspect("t.csv", &csv(&columns, 0));
        assert!(found.must_ask(), "{name}: {:?}", found.files[0].columns);
        found.files[0].columns.iter().find(|column| column.header == name).map(|column| column.meaning)
    };
    // Money, or per cent?
    assert_eq!(asked("Discount", |l| off(l).to_string(), false), Some(Meaning::DiscountShare));
    // Off the total already?
    assert_eq!(asked("Discount", |l| format!("0.{:02}", off(l)), true), Some(Meaning::Unused));
    // Of the piece, or of the line?
    _ = asked("unit_discount", |l| cents(PRICES[l.product] * off(l) / 100), false);
}

#[test]
fn discounts_off_each_piece() {
    let each = |l: &Line| PRICES[l.product] * off(l) / 100;
    // Proved by the total.
    check(
        "a discount off each piece beside the total",
        lines().iter().map(|l| (PRICES[l.product] - each(l)) * l.pieces * 100).sum(),
        0,
        |names| {
            let columns = with(base(names), "unit_discount", move |l| cents(each(l)));
            with(columns, names.line_total, move |l| cents((PRICES[l.product] - each(l)) * l.pieces))
        },
    );
    // By its name alone: asked.
    check(
        "a discount off each piece",
        lines().iter().map(|l| (PRICES[l.product] - each(l)) * l.pieces * 100).sum(),
        48,
        |names| with(base(names), "unit_discount", move |l| cents(each(l))),
    );
}
