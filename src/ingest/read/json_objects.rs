//! Finds the objects of a JSON text (lines of objects, one array of them, or objects one after the other) and lays each out flat: names and
//! values, and a row for each element of a list of objects within.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Bytes of one object.
const MAX_OBJECT_BYTES: usize = 16 << 20;
/// Rows of one object, as lists within lists multiply.
const MAX_ROWS: usize = 100_000;

/// An object is too large.
pub(crate) struct ObjectTooLarge;

/// A value, with the fields of objects in the order of the text.
#[derive(Clone, Debug)]
enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Text(value.to_string()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Text(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Text(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Text(value.to_string()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_owned()))
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Text(String::new()))
            }
            fn visit_none<E>(self) -> Result<Json, E> {
                Ok(Json::Text(String::new()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(Json::List(values))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Json::Object(fields))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// One row: names and values.
pub(crate) type FlatRow = Vec<(String, String)>;

/// The rows that an object makes: one, or one for each element of a list of objects within it. `None`: no JSON object.
pub(crate) fn rows_of(text: &str) -> Option<Vec<FlatRow>> {
    match serde_json::from_str(text).ok()? {
        Json::Object(fields) => Some(flatten(fields)),
        _ => None,
    }
}

fn flatten(fields: Vec<(String, Json)>) -> Vec<FlatRow> {
    let mut row = FlatRow::new();
    let mut lists: Vec<(String, Vec<FlatRow>)> = Vec::new();
    for (name, value) in fields {
        take(&mut row, &mut lists, name, value);
    }
    let mut rows = vec![row];
    for (name, elements) in lists {
        if elements.is_empty() || rows.len().saturating_mul(elements.len()) > MAX_ROWS {
            continue;
        }
        let with = |row: &FlatRow, element: &FlatRow| {
            let mut both = row.clone();
            for (field, value) in element {
                // A name of its own, unless the whole has one like it.
                let is_taken = row.iter().any(|(taken, _)| taken == field);
                both.push((if is_taken { format!("{name}.{field}") } else { field.clone() }, value.clone()));
            }
            both
        };
        rows = rows.iter().flat_map(|row| elements.iter().map(move |element| with(row, element)).collect::<Vec<_>>()).collect();
    }
    rows
}

fn take(row: &mut FlatRow, lists: &mut Vec<(String, Vec<FlatRow>)>, name: String, value: Json) {
    match value {
        Json::Text(text) => row.push((name, text)),
        // MongoDB writes kinds of values so: {"$date": …}.
        Json::Object(mut fields) if fields.len() == 1 && fields.first().is_some_and(|(kind, _)| kind.starts_with('$')) => {
            if let Some((_, value)) = fields.pop() {
                take(row, lists, name, value);
            }
        }
        Json::Object(fields) => {
            for (field, value) in fields {
                take(row, lists, format!("{name}.{field}"), value);
            }
        }
        Json::List(values) => {
            let (mut texts, mut objects) = (Vec::new(), Vec::new());
            for value in values {
                match value {
                    Json::Text(text) => texts.push(text),
                    Json::Object(fields) => objects.extend(flatten(fields)),
                    Json::List(_) => {}
                }
            }
            if objects.is_empty() {
                row.push((name, texts.join(", ")));
            } else {
                lists.push((name, objects));
            }
        }
    }
}

/// Whether a text begins with JSON objects.
pub(crate) fn is_json(head: &[u8]) -> bool {
    let mut letters = head.iter().copied().filter(|b| !b.is_ascii_whitespace());
    match letters.next() {
        Some(b'[') => letters.next() == Some(b'{') && matches!(letters.next(), Some(b'"' | b'}')),
        Some(b'{') => matches!(letters.next(), Some(b'"' | b'}')),
        _ => false,
    }
}

/// Cuts a text into its objects, piece by piece.
#[derive(Default)]
pub(crate) struct ObjectFinder {
    object: Vec<u8>,
    depth: usize,
    in_text: bool,
    after_backslash: bool,
    line: u32,
    start_line: u32,
}

impl ObjectFinder {
    /// Takes bytes, and hands each object that is complete to `found`, with the line that it begins in.
    pub(crate) fn push<E: From<ObjectTooLarge>>(
        &mut self,
        bytes: &[u8],
        found: &mut impl FnMut(&str, u32) -> Result<(), E>,
    ) -> Result<(), E> {
        for &byte in bytes {
            self.line += u32::from(byte == b'\n');
            if self.depth == 0 {
                if byte != b'{' {
                    continue;
                }
                self.start_line = self.line + 1;
                self.object.clear();
            }
            if self.object.len() >= MAX_OBJECT_BYTES {
                return Err(ObjectTooLarge.into());
            }
            self.object.push(byte);
            if self.in_text {
                match byte {
                    _ if self.after_backslash => self.after_backslash = false,
                    b'\\' => self.after_backslash = true,
                    b'"' => self.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' => self.depth += 1,
                b'}' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        found(&String::from_utf8_lossy(&self.object), self.start_line)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The object that was begun and is not complete, with its line: the text was cut off.
    pub(crate) fn rest(&self) -> Option<u32> {
        (self.depth > 0).then_some(self.start_line)
    }
}
