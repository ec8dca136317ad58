//! The smallest and dullest shops, customers without orders, rules, errors.

use super::*;
use clientele_core::domain::UserError;

#[test]
fn one_customer_one_product() {
    let dataset = Shop::new(1, 1, vec![(0, 0, 10, 0)]).dataset();
    let out = all_lists(&dataset, &recommender(&dataset, valid(|p| p.repurchase = Repurchase::Allowed)));
    assert_eq!(out.product, [ProductIx(0)]);
    assert_eq!(out.short_lists, 1);
    let out = all_lists(&dataset, &recommender(&dataset, valid(|p| p.repurchase = Repurchase::NewOnly)));
    assert!(out.product.is_empty());
    assert_eq!(out.starts, [0, 0]);
}

#[test]
fn all_customers_alike_get_the_same_in_order_of_id() {
    let lines = (0..6).flat_map(|c| (0..4).map(move |p| (c, 0, 20, p))).collect();
    let mut shop = Shop::new(6, 4, lines);
    shop.names = vec!["Same".into(); 4];
    shop.category = vec![NO_CATEGORY; 4];
    let dataset = shop.dataset();
    let out = all_lists(&dataset, &recommender(&dataset, valid(|p| p.repurchase = Repurchase::Allowed)));
    for customer in 1..6 {
        assert_eq!(out.product[out.of(customer)], out.product[out.of(0)]);
    }
    assert_eq!(out.product[out.of(0)].len(), 3);
}

#[test]
fn a_customer_without_orders_gets_what_is_popular_and_is_told_so() {
    let mut lines: Vec<_> = (0..10).map(|c| (c, 0, 5, c % 2)).collect();
    lines.push((0, 1, 4, 2));
    let dataset = Shop::new(11, 4, lines).dataset();
    // The one buyer of product 2 is too little to go by at the usual least confidence.
    let usual = all_lists(&dataset, &recommender(&dataset, valid(|_| {})));
    assert_eq!(usual.product[usual.of(10)], [ProductIx(0), ProductIx(1)]);
    assert!(usual.short_lists > 0);
    let out = all_lists(&dataset, &recommender(&dataset, valid(|p| p.min_confidence = 0.0)));
    let rows = out.of(10);
    assert_eq!(out.product[rows.clone()], [ProductIx(0), ProductIx(1), ProductIx(2)]);
    assert!(out.rule[rows.clone()].iter().all(|&rule| rule == AppliedRule::ColdStart));
    assert_eq!(out.has_signal[10], 0b01000, "only the seasonal strategy spoke; the others' weight went to it");
    let first = rows.start;
    assert_eq!(out.parts[first].map(f64::to_bits), [0.0, 0.0, 0.0, 1.0, 0.0_f64].map(f64::to_bits));
    assert!(out.confidence[first] < out.confidence[out.of(0).start], "less is known about a customer without orders");
    assert_eq!(reason(&dataset, &out.evidence[first]), "Popular now: 5 of 10 customers who bought in the last 30 days chose it.");
}

#[test]
fn an_old_shop_still_has_something_popular() {
    let dataset = Shop::new(5, 2, (0..4).map(|c| (c, 0, 400 + 5 * c as i32, 1)).collect()).dataset();
    let out = all_lists(&dataset, &recommender(&dataset, valid(|_| {})));
    assert_eq!(out.product[out.of(4)], [ProductIx(1)]);
}

#[test]
fn diversity_makes_room_and_says_so() {
    let lines = (0..8).flat_map(|c| (0..9).filter(move |p| p % 3 == 0 || c == p % 8).map(move |p| (c, 0, 10, p))).collect();
    let dataset = Shop::new(8, 9, lines).dataset();
    let out = all_lists(
        &dataset,
        &recommender(
            &dataset,
            valid(|p| {
                p.repurchase = Repurchase::Allowed;
                p.max_per_category = Some(1);
            }),
        ),
    );
    let rows = out.of(0);
    let mut categories: Vec<u32> = out.product[rows.clone()].iter().map(|p| p.0 % 3).collect();
    assert!(out.rule[rows].contains(&AppliedRule::Diversity));
    categories.sort_unstable();
    assert_eq!(categories, [0, 1, 2]);
}

#[test]
fn a_group_rule_filters_its_group_only() {
    let lines = (0..6).flat_map(|c| (0..10).map(move |p| (c, 0, 3 + p as i32, p))).collect();
    let dataset = Shop::new(6, 10, lines).dataset();
    let params = valid(|p| {
        p.repurchase = Repurchase::Allowed;
        p.max_per_category = None;
        p.rules = vec![GroupRule { group: 1, filter: ProductFilter::Premium, weights: None }];
    });
    let groups = [0, 1, 0, 1, 0, 1];
    let model = Model::build(&dataset, Some(&groups), None, TODAY, &params).unwrap();
    let out = all_lists(&dataset, &Recommender::from_model(model, params));
    for customer in 0..6 {
        for row in out.of(customer) {
            let price = dataset.products().price[out.product[row].ix()];
            if customer % 2 == 1 {
                assert!(price >= Money::from_ten_thousandths(30_000));
                assert_eq!(out.rule[row], AppliedRule::Group);
            } else {
                assert_eq!(out.rule[row], AppliedRule::None);
            }
        }
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let params = valid(|_| {});
    let dataset = Shop::new(2, 2, vec![(0, 0, 10, 0)]).dataset();
    let build = |dataset: &Dataset, groups: Option<&[u32]>, until| Model::build(dataset, groups, until, TODAY, &params).err();
    assert_eq!(build(&Dataset::default(), None, None), Some(RecommendationError::NoProducts));
    assert_eq!(build(&dataset, None, Some(Day(0))), Some(RecommendationError::NoOrders));
    assert_eq!(build(&dataset, Some(&[1]), None), Some(RecommendationError::GroupLabels { expected: 2, found: 1 }));
    let builder = ModelBuilder::new(&dataset, None, None, TODAY, &params).unwrap();
    let error = builder.finish().unwrap_err();
    assert_eq!(error, RecommendationError::NotReady);
    assert_eq!(error.code(), "recommend-not-ready");
    assert!(matches!(
        Evaluation::new(&dataset, None, 30, None, &params).err(),
        Some(RecommendationError::TooShortForEvaluation { days: 1, needed: 90 })
    ));
}

#[test]
fn repurchase_is_decided_by_the_data() {
    // Everyone buys product 0 again and again.
    let again = (0..5).flat_map(|c| (0..4).map(move |o| (c, o, 10 + 30 * o as i32, 0))).collect();
    let dataset = Shop::new(5, 3, again).dataset();
    let regular = recommender(&dataset, valid(|_| {}));
    assert!(regular.repurchase_allowed());
    assert!(regular.repurchase_reason().contains("100 %"));
    // Everyone buys something else each time.
    let never = (0..5).flat_map(|c| (0..4).map(move |o| (c, o, 10 + 30 * o as i32, o))).collect();
    let dataset = Shop::new(5, 4, never).dataset();
    let explorers = recommender(&dataset, valid(|_| {}));
    assert!(!explorers.repurchase_allowed());
    assert!(explorers.repurchase_reason().contains("0 %"));
}

#[test]
fn other_weights_need_no_new_model() {
    let lines = (0..6).flat_map(|c| (0..4).map(move |p| (c, 0, 20, (p + c) % 7))).collect();
    let dataset = Shop::new(6, 7, lines).dataset();
    let price_only =
        Weights { collaborative: 0.0, content: 0.0, cross_sell: 0.0, seasonal: 0.0, price_affinity: 3.0 }.check().unwrap();
    let mut changed = recommender(&dataset, valid(|_| {}));
    changed.set_params(valid(|_| {}).with_weights(price_only));
    let out = all_lists(&dataset, &changed);
    assert!(out.parts.iter().all(|p| p[..4] == [0.0; 4] && p[4] > 0.0));
}

#[test]
fn very_old_purchases_and_a_short_memory_still_give_lists() {
    let lines = (0..6).flat_map(|c| (0..3).map(move |p| (c, p, 9_000 + 40 * p as i32, (c + p) % 5))).collect();
    let dataset = Shop::new(6, 5, lines).dataset();
    let params = valid(|p| {
        p.strategies.half_life_days = 1.0;
        p.min_confidence = 0.0;
        p.repurchase = Repurchase::Allowed;
        p.max_per_category = None;
    });
    let out = all_lists(&dataset, &recommender(&dataset, params));
    assert_eq!(out.product.len(), 18);
    assert!(out.score.iter().all(|score| (0.0..=1.0 + 1e-9).contains(score)));
}
