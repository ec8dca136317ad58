//! Which charts there are, and a finished one.

use clientele_core::domain::{CustomerIx, Day, TableView};
use serde::{Deserialize, Serialize};

/// The page's background, for the charts' colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// How much room there is, for labels that only fit some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChartWidth {
    /// 480 pixels or more.
    #[default]
    Wide,
    /// A phone.
    Narrow,
}

/// The two days between which movement is shown; `None`: the usual one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MovementDays {
    /// The earlier day.
    pub from: Option<Day>,
    /// The later day.
    pub to: Option<Day>,
}

/// What is played to show why looking too early misleads; whole numbers, so that a question can be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PeekSettings {
    /// Days of each experiment.
    pub days: u32,
    /// Customers per day in each of two variants.
    pub customers_per_day: u32,
    /// Share that orders, in hundredths of a per cent.
    pub base_permyriad: u32,
    /// The true effect, in tenths of a per cent.
    pub effect_permille: i32,
    /// Seed of the draws.
    pub seed: u32,
}

impl PeekSettings {
    /// Four weeks, 100 customers a day, one in ten orders, no effect.
    pub const USUAL: Self = Self { days: 28, customers_per_day: 100, base_permyriad: 1_000, effect_permille: 0, seed: 42 };
}

/// A figure of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CustomerFigure {
    /// Days since the last order.
    Recency,
    /// Orders.
    Frequency,
    /// Revenue.
    Monetary,
    /// Revenue ÷ orders.
    OrderValue,
}

impl CustomerFigure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Recency, Self::Frequency, Self::Monetary, Self::OrderValue];
}

/// The charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChartId {
    /// Revenue by month (by day for under three months).
    RevenueOverTime,
    /// How strong each month of the year is.
    SeasonOfYear,
    /// Revenue by weekday and hour (by weekday where times are not known).
    WeekdayHour,
    /// Revenue by category, or by product where there are no categories.
    TopCategories,
    /// Share of revenue against share of customers.
    CustomerPareto,
    /// Customers and revenue by segment.
    SegmentBars,
    /// The R × FM grid with customers in each cell.
    SegmentGrid,
    /// Distribution of recency with cut points.
    RecencyDistribution,
    /// Distribution of frequency with cut points.
    FrequencyDistribution,
    /// Distribution of monetary value with cut points.
    MonetaryDistribution,
    /// Inertia and mean silhouette for every k.
    ClusterChoice,
    /// Customers by recency and revenue, coloured by cluster.
    ClusterScatter,
    /// Centroids of the standardised features.
    ClusterProfiles,
    /// Customers by segment and cluster.
    SegmentClusterMatrix,
    /// Hit rate and NDCG of the hybrid beside the baselines.
    RecommendationQuality,
    /// How much each strategy adds to the scores.
    StrategyShares,
    /// Chance given and share bought of the recommendations.
    Reliability,
    /// What the recommendations may add to revenue, by segment.
    ImpactBySegment,
    /// Probability of being active by days since the last order and number of orders.
    ActiveMap,
    /// Customers by expected value.
    ValueDistribution,
    /// Forecast and held-back orders by orders before the split.
    HoldoutBins,
    /// Forecast and actual repeat orders over time.
    HoldoutTracking,
    /// Customers moving between segments.
    Movement(MovementDays),
    /// Share of each cohort that orders again, by month.
    CohortCustomers,
    /// Orders of each cohort by month.
    CohortOrders,
    /// Revenue of each cohort by month.
    CohortRevenue,
    /// Days between orders.
    OrderGaps,
    /// Rank correlations of the buyers' figures.
    SegmentCorrelations,
    /// Silhouettes of customers, cluster by cluster.
    SilhouettePlot,
    /// Customers by recency, orders and revenue in space, coloured by cluster.
    ClusterScatter3d,
    /// Centroids as a radar.
    ClusterRadar,
    /// The products of the strongest pairs against each other.
    BasketMatrix,
    /// False alarms by day.
    Peeking(PeekSettings),
    /// Revenue by country or city.
    TopPlaces,
    /// How a figure is spread in each segment.
    SegmentBoxes(CustomerFigure),
    /// The customers' figures against each other.
    PairPlot,
    /// One customer's orders over time: by the row of the data that stand, as the page was given it.
    CustomerTimeline(CustomerIx),
}

impl ChartId {
    /// All charts.
    pub const ALL: [ChartId; 40] = [
        ChartId::RevenueOverTime,
        ChartId::SeasonOfYear,
        ChartId::WeekdayHour,
        ChartId::TopCategories,
        ChartId::CustomerPareto,
        ChartId::SegmentBars,
        ChartId::SegmentGrid,
        ChartId::RecencyDistribution,
        ChartId::FrequencyDistribution,
        ChartId::MonetaryDistribution,
        ChartId::ClusterChoice,
        ChartId::ClusterScatter,
        ChartId::ClusterProfiles,
        ChartId::SegmentClusterMatrix,
        ChartId::RecommendationQuality,
        ChartId::StrategyShares,
        ChartId::Reliability,
        ChartId::ImpactBySegment,
        ChartId::ActiveMap,
        ChartId::ValueDistribution,
        ChartId::HoldoutBins,
        ChartId::HoldoutTracking,
        ChartId::Movement(MovementDays { from: None, to: None }),
        ChartId::CohortCustomers,
        ChartId::CohortOrders,
        ChartId::CohortRevenue,
        ChartId::OrderGaps,
        ChartId::SegmentCorrelations,
        ChartId::SilhouettePlot,
        ChartId::ClusterScatter3d,
        ChartId::ClusterRadar,
        ChartId::BasketMatrix,
        ChartId::Peeking(PeekSettings::USUAL),
        ChartId::TopPlaces,
        ChartId::SegmentBoxes(CustomerFigure::Recency),
        ChartId::SegmentBoxes(CustomerFigure::Frequency),
        ChartId::SegmentBoxes(CustomerFigure::Monetary),
        ChartId::SegmentBoxes(CustomerFigure::OrderValue),
        ChartId::PairPlot,
        ChartId::CustomerTimeline(CustomerIx(0)),
    ];

    /// Name in test ids and file names: `chart-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            ChartId::RevenueOverTime => "revenue-over-time",
            ChartId::SeasonOfYear => "season-of-year",
            ChartId::WeekdayHour => "weekday-hour",
            ChartId::TopCategories => "top-categories",
            ChartId::CustomerPareto => "customer-pareto",
            ChartId::SegmentBars => "segment-bars",
            ChartId::SegmentGrid => "segment-grid",
            ChartId::RecencyDistribution => "recency-distribution",
            ChartId::FrequencyDistribution => "frequency-distribution",
            ChartId::MonetaryDistribution => "monetary-distribution",
            ChartId::ClusterChoice => "cluster-choice",
            ChartId::ClusterScatter => "cluster-scatter",
            ChartId::ClusterProfiles => "cluster-profiles",
            ChartId::SegmentClusterMatrix => "segment-cluster-matrix",
            ChartId::RecommendationQuality => "recommendation-quality",
            ChartId::StrategyShares => "strategy-shares",
            ChartId::Reliability => "reliability",
            ChartId::ImpactBySegment => "impact-by-segment",
            ChartId::ActiveMap => "active-map",
            ChartId::ValueDistribution => "value-distribution",
            ChartId::HoldoutBins => "holdout-bins",
            ChartId::HoldoutTracking => "holdout-tracking",
            ChartId::Movement(_) => "movement",
            ChartId::CohortCustomers => "cohort-customers",
            ChartId::CohortOrders => "cohort-orders",
            ChartId::CohortRevenue => "cohort-revenue",
            ChartId::OrderGaps => "order-gaps",
            ChartId::SegmentCorrelations => "segment-correlations",
            ChartId::SilhouettePlot => "silhouette-plot",
            ChartId::ClusterScatter3d => "cluster-scatter-3d",
            ChartId::ClusterRadar => "cluster-radar",
            ChartId::BasketMatrix => "basket-matrix",
            ChartId::Peeking(_) => "peeking",
            ChartId::TopPlaces => "top-places",
            ChartId::SegmentBoxes(CustomerFigure::Recency) => "segment-recency",
            ChartId::SegmentBoxes(CustomerFigure::Frequency) => "segment-frequency",
            ChartId::SegmentBoxes(CustomerFigure::Monetary) => "segment-monetary",
            ChartId::SegmentBoxes(CustomerFigure::OrderValue) => "segment-order-value",
            ChartId::PairPlot => "pair-plot",
            ChartId::CustomerTimeline(_) => "customer-timeline",
        }
    }

    /// Whether the names in its legend are groups of customers, which may be chosen there.
    pub fn names_are_customers(self) -> bool {
        matches!(
            self,
            ChartId::ClusterScatter
                | ChartId::ClusterScatter3d
                | ChartId::ClusterProfiles
                | ChartId::ClusterRadar
                | ChartId::SilhouettePlot
        )
    }

    /// Whether a click in it may lead somewhere.
    pub fn can_be_clicked(self) -> bool {
        !matches!(
            self,
            ChartId::SeasonOfYear
                | ChartId::WeekdayHour
                | ChartId::CustomerPareto
                | ChartId::RecencyDistribution
                | ChartId::FrequencyDistribution
                | ChartId::MonetaryDistribution
                | ChartId::ClusterChoice
                | ChartId::RecommendationQuality
                | ChartId::StrategyShares
                | ChartId::Reliability
                | ChartId::ImpactBySegment
                | ChartId::HoldoutBins
                | ChartId::HoldoutTracking
                | ChartId::OrderGaps
                | ChartId::SegmentCorrelations
                | ChartId::Peeking(_)
                | ChartId::PairPlot
                | ChartId::CustomerTimeline(_)
        )
    }
}

/// A chart ready to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartView {
    /// Heading.
    pub title: String,
    /// What it says, in one sentence computed from the data; the text alternative.
    pub summary: String,
    /// How it is computed.
    pub method_note: String,
    /// `{"data": […], "layout": {…}}` for Plotly; every text in it is escaped. Empty when there is nothing to draw.
    pub spec_json: String,
    /// The same data as a table.
    pub table: TableView,
    /// Name of its files without the ending: the chart's, and what is filtered.
    pub file: String,
    /// What it is about, for a picture that leaves the page: filter, period, files.
    pub about: String,
}
