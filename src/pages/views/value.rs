//! Value, movement, cohorts: what their pages are laid out from.

use clientele_core::domain::{Day, Money};
use clientele_messages::{HeadlineView, Ranged};

/// A parameter of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterView {
    /// The model.
    pub model: String,
    /// Its name in the papers.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Its standard error, where the data settle it.
    pub standard_error: Option<f64>,
    /// Lower and upper bound, where the data settle them.
    pub bounds: Option<(f64, f64)>,
}

/// When a customer's next order is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueView {
    /// The day that is expected.
    pub expected: Day,
    /// Start of the range in which about half of such orders come.
    pub early: Day,
    /// Its end.
    pub late: Day,
    /// Days by which its end is past; 0 while it is not.
    pub overdue_days: u32,
}

/// A customer's forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueRow {
    /// The shop's identifier.
    pub id: String,
    /// Name, empty where unknown.
    pub name: String,
    /// Segment.
    pub segment: String,
    /// Days with an order.
    pub order_days: u32,
    /// Probability of being active; `None` for one-time buyers, of whom the model cannot tell, and with a simple estimate.
    pub p_alive: Option<f64>,
    /// Orders expected within the orders horizon.
    pub orders: f64,
    /// Expected worth of all orders within the value horizon; `None` without prices.
    pub value: Option<Ranged>,
    /// When the next order is due.
    pub due: Option<DueView>,
    /// A word on the place in the ranking, empty for none.
    pub remark: String,
}

/// The value page.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueView {
    /// The last day that customers were watched.
    pub observed_to: Day,
    /// Days ahead for expected orders.
    pub orders_days: u32,
    /// Days ahead for expected value.
    pub value_days: u32,
    /// Whether there are prices.
    pub has_prices: bool,
    /// How it was done, in a sentence or two.
    pub method: String,
    /// Whether expected orders are a simple estimate, not the model's.
    pub is_simple: bool,
    /// Headline figures.
    pub headlines: Vec<HeadlineView>,
    /// What to know when reading the figures.
    pub notes: Vec<String>,
    /// How the check against held-back orders went; empty when there was none.
    pub check: String,
    /// Whether there is a check to show as charts.
    pub has_check: bool,
    /// Parameters of the models.
    pub parameters: Vec<ParameterView>,
    /// The most valuable customers, best first.
    pub top: Vec<ValueRow>,
}

/// One customer's forecast, with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerValueView {
    /// The forecast.
    pub row: ValueRow,
    /// Bounds of the probability of being active.
    pub p_alive_bounds: Option<(f64, f64)>,
    /// Bounds of the expected orders.
    pub orders_bounds: Option<(f64, f64)>,
    /// Expected worth of an order; `None` without prices.
    pub order_value: Option<Ranged>,
    /// Days ahead for expected orders.
    pub orders_days: u32,
    /// Days ahead for expected value.
    pub value_days: u32,
    /// Why, in a few sentences.
    pub why: Vec<String>,
}

/// Customers who went from one segment to another, or stayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// Segment on the earlier day; `None` for those who had not ordered yet.
    pub from: Option<String>,
    /// The same for people.
    pub from_name: String,
    /// Segment on the later day.
    pub to: String,
    /// Customers.
    pub customers: u64,
    /// What they spent between the days.
    pub revenue_between: Money,
    /// What they had spent in all by the later day.
    pub revenue: Money,
}

/// A customer who moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedRow {
    /// The shop's identifier.
    pub id: String,
    /// Name, empty where unknown.
    pub name: String,
    /// Segment on the earlier day.
    pub from: String,
    /// Segment on the later day.
    pub to: String,
    /// Days from the last order to the later day.
    pub recency_days: u32,
    /// What they spent between the days.
    pub revenue_between: Money,
    /// What they had spent in all by the later day.
    pub revenue: Money,
}

/// Some customers who moved, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedList {
    /// All of them.
    pub total: u64,
    /// What all of them had spent by the later day.
    pub revenue: Money,
    /// Those who had spent most, first.
    pub rows: Vec<MovedRow>,
}

/// The movement page.
#[derive(Clone, Debug, PartialEq)]
pub struct MovementView {
    /// The earlier day.
    pub from_day: Day,
    /// The later day.
    pub to_day: Day,
    /// First and last day that may be chosen.
    pub period: (Day, Day),
    /// Segments' names, in the map's order.
    pub segments: Vec<String>,
    /// Customers who had ordered by the earlier day.
    pub customers: u64,
    /// Of those, in the same segment on both days.
    pub stayed: u64,
    /// Who ordered for the first time between the days.
    pub new: u64,
    /// What it comes to, in sentences.
    pub summary: Vec<String>,
    /// All flows, largest first; those who stayed too.
    pub flows: Vec<FlowRow>,
    /// Who fell.
    pub fell: MovedList,
    /// Who rose.
    pub rose: MovedList,
    /// The segment of which `left` tells.
    pub left_segment: String,
    /// Who left that segment.
    pub left: MovedList,
}

/// A customer whose next order is past due.
#[derive(Clone, Debug, PartialEq)]
pub struct DueRow {
    /// The shop's identifier.
    pub id: String,
    /// Name, empty where unknown.
    pub name: String,
    /// Segment.
    pub segment: String,
    /// Days with an order.
    pub order_days: u32,
    /// The usual days between orders.
    pub gap_days: f64,
    /// When the next order was due.
    pub due: DueView,
    /// What was spent so far.
    pub revenue: Money,
}

/// The cohorts page.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortsView {
    /// The last day that counts.
    pub observed_to: Day,
    /// Headline figures.
    pub headlines: Vec<HeadlineView>,
    /// What to know when reading the figures.
    pub notes: Vec<String>,
    /// Whether anybody ordered on two days.
    pub has_gaps: bool,
    /// Customers past due.
    pub overdue: u64,
    /// Those past due who spent most.
    pub overdue_rows: Vec<DueRow>,
}
