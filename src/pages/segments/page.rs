//! The segments page.

use super::settings::{self, EDIT};
use crate::views::{AdviceView, SegmentRow, SegmentsView};
use clientele_analytics::segment::{AdviceEdit, MapKind};
use clientele_core::domain::{ErrorView, Figure, Money, counted};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Block, Button, CellView, ChartId, Column, Line, Link, PageView, Row, Span, Table, Tone, argument};

/// The page. Arguments are those of [`settings`]. `all`: the whole result, of which `session` is the part that the filter is about.
pub(crate) fn page(all: &Session, session: &Session, arguments: &[(String, String)]) -> Result<PageView, ErrorView> {
    let view = view(session)?;
    let cautions = (!view.cautions.is_empty()).then(|| {
        vec![Block::Notice {
            tone: Tone::Warning,
            testid: "cautions".to_owned(),
            title: "Read these figures with care".to_owned(),
            lines: view.cautions.iter().map(|caution| caution.as_str().into()).collect(),
        }]
    });
    let edited = view.segments.iter().find(|row| row.name == argument(arguments, EDIT));
    let words = edited.map(|row| vec![settings::words_panel(&row.name, &row.advice, arguments)]);
    Ok(PageView {
        title: "Segments".to_owned(),
        lead: "Customers grouped by days since the last order (recency), number of orders (frequency) and what they spent \
               (monetary value)."
            .to_owned(),
        actions: vec![Button::export("All customers", ExportKind::Segments)],
        blocks: vec![
            no_prices(all),
            Block::maybe(cautions),
            Block::charts([ChartId::SegmentBars, ChartId::SegmentGrid]),
            table_panel(&view),
            Block::maybe(words),
            settings::date_and_map_panel(&view, arguments),
            settings::grid_panel(session, arguments),
            Block::charts([ChartId::RecencyDistribution, ChartId::FrequencyDistribution, ChartId::MonetaryDistribution]),
            settings::cuts_panel(&view, arguments),
            Block::Page("segment-statistics".to_owned()),
            Block::charts([ChartId::SegmentCorrelations]),
        ],
    })
}

/// Says that there are no prices, where amounts are shown that mean nothing without them.
pub(crate) fn no_prices(session: &Session) -> Block {
    let says = "These files have no prices: amounts show as 0, and spending scores mean nothing.";
    Block::maybe((!session.has_prices()).then(|| vec![Block::notice(Tone::Info, "no-prices", says)]))
}

fn table_panel(view: &SegmentsView) -> Block {
    let note = format!(
        "Segment map: {}. Days are counted back from {}. {}",
        view.map,
        view.analysis_date.long_text(),
        match view.prospects {
            0 => "Open a segment to see what to do with it.".to_owned(),
            1 => "1 customer has never ordered (prospects) and is not in these figures.".to_owned(),
            n =>
                format!("{} have never ordered (prospects); they are not in these figures.", counted(n, "customer", "customers")),
        }
    );
    let is_edited = |segment: &str| view.strategies.iter().any(|edit| edit.segment == segment);
    let rows = view.segments.iter().map(|row| segment_row(row, is_edited(&row.name)));
    let table = Table {
        caption: "Table of segments".to_owned(),
        row_testid: "segment-row".to_owned(),
        columns: vec![
            Column::text("Segment"),
            Column::figures("Customers, share", ""),
            Column::figures("Revenue, share", ""),
            Column::figures("Days since last order", "Mean recency"),
            Column::figures("Orders each", "Mean frequency"),
            Column::figures("Spent each", "Mean monetary value"),
            Column::text("What to do"),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    Block::panel("The segments and what to do with them", &note, "segment-table", vec![Block::Table(table)])
}

fn segment_row(row: &SegmentRow, is_edited: bool) -> Row {
    let empty = row.customers == 0;
    let name = if empty { row.name.as_str().into() } else { Line::link(row.name.as_str(), Link::Segment(row.name.clone())) };
    let known = |line: Line| CellView::from(if empty { "–".into() } else { line });
    let mut attrs = vec![
        ("data-segment".to_owned(), row.name.clone()),
        ("data-customers".to_owned(), row.customers.to_string()),
        ("data-revenue".to_owned(), row.revenue.to_string()),
    ];
    if empty {
        attrs.push(("class".to_owned(), "unused".to_owned()));
    }
    let mut what = advice_cell(&row.advice);
    what.more.push(settings::words_buttons(&row.name, is_edited));
    Row {
        attrs,
        cells: vec![
            name.into(),
            share_cell(Line::count(row.customers), row.customer_share),
            share_cell(Line(vec![Span::Rounded(Figure::Money(row.revenue))]), row.revenue_share),
            known(Line::decimal(row.mean_recency_days, 1)),
            known(Line::decimal(row.mean_frequency, 1)),
            known(amount(row.mean_monetary)),
            what,
        ],
        ..Row::default()
    }
}

/// A figure with its share of the whole under it, as text and as a small bar.
pub(crate) fn share_cell(value: Line, share: f64) -> CellView {
    CellView { bar: Some(share), ..CellView::from(value).under(Line::share(share)) }
}

/// A mean or cut of amounts, given in main units, as an amount.
pub(crate) fn amount(main_units: f64) -> Line {
    // Beyond ±9e14 main units there is no such amount; the conversion saturates.
    let cents = (main_units * 100.0).round() as i64;
    Money::from_cents(cents).map_or_else(|| Line::figure(Figure::Number(main_units)), Line::money)
}

/// What to do with a group of customers: the action, the rest when it is opened.
pub(crate) fn advice_cell(strategy: &AdviceView) -> CellView {
    let parts = [
        ("Do", &strategy.action),
        ("With whom", &strategy.audience),
        ("Reach them by", &strategy.channel),
        ("Offer", &strategy.offer),
    ];
    let facts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let facts = facts.map(|(name, text)| (name.to_owned(), Line::from(text.as_str()))).collect();
    let action = if strategy.action.is_empty() { "Nothing yet" } else { &strategy.action };
    CellView {
        more: vec![Block::Text(Line(vec![Span::Strong(strategy.meaning.clone())])), Block::Facts(facts)],
        ..CellView::from(action)
    }
}

/// What the page is made from.
pub(crate) fn view(session: &Session) -> Result<SegmentsView, ErrorView> {
    let rfm = session.rfm()?;
    let params = &session.config().rfm;
    let buyers = rfm.len().max(1) as f64;
    let outliers = |flags: &[bool]| flags.iter().filter(|&&flag| flag).count() as u64;
    Ok(SegmentsView {
        map: match session.config().rfm.map {
            _ if params.custom_map.is_some() => format!("Your own, {} segments", rfm.segments.len()),
            MapKind::Grid => "Grid of recency and value, 10 segments".into(),
            MapKind::Codes => "Table of all 125 score codes, 11 segments".into(),
            MapKind::Six => "Six groups by thirds".into(),
        },
        analysis_date: rfm.analysis_date,
        segments: rfm
            .segments
            .iter()
            .map(|s| SegmentRow {
                name: s.name.clone(),
                customers: u64::from(s.customers),
                customer_share: f64::from(s.customers) / buyers,
                revenue: s.revenue,
                revenue_share: s.revenue_share,
                mean_recency_days: s.mean_recency_days.unwrap_or(0.0),
                mean_frequency: s.mean_frequency.unwrap_or(0.0),
                mean_monetary: s.mean_monetary.unwrap_or(0.0),
                advice: strategy(session, &s.name),
            })
            .collect(),
        prospects: rfm.prospects.len() as u64,
        recency_cuts: rfm.cut_points.recency_days.iter().map(|c| c.to_f64()).collect(),
        frequency_cuts: rfm.cut_points.frequency.iter().map(|c| c.to_f64()).collect(),
        monetary_cuts: rfm.cut_points.monetary_f64(),
        outliers: [outliers(&rfm.recency_outlier), outliers(&rfm.frequency_outlier), outliers(&rfm.monetary_outlier)],
        cautions: rfm.cautions.iter().map(ToString::to_string).collect(),
        settings: params.clone(),
        strategies: session.config().strategies.clone(),
        period: session.dataset().period(),
    })
}

fn strategy(session: &Session, segment: &str) -> AdviceView {
    let AdviceEdit { meaning, action, audience, channel, offer, .. } = AdviceEdit::merged(&session.config().strategies, segment);
    AdviceView { meaning, action, audience, channel, offer }
}
