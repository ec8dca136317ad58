//! Each strategy against the obvious, slow version.

use super::strategies::collaborative::NeighbourScratch;
use super::strategies::scratch::Marks;
use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// Days on which each customer bought each product.
fn days(dataset: &Dataset) -> BTreeMap<(u32, u32), BTreeSet<i32>> {
    let mut out: BTreeMap<(u32, u32), BTreeSet<i32>> = BTreeMap::new();
    for line in 0..dataset.lines().len() {
        let order = dataset.lines().order[line].ix();
        let key = (dataset.orders().customer[order].0, dataset.lines().product[line].0);
        out.entry(key).or_default().insert(dataset.orders().day[order].0);
    }
    out
}

fn decayed(days: &BTreeSet<i32>, half_life_days: f64) -> f64 {
    days.iter().map(|day| libm::pow(0.5, f64::from(TODAY.0 - day) / half_life_days)).sum()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 2e-4
}

fn scaled(mut scores: Vec<f64>) -> Vec<f64> {
    let greatest = scores.iter().copied().fold(0.0, f64::max);
    for score in &mut scores {
        *score = if greatest > 0.0 { (*score / greatest).clamp(0.0, 1.0) } else { 0.0 };
    }
    scores
}

fn all_products(shop: &Shop) -> Vec<u32> {
    (0..shop.products as u32).collect()
}

fn model(dataset: &Dataset) -> Model {
    Model::build(dataset, None, None, TODAY, &valid(|_| {})).unwrap()
}

/// Gauss with pivots.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|&x, &y| a[x][i].abs().total_cmp(&a[y][i].abs())).unwrap();
        a.swap(i, pivot);
        b.swap(i, pivot);
        for row in i + 1..n {
            let factor = a[row][i] / a[i][i];
            let above = a[i].clone();
            for (cell, over) in a[row].iter_mut().zip(above).skip(i) {
                *cell -= factor * over;
            }
            b[row] -= factor * b[i];
        }
    }
    for i in (0..n).rev() {
        for col in i + 1..n {
            b[i] -= a[i][col] * b[col];
        }
        b[i] /= a[i][i];
    }
    b
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_matrix_holds_what_was_bought(shop in any_shop()) {
        let dataset = shop.dataset();
        let days = days(&dataset);
        let groups: Vec<u32> = (0..shop.customers as u32).map(|c| c % 2).collect();
        let matrix = Interactions::build(&dataset, None, TODAY, 90.0, &groups);
        prop_assert_eq!(matrix.len(), days.len());
        for (&(customer, product), on) in &days {
            let found = matrix.find(customer, product).unwrap();
            prop_assert_eq!(found.times as usize, on.len());
            prop_assert_eq!(Some(&found.first_day.0), on.first());
            prop_assert_eq!(Some(&found.last_day.0), on.last());
            prop_assert!(close(f64::from(found.weight), decayed(on, 90.0)));
        }
        for product in 0..shop.products as u32 {
            let buyers: Vec<u32> = days.keys().filter(|k| k.1 == product).map(|k| k.0).collect();
            prop_assert_eq!(matrix.buyers(product) as usize, buyers.len());
            for group in 0..2 {
                let in_group: Vec<u32> = buyers.iter().copied().filter(|c| c % 2 == group).collect();
                let column = matrix.column_customers(matrix.column_in_group(product, group));
                prop_assert_eq!(column.collect::<Vec<_>>(), in_group);
            }
            let column = matrix.column(product);
            for (customer, &entry) in matrix.column_customers(column.clone()).zip(matrix.column_row_entries(column)) {
                prop_assert!(matrix.row(customer).contains(&(entry as usize)));
                prop_assert_eq!(matrix.purchase(entry as usize).product, product);
            }
        }
    }

    #[test]
    fn item_weights_are_ridge_regressions(shop in any_shop()) {
        let dataset = shop.dataset();
        let days = days(&dataset);
        let products = shop.products;
        let x = |customer: usize, product: usize| {
            days.get(&(customer as u32, product as u32)).map_or(0.0, |on| libm::log1p(on.len() as f64))
        };
        let gram = |a: usize, b: usize| (0..shop.customers).map(|c| x(c, a) * x(c, b)).sum::<f64>();
        let matrix = Interactions::build(&dataset, None, TODAY, 90.0, &[]);
        let params = StrategyParams::default();
        let mut builder = ItemWeightsBuilder::new(&matrix);
        while !builder.step(&matrix, &params, 1) {}
        let weights = builder.finish();
        for product in 0..products {
            let others: Vec<usize> = (0..products).filter(|&p| p != product && gram(p, product) > 0.0).collect();
            let a = others
                .iter()
                .map(|&i| others.iter().map(|&j| gram(i, j) + if i == j { params.ridge } else { 0.0 }).collect())
                .collect();
            let expected = solve(a, others.iter().map(|&i| gram(i, product)).collect());
            for (&other, &weight) in others.iter().zip(&expected) {
                let found = weights.find(other as u32, product as u32).map_or(0.0, |entry| f64::from(entry.weight));
                prop_assert!((found - weight).abs() < 1e-4, "{other} -> {product}: {found} {weight}");
            }
        }
    }

    #[test]
    fn collaborative_is_its_three_shares(shop in any_shop()) {
        let dataset = shop.dataset();
        let days = days(&dataset);
        let model = model(&dataset);
        let half_life = StrategyParams::default().half_life_days;
        let weight = |c: u32, p: u32| days.get(&(c, p)).map_or(0.0, |on| decayed(on, half_life));
        let (customers, products) = (shop.customers as u32, shop.products as u32);
        let norm = |c: u32| (0..products).map(|p| weight(c, p)).sum::<f64>().sqrt();
        let all = all_products(&shop);
        for customer in 0..customers {
            let mut scratch = NeighbourScratch::new(shop.customers, shop.products);
            let (mut marks, mut out) = (Marks::new(shop.products), Vec::new());
            let spoke = model.collaborative.gather(&model.interactions, customer, &mut scratch, &mut marks);
            prop_assert_eq!(spoke, norm(customer) > 0.0);
            if !spoke {
                prop_assert!(all.iter().all(|&p| !marks.has(p) && !scratch.item_marks().has(p)));
                continue;
            }
            model.collaborative.complete(&model.interactions, customer, &mut scratch, &all, &mut out);
            let cosine = |other: u32| {
                (0..products).map(|p| (weight(customer, p) * weight(other, p)).sqrt()).sum::<f64>() / (norm(customer) * norm(other))
            };
            let from_customers = scaled((0..products).map(|p| {
                (0..customers).filter(|&o| o != customer && norm(o) > 0.0).map(|o| cosine(o) * weight(o, p)).sum()
            }).collect());
            let from_items = scaled((0..products).map(|p| {
                (0..products).filter_map(|own| {
                    let on = days.get(&(customer, own))?;
                    let entry = model.collaborative.item_weights().find(own, p)?;
                    Some(libm::log1p(on.len() as f64) * f64::from(entry.weight))
                }).sum()
            }).collect());
            let own = scaled((0..products).map(|p| weight(customer, p)).collect());
            let m = Mix::default();
            let s = [m.items, m.neighbours, m.own];
            let expected = scaled((0..products as usize).map(|p| {
                let trend = libm::pow(1.0 + f64::from(model.seasonal.recent_buyers(p as u32)), m.trend);
                trend * (s[0] * from_items[p] + s[1] * from_customers[p] + s[2] * own[p])
            }).collect());
            for p in 0..products {
                let p = p as usize;
                prop_assert!(close(out[p], expected[p]), "{} {}", out[p], expected[p]);
                // Whatever scores is a candidate.
                let marked = marks.has(p as u32) || scratch.item_marks().has(p as u32);
                prop_assert!(marked || out[p] == 0.0);
            }
        }
    }

    #[test]
    fn pairs_are_counted_over_baskets(shop in any_shop()) {
        let dataset = shop.dataset();
        let single = dataset.orders_are_single_lines();
        let mut baskets: BTreeMap<(u32, i32, u32), BTreeSet<u32>> = BTreeMap::new();
        for line in 0..dataset.lines().len() {
            let order = dataset.lines().order[line];
            let key = if single { u32::MAX } else { order.0 };
            let at = (dataset.orders().customer[order.ix()].0, dataset.orders().day[order.ix()].0, key);
            baskets.entry(at).or_default().insert(dataset.lines().product[line].0);
        }
        let with = |products: &[u32]| baskets.values().filter(|b| products.iter().all(|p| b.contains(p))).count() as u32;
        let model = model(&dataset);
        for a in 0..shop.products as u32 {
            for b in 0..shop.products as u32 {
                let (both, n_a, n_b, n) = (with(&[a, b]), with(&[a]), with(&[b]), baskets.len() as u32);
                let above_chance = a != b && both >= 2 && u64::from(both) * u64::from(n) > u64::from(n_a) * u64::from(n_b);
                let pair = model.cross_sell.pair(a, b);
                prop_assert_eq!(pair.is_some(), above_chance);
                if let Some(pair) = pair {
                    prop_assert_eq!((pair.both, pair.antecedent, pair.consequent, pair.baskets), (both, n_a, n_b, n));
                    prop_assert!(pair.lift() > 1.0);
                }
            }
        }
        let days = days(&dataset);
        let half_life = StrategyParams::default().half_life_days;
        for customer in 0..shop.customers as u32 {
            let (mut marks, mut together, mut out) = (Marks::new(shop.products), vec![0.0; shop.products], Vec::new());
            let spoke = model.cross_sell.gather(&model.interactions, customer, &mut together, &mut marks);
            prop_assert_eq!(spoke, together.iter().any(|&score| score > 0.0));
            model.cross_sell.complete(&together, &all_products(&shop), &mut out);
            let expected = scaled((0..shop.products as u32).map(|p| {
                (0..shop.products as u32).filter_map(|own| {
                    let weight = decayed(days.get(&(customer, own))?, half_life).sqrt();
                    Some(weight * f64::from(model.cross_sell.pairs().find(own, p)?.weight))
                }).sum()
            }).collect());
            for p in 0..shop.products as u32 {
                prop_assert!(close(out[p as usize], expected[p as usize].sqrt()));
                prop_assert_eq!(marks.has(p), together[p as usize] > 0.0);
            }
        }
    }

    #[test]
    fn content_adds_names_category_and_band(shop in any_shop()) {
        let dataset = shop.dataset();
        let model = model(&dataset);
        let days = days(&dataset);
        let half_life = StrategyParams::default().half_life_days;
        let products = shop.products;
        // The names are "Thing red", "Thing blue", "Thing green": "thing" is on all of them, so a shop of few products has
        // nothing but the colour to go by, and none where half of all names share it.
        let on_names = |p: usize| (0..products).filter(|q| q % 3 == p % 3).count();
        let alike = |a: usize, b: usize| a % 3 == b % 3 && on_names(a) <= products / 2;
        let buyers = |p: usize| days.keys().filter(|k| k.1 as usize == p).count() as f64;
        let standing = |p: usize| {
            let most = (0..products).filter(|q| q % 3 == p % 3).map(buyers).fold(1.0, f64::max);
            (buyers(p) / most).sqrt()
        };
        let mut prices: Vec<Money> = dataset.products().price.clone();
        prices.sort_unstable();
        let band = |p: usize| (1..5).filter(|b| dataset.products().price[p] >= prices[b * products / 5]).count();
        for customer in 0..shop.customers as u32 {
            let weight = |p: usize| days.get(&(customer, p as u32)).map_or(0.0, |on| decayed(on, half_life));
            if (0..products).all(|p| weight(p) <= 0.0) {
                continue;
            }
            let mut profile = model.content.profile_scratch();
            let (mut marks, mut in_names, mut out) = (Marks::new(products), vec![0.0; products], Vec::new());
            prop_assert!(model.content.gather(&model.interactions, customer, &mut profile, &mut in_names, &mut marks));
            model.content.complete(&profile, &in_names, &[], &all_products(&shop), &mut out);
            let names = scaled((0..products).map(|p| (0..products).filter(|&q| alike(p, q)).map(weight).sum()).collect());
            let of_category = scaled((0..3).map(|c| (0..products).filter(|q| q % 3 == c).map(weight).sum()).collect());
            let of_band = scaled((0..5).map(|b| (0..products).filter(|&q| band(q) == b).map(weight).sum()).collect());
            let s = super::strategies::content::SHARES;
            let has_names = (0..products).any(|p| on_names(p) <= products / 2);
            let names_share = if has_names { s[0] } else { 0.0 };
            let known = names_share + s[1] + s[3];
            let expected = scaled((0..products).map(|p| {
                (names_share * names[p] + standing(p) * (s[1] * of_category[p % 3] + s[3] * of_band[band(p)])) / known
            }).collect());
            for (p, &expected) in expected.iter().enumerate() {
                prop_assert!(close(out[p], expected), "{p}: {} {expected}", out[p]);
            }
        }
    }

    #[test]
    fn popular_now_is_a_count_of_recent_buyers(shop in any_shop()) {
        let dataset = shop.dataset();
        let model = model(&dataset);
        let days = days(&dataset);
        let period = model.seasonal.recent_days() as i32;
        prop_assert!(period >= 30);
        let mut recent = BTreeSet::new();
        for product in 0..shop.products as u32 {
            let buyers: BTreeSet<u32> = days
                .iter()
                .filter(|(k, on)| k.1 == product && on.last().is_some_and(|&d| TODAY.0 - d <= period))
                .map(|(k, _)| k.0)
                .collect();
            prop_assert_eq!(model.seasonal.recent_buyers(product) as usize, buyers.len());
            recent.extend(buyers);
        }
        prop_assert_eq!(model.seasonal.recent_customers() as usize, recent.len());
        // Fewer than fifty customers in all: the period reaches back to everybody's last order.
        let ever: BTreeSet<u32> = days.keys().map(|k| k.0).collect();
        prop_assert_eq!(recent.len(), ever.len());
    }

    #[test]
    fn own_products_count_by_weight_rate_and_ripeness(shop in any_shop()) {
        let dataset = shop.dataset();
        let model = model(&dataset);
        for customer in 0..shop.customers as u32 {
            let (mut marks, mut due, mut out) = (Marks::new(shop.products), vec![0.0; shop.products], Vec::new());
            model.seasonal.propose(&model.interactions, customer, &mut marks);
            let own: Vec<f64> = (0..shop.products as u32).map(|p| {
                let (Some(purchase), Some(cycle)) =
                    (model.interactions.find(customer, p), model.seasonal.repurchase_cycle(&model.interactions, customer, p)) else { return 0.0 };
                let passed = f64::from(TODAY.0 - purchase.last_day.0) / cycle.interval_days.max(1.0);
                f64::from(purchase.weight) * model.seasonal.readiness(p) * (0.5 + 0.5 * (passed / 0.6).min(1.0))
            }).collect();
            let own = scaled(own);
            for p in 0..shop.products as u32 {
                let popular = model.seasonal.most_popular().contains(&p);
                prop_assert_eq!(marks.has(p), popular || model.interactions.find(customer, p).is_some());
            }
            model.seasonal.complete(&model.interactions, customer, &all_products(&shop), &mut due, &mut out);
            prop_assert!(due.iter().all(|&due| due == 0.0));
            let share = Mix::default().rhythm;
            let expected = scaled((0..shop.products).map(|p| share * own[p] + (1.0 - share) * model.seasonal.popular_now(p as u32)).collect());
            for p in 0..shop.products as u32 {
                prop_assert!(close(out[p as usize], libm::pow(expected[p as usize], 1.5)));
            }
        }
    }

    #[test]
    fn price_affinity_falls_with_the_distance_from_the_usual_price(shop in any_shop()) {
        let dataset = shop.dataset();
        let model = model(&dataset);
        let days = days(&dataset);
        let log = |p: u32| libm::log(dataset.products().price[p as usize].to_f64());
        let all_logs: Vec<f64> = days.keys().map(|k| log(k.1)).collect();
        let mean_of = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let shop_mean = mean_of(&all_logs);
        let shop_second = all_logs.iter().map(|l| l * l).sum::<f64>() / all_logs.len() as f64;
        for customer in 0..shop.customers as u32 {
            let logs: Vec<f64> = days.keys().filter(|k| k.0 == customer).map(|k| log(k.1)).collect();
            let mut out = Vec::new();
            let spoke = model.price_affinity.score(&model.interactions, customer, &all_products(&shop), &mut out);
            prop_assert_eq!(spoke, !logs.is_empty());
            if !spoke {
                continue;
            }
            let n = logs.len() as f64 + 2.0;
            let mean = (logs.iter().sum::<f64>() + 2.0 * shop_mean) / n;
            let second = (logs.iter().map(|l| l * l).sum::<f64>() + 2.0 * shop_second) / n;
            let spread = (second - mean * mean).max(0.0).sqrt().max(0.25);
            for p in 0..shop.products as u32 {
                let z = (log(p) - mean) / spread;
                prop_assert!(close(out[p as usize], libm::pow(1.0 / (1.0 + z * z), 0.25)));
            }
        }
    }

    /// Scores of one customer do not depend on who was scored before.
    #[test]
    fn scratch_used_before_scores_as_new(shop in any_shop()) {
        let dataset = shop.dataset();
        let model = model(&dataset);
        let mut used = model.scores_scratch();
        for customer in (0..shop.customers as u32).rev().chain(0..shop.customers as u32) {
            let mut fresh = model.scores_scratch();
            model.score(customer, &mut fresh);
            model.score(customer, &mut used);
            prop_assert_eq!(&used.candidates, &fresh.candidates);
            prop_assert_eq!(&used.columns, &fresh.columns);
            prop_assert_eq!(used.has_signal, fresh.has_signal);
            for product in 0..shop.products as u32 {
                prop_assert_eq!(used.neighbours.buyers_among_neighbours(product), fresh.neighbours.buyers_among_neighbours(product));
            }
        }
    }

    #[test]
    fn marks_are_the_sorted_set_of_what_was_touched(
        here in prop::collection::btree_set(0_u32..100, 0..40), there in prop::collection::btree_set(0_u32..100, 0..40)
    ) {
        let (mut a, mut b) = (Marks::new(100), Marks::new(100));
        here.iter().for_each(|&product| a.set(product));
        there.iter().for_each(|&product| b.set(product));
        let mut touched = vec![7];
        a.touched(&b, &mut touched);
        prop_assert_eq!(&touched, &here.union(&there).copied().collect::<Vec<_>>());
        a.clear(&touched);
        prop_assert!((0..100).all(|product| !a.has(product)));
    }

    /// The list is what one gets by going down all that is ranked, whatever short cuts are taken.
    #[test]
    fn a_list_is_the_first_that_have_place_and_confidence(
        shop in any_shop(), n in 1_u32..4, most in prop::option::of(1_u32..3), least in prop::sample::select(vec![0.0, 0.25, 0.4, 0.55])
    ) {
        let dataset = shop.dataset();
        let everything = |p: &mut RecommendParams| {
            (p.n, p.max_per_category, p.min_confidence, p.repurchase) = (100, None, 0.0, Repurchase::Allowed);
        };
        let all = all_lists(&dataset, &recommender(&dataset, valid(everything)));
        let short = all_lists(&dataset, &recommender(&dataset, valid(|p| {
            everything(p);
            (p.n, p.max_per_category, p.min_confidence) = (n, most, least);
        })));
        for customer in 0..shop.customers as u32 {
            let mut expected: Vec<ProductIx> = Vec::new();
            for row in all.of(customer) {
                let category = |product: ProductIx| dataset.products().category[product.ix()];
                let of_same = expected.iter().filter(|&&taken| category(taken) == category(all.product[row])).count() as u32;
                if expected.len() < n as usize && most.is_none_or(|most| of_same < most) && all.confidence[row] >= least {
                    expected.push(all.product[row]);
                }
            }
            prop_assert_eq!(&short.product[short.of(customer)], &expected[..]);
        }
    }
}
