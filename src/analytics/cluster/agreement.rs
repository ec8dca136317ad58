//! How far two partitions of the same customers agree.

/// The adjusted Rand index (Hubert & Arabie 1985) of two partitions: 1 when they are the same but for names, about 0 when they
/// agree no more than by chance. Rows beyond the shorter slice are left out; 1 for fewer than two rows.
pub fn adjusted_rand(a: &[u8], b: &[u8]) -> f64 {
    let n = a.len().min(b.len());
    let mut table = vec![0_u64; 256 * 256];
    let (mut rows, mut columns) = (vec![0_u64; 256], vec![0_u64; 256]);
    for (&x, &y) in a.iter().zip(b) {
        table[usize::from(x) * 256 + usize::from(y)] += 1;
        rows[usize::from(x)] += 1;
        columns[usize::from(y)] += 1;
    }
    let pairs = |counts: &[u64]| counts.iter().map(|&c| c * c.saturating_sub(1) / 2).sum::<u64>() as f64;
    let (both, in_a, in_b, all) = (pairs(&table), pairs(&rows), pairs(&columns), pairs(&[n as u64]));
    if all <= 0.0 {
        return 1.0;
    }
    let by_chance = in_a * in_b / all;
    let most = (in_a + in_b) / 2.0;
    // Both put all into one cluster, or each into its own: the same partition.
    if (most - by_chance).abs() <= f64::EPSILON * most { 1.0 } else { (both - by_chance) / (most - by_chance) }
}

/// Mutual information of two partitions over the mean of their entropies (scikit-learn's default): 1 when each tells the other, 0 when
/// they are independent; 1 when both put all into one. Rows beyond the shorter slice are left out.
pub fn normalised_mutual_information(a: &[u8], b: &[u8]) -> f64 {
    let n = a.len().min(b.len()) as f64;
    let mut table = vec![0_u32; 256 * 256];
    let (mut rows, mut columns) = (vec![0_u32; 256], vec![0_u32; 256]);
    for (&x, &y) in a.iter().zip(b) {
        table[usize::from(x) * 256 + usize::from(y)] += 1;
        rows[usize::from(x)] += 1;
        columns[usize::from(y)] += 1;
    }
    let entropy = |counts: &[u32]| -> f64 {
        counts.iter().filter(|&&c| c > 0).map(|&c| -f64::from(c) / n * libm::log(f64::from(c) / n)).sum()
    };
    let mean = (entropy(&rows) + entropy(&columns)) / 2.0;
    // One cluster only, or no rows.
    if mean <= 0.0 || n < 1.0 {
        return 1.0;
    }
    let mut shared = 0.0;
    for (cell, &count) in table.iter().enumerate().filter(|(_, count)| **count > 0) {
        let by_chance = f64::from(rows[cell / 256]) * f64::from(columns[cell % 256]);
        shared += f64::from(count) / n * libm::log(n * f64::from(count) / by_chance);
    }
    (shared / mean).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        let check = |a: &[u8], b: &[u8], expected: f64| {
            let found = adjusted_rand(a, b);
            assert!((found - expected).abs() < 1e-12, "{a:?} {b:?}: {found}");
        };
        // scikit-learn's documented examples.
        check(&[0, 0, 1, 1], &[1, 1, 0, 0], 1.0);
        check(&[0, 0, 1, 2], &[0, 0, 1, 1], 0.571_428_571_428_571_4);
        check(&[0, 0, 1, 1], &[0, 0, 1, 2], 0.571_428_571_428_571_4);
        check(&[0, 0, 0, 0], &[0, 1, 2, 3], 0.0);
        check(&[0, 0, 1, 1], &[0, 1, 0, 1], -0.5);
        check(&[3], &[9], 1.0);
        check(&[], &[], 1.0);
        check(&[0, 1, 2], &[5, 6, 7], 1.0);
        check(&[0, 0, 0], &[1, 1, 1], 1.0);
    }

    #[test]
    fn shared_information_by_hand() {
        let check = |a: &[u8], b: &[u8], expected: f64| {
            let found = normalised_mutual_information(a, b);
            assert!((found - expected).abs() < 1e-12, "{a:?} {b:?}: {found}");
        };
        check(&[0, 0, 1, 1], &[7, 7, 3, 3], 1.0);
        check(&[0, 0, 1, 1], &[0, 1, 0, 1], 0.0);
        check(&[0, 0], &[1, 1], 1.0);
        check(&[], &[], 1.0);
        // Entropies ln 2 and 1.5 ln 2; the first is told by the second: 1 / 1.25.
        check(&[0, 0, 1, 1], &[0, 0, 1, 2], 0.8);
    }

    proptest! {
        #[test]
        fn relabelling_changes_nothing(labels in prop::collection::vec(0_u8..6, 2..80), shift in 1_u8..200) {
            let renamed: Vec<u8> = labels.iter().map(|l| 255 - l.wrapping_mul(31).wrapping_add(shift)).collect();
            prop_assert!((adjusted_rand(&labels, &renamed) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn counts_pairs(a in prop::collection::vec(0_u8..4, 2..30), b in prop::collection::vec(0_u8..4, 30)) {
            // From the definition over pairs.
            let (mut both, mut in_a, mut in_b, mut all) = (0.0, 0.0, 0.0, 0.0);
            for i in 0..a.len() {
                for j in 0..i {
                    all += 1.0;
                    if a[i] == a[j] { in_a += 1.0 }
                    if b[i] == b[j] { in_b += 1.0 }
                    if a[i] == a[j] && b[i] == b[j] { both += 1.0 }
                }
            }
            let (chance, most) = (in_a * in_b / all, (in_a + in_b) / 2.0);
            if most > chance {
                let expected: f64 = (both - chance) / (most - chance);
                prop_assert!((adjusted_rand(&a, &b) - expected).abs() < 1e-9);
            }
        }
    }
}
