//! Do groups of customers differ, and which from which: Kruskal & Wallis (1952) with correction for ties, Dunn's pairs (1964) adjusted
//! by Holm (1979), Cliff's delta (1993). All work on ranks, so they hold for values of any distribution.

use super::correlation::ranks;
use clientele_core::statistics::{chi_square_sf, holm, normal_two_sided};
use serde::{Deserialize, Serialize};

/// Two groups compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairwiseTest {
    /// A group.
    pub a: u8,
    /// Another group, of a higher number.
    pub b: u8,
    /// Cliff's delta, -1 to 1: the chance that a customer of `a` has the higher value, less the chance that one of `b` has. The size
    /// of the difference, whatever the number of customers.
    pub cliffs_delta: f64,
    /// Dunn's statistic: the distance of mean ranks in standard errors.
    pub z: f64,
    /// Its two-sided p-value, adjusted for the number of pairs by Holm's method.
    pub p_adjusted: f64,
}

/// Whether groups differ in one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupTest {
    /// Kruskal-Wallis H, corrected for ties.
    pub h: f64,
    /// Degrees of freedom: groups with customers, less one.
    pub degrees: u32,
    /// p-value by the chi-square distribution; 0 when too small for a number.
    pub p: f64,
    /// Epsilon squared, H / (n - 1): the share, 0 to 1, of the ranks' variance that lies between groups.
    pub epsilon_squared: f64,
    /// Customers compared.
    pub customers: u32,
    /// Every pair of groups with customers, by `a`, then `b`.
    pub pairs: Vec<PairwiseTest>,
}

/// Compares groups in one metric: `values[row]` of a customer in `group[row]`. `None` with fewer than two groups, or when all values are
/// the same.
///
/// ```
/// use clientele_analytics::segment::compare::compare_groups;
///
/// // Amounts spent by customers of two segments.
/// let found = compare_groups(&[10.0, 12.0, 15.0, 40.0, 55.0, 60.0], &[0, 0, 0, 1, 1, 1]).ok_or("two groups")?;
/// assert!(found.p < 0.05);
/// assert_eq!(found.pairs[0].cliffs_delta, -1.0, "everybody in the first spent less than anybody in the second");
/// # Ok::<(), &str>(())
/// ```
pub fn compare_groups(values: &[f64], group: &[u8]) -> Option<GroupTest> {
    let rows = values.len().min(group.len());
    let (values, group) = (&values[..rows], &group[..rows]);
    let n = rows as f64;
    let (ranked, ties) = ranks(values);
    let mut sums = vec![(0_u32, 0.0); 256];
    for (&rank, &own) in ranked.iter().zip(group) {
        sums[usize::from(own)].0 += 1;
        sums[usize::from(own)].1 += rank;
    }
    let present: Vec<(u8, f64, f64)> = sums
        .iter()
        .enumerate()
        .filter(|(_, sum)| sum.0 > 0)
        .map(|(own, &(count, sum))| (own as u8, f64::from(count), sum / f64::from(count)))
        .collect();
    let untied = 1.0 - ties / (n * n * n - n);
    if present.len() < 2 || untied <= 0.0 {
        return None;
    }
    let middle = (n + 1.0) / 2.0;
    let between: f64 = present.iter().map(|&(_, count, mean)| count * (mean - middle) * (mean - middle)).sum();
    let h = 12.0 / (n * (n + 1.0)) * between / untied;
    let degrees = present.len() as u32 - 1;

    let sorted = sorted_by_group(values, group);
    let variance = n * (n + 1.0) / 12.0 - ties / (12.0 * (n - 1.0));
    let mut pairs = Vec::new();
    for (i, &(a, count_a, mean_a)) in present.iter().enumerate() {
        for &(b, count_b, mean_b) in &present[i + 1..] {
            let z = (mean_a - mean_b) / (variance * (1.0 / count_a + 1.0 / count_b)).sqrt();
            let cliffs_delta = cliffs_delta(&sorted[usize::from(a)], &sorted[usize::from(b)]);
            pairs.push(PairwiseTest { a, b, cliffs_delta, z, p_adjusted: normal_two_sided(z) });
        }
    }
    let p: Vec<f64> = pairs.iter().map(|pair| pair.p_adjusted).collect();
    for (pair, p) in pairs.iter_mut().zip(holm(&p)) {
        pair.p_adjusted = p;
    }
    Some(GroupTest {
        h,
        degrees,
        p: chi_square_sf(h, degrees),
        epsilon_squared: (h / (n - 1.0)).clamp(0.0, 1.0),
        customers: rows as u32,
        pairs,
    })
}

fn sorted_by_group(values: &[f64], group: &[u8]) -> Vec<Vec<f64>> {
    let mut sorted: Vec<Vec<f64>> = vec![Vec::new(); 256];
    for (&value, &own) in values.iter().zip(group) {
        sorted[usize::from(own)].push(value);
    }
    sorted.iter_mut().for_each(|own| own.sort_by(f64::total_cmp));
    sorted
}

/// Of ascending values, in one walk over both.
fn cliffs_delta(a: &[f64], b: &[f64]) -> f64 {
    let (mut below, mut up_to) = (0, 0);
    let (mut wins, mut losses) = (0_u64, 0_u64);
    for &value in a {
        while b.get(below).is_some_and(|&other| other < value) {
            below += 1;
        }
        while b.get(up_to).is_some_and(|&other| other <= value) {
            up_to += 1;
        }
        wins += below as u64;
        losses += (b.len() - up_to) as u64;
    }
    (wins as f64 - losses as f64) / (a.len() as f64 * b.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_textbook_example() {
        // Without ties, ranks by hand: a 1 2 4, b 3 5 6, c 7 8 9. H = 12/90 (7²/3 + 14²/3 + 24²/3) - 30 = 6.4888...
        let values = [1.0, 2.0, 4.0, 3.0, 5.0, 6.0, 7.0, 8.0, 9.0];
        let found = compare_groups(&values, &[0, 0, 0, 1, 1, 1, 4, 4, 4]).expect("three groups");
        let h = 12.0 / 90.0 * (49.0 + 196.0 + 576.0) / 3.0 - 30.0;
        assert!((found.h - h).abs() < 1e-12);
        assert_eq!((found.degrees, found.customers), (2, 9));
        assert!((found.p - libm::exp(-h / 2.0)).abs() < 1e-14);
        assert!((found.epsilon_squared - h / 8.0).abs() < 1e-14);
        let pairs: Vec<_> = found.pairs.iter().map(|p| (p.a, p.b, p.cliffs_delta)).collect();
        assert_eq!(pairs, [(0, 1, -7.0 / 9.0), (0, 4, -1.0), (1, 4, -1.0)]);
        // Dunn: mean ranks 7/3 and 8, variance 9 × 10 / 12 × (1/3 + 1/3) = 5.
        assert!((found.pairs[1].z - (7.0 / 3.0 - 8.0) / 5.0_f64.sqrt()).abs() < 1e-12);
        assert!((found.pairs[1].p_adjusted - 3.0 * normal_two_sided(found.pairs[1].z)).abs() < 1e-15);
    }

    #[test]
    fn nothing_to_compare_is_none() {
        assert_eq!(compare_groups(&[1.0, 2.0], &[3, 3]), None);
        assert_eq!(compare_groups(&[5.0, 5.0, 5.0], &[0, 1, 1]), None);
        assert_eq!(compare_groups(&[], &[]), None);
    }

    #[test]
    fn ties_are_corrected_for() {
        // scipy.stats.kruskal([1, 1, 2], [2, 2, 3]): mean ranks (1.5, 1.5, 4) and (4, 4, 6); ties 2³ - 2 + 3³ - 3 = 30 of 210.
        let found = compare_groups(&[1.0, 1.0, 2.0, 2.0, 2.0, 3.0], &[0, 0, 0, 1, 1, 1]).expect("two groups");
        let plain = 12.0 / 42.0 * (49.0 / 3.0 + 196.0 / 3.0) - 21.0;
        assert!((found.h - plain / (1.0 - 30.0 / 210.0)).abs() < 1e-12);
        // With two groups Dunn's z squared is H.
        assert!((found.pairs[0].z * found.pairs[0].z - found.h).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn delta_counts_pairs(values in prop::collection::vec((0_i32..6).prop_map(f64::from), 4..40), split in 1_usize..3) {
            let group: Vec<u8> = (0..values.len()).map(|i| u8::from(i % 3 < split)).collect();
            if let Some(found) = compare_groups(&values, &group) {
                let (mut sum, mut all) = (0.0, 0.0);
                for (x, g) in values.iter().zip(&group) {
                    for (y, other) in values.iter().zip(&group) {
                        if (*g, *other) == (0, 1) {
                            all += 1.0;
                            sum += f64::from(i8::from(x > y) - i8::from(x < y));
                        }
                    }
                }
                prop_assert!((found.pairs[0].cliffs_delta - sum / all).abs() < 1e-12);
                prop_assert!((found.pairs[0].z * found.pairs[0].z - found.h).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&found.p));
            }
        }
    }
}
