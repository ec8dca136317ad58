//! One look for all charts: colours that hold on light and dark and for colour-blind eyes, axes, hover labels.

use clientele_core::domain::{Money, TableView, grouped, money_text};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{Anchor, DashType, Font, Label, Marker, MarkerSymbol, Orientation, Pattern, PatternShape, Title};
use plotly::layout::{Annotation, Axis, HoverMode, ItemSizing, Legend, Margin};
use plotly::{Layout, Plot, Trace};
use serde::Serialize;
use serde_json::Value;

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
    series: ["#2f5fd0", "#c2570c", "#03a273", "#6d3e59", "#801500", "#8a8aa0", "#56734f", "#082da3", "#a16fff", "#245136"],
    ramp: ["#f1f5fd", "#c5d5f7", "#8fb0ee", "#5583de", "#234a9f"],
};

const DARK: Palette = Palette {
    ink: "#e7eaf0",
    muted: "#a2abb9",
    grid: "#2c333f",
    paper: "#171b22",
    accent: "#7da2ff",
    second: "#f2985a",
    series: ["#7da2ff", "#f2985a", "#3fe6bd", "#86718f", "#ac6360", "#b2a6b5", "#f2e26b", "#5173db", "#ffc9ff", "#3d8c04"],
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

/// Letters of a name that there is room for beside bars.
pub(super) fn name_chars(width: ChartWidth) -> usize {
    match width {
        ChartWidth::Wide => 28,
        ChartWidth::Narrow => 16,
    }
}

/// A text without markup in two lines, parted near its middle, where it has more than `chars` letters.
pub(super) fn two_lines(text: &str, chars: usize) -> String {
    let middle = text.len() / 2;
    let parting = text.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(middle));
    match parting.filter(|_| text.chars().count() > chars) {
        Some(at) => format!("{}<br>{}", escape(&text[..at]), escape(&text[at + 1..])),
        None => escape(text),
    }
}

/// `Revenue (GBP)`, or `Revenue` where the currency is not known.
pub(super) fn with_currency(name: &str, currency: &str) -> String {
    if currency.is_empty() { name.to_owned() } else { format!("{name} ({})", escape(currency)) }
}

/// What a hover label shows: a text that is made whole beside the data, with names, units and counts. The page also reads it out.
pub(super) const HOVER: &str = "%{hovertext}<extra></extra>";

/// An amount with its currency where that is known, for a hover label: `£1,234.50`.
pub(super) fn amount(money: Money, currency: &str) -> String {
    escape(&money_text(money, currency))
}

/// An amount of main units with its currency.
pub(super) fn amount_of(main_units: f64, currency: &str) -> String {
    amount(Money::from_ten_thousandths((main_units * Money::SCALE as f64).round() as i64), currency)
}

/// A share with one decimal: `12.5 %`.
pub(super) fn tenths(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// `-0.52` for a plain number of two decimals; never `-0.00`.
pub(super) fn hundredths(x: f64) -> String {
    let text = format!("{x:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// The marks of series: whoever cannot tell the colours apart tells these. All of them are there in space as well.
pub(super) fn symbol(series: usize) -> MarkerSymbol {
    let symbols = [
        MarkerSymbol::Circle,
        MarkerSymbol::Square,
        MarkerSymbol::Diamond,
        MarkerSymbol::Cross,
        MarkerSymbol::X,
        MarkerSymbol::CircleOpen,
        MarkerSymbol::SquareOpen,
        MarkerSymbol::DiamondOpen,
    ];
    symbols.into_iter().cycle().nth(series % 8).unwrap_or(MarkerSymbol::Circle)
}

/// The same for lines.
pub(super) fn dash(series: usize) -> DashType {
    let dashes = [DashType::Solid, DashType::Dash, DashType::Dot, DashType::DashDot, DashType::LongDash, DashType::LongDashDot];
    dashes.into_iter().cycle().nth(series % 6).unwrap_or(DashType::Solid)
}

/// The same for bars: the first series is plain, the others are hatched.
pub(super) fn bar_marker(series: usize, colour: &'static str, theme: Theme) -> Marker {
    let shapes = [
        PatternShape::RightDiagonalLine,
        PatternShape::Dot,
        PatternShape::HorizontalLine,
        PatternShape::LeftDiagonalLine,
        PatternShape::Cross,
        PatternShape::VerticalLine,
    ];
    let marker = Marker::new().color(colour);
    let Some(shape) = series.checked_sub(1).and_then(|n| shapes.into_iter().cycle().nth(n % 6)) else { return marker };
    let lines = palette(theme).paper;
    marker.pattern(Pattern::new().shape(shape).background_color(colour).foreground_color(lines).size(7.0).solidity(0.22))
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
        .legend(legend())
        .x_axis(x)
        .y_axis(y)
}

/// The legend above the chart.
pub(super) fn legend() -> Legend {
    Legend::new().orientation(Orientation::Horizontal).x(0.0).y(1.02).y_anchor(Anchor::Bottom)
}

/// The same where the marks of the chart are dots: in the legend they are large enough to be told apart.
pub(super) fn legend_of_dots() -> Legend {
    legend().item_sizing(ItemSizing::Constant)
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

/// A number in few letters.
pub(super) fn short_figure(value: f64) -> String {
    match value.abs() {
        size if size >= 1e6 => format!("{:.1}M", value / 1e6),
        size if size >= 1e4 => format!("{:.0}k", value / 1e3),
        size if size >= 10.0 || value.fract() == 0.0 => {
            format!("{}{}", if value.round() < 0.0 { "-" } else { "" }, grouped(value.round().abs() as u64))
        }
        _ => format!("{value:.1}").replace("-0.0", "0.0"),
    }
}

/// A trace that the plotly crate does not know, or not wholly.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Raw(pub(super) Value);

impl Trace for Raw {
    fn to_json(&self) -> String {
        self.0.to_string()
    }
}

/// What stands around a chart.
pub(super) struct Frame {
    pub(super) title: &'static str,
    pub(super) summary: String,
    pub(super) method_note: &'static str,
    pub(super) table: TableView,
}

/// Puts a plot into its frame. One without a single mark is not drawn: its sentence says why, and empty axes would say nothing.
pub(super) fn finish(frame: Frame, plot: &Plot) -> ChartView {
    let spec = serde_json::to_value(plot).unwrap_or_default();
    let traces = spec.get("data").and_then(Value::as_array);
    let has_marks = traces.is_some_and(|traces| traces.iter().any(|trace| marks(trace) > 0));
    ChartView {
        title: frame.title.to_owned(),
        summary: frame.summary,
        method_note: frame.method_note.to_owned(),
        spec_json: if has_marks { spec.to_string() } else { String::new() },
        table: frame.table,
        file: String::new(),
        about: String::new(),
    }
}

/// How many points, bars, cells or bands of a trace stand for data.
pub(super) fn marks(trace: &Value) -> usize {
    let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    if trace.get("hoverinfo").and_then(Value::as_str) == Some("skip") {
        return 0;
    }
    match trace.get("type").and_then(Value::as_str) {
        Some("heatmap") => list(trace, "z").iter().filter_map(Value::as_array).flatten().filter(|cell| !cell.is_null()).count(),
        Some("sankey") => trace.get("link").map_or(0, |link| list(link, "value").len()),
        Some("splom") => list(trace, "hovertext").len(),
        Some("scatterpolar") => list(trace, "r").len(),
        _ => list(trace, "x").len().min(list(trace, "y").len()),
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
        assert_eq!(two_lines("Best sellers of <all> time", 12), "Best sellers<br>of &lt;all&gt; time");
        assert_eq!(two_lines("Best sellers", 12), "Best sellers");
        assert_eq!(with_currency("Revenue", ""), "Revenue");
    }

    #[test]
    fn short_figures_keep_their_sign() {
        let said = [-1_250_000.0, -12_345.0, -1_234.0, -50.4, -3.0, -2.25, -0.04, 0.0, -0.0, 3.0, 50.4].map(short_figure);
        assert_eq!(said.join(" "), "-1.2M -12k -1,234 -50 -3 -2.2 0.0 0 0 3 50");
        assert_eq!(amount_of(-1_234.5, "GBP"), "-£1,234.50");
    }
}
