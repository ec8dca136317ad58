//! Marketing advice for each segment: what it means and what a shop can do about it. Scores compare customers with each other, so the words
//! do, too.

use clientele_core::domain::UserError;
use serde::{Deserialize, Serialize};

/// Advice for one segment, in words a shop owner would use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentAdvice {
    /// The segment's name.
    pub segment: &'static str,
    /// Who these customers are, in one sentence.
    pub meaning: &'static str,
    /// What to do.
    pub action: &'static str,
    /// Which of them to choose first.
    pub audience: &'static str,
    /// Through which channel.
    pub channel: &'static str,
    /// What to offer.
    pub offer: &'static str,
}

/// The name of those who registered but never ordered; they have no scores.
pub const PROSPECTS: &str = "Prospects";

/// The advice for a segment of any of the maps, or for [`PROSPECTS`]; `None` for a name that a user made up.
///
/// ```
/// use clientele_analytics::segment::advice_for;
///
/// let advice = advice_for("At Risk").ok_or("comes with the program")?;
/// assert!(advice.action.starts_with("Win them back"));
/// assert_eq!(advice_for("My own segment"), None);
/// # Ok::<(), &str>(())
/// ```
pub fn advice_for(segment: &str) -> Option<&'static SegmentAdvice> {
    ADVICE.iter().find(|strategy| strategy.segment == segment)
}

/// A user's own words for one segment. An empty text leaves what came with the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdviceEdit {
    /// The segment's name, also one that the user made up.
    pub segment: String,
    /// Who these customers are.
    pub meaning: String,
    /// What to do.
    pub action: String,
    /// Which of them to choose first.
    pub audience: String,
    /// Through which channel.
    pub channel: String,
    /// What to offer.
    pub offer: String,
}

/// Edited strategies that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdviceEditError {
    /// One names no segment.
    #[error("strategy {} names no segment", position + 1)]
    NoSegment {
        /// Its position from 0.
        position: usize,
    },
    /// A segment has two.
    #[error("{segment} has two strategies; it must have one")]
    Twice {
        /// The segment.
        segment: String,
    },
    /// A text is too long.
    #[error("a text of the strategy for {segment} has {found} characters; it must have at most {MOST_CHARS}")]
    TooLong {
        /// The segment.
        segment: String,
        /// Characters that it has.
        found: usize,
    },
    /// There are too many.
    #[error("there are {found} edited strategies; there must be at most {MOST_EDITS}")]
    TooMany {
        /// How many there are.
        found: usize,
    },
}

/// Characters of one text, at most.
const MOST_CHARS: usize = 2_000;
/// Edited strategies, at most: those of all maps and as many segments as a map can have.
const MOST_EDITS: usize = 1_000;

impl AdviceEdit {
    /// What holds for a segment: the user's words where there are some, else those that came with the program.
    pub fn merged(edits: &[AdviceEdit], segment: &str) -> AdviceEdit {
        let usual = advice_for(segment);
        let edit = edits.iter().find(|edit| edit.segment == segment);
        let pick = |edited: fn(&AdviceEdit) -> &String, came: fn(&SegmentAdvice) -> &'static str| {
            let own = edit.map(edited).filter(|text| !text.trim().is_empty());
            own.cloned().unwrap_or_else(|| usual.map_or("", came).to_owned())
        };
        AdviceEdit {
            segment: segment.to_owned(),
            meaning: pick(|e| &e.meaning, |s| s.meaning),
            action: pick(|e| &e.action, |s| s.action),
            audience: pick(|e| &e.audience, |s| s.audience),
            channel: pick(|e| &e.channel, |s| s.channel),
            offer: pick(|e| &e.offer, |s| s.offer),
        }
    }
}

/// Checks edited strategies.
///
/// # Errors
/// [`AdviceEditError`]: the first that cannot be used.
pub fn check_advice(edits: &[AdviceEdit]) -> Result<(), AdviceEditError> {
    if edits.len() > MOST_EDITS {
        return Err(AdviceEditError::TooMany { found: edits.len() });
    }
    for (position, edit) in edits.iter().enumerate() {
        let segment = edit.segment.clone();
        if segment.trim().is_empty() {
            return Err(AdviceEditError::NoSegment { position });
        }
        if edits.iter().take(position).any(|other| other.segment == segment) {
            return Err(AdviceEditError::Twice { segment });
        }
        let texts = [&edit.meaning, &edit.action, &edit.audience, &edit.channel, &edit.offer];
        if let Some(found) = texts.map(|text| text.chars().count()).into_iter().find(|&chars| chars > MOST_CHARS) {
            return Err(AdviceEditError::TooLong { segment, found });
        }
    }
    Ok(())
}

impl UserError for AdviceEditError {
    fn code(&self) -> &'static str {
        match self {
            AdviceEditError::NoSegment { .. } => "strategy-without-segment",
            AdviceEditError::Twice { .. } => "strategy-twice",
            AdviceEditError::TooLong { .. } => "strategy-too-long",
            AdviceEditError::TooMany { .. } => "too-many-strategies",
        }
    }

    fn place(&self) -> Option<String> {
        Some("strategies".to_owned())
    }

    fn suggestion(&self) -> String {
        "Give each segment one strategy with short texts, or take the edited strategies away.".to_owned()
    }
}

const fn advice(
    segment: &'static str,
    meaning: &'static str,
    action: &'static str,
    audience: &'static str,
    channel: &'static str,
    offer: &'static str,
) -> SegmentAdvice {
    SegmentAdvice { segment, meaning, action, audience, channel, offer }
}

const POTENTIAL: SegmentAdvice = advice(
    "Potential Loyalists",
    "They bought recently, with fewer or smaller orders than your best customers so far.",
    "Help them make it a habit: suggest what goes with their last order and invite them to the loyalty programme.",
    "Those with two orders or more first: they are nearest to becoming loyal",
    "E-mail after the order, and suggestions in the shop",
    "A small reward on their next order, or a bundle",
);

const RISK: SegmentAdvice = advice(
    "At Risk",
    "They used to buy well, but have not been back for a long time.",
    "Win them back now: remind them of what they bought and ask what went wrong.",
    "The ones who spent most first, then those who left most recently",
    "Personal e-mail, then one reminder by text or post",
    "A time-limited discount on what they bought before",
);

const LOST_BEST: SegmentAdvice = advice(
    "Can't Lose",
    "They were among your best customers and have stopped coming.",
    "Contact each of them personally, and fix what kept them away.",
    "All of them, one by one: they are few",
    "Phone call or a personal letter",
    "A generous offer made for them: credit, free delivery or a gift",
);

const ATTENTION: SegmentAdvice = advice(
    "Need Attention",
    "Average in every way, and starting to drift away.",
    "Give them a reason to come back soon, built on what they like.",
    "Those whose favourite category is known",
    "E-mail with personal suggestions",
    "A limited-time offer in their favourite category",
);

const ADVICE: &[SegmentAdvice] = &[
    advice(
        "Champions",
        "They bought most recently, buy most often and spend the most.",
        "Reward them, show them new products first, and ask for reviews and referrals.",
        "All of them, and those who recommend you in particular",
        "Personal e-mail, loyalty programme",
        "Early access, gifts and thanks; no discounts needed",
    ),
    advice(
        "Loyal",
        "They buy often, spend well and were here not long ago.",
        "Offer better and matching products, and keep them close with a loyalty programme.",
        "All of them; those with smaller orders for the matching products",
        "E-mail and loyalty programme",
        "Points, free delivery, and sets that go with past orders",
    ),
    POTENTIAL,
    SegmentAdvice { segment: "Potential Loyalist", ..POTENTIAL },
    advice(
        "New",
        "They were here very recently, and are among those who have ordered and spent least so far.",
        "Make the start easy: welcome them, show how to use what they bought, and suggest a second order.",
        "Everybody, in the first weeks after the first order",
        "A short series of welcome e-mails",
        "A welcome offer on the second order",
    ),
    advice(
        "Recent",
        "They were here not long ago, and have bought little so far compared with others.",
        "Bring about the next order while they still remember you.",
        "Everybody, those with the latest order first",
        "E-mail within two weeks of the order",
        "A starter bundle, or free delivery on the next order",
    ),
    advice(
        "Promising",
        "They bought not long ago, but less often and for less than most.",
        "Build interest: show best-sellers and what others bought next.",
        "Those who looked around again since their order",
        "E-mail and social media",
        "A small trial offer or samples",
    ),
    ATTENTION,
    SegmentAdvice { segment: "Needs Attention", ..ATTENTION },
    advice(
        "About To Sleep",
        "They bought less than most, and it was a while ago.",
        "Wake their interest with popular products before they forget you.",
        "Those who bought at full price first",
        "E-mail, and advertising to people who know you",
        "A discount on best-sellers, for a short time",
    ),
    RISK,
    LOST_BEST,
    SegmentAdvice { segment: "Cannot Lose", ..LOST_BEST },
    advice(
        "Hibernating",
        "Their last order was long ago, and they ordered and spent less than most.",
        "Try once with something relevant, and spend little on it.",
        "Those who ordered more than once",
        "A seasonal e-mail",
        "A seasonal discount, or clearance",
    ),
    advice(
        "Lost",
        "Their last order was longest ago, and they are among those who ordered and spent least.",
        "Send one last message, then leave them out of paid campaigns.",
        "Those who still open your messages",
        "One e-mail",
        "A strong one-time discount, or none",
    ),
    advice(
        "Inactive",
        "They have not ordered for a long time, and bought less than most.",
        "Send one last message, then leave them out of paid campaigns.",
        "Those who still open your messages",
        "One e-mail",
        "A strong one-time discount, or none",
    ),
    advice(
        PROSPECTS,
        "They registered but have not ordered yet.",
        "Make the first order easy, and answer what holds them back.",
        "Those who registered lately first",
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
            assert_eq!(ADVICE.iter().filter(|s| s.segment == name).count(), 1, "{name}");
        }
        for strategy in ADVICE {
            assert!(used.iter().any(|name| name == strategy.segment), "{} is in no map", strategy.segment);
            for text in [strategy.meaning, strategy.action, strategy.audience, strategy.channel, strategy.offer] {
                assert!(!text.is_empty());
            }
            assert!(strategy.meaning.ends_with('.') && strategy.action.ends_with('.'));
        }
        assert_eq!(advice_for("My own"), None);
    }

    #[test]
    fn own_words_take_the_place_of_those_that_came() {
        let mine = AdviceEdit { segment: "Champions".into(), offer: "Tea with the owner".into(), ..AdviceEdit::default() };
        let own = AdviceEdit { segment: "My own".into(), action: "Ask them.".into(), ..AdviceEdit::default() };
        let edits = [mine, own.clone()];
        assert_eq!(check_advice(&edits), Ok(()));
        let found = AdviceEdit::merged(&edits, "Champions");
        let usual = advice_for("Champions").expect("comes with the program");
        assert_eq!((found.offer.as_str(), found.action.as_str()), ("Tea with the owner", usual.action));
        assert_eq!(AdviceEdit::merged(&edits, "My own"), own);
        assert_eq!(AdviceEdit::merged(&[], "Loyal").meaning, advice_for("Loyal").expect("comes with the program").meaning);
    }

    #[test]
    fn each_bad_edit_is_named() {
        let edit =
            |segment: &str, offer: &str| AdviceEdit { segment: segment.into(), offer: offer.into(), ..AdviceEdit::default() };
        let check = |edits: &[AdviceEdit], expected: &str| {
            assert_eq!(check_advice(edits).err().map(|e| e.to_string()).as_deref(), Some(expected));
        };
        check(&[edit("A", ""), edit(" ", "")], "strategy 2 names no segment");
        check(&[edit("A", ""), edit("A", "x")], "A has two strategies; it must have one");
        check(&[edit("A", &"x".repeat(2_001))], "a text of the strategy for A has 2001 characters; it must have at most 2000");
        let many: Vec<AdviceEdit> = (0..1_001).map(|n| edit(&n.to_string(), "")).collect();
        check(&many, "there are 1001 edited strategies; there must be at most 1000");
    }
}
