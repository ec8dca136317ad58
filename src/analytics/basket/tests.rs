//! The miner against the definition, what was planted comes out, and what is cut is said.

use super::*;
use clientele_core::domain::{
    BasketItems, BasketKind, CustomerIx, CustomerTable, Dataset, Day, LineTable, Money, NO_CATEGORY, NO_MINUTE, OrderIx,
    OrderTable, ProductIx, ProductTable, StringColumn,
};
use clientele_core::statistics::hypergeometric_sf;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeSet;

/// One line a row: `(customer, order, day, product, cents)`; products 90 and above are no goods.
pub(crate) fn shop(products: usize, rows: &[(u32, u32, i32, u32, i64)]) -> Dataset {
    let blank = |n: usize| (0..n).map(|_| "").collect::<StringColumn>();
    let customers = rows.iter().map(|r| r.0 as usize + 1).max().unwrap_or(0);
    let orders = rows.iter().map(|r| r.1 as usize + 1).max().unwrap_or(0);
    let of_order = |o: usize| rows.iter().find(|r| r.1 as usize == o).map_or((0, 0), |r| (r.0, r.2));
    Dataset::new(
        CustomerTable {
            ids: (0..customers).map(|c| format!("C{c:05}")).collect(),
            names: blank(customers),
            emails: blank(customers),
            registered: vec![None; customers],
            age_years: vec![None; customers],
            place: vec![NO_CATEGORY; customers],
            places: StringColumn::new(),
        },
        ProductTable {
            ids: (0..products).map(|p| format!("P{p:03}")).collect(),
            names: (0..products).map(|p| format!("Thing {p}")).collect(),
            category: vec![NO_CATEGORY; products],
            categories: StringColumn::new(),
            brand: vec![NO_CATEGORY; products],
            brands: StringColumn::new(),
            price: vec![Money::ZERO; products],
            is_goods: (0..products).map(|p| p < 90).collect(),
        },
        OrderTable {
            ids: (0..orders).map(|o| format!("O{o:07}")).collect(),
            customer: (0..orders).map(|o| CustomerIx(of_order(o).0)).collect(),
            day: (0..orders).map(|o| Day(of_order(o).1)).collect(),
            minute: vec![NO_MINUTE; orders],
        },
        LineTable {
            order: rows.iter().map(|r| OrderIx(r.1)).collect(),
            product: rows.iter().map(|r| ProductIx(r.3)).collect(),
            quantity: vec![1; rows.len()],
            amount: rows.iter().map(|r| Money::from_cents(r.4).unwrap()).collect(),
        },
        String::new(),
    )
    .unwrap()
}

/// Orders of customer 0, one a day, with these products.
fn orders(products: usize, baskets: &[Vec<u32>]) -> Dataset {
    let rows: Vec<_> = baskets
        .iter()
        .enumerate()
        .flat_map(|(o, basket)| basket.iter().map(move |&p| (0, o as u32, o as i32, p, 100 + i64::from(p))))
        .collect();
    shop(products, &rows)
}

fn valid(change: impl FnOnce(&mut BasketParams)) -> ValidBasketParams {
    let mut params = BasketParams { min_orders: Some(1), ..BasketParams::default() };
    change(&mut params);
    params.check().unwrap()
}

/// By definition: every pair of products looked for in every basket.
fn by_definition(products: u32, baskets: &[BTreeSet<u32>], min_orders: u32) -> Vec<(u32, u32, RuleCounts)> {
    let with = |p: u32| baskets.iter().filter(|b| b.contains(&p)).count() as u32;
    let mut rules = Vec::new();
    for a in 0..products {
        for c in 0..products {
            let both = baskets.iter().filter(|b| b.contains(&a) && b.contains(&c)).count() as u32;
            if a != c && both >= min_orders {
                let counts = RuleCounts { both, antecedent: with(a), consequent: with(c), baskets: baskets.len() as u32 };
                rules.push((a, c, counts));
            }
        }
    }
    rules
}

fn sorted(rules: &AssociationRules) -> Vec<(u32, u32, RuleCounts)> {
    let mut rules: Vec<_> = rules.all().map(|r| (r.antecedent.0, r.consequent.0, r.counts)).collect();
    rules.sort_by_key(|r| (r.0, r.1));
    rules
}

fn basket_of(mut b: Vec<u32>) -> Vec<u32> {
    b.push(0);
    b.push(1);
    b
}

proptest! {
    #[test]
    fn counts_are_those_of_the_definition(
        baskets in proptest::collection::vec(proptest::collection::vec(0_u32..9, 0..7).prop_map(basket_of), 1..40), min in 1_u32..5,
    ) {
        let dataset = orders(9, &baskets);
        prop_assume!(!dataset.orders_are_single_lines());
        let rules = mine(&dataset, &valid(|p| p.min_orders = Some(min))).unwrap();
        let sets: Vec<BTreeSet<u32>> = baskets.iter().map(|b| b.iter().copied().collect()).collect();
        prop_assert_eq!(sorted(&rules), by_definition(9, &sets, min));
        for pair in rules.pairs() {
            let (a, c) = (rules.baskets_with(pair.first), rules.baskets_with(pair.second));
            prop_assert_eq!(pair.p_value, hypergeometric_sf(pair.both, a, c, rules.baskets()));
            prop_assert!(pair.p_value <= pair.adjusted_p && pair.adjusted_p <= 1.0);
        }
    }

    /// Rules of a part of the orders are those of a shop that has no others, whatever passes; and what a basket is does not change.
    #[test]
    fn rules_of_a_part_are_those_of_a_shop_with_these_orders_only(
        baskets in proptest::collection::vec(proptest::collection::vec(0_u32..9, 0..7).prop_map(basket_of), 1..40),
        passes in proptest::collection::vec(any::<bool>(), 40), min in 1_u32..4,
    ) {
        let whole = orders(9, &baskets);
        prop_assume!(!whole.orders_are_single_lines());
        let params = valid(|p| p.min_orders = Some(min));
        let part = RuleMiner::of_orders(&whole, None, &params, |order| passes[order]).map(RuleMiner::finish);
        let kept: Vec<Vec<u32>> = baskets.iter().zip(&passes).filter(|(_, passes)| **passes).map(|(b, _)| b.clone()).collect();
        let alone = mine(&orders(9, &kept), &params);
        match (part, alone) {
            (Ok(part), Ok(alone)) => {
                prop_assert_eq!((part.baskets(), part.pairs()), (alone.baskets(), alone.pairs()));
                prop_assert_eq!(part.two_item_rules().all(), alone.two_item_rules().all());
                prop_assert_eq!(part.kind(), BasketKind::Order);
            }
            (part, alone) => prop_assert_eq!(part.err(), alone.err()),
        }
        let all = RuleMiner::of_orders(&whole, None, &params, |_| true).map(RuleMiner::finish).unwrap();
        let usual = mine(&whole, &params).unwrap();
        prop_assert_eq!(all.pairs(), usual.pairs());
    }

    #[test]
    fn rules_of_two_are_those_of_the_definition(
        baskets in proptest::collection::vec(proptest::collection::vec(0_u32..9, 0..7).prop_map(basket_of), 1..40), min in 1_u32..4,
    ) {
        let dataset = orders(9, &baskets);
        prop_assume!(!dataset.orders_are_single_lines());
        let rules = mine(&dataset, &valid(|p| p.min_orders = Some(min))).unwrap();
        let sets: Vec<BTreeSet<u32>> = baskets.iter().map(|b| b.iter().copied().collect()).collect();
        let with = |of: &[u32]| sets.iter().filter(|b| of.iter().all(|p| b.contains(p))).count() as u32;
        let all = sets.len() as u32;
        let mut expected = Vec::new();
        for a in 0..9 {
            for b in a + 1..9 {
                let above = u64::from(with(&[a, b])) * u64::from(all) > u64::from(with(&[a])) * u64::from(with(&[b]));
                for c in (0..9).filter(|&c| c != a && c != b) {
                    if above && with(&[a, b]) >= min && with(&[a, b, c]) >= min {
                        let counts = RuleCounts {
                            both: with(&[a, b, c]), antecedent: with(&[a, b]), consequent: with(&[c]), baskets: all,
                        };
                        expected.push(([a, b], c, counts, [(with(&[a]), with(&[a, c])), (with(&[b]), with(&[b, c]))]));
                    }
                }
            }
        }
        let found: Vec<_> = rules.two_item_rules().all().iter()
            .map(|r| (r.antecedents.map(|p| p.0), r.consequent.0, r.counts, r.singles)).collect();
        prop_assert_eq!(found, expected);
        for rule in rules.two_item_rules().all() {
            let [p, q] = rule.singles.map(|(one, both)| hypergeometric_sf(rule.counts.both, rule.counts.antecedent, both, one));
            prop_assert_eq!(rule.p_value, p.max(q));
            prop_assert!(rule.p_value <= rule.adjusted_p && rule.adjusted_p <= 1.0);
        }
    }

    #[test]
    fn measures_hang_together(baskets in 1_u32..5_000, a in 0_u32..5_000, c in 0_u32..5_000, both in 0_u32..5_000) {
        let (a, c) = (a % baskets + 1, c % baskets + 1);
        let counts = RuleCounts { both: (both % a.min(c) + 1).max((a + c).saturating_sub(baskets)), antecedent: a, consequent: c, baskets };
        let back = RuleCounts { antecedent: c, consequent: a, ..counts };
        prop_assert!((0.0..=1.0).contains(&counts.support()) && counts.confidence() <= 1.0);
        prop_assert!((counts.lift() - back.lift()).abs() <= 1e-12 * counts.lift());
        prop_assert!((counts.leverage() - back.leverage()).abs() <= 1e-12);
        // Above chance by one measure is above chance by all.
        let above = u64::from(counts.both) * u64::from(baskets) > u64::from(a) * u64::from(c);
        prop_assert_eq!(above, counts.lift() > 1.0 + 1e-13);
        prop_assert!(!above || (counts.leverage() > 0.0 && counts.conviction() > 1.0));
    }

    #[test]
    fn the_order_of_the_files_rows_does_not_matter(seed in 0_u64..1_000) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut rows: Vec<(u32, u32, i32, u32, i64)> =
            (0..120).map(|_| { let o = (rng.next_u64() % 25) as u32; (o % 4, o, (o / 3) as i32, (rng.next_u64() % 12) as u32, 100) }).collect();
        let one = mine(&shop(12, &rows), &valid(|_| {})).unwrap();
        rows.reverse();
        let other = mine(&shop(12, &rows), &valid(|_| {})).unwrap();
        prop_assert_eq!(one.pairs(), other.pairs());
    }
}

#[test]
fn a_planted_pair_is_beyond_chance_and_noise_is_not() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let baskets: Vec<Vec<u32>> = (0..2_000)
        .map(|o| {
            let mut basket: Vec<u32> = (0..3).map(|_| 2 + (rng.next_u64() % 78) as u32).collect();
            if o % 40 == 0 {
                basket.extend([0, 1]);
            }
            basket
        })
        .collect();
    let dataset = orders(80, &baskets);
    let rules = mine(&dataset, &valid(|p| p.min_orders = Some(3))).unwrap();
    let beyond: Vec<AssociationRule> = rules.all().filter(|rule| rules.is_beyond_chance(rule)).collect();
    assert!(beyond.iter().any(|r| (r.antecedent.0, r.consequent.0, r.counts.both) == (0, 1, 50)));
    assert!(beyond.len() <= 6, "the other pairs are noise: {beyond:?}");
    assert!(rules.len() > 1_000, "without the mark there would be {} rules", rules.len());
    let first = rules.select(&dataset, &RuleFilter::default(), RuleSort::Lift)[0];
    assert_eq!((first.antecedent.0, first.consequent.0), (0, 1));
}

#[test]
fn rows_of_a_day_are_the_basket_where_orders_are_single_lines() {
    // Customer 0 buys 0 and 1 on one day in two orders, customer 1 buys 2 the same day.
    let dataset = shop(3, &[(0, 0, 5, 0, 100), (0, 1, 5, 1, 100), (0, 2, 6, 2, 100), (1, 3, 5, 2, 100)]);
    let rules = mine(&dataset, &valid(|_| {})).unwrap();
    assert_eq!((rules.kind(), rules.baskets(), rules.pairs().len()), (BasketKind::CustomerDay, 3, 1));
    assert!(rules.notes()[0].contains("what a customer bought on one day: 3 shopping days"), "{:?}", rules.notes());
    // One of its orders brings the whole day.
    let part = RuleMiner::of_orders(&dataset, None, &valid(|_| {}), |order| order == 0).unwrap().finish();
    assert_eq!((part.kind(), part.baskets(), part.pairs().len()), (BasketKind::CustomerDay, 1, 1));
}

#[test]
fn large_baskets_are_cut_to_what_costs_most_and_that_is_said() {
    let dataset = orders(30, &[(0..30).collect(), vec![0, 29], vec![28, 29]]);
    let rules = mine(&dataset, &valid(|p| p.max_basket = 2)).unwrap();
    assert_eq!((rules.capped(), rules.pairs().len()), (1, 2));
    assert_eq!(
        rules.bought_with(ProductIx(29)).iter().map(|r| (r.consequent.0, r.counts.both)).collect::<Vec<_>>(),
        [(28, 2), (0, 1)]
    );
    let notes = rules.notes();
    assert!(notes.iter().any(|n| n.starts_with("1 order has more than 2 different products")), "{notes:?}");
}

#[test]
fn only_so_many_pairs_are_kept_those_furthest_above_chance() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
    let baskets: Vec<Vec<u32>> = (0..300).map(|_| (0..6).map(|_| (rng.next_u64() % 40) as u32).collect()).collect();
    let dataset = orders(40, &baskets);
    let all = mine(&dataset, &valid(|_| {})).unwrap();
    let few = mine(&dataset, &valid(|p| p.max_pairs = 50)).unwrap();
    assert_eq!(few.pairs().len(), 50);
    assert_eq!(few.found_of_possible(), all.found_of_possible());
    let above = |rules: &AssociationRules, pair: &ProductPair| {
        i64::from(pair.both) * 300 - i64::from(rules.baskets_with(pair.first)) * i64::from(rules.baskets_with(pair.second))
    };
    let mut expected: Vec<_> = all.pairs().iter().map(|p| (-above(&all, p), p.first, p.second)).collect();
    expected.sort_unstable();
    let mut found: Vec<_> = few.pairs().iter().map(|p| (-above(&few, p), p.first, p.second)).collect();
    found.sort_unstable();
    assert_eq!(found, expected[..50]);
    assert!(few.notes().iter().any(|n| n.starts_with("Only the 50 pairs")), "{:?}", few.notes());
}

#[test]
fn two_products_that_say_more_than_one_are_found_and_others_are_not() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    // 2 comes with 0 and 1 together, not with either alone; 3 comes with 4 whatever else is there.
    let baskets: Vec<Vec<u32>> = (0..3_000)
        .map(|o| {
            let mut basket: Vec<u32> = (0..2).map(|_| 10 + (rng.next_u64() % 60) as u32).collect();
            match o % 20 {
                0 => basket.extend([0, 1, 2]),
                1 => basket.extend([0, 1]),
                2..4 => basket.push(0),
                4..6 => basket.push(1),
                6..8 => basket.extend([3, 4]),
                _ => {}
            }
            basket
        })
        .collect();
    let dataset = orders(80, &baskets);
    let rules = mine(&dataset, &valid(|p| p.min_orders = Some(5))).unwrap();
    let only = RuleFilter { beyond_chance_only: true, ..RuleFilter::default() };
    let found = rules.select_two_item_rules(&dataset, &only, TwoItemSort::Gain);
    let named = |r: &TwoItemRule| (r.antecedents.map(|p| p.0), r.consequent.0);
    assert!(found.iter().any(|r| named(r) == ([0, 1], 2)), "{found:?}");
    // That of 0 and 2 one knows 1 already.
    assert!(found.iter().all(|r| !(r.antecedents.map(|p| p.0) == [0, 2] && r.consequent.0 == 1)), "{found:?}");
    assert!(found.iter().all(|r| r.antecedents.map(|p| p.0) != [3, 4]) && found.len() <= 4, "{found:?}");
    let rule = found.iter().find(|r| named(r) == ([0, 1], 2)).unwrap();
    assert!((rule.counts.confidence() - 0.5).abs() < 1e-9 && (rule.gain() - 0.25).abs() < 1e-9, "{rule:?}");
    let few = mine(&dataset, &valid(|p| (p.min_orders, p.max_doubles) = (Some(2), 10))).unwrap();
    assert_eq!(few.two_item_rules().all().len(), 10);
    assert!(
        few.two_item_rules().found_of_possible().0 > 10 && few.two_item_notes()[1].starts_with("Of them the 10"),
        "{:?}",
        few.two_item_notes()
    );
    let kept = few.select_two_item_rules(&dataset, &RuleFilter::default(), TwoItemSort::Gain);
    assert!(kept.iter().any(|r| named(r) == ([0, 1], 2)), "the strongest is kept");
    let none = mine(&dataset, &valid(|p| p.max_double_antecedents = 0)).unwrap();
    assert!(none.two_item_rules().all().is_empty() && none.two_item_notes().is_empty());
}

#[test]
fn filters_hold_and_goods_can_stand_alone() {
    let baskets: Vec<Vec<u32>> = (0..40).map(|o| vec![o % 4, 4 + o % 2, 95]).collect();
    let dataset = orders(100, &baskets);
    let rules = mine(&dataset, &valid(|_| {})).unwrap();
    let check = |change: &dyn Fn(&mut RuleFilter), holds: &dyn Fn(&AssociationRule) -> bool| {
        let mut filter = RuleFilter::default();
        change(&mut filter);
        let found = rules.select(&dataset, &filter, RuleSort::Confidence);
        assert_eq!(found.len(), rules.all().filter(|rule| holds(rule)).count());
        assert!(!found.is_empty() && found.iter().all(holds));
        assert!(found.windows(2).all(|w| w[0].counts.confidence() >= w[1].counts.confidence()));
    };
    check(&|f| f.items = BasketItems::Goods, &|r| r.antecedent.0 < 90 && r.consequent.0 < 90);
    check(&|f| f.search = "thing 95".into(), &|r| r.antecedent.0 == 95 || r.consequent.0 == 95);
    check(&|f| f.antecedent = Some(ProductIx(4)), &|r| r.antecedent.0 == 4);
    check(&|f| f.min_lift = 1.5, &|r| r.counts.lift() >= 1.5);
    check(&|f| f.min_confidence = 0.75, &|r| r.counts.confidence() >= 0.75);
    check(&|f| f.min_orders = 15, &|r| r.counts.both >= 15);
    check(&|f| f.beyond_chance_only = true, &|r| rules.is_beyond_chance(r));
    // Postage is with everything: that is no find.
    assert!(rules.bought_with(ProductIx(95)).iter().all(|r| !rules.is_beyond_chance(r)));
    let goods = mine(&dataset, &valid(|p| p.items = BasketItems::Goods)).unwrap();
    assert_eq!((goods.baskets(), goods.baskets_with(ProductIx(95))), (40, 0));
}

#[test]
fn data_without_pairs_say_so() {
    assert_eq!(mine(&shop(0, &[]), &valid(|_| {})).err(), Some(BasketError::NoProducts));
    assert_eq!(mine(&orders(3, &[vec![0], vec![1]]), &valid(|_| {})).err(), Some(BasketError::SingleProducts));
    // Never twice together: no rules, but no error.
    let rules = mine(&orders(3, &[vec![0, 1], vec![1, 2]]), &valid(|p| p.min_orders = Some(2))).unwrap();
    assert!(rules.is_empty() && rules.rule(0).is_none() && rules.bought_with(ProductIx(7)).is_empty());
}
