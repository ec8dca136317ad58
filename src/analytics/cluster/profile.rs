//! What a cluster is like, in words: a name of its own and advice, from where its centre lies. The same centres always get the
//! same names.

use super::features::FEATURES;
use serde::{Deserialize, Serialize};

/// Where a centre lies on one metric, against all buyers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// More than half a standard deviation below the mean.
    Low,
    /// Near the mean.
    Middle,
    /// More than half a standard deviation above the mean.
    High,
}

/// A cluster's levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Of days since the last order: low is recent.
    pub recency: Level,
    /// Of the number of orders.
    pub frequency: Level,
    /// Of the amount spent.
    pub monetary: Level,
}

/// Advice for one cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterAdvice {
    /// Who these customers are, in one sentence.
    pub meaning: String,
    /// What to do.
    pub action: String,
    /// Through which channel.
    pub channel: String,
    /// What to offer.
    pub offer: String,
}

impl Profile {
    /// From a centre in standardised units.
    pub(super) fn of(centre: [f64; FEATURES]) -> Self {
        let level = |z: f64| {
            if z < -0.5 {
                Level::Low
            } else if z > 0.5 {
                Level::High
            } else {
                Level::Middle
            }
        };
        Self { recency: level(centre[0]), frequency: level(centre[1]), monetary: level(centre[2]) }
    }

    /// The name, before it is made unique.
    fn base_name(self) -> &'static str {
        use Level::{High, Low, Middle};
        match (self.recency, self.frequency, self.monetary) {
            (Low, High, High) => "Best customers",
            (Low, High, Middle) => "Frequent buyers",
            (Low, High, Low) => "Frequent small orders",
            (Low, Middle, High) => "Recent big spenders",
            (Low, Middle, Middle) => "Active regulars",
            (Low, Middle, Low) => "Active small spenders",
            (Low, Low, High) => "New big spenders",
            (Low, Low, Middle) => "New customers",
            (Low, Low, Low) => "New small spenders",
            (Middle, High, High) => "Valuable regulars",
            (Middle, High, Middle) => "Steady buyers",
            (Middle, High, Low) => "Steady small orders",
            (Middle, Middle, High) => "Steady big spenders",
            (Middle, Middle, Middle) => "Average customers",
            (Middle, Middle, Low) => "Careful spenders",
            (Middle, Low, High) => "Rare big spenders",
            (Middle, Low, Middle) => "Occasional buyers",
            (Middle, Low, Low) => "Occasional small spenders",
            (High, High, High) => "Lapsed best customers",
            (High, High, Middle) => "Lapsed frequent buyers",
            (High, High, Low) => "Lapsed frequent small orders",
            (High, Middle, High) => "Lapsed big spenders",
            (High, Middle, Middle) => "Lapsed regulars",
            (High, Middle, Low) => "Lapsed small spenders",
            (High, Low, High) => "Lost big spenders",
            (High, Low, Middle) => "Lost customers",
            (High, Low, Low) => "Lost small spenders",
        }
    }

    /// Advice for customers like these.
    pub(super) fn strategy(self) -> ClusterAdvice {
        let when = match self.recency {
            Level::Low => "They ordered recently",
            Level::Middle => "Their last order was a while ago",
            Level::High => "They have not ordered for a long time",
        };
        let how_often = match self.frequency {
            Level::Low => "order seldom",
            Level::Middle => "order about as often as most",
            Level::High => "order often",
        };
        let how_much = match self.monetary {
            Level::Low => "spend little",
            Level::Middle => "spend about as much as most",
            Level::High => "spend a lot",
        };
        let worth = self.frequency as u8 + self.monetary as u8;
        let (action, channel) = match (self.recency, worth) {
            (Level::Low, 3..) => (
                "Thank them, show them new products first, and ask for reviews and referrals.",
                "Personal e-mail, loyalty programme",
            ),
            (Level::Low, 2) => ("Make it a habit: suggest what goes with their last order.", "E-mail after the order"),
            (Level::Low, _) => ("Bring about the next order while they still remember you.", "A short series of welcome e-mails"),
            (Level::Middle, 3..) => {
                ("Keep them close: remind them before they drift away.", "Personal e-mail, loyalty programme")
            }
            (Level::Middle, 2) => ("Give them a reason to come back soon, built on what they like.", "E-mail with suggestions"),
            (Level::Middle, _) => {
                ("Wake their interest with popular products.", "E-mail, and advertising to people who know you")
            }
            (Level::High, 3..) => ("Win them back now: contact them personally and ask what went wrong.", "Phone call or letter"),
            (Level::High, 2) => ("Remind them of what they bought, and invite them back.", "E-mail, then one reminder"),
            (Level::High, _) => ("Try once with something relevant, and spend little on it.", "One seasonal e-mail"),
        };
        let offer = match (self.recency, self.monetary) {
            (Level::Low, Level::High) => "Early access and gifts; no discounts needed",
            (Level::Low, Level::Middle) => "Points, or a bundle with their next order",
            (Level::Low, Level::Low) => "Free delivery from a slightly larger basket",
            (Level::Middle, Level::High) => "A personal selection, with free delivery",
            (Level::Middle, Level::Middle) => "A limited-time offer in their favourite category",
            (Level::Middle, Level::Low) => "A small discount on best-sellers",
            (Level::High, Level::High) => "A generous offer made for them: credit or a gift",
            (Level::High, Level::Middle) => "A time-limited discount on what they bought before",
            (Level::High, Level::Low) => "A seasonal discount, or clearance",
        };
        ClusterAdvice {
            meaning: format!("{when}, {how_often} and {how_much}."),
            action: action.to_owned(),
            channel: channel.to_owned(),
            offer: offer.to_owned(),
        }
    }
}

/// A name for each centre (standardised), no two alike: where profiles are the same, the metric that parts them most is added.
pub(super) fn unique_names(centres: &[[f64; FEATURES]]) -> Vec<String> {
    let bases: Vec<&str> = centres.iter().map(|&c| Profile::of(c).base_name()).collect();
    let mut names: Vec<String> = bases.iter().map(|&base| base.to_owned()).collect();
    for (i, base) in bases.iter().enumerate() {
        let mut group: Vec<usize> = (0..centres.len()).filter(|&j| bases[j] == *base).collect();
        if group.len() < 2 || group[0] != i {
            continue;
        }
        let spread = |feature: usize| {
            let values = group.iter().map(|&j| centres[j][feature]);
            values.clone().fold(f64::NEG_INFINITY, f64::max) - values.fold(f64::INFINITY, f64::min)
        };
        let (mut feature, mut widest) = (0, spread(0));
        for other in 1..FEATURES {
            if spread(other) > widest {
                (feature, widest) = (other, spread(other));
            }
        }
        group.sort_by(|&a, &b| centres[a][feature].total_cmp(&centres[b][feature]).then(a.cmp(&b)));
        for (rank, &j) in group.iter().enumerate() {
            names[j] = format!("{base}, {}", qualifier(feature, rank, group.len()));
        }
    }
    names
}

/// Words for the `rank`-th smallest of `of` values of a metric.
fn qualifier(feature: usize, rank: usize, of: usize) -> String {
    let (least, most, measure) = match feature {
        0 => ("more recent", "longer ago", "recency"),
        1 => ("fewer orders", "more orders", "orders"),
        _ => ("spending less", "spending more", "spending"),
    };
    match (rank, of) {
        (0, _) => least.to_owned(),
        (r, n) if r + 1 == n => most.to_owned(),
        (_, 3) => format!("middle {measure}"),
        (r, n) => format!("{measure} {} of {n}", r + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_say_what_the_centre_shows() {
        let names = unique_names(&[[-1.0, 1.5, 1.2], [0.9, -0.8, -0.7], [0.0, 0.1, 0.2]]);
        assert_eq!(names, ["Best customers", "Lost small spenders", "Average customers"]);
        let names = unique_names(&[[-1.0, 1.5, 1.2], [-1.1, 1.4, 2.9], [-1.2, 1.3, 2.0]]);
        assert_eq!(names, ["Best customers, spending less", "Best customers, spending more", "Best customers, middle spending"]);
        let strategy = Profile::of([1.0, 1.0, -1.0]).strategy();
        assert_eq!(strategy.meaning, "They have not ordered for a long time, order often and spend little.");
    }

    #[test]
    fn base_names_are_all_different() {
        let levels = [-1.0, 0.0, 1.0];
        let mut names = Vec::new();
        for r in levels {
            for f in levels {
                for m in levels {
                    names.push(Profile::of([r, f, m]).base_name());
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 27);
    }

    proptest! {
        #[test]
        fn names_are_unique(centres in prop::collection::vec(prop::array::uniform3(-2.0_f64..2.0), 1..20)) {
            let mut names = unique_names(&centres);
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), centres.len());
        }
    }
}
