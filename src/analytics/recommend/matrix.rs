//! Who bought what, how often and when: a sparse customer × product matrix and its transpose.
//!
//! Memory grows with the number of different (customer, product) pairs: 28 bytes each, and 12 for the transpose.

use crate::recommend::Decay;
use clientele_core::domain::{CustomerIx, Dataset, Day};
use clientele_core::sparse::RowOffsets;
use std::ops::Range;

/// Label of a customer whose group is not known, or too small to be searched on its own.
pub const NO_GROUP: u32 = u32::MAX;

/// Purchases as compressed sparse rows (per customer, sorted by product) and columns (per product, sorted by group, then
/// customer).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interactions {
    rows: RowOffsets,
    product: Vec<u32>,
    times: Vec<u32>,
    weight: Vec<f32>,
    /// Product and weight once more, side by side: another customer's row is one look into far memory instead of two.
    pair: Vec<(u32, f32)>,
    first_day: Vec<Day>,
    last_day: Vec<Day>,
    columns: RowOffsets,
    /// Customer and [part](Self::column_parts).
    column: Vec<(u32, f32)>,
    column_entry: Vec<u32>,
    /// Per product the groups of its buyers and where in the column each begins.
    run_offsets: RowOffsets,
    runs: Vec<(u32, u32)>,
    group: Vec<u32>,
    lines: u64,
    repeat_share: f64,
}

/// One (customer, product) pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purchase {
    /// Row of the product table.
    pub product: u32,
    /// Different days on which it was bought, at least 1.
    pub times: u32,
    /// Sum over those days of the decay at their age: 1 for a purchase today.
    pub weight: f32,
    /// First day on which it was bought.
    pub first_day: Day,
    /// Last day on which it was bought.
    pub last_day: Day,
}

impl Interactions {
    /// One pass over the lines of orders before `until` (all without it), weighted by their age on `as_of`. `groups` are labels
    /// per customer row, or empty. A customer buying one product several times a day counts once.
    pub fn build(dataset: &Dataset, until: Option<Day>, as_of: Day, half_life_days: f64, groups: &[u32]) -> Self {
        let products = dataset.products().ids.len();
        let customers = dataset.customers().ids.len();
        let (orders, lines) = (dataset.orders(), dataset.lines());
        let mut decay = Decay::new(half_life_days);
        let mut out = Self {
            rows: RowOffsets::with_capacity(customers),
            group: (0..customers).map(|c| groups.get(c).copied().unwrap_or(NO_GROUP)).collect(),
            ..Self::default()
        };
        // Where a product stands in the row of a customer; may be left over from an earlier customer, so the row is checked.
        let mut place = vec![0_u32; products];
        let mut row: Vec<Purchase> = Vec::new();
        let (mut later, mut repeats) = (0_u64, 0_u64);
        for customer in 0..customers {
            row.clear();
            let mut first_day = None;
            for line in dataset.lines_of_customer(CustomerIx::new(customer)) {
                let day = orders.day[lines.order[line].ix()];
                if until.is_some_and(|until| day >= until) {
                    break; // a customer's orders are sorted by day
                }
                let product = lines.product[line].0;
                if !dataset.products().is_goods[product as usize] {
                    continue; // postage and fees say nothing about taste
                }
                out.lines += 1;
                let first = *first_day.get_or_insert(day);
                let at = place[product as usize] as usize;
                match row.get_mut(at).filter(|entry| entry.product == product) {
                    Some(entry) if entry.last_day == day => {}
                    Some(entry) => {
                        entry.times += 1;
                        entry.weight += decay.at_age(as_of.0 - day.0);
                        entry.last_day = day;
                        later += 1;
                        repeats += 1;
                    }
                    None => {
                        place[product as usize] = row.len() as u32;
                        let weight = decay.at_age(as_of.0 - day.0);
                        row.push(Purchase { product, times: 1, weight, first_day: day, last_day: day });
                        later += u64::from(day > first);
                    }
                }
            }
            row.sort_unstable_by_key(|entry| entry.product);
            out.push_row(&row);
        }
        out.repeat_share = if later == 0 { 0.0 } else { repeats as f64 / later as f64 };
        out.transpose(products);
        out
    }

    fn push_row(&mut self, row: &[Purchase]) {
        for entry in row {
            self.product.push(entry.product);
            self.times.push(entry.times);
            self.weight.push(entry.weight);
            self.pair.push((entry.product, entry.weight));
            self.first_day.push(entry.first_day);
            self.last_day.push(entry.last_day);
        }
        self.rows.push_end(self.product.len());
    }

    fn transpose(&mut self, products: usize) {
        self.columns = RowOffsets::counted(self.product.iter().map(|&product| product as usize), products);
        let mut free = self.columns.free_places();
        let mut by_group: Vec<u32> = (0..self.customers() as u32).collect();
        by_group.sort_by_key(|&customer| self.group[customer as usize]);
        self.column = vec![(0, 0.0); self.product.len()];
        self.column_entry = vec![0; self.product.len()];
        for customer in by_group {
            let all: f64 = self.weights_of(customer).iter().map(|&weight| f64::from(weight)).sum();
            for entry in self.row(customer) {
                let at = free.take(self.product[entry] as usize);
                let part = (f64::from(self.weight[entry]) / all).sqrt() as f32;
                self.column[at] = (customer, part);
                self.column_entry[at] = entry as u32;
            }
        }
        for product in 0..products as u32 {
            let mut last = None;
            for at in self.column(product) {
                let group = self.group[self.column[at].0 as usize];
                if last != Some(group) {
                    self.runs.push((group, at as u32));
                    last = Some(group);
                }
            }
            self.run_offsets.push_end(self.runs.len());
        }
    }

    /// Number of customers, with and without purchases.
    pub fn customers(&self) -> usize {
        self.rows.len()
    }

    /// Number of products, bought or not.
    pub fn products(&self) -> usize {
        self.columns.len()
    }

    /// Number of different (customer, product) pairs.
    pub fn len(&self) -> usize {
        self.product.len()
    }

    /// Whether nobody bought anything.
    pub fn is_empty(&self) -> bool {
        self.product.is_empty()
    }

    /// Order lines that went in.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Of the purchases (product and day) of customers who had bought before that day, the share that were of products that
    /// they had bought before, 0 to 1.
    pub fn repeat_share(&self) -> f64 {
        self.repeat_share
    }

    /// The entries of a customer, sorted by product.
    #[inline]
    pub fn row(&self, customer: u32) -> Range<usize> {
        self.rows.row(customer as usize)
    }

    /// Products of a customer, sorted.
    #[inline]
    pub fn products_of(&self, customer: u32) -> &[u32] {
        &self.product[self.row(customer)]
    }

    /// Decayed weights of a customer's products, in the order of [`Self::products_of`].
    #[inline]
    pub fn weights_of(&self, customer: u32) -> &[f32] {
        &self.weight[self.row(customer)]
    }

    /// Products of a customer with their weights.
    #[inline]
    pub fn pairs_of(&self, customer: u32) -> &[(u32, f32)] {
        &self.pair[self.row(customer)]
    }

    /// One entry.
    #[inline]
    pub fn purchase(&self, entry: usize) -> Purchase {
        Purchase {
            product: self.product[entry],
            times: self.times[entry],
            weight: self.weight[entry],
            first_day: self.first_day[entry],
            last_day: self.last_day[entry],
        }
    }

    /// What the customer bought of one product, if anything.
    pub fn find(&self, customer: u32, product: u32) -> Option<Purchase> {
        let row = self.row(customer);
        let at = self.product[row.clone()].binary_search(&product).ok()?;
        Some(self.purchase(row.start + at))
    }

    /// The column entries of a product.
    #[inline]
    pub fn column(&self, product: u32) -> Range<usize> {
        self.columns.row(product as usize)
    }

    /// The column entries of a product that are of customers in one group; all of them for [`NO_GROUP`].
    #[inline]
    pub fn column_in_group(&self, product: u32, group: u32) -> Range<usize> {
        let all = self.column(product);
        if group == NO_GROUP {
            return all;
        }
        let runs = &self.runs[self.run_offsets.row(product as usize)];
        let at = runs.partition_point(|run| run.0 < group);
        match runs.get(at) {
            Some(run) if run.0 == group => run.1 as usize..runs.get(at + 1).map_or(all.end, |next| next.1 as usize),
            _ => all.end..all.end,
        }
    }

    /// The customers of column entries.
    #[inline]
    pub fn column_customers(&self, entries: Range<usize>) -> impl ExactSizeIterator<Item = u32> {
        self.column[entries].iter().map(|&(customer, _)| customer)
    }

    /// Customers who bought a product.
    #[inline]
    pub fn buyers(&self, product: u32) -> u32 {
        self.columns.row_len(product as usize)
    }

    /// The row entries that column entries stand for, to reach their times and weights.
    pub fn column_row_entries(&self, entries: Range<usize>) -> &[u32] {
        &self.column_entry[entries]
    }

    /// Per column entry the customer, and the square root of the entry's share of all that the customer's purchases weigh: the roots
    /// of one customer are a vector of length 1, so two customers' cosine is the sum of their products.
    #[inline]
    pub fn column_parts(&self, entries: Range<usize>) -> &[(u32, f32)] {
        &self.column[entries]
    }

    /// The group label of a customer.
    pub fn group(&self, customer: u32) -> u32 {
        self.group[customer as usize]
    }

    /// Bytes held, for memory figures.
    pub fn heap_bytes(&self) -> usize {
        self.product.capacity() * 28
            + self.column.capacity() * 12
            + self.runs.capacity() * 8
            + self.rows.heap_bytes()
            + self.columns.heap_bytes()
            + self.run_offsets.heap_bytes()
    }
}

/// Products that anybody bought, most popular first.
pub(super) fn by_popularity(interactions: &Interactions, buyers: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..interactions.products() as u32).filter(|&p| buyers(p) > 0).collect();
    order.sort_by(|&a, &b| buyers(b).cmp(&buyers(a)).then(a.cmp(&b)));
    order
}
