//! Do a shop's data cover an experiment whose results were read from a file? Earlier spending is a covariate only where it is earlier.
//!
//! In the days of the experiment (nearly) every customer of the file who ordered has spent something according to the results; on other
//! days only as many as usual. So the run of days is sought in which "97 % of those who ordered" explains the results better than "as many
//! as on all days" (greatest log-likelihood ratio, by Kadane's method), and believed where it does so beyond the number of runs that there
//! are. That takes about a dozen different customers.

use clientele_core::domain::Day;
use std::collections::BTreeMap;

/// Share of those who ordered in the experiment whom the results must show with an outcome: not all, as orders are cancelled or come from
/// elsewhere.
const IN_EXPERIMENT: f64 = 0.97;
/// Odds beyond the number of runs of days.
const ODDS: f64 = 1_000.0;
/// Where more than this share of those who ordered have an outcome, over all days, days cannot be told apart.
const NEARLY_ALL: f64 = 0.95;
/// Fewest different customers to conclude anything from.
const FEWEST: usize = 10;

/// A customer of the results file in the shop's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedOn {
    /// Whether the results say that the customer spent something.
    pub has_outcome: bool,
    /// Days of the orders in the data, in their order.
    pub days: Vec<Day>,
}

/// Days of the data that look like the experiment's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The first of them on which somebody ordered.
    pub first: Day,
    /// The last.
    pub last: Day,
    /// Customers of the file who ordered in them.
    pub customers: u32,
    /// Those of them for whom the results have an outcome.
    pub with_outcome: u32,
}

/// Whether the data cover the experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// No days look like the experiment's.
    NotSeen,
    /// These days look like the experiment's.
    Likely(Overlap),
    /// The results have an outcome for nearly all who ordered on any day, so days cannot be told apart.
    Unclear,
}

/// Looks for days of the experiment in the data.
pub fn find_overlap(customers: &[OrderedOn]) -> Coverage {
    let mut by_day: BTreeMap<Day, (u32, u32)> = BTreeMap::new();
    for customer in customers {
        let mut days = customer.days.clone();
        days.dedup();
        for day in days {
            let of_day = by_day.entry(day).or_default();
            of_day.0 += 1;
            of_day.1 += u32::from(customer.has_outcome);
        }
    }
    let (ordered, with_outcome) = by_day.values().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    let usual = f64::from(with_outcome) / f64::from(ordered.max(1));
    let Some((&first, _)) = by_day.first_key_value() else { return Coverage::NotSeen };
    let within = |first: Day, last: Day| {
        let who = customers.iter().filter(|customer| customer.days.iter().any(|day| (first..=last).contains(day)));
        let (count, with_outcome) = who.fold((0, 0), |sum, who| (sum.0 + 1, sum.1 + u32::from(who.has_outcome)));
        Overlap { first, last, customers: count, with_outcome }
    };
    if usual > NEARLY_ALL {
        return if customers.iter().filter(|c| !c.days.is_empty()).count() >= FEWEST {
            Coverage::Unclear
        } else {
            Coverage::NotSeen
        };
    }
    // The log-likelihood ratio that one customer who ordered adds: with an outcome, without.
    let [with, without] = [libm::log(IN_EXPERIMENT / usual.max(0.01)), libm::log((1.0 - IN_EXPERIMENT) / (1.0 - usual))];
    let evidence =
        |(ordered, with_outcome): (u32, u32)| f64::from(with_outcome) * with + f64::from(ordered - with_outcome) * without;
    let (mut best, mut best_sum) = ((first, first), f64::NEG_INFINITY);
    let (mut start, mut sum) = (first, 0.0);
    for (&day, &counts) in &by_day {
        if sum <= 0.0 {
            (start, sum) = (day, 0.0);
        }
        sum += evidence(counts);
        if sum > best_sum {
            (best, best_sum) = ((start, day), sum);
        }
    }
    // Each customer counts once, so that a few who order daily do not outweigh the rest.
    let found = within(best.0, best.1);
    let odds = evidence((found.customers, found.with_outcome));
    let is_likely = found.customers as usize >= FEWEST && odds > libm::log(ODDS * f64::from(ordered));
    if is_likely { Coverage::Likely(found) } else { Coverage::NotSeen }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::statistics::draw::{below, seeded, unit};

    /// Customers who order about every `gap` days for 300 days; the results say who had ordered within `covered` and, by chance, some more.
    fn customers(count: u32, covered: Option<(i32, i32)>, by_chance: f64, seed: u64) -> Vec<OrderedOn> {
        let mut rng = seeded(seed, 1);
        (0..count)
            .map(|_| {
                // The more often a customer orders, the likelier an order after the data.
                let gap = 10 + below(&mut rng, 90);
                let mut day = below(&mut rng, gap) as i32;
                let mut days = Vec::new();
                while day < 300 {
                    days.push(Day(day));
                    day += 1 + below(&mut rng, 2 * gap) as i32;
                }
                let ordered = covered.is_some_and(|(from, to)| days.iter().any(|d| (from..=to).contains(&d.0)));
                let later = unit(&mut rng) < by_chance * 30.0 / f64::from(gap);
                OrderedOn { has_outcome: ordered || later, days }
            })
            .collect()
    }

    #[test]
    fn days_of_the_experiment_are_found() {
        for seed in 0..20 {
            for (count, window) in [(1_000, (270, 299)), (1_000, (295, 299)), (300, (200, 229)), (150, (270, 299))] {
                let found = find_overlap(&customers(count, Some(window), 0.2, seed));
                let Coverage::Likely(found) = found else { panic!("{found:?} {count} {window:?}") };
                let touches = found.first.0 <= window.1 && found.last.0 >= window.0;
                assert!(touches && found.with_outcome * 20 >= found.customers * 19, "{window:?} {found:?}");
            }
        }
    }

    #[test]
    fn results_from_after_the_data_are_not_taken_for_covered() {
        for seed in 0..200 {
            for (count, by_chance) in [(1_000, 0.3), (300, 1.0), (100, 0.6), (10, 0.5)] {
                assert_eq!(
                    find_overlap(&customers(count, None, by_chance, seed)),
                    Coverage::NotSeen,
                    "{seed} {count} {by_chance}"
                );
            }
        }
        assert_eq!(find_overlap(&[]), Coverage::NotSeen);
    }

    #[test]
    fn a_few_who_order_daily_are_a_few_and_everybody_is_unclear() {
        let mut all = customers(200, None, 0.2, 3);
        let daily: Vec<Day> = (0..300).map(Day).collect();
        all.extend((0..5).map(|_| OrderedOn { has_outcome: true, days: daily.clone() }));
        assert_eq!(find_overlap(&all), Coverage::NotSeen);
        let everybody: Vec<OrderedOn> = all.into_iter().map(|customer| OrderedOn { has_outcome: true, ..customer }).collect();
        assert_eq!(find_overlap(&everybody), Coverage::Unclear);
    }
}
