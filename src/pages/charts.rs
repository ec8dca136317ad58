//! Charts of a session.

use crate::chart::{self, CohortMeasure};
use clientele_analytics::recommend::ImpactParams;
use clientele_analytics::segment::Behaviour;
use clientele_analytics::segment::compare::Correlations;
use clientele_core::domain::ErrorView;
use clientele_engine::Session;
use clientele_messages::{ChartId, ChartView, ChartWidth, Theme};

pub(crate) fn chart(session: &Session, id: ChartId, theme: Theme, width: ChartWidth) -> Result<ChartView, ErrorView> {
    let dataset = session.dataset();
    let currency = dataset.currency();
    let known = session.imported().dataset.shop().period();
    Ok(match id {
        ChartId::RevenueOverTime => chart::revenue_over_time(dataset, known, theme),
        ChartId::SeasonOfYear => chart::season_of_year(dataset, known, theme).ok_or_else(not_with_these_data)?,
        ChartId::WeekdayHour => chart::weekday_hour(dataset, theme),
        ChartId::TopCategories => chart::top_categories(dataset, theme, width),
        ChartId::CustomerPareto => chart::customer_pareto(dataset, theme),
        ChartId::SegmentBars => chart::segment_bars(session.rfm()?, currency, theme),
        ChartId::SegmentGrid => chart::segment_grid(session.rfm()?, currency, theme, width),
        ChartId::RecencyDistribution => chart::recency_distribution(session.rfm()?, theme),
        ChartId::FrequencyDistribution => chart::frequency_distribution(session.rfm()?, theme),
        ChartId::MonetaryDistribution => chart::monetary_distribution(session.rfm()?, dataset.currency(), theme),
        ChartId::ClusterChoice => chart::cluster_choice(session.clustering()?, theme),
        ChartId::ClusterScatter => chart::cluster_scatter(session.rfm()?, session.clustering()?, dataset.currency(), theme),
        ChartId::ClusterProfiles => chart::cluster_profiles(session.clustering()?, currency, theme),
        ChartId::SegmentClusterMatrix => chart::segment_cluster_matrix(session.rfm()?, session.clustering()?, theme),
        ChartId::RecommendationQuality => {
            chart::recommendation_quality(session.evaluation()?, session.tested_task(), theme, width)
        }
        ChartId::ActiveMap => chart::active_map(session.value()?, theme, width).ok_or_else(not_with_these_data)?,
        ChartId::ValueDistribution => {
            chart::value_distribution(session.value()?, dataset, theme).ok_or_else(not_with_these_data)?
        }
        ChartId::HoldoutBins => chart::holdout_bins(session.value()?, theme).ok_or_else(not_with_these_data)?,
        ChartId::HoldoutTracking => chart::holdout_tracking(session.value()?, theme).ok_or_else(not_with_these_data)?,
        ChartId::Movement(days) => {
            let (from, to) = crate::movement::days(session, days)?;
            chart::movement_flows(session.movement(from, to)?.as_ref(), currency, theme, width)
        }
        ChartId::CohortCustomers => {
            chart::cohort_heat_map(&*session.cohorts()?, CohortMeasure::Customers, currency, theme, width)
        }
        ChartId::CohortOrders => chart::cohort_heat_map(&*session.cohorts()?, CohortMeasure::Orders, currency, theme, width),
        ChartId::CohortRevenue => chart::cohort_heat_map(&*session.cohorts()?, CohortMeasure::Revenue, currency, theme, width),
        ChartId::OrderGaps => chart::order_gaps(&*session.interpurchase_times()?, theme).ok_or_else(not_with_these_data)?,
        ChartId::BasketMatrix => chart::basket_matrix(dataset, session.rules()?, theme, width).ok_or_else(not_with_these_data)?,
        ChartId::Peeking(settings) => chart::peeking(&settings, &crate::experiments::peek_days(&settings)?, theme),
        ChartId::StrategyShares => chart::strategy_shares(&session.recommendations()?.lists, theme),
        ChartId::Reliability => {
            session.evaluation()?;
            chart::reliability(session.calibration().ok_or_else(not_with_these_data)?, theme)
        }
        ChartId::ImpactBySegment => {
            let usual = ImpactParams::default().check().map_err(|e| ErrorView::of(&e))?;
            let impact = session.impact(&usual).ok_or_else(|| session.no_impact())?;
            chart::impact_by_segment(&impact, &session.segment_names(), dataset.currency(), theme, width)
        }
        ChartId::SegmentCorrelations => {
            let rfm = session.rfm()?;
            chart::segment_correlations(&Correlations::of_buyers(rfm, &Behaviour::of(dataset, rfm)), rfm.len(), theme)
        }
        ChartId::TopPlaces => {
            let has_places = !dataset.customers().places.is_empty();
            has_places.then(|| chart::top_places(dataset, theme, width)).ok_or_else(not_with_these_data)?
        }
        ChartId::SegmentBoxes(figure) => chart::segment_boxes(session.rfm()?, figure, dataset.currency(), theme),
        ChartId::PairPlot => chart::pair_plot(session.rfm()?, currency, session.config().seed(), theme),
        ChartId::CustomerTimeline(customer) => {
            let next = session.interpurchase_times().ok().and_then(|interpurchase| interpurchase.next_of(customer));
            chart::customer_timeline(dataset, customer, next.as_ref(), theme, width).ok_or_else(not_with_these_data)?
        }
        ChartId::SilhouettePlot => chart::silhouette_plot(session.clustering()?, theme),
        ChartId::ClusterScatter3d => chart::cluster_scatter_3d(session.rfm()?, session.clustering()?, currency, theme),
        ChartId::ClusterRadar => chart::cluster_radar(session.clustering()?, theme),
    })
}

fn not_with_these_data() -> ErrorView {
    ErrorView {
        code: "chart-not-with-these-data".into(),
        message: "These data are too thin for this chart".into(),
        place: None,
        suggestion: "The notes of the page say why.".into(),
    }
}
