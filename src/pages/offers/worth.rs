//! What the offers may bring: what is bought anyway, and what showing them may add under stated assumptions.

use super::blocks::{problem, small, table};
use crate::chart::impact_by_segment;
use clientele_analytics::recommend::{Cases, ImpactParams};
use clientele_core::domain::{ErrorView, Figure, Money};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Block, Button, ChartId, ChartWidth, Field, FieldKind, HeadlineView, Ranged, Theme, Tone, argument};

pub(super) fn blocks(session: &Session, arguments: &[(String, String)]) -> Vec<Block> {
    let usual = ImpactParams::default();
    let fields = [
        ("reach", "Customers who see their list, %", usual.reach),
        ("low", "A purchase gets likelier by, % (low)", usual.uplift_low),
        ("mid", "… (middle)", usual.uplift_mid),
        ("high", "… (high)", usual.uplift_high),
    ];
    let shown = fields.map(|(name, label, share)| {
        let usual = format!("{:.0}", 100.0 * share);
        let typed = argument(arguments, name);
        Field {
            name: name.to_owned(),
            testid: format!("worth-{name}"),
            label: label.to_owned(),
            value: if typed.is_empty() { usual.clone() } else { typed.to_owned() },
            usual,
            kind: FieldKind::Slider { min: 0.0, max: if name == "reach" { 100.0 } else { 50.0 }, step: 1.0 },
            ..Field::default()
        }
    });
    let share = |name: &str, usual: f64| argument(arguments, name).parse::<f64>().map_or(usual, |percent| percent / 100.0);
    let params = ImpactParams {
        reach: share("reach", usual.reach),
        uplift_low: share("low", usual.uplift_low),
        uplift_mid: share("mid", usual.uplift_mid),
        uplift_high: share("high", usual.uplift_high),
    };
    let is_usual = params == usual;
    let content = match found(session, params) {
        Ok(mut blocks) => {
            let chart = is_usual.then(|| vec![Block::charts([ChartId::ImpactBySegment])]);
            blocks.push(Block::maybe(chart));
            blocks
        }
        Err(error) => vec![problem(&error, "worth-problem")],
    };
    vec![
        Block::notice(
            Tone::Warning,
            "worth-counterfactual",
            "Most of this would be bought anyway. What showing the offers adds is an assumption until an experiment measures it.",
        ),
        Block::panel(
            "What is assumed",
            "Change them and the figures follow.",
            "worth-assumptions",
            vec![Block::Fields(shown.to_vec())],
        ),
        super::blocks::named("worth-found", content),
    ]
}

fn found(session: &Session, params: ImpactParams) -> Result<Vec<Block>, ErrorView> {
    let valid = params.check().map_err(|e| ErrorView::of(&e))?;
    let impact = session.impact(&valid).ok_or_else(|| session.no_impact())?;
    let card = |name: &str, label: &str, cases: &Cases, how: &str| HeadlineView {
        name: name.to_owned(),
        label: label.to_owned(),
        value: Ranged { value: money(cases.mid), bounds: Some((money(cases.low), money(cases.high))) },
        method_note: how.to_owned(),
    };
    let days = impact.days;
    let total = &impact.total;
    let cards = vec![
        card(
            "impact-extra",
            &format!("Added in {days} days"),
            &total.extra_revenue,
            "What is bought anyway × customers who see their list × how much likelier that makes a purchase.",
        ),
        card(
            "impact-anyway",
            &format!("Bought anyway in {days} days"),
            &total.revenue_anyway,
            "Tested chances × prices, over all offers: what customers buy of them without seeing any. The range is what the test bears.",
        ),
    ];
    // The chart's table has it all, with and without the picture.
    let by_segment =
        impact_by_segment(&impact, &session.segment_names(), session.dataset().currency(), Theme::Light, ChartWidth::Wide).table;
    Ok(vec![
        Block::Headlines(cards),
        Block::panel(
            "By segment",
            "Low, middle and high: what the test bears, with the assumption of each case.",
            "impact",
            vec![
                table(by_segment, "What the offers may bring by segment", "impact-row"),
                // The file is about all customers; that of the table, beside it, about those that it shows.
                Block::maybe(
                    (!session.is_selection())
                        .then(|| vec![Block::Buttons(vec![Button::export("As a file", ExportKind::Impact)])]),
                ),
            ],
        ),
        Block::panel("Assumptions, in words", "", "assumptions", small(impact.assumptions())),
    ])
}

fn money(amount: f64) -> Figure {
    Figure::Money(Money::from_ten_thousandths((amount.clamp(0.0, 1e12) * Money::SCALE as f64).round() as i64))
}
