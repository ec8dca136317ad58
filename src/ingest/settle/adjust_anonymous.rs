//! Settles sales that name no customer among themselves, as customers' sales are settled.

use crate::collect::columns::{BAD, NONE};
use crate::findings::report::Deduction;
use crate::settings::recipe::RepairStep;
use crate::settle::adjust::deductions_of;
use crate::settle::anonymous::Anonymous;
use crate::settle::far_dates::{implausible_days, rows_of_days};
use crate::settle::other_files::seen_in_earlier_files;
use crate::settle::outliers::repeated_rows;
use crate::settle::settlement::Settlement;
use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

impl Settlement {
    /// Leaves out what stands out or was taken back, as the same steps do with customers' sales, and takes discounts off. Customers' rows are
    /// neither looked at nor changed: they come to the same with and without such sales. To be done once those are settled.
    pub(crate) fn settle_anonymous(&mut self) {
        let mut anonymous = std::mem::take(&mut self.anonymous);
        if anonymous.sales.is_empty() {
            return;
        }
        let recipe = self.params.get().recipe.clone();
        let on = |step: RepairStep| recipe.is_on(step);
        if on(RepairStep::DropImplausibleDates) {
            let far = self.far_rows(&anonymous);
            anonymous.drop_sales(&far);
        }
        if on(RepairStep::DropSeenInOtherFile) {
            let again = seen_in_earlier_files(
                &self.store.sales,
                &self.day,
                |row| self.amount(row),
                |row| anonymous.is_sale(row) || anonymous.is_reversal(row),
            );
            anonymous.drop_sales(&again);
            anonymous.reversals.retain(|row| again.binary_search(row).is_err());
        }
        if on(RepairStep::DropDuplicates) {
            let repeats = repeated_rows(&self.store.sales, anonymous.sales.iter().copied());
            anonymous.drop_sales(&repeats);
        }
        let quantities = &self.store.sales.quantity.values;
        let quantity = |row: u32| quantities.get(row as usize).copied().filter(|&quantity| quantity != BAD);
        if on(RepairStep::DropImplausibleQuantities)
            && let Some(most) = self.most_pieces
        {
            anonymous.sales.retain(|&row| quantity(row).is_some_and(|quantity| quantity <= most));
        }
        if on(RepairStep::NetCancellations) {
            self.net_anonymous(&mut anonymous);
        }
        self.deduct_from_anonymous(&mut anonymous);
        self.anonymous = anonymous;
    }

    /// Sales without a customer on days that are implausible among all sales, ascending.
    fn far_rows(&self, anonymous: &Anonymous) -> Vec<u32> {
        let day = |row: u32| self.day.get(row as usize).copied().unwrap_or_default();
        let of_customers = (0..self.rows() as u32).filter(|&row| self.is_analysed(row as usize));
        let far = implausible_days(&rows_of_days(of_customers.chain(anonymous.sales.iter().copied()).map(day)));
        if far.is_empty() {
            return Vec::new();
        }
        anonymous.sales.iter().copied().filter(|&row| far.binary_search(&day(row)).is_ok()).collect()
    }

    /// Takes cancellations and returns without a customer off sales without a customer. Nobody knows who brought something back, so only
    /// a sale of the same product at the same price can be meant, the latest first.
    fn net_anonymous(&mut self, anonymous: &mut Anonymous) {
        let mut gone = Vec::new();
        for taken in self.taken_back(anonymous) {
            if taken.is_all {
                gone.push(taken.row);
                continue;
            }
            anonymous.less.insert(taken.row, taken.amount);
            if let Some(quantity) = self.store.sales.quantity.values.get_mut(taken.row as usize) {
                *quantity -= taken.pieces;
            }
        }
        anonymous.drop_sales(&gone);
    }

    fn taken_back(&self, anonymous: &Anonymous) -> Vec<TakenBack> {
        let sales = &self.store.sales;
        let event = |row: u32, is_reversal: bool| {
            let at = row as usize;
            let product = sales.product.get(at).copied().filter(|&product| product != NONE)?;
            let sign = if is_reversal { -1 } else { 1 };
            let pieces = sales.quantity.values.get(at)?.checked_mul(sign).filter(|&pieces| pieces > 0)?;
            let amount = self.amount(at).checked_mul(sign).filter(|&amount| amount > 0)?;
            let shared = common_divisor(amount, pieces);
            // An unknown time of day is before every known one.
            let minute = sales.minute.get(at).map_or(0, |minute| minute.wrapping_add(1));
            let time = (self.day.get(at).copied().unwrap_or_default(), minute);
            Some(((product, amount / shared, pieces / shared), time, is_reversal, row, pieces, amount))
        };
        // What came back of an order that its status has set aside has nothing more to take.
        let line = |row: u32| {
            let of = |column: &[u32]| column.get(row as usize).copied().filter(|&code| code != NONE);
            Some((of(&sales.order)?, of(&sales.product)?))
        };
        let is_closed = |row: &u32| sales.quantity.values.get(*row as usize).is_some_and(|&pieces| pieces > 0);
        let closed: HashSet<(u32, u32), FxBuildHasher> =
            anonymous.reversals.iter().copied().filter(is_closed).filter_map(line).collect();
        let takes_back = |row: &u32| line(*row).is_none_or(|line| !closed.contains(&line));
        let of_reversals = anonymous.reversals.iter().copied().filter(takes_back).filter_map(|row| event(row, true));
        let mut events: Vec<_> = of_reversals.collect();
        // Fast path: most products never come back.
        let product = |row: u32| sales.product.get(row as usize).copied().unwrap_or(NONE);
        let products: HashSet<u32, FxBuildHasher> = events.iter().map(|event| event.0.0).collect();
        let came_back = |row: &&u32| products.contains(&product(**row));
        events.extend(anonymous.sales.iter().filter(came_back).filter_map(|&row| event(row, false)));
        events.sort_unstable();
        let mut taken = Vec::new();
        for of_price in events.chunk_by(|a, b| a.0 == b.0).filter(|of_price| of_price.iter().any(|event| event.2)) {
            // Sales with something left: row, pieces left, pieces, amount.
            let mut open: Vec<(u32, i64, i64, i64)> = Vec::new();
            let mut done = |(row, left, pieces, amount): (u32, i64, i64, i64)| {
                if left < pieces {
                    // At one price for all, so this is exact but for parts of a piece.
                    let amount = i128::from(amount) * i128::from(pieces - left) / i128::from(pieces);
                    let amount = i64::try_from(amount).unwrap_or(0);
                    taken.push(TakenBack { row, pieces: pieces - left, amount, is_all: left == 0 });
                }
            };
            for &(_, _, is_reversal, row, pieces, amount) in of_price {
                if !is_reversal {
                    open.push((row, pieces, pieces, amount));
                    continue;
                }
                let mut wanted = pieces;
                while let Some(sale) = open.last_mut().filter(|_| wanted > 0) {
                    let taken = wanted.min(sale.1);
                    (wanted, sale.1) = (wanted - taken, sale.1 - taken);
                    if sale.1 == 0
                        && let Some(sale) = open.pop()
                    {
                        done(sale);
                    }
                }
            }
            open.into_iter().for_each(done);
        }
        taken.sort_unstable_by_key(|taken| taken.row);
        taken
    }

    /// Takes discounts and refunds off sales without a customer; what was wholly paid back is no sale. Where an order has customers' rows too,
    /// those have borne what is taken off the whole order.
    fn deduct_from_anonymous(&self, anonymous: &mut Anonymous) {
        let sales = &self.store.sales;
        let order = |row: usize| sales.order.get(row).copied().unwrap_or(NONE);
        let mut of_customers: HashSet<u32, FxBuildHasher> = HashSet::default();
        if !sales.order_discount.rows.is_empty() || !sales.refund.rows.is_empty() {
            of_customers =
                (0..self.rows()).filter(|&row| self.is_analysed(row)).map(order).filter(|&order| order != NONE).collect();
        }
        for (what, step) in
            [(Deduction::Discount, RepairStep::SubtractDiscounts), (Deduction::Refund, RepairStep::SubtractRefunds)]
        {
            if !self.params.get().recipe.is_on(step) {
                continue;
            }
            let left = |row: usize, anonymous: &Anonymous| match anonymous.is_sale(row) {
                true => self.amount(row) - anonymous.less.get(&(row as u32)).copied().unwrap_or(0),
                false => 0,
            };
            let found = deductions_of(sales, what, |row| left(row, anonymous), |row| !of_customers.contains(&order(row)));
            for &(row, amount) in &found {
                *anonymous.less.entry(row).or_default() += amount;
            }
            if what == Deduction::Refund {
                let gone: Vec<u32> =
                    found.iter().map(|&(row, _)| row).filter(|&row| left(row as usize, anonymous) <= 0).collect();
                anonymous.drop_sales(&gone);
            }
        }
    }
}

/// What was taken back of a sale.
struct TakenBack {
    row: u32,
    /// In ten-thousandths.
    pieces: i64,
    /// In ten-thousandths.
    amount: i64,
    /// Nothing of the sale is left.
    is_all: bool,
}

fn common_divisor(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
