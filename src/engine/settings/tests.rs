use super::*;
use clientele_analytics::segment::{AdviceEdit, MapKind, SegmentMap};
use clientele_ingest::{ColumnMapping, FileKind, Meaning, RepairStep};
use proptest::prelude::*;

/// Names of all settings that there are, from the configuration itself.
fn leaves(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) if Setting::find(name).is_none() => {
            for (key, value) in members {
                leaves(value, &if name.is_empty() { key.clone() } else { format!("{name}.{key}") }, found);
            }
        }
        _ => found.push(name.to_owned()),
    }
}

#[test]
fn the_table_has_every_setting_and_no_other() {
    let mut found = Vec::new();
    leaves(&tree(&Config::default()), "", &mut found);
    let mut told: Vec<String> = SETTINGS.iter().map(|s| s.name.to_owned()).collect();
    found.sort();
    told.sort();
    assert_eq!(found, told);
    for setting in SETTINGS {
        let part = setting.name.split('.').next().unwrap();
        assert!(PARTS.iter().any(|(name, _)| *name == part), "{}", setting.name);
        assert!(setting.explanation.ends_with('.') && !setting.label.is_empty(), "{}", setting.name);
        let is_null = at(&tree(&Config::default()), setting.name).is_some_and(Value::is_null);
        assert!(!is_null || setting.when_empty.is_some(), "{} may be empty", setting.name);
    }
}

#[test]
fn every_bound_is_the_check_s_own() {
    let usual = Config::default();
    // What bounds what: these have a further bound by others.
    let coupled = [
        "clustering.max_clusters",
        "clustering.k",
        "generator.customers",
        "generator.transactions",
        "generator.frequent_permille",
        "generator.seasonal_permille",
        "generator.one_time_permille",
    ];
    for setting in SETTINGS {
        let name = setting.name;
        let set = |text: String| setting.set(&usual, &text).map(|config| setting.value(&config));
        let raw = |value: Value| {
            let mut all = tree(&usual);
            *at_mut(&mut all, name).unwrap() = value;
            serde_json::from_value::<Config>(all).ok().filter(|c| c.validate().is_ok())
        };
        match setting.kind {
            SettingKind::Whole(least, most) => {
                if !coupled.contains(&name) {
                    for bound in [least, most] {
                        assert_eq!(set(bound.to_string()), Ok(Some(bound.to_string())), "{name}");
                    }
                }
                if least > 0 {
                    assert!(raw(Value::from(least - 1)).is_none(), "{name} takes {}", least - 1);
                }
                if most < u64::MAX {
                    assert!(raw(Value::from(most + 1)).is_none(), "{name} takes {}", most + 1);
                }
                assert!(set("-1".into()).is_err() && set("1.5".into()).is_err() && set("many".into()).is_err(), "{name}");
            }
            SettingKind::Number(least, most) => {
                for bound in [least, most] {
                    assert!(set(bound.to_string()).is_ok(), "{name} = {bound}");
                }
                // Next to a bound that is open (above 0, below 1), a little less is no number that anybody types.
                assert!(raw(Value::from(least - 1.0)).is_none() && raw(Value::from(most * 1.01 + 1e-3)).is_none(), "{name}");
                assert!(set("NaN".into()).is_err() && set("inf".into()).is_err() && set("0,5".into()).is_err(), "{name}");
            }
            SettingKind::Choice(choices) => {
                for (choice, _) in choices {
                    assert_eq!(set((*choice).to_owned()), Ok(Some((*choice).to_owned())), "{name}");
                }
                assert!(set("elephant".into()).is_err(), "{name}");
            }
            SettingKind::Choices(choices) => {
                let all = choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
                assert_eq!(set(all.clone()), Ok(Some(all)), "{name}");
                assert!(set(String::new()).is_err() && set("elephant".into()).is_err(), "{name}");
            }
            SettingKind::Day => {
                assert!(set("2025-02-30".into()).is_err() && set("tomorrow".into()).is_err(), "{name}");
                assert!(set("2025-01-01".into()).is_ok(), "{name}");
            }
            SettingKind::Text(most) => {
                assert!(set("x".repeat(most as usize)).is_ok() && set("x".repeat(most as usize + 1)).is_err(), "{name}");
            }
            SettingKind::List => assert_eq!(set(" a , b,, ".into()), Ok(Some("a,b".into())), "{name}"),
            SettingKind::Wholes(count, most) => {
                let all = vec![most.to_string(); count].join(",");
                assert_eq!(set(all.clone()), Ok(Some(all.clone())), "{name}");
                assert!(set(format!("{all},1")).is_err() && raw(Value::from(vec![most + 1; count])).is_none(), "{name}");
            }
            SettingKind::Part(_) => assert_eq!(setting.value(&usual), None, "{name}"),
        }
        if setting.when_empty.is_some() && !matches!(setting.kind, SettingKind::Part(_)) {
            assert_eq!(set(String::new()), Ok(Some(String::new())), "{name}");
        }
        if !matches!(setting.kind, SettingKind::Part(_)) {
            assert_eq!(setting.set(&usual, &setting.usual().unwrap()), Ok(usual.clone()), "{name}");
        }
    }
}

#[test]
fn a_wrong_value_is_named_with_its_bounds() {
    let error = Setting::find("recommendations.n").unwrap().set(&Config::default(), "0").unwrap_err();
    assert_eq!(error.message, "Products for each customer is \"0\", but must be 1 to 100 products");
    assert_eq!((error.place.as_deref(), error.suggestion.as_str()), (Some("recommendations.n"), "Correct it; it is usually 3."));
    // What goes beyond one setting is told by the check.
    let error = Setting::find("clustering.k").unwrap().set(&Config::default(), "12").unwrap_err();
    assert_eq!(error.place.as_deref(), Some("clustering.k"));
}

fn changed() -> Config {
    let mut config = Config::default();
    config.recommendations.n = 5;
    config.recommendations.min_confidence = 0.35;
    config.recommendations.exclude = vec!["P~1".into()];
    config.clustering.max_clusters = 14;
    config.clustering.k = Some(12);
    config.basket.min_orders = Some(7);
    config.rfm.map = MapKind::Codes;
    config.rfm.custom_map = Some(SegmentMap::preset(MapKind::Six));
    config.ingest.currency = Some("EUR".into());
    config.ingest.recipe.steps.insert(RepairStep::DropDuplicates, true);
    config.ingest.mappings.push(ColumnMapping {
        headers: vec!["who".into()],
        kind: FileKind::Sales,
        columns: vec![Meaning::CustomerId],
    });
    config.strategies.push(AdviceEdit { segment: "Loyal".into(), ..AdviceEdit::default() });
    config
}

#[test]
fn addresses_carry_settings_but_no_data() {
    let short = changed().short_form(&Config::default());
    assert_eq!(
        short,
        "ingest.currency~EUR~~rfm.map~codes~~clustering.max_clusters~14~~clustering.k~12~~recommendations.n~5\
         ~~recommendations.min_confidence~0.35~~basket.min_orders~7"
    );
    let (read, unused) = Config::default().overlaid(&short);
    assert_eq!((read.short_form(&Config::default()), unused), (short, Vec::new()));
    assert_eq!(Config::default().short_form(&Config::default()), "");
    assert_eq!(Config::default().overlaid(""), (Config::default(), Vec::new()));
    // Whatever the order; what cannot be used is left out and named.
    let (read, unused) =
        Config::default().overlaid("clustering.k~12~~later.thing~1~~recommendations.n~0~~clustering.max_clusters~12~~");
    assert_eq!((read.clustering.k, read.recommendations.n), (Some(12), 3));
    assert_eq!(unused, ["later.thing", "recommendations.n"]);
    assert_eq!(Config::default().overlaid("recommendations.exclude~P1").1, ["recommendations.exclude"]);
}

#[test]
fn differences_bring_everything_back() {
    let usual = Config::default();
    let text = changed().differences(&usual, &[]);
    assert_eq!(usual.overlaid(&text), (changed(), Vec::new()), "{text}");
    assert_eq!(usual.differences(&usual, &[]), "");
    let some = changed().differences(&usual, &["rfm.map", "rfm.custom_map", "ingest.recipe", "ingest.mappings", "strategies"]);
    let (read, _) = usual.overlaid(&some);
    assert_eq!((read.recommendations.n, read.rfm.map, read.strategies.len()), (5, MapKind::Grid, 0));
    for bad in ["{", "{\"recommendations\": {\"n\": 0}}", "{\"colour\": 1}", "{\"recommendations\": 1}"] {
        assert_eq!(usual.overlaid(bad), (usual.clone(), vec!["settings".to_owned()]), "{bad}");
    }
}

#[test]
fn the_explained_file_is_the_same_settings() {
    for config in [Config::default(), changed()] {
        let text = config.to_explained_toml().unwrap();
        assert_eq!(Config::from_toml(&text), Ok(config), "{text}");
    }
    let text = Config::default().to_explained_toml().unwrap();
    for setting in SETTINGS.iter().filter(|s| !matches!(s.kind, SettingKind::Part(_))) {
        assert!(text.contains(setting.explanation), "{}", setting.name);
    }
    assert!(text.contains("# k =\n"), "{text}");
}

proptest! {
    #[test]
    fn any_text_of_an_address_leaves_usable_settings(text in "[a-z._~0-9]{0,80}|(recommendations\\.n~[0-9]{1,4}~~|clustering\\.k~[0-9]{1,3}~~){0,6}") {
        let (config, _) = Config::default().overlaid(&text);
        prop_assert!(config.validate().is_ok());
    }
}
