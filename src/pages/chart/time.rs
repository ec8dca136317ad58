//! Revenue over time: by month, day or year, beside the year before, and the season of the year.

use super::style::{Frame, HOVER, amount, axis, finish, layout, palette, with_currency};
use clientele_core::domain::{Cell, Dataset, Day, Figure, Money, TableView, counted, money_text, month_name};
use clientele_messages::{ChartView, Theme};
use plotly::common::{DashType, Fill, Line, Marker, Mode};
use plotly::{Bar, Plot, Scatter};

/// Under so many days, revenue is shown by day.
const BY_DAY_UNDER: i32 = 100;
/// Over so many months, forty years, it is shown by year: one far-off date makes a hundred thousand months.
const BY_YEAR_OVER: i32 = 480;
/// A shop may be closed on the first or last days of a month: with fewer than so many missing the month counts as whole.
const DAYS_MISSING: i32 = 3;
/// Whole months needed to tell a season: one year to compare with, half a year on each side of it for the mean.
const FEWEST_MONTHS: usize = 24;

/// What revenue is added up over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Month,
    Year,
}

impl Span {
    /// By which a period is shown.
    fn of((first, last): (Day, Day)) -> Self {
        match last.month_number() - first.month_number() {
            _ if last.0 - first.0 < BY_DAY_UNDER => Span::Day,
            months if months < BY_YEAR_OVER => Span::Month,
            _ => Span::Year,
        }
    }

    /// Number of the span that a day lies in: one more for the next.
    fn number(self, day: Day) -> i32 {
        match self {
            Span::Day => day.0,
            Span::Month => day.month_number(),
            Span::Year => day.to_ymd().0,
        }
    }

    /// Its first day.
    fn start(self, number: i32) -> Day {
        let day = match self {
            Span::Day => return Day(number),
            Span::Month => Day::from_ymd(number.div_euclid(12), number.rem_euclid(12) as u8 + 1, 1),
            Span::Year => Day::from_ymd(number, 1, 1),
        };
        // After the last that there is.
        day.or_else(|| Day::from_ymd(9999, 12, 31).map(|last| Day(last.0 + 1))).unwrap_or_default()
    }

    fn name(self, day: Day) -> String {
        match self {
            Span::Day => day.long_text(),
            Span::Month => month_of(day),
            Span::Year => day.to_ymd().0.to_string(),
        }
    }
}

/// What was sold in a month, on a day, or in a year.
struct Sold {
    from: Day,
    revenue: Money,
    orders: u64,
    /// Whether the data hold all of it.
    is_whole: bool,
}

/// What was sold in each span of the period; those without an order too. `known`: the days that the files cover, which are more than
/// those of a part of the orders.
fn sold(dataset: &Dataset, known: Option<(Day, Day)>, span: Span) -> Vec<Sold> {
    let Some((first, last)) = dataset.shop().period() else { return Vec::new() };
    let (known_from, known_to) = known.unwrap_or((first, last));
    let mut all: Vec<Sold> = (span.number(first)..=span.number(last))
        .map(|number| {
            let from = span.start(number);
            let (before, after) = (known_from.0 - from.0, span.start(number + 1).0 - 1 - known_to.0);
            let is_whole = span == Span::Day || (before < DAYS_MISSING && after < DAYS_MISSING);
            Sold { from, revenue: Money::ZERO, orders: 0, is_whole }
        })
        .collect();
    let mut last_order = None;
    for sale in dataset.shop().sales() {
        if let Some(sum) = usize::try_from(span.number(sale.day) - span.number(first)).ok().and_then(|n| all.get_mut(n)) {
            sum.revenue += sale.revenue();
            sum.orders += u64::from(sale.order.is_some() && sale.order != last_order);
        }
        last_order = sale.order;
    }
    all
}

fn month_of(day: Day) -> String {
    let (year, month, _) = day.to_ymd();
    format!("{} {year}", month_name(month))
}

/// Whether [`revenue_over_time`] shows a period by year.
pub fn is_by_year(period: (Day, Day)) -> bool {
    Span::of(period) == Span::Year
}

/// Revenue by month, with that of the year before; by day where the data span under 100 days, by year over 40 years. `known`: the
/// days that the files cover.
pub fn revenue_over_time(dataset: &Dataset, known: Option<(Day, Day)>, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let currency = dataset.currency();
    let span = dataset.shop().period().map_or(Span::Month, Span::of);
    let sums = sold(dataset, known, span);
    let name = |day: Day| span.name(day);
    let best = sums.iter().max_by_key(|s| s.revenue);
    let mut summary = match best {
        Some(best) => {
            let kind = match span {
                Span::Day => "day",
                Span::Month => "month",
                Span::Year => "year",
            };
            let (revenue, orders) = (money_text(best.revenue, currency), counted(best.orders, "order", "orders"));
            format!("The best {kind} was {} with {revenue} from {orders}.", name(best.from))
        }
        None => "There are no orders.".to_owned(),
    };
    // A month that is not over looks like a fall.
    let cut = sums.last().filter(|last| !last.is_whole && sums.len() > 1);
    if let (Some(cut), Some((_, last))) = (cut, known.or(dataset.shop().period())) {
        let (_, month, day) = last.to_ymd();
        let of_year = if span == Span::Year { format!(" of {}", month_name(month)) } else { String::new() };
        summary.push_str(&format!(" {} is known up to the {}{of_year} only (dotted).", name(cut.from), ordinal(day)));
    }
    let shown = sums.len() - usize::from(cut.is_some());
    let label = |s: &Sold| {
        let part = if s.is_whole { "" } else { ", not all of it" };
        let orders = counted(s.orders, "order", "orders");
        format!("{}{part}<br>revenue {}<br>{orders}", name(s.from), amount(s.revenue, currency))
    };
    let points = |of: &[Sold]| of.iter().map(|s| (s.from.to_string(), s.revenue.to_f64())).unzip::<_, _, Vec<String>, Vec<f64>>();
    let line = |of: &[Sold], dash: DashType| {
        let (x, y) = points(of);
        Scatter::new(x, y)
            .mode(if sums.len() > 60 { Mode::Lines } else { Mode::LinesMarkers })
            .line(Line::new().color(colours.accent).width(2.5).dash(dash))
            .marker(Marker::new().size(6).color(colours.accent))
            .fill(Fill::ToZeroY)
            .fill_color(if theme == Theme::Light { "rgba(47,95,208,0.10)" } else { "rgba(125,162,255,0.14)" })
            .hover_text_array(of.iter().map(label).collect())
            .hover_template(HOVER)
    };
    let mut plot = Plot::new();
    plot.add_trace(line(&sums[..shown], DashType::Solid).name("Revenue"));
    if cut.is_some() {
        // From the last whole month on, so that the line is not broken.
        let tail = &sums[shown.saturating_sub(1)..];
        plot.add_trace(line(tail, DashType::Dot).name("Not the whole month").show_legend(false));
    }
    // With less than three months to compare, two lines say less than one.
    let with_before: Vec<(&Sold, &Sold)> =
        sums.iter().skip(12).zip(&sums).filter(|(_, before)| before.is_whole && span == Span::Month).collect();
    let has_before = with_before.len() >= 3;
    if has_before {
        let hover = with_before.iter().map(|(s, before)| format!("A year before {}:<br>{}", name(s.from), label(before)));
        plot.add_trace(
            Scatter::new(
                with_before.iter().map(|(s, _)| s.from.to_string()).collect(),
                with_before.iter().map(|(_, before)| before.revenue.to_f64()).collect(),
            )
            .name("The year before")
            .mode(Mode::LinesMarkers)
            .line(Line::new().color(colours.second).width(1.75).dash(DashType::Dash))
            .marker(Marker::new().size(5).color(colours.second).symbol(plotly::common::MarkerSymbol::Square))
            .hover_text_array(hover.collect())
            .hover_template(HOVER),
        );
    }
    let y = axis(theme, &with_currency("Revenue", currency)).tick_format("~s").range_mode(plotly::layout::RangeMode::ToZero);
    plot.set_layout(layout(theme, axis(theme, ""), y).show_legend(has_before));
    let rows = sums
        .iter()
        .map(|s| vec![Cell::Text(name(s.from)), Cell::Figure(Figure::Money(s.revenue)), Cell::Figure(Figure::Count(s.orders))]);
    let table = TableView { columns: vec!["Period".into(), "Revenue".into(), "Orders".into()], rows: rows.collect() };
    let method_note = match (span, dataset.anonymous().is_empty()) {
        (Span::Year, true) => HOW_BY_YEAR,
        (Span::Year, false) => HOW_BY_YEAR_OF_SHOP,
        (_, true) => HOW,
        (_, false) => HOW_OF_SHOP,
    };
    finish(Frame { title: "Revenue over time", summary, method_note, table }, &plot)
}

const HOW: &str = "The sum of all analysed order lines, by the day of their order. The first and the last month may not be complete: a month that lacks three days or more counts as such, and is not compared with other years.";
const HOW_BY_YEAR: &str = "The sum of all analysed order lines, by the year of their order, as the dates span more than forty years. The first and the last year may not be complete.";

const HOW_OF_SHOP: &str = "The sum of all order lines of the shop, those without a customer too, by the day of their order. The first and the last month may not be complete: a month that lacks three days or more counts as such, and is not compared with other years.";
const HOW_BY_YEAR_OF_SHOP: &str = "The sum of all order lines of the shop, those without a customer too, by the year of their order, as the dates span more than forty years. The first and the last year may not be complete.";

/// `1st`, `22nd`, `13th`.
fn ordinal(n: u8) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// Each month's revenue over that of a usual month, 1 to 12, and of how many years: the mean of its ratios to the centred mean of
/// twelve months, scaled so that the twelve have a mean of one (classical decomposition: Hyndman and Athanasopoulos, Forecasting:
/// Principles and Practice, 3rd edition, section 3.4). `None` under two years, or where a mean is not above nought.
fn season(months: &[(u8, f64)]) -> Option<[(f64, u32); 12]> {
    if months.len() < FEWEST_MONTHS {
        return None;
    }
    let mut of_month = [(0.0, 0_u32); 12];
    for at in 6..months.len() - 6 {
        // Thirteen months, the two ends counted half: each month of the year weighs the same.
        let around = months.get(at - 6..=at + 6)?;
        let ends = (around.first()?.1 + around.last()?.1) / 2.0;
        let mean = (ends + around.get(1..12)?.iter().map(|month| month.1).sum::<f64>()) / 12.0;
        if mean <= 0.0 {
            return None;
        }
        let found = of_month.get_mut(usize::from(months.get(at)?.0).checked_sub(1)?)?;
        found.0 += months.get(at)?.1 / mean;
        found.1 += 1;
    }
    let mut index = of_month.map(|(sum, years)| (sum / f64::from(years.max(1)), years));
    let mean = index.iter().map(|month| month.0).sum::<f64>() / 12.0;
    if mean <= 0.0 || index.iter().any(|month| month.1 == 0) {
        return None;
    }
    for month in &mut index {
        month.0 /= mean;
    }
    Some(index)
}

/// How strong each month of the year is; `None` with less than two years of whole months. `known`: the days that the files cover.
pub fn season_of_year(dataset: &Dataset, known: Option<(Day, Day)>, theme: Theme) -> Option<ChartView> {
    // A year without an order has no season; with fewer orders than that there is such a year, and the months need no looking at.
    let (first, last) = dataset.shop().period()?;
    let orders = i32::try_from(dataset.shop().lines()).unwrap_or(i32::MAX);
    if last.month_number() - first.month_number() > orders.saturating_add(4).saturating_mul(13) {
        return None;
    }
    let months: Vec<(u8, f64)> = sold(dataset, known, Span::Month)
        .iter()
        .filter(|s| s.is_whole)
        .map(|s| (s.from.to_ymd().1, s.revenue.to_f64()))
        .collect();
    let index = season(&months)?;
    let colours = palette(theme);
    let name = |at: usize| month_name(at as u8 + 1);
    let percent = |x: f64| format!("{:.0} %", x * 100.0);
    let best = (0..12).max_by(|&a, &b| index[a].0.total_cmp(&index[b].0))?;
    let least = (0..12).min_by(|&a, &b| index[a].0.total_cmp(&index[b].0))?;
    let mut summary = format!(
        "{} is the strongest month with {} of an average one, {} the weakest with {}.",
        name(best),
        percent(index[best].0),
        name(least),
        percent(index[least].0)
    );
    if index.iter().any(|month| month.1 == 1) {
        summary.push_str(" Some months rest on a single year: read it with care.");
    }
    let hover = (0..12).map(|at| {
        let years = counted(u64::from(index[at].1), "year", "years");
        format!("{}: {} of an average month's revenue<br>from {years}", name(at), percent(index[at].0))
    });
    let mut plot = Plot::new();
    plot.add_trace(
        Bar::new((0..12).map(|at| name(at).chars().take(3).collect::<String>()).collect(), index.iter().map(|m| m.0).collect())
            .marker(Marker::new().color(colours.accent))
            .hover_text_array(hover.collect())
            .hover_template(HOVER),
    );
    let y = axis(theme, "Share of an average month").tick_format(".0%");
    plot.set_layout(layout(theme, axis(theme, "").show_grid(false), y).show_legend(false));
    let rows = (0..12).map(|at| {
        vec![
            Cell::Text(name(at).to_owned()),
            Cell::Figure(Figure::Share(index[at].0)),
            Cell::Figure(Figure::Count(u64::from(index[at].1))),
        ]
    });
    let columns = ["Month", "Share of an average month", "Years compared"].map(String::from).to_vec();
    let method_note = "Each month's revenue over the mean of the twelve months around it, so that growth does not count as season; then the mean over the years, scaled so that the twelve months average 100 % (classical decomposition). Incomplete months are left out.";
    let table = TableView { columns, rows: rows.collect() };
    Some(finish(Frame { title: "Season of the year", summary, method_note, table }, &plot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn months(n: usize, revenue: impl Fn(usize) -> f64) -> Vec<(u8, f64)> {
        (0..n).map(|at| (((at + 3) % 12) as u8 + 1, revenue(at))).collect()
    }

    #[test]
    fn a_season_is_found_under_growth() {
        let pattern = [0.7, 0.8, 0.9, 1.0, 1.0, 1.0, 0.9, 0.8, 1.0, 1.2, 1.5, 1.2];
        let of = |at: usize| pattern[(at + 3) % 12];
        let flat = season(&months(24, |at| 500.0 * of(at))).expect("two years");
        let growing = season(&months(60, |at| (500.0 + 5.0 * at as f64) * of(at))).expect("five years");
        for month in 0..12 {
            assert!((flat[month].0 - pattern[month]).abs() < 1e-12, "{month}: {:?}", flat[month]);
            assert_eq!(flat[month].1, 1);
            assert!((growing[month].0 - pattern[month]).abs() < 0.01, "{month}: {:?}", growing[month]);
            assert_eq!(growing[month].1, 4);
        }
        assert!(season(&months(23, of)).is_none());
        assert!(season(&months(36, |_| 0.0)).is_none());
    }

    #[test]
    fn a_period_is_shown_by_what_keeps_it_short() {
        let day = |text: &str| Day::parse_iso(text).expect("a day");
        for (from, to, spans) in [
            ("2024-01-01", "2024-03-01", 61),
            ("2024-01-15", "2024-12-31", 12),
            ("1985-01-31", "2024-12-31", 480),
            ("1984-12-31", "2024-12-31", 41),
            ("2024-01-01", "9999-12-31", 7_976),
            ("0001-01-01", "9999-12-31", 9_999),
        ] {
            let shop = clientele_core::domain::fixture::shop(1, &[(0, day(from).0, 100), (0, day(to).0, 200)]);
            let span = Span::of((day(from), day(to)));
            let sums = sold(&shop, None, span);
            assert_eq!(sums.len(), spans, "{from} to {to}");
            assert_eq!(sums.iter().map(|sold| sold.orders).sum::<u64>(), 2, "{from} to {to}");
            assert_eq!((sums[0].orders, sums[spans - 1].orders), (1, 1));
            assert!(sums.windows(2).all(|pair| pair[0].from < pair[1].from));
            let view = revenue_over_time(&shop, None, Theme::Light);
            assert_eq!(view.table.rows.len(), spans);
            assert!(season_of_year(&shop, None, Theme::Light).is_none());
        }
        assert!(is_by_year((day("2024-01-01"), day("9999-12-31"))) && !is_by_year((day("1990-01-01"), day("2024-12-31"))));
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!([1, 2, 3, 4, 11, 12, 13, 21, 22, 30].map(ordinal).join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 30th");
    }

    proptest! {
        /// The usual month is one, whatever the revenue, and a change of the currency's unit changes nothing.
        #[test]
        fn shares_average_one(revenue in prop::collection::vec(1.0_f64..1e6, 24..70)) {
            let found = season(&months(revenue.len(), |at| revenue[at])).expect("all above nought");
            let again = season(&months(revenue.len(), |at| 100.0 * revenue[at])).expect("all above nought");
            prop_assert!((found.iter().map(|month| month.0).sum::<f64>() - 12.0).abs() < 1e-9);
            for (a, b) in found.iter().zip(&again) {
                prop_assert!((a.0 - b.0).abs() < 1e-9);
            }
            prop_assert_eq!(found.iter().map(|month| month.1 as usize).sum::<usize>(), revenue.len() - 12);
        }
    }
}
