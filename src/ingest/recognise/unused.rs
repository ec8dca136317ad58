//! Columns that are not used though they look like money or pieces.

use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::{FileKind, Meaning};
use clientele_core::domain::Money;

/// More pieces than a line has.
const MOST_PIECES: i64 = 1_000 * Money::SCALE;
/// With fewer cells, or all alike, there is nothing to tell.
const FEW_CELLS: usize = 5;

/// What an unused column of sales could be beside these: an amount or the pieces, where its name does not say something else.
pub(crate) fn could_be(name: &NameEvidence, values: &ValueEvidence, columns: &[Option<Meaning>]) -> Option<Meaning> {
    let score = |meaning| name.score(FileKind::Sales, meaning);
    let of_money = [Meaning::LineTotal, Meaning::UnitPrice, Meaning::OrderTotal];
    if values.is_decimal() && !values.is_share() && (name.says_nothing() || score(Meaning::LineTotal) > 0.0) {
        let by_name =
            of_money.into_iter().filter(|&meaning| score(meaning) >= SAYS_IT).max_by(|&a, &b| score(a).total_cmp(&score(b)));
        let in_use = || of_money.into_iter().find(|&meaning| columns.contains(&Some(meaning)));
        return by_name.or_else(in_use).or(Some(Meaning::LineTotal));
    }
    let varies = values.filled >= FEW_CELLS && values.distinct > 1;
    let is_count = values.is_pieces() && values.least > -MOST_PIECES && values.most < MOST_PIECES;
    (varies && is_count && (name.says_nothing() || score(Meaning::Quantity) > 0.0)).then_some(Meaning::Quantity)
}

/// That such a column is not used, in words.
pub(crate) fn unused_text(could_be: Option<Meaning>) -> &'static str {
    match could_be {
        Some(Meaning::Quantity) => "looks like a number of pieces, and is not used",
        Some(_) => "looks like money, and is not used",
        None => "",
    }
}
