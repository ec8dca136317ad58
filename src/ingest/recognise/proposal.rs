//! Proposes meanings for the columns of a file that its header does not explain: by names, then by values.

use crate::findings::inspection::{InspectedColumn, ValueKind};
use crate::recognise::column_sample::ColumnSample;
use crate::schema::meaning::Meaning;
use crate::schema::needed::Needed;

/// How well a column fits a meaning; `None`: not at all.
type Score<'a> = &'a dyn Fn(&InspectedColumn, &ColumnSample) -> Option<u64>;

/// Proposes meanings for a file that is not understood: by the names of its columns, then by their values.
pub(crate) fn propose(headers: &[String], samples: &[ColumnSample], rows: usize, columns: &mut [InspectedColumn]) {
    let named = crate::recognise::header::by_name_as_sales(headers);
    for (column, meaning) in columns.iter_mut().zip(&named) {
        column.meaning = meaning.unwrap_or(Meaning::Unused);
    }
    // Each rule takes the best free column for its meaning, if there is none by name.
    let repeats = |s: &ColumnSample| s.different.len() < s.filled;
    let rules: [(Needed, Meaning, Score<'_>); 5] = [
        (Needed::Date, Meaning::Date, &|c, s| (c.values == ValueKind::Date).then_some(s.filled as u64)),
        (Needed::Customer, Meaning::Email, &|c, _| (c.values == ValueKind::Email).then_some(1)),
        (Needed::Price, Meaning::UnitPrice, &|c, s| {
            (c.values == ValueKind::Amount && s.negative * 5 < s.filled.max(1)).then_some(s.amounts as u64)
        }),
        (Needed::Customer, Meaning::CustomerId, &|c, s| {
            let is_id = matches!(c.values, ValueKind::Whole | ValueKind::Text) && repeats(s) && s.different.len() * 50 > rows;
            let is_count = s.letters == 0 && s.largest <= 1_000 * clientele_core::domain::Money::SCALE;
            (is_id && !is_count).then_some(s.different.len() as u64)
        }),
        (Needed::Product, Meaning::ProductName, &|c, s| {
            (c.values == ValueKind::Text && s.different.len() > 1).then_some(s.different.len() as u64)
        }),
    ];
    for (needed, meaning, score) in rules {
        if columns.iter().any(|c| needed.is_met_by(c.meaning)) {
            continue;
        }
        let best = columns
            .iter()
            .zip(samples)
            .enumerate()
            .filter(|(_, (c, _))| c.meaning == Meaning::Unused)
            .filter_map(|(ix, (c, s))| score(c, s).map(|score| (score, std::cmp::Reverse(ix))))
            .max();
        if let Some(column) = best.and_then(|(_, ix)| columns.get_mut(ix.0)) {
            (column.meaning, column.is_guess) = (meaning, true);
        }
    }
}
