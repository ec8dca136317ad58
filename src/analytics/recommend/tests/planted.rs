//! What was put into the data must come out again.

use super::*;

/// 60 customers with random single purchases; product 1 is bought with product 0 nearly always.
fn shop_with_a_pair() -> Shop {
    let mut lines = Vec::new();
    for c in 0..60_usize {
        for o in 0..3_usize {
            let days_ago = 20 + (c * 7 + o * 113) as i32 % 400;
            lines.push((c, o, days_ago, 2 + (c * 5 + o * 11) % 18));
        }
        if c % 3 == 0 {
            lines.push((c, 1, 20 + (c as i32 * 7 + 113) % 400, 0));
            if c != 30 {
                lines.push((c, 1, 20 + (c as i32 * 7 + 113) % 400, 1));
            }
        }
    }
    let mut shop = Shop::new(60, 20, lines);
    shop.names = (0..20).map(|p| format!("Item{p}x")).collect();
    shop
}

#[test]
fn a_planted_pair_is_found_and_told_with_its_counts() {
    let dataset = shop_with_a_pair().dataset();
    let recommender = recommender(&dataset, valid(|p| p.repurchase = Repurchase::NewOnly));
    let pair = recommender.model().cross_sell.pair(0, 1).unwrap();
    assert_eq!((pair.both, pair.antecedent, pair.consequent, pair.baskets), (19, 20, 19, 180));
    assert!((pair.confidence() - 0.95).abs() < 1e-12);
    assert!((pair.lift() - 9.0).abs() < 1e-12);
    assert!((pair.support() - 19.0 / 180.0).abs() < 1e-12);
    // Customer 30 bought product 0 without product 1.
    let out = all_lists(&dataset, &recommender);
    let first = out.of(30).start;
    assert_eq!(out.product[first], ProductIx(1));
    let together = recommender.model().cross_sell.strongest(&recommender.model().interactions, 30, 1).unwrap();
    let evidence = Evidence::Together {
        product: ProductIx(together.0),
        both: together.1.both,
        baskets: together.1.antecedent,
        lift: together.1.lift() as f32,
        kind: recommender.model().cross_sell.kind(),
    };
    assert_eq!(reason(&dataset, &evidence), "19 of 20 orders with Item0x also had it: 9.0 times its share of all orders.");
}

#[test]
fn a_rhythm_is_told_as_bought() {
    let mut lines = vec![(0, 0, 170, 0), (0, 1, 130, 0), (0, 2, 85, 0), (0, 3, 40, 0)];
    lines.extend((1..30).map(|c| (c, 0, 100, 1 + c % 4)));
    let dataset = Shop::new(30, 5, lines).dataset();
    let recommender = recommender(&dataset, valid(|p| p.repurchase = Repurchase::Allowed));
    let out = all_lists(&dataset, &recommender);
    let first = out.of(0).start;
    assert_eq!(out.product[first], ProductIx(0));
    assert_eq!(reason(&dataset, &out.evidence[first]), "Bought 4 times, about every 43 days; last 40 days ago.");
}

#[test]
fn a_season_is_seen() {
    // Two years; product 0 sells only around TODAY's month of each year, product 1 evenly.
    let mut lines = Vec::new();
    for c in 0..40_usize {
        for year in 0..2 {
            lines.push((c, year, 345 + 365 * year as i32 + (c % 12) as i32, 0));
        }
        for quarter in 0..8 {
            lines.push((c, 10 + quarter, 5 + 91 * quarter as i32 + (c % 5) as i32, 1));
        }
    }
    let dataset = Shop::new(40, 2, lines).dataset();
    let model = Model::build(&dataset, None, None, TODAY, &valid(|_| {})).unwrap();
    assert!(model.seasonal.season(0) > 1.5, "{}", model.seasonal.season(0));
    assert!(model.seasonal.season(1) < 1.0, "{}", model.seasonal.season(1));
}

#[test]
fn tastes_are_found_and_the_hybrid_beats_popularity() {
    // Three tastes; each customer buys within theirs, mostly new things: popularity alone cannot tell tastes apart.
    let mut lines = Vec::new();
    for c in 0..90_usize {
        for o in 0..8_usize {
            let within = (c / 3 * 7 + o * o * 3 + o * (c % 11)) % 12;
            lines.push((c, o, 1 + (o as i32) * 25 + (c % 20) as i32, (c % 3) * 12 + within));
        }
    }
    let mut shop = Shop::new(90, 36, lines);
    shop.names = (0..36).map(|p| format!("Name{p}")).collect();
    shop.category = vec![NO_CATEGORY; 36];
    let dataset = shop.dataset();
    let params = valid(|_| {});
    let mut evaluation = Evaluation::new(&dataset, None, 30, None, &params).unwrap();
    while !evaluation.step(&dataset).unwrap() {}
    let report = evaluation.report();
    let ndcg = |method, task| report.results.iter().find(|r| (r.method, r.task) == (method, task)).map(|r| r.at_10.ndcg).unwrap();
    for task in [Task::All, Task::New] {
        assert!(ndcg(RankingMethod::Hybrid, task) > 1.3 * ndcg(RankingMethod::Popular, task), "{report:?}");
    }
}

#[test]
fn quality_of_known_lists() {
    let q = quality_at(3, &[7, 1, 9], &[1, 9]);
    // Hits at ranks 2 and 3.
    let ideal = 1.0 + 1.0 / libm::log2(3.0);
    assert!((q.ndcg - (1.0 / libm::log2(3.0) + 0.5) / ideal).abs() < 1e-12);
    assert!((q.map - (0.5 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
    assert_eq!((q.hit_rate, q.recall), (1.0, 1.0));
    assert_eq!(quality_at(3, &[], &[1]), Quality::default());
    let many: Vec<u32> = (0..20).collect();
    let full = quality_at(10, &many, &many);
    assert!((full.ndcg - 1.0).abs() < 1e-12 && (full.map - 1.0).abs() < 1e-12 && (full.recall - 0.5).abs() < 1e-12);
}
