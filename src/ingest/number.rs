//! Reads numbers as shops write them. A number that can be read in two ways says so; the file as a whole decides.

use super::params::DecimalMark;
use clientele_core::domain::Money;

/// Larger numbers than a trillion are not money or quantities: sums must stay exact.
const MAX_TEN_THOUSANDTHS: i64 = 1_000_000_000_000 * Money::SCALE;
/// Digits and marks that a number may have.
const MAX_LEN: usize = 40;

/// A number in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'a> {
    pub(super) value: i64,
    pub(super) mark: Mark,
    /// Currency sign or code before or after the digits; empty for none.
    pub(super) sign: &'a str,
}

/// What a number says about the decimal mark of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing: `12`.
    None,
    /// The mark is this one: `12.5`, `1,234.50`, `1,234,567`.
    Certain(DecimalMark),
    /// `1.234` or `1,234`: this mark before three decimals (as [`Number::value`] has it), or a thousands mark.
    Either(DecimalMark),
}

/// Counts of what a file's numbers say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarkEvidence {
    pub(super) point: u64,
    pub(super) comma: u64,
    pub(super) either: u64,
}

impl MarkEvidence {
    pub(super) fn add(&mut self, mark: Mark) {
        match mark {
            Mark::None => {}
            Mark::Certain(DecimalMark::Point) => self.point += 1,
            Mark::Certain(DecimalMark::Comma) => self.comma += 1,
            Mark::Either(_) => self.either += 1,
        }
    }

    /// The decimal mark of the file: what most of its numbers say; a point where none says anything.
    pub(super) fn decide(&self) -> DecimalMark {
        if self.comma > self.point { DecimalMark::Comma } else { DecimalMark::Point }
    }
}

/// The other reading of a number whose mark is [`Mark::Either`]: that mark stands before thousands. `None`: too large.
pub(super) fn as_thousands(value: i64) -> Option<i64> {
    value.checked_mul(1000).filter(|v| v.abs() <= MAX_TEN_THOUSANDTHS)
}

/// Reads a number: digits with `.` or `,`, a sign in front or behind or brackets for negative ones, thousands marks (also `'`
/// and blanks), a currency sign or code on either side. `None`: not a number, or larger than a trillion.
pub(super) fn parse_number(text: &str) -> Option<Number<'_>> {
    parse_plain(text.as_bytes()).or_else(|| parse_dressed(text))
}

/// The usual case: `-12.34`, at most 12 digits before the point and four after it, but not three (see [`Mark::Either`]).
fn parse_plain(bytes: &[u8]) -> Option<Number<'static>> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    // Digits so far, and how many of them stand before the point.
    let (mut value, mut len, mut whole) = (0_i64, 0, None);
    if digits.len() > 16 {
        return None;
    }
    for &b in digits {
        if b.is_ascii_digit() {
            value = value * 10 + i64::from(b - b'0');
            len += 1;
        } else if b == b'.' && whole.is_none() {
            whole = Some(len);
        } else {
            return None;
        }
    }
    let decimals = whole.map_or(0, |whole| len - whole);
    let scale = match (whole, decimals) {
        (None, _) => 10_000,
        (_, 1) => 1_000,
        (_, 2) => 100,
        (_, 4) => 1,
        _ => return None,
    };
    if !(1..=11).contains(&(len - decimals)) {
        return None;
    }
    let value = value * scale;
    let mark = if whole.is_none() { Mark::None } else { Mark::Certain(DecimalMark::Point) };
    Some(Number { value: if negative { -value } else { value }, mark, sign: "" })
}

fn parse_dressed(text: &str) -> Option<Number<'_>> {
    let text = text.trim();
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(is_digit)?;
    let last = text.rfind(is_digit)?;
    // ".50" and "7." keep their point.
    let first = if text.get(..first)?.ends_with(['.', ',']) { first - 1 } else { first };
    let last = if text.get(last + 1..)?.starts_with(['.', ',']) { last + 1 } else { last };
    let (before, mut after) = (text.get(..first)?, text.get(last + 1..)?);
    // "12,-" has no cents.
    if text.get(first..=last)?.ends_with(['.', ',']) {
        let rest = after.trim_start_matches(is_dash);
        after = if after.chars().take_while(|&c| is_dash(c)).count() <= 2 { rest } else { after };
    }
    // Brackets stand around the digits, and perhaps around the currency too.
    let (bracketed, before, after) = match (remove_one(before, '('), remove_one(after, ')')) {
        (Some(before), Some(after)) => (true, before, after),
        (None, None) => (false, before, after),
        _ => return None,
    };
    let (minus_before, sign_before) = split_sign(before)?;
    let (minus_after, sign_after) = split_sign(after)?;
    let (sign, minuses) = match (sign_before, sign_after) {
        (sign, "") | ("", sign) => (sign, [bracketed, minus_before, minus_after]),
        _ => return None,
    };
    let negative = match minuses.iter().filter(|&&m| m).count() {
        0 => false,
        1 => true,
        _ => return None,
    };
    let (value, mark) = parse_digits(text.get(first..=last)?)?;
    Some(Number { value: if negative { -value } else { value }, mark, sign })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}')
}

/// The text without a bracket at one of its edges.
fn remove_one(text: &str, bracket: char) -> Option<&str> {
    let text = text.trim();
    text.strip_prefix(bracket).or_else(|| text.strip_suffix(bracket))
}

/// What stands beside the digits: perhaps a minus, perhaps a currency. `None`: something else.
fn split_sign(text: &str) -> Option<(bool, &str)> {
    let is_minus = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2013}');
    let text = text.trim();
    let inner = text.trim_matches(is_minus).trim();
    let minus = inner.len() != text.len();
    if minus && text.chars().filter(|&c| is_minus(c)).count() != 1 {
        return None;
    }
    let inner = inner.strip_prefix('+').unwrap_or(inner).trim();
    let is_currency = inner.is_empty()
        || (inner.chars().count() <= 4 && inner.chars().all(|c| c.is_alphabetic() || is_currency_symbol(c) || c == '.'))
            && inner.chars().any(|c| c != '.');
    is_currency.then_some((minus, inner))
}

fn is_currency_symbol(c: char) -> bool {
    matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '\u{9f3}' | '\u{e3f}' | '\u{fdfc}')
}

/// Digits with marks, no sign: the value and what it says about the decimal mark.
fn parse_digits(text: &str) -> Option<(i64, Mark)> {
    let mut digits = [0_u8; MAX_LEN];
    let mut len = 0;
    // How many digits stand before each thousands mark that cannot be anything else.
    let mut groups = [0_usize; MAX_LEN];
    let (mut group_count, mut digit_count) = (0, 0);
    for c in text.chars() {
        let byte = match c {
            '0'..='9' | '.' | ',' => c as u8,
            '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => {
                *groups.get_mut(group_count)? = digit_count;
                group_count += 1;
                continue;
            }
            _ => return None,
        };
        digit_count += usize::from(byte.is_ascii_digit());
        *digits.get_mut(len)? = byte;
        len += 1;
    }
    let digits = digits.get(..len)?;
    if group_count > 0 {
        return parse_grouped(digits, groups.get(..group_count)?);
    }
    let count = |mark| digits.iter().filter(|&&b| b == mark).count();
    let (points, commas) = (count(b'.'), count(b','));
    let last_mark = digits.iter().rposition(|b| matches!(b, b'.' | b','));
    let Some(last_mark) = last_mark else { return Some((scaled(digits, &[])?, Mark::None)) };
    let (whole, fraction) = (digits.get(..last_mark)?, digits.get(last_mark + 1..)?);
    let last_is_point = digits.get(last_mark) == Some(&b'.');
    let (this, other) = match last_is_point {
        true => (DecimalMark::Point, DecimalMark::Comma),
        false => (DecimalMark::Comma, DecimalMark::Point),
    };
    if points + commas == 1 {
        let either = fraction.len() == 3 && (1..=3).contains(&whole.len()) && whole.first() != Some(&b'0');
        return Some((scaled(whole, fraction)?, if either { Mark::Either(this) } else { Mark::Certain(this) }));
    }
    if points > 0 && commas > 0 {
        // The last one stands before the decimals, the others between thousands.
        let last_once = if last_is_point { points == 1 } else { commas == 1 };
        return (last_once && are_thousands(whole)).then_some((scaled(whole, fraction)?, Mark::Certain(this)));
    }
    are_thousands(digits).then_some((scaled(digits, &[])?, Mark::Certain(other)))
}

/// Digits whose thousands are set off by blanks or apostrophes before the places `groups`; a point or comma is a decimal mark.
fn parse_grouped(digits: &[u8], groups: &[usize]) -> Option<(i64, Mark)> {
    let mark = digits.iter().position(|b| matches!(b, b'.' | b','));
    let (whole, fraction) = digits.split_at_checked(mark.unwrap_or(digits.len()))?;
    let fraction = fraction.get(1..).unwrap_or_default();
    // Groups of three up to the mark, the first perhaps shorter.
    let count = whole.len();
    let is_whole = groups.first().is_some_and(|&first| (1..=3).contains(&first))
        && groups.last().is_some_and(|&last| last + 3 == count)
        && groups.windows(2).all(|pair| matches!(pair, [a, b] if a + 3 == *b));
    if !is_whole || fraction.iter().any(|b| !b.is_ascii_digit()) {
        return None;
    }
    let mark = match mark.and_then(|at| digits.get(at)) {
        None => Mark::None,
        Some(b',') => Mark::Certain(DecimalMark::Comma),
        Some(_) => Mark::Certain(DecimalMark::Point),
    };
    Some((scaled(whole, fraction)?, mark))
}

/// Groups as in `1,234,567` or `12,34,567`.
fn are_thousands(digits: &[u8]) -> bool {
    let mut groups = digits.split(|b| matches!(b, b'.' | b','));
    let first_fits = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    let rest: Vec<&[u8]> = groups.collect();
    first_fits && rest.iter().all(|g| matches!(g.len(), 2 | 3)) && rest.last().is_none_or(|g| g.len() == 3)
}

/// Digits in ten-thousandths, more than four decimals rounded half away from zero. Marks in `whole` are passed over.
fn scaled(whole: &[u8], fraction: &[u8]) -> Option<i64> {
    let mut value = 0_i64;
    let mut any = false;
    let four = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(4);
    for b in whole.iter().copied().filter(u8::is_ascii_digit).chain(four) {
        value = value.checked_mul(10)?.checked_add(i64::from(b.checked_sub(b'0')?))?;
        any = true;
    }
    if fraction.get(4).is_some_and(|&b| b >= b'5') {
        value = value.checked_add(1)?;
    }
    let has_digits = any && (!whole.is_empty() || !fraction.is_empty());
    (has_digits && value <= MAX_TEN_THOUSANDTHS).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};
    use proptest::prelude::*;

    fn check(text: &str, expected: Option<(i64, Mark, &str)>) {
        assert_eq!(parse_number(text).map(|n| (n.value, n.mark, n.sign)), expected, "{text:?}");
    }

    #[test]
    fn reads_numbers_as_shops_write_them() {
        check("12", Some((120_000, Mark::None, "")));
        check("-80995", Some((-809_950_000, Mark::None, "")));
        check("2.55", Some((25_500, Mark::Certain(Point), "")));
        check("0.001", Some((10, Mark::Certain(Point), "")));
        check(".5", Some((5_000, Mark::Certain(Point), "")));
        check("7.", Some((70_000, Mark::Certain(Point), "")));
        check("261,96", Some((2_619_600, Mark::Certain(Comma), "")));
        check("1,234.50", Some((12_345_000, Mark::Certain(Point), "")));
        check("1.234,50", Some((12_345_000, Mark::Certain(Comma), "")));
        check("1.234.567", Some((12_345_670_000, Mark::Certain(Comma), "")));
        check("12,34,567", Some((12_345_670_000, Mark::Certain(Point), "")));
        check("1'234.5", Some((12_345_000, Mark::Certain(Point), "")));
        check("1 234,5", Some((12_345_000, Mark::Certain(Comma), "")));
        check("1 234", Some((12_340_000, Mark::None, "")));
        check("1\u{202f}234\u{202f}567,5", Some((12_345_675_000, Mark::Certain(Comma), "")));
        check("1\u{a0}234,567", Some((12_345_670, Mark::Certain(Comma), "")));
        check("12'345", Some((123_450_000, Mark::None, "")));
        check("1.234", Some((12_340, Mark::Either(Point), "")));
        check("1,234", Some((12_340, Mark::Either(Comma), "")));
        check("1234.567", Some((12_345_670, Mark::Certain(Point), "")));
        check("731.9399999999999", Some((7_319_400, Mark::Certain(Point), "")));
    }

    #[test]
    fn currencies_and_signs_stand_on_either_side() {
        check("£3.40", Some((34_000, Mark::Certain(Point), "£")));
        check("-$12.00", Some((-120_000, Mark::Certain(Point), "$")));
        check("$-12.00", Some((-120_000, Mark::Certain(Point), "$")));
        check("(12.00)", Some((-120_000, Mark::Certain(Point), "")));
        check("12,00 €", Some((120_000, Mark::Certain(Comma), "€")));
        check("৳2,999", Some((29_990, Mark::Either(Comma), "৳")));
        check("USD 5", Some((50_000, Mark::None, "USD")));
        check("12-", Some((-120_000, Mark::None, "")));
        check("12.50-", Some((-125_000, Mark::Certain(Point), "")));
        check("($12.00)", Some((-120_000, Mark::Certain(Point), "$")));
        check("$(12.00)", Some((-120_000, Mark::Certain(Point), "$")));
        check("12,- €", Some((120_000, Mark::Certain(Comma), "€")));
        check("US$ 5", Some((50_000, Mark::None, "US$")));
        check("12,50 €", Some((125_000, Mark::Certain(Comma), "€")));
        check("CHF 1'234.50", Some((12_345_000, Mark::Certain(Point), "CHF")));
        check("R$ 1.234,56", Some((12_345_600, Mark::Certain(Comma), "R$")));
        check("1.234,50 kr.", Some((12_345_000, Mark::Certain(Comma), "kr.")));
        check("Rs. 500", Some((5_000_000, Mark::None, "Rs.")));
        check("\u{2013}12.00", Some((-120_000, Mark::Certain(Point), "")));
        check("\u{2212}4", Some((-40_000, Mark::None, "")));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "",
            "-",
            ".",
            "abc",
            "1.2.3",
            "1,2,3",
            "2010.12.01",
            "1e3",
            "--5",
            "-5-",
            "(5",
            "5)",
            "12 34",
            "1 2345",
            "1 234 56",
            "1,5 000",
            "((5))",
            "(-5)",
            "12%",
            "5 pieces",
            "$5€",
            "NaN",
        ] {
            check(text, None);
        }
        check("1000000000000", Some((10_000_000_000_000_000, Mark::None, "")));
        check("1000000000001", None);
        check("99999999999999999999999999999999999999999999", None);
    }

    #[test]
    fn thousands_are_a_thousand_times_more() {
        assert_eq!(as_thousands(12_340), Some(12_340_000));
        assert_eq!(as_thousands(i64::MAX / 2), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = parse_number(&text);
        }

        #[test]
        fn agrees_with_money(value in -9_999_999_999_999_i64..9_999_999_999_999, mark in prop::sample::select(vec!['.', ','])) {
            let money = Money::from_ten_thousandths(value);
            let text = money.to_exact_string().replace('.', &mark.to_string());
            let number = parse_number(&text);
            prop_assert_eq!(number.map(|n| n.value), Some(value), "{}", text);
        }
    }
}
