//! The columns of the customer table: what each is called, and what stands in its cells. A cell's content is worked out once, as a
//! value with its unit: what is shown, what is written into files and what is sorted by are all made from that.

use super::lookup::{cluster_of, segment_of};
use clientele_analytics::cluster::Clustering;
use clientele_analytics::recommend::JourneyStage;
use clientele_analytics::segment::{InterpurchaseTimes, Rfm};
use clientele_analytics::value::Valuation;
use clientele_core::domain::{CustomerIx, Day, Figure, Money, NO_CATEGORY, counted};
use clientele_engine::Session;
use clientele_messages::{Line, Span};
use std::cell::OnceCell;
use std::rc::Rc;

/// A column of the customer table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Id,
    Name,
    Email,
    Place,
    Age,
    Registered,
    Segment,
    Points,
    RecencyPoints,
    FrequencyPoints,
    MonetaryPoints,
    Cluster,
    Journey,
    Recency,
    Frequency,
    Monetary,
    OrderValue,
    FirstOrder,
    LastOrder,
    NextOrder,
    Active,
    ExpectedOrders,
    Value,
    Category,
}

impl Column {
    /// All of them, as they stand beside each other.
    pub(super) const ALL: [Self; 24] = [
        Self::Id,
        Self::Name,
        Self::Email,
        Self::Place,
        Self::Age,
        Self::Registered,
        Self::Segment,
        Self::Points,
        Self::RecencyPoints,
        Self::FrequencyPoints,
        Self::MonetaryPoints,
        Self::Cluster,
        Self::Journey,
        Self::Recency,
        Self::Frequency,
        Self::Monetary,
        Self::OrderValue,
        Self::FirstOrder,
        Self::LastOrder,
        Self::NextOrder,
        Self::Active,
        Self::ExpectedOrders,
        Self::Value,
        Self::Category,
    ];

    /// Name in addresses and files, heading, the field's term (or empty), room in rem.
    fn words(self) -> (&'static str, &'static str, &'static str, u8) {
        match self {
            Self::Id => ("id", "Customer", "", 7),
            Self::Name => ("name", "Name", "", 11),
            Self::Email => ("email", "E-mail", "", 15),
            Self::Place => ("place", "Country or city", "", 9),
            Self::Age => ("age", "Age", "", 4),
            Self::Registered => ("registered", "Registered", "", 7),
            Self::Segment => ("segment", "Segment", "", 9),
            Self::Points => {
                ("points", "R F M points", "Points for recency, frequency and monetary value, one after the other", 6)
            }
            Self::RecencyPoints => ("r", "Recency points", "R: 1 to 5", 6),
            Self::FrequencyPoints => ("f", "Frequency points", "F: 1 to 5", 6),
            Self::MonetaryPoints => ("m", "Spending points", "M: 1 to 5", 6),
            Self::Cluster => ("cluster", "Cluster", "", 10),
            Self::Journey => ("journey", "Stage", "Where they stand: new, active, slipping, lapsed", 6),
            Self::Recency => ("recency", "Days since last order", "Recency", 7),
            Self::Frequency => ("frequency", "Orders", "Frequency", 5),
            Self::Monetary => ("monetary", "Spent", "Monetary value", 7),
            Self::OrderValue => ("order-value", "Average order", "Spent ÷ orders", 7),
            Self::FirstOrder => ("first-order", "First order", "", 7),
            Self::LastOrder => ("last-order", "Last order", "", 7),
            Self::NextOrder => ("next-order", "Next order due", "From the customer's own gaps between orders", 7),
            Self::Active => ("active", "Likely still active", "P(alive)", 6),
            Self::ExpectedOrders => ("expected-orders", "Orders", "Expected orders", 6),
            Self::Value => ("value", "Value", "Customer lifetime value", 7),
            Self::Category => ("category", "Favourite category", "The category of most order lines", 10),
        }
    }

    /// Name in addresses and files.
    pub(super) fn name(self) -> &'static str {
        self.words().0
    }

    /// The column of that name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The field's term for it, or empty.
    pub(super) fn hint(self) -> &'static str {
        self.words().2
    }

    /// Room that it needs, in rem.
    pub(super) fn width_rem(self) -> u8 {
        self.words().3
    }

    /// Heading.
    pub(super) fn title(self, session: &Session) -> String {
        let title = self.words().1;
        let params = session.value().map(|value| &value.params);
        match (self, params) {
            (Self::ExpectedOrders, Ok(params)) => {
                format!("{title}, next {}", counted(u64::from(params.orders_horizon_days), "day", "days"))
            }
            (Self::Value, Ok(params)) => {
                format!("{title}, next {}", counted(u64::from(params.value_horizon_days), "day", "days"))
            }
            _ => title.to_owned(),
        }
    }

    /// Whether it holds figures, which stand at the right.
    pub(super) fn is_figure(self) -> bool {
        !matches!(
            self,
            Self::Id | Self::Name | Self::Email | Self::Place | Self::Segment | Self::Cluster | Self::Journey | Self::Category
        )
    }

    /// Whether the way that is read most is downwards: figures from the largest, days from the latest; but recency and what is due from
    /// the nearest, texts from A.
    pub(super) fn falls(self) -> bool {
        self.is_figure() && !matches!(self, Self::Recency | Self::NextOrder)
    }

    /// The columns that these data can fill.
    pub(super) fn of_session(session: &Session) -> Rc<Vec<Self>> {
        session.remembered("customer-columns", &(), || {
            let customers = session.dataset().customers();
            let has_prices = session.has_prices();
            let value = session.value().ok();
            let has = |column: &Self| match column {
                Self::Id | Self::Segment | Self::Recency | Self::Frequency | Self::Monetary => true,
                Self::Points | Self::RecencyPoints | Self::FrequencyPoints | Self::MonetaryPoints => true,
                Self::Journey | Self::FirstOrder | Self::LastOrder | Self::NextOrder => true,
                Self::Name => customers.names.iter().any(|name| !name.is_empty()),
                Self::Email => customers.emails.iter().any(|address| !address.is_empty()),
                Self::Place => !customers.places.is_empty(),
                Self::Age => customers.age_years.iter().any(Option::is_some),
                Self::Registered => customers.registered.iter().any(Option::is_some),
                Self::Cluster => session.clustering().is_ok(),
                Self::OrderValue => has_prices,
                Self::Active => value.is_some_and(|value| value.p_alive.is_some()),
                Self::ExpectedOrders => value.is_some(),
                Self::Value => has_prices && value.is_some(),
                Self::Category => !session.dataset().products().categories.is_empty(),
            };
            Self::ALL.into_iter().filter(has).collect()
        })
    }

    /// Whether it is shown unless it is hidden. `known`: the columns that the data can fill.
    pub(super) fn is_usual(self, known: &[Self]) -> bool {
        match self {
            Self::Id | Self::Name | Self::Segment | Self::Points | Self::Cluster => true,
            Self::Recency | Self::Frequency | Self::Monetary => true,
            // Who they are, where nothing better says it.
            Self::Place => !known.contains(&Self::Name),
            _ => false,
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Nothing,
    Text(String),
    Count(u64),
    Money(Money),
    Share(f64),
    Number(f64),
    Day(Day),
}

impl Content {
    /// As it is shown.
    pub(super) fn line(self, is_figure: bool) -> Line {
        match self {
            Self::Nothing if is_figure => "–".into(),
            Self::Nothing => Line::default(),
            Self::Text(text) => text.into(),
            Self::Count(count) => Line::count(count),
            Self::Money(amount) => Line::money(amount),
            Self::Share(share) => Line::figure(Figure::Share(share)),
            Self::Number(number) => Line(vec![Span::Decimal(number, 2)]),
            Self::Day(day) => Line::day(day),
        }
    }

    /// As it is written into files: every digit, and nothing that a spreadsheet would run.
    pub(super) fn file_text(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => clientele_core::domain::guarded(&text),
            Self::Count(count) => count.to_string(),
            Self::Money(amount) => amount.to_exact_string(),
            Self::Share(number) | Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// What the cells are read from, with what is worked out only for some columns.
pub(super) struct Facts<'a> {
    session: &'a Session,
    rfm: Option<&'a Rfm>,
    clustering: Option<&'a Clustering>,
    value: Option<&'a Valuation>,
    interpurchase: OnceCell<Option<(Rc<InterpurchaseTimes>, f64)>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(session: &'a Session) -> Self {
        Self {
            session,
            rfm: session.rfm().ok(),
            clustering: session.clustering().ok(),
            value: session.value().ok(),
            interpurchase: OnceCell::new(),
        }
    }

    /// Time between orders, and the shop's usual time.
    fn interpurchase_times(&self) -> Option<&(Rc<InterpurchaseTimes>, f64)> {
        let make = || Some((self.session.interpurchase_times().ok()?, self.session.usual_gap_days().ok()?));
        self.interpurchase.get_or_init(make).as_ref()
    }

    /// What stands in a customer's cell.
    pub(super) fn content(&self, column: Column, customer: CustomerIx) -> Content {
        self.found(column, customer).unwrap_or(Content::Nothing)
    }

    fn found(&self, column: Column, customer: CustomerIx) -> Option<Content> {
        let customers = self.session.dataset().customers();
        let at = customer.ix();
        let text = |text: &str| (!text.is_empty()).then(|| Content::Text(text.to_owned()));
        let count = |count: u32| Some(Content::Count(u64::from(count)));
        let points = |points: u8| count(u32::from(points));
        let row = || self.rfm.and_then(|rfm| Some((rfm, rfm.row_of(customer)?)));
        let forecast = || self.value.and_then(|value| Some((value, value.row_of(customer)?)));
        match column {
            Column::Id => Some(Content::Text(customers.ids.get(at).to_owned())),
            Column::Name => text(customers.names.get(at)),
            Column::Email => text(customers.emails.get(at)),
            Column::Place => {
                let code = customers.place.get(at).filter(|&&code| code != NO_CATEGORY)?;
                text(customers.places.get(*code as usize))
            }
            Column::Age => points(customers.age_years.get(at).copied().flatten()?),
            Column::Registered => customers.registered.get(at).copied().flatten().map(Content::Day),
            Column::Segment => text(segment_of(self.session, customer)),
            Column::Points => {
                let (rfm, row) = row()?;
                Some(Content::Text(format!("{}{}{}", rfm.r_score[row], rfm.f_score[row], rfm.m_score[row])))
            }
            Column::RecencyPoints => row().and_then(|(rfm, row)| points(rfm.r_score[row])),
            Column::FrequencyPoints => row().and_then(|(rfm, row)| points(rfm.f_score[row])),
            Column::MonetaryPoints => row().and_then(|(rfm, row)| points(rfm.m_score[row])),
            Column::Cluster => text(cluster_of(self.session, customer)),
            Column::Journey => text(match self.stage(customer)? {
                JourneyStage::Prospect => "No orders yet",
                JourneyStage::New => "New",
                JourneyStage::Active => "Active",
                JourneyStage::Slipping => "Slipping",
                JourneyStage::Lapsed => "Lapsed",
            }),
            Column::Recency => row().and_then(|(rfm, row)| count(rfm.recency_days[row])),
            Column::Frequency => count(row().map_or(0, |(rfm, row)| rfm.frequency[row])),
            Column::Monetary => row().map(|(rfm, row)| Content::Money(rfm.monetary[row])),
            Column::OrderValue => {
                let (rfm, row) = row()?;
                let orders = i64::from(rfm.frequency[row].max(1));
                Some(Content::Money(Money::from_ten_thousandths(rfm.monetary[row].ten_thousandths() / orders)))
            }
            Column::FirstOrder => row().map(|(rfm, row)| Content::Day(rfm.first_order[row])),
            Column::LastOrder => row().map(|(rfm, row)| Content::Day(rfm.last_order[row])),
            Column::NextOrder => self.interpurchase_times()?.0.next_of(customer).map(|next| Content::Day(next.expected)),
            Column::Active => {
                // Of one-time buyers the model cannot tell.
                let (value, row) = forecast().filter(|(value, row)| value.frequency[*row] > 0)?;
                value.p_alive.as_ref()?.value.get(row).copied().map(Content::Share)
            }
            Column::ExpectedOrders => {
                let (value, row) = forecast()?;
                value.expected_orders.value.get(row).copied().map(Content::Number)
            }
            Column::Value => {
                let (value, row) = forecast()?;
                value.lifetime_value.value.get(row).map(|&worth| Content::Money(crate::value::money(worth)))
            }
            Column::Category => self
                .favourite(customer)
                .map(|code| Content::Text(self.session.dataset().products().categories.get(code as usize).to_owned())),
        }
    }

    fn stage(&self, customer: CustomerIx) -> Option<JourneyStage> {
        let (interpurchase, usual) = self.interpurchase_times()?;
        let dataset = self.session.dataset();
        let days = dataset.orders_of(customer).map(|order| dataset.orders().day[order]);
        let mut days: Vec<Day> = days.filter(|&day| day <= interpurchase.observed_to).collect();
        days.dedup();
        Some(JourneyStage::of(&days, interpurchase.observed_to, *usual))
    }

    /// The category that most of a customer's order lines are of; among equals the one with the smallest number.
    fn favourite(&self, customer: CustomerIx) -> Option<u32> {
        let dataset = self.session.dataset();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for line in dataset.lines_of_customer(customer) {
            let code = dataset.products().category[dataset.lines().product[line].ix()];
            match counts.iter_mut().find(|(known, _)| *known == code) {
                Some((_, count)) => *count += 1,
                None if code != NO_CATEGORY => counts.push((code, 1)),
                None => {}
            }
        }
        counts.into_iter().max_by_key(|&(code, count)| (count, std::cmp::Reverse(code))).map(|(code, _)| code)
    }

    /// A number that is the greater the further down a customer stands when sorted upwards, where content other than text is concerned
    /// or text has an order of its own; less than `u64::MAX`.
    pub(super) fn number(&self, column: Column, customer: CustomerIx) -> Option<u64> {
        let row = || self.rfm.and_then(|rfm| rfm.row_of(customer));
        match column {
            Column::Id => Some(u64::from(customer.0)),
            Column::Segment => Some(u64::from(self.rfm?.segment[row()?])),
            Column::Cluster => Some(u64::from(self.clustering?.label[row()?])),
            Column::Journey => Some(self.stage(customer)? as u64),
            _ => match self.found(column, customer)? {
                Content::Count(count) => Some(count),
                Content::Money(amount) => Some(ordered(amount.ten_thousandths())),
                Content::Day(day) => Some(ordered(i64::from(day.0))),
                Content::Share(number) | Content::Number(number) => Some(ordered_bits(number)),
                Content::Text(_) | Content::Nothing => None,
            },
        }
    }
}

/// Keeps the order of whole numbers.
fn ordered(number: i64) -> u64 {
    (number as u64) ^ (1 << 63)
}

/// Keeps the order of numbers, as `f64::total_cmp` has it.
fn ordered_bits(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits | (1 << 63) } else { !bits }
}
