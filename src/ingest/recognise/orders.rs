//! The rows of a sample by their order.

use crate::recognise::value_evidence::ValueEvidence;

/// The rows of each order, by the column of order numbers.
pub(crate) struct Orders {
    rows: Vec<Vec<usize>>,
}

/// What a column says within orders of several rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Constancy {
    /// Orders in which it is the same on all rows that have it.
    pub(crate) same: usize,
    /// Of those, orders in which only one row has it.
    pub(crate) with_blanks: usize,
    pub(crate) differ: usize,
}

impl Orders {
    /// Groups rows by the column's cells. An empty cell belongs to the order above: tables for people leave repeated cells out.
    pub(crate) fn of(column: &ValueEvidence) -> Self {
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); column.distinct];
        let mut open = None;
        for (row, &code) in column.codes.iter().enumerate() {
            if code != u32::MAX {
                open = Some(code as usize);
            }
            if let Some(rows) = open.and_then(|order| rows.get_mut(order)) {
                rows.push(row);
            }
        }
        Self { rows }
    }

    /// Orders of several rows.
    pub(crate) fn several(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.rows.iter().filter(|rows| rows.len() > 1)
    }

    /// Whether a column is the same on all rows of an order. Rows without a value do not count.
    pub(crate) fn constant(&self, value: impl Fn(usize) -> Option<i128>) -> Constancy {
        let mut found = Constancy::default();
        for rows in self.several() {
            let mut values = rows.iter().filter_map(|&row| value(row));
            let Some(first) = values.next() else { continue };
            let (mut others, mut is_same) = (0, true);
            for other in values {
                others += 1;
                is_same &= other == first;
            }
            found.same += usize::from(is_same);
            found.with_blanks += usize::from(is_same && others == 0);
            found.differ += usize::from(!is_same);
        }
        found
    }
}
