//! CUPED (Deng, Xu, Kohavi & Walker 2013): regression adjustment of an outcome by a covariate from before the experiment, such as
//! earlier spending. The adjusted difference has the same expected value and less variance, because what came before the experiment
//! cannot depend on the variant.

use super::mean::Moments;

/// An outcome adjusted by a covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct Cuped {
    /// The regression coefficient: how much each unit of the covariate counts.
    pub theta: f64,
    /// The adjusted outcome by variant.
    pub arms: Vec<Moments>,
    /// Share of the variance that is gone, 0 to 1.
    pub variance_reduction: f64,
}

/// Adjusts `values` by `covariate`, both one for each customer, with one θ for all variants: covariance within variants over variance
/// within variants. `None` when the covariate does not vary.
pub fn cuped(variant: &[u16], arms: usize, values: &[f64], covariate: &[f64]) -> Option<Cuped> {
    let of = |column: &[f64], arm: usize| {
        Moments::of(variant.iter().zip(column).filter(|(v, _)| usize::from(**v) == arm).map(|(_, x)| *x))
    };
    let plain: Vec<Moments> = (0..arms).map(|arm| of(values, arm)).collect();
    let covariates: Vec<Moments> = (0..arms).map(|arm| of(covariate, arm)).collect();
    let (mut both, mut squares) = (0.0, 0.0);
    for ((&v, &y), &x) in variant.iter().zip(values).zip(covariate) {
        let arm = usize::from(v);
        if let (Some(y_mean), Some(x_mean)) = (plain.get(arm), covariates.get(arm)) {
            both += (y - y_mean.mean) * (x - x_mean.mean);
            squares += (x - x_mean.mean) * (x - x_mean.mean);
        }
    }
    if squares <= 0.0 {
        return None;
    }
    let theta = both / squares;
    let grand_mean = Moments::of(covariate.iter().copied()).mean;
    let adjusted: Vec<f64> = values.iter().zip(covariate).map(|(y, x)| y - theta * (x - grand_mean)).collect();
    let arms: Vec<Moments> = (0..arms).map(|arm| of(&adjusted, arm)).collect();
    let within = |moments: &[Moments]| -> f64 { moments.iter().map(|m| m.variance * f64::from(m.n.max(1) - 1)).sum() };
    let whole = within(&plain);
    let variance_reduction = if whole > 0.0 { (1.0 - within(&arms) / whole).clamp(0.0, 1.0) } else { 0.0 };
    Some(Cuped { theta, arms, variance_reduction })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_before_explains_what_it_can() {
        // Spending is twice what was spent before, and 3 more in variant 1: everything else is gone.
        let before: Vec<f64> = (0..40).map(f64::from).collect();
        let variant: Vec<u16> = (0..40).map(|i| (i * 7 % 3 == 0).into()).collect();
        let values: Vec<f64> = before.iter().zip(&variant).map(|(x, v)| 2.0 * x + 3.0 * f64::from(*v)).collect();
        let found = cuped(&variant, 2, &values, &before).unwrap();
        assert!((found.theta - 2.0).abs() < 1e-12 && (found.variance_reduction - 1.0).abs() < 1e-12);
        assert!((found.arms[1].mean - found.arms[0].mean - 3.0).abs() < 1e-12);
        // The variance that is gone is the squared correlation.
        let noisy: Vec<f64> = values.iter().enumerate().map(|(i, y)| y + f64::from((i * 13 % 29) as u32)).collect();
        let found = cuped(&[0; 40], 1, &noisy, &before).unwrap();
        let (y, x) = (Moments::of(noisy.iter().copied()), Moments::of(before.iter().copied()));
        let covariance = noisy.iter().zip(&before).map(|(a, b)| (a - y.mean) * (b - x.mean)).sum::<f64>() / 39.0;
        assert!((found.variance_reduction - covariance * covariance / (y.variance * x.variance)).abs() < 1e-12);
        assert_eq!(cuped(&variant, 2, &values, &[1.0; 40]), None);
    }
}
