//! The report as pieces that are never parted, and their places on pages: a heading stays with what follows, a chart and a table's
//! row are never cut, a table's header is repeated, no single line of a paragraph is left alone.

use super::fonts::{Weight, printable};
use super::palette::LIGHT;
use super::pdf_text::{Atom, Item, Role, What, filled, line, line_to};
use super::words::{cell_text, change_text, column_places};
use super::{Block, Chart, Fonts, KeyFigure, Paint, Report, Table, Tone, draw};
use clientele_core::domain::{Cell, Figure};
use std::rc::Rc;

/// Sizes in points.
const BODY: f64 = 9.5;
const LEADING: f64 = 14.0;
const CELL: f64 = 7.8;
const CELL_LEADING: f64 = 10.4;
/// Room left and right in a cell.
const CELL_PAD: f64 = 4.0;
/// A column is no narrower than this.
const LEAST_COLUMN: f64 = 26.0;
/// Lines of a table's row: longer texts are cut.
const MOST_LINES: usize = 14;
/// Key figures beside each other.
const FIGURES_ACROSS: usize = 3;
/// Height of a key figure's box.
const FIGURE_HEIGHT: f64 = 68.0;
/// Ground and ink of cautions.
const WARN_GROUND: [u8; 3] = [0xfd, 0xf3, 0xe1];
const WARN_INK: [u8; 3] = [0x7a, 0x46, 0x00];

/// An atom with its place from the top of its page's text box.
pub(super) type Placed = (f64, Atom);

/// All atoms of a report, `width` points wide.
pub(super) fn atoms(report: &Report, width: f64, fonts: &Fonts) -> Vec<Atom> {
    let mut out = title(report, width, fonts);
    for section in &report.sections {
        let lines = fonts.lines(&printable(&section.title), 15.0, Weight::Bold, width);
        let mut atom = text_atom(&lines, 15.0, 19.0, Weight::Bold, LIGHT.ink);
        // A stroke above each section.
        atom.items.insert(0, filled(0.0, 0.0, 28.0, 2.5, LIGHT.series[0]));
        for item in atom.items.iter_mut().skip(1) {
            item.y += 9.0;
        }
        atom.height += 13.0;
        atom.above = 26.0;
        atom.keeps = true;
        atom.role = Role::Heading(2);
        atom.bookmark = Some((0, section.title.clone()));
        out.push(atom);
        for block in &section.blocks {
            out.extend(block_atoms(block, &report.currency, width, fonts));
        }
    }
    out.extend(paragraph(&report.imprint, 8.0, 11.5, LIGHT.muted, 26.0, width, fonts));
    out
}

/// Places atoms on pages of this height.
pub(super) fn paginate(atoms: Vec<Atom>, height: f64) -> Vec<Vec<Placed>> {
    let mut pages: Vec<Vec<Placed>> = vec![Vec::new()];
    let mut y = 0.0;
    for at in 0..atoms.len() {
        let is_top = pages.last().is_none_or(Vec::is_empty);
        // What must stay together from here on.
        let mut together = 0.0;
        for (n, atom) in atoms[at..].iter().enumerate() {
            together += atom.height + if n == 0 && is_top { 0.0 } else { atom.above };
            if !atom.keeps {
                break;
            }
        }
        let mut atom = atoms[at].clone();
        let alone = atom.above + atom.height;
        // What does not fit a page at all is parted where a page ends.
        let needed = if together > height { alone } else { together };
        if !is_top && y + needed > height + 1e-6 {
            pages.push(Vec::new());
            y = 0.0;
            if let Some(header) = atom.repeats.clone() {
                let repeated = Atom { height: header.1, items: header.0.clone(), ..Atom::default() };
                y += repeated.height;
                if let Some(page) = pages.last_mut() {
                    page.push((0.0, repeated));
                }
            }
        } else if !is_top {
            y += atom.above;
        }
        atom.repeats = None;
        let bottom = y + atom.height;
        if let Some(page) = pages.last_mut() {
            page.push((y, atom));
        }
        y = bottom;
    }
    pages
}

fn text_atom(lines: &[String], size: f64, leading: f64, weight: Weight, colour: [u8; 3]) -> Atom {
    let items = lines.iter().enumerate().map(|(n, text)| line(0.0, leading * n as f64 + size, text, size, weight, colour));
    Atom { height: leading * lines.len() as f64, items: items.collect(), ..Atom::default() }
}

fn title(report: &Report, width: f64, fonts: &Fonts) -> Vec<Atom> {
    let lines = fonts.lines(&printable(&report.title), 24.0, Weight::Bold, width);
    let mut heading = text_atom(&lines, 24.0, 29.0, Weight::Bold, LIGHT.ink);
    heading.role = Role::Heading(1);
    heading.keeps = true;
    let mut out = vec![heading];
    let period = report.period_text();
    if !period.is_empty() {
        let mut atom = text_atom(&[period], 12.0, 16.0, Weight::Regular, LIGHT.muted);
        atom.role = Role::Paragraph(true);
        atom.keeps = true;
        out.push(atom);
    }
    let mut rule = Atom { height: 8.0, above: 6.0, keeps: true, ..Atom::default() };
    rule.items.push(filled(0.0, 0.0, width, 0.8, LIGHT.grid));
    out.push(rule);
    let label =
        report.facts.iter().map(|(name, _)| fonts.width(name, 8.5, Weight::Regular)).fold(0.0, f64::max).min(150.0) + 12.0;
    for (name, value) in &report.facts {
        let lines = fonts.lines(&printable(value), 8.5, Weight::Regular, width - label);
        let mut atom = text_atom(&lines, 8.5, 12.5, Weight::Regular, LIGHT.ink);
        for item in &mut atom.items {
            item.x = label;
        }
        atom.items.insert(0, line(0.0, 8.5, &fonts.cut(name, 8.5, Weight::Regular, label), 8.5, Weight::Regular, LIGHT.muted));
        atom.height = atom.height.max(12.5);
        atom.role = Role::Paragraph(true);
        atom.keeps = true;
        out.push(atom);
    }
    if let Some(last) = out.last_mut() {
        last.keeps = false;
    }
    out
}

/// A paragraph line by line: its first two lines and its last two stay together.
fn paragraph(text: &str, size: f64, leading: f64, colour: [u8; 3], above: f64, width: f64, fonts: &Fonts) -> Vec<Atom> {
    let lines = fonts.lines(&printable(text), size, Weight::Regular, width);
    let last = lines.len().saturating_sub(1);
    let atom = |(n, text): (usize, String)| Atom {
        above: if n == 0 { above } else { 0.0 },
        keeps: n < last && (n == 0 || n + 2 > last),
        role: Role::Paragraph(n == 0),
        ..text_atom(&[text], size, leading, Weight::Regular, colour)
    };
    lines.into_iter().enumerate().map(atom).collect()
}

fn block_atoms(block: &Block, currency: &str, width: f64, fonts: &Fonts) -> Vec<Atom> {
    match block {
        Block::Heading(text) => {
            let lines = fonts.lines(&printable(text), 11.0, Weight::Bold, width);
            let mut atom = text_atom(&lines, 11.0, 15.0, Weight::Bold, LIGHT.ink);
            (atom.above, atom.keeps, atom.role) = (14.0, true, Role::Heading(3));
            vec![atom]
        }
        Block::Paragraph(text) => paragraph(text, BODY, LEADING, LIGHT.ink, 7.0, width, fonts),
        Block::Lead(text) => paragraph(text, 11.5, 16.5, LIGHT.ink, 4.0, width, fonts),
        Block::List(points) => points.iter().flat_map(|point| list_point(point, width, fonts)).collect(),
        Block::Note(tone, text) => vec![note(*tone, text, width, fonts)],
        Block::Figures(figures) => {
            // Four stand beside each other rather than three and one.
            let across = if figures.len() == FIGURES_ACROSS + 1 { figures.len() } else { FIGURES_ACROSS };
            let mut rows: Vec<Atom> = figures.chunks(across).map(|row| figures_row(row, across, width, fonts)).collect();
            let last = rows.len().saturating_sub(1);
            rows.iter_mut().take(last).for_each(|row| row.keeps = true);
            rows
        }
        Block::Table(table) => table_atoms(table, currency, width, fonts),
        Block::Chart(chart) => vec![chart_atom(chart, width, fonts)],
    }
}

fn list_point(text: &str, width: f64, fonts: &Fonts) -> Vec<Atom> {
    let mut atoms = paragraph(text, BODY, LEADING, LIGHT.ink, 4.0, width - 14.0, fonts);
    for (n, atom) in atoms.iter_mut().enumerate() {
        atom.role = Role::Point(n == 0);
        for item in &mut atom.items {
            item.x = 14.0;
        }
        if n == 0 {
            atom.items.insert(0, line(3.0, BODY, "•", BODY, Weight::Regular, LIGHT.series[0]));
        }
    }
    atoms
}

fn note(tone: Tone, text: &str, width: f64, fonts: &Fonts) -> Atom {
    let (ground, ink, edge) = match tone {
        Tone::Plain => (LIGHT.sunken, LIGHT.ink, LIGHT.muted),
        Tone::Caution | Tone::Missing => (WARN_GROUND, WARN_INK, LIGHT.series[1]),
    };
    let lines = fonts.lines(&printable(text), 9.0, Weight::Regular, width - 24.0);
    let mut atom = text_atom(&lines, 9.0, 13.0, Weight::Regular, ink);
    for item in &mut atom.items {
        (item.x, item.y) = (13.0, item.y + 7.0);
    }
    atom.height += 14.0;
    atom.items.insert(0, filled(0.0, 0.0, width, atom.height, ground));
    atom.items.insert(1, filled(0.0, 0.0, 2.5, atom.height, edge));
    (atom.above, atom.role) = (8.0, Role::Paragraph(true));
    atom
}

fn figures_row(figures: &[KeyFigure], across: usize, width: f64, fonts: &Fonts) -> Atom {
    let gap = 8.0;
    let box_width = (width - gap * (across - 1) as f64) / across as f64;
    let room = box_width - 20.0;
    let mut atom = Atom { above: gap, height: FIGURE_HEIGHT, role: Role::Paragraph(true), ..Atom::default() };
    for (n, figure) in figures.iter().enumerate() {
        let x = (box_width + gap) * n as f64;
        atom.items.push(filled(x, 0.0, box_width, FIGURE_HEIGHT, LIGHT.sunken));
        let cut = |text: &str, size: f64, weight: Weight| fonts.cut(&printable(text), size, weight, room);
        atom.items.push(line(x + 10.0, 15.0, &cut(&figure.label, 8.0, Weight::Regular), 8.0, Weight::Regular, LIGHT.muted));
        // A long figure is set smaller rather than cut.
        let value = printable(&figure.value);
        let size = (16.0 * (room / fonts.width(&value, 16.0, Weight::Bold)).min(1.0)).max(7.0);
        let value = fonts.cut(&value, size, Weight::Bold, room);
        atom.items.push(line(x + 10.0, 35.0, &value, size, Weight::Bold, LIGHT.ink));
        let (mark, rest, colour) = match figure.change {
            Some(change) => {
                let colour = if change > 0.0 {
                    LIGHT.series[2]
                } else if change < 0.0 {
                    LIGHT.series[4]
                } else {
                    LIGHT.muted
                };
                (change_text(change), figure.change_label.as_str(), colour)
            }
            None => (String::new(), figure.beside.as_str(), LIGHT.muted),
        };
        let mut y = 48.0;
        if !mark.is_empty() {
            atom.items.push(line(x + 10.0, y, &mark, 7.5, Weight::Bold, colour));
            y = 59.0;
        }
        let rest = cut(rest, 7.0, Weight::Regular);
        if !rest.is_empty() {
            atom.items.push(line(x + 10.0, y, &rest, 7.0, Weight::Regular, LIGHT.muted));
        }
    }
    atom
}

fn chart_atom(chart: &Chart, width: f64, fonts: &Fonts) -> Atom {
    let mut atom =
        Atom { above: 14.0, role: Role::Figure(printable(&format!("{}. {}", chart.title, chart.says))), ..Atom::default() };
    let mut y = 0.0;
    for text in fonts.lines(&printable(&chart.title), 10.5, Weight::Bold, width) {
        atom.items.push(line(0.0, y + 10.5, &text, 10.5, Weight::Bold, LIGHT.ink));
        y += 14.0;
    }
    for text in fonts.lines(&printable(&chart.says), 9.0, Weight::Regular, width) {
        atom.items.push(line(0.0, y + 9.0, &text, 9.0, Weight::Regular, LIGHT.muted));
        y += 12.5;
    }
    y += 4.0;
    let legend = chart.plot.legend();
    let mut x = 0.0;
    for (number, name) in legend.iter().enumerate() {
        let name = fonts.cut(&printable(name), 8.0, Weight::Regular, width - 14.0);
        let wide = fonts.width(&name, 8.0, Weight::Regular) + 26.0;
        if x > 0.0 && x + wide > width {
            x = 0.0;
            y += 12.0;
        }
        atom.items.push(filled(x, y + 1.0, 8.0, 8.0, LIGHT.of(Paint::Series(number as u8))));
        atom.items.push(line(x + 12.0, y + 8.0, &name, 8.0, Weight::Regular, LIGHT.ink));
        x += wide;
    }
    if !legend.is_empty() {
        y += 14.0;
    }
    let drawing = draw(chart, width, fonts);
    y += 2.0;
    atom.height = y + drawing.height;
    atom.items.push(Item { x: 0.0, y, cell: 0, what: What::Drawing(drawing) });
    atom
}

/// Widths of a table's columns: figures get what they need, texts share the rest.
fn column_widths(headers: &[String], cells: &[Vec<(String, bool)>], width: f64, fonts: &Fonts) -> Vec<f64> {
    let pad = CELL_PAD * 2.0;
    // A header takes two lines where there is room, else as many as it has words.
    let natural = |at: usize, lines: f64| {
        let words = headers[at].split(' ').map(|word| fonts.width(word, CELL, Weight::Bold)).fold(0.0, f64::max);
        let words = words.max(fonts.width(&headers[at], CELL, Weight::Bold) / lines + if lines < 9.0 { 8.0 } else { 0.0 });
        cells.iter().filter_map(|row| row.get(at)).map(|(text, _)| fonts.width(text, CELL, Weight::Regular)).fold(words, f64::max)
            + pad
    };
    let is_figure = |at: usize| cells.iter().any(|row| row.get(at).is_some_and(|cell| cell.1));
    let mut widths: Vec<f64> = (0..headers.len()).map(|at| natural(at, 2.0)).collect();
    if widths.iter().sum::<f64>() > width {
        widths = (0..headers.len()).map(|at| natural(at, 99.0)).collect();
    }
    let all: f64 = widths.iter().sum();
    if all <= width {
        // Room that is left goes to all in the same measure, so that the table is as wide as the text.
        let factor = width / all.max(1.0);
        return widths.iter().map(|w| w * factor).collect();
    }
    let figures: f64 = (0..headers.len()).filter(|&at| is_figure(at)).map(|at| widths[at]).sum();
    let texts = headers.len() - (0..headers.len()).filter(|&at| is_figure(at)).count();
    let room = width - figures;
    if texts == 0 || room < texts as f64 * 45.0 {
        return shrunk(&widths, width);
    }
    // Short texts get what they need, as long as that is less than their share.
    let mut left = room;
    let mut open: Vec<usize> = (0..headers.len()).filter(|&at| !is_figure(at)).collect();
    loop {
        let share = left / open.len().max(1) as f64;
        let Some(place) = open.iter().position(|&at| widths[at] <= share) else { break };
        left -= widths[open.remove(place)];
    }
    let wanted: f64 = open.iter().map(|&at| libm::sqrt(widths[at])).sum();
    for &at in &open {
        widths[at] = left * libm::sqrt(widths[at]) / wanted.max(1e-9);
    }
    if open.is_empty() && left > 0.0 {
        let factor = width / widths.iter().sum::<f64>().max(1.0);
        widths.iter_mut().for_each(|w| *w *= factor);
    }
    widths
}

/// Widths in the same measure to each other as far as none gets too narrow for a letter.
fn shrunk(widths: &[f64], width: f64) -> Vec<f64> {
    let least = LEAST_COLUMN.min(width / widths.len().max(1) as f64);
    let mut fixed = vec![false; widths.len()];
    loop {
        let count = fixed.iter().filter(|&&is| is).count() as f64;
        let open: f64 = widths.iter().zip(&fixed).filter(|(_, is)| !**is).map(|(w, _)| w).sum();
        let factor = (width - least * count) / open.max(1e-9);
        let narrow = (0..widths.len()).find(|&at| !fixed[at] && widths[at] * factor < least);
        match narrow {
            Some(at) => fixed[at] = true,
            None => return widths.iter().zip(&fixed).map(|(w, is)| if *is { least } else { w * factor }).collect(),
        }
    }
}

fn table_atoms(table: &Table, currency: &str, width: f64, fonts: &Fonts) -> Vec<Atom> {
    let view = &table.view;
    let mut out = Vec::new();
    let lines = fonts.lines(&printable(&table.title), 10.5, Weight::Bold, width);
    let mut heading = text_atom(&lines, 10.5, 14.0, Weight::Bold, LIGHT.ink);
    (heading.above, heading.keeps, heading.role) = (14.0, true, Role::Heading(3));
    out.push(heading);
    for mut atom in paragraph(&table.says, 9.0, 12.5, LIGHT.muted, 0.0, width, fonts) {
        atom.keeps = true;
        out.push(atom);
    }
    let places: Vec<Option<usize>> = (0..view.columns.len()).map(|at| column_places(view, at)).collect();
    let cells: Vec<Vec<(String, bool)>> = view
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .enumerate()
                .map(|(at, cell)| {
                    let (text, right) = cell_text(cell, currency, places.get(at).copied().flatten());
                    (printable(&text), right)
                })
                .collect()
        })
        .collect();
    let is_money = |at: usize| view.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Figure(Figure::Money(_)))));
    let headers: Vec<String> = view
        .columns
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let is_said = currency.is_empty() || name.contains(currency) || !is_money(at);
            printable(&if is_said { name.clone() } else { format!("{name} ({currency})") })
        })
        .collect();
    let right: Vec<bool> = (0..headers.len()).map(|at| cells.iter().any(|row| row.get(at).is_some_and(|c| c.1))).collect();
    let widths = column_widths(&headers, &cells, width, fonts);
    let header_cells: Vec<(String, bool)> = headers.iter().zip(&right).map(|(text, right)| (text.clone(), *right)).collect();
    let mut header = row_atom(&header_cells, &widths, Weight::Bold, fonts);
    header.items.push(filled(0.0, header.height - 0.9, width, 0.9, LIGHT.muted));
    (header.above, header.keeps, header.role) = (5.0, true, Role::Row { is_header: true });
    let repeats = Rc::new((header.items.clone(), header.height));
    out.push(header);
    let last = cells.len().saturating_sub(1);
    for (n, row) in cells.iter().enumerate() {
        let mut atom = row_atom(row, &widths, Weight::Regular, fonts);
        atom.items.push(filled(0.0, atom.height - 0.5, width, 0.5, LIGHT.grid));
        atom.role = Role::Row { is_header: false };
        // Neither the first row nor the last stands alone.
        atom.keeps = n < last && (n == 0 || n + 1 == last);
        atom.repeats = Some(Rc::clone(&repeats));
        out.push(atom);
    }
    if cells.is_empty() {
        // A header alone would look like a table that was cut off.
        out.extend(paragraph("Nothing to list.", 9.0, 12.5, LIGHT.muted, 0.0, width, fonts));
    }
    out
}

fn row_atom(cells: &[(String, bool)], widths: &[f64], weight: Weight, fonts: &Fonts) -> Atom {
    let mut atom = Atom::default();
    let mut texts: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|((text, _), width)| fonts.lines(text, CELL, weight, (width - CELL_PAD * 2.0).max(8.0)))
        .collect();
    for (lines, width) in texts.iter_mut().zip(widths) {
        if lines.len() > MOST_LINES {
            lines.truncate(MOST_LINES);
            if let Some(last) = lines.last_mut() {
                *last = fonts.cut(&format!("{last}…"), CELL, weight, (width - CELL_PAD * 2.0).max(8.0));
            }
        }
    }
    let most = texts.iter().map(Vec::len).max().unwrap_or(0).max(1);
    atom.height = most as f64 * CELL_LEADING + 6.0;
    let mut x = 0.0;
    for (at, lines) in texts.iter().enumerate() {
        let width = widths.get(at).copied().unwrap_or(0.0);
        let is_right = cells.get(at).is_some_and(|cell| cell.1);
        for (n, text) in lines.iter().enumerate() {
            // Headers stand on the line below, cells hang from the line above.
            let from = if weight == Weight::Bold { most - lines.len() } else { 0 };
            let y = 3.0 + CELL_LEADING * (n + from) as f64 + CELL;
            let mut item = if is_right {
                line_to(x + width - CELL_PAD, y, text, CELL, weight, LIGHT.ink, fonts)
            } else {
                line(x + CELL_PAD, y, text, CELL, weight, LIGHT.ink)
            };
            item.cell = at as u16;
            atom.items.push(item);
        }
        x += width;
    }
    atom
}

#[cfg(test)]
#[path = "pdf_flow_tests.rs"]
mod tests;
