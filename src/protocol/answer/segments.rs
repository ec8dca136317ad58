//! The segments page.

use crate::pipeline::{ErrorView, Session};
use crate::protocol::{SegmentRow, SegmentsView, StrategyView};
use crate::segment::{Axes, MapKind, SegmentMap, StrategyEdit};

pub(super) fn view(session: &Session) -> Result<SegmentsView, ErrorView> {
    let rfm = session.rfm()?;
    let settings = &session.config().rfm;
    let buyers = rfm.len().max(1) as f64;
    let outliers = |flags: &[bool]| flags.iter().filter(|&&flag| flag).count() as u64;
    Ok(SegmentsView {
        map: match session.config().rfm.map {
            _ if settings.custom_map.is_some() => format!("Your own, {} segments", rfm.segments.len()),
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
                strategy: strategy(session, &s.name),
            })
            .collect(),
        prospects: rfm.prospects.len() as u64,
        recency_cuts: rfm.cut_points.recency_days.iter().map(|c| c.to_f64()).collect(),
        frequency_cuts: rfm.cut_points.frequency.iter().map(|c| c.to_f64()).collect(),
        monetary_cuts: rfm.cut_points.monetary_f64(),
        outliers: [outliers(&rfm.recency_outlier), outliers(&rfm.frequency_outlier), outliers(&rfm.monetary_outlier)],
        cautions: rfm.cautions.iter().map(ToString::to_string).collect(),
        grid: match &settings.custom_map {
            Some(map) if map.axes == Axes::RecencyAndValue => map.clone(),
            _ => SegmentMap::preset(MapKind::Grid),
        },
        settings: settings.clone(),
        strategies: session.config().strategies.clone(),
        period: session.dataset().period(),
    })
}

fn strategy(session: &Session, segment: &str) -> StrategyView {
    let StrategyEdit { meaning, action, audience, channel, offer, .. } =
        StrategyEdit::merged(&session.config().strategies, segment);
    StrategyView { meaning, action, audience, channel, offer }
}
