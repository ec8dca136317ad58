//! The bins that groups of customers are named by.

/// Days since the last order, in the columns of the map of active customers; the last is open.
pub const AWAY_DAYS: [(u32, Option<u32>); 8] =
    [(0, Some(7)), (8, Some(14)), (15, Some(30)), (31, Some(60)), (61, Some(90)), (91, Some(180)), (181, Some(365)), (366, None)];
/// Days with an order, in its rows. One-time buyers are not in it: the model cannot tell whether they have left.
pub const ORDER_DAYS: [(u32, Option<u32>); 6] =
    [(2, Some(2)), (3, Some(3)), (4, Some(5)), (6, Some(9)), (10, Some(19)), (20, None)];

/// Lower edge of a bin of values, in main units: 0, 1, 2, 5, 10, 20, 50 …
pub fn value_edge(bin: u32) -> u64 {
    let Some(above) = bin.min(57).checked_sub(1) else { return 0 };
    let digit = match above % 3 {
        0 => 1,
        1 => 2,
        _ => 5,
    };
    digit * 10_u64.pow(above / 3)
}

/// The bin that a value in main units falls into.
pub fn value_bin(value: f64) -> u32 {
    (1..57).take_while(|&bin| value_edge(bin) as f64 <= value).last().unwrap_or(0)
}
