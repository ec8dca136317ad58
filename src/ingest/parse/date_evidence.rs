//! What a file's dates say about the order of day and month: the file as a whole decides.

use crate::parse::date_order::DateOrder;
use crate::parse::placeholder_days::is_placeholder;
use crate::parse::raw_date::{RawDate, RawMoment};

/// Counts of what a file's dates say about the order of day and month.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DateEvidence {
    /// The first number can only be a day.
    pub(crate) day_first: u64,
    /// The second number can only be a day.
    pub(crate) month_first: u64,
    /// Both could be either.
    pub(crate) either: u64,
    /// Of those, written with dots or dashes, as only places do that put the day first.
    either_day_first_style: u64,
    pub(crate) short_years: u64,
    /// Spreadsheet serial numbers.
    pub(crate) serials: u64,
    /// Counts of seconds.
    pub(crate) unix: u64,
    /// Dates as people write them.
    others: u64,
    /// With the year first.
    year_first: u64,
    /// With the year first, the second number can only be a day.
    pub(crate) year_day_month: u64,
    /// With the year first, the third number can only be a day.
    pub(crate) year_month_day: u64,
    /// With the year first, or counted: days that could not be a month, and days that could.
    certain_late: u64,
    certain_early: u64,
}

impl DateEvidence {
    pub(crate) fn add(&mut self, moment: RawMoment, text: &str) {
        let date = moment.date;
        self.short_years += u64::from(moment.short_year);
        if date.is_serial() {
            match date.is_unix() {
                true => self.unix += 1,
                false => {
                    self.serials += 1;
                    self.count_certain(date.day(DateOrder::MonthFirst).map_or(0, |day| day.to_ymd().2));
                }
            }
            return;
        }
        self.others += 1;
        if date.is_year_first() {
            self.year_first += 1;
            self.year_day_month += u64::from(date.first() > 12);
            self.year_month_day += u64::from(date.second() > 12);
            self.count_certain(date.second());
        }
        if date.ordered() {
            return;
        }
        match (date.first() > 12, date.second() > 12) {
            (true, _) => self.day_first += 1,
            (_, true) => self.month_first += 1,
            _ if date.first() == date.second() => {}
            _ => {
                self.either += 1;
                self.either_day_first_style += u64::from(!text.contains('/'));
            }
        }
    }

    fn count_certain(&mut self, day_of_month: u8) {
        match day_of_month {
            13.. => self.certain_late += 1,
            _ => self.certain_early += 1,
        }
    }

    /// Whether all dates are serial numbers. Next to dates as people write them, such numbers are not dates.
    pub(crate) fn are_serial(&self) -> bool {
        self.serials > 0 && self.others == 0 && self.serials >= self.unix
    }

    /// Whether all dates are counts of seconds.
    pub(crate) fn are_unix(&self) -> bool {
        self.unix > 0 && self.others == 0 && self.unix > self.serials
    }

    /// Whether dates with the year first have the day before the month: some can be read in no other way, and hardly any must not.
    pub(crate) fn day_before_month(&self) -> bool {
        // More than a few: days from the 13th on are three in five of all.
        self.year_day_month > 1 && self.year_day_month > self.year_month_day * 9 && self.year_day_month * 4 >= self.year_first
    }

    /// How many dates a spreadsheet of another country most likely turned round: what it could read as a date has no day beyond the twelfth,
    /// and what it left as text has no other. 0: no such thing.
    pub(crate) fn turned_by_spreadsheet(&self) -> u64 {
        const ENOUGH: u64 = 8;
        let texts = self.day_first + self.month_first;
        let is_sure = self.certain_early >= ENOUGH && texts >= ENOUGH && self.certain_late == 0 && self.either == 0;
        if is_sure { self.certain_early } else { 0 }
    }

    /// Whether the dates themselves leave the order open.
    pub(crate) fn is_open(&self) -> bool {
        self.either > 0 && self.day_first == 0 && self.month_first == 0
    }

    /// The order that most dates allow; where all allow both, that in which they lie closer together (a file of a few days read
    /// the wrong way is spread over the months), then the custom of how they are written. Independent of the order of rows.
    pub(crate) fn decide(&self, dates: impl Iterator<Item = RawDate>) -> DateOrder {
        if !self.is_open() {
            return if self.day_first > self.month_first { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        }
        let mut spans = [(i32::MAX, i32::MIN); 2];
        for date in dates {
            for (span, order) in spans.iter_mut().zip([DateOrder::MonthFirst, DateOrder::DayFirst]) {
                // A placeholder such as 1970-01-01 would make both spans equally long.
                if let Some(day) = date.day(order).filter(|&day| !is_placeholder(day)) {
                    *span = (span.0.min(day.0), span.1.max(day.0));
                }
            }
        }
        let [month_first, day_first] = spans.map(|(first, last)| i64::from(last) - i64::from(first));
        match month_first.cmp(&day_first) {
            std::cmp::Ordering::Less => DateOrder::MonthFirst,
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            std::cmp::Ordering::Equal if self.either_day_first_style * 2 > self.either => DateOrder::DayFirst,
            std::cmp::Ordering::Equal => DateOrder::MonthFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::moment::parse_moment;
    use DateOrder::{DayFirst, MonthFirst};

    #[test]
    fn serial_numbers_are_dates_only_where_there_are_no_others() {
        let evidence = |texts: &[&str]| {
            let mut evidence = DateEvidence::default();
            texts.iter().for_each(|text| evidence.add(parse_moment(text).unwrap(), text));
            evidence
        };
        assert!(evidence(&["40513", "40514.5"]).are_serial());
        assert!(!evidence(&["40513", "2010-12-01"]).are_serial());
        assert!(!evidence(&["2010-12-01"]).are_serial());
    }

    fn order_of(texts: &[&str]) -> (DateOrder, bool) {
        let (mut evidence, mut dates) = (DateEvidence::default(), Vec::new());
        for text in texts {
            let moment = parse_moment(text).unwrap();
            evidence.add(moment, text);
            dates.push(moment.date);
        }
        (evidence.decide(dates.into_iter()), evidence.is_open())
    }

    #[test]
    fn the_whole_column_decides_the_order() {
        assert_eq!(order_of(&["1/2/2024", "2/13/2024"]), (MonthFirst, false));
        assert_eq!(order_of(&["1/2/2024", "13/2/2024"]), (DayFirst, false));
        assert_eq!(order_of(&["13/2/2024", "2/13/2024", "2/14/2024"]), (MonthFirst, false));
        assert_eq!(order_of(&["01/02/2020", "02/02/2020", "03/02/2020"]), (DayFirst, true), "three days of February");
        assert_eq!(order_of(&["02/01/2020", "02/02/2020", "02/03/2020"]), (MonthFirst, true));
        assert_eq!(
            order_of(&["10/12/2020", "11/12/2020", "12/12/2020", "01/01/1970"]),
            (DayFirst, true),
            "three days of December"
        );
        assert_eq!(order_of(&["01/02/2020"]), (MonthFirst, true));
        assert_eq!(order_of(&["01.02.2020"]), (DayFirst, true));
        assert_eq!(order_of(&["2020-02-01", "2/2/2020"]), (MonthFirst, false), "nothing is open");
    }
}
