//! How many rows a file will have, from its size and its first rows: columns that grow row by row are copied again and again, which costs
//! a quarter of the reading.

use crate::collect::columns::TextColumn;
use crate::collect::sales::Sales;

/// The first bytes of a file tell how long its rows are.
const MEASURED_BYTES: u64 = 1 << 20;
/// No row is taken to be shorter: a file whose first rows are, may go on with others.
const SHORTEST_ROW: u64 = 16;
/// Room for more rows than this is made as they come.
const MOST_ROWS: u64 = 32_000_000;

/// The rows that a file is expected to have. Made once a file.
#[derive(Default)]
pub(crate) struct RoomForRows {
    /// Bytes of the file, while room is still to be made.
    size: Option<u64>,
    pushed: u64,
    rows_before: usize,
}

impl RoomForRows {
    /// For a file of `size` bytes that begins after `rows` rows.
    pub(crate) fn for_file(size: Option<u64>, rows: usize) -> Self {
        Self { size, pushed: 0, rows_before: rows }
    }

    /// After another `bytes` were read and there are `rows` in all: how many more to make room for. Once the rows' length is known, and
    /// never again.
    pub(crate) fn rows_to_come(&mut self, bytes: usize, rows: usize) -> Option<usize> {
        let size = self.size?;
        self.pushed += bytes as u64;
        let read = rows.saturating_sub(self.rows_before) as u64;
        if self.pushed < MEASURED_BYTES || read == 0 {
            return None;
        }
        self.size = None;
        let row = (self.pushed / read).max(SHORTEST_ROW);
        // A little more, as later numbers are longer or shorter by a digit.
        let more = size.saturating_sub(self.pushed) / row;
        usize::try_from((more + more / 32).min(MOST_ROWS)).ok().filter(|&more| more > 0)
    }
}

impl Sales {
    /// All columns of texts.
    pub(crate) fn texts_mut(&mut self) -> [&mut TextColumn; 9] {
        [
            &mut self.product_name,
            &mut self.category,
            &mut self.brand,
            &mut self.place,
            &mut self.customer_name,
            &mut self.email,
            &mut self.status,
            &mut self.other_order,
            &mut self.currency,
        ]
    }

    /// Makes room for more rows, as far as there is memory: without it the columns grow as usual.
    pub(crate) fn make_room(&mut self, more: usize) {
        for column in self.texts_mut().into_iter().filter(|column| !column.codes.is_empty()) {
            let _ = column.codes.try_reserve_exact(more);
        }
        for column in [&mut self.line, &mut self.order, &mut self.customer, &mut self.product] {
            let _ = column.try_reserve_exact(more);
        }
        for column in [&mut self.price.values, &mut self.quantity.values] {
            let _ = column.try_reserve_exact(more);
        }
        let _ = self.fault.try_reserve_exact(more);
        let _ = self.date.try_reserve_exact(more);
        let _ = self.minute.try_reserve_exact(more);
        let _ = self.hash.try_reserve_exact(more);
        let _ = self.repaired.try_reserve_exact(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_file_is_expected_to_be_as_its_beginning() {
        let mut room = RoomForRows::for_file(Some(10 << 20), 7);
        assert_eq!(room.rows_to_come(1 << 19, 5_007), None);
        // A hundred bytes and a bit a row, nine megabytes to come.
        assert_eq!(room.rows_to_come(1 << 19, 10_007), Some(93_577));
        assert_eq!(room.rows_to_come(1 << 20, 20_007), None, "once");
        assert_eq!(RoomForRows::for_file(None, 0).rows_to_come(5 << 20, 9), None);
        // Short rows at the beginning are no reason to take all memory.
        let mut room = RoomForRows::for_file(Some(u64::MAX), 0);
        assert_eq!(room.rows_to_come(1 << 20, 1 << 20), Some(MOST_ROWS as usize));
    }
}
