//! Settings that differ from the usual ones, as a short TOML text: what the page keeps for a set of data, and what it saves.

use super::{Config, ErrorView};
use serde_json::{Map, Value};

/// `config` with the settings of `text`, which has only those that differ from the usual.
///
/// # Errors
/// When the text is no TOML, names an unknown setting, or leads to settings that are out of bounds.
pub fn merged(config: &Config, text: &str) -> Result<Config, ErrorView> {
    if text.trim().is_empty() {
        return Ok(config.clone());
    }
    // Read on its own first: its errors have the line.
    Config::from_toml(text)?;
    let unreadable = |message: String| ErrorView {
        code: "config-not-readable".into(),
        message: format!("The settings could not be read: {message}"),
        place: None,
        suggestion: "Go back to the usual settings, or correct the file.".into(),
    };
    let over: Value = toml::from_str(text).map_err(|error| unreadable(error.message().to_owned()))?;
    let mut value = serde_json::to_value(config).map_err(|error| unreadable(error.to_string()))?;
    lay_over(&mut value, over);
    let config: Config = serde_json::from_value(value).map_err(|error| unreadable(error.to_string()))?;
    config.validate()?;
    Ok(config)
}

/// The settings of `config` that differ from those of `usual`, as TOML; empty when none does.
///
/// # Errors
/// When a value cannot be written in TOML, such as a seed above 2⁶³ − 1.
pub fn difference(config: &Config, usual: &Config) -> Result<String, ErrorView> {
    let refused = |message: String| ErrorView {
        code: "config-not-writable".into(),
        message: format!("The settings could not be written: {message}"),
        place: None,
        suggestion: "Use a seed below 9,223,372,036,854,775,808.".into(),
    };
    let value = |config: &Config| serde_json::to_value(config).map_err(|error| refused(error.to_string()));
    let Some(differing) = differing(&value(config)?, &value(usual)?) else { return Ok(String::new()) };
    toml::to_string_pretty(&differing).map_err(|error| refused(error.to_string()))
}

fn lay_over(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                lay_over(under.entry(name).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}

fn differing(value: &Value, usual: &Value) -> Option<Value> {
    match (value, usual) {
        (Value::Object(value), Value::Object(usual)) => {
            let found: Map<String, Value> = value
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), differing(value, usual.get(name).unwrap_or(&Value::Null))?)))
                .collect();
            (!found.is_empty()).then_some(Value::Object(found))
        }
        // TOML has no word for nothing: what is not set is as usual.
        (value, usual) if value == usual || value.is_null() => None,
        (value, _) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::MapKind;

    #[test]
    fn only_what_differs_is_written_and_it_reads_back() {
        let usual = Config::default();
        assert_eq!(difference(&usual, &usual), Ok(String::new()));
        let mut config = Config::default();
        config.rfm.map = MapKind::Six;
        config.clustering.k = Some(4);
        config.recommendations.min_confidence = 0.35;
        let text = difference(&config, &usual).unwrap();
        assert!(text.lines().count() < 12, "{text}");
        assert_eq!(merged(&usual, &text), Ok(config));
        assert_eq!(merged(&usual, "  \n"), Ok(usual));
    }

    #[test]
    fn what_is_not_in_the_text_stays_as_it_is() {
        let mut base = Config::default().with_seed(7);
        base.generator.customers = 55;
        let config = merged(&base, "[rfm]\nmap = \"six\"\n").or_else(|_| merged(&base, "[rfm]\nmap = \"Six\"\n")).unwrap();
        assert_eq!((config.seed(), config.generator.customers, config.rfm.map), (7, 55, MapKind::Six));
    }

    #[test]
    fn wrong_texts_are_refused_with_the_place() {
        let check = |text: &str, code: &str| {
            assert_eq!(merged(&Config::default(), text).err().map(|e| e.code), Some(code.into()), "{text}")
        };
        check("[rfm", "config-not-readable");
        check("[nothing]\nx = 1", "config-not-readable");
        check("[recommendations]\nmin_confidence = \"much\"", "config-not-readable");
        let out_of_bounds = merged(&Config::default(), "[recommendations]\nmin_confidence = 7.0");
        assert!(out_of_bounds.is_err());
    }
}
