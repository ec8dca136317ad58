//! Drawings as PNG pictures, for slides and messages: light, at twice the size in points.

use super::fonts::{BOLD, REGULAR, Weight, printable};
use super::palette::LIGHT;
use super::{Anchor, Drawing, Fonts, Shape};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{Color, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};

/// Pixels a point.
const SCALE: f32 = 2.0;
/// Larger pictures are not made.
const MOST_PIXELS: f64 = 40e6;

/// The picture's file; `None` for one too large.
pub fn png_file(drawing: &Drawing, fonts: &Fonts) -> Option<Vec<u8>> {
    let size = |points: f64| (points * f64::from(SCALE)).ceil();
    let (width, height) = (size(drawing.width), size(drawing.height));
    if !(width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS) {
        return None;
    }
    let mut map = Pixmap::new(width as u32, height as u32)?;
    map.fill(Color::WHITE);
    let faces = [FontRef::new(REGULAR).ok()?, FontRef::new(BOLD).ok()?];
    let scale = Transform::from_scale(SCALE, SCALE);
    for op in &drawing.ops {
        let [r, g, b] = LIGHT.of(op.paint);
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color_rgba8(r, g, b, if op.is_faint { 31 } else { 255 });
        match &op.shape {
            Shape::Path { points, width, dashed } => {
                let Some(path) = line(points, *width <= 0.0) else { continue };
                if *width > 0.0 {
                    let dash = dashed.then(|| StrokeDash::new(vec![5.0, 4.0], 0.0)).flatten();
                    let stroke = Stroke { width: *width as f32, line_join: LineJoin::Round, dash, ..Stroke::default() };
                    map.stroke_path(&path, &paint, &stroke, scale, None);
                } else {
                    map.fill_path(&path, &paint, FillRule::Winding, scale, None);
                }
            }
            Shape::Rect { x, y, w, h } => {
                if let Some(rect) = Rect::from_xywh(*x as f32, *y as f32, *w as f32, *h as f32) {
                    map.fill_path(&PathBuilder::from_rect(rect), &paint, FillRule::Winding, scale, None);
                }
            }
            Shape::Disc { x, y, r } => {
                if let Some(path) = PathBuilder::from_circle(*x as f32, *y as f32, *r as f32) {
                    map.fill_path(&path, &paint, FillRule::Winding, scale, None);
                }
            }
            Shape::Text { x, y, size, anchor, upright, weight, text } => {
                let text = printable(text);
                let wide = fonts.width(&text, *size, *weight);
                let shift = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => -wide / 2.0,
                    Anchor::End => -wide,
                };
                let face = &faces[usize::from(*weight == Weight::Bold)];
                let Some(path) = letters(face, fonts, &text, *size, *weight, shift) else { continue };
                let place = if *upright {
                    Transform::from_row(0.0, -1.0, 1.0, 0.0, *x as f32, *y as f32)
                } else {
                    Transform::from_translate(*x as f32, *y as f32)
                };
                map.fill_path(&path, &paint, FillRule::Winding, place.post_concat(scale), None);
            }
        }
    }
    map.encode_png().ok()
}

fn line(points: &[(f64, f64)], closes: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (n, &(x, y)) in points.iter().enumerate() {
        if n == 0 { builder.move_to(x as f32, y as f32) } else { builder.line_to(x as f32, y as f32) }
    }
    if closes {
        builder.close();
    }
    builder.finish()
}

/// A text as one path from its base line.
fn letters(face: &FontRef<'_>, fonts: &Fonts, text: &str, size: f64, weight: Weight, shift: f64) -> Option<Path> {
    let outlines = face.outline_glyphs();
    let mut pen = Pen { builder: PathBuilder::new(), x: shift as f32 };
    let settings = || DrawSettings::unhinted(Size::new(size as f32), LocationRef::default());
    let mut x = shift;
    for letter in text.chars() {
        let glyph = fonts.glyph(letter, weight);
        pen.x = x as f32;
        if let Some(outline) = outlines.get(GlyphId::new(glyph.id)) {
            // A letter that cannot be drawn leaves its room empty.
            let _ = outline.draw(settings(), &mut pen);
        }
        x += glyph.advance * size;
    }
    pen.builder.finish()
}

/// Takes outlines, whose y points up, to a path whose y points down.
struct Pen {
    builder: PathBuilder,
    x: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.builder.move_to(self.x + x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.builder.line_to(self.x + x, -y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.builder.quad_to(self.x + cx, -cy, self.x + x, -y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.builder.cubic_to(self.x + ax, -ay, self.x + bx, -by, self.x + x, -y);
    }
    fn close(&mut self) {
        self.builder.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Paint as Role, Shape};

    #[test]
    fn a_picture_has_its_size_and_huge_ones_are_not_made() {
        let mut drawing = Drawing { width: 40.0, height: 20.0, ops: Vec::new() };
        drawing.add(Role::Series(0), Shape::Rect { x: 0.0, y: 0.0, w: 20.0, h: 20.0 });
        let anchor = Anchor::Start;
        drawing.add(
            Role::Ink,
            Shape::Text { x: 2.0, y: 12.0, size: 10.0, anchor, upright: false, weight: Weight::Bold, text: "ä漢".into() },
        );
        let fonts = Fonts::new();
        let bytes = png_file(&drawing, &fonts).unwrap();
        assert_eq!(bytes, png_file(&drawing, &fonts).unwrap());
        let map = Pixmap::decode_png(&bytes).unwrap();
        assert_eq!((map.width(), map.height()), (80, 40));
        let at = |x, y| map.pixel(x, y).map(|p| [p.red(), p.green(), p.blue()]);
        assert_eq!((at(38, 38), at(60, 38)), (Some([0x2f, 0x5f, 0xd0]), Some([255, 255, 255])));
        let dark = map.pixels().iter().filter(|p| p.red() < 0x2f && p.blue() < 0x60).count();
        assert!(dark > 20, "letters are drawn");
        assert_eq!(png_file(&Drawing { width: 1e5, height: 1e5, ops: Vec::new() }, &fonts), None);
        assert_eq!(png_file(&Drawing::default(), &fonts), None);
    }
}
