//! A chart as drawing operations: lines, shapes, texts at places in points, with roles instead of colours.

use super::fonts::Weight;

/// A finished drawing; the origin is at the top left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What to draw, in this order.
    pub ops: Vec<Op>,
}

/// Which colour, by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Text.
    Ink,
    /// Text that stands back.
    Muted,
    /// Lines of the grid.
    Grid,
    /// The ground.
    Paper,
    /// The ground of boxes on it.
    Sunken,
    /// Colour of a series.
    Series(u8),
    /// Step of the ramp from little to much, 0 to [`Paint::MOST_LEVEL`].
    Level(u8),
    /// Text on that step.
    OnLevel(u8),
}

impl Paint {
    /// The fullest step of the ramp.
    pub const MOST_LEVEL: u8 = 8;
}

/// Where a text stands about its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points; filled down to its first and last point when `fill` is set.
    Path {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Width of the line; 0 for an area without an outline.
        width: f64,
        /// Whether it is dashed.
        dashed: bool,
    },
    /// A rectangle.
    Rect {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        w: f64,
        /// Height.
        h: f64,
    },
    /// A disc.
    Disc {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        r: f64,
    },
    /// A line of text; `y` is its base line.
    Text {
        /// Place.
        x: f64,
        /// Base line.
        y: f64,
        /// Size in points.
        size: f64,
        /// Where it stands about its place.
        anchor: Anchor,
        /// Whether it reads from below.
        upright: bool,
        /// Weight.
        weight: Weight,
        /// The text.
        text: String,
    },
}

/// A mark that stands for data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its series.
    pub series: u8,
    /// What it says when pointed at; empty for the line that joins other marks.
    pub says: String,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Op {
    /// What.
    pub shape: Shape,
    /// In which colour.
    pub paint: Paint,
    /// Whether much of the ground shows through.
    pub is_faint: bool,
    /// What data it stands for.
    pub mark: Option<Mark>,
}

impl Drawing {
    /// Adds something that is no data.
    pub fn add(&mut self, paint: Paint, shape: Shape) {
        self.ops.push(Op { shape, paint, is_faint: false, mark: None });
    }

    /// Adds something that stands for data.
    pub fn add_mark(&mut self, series: usize, says: String, paint: Paint, shape: Shape) {
        let mark = Some(Mark { series: series.min(255) as u8, says });
        self.ops.push(Op { shape, paint, is_faint: false, mark });
    }
}
