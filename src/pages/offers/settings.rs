//! Settings of the offers with a live preview: what customers would get, before anything is applied.

use super::blocks::{apply_settings, named, problem, small, table};
use super::{form, quality, who};
use clientele_analytics::recommend::{RecommendParams, Recommendations};
use clientele_core::domain::{CustomerIx, ErrorView, counted, grouped};
use clientele_engine::Session;
use clientele_messages::{Act, Block, Button, CustomerFilter, Field, FieldKind, Link, Tone, Work, argument};

/// Customers whose lists are made anew with every change.
const PREVIEWED: usize = 100;
/// Of them shown.
const SHOWN: usize = 25;

pub(super) fn blocks(
    session: &Session,
    arguments: &[(String, String)],
    filter: &CustomerFilter,
) -> Result<Vec<Block>, ErrorView> {
    let params = form::params(session, arguments);
    let changed = params.as_ref().is_ok_and(|params| *params != session.config().recommendations);
    let apply = params.as_ref().ok().map(|params| apply_settings(session, params));
    let says = match (&params, changed) {
        (Err(error), _) => problem(error, "offers-problem"),
        (Ok(_), true) => Block::notice(Tone::Info, "offers-state", "Not in use yet: below is what customers would get."),
        (Ok(_), false) => Block::Muted("These settings are in use.".into()),
    };
    let usual = RecommendParams::default();
    let is_usual = session.config().recommendations == usual;
    let typed = form::names().any(|name| arguments.iter().any(|(typed, _)| *typed == name));
    let clear = form::names().map(|name| (name, String::new())).collect();
    let button =
        |label: &str, testid: &str, act: Act, is_disabled: bool| Button { is_disabled, ..Button::new(label, testid, act) };
    let buttons = vec![
        button("Use these settings", "offers-apply", apply.unwrap_or(Act::Settings(String::new())), !changed).primary(),
        button("Undo my changes", "offers-back", Act::Go(Link::Set(clear)), !typed),
        button("Reset to defaults", "offers-reset", apply_settings(session, &usual), is_usual),
    ];
    Ok(vec![
        Block::panel(
            "How much each reason counts",
            "Only the proportions matter. Move one and watch the lists below.",
            "offers-weights",
            vec![Block::Fields(form::weights(session, arguments))],
        ),
        Block::panel("The lists", "", "offers-form", vec![Block::Fields(form::lists(session, arguments))]),
        named("offers-says", vec![says]),
        Block::Buttons(buttons),
        named("offers-preview", preview(session, arguments, filter, params.ok())?),
        Block::panel(
            "Single products",
            "These rules hold in every list, whatever the scores say.",
            "offers-products",
            vec![Block::Fields(form::products(session, arguments))],
        ),
        replay(session, arguments, changed),
    ])
}

/// The lists of some customers by these settings, and how many of them are other ones than now.
fn preview(
    session: &Session,
    arguments: &[(String, String)],
    filter: &CustomerFilter,
    params: Option<RecommendParams>,
) -> Result<Vec<Block>, ErrorView> {
    let Some(params) = params else { return Ok(Vec::new()) };
    let found = who::customers(session, arguments, filter);
    let customers: Vec<CustomerIx> = found.iter().copied().take(PREVIEWED).collect();
    let seen = session.preview_offers(&params, &customers)?;
    let now = &session.recommendations()?.lists;
    let (mut lists, mut offers, mut all) = (0_u64, 0_u64, 0_u64);
    for (customer, seen) in customers.iter().zip(&seen) {
        let before = &now.product[now.of(customer.0)];
        lists += u64::from(seen.product != before);
        offers += seen.product.iter().filter(|product| !before.contains(product)).count() as u64;
        all += seen.product.len() as u64;
    }
    let first = counted(customers.len() as u64, "customer", "customers");
    let which = if found.len() > customers.len() { format!("Of the first {first}") } else { format!("Of {first}") };
    let says = format!(
        "{which} {} would get another list; {} of their {} would be other products than now.",
        grouped(lists),
        grouped(offers),
        counted(all, "offer", "offers")
    );
    let rows: Vec<(CustomerIx, &Recommendations)> = customers.iter().copied().zip(&seen).take(SHOWN).collect();
    let n = params.n as usize;
    Ok(vec![Block::panel(
        "What customers would get",
        "Chances are those fitted to the lists in use; they are fitted again when you use these settings.",
        "preview",
        vec![named("preview-changed", vec![Block::Text(says.into())]), who::table(session, &rows, n, Some(now))],
    )])
}

/// Other settings replayed on the days held back.
fn replay(session: &Session, arguments: &[(String, String)], changed: bool) -> Block {
    let days = Field {
        name: "days".to_owned(),
        testid: "replay-days".to_owned(),
        label: "Days held back".to_owned(),
        hint: "7 to 180".to_owned(),
        value: Some(argument(arguments, "days")).filter(|days| !days.is_empty()).unwrap_or("30").to_owned(),
        usual: form::REPLAY_DAYS.to_string(),
        kind: FieldKind::Number,
        ..Field::default()
    };
    let work = Work::Replay { fields: arguments.to_vec() };
    let hint = if changed { "" } else { "Change a setting first" };
    let button = Button {
        is_disabled: !changed,
        hint: hint.to_owned(),
        ..Button::new("Replay these settings", "replay", Act::Work(work))
    };
    let found = session.replayed().map(|replayed| {
        let report = &replayed.report;
        let mut blocks = vec![
            Block::notice(Tone::Info, "replay-verdict", report.verdict()),
            table(quality::replayed(report, session.dataset().currency()), "The two ways side by side", "replay-row"),
        ];
        let mut notes = vec![format!(
            "{} to {}; {} who had bought before. Both ways learned from the days before only.",
            report.window.first.long_text(),
            report.window.last.long_text(),
            counted(u64::from(report.customers), "customer", "customers")
        )];
        notes.push(format!("B: {}.", difference(&replayed.other, &session.config().recommendations)));
        blocks.extend(small(notes));
        blocks
    });
    Block::panel(
        "Rehearse: would these settings have done better?",
        "An offline replay: lists as they would have been made before the last days, against what was then bought. Nobody saw these lists, so it says which fit your past better, not what showing them would sell. For that, run an experiment.",
        "replay-panel",
        vec![Block::Fields(vec![days]), Block::Buttons(vec![button]), Block::maybe(found)],
    )
}

/// How settings differ, in words.
fn difference(other: &RecommendParams, used: &RecommendParams) -> String {
    let text = |params: &RecommendParams, name: &str| clientele_engine::offer_text(params, name);
    let changed: Vec<String> = clientele_engine::OFFER_FIELDS
        .into_iter()
        .filter(|name| text(other, name) != text(used, name))
        .map(|name| match text(other, name) {
            list if list.contains('\n') || list.len() > 24 => format!("{} changed", label(name)),
            one if one.is_empty() => format!("{} none", label(name)),
            one => format!("{} {one}", label(name)),
        })
        .collect();
    if changed.is_empty() { "as now in use".to_owned() } else { changed.join(", ") }
}

fn label(field: &str) -> String {
    let strategy = clientele_analytics::recommend::Strategy::ALL.into_iter().find(|s| s.name() == field);
    match strategy {
        Some(strategy) => format!("weight of “{}”", clientele_analytics::recommend::strategy_label(strategy)),
        None => field.replace('_', " "),
    }
}
