//! Recency, frequency and monetary value of every buyer, with scores, segments and outliers. Definitions: Hughes, "Strategic
//! Database Marketing" (1994), with scores that never split ties. Outliers are marked and stay in.

use super::caution::{Caution, FEW_BUYERS, RfmMetric, SHORT_HISTORY_DAYS, few_levels};
use super::cuts::{CutError, EditedCuts};
use super::map::{MapFaults, MapKind, SegmentMap, ValidMap, value_score};
use super::score::{CutPoints, Fence, Fences};
use super::summary::{BuyerColumns, SegmentSummary, summarise};
use clientele_core::domain::{CustomerIx, Dataset, Day, Money, UserError};
use serde::{Deserialize, Serialize};

/// Settings of the RFM analysis, not yet checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RfmParams {
    /// The day that recency counts to; the day after the last order when not set. Later orders are left out.
    pub analysis_date: Option<Day>,
    /// The map of scores to segments.
    pub map: MapKind,
    /// Cut points of the user's own; the quantiles of the values (or the map's fixed days) when not set.
    pub cuts: Option<EditedCuts>,
    /// A map of the user's own, used in place of `map`.
    pub custom_map: Option<SegmentMap>,
}

/// Settings of the RFM analysis that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidRfmParams {
    analysis_date: Option<Day>,
    map: ValidMap,
    cuts: Option<CutPoints>,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RfmParamError {
    /// The analysis date is no day that a shop could mean.
    #[error("analysis_date is {value}; it must lie in the years {} to {}", ANALYSIS_YEARS.start(), ANALYSIS_YEARS.end())]
    AnalysisDate {
        /// The value given.
        value: Day,
    },
    /// Cut points of the user's own cannot be used.
    #[error(transparent)]
    Cuts(CutError),
    /// The user's own map does not give every score exactly one segment.
    #[error(transparent)]
    Map(MapFaults),
}

/// The years in which an analysis date may lie.
const ANALYSIS_YEARS: std::ops::RangeInclusive<i32> = 1970..=2999;

impl RfmParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`RfmParamError`] names the setting, its value and its bound.
    pub fn check(&self) -> Result<ValidRfmParams, RfmParamError> {
        if let Some(value) = self.analysis_date.filter(|day| !ANALYSIS_YEARS.contains(&day.to_ymd().0)) {
            return Err(RfmParamError::AnalysisDate { value });
        }
        let map = match &self.custom_map {
            Some(map) => map.check().map_err(RfmParamError::Map)?,
            None => ValidMap::preset(self.map),
        };
        let cuts = match &self.cuts {
            Some(cuts) => Some(cuts.check(map.scoring()).map_err(RfmParamError::Cuts)?),
            None => None,
        };
        Ok(ValidRfmParams { analysis_date: self.analysis_date, map, cuts })
    }
}

impl ValidRfmParams {
    /// The same settings with another map; cut points of the user's own stay if they are as many as it needs.
    pub fn with_map(self, map: ValidMap) -> Self {
        let cuts = self.cuts.filter(|_| map.scoring() == self.map.scoring());
        Self { map, cuts, ..self }
    }

    /// The same settings on another day: only orders up to `day`, that day included, are known, and recency counts to it. No copy
    /// of the data is made.
    pub fn at(self, day: Day) -> Self {
        Self { analysis_date: Some(day), ..self }
    }
}

/// Why there is nothing to score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RfmError {
    /// The data have no order.
    #[error("There are no orders to analyse.")]
    NoOrders,
    /// All orders come after the analysis date.
    #[error("There are no orders up to the analysis date {analysis_date}: the first is of {first_order}.")]
    NoOrdersBefore {
        /// The analysis date.
        analysis_date: Day,
        /// The first order's day.
        first_order: Day,
    },
}

/// RFM of every buyer. All columns have one row a buyer, in the order of the customer table; customers without an order (up to
/// the analysis date) have no row.
#[derive(Clone, Debug, PartialEq)]
pub struct Rfm {
    /// The day that recency counts to.
    pub analysis_date: Day,
    /// The customer of each row.
    pub customer: Vec<CustomerIx>,
    /// Whole days from the last order to the analysis date.
    pub recency_days: Vec<u32>,
    /// Distinct orders.
    pub frequency: Vec<u32>,
    /// What the orders cost in all.
    pub monetary: Vec<Money>,
    /// The first order's day.
    pub first_order: Vec<Day>,
    /// The last order's day.
    pub last_order: Vec<Day>,
    /// Recency score, 1 to the map's highest.
    pub r_score: Vec<u8>,
    /// Frequency score.
    pub f_score: Vec<u8>,
    /// Monetary score.
    pub m_score: Vec<u8>,
    /// Position in [`Self::segments`].
    pub segment: Vec<u8>,
    /// Whether recency lies outside its fences.
    pub recency_outlier: Vec<bool>,
    /// Whether frequency lies outside its fences.
    pub frequency_outlier: Vec<bool>,
    /// Whether monetary value lies outside its fences.
    pub monetary_outlier: Vec<bool>,
    /// The values that part the scores.
    pub cut_points: CutPoints,
    /// The values that part outliers from the rest.
    pub fences: Fences,
    /// Figures of each segment, in map order.
    pub segments: Vec<SegmentSummary>,
    /// Customers without an order up to the analysis date.
    pub prospects: Vec<CustomerIx>,
    /// What makes the results less certain than they look.
    pub cautions: Vec<Caution>,
}

impl Rfm {
    /// Scores every buyer.
    ///
    /// ```
    /// use clientele_analytics::segment::{Rfm, RfmParams};
    /// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
    ///
    /// let sale = |customer, order, day, amount| Ok::<_, Box<dyn std::error::Error>>(
    ///     SalesRow::new(customer, order, Day(day), "tea", 1, Money::parse(amount)?)
    /// );
    /// let shop = Dataset::from_rows(
    ///     [
    ///         sale("anna", "1", 0, "20.00")?,
    ///         sale("anna", "4", 27, "30.00")?,
    ///         sale("ben", "2", 2, "10.00")?,
    ///         sale("cleo", "3", 14, "15.00")?,
    ///     ],
    ///     "EUR",
    /// )?;
    /// let rfm = Rfm::compute(&shop, &RfmParams::default().check()?)?;
    ///
    /// // As of the day after the last order: Anna ordered yesterday, twice in all, for 50.00.
    /// assert_eq!((rfm.recency_days[0], rfm.frequency[0], rfm.monetary[0]), (1, 2, Money::parse("50.00")?));
    /// assert_eq!((rfm.r_score[0], rfm.f_score[0], rfm.m_score[0]), (5, 5, 5));
    /// assert_eq!(rfm.segment_name(0), "Champions");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RfmError`] when there is no order to score.
    pub fn compute(dataset: &Dataset, params: &ValidRfmParams) -> Result<Rfm, RfmError> {
        let (first_day, last_day) = dataset.period().ok_or(RfmError::NoOrders)?;
        let analysis_date = params.analysis_date.unwrap_or(Day(last_day.0.saturating_add(1)));
        let buyers = Buyers::collect(dataset, analysis_date);
        let empty = RfmError::NoOrdersBefore { analysis_date, first_order: first_day };
        let sorted = |mut values: Vec<i64>| {
            values.sort_unstable();
            values
        };
        let recency = sorted(buyers.recency_days.iter().map(|&d| i64::from(d)).collect());
        let frequency = sorted(buyers.frequency.iter().map(|&f| i64::from(f)).collect());
        let monetary = sorted(buyers.monetary.iter().map(|m| m.ten_thousandths()).collect());
        let fences = Fences {
            recency_days: Fence::from_sorted(&recency).ok_or(empty)?,
            frequency: Fence::from_sorted(&frequency).ok_or(empty)?,
            monetary: Fence::from_sorted(&monetary).ok_or(empty)?,
        };
        let cuts = match &params.cuts {
            Some(edited) => edited.clone(),
            None => CutPoints::from_sorted(params.map.scoring(), &recency, &frequency, &monetary),
        };

        let r_score: Vec<u8> = buyers.recency_days.iter().map(|&d| cuts.r_score(i64::from(d))).collect();
        let f_score: Vec<u8> = buyers.frequency.iter().map(|&f| cuts.f_score(i64::from(f))).collect();
        let m_score: Vec<u8> = buyers.monetary.iter().map(|m| cuts.m_score(m.ten_thousandths())).collect();
        let scores = r_score.iter().zip(&f_score).zip(&m_score);
        let mut rfm = Rfm {
            analysis_date,
            segment: scores.map(|((&r, &f), &m)| params.map.segment(r, f, m)).collect(),
            recency_outlier: buyers.recency_days.iter().map(|&d| fences.recency_days.is_outlier(d.into())).collect(),
            frequency_outlier: buyers.frequency.iter().map(|&f| fences.frequency.is_outlier(f.into())).collect(),
            monetary_outlier: buyers.monetary.iter().map(|m| fences.monetary.is_outlier(m.ten_thousandths())).collect(),
            customer: buyers.customer,
            recency_days: buyers.recency_days,
            frequency: buyers.frequency,
            monetary: buyers.monetary,
            first_order: buyers.first_order,
            last_order: buyers.last_order,
            r_score,
            f_score,
            m_score,
            cut_points: cuts,
            fences,
            segments: Vec::new(),
            prospects: buyers.prospects,
            cautions: Vec::new(),
        };
        rfm.segments = summarise(&rfm.columns(), params.map.names());
        rfm.cautions = rfm.find_cautions(&params.map, buyers.left_out);
        Ok(rfm)
    }

    /// The scores of some customers only (one flag a customer of the data), as they were scored among all; segments are counted anew.
    #[must_use]
    pub fn of_customers(&self, members: &[bool]) -> Rfm {
        let is_member = |customer: CustomerIx| members.get(customer.ix()).copied().unwrap_or(false);
        let rows: Vec<usize> = (0..self.len()).filter(|&row| is_member(self.customer[row])).collect();
        fn of<T: Copy>(column: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| column[row]).collect()
        }
        let mut rfm = Rfm {
            analysis_date: self.analysis_date,
            customer: of(&self.customer, &rows),
            recency_days: of(&self.recency_days, &rows),
            frequency: of(&self.frequency, &rows),
            monetary: of(&self.monetary, &rows),
            first_order: of(&self.first_order, &rows),
            last_order: of(&self.last_order, &rows),
            r_score: of(&self.r_score, &rows),
            f_score: of(&self.f_score, &rows),
            m_score: of(&self.m_score, &rows),
            segment: of(&self.segment, &rows),
            recency_outlier: of(&self.recency_outlier, &rows),
            frequency_outlier: of(&self.frequency_outlier, &rows),
            monetary_outlier: of(&self.monetary_outlier, &rows),
            cut_points: self.cut_points.clone(),
            fences: self.fences,
            segments: Vec::new(),
            prospects: self.prospects.iter().copied().filter(|&customer| is_member(customer)).collect(),
            cautions: self.cautions.clone(),
        };
        let names: Vec<String> = self.segments.iter().map(|segment| segment.name.clone()).collect();
        rfm.segments = summarise(&rfm.columns(), &names);
        rfm
    }

    fn columns(&self) -> BuyerColumns<'_> {
        BuyerColumns {
            segment: &self.segment,
            recency_days: &self.recency_days,
            frequency: &self.frequency,
            monetary: &self.monetary,
        }
    }

    /// Number of buyers.
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// Whether there are no buyers; [`Rfm::compute`] gives none such.
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }

    /// The row of a customer, or `None` for a prospect.
    pub fn row_of(&self, customer: CustomerIx) -> Option<usize> {
        self.customer.binary_search(&customer).ok()
    }

    /// Name of the segment of a row.
    pub fn segment_name(&self, row: usize) -> &str {
        let segment = self.segment.get(row).and_then(|&segment| self.segments.get(usize::from(segment)));
        segment.map_or("", |segment| segment.name.as_str())
    }

    /// FM, the mean of the F and M scores rounded half up, of a row.
    pub fn value_score(&self, row: usize) -> Option<u8> {
        Some(value_score(*self.f_score.get(row)?, *self.m_score.get(row)?))
    }

    fn find_cautions(&self, map: &ValidMap, left_out: Option<Caution>) -> Vec<Caution> {
        let mut cautions: Vec<Caution> = left_out.into_iter().collect();
        let buyers = self.len() as u32;
        if buyers < FEW_BUYERS {
            cautions.push(Caution::FewBuyers { buyers });
        }
        if let (Some(first), Some(last)) = (self.first_order.iter().min(), self.last_order.iter().max()) {
            let days = last.0.abs_diff(first.0) + 1;
            if days < SHORT_HISTORY_DAYS {
                cautions.push(Caution::ShortHistory { days });
            }
        }
        let scores = [
            (RfmMetric::Recency, &self.r_score[..]),
            (RfmMetric::Frequency, &self.f_score),
            (RfmMetric::Monetary, &self.m_score),
        ];
        cautions.extend(few_levels(map.scoring(), self.cut_points.edited, scores));
        cautions
    }
}

#[derive(Default)]
struct Buyers {
    customer: Vec<CustomerIx>,
    recency_days: Vec<u32>,
    frequency: Vec<u32>,
    monetary: Vec<Money>,
    first_order: Vec<Day>,
    last_order: Vec<Day>,
    prospects: Vec<CustomerIx>,
    left_out: Option<Caution>,
}

impl Buyers {
    fn collect(dataset: &Dataset, analysis_date: Day) -> Self {
        let mut buyers = Self::default();
        let (mut late_orders, mut late_revenue, mut late_customers) = (0, Money::ZERO, 0);
        let days = &dataset.orders().day;
        let amounts = &dataset.lines().amount;
        for row in 0..dataset.customers().ids.len() {
            let customer = CustomerIx::new(row);
            let orders = dataset.orders_of(customer);
            // A customer's orders are sorted by day: those after the analysis date are the last ones.
            let in_time = days[orders.clone()].partition_point(|&day| day <= analysis_date);
            let all_lines = dataset.lines_of_customer(customer);
            let late_from = orders.start + in_time;
            let split = if late_from < orders.end {
                dataset.lines_of(clientele_core::domain::OrderIx::new(late_from)).start
            } else {
                all_lines.end
            };
            late_orders += (orders.end - late_from) as u32;
            late_revenue += amounts[split..all_lines.end].iter().copied().sum::<Money>();
            if in_time == 0 {
                late_customers += u32::from(!orders.is_empty());
                buyers.prospects.push(customer);
                continue;
            }
            let last = days[late_from - 1];
            buyers.customer.push(customer);
            buyers.recency_days.push(analysis_date.0.abs_diff(last.0));
            buyers.frequency.push(in_time as u32);
            buyers.monetary.push(amounts[all_lines.start..split].iter().copied().sum());
            buyers.first_order.push(days[orders.start]);
            buyers.last_order.push(last);
        }
        if late_orders > 0 {
            buyers.left_out = Some(Caution::OrdersLeftOut {
                orders: late_orders,
                revenue: late_revenue,
                customers: late_customers,
                analysis_date,
            });
        }
        buyers
    }
}

impl UserError for RfmParamError {
    fn code(&self) -> &'static str {
        match self {
            RfmParamError::AnalysisDate { .. } => "analysis-date-out-of-range",
            RfmParamError::Cuts(error) => error.code(),
            RfmParamError::Map(faults) => faults.code(),
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            RfmParamError::AnalysisDate { .. } => Some("analysis_date".to_owned()),
            RfmParamError::Cuts(error) => error.place(),
            RfmParamError::Map(faults) => faults.place(),
        }
    }

    fn suggestion(&self) -> String {
        match self {
            RfmParamError::AnalysisDate { .. } => {
                "Choose a day near the end of the data, or leave the analysis date empty for the day after the last order."
                    .to_owned()
            }
            RfmParamError::Cuts(error) => error.suggestion(),
            RfmParamError::Map(faults) => faults.suggestion(),
        }
    }
}

impl UserError for RfmError {
    fn code(&self) -> &'static str {
        match self {
            RfmError::NoOrders => "no-orders",
            RfmError::NoOrdersBefore { .. } => "no-orders-before-analysis-date",
        }
    }

    fn suggestion(&self) -> String {
        match self {
            RfmError::NoOrders => "Check on the data page why all rows were set aside.".to_owned(),
            RfmError::NoOrdersBefore { .. } => {
                "Choose a later analysis date, or leave it empty for the day after the last order.".to_owned()
            }
        }
    }
}

#[cfg(test)]
#[path = "rfm_tests.rs"]
mod tests;
