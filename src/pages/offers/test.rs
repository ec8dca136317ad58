//! The test on the shop's past: methods side by side, chances against what was bought, tuning.

use super::blocks::{apply_settings, named, small, table, tabs};
use super::quality;
use clientele_analytics::recommend::RecommendParams;
use clientele_core::domain::{ErrorView, counted};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Act, Block, Button, ChartId, Tone, Work, argument};

pub(super) fn blocks(session: &Session, arguments: &[(String, String)]) -> Result<Vec<Block>, ErrorView> {
    let methods = match session.evaluation() {
        Ok(_) => methods(session, arguments)?,
        // The verdict above says why.
        Err(_) => Vec::new(),
    };
    Ok(vec![named("offers-methods", methods), tuning(session), reliability(session)])
}

fn methods(session: &Session, arguments: &[(String, String)]) -> Result<Vec<Block>, ErrorView> {
    let (report, task) = (session.evaluation()?, session.tested_task());
    let used = session.config().recommendations.method;
    let customers = report.results.iter().find(|r| r.task == task).map_or(0, |r| u64::from(r.customers));
    let note = format!(
        "Orders from {} to {} were hidden; each method then made lists for {}, compared with what they really bought. In brackets: 95 % limits, from draws of other customers.",
        report.split_day.long_text(),
        report.last_day.long_text(),
        counted(customers, "customer", "customers")
    );
    let k = if argument(arguments, "k") == "3" { 3 } else { 10 };
    let choice = tabs("k", "Length of the lists", &k.to_string(), &[("10", "Lists of 10"), ("3", "Lists of 3")]);
    Ok(vec![
        Block::panel(
            "Which method does best?",
            &note,
            "evaluation",
            vec![
                Block::Fields(vec![choice]),
                table(quality::methods(report, task, k, used), "Methods tested", "method-row"),
                table(quality::against(report, task, used), "The method in use against the others", "against-row"),
                Block::more(
                    "What the lists look like",
                    vec![table(quality::looks(report, task, used), "What the lists look like", "looks-row")],
                ),
            ],
        ),
        Block::charts(
            [ChartId::RecommendationQuality, ChartId::Reliability]
                .into_iter()
                .filter(|chart| *chart != ChartId::Reliability || session.calibration().is_some()),
        ),
    ])
}

/// How the chances were tested; the plot stands beside that of the methods.
fn reliability(session: &Session) -> Block {
    let blocks = match session.calibration() {
        Some(calibration) => {
            let mut blocks = vec![Block::Text(calibration.verdict().into())];
            blocks.extend(small(quality::calibration_notes(calibration)));
            blocks
        }
        None => vec![Block::Muted("The past is too short to fit a chance on some days and test it on others.".into())],
    };
    let note = "Confidence orders the evidence. The chance beside it says how many of 100 such offers were bought within the days of the test.";
    Block::panel("Do the chances hold? (calibration)", note, "calibration", blocks)
}

fn tuning(session: &Session) -> Block {
    let start = Button::new("Tune on my data", "tune", Act::Work(Work::Tune)).primary();
    let found = session.tuning().map(|report| {
        let used = quality::is_in_use(&report, &session.config().recommendations);
        let tone = if report.changed && !report.is_advised() { Tone::Warning } else { Tone::Info };
        let mut blocks = vec![Block::notice(tone, "tune-verdict", report.verdict())];
        if report.changed {
            blocks.push(table(quality::tuned_settings(&report), "Settings before and found", "tuned-row"));
        }
        blocks.extend(small(quality::tuning_notes(&report)));
        let mut buttons = vec![Button::export("What was found", ExportKind::Tuning)];
        if used && report.changed {
            blocks.push(Block::Text("These settings are in use.".into()));
        } else if report.changed {
            // What was set since about products, rules and lengths stays.
            let (found, now) = (&report.tuned, session.config().recommendations.clone());
            let params = RecommendParams {
                weights: found.weights,
                strategies: found.strategies,
                neighbours: found.neighbours,
                repurchase: found.repurchase,
                ..now
            };
            buttons.insert(0, Button::new("Use what was found", "tune-use", apply_settings(session, &params)));
        }
        blocks.push(Block::Buttons(buttons));
        blocks
    });
    Block::panel(
        "Tune on my data",
        "Looks for better weights and settings on the days before the last 30, and tests them on the last 30 once, at the end. It takes some seconds to a minute; the page stays usable, and Cancel in the bar below stops it.",
        "tuning",
        vec![Block::Buttons(vec![start]), Block::maybe(found)],
    )
}
