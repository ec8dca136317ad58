//! Groups of customers that charts and tables count: named in addresses, so that a click leads to the customers behind a figure.
//! Only the name lives here; who belongs to a group is answered beside the data.

use super::bins::{AWAY_DAYS, ORDER_DAYS, value_edge};
use clientele_core::domain::{Day, grouped, month_name};
use serde::{Deserialize, Serialize};

/// How customers moved between two days.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Moved {
    /// From one segment (`None`: not yet a customer) to another, or the same.
    Flow {
        /// Segment on the earlier day.
        from: Option<String>,
        /// Segment on the later day.
        to: String,
    },
    /// Out of a segment.
    Left(String),
    /// Into another segment, with lower scores.
    Fell,
    /// Into another segment, with higher scores.
    Rose,
}

/// A group of customers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CustomerGroup {
    /// First order in a month.
    Cohort {
        /// Months since January of year 0.
        month: i32,
        /// Only those who ordered in the month so many months later.
        after: Option<u32>,
    },
    /// By what they did between two days.
    Moved {
        /// The earlier day.
        from_day: Day,
        /// The later day.
        to_day: Day,
        /// What they did.
        how: Moved,
    },
    /// By days since the last order, and days with an order.
    Active {
        /// Position in [`AWAY_DAYS`].
        away: u32,
        /// Position in [`ORDER_DAYS`].
        orders: u32,
    },
    /// By expected value: the bin's number.
    Worth(u32),
    /// Whose next order is past due.
    Overdue,
}

impl CustomerGroup {
    /// As text for an address.
    pub fn to_text(&self) -> String {
        match self {
            CustomerGroup::Cohort { month, after: None } => format!("cohort|{month}"),
            CustomerGroup::Cohort { month, after: Some(after) } => format!("cohort|{month}|{after}"),
            CustomerGroup::Active { away, orders } => format!("active|{away}|{orders}"),
            CustomerGroup::Worth(bin) => format!("worth|{bin}"),
            CustomerGroup::Overdue => "overdue".to_owned(),
            CustomerGroup::Moved { from_day, to_day, how } => {
                let how = match how {
                    Moved::Flow { from: None, to } => format!("new|{}", packed(to)),
                    Moved::Flow { from: Some(from), to } => format!("flow|{}|{}", packed(from), packed(to)),
                    Moved::Left(segment) => format!("left|{}", packed(segment)),
                    Moved::Fell => "fell".to_owned(),
                    Moved::Rose => "rose".to_owned(),
                };
                format!("moved|{from_day}|{to_day}|{how}")
            }
        }
    }

    /// Reads what [`Self::to_text`] has written; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        Some(match parts.as_slice() {
            ["cohort", month] => CustomerGroup::Cohort { month: month_of(month)?, after: None },
            ["cohort", month, after] => CustomerGroup::Cohort { month: month_of(month)?, after: Some(after.parse().ok()?) },
            ["active", away, orders] => CustomerGroup::active(away.parse().ok()?, orders.parse().ok()?)?,
            ["worth", bin] => CustomerGroup::Worth(bin.parse().ok().filter(|&bin| bin < 60)?),
            ["overdue"] => CustomerGroup::Overdue,
            ["moved", from_day, to_day, how @ ..] => {
                let how = match how {
                    ["new", to] => Moved::Flow { from: None, to: unpacked(to) },
                    ["flow", from, to] => Moved::Flow { from: Some(unpacked(from)), to: unpacked(to) },
                    ["left", segment] => Moved::Left(unpacked(segment)),
                    ["fell"] => Moved::Fell,
                    ["rose"] => Moved::Rose,
                    _ => return None,
                };
                CustomerGroup::Moved { from_day: Day::parse_iso(from_day)?, to_day: Day::parse_iso(to_day)?, how }
            }
            _ => return None,
        })
    }

    /// A cell of the map of active customers; `None` outside it.
    pub fn active(away: u32, orders: u32) -> Option<Self> {
        let inside = (away as usize) < AWAY_DAYS.len() && (orders as usize) < ORDER_DAYS.len();
        inside.then_some(CustomerGroup::Active { away, orders })
    }

    /// Who they are, in a few words.
    pub fn title(&self) -> String {
        match self {
            CustomerGroup::Cohort { month, after } => {
                let name = |month: i32| format!("{} {}", month_name(month.rem_euclid(12) as u8 + 1), month.div_euclid(12));
                match after {
                    None | Some(0) => format!("First order in {}", name(*month)),
                    Some(after) => {
                        let later = i32::try_from(*after).map_or(*month, |after| month.saturating_add(after));
                        format!("First order in {}, ordered in {}", name(*month), name(later))
                    }
                }
            }
            CustomerGroup::Active { away, orders } => {
                let range = |bins: &[(u32, Option<u32>)], at: u32| match bins.get(at as usize) {
                    Some((low, Some(high))) if low == high => low.to_string(),
                    Some((low, Some(high))) => format!("{low} to {high}"),
                    Some((low, None)) => format!("{low} or more"),
                    None => String::new(),
                };
                format!("{} days with an order, the last {} days ago", range(&ORDER_DAYS, *orders), range(&AWAY_DAYS, *away))
            }
            CustomerGroup::Worth(bin) => {
                format!("Expected value from {} to {}", grouped(value_edge(*bin)), grouped(value_edge(bin + 1)))
            }
            CustomerGroup::Overdue => "Next order past due".to_owned(),
            CustomerGroup::Moved { from_day, to_day, how } => {
                let what = match how {
                    Moved::Flow { from: None, to } => format!("New, now in {to}"),
                    Moved::Flow { from: Some(from), to } if from == to => format!("Stayed in {to}"),
                    Moved::Flow { from: Some(from), to } => format!("From {from} to {to}"),
                    Moved::Left(segment) => format!("Left {segment}"),
                    Moved::Fell => "Fell".to_owned(),
                    Moved::Rose => "Rose".to_owned(),
                };
                format!("{what}, {} to {}", from_day.long_text(), to_day.long_text())
            }
        }
    }
}

/// Months of the years 1 to 9999 only: others have no name.
fn month_of(text: &str) -> Option<i32> {
    text.parse().ok().filter(|month| (12..120_000).contains(month))
}

fn packed(name: &str) -> String {
    name.replace('%', "%25").replace('|', "%7C")
}

fn unpacked(text: &str) -> String {
    text.replace("%7C", "|").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_group_reads_back(
            from in "\\PC{0,8}", to in "[a|%7C2]{1,8}", days in (-9_000_i32..30_000, -9_000_i32..30_000),
            month in 12_i32..120_000, after in proptest::option::of(0_u32..500), which in 0..7,
        ) {
            let moved = |how| CustomerGroup::Moved { from_day: Day(days.0), to_day: Day(days.1), how };
            let group = match which {
                0 => CustomerGroup::Cohort { month, after },
                1 => moved(Moved::Flow { from: Some(from), to }),
                2 => moved(Moved::Flow { from: None, to }),
                3 => moved(Moved::Left(to)),
                4 => moved(Moved::Fell),
                5 => CustomerGroup::Worth(7),
                _ => CustomerGroup::Overdue,
            };
            prop_assert_eq!(CustomerGroup::from_text(&group.to_text()), Some(group.clone()));
            prop_assert!(!group.title().is_empty());
        }

        #[test]
        fn anything_else_is_no_group(text in "\\PC{0,20}") {
            if let Some(group) = CustomerGroup::from_text(&text) {
                prop_assert_eq!(CustomerGroup::from_text(&group.to_text()), Some(group));
            }
        }
    }
}
