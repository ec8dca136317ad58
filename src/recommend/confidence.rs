//! How far a recommendation can be trusted, from several factors. Not calibrated: 0.8 does not yet mean that 8 of 10 are bought.

/// A strategy agrees with a recommendation from this score of its own on.
pub const AGREES_FROM: f64 = 0.25;

/// What the number is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// Weight of the strategies that score the product at least [`AGREES_FROM`], 0 to 1.
    pub agreement: f64,
    /// Observations (buyers, orders, purchases) behind the strongest part.
    pub evidence: u32,
    /// Different products that the customer bought.
    pub purchases: u32,
    /// What the score would be if silent strategies counted as a score of 0, 0 to 1.
    pub strength: f64,
}

impl Factors {
    /// 0 to 1: 0.3 × agreement + 0.3 × evidence / (evidence + 3) + 0.2 × purchases / (purchases + 5) + 0.2 × strength.
    pub fn confidence(&self) -> f64 {
        let saturating = |count: u32, half: f64| f64::from(count) / (f64::from(count) + half);
        let (evidence, purchases) = (saturating(self.evidence, 3.0), saturating(self.purchases, 5.0));
        let sum = 0.3 * self.agreement + 0.3 * evidence + 0.2 * purchases + 0.2 * self.strength;
        sum.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_of_anything_gives_more_confidence() {
        let base = Factors { agreement: 0.3, evidence: 3, purchases: 4, strength: 0.4 };
        for better in [
            Factors { agreement: 0.6, ..base },
            Factors { evidence: 30, ..base },
            Factors { purchases: 40, ..base },
            Factors { strength: 0.8, ..base },
        ] {
            assert!(better.confidence() > base.confidence());
        }
        let most = Factors { agreement: 1.0, evidence: u32::MAX, purchases: u32::MAX, strength: 1.0 };
        assert!(most.confidence() <= 1.0 && most.confidence() > 0.99);
        assert!(Factors { agreement: 0.0, evidence: 0, purchases: 0, strength: 0.0 }.confidence() < 1e-12);
    }
}
