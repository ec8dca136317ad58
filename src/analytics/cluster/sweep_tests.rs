use super::*;
use crate::cluster::{ClusterParams, Feature, Transform};
use crate::segment::{CutPoints, Fence, Fences, Scoring};
use clientele_core::domain::{CustomerIx, Day, Money};
use proptest::prelude::*;

/// An RFM table with these metrics (cents) and nothing else of interest.
fn rfm(metrics: &[(u32, u32, i64)]) -> Rfm {
    let n = metrics.len();
    let fence = Fence::from_sorted(&[1]).expect("has a value");
    Rfm {
        analysis_date: Day(1_000),
        customer: (0..n).map(CustomerIx::new).collect(),
        recency_days: metrics.iter().map(|m| m.0).collect(),
        frequency: metrics.iter().map(|m| m.1).collect(),
        monetary: metrics.iter().map(|m| Money::from_cents(m.2).expect("is small")).collect(),
        first_order: vec![Day(0); n],
        last_order: vec![Day(0); n],
        r_score: vec![1; n],
        f_score: vec![1; n],
        m_score: vec![1; n],
        segment: vec![0; n],
        recency_outlier: vec![false; n],
        frequency_outlier: vec![false; n],
        monetary_outlier: vec![false; n],
        cut_points: CutPoints::from_sorted(Scoring::Quintiles, &[1], &[1], &[1]),
        fences: Fences { recency_days: fence, frequency: fence, monetary: fence },
        segments: Vec::new(),
        prospects: Vec::new(),
        cautions: Vec::new(),
    }
}

fn cluster(metrics: &[(u32, u32, i64)], params: ClusterParams) -> Result<Clustering, ClusteringError> {
    Ok(Sweep::new(&rfm(metrics), params.check().expect("valid"))?.finish())
}

fn is_sound(clustering: &Clustering, customers: usize) {
    assert_eq!(clustering.label.len(), customers);
    assert_eq!(clustering.silhouette.len(), customers);
    assert_eq!(clustering.clusters.len(), clustering.k as usize);
    assert_eq!(clustering.clusters.iter().map(|c| c.customers as usize).sum::<usize>(), customers);
    for pair in clustering.clusters.windows(2) {
        assert!(pair[0].revenue >= pair[1].revenue);
        assert_ne!(pair[0].name, pair[1].name);
    }
    for quality in &clustering.by_k {
        let finite = [Some(quality.inertia), Some(quality.silhouette), quality.calinski_harabasz, quality.davies_bouldin];
        assert!(finite.iter().flatten().all(|x| x.is_finite()), "{quality:?}");
    }
    assert!(clustering.clusters.iter().flat_map(|c| c.centre).all(f64::is_finite));
    assert!((-1.0..=1.0).contains(&clustering.stability.mean_adjusted_rand));
    assert_eq!(clustering.stability.adjusted_rand.len(), 10);
    assert!(clustering.split_half.adjusted_rand.iter().all(|index| (-1.0..=1.0).contains(index)));
    assert_eq!(clustering.split_half.adjusted_rand.is_empty(), clustering.split_half.half == 0);
}

/// Three kinds of customers that nobody would mix up.
fn three_kinds() -> Vec<(u32, u32, i64)> {
    (0..90_u32)
        .map(|i| match i % 3 {
            0 => (3 + i % 7, 30 + i % 5, 500_000 + i64::from(i) * 100),
            1 => (40 + i % 9, 4 + i % 2, 40_000 + i64::from(i) * 10),
            _ => (300 + i, 1, 1_000 + i64::from(i)),
        })
        .collect()
}

#[test]
fn finds_three_kinds_of_customers() {
    let metrics = three_kinds();
    let found = cluster(&metrics, ClusterParams::default()).expect("clusters");
    is_sound(&found, 90);
    assert_eq!(found.k, 3);
    assert_eq!(found.label[..6], [0, 1, 2, 0, 1, 2]);
    assert_eq!(found.clusters[0].name, "Best customers");
    assert_eq!(found.clusters[0].customers, 30);
    assert!(found.stability.mean_adjusted_rand > 0.99);
    assert_eq!(found.silhouette_basis, SilhouetteBasis::Exact { customers: 90 });
    assert!(matches!(found.reason, KReason::HighestSilhouette { k: 3, .. }));
    assert_eq!(found.by_k.iter().map(|q| q.k).collect::<Vec<_>>(), (2..=10).collect::<Vec<_>>());
    assert!(found.by_k.windows(2).all(|pair| pair[1].inertia < pair[0].inertia));

    let set = cluster(&metrics, ClusterParams { k: Some(5), ..ClusterParams::default() }).expect("clusters");
    is_sound(&set, 90);
    assert_eq!(set.k, 5);
    assert_eq!(set.by_k, found.by_k, "the curves do not depend on the choice");
}

#[test]
fn same_seed_same_result_and_steps_add_up() {
    let table = rfm(&three_kinds());
    let params = || ClusterParams::default().check().expect("valid");
    let mut sweep = Sweep::new(&table, params()).expect("clusters");
    let mut last = 0;
    loop {
        let progress = sweep.step();
        assert!(progress.done >= last && progress.done <= progress.total);
        last = progress.done;
        if progress.is_done() {
            break;
        }
    }
    assert_eq!(sweep.finish(), Sweep::new(&table, params()).expect("clusters").finish());
}

#[test]
fn degenerate_tables_have_clear_outcomes() {
    let params = ClusterParams::default;
    assert_eq!(cluster(&[], params()), Err(ClusteringError::TooFewCustomers { found: 0 }));
    assert_eq!(cluster(&[(1, 1, 1)], params()), Err(ClusteringError::TooFewCustomers { found: 1 }));
    assert_eq!(cluster(&[(1, 1, 1); 9], params()), Err(ClusteringError::AllAlike { customers: 9 }));
    assert_eq!(
        cluster(&[(1, 1, 1), (2, 1, 1), (2, 1, 1)], ClusterParams { k: Some(3), ..params() }),
        Err(ClusteringError::TooFewDistinct { k: 3, distinct: 2 })
    );

    let two = cluster(&[(1, 1, 1), (2, 1, 1)], params()).expect("two customers, two clusters");
    is_sound(&two, 2);
    assert_eq!((two.k, two.by_k.len()), (2, 1));
    assert_eq!(two.by_k[0].calinski_harabasz, None);
    assert_eq!(two.scaling.constant, [false, true, true]);

    let mut few = vec![(10, 2, 500); 40];
    few.extend([(20, 1, 300), (20, 1, 300), (400, 1, 20)]);
    let few = cluster(&few, params()).expect("three kinds");
    is_sound(&few, 43);
    assert_eq!(few.by_k.len(), 2, "k ends at the number of different customers");
    assert!(few.by_k[1].inertia.abs() < 1e-9);
}

#[test]
fn other_features_part_customers_by_them() {
    // The same recency, frequency and spending; half of them have been here ten times as long.
    let mut table = rfm(&(0..80).map(|i| (10 + i % 3, 4, 5_000 + i64::from(i))).collect::<Vec<_>>());
    table.first_order = (0..80).map(|i| Day(if i % 2 == 0 { 900 } else { 100 + i % 5 })).collect();
    let run = |features: Vec<Feature>| {
        let params = ClusterParams { features, max_clusters: 4, ..ClusterParams::default() };
        Sweep::new(&table, params.check().expect("valid")).expect("clusters").finish()
    };
    let by_tenure = run(vec![Feature::Tenure]);
    is_sound(&by_tenure, 80);
    assert_eq!(by_tenure.k, 2);
    assert!((0..80).all(|row| by_tenure.label[row] == by_tenure.label[row % 2]));
    assert_eq!(by_tenure.scaling.features, [Feature::Tenure]);
    assert_eq!(by_tenure.split_half.mean_adjusted_rand, Some(1.0));
    // The centre that is shown is of recency, frequency and monetary value: their means.
    let recency: Vec<f64> = table.recency_days.iter().map(|&d| libm::log1p(f64::from(d))).collect();
    let mean = recency.iter().sum::<f64>() / 80.0;
    let deviation = (recency.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 80.0).sqrt();
    let first = (0..80).filter(|&row| by_tenure.label[row] == 0).map(|row| (recency[row] - mean) / deviation);
    assert!((by_tenure.clusters[0].centre[0] - first.sum::<f64>() / 40.0).abs() < 1e-12);

    let all = [Feature::Tenure, Feature::Monetary, Feature::AverageOrderValue, Feature::Recency, Feature::Frequency];
    let five = run(all.to_vec());
    is_sound(&five, 80);
    let mut turned = all.to_vec();
    turned.reverse();
    assert_eq!(run(turned), five, "the order of features does not matter");
}

#[test]
fn usual_features_in_a_wide_table_give_the_same_bits() {
    let table = rfm(&three_kinds());
    let params = ClusterParams::default().check().expect("valid");
    let usual: Work<3> = Work::new(&table, params.clone()).expect("clusters");
    let wide: Work<5> = Work::new(&table, params).expect("clusters");
    assert_eq!(usual.finish(), wide.finish());
}

#[test]
fn refunds_below_zero_do_not_break_the_logarithm() {
    let metrics: Vec<_> = (0..30).map(|i| (1 + i, 1 + i % 3, i64::from(i) * 1_000 - 5_000)).collect();
    for transform in [Transform::Log1p, Transform::None] {
        is_sound(&cluster(&metrics, ClusterParams { transform, ..ClusterParams::default() }).expect("clusters"), 30);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_table_gives_a_sound_result_or_a_clear_error(
        metrics in prop::collection::vec((0_u32..5, 1_u32..4, 0_i64..4), 0..25),
        max_clusters in 2_u32..8,
    ) {
        let params = ClusterParams { max_clusters, n_init: 2, ..ClusterParams::default() };
        if let Ok(found) = cluster(&metrics, params) {
            is_sound(&found, metrics.len());
        } else {
            prop_assert!(metrics.iter().all(|m| *m == metrics[0]));
        }
    }
}
