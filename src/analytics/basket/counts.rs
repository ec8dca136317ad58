//! Counts of what is bought together, and the measures that they give.

use clientele_core::domain::ProductIx;

/// Two products with the baskets that hold both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProductPair {
    /// The product further up in the table.
    pub first: ProductIx,
    /// The other one.
    pub second: ProductIx,
    /// Baskets with both.
    pub both: u32,
    /// Probability to meet at least so often by chance: Fisher's exact test, one-sided.
    pub p_value: f64,
    /// The same after Benjamini and Hochberg's adjustment for all pairs of products that are bought often enough.
    pub adjusted_p: f64,
}

/// Counts behind "who buys the antecedent also buys the consequent".
///
/// ```
/// use clientele_analytics::basket::RuleCounts;
///
/// // 1,000 baskets: 50 with tea, 100 with cups, 20 with both.
/// let counts = RuleCounts { both: 20, antecedent: 50, consequent: 100, baskets: 1_000 };
/// assert_eq!(counts.support(), 0.02);
/// assert_eq!(counts.confidence(), 0.4, "of those who buy tea, 40 % buy a cup");
/// assert_eq!(counts.lift(), 4.0, "four times as many as in all baskets");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCounts {
    /// Baskets with both.
    pub both: u32,
    /// Baskets with the antecedent, at least `both`.
    pub antecedent: u32,
    /// Baskets with the consequent, at least `both`.
    pub consequent: u32,
    /// All baskets.
    pub baskets: u32,
}

impl RuleCounts {
    /// Share of all baskets with both (Agrawal, Imieliński & Swami 1993).
    pub fn support(&self) -> f64 {
        f64::from(self.both) / f64::from(self.baskets.max(1))
    }

    /// Share of the antecedent's baskets that have the consequent too (the same).
    pub fn confidence(&self) -> f64 {
        f64::from(self.both) / f64::from(self.antecedent.max(1))
    }

    /// Confidence over the consequent's share of all baskets: 1 is chance (Brin et al. 1997, "interest").
    pub fn lift(&self) -> f64 {
        self.confidence() / self.consequent_share()
    }

    /// Support above that expected by chance (Piatetsky-Shapiro 1991).
    pub fn leverage(&self) -> f64 {
        self.support() - f64::from(self.antecedent) / f64::from(self.baskets.max(1)) * self.consequent_share()
    }

    /// How often the rule would fail by chance over how often it fails; infinite when it never fails (Brin et al. 1997).
    pub fn conviction(&self) -> f64 {
        let confidence = self.confidence();
        if confidence < 1.0 { (1.0 - self.consequent_share()) / (1.0 - confidence) } else { f64::INFINITY }
    }

    fn consequent_share(&self) -> f64 {
        f64::from(self.consequent.max(1)) / f64::from(self.baskets.max(1))
    }
}
