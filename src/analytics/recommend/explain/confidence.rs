//! How far a recommendation can be trusted: its confidence, worked out from several factors.
//!
//! Confidence is a measure of evidence, 0 to 1; recommendations below the least confidence are left out by it. It is not the chance
//! that the product is bought: in most shops that chance is a few in a hundred even for the best recommendation, and a least
//! confidence of 0.2 would leave nothing. The chance is worked out from the same factors by `calibrate`, tested on days held back,
//! and shown beside it. To users: "Confidence says how much evidence there is; the chance says how many of 100 such recommendations
//! were bought within 30 days."

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
    /// Days on which the customer bought this product, 0 for a new one.
    pub times: u32,
    /// Days since the customer last bought anything.
    pub since_days: u32,
    /// The customer's purchases, each counted by its age: how much they buy lately.
    pub activity: f64,
    /// Popularity of the product now, 0 to 1.
    pub popularity: f64,
    /// Place on the list, from 0.
    pub rank: u32,
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
        let none = Factors {
            agreement: 0.0,
            evidence: 0,
            purchases: 0,
            strength: 0.0,
            times: 0,
            since_days: 0,
            activity: 0.0,
            popularity: 0.0,
            rank: 0,
        };
        let base = Factors { agreement: 0.3, evidence: 3, purchases: 4, strength: 0.4, ..none };
        for better in [
            Factors { agreement: 0.6, ..base },
            Factors { evidence: 30, ..base },
            Factors { purchases: 40, ..base },
            Factors { strength: 0.8, ..base },
        ] {
            assert!(better.confidence() > base.confidence());
        }
        let most = Factors { agreement: 1.0, evidence: u32::MAX, purchases: u32::MAX, strength: 1.0, ..none };
        assert!(most.confidence() <= 1.0 && most.confidence() > 0.99);
        assert!(none.confidence() < 1e-12);
    }
}
