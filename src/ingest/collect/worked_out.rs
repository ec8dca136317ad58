//! Quantity, price and total of a line: where one of them cannot be read, two give the third.

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

#[cfg(test)]
mod tests {
    use super::*;

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
