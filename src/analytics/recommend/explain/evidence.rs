//! The evidence for a recommendation: small typed facts with counts, from which [`reason`](crate::recommend::reason) makes a sentence.

use crate::recommend::RankingMethod;
use crate::recommend::model::{Model, Scores};
use clientele_core::domain::{BasketKind, Money, ProductIx};

/// The facts behind the strongest part of a recommendation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Evidence {
    /// The customer bought it before.
    RepurchaseCycle {
        /// On so many days.
        times: u32,
        /// Days between the customer's own purchases, on average; `None` after one.
        interval_days: Option<u32>,
        /// Customers who bought it again.
        rebuyers: u32,
        /// Days since the last.
        since_days: u32,
    },
    /// Similar customers bought it.
    Neighbours {
        /// So many of them.
        buyers: u32,
        /// So many were asked.
        asked: u32,
        /// Whether they were sought in the customer's own group only.
        same_group: bool,
    },
    /// Customers who bought this one tend to buy it, too.
    GoesWith {
        /// A product that the customer bought.
        product: ProductIx,
        /// Customers who bought that one.
        buyers: u32,
    },
    /// It is bought together with one that the customer bought.
    Together {
        /// A product that the customer bought.
        product: ProductIx,
        /// Baskets with both.
        both: u32,
        /// Baskets with that one.
        baskets: u32,
        /// How many times more often than by chance.
        lift: f32,
        /// What a basket is.
        kind: BasketKind,
    },
    /// Its name resembles one that the customer bought.
    Alike {
        /// A product that the customer bought.
        product: ProductIx,
        /// Days on which they bought it.
        times: u32,
    },
    /// It fits what the customer buys most.
    Profile {
        /// Row of the categories, or [`clientele_core::domain::NO_CATEGORY`].
        category: u32,
        /// Different products that the customer bought.
        products: u32,
        /// What they usually pay for one piece.
        usual_price: Money,
    },
    /// It is popular now.
    Popular {
        /// Customers who bought it lately.
        buyers: u32,
        /// Customers who bought anything lately.
        customers: u32,
        /// How long lately is.
        days: u32,
        /// Row of the places when counted in the customer's place only, else [`clientele_core::domain::NO_CATEGORY`].
        place: u32,
    },
    /// It is one of the shop's best sellers of all time.
    BestSeller {
        /// Customers who ever bought it.
        buyers: u32,
        /// Customers who ever bought anything.
        customers: u32,
        /// Place among the best sellers, from 1.
        place: u32,
    },
    /// It costs about what they pay.
    Price {
        /// What they usually pay for one piece.
        usual_price: Money,
        /// Different products that the customer bought.
        products: u32,
    },
}

impl Evidence {
    /// Observations behind it, for confidence.
    pub fn observations(&self) -> u32 {
        match *self {
            // The customer's own purchases are better evidence than other customers'.
            Self::RepurchaseCycle { times, .. } => times.saturating_mul(3),
            Self::Neighbours { buyers, .. }
            | Self::GoesWith { buyers, .. }
            | Self::Popular { buyers, .. }
            | Self::BestSeller { buyers, .. } => buyers,
            Self::Together { both, .. } => both,
            Self::Alike { times, .. } => times,
            Self::Profile { products, .. } | Self::Price { products, .. } => products,
        }
    }
}

/// The evidence of what ranked it: of the strongest part, or of the one simple method in use; `scores` is what the model said last,
/// for this customer.
pub(crate) fn evidence_for(
    model: &Model,
    method: RankingMethod,
    customer: u32,
    product: u32,
    parts: &[f64; 5],
    scores: &Scores,
) -> Evidence {
    let interactions = &model.interactions;
    if interactions.row(customer).is_empty() {
        return popular(model, customer, product, true);
    }
    if method != RankingMethod::Hybrid {
        return of_simple_method(model, method, customer, product).unwrap_or_else(|| popular(model, customer, product, false));
    }
    let strongest = (1..5).fold(0, |best, s| if parts[s] > parts[best] { s } else { best });
    let repurchase_cycle = repurchase_cycle(model, customer, product);
    let of_strategy = match strongest {
        0 => repurchase_cycle
            .or_else(|| neighbours(model, customer, product, scores))
            .or_else(|| goes_with(model, customer, product)),
        1 => repurchase_cycle.or_else(|| alike(model, customer, product)).or_else(|| profile(model, customer, product, scores)),
        2 => model.cross_sell.strongest(interactions, customer, product).map(|(with, pair)| Evidence::Together {
            product: ProductIx(with),
            both: pair.both,
            baskets: pair.antecedent,
            lift: pair.lift() as f32,
            kind: model.cross_sell.kind(),
        }),
        3 => repurchase_cycle,
        _ => price(model, customer),
    };
    of_strategy.unwrap_or_else(|| popular(model, customer, product, false))
}

/// The evidence that a simple method used.
fn of_simple_method(model: &Model, method: RankingMethod, customer: u32, product: u32) -> Option<Evidence> {
    match method {
        RankingMethod::Popular => Some(Evidence::BestSeller {
            buyers: model.interactions.buyers(product),
            customers: model.buyers,
            place: model.popular.iter().position(|&p| p == product).map_or(0, |at| at as u32 + 1),
        }),
        RankingMethod::Repurchase => repurchase_cycle(model, customer, product),
        RankingMethod::ItemKnn => repurchase_cycle(model, customer, product).or_else(|| near(model, customer, product)),
        RankingMethod::Ease => repurchase_cycle(model, customer, product).or_else(|| goes_with(model, customer, product)),
        RankingMethod::Hybrid | RankingMethod::RecentPopular => None,
    }
}

fn repurchase_cycle(model: &Model, customer: u32, product: u32) -> Option<Evidence> {
    model.seasonal.repurchase_cycle(&model.interactions, customer, product).map(|repurchase_cycle| Evidence::RepurchaseCycle {
        times: repurchase_cycle.times,
        interval_days: repurchase_cycle.own_interval_days.map(|days| days.round() as u32),
        rebuyers: repurchase_cycle.rebuyers,
        since_days: repurchase_cycle.since_days.unsigned_abs(),
    })
}

/// The product of the customer's that most of the same customers buy.
fn near(model: &Model, customer: u32, product: u32) -> Option<Evidence> {
    let mut best: Option<(f32, u32)> = None;
    for &bought in model.interactions.products_of(customer) {
        let (others, cosines) = model.collaborative.nearest().row(bought);
        if let Some((_, &cosine)) = others.iter().zip(cosines).find(|(other, _)| **other == product)
            && cosine > best.map_or(0.0, |b| b.0)
        {
            best = Some((cosine, bought));
        }
    }
    best.map(|(_, bought)| Evidence::GoesWith { product: ProductIx(bought), buyers: model.interactions.buyers(bought) })
}

fn neighbours(model: &Model, customer: u32, product: u32, scores: &Scores) -> Option<Evidence> {
    let (buyers, asked) = scores.neighbours.buyers_among_neighbours(product);
    (buyers > 1).then(|| Evidence::Neighbours { buyers, asked, same_group: model.collaborative.within_group(customer) })
}

fn goes_with(model: &Model, customer: u32, product: u32) -> Option<Evidence> {
    let mut best: Option<(f32, u32)> = None;
    for &bought in model.interactions.products_of(customer) {
        if let Some(entry) = model.collaborative.item_weights().find(bought, product)
            && entry.weight > best.map_or(0.0, |b| b.0)
        {
            best = Some((entry.weight, bought));
        }
    }
    best.map(|(_, bought)| Evidence::GoesWith { product: ProductIx(bought), buyers: model.interactions.buyers(bought) })
}

fn alike(model: &Model, customer: u32, product: u32) -> Option<Evidence> {
    let mut best: Option<(f32, u32, u32)> = None;
    for entry in model.interactions.row(customer) {
        let purchase = model.interactions.purchase(entry);
        if let Some(entry) = model.content.alike().find(purchase.product, product) {
            let strength = {
                let square = entry.weight * entry.weight;
                square * square * entry.weight * purchase.weight
            };
            if entry.weight >= 0.4 && best.is_none_or(|b| strength > b.0) {
                best = Some((strength, purchase.product, purchase.times));
            }
        }
    }
    best.map(|(_, bought, times)| Evidence::Alike { product: ProductIx(bought), times })
}

/// Only for a product of the category that the customer buys most: of another one it would not be true.
fn profile(model: &Model, customer: u32, product: u32, scores: &Scores) -> Option<Evidence> {
    let category = scores.profile.main_category().filter(|&main| model.content.category(product) == main)?;
    let products = model.interactions.row(customer).len() as u32;
    Some(Evidence::Profile { category, products, usual_price: usual_price(model, customer).unwrap_or_default() })
}

fn price(model: &Model, customer: u32) -> Option<Evidence> {
    let products = model.interactions.row(customer).len() as u32;
    usual_price(model, customer).map(|usual_price| Evidence::Price { usual_price, products })
}

fn usual_price(model: &Model, customer: u32) -> Option<Money> {
    let profile = model.price_affinity.profile(&model.interactions, customer)?;
    // The mean of logarithms lies between them, so this is an amount of money within range.
    Some(Money::from_ten_thousandths((libm::exp(profile.mean) * Money::SCALE as f64).round() as i64))
}

fn popular(model: &Model, customer: u32, product: u32, at_place: bool) -> Evidence {
    let place = model.place(customer);
    let (popular_here, customers_here) = model.seasonal.popular_at(place);
    if at_place && let Some(&(_, buyers)) = popular_here.iter().find(|(p, _)| *p == product) {
        return Evidence::Popular { buyers, customers: customers_here, days: model.seasonal.recent_days(), place };
    }
    Evidence::Popular {
        buyers: model.seasonal.recent_buyers(product),
        customers: model.seasonal.recent_customers(),
        days: model.seasonal.recent_days(),
        place: clientele_core::domain::NO_CATEGORY,
    }
}
