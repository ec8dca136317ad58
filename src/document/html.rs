//! A report as one HTML file: charts inside as vectors, one style sheet, one script, nothing from anywhere else. It opens offline,
//! follows light and dark, prints without cut charts, and its policy forbids it every request.

use super::digest::source_hash;
use super::html_blocks::write_block;
use super::svg::{colour_rules, escape};
use super::{Fonts, Report, palette};
use std::fmt::Write;

const SCRIPT: &str = include_str!("report.js");
const STYLE: &str = include_str!("report.css");

/// Colours of dark screens, beside those of the charts.
const DARK_RULES: &str = ":root{--page:#0f1217;--card:#171b22;--sunken:#12161c;--line:#272e39;--ink:#e7eaf0;--muted:#a2abb9;\
--accent:#b4caff;--good:#7fdcbb;--bad:#f9b3ad;--warn:#f2cd8b;--warn-ground:#33270f}";

fn style() -> String {
    let (light, dark) = (colour_rules(&palette::LIGHT), colour_rules(&palette::DARK));
    // Paper is light whatever the screen is.
    format!("{STYLE}{light}@media screen and (prefers-color-scheme:dark){{{DARK_RULES}{dark}}}\n")
}

/// The Content-Security-Policy of a report: its own script and style sheet by their hashes, pictures that it draws itself.
pub fn content_policy() -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        source_hash(SCRIPT),
        source_hash(&style())
    )
}

/// The report as one file.
pub fn report_html(report: &Report) -> String {
    let fonts = Fonts::new();
    let mut out = String::with_capacity(1 << 18);
    let period = report.period_text();
    let title = if period.is_empty() { report.title.clone() } else { format!("{} · {period}", report.title) };
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"Clientele\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<div class=\"wrap\">\n",
        // A policy is made here, of letters that need no escaping.
        content_policy(),
        escape(&title),
        style()
    );
    let _ = write!(
        out,
        "<header>\n<div class=\"head\"><h1>{}</h1><button type=\"button\" data-print hidden>Print</button></div>\n",
        escape(&report.title)
    );
    if !period.is_empty() {
        let _ = writeln!(out, "<p class=\"period\">{}</p>", escape(&period));
    }
    out.push_str("<dl class=\"facts\">");
    for (name, value) in &report.facts {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
    }
    out.push_str("</dl>\n");
    if report.sections.len() > 1 {
        out.push_str("<nav aria-label=\"Sections\"><ul>");
        for section in &report.sections {
            let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", escape(&section.name), escape(&section.title));
        }
        out.push_str("</ul></nav>\n");
    }
    out.push_str("</header>\n<main>\n");
    for section in &report.sections {
        let (name, title) = (escape(&section.name), escape(&section.title));
        let _ = writeln!(out, "<section id=\"{name}\" aria-labelledby=\"{name}-title\">\n<h2 id=\"{name}-title\">{title}</h2>");
        for block in &section.blocks {
            write_block(&mut out, block, &report.currency, &fonts);
        }
        out.push_str("</section>\n");
    }
    let _ = write!(
        out,
        "</main>\n<footer>{}</footer>\n</div>\n<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        escape(&report.imprint)
    );
    out
}
