//! Several tables of one database: a list of orders with their totals beside the lines, keys under other names, prices in the catalogue only.
//! What belongs together is found by how the values of the files overlap.

use crate::collect::columns::{NONE, take_out};
use crate::collect::sales::{NO_FAULT, Sales};
use crate::collect::store::Store;
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::schema::meaning::{FileKind, Meaning};
use clientele_core::domain::{Interner, Money};
use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;
use std::ops::Range;

/// Joins the tables once all files are read.
pub(crate) fn join_tables(store: &mut Store) {
    list_orders_beside_lines(store);
    follow_other_keys(store);
}

/// Where a file has the lines of orders, a file of whole orders lists them: what it says they come to must not count once more.
fn list_orders_beside_lines(store: &mut Store) {
    let Store { files, ids, sales, order_list, issues, .. } = store;
    let mut of_lines: Vec<bool> = vec![false; ids.orders.len()];
    for at in (0..sales.segments.len()).filter(|&at| has_lines_only(sales, at)) {
        for &order in sales.order.get(sales.rows_of(at)).unwrap_or_default() {
            if let Some(slot) = of_lines.get_mut(order as usize) {
                *slot = true;
            }
        }
    }
    let known = of_lines.iter().enumerate().filter(|(_, is_known)| **is_known).map(|(code, _)| ids.orders.get(code as u32));
    let texts: HashSet<&str, FxBuildHasher> = known.collect();
    for at in (0..sales.segments.len()).rev() {
        let rows = sales.rows_of(at);
        let is_list = sales.segments.get(at).is_some_and(|s| {
            s.columns.has_order() && !s.columns.has_product() && !s.columns.needs_orders() && s.columns.quantity.is_none()
        });
        let of_row = |row: usize| sales.order.get(row).copied().unwrap_or(NONE);
        let by_number = rows.clone().filter(|&row| of_lines.get(of_row(row) as usize) == Some(&true)).count();
        let by_other = rows.clone().filter(|&row| texts.contains(sales.other_order.text(row))).count();
        let has_lines = by_number.max(by_other);
        if !is_list || has_lines * 2 < rows.len() || has_lines == 0 {
            continue;
        }
        let Some(ix) = sales.segments.get(at).map(|s| s.file) else { continue };
        let Some(file) = files.get_mut(ix) else { continue };
        order_list.begin(ix);
        for row in rows.clone() {
            let line = sales.line.get(row).copied().unwrap_or(0);
            let fault = sales.fault.get(row).copied().unwrap_or(NO_FAULT);
            if let Some(&reason) = SetAsideReason::ALL.get(fault as usize) {
                if let Some(count) = file.set_aside.get_mut(reason as usize) {
                    *count += 1;
                }
                issues.add(reason.issue(), "", Money::ZERO, || file.example(line, "", ""));
            } else if order_list.push_order(sales, row) {
                file.used += 1;
            } else {
                file.passed_over += 1;
                let id = sales.order.get(row).copied().filter(|&order| order != NONE);
                let code = if id.is_some() { IssueCode::DuplicateOrderId } else { IssueCode::MissingId };
                let text = id.map_or("", |id| ids.orders.get(id));
                issues.add(code, "", Money::ZERO, || file.example(line, file.header(Meaning::OrderId), text));
            }
        }
        file.recognised.kind = FileKind::Orders;
        file.recognised.missing.clear();
        sales.remove_segment(at, &rows);
    }
}

/// Whether a file has lines of orders, but not who bought and when.
fn has_lines_only(sales: &Sales, at: usize) -> bool {
    sales.segments.get(at).is_some_and(|s| s.columns.needs_orders() && s.columns.has_order() && s.columns.has_product())
}

/// Lines may name their products and orders by another column of the lists than the one taken for their number.
fn follow_other_keys(store: &mut Store) {
    let Store { ids, sales, order_list, product_list, .. } = store;
    let orders: Vec<bool> = (0..sales.segments.len()).map(|at| has_lines_only(sales, at)).collect();
    for at in 0..sales.segments.len() {
        let rows = sales.rows_of(at);
        if orders.get(at) == Some(&true) {
            let known = |code: u32| order_list.get(code).is_some();
            let by_other = |text: &str| order_list.other_keys.get(text).and_then(|row| order_list.codes.get(row)).copied();
            follow(sales.order.get_mut(rows.clone()).unwrap_or_default(), &ids.orders, known, by_other);
        }
        let known = |code: u32| product_list.row_of.get(code).is_some();
        let by_other = |text: &str| product_list.other_keys.get(text).and_then(|row| product_list.codes.get(row)).copied();
        follow(sales.product.get_mut(rows).unwrap_or_default(), &ids.products, known, by_other);
    }
}

/// Follows the other keys of a list, where nearly all codes are found by them and hardly any by the list's own.
fn follow(codes: &mut [u32], ids: &Interner, known: impl Fn(u32) -> bool, by_other: impl Fn(&str) -> Option<u32>) {
    let (mut told, mut direct, mut other) = (0_usize, 0_usize, 0_usize);
    for &code in codes.iter().filter(|&&code| code != NONE) {
        told += 1;
        direct += usize::from(known(code));
        other += usize::from(by_other(ids.get(code)).is_some());
    }
    if told == 0 || direct * 5 > told || other * 10 < told * 9 {
        return;
    }
    for code in codes.iter_mut().filter(|code| **code != NONE) {
        *code = by_other(ids.get(*code)).unwrap_or(*code);
    }
}

impl Sales {
    /// Takes a file's rows out.
    fn remove_segment(&mut self, at: usize, rows: &Range<usize>) {
        for column in [&mut self.line, &mut self.order, &mut self.customer, &mut self.product] {
            column.drain(rows.clone());
        }
        self.fault.drain(rows.clone());
        self.date.drain(rows.clone());
        self.minute.drain(rows.clone());
        self.hash.drain(rows.clone());
        self.repaired.drain(rows.clone());
        for column in [&mut self.price, &mut self.quantity] {
            column.remove(rows);
        }
        for column in self.texts_mut() {
            column.remove(rows);
        }
        for column in [
            &mut self.line_discount,
            &mut self.unit_discount,
            &mut self.discount_share,
            &mut self.order_discount,
            &mut self.refund,
        ] {
            column.remove(rows);
        }
        take_out(&mut self.continuations, rows);
        take_out(&mut self.not_blank, rows);
        take_out(&mut self.without_amount, rows);
        take_out(&mut self.filled.examples, rows);
        self.derived.examples.retain(|example| !rows.contains(&(example.0 as usize)));
        self.bad_cells.retain(|cell| !rows.contains(&(cell.row as usize)));
        let moved = rows.len() as u32;
        self.derived.examples.iter_mut().filter(|e| e.0 as usize >= rows.end).for_each(|e| e.0 -= moved);
        self.bad_cells.iter_mut().filter(|cell| cell.row as usize >= rows.end).for_each(|cell| cell.row -= moved);
        self.segments.remove(at);
        self.segments.iter_mut().skip(at).for_each(|segment| segment.start -= rows.len());
    }
}
