//! Data, repairs, segments, clusters, recommendations: what their pages and the report are laid out from.

use clientele_analytics::cluster::ClusterParams;
use clientele_analytics::segment::{AdviceEdit, RfmParams};
use clientele_core::domain::{Day, Money};
use clientele_ingest::{CurrencyReport, RowSet};
use clientele_messages::Severity;

/// A file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Bytes read (of the file as it is, before unpacking).
    pub bytes: u64,
    /// Data rows in it.
    pub rows: u64,
    /// What it was taken for, such as `Online Retail (UCI)` or `Customers`.
    pub recognised_as: String,
    /// Such as `UTF-8`.
    pub encoding: String,
    /// Such as `comma`.
    pub delimiter: String,
    /// Header and what it was taken to mean (empty: not used).
    pub columns: Vec<(String, String)>,
    /// Rows analysed, or taken into a table.
    pub used: u64,
    /// Rows set aside.
    pub set_aside: u64,
    /// Rows not needed.
    pub passed_over: u64,
    /// Whether its columns mean what the user said.
    pub is_mapped: bool,
}

/// A line of the reconciliation, from gross to analysed revenue.
#[derive(Clone, Debug, PartialEq)]
pub struct ReconciliationLine {
    /// What it is, in plain words.
    pub label: String,
    /// Stable name: `gross`, a reason such as `no-customer`, or `analysed`.
    pub code: String,
    /// Rows.
    pub rows: u64,
    /// Distinct orders among those rows.
    pub orders: u64,
    /// Their amount; reasons are taken from gross, so gross − Σ reasons = analysed.
    pub amount: Money,
    /// Why such rows are set aside.
    pub explanation: String,
    /// The rows behind it.
    pub set: RowSet,
}

/// Problems of one kind in the data.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueView {
    /// Stable name.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// What was done with such rows, and why.
    pub explanation: String,
    /// What the user may do.
    pub suggestion: String,
    /// Rows concerned.
    pub rows: u64,
    /// Money in those rows.
    pub money: Money,
    /// The first few.
    pub examples: Vec<ExampleView>,
}

/// Where an issue was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleView {
    /// File.
    pub file: String,
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Column's header.
    pub column: String,
    /// The text that stands there.
    pub value: String,
}

/// The data page.
#[derive(Clone, Debug, PartialEq)]
pub struct DataView {
    /// The files.
    pub files: Vec<FileView>,
    /// Data rows in the sales files.
    pub rows_in_files: u64,
    /// Of those, analysed.
    pub rows_analysed: u64,
    /// Of the analysed rows, those in which something was put right.
    pub rows_repaired: u64,
    /// Rows set aside; with the analysed ones they are all.
    pub rows_set_aside: u64,
    /// From gross to analysed revenue: first line `gross`, last line `analysed`.
    pub reconciliation: Vec<ReconciliationLine>,
    /// Gravest first.
    pub issues: Vec<IssueView>,
    /// Assumptions and repairs, as sentences.
    pub notes: Vec<String>,
    /// What was set aside because it is in another currency.
    pub other_currencies: Vec<CurrencyReport>,
    /// Customers, products, orders, lines analysed.
    pub customers: u64,
    /// Products sold.
    pub products: u64,
    /// Orders.
    pub orders: u64,
    /// First and last day with an order.
    pub period: Option<(Day, Day)>,
    /// ISO code or sign, empty when unknown.
    pub currency: String,
}

/// A product in a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductRow {
    /// The shop's identifier.
    pub id: String,
    /// Name (the id where it has none).
    pub name: String,
    /// Category, empty where unknown.
    pub category: String,
    /// Revenue.
    pub revenue: Money,
    /// Orders that hold it.
    pub orders: u64,
    /// Customers who bought it.
    pub customers: u64,
}

/// What to do with a group of customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdviceView {
    /// Who they are.
    pub meaning: String,
    /// What to do.
    pub action: String,
    /// With whom; empty where there is no more to say than the group's name.
    pub audience: String,
    /// Through which channel.
    pub channel: String,
    /// With which offer.
    pub offer: String,
}

/// A segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentRow {
    /// Name.
    pub name: String,
    /// Customers in it.
    pub customers: u64,
    /// Share of all buyers.
    pub customer_share: f64,
    /// Their revenue.
    pub revenue: Money,
    /// Share of all revenue.
    pub revenue_share: f64,
    /// Mean days since the last order.
    pub mean_recency_days: f64,
    /// Mean number of orders.
    pub mean_frequency: f64,
    /// Mean revenue per customer.
    pub mean_monetary: f64,
    /// What to do.
    pub advice: AdviceView,
}

/// The segments page.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentsView {
    /// Name of the map.
    pub map: String,
    /// Day from which recency is counted.
    pub analysis_date: Day,
    /// Segments in the map's order; those without customers too.
    pub segments: Vec<SegmentRow>,
    /// Customers without orders.
    pub prospects: u64,
    /// Cut points of recency (days), frequency (orders), monetary value (main units): where scores change.
    pub recency_cuts: Vec<f64>,
    /// Of frequency.
    pub frequency_cuts: Vec<f64>,
    /// Of monetary value.
    pub monetary_cuts: Vec<f64>,
    /// Customers outside the 1.5-IQR fences, per metric (recency, frequency, monetary).
    pub outliers: [u64; 3],
    /// Reasons to read the figures with care.
    pub cautions: Vec<String>,
    /// The settings that it was made with.
    pub settings: RfmParams,
    /// The user's own words for segments.
    pub strategies: Vec<AdviceEdit>,
    /// First and last day with an order.
    pub period: Option<(Day, Day)>,
}

/// Whether segments differ in one figure, and which from which.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricTest {
    /// The figure.
    pub metric: String,
    /// The test's result in words, with its name and numbers.
    pub sentence: String,
    /// Every pair of segments with customers.
    pub pairs: Vec<PairRow>,
}

/// Two segments compared in one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct PairRow {
    /// A segment.
    pub a: String,
    /// Another.
    pub b: String,
    /// Cliff's delta, −1 to 1; above 0 when customers of `a` tend to have the higher figure.
    pub cliffs_delta: f64,
    /// Its size in a word.
    pub size: String,
    /// Dunn's p-value, adjusted by Holm's method.
    pub p_adjusted: f64,
    /// What that says, in words.
    pub verdict: String,
}

/// How one figure is spread over buyers.
#[derive(Clone, Debug, PartialEq)]
pub struct SpreadRow {
    /// The figure.
    pub metric: String,
    /// Mean.
    pub mean: f64,
    /// Population standard deviation.
    pub standard_deviation: f64,
    /// Skewness; `None` when all are the same.
    pub skewness: Option<f64>,
    /// Least, quantiles at 5, 25, 50, 75 and 95 per cent, greatest.
    pub quantiles: Vec<f64>,
    /// Mean without outliers; `None` when nobody would stay.
    pub mean_without: Option<f64>,
    /// Cut points without outliers, none when nobody would stay.
    pub cuts_without: Vec<f64>,
}

/// Further figures of a segment: medians over its customers.
#[derive(Clone, Debug, PartialEq)]
pub struct BehaviourRow {
    /// The segment.
    pub segment: String,
    /// Customers in it.
    pub customers: u64,
    /// Revenue ÷ orders.
    pub average_order_value: f64,
    /// Orders per month of 30.4375 days since the first order.
    pub orders_per_month: f64,
    /// Days from the first to the last order.
    pub lifetime_days: f64,
    /// Days since registration, of those for whom it is known.
    pub registered_days: Option<f64>,
}

/// The statistics of the segments page, apart because they take a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentStatisticsView {
    /// One per figure whose values differ.
    pub tests: Vec<MetricTest>,
    /// Recency, frequency, monetary value.
    pub spread: Vec<SpreadRow>,
    /// What leaving outliers out would change, in words.
    pub outliers: String,
    /// One a segment with customers, in the map's order.
    pub behaviour: Vec<BehaviourRow>,
}

/// The figures of one k.
#[derive(Clone, Debug, PartialEq)]
pub struct KRow {
    /// Number of clusters.
    pub k: u32,
    /// Sum of squared distances to the centroids, in standardised units.
    pub inertia: f64,
    /// Mean silhouette, −1 to 1.
    pub silhouette: f64,
    /// Its standard error where it comes from a sample.
    pub silhouette_se: Option<f64>,
    /// Calinski–Harabasz index, where defined.
    pub calinski_harabasz: Option<f64>,
    /// Davies–Bouldin index, where defined.
    pub davies_bouldin: Option<f64>,
}

/// A cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRow {
    /// Number, from 1.
    pub number: u32,
    /// Name by its profile.
    pub name: String,
    /// Customers in it.
    pub customers: u64,
    /// Share of all buyers.
    pub customer_share: f64,
    /// Their revenue.
    pub revenue: Money,
    /// Share of all revenue.
    pub revenue_share: f64,
    /// Mean days since the last order.
    pub mean_recency_days: f64,
    /// Mean number of orders.
    pub mean_frequency: f64,
    /// Mean revenue per customer.
    pub mean_monetary: f64,
    /// Mean silhouette of its customers, where computed.
    pub silhouette: Option<f64>,
    /// What to do.
    pub advice: AdviceView,
}

/// The clusters page.
#[derive(Clone, Debug, PartialEq)]
pub struct ClustersView {
    /// The number of clusters chosen.
    pub chosen_k: u32,
    /// Why, in words.
    pub reason: String,
    /// The k of the elbow, where there is one.
    pub elbow_k: Option<u32>,
    /// Figures for every k.
    pub by_k: Vec<KRow>,
    /// The clusters of the chosen k.
    pub clusters: Vec<ClusterRow>,
    /// Which features, how transformed.
    pub features: String,
    /// How silhouettes were computed: exact, or on a sample of so many.
    pub silhouette_note: String,
    /// Mean adjusted Rand index over resamples, and its words.
    pub stability: Option<f64>,
    /// What the stability means.
    pub stability_note: String,
    /// Mean adjusted Rand index from one half of the customers to the other, where halves are large enough.
    pub split_half: Option<f64>,
    /// What that means.
    pub split_half_note: String,
    /// How far segments and clusters agree, in words.
    pub agreement: String,
    /// The settings that it was made with.
    pub settings: ClusterParams,
}

/// One recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct RecommendationView {
    /// 1 is the best.
    pub rank: u32,
    /// The product's identifier.
    pub product_id: String,
    /// Its name.
    pub product_name: String,
    /// Its category, empty where unknown.
    pub category: String,
    /// Its price.
    pub price: Money,
    /// The sum of the parts, 0 to 1.
    pub score: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Chance of a purchase within the days of the test, 0 to 1, where the shop's past is long enough to tell.
    pub chance: Option<f64>,
    /// Weighted parts in the order of [`STRATEGIES`]; they add up to the score.
    pub parts: [f64; 5],
    /// Why, in words with counts.
    pub reason: String,
    /// The rule that touched it, empty for none.
    pub rule: String,
}

/// Names of the five strategies, in the order of the parts.
pub const STRATEGIES: [&str; 5] = ["Similar customers", "Taste", "Bought together", "Season and rhythm", "Price"];

/// A method's figures on the shop's own past.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodRow {
    /// Stable name: `hybrid`, `popular`, …
    pub name: String,
    /// What it is.
    pub label: String,
    /// Share of customers with at least one hit among the first k.
    pub hit_rate: f64,
    /// Mean recall.
    pub recall: f64,
    /// Mean NDCG.
    pub ndcg: f64,
    /// Standard error of the mean NDCG over customers.
    pub ndcg_se: f64,
    /// Mean average precision.
    pub map: f64,
}

/// How good the recommendations are on the shop's own past.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationView {
    /// Orders from this day on were held back.
    pub split: Day,
    /// Customers tested.
    pub customers: u64,
    /// Length of the lists.
    pub k: u32,
    /// One row a method.
    pub methods: Vec<MethodRow>,
    /// Plain verdict: which method wins, by how much.
    pub verdict: String,
    /// Whether the hybrid loses to a simpler method.
    pub hybrid_loses: bool,
}

/// The recommendations page.
#[derive(Clone, Debug, PartialEq)]
pub struct RecommendationsView {
    /// Customers with at least one recommendation.
    pub customers: u64,
    /// Customers with fewer than asked for.
    pub customers_short: u64,
    /// Recommendations in all.
    pub recommendations: u64,
    /// Distinct products recommended.
    pub products: u64,
    /// Weights of the five strategies.
    pub weights: [f64; 5],
    /// Recommendations per customer asked for.
    pub n: u32,
    /// Least confidence.
    pub min_confidence: f64,
    /// Assumptions in sentences: repurchase, baskets, cold start, caps.
    pub notes: Vec<String>,
    /// Most recommended products and for how many customers.
    pub top_products: Vec<(ProductRow, u64)>,
    /// Figures on held-back data, where there are enough.
    pub evaluation: Option<EvaluationView>,
}
