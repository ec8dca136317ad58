//! One look for all charts: colours that hold on light and dark and for colour-blind eyes, axes, hover labels.

use super::{ChartView, Theme};
use crate::domain::TableView;
use plotly::common::{Anchor, Font, Label, Orientation, Title};
use plotly::layout::{Annotation, Axis, HoverMode, Legend, Margin};
use plotly::{Layout, Plot};

/// Colours of one theme.
pub(super) struct Palette {
    pub(super) ink: &'static str,
    pub(super) muted: &'static str,
    pub(super) grid: &'static str,
    pub(super) paper: &'static str,
    pub(super) accent: &'static str,
    pub(super) second: &'static str,
    pub(super) series: [&'static str; 10],
    /// From little to much, for heat maps.
    pub(super) ramp: [&'static str; 5],
}

const LIGHT: Palette = Palette {
    ink: "#1f2430",
    muted: "#5b6472",
    grid: "#e4e7ec",
    paper: "#ffffff",
    accent: "#2f5fd0",
    second: "#c2570c",
    series: ["#2f5fd0", "#c2570c", "#0f7f6b", "#8f4bb8", "#b3261e", "#6b7280", "#8a6d00", "#0b7aa6", "#b0357d", "#4d7c0f"],
    ramp: ["#f1f5fd", "#c5d5f7", "#8fb0ee", "#5583de", "#234a9f"],
};

const DARK: Palette = Palette {
    ink: "#e7eaf0",
    muted: "#a2abb9",
    grid: "#2c333f",
    paper: "#171b22",
    accent: "#7da2ff",
    second: "#f2985a",
    series: ["#7da2ff", "#f2985a", "#4cc3ab", "#c596ee", "#f2857d", "#a2abb9", "#d9b84a", "#5cb8e0", "#ee8fc4", "#9ccc55"],
    ramp: ["#1d2430", "#27406f", "#3a62ae", "#6088dc", "#a9c3ff"],
};

/// The colours of a theme.
pub(super) fn palette(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// Text from a file, safe inside Plotly's small markup: shown as it is, never read as a tag or an entity.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text short enough for an axis, cut between characters; then escaped.
pub(super) fn short_label(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return escape(text);
    }
    let cut: String = text.chars().take(chars.saturating_sub(1)).collect();
    escape(&format!("{}…", cut.trim_end()))
}

/// `Revenue (GBP)`, or `Revenue` where the currency is not known.
pub(super) fn with_currency(name: &str, currency: &str) -> String {
    if currency.is_empty() { name.to_owned() } else { format!("{name} ({})", escape(currency)) }
}

/// An axis in the house style.
pub(super) fn axis(theme: Theme, title: &str) -> Axis {
    let colours = palette(theme);
    Axis::new()
        .title(Title::with_text(title).font(Font::new().size(12).color(colours.muted)))
        .tick_font(Font::new().size(12).color(colours.muted))
        .grid_color(colours.grid)
        .zero_line(false)
        .line_color(colours.grid)
        .auto_margin(true)
}

/// A layout in the house style, with the legend above the chart.
pub(super) fn layout(theme: Theme, x: Axis, y: Axis) -> Layout {
    let colours = palette(theme);
    Layout::new()
        .auto_size(true)
        .font(Font::new().family("system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif").size(13).color(colours.ink))
        .paper_background_color("rgba(0,0,0,0)")
        .plot_background_color("rgba(0,0,0,0)")
        .margin(Margin::new().left(56).right(16).top(28).bottom(48))
        .hover_mode(HoverMode::Closest)
        .hover_label(
            Label::new().background_color(colours.paper).border_color(colours.grid).font(Font::new().size(13).color(colours.ink)),
        )
        .legend(Legend::new().orientation(Orientation::Horizontal).x(0.0).y(1.02).y_anchor(Anchor::Bottom))
        .x_axis(x)
        .y_axis(y)
}

/// A figure inside a cell of a heat map, in an ink that can be read on the cell's own colour; `fullness` is 0 to 1 on the ramp.
pub(super) fn cell_text(x: f64, y: f64, text: &str, fullness: f64, theme: Theme) -> Annotation {
    let colour = match theme {
        Theme::Light if fullness > 0.7 => "#ffffff",
        Theme::Dark if fullness > 0.6 => "#0d1017",
        _ => palette(theme).ink,
    };
    Annotation::new().x(x).y(y).text(text).show_arrow(false).font(Font::new().size(11).color(colour))
}

/// What stands around a chart.
pub(super) struct Frame {
    pub(super) title: &'static str,
    pub(super) says: String,
    pub(super) how: &'static str,
    pub(super) table: TableView,
}

/// Puts a plot into its frame.
pub(super) fn finish(frame: Frame, plot: &Plot) -> ChartView {
    ChartView {
        title: frame.title.to_owned(),
        says: frame.says,
        how: frame.how.to_owned(),
        spec_json: plot.to_json(),
        table: frame.table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_is_never_markup() {
        assert_eq!(escape("<b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
        assert_eq!(short_label("ÄÖÜ <i>", 4), "ÄÖÜ…");
        assert_eq!(short_label("ÄÖÜ", 4), "ÄÖÜ");
        assert_eq!(with_currency("Revenue", ""), "Revenue");
    }
}
