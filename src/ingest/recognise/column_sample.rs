//! What the cells of a column look like, counted over the first rows.

use crate::findings::inspection::ValueKind;
use crate::parse::moment::parse_moment;
use clientele_core::domain::number::{Mark, parse_number};
use rustc_hash::FxHashSet;

#[derive(Clone, Default)]
pub(crate) struct ColumnSample {
    pub(crate) filled: usize,
    pub(crate) dates: usize,
    pub(crate) emails: usize,
    pub(crate) wholes: usize,
    pub(crate) amounts: usize,
    pub(crate) negative: usize,
    pub(crate) letters: usize,
    pub(crate) largest: i64,
    pub(crate) different: FxHashSet<String>,
}

impl ColumnSample {
    pub(crate) fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.different.insert(cell.to_owned());
        self.letters += usize::from(cell.chars().any(char::is_alphabetic));
        if let Some(number) = parse_number(cell) {
            let is_whole = number.mark == Mark::None && number.sign.is_empty();
            self.wholes += usize::from(is_whole);
            self.amounts += usize::from(!is_whole);
            self.negative += usize::from(number.value < 0);
            self.largest = self.largest.max(number.value);
        } else if parse_moment(cell).is_some() {
            self.dates += 1;
        } else if is_email(cell) {
            self.emails += 1;
        }
    }

    pub(crate) fn kind(&self) -> ValueKind {
        let most = |count: usize| count * 10 >= self.filled * 8;
        if self.filled == 0 {
            ValueKind::Empty
        } else if most(self.dates) {
            ValueKind::Date
        } else if most(self.emails) {
            ValueKind::Email
        } else if most(self.wholes) {
            ValueKind::Whole
        } else if most(self.wholes + self.amounts) {
            ValueKind::Amount
        } else {
            ValueKind::Text
        }
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}
