//! A page as the worker lays it out: blocks of plain data that one renderer shows. A new page, or a new part of one, then costs the
//! page's own program nothing, which is what a first visit waits for. Texts are plain text, never markup.
//!
//! A page knows its state as *arguments*: pairs of a name and a text, kept in the address. A field or a button changes arguments, and
//! the page is asked for again. Blocks are matched by their place: keep parts that come and go inside a [`Group`], so that the fields
//! beside them stay where they are while somebody types.

use super::group::CustomerGroup;
use super::query::Query;
use super::run::Work;
use super::value_views::HeadlineView;
use clientele_pages::chart::{ChartId, ChartWidth};
use clientele_core::domain::{Cell, Day, Figure, Money, TableView};
use clientele_engine::RowSet;
use clientele_engine::output::{ExportKind, Kpi};
use serde::{Deserialize, Serialize};

/// Names and values that say what of a page is shown.
pub type Arguments = Vec<(String, String)>;

/// The value of an argument, empty when it is not there.
pub fn argument<'a>(arguments: &'a [(String, String)], name: &str) -> &'a str {
    arguments.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

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

/// Parts that add up to a whole: as a bar, or as a list that says what the bar's colours stand for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// What they add up to.
    pub whole: String,
    /// Whether they are listed; else they are a bar, whole width for 1.
    pub is_listed: bool,
    /// The parts, at most five; a bar leaves out those of 0.
    pub parts: Vec<PartView>,
}

/// A part of [`Parts`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartView {
    /// Its name.
    pub name: String,
    /// Its share of the bar, 0 to 1.
    pub share: f64,
    /// What is listed for it.
    pub figure: Line,
}

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

/// A figure, large, with what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Test id of the figure, or empty.
    pub testid: String,
    /// The figure for programs that read the page (`data-value`), or empty.
    pub value: String,
    /// The figure.
    pub figure: Line,
    /// What it is.
    pub label: String,
    /// What it says.
    pub says: Line,
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

/// How grave a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// To be read with care.
    Warning,
    /// Something cannot be done.
    Error,
}

/// Text with figures, days and links in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line(pub Vec<Span>);

/// Part of a [`Line`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Span {
    /// Text.
    Text(String),
    /// Text of weight.
    Strong(String),
    /// Text that a search has found.
    Mark(String),
    /// A figure in the reader's way to write it.
    Figure(Figure),
    /// A figure as large ones are written in headlines.
    Rounded(Figure),
    /// A number with so many decimals.
    Decimal(f64, u8),
    /// A relative change: 0.1 is 10 % more.
    Change(f64),
    /// A day.
    Day(Day),
    /// A link.
    Link {
        /// Its text.
        text: Box<Line>,
        /// Where to.
        to: Link,
        /// Test id, or empty.
        testid: String,
    },
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// A page by its name.
    Page(String),
    /// A customer by the shop's identifier.
    Customer(String),
    /// The customers of a segment.
    Segment(String),
    /// The customers of a cluster.
    Cluster(String),
    /// The customers of a group.
    Group(CustomerGroup),
    /// Rows of the files, word for word, above the page.
    Rows {
        /// Which ones.
        set: RowSet,
        /// What they are.
        title: String,
        /// Why they are what they are.
        explanation: String,
    },
    /// This page with these arguments; one with an empty value is taken away. Names of [`CustomerFilter`](super::CustomerFilter)'s conditions set these.
    Set(Arguments),
}

/// A figure with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatView {
    /// Test id `stat-<name>`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Figure,
}

/// A chart on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartPlace {
    /// Which chart.
    pub chart: ChartId,
    /// Whether it takes the page's whole width.
    pub is_wide: bool,
}

/// What was clicked in a chart: the place on its axes, rounded, and the names that stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pick {
    /// Place on the horizontal axis.
    pub x: Option<i32>,
    /// Place on the vertical axis.
    pub y: Option<i32>,
    /// Names, as the chart has them: of a band its two ends, else of the point, its places and its trace.
    pub names: Vec<String>,
    /// How much room the chart had.
    pub width: ChartWidth,
}

impl Pick {
    /// The place on the horizontal axis as a bin's number.
    pub fn column(&self) -> Option<u32> {
        self.x.and_then(|x| u32::try_from(x).ok())
    }

    /// The place on the vertical axis as a bin's number.
    pub fn row(&self) -> Option<u32> {
        self.y.and_then(|y| u32::try_from(y).ok())
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it is, for those who hear it.
    pub caption: String,
    /// Test id of the table, or empty.
    pub testid: String,
    /// Test id of its rows, or empty.
    pub row_testid: String,
    /// Whether it scrolls in a box of its own height.
    pub is_long: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// The question for it as a file; the answer to [`Query::Page`] fills it in.
    pub file: Option<Box<Query>>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// The field's term for it, or empty.
    pub hint: String,
    /// Whether it holds figures, which stand at the right.
    pub is_figure: bool,
    /// Arguments that sort by it; none for a heading that is no button.
    pub sorts: Arguments,
    /// Whether the table is sorted by it, and whether upwards.
    pub sorted: Option<bool>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is about, for programs that read the page (`data-key`).
    pub key: String,
    /// Shown when the pointer rests on it.
    pub hint: String,
    /// Further attributes: `data-…` for programs that read the page; `class` `unused` or `chosen`.
    pub attrs: Vec<(String, String)>,
    /// Cells, as many as columns; the first one is the row's heading.
    pub cells: Vec<CellView>,
}

/// A cell of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    /// What it says.
    pub main: Line,
    /// What stands small under it.
    pub sub: Line,
    /// A bar for a share of 0 to 1.
    pub bar: Option<f64>,
    /// A word to it, opened on request; empty for none.
    pub remark: String,
    /// What is shown when the cell is opened; a cell with nothing here cannot be opened.
    pub more: Vec<Block>,
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
    /// Keeps settings for these data, as text that the worker understands ([`clientele_engine::overlay`]), and runs again.
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

impl Line {
    /// One figure.
    pub fn figure(figure: Figure) -> Self {
        Self(vec![Span::Figure(figure)])
    }

    /// A whole number.
    pub fn count(count: u64) -> Self {
        Self::figure(Figure::Count(count))
    }

    /// An amount.
    pub fn money(amount: Money) -> Self {
        Self::figure(Figure::Money(amount))
    }

    /// A share of 0 to 1.
    pub fn share(share: f64) -> Self {
        Self::figure(Figure::Share(share))
    }

    /// A number with so many decimals.
    pub fn decimal(number: f64, decimals: u8) -> Self {
        Self(vec![Span::Decimal(number, decimals)])
    }

    /// A day.
    pub fn day(day: Day) -> Self {
        Self(vec![Span::Day(day)])
    }

    /// A link.
    pub fn link(text: impl Into<Line>, to: Link) -> Self {
        Self(vec![Span::Link { text: Box::new(text.into()), to, testid: String::new() }])
    }

    /// A customer's number as a link to the customer.
    pub fn customer(id: &str) -> Self {
        Self::link(id, Link::Customer(id.to_owned()))
    }

    /// With more after it.
    #[must_use]
    pub fn and(mut self, more: impl Into<Line>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Span::Text(text.to_owned())] })
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Span::Text(text)] })
    }
}

impl<T: Into<Line>> From<T> for CellView {
    fn from(main: T) -> Self {
        Self { main: main.into(), ..Self::default() }
    }
}

impl CellView {
    /// With a smaller line under it.
    #[must_use]
    pub fn under(mut self, sub: impl Into<Line>) -> Self {
        self.sub = sub.into();
        self
    }
}

impl Column {
    /// A column of texts.
    pub fn text(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// A column of figures; the hint is the field's term.
    pub fn figures(title: &str, hint: &str) -> Self {
        Self { title: title.to_owned(), hint: hint.to_owned(), is_figure: true, ..Self::default() }
    }
}

impl Table {
    /// A table of texts and figures.
    pub fn of(table: TableView, caption: &str) -> Self {
        let is_figure =
            |at: usize| table.rows.first().and_then(|row| row.get(at)).is_some_and(|cell| matches!(cell, Cell::Figure(_)));
        let columns = table.columns.iter().enumerate();
        let columns = columns.map(|(at, title)| Column { title: title.clone(), is_figure: is_figure(at), ..Column::default() });
        let columns = columns.collect();
        let cell = |cell: Cell| match cell {
            Cell::Text(text) => CellView::from(text),
            Cell::Figure(figure) => Line::figure(figure).into(),
            Cell::Day(day) => Line::day(day).into(),
            Cell::Empty => "–".into(),
        };
        let rows = table.rows.into_iter().map(|row| Row { cells: row.into_iter().map(cell).collect(), ..Row::default() });
        Self { caption: caption.to_owned(), columns, rows: rows.collect(), ..Self::default() }
    }
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
        let notice = |lines| Block::Notice {
            tone: Tone::Info,
            testid: "notes".to_owned(),
            title: "To know when reading these figures".to_owned(),
            lines,
        };
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
