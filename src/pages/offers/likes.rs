//! What one customer likes, for the customer's page.

use super::blocks::table;
use super::lists;
use clientele_core::domain::CustomerIx;
use clientele_engine::Session;
use clientele_messages::Block;

/// Preferences with counts; nothing without recommendations, which they come from, or without orders.
pub(crate) fn customer_blocks(session: &Session, customer: CustomerIx) -> Vec<Block> {
    let Ok(likes) = lists::features(session, customer) else { return Vec::new() };
    if likes.tables.is_empty() && likes.facts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Text(likes.stage.into())];
    if !likes.facts.is_empty() {
        blocks.push(Block::Facts(likes.facts));
    }
    blocks.extend(likes.tables.into_iter().map(|(heading, view)| table(view, &heading, "likes-row")));
    let note =
        "What the recommendations go by. “Times the shop's share”: above 1 for what this customer buys more of than others do.";
    vec![Block::panel("What they like, and where they stand", note, "likes", blocks)]
}
