//! Whether a price is of one piece or of the whole line.

use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::Meaning;

/// Pairs of rows of one product from which a price is judged.
const LEAST_PAIRS: usize = 5;

/// Whether a price is of one piece or of the whole line, by rows of the same product with other quantities: which of the price and the
/// price by pieces changes less. `None`: the rows do not tell.
pub(crate) fn price_of_what(pieces: &ValueEvidence, price: &ValueEvidence, product: &ValueEvidence) -> Option<Meaning> {
    // The row before of each product.
    let mut last: Vec<Option<(f64, f64)>> = vec![None; product.distinct];
    let (mut pairs, mut by_piece, mut by_line) = (0, 0.0, 0.0);
    for ((pieces, price), &code) in pieces.values.iter().zip(&price.values).zip(&product.codes) {
        let (Some(pieces), Some(price), Some(slot)) = (*pieces, *price, last.get_mut(code as usize)) else { continue };
        if pieces <= 0 || price <= 0 {
            continue;
        }
        let now = (pieces as f64, price as f64);
        if let Some(before) = slot.replace(now).filter(|before| pieces != before.0 as i64) {
            let apart = |a: f64, b: f64| (a - b).abs() / (a + b);
            pairs += 1;
            by_piece += apart(before.1, now.1);
            by_line += apart(before.1 / before.0, now.1 / now.0);
        }
    }
    if pairs < LEAST_PAIRS {
        None
    } else if by_piece * 3.0 < by_line {
        Some(Meaning::UnitPrice)
    } else if by_line * 3.0 < by_piece {
        Some(Meaning::LineTotal)
    } else {
        None
    }
}
