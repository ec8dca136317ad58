//! What was typed about offers: read, shown again, replayed.

use clientele_analytics::recommend::{RankingMethod, RecommendParams, Strategy};
use clientele_core::domain::ErrorView;
use clientele_engine::{self, Control, OFFER_FIELDS, Replayed, RunError, Session, offer_text, read_offer_fields};
use clientele_messages::{Field, FieldKind, argument};

/// Days held back for a replay unless others are typed.
pub(super) const REPLAY_DAYS: u32 = 30;
/// A file with what is in stock goes before what is typed.
const STOCK_FILE: &str = "in_stock_file";
/// Begins names of arguments that are no part of an address: settings that are typed, and not in use yet.
const HIDDEN: char = '_';
/// Weights are typed in per cent.
const MOST_WEIGHT: f64 = 100.0;

/// Names of all arguments of settings.
pub(super) fn names() -> impl Iterator<Item = String> {
    OFFER_FIELDS.into_iter().chain([STOCK_FILE]).map(hidden)
}

fn hidden(name: &str) -> String {
    format!("{HIDDEN}{name}")
}

/// What is typed in a field, if anything is.
fn typed<'a>(arguments: &'a [(String, String)], field: &str) -> Option<&'a str> {
    let file = argument(arguments, &hidden(STOCK_FILE));
    if field == "in_stock" && !file.is_empty() {
        return Some(file);
    }
    Some(argument(arguments, &hidden(field))).filter(|text| !text.is_empty())
}

/// The settings in use with what was typed laid over them.
///
/// # Errors
/// What cannot be read, or is out of its bounds.
pub(super) fn params(session: &Session, arguments: &[(String, String)]) -> Result<RecommendParams, ErrorView> {
    read_offer_fields(&session.config().recommendations, session.dataset(), |name| typed(arguments, name))
}

/// A field of the form with what stands in it now.
fn field(session: &Session, arguments: &[(String, String)], name: &str, label: &str, hint: &str, kind: FieldKind) -> Field {
    let usual = offer_text(&session.config().recommendations, name);
    Field {
        name: hidden(name),
        testid: format!("offer-{name}"),
        label: label.to_owned(),
        hint: hint.to_owned(),
        value: typed(arguments, name).map_or_else(|| usual.clone(), str::to_owned),
        usual,
        kind,
        ..Field::default()
    }
}

fn choices(pairs: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect())
}

/// The five weights as sliders.
pub(super) fn weights(session: &Session, arguments: &[(String, String)]) -> Vec<Field> {
    let hints = [
        "What customers with similar purchases buy, and what goes with one's own (collaborative).",
        "What resembles the things they buy: category, brand, words, price band (content).",
        "What is in the same baskets (cross-sell).",
        "What is due again, in season, or sells well now (temporal).",
        "What costs about what they usually pay (price affinity).",
    ];
    let slider = || FieldKind::Slider { min: 0.0, max: MOST_WEIGHT, step: 1.0 };
    Strategy::ALL
        .into_iter()
        .zip(hints)
        .map(|(s, hint)| field(session, arguments, s.name(), clientele_analytics::recommend::strategy_label(s), hint, slider()))
        .collect()
}

/// How lists are made.
pub(super) fn lists(session: &Session, arguments: &[(String, String)]) -> Vec<Field> {
    let of = |name: &str, label: &str, hint: &str, kind: FieldKind| field(session, arguments, name, label, hint, kind);
    let mut segments = vec![("none", "None"), ("suggested", "As suggested (see Rules)")];
    if offer_text(&session.config().recommendations, "segments") == "own" {
        segments.push(("own", "Those of your settings file"));
    }
    let methods: Vec<(String, String)> = RankingMethod::ALL
        .into_iter()
        .map(|m| (m.name().to_owned(), clientele_analytics::recommend::method_label(m).to_owned()))
        .collect();
    let percent = |max: f64| FieldKind::Slider { min: 0.0, max, step: 5.0 };
    vec![
        of("n", "Offers for each customer", "1 to 100", FieldKind::Number),
        of("min_confidence", "Minimum confidence, %", "Weaker evidence is left out", percent(100.0)),
        of(
            "repurchase",
            "Offer products bought before?",
            "Automatic: as your past shows",
            choices(&[("auto", "Automatic"), ("yes", "Yes"), ("no", "No, only new ones")]),
        ),
        of("per_category", "At most from one category", "0 for no limit", FieldKind::Number),
        of("variety", "Variety, %", "How much likeness to the rest of the list counts against a product (MMR)", percent(95.0)),
        of("method", "Chosen by", "The weights count for the five strategies only", FieldKind::Choice(methods)),
        of("segments", "Rules for segments", "", choices(&segments)),
    ]
}

/// Rules about single products.
pub(super) fn products(session: &Session, arguments: &[(String, String)]) -> Vec<Field> {
    let of = |name: &str, label: &str, hint: &str, kind: FieldKind| field(session, arguments, name, label, hint, kind);
    let hint = "Numbers or whole names, one a line; “none” to clear";
    let file =
        Field {
            value: String::new(), usual: String::new(), ..of(STOCK_FILE, "… or a file of them (CSV)", "", FieldKind::File)
        };
    vec![
        of("exclude", "Never offer", hint, FieldKind::Lines),
        of("pin", "Always first", hint, FieldKind::Lines),
        of("in_stock", "Only these are in stock", "Empty: everything is. “none” to clear", FieldKind::Lines),
        file,
    ]
}

/// Replays settings as typed.
///
/// # Errors
/// As [`clientele_engine::replay`], and when what was typed cannot be read.
pub(crate) async fn replayed(
    session: &Session,
    fields: &[(String, String)],
    control: &impl Control,
) -> Result<Replayed, RunError> {
    let other = params(session, fields).map_err(RunError::Failed)?;
    let days = argument(fields, "days").trim();
    let days = match days.parse::<u32>() {
        _ if days.is_empty() => REPLAY_DAYS,
        Ok(days) if (7..=180).contains(&days) => days,
        _ => return Err(RunError::Failed(no_days(days))),
    };
    let report = clientele_engine::replay(session, &other, days, control).await?;
    Ok(Replayed { other, report })
}

fn no_days(text: &str) -> ErrorView {
    ErrorView {
        code: "replay-days".into(),
        message: format!("“{text}” is no number of days that can be held back"),
        place: Some("Days held back".into()),
        suggestion: "Type a number from 7 to 180; 30 is usual.".into(),
    }
}
