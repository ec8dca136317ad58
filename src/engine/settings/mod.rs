//! Reads and changes single settings of a [`Config`] by name, as text; what differs from the usual as a short text for addresses
//! and as a file.

mod table;

pub use table::{PARTS, SETTINGS, Setting, SettingKind};

use super::Config;
use clientele_core::domain::{ErrorView, grouped};
use serde_json::{Map, Value};

/// Between settings in the short form; both are letters that addresses take as they are.
const BETWEEN: &str = "~~";
/// Between a setting's name and its value there.
const IS: char = '~';

impl Setting {
    /// The setting of that name.
    pub fn find(name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// What it may be, in words: "1 to 100 products".
    pub fn bounds(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let open = |most: u64| most >= u64::from(u32::MAX);
        match self.kind {
            SettingKind::Whole(least, most) if open(most) => format!("a whole number from {least}{unit}"),
            SettingKind::Whole(least, most) => format!("{} to {}{unit}", written(least as f64), written(most as f64)),
            SettingKind::Number(least, most) if least > 0.0 && least < 1e-6 => format!("above 0, to {}{unit}", written(most)),
            SettingKind::Number(least, most) => format!("{} to {}{unit}", written(least), written(most)),
            SettingKind::Choice(choices) => format!("one of {}", names(choices)),
            SettingKind::Choices(choices) => format!("some of {}", names(choices)),
            SettingKind::Day => "a day as 2025-12-31".to_owned(),
            SettingKind::Text(most) => format!("at most {most} characters"),
            SettingKind::List => "separated by commas".to_owned(),
            SettingKind::Wholes(count, most) => format!("{count} whole numbers of 0 to {most}, separated by commas"),
            SettingKind::Part(place) => format!("set on {place}"),
        }
    }

    /// Its value in these settings, as text; empty where it is not set. `None` for a [part](SettingKind::Part).
    pub fn value(&self, config: &Config) -> Option<String> {
        self.text_of(at(&tree(config), self.name)?)
    }

    /// Whether two sets of settings have different values of it.
    pub fn differs(&self, one: &Config, other: &Config) -> bool {
        at(&tree(one), self.name) != at(&tree(other), self.name)
    }

    /// Its usual value.
    pub fn usual(&self) -> Option<String> {
        self.value(&Config::default())
    }

    /// The settings with another value of this one. Empty text is "not set" where that is possible.
    ///
    /// # Errors
    /// Which setting, what stands there, and what it must be.
    pub fn set(&self, config: &Config, text: &str) -> Result<Config, ErrorView> {
        let text = text.trim();
        let wrong = || ErrorView {
            code: "setting-wrong".into(),
            message: format!("{} is \"{text}\", but must be {}", self.label, self.bounds()),
            place: Some(self.name.to_owned()),
            suggestion: match self.when_empty {
                Some(usual) => format!("Correct it, or leave it empty: {usual}."),
                None => format!("Correct it; it is usually {}.", self.usual().unwrap_or_default()),
            },
        };
        let value = self.read(text).ok_or_else(wrong)?;
        let mut all = tree(config);
        let place = at_mut(&mut all, self.name).ok_or_else(wrong)?;
        *place = value;
        let changed: Config = serde_json::from_value(all).map_err(|_| wrong())?;
        // What does not go together with the others, their check tells best.
        changed.validate().map(|()| changed)
    }

    fn read(&self, text: &str) -> Option<Value> {
        if text.is_empty() && self.when_empty.is_some() {
            return Some(Value::Null);
        }
        let parts = || text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let known = |choices: &[(&str, &str)], value: &str| choices.iter().any(|(name, _)| *name == value);
        match self.kind {
            SettingKind::Whole(least, most) => text.parse::<u64>().ok().filter(|n| (least..=most).contains(n)).map(Value::from),
            SettingKind::Number(least, most) => text.parse::<f64>().ok().filter(|x| (least..=most).contains(x)).map(Value::from),
            SettingKind::Choice(choices) => known(choices, text).then(|| Value::from(text)),
            SettingKind::Choices(choices) => parts().map(|part| known(choices, part).then(|| Value::from(part))).collect(),
            SettingKind::Day => clientele_core::domain::Day::parse_iso(text).map(|_| Value::from(text)),
            SettingKind::Text(most) => (text.chars().count() <= most as usize).then(|| Value::from(text)),
            SettingKind::List => Some(parts().map(Value::from).collect()),
            SettingKind::Wholes(count, most) => {
                let numbers: Option<Vec<u64>> = text.split(',').map(|n| n.trim().parse().ok().filter(|n| *n <= most)).collect();
                numbers.filter(|numbers| numbers.len() == count).map(Value::from)
            }
            SettingKind::Part(_) => None,
        }
    }

    fn text_of(&self, value: &Value) -> Option<String> {
        let single = |value: &Value| match value {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => {
                Some(number.as_u64().map_or_else(|| number.as_f64().unwrap_or_default().to_string(), |n| n.to_string()))
            }
            _ => None,
        };
        match (self.kind, value) {
            (SettingKind::Part(_), _) => None,
            (_, Value::Array(items)) => Some(items.iter().map(single).collect::<Option<Vec<_>>>()?.join(",")),
            (_, value) => single(value),
        }
    }
}

impl Config {
    /// What differs from `usual` and may stand in an address, as `name~value~~name~value`; empty when nothing does.
    pub fn short_form(&self, usual: &Config) -> String {
        let (mine, theirs) = (tree(self), tree(usual));
        let differing = SETTINGS.iter().filter(|setting| setting.is_shareable);
        let texts = differing.filter_map(|setting| {
            let value = at(&mine, setting.name)?;
            let text = (Some(value) != at(&theirs, setting.name)).then(|| setting.text_of(value))??;
            (!text.contains(IS)).then(|| format!("{}{IS}{text}", setting.name))
        });
        texts.collect::<Vec<_>>().join(BETWEEN)
    }

    /// These settings with those of a [short form](Self::short_form) or of [`differences`](Self::differences) in their place, and the
    /// names of those that could not be used: an address may be of another version, or damaged.
    pub fn overlaid(&self, text: &str) -> (Config, Vec<String>) {
        if text.trim_start().starts_with('{') {
            return self.overlaid_json(text);
        }
        let mut config = self.clone();
        let mut unused: Vec<(&str, &str)> = text.split(BETWEEN).filter_map(|pair| pair.split_once(IS)).collect();
        // Settings that bound each other may come in any order: until a round changes nothing.
        loop {
            let before = unused.len();
            unused.retain(|(name, value)| {
                let set = Setting::find(name).filter(|s| s.is_shareable).and_then(|s| s.set(&config, value).ok());
                let is_unused = set.is_none();
                if let Some(set) = set {
                    config = set;
                }
                is_unused
            });
            if unused.len() == before {
                return (config, unused.into_iter().map(|(name, _)| name.chars().take(80).collect()).collect());
            }
        }
    }

    fn overlaid_json(&self, text: &str) -> (Config, Vec<String>) {
        let unusable = || (self.clone(), vec!["settings".to_owned()]);
        let Ok(over) = serde_json::from_str::<Value>(text) else { return unusable() };
        let mut all = tree(self);
        merge(&mut all, &over);
        match serde_json::from_value::<Config>(all) {
            Ok(config) if config.validate().is_ok() => (config, Vec::new()),
            _ => unusable(),
        }
    }

    /// Everything that differs from `usual` but the settings of these names (and of what is below them), as JSON for
    /// [`overlaid`](Self::overlaid); empty when nothing does.
    pub fn differences(&self, usual: &Config, but: &[&str]) -> String {
        let (mine, theirs) = (tree(self), tree(usual));
        let mut found = Map::new();
        for setting in SETTINGS.iter().filter(|s| !but.contains(&s.name)) {
            let Some(value) = at(&mine, setting.name).filter(|value| Some(*value) != at(&theirs, setting.name)) else { continue };
            let mut place = &mut found;
            let mut parts = setting.name.split('.').peekable();
            while let Some(part) = parts.next() {
                if parts.peek().is_none() {
                    place.insert(part.to_owned(), value.clone());
                    break;
                }
                let inner = place.entry(part).or_insert_with(|| Value::Object(Map::new()));
                let Value::Object(inner) = inner else { break };
                place = inner;
            }
        }
        if found.is_empty() { String::new() } else { Value::Object(found).to_string() }
    }

    /// All settings as TOML with what each means, as `clientele config` prints them.
    ///
    /// # Errors
    /// As [`to_toml`](Self::to_toml).
    pub fn to_explained_toml(&self) -> Result<String, ErrorView> {
        let mut out = String::from("# Settings of Clientele. What is left out takes its default.\n");
        let mut part = String::new();
        let mut told: Vec<&str> = Vec::new();
        let mut config = self.clone();
        // TOML has no word for "none": without this, the usual limit would be read back.
        config.recommendations.max_per_category.get_or_insert(u32::MAX);
        let text = config.to_toml()?;
        for line in text.lines() {
            if line.starts_with('[') {
                add_unset(&mut out, &part, &told);
                part = line.trim_matches(['[', ']']).to_owned();
            } else if let Some((key, _)) = line.split_once(" = ") {
                let name = if part.is_empty() { key.to_owned() } else { format!("{part}.{key}") };
                if let Some(setting) = Setting::find(&name) {
                    out.push_str(&comment(setting));
                    told.push(setting.name);
                }
            }
            out.push_str(line);
            out.push('\n');
        }
        add_unset(&mut out, &part, &told);
        Ok(out)
    }
}

/// A part's settings that TOML has no word for, because they are not set.
fn add_unset(out: &mut String, part: &str, told: &[&str]) {
    for setting in SETTINGS.iter().filter(|s| s.when_empty.is_some() && !told.contains(&s.name)) {
        let Some((of, key)) = setting.name.rsplit_once('.').filter(|(of, _)| *of == part) else { continue };
        if !matches!(setting.kind, SettingKind::Part(_)) && !of.is_empty() {
            let end = out.trim_end().len();
            out.truncate(end);
            out.push_str(&format!("\n{}# {key} =\n\n", comment(setting)));
        }
    }
}

fn comment(setting: &Setting) -> String {
    let empty = setting.when_empty.map(|when| format!(" When left out: {when}.")).unwrap_or_default();
    let bounds = match setting.kind {
        SettingKind::Part(_) => String::new(),
        _ => format!(" ({})", setting.bounds()),
    };
    format!("# {}{bounds}: {}{empty}\n", setting.label, setting.explanation)
}

/// A bound: large ones with commas.
fn written(bound: f64) -> String {
    if bound >= 10_000.0 { grouped(bound as u64) } else { bound.to_string() }
}

fn names(choices: &[(&str, &str)]) -> String {
    choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// The settings as a tree. They are numbers, texts and lists: JSON can hold all of them.
fn tree(config: &Config) -> Value {
    serde_json::to_value(config).unwrap_or_default()
}

fn at<'a>(tree: &'a Value, name: &str) -> Option<&'a Value> {
    name.split('.').try_fold(tree, |value, part| value.get(part))
}

fn at_mut<'a>(tree: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    name.split('.').try_fold(tree, |value, part| value.get_mut(part))
}

/// Puts `over` into `all`: a setting of the table as a whole, what is above settings member by member.
fn merge(all: &mut Value, over: &Value) {
    fn put(all: &mut Value, over: &Value, name: &str) {
        match (all, over) {
            (Value::Object(all), Value::Object(over)) if Setting::find(name).is_none() => {
                for (key, value) in over {
                    let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                    put(all.entry(key.clone()).or_insert(Value::Null), value, &inner);
                }
            }
            (all, over) => *all = over.clone(),
        }
    }
    put(all, over, "");
}

#[cfg(test)]
mod tests;
