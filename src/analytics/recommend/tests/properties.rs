//! What must hold for every list of every shop.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn parts_add_up_and_lists_are_sound(shop in any_shop(), n in 1_u32..6, most in 1_u32..4, new_only: bool, least in 0.0..0.6) {
        let dataset = shop.dataset();
        let repurchase = if new_only { Repurchase::NewOnly } else { Repurchase::Allowed };
        let params = valid(|p| {
            p.n = n;
            p.min_confidence = least;
            p.max_per_category = Some(most);
            p.repurchase = repurchase;
        });
        let recommender = recommender(&dataset, params);
        let out = all_lists(&dataset, &recommender);
        prop_assert_eq!(out.customers(), shop.customers);
        let mut short = 0;
        for customer in 0..shop.customers as u32 {
            let rows = out.of(customer);
            prop_assert!(rows.len() <= n as usize);
            short += u32::from(rows.len() < n as usize);
            let mut products: Vec<u32> = out.product[rows.clone()].iter().map(|p| p.0).collect();
            for category in 0..3 {
                let count = products.iter().filter(|&&p| dataset.products().category[p as usize] == category).count();
                prop_assert!(count <= most as usize);
            }
            if new_only {
                prop_assert!(products.iter().all(|&p| recommender.model().interactions.find(customer, p).is_none()));
            }
            products.sort_unstable();
            products.dedup();
            prop_assert_eq!(products.len(), rows.len(), "no product twice");
            for row in rows.clone() {
                let mut sum = 0.0;
                for part in out.parts[row] {
                    prop_assert!((0.0..=1.0).contains(&part));
                    sum += part;
                }
                prop_assert_eq!(sum.to_bits(), out.score[row].to_bits(), "the parts add up exactly");
                prop_assert!(out.score[row] <= 1.0 + 1e-9);
                prop_assert!((least..=1.0).contains(&out.confidence[row]));
                prop_assert!(row == rows.start || out.score[row] <= out.score[row - 1], "best first");
                prop_assert!(reason(&dataset, &out.evidence[row]).ends_with('.'));
            }
        }
        prop_assert_eq!(out.short_lists, short);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(shop in any_shop(), turn in 1_usize..9) {
        let (one, other) = (shop.dataset(), shop.dataset_turned(turn));
        prop_assert_eq!(&one, &other);
        let lists = |dataset: &Dataset| all_lists(dataset, &recommender(dataset, valid(|_| {})));
        prop_assert_eq!(lists(&one), lists(&other));
    }

    #[test]
    fn blocks_give_what_one_block_gives(shop in any_shop(), cut in 0_u32..8) {
        let dataset = shop.dataset();
        let recommender = recommender(&dataset, valid(|_| {}));
        let whole = all_lists(&dataset, &recommender);
        let cut = cut.min(shop.customers as u32);
        let mut blocks = Recommendations::default();
        let mut scratch = recommender.scratch();
        recommender.recommend_block(0..cut, &mut scratch, &mut blocks);
        recommender.recommend_block(cut..shop.customers as u32, &mut scratch, &mut blocks);
        prop_assert_eq!(whole, blocks);
    }

    #[test]
    fn what_lies_after_the_split_changes_nothing(shop in any_shop(), split in 1_i32..400) {
        let until = Day(TODAY.0 - split);
        // One line an order: each line has a day of its own, and what a basket is does not change with the split.
        let mut shop = shop;
        for (at, line) in shop.lines.iter_mut().enumerate() {
            line.1 = at;
        }
        let mut before = shop.clone();
        before.lines.retain(|l| l.2 > split);
        if before.lines.is_empty() {
            return Ok(());
        }
        let (all, before) = (shop.dataset(), before.dataset());
        let params = valid(|_| {});
        let lists = |dataset: &Dataset| {
            let model = Model::build(dataset, None, Some(until), until, &params).unwrap();
            all_lists(dataset, &Recommender::from_model(model, params.clone()))
        };
        prop_assert_eq!(lists(&all), lists(&before));
    }
}
