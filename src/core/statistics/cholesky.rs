//! Cholesky's decomposition of a symmetric positive definite matrix, and what it solves. Matrices are square, row by row in one slice;
//! only the lower half is read.
//!
//! Result files hold numbers that come out of here at full precision, and another order of additions would change their last digits. So
//! large systems add in lanes ([`solve_cholesky`]), which is fast, and small ones one term after another ([`solve_small`],
//! [`invert_positive_definite`]), as they always did.

// Formulas of matrices are clearer with the indices that they are written with.
#![allow(clippy::needless_range_loop)]

/// What happens where a pivot shows that the matrix is not positive definite, up to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pivot {
    /// The decomposition fails if a pivot is not above this share of its diagonal element.
    Require(f64),
    /// A pivot that is not above this share of its diagonal element becomes infinite: the solution is 0 in that direction.
    Drop(f64),
    /// A smaller pivot, before its root is taken, is raised to this value.
    AtLeast(f64),
}

/// Replaces the lower half of an `order` × `order` matrix by its factor `L`, where `L · Lᵀ` is the matrix. Whether that worked: always,
/// but for [`Pivot::Require`].
///
/// ```
/// use clientele_core::statistics::{Pivot, cholesky_in_place, solve_cholesky};
///
/// let mut matrix = [4.0, 0.0, 2.0, 5.0]; // 4 2 | 2 5; the upper half is not read
/// assert!(cholesky_in_place(&mut matrix, 2, Pivot::Require(1e-12)));
/// assert_eq!([matrix[0], matrix[2], matrix[3]], [2.0, 1.0, 2.0]);
/// let mut x = [8.0, 16.0];
/// solve_cholesky(&matrix, &mut x);
/// assert_eq!(x, [0.5, 3.0]);
/// ```
pub fn cholesky_in_place(matrix: &mut [f64], order: usize, pivot: Pivot) -> bool {
    factorise::<4>(matrix, order, pivot)
}

fn factorise<const LANES: usize>(matrix: &mut [f64], order: usize, pivot: Pivot) -> bool {
    for i in 0..order {
        for j in 0..=i {
            let (head, tail) = matrix.split_at(i * order);
            let (row_j, row_i) = if i == j { (&tail[..j], &tail[..j]) } else { (&head[j * order..j * order + j], &tail[..j]) };
            let element = matrix[i * order + j];
            let rest = element - dot::<LANES>(row_i, row_j);
            matrix[i * order + j] = if i != j {
                rest / matrix[j * order + j]
            } else {
                match pivot {
                    Pivot::Require(share) if rest <= share * element.abs() || !rest.is_finite() => return false,
                    Pivot::Drop(share) if rest.is_nan() || rest <= share * element => f64::INFINITY,
                    Pivot::AtLeast(least) => rest.max(least).sqrt(),
                    Pivot::Require(_) | Pivot::Drop(_) => rest.sqrt(),
                }
            };
        }
    }
    true
}

/// Solves `L · x = right` in place for a factor from [`cholesky_in_place`].
pub fn solve_lower(factor: &[f64], right: &mut [f64]) {
    let k = right.len();
    for i in 0..k {
        let done = dot::<4>(&factor[i * k..i * k + i], &right[..i]);
        right[i] = (right[i] - done) / factor[i * k + i];
    }
}

/// Solves `L · Lᵀ · x = right` in place for a factor from [`cholesky_in_place`].
pub fn solve_cholesky(factor: &[f64], right: &mut [f64]) {
    solve_lower(factor, right);
    let k = right.len();
    for i in (0..k).rev() {
        right[i] /= factor[i * k + i];
        let value = right[i];
        for (j, cell) in right[..i].iter_mut().enumerate() {
            *cell -= factor[i * k + j] * value;
        }
    }
}

/// Solves `matrix · x = right` in place for a small matrix, which its factor replaces; pivots are raised to `least`.
pub fn solve_small<const N: usize>(matrix: &mut [[f64; N]; N], right: &mut [f64; N], least: f64) {
    factorise::<1>(matrix.as_flattened_mut(), N, Pivot::AtLeast(least));
    for i in 0..N {
        for k in 0..i {
            right[i] -= matrix[i][k] * right[k];
        }
        right[i] /= matrix[i][i];
    }
    for i in (0..N).rev() {
        for k in i + 1..N {
            right[i] -= matrix[k][i] * right[k];
        }
        right[i] /= matrix[i][i];
    }
}

/// The inverse of a symmetric matrix; `None` where a pivot is not above 10⁻¹² of its diagonal element, which is rounding.
pub fn invert_positive_definite<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut factor: Vec<f64> = matrix.as_flattened().to_vec();
    if !factorise::<1>(&mut factor, N, Pivot::Require(1e-12)) {
        return None;
    }
    let mut inverse = [[0.0; N]; N];
    for column in 0..N {
        let mut solved = [0.0; N];
        for i in 0..N {
            let unit = f64::from(u8::from(i == column));
            solved[i] = (unit - dot::<1>(&factor[i * N..i * N + i], &solved[..i])) / factor[i * N + i];
        }
        for i in (0..N).rev() {
            let known: f64 = ((i + 1)..N).map(|k| factor[k * N + i] * inverse[k][column]).sum();
            inverse[i][column] = (solved[i] - known) / factor[i * N + i];
        }
    }
    Some(inverse)
}

/// The sum of products, in lanes side by side and in a fixed order: four are as fast as the machine adds, one is the plain sum, and the
/// bits are the same everywhere.
fn dot<const LANES: usize>(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; LANES];
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut rest = 0.0;
    for (x, y) in a_rest.iter().zip(b_rest) {
        rest += x * y;
    }
    for (x, y) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let pairs: f64 = sums.chunks(2).map(|pair| pair.iter().sum::<f64>()).sum();
    pairs + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_positive_definite_matrices_are_inverted() {
        assert_eq!(invert_positive_definite(&[[1.0, 2.0], [2.0, 1.0]]), None);
        assert_eq!(invert_positive_definite(&[[1.0, 1.0], [1.0, 1.0]]), None);
        assert_eq!(invert_positive_definite(&[[f64::NAN]]), None);
        assert_eq!(invert_positive_definite(&[[4.0]]), Some([[0.25]]));
    }

    #[test]
    fn a_direction_without_curvature_is_dropped_or_raised() {
        let singular = [1.0, 1.0, 1.0, 1.0];
        let mut factor = singular;
        assert!(cholesky_in_place(&mut factor, 2, Pivot::Drop(1e-9)));
        let mut x = [3.0, 3.0];
        solve_cholesky(&factor, &mut x);
        assert_eq!(x, [3.0, 0.0]);
        let mut factor = singular;
        assert!(cholesky_in_place(&mut factor, 2, Pivot::AtLeast(0.25)));
        assert_eq!(factor[3], 0.5);
    }

    #[test]
    fn small_and_large_solve_the_same() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]];
        let (mut small, mut right) = (matrix, [1.0, 2.0, 3.0]);
        solve_small(&mut small, &mut right, 1e-12);
        for (row, expected) in matrix.iter().zip([1.0, 2.0, 3.0]) {
            assert!((row.iter().zip(right).map(|(a, x)| a * x).sum::<f64>() - expected).abs() < 1e-14);
        }
        let (mut factor, mut large) = (matrix.as_flattened().to_vec(), [1.0, 2.0, 3.0]);
        cholesky_in_place(&mut factor, 3, Pivot::Require(1e-12));
        solve_cholesky(&factor, &mut large);
        assert!(large.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-14));
    }

    proptest! {
        #[test]
        fn inverse_times_matrix_is_one(root in prop::array::uniform9(prop::array::uniform9(-2.0_f64..2.0))) {
            let mut matrix = [[0.0; 9]; 9];
            for i in 0..9 {
                for j in 0..9 {
                    let product: f64 = (0..9).map(|k| root[i][k] * root[j][k]).sum();
                    matrix[i][j] = product + if i == j { 0.5 } else { 0.0 };
                }
            }
            let inverse = invert_positive_definite(&matrix).expect("is positive definite");
            for i in 0..9 {
                for j in 0..9 {
                    let product: f64 = (0..9).map(|k| matrix[i][k] * inverse[k][j]).sum();
                    prop_assert!((product - f64::from(u8::from(i == j))).abs() < 1e-7);
                }
            }
        }
    }
}
