use super::*;
use crate::cluster::features::FeatureMatrix;
use crate::cluster::start::{generator, greedy_plus_plus};
use clientele_core::statistics::draw::unit;
use linfa::traits::{Fit, Predict};
use linfa::{DatasetBase, ParamGuard};
use linfa_clustering::{KMeans, KMeansInit};
use proptest::prelude::*;

fn points(rows: &[Point]) -> FeatureMatrix {
    let column = |c: usize| rows.iter().map(|row| row[c]).collect();
    FeatureMatrix::from_columns([column(0), column(1), column(2)])
}

/// Lloyd's algorithm as in the textbook.
fn oracle(points: &Points, mut centres: Vec<Point>) -> (Vec<u8>, f64) {
    let mut labels = vec![u8::MAX; points.len()];
    loop {
        let nearest = |row: usize| {
            let mut best = 0;
            for (j, centre) in centres.iter().enumerate() {
                if squared_distance(points.get(row), *centre) < squared_distance(points.get(row), centres[best]) {
                    best = j;
                }
            }
            best as u8
        };
        let new: Vec<u8> = (0..points.len()).map(nearest).collect();
        if new == labels {
            let inertia = (0..labels.len()).map(|row| squared_distance(points.get(row), centres[usize::from(labels[row])])).sum();
            return (labels, inertia);
        }
        labels = new;
        for (j, centre) in centres.iter_mut().enumerate() {
            let members: Vec<Point> =
                (0..labels.len()).filter(|&row| usize::from(labels[row]) == j).map(|row| points.get(row)).collect();
            if !members.is_empty() {
                *centre = std::array::from_fn(|f| members.iter().map(|m| m[f]).sum::<f64>() / members.len() as f64);
            }
        }
    }
}

/// Points in three loose groups, by a simple rule.
fn blobs(n: usize) -> FeatureMatrix {
    let mut rng = generator(9, 9, 9, 9);
    let mut noise = || unit(&mut rng) + unit(&mut rng) - 1.0;
    let centre = |i: usize| [[-1.2, 0.8, 1.0], [0.7, -0.9, -0.6], [0.2, 0.9, -1.1]][i % 3];
    points(&(0..n).map(|i| centre(i).map(|c| c + 1.3 * noise())).collect::<Vec<_>>())
}

#[test]
fn bounds_change_nothing() {
    let matrix = blobs(600);
    let points = matrix.points();
    for k in 2..=10 {
        for number in 0..5 {
            let start = greedy_plus_plus(&points, k, &mut generator(3, 0, k, number));
            let (labels, inertia) = oracle(&points, start.clone());
            let found = run_to_end(&points, start);
            assert_eq!(found.labels, labels, "k {k}, start {number}");
            assert!((found.inertia - inertia).abs() < 1e-9 * inertia);
        }
    }
}

/// linfa's labels and centres from the same start, run as far as it goes.
fn linfa(points: &Points, start: &[Point]) -> (Vec<u8>, Vec<Point>) {
    let matrix = Array2::from_shape_fn((points.len(), FEATURES), |(row, f)| points.columns[f][row]);
    let init = Array2::from_shape_fn((start.len(), FEATURES), |(j, f)| start[j][f]);
    let model = KMeans::params(start.len())
        .init_method(KMeansInit::Precomputed(init))
        .n_runs(1)
        .max_n_iterations(5_000)
        .tolerance(1e-12)
        .check()
        .expect("valid")
        .fit(&DatasetBase::from(matrix.clone()))
        .expect("fits");
    let centres = model.centroids().rows().into_iter().map(|c| [c[0], c[1], c[2]]).collect();
    (model.predict(&matrix).iter().map(|&l| l as u8).collect(), centres)
}

#[test]
fn agrees_with_linfa() {
    // linfa's steps are shorter (it counts the old centre as a point), so from one start the two may end in different optima:
    // hold that each leaves the other's optimum as it is.
    let matrix = blobs(900);
    let points = matrix.points();
    for k in 2..=6_u32 {
        let start = greedy_plus_plus(&points, k, &mut generator(5, 0, k, 0));
        let ours = run_to_end(&points, start.clone());
        assert_eq!(linfa(&points, &ours.centres()).0, ours.labels, "k {k}");
        let (labels, centres) = linfa(&points, &start);
        let polished = run_to_end(&points, centres);
        assert_eq!(polished.labels, labels, "k {k}");
    }
}

#[test]
fn an_empty_cluster_gets_the_farthest_point() {
    let matrix = points(&[[0.0; 3], [0.1, 0.0, 0.0], [5.0, 0.0, 0.0], [9.0, 0.0, 0.0]]);
    let points = matrix.points();
    let found = run_to_end(&points, vec![[1.0, 0.0, 0.0], [100.0, 0.0, 0.0], [-100.0, 0.0, 0.0]]);
    assert!(found.counts.iter().all(|&count| count > 0), "{found:?}");
    assert_eq!(found.labels[0], found.labels[1]);
    assert!((found.inertia - 0.005).abs() < 1e-12);
}

proptest! {
    #[test]
    fn converges_on_lattices_full_of_ties(rows in prop::collection::vec(prop::array::uniform3(0_i32..4), 4..60), k in 2_u32..6) {
        let matrix = points(&rows.iter().map(|r| r.map(f64::from)).collect::<Vec<_>>());
        let points = matrix.points();
        let found = run_to_end(&points, greedy_plus_plus(&points, k, &mut generator(1, 0, k, 0)));
        prop_assert!(found.inertia.is_finite());
        prop_assert_eq!(found.counts.iter().sum::<u32>() as usize, rows.len());
        let centres = found.centres();
        // A fixed point: each point is with a nearest centre, each centre is its points' mean.
        for row in 0..points.len() {
            let own = squared_distance(points.get(row), centres[usize::from(found.labels[row])]);
            let least = centres.iter().map(|c| squared_distance(points.get(row), *c)).fold(f64::INFINITY, f64::min);
            let distinct = { let mut d = rows.clone(); d.sort_unstable(); d.dedup(); d.len() };
            prop_assert!(distinct < k as usize || own <= least + 1e-9);
        }
    }
}
