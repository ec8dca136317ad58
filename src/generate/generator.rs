//! The generation in small steps: catalogue, people, purchases, order by day.

use super::behaviour::{Behaviour, Item, SharedContext, buy};
use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::draw::Draws;
use super::params::ValidGeneratorParams;
use super::people::People;
use super::plan::Plan;
use super::shop::{Purchases, Shop};

/// Customers of one step.
const PEOPLE_STEP: usize = 20_000;
/// Transaction rows of one step, about.
const ROWS_STEP: u32 = 20_000;

// Purposes of the streams of draws.
const FOR_PLAN: u64 = 1;
const FOR_CATALOGUE: u64 = 2;
const FOR_PEOPLE: u64 = 3;
const FOR_PURCHASES: u64 = 4;

/// How far a generation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenerateProgress {
    /// Parts done.
    pub done: u64,
    /// Parts in all.
    pub total: u64,
}

impl GenerateProgress {
    /// Whether nothing is left to do.
    pub fn is_done(self) -> bool {
        self.done >= self.total
    }
}

/// Generates a shop in steps, so that the caller can show progress and stop in between.
///
/// ```
/// use clientele_generate::{Generator, GeneratorParams, Shop};
///
/// let params = GeneratorParams { customers: 50, transactions: 200, ..GeneratorParams::default() }.check()?;
/// let mut generator = Generator::new(params.clone());
/// while !generator.step().is_done() {}
/// // The same settings give the same shop.
/// assert_eq!(generator.finish(), Shop::generate(params));
/// # Ok::<(), clientele_generate::GeneratorParamError>(())
/// ```
pub struct Generator {
    params: ValidGeneratorParams,
    calendar: Calendar,
    catalogue: Option<Catalogue>,
    plan: Vec<(Behaviour, u32)>,
    people: People,
    people_draws: Draws,
    purchase_draws: Draws,
    /// Customers whose purchases are made.
    served: usize,
    /// The rows so far, customer after customer.
    rows: Purchases,
    sorted: bool,
}

impl Generator {
    /// Plans the shop; the work is done by [`Self::step`].
    pub fn new(params: ValidGeneratorParams) -> Self {
        let settings = params.get();
        let seed = settings.seed;
        Self {
            calendar: Calendar::new(settings.first_day, settings.last_day),
            catalogue: None,
            plan: Plan::new(settings.customers, settings.transactions, settings.frequent_permille, settings.one_time_permille)
                .draw(&mut Draws::new(seed, FOR_PLAN)),
            people: People::new(settings.locale),
            people_draws: Draws::new(seed, FOR_PEOPLE),
            purchase_draws: Draws::new(seed, FOR_PURCHASES),
            served: 0,
            rows: Purchases::default(),
            sorted: false,
            params,
        }
    }

    /// Does the next part of the work: at most about 50 ms, but for the last, which sorts all rows by day.
    pub fn step(&mut self) -> GenerateProgress {
        let settings = self.params.get();
        let Some(catalogue) = &self.catalogue else {
            let draws = &mut Draws::new(settings.seed, FOR_CATALOGUE);
            self.catalogue = Some(Catalogue::generate(settings.products, &settings.category_weights, draws));
            return self.progress();
        };
        let customers = settings.customers as usize;
        if self.people.len() < customers {
            for _ in 0..PEOPLE_STEP.min(customers - self.people.len()) {
                self.people.push(settings.first_day, settings.last_day, &mut self.people_draws);
            }
        } else if self.served < customers {
            let shared = SharedContext {
                first_day: settings.first_day,
                calendar: &self.calendar,
                catalogue,
                category_weights: &settings.category_weights,
            };
            let mut items: Vec<Item> = Vec::new();
            let mut left = ROWS_STEP;
            while left > 0 && self.served < customers {
                let Some(&(behaviour, rows)) = self.plan.get(self.served) else { break };
                items.clear();
                buy(&shared, behaviour, rows, self.people.registered(self.served), &mut self.purchase_draws, &mut items);
                for item in &items {
                    self.rows.customer.push(self.served as u32);
                    self.rows.product.push(item.product);
                    self.rows.day_offset.push(item.day);
                    self.rows.quantity.push(item.quantity);
                    self.rows.price_cents.push(item.price_cents);
                }
                self.served += 1;
                left = left.saturating_sub(rows.max(1));
            }
        } else if !self.sorted {
            self.rows = by_day(&self.rows, self.calendar.steady.len());
            self.sorted = true;
        }
        self.progress()
    }

    /// How far the work is.
    pub fn progress(&self) -> GenerateProgress {
        let settings = self.params.get();
        let (customers, rows) = (u64::from(settings.customers), u64::from(settings.transactions));
        let done = u64::from(self.catalogue.is_some()) * u64::from(settings.products)
            + self.people.len() as u64
            + self.served as u64
            + self.rows.len() as u64
            + u64::from(self.sorted) * (rows / 4 + 1);
        GenerateProgress { done, total: u64::from(settings.products) + 2 * customers + rows + rows / 4 + 1 }
    }

    /// Does the rest of the work, and returns the shop.
    pub fn finish(mut self) -> Shop {
        while !self.step().is_done() {}
        Shop {
            params: self.params.get().clone(),
            people: self.people,
            behaviour: self.plan.into_iter().map(|(behaviour, _)| behaviour).collect(),
            catalogue: self.catalogue.unwrap_or_default(),
            purchases: self.rows,
        }
    }
}

impl Shop {
    /// Generates a shop in one go; [`Generator`] does the same in steps.
    pub fn generate(params: ValidGeneratorParams) -> Shop {
        Generator::new(params).finish()
    }
}

/// The rows in order of days; those of one day keep their order, so a trip stays together.
fn by_day(rows: &Purchases, days: usize) -> Purchases {
    let mut next = vec![0_usize; days + 1];
    for &day in &rows.day_offset {
        next[usize::from(day) + 1] += 1;
    }
    for day in 1..next.len() {
        next[day] += next[day - 1];
    }
    let mut order = vec![0_u32; rows.len()];
    for (row, &day) in rows.day_offset.iter().enumerate() {
        order[next[usize::from(day)]] = row as u32;
        next[usize::from(day)] += 1;
    }
    fn picked<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
        order.iter().map(|&row| values[row as usize]).collect()
    }
    Purchases {
        customer: picked(&rows.customer, &order),
        product: picked(&rows.product, &order),
        day_offset: picked(&rows.day_offset, &order),
        quantity: picked(&rows.quantity, &order),
        price_cents: picked(&rows.price_cents, &order),
    }
}
