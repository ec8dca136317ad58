//! The page about offers: who gets what, settings with a live preview, rules, the test on the shop's past, what it may be worth. Texts
//! are plain; figures come from the session.

use super::blocks::{apply_settings, named, small, table, tabs};
use super::{lists, quality, recommendations, settings, test, who, worth};
use clientele_analytics::recommend::RecommendParams;
use clientele_core::domain::{ErrorView, Figure};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Block, Button, ChartId, CustomerFilter, Line, PageView, StatView, Tone, argument};

/// The parts of the page: value of the argument `view`, and label.
const VIEWS: [(&str, &str); 5] = [
    ("lists", "Who gets what"),
    ("settings", "Settings"),
    ("rules", "Rules"),
    ("test", "The test"),
    ("worth", "What it may bring"),
];

/// The page. Arguments: `view`, one of [`VIEWS`]; those of [`super::form`] for settings that are only looked at; `by`, `who`, `skip`
/// for the lists; `k` for the test; `reach`, `low`, `mid`, `high` for what it may bring.
///
/// `of_filter`: what of the whole result, `session`, the filter is about.
pub(crate) fn page(
    session: &Session,
    of_filter: &Session,
    arguments: &[(String, String)],
    filter: &CustomerFilter,
) -> Result<PageView, ErrorView> {
    let lists = &of_filter.recommendations()?.lists;
    let mut is_offered = vec![false; session.dataset().products().ids.len()];
    for product in &lists.product {
        is_offered[product.ix()] = true;
    }
    let view = VIEWS.iter().find(|(name, _)| *name == argument(arguments, "view")).unwrap_or(&VIEWS[0]).0;
    let stat = |name: &str, label: &str, value: u64| StatView {
        name: name.to_owned(),
        label: label.to_owned(),
        value: Figure::Count(value),
    };
    let part = match view {
        "settings" => settings::blocks(session, arguments, filter)?,
        "rules" => rules(session, recommendations::view(session)?.notes)?,
        "test" => test::blocks(session, arguments)?,
        "worth" => worth::blocks(of_filter, arguments),
        _ => who::blocks(session, arguments, filter)?,
    };
    Ok(PageView {
        title: "Recommendations".to_owned(),
        lead: "What to offer to each customer next, why, and how well such offers would have done on your shop's own past."
            .to_owned(),
        actions: vec![
            Button::export("For mail tools", ExportKind::Offers),
            Button::export("All recommendations", ExportKind::Recommendations),
            Button::export("Test figures", ExportKind::Evaluation),
        ],
        blocks: vec![
            Block::Stats(vec![
                stat(
                    "recommended-customers",
                    "customers with an offer",
                    (0..lists.customers() as u32).filter(|&c| !lists.of(c).is_empty()).count() as u64,
                ),
                stat("recommendations", "offers in all", lists.product.len() as u64),
                stat("recommended-products", "different products", is_offered.iter().filter(|is| **is).count() as u64),
                stat("short-customers", "customers with short lists", u64::from(lists.short_lists)),
            ]),
            Block::maybe(Some(verdict(session))),
            Block::Fields(vec![tabs("view", "Part of the page", view, &VIEWS)]),
            named(&format!("offers-{view}"), part),
        ],
    })
}

/// Which way to choose wins on the shop's past, also when it is against us; and what to do about it.
fn verdict(session: &Session) -> Vec<Block> {
    let Ok(report) = session.evaluation() else {
        let Err(error) = session.evaluation() else { return Vec::new() };
        return vec![Block::notice(Tone::Info, "verdict", error.to_string())];
    };
    let used = session.config().recommendations.method;
    let (text, loses) = clientele_analytics::recommend::verdict(report, session.tested_task());
    let mut lines: Vec<Line> = Vec::new();
    if used != clientele_analytics::recommend::RankingMethod::Hybrid {
        lines.push(format!("Lists are made by: {}.", clientele_analytics::recommend::method_label(used)).into());
    }
    let winner = quality::winner(session);
    let warns = winner.is_some() || (loses && used == clientele_analytics::recommend::RankingMethod::Hybrid);
    let tone = if warns { Tone::Warning } else { Tone::Info };
    let mut blocks = vec![Block::Notice { tone, testid: "verdict".to_owned(), title: text, lines }];
    if let Some(method) = winner {
        let label = format!("Use the winner: {}", clientele_analytics::recommend::method_label(method));
        let params = RecommendParams { method, ..session.config().recommendations.clone() };
        blocks.push(Block::Buttons(vec![Button::new(&label, "use-winner", apply_settings(session, &params))]));
    }
    blocks
}

/// What is a rule here, whether it is in force, and what it did.
fn rules(session: &Session, notes: Vec<String>) -> Result<Vec<Block>, ErrorView> {
    let segments = &session.config().recommendations.segments;
    let suggested = clientele_analytics::recommend::SegmentRule::suggested();
    let (note, shown) = if segments.is_empty() {
        ("None is switched on. These are suggestions; switch them on under Settings.", suggested.as_slice())
    } else {
        ("Switched on: each segment's customers get their offers this way.", segments.as_slice())
    };
    Ok(vec![
        Block::panel(
            "What the rules did",
            "Each offer names the rule that placed it; all others are placed by their score.",
            "rules-done",
            vec![table(lists::rules(session)?, "Rules and the offers they affected", "rule-done")],
        ),
        Block::panel(
            "Rules for segments",
            note,
            "segment-rules",
            vec![table(lists::segment_rules(shown), "Rules for segments", "segment-rule")],
        ),
        Block::charts([ChartId::StrategyShares]),
        Block::panel("Notes", "", "offer-notes", small(notes)),
    ])
}
