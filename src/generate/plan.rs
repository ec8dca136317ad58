//! How many transactions each customer makes, so that they add up to the number that was asked for.

use super::behaviour::Behaviour;
use super::draw::Draws;

/// The fewest and most transactions of a frequent buyer.
const FREQUENT: (u32, u32) = (5, 15);

/// How many customers buy, and in which way. Everyone buys, but when the transactions are too few for that, some customers only
/// registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    customers: u32,
    transactions: u32,
    buyers: u32,
    groups: Groups,
}

/// Numbers of buyers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Groups {
    frequent: u32,
    seasonal: u32,
    once: u32,
}

impl Plan {
    /// Shares in permille of the buyers; the rest are seasonal.
    pub(super) fn new(customers: u32, transactions: u32, frequent_permille: u16, once_permille: u16) -> Self {
        let groups = |buyers| Groups::of(buyers, frequent_permille, once_permille);
        // The most buyers whose fewest transactions are not too many.
        let (mut low, mut high) = (0, customers);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if groups(middle).fewest() <= transactions { low = middle } else { high = middle - 1 }
        }
        Self { customers, transactions, buyers: low, groups: groups(low) }
    }

    /// Whether the buyers can make exactly as many transactions. Seasonal buyers can make any number.
    pub(super) fn is_possible(&self) -> bool {
        self.groups.seasonal > 0 || self.transactions <= self.groups.most()
    }

    /// The most transactions that the buyers can make if none is seasonal.
    pub(super) fn most(&self) -> u32 {
        self.groups.most()
    }

    /// Each customer's behaviour and number of transactions. The numbers add up, where that [is possible](Self::is_possible).
    pub(super) fn draw(&self, draws: &mut Draws) -> Vec<(Behaviour, u32)> {
        let Groups { frequent, seasonal, once } = self.groups;
        let mut plan = Vec::with_capacity(self.customers as usize);
        let mut spare = self.transactions.saturating_sub(self.groups.fewest());
        let most_extra = (FREQUENT.1 - FREQUENT.0).min(spare / frequent.max(1));
        for _ in 0..frequent {
            let extra = draws.below(most_extra + 1).min(spare);
            spare -= extra;
            plan.push((Behaviour::Frequent, FREQUENT.0 + extra));
        }
        if seasonal == 0 {
            fill_up(&mut plan, spare);
        }
        plan.extend((0..once).map(|_| (Behaviour::OneTime, 1)));
        // Seasonal buyers share what is left in proportion to log-normal weights; running totals are rounded, so nothing is lost.
        let weights: Vec<f64> = (0..seasonal).map(|_| libm::exp(0.5 * draws.normal())).collect();
        let total: f64 = weights.iter().sum();
        let (mut sum, mut given) = (0.0, 0_u32);
        for (i, weight) in weights.iter().enumerate() {
            sum += weight;
            let up_to =
                if i + 1 == weights.len() { spare } else { (f64::from(spare) * (sum / total)) as u32 }.clamp(given, spare);
            plan.push((Behaviour::Seasonal, 1 + up_to - given));
            given = up_to;
        }
        plan.extend((self.buyers..self.customers).map(|_| (Behaviour::Registered, 0)));
        draws.shuffle(&mut plan);
        plan
    }
}

impl Groups {
    fn of(buyers: u32, frequent_permille: u16, once_permille: u16) -> Self {
        let share = |permille: u16| (u64::from(buyers) * u64::from(permille) / 1_000) as u32;
        let (frequent, once) = (share(frequent_permille), share(once_permille));
        // Customers left over by rounding go to a group that has a share.
        let rest = buyers.saturating_sub(frequent).saturating_sub(once);
        if frequent_permille + once_permille < 1_000 {
            Self { frequent, seasonal: rest, once }
        } else if once_permille > 0 {
            Self { frequent, seasonal: 0, once: once + rest }
        } else {
            Self { frequent: frequent + rest, seasonal: 0, once }
        }
    }

    fn fewest(self) -> u32 {
        self.frequent * FREQUENT.0 + self.once + self.seasonal
    }

    fn most(self) -> u32 {
        self.frequent * FREQUENT.1 + self.once
    }
}

/// Spreads `spare` transactions over frequent buyers in proportion to what each can still make.
fn fill_up(frequent: &mut [(Behaviour, u32)], mut spare: u32) {
    let mut room: u64 = frequent.iter().map(|(_, rows)| u64::from(FREQUENT.1 - rows)).sum();
    for (_, rows) in frequent {
        let own = u64::from(FREQUENT.1 - *rows);
        let more = (u64::from(spare) * own / room.max(1)).min(own) as u32;
        *rows += more;
        spare -= more;
        room -= own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn totals_are_exact_and_groups_keep_to_their_rules(customers in 1_u32..400, share in 0.0_f64..1.0, seed in any::<u64>()) {
            let transactions = 1 + (share * share * f64::from(customers * 200 - 1)) as u32;
            let plan = Plan::new(customers, transactions, 200, 500).draw(&mut Draws::new(seed, 0));
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

    proptest! {
        #[test]
        fn any_shares_give_exact_totals(
            customers in 1_u32..400, share in 0.0_f64..1.0, frequent in 0_u16..=1_000, of_rest in 0.0_f64..=1.0, seed in any::<u64>()
        ) {
            // Often no seasonal buyers, as then not every total is possible.
            let once = if of_rest > 0.5 { 1_000 - frequent } else { (f64::from(1_000 - frequent) * of_rest) as u16 };
            let transactions = 1 + (share * share * f64::from(customers * 20 - 1)) as u32;
            let plan = Plan::new(customers, transactions, frequent, once);
            let rows = plan.draw(&mut Draws::new(seed, 0));
            let total = rows.iter().map(|p| p.1).sum::<u32>();
            prop_assert_eq!(plan.is_possible(), total == transactions, "{} of {}", total, transactions);
            prop_assert!(plan.is_possible() || transactions > plan.most());
            for (behaviour, n) in rows {
                prop_assert!(behaviour != Behaviour::Frequent || (5..=15).contains(&n), "{} rows", n);
                prop_assert!(behaviour != Behaviour::OneTime || n == 1, "{} rows", n);
                prop_assert!(behaviour != Behaviour::Seasonal || frequent + once < 1_000);
            }
        }
    }

    #[test]
    fn the_default_shop_has_its_shares() {
        let plan = Plan::new(1_000, 9_000, 200, 500).draw(&mut Draws::new(42, 0));
        let of = |b: Behaviour| plan.iter().filter(move |p| p.0 == b);
        assert_eq!(of(Behaviour::Frequent).count(), 200);
        assert_eq!(of(Behaviour::Seasonal).count(), 300);
        assert_eq!(of(Behaviour::OneTime).count(), 500);
        let frequent = of(Behaviour::Frequent).map(|p| p.1).sum::<u32>();
        assert!((1_850..=2_150).contains(&frequent), "uniform on 5 to 15: {frequent}");
    }
}
