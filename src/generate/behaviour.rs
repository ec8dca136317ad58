//! What one customer buys and when: trips to the shop, favourite categories, a price taste, goods that belong together, goods
//! that are used up and bought again, and the day after which the customer stays away.

use super::calendar::{CATEGORY_MONTH, Calendar};
use super::catalogue::{CATEGORIES, Catalogue};
use super::draw::Draws;
use clientele_core::domain::Day;
use serde::{Deserialize, Serialize};

/// How a customer behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// 5 to 15 transactions, spread over the time until the customer stays away.
    Frequent,
    /// Shops at holidays and promotions, several things at a time.
    Seasonal,
    /// One transaction.
    OneTime,
    /// Registered but never bought.
    Registered,
}

/// One row of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Days since the first day of the period.
    pub(super) day: u16,
    pub(super) product: u32,
    pub(super) quantity: u8,
    pub(super) price_cents: u32,
}

/// Probability that a product is followed by its complement in the same trip.
const TOGETHER: f64 = 0.4;
/// Probability that a trip starts with a consumable bought before.
const AGAIN: f64 = 0.35;

/// What is the same for all customers: the shop, its catalogue and its calendar.
pub(super) struct SharedContext<'a> {
    pub(super) first_day: Day,
    pub(super) calendar: &'a Calendar,
    pub(super) catalogue: &'a Catalogue,
    pub(super) category_weights: &'a [u16; CATEGORIES.len()],
}

/// Appends `rows` items of one customer, in order of days.
pub(super) fn buy(
    shared: &SharedContext<'_>,
    behaviour: Behaviour,
    rows: u32,
    registered: Day,
    draws: &mut Draws,
    items: &mut Vec<Item>,
) {
    let taste = Taste::new(shared, draws);
    let days = trip_days(shared, behaviour, rows, registered, draws);
    let mut used_up: Vec<u32> = Vec::new();
    let (mut left, start) = (rows, items.len());
    for (i, &day) in days.iter().enumerate() {
        let trips_left = (days.len() - i) as u32;
        let mean = left.div_ceil(trips_left);
        let most = left - (trips_left - 1);
        let size = if trips_left == 1 { left } else { (1 + draws.below(2 * mean - 1)).min(most) };
        fill_trip(shared, &taste, day, size, &mut used_up, draws, items);
        left -= size;
    }
    debug_assert_eq!(items.len() - start, rows as usize);
}

/// A customer's likes.
struct Taste {
    /// Weights of the categories.
    categories: [u64; CATEGORIES.len()],
    /// Wanted price, in permille of the shelf.
    price_rank: f64,
}

impl Taste {
    fn new(shared: &SharedContext<'_>, draws: &mut Draws) -> Self {
        let mut categories = [0; CATEGORIES.len()];
        let all: u64 = shared.category_weights.iter().map(|&weight| u64::from(weight)).sum();
        for (category, (liked, spec)) in categories.iter_mut().zip(&CATEGORIES).enumerate() {
            if shared.catalogue.has(category) {
                // Exponential weights to the third power: one or two favourites and little of the rest.
                let liking = draws.exponential(1.0);
                let taste = 1 + (liking * liking * liking * 1_000.0) as u64;
                // Relative to the default shares, with which customers like all categories equally on average.
                let share = shared.category_weights.get(category).map_or(0, |&weight| u64::from(weight) * 100);
                *liked = (taste * share / (all * u64::from(spec.share)).max(1)).max(1);
            }
        }
        Self { categories, price_rank: 1_000.0 * draws.unit() }
    }

    fn choose(&self, shared: &SharedContext<'_>, day: u16, draws: &mut Draws) -> u32 {
        let (_, month, _) = Day(shared.first_day.0 + i32::from(day)).to_ymd();
        let mut sum = 0;
        let running: [u64; CATEGORIES.len()] = std::array::from_fn(|category| {
            let season = CATEGORY_MONTH.get(category).and_then(|months| months.get(usize::from(month) - 1)).unwrap_or(&100);
            sum += self.categories[category] * season;
            sum
        });
        let category = draws.by_weight(&running, 0, running.len());
        let rank = (self.price_rank + 120.0 * draws.normal()).clamp(0.0, 999.0) as u16;
        shared.catalogue.choose(category, rank, draws).unwrap_or(0) as u32
    }
}

/// The days of the trips, ascending, no two alike unless there are more trips than days.
fn trip_days(shared: &SharedContext<'_>, behaviour: Behaviour, rows: u32, registered: Day, draws: &mut Draws) -> Vec<u16> {
    let all = shared.calendar.steady.len();
    let from = (registered.0.saturating_sub(shared.first_day.0).max(0) as usize).min(all.saturating_sub(1));
    let new = registered >= shared.first_day;
    let stays = |days: f64| (from + days as usize).clamp(from + 1, all);
    let (trips, to, weights) = match behaviour {
        Behaviour::Registered => (0, all, &shared.calendar.steady),
        Behaviour::OneTime => (1, if new { stays(45.0) } else { all }, &shared.calendar.steady),
        Behaviour::Frequent => {
            let items_per_trip = 1.0 + 1.2 * draws.unit();
            let trips = (f64::from(rows) / items_per_trip) as u32;
            (trips.max(2), stays(90.0 + draws.exponential(500.0)), &shared.calendar.steady)
        }
        Behaviour::Seasonal => {
            let items_per_trip = 3.0 + 2.5 * draws.unit();
            let trips = (f64::from(rows) / items_per_trip) as u32;
            (trips.max(1), stays(200.0 + draws.exponential(800.0)), &shared.calendar.seasonal)
        }
    };
    let trips = trips.min(rows).min((to - from) as u32);
    let mut days: Vec<u16> = Vec::with_capacity(trips as usize);
    let mut tries = 0;
    while days.len() < trips as usize && tries < 20 * trips {
        let day = draws.by_weight(weights, from, to) as u16;
        if !days.contains(&day) {
            days.push(day);
        }
        tries += 1;
    }
    days.sort_unstable();
    days
}

fn fill_trip(
    shared: &SharedContext<'_>,
    taste: &Taste,
    day: u16,
    size: u32,
    used_up: &mut Vec<u32>,
    draws: &mut Draws,
    items: &mut Vec<Item>,
) {
    let start = items.len();
    let is_in = |items: &[Item], product: u32| items.iter().skip(start).any(|item| item.product == product);
    while items.len() - start < size as usize {
        let first = items.len() == start;
        let with = items.last().filter(|_| !first).and_then(|item| shared.catalogue.complement(item.product as usize));
        let together = with.map(|other| other as u32).filter(|&other| !is_in(items, other));
        let mut product = match together {
            Some(other) if draws.chance(TOGETHER) => other,
            _ if first && draws.chance(AGAIN) => match draws.pick(used_up) {
                Some(&product) => product,
                None => taste.choose(shared, day, draws),
            },
            _ => taste.choose(shared, day, draws),
        };
        // One row a product and trip, as far as the catalogue allows.
        for _ in 0..8 {
            if !is_in(items, product) {
                break;
            }
            product = taste.choose(shared, day, draws);
        }
        items.push(item(shared, day, product, draws));
        if shared.catalogue.is_consumable(product as usize) && !used_up.contains(&product) {
            used_up.push(product);
        }
    }
}

fn item(shared: &SharedContext<'_>, day: u16, product: u32, draws: &mut Draws) -> Item {
    let row = product as usize;
    let single = if shared.catalogue.is_consumable(row) { 0.55 } else { 0.88 };
    let quantity = if draws.chance(single) { 1 } else { 2 + (draws.exponential(0.9) as u8).min(8) };
    let full = shared.catalogue.price_cents(row);
    let promotion = shared.calendar.promotion.get(usize::from(day)).copied().unwrap_or(false);
    let percent = if promotion && draws.chance(0.4) { [90, 85, 80][draws.below(3) as usize] } else { 100 };
    Item { day, product, quantity, price_cents: (full * percent).div_ceil(100) }
}
