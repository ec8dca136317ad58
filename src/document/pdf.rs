//! A report as a PDF: vector charts, text that can be selected and searched, bookmarks, tags for screen readers, page numbers. The
//! day in it is that of the data, so that the same report gives the same bytes.

use super::fonts::{BOLD, REGULAR, Weight, printable};
use super::palette::{LIGHT, Rgb};
use super::pdf_flow::{Placed, atoms, paginate};
use super::pdf_text::{Atom, Item, Role, What, line, line_to};
use super::{Anchor, Block, DocumentError, Drawing, Fonts, Report, Section, Shape, Tone};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::num::NonZeroU16;

/// Edges in points: left and right, top, bottom.
const SIDE: f64 = 48.0;
const TOP: f64 = 62.0;
const BOTTOM: f64 = 56.0;
/// Kinds of letters that a note names.
const MOST_NAMED: usize = 12;

/// A written PDF.
#[derive(Clone, Debug, PartialEq)]
pub struct PdfReport {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// Letters that its fonts lack, each with how often it is shown as a box.
    pub lacking: Vec<(char, u64)>,
}

/// Writes a report as a PDF.
///
/// # Errors
/// When the writer refuses.
pub fn report_pdf(report: &Report) -> Result<PdfReport, DocumentError> {
    let fonts = Fonts::new();
    let (width, height) = report.page.points();
    let (text_width, text_height) = (width - 2.0 * SIDE, height - TOP - BOTTOM);
    let mut pages = paginate(atoms(report, text_width, &fonts), text_height);
    let lacking = count_lacking(&pages, report);
    if !lacking.is_empty() {
        // Said in the report itself: what is not there cannot be seen.
        let mut said = report.clone();
        let note = Block::Note(Tone::Caution, lacking_note(&lacking));
        match said.sections.last_mut() {
            Some(section) => section.blocks.push(note),
            None => said.sections.push(Section { name: "letters".into(), title: "Letters".into(), blocks: vec![note] }),
        }
        pages = paginate(atoms(&said, text_width, &fonts), text_height);
    }
    let bytes = Writer::new(&fonts, width, height)?.write(report, &pages)?;
    Ok(PdfReport { bytes, pages: pages.len(), lacking })
}

/// Letters on the pages that the fonts lack.
fn count_lacking(pages: &[Vec<Placed>], report: &Report) -> Vec<(char, u64)> {
    let fonts = Fonts::new();
    let see = |text: &str, weight: Weight| {
        for letter in text.chars() {
            fonts.glyph(letter, weight);
        }
    };
    for (_, atom) in pages.iter().flatten() {
        for item in &atom.items {
            match &item.what {
                What::Text { text, weight, .. } => see(text, *weight),
                What::Drawing(drawing) => {
                    for op in &drawing.ops {
                        if let Shape::Text { text, weight, .. } = &op.shape {
                            see(text, *weight);
                        }
                    }
                }
                What::Box { .. } => {}
            }
        }
    }
    see(&printable(&report.files_text(90)), Weight::Regular);
    fonts.lacking()
}

fn lacking_note(lacking: &[(char, u64)]) -> String {
    let all: u64 = lacking.iter().map(|(_, times)| times).sum();
    let codes: Vec<String> = lacking.iter().take(MOST_NAMED).map(|(letter, _)| format!("U+{:04X}", u32::from(*letter))).collect();
    let more = if lacking.len() > MOST_NAMED { " and others" } else { "" };
    format!(
        "{} not in the fonts of this document and shown as □ ({}{more}). The HTML report has them.",
        clientele_core::domain::counted(all, "letter is", "letters are"),
        codes.join(", ")
    )
}

/// The tags of what has been written, in reading order.
#[derive(Default)]
struct Tags {
    tree: Vec<Node>,
    open: Option<Open>,
}

/// A group that the next atom may go on with.
enum Open {
    Paragraph(TagGroup),
    List { list: TagGroup, point: TagGroup },
    Table { table: TagGroup },
}

impl Tags {
    fn close(&mut self) {
        match self.open.take() {
            Some(Open::Paragraph(group) | Open::Table { table: group }) => self.tree.push(group.into()),
            Some(Open::List { mut list, point }) => {
                list.push(point);
                self.tree.push(list.into());
            }
            None => {}
        }
    }

    /// Adds what an atom's cells (one for all but rows) are marked with.
    fn add(&mut self, role: &Role, mut marks: Vec<Node>) {
        let group = |kind: TagKind, nodes: Vec<Node>| {
            let mut group = TagGroup::new(kind);
            nodes.into_iter().for_each(|node| group.push(node));
            group
        };
        match role {
            Role::None => {}
            Role::Heading(level) => {
                self.close();
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                self.tree.push(group(Tag::Hn(level, None).into(), marks).into());
            }
            Role::Figure(alt) => {
                self.close();
                self.tree.push(group(Tag::Figure(Some(alt.clone())).into(), marks).into());
            }
            Role::Paragraph(false) if matches!(self.open, Some(Open::Paragraph(_))) => {
                if let Some(Open::Paragraph(open)) = &mut self.open {
                    marks.drain(..).for_each(|node| open.push(node));
                }
            }
            Role::Paragraph(_) => {
                self.close();
                self.open = Some(Open::Paragraph(group(Tag::P.into(), marks)));
            }
            Role::Point(is_first) => {
                if !matches!(self.open, Some(Open::List { .. })) {
                    self.close();
                    let list = TagGroup::new(Tag::L(ListNumbering::Circle));
                    self.open = Some(Open::List { list, point: group(Tag::LI.into(), Vec::new()) });
                    let body = group(Tag::LBody.into(), marks);
                    if let Some(Open::List { point, .. }) = &mut self.open {
                        point.push(body);
                    }
                    return;
                }
                let body = group(Tag::LBody.into(), marks);
                if let Some(Open::List { list, point }) = &mut self.open {
                    if *is_first {
                        list.push(std::mem::replace(point, TagGroup::new(Tag::LI)));
                    }
                    point.push(body);
                }
            }
            Role::Row { is_header } => {
                if *is_header || !matches!(self.open, Some(Open::Table { .. })) {
                    self.close();
                    self.open = Some(Open::Table { table: TagGroup::new(Tag::Table) });
                }
                let cell = |node: Node| -> Node {
                    let kind: TagKind = if *is_header { Tag::TH(TableHeaderScope::Column).into() } else { Tag::TD.into() };
                    group(kind, vec![node]).into()
                };
                if let Some(Open::Table { table }) = &mut self.open {
                    table.push(group(Tag::TR.into(), marks.into_iter().map(cell).collect()));
                }
            }
        }
    }
}

struct Writer<'a> {
    fonts: &'a Fonts,
    regular: Font,
    bold: Font,
    width: f64,
    height: f64,
}

impl<'a> Writer<'a> {
    fn new(fonts: &'a Fonts, width: f64, height: f64) -> Result<Self, DocumentError> {
        let font = |data: &'static [u8]| {
            Font::new(data.to_vec().into(), 0).ok_or_else(|| DocumentError::Pdf("its font could not be read".to_owned()))
        };
        Ok(Self { fonts, regular: font(REGULAR)?, bold: font(BOLD)?, width, height })
    }

    fn write(&self, report: &Report, pages: &[Vec<Placed>]) -> Result<Vec<u8>, DocumentError> {
        let mut document = krilla::Document::new();
        let mut tags = Tags::default();
        let mut outline = Outline::new();
        for (number, placed) in pages.iter().enumerate() {
            let settings = PageSettings::from_wh(self.width as f32, self.height as f32)
                .ok_or_else(|| DocumentError::Pdf("its page has no size".to_owned()))?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            self.edges(&mut surface, report, number, pages.len());
            for (y, atom) in placed {
                if let Some((_, title)) = &atom.bookmark {
                    let place = Point::from_xy(SIDE as f32, (TOP + y - 8.0).max(0.0) as f32);
                    outline.push_child(OutlineNode::new(printable(title), XyzDestination::new(number, place)));
                }
                self.atom(&mut surface, &mut tags, atom, TOP + y);
            }
            surface.finish();
            page.finish();
        }
        tags.close();
        let mut tree = TagTree::new();
        tags.tree.into_iter().for_each(|node| tree.push(node));
        document.set_tag_tree(tree);
        document.set_outline(outline);
        document.set_metadata(metadata(report));
        document.finish().map_err(|error| DocumentError::Pdf(error.to_string()))
    }

    /// Title and period above, files and page number below.
    fn edges(&self, surface: &mut Surface<'_>, report: &Report, number: usize, pages: usize) {
        let right = self.width - SIDE;
        let small = |x: f64, y: f64, text: &str| line(x, y, text, 7.5, Weight::Regular, LIGHT.muted);
        let mut items = Vec::new();
        let count = format!("{} of {pages}", number + 1);
        let foot = self.height - 30.0;
        items.push(line_to(right, foot, &count, 7.5, Weight::Regular, LIGHT.muted, self.fonts));
        let files = if report.files.is_empty() { "Generated data".to_owned() } else { report.files_text(400) };
        let room = right - SIDE - 70.0;
        items.push(small(SIDE, foot, &self.fonts.cut(&printable(&files), 7.5, Weight::Regular, room)));
        if number > 0 {
            let period = report.period_text();
            let wide = self.fonts.width(&period, 7.5, Weight::Regular);
            items.push(line_to(right, 36.0, &period, 7.5, Weight::Regular, LIGHT.muted, self.fonts));
            let title = self.fonts.cut(&printable(&report.title), 7.5, Weight::Regular, right - SIDE - wide - 20.0);
            items.push(small(SIDE, 36.0, &title));
            items.push(super::pdf_text::filled(SIDE, 43.0, right - SIDE, 0.5, LIGHT.grid));
        }
        let kind = ArtifactType::Footer;
        surface.start_tagged(ContentTag::Artifact(Artifact::new(kind, None)));
        for item in &items {
            self.item(surface, item, 0.0, 0.0);
        }
        surface.end_tagged();
    }

    fn atom(&self, surface: &mut Surface<'_>, tags: &mut Tags, atom: &Atom, top: f64) {
        let is_ground = |item: &&Item| matches!(item.what, What::Box { .. });
        // Grounds and rules are decoration, and lie below.
        let other = || ContentTag::Artifact(Artifact::new(ArtifactType::Other, None));
        let draws_text = atom.role != Role::None;
        if !draws_text || atom.items.iter().any(|item| is_ground(&item)) {
            surface.start_tagged(other());
            for item in atom.items.iter().filter(|item| !draws_text || is_ground(item)) {
                self.item(surface, item, SIDE, top);
            }
            surface.end_tagged();
        }
        if !draws_text {
            return;
        }
        let inside: Vec<&Item> = atom.items.iter().filter(|item| !is_ground(item)).collect();
        let mut marks: Vec<Node> = Vec::new();
        let mut at = 0;
        while at < inside.len() {
            let cell = inside[at].cell;
            let end = (at..inside.len()).find(|&n| inside[n].cell != cell).unwrap_or(inside.len());
            let tag = if matches!(atom.role, Role::Figure(_)) { ContentTag::Other } else { ContentTag::Span(SpanTag::empty()) };
            let mark = surface.start_tagged(tag);
            for item in &inside[at..end] {
                self.item(surface, item, SIDE, top);
            }
            surface.end_tagged();
            marks.push(mark.into());
            at = end;
        }
        tags.add(&atom.role, marks);
    }

    fn item(&self, surface: &mut Surface<'_>, item: &Item, left: f64, top: f64) {
        let (x, y) = (left + item.x, top + item.y);
        match &item.what {
            What::Text { text, size, weight, colour } => self.text(surface, (x, y), text, *size, *weight, *colour),
            What::Box { w, h, colour } => {
                if let Some(path) = rectangle(x, y, *w, *h) {
                    fill(surface, &path, *colour, false);
                }
            }
            What::Drawing(drawing) => self.drawing(surface, drawing, x, y),
        }
    }

    fn text(&self, surface: &mut Surface<'_>, (x, y): (f64, f64), text: &str, size: f64, weight: Weight, colour: Rgb) {
        if text.is_empty() {
            return;
        }
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .map(|(at, letter)| {
                let glyph = self.fonts.glyph(letter, weight);
                KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance as f32, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
            })
            .collect();
        let font = if weight == Weight::Bold { &self.bold } else { &self.regular };
        surface.set_stroke(None);
        surface.set_fill(Some(paint(colour, false)));
        surface.draw_glyphs(Point::from_xy(x as f32, y as f32), &glyphs, font.clone(), text, size as f32, false);
    }

    fn drawing(&self, surface: &mut Surface<'_>, drawing: &Drawing, left: f64, top: f64) {
        for op in &drawing.ops {
            let colour = LIGHT.of(op.paint);
            match &op.shape {
                Shape::Path { points, width, dashed } => {
                    let mut builder = PathBuilder::new();
                    for (n, (x, y)) in points.iter().enumerate() {
                        let (x, y) = ((left + x) as f32, (top + y) as f32);
                        if n == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
                    }
                    if *width > 0.0 {
                        let Some(path) = builder.finish() else { continue };
                        surface.set_fill(None);
                        surface.set_stroke(Some(Stroke {
                            paint: rgb::Color::new(colour[0], colour[1], colour[2]).into(),
                            width: *width as f32,
                            line_join: LineJoin::Round,
                            dash: dashed.then(|| StrokeDash { array: vec![5.0, 4.0], offset: 0.0 }),
                            ..Stroke::default()
                        }));
                        surface.draw_path(&path);
                    } else {
                        builder.close();
                        if let Some(path) = builder.finish() {
                            fill(surface, &path, colour, op.is_faint);
                        }
                    }
                }
                Shape::Rect { x, y, w, h } => {
                    if let Some(path) = rectangle(left + x, top + y, *w, *h) {
                        fill(surface, &path, colour, op.is_faint);
                    }
                }
                Shape::Disc { x, y, r } => {
                    if let Some(path) = disc(left + x, top + y, *r) {
                        fill(surface, &path, colour, op.is_faint);
                    }
                }
                Shape::Text { x, y, size, anchor, upright, weight, text } => {
                    let text = printable(text);
                    let wide = self.fonts.width(&text, *size, *weight);
                    let shift = match anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => -wide / 2.0,
                        Anchor::End => -wide,
                    };
                    let (x, y) = (left + x, top + y);
                    if *upright {
                        surface.push_transform(&Transform::from_row(0.0, -1.0, 1.0, 0.0, x as f32, y as f32));
                        self.text(surface, (shift, 0.0), &text, *size, *weight, colour);
                        surface.pop();
                    } else {
                        self.text(surface, (x + shift, y), &text, *size, *weight, colour);
                    }
                }
            }
        }
    }
}

fn metadata(report: &Report) -> Metadata {
    let period = report.period_text();
    let title = if period.is_empty() { report.title.clone() } else { format!("{}, {period}", report.title) };
    let mut metadata = Metadata::new()
        .title(printable(&title))
        .language("en".to_owned())
        .creator("Clientele".to_owned())
        .producer("Clientele".to_owned());
    if let Some((_, last)) = report.period {
        let (year, month, day) = last.to_ymd();
        metadata = metadata
            .creation_date(DateTime::new(u16::try_from(year).unwrap_or(1)).month(month).day(day).hour(0).minute(0).second(0));
    }
    metadata
}

fn paint(colour: Rgb, is_faint: bool) -> Fill {
    let opacity = if is_faint { NormalizedF32::new(0.12).unwrap_or(NormalizedF32::ONE) } else { NormalizedF32::ONE };
    Fill { paint: rgb::Color::new(colour[0], colour[1], colour[2]).into(), opacity, ..Fill::default() }
}

fn fill(surface: &mut Surface<'_>, path: &Path, colour: Rgb, is_faint: bool) {
    surface.set_stroke(None);
    surface.set_fill(Some(paint(colour, is_faint)));
    surface.draw_path(path);
}

fn rectangle(x: f64, y: f64, w: f64, h: f64) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x as f32, y as f32, w as f32, h as f32)?);
    builder.finish()
}

/// A circle from four curves.
fn disc(x: f64, y: f64, r: f64) -> Option<Path> {
    let (x, y, r) = (x as f32, y as f32, r as f32);
    let k = r * 0.552_284_8;
    let mut builder = PathBuilder::new();
    builder.move_to(x + r, y);
    builder.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    builder.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    builder.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    builder.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    builder.close();
    builder.finish()
}

#[cfg(test)]
#[path = "pdf_tests.rs"]
mod tests;
