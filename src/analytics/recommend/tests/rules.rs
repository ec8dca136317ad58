//! No customer gets a product against a rule.

use super::*;
use crate::recommend::{ColdStart, JourneyStage, ProductRules};

fn ids(rows: &[usize]) -> Vec<String> {
    rows.iter().map(|row| format!("p{row:04}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn rules_hold_for_every_list(
        shop in any_shop(),
        n in 1_u32..6,
        excluded in prop::collection::btree_set(0_usize..10, 0..4),
        stocked in prop::option::of(prop::collection::btree_set(0_usize..10, 1..8)),
        pinned in prop::collection::btree_set(0_usize..10, 0..3),
        diversity in 0.0_f64..0.9,
        most in prop::option::of(1_u32..4),
        new_only: bool,
        least in 0.0_f64..0.6,
        which in 0_usize..6,
        filter in prop::sample::select(vec![
            ProductFilter::Personalised, ProductFilter::Premium, ProductFilter::Value, ProductFilter::Popular
        ]),
    ) {
        let dataset = shop.dataset();
        let pinned: Vec<usize> = pinned.difference(&excluded).copied().collect();
        let groups: Vec<u32> = (0..shop.customers as u32).map(|c| c % 2).collect();
        let own = Weights { content: 3.0, ..Weights::default() };
        let params = valid(|p| {
            p.n = n;
            p.method = RankingMethod::ALL[which];
            p.diversity = diversity;
            p.max_per_category = most;
            p.min_confidence = least;
            p.repurchase = if new_only { Repurchase::NewOnly } else { Repurchase::Allowed };
            p.exclude = ids(&excluded.iter().copied().collect::<Vec<_>>());
            p.in_stock = stocked.as_ref().map(|rows| ids(&rows.iter().copied().collect::<Vec<_>>()));
            p.pin = ids(&pinned);
            p.segments = vec![SegmentRule { segment: "Odd".into(), filter, weights: Some(own) }];
        })
        .for_groups(&["Even", "Odd"]);
        let model = Model::build(&dataset, Some(&groups), None, TODAY, &params).unwrap();
        let recommender = Recommender::from_model(model, params);
        let out = all_lists(&dataset, &recommender);
        let is_barred = |p: usize| excluded.contains(&p) || stocked.as_ref().is_some_and(|rows| !rows.contains(&p));
        prop_assert_eq!(out.factors.len(), out.product.len());
        prop_assert_eq!(out.cold_start.len(), out.product.len());
        for customer in 0..shop.customers as u32 {
            let rows = out.of(customer);
            prop_assert!(rows.len() <= n as usize);
            let products: Vec<u32> = out.product[rows.clone()].iter().map(|p| p.0).collect();
            for (at, &product) in products.iter().enumerate() {
                prop_assert!(!is_barred(product as usize), "barred: {product}");
                prop_assert!(!products[..at].contains(&product), "twice: {product}");
                let row = rows.start + at;
                let is_pin = out.rule[row] == AppliedRule::Pinned;
                prop_assert!(is_pin || out.confidence[row] >= least);
                prop_assert!(!is_pin || pinned.contains(&(product as usize)));
                prop_assert_eq!(out.factors[row].confidence().to_bits(), out.confidence[row].to_bits());
                let sum: f64 = out.parts[row].iter().sum();
                prop_assert!((sum - out.score[row]).abs() < 1e-9);
                if new_only {
                    prop_assert!(recommender.model().interactions.find(customer, product).is_none());
                }
                // Behind the pins the best come first.
                let follows = at > 0 && out.rule[row - 1] != AppliedRule::Pinned;
                prop_assert!(!follows || out.score[row] <= out.score[row - 1]);
                prop_assert!(at == 0 || !is_pin || out.rule[row - 1] == AppliedRule::Pinned, "pins come first");
            }
            for category in 0..3 {
                let count = products.iter().filter(|&&p| dataset.products().category[p as usize] == category).count();
                prop_assert!(most.is_none_or(|most| count <= most as usize));
            }
            // A filter that applied to one product applied to all; one that could not be met is not named.
            let named = out.rule[rows.clone()].contains(&AppliedRule::Group);
            if named && recommender.params().params().method != RankingMethod::Hybrid {
                prop_assert!(products.iter().all(|&p| recommender.model().passes(filter, p)));
            }
            // The same lists for single customers.
            let one = recommender.preview(recommender.params().clone(), &[customer], &mut recommender.scratch());
            prop_assert_eq!(&one[0].product, &out.product[rows.clone()]);
            prop_assert_eq!(&one[0].rule, &out.rule[rows]);
        }
    }
}

#[test]
fn rules_say_what_they_did() {
    let lines = (0..6).flat_map(|c| (0..8).map(move |p| (c, p, 3 + 9 * p as i32, p))).collect();
    let mut shop = Shop::new(7, 9, lines);
    shop.category = vec![NO_CATEGORY; 9];
    let dataset = shop.dataset();
    let base = || {
        valid(|p| {
            p.repurchase = Repurchase::Allowed;
            p.min_confidence = 0.0;
        })
    };
    let plain = all_lists(&dataset, &recommender(&dataset, base()));
    let best: Vec<String> = plain.product[plain.of(0)].iter().map(|p| format!("p{:04}", p.0)).collect();
    let with = |change: &dyn Fn(&mut RecommendParams)| {
        let mut params = base().params().clone();
        change(&mut params);
        all_lists(&dataset, &recommender(&dataset, params.check().unwrap()))
    };
    let out = with(&|p| p.exclude = vec![best[0].clone()]);
    assert_eq!(out.product[out.of(0)][..2], plain.product[plain.of(0)][1..]);
    assert_eq!(
        out.rule[out.of(0)],
        [AppliedRule::None, AppliedRule::None, AppliedRule::Exclusion],
        "only the third would not be here otherwise"
    );
    let all: Vec<String> = (0..9).map(|p| format!("p{p:04}")).collect();
    let out = with(&|p| p.in_stock = Some(all.iter().filter(|id| **id != best[1]).cloned().collect()));
    assert_eq!(out.rule[out.of(0)], [AppliedRule::None, AppliedRule::None, AppliedRule::Stock]);
    let out = with(&|p| p.pin = vec![best[2].clone()]);
    assert_eq!(out.rule[out.of(0)], [AppliedRule::Pinned, AppliedRule::None, AppliedRule::None]);
    assert_eq!(out.cold_start[out.of(6)][0], ColdStart::Customer);
    // Nobody bought the ninth.
    let out = with(&|p| p.in_stock = Some(vec!["p0008".into()]));
    assert!(out.of(0).all(|row| out.cold_start[row] == ColdStart::Product));
    let rules = ProductRules::resolve(&dataset.products().ids, &["nonsense".into()], None, &[]);
    assert_eq!((rules.unknown(), rules.pinned().len()), (&["nonsense".to_owned()][..], 0));
}

#[test]
fn settings_that_contradict_are_errors() {
    let bad = |change: &dyn Fn(&mut RecommendParams)| {
        let mut params = RecommendParams::default();
        change(&mut params);
        params.check().err().map(|e| e.code())
    };
    use clientele_core::domain::UserError;
    assert_eq!(bad(&|p| p.diversity = 1.0), Some("recommend-diversity"));
    assert_eq!(
        bad(&|p| {
            p.pin = vec!["a".into()];
            p.exclude = vec!["a".into()];
        }),
        Some("recommend-pinned-and-excluded")
    );
    let negative = Weights { content: -1.0, ..Weights::default() };
    assert_eq!(bad(&|p| p.segments = SegmentRule::suggested()), None);
    assert_eq!(
        bad(&|p| p.segments =
            vec![SegmentRule { segment: "New".into(), filter: ProductFilter::Popular, weights: Some(negative) }]),
        Some("recommend-weight")
    );
}

#[test]
fn features_tell_what_was_bought() {
    // Customer 0 buys categories 0, 0, 1 each month; customer 1 once; customer 2 never.
    let mut lines: Vec<_> = (0..6).map(|o| (0, o, 5 + 30 * o as i32, [0, 3, 1][o % 3])).collect();
    lines.push((1, 0, 10, 2));
    let dataset = Shop::new(3, 4, lines).dataset();
    let recommender = recommender(&dataset, valid(|_| {}));
    let of = |customer| CustomerFeatures::of(&dataset, recommender.model(), customer, None, TODAY, 40.0);
    let regular = of(0);
    assert_eq!((regular.days, regular.stage), (6, JourneyStage::Active));
    assert!((regular.interval_days.unwrap() - 30.0).abs() < 1e-12);
    assert_eq!(regular.categories.iter().map(|p| (p.code, p.purchases)).collect::<Vec<_>>(), [(0, 4), (1, 2)]);
    assert!((regular.categories[0].share - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(regular.months.iter().sum::<u32>(), 6);
    assert_eq!(regular.prices.map(|p| p[1]), Some(Money::from_ten_thousandths(20_000)));
    assert_eq!((of(1).stage, of(2).stage), (JourneyStage::New, JourneyStage::Prospect));
    assert_eq!(of(2).prices, None);
    let later = |days| CustomerFeatures::of(&dataset, recommender.model(), 1, None, Day(TODAY.0 + days), 40.0).stage;
    assert_eq!((later(60), later(200)), (JourneyStage::Slipping, JourneyStage::Lapsed));
}
