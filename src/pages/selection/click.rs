//! Where a click in a chart leads: to the same page about those customers, or to the list of them.

use super::filter;
use crate::chart;
use crate::{basket, cohorts, movement, value};
use clientele_core::domain::Day;
use clientele_engine::Session;
use clientele_messages::{ChartClick, ChartId, CustomerFilter, Link};

/// The link; `None` where a click means nothing.
/// `part`: what of `session` the filter lets pass.
pub(crate) fn link(
    session: &Session,
    part: &Session,
    chart: ChartId,
    click: &ChartClick,
    filter: &CustomerFilter,
) -> Option<Link> {
    match chart {
        // One group is the filter at a time: another would be of others than the chart has counted.
        ChartId::Movement(_) if filter.group.is_some() => None,
        ChartId::Movement(days) => movement::click(session, days, click),
        ChartId::CohortCustomers | ChartId::CohortOrders | ChartId::CohortRevenue => cohorts::click(click),
        ChartId::BasketMatrix => basket::click(part, click),
        ChartId::ActiveMap | ChartId::ValueDistribution => value::click(chart, click),
        // A year is no month.
        ChartId::RevenueOverTime if part.dataset().shop().period().is_some_and(chart::is_by_year) => None,
        ChartId::RevenueOverTime => named(click, |text| {
            let day = Day::parse_iso(text.get(..10)?)?;
            Some(("month", filter::month_text(day.month_number())))
        }),
        ChartId::TopCategories => named(click, |text| {
            let products = session.dataset().shop().products();
            let known = |column: &clientele_core::domain::StringColumn| (0..column.len()).any(|at| column.get(at) == text);
            let name = if products.categories.is_empty() { "product" } else { "category" };
            let is_known = if products.categories.is_empty() { known(&products.ids) } else { known(&products.categories) };
            is_known.then(|| (name, text.to_owned()))
        }),
        ChartId::TopPlaces => named(click, |text| {
            let places = &session.dataset().customers().places;
            (0..places.len()).any(|at| places.get(at) == text).then(|| ("place", text.to_owned()))
        }),
        ChartId::SegmentGrid => {
            let (r, value) = (click.column()?, click.row()?);
            let rfm = session.rfm().ok()?;
            let is_there = |row: &usize| {
                u32::from(rfm.r_score[*row]) == r && u32::from((rfm.f_score[*row] + rfm.m_score[*row]).div_ceil(2)) == value
            };
            let row = (0..rfm.len()).find(is_there)?;
            Some(set(vec![("segment", rfm.segment_name(row).to_owned())]))
        }
        ChartId::SegmentClusterMatrix => {
            let (cluster, segment) = (cluster_in(session, click)?, segment_in(session, click)?);
            Some(set(vec![("segment", segment), ("cluster", cluster)]))
        }
        ChartId::SegmentBars | ChartId::SegmentBoxes(_) => Some(set(vec![("segment", segment_in(session, click)?)])),
        ChartId::ClusterScatter
        | ChartId::ClusterScatter3d
        | ChartId::ClusterProfiles
        | ChartId::ClusterRadar
        | ChartId::SilhouettePlot => Some(set(vec![("cluster", cluster_in(session, click)?)])),
        _ => None,
    }
}

fn set(pairs: Vec<(&str, String)>) -> Link {
    Link::Set(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn named(click: &ChartClick, read: impl Fn(&str) -> Option<(&'static str, String)>) -> Option<Link> {
    click.names.iter().find_map(|text| read(text)).map(|pair| set(vec![pair]))
}

fn segment_in(session: &Session, click: &ChartClick) -> Option<String> {
    let rfm = session.rfm().ok()?;
    click.names.iter().find(|text| rfm.segments.iter().any(|segment| segment.name == **text)).cloned()
}

fn cluster_in(session: &Session, click: &ChartClick) -> Option<String> {
    let clustering = session.clustering().ok()?;
    click.names.iter().find(|text| clustering.clusters.iter().any(|cluster| cluster.name == **text)).cloned()
}
