//! Exact amounts of money.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An exact amount in ten-thousandths of the currency's main unit (£1.25 is 12,500).
///
/// Four decimals hold what shops export (unit prices such as 0.001, line totals such as 957.5775). The largest amount is
/// about 922 billion main units; a [`Dataset`](super::Dataset) is only built when the sum of all its lines' absolute
/// amounts fits, so sums over any of its lines cannot overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Not digits with at most one decimal point and a sign in front.
    #[error("not a number")]
    NotANumber,
    /// More than about 922 billion main units.
    #[error("too large an amount")]
    TooLarge,
}

impl Money {
    /// Ten-thousandths in one main unit.
    pub const SCALE: i64 = 10_000;
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From ten-thousandths of the main unit.
    pub const fn from_ten_thousandths(value: i64) -> Self {
        Money(value)
    }

    /// In ten-thousandths of the main unit.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// From hundredths (cents, pence); `None` when too large.
    pub fn from_cents(cents: i64) -> Option<Self> {
        cents.checked_mul(Self::SCALE / 100).map(Money)
    }

    /// In whole hundredths, rounded half away from zero: what people see as the total.
    ///
    /// ```
    /// use clientele_core::domain::Money;
    /// assert_eq!(Money::from_ten_thousandths(-12_350).cents(), -124);
    /// ```
    pub fn cents(self) -> i64 {
        let unit = Self::SCALE / 100;
        let (whole, rest) = (self.0 / unit, self.0 % unit);
        if rest.abs() * 2 >= unit { whole + rest.signum() } else { whole }
    }

    /// As a number of main units, for statistics (exact up to 2⁵³ ten-thousandths).
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }

    /// The sum, or `None` when it would not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The amount for `quantity` pieces, or `None` when it would not fit.
    pub fn checked_mul(self, quantity: i32) -> Option<Money> {
        self.0.checked_mul(i64::from(quantity)).map(Money)
    }

    /// Without its sign.
    pub fn abs(self) -> Money {
        Money(self.0.saturating_abs())
    }

    /// Reads plain decimal text: optional sign, digits, optional `.` and digits, as `-12.3456`. More than four decimals are
    /// rounded half away from zero. [`parse_number`](super::number::parse_number) reads thousands marks, currency signs and decimal commas.
    ///
    /// ```
    /// use clientele_core::domain::Money;
    /// let price = Money::parse("957.5775")?;
    /// assert_eq!(price.ten_thousandths(), 9_575_775);
    /// assert_eq!(price.to_string(), "957.58");
    /// assert_eq!(price.to_exact_string(), "957.5775");
    /// # Ok::<(), clientele_core::domain::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError`] when the text is not such a number, or too large.
    pub fn parse(text: &str) -> Result<Money, MoneyError> {
        let bytes = text.as_bytes();
        let (negative, digits) = match bytes.first() {
            Some(b'-') => (true, &bytes[1..]),
            Some(b'+') => (false, &bytes[1..]),
            _ => (false, bytes),
        };
        let mut value: i64 = 0;
        let mut decimals: Option<u32> = None;
        let mut round_up = false;
        let mut any = false;
        for &b in digits {
            match b {
                b'0'..=b'9' => {
                    any = true;
                    let digit = i64::from(b - b'0');
                    match &mut decimals {
                        Some(n) if *n >= 4 => {
                            if *n == 4 {
                                round_up = digit >= 5;
                            }
                            *n += 1;
                        }
                        place => {
                            value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(MoneyError::TooLarge)?;
                            if let Some(n) = place {
                                *n += 1;
                            }
                        }
                    }
                }
                b'.' if decimals.is_none() => decimals = Some(0),
                _ => return Err(MoneyError::NotANumber),
            }
        }
        if !any {
            return Err(MoneyError::NotANumber);
        }
        let missing = 4 - decimals.unwrap_or(0).min(4);
        let value = value
            .checked_mul(10_i64.pow(missing))
            .and_then(|v| v.checked_add(i64::from(round_up)))
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money(if negative { -value } else { value }))
    }

    /// Exact decimal text with at least two decimals and as many as needed: `8911407.904`, `12.50`.
    pub fn to_exact_string(self) -> String {
        let absolute = self.0.unsigned_abs();
        let (whole, fraction) = (absolute / 10_000, absolute % 10_000);
        let mut text = format!("{}{whole}.{fraction:04}", if self.0 < 0 { "-" } else { "" });
        for _ in 0..2 {
            if text.ends_with('0') {
                text.pop();
            }
        }
        text
    }
}

/// Decimal text rounded to two places (half away from zero), as totals are shown: `8911407.90`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.cents();
        let absolute = cents.unsigned_abs();
        write!(f, "{}{}.{:02}", if cents < 0 { "-" } else { "" }, absolute / 100, absolute % 100)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<i64, MoneyError>) {
        assert_eq!(Money::parse(text).map(Money::ten_thousandths), expected, "{text:?}");
    }

    #[test]
    fn reads_decimal_text_exactly() {
        check("12.34", Ok(123_400));
        check("-0.001", Ok(-10));
        check("957.5775", Ok(9_575_775));
        check("731.9399999999999", Ok(7_319_400));
        check("0.00005", Ok(1));
        check("0.00004", Ok(0));
        check(".5", Ok(5_000));
        check("7.", Ok(70_000));
        check("+3", Ok(30_000));
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", "-", ".", "1,5", "1.2.3", "£4", "1e3", "NaN", " 1"] {
            check(text, Err(MoneyError::NotANumber));
        }
        check("922337203685478", Err(MoneyError::TooLarge));
        check("99999999999999999999", Err(MoneyError::TooLarge));
    }

    #[test]
    fn totals_round_half_away_from_zero_once() {
        assert_eq!(Money(89_114_079_040).to_string(), "8911407.90");
        assert_eq!(Money(50).to_string(), "0.01");
        assert_eq!(Money(-50).to_string(), "-0.01");
        assert_eq!(Money(49).to_string(), "0.00");
        assert_eq!(Money(89_114_079_040).to_exact_string(), "8911407.904");
        assert_eq!(Money(125_000).to_exact_string(), "12.50");
        assert_eq!(Money(-1).to_exact_string(), "-0.0001");
    }

    #[test]
    fn amounts_add_multiply_and_refuse_what_does_not_fit() {
        let (one, two) = (Money(12_345), Money(20_000));
        assert_eq!(one.checked_add(two), Some(Money(32_345)));
        assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
        assert_eq!(one.checked_mul(3), Some(Money(37_035)));
        assert_eq!(one.checked_mul(-1), Some(Money(-12_345)));
        assert_eq!(Money(i64::MAX / 2).checked_mul(3), None);
        assert_eq!((one + two, two - one, -one, Money(-5).abs()), (Money(32_345), Money(7_655), Money(-12_345), Money(5)));
        let mut sum = one;
        sum += two;
        sum -= Money(345);
        assert_eq!(sum, Money(32_000));
        assert_eq!([one, two, two].into_iter().sum::<Money>(), Money(52_345));
    }

    #[test]
    fn amounts_are_numbers_for_statistics() {
        for (money, number) in [(Money(12_345), 1.2345), (Money(-5_000), -0.5), (Money(0), 0.0), (Money(30_000), 3.0)] {
            assert_eq!(money.to_f64(), number);
        }
        assert_eq!((Money::from_cents(1_234), Money::from_cents(i64::MAX)), (Some(Money(123_400)), None));
        assert_eq!([Money(49), Money(50), Money(-50), Money(149), Money(-150)].map(Money::cents), [0, 1, -1, 1, -2]);
    }

    proptest! {
        #[test]
        fn exact_text_reads_back(value in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
            let money = Money(value);
            prop_assert_eq!(Money::parse(&money.to_exact_string()), Ok(money));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = Money::parse(&text);
        }
    }
}
