//! The parts of a page.

use super::card::{ChartPlace, HeadlineView, Parts, StatView, Tone, Verdict};
use super::form::{Button, Field, FieldTable};
use super::line::Line;
use super::table::Table;
use crate::chart::ChartId;
use crate::{CellView, Query};
use clientele_core::domain::Kpi;
use serde::{Deserialize, Serialize};

/// Part of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Text(Line),
    /// A paragraph of lesser weight.
    Muted(Line),
    /// Sentences.
    List {
        /// Test id, or empty.
        testid: String,
        /// The sentences.
        lines: Vec<Line>,
    },
    /// A sentence that must not be overlooked, with more under it.
    Notice {
        /// How grave.
        tone: Tone,
        /// Test id, or empty.
        testid: String,
        /// The sentence; may be empty.
        title: String,
        /// What follows.
        lines: Vec<Line>,
    },
    /// Figures with ranges and methods, as cards.
    Headlines(Vec<HeadlineView>),
    /// Key figures with their change and course, as cards.
    Kpis(Vec<Kpi>),
    /// Figures, small.
    Stats(Vec<StatView>),
    /// Names with their facts.
    Facts(Vec<(String, Line)>),
    /// Charts beside each other where there is room.
    Charts(Vec<ChartPlace>),
    /// A table.
    Table(Table),
    /// What may be typed or chosen.
    Fields(Vec<Field>),
    /// A document as it will be, in a frame of its own.
    Preview {
        /// Test id.
        testid: String,
        /// What it is, for those who hear it.
        title: String,
        /// The question that makes it: [`Query::Report`] as HTML.
        query: Box<Query>,
    },
    /// Buttons.
    Buttons(Vec<Button>),
    /// Parts that add up to a whole.
    Parts(Parts),
    /// A table of what may be typed or chosen.
    FieldTable(FieldTable),
    /// Single figures, large, each with what it says.
    Verdicts(Vec<Verdict>),
    /// Things with a head and more under it.
    Cards(Cards),
    /// The blocks of another page, loaded by themselves: for what takes a moment. Its name; it has no arguments.
    Page(String),
    /// Blocks that belong together.
    Group(Group),
}

/// Things with a head and more under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cards {
    /// Test id, or empty.
    pub testid: String,
    /// Whether they are ranked and stand beside each other where there is room; else they are lines.
    pub is_ranked: bool,
    /// The cards.
    pub cards: Vec<Card>,
}

/// One of [`Cards`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Test id, or empty.
    pub testid: String,
    /// Attributes for programs that read the page.
    pub attrs: Vec<(String, String)>,
    /// Its head; the second cell takes the room that there is.
    pub head: Vec<CellView>,
    /// Whether only the head is seen until it is opened.
    pub is_closed: bool,
    /// What is under it.
    pub blocks: Vec<Block>,
}

/// Blocks that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// How they look.
    pub frame: Frame,
    /// Heading (of a [`Frame::More`]: what is clicked).
    pub title: String,
    /// A sentence under it.
    pub note: String,
    /// Test id, or empty.
    pub testid: String,
    /// Attributes for programs that read the page; their names stay, their values may change.
    pub attrs: Vec<(String, String)>,
    /// Name of the field that gets the keyboard's focus when the group comes; none when empty.
    pub focus: String,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// How a group looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// Nothing is added but a small heading, where there is one.
    #[default]
    Plain,
    /// A box with a heading.
    Panel,
    /// Two beside each other where there is room.
    Pair,
    /// Closed until asked for.
    More,
}

impl Block {
    /// A box with a heading.
    pub fn panel(title: &str, note: &str, testid: &str, blocks: Vec<Block>) -> Self {
        Self::Group(Group {
            frame: Frame::Panel,
            title: title.to_owned(),
            note: note.to_owned(),
            testid: testid.to_owned(),
            blocks,
            ..Group::default()
        })
    }

    /// Parts that may be there or not, in a place of their own.
    pub fn maybe(blocks: Option<Vec<Block>>) -> Self {
        Self::Group(Group { blocks: blocks.unwrap_or_default(), ..Group::default() })
    }

    /// What to know when reading the figures; nothing when there is nothing.
    pub fn notes(notes: Vec<String>) -> Self {
        let lines: Vec<Line> = notes.into_iter().map(Line::from).collect();
        let notice = |lines| Block::Notice { tone: Tone::Info, testid: "notes".to_owned(), title: "Notes".to_owned(), lines };
        Self::maybe((!lines.is_empty()).then(|| vec![notice(lines)]))
    }

    /// Two beside each other where there is room.
    pub fn pair(blocks: Vec<Block>) -> Self {
        Self::Group(Group { frame: Frame::Pair, blocks, ..Group::default() })
    }

    /// Closed until asked for.
    pub fn more(title: &str, blocks: Vec<Block>) -> Self {
        Self::Group(Group { frame: Frame::More, title: title.to_owned(), blocks, ..Group::default() })
    }

    /// A small heading and what is under it.
    pub fn titled(title: &str, testid: &str, blocks: Vec<Block>) -> Self {
        Self::Group(Group { title: title.to_owned(), testid: testid.to_owned(), blocks, ..Group::default() })
    }

    /// A notice without more.
    pub fn notice(tone: Tone, testid: &str, title: impl Into<String>) -> Self {
        Self::Notice { tone, testid: testid.to_owned(), title: title.into(), lines: Vec::new() }
    }

    /// Charts of half the width.
    pub fn charts(charts: impl IntoIterator<Item = ChartId>) -> Self {
        Self::Charts(charts.into_iter().map(|chart| ChartPlace { chart, is_wide: false }).collect())
    }

    /// The same charts without a half row left over, which would look like something missing: the last one of an odd run of halves
    /// takes the whole width. Three halves alone stand side by side.
    pub fn even_rows(mut charts: Vec<ChartPlace>) -> Vec<ChartPlace> {
        if charts.len() == 3 && charts.iter().all(|place| !place.is_wide) {
            return charts;
        }
        let mut halves = 0;
        for at in 0..charts.len() {
            let ends = charts.get(at + 1).is_none_or(|next| next.is_wide);
            if charts[at].is_wide {
                halves = 0;
                continue;
            }
            halves += 1;
            charts[at].is_wide = ends && halves % 2 == 1;
        }
        charts
    }

    /// A chart of the whole width.
    pub fn wide_chart(chart: ChartId) -> Self {
        Self::Charts(vec![ChartPlace { chart, is_wide: true }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_half_row_is_left_over() {
        let laid = |wide: &[bool]| {
            let place = |&is_wide: &bool| ChartPlace { chart: ChartId::CustomerPareto, is_wide };
            Block::even_rows(wide.iter().map(place).collect()).iter().map(|place| place.is_wide).collect::<Vec<_>>()
        };
        let (half, wide) = (false, true);
        assert_eq!(laid(&[half]), [wide]);
        assert_eq!(laid(&[half, half]), [half, half]);
        assert_eq!(laid(&[half; 3]), [half; 3]);
        assert_eq!(laid(&[wide, half, half, half, wide, half, half]), [wide, half, half, wide, wide, half, half]);
        assert_eq!(laid(&[half; 5]), [half, half, half, half, wide]);
    }
}
