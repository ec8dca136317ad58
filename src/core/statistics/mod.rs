//! Distribution functions, intervals, adjustments for many tests and seeded draws, in libm's arithmetic so that every target gives the
//! same bits. Names follow scipy: `pdf` density, `cdf` probability up to, `sf` probability above (survival function), `ppf` quantile.

mod adjust;
mod beta;
mod cholesky;
pub mod draw;
mod hypergeometric;
mod normal;
mod quantile;
mod student;
mod sum;
mod tails;
mod wilson;

pub use adjust::{benjamini_hochberg, holm};
pub use beta::{Beta, beta_cdf};
pub use cholesky::{Pivot, cholesky_in_place, invert_positive_definite, solve_cholesky, solve_lower, solve_small};
pub use hypergeometric::{fisher_exact_two_sided, hypergeometric_sf};
pub use normal::{normal_cdf, normal_ppf};
pub use quantile::{median, median_of, quantile};
pub use student::{t_ppf, t_two_sided};
pub use sum::sum;
pub use tails::{chi_square_sf, normal_two_sided};
pub use wilson::wilson_interval;
