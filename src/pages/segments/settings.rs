//! What a user can set about segments and clusters: lays out the fields, and tells the settings that come of what is typed. Names of
//! arguments that begin with `_` stand for what is typed and not in use yet.

use crate::views::{AdviceView, SegmentsView};
use clientele_analytics::cluster::{ClusterParams, Feature};
use clientele_analytics::segment::{AdviceEdit, EditedCuts, MapKind, RfmParams, SegmentDefinition, SegmentMap};
use clientele_core::domain::{Day, ErrorView};
use clientele_engine::{Config, Session, overlay};
use clientele_messages::{
    Act, Answer, Block, Button, Column, Field, FieldKind, FieldRow, FieldTable, Frame, Group, Line, Link, PageView, Tone,
    argument,
};

const DATE: &str = "_date";
const MAP: &str = "_map";
const NEW_SEGMENT: &str = "_new-segment";
/// Names of new segments, one a line.
const NEW_SEGMENTS: &str = "_new-segments";
/// The segment whose words are being edited.
pub(crate) const EDIT: &str = "_edit";
const NO_SEGMENT: &str = "-";
const CUTS: [(&str, &str); 3] =
    [("recency", "Days since last order (recency)"), ("frequency", "Orders (frequency)"), ("monetary", "Spent (monetary value)")];
const MAPS: [(&str, &str); 4] = [
    ("grid", "Grid of recency and value, 10 segments"),
    ("codes", "All 125 score codes, 11 segments"),
    ("six", "Six groups by thirds"),
    ("own", "Your own grid (edit it below)"),
];
const WORDS: [(&str, &str); 5] = [
    ("meaning", "What it means"),
    ("action", "What to do"),
    ("audience", "With whom"),
    ("channel", "Through which channel"),
    ("offer", "Which offer"),
];
const FEATURES: [(Feature, &str); 5] = [
    (Feature::Recency, "Days since last order (recency)"),
    (Feature::Frequency, "Orders (frequency)"),
    (Feature::Monetary, "Spent (monetary value)"),
    (Feature::AverageOrderValue, "Average order value"),
    (Feature::Tenure, "Days since first order (tenure)"),
];

type Typed<'a> = &'a [(String, String)];

/// What comes of a button of the pages of segments and clusters.
///
/// # Errors
/// What is wrong with what is typed.
pub(crate) fn act(session: &Session, name: &str, typed: Typed<'_>) -> Result<Answer, ErrorView> {
    let (name, of) = name.split_once(':').unwrap_or((name, ""));
    let mut config = session.config().clone();
    match name {
        "date-and-map" => date_and_map(session, &mut config.rfm, typed)?,
        "last-date" => config.rfm.analysis_date = None,
        "cuts" => config.rfm.cuts = Some(typed_cuts(session, typed)?),
        "quantile-cuts" => config.rfm.cuts = None,
        "add-segment" => return new_segment(session, typed),
        "grid" => config.rfm.custom_map = Some(drafted_grid(session, typed)),
        "preset-grid" => config.rfm.custom_map = None,
        "words" => set_words(&mut config.strategies, argument(typed, EDIT), Some(typed)),
        "original-words" => set_words(&mut config.strategies, of, None),
        "clusters" => clusters(&mut config.clustering, typed)?,
        "usual" => {
            let usual = Config::default();
            config.rfm = usual.rfm;
            config.clustering = ClusterParams {
                features: usual.clustering.features,
                k: usual.clustering.k,
                max_clusters: usual.clustering.max_clusters,
                ..config.clustering
            };
        }
        _ => return Err(refused("no-such-act", "There is no such button", "Reload the page.")),
    }
    if config.rfm.check().is_err() && name != "cuts" {
        // Cut points that do not fit the new map go.
        let without = RfmParams { cuts: None, ..config.rfm.clone() };
        if without.check().is_ok() {
            config.rfm = without;
        }
    }
    config.validate()?;
    Ok(Answer::Settings(overlay::of(&config)))
}

fn refused(code: &str, message: &str, suggestion: &str) -> ErrorView {
    ErrorView { code: code.to_owned(), message: message.to_owned(), place: None, suggestion: suggestion.to_owned() }
}

/// Tells what is not as usual, and leads back.
pub(crate) fn notice_page(session: &Session) -> PageView {
    let changes = changes(session.config());
    let says = format!("You have set {} yourself, for these data and in this browser.", changes.join(", "));
    let back = Button::new("Back to default settings", "reset-settings", Act::Ask("usual".to_owned()));
    let notice = || vec![Block::notice(Tone::Info, "", says), Block::Buttons(vec![back])];
    let blocks = if changes.is_empty() { Vec::new() } else { vec![Block::titled("", "own-settings", notice())] };
    PageView { blocks, ..PageView::default() }
}

/// What is not as usual, in words.
fn changes(config: &Config) -> Vec<&'static str> {
    let usual = Config::default();
    let (rfm, clustering) = (&config.rfm, &config.clustering);
    let found = [
        (rfm.analysis_date.is_some(), "the analysis date"),
        (rfm.custom_map.is_some() || rfm.map != usual.rfm.map, "the segment map"),
        (rfm.cuts.is_some(), "the cut points"),
        (clustering.features != usual.clustering.features, "what clusters are made from"),
        (clustering.k.is_some(), "the number of clusters"),
    ];
    found.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect()
}

/// A field with what is typed, or what is in use.
fn field(typed: Typed<'_>, name: &str, testid: &str, label: &str, now: String, kind: FieldKind) -> Field {
    let text = argument(typed, name);
    Field {
        name: name.to_owned(),
        testid: testid.to_owned(),
        label: label.to_owned(),
        value: if text.is_empty() { now.clone() } else { text.to_owned() },
        usual: now,
        kind,
        ..Field::default()
    }
}

fn ask(label: &str, testid: &str, act: &str) -> Button {
    Button::new(label, testid, Act::Ask(act.to_owned()))
}

/// Analysis date and map.
pub(crate) fn date_and_map_panel(view: &SegmentsView, typed: Typed<'_>) -> Block {
    let first = view.period.map_or(view.analysis_date, |(first, _)| first);
    let day = FieldKind::Date { min: first, max: Day::from_ymd(2999, 12, 31).unwrap_or(view.analysis_date) };
    let chosen = match (&view.settings.custom_map, view.settings.map) {
        (Some(_), _) => "own",
        (None, MapKind::Grid) => "grid",
        (None, MapKind::Codes) => "codes",
        (None, MapKind::Six) => "six",
    };
    let maps = MAPS.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    let date_label = "Analysis date (recency counts to it; later orders are left out)";
    let mut buttons = vec![ask("Work it out again", "apply-map", "date-and-map").primary()];
    if view.settings.analysis_date.is_some() {
        buttons.push(ask("The day after the last order", "last-date", "last-date"));
    }
    Block::panel(
        "Analysis date and segment map",
        "Both change who is in which segment; everything is calculated again.",
        "date-and-map",
        vec![
            Block::Fields(vec![
                field(typed, DATE, "analysis-date", date_label, view.analysis_date.to_string(), day),
                field(typed, MAP, "map-choice", "Segment map", chosen.to_owned(), FieldKind::Choice(maps)),
            ]),
            Block::Buttons(buttons),
        ],
    )
}

fn date_and_map(session: &Session, rfm: &mut RfmParams, typed: Typed<'_>) -> Result<(), ErrorView> {
    let text = argument(typed, DATE);
    if !text.is_empty() {
        let day = Day::parse_iso(text)
            .ok_or_else(|| refused("analysis-date-no-day", "The analysis date is no day", "Choose a day."))?;
        if let Some((first, _)) = session.dataset().period().filter(|(first, _)| day < *first) {
            let message = format!("The first order is of {}", first.long_text());
            return Err(refused("analysis-date-too-early", &message, "Choose that day or a later one."));
        }
        rfm.analysis_date = Some(day);
    }
    let choice = argument(typed, MAP);
    if !choice.is_empty() {
        rfm.custom_map = (choice == "own").then(|| grid_of(rfm));
        rfm.map = match choice {
            "codes" => MapKind::Codes,
            "six" => MapKind::Six,
            _ => MapKind::Grid,
        };
    }
    Ok(())
}

/// The cut points, to be changed.
pub(crate) fn cuts_panel(view: &SegmentsView, typed: Typed<'_>) -> Block {
    let edited = view.settings.cuts.is_some();
    let width = view.recency_cuts.len();
    let mut columns = vec![Column::text("Figure")];
    columns.extend((1..=width).map(|n| {
        let share = if edited { String::new() } else { format!(" ({:.0}%)", 100.0 * n as f64 / (width + 1) as f64) };
        Column::figures(&format!("Cut {n}{share}"), "")
    }));
    columns.push(Column::figures("Unusual customers (outliers)", "Outside the 1.5-IQR fences; they stay in all figures"));
    let cuts = [&view.recency_cuts, &view.frequency_cuts, &view.monetary_cuts];
    let rows = CUTS.iter().zip(cuts).zip(view.outliers).map(|(((name, label), cuts), outliers)| FieldRow {
        title: (*label).to_owned(),
        fields: cuts
            .iter()
            .enumerate()
            .map(|(at, cut)| {
                let (id, label) = (format!("cut-{name}-{}", at + 1), format!("{label}, cut {}", at + 1));
                field(typed, &format!("_{id}"), &id, &label, plain(*cut), FieldKind::Number)
            })
            .collect(),
        more: vec![Line::count(outliers)],
    });
    let note = if edited {
        "You have set these yourself. A figure above a cut counts as beyond it; customers with the same figure always get the same points. For days since the last order, fewer is better: up to the first cut is the most points."
    } else {
        "Each customer gets points for each figure, by cuts that part customers into equal shares. Customers with the same figure always get the same points. For days since the last order, fewer is better: up to the first cut is the most points. Change a number to set your own."
    };
    let mut buttons = vec![ask("Score with these cut points", "apply-cuts", "cuts").primary()];
    if edited {
        buttons.push(ask("Back to quantiles", "quantile-cuts", "quantile-cuts"));
    }
    let table = FieldTable { caption: "Cut points".to_owned(), columns, rows: rows.collect() };
    Block::panel(
        "Where the scores change (cut points)",
        note,
        "cut-points",
        vec![Block::FieldTable(table), Block::Buttons(buttons)],
    )
}

/// A cut point as text for a box: cut off, not rounded, so that it parts the same customers as the exact one.
fn plain(value: f64) -> String {
    let text = format!("{:.4}", (value * 1e4 + 1e-3).floor() / 1e4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn typed_cuts(session: &Session, typed: Typed<'_>) -> Result<EditedCuts, ErrorView> {
    let found = &session.rfm()?.cut_points;
    let recency: Vec<f64> = found.recency_days.iter().map(|cut| cut.to_f64()).collect();
    let frequency: Vec<f64> = found.frequency.iter().map(|cut| cut.to_f64()).collect();
    let read = |name: &str, cuts: Vec<f64>| -> Result<Vec<f64>, ErrorView> {
        let one = |(at, cut): (usize, f64)| {
            let text = argument(typed, &format!("_cut-{name}-{}", at + 1)).trim().replace(',', ".");
            // What was not touched is what the box shows.
            let text = if text.is_empty() { plain(cut) } else { text };
            text.parse().ok().filter(|number: &f64| number.is_finite())
        };
        let numbers: Option<Vec<f64>> = cuts.into_iter().enumerate().map(one).collect();
        numbers.ok_or_else(|| refused("cut-no-number", "A cut point is no number", "Type a number into each box."))
    };
    Ok(EditedCuts {
        recency: read("recency", recency)?,
        frequency: read("frequency", frequency)?,
        monetary: read("monetary", found.monetary_f64())?,
    })
}

/// The map over the grid of recency and value that editing begins with: the user's own, or the one that comes with the program.
pub(crate) fn grid_of(rfm: &RfmParams) -> SegmentMap {
    match &rfm.custom_map {
        Some(map) if map.axes == clientele_analytics::segment::Axes::RecencyAndValue => map.clone(),
        _ => SegmentMap::preset(MapKind::Grid),
    }
}

/// Names of the grid's segments, with those that were added.
fn grid_names(grid: &SegmentMap, typed: Typed<'_>) -> Vec<String> {
    let mut names: Vec<String> = grid.segments.iter().map(|rule| rule.name.clone()).collect();
    names.extend(argument(typed, NEW_SEGMENTS).lines().map(str::to_owned));
    names
}

/// The segment of a cell as it is in use.
fn cell_now(grid: &SegmentMap, code: u16) -> String {
    let rule = grid.segments.iter().find(|rule| rule.codes.contains(&code));
    rule.map_or_else(|| NO_SEGMENT.to_owned(), |rule| rule.name.clone())
}

/// The grid as its cells stand.
fn drafted_grid(session: &Session, typed: Typed<'_>) -> SegmentMap {
    let grid = grid_of(&session.config().rfm);
    let cells: Vec<(u16, String)> = grid
        .codes()
        .map(|code| match argument(typed, &format!("_cell-{code}")) {
            "" => (code, cell_now(&grid, code)),
            text => (code, text.to_owned()),
        })
        .collect();
    let rule = |name: String| {
        let codes = cells.iter().filter(|(_, segment)| *segment == name).map(|(code, _)| *code).collect();
        SegmentDefinition { name, codes }
    };
    // A name that no cell has is no segment.
    let segments = grid_names(&grid, typed).into_iter().map(rule).filter(|rule| !rule.codes.is_empty()).collect();
    SegmentMap { segments, ..grid }
}

fn new_segment(session: &Session, typed: Typed<'_>) -> Result<Answer, ErrorView> {
    let name = argument(typed, NEW_SEGMENT).trim();
    let taken = grid_names(&grid_of(&session.config().rfm), typed).iter().any(|other| other == name);
    if taken || name.is_empty() || name == NO_SEGMENT || name.chars().count() > 60 {
        let suggestion = "Give the new segment a name of its own, of at most 60 letters.";
        return Err(refused("segment-name", "That is no name for a new segment", suggestion));
    }
    let names: Vec<&str> = argument(typed, NEW_SEGMENTS).lines().chain([name]).collect();
    let set = vec![(NEW_SEGMENTS.to_owned(), names.join("\n")), (NEW_SEGMENT.to_owned(), String::new())];
    Ok(Answer::Link(Some(Link::Set(set))))
}

/// The grid's 25 cells, each with its segment.
pub(crate) fn grid_panel(session: &Session, typed: Typed<'_>) -> Block {
    let rfm = &session.config().rfm;
    let grid = grid_of(rfm);
    let mut choices = vec![(NO_SEGMENT.to_owned(), "– none –".to_owned())];
    choices.extend(grid_names(&grid, typed).into_iter().map(|name| (name.clone(), name)));
    let cell = |recency: u16, value: u16| {
        let code = recency * 10 + value;
        let (id, label) = (format!("cell-{code}"), format!("Segment of recency {recency}, value {value}"));
        field(typed, &format!("_{id}"), &id, &label, cell_now(&grid, code), FieldKind::Choice(choices.clone()))
    };
    let rows = (1..=5_u16).rev().map(|value| FieldRow {
        title: value.to_string(),
        fields: (1..=5_u16).map(|recency| cell(recency, value)).collect(),
        more: Vec::new(),
    });
    let mut columns = vec![Column::text("Value")];
    columns.extend((1..=5).map(|recency| Column::text(&format!("Recency {recency}"))));
    let table = FieldTable { caption: "Grid editor".to_owned(), columns, rows: rows.collect() };
    let (is_total, says) = match drafted_grid(session, typed).check() {
        Ok(valid) => (true, format!("Every one of the 25 cells has exactly one segment ({} segments).", valid.names().len())),
        Err(faults) if faults.missing.is_empty() => (false, faults.to_string()),
        Err(faults) => {
            let cells: Vec<String> =
                faults.missing.iter().map(|code| format!("recency {}, value {}", code / 10, code % 10)).collect();
            (false, format!("{} of 25 cells have no segment yet: {}.", cells.len(), cells.join("; ")))
        }
    };
    let verdict = Group {
        testid: "grid-verdict".to_owned(),
        attrs: vec![("data-total".to_owned(), is_total.to_string()), ("role".to_owned(), "status".to_owned())],
        blocks: vec![Block::Text(says.into())],
        ..Group::default()
    };
    let mut use_it = ask("Use this grid", "save-grid", "grid").primary();
    use_it.is_disabled = !is_total;
    let mut buttons = vec![use_it];
    if rfm.custom_map.is_some() {
        buttons.push(ask("Back to the grid that comes with the program", "preset-grid", "preset-grid"));
    }
    let name =
        Field { usual: String::new(), ..field(typed, NEW_SEGMENT, "new-segment", "New segment", String::new(), FieldKind::Text) };
    let inner = vec![
        Block::FieldTable(table),
        Block::Fields(vec![name]),
        Block::Buttons(vec![ask("Add", "add-segment", "add-segment")]),
        Block::Group(verdict),
        Block::Buttons(buttons),
    ];
    let note = "Each cell of recency score (5: bought lately) and value score (orders and revenue together) belongs to one segment. Choose another, or add segments of your own.";
    Block::panel("The grid of segments", note, "grid-editor", vec![Block::more("Edit the grid", inner)])
}

/// Arguments that close the editor of words.
fn no_edit(edit: &str) -> Link {
    let words = WORDS.iter().map(|(name, _)| (format!("_words-{name}"), String::new()));
    Link::Set(words.chain([(EDIT.to_owned(), edit.to_owned())]).collect())
}

/// Buttons under a segment's words.
pub(crate) fn words_buttons(segment: &str, is_edited: bool) -> Block {
    let mut buttons = vec![Button::new("Use your own words", "edit-strategy", Act::Go(no_edit(segment)))];
    if is_edited {
        buttons.push(ask("Back to the original", "original-strategy", &format!("original-words:{segment}")));
    }
    Block::Buttons(buttons)
}

/// The words for one segment, to be changed.
pub(crate) fn words_panel(segment: &str, now: &AdviceView, typed: Typed<'_>) -> Block {
    let texts = [&now.meaning, &now.action, &now.audience, &now.channel, &now.offer];
    let fields = WORDS.iter().zip(texts).map(|((name, label), text)| {
        field(typed, &format!("_words-{name}"), &format!("strategy-{name}"), label, text.clone(), FieldKind::Lines)
    });
    Block::Group(Group {
        frame: Frame::Panel,
        title: format!("Your own words for {segment}"),
        note: "An empty box keeps its text.".to_owned(),
        testid: "strategy-form".to_owned(),
        focus: "_words-meaning".to_owned(),
        blocks: vec![
            Block::Fields(fields.collect()),
            Block::Buttons(vec![
                ask("Keep these words", "save-strategy", "words").primary(),
                Button::new("Close", "close-strategy", Act::Go(no_edit(""))),
            ]),
        ],
        ..Group::default()
    })
}

fn set_words(all: &mut Vec<AdviceEdit>, segment: &str, typed: Option<Typed<'_>>) {
    let now = AdviceEdit::merged(all, segment);
    all.retain(|other| other.segment != segment);
    let Some(typed) = typed else { return };
    let word = |name: &str, now: String| match argument(typed, &format!("_words-{name}")).trim() {
        "" => now,
        text => text.to_owned(),
    };
    all.push(AdviceEdit {
        segment: segment.to_owned(),
        meaning: word("meaning", now.meaning),
        action: word("action", now.action),
        audience: word("audience", now.audience),
        channel: word("channel", now.channel),
        offer: word("offer", now.offer),
    });
}

/// What clusters are made from, and how many.
pub(crate) fn clusters_panel(settings: &ClusterParams, note: &str, typed: Typed<'_>) -> Block {
    let on = |feature: Feature| if settings.features.contains(&feature) { "1" } else { "0" };
    let boxes = FEATURES.map(|(feature, label)| {
        let id = format!("feature-{feature}");
        field(typed, &format!("_{id}"), &id, label, on(feature).to_owned(), FieldKind::Switch)
    });
    let now = settings.k.map_or_else(|| "auto".to_owned(), |k| k.to_string());
    let mut choices = vec![("auto".to_owned(), "Chosen by silhouette".to_owned())];
    choices.extend((2..=settings.max_clusters).map(|k| (k.to_string(), k.to_string())));
    let k = field(typed, "_k", "k-choice", "Number of groups (k)", now, FieldKind::Choice(choices));
    Block::panel(
        "What the groups are made from",
        note,
        "cluster-settings",
        vec![
            Block::Fields(boxes.to_vec()),
            Block::Fields(vec![k]),
            Block::Buttons(vec![ask("Find the groups again", "apply-clusters", "clusters").primary()]),
        ],
    )
}

fn clusters(clustering: &mut ClusterParams, typed: Typed<'_>) -> Result<(), ErrorView> {
    let is_on = |feature: &Feature| match argument(typed, &format!("_feature-{feature}")) {
        "" => clustering.features.contains(feature),
        text => text == "1",
    };
    let mut features: Vec<Feature> = FEATURES.iter().map(|(feature, _)| *feature).filter(is_on).collect();
    features.sort_unstable();
    clustering.features = features;
    match argument(typed, "_k") {
        "" => {}
        text => clustering.k = text.parse().ok(),
    }
    clustering.max_clusters = clustering.max_clusters.max(clustering.k.unwrap_or(0));
    clustering.check().map(drop).map_err(|error| ErrorView::of(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_in_a_box_parts_the_same_customers() {
        assert_eq!([7.0, 0.1 + 0.2, 12.345_67, 1_000.5, 0.0].map(plain), ["7", "0.3", "12.3456", "1000.5", "0"]);
    }

    #[test]
    fn words_are_kept_changed_and_given_back() {
        let typed = vec![("_words-offer".to_owned(), " Tea ".to_owned()), ("_words-action".to_owned(), "  ".to_owned())];
        let mut all = Vec::new();
        let usual = AdviceEdit::merged(&[], "Champions");
        set_words(&mut all, "Champions", Some(&typed));
        assert_eq!(all, [AdviceEdit { offer: "Tea".into(), ..usual }]);
        set_words(&mut all, "Champions", Some(&typed));
        assert_eq!(all.len(), 1);
        set_words(&mut all, "Champions", None);
        assert_eq!(all, []);
    }

    #[test]
    fn settings_that_are_not_usual_are_named() {
        let mut config = Config::default();
        assert_eq!(changes(&config), Vec::<&str>::new());
        config.rfm.map = MapKind::Codes;
        config.clustering.k = Some(3);
        assert_eq!(changes(&config), ["the segment map", "the number of clusters"]);
    }

    #[test]
    fn features_and_number_are_read() {
        let typed: Vec<(String, String)> = [("_feature-tenure", "1"), ("_feature-recency", "0"), ("_k", "15")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec();
        let mut params = ClusterParams::default();
        clusters(&mut params, &typed).unwrap();
        assert_eq!(params.features, [Feature::Frequency, Feature::Monetary, Feature::Tenure]);
        assert_eq!((params.k, params.max_clusters), (Some(15), 15));
        let none: Vec<(String, String)> =
            ["recency", "frequency", "monetary"].map(|name| (format!("_feature-{name}"), "0".to_owned())).to_vec();
        assert!(clusters(&mut ClusterParams::default(), &none).unwrap_err().message.contains("empty"));
    }
}
