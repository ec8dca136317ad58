//! What stands on a page of paper: texts, boxes and drawings at places in points, from the top left. `pdf_flow` decides the places.

use super::fonts::{Weight, printable};
use super::palette::Rgb;
use super::{Drawing, Fonts};

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// From the left of the text's box.
    pub(super) x: f64,
    /// From the top of its atom; for texts the base line.
    pub(super) y: f64,
    /// The cell of a table's row that it belongs to.
    pub(super) cell: u16,
    /// What.
    pub(super) what: What,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A line of text.
    Text {
        /// The text, fit to be set.
        text: String,
        /// Size in points.
        size: f64,
        /// Weight.
        weight: Weight,
        /// Colour.
        colour: Rgb,
    },
    /// A filled box.
    Box {
        /// Width.
        w: f64,
        /// Height.
        h: f64,
        /// Colour.
        colour: Rgb,
    },
    /// A chart.
    Drawing(Drawing),
}

/// A piece that is never parted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Atom {
    /// Room above it, except at the top of a page.
    pub(super) above: f64,
    /// Height.
    pub(super) height: f64,
    /// Whether it stays with the next one.
    pub(super) keeps: bool,
    /// What is in it.
    pub(super) items: Vec<Item>,
    /// What it is, for readers that do not see the page.
    pub(super) role: Role,
    /// Its entry among the bookmarks: level and title.
    pub(super) bookmark: Option<(u8, String)>,
    /// Items and height of the header that is repeated above it on a new page.
    pub(super) repeats: Option<std::rc::Rc<(Vec<Item>, f64)>>,
}

/// What an atom is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Role {
    /// A decoration.
    #[default]
    None,
    /// A heading of a level.
    Heading(u16),
    /// A line of a paragraph; whether it is its first.
    Paragraph(bool),
    /// A line of a list's point; whether it is its first.
    Point(bool),
    /// A row of a table.
    Row {
        /// Whether it is the header.
        is_header: bool,
    },
    /// A picture with its text alternative.
    Figure(String),
}

/// A text at a place.
pub(super) fn line(x: f64, y: f64, text: &str, size: f64, weight: Weight, colour: Rgb) -> Item {
    Item { x, y, cell: 0, what: What::Text { text: printable(text), size, weight, colour } }
}

/// A text that ends at a place.
pub(super) fn line_to(right: f64, y: f64, text: &str, size: f64, weight: Weight, colour: Rgb, fonts: &Fonts) -> Item {
    let text = printable(text);
    let x = right - fonts.width(&text, size, weight);
    Item { x, y, cell: 0, what: What::Text { text, size, weight, colour } }
}

/// A box at a place.
pub(super) fn filled(x: f64, y: f64, w: f64, h: f64, colour: Rgb) -> Item {
    Item { x, y, cell: 0, what: What::Box { w, h, colour } }
}
