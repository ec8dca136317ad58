//! Documents to print, mail and open in a spreadsheet: a plain model of a report, and its writers (HTML, PDF, XLSX, ZIP).
//!
//! Whoever makes a report fills the model with words and figures; this crate lays it out. It draws charts as vectors, once, for paper and
//! screen alike. Every text is data here and is escaped where it is written. The same document gives the same bytes everywhere.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod archive;
mod digest;
mod drawing;
mod error;
mod figure;
mod fonts;
mod html;
mod html_blocks;
mod job;
mod palette;
mod pdf;
mod pdf_flow;
mod pdf_text;
mod picture;
mod plot;
mod png;
mod scale;
mod svg;
mod words;
mod workbook;
mod xlsx;

pub use archive::{PackedFile, zip_archive};
pub use drawing::{Anchor, Drawing, Mark, Op, Paint, Shape};
pub use error::DocumentError;
pub use figure::{Axis, Chart, Direction, Layout, Plot, Series, Unit};
pub use fonts::{Fonts, Weight};
pub use html::{content_policy, report_html};
pub use job::Job;
pub use pdf::{PdfReport, report_pdf};
pub use picture::{chart_picture, figures_picture};
pub use plot::draw;
pub use png::png_file;
pub use svg::svg_file;
pub use words::{figure_text, headline_text};
pub use workbook::{Column, ColumnKind, Sheet, SheetBody, Workbook};
pub use xlsx::workbook_xlsx;

use clientele_core::domain::{Day, TableView};
use clientele_core::files::PageSize;
use serde::{Deserialize, Serialize};

/// A report, ready to be written in any form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What it is called.
    pub title: String,
    /// First and last day that it tells of.
    pub period: Option<(Day, Day)>,
    /// Files that it was made from.
    pub files: Vec<String>,
    /// ISO code or sign; empty when unknown.
    pub currency: String,
    /// What else stands under the title: names and values.
    pub facts: Vec<(String, String)>,
    /// What one may rely on: where it was made, that nothing left the computer.
    pub imprint: String,
    /// Paper to print on.
    pub page: PageSize,
    /// The parts.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Stable name, for anchors.
    pub name: String,
    /// Heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading inside the section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// The sentence that matters most, set larger.
    Lead(String),
    /// Points of a list.
    List(Vec<String>),
    /// Something to know when reading.
    Note(Tone, String),
    /// Key figures side by side.
    Figures(Vec<KeyFigure>),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Box<Chart>),
}

/// How a note is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// For the record.
    Plain,
    /// Read the figures with care.
    Caution,
    /// Something is not there, and why.
    Missing,
}

/// A key figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// Stable name.
    pub name: String,
    /// What it is.
    pub label: String,
    /// Its value as text, with its unit.
    pub value: String,
    /// Its range, or what it is part of; empty for none.
    pub beside: String,
    /// Change (0.1 is 10 % more), where known.
    pub change: Option<f64>,
    /// What the change compares.
    pub change_label: String,
    /// How it is computed.
    pub how: String,
    /// The figure over time, oldest first; empty for none.
    pub history: Vec<f64>,
}

/// A table with its heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Stable name, for files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// What it says; empty for nothing.
    pub says: String,
    /// The cells.
    pub view: TableView,
}

impl Report {
    /// The charts, in order.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Chart(chart) => Some(chart.as_ref()),
            _ => None,
        })
    }

    /// The tables, in order, those of charts too.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &TableView)> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some((table.name.as_str(), &table.view)),
            Block::Chart(chart) if !chart.table.columns.is_empty() => Some((chart.name.as_str(), &chart.table)),
            _ => None,
        })
    }

    /// First and last day in words; empty when unknown.
    pub fn period_text(&self) -> String {
        self.period.map_or_else(String::new, |(first, last)| format!("{} to {}", first.long_text(), last.long_text()))
    }

    /// Names of the files in one line, at most `most` letters.
    pub fn files_text(&self, most: usize) -> String {
        let all = self.files.join(", ");
        if all.chars().count() <= most {
            return all;
        }
        let cut: String = all.chars().take(most.saturating_sub(1)).collect();
        format!("{}…", cut.trim_end())
    }
}
