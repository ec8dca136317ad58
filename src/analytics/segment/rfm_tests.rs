use super::*;
use crate::segment::SegmentDefinition;
use clientele_core::domain::{CustomerTable, LineTable, OrderIx, OrderTable, ProductIx, ProductTable, StringColumn};
use proptest::prelude::*;

/// Lines as `(customer, order, day, cents)`; an order's customer and day are those of its first line. Customers are numbered
/// 0 to `customers - 1`.
fn dataset(customers: u32, lines: &[(u32, u32, i32, i64)]) -> Dataset {
    let mut orders: Vec<(u32, u32, i32)> = Vec::new();
    for &(customer, order, day, _) in lines {
        if !orders.iter().any(|o| o.0 == order) {
            orders.push((order, customer, day));
        }
    }
    let n = customers as usize;
    let blank = |n: usize| (0..n).map(|_| "").collect::<StringColumn>();
    let customer_table = CustomerTable {
        ids: (0..n).map(|c| format!("C{c:04}")).collect(),
        names: blank(n),
        emails: blank(n),
        registered: vec![None; n],
        age_years: vec![None; n],
        place: vec![clientele_core::domain::NO_CATEGORY; n],
        places: StringColumn::new(),
    };
    let product_table = ProductTable {
        ids: ["P"].iter().collect(),
        names: blank(1),
        category: vec![clientele_core::domain::NO_CATEGORY],
        categories: StringColumn::new(),
        brand: vec![clientele_core::domain::NO_CATEGORY],
        brands: StringColumn::new(),
        price: vec![Money::ZERO],
        is_goods: vec![true],
    };
    let order_table = OrderTable {
        ids: orders.iter().map(|o| format!("O{:04}", o.0)).collect(),
        customer: orders.iter().map(|o| CustomerIx(o.1)).collect(),
        day: orders.iter().map(|o| Day(o.2)).collect(),
        minute: vec![clientele_core::domain::NO_MINUTE; orders.len()],
    };
    let order_row = |order: u32| OrderIx::new(orders.iter().position(|o| o.0 == order).expect("was collected"));
    let line_table = LineTable {
        order: lines.iter().map(|l| order_row(l.1)).collect(),
        product: vec![ProductIx(0); lines.len()],
        quantity: vec![1; lines.len()],
        amount: lines.iter().map(|l| Money::from_cents(l.3).expect("is small")).collect(),
    };
    Dataset::new(customer_table, product_table, order_table, line_table, String::new()).expect("fits together")
}

fn compute(dataset: &Dataset, params: RfmParams) -> Result<Rfm, RfmError> {
    Rfm::compute(dataset, &params.check().expect("valid"))
}

#[test]
fn metrics_of_a_small_shop() {
    let shop = dataset(3, &[(0, 1, 10, 500), (0, 1, 10, 250), (0, 2, 30, 100), (2, 3, 40, 1)]);
    let rfm = compute(&shop, RfmParams::default()).expect("has orders");
    assert_eq!(rfm.analysis_date, Day(41));
    assert_eq!(rfm.customer, [CustomerIx(0), CustomerIx(2)]);
    assert_eq!(rfm.recency_days, [11, 1]);
    assert_eq!(rfm.frequency, [2, 1]);
    assert_eq!(rfm.monetary.iter().map(|m| m.to_string()).collect::<Vec<_>>(), ["8.50", "0.01"]);
    assert_eq!((rfm.first_order[0], rfm.last_order[0]), (Day(10), Day(30)));
    assert_eq!(rfm.prospects, [CustomerIx(1)]);
    assert_eq!((rfm.row_of(CustomerIx(2)), rfm.row_of(CustomerIx(1))), (Some(1), None));
    assert_eq!(rfm.segments.iter().map(|s| s.customers).sum::<u32>(), 2);
    assert_eq!(rfm.segments.iter().map(|s| s.revenue).sum::<Money>(), shop.revenue());
    assert!(rfm.cautions.contains(&Caution::FewBuyers { buyers: 2 }));
    assert!(rfm.cautions.contains(&Caution::ShortHistory { days: 31 }));
}

#[test]
fn later_orders_are_left_out_and_said() {
    let shop = dataset(2, &[(0, 1, 10, 500), (0, 2, 30, 100), (1, 3, 40, 100), (1, 3, 40, 50)]);
    let params = RfmParams { analysis_date: Some(Day(20)), map: MapKind::Grid, ..RfmParams::default() };
    let rfm = compute(&shop, params).expect("has orders");
    assert_eq!((rfm.len(), rfm.recency_days[0], rfm.frequency[0]), (1, 10, 1));
    assert_eq!(rfm.monetary[0], Money::from_cents(500).expect("is small"));
    let left_out = Caution::OrdersLeftOut {
        orders: 2,
        revenue: Money::from_cents(250).expect("is small"),
        customers: 1,
        analysis_date: Day(20),
    };
    assert_eq!(rfm.cautions[0], left_out);
}

#[test]
fn nothing_to_score_is_an_error_that_says_why() {
    assert_eq!(compute(&Dataset::default(), RfmParams::default()), Err(RfmError::NoOrders));
    let shop = dataset(1, &[(0, 1, 10, 500)]);
    let early = RfmParams { analysis_date: Some(Day(9)), map: MapKind::Grid, ..RfmParams::default() };
    assert_eq!(compute(&shop, early), Err(RfmError::NoOrdersBefore { analysis_date: Day(9), first_order: Day(10) }));
    let far = RfmParams { analysis_date: Some(Day(i32::MAX)), map: MapKind::Grid, ..RfmParams::default() };
    assert_eq!(far.check(), Err(RfmParamError::AnalysisDate { value: Day(i32::MAX) }));
}

#[test]
fn one_customer_and_all_equal_are_scored_alike() {
    let shop = dataset(9, &(0..9).map(|c| (c, c, 5, 100)).collect::<Vec<_>>());
    for map in [MapKind::Grid, MapKind::Codes, MapKind::Six] {
        let rfm = compute(&shop, RfmParams { map, ..RfmParams::default() }).expect("has orders");
        assert!(rfm.segment.iter().all(|s| *s == rfm.segment[0]));
        assert!(!rfm.monetary_outlier.contains(&true));
        assert!(rfm.cautions.iter().any(|c| matches!(c, Caution::FewLevels { metric: RfmMetric::Frequency, found: 1, .. })));
    }
}

/// The definition in `O(n²)`: sort, interpolate in fractions over a common denominator, count.
fn oracle_score(values: &[i64], value: i64, parts: i64) -> u8 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let last = i64::try_from(sorted.len() - 1).expect("is small");
    let above = (1..parts).filter(|part| {
        let (whole, rest) = (last * part / parts, last * part % parts);
        let low = sorted[whole as usize];
        let high = sorted[(whole as usize + 1).min(sorted.len() - 1)];
        value * parts > low * (parts - rest) + high * rest
    });
    1 + above.count() as u8
}

proptest! {
    #[test]
    fn agrees_with_the_definition_in_any_row_order(
        lines in prop::collection::vec((0_u32..12, 0_u32..4, 0_i32..40, 1_i64..60), 1..60),
        seed in any::<u64>(),
    ) {
        // Orders belong to one customer: number them by customer; the day is the order's.
        let mut lines: Vec<_> = lines.into_iter().map(|(c, o, _, cents)| (c, c * 4 + o, ((c * 7 + o * 11) % 40).cast_signed(), cents)).collect();
        let shop = dataset(12, &lines);
        let rfm = compute(&shop, RfmParams::default()).expect("has orders");

        let values = |f: fn(&Rfm, usize) -> i64| (0..rfm.len()).map(|row| f(&rfm, row)).collect::<Vec<_>>();
        let recency = values(|r, row| r.recency_days[row].into());
        let frequency = values(|r, row| r.frequency[row].into());
        let monetary = values(|r, row| r.monetary[row].ten_thousandths());
        let last_day = lines.iter().map(|l| l.2).max().expect("has lines");
        for row in 0..rfm.len() {
            let mine: Vec<_> = lines.iter().filter(|l| l.0 == rfm.customer[row].0).collect();
            let mut orders: Vec<u32> = mine.iter().map(|l| l.1).collect();
            orders.sort_unstable();
            orders.dedup();
            prop_assert_eq!(rfm.frequency[row] as usize, orders.len());
            prop_assert_eq!(rfm.recency_days[row].cast_signed(), last_day + 1 - mine.iter().map(|l| l.2).max().expect("bought"));
            prop_assert_eq!(rfm.monetary[row].ten_thousandths(), mine.iter().map(|l| l.3 * 100).sum::<i64>());
            prop_assert_eq!(rfm.r_score[row], 6 - oracle_score(&recency, recency[row], 5));
            prop_assert_eq!(rfm.f_score[row], oracle_score(&frequency, frequency[row], 5));
            prop_assert_eq!(rfm.m_score[row], oracle_score(&monetary, monetary[row], 5));
        }

        // Rows in another order give the same bytes.
        let len = lines.len();
        for i in 0..len {
            lines.swap(i, (seed.rotate_left(i as u32) % len as u64) as usize);
        }
        prop_assert_eq!(compute(&dataset(12, &lines), RfmParams::default()).expect("has orders"), rfm);
    }
}

#[test]
fn own_cut_points_score_as_they_say() {
    let shop = dataset(4, &[(0, 1, 10, 500), (1, 2, 20, 1_000), (1, 3, 29, 1_000), (2, 4, 30, 9_000), (3, 5, 30, 500)]);
    let cuts = EditedCuts {
        recency: vec![1.0, 5.0, 12.0, 20.0],
        frequency: vec![1.0, 1.0, 1.0, 4.0],
        monetary: vec![5.0, 10.0, 20.0, 50.0],
    };
    let params = RfmParams { cuts: Some(cuts), ..RfmParams::default() };
    let rfm = compute(&shop, params.clone()).expect("has orders");
    assert_eq!(rfm.recency_days, [21, 2, 1, 1]);
    assert_eq!((&rfm.r_score[..], &rfm.f_score[..], &rfm.m_score[..]), (&[1, 4, 5, 5][..], &[1, 4, 1, 1][..], &[1, 3, 5, 1][..]));
    assert!(rfm.cut_points.edited);
    assert!(rfm.cautions.contains(&Caution::EmptyScores { metric: RfmMetric::Frequency, found: 2, expected: 5 }));
    let six = RfmParams { map: MapKind::Six, ..params };
    assert!(matches!(six.check(), Err(RfmParamError::Cuts(_))), "six groups have three scores");
}

/// A grid from 25 choices among a few names.
fn grid_of(choices: &[usize], names: &[&str]) -> SegmentMap {
    let preset = SegmentMap::preset(MapKind::Grid);
    let codes: Vec<u16> = preset.codes().collect();
    let rule = |(position, name): (usize, &&str)| {
        let mine = codes.iter().zip(choices).filter(|(_, choice)| **choice == position).map(|(code, _)| *code);
        SegmentDefinition { name: (*name).to_owned(), codes: mine.collect() }
    };
    SegmentMap { segments: names.iter().enumerate().map(rule).collect(), ..preset }
}

proptest! {
    /// Whatever cells a user leaves out (choice 4 is nobody's), a map is total or refused.
    #[test]
    fn own_maps_are_total_or_refused(choices in prop::collection::vec(0_usize..5, 25), rare in any::<bool>()) {
        let choices: Vec<usize> = if rare { choices } else { choices.into_iter().map(|c| c % 4).collect() };
        let map = grid_of(&choices, &["A", "B", "C", "D"]);
        let params = RfmParams { custom_map: Some(map.clone()), ..RfmParams::default() };
        let missing: Vec<u16> = map.codes().zip(&choices).filter(|(_, c)| **c == 4).map(|(code, _)| code).collect();
        match params.check() {
            Ok(_) => prop_assert!(missing.is_empty()),
            Err(RfmParamError::Map(faults)) => prop_assert_eq!(faults.missing, missing),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    /// Under own cut points and an own map too: equal customers score equally, everybody has the segment of their cell, and the
    /// order of rows does not matter.
    #[test]
    fn own_settings_keep_the_rules(
        lines in prop::collection::vec((0_u32..12, 0_u32..4, 1_i64..60), 1..60),
        mut recency in prop::array::uniform4(0_u32..50),
        mut monetary in prop::array::uniform4(0_u32..200),
        choices in prop::collection::vec(0_usize..3, 25),
        seed in any::<u64>(),
    ) {
        let mut lines: Vec<_> = lines.into_iter().map(|(c, o, cents)| (c, c * 4 + o, ((c * 7 + o * 11) % 40).cast_signed(), cents)).collect();
        recency.sort_unstable();
        monetary.sort_unstable();
        let cuts = EditedCuts {
            recency: recency.map(f64::from).to_vec(),
            frequency: vec![1.0, 2.0, 2.0, 3.5],
            monetary: monetary.map(|cents| f64::from(cents) / 100.0).to_vec(),
        };
        let names = ["A", "B", "C"];
        let params = RfmParams { cuts: Some(cuts), custom_map: Some(grid_of(&choices, &names)), ..RfmParams::default() };
        let rfm = compute(&dataset(12, &lines), params.clone()).expect("has orders");
        for a in 0..rfm.len() {
            let fm = usize::from(rfm.value_score(a).expect("is a row"));
            prop_assert_eq!(rfm.segment_name(a), names[choices[(usize::from(rfm.r_score[a]) - 1) * 5 + fm - 1]]);
            for b in 0..rfm.len() {
                if rfm.recency_days[a] == rfm.recency_days[b] { prop_assert_eq!(rfm.r_score[a], rfm.r_score[b]) }
                if rfm.frequency[a] == rfm.frequency[b] { prop_assert_eq!(rfm.f_score[a], rfm.f_score[b]) }
                if rfm.monetary[a] == rfm.monetary[b] { prop_assert_eq!(rfm.m_score[a], rfm.m_score[b]) }
                if rfm.recency_days[a] < rfm.recency_days[b] { prop_assert!(rfm.r_score[a] >= rfm.r_score[b]) }
            }
        }
        let len = lines.len();
        for i in 0..len {
            lines.swap(i, (seed.rotate_left(i as u32) % len as u64) as usize);
        }
        prop_assert_eq!(compute(&dataset(12, &lines), params).expect("has orders"), rfm);
    }
}
