//! The settings page: every setting with its words and bounds, what this browser keeps, projects. Lays out the
//! fields and checks what was typed.

use super::run_settings::{usual, whole_overlay};
use clientele_core::domain::ErrorView;
use clientele_engine::{Config, PARTS, SETTINGS, Setting, SettingKind};
use clientele_generate::GeneratorParams;
use clientele_messages::{
    Act, Arguments, Block, Button, CellView, Column, Field, FieldKind, Frame, Group, KeptView, Line, Link, PageView, Query, Row,
    Source, Table, Tone, argument,
};

/// Not here: the demo's sizes are those of the start page, and today is today.
const ELSEWHERE: [&str; 6] = [
    "ingest.today",
    "generator.customers",
    "generator.products",
    "generator.transactions",
    "generator.seed",
    "generator.dirty_permille",
];
/// What is typed for a setting that is not set.
const AUTO: &str = "auto";
/// Begins names of arguments that are no part of an address: settings that are typed, and not in use yet.
const HIDDEN: char = '_';
const IMPORT: &str = "_import";

/// What the worker knows beside the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptState {
    /// What is kept, the latest first.
    pub sets: Vec<KeptView>,
    /// Bytes used and allowed, as the browser estimates.
    pub room: Option<(f64, f64)>,
    /// Why nothing is kept.
    pub problem: Option<ErrorView>,
    /// The time, milliseconds since 1970.
    pub now_ms: f64,
}

/// The page. `open`: the data that are open, with their settings.
pub fn settings_page(open: Option<(&Source, &Config)>, arguments: &Arguments, kept: &KeptState) -> PageView {
    let mut blocks = vec![kept_panel(open.is_some(), arguments, kept)];
    match open {
        Some((source, config)) => settings(source, config, arguments, &mut blocks),
        None => blocks.push(Block::notice(
            Tone::Info,
            "settings-need-data",
            "Open files, the demo or the sample to see all settings here.",
        )),
    }
    PageView {
        title: "Settings".to_owned(),
        lead: "Every setting, what it does, and the values it takes.".to_owned(),
        actions: Vec::new(),
        blocks,
    }
}

fn settings(source: &Source, config: &Config, arguments: &Arguments, blocks: &mut Vec<Block>) {
    let (changed, problems) = drafts(config, arguments);
    let count = SETTINGS.iter().filter(|s| s.differs(&changed, config)).count();
    let has_drafts = arguments.iter().any(|(name, _)| name.starts_with(HIDDEN) && name != IMPORT);
    blocks.push(Block::maybe(has_drafts.then(|| {
        let title = match (count, problems.is_empty()) {
            (0, false) => "What you have typed cannot be used yet.".to_owned(),
            (1, true) => "1 change is not in use yet.".to_owned(),
            (n, true) => format!("{n} changes are not in use yet."),
            (n, false) => format!("{n} changes are not in use yet; others cannot be used."),
        };
        let mut apply =
            Button::new("Use these settings", "settings-use", Act::Settings(whole_overlay(source, &changed))).primary();
        apply.is_disabled = !problems.is_empty() || count == 0;
        let names = arguments.iter().filter(|(name, _)| name.starts_with(HIDDEN)).map(|(name, _)| (name.clone(), String::new()));
        let drop = Button::new("Discard changes", "settings-drop", Act::Go(Link::Set(names.collect())));
        vec![Block::notice(Tone::Info, "settings-drafts", title), Block::Buttons(vec![apply, drop])]
    })));
    for (part, title) in PARTS {
        if part == "generator" && *source != Source::Demo {
            continue;
        }
        let of_part = |s: &&Setting| s.name.split('.').next() == Some(part) && !ELSEWHERE.contains(&s.name);
        let (parts, lines): (Vec<&Setting>, Vec<&Setting>) =
            SETTINGS.iter().filter(of_part).partition(|s| matches!(s.kind, SettingKind::Part(_)));
        let mut inner = Vec::new();
        if !lines.is_empty() {
            inner.push(Block::Fields(lines.into_iter().map(|s| field(s, config, arguments, &problems)).collect()));
        }
        if !parts.is_empty() {
            let facts = parts.into_iter().map(|s| (s.label.to_owned(), Line::from(format!("{} {}", s.explanation, place_of(s)))));
            inner.push(Block::Facts(facts.collect()));
        }
        blocks.push(Block::Group(Group {
            frame: Frame::More,
            title: title.to_owned(),
            testid: format!("settings-{part}"),
            blocks: inner,
            ..Group::default()
        }));
    }
    blocks.push(files_panel(source, config, arguments));
}

fn place_of(setting: &Setting) -> String {
    match setting.kind {
        SettingKind::Part(place) => format!("Set on {place}."),
        _ => String::new(),
    }
}

/// The settings with what was typed, as far as it can be used; and what cannot, with the reason.
fn drafts(config: &Config, arguments: &Arguments) -> (Config, Vec<(&'static str, String)>) {
    let mut changed = config.clone();
    let mut open: Vec<(&'static Setting, &str)> = arguments
        .iter()
        .filter_map(|(name, text)| Some((Setting::find(name.strip_prefix(HIDDEN)?)?, text.as_str())))
        .filter(|(setting, _)| !ELSEWHERE.contains(&setting.name))
        .collect();
    // Settings that bound each other may come in any order: until a round changes nothing.
    loop {
        let before = open.len();
        let mut problems = Vec::new();
        open.retain(|(setting, text)| {
            let text = if *text == AUTO && setting.when_empty.is_some() { "" } else { text };
            match setting.set(&changed, text) {
                Ok(config) => {
                    changed = config;
                    false
                }
                Err(error) => {
                    problems.push((setting.name, format!("{}. {}", error.message, error.suggestion)));
                    true
                }
            }
        });
        if open.len() == before {
            return (changed, problems);
        }
    }
}

fn field(setting: &Setting, config: &Config, arguments: &Arguments, problems: &[(&str, String)]) -> Field {
    let name = format!("{HIDDEN}{}", setting.name);
    let told = |text: String| if text.is_empty() && setting.when_empty.is_some() { AUTO.to_owned() } else { text };
    let now = told(setting.value(config).unwrap_or_default());
    let usual = told(setting.usual().unwrap_or_default());
    let typed = argument(arguments, &name);
    let mut hint = setting.explanation.to_owned();
    let auto = setting.when_empty.map(|when| format!("{AUTO}: {when}"));
    let kind = match setting.kind {
        SettingKind::Choice(choices) => {
            let mut all: Vec<(String, String)> = auto.map(|label| (AUTO.to_owned(), label)).into_iter().collect();
            all.extend(choices.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())));
            FieldKind::Choice(all)
        }
        _ => {
            hint = format!("{hint} {}.", sentence(&setting.bounds()));
            hint.extend(auto.map(|auto| format!(" {}.", sentence(&auto))));
            if matches!(setting.kind, SettingKind::List) { FieldKind::Lines } else { FieldKind::Text }
        }
    };
    if now != usual {
        let usual = if usual.is_empty() { "nothing" } else { &usual };
        hint = format!("{hint} Default: {usual}.");
    }
    Field {
        testid: format!("setting-{}", setting.name),
        label: setting.label.to_owned(),
        hint,
        value: if typed.is_empty() { now.clone() } else { typed.to_owned() },
        usual: now,
        kind,
        problem: problems.iter().find(|(of, _)| *of == setting.name).map(|(_, text)| text.clone()).unwrap_or_default(),
        name,
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn files_panel(source: &Source, config: &Config, arguments: &Arguments) -> Block {
    let text = argument(arguments, IMPORT);
    let read = (!text.is_empty()).then(|| {
        let mut read = Config::from_toml(text)?;
        read.validate()?;
        // What belongs to the data stays.
        let shop = &config.generator;
        read.generator = GeneratorParams {
            customers: shop.customers,
            products: shop.products,
            transactions: shop.transactions,
            seed: shop.seed,
            dirty_permille: shop.dirty_permille,
            ..read.generator
        };
        read.ingest.today = config.ingest.today;
        if read.ingest.mappings.is_empty() {
            read.ingest.mappings.clone_from(&config.ingest.mappings);
        }
        if read.strategies.is_empty() {
            read.strategies.clone_from(&config.strategies);
        }
        read.validate()?;
        Ok::<Config, ErrorView>(read)
    });
    let problem = match &read {
        Some(Err(error)) => error.to_string(),
        _ => String::new(),
    };
    let import = Field {
        name: IMPORT.to_owned(),
        testid: "settings-import".to_owned(),
        label: "Take settings from a file".to_owned(),
        hint:
            "A TOML file as it is saved here, or as the command line prints it. Settings that it leaves out keep their defaults."
                .to_owned(),
        kind: FieldKind::File,
        problem,
        ..Field::default()
    };
    let outcome = read.and_then(Result::ok).map(|read| {
        let names: Vec<&str> = SETTINGS.iter().filter(|s| s.differs(&read, config)).map(|s| s.label).collect();
        if names.is_empty() {
            return vec![Block::notice(Tone::Info, "settings-imported", "The file has the settings in use.")];
        }
        let title = format!("The file changes: {}.", names.join(", "));
        let mut apply =
            Button::new("Use the file's settings", "settings-import-use", Act::Settings(whole_overlay(source, &read))).primary();
        apply.hint = "All settings become those of the file".to_owned();
        vec![Block::notice(Tone::Info, "settings-imported", title), Block::Buttons(vec![apply])]
    });
    let mut reset = usual(source, config);
    reset.ingest.mappings.clone_from(&config.ingest.mappings);
    reset.strategies.clone_from(&config.strategies);
    Block::panel(
        "Settings as a file",
        "The same file works on the command line: clientele run --config settings.toml.",
        "settings-files",
        vec![
            Block::Fields(vec![import]),
            Block::maybe(outcome),
            Block::Buttons(vec![
                Button::new("Save the settings", "export-settings", Act::Save(Box::new(Query::SettingsFile))),
                Button {
                    hint: "Everything but your words for segments and what the columns of your files mean".to_owned(),
                    ..Button::new("Back to default settings", "settings-reset", Act::Settings(whole_overlay(source, &reset)))
                },
            ]),
        ],
    )
}

fn kept_panel(is_open: bool, arguments: &Arguments, kept: &KeptState) -> Block {
    let rows: Vec<Row> = kept
        .sets
        .iter()
        .map(|work| Row {
            key: work.id.clone(),
            cells: vec![
                CellView::from(work.files.join(", ")),
                CellView::from(size(work.bytes as f64)),
                CellView::from(age(kept.now_ms - work.saved_ms)),
            ],
            ..Row::default()
        })
        .collect();
    let table = Table {
        caption: "Files that this browser keeps".to_owned(),
        testid: "kept-works".to_owned(),
        row_testid: "kept-work".to_owned(),
        columns: vec![Column::text("Files"), Column::text("Size"), Column::text("Kept")],
        rows,
        ..Table::default()
    };
    let mut blocks = Vec::new();
    blocks.push(Block::maybe(
        kept.problem
            .as_ref()
            .map(|error| vec![Block::notice(Tone::Warning, "kept-problem", format!("{}. {}", error.message, error.suggestion))]),
    ));
    blocks.push(if table.rows.is_empty() {
        Block::Muted(
            "No files are kept now. Files that you open are kept until you erase them; the demo and the sample need no room."
                .into(),
        )
    } else {
        Block::Table(table)
    });
    let room = kept.room.map(|(used, allowed)| format!(" In use: {} of {} that the browser allows.", size(used), size(allowed)));
    blocks.push(Block::Muted(
        format!(
            "The latest three sets of files are kept with their settings, and your settings for other data. Results are worked out again \
             when the page is opened. Each tab goes on with its own files; a new tab begins with the latest.{}",
            room.unwrap_or_default()
        )
        .into(),
    ));
    let mut buttons = Vec::new();
    if is_open {
        let hint = "Files and all settings in one file: open it here or elsewhere by dropping it on the page".to_owned();
        buttons.push(Button {
            hint,
            ..Button::new("Save as a project file", "save-project", Act::Save(Box::new(Query::Project))).primary()
        });
    }
    let asks = argument(arguments, "_erase") == "1";
    let set = |value: &str| Act::Go(Link::Set(vec![("_erase".to_owned(), value.to_owned())]));
    if !asks {
        buttons.push(Button::new("Erase everything", "erase-all", set("1")));
    }
    blocks.push(Block::Buttons(buttons));
    blocks.push(Block::maybe(asks.then(|| {
        vec![
            Block::notice(
                Tone::Warning,
                "erase-question",
                "Erase all files and settings that this browser keeps for this page? Files on your computer stay as they are.",
            ),
            Block::Buttons(vec![
                Button::new("Erase everything", "erase-confirm", Act::Erase).primary(),
                Button::new("Keep it", "erase-keep", set("")),
            ]),
        ]
    })));
    Block::panel("Stored only in this browser", "", "kept-panel", blocks)
}

/// Bytes in a few letters.
fn size(bytes: f64) -> String {
    match bytes {
        b if b < 999.5 => format!("{b:.0} bytes"),
        b if b < 999_500.0 => format!("{:.0} KB", b / 1e3),
        b if b < 9_950_000.0 => format!("{:.1} MB", b / 1e6),
        b if b < 999_500_000.0 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

/// A time span as people tell it.
fn age(ms: f64) -> String {
    let minutes = (ms / 60_000.0).max(0.0) as u64;
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..2_880 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::super::run_settings::resolved;
    use super::*;

    fn page(arguments: &[(&str, &str)]) -> PageView {
        let arguments: Arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        settings_page(Some((&Source::Demo, &Config::default())), &arguments, &KeptState::default())
    }

    /// All blocks, those inside others too.
    fn flat<'a>(blocks: &'a [Block], found: &mut Vec<&'a Block>) {
        for block in blocks {
            found.push(block);
            if let Block::Group(group) = block {
                flat(&group.blocks, found);
            }
        }
    }

    fn blocks(page: &PageView) -> Vec<&Block> {
        let mut found = Vec::new();
        flat(&page.blocks, &mut found);
        found
    }

    fn fields(page: &PageView) -> Vec<&Field> {
        blocks(page)
            .into_iter()
            .filter_map(|b| if let Block::Fields(fields) = b { Some(fields) } else { None })
            .flatten()
            .collect()
    }

    fn button(page: &PageView, testid: &str) -> Option<Button> {
        let all = blocks(page).into_iter().filter_map(|b| if let Block::Buttons(buttons) = b { Some(buttons) } else { None });
        all.flatten().find(|button| button.testid == testid).cloned()
    }

    #[test]
    fn every_setting_stands_on_the_page() {
        let page = page(&[]);
        let text = format!("{page:?}");
        for setting in SETTINGS.iter().filter(|s| !ELSEWHERE.contains(&s.name)) {
            match setting.kind {
                SettingKind::Part(_) => assert!(text.contains(setting.explanation), "{}", setting.name),
                _ => assert!(fields(&page).iter().any(|f| f.testid == format!("setting-{}", setting.name)), "{}", setting.name),
            }
        }
        assert_eq!(button(&page, "settings-use"), None);
    }

    #[test]
    fn what_is_typed_is_checked_and_used_on_request() {
        let good =
            page(&[("_recommendations.n", "5"), ("_recommendations.max_per_category", "auto"), ("_basket.min_orders", "4")]);
        let use_it = button(&good, "settings-use").unwrap();
        assert!(!use_it.is_disabled);
        let Act::Settings(text) = use_it.act else { panic!("it sets") };
        let (config, unused) = resolved(&Source::Demo, &Config::default(), &text);
        assert_eq!(
            (config.recommendations.n, config.recommendations.max_per_category, config.basket.min_orders),
            (5, None, Some(4))
        );
        assert_eq!(unused, Vec::<String>::new());
        let bad = page(&[("_recommendations.n", "500"), ("_basket.items", "goods")]);
        let problem =
            |page: &PageView, id: &str| fields(page).iter().find(|f| f.testid == id).map(|f| f.problem.clone()).unwrap();
        assert!(problem(&bad, "setting-recommendations.n").contains("must be 1 to 100 products"));
        assert_eq!(problem(&bad, "setting-basket.items"), "");
        assert!(button(&bad, "settings-use").unwrap().is_disabled);
        // Bounds of each other, in the wrong order.
        let order = page(&[("_clustering.k", "12"), ("_clustering.max_clusters", "12")]);
        assert!(!button(&order, "settings-use").unwrap().is_disabled);
    }

    #[test]
    fn a_file_of_settings_is_read_told_and_used() {
        let mut config = Config::default();
        config.recommendations.n = 7;
        config.clustering.k = Some(4);
        config.recommendations.exclude = vec!["P1".into()];
        let text = config.to_explained_toml().unwrap();
        let page_of = |text: &str| page(&[("_import", text)]);
        let used = button(&page_of(&text), "settings-import-use").unwrap();
        let Act::Settings(overlay) = used.act else { panic!("it sets") };
        assert_eq!(resolved(&Source::Demo, &Config::default(), &overlay).0, config);
        assert!(format!("{:?}", page_of(&text)).contains("Products for each customer, Never recommend"));
        assert!(format!("{:?}", page_of("")).contains("Take settings from a file"));
        let same = Config::default().to_explained_toml().unwrap();
        assert_eq!(button(&page_of(&same), "settings-import-use"), None);
        for (wrong, words) in [("[recommendations]\nn = 0\n", "recommendations.n"), ("colour = 1", "colour"), ("[", "line 1")] {
            let page = page_of(wrong);
            let field = fields(&page).into_iter().find(|f| f.testid == "settings-import").unwrap();
            assert!(field.problem.contains(words), "{wrong}: {}", field.problem);
        }
    }

    #[test]
    fn reset_is_as_if_nothing_had_been_set() {
        let mut config = Config::default();
        config.recommendations.n = 7;
        config.clustering.k = Some(4);
        let Act::Settings(text) = button(&page(&[]), "settings-reset").unwrap().act else { panic!("it sets") };
        assert_eq!(resolved(&Source::Demo, &config, &text), (Config::default(), Vec::new()));
    }

    #[test]
    fn erasing_asks_first() {
        assert!(button(&page(&[]), "erase-confirm").is_none());
        assert_eq!(button(&page(&[("_erase", "1")]), "erase-confirm").unwrap().act, Act::Erase);
    }

    #[test]
    fn what_is_kept_is_listed_with_size_and_age() {
        let work = KeptView { id: "1".into(), files: vec!["a.csv".into()], bytes: 12_345_678, saved_ms: 0.0, problem: None };
        let kept = KeptState { sets: vec![work], room: Some((2e7, 5e9)), problem: None, now_ms: 200_000.0 };
        let text = format!("{:?}", settings_page(None, &Arguments::new(), &kept));
        for words in ["a.csv", "12 MB", "3 min ago", "20 MB of 5.0 GB"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!([0.0, 3.6e6, 1.8e8, -5.0].map(age), ["just now", "1 h ago", "2 days ago", "just now"]);
    }
}
