//! A page as the worker lays it out: blocks of plain data that one renderer shows, so a new page adds nothing to
//! the program that a first visit loads. Texts are plain text, never markup.
//!
//! A page knows its state as *arguments*: pairs of a name and a text, kept in the address. A field or a button changes arguments, and
//! the page is asked for again. Blocks are matched by their place: keep parts that come and go inside a [`Group`], so that the fields
//! beside them stay where they are while somebody types.

mod block;
mod card;
mod form;
mod line;
mod table;

pub use block::{Block, Card, Cards, Frame, Group};
pub use card::{ChartPlace, HeadlineView, PartView, Parts, Ranged, StatView, Tone, Verdict};
pub use form::{Act, Button, Field, FieldKind, FieldRow, FieldTable};
pub use line::{Line, Link, Span};
pub use table::{CellView, Column, Row, Table};

use serde::{Deserialize, Serialize};

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageView {
    /// Heading.
    pub title: String,
    /// What the page is good for, in a sentence.
    pub lead: String,
    /// Buttons beside the heading.
    pub actions: Vec<Button>,
    /// Content.
    pub blocks: Vec<Block>,
}
