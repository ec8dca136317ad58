//! Drawings as SVG text. Every text in them is escaped; colours are classes, so that one drawing serves light and dark.

use super::fonts::Weight;
use super::palette::{self, Palette, hex};
use super::{Anchor, Drawing, Op, Paint, Shape};
use std::fmt::Write;

/// Text inside markup: never read as a tag, an entity or a control character.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// A length with at most one decimal.
fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// How colours are said.
#[derive(Clone, Copy)]
enum Colours {
    /// As classes of a style sheet around.
    Classes,
    /// As attributes, for a file of its own.
    Light,
}

impl Colours {
    fn attribute(self, paint: Paint, is_line: bool) -> String {
        match self {
            Colours::Classes => format!(" class=\"{}{}\"", if is_line { "l" } else { "f" }, class(paint)),
            Colours::Light => {
                format!(" {}=\"{}\"", if is_line { "stroke" } else { "fill" }, hex(palette::LIGHT.of(paint)))
            }
        }
    }
}

fn class(paint: Paint) -> String {
    match paint {
        Paint::Ink => "i".to_owned(),
        Paint::Muted => "m".to_owned(),
        Paint::Grid => "g".to_owned(),
        Paint::Paper => "p".to_owned(),
        Paint::Sunken => "k".to_owned(),
        Paint::Series(n) => format!("s{}", usize::from(n) % palette::SERIES),
        Paint::Level(n) => format!("v{n}"),
        Paint::OnLevel(n) => format!("o{n}"),
    }
}

/// The rules for those classes on one ground.
pub(super) fn colour_rules(palette: &Palette) -> String {
    let mut out = String::new();
    let series = (0..palette::SERIES as u8).map(Paint::Series);
    for paint in [Paint::Ink, Paint::Muted, Paint::Grid].into_iter().chain(series) {
        let (name, colour) = (class(paint), hex(palette.of(paint)));
        let _ = write!(out, ".f{name}{{fill:{colour}}}.l{name}{{stroke:{colour}}}");
    }
    for level in 0..=Paint::MOST_LEVEL {
        for paint in [Paint::Level(level), Paint::OnLevel(level)] {
            let _ = write!(out, ".f{}{{fill:{}}}", class(paint), hex(palette.of(paint)));
        }
    }
    out
}

/// The drawing as an `svg` element. `label` is its text alternative, `class` its class.
pub(super) fn svg_element(drawing: &Drawing, label: &str, class: &str) -> String {
    let (w, h) = (n(drawing.width), n(drawing.height));
    let mut out = format!(
        "<svg class=\"{}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\" tabindex=\"0\">",
        escape(class),
        escape(label)
    );
    write_ops(&mut out, &drawing.ops, Colours::Classes);
    out.push_str("</svg>\n");
    out
}

/// A drawing as a file of its own, for light ground; `title` and `says` are its text alternative.
pub fn svg_file(drawing: &Drawing, title: &str, says: &str) -> String {
    let (w, h) = (n(drawing.width), n(drawing.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
         font-family=\"Inter, system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif\"><title>{}</title><desc>{}</desc>",
        escape(title),
        escape(says)
    );
    write_ops(&mut out, &drawing.ops, Colours::Light);
    out.push_str("</svg>\n");
    out
}

fn write_ops(out: &mut String, ops: &[Op], colours: Colours) {
    for op in ops {
        let mut more = String::new();
        if let (Some(mark), Colours::Classes) = (&op.mark, colours) {
            let _ = write!(more, " data-s=\"{}\"", mark.series);
            if !mark.says.is_empty() {
                let _ = write!(more, " data-t=\"{}\"", escape(&mark.says));
            }
        }
        if op.is_faint {
            more.push_str(" fill-opacity=\".12\"");
        }
        match &op.shape {
            Shape::Path { points, width, dashed } => {
                let is_line = *width > 0.0;
                let mut d = String::new();
                for (at, (x, y)) in points.iter().enumerate() {
                    let _ = write!(d, "{}{} {}", if at == 0 { 'M' } else { 'L' }, n(*x), n(*y));
                }
                if is_line {
                    let dash = if *dashed { " stroke-dasharray=\"5 4\"" } else { "" };
                    let _ = write!(more, " fill=\"none\" stroke-width=\"{}\"{dash}", n(*width));
                } else {
                    d.push('Z');
                }
                let _ = write!(out, "<path d=\"{d}\"{}{more}/>", colours.attribute(op.paint, is_line));
            }
            Shape::Rect { x, y, w, h } => {
                let colour = colours.attribute(op.paint, false);
                let _ =
                    write!(out, "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{colour}{more}/>", n(*x), n(*y), n(*w), n(*h));
            }
            Shape::Disc { x, y, r } => {
                let colour = colours.attribute(op.paint, false);
                let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{colour}{more}/>", n(*x), n(*y), n(*r));
            }
            Shape::Text { x, y, size, anchor, upright, weight, text } => {
                let colour = colours.attribute(op.paint, false);
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                if *weight == Weight::Bold {
                    more.push_str(" font-weight=\"600\"");
                }
                let turn = if *upright { format!(" transform=\"rotate(-90 {} {})\"", n(*x), n(*y)) } else { String::new() };
                let _ = write!(
                    out,
                    "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{turn}{colour}{more}>{}</text>",
                    n(*x),
                    n(*y),
                    n(*size),
                    escape(text)
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_is_never_markup() {
        assert_eq!(escape("<b a='1'>&\"\u{0}\u{1b}"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
        assert_eq!((n(3.0), n(3.12), n(-0.01)), ("3".to_owned(), "3.1".to_owned(), "-0".to_owned()));
    }
}
