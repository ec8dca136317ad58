//! Days that programs write where they have no date.

use clientele_core::domain::Day;

/// Days that databases, spreadsheets and tills write for "no date" or "never": the first and the last that they can write, and the
/// days from which they count.
const PLACEHOLDERS: [(i32, u8, u8); 15] = [
    (1, 1, 1),
    (1601, 1, 1),
    (1753, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
    (1904, 1, 1),
    (1969, 12, 31), // 1970-01-01 in the west
    (1970, 1, 1),
    (1980, 1, 1),
    (2038, 1, 19),
    (2079, 6, 6),
    (2099, 12, 31),
    (2999, 12, 31),
    (9999, 12, 31),
];

/// Whether programs write the day for "no date".
pub(crate) fn is_placeholder(day: Day) -> bool {
    PLACEHOLDERS.contains(&day.to_ymd())
}
