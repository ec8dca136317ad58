//! How a metric is spread over customers, and what would change if its outliers were left out.

use super::super::{CutPoints, Rfm, exact_quantile};
use super::metric_columns;
use serde::{Deserialize, Serialize};

/// How one metric is spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Customers.
    pub customers: u32,
    /// Mean.
    pub mean: f64,
    /// Population standard deviation.
    pub standard_deviation: f64,
    /// Skewness (the third standardised moment of the population): above 0 when a few are far above the rest; `None` when all are
    /// the same.
    pub skewness: Option<f64>,
    /// Shares and their quantiles (R's type 7): 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.
    pub quantiles: Vec<(f64, f64)>,
}

impl Distribution {
    /// Of values in any order; `None` without values.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let n = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / n;
        let moment = |power: fn(f64) -> f64| sorted.iter().map(|x| power(x - mean)).sum::<f64>() / n;
        let standard_deviation = moment(|d| d * d).sqrt();
        let varies = sorted[0] < sorted[last];
        let cubes = standard_deviation * standard_deviation * standard_deviation;
        let at = |percent: usize| {
            let (low, rest) = (percent * last / 100, percent * last % 100);
            let (a, b) = (sorted[low], sorted[(low + 1).min(last)]);
            (percent as f64 / 100.0, a + (b - a) * rest as f64 / 100.0)
        };
        Some(Self {
            customers: sorted.len() as u32,
            mean,
            standard_deviation,
            skewness: (varies && cubes > 0.0).then(|| moment(|d| d * d * d) / cubes),
            quantiles: [0, 5, 25, 50, 75, 95, 100].map(at).to_vec(),
        })
    }

    /// Of recency, frequency and monetary value (main units).
    pub fn of_buyers(rfm: &Rfm) -> Option<[Self; 3]> {
        let [recency, frequency, monetary] = metric_columns(rfm);
        Some([Self::of(&recency)?, Self::of(&frequency)?, Self::of(&monetary)?])
    }
}

/// A metric with and without outliers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CutChange {
    /// Mean over all.
    pub mean: f64,
    /// Mean without outliers.
    pub mean_without: f64,
    /// Sum over all.
    pub total: f64,
    /// Sum without outliers.
    pub total_without: f64,
    /// Cut points of the scores over all.
    pub cuts: Vec<f64>,
    /// Cut points without outliers.
    pub cuts_without: Vec<f64>,
}

/// What leaving out customers would change in each metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithoutOutliers {
    /// Customers left out: those outside the fences of any metric.
    pub left_out: u32,
    /// Customers who stay.
    pub stay: u32,
    /// In days.
    pub recency_days: CutChange,
    /// In orders.
    pub frequency: CutChange,
    /// In main units.
    pub monetary: CutChange,
    /// Customers, of those who stay, with another R, F or M score under the cut points without outliers.
    pub rescored: u32,
}

/// Outliers of a table of buyers by the fences of 1.5 interquartile ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutlierEffect {
    /// Customers outside the fences of recency, frequency, monetary value.
    pub flagged: [u32; 3],
    /// What leaving them all out would change; `None` when nobody would stay.
    pub without: Option<WithoutOutliers>,
}

impl OutlierEffect {
    /// Works out what would change.
    pub fn of(rfm: &Rfm) -> Self {
        let count = |flags: &[bool]| flags.iter().filter(|&&flag| flag).count() as u32;
        let flagged = [count(&rfm.recency_outlier), count(&rfm.frequency_outlier), count(&rfm.monetary_outlier)];
        let stays = |row: &usize| !(rfm.recency_outlier[*row] || rfm.frequency_outlier[*row] || rfm.monetary_outlier[*row]);
        let rows: Vec<usize> = (0..rfm.len()).filter(stays).collect();
        let columns: [Vec<i64>; 3] = [
            rfm.recency_days.iter().map(|&days| i64::from(days)).collect(),
            rfm.frequency.iter().map(|&orders| i64::from(orders)).collect(),
            rfm.monetary.iter().map(|amount| amount.ten_thousandths()).collect(),
        ];
        Self { flagged, without: (!rows.is_empty()).then(|| without(rfm, &columns, &rows)) }
    }
}

fn without(rfm: &Rfm, columns: &[Vec<i64>; 3], rows: &[usize]) -> WithoutOutliers {
    let kept = columns.each_ref().map(|column| {
        let mut kept: Vec<i64> = rows.iter().map(|&row| column[row]).collect();
        kept.sort_unstable();
        kept
    });
    let cuts = recut(&rfm.cut_points, &kept);
    let scale = clientele_core::domain::Money::SCALE as f64;
    let change = |metric: usize, unit: f64, before: &[super::super::Cut], after: &[super::super::Cut]| {
        let sum = |values: &[i64]| values.iter().map(|&v| i128::from(v)).sum::<i128>() as f64 / unit;
        let (total, total_without) = (sum(&columns[metric]), sum(&kept[metric]));
        let shown = |cuts: &[super::super::Cut]| cuts.iter().map(|cut| cut.to_f64() / unit).collect();
        CutChange {
            mean: total / rfm.len().max(1) as f64,
            mean_without: total_without / rows.len().max(1) as f64,
            total,
            total_without,
            cuts: shown(before),
            cuts_without: shown(after),
        }
    };
    let old = &rfm.cut_points;
    let rescored = rows.iter().filter(|&&row| {
        (cuts.r_score(columns[0][row]), cuts.f_score(columns[1][row]), cuts.m_score(columns[2][row]))
            != (rfm.r_score[row], rfm.f_score[row], rfm.m_score[row])
    });
    WithoutOutliers {
        left_out: (rfm.len() - rows.len()) as u32,
        stay: rows.len() as u32,
        recency_days: change(0, 1.0, &old.recency_days, &cuts.recency_days),
        frequency: change(1, 1.0, &old.frequency, &cuts.frequency),
        monetary: change(2, scale, &old.monetary, &cuts.monetary),
        rescored: rescored.count() as u32,
    }
}

/// The same kind of cut points from other customers; recency cuts that are fixed days stay, and so do those that a user has set.
fn recut(old: &CutPoints, sorted: &[Vec<i64>; 3]) -> CutPoints {
    if old.edited {
        return old.clone();
    }
    let anew = |old: &[super::super::Cut], sorted: &[i64]| {
        let parts = old.len() as u32 + 1;
        (1..parts).filter_map(|part| exact_quantile(sorted, part, parts)).collect::<Vec<_>>()
    };
    // The map of six groups has fixed days for recency beside thirds for the rest; quintiles have four cuts.
    let fixed_days = old.recency_days.len() == 2;
    CutPoints {
        recency_days: if fixed_days { old.recency_days.clone() } else { anew(&old.recency_days, &sorted[0]) },
        frequency: anew(&old.frequency, &sorted[1]),
        monetary: anew(&old.monetary, &sorted[2]),
        edited: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{MapKind, RfmParams};
    use clientele_core::domain::fixture::shop;

    #[test]
    fn a_distribution_by_hand() {
        let found = Distribution::of(&[4.0, 0.0, 0.0, 0.0]).expect("has values");
        assert_eq!((found.mean, found.standard_deviation, found.customers), (1.0, 3.0_f64.sqrt(), 4));
        // (27 - 3) / 4 / 3^1.5 = 1.1547
        assert!((found.skewness.unwrap_or(0.0) - 6.0 / (3.0 * 3.0_f64.sqrt())).abs() < 1e-12);
        assert!((found.quantiles[5].1 - 3.4).abs() < 1e-12 && found.quantiles[3] == (0.5, 0.0), "{:?}", found.quantiles);
        assert_eq!(Distribution::of(&[2.0, 2.0]).and_then(|d| d.skewness), None);
        assert_eq!(Distribution::of(&[]), None);
    }

    #[test]
    fn leaving_outliers_out_equals_a_shop_without_them() {
        let mut orders: Vec<(u32, i32, i64)> = (0..40).map(|c| (c, 10 + c as i32, 1_000 + 37 * i64::from(c))).collect();
        orders.extend((0..10).map(|c| (c * 3, 60, 900)));
        let plain = shop(41, &orders);
        orders.push((40, 55, 5_000_000));
        let rich = shop(41, &orders);
        for map in [MapKind::Grid, MapKind::Six] {
            let params = RfmParams { map, ..RfmParams::default() }.check().expect("valid");
            let rfm = Rfm::compute(&rich, &params).expect("has orders");
            let effect = OutlierEffect::of(&rfm);
            let flagged = |row: usize| rfm.recency_outlier[row] || rfm.frequency_outlier[row] || rfm.monetary_outlier[row];
            let without = effect.without.expect("somebody stays");
            assert_eq!(without.left_out as usize, (0..rfm.len()).filter(|&row| flagged(row)).count());
            assert_eq!((without.left_out + without.stay) as usize, rfm.len());
            assert!(flagged(40) && without.monetary.mean_without < without.monetary.mean / 10.0);
            if without.left_out == 1 {
                let expected = Rfm::compute(&plain, &params).expect("has orders");
                assert_eq!(without.monetary.cuts_without, expected.cut_points.monetary_f64());
            }
        }
    }
}
