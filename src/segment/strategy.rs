//! What each segment means and what a shop can do about it, as data: no numbers are worked out here. Scores compare customers with
//! each other, so the words do, too.

use serde::Serialize;

/// Advice for one segment, in words a shop owner would use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Strategy {
    /// The segment's name.
    pub segment: &'static str,
    /// Who these customers are, in one sentence.
    pub meaning: &'static str,
    /// What to do.
    pub action: &'static str,
    /// Through which channel.
    pub channel: &'static str,
    /// What to offer.
    pub offer: &'static str,
}

/// The name of those who registered but never ordered; they have no scores.
pub const PROSPECTS: &str = "Prospects";

/// The advice for a segment of any of the maps, or for [`PROSPECTS`]; `None` for a name that a user made up.
pub fn strategy_of(segment: &str) -> Option<&'static Strategy> {
    STRATEGIES.iter().find(|strategy| strategy.segment == segment)
}

const fn strategy(
    segment: &'static str,
    meaning: &'static str,
    action: &'static str,
    channel: &'static str,
    offer: &'static str,
) -> Strategy {
    Strategy { segment, meaning, action, channel, offer }
}

const POTENTIAL: Strategy = strategy(
    "Potential Loyalists",
    "They bought recently, with fewer or smaller orders than your best customers so far.",
    "Help them make it a habit: suggest what goes with their last order and invite them to the loyalty programme.",
    "E-mail after the order, and suggestions in the shop",
    "A small reward on their next order, or a bundle",
);

const RISK: Strategy = strategy(
    "At Risk",
    "They used to buy well, but have not been back for a long time.",
    "Win them back now: remind them of what they bought and ask what went wrong.",
    "Personal e-mail, then one reminder by text or post",
    "A time-limited discount on what they bought before",
);

const LOST_BEST: Strategy = strategy(
    "Can't Lose",
    "They were among your best customers and have stopped coming.",
    "Contact each of them personally, and fix what kept them away.",
    "Phone call or a personal letter",
    "A generous offer made for them: credit, free delivery or a gift",
);

const ATTENTION: Strategy = strategy(
    "Need Attention",
    "Average in every way, and starting to drift away.",
    "Give them a reason to come back soon, built on what they like.",
    "E-mail with personal suggestions",
    "A limited-time offer in their favourite category",
);

const STRATEGIES: &[Strategy] = &[
    strategy(
        "Champions",
        "They bought most recently, buy most often and spend the most.",
        "Reward them, show them new products first, and ask for reviews and referrals.",
        "Personal e-mail, loyalty programme",
        "Early access, gifts and thanks; no discounts needed",
    ),
    strategy(
        "Loyal",
        "They buy often, spend well and were here not long ago.",
        "Offer better and matching products, and keep them close with a loyalty programme.",
        "E-mail and loyalty programme",
        "Points, free delivery, and sets that go with past orders",
    ),
    POTENTIAL,
    Strategy { segment: "Potential Loyalist", ..POTENTIAL },
    strategy(
        "New",
        "They were here very recently, and are among those who have ordered and spent least so far.",
        "Make the start easy: welcome them, show how to use what they bought, and suggest a second order.",
        "A short series of welcome e-mails",
        "A welcome offer on the second order",
    ),
    strategy(
        "Recent",
        "They were here not long ago, and have bought little so far compared with others.",
        "Bring about the next order while they still remember you.",
        "E-mail within two weeks of the order",
        "A starter bundle, or free delivery on the next order",
    ),
    strategy(
        "Promising",
        "They bought not long ago, but less often and for less than most.",
        "Build interest: show best-sellers and what others bought next.",
        "E-mail and social media",
        "A small trial offer or samples",
    ),
    ATTENTION,
    Strategy { segment: "Needs Attention", ..ATTENTION },
    strategy(
        "About To Sleep",
        "They bought less than most, and it was a while ago.",
        "Wake their interest with popular products before they forget you.",
        "E-mail, and advertising to people who know you",
        "A discount on best-sellers, for a short time",
    ),
    RISK,
    LOST_BEST,
    Strategy { segment: "Cannot Lose", ..LOST_BEST },
    strategy(
        "Hibernating",
        "Their last order was long ago, and they ordered and spent less than most.",
        "Try once with something relevant, and spend little on it.",
        "A seasonal e-mail",
        "A seasonal discount, or clearance",
    ),
    strategy(
        "Lost",
        "Their last order was longest ago, and they are among those who ordered and spent least.",
        "Send one last message, then leave them out of paid campaigns.",
        "One e-mail",
        "A strong one-time discount, or none",
    ),
    strategy(
        "Inactive",
        "They have not ordered for a long time, and bought less than most.",
        "Send one last message, then leave them out of paid campaigns.",
        "One e-mail",
        "A strong one-time discount, or none",
    ),
    strategy(
        PROSPECTS,
        "They registered but have not ordered yet.",
        "Make the first order easy, and answer what holds them back.",
        "Welcome e-mail, and a reminder of what they looked at",
        "A first-order offer or free delivery",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{MapKind, SegmentMap};

    #[test]
    fn every_segment_of_every_map_has_one_strategy() {
        let mut used = vec![PROSPECTS.to_owned()];
        for kind in [MapKind::Grid, MapKind::Codes, MapKind::Six] {
            used.extend(SegmentMap::preset(kind).segments.into_iter().map(|rule| rule.name));
        }
        for name in &used {
            assert_eq!(STRATEGIES.iter().filter(|s| s.segment == name).count(), 1, "{name}");
        }
        for strategy in STRATEGIES {
            assert!(used.iter().any(|name| name == strategy.segment), "{} is in no map", strategy.segment);
            for text in [strategy.meaning, strategy.action, strategy.channel, strategy.offer] {
                assert!(!text.is_empty());
            }
            assert!(strategy.meaning.ends_with('.') && strategy.action.ends_with('.'));
        }
        assert_eq!(strategy_of("My own"), None);
    }
}
