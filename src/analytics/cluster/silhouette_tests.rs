use super::*;
use crate::cluster::features::squared_distance;
use crate::cluster::start::generator;
use proptest::prelude::*;

fn partition(labels: Vec<u8>) -> Partition {
    let k = usize::from(*labels.iter().max().expect("has labels")) + 1;
    let counts = (0..k).map(|j| labels.iter().filter(|&&l| usize::from(l) == j).count() as u32).collect();
    Partition { labels, centroids: ndarray::Array2::zeros((k, FEATURES)), counts, inertia: 1.0 }
}

/// The definition, from all pairs.
fn oracle(points: &Points, partition: &Partition) -> Vec<f64> {
    let n = points.len();
    let one = |i: usize| {
        let mean_to = |cluster: u8| {
            let distances: Vec<f64> = (0..n)
                .filter(|&j| j != i && partition.labels[j] == cluster)
                .map(|j| squared_distance(points.get(i), points.get(j)).sqrt())
                .collect();
            (!distances.is_empty()).then(|| distances.iter().sum::<f64>() / distances.len() as f64)
        };
        let own = partition.labels[i];
        let others = (0..partition.counts.len() as u8).filter(|&c| c != own).filter_map(mean_to);
        let b = others.fold(f64::INFINITY, f64::min);
        match mean_to(own) {
            Some(a) if a.max(b) > 0.0 => (b - a) / a.max(b),
            _ => 0.0,
        }
    };
    (0..n).map(one).collect()
}

fn run(points: &Points, partitions: &[&Partition], exact_limit: usize) -> Silhouettes {
    let mut pass = Silhouettes::new(points, partitions, exact_limit, &mut generator(1, 1, 0, 0));
    while !pass.is_done() {
        pass.advance(1);
    }
    pass
}

proptest! {
    #[test]
    fn equals_the_definition_for_all_partitions_at_once(
        rows in prop::collection::vec((prop::array::uniform3(0_i32..6), 0_u8..2, 0_u8..5), 8..70)
    ) {
        let column = |c: usize| rows.iter().map(|r| f64::from(r.0[c]) / 3.0).collect();
        let matrix = FeatureMatrix::from_columns([column(0), column(1), column(2)]);
        let points = matrix.points();
        let mut two: Vec<u8> = rows.iter().map(|r| r.1).collect();
        let mut five: Vec<u8> = rows.iter().map(|r| r.2).collect();
        (two[0], two[1]) = (0, 1);
        for label in 0..5 { five[usize::from(label)] = label; }
        let partitions = [partition(two), partition(five)];
        let pass = run(&points, &partitions.iter().collect::<Vec<_>>(), 1_000);
        for (index, partition) in partitions.iter().enumerate() {
            let expected = oracle(&points, partition);
            for (found, expected) in pass.by_row(index).iter().zip(&expected) {
                prop_assert!((found.expect("exact") - expected).abs() < 1e-9);
            }
            let mean = expected.iter().sum::<f64>() / expected.len() as f64;
            prop_assert!((pass.mean(index).value - mean).abs() < 1e-9);
            prop_assert_eq!(pass.mean(index).standard_error, None);
        }
    }
}

#[test]
fn a_sample_is_near_and_says_how_near() {
    let mut rng = generator(4, 4, 4, 4);
    let n = 3_000;
    let labels: Vec<u8> = (0..n).map(|i| (i % 3) as u8).collect();
    let mut value = |i: usize| f64::from(labels[i]) * 1.5 + draw::unit(&mut rng) * 2.0;
    let columns = [(0..n).map(&mut value).collect(), (0..n).map(&mut value).collect(), vec![0.0; n]];
    let matrix = FeatureMatrix::from_columns(columns);
    let points = matrix.points();
    let partition = partition(labels);
    let exact = run(&points, &[&partition], n).mean(0).value;
    // With the limit below n, the sample takes all it can afford: cap it by taking the sampler's own minimum.
    let mut pass = Silhouettes::new(&points, &[&partition], 10, &mut generator(2, 1, 0, 0));
    let row_of: Vec<u32> = pass.row_of.clone();
    (pass.wanted, pass.strata) = thinned(&row_of, &partition.labels);
    while !pass.is_done() {
        pass.advance(1_000_000);
    }
    let mean = pass.mean(0);
    let error = mean.standard_error.expect("is a sample");
    assert!(error > 0.0 && error < 0.02, "{error}");
    assert!((mean.value - exact).abs() < 4.0 * error, "{} {exact} {error}", mean.value);
    assert_eq!(pass.by_row(0).iter().flatten().count(), pass.wanted());
}

/// Every tenth position of each label.
fn thinned(row_of: &[u32], labels: &[u8]) -> (Vec<u32>, Vec<Stratum>) {
    let (mut wanted, mut strata) = (Vec::new(), Vec::new());
    for label in 0..3 {
        let members: Vec<u32> = (0..row_of.len() as u32).filter(|&p| labels[row_of[p as usize] as usize] == label).collect();
        let start = wanted.len();
        wanted.extend(members.iter().step_by(10));
        strata.push(Stratum { size: members.len(), sampled: start..wanted.len() });
    }
    (wanted, strata)
}

#[test]
fn samples_are_stratified() {
    let n = 100_000_u32;
    let row_of: Vec<u32> = (0..n).collect();
    let labels: Vec<u8> = (0..n).map(|row| if row < 3 { 0 } else { 1 + (row % 4 == 0) as u8 }).collect();
    let (wanted, strata) = stratified_sample(&row_of, &labels, &mut generator(2, 1, 0, 0));
    assert_eq!(strata.iter().map(|s| s.sampled.len()).collect::<Vec<_>>(), [2, 1470, 490]);
    let mut unique = wanted.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), wanted.len());
    for stratum in &strata {
        let label = labels[wanted[stratum.sampled.start] as usize];
        assert!(wanted[stratum.sampled.clone()].iter().all(|&p| labels[p as usize] == label));
    }
}
