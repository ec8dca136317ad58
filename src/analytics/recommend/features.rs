//! What a customer likes, as features that can be shown: categories, prices, brands, season, stage of the journey.

use crate::recommend::model::Model;
use clientele_core::domain::{CustomerIx, Dataset, Day, Money, NO_CATEGORY};

/// Orders from which on a customer's months say anything about a season.
const LEAST_ORDERS_FOR_SEASON: usize = 4;

/// Where a customer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JourneyStage {
    /// No orders.
    Prospect,
    /// One shopping day, not long ago.
    New,
    /// Came back, and is within the usual time between orders.
    Active,
    /// Longer away than usual, up to three times as long.
    Slipping,
    /// Longer away than that.
    Lapsed,
}

impl JourneyStage {
    /// Where a customer with orders on these days (in order, each once) stands as of `as_of`; `usual_interval_days` is the shop's
    /// usual time between orders.
    pub fn of(days: &[Day], as_of: Day, usual_interval_days: f64) -> Self {
        let Some(last) = days.last() else { return Self::Prospect };
        let away = f64::from(as_of.0.saturating_sub(last.0).max(0));
        // The mean of the customer's own intervals and one of the shop's usual length.
        let gaps = (days.len() - 1) as f64;
        let usual = (mean_interval(days).unwrap_or(0.0) * gaps + usual_interval_days) / (gaps + 1.0);
        if away > 3.0 * usual {
            Self::Lapsed
        } else if away > 1.5 * usual {
            Self::Slipping
        } else if days.len() == 1 {
            Self::New
        } else {
            Self::Active
        }
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::New => "new",
            Self::Active => "active",
            Self::Slipping => "slipping",
            Self::Lapsed => "lapsed",
        }
    }
}

/// A share of the customer's purchases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preference {
    /// Row of the categories or brands.
    pub code: u32,
    /// Share of the customer's purchases (product and day), 0 to 1.
    pub share: f64,
    /// Purchases behind it.
    pub purchases: u32,
    /// The share over the same share among all customers: above 1 for what this customer buys more of than others.
    pub affinity: f64,
}

/// What the strategies know of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerFeatures {
    /// Categories, the largest share first.
    pub categories: Vec<Preference>,
    /// Brands, the largest share first.
    pub brands: Vec<Preference>,
    /// Unit prices paid: lower quartile, median, upper quartile; `None` without a priced purchase.
    pub prices: Option<[Money; 3]>,
    /// Shopping days per month of the year, January first.
    pub months: [u32; 12],
    /// The month with most shopping days, 1 to 12, where there are enough of them to tell.
    pub favourite_month: Option<u8>,
    /// Shopping days.
    pub days: u32,
    /// Mean days between two of them.
    pub interval_days: Option<f64>,
    /// Where the customer stands.
    pub stage: JourneyStage,
}

impl CustomerFeatures {
    /// From the customer's orders before `until` (all without it), as of `as_of`. `usual_interval_days` is the shop's usual time
    /// between orders, for customers who ordered once.
    pub fn of(dataset: &Dataset, model: &Model, customer: u32, until: Option<Day>, as_of: Day, usual_interval_days: f64) -> Self {
        let interactions = &model.interactions;
        let table = dataset.products();
        let mut of_category = vec![0_u32; table.categories.len()];
        let mut of_brand = vec![0_u32; table.brands.len()];
        let mut prices: Vec<Money> = Vec::new();
        for entry in interactions.row(customer) {
            let purchase = interactions.purchase(entry);
            let product = purchase.product as usize;
            for (counts, code) in [(&mut of_category, table.category[product]), (&mut of_brand, table.brand[product])] {
                if code != NO_CATEGORY
                    && let Some(count) = counts.get_mut(code as usize)
                {
                    *count += purchase.times;
                }
            }
            if table.price[product] > Money::ZERO {
                prices.push(table.price[product]);
            }
        }
        prices.sort_unstable();
        let quartile = |quarter: usize| prices.get(quarter * prices.len().saturating_sub(1) / 4).copied();
        let mut days: Vec<Day> = dataset
            .orders_of(CustomerIx(customer))
            .map(|order| dataset.orders().day[order])
            .filter(|&day| until.is_none_or(|until| day < until))
            .collect();
        days.dedup();
        let mut months = [0_u32; 12];
        for day in &days {
            months[usize::from(day.to_ymd().1) - 1] += 1;
        }
        let most = months.iter().copied().max().unwrap_or(0);
        let favourite = (1_u8..=12).zip(months).find(|(_, n)| *n == most).map(|(month, _)| month);
        Self {
            categories: preferences(&of_category, &shop_shares(model, &table.category, of_category.len())),
            brands: preferences(&of_brand, &shop_shares(model, &table.brand, of_brand.len())),
            prices: quartile(1).zip(quartile(2)).zip(quartile(3)).map(|((low, mid), high)| [low, mid, high]),
            months,
            favourite_month: favourite.filter(|_| days.len() >= LEAST_ORDERS_FOR_SEASON && 3 * most as usize >= days.len()),
            days: days.len() as u32,
            interval_days: mean_interval(&days),
            stage: JourneyStage::of(&days, as_of, usual_interval_days),
        }
    }
}

/// Mean days between two of these days.
fn mean_interval(days: &[Day]) -> Option<f64> {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if days.len() > 1 => Some(f64::from(last.0 - first.0) / (days.len() - 1) as f64),
        _ => None,
    }
}

/// Share of all buyers' products by code.
fn shop_shares(model: &Model, code_of: &[u32], codes: usize) -> Vec<f64> {
    let mut counts = vec![0.0; codes];
    let mut all = 0.0;
    for (product, &code) in (0_u32..).zip(code_of) {
        if let Some(count) = counts.get_mut(code as usize) {
            let buyers = f64::from(model.interactions.buyers(product));
            *count += buyers;
            all += buyers;
        }
    }
    counts.iter().map(|count| if all > 0.0 { count / all } else { 0.0 }).collect()
}

fn preferences(counts: &[u32], shop: &[f64]) -> Vec<Preference> {
    let all: u32 = counts.iter().sum();
    let mut out: Vec<Preference> = (0_u32..)
        .zip(counts.iter().zip(shop))
        .filter(|(_, (count, _))| **count > 0)
        .map(|(code, (&purchases, &of_shop))| {
            let share = f64::from(purchases) / f64::from(all);
            Preference { code, share, purchases, affinity: if of_shop > 0.0 { share / of_shop } else { 1.0 } }
        })
        .collect();
    out.sort_by(|a, b| b.purchases.cmp(&a.purchases).then(a.code.cmp(&b.code)));
    out
}
