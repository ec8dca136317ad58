use super::*;
use linfa::traits::Predict;
use ndarray::array;
use rand_core_06::RngCore;

/// Points around these centres in turn, with a spread that is nearly normal.
fn blobs(n: usize, centres: &[[f64; 2]]) -> Array2<f64> {
    let mut rng = draw::seeded(5, 5);
    let mut noise = || (0..12).map(|_| draw::unit(&mut rng)).sum::<f64>() - 6.0;
    Array2::from_shape_fn((n, 2), |(row, f)| centres[row % centres.len()][f] + noise())
}

#[test]
fn the_criterion_finds_the_number_of_groups() {
    let points = blobs(900, &[[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]]);
    let mixtures = GaussianMixtures::params(1..=6).fit(&DatasetBase::from(points.view())).expect("fits");
    let best = mixtures.best().expect("has one");
    assert_eq!(best.k(), 3);
    let labels = best.predict(&points);
    assert!((0..900).all(|row| labels[row] == labels[row % 3]));
    for k in 0..3 {
        assert!((best.weights()[labels[k]] - 1.0 / 3.0).abs() < 0.01);
        assert!((best.means()[[labels[k], 0]] - [0.0, 9.0, 0.0][k]).abs() < 0.2);
        assert!((best.covariances()[[labels[k], 0, 0]] - 1.0).abs() < 0.2);
    }
}

#[test]
fn one_component_has_the_likelihood_of_a_normal_distribution() {
    let points = blobs(400, &[[1.0, -1.0]]);
    let mixtures = GaussianMixtures::params(1..=1).fit(&DatasetBase::from(points.view())).expect("fits");
    let one = mixtures.best().expect("has one");
    // By hand: mean and covariance of the points, with the variance that is added.
    let mean = |f: usize| points.column(f).iter().sum::<f64>() / 400.0;
    let (mx, my) = (mean(0), mean(1));
    let cov = |a: usize, b: usize, ma: f64, mb: f64| {
        points.rows().into_iter().map(|r| (r[a] - ma) * (r[b] - mb)).sum::<f64>() / 400.0
            + if a == b { LEAST_VARIANCE } else { 0.0 }
    };
    let (xx, yy, xy) = (cov(0, 0, mx, mx), cov(1, 1, my, my), cov(0, 1, mx, my));
    let det = xx * yy - xy * xy;
    let log_density = |x: f64, y: f64| {
        let (a, b) = (x - mx, y - my);
        -libm::log(2.0 * PI) - 0.5 * libm::log(det) - 0.5 * (yy * a * a - 2.0 * xy * a * b + xx * b * b) / det
    };
    let expected: f64 = points.rows().into_iter().map(|r| log_density(r[0], r[1])).sum();
    assert!((one.log_likelihood() - expected).abs() < 1e-2, "{} {expected}", one.log_likelihood());
    assert!((one.bic() - (5.0 * libm::log(400.0) - 2.0 * one.log_likelihood())).abs() < 1e-9);
}

#[test]
fn a_constant_column_is_not_part_of_the_model() {
    let points = blobs(300, &[[0.0, 0.0], [9.0, 9.0]]);
    let wide = Array2::from_shape_fn((300, 3), |(row, f)| if f == 1 { 7.0 } else { points[[row, f / 2]] });
    let of = |records: &Array2<f64>| {
        let mixtures = GaussianMixtures::params(2..=2).fit(&DatasetBase::from(records.view())).expect("fits");
        mixtures.best().expect("has one").clone()
    };
    let (narrow, wide_fit) = (of(&points), of(&wide));
    assert_eq!((wide_fit.columns(), wide_fit.bic()), (&[0, 2][..], narrow.bic()));
    assert_eq!(wide_fit.memberships(&wide), narrow.memberships(&points));
}

#[test]
fn far_points_belong_somewhere() {
    let mut points = blobs(300, &[[0.0, 0.0], [9.0, 9.0]]);
    let mixtures = GaussianMixtures::params(2..=2).fit(&DatasetBase::from(points.view())).expect("fits");
    points[[0, 0]] = 1e6;
    let memberships = mixtures.best().expect("has one").memberships(&points);
    assert!((memberships.row(0).sum() - 1.0).abs() < 1e-12, "its density is 0 in every component");
}

#[test]
fn what_cannot_be_fitted_is_told() {
    let told = |params: GaussianMixturesParams, records: Array2<f64>| {
        params.fit(&DatasetBase::from(records)).expect_err("cannot be fitted").to_string()
    };
    let two = array![[0.0], [1.0]];
    assert_eq!(told(GaussianMixtures::params(0..=3), two.clone()), "k is 0 to 3; it must be a range within 1 to 50");
    assert_eq!(told(GaussianMixtures::params(1..=3).sample(5), two), "sample is 5; it must be 100 to 1,000,000");
    assert_eq!(told(GaussianMixtures::params(1..=3), array![[1.0]]), "there are 1 rows; at least 2 are needed");
    // One iteration is never enough: the first has nothing to compare with.
    let mixtures =
        GaussianMixtures::params(2..=2).max_iterations(1).fit(&DatasetBase::from(blobs(99, &[[0.0, 0.0]]))).expect("runs");
    assert!(mixtures.best().is_none());
    assert!(mixtures.by_k().all(|(k, fitted)| k == 2 && fitted.is_err_and(|why| why.contains("did not converge"))));
}

#[test]
fn a_number_below_a_bound_does_not_depend_on_the_width_of_a_word() {
    let (mut narrow, mut wide) = (PortableDraws(draw::seeded(1, 1)), PortableDraws(draw::seeded(1, 1)));
    for bound in (1_u64..4_000_000_000).step_by(999_983) {
        // rand multiplies by the bound, takes the upper half, and draws again if the lower half is above a zone.
        let (small, large) = (u64::from(narrow.next_u32()) * bound, u128::from(wide.next_u64()) * u128::from(bound));
        assert_eq!(u128::from(small >> 32), large >> 64, "{bound}");
        let zone_32 = ((bound as u32) << (bound as u32).leading_zeros()).wrapping_sub(1);
        let zone_64 = (bound << bound.leading_zeros()).wrapping_sub(1);
        assert_eq!(small as u32 <= zone_32, large as u64 <= zone_64, "{bound}");
    }
}
