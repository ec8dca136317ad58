//! Strategy 4, seasonal: what is due. The customer's own products as they come round again, what is popular now, and what this month of the
//! year sells more than others.

use crate::recommend::matrix::Interactions;
use crate::recommend::strategies::scratch::{Marks, greatest_of, scale_of};
use clientele_core::domain::{CustomerIx, Dataset, Day, NO_CATEGORY};

/// Popular products that are proposed to everyone.
const PROPOSED: usize = 40;
/// Purchases of the shop's average season that a product's own season is mixed with.
const SEASON_PRIOR: f64 = 20.0;
/// Repurchases of the shop's average product that a product's own rate is mixed with.
const REPEAT_PRIOR: f64 = 10.0;

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct Seasonal {
    as_of: Day,
    /// Share of the customer's own repurchase cycles against what is popular now.
    pub(crate) own_share: f64,
    recent_days: u32,
    recent_buyers: Vec<u32>,
    recent_customers: u32,
    season: Vec<f64>,
    popular_now: Vec<f64>,
    most_popular: Vec<u32>,
    readiness: Vec<f64>,
    interval_days: Vec<f64>,
    /// Customers who bought the product on more than one day.
    rebuyers: Vec<u32>,
    /// Per place the most popular products with their recent buyers, and the recent customers there.
    by_place: Vec<(Vec<(u32, u32)>, u32)>,
}

/// How often a customer buys a product, and when it may be due again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RepurchaseCycle {
    /// Days on which the customer bought it.
    pub times: u32,
    /// Days expected between two purchases of it, from the customer's own and what is usual.
    pub interval_days: f64,
    /// Days between the customer's own purchases of it, on average; `None` after one.
    pub own_interval_days: Option<f64>,
    /// Days since the last one.
    pub since_days: i32,
    /// Customers who bought it again.
    pub rebuyers: u32,
}

impl Seasonal {
    /// From the lines before `until`, as of `as_of`, which counts as the first day of the time to recommend for.
    pub fn build(
        dataset: &Dataset,
        interactions: &Interactions,
        until: Option<Day>,
        as_of: Day,
        recent_days: u32,
        own_share: f64,
    ) -> Self {
        let products = interactions.products();
        let counts = Counts::of(dataset, until, as_of, recent_days);
        let season = seasons(dataset, &counts, products);
        let (repeat_rate, interval_days, rebuyers) = repurchase_cycles(interactions);
        let mut popular_now: Vec<f64> = (0..products).map(|p| f64::from(counts.recent_buyers[p]) * season[p].sqrt()).collect();
        let greatest = popular_now.iter().copied().fold(0.0, f64::max);
        if greatest > 0.0 {
            for value in &mut popular_now {
                *value /= greatest;
            }
        }
        let readiness =
            repeat_rate.iter().zip(&popular_now).map(|(rate, popular)| rate.sqrt() * libm::pow(popular + 0.1, 0.3)).collect();
        let mut most_popular: Vec<u32> = (0..products as u32).filter(|&p| popular_now[p as usize] > 0.0).collect();
        most_popular.sort_by(|&a, &b| popular_now[b as usize].total_cmp(&popular_now[a as usize]).then(a.cmp(&b)));
        most_popular.truncate(PROPOSED);
        Self {
            as_of,
            own_share,
            recent_days: counts.recent_days,
            recent_customers: counts.recent_customers,
            by_place: counts.by_place,
            recent_buyers: counts.recent_buyers,
            season,
            popular_now,
            most_popular,
            readiness,
            interval_days,
            rebuyers,
        }
    }

    /// Marks the customer's own products and the popular ones. Returns false where there are neither.
    pub fn propose(&self, interactions: &Interactions, customer: u32, marks: &mut Marks) -> bool {
        let own = interactions.products_of(customer);
        for &product in own.iter().chain(&self.most_popular) {
            marks.set(product);
        }
        !own.is_empty() || !self.most_popular.is_empty()
    }

    /// Scores of 0 to 1 for the candidates, among which are those marked: own cycles and what is popular. `due` is scratch, one number
    /// per product, all 0 before and after.
    pub fn complete(&self, interactions: &Interactions, customer: u32, candidates: &[u32], due: &mut [f64], out: &mut Vec<f64>) {
        let own = interactions.row(customer).zip(interactions.products_of(customer));
        let mut greatest = 0.0_f64;
        for (entry, &product) in own {
            due[product as usize] = self.due(interactions, entry);
            greatest = greatest.max(due[product as usize]);
        }
        let scale = scale_of(greatest);
        out.clear();
        out.extend(candidates.iter().map(|&product| {
            let own = (due[product as usize] * scale).clamp(0.0, 1.0);
            self.own_share * own + (1.0 - self.own_share) * self.popular_now[product as usize]
        }));
        for &product in interactions.products_of(customer) {
            due[product as usize] = 0.0;
        }
        let scale = scale_of(greatest_of(out));
        for score in out {
            // The power makes the few that are really due stand out.
            let value = (*score * scale).clamp(0.0, 1.0);
            *score = value * value.sqrt();
        }
    }

    /// How much a bought product counts now: purchases, the later the more, times how readily this product is bought again at
    /// all, times whether its time has come.
    pub(crate) fn due(&self, interactions: &Interactions, entry: usize) -> f64 {
        let purchase = interactions.purchase(entry);
        let cycle = self.cycle_of(&purchase);
        let passed = f64::from(cycle.since_days) / cycle.interval_days.max(1.0);
        // Half right after a purchase, all of it from 60 % of the usual interval on.
        let ripe = 0.5 + 0.5 * (passed / 0.6).min(1.0);
        f64::from(purchase.weight) * self.readiness[purchase.product as usize] * ripe
    }

    fn cycle_of(&self, purchase: &crate::recommend::matrix::Purchase) -> RepurchaseCycle {
        let usual = self.interval_days[purchase.product as usize];
        let gaps = f64::from(purchase.times - 1);
        let span = f64::from(purchase.last_day.0 - purchase.first_day.0);
        RepurchaseCycle {
            times: purchase.times,
            interval_days: (span + usual) / (gaps + 1.0),
            own_interval_days: (gaps > 0.0).then(|| span / gaps),
            rebuyers: self.rebuyers[purchase.product as usize],
            since_days: (self.as_of.0 - purchase.last_day.0).max(0),
        }
    }

    /// The customer's repurchase cycle of a product, if they bought it.
    pub fn repurchase_cycle(&self, interactions: &Interactions, customer: u32, product: u32) -> Option<RepurchaseCycle> {
        Some(self.cycle_of(&interactions.find(customer, product)?))
    }

    /// Days from `day` to the day from which on is recommended, 0 for later days.
    pub fn days_since(&self, day: Day) -> u32 {
        u32::try_from(i64::from(self.as_of.0) - i64::from(day.0)).unwrap_or(0)
    }

    /// Customers who bought the product in the recent period.
    pub fn recent_buyers(&self, product: u32) -> u32 {
        self.recent_buyers[product as usize]
    }

    /// Customers who bought anything in the recent period.
    pub fn recent_customers(&self) -> u32 {
        self.recent_customers
    }

    /// How readily the product is bought again: the root of the share of its purchases that were repeats by the same customer
    /// (mixed with the shop's), more for what is popular now.
    pub fn readiness(&self, product: u32) -> f64 {
        self.readiness[product as usize]
    }

    /// Length of the recent period: as set, or longer where hardly anybody bought in it.
    pub fn recent_days(&self) -> u32 {
        self.recent_days
    }

    /// How much more of the product the coming month sells than the average month, as a factor; 1 where the data covers less
    /// than a year.
    pub fn season(&self, product: u32) -> f64 {
        self.season[product as usize]
    }

    /// Popularity now, 0 to 1.
    pub fn popular_now(&self, product: u32) -> f64 {
        self.popular_now[product as usize]
    }

    /// The most popular products, most popular first.
    pub fn most_popular(&self) -> &[u32] {
        &self.most_popular
    }

    /// The most popular products of a place as (product, recent buyers), and its recent customers; empty where too few
    /// customers bought there lately.
    pub fn popular_at(&self, place: u32) -> (&[(u32, u32)], u32) {
        match self.by_place.get(place as usize) {
            Some((products, customers)) => (products, *customers),
            None => (&[], 0),
        }
    }
}

/// Recent customers below which a place's popular products are not told from noise.
const MIN_CUSTOMERS_OF_PLACE: u32 = 20;

/// Customers that a recent period should have.
const MIN_RECENT_CUSTOMERS: usize = 50;

/// Sums over the lines.
struct Counts {
    recent_days: u32,
    recent_buyers: Vec<u32>,
    recent_customers: u32,
    by_place: Vec<(Vec<(u32, u32)>, u32)>,
    month_lines: [f64; 12],
    product_lines: Vec<f64>,
    product_lines_in_month: Vec<f64>,
    month: usize,
    covers_a_year: bool,
}

impl Counts {
    fn of(dataset: &Dataset, until: Option<Day>, as_of: Day, recent_days: u32) -> Self {
        let products = dataset.products().ids.len();
        let (orders, lines) = (dataset.orders(), dataset.lines());
        // The middle of the coming month.
        let month = usize::from(Day(as_of.0.saturating_add(15)).to_ymd().1) - 1;
        let mut out = Self {
            recent_days,
            recent_buyers: vec![0; products],
            recent_customers: 0,
            by_place: vec![(Vec::new(), 0); dataset.customers().places.len()],
            month_lines: [0.0; 12],
            product_lines: vec![0.0; products],
            product_lines_in_month: vec![0.0; products],
            month,
            covers_a_year: false,
        };
        let recent_days = long_enough(dataset, until, as_of, recent_days);
        out.recent_days = recent_days;
        let first_recent = as_of.0.saturating_sub(recent_days.min(1_000_000).cast_signed());
        let mut month_of: (Day, usize) = (Day(i32::MIN), 0);
        let (mut first, mut last) = (Day(i32::MAX), Day(i32::MIN));
        let mut counted_for = vec![u32::MAX; products];
        let mut at_place: Vec<(u32, u32)> = Vec::new();
        for customer in 0..dataset.customers().ids.len() {
            let place = dataset.customers().place[customer];
            let mut bought = false;
            for order in dataset.orders_of(CustomerIx::new(customer)) {
                let day = orders.day[order];
                if until.is_some_and(|until| day >= until) {
                    break;
                }
                (first, last) = (first.min(day), last.max(day));
                if month_of.0 != day {
                    month_of = (day, usize::from(day.to_ymd().1) - 1);
                }
                let recent = day.0 >= first_recent;
                for line in dataset.lines_of(clientele_core::domain::OrderIx::new(order)) {
                    let product = lines.product[line].ix();
                    if !dataset.products().is_goods[product] {
                        continue;
                    }
                    out.month_lines[month_of.1] += 1.0;
                    out.product_lines[product] += 1.0;
                    if month_of.1 == month {
                        out.product_lines_in_month[product] += 1.0;
                    }
                    if recent && counted_for[product] != customer as u32 {
                        counted_for[product] = customer as u32;
                        out.recent_buyers[product] += 1;
                        bought = true;
                        if place != NO_CATEGORY {
                            at_place.push((place, product as u32));
                        }
                    }
                }
            }
            out.recent_customers += u32::from(bought);
            if bought && let Some(place) = out.by_place.get_mut(place as usize) {
                place.1 += 1;
            }
        }
        out.covers_a_year = last > first && i64::from(last.0) - i64::from(first.0) >= 330;
        at_place.sort_unstable();
        for same in at_place.chunk_by(|a, b| a == b) {
            out.by_place[same[0].0 as usize].0.push((same[0].1, same.len() as u32));
        }
        for (popular, customers) in &mut out.by_place {
            if *customers < MIN_CUSTOMERS_OF_PLACE {
                popular.clear();
            }
            popular.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            popular.truncate(PROPOSED);
            popular.shrink_to_fit();
        }
        out
    }
}

/// The recent period, made longer until [`MIN_RECENT_CUSTOMERS`] (or all there are) bought in it.
fn long_enough(dataset: &Dataset, until: Option<Day>, as_of: Day, recent_days: u32) -> u32 {
    let day = &dataset.orders().day;
    let mut last_days: Vec<Day> = (0..dataset.customers().ids.len())
        .filter_map(|c| {
            dataset.orders_of(CustomerIx::new(c)).rev().map(|o| day[o]).find(|&day| until.is_none_or(|until| day < until))
        })
        .collect();
    last_days.sort_unstable_by(|a, b| b.cmp(a));
    match last_days.get(MIN_RECENT_CUSTOMERS.min(last_days.len()).saturating_sub(1)) {
        Some(last) => recent_days.max(u32::try_from(i64::from(as_of.0) - i64::from(last.0)).unwrap_or(0)),
        None => recent_days,
    }
}

/// Per product the share of its lines that fall in the coming month against the shop's share: its own lines mixed with its
/// category's.
fn seasons(dataset: &Dataset, counts: &Counts, products: usize) -> Vec<f64> {
    let all: f64 = counts.month_lines.iter().sum();
    let in_month = counts.month_lines[counts.month];
    if !counts.covers_a_year || all <= 0.0 || in_month <= 0.0 {
        return vec![1.0; products];
    }
    let share = in_month / all;
    let table = dataset.products();
    let mut category_lines = vec![(0.0, 0.0); table.categories.len()];
    for product in 0..products {
        if let Some(sums) = category_lines.get_mut(table.category[product] as usize) {
            sums.0 += counts.product_lines_in_month[product];
            sums.1 += counts.product_lines[product];
        }
    }
    let mixed = |of_month: f64, of_all: f64, prior: f64| (of_month + SEASON_PRIOR * prior) / (of_all + SEASON_PRIOR);
    (0..products)
        .map(|product| {
            let prior = match category_lines.get(table.category[product] as usize) {
                Some(&(of_month, of_all)) => mixed(of_month, of_all, share),
                None => share,
            };
            mixed(counts.product_lines_in_month[product], counts.product_lines[product], prior) / share
        })
        .collect()
}

/// Per product the share of its buyers' purchases that are repeats, and the median of the days between two; the shop's where a
/// product has too few; and how many customers bought it again.
fn repurchase_cycles(interactions: &Interactions) -> (Vec<f64>, Vec<f64>, Vec<u32>) {
    let products = interactions.products() as u32;
    let (mut repeats, mut purchases) = (0.0, 0.0);
    let mut gaps_of: Vec<Vec<f64>> = Vec::with_capacity(products as usize);
    let mut sums = Vec::with_capacity(products as usize);
    let mut all_gaps = Vec::new();
    for product in 0..products {
        let mut gaps = Vec::new();
        let mut sum = (0.0, 0.0);
        for &entry in interactions.column_row_entries(interactions.column(product)) {
            let purchase = interactions.purchase(entry as usize);
            sum.0 += f64::from(purchase.times - 1);
            sum.1 += f64::from(purchase.times);
            if purchase.times > 1 {
                gaps.push(f64::from(purchase.last_day.0 - purchase.first_day.0) / f64::from(purchase.times - 1));
            }
        }
        repeats += sum.0;
        purchases += sum.1;
        gaps.sort_unstable_by(f64::total_cmp);
        all_gaps.extend_from_slice(&gaps);
        gaps_of.push(gaps);
        sums.push(sum);
    }
    all_gaps.sort_unstable_by(f64::total_cmp);
    let shop_rate = if purchases > 0.0 { repeats / purchases } else { 0.0 };
    let shop_interval = median(&all_gaps).unwrap_or(90.0);
    let rates = sums.iter().map(|(r, p)| (r + REPEAT_PRIOR * shop_rate) / (p + REPEAT_PRIOR)).collect();
    let intervals = gaps_of
        .iter()
        .map(|gaps| match median(gaps) {
            Some(own) if gaps.len() >= 5 => own,
            _ => shop_interval,
        })
        .collect();
    let rebuyers = gaps_of.iter().map(|gaps| gaps.len() as u32).collect();
    (rates, intervals, rebuyers)
}

/// The lower median of sorted values.
fn median(sorted: &[f64]) -> Option<f64> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}
