//! The reason for a recommendation as one plain sentence with its counts. Names in it come from users' files: show the sentence as text, not
//! as markup.

use crate::recommend::Evidence;
use clientele_core::domain::{Dataset, Money, NO_CATEGORY, ProductIx, grouped, grouped_money, with_currency};

/// The sentence, in English, ending with a full stop.
///
/// ```
/// use clientele_analytics::recommend::{Evidence, reason};
/// use clientele_core::domain::Dataset;
///
/// let evidence = Evidence::RepurchaseCycle { times: 1, interval_days: None, rebuyers: 0, since_days: 30 };
/// assert_eq!(reason(&Dataset::default(), &evidence), "Bought once, 30 days ago.");
/// ```
pub fn reason(dataset: &Dataset, evidence: &Evidence) -> String {
    let name = |product: ProductIx| product_name(dataset, product);
    match *evidence {
        Evidence::RepurchaseCycle { times: 1, rebuyers: 0, since_days, .. } => format!("Bought once, {}.", ago(since_days)),
        Evidence::RepurchaseCycle { times: 1, rebuyers, since_days, .. } => {
            format!("Bought once, {}; {} bought it again.", ago(since_days), count(rebuyers, "customer", "customers"))
        }
        Evidence::RepurchaseCycle { times, interval_days: Some(interval), since_days, .. } if interval > 0 => {
            format!("Bought {times} times, about every {}; last {}.", days(interval), ago(since_days))
        }
        Evidence::RepurchaseCycle { times, since_days, .. } => format!("Bought {times} times; last {}.", ago(since_days)),
        Evidence::Neighbours { buyers, asked, same_group } => {
            let whose = if same_group { " of their group" } else { "" };
            format!("Customers{whose} with similar purchases bought it ({buyers} of the {asked} most similar).")
        }
        Evidence::GoesWith { product, buyers } => {
            format!(
                "It goes with {}, which {} bought, this one among them.",
                name(product),
                count(buyers, "customer", "customers")
            )
        }
        Evidence::Together { product, both, baskets, lift, kind } => {
            let of = kind.many();
            format!("{both} of {baskets} {of} with {} also had it: {lift:.1} times its share of all {of}.", name(product))
        }
        Evidence::Alike { product, times } => {
            format!(
                "Similar to {}, which they bought {}.",
                name(product),
                if times == 1 { "once".to_owned() } else { format!("{times} times") }
            )
        }
        Evidence::Profile { category, usual_price, .. } => {
            let around =
                if usual_price > Money::ZERO { format!(", around {}", amount(dataset, usual_price)) } else { String::new() };
            format!("Matches what they buy most: {}{around}.", dataset.products().categories.get(category as usize))
        }
        Evidence::Popular { buyers: 0, days: period, .. } => {
            format!("Chosen by its score alone; nobody bought it in the last {}.", days(period))
        }
        Evidence::Popular { buyers, customers, days: period, place } => {
            let place = if place == NO_CATEGORY { "" } else { dataset.customers().places.get(place as usize) };
            let whose = if place.is_empty() { String::new() } else { format!(" from {place}") };
            format!("Popular now: {buyers} of {customers} customers{whose} who bought in the last {} chose it.", days(period))
        }
        Evidence::BestSeller { buyers, customers, place } => format!(
            "One of the best sellers of all time, number {place}: {buyers} of {} bought it.",
            count(customers, "customer", "customers")
        ),
        Evidence::Price { usual_price, .. } => {
            format!("Costs about what they usually pay, around {}.", amount(dataset, usual_price))
        }
    }
}

fn product_name(dataset: &Dataset, product: ProductIx) -> String {
    let table = dataset.products();
    let name = table.names.get(product.ix()).trim();
    if name.is_empty() { table.ids.get(product.ix()).to_owned() } else { name.to_owned() }
}

fn days(n: u32) -> String {
    count(n, "day", "days")
}

fn ago(n: u32) -> String {
    if n == 0 { "today".to_owned() } else { format!("{} ago", days(n)) }
}

fn count(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// From 10 on without hundredths: "around £12".
fn amount(dataset: &Dataset, money: Money) -> String {
    let cents = money.cents();
    let number = if cents >= 1_000 { grouped(((cents + 50) / 100).unsigned_abs()) } else { grouped_money(money) };
    with_currency(&number, dataset.currency())
}
