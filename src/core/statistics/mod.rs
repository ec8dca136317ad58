//! Distribution functions, adjustments for many tests and seeded draws, in libm's arithmetic so that every target gives the same bits.
//! Pure numbers: nothing here knows customers, products or files.

mod adjust;
mod beta;
pub mod draw;
mod hypergeometric;
mod normal;
mod student;
mod sum;
mod tails;

pub use adjust::{benjamini_hochberg, holm};
pub use beta::{Beta, beta_lower};
pub use hypergeometric::{fisher_exact_two_sided, hypergeometric_upper};
pub use normal::{normal_lower, normal_quantile};
pub use student::{t_quantile, t_two_sided};
pub use sum::sum;
pub use tails::{chi_square_upper, normal_two_sided};
