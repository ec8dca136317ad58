//! What can be typed, chosen or pressed.

use super::line::{Line, Link};
use crate::Column;
use crate::query::Query;
use crate::work::Work;
use clientele_core::domain::Day;
use clientele_core::files::ExportKind;
use serde::{Deserialize, Serialize};

/// A table of what may be typed or chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldTable {
    /// What it is, for those who hear it.
    pub caption: String,
    /// Columns; the first one is that of the rows' names.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<FieldRow>,
}

/// A row of a [`FieldTable`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldRow {
    /// Its name.
    pub title: String,
    /// Its fields; their labels are only heard.
    pub fields: Vec<Field>,
    /// Cells after them.
    pub more: Vec<Line>,
}

/// Something to type, choose or switch. Its name is the argument's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Name of the argument; test id `field-<name>` unless `testid` says another.
    pub name: String,
    /// Test id, or empty.
    pub testid: String,
    /// What it is, in plain words.
    pub label: String,
    /// More about it, or empty.
    pub hint: String,
    /// What is typed or chosen now.
    pub value: String,
    /// What counts when the argument is not there, or is emptied.
    pub usual: String,
    /// Its kind.
    pub kind: FieldKind,
    /// What is wrong with the value; empty when nothing is.
    pub problem: String,
}

/// Kinds of [`Field`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum FieldKind {
    /// A line of text.
    #[default]
    Text,
    /// A line of text, with what is shown while it is empty.
    Blank(String),
    /// A search: changes while it is typed.
    Search,
    /// Several lines of text.
    Lines,
    /// A number that is typed.
    Number,
    /// A slider; the value is shown beside it, and changes count while it moves.
    Slider {
        /// Least value.
        min: f64,
        /// Greatest.
        max: f64,
        /// Step.
        step: f64,
    },
    /// A day between two.
    Date {
        /// First.
        min: Day,
        /// Last.
        max: Day,
    },
    /// One of some: value and label.
    Choice(Vec<(String, String)>),
    /// One of few, as buttons beside each other: value, label, test id.
    Buttons(Vec<(String, String, String)>),
    /// On (`1`) or off (`0`).
    Switch,
    /// A text file, whose content is the value; never part of the address.
    File,
    /// A line of text with suggestions: value and label.
    Suggest(Vec<(String, String)>),
}

/// A button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    /// What it does, in a few words.
    pub label: String,
    /// Test id.
    pub testid: String,
    /// Shown when the pointer rests on it.
    pub hint: String,
    /// Whether it is the one that most want.
    pub is_primary: bool,
    /// Whether it cannot be pressed now.
    pub is_disabled: bool,
    /// What it does.
    pub act: Act,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// Downloads a file of the result.
    Export(ExportKind),
    /// Downloads the file that answers a question.
    Save(Box<Query>),
    /// Follows a link.
    Go(Link),
    /// Goes back to where one was.
    Back,
    /// Erases all that this browser keeps for the page, and begins anew.
    Erase,
    /// Asks what comes of it ([`Query::Act`]), by its name: with what is typed at that moment, which a page that is laid out already
    /// cannot know. The answer is a file to save, settings to keep, or where to go.
    Ask(String),
    /// Asks again what the columns of the user's files mean; only there while the page still has the files.
    Columns,
    /// The same, after forgetting what was said of files with these headers.
    ForgetColumns(Vec<String>),
    /// Keeps settings for these data, as text that the worker understands (`clientele_engine::overlay`), and runs again.
    Settings(String),
    /// Has something worked out about the result.
    Work(Work),
    /// Goes to a stop of the tour of the first visit; 0 ends it.
    Tour {
        /// Which one.
        step: u8,
        /// Where it is.
        to: Option<Link>,
    },
}

impl Button {
    /// A button.
    pub fn new(label: &str, testid: &str, act: Act) -> Self {
        Self {
            label: label.to_owned(),
            testid: testid.to_owned(),
            hint: String::new(),
            is_primary: false,
            is_disabled: false,
            act,
        }
    }

    /// A button that downloads a file of the result.
    pub fn export(label: &str, kind: ExportKind) -> Self {
        let hint = kind.file_name().to_owned();
        Self { hint, ..Self::new(label, &format!("export-{}", kind.name()), Act::Export(kind)) }
    }

    /// The one that most want.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.is_primary = true;
        self
    }
}
