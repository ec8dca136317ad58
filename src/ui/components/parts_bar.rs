//! A recommendation's score as the sum of its five parts.

use crate::platform::locale;
use crate::protocol::STRATEGIES;
use crate::ui::words;
use leptos::prelude::*;

/// A stacked bar of the five weighted parts, whole width for a score of 1.
#[component]
pub(crate) fn PartsBar(
    /// The parts; they add up to the score.
    parts: [f64; 5],
    /// The score.
    score: f64,
) -> impl IntoView {
    let words: Vec<String> = STRATEGIES
        .iter()
        .zip(parts)
        .map(|(name, part)| format!("{} {}", name.to_ascii_lowercase(), locale::number(part, 3)))
        .collect();
    let label = format!("Score {} is the sum of: {}", locale::number(score, 3), words.join(", "));
    let bars = parts.into_iter().enumerate().filter(|(_, part)| *part > 0.0).map(|(i, part)| {
        let name = STRATEGIES.get(i).copied().unwrap_or_default();
        view! {
            <span
                class=format!("part part-{i}")
                style=words::percent_wide(part)
                title=format!("{name}: {}", locale::number(part, 3))
            ></span>
        }
    });
    view! { <div class="parts" role="img" aria-label=label>{bars.collect_view()}</div> }
}

/// What the bars' colours and patterns mean, with weights or a score's parts.
#[component]
pub(crate) fn PartsLegend(
    /// One figure for each strategy, as text.
    figures: [String; 5],
) -> impl IntoView {
    let items = STRATEGIES.into_iter().zip(figures).enumerate().map(|(i, (name, figure))| {
        view! {
            <li>
                <span class=format!("part-swatch part part-{i}") aria-hidden="true"></span>
                <span>{name}</span>
                <span class="num">{figure}</span>
            </li>
        }
    });
    view! { <ul class="parts-legend">{items.collect_view()}</ul> }
}
