//! What to do with a group of customers.

use crate::protocol::StrategyView;
use leptos::prelude::*;

/// Meaning, action, channel, offer.
#[component]
pub(crate) fn StrategyText(
    /// The strategy.
    strategy: StrategyView,
) -> impl IntoView {
    let line = |name: &'static str, text: String| (!text.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{text}</dd></div> });
    view! {
        <p class="strategy-meaning">{strategy.meaning}</p>
        <dl class="strategy">
            {line("Do", strategy.action)}
            {line("With whom", strategy.audience)}
            {line("Reach them by", strategy.channel)}
            {line("Offer", strategy.offer)}
        </dl>
    }
}
