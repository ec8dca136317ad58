//! How many transactions each customer makes, so that they add up to what was asked for. Nothing here knows dates or products.

use super::behaviour::Behaviour;
use super::draw::Draws;

/// The fewest and most transactions of a frequent buyer.
const FREQUENT: (u32, u32) = (5, 15);

/// Each customer's behaviour and number of transactions. The numbers add up to `transactions`. Of those who buy, 20 % are frequent
/// (5 to 15 transactions), 50 % buy once, and the rest, seasonal buyers, make what remains. Everyone buys when there are about
/// 1.8 transactions a customer or more; with fewer, some customers only registered.
pub(super) fn plan(customers: u32, transactions: u32, draws: &mut Draws) -> Vec<(Behaviour, u32)> {
    let buyers = most_buyers(customers, transactions);
    let (frequent, once, seasonal) = groups(buyers);
    let mut plan = Vec::with_capacity(customers as usize);
    let mut spare = transactions - fewest(buyers);
    let most_extra = (FREQUENT.1 - FREQUENT.0).min(spare / frequent.max(1));
    for _ in 0..frequent {
        let extra = draws.below(most_extra + 1).min(spare);
        spare -= extra;
        plan.push((Behaviour::Frequent, FREQUENT.0 + extra));
    }
    plan.extend((0..once).map(|_| (Behaviour::OneTime, 1)));
    // Seasonal buyers share what is left in proportion to log-normal weights; running totals are rounded, so nothing is lost.
    let weights: Vec<f64> = (0..seasonal).map(|_| libm::exp(0.5 * draws.normal())).collect();
    let total: f64 = weights.iter().sum();
    let (mut sum, mut given) = (0.0, 0_u32);
    for (i, weight) in weights.iter().enumerate() {
        sum += weight;
        let up_to = if i + 1 == weights.len() { spare } else { (f64::from(spare) * (sum / total)) as u32 }.clamp(given, spare);
        plan.push((Behaviour::Seasonal, 1 + up_to - given));
        given = up_to;
    }
    plan.extend((buyers..customers).map(|_| (Behaviour::Registered, 0)));
    draws.shuffle(&mut plan);
    plan
}

/// Frequent, one-time and seasonal buyers among `buyers`.
fn groups(buyers: u32) -> (u32, u32, u32) {
    let (frequent, once) = (buyers / 5, buyers / 2);
    (frequent, once, buyers - frequent - once)
}

/// The fewest transactions that so many buyers make.
fn fewest(buyers: u32) -> u32 {
    let (frequent, once, seasonal) = groups(buyers);
    frequent * FREQUENT.0 + once + seasonal
}

/// The most buyers, up to `customers`, whose fewest transactions are not more than `transactions`.
fn most_buyers(customers: u32, transactions: u32) -> u32 {
    let (mut low, mut high) = (0, customers);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fewest(middle) <= transactions { low = middle } else { high = middle - 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn totals_are_exact_and_groups_keep_to_their_rules(customers in 1_u32..400, share in 0.0_f64..1.0, seed in any::<u64>()) {
            let transactions = 1 + (share * share * f64::from(customers * 200 - 1)) as u32;
            let plan = plan(customers, transactions, &mut Draws::new(seed, 0));
            prop_assert_eq!(plan.len(), customers as usize);
            prop_assert_eq!(plan.iter().map(|p| p.1).sum::<u32>(), transactions);
            let count = |b: Behaviour| plan.iter().filter(|p| p.0 == b).count() as u32;
            let buyers = customers - count(Behaviour::Registered);
            prop_assert_eq!((count(Behaviour::Frequent), count(Behaviour::OneTime)), (buyers / 5, buyers / 2));
            prop_assert!(transactions < 2 * customers || buyers == customers);
            for (behaviour, n) in plan {
                let keeps = match behaviour {
                    Behaviour::Frequent => (5..=15).contains(&n),
                    Behaviour::OneTime => n == 1,
                    Behaviour::Seasonal => n >= 1,
                    Behaviour::Registered => n == 0,
                };
                prop_assert!(keeps, "{} rows", n);
            }
        }
    }

    #[test]
    fn the_default_shop_has_its_shares() {
        let plan = plan(1_000, 9_000, &mut Draws::new(42, 0));
        let of = |b: Behaviour| plan.iter().filter(move |p| p.0 == b);
        assert_eq!(of(Behaviour::Frequent).count(), 200);
        assert_eq!(of(Behaviour::Seasonal).count(), 300);
        assert_eq!(of(Behaviour::OneTime).count(), 500);
        let frequent = of(Behaviour::Frequent).map(|p| p.1).sum::<u32>();
        assert!((1_850..=2_150).contains(&frequent), "uniform on 5 to 15: {frequent}");
    }
}
