//! What a row does not say itself: quantity, price and total of a line, where two of them give the third; values of the row before; what
//! pieces that came back cost.

use crate::schema::meaning::Meaning;
use clientele_core::domain::Money;
use clientele_core::domain::number::{Mark, Number};

/// Rows of which one of quantity, price and total was worked out from the others.
#[derive(Default)]
pub(crate) struct Derived {
    pub(crate) rows: u64,
    /// The first few, and what their cell holds.
    pub(crate) examples: Vec<(u32, Meaning, String)>,
}

/// What was filled down.
#[derive(Default)]
pub(crate) struct FilledDown {
    pub(crate) rows: u64,
    /// Row, and the row that it was filled from.
    pub(crate) examples: Vec<u32>,
}

/// Total and quantity of a line of which one cannot be read. The total is quantity × price of one piece; the quantity is the total by that
/// price where it comes to whole pieces, or else one: the money of a line must not be lost because its pieces are not known.
pub(crate) fn worked_out<'a>(
    total: Option<Number<'a>>,
    quantity: Option<Number<'a>>,
    unit: Option<Number<'a>>,
) -> (Option<Number<'a>>, Option<Number<'a>>) {
    let scale = Money::SCALE;
    let unit = unit.filter(|unit| !matches!(unit.mark, Mark::Either(_)));
    match (total, quantity, unit) {
        (None, Some(quantity), Some(unit)) => {
            let value = i64::try_from(i128::from(quantity.value) * i128::from(unit.value) / i128::from(scale)).ok();
            (value.map(|value| Number { sign: unit.sign, ..Number::plain(value) }), Some(quantity))
        }
        (Some(total), None, unit) => {
            let pieces = unit.filter(|unit| unit.value > 0 && total.value % unit.value == 0).map(|unit| total.value / unit.value);
            let pieces = pieces.filter(|pieces| (1..=100_000).contains(pieces)).unwrap_or(1);
            (Some(total), Some(Number::plain(pieces * scale)))
        }
        other => (other.0, other.1),
    }
}

/// Price and quantity of a row that a word tells to be a return, whatever sign they have.
pub(crate) fn came_back<'a>(
    price: Option<Number<'a>>,
    quantity: Option<Number<'a>>,
    is_total: bool,
) -> (Option<Number<'a>>, Option<Number<'a>>) {
    let less = |number: Number<'a>| Number { value: -number.value.abs(), ..number };
    (if is_total { price.map(less) } else { price }, quantity.map(less))
}

/// What the pieces that came back cost. `None`: none did.
pub(crate) fn paid_back<'a>(back: Number<'_>, price: Number<'a>, pieces: Number<'_>, is_total: bool) -> Option<Number<'a>> {
    let (back, price_of, pieces) = (i128::from(back.value.max(0)), i128::from(price.value.max(0)), i128::from(pieces.value));
    if back == 0 || pieces <= 0 {
        return None;
    }
    let back = back.min(pieces);
    let value = if is_total { price_of * back / pieces } else { price_of * back / i128::from(Money::SCALE) };
    Some(Number { value: i64::try_from(value).ok()?, ..price })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_is_paid_back() {
        let number = |value: i64| Number::plain(value * 100);
        let back =
            |back, price, pieces, total| paid_back(number(back), number(price), number(pieces), total).map(|n| n.value / 100);
        assert_eq!(back(100, 725, 300, false), Some(725));
        assert_eq!(back(100, 2175, 300, true), Some(725));
        assert_eq!(back(400, 725, 300, false), Some(2175), "not more than was bought");
        assert_eq!(back(0, 725, 300, false), None);
    }

    #[test]
    fn two_of_three_give_the_third() {
        let number = |value: i64| Some(Number::plain(value * 100));
        let values =
            |(total, quantity): (Option<Number<'_>>, Option<Number<'_>>)| (total.map(|n| n.value), quantity.map(|n| n.value));
        for (total, quantity, unit, expected) in [
            (None, number(300), number(725), (Some(217_500), Some(30_000))),
            (number(2175), None, number(725), (Some(217_500), Some(30_000))),
            (number(2175), None, number(700), (Some(217_500), Some(10_000))),
            (number(2175), None, None, (Some(217_500), Some(10_000))),
            (None, number(300), None, (None, Some(30_000))),
            (None, None, number(725), (None, None)),
        ] {
            assert_eq!(values(worked_out(total, quantity, unit)), expected);
        }
    }
}
