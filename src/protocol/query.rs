//! Questions that the page asks about the current result.

use super::LogEntry;
use super::views::*;
use serde::{Deserialize, Serialize};

/// A question about the current result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// Files, row accounting, reconciliation, issues → [`Answer::Data`].
    Data,
    /// KPIs and executive summary → [`Answer::Overview`].
    Overview,
    /// Segments with their strategies → [`Answer::Segments`].
    Segments,
    /// Clusters, and the figures for every k → [`Answer::Clusters`].
    Clusters,
    /// A page of the customer table → [`Answer::Customers`].
    Customers {
        /// Which customers.
        filter: CustomerFilter,
        /// Sorted by.
        sort: CustomerSort,
        /// Which way.
        direction: SortDirection,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// One customer whole → [`Answer::Customer`].
    Customer {
        /// The shop's identifier.
        id: String,
    },
    /// What the recommender did, and how good it is → [`Answer::Recommendations`].
    Recommendations,
    /// A page of recommendation lists, one row a customer → [`Answer::RecommendationRows`].
    RecommendationRows {
        /// Which customers.
        filter: CustomerFilter,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// A chart → [`Answer::Chart`].
    Chart {
        /// Which chart.
        chart: ChartId,
        /// For which background.
        theme: Theme,
    },
    /// A file to download → [`Answer::Export`].
    Export(ExportKind),
    /// The log so far → [`Answer::Log`].
    Log,
}

/// Which customers; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// Part of the id, name or e-mail address, any case.
    pub search: String,
    /// Name of a segment (`Prospects` for customers without orders).
    pub segment: Option<String>,
    /// Name of a cluster.
    pub cluster: Option<String>,
}

/// Columns that the customer table sorts by. Ties are broken by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CustomerSort {
    /// The shop's identifier, bytewise.
    Id,
    /// Name.
    Name,
    /// Days since the last order.
    Recency,
    /// Number of orders.
    Frequency,
    /// Revenue.
    #[default]
    Monetary,
    /// Segment, in the map's order.
    Segment,
    /// Cluster number.
    Cluster,
}

/// Sort direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortDirection {
    /// Smallest first.
    Ascending,
    /// Largest first.
    #[default]
    Descending,
}

/// The page's background, for the charts' colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// The charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChartId {
    /// Revenue by month (by day for under three months).
    RevenueOverTime,
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
}

impl ChartId {
    /// All charts.
    pub const ALL: [ChartId; 15] = [
        ChartId::RevenueOverTime,
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
    ];

    /// Name in test ids and file names: `chart-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            ChartId::RevenueOverTime => "revenue-over-time",
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
        }
    }
}

/// Files to download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExportKind {
    /// segments.csv
    Segments,
    /// clusters.json
    Clusters,
    /// recommendations.csv
    Recommendations,
    /// evaluation.json
    Evaluation,
    /// validation.json
    Validation,
    /// summary.json
    Summary,
    /// pipeline.log
    Log,
    /// The rows set aside, with their reasons
    SetAside,
}

impl ExportKind {
    /// Name in test ids: `export-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            ExportKind::Segments => "segments",
            ExportKind::Clusters => "clusters",
            ExportKind::Recommendations => "recommendations",
            ExportKind::Evaluation => "evaluation",
            ExportKind::Validation => "validation",
            ExportKind::Summary => "summary",
            ExportKind::Log => "log",
            ExportKind::SetAside => "set-aside",
        }
    }

    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            ExportKind::Segments => "segments.csv",
            ExportKind::Clusters => "clusters.json",
            ExportKind::Recommendations => "recommendations.csv",
            ExportKind::Evaluation => "evaluation.json",
            ExportKind::Validation => "validation.json",
            ExportKind::Summary => "summary.json",
            ExportKind::Log => "pipeline.log",
            ExportKind::SetAside => "set-aside.csv",
        }
    }
}

/// Answers, one kind for each [`Query`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Query::Data`].
    Data(DataView),
    /// To [`Query::Overview`].
    Overview(OverviewView),
    /// To [`Query::Segments`].
    Segments(SegmentsView),
    /// To [`Query::Clusters`].
    Clusters(ClustersView),
    /// To [`Query::Customers`].
    Customers(CustomersPage),
    /// To [`Query::Customer`].
    Customer(CustomerView),
    /// To [`Query::Recommendations`].
    Recommendations(RecommendationsView),
    /// To [`Query::RecommendationRows`].
    RecommendationRows(RecommendationsPage),
    /// To [`Query::Chart`].
    Chart(ChartView),
    /// To [`Query::Export`].
    Export(ExportedFile),
    /// To [`Query::Log`].
    Log(Vec<LogEntry>),
}
