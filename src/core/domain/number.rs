//! Reads numbers as shops write them: [`parse_number`] as exact ten-thousandths, for money and quantities; [`parse_decimal`] as floating
//! point, for measures of any scale. A number that can be read in two ways says so; the column or file as a whole decides
//! ([`MarkEvidence`]).

use super::Money;
use super::currency_sign::{is_currency_word, one_currency};
use serde::{Deserialize, Serialize};

/// Larger numbers than a trillion are not money or quantities: sums must stay exact.
const MAX_TEN_THOUSANDTHS: i64 = 1_000_000_000_000 * Money::SCALE;
/// Digits and marks that a number may have.
const MAX_LEN: usize = 40;

/// What stands before the cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalMark {
    /// `1,234.50`.
    Point,
    /// `1.234,50`.
    Comma,
}

/// A number in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    /// Ten-thousandths; of a number that can be read in two ways, with its mark before three decimals.
    pub value: i64,
    /// What it says about the decimal mark.
    pub mark: Mark,
    /// Currency sign or code before or after the digits; empty for none. Where a sign and a code stand together, the code.
    pub sign: &'a str,
    /// Which side of the books it stands on.
    pub side: Side,
}

impl Number<'_> {
    /// A number without mark, currency or side.
    pub fn plain(value: i64) -> Self {
        Self { value, mark: Mark::None, sign: "", side: Side::None }
    }
}

/// The side of the books, as accounting programs write it behind an amount. Which of them is a sale depends on the account: the column as
/// a whole decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Nothing is written.
    #[default]
    None,
    /// `13.00 Dr`.
    Debit,
    /// `13.00 Cr`.
    Credit,
}

/// A number in floating point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal<'a> {
    /// The value; of a number that can be read in two ways, with its mark before three decimals.
    pub value: f64,
    /// What it says about the decimal mark.
    pub mark: Mark,
    /// Currency sign or code before or after the digits; empty for none.
    pub sign: &'a str,
}

impl Decimal<'_> {
    /// The value where `decimal_mark` is the one before decimals. Only a number that can be read in two ways depends on it.
    pub fn value_with(&self, decimal_mark: DecimalMark) -> f64 {
        match self.mark {
            // Exactly three decimals: whole thousands.
            Mark::Either(mark) if mark != decimal_mark => (self.value * 1000.0).round(),
            _ => self.value,
        }
    }
}

/// What a number says about the decimal mark of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: `12`.
    None,
    /// The mark is this one: `12.5`, `1,234.50`, `1,234,567`.
    Certain(DecimalMark),
    /// `1.234` or `1,234`: this mark before three decimals (as [`Number::value`] and [`Decimal::value`] have it), or a thousands mark.
    Either(DecimalMark),
}

/// Counts of what the numbers of a column or file say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarkEvidence {
    /// Numbers whose decimal mark is a point.
    pub point: u64,
    /// Numbers whose decimal mark is a comma.
    pub comma: u64,
    /// Numbers that can be read in two ways.
    pub either: u64,
}

impl MarkEvidence {
    /// Counts a number.
    pub fn add(&mut self, mark: Mark) {
        match mark {
            Mark::None => {}
            Mark::Certain(DecimalMark::Point) => self.point += 1,
            Mark::Certain(DecimalMark::Comma) => self.comma += 1,
            Mark::Either(_) => self.either += 1,
        }
    }

    /// The decimal mark, where the numbers that say something all say the same; `None` where none says anything, or where they differ.
    pub fn agreed(&self) -> Option<DecimalMark> {
        match (self.point, self.comma) {
            (1.., 0) => Some(DecimalMark::Point),
            (0, 1..) => Some(DecimalMark::Comma),
            _ => None,
        }
    }

    /// The decimal mark of the file: what most of its numbers say; a point where none says anything.
    pub fn decide(&self) -> DecimalMark {
        if self.comma > self.point { DecimalMark::Comma } else { DecimalMark::Point }
    }
}

/// The other reading of a number whose mark is [`Mark::Either`]: that mark stands before thousands. `None`: too large.
pub fn as_thousands(value: i64) -> Option<i64> {
    value.checked_mul(1000).filter(|v| v.abs() <= MAX_TEN_THOUSANDTHS)
}

/// Reads a number: digits with `.` or `,`, a sign in front or behind or brackets for negative ones, thousands marks (also `'`
/// and blanks), a currency sign or code on either side. `None`: not a number (also an id such as `K107`), or larger than a trillion.
///
/// ```
/// use clientele_core::domain::number::{DecimalMark, Mark, parse_number};
/// let price = parse_number("(US$ 1,234.50)").ok_or("no number")?;
/// assert_eq!((price.value, price.sign), (-12_345_000, "US$"));
/// assert_eq!(price.mark, Mark::Certain(DecimalMark::Point));
///
/// let open = parse_number("1.234").ok_or("no number")?;
/// assert_eq!(open.mark, Mark::Either(DecimalMark::Point), "1.234 or 1,234: the rest of the column decides");
/// # Ok::<(), &str>(())
/// ```
pub fn parse_number(text: &str) -> Option<Number<'_>> {
    parse_plain(text.as_bytes()).or_else(|| {
        let Dressed { negative, digits: value, mark, sign, side } = parse_dressed::<i64>(text)?;
        Some(Number { value: if negative { -value } else { value }, mark, sign, side })
    })
}

/// Reads a number as [`parse_number`] does, but to floating point's precision and with a power of ten (`1.5e-05`, as statistics programs
/// write it). `None`: not a number, or 10¹⁵ and more.
pub fn parse_decimal(text: &str) -> Option<Decimal<'_>> {
    let (mantissa, power) = split_power(text).unwrap_or((text, ""));
    let Dressed { negative, digits, mark, sign, .. } = parse_dressed::<String>(mantissa)?;
    let value: f64 = format!("{digits}e{}", if power.is_empty() { "0" } else { power }).parse().ok()?;
    let mark = match mark {
        // Nobody sets off thousands in front of a power of ten.
        Mark::Either(mark) if !power.is_empty() => Mark::Certain(mark),
        mark => mark,
    };
    (value < 1e15).then_some(Decimal { value: if negative { -value } else { value }, mark, sign })
}

/// The parts of `1.5e-05` before and after the `e`. `None`: not written so.
fn split_power(text: &str) -> Option<(&str, &str)> {
    let (mantissa, power) = text.trim().split_once(['e', 'E'])?;
    let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
    let is_mantissa =
        mantissa.bytes().any(|b| b.is_ascii_digit()) && mantissa.bytes().all(|b| b.is_ascii_digit() || b".,+-".contains(&b));
    (is_mantissa && (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some((mantissa, power))
}

/// The usual case: `-12.34`, at most 11 digits before the point and four after it, but not three (see [`Mark::Either`]).
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
    Some(Number { value: if negative { -value } else { value }, mark, sign: "", side: Side::None })
}

/// What digits before and after the decimal mark come to. Marks in `whole` are passed over.
trait FromDigits: Sized {
    fn from_digits(whole: &[u8], fraction: &[u8]) -> Option<Self>;
}

impl FromDigits for i64 {
    fn from_digits(whole: &[u8], fraction: &[u8]) -> Option<Self> {
        scaled(whole, fraction)
    }
}

/// As Rust writes a number: `1234.5`.
impl FromDigits for String {
    fn from_digits(whole: &[u8], fraction: &[u8]) -> Option<Self> {
        if !fraction.iter().all(u8::is_ascii_digit) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let digits = |bytes: &[u8]| bytes.iter().filter(|b| b.is_ascii_digit()).map(|&b| char::from(b)).collect::<Self>();
        Some(format!("0{}.{}", digits(whole), digits(fraction)))
    }
}

/// A number without its sign and currency.
struct Dressed<'a, T> {
    negative: bool,
    digits: T,
    mark: Mark,
    sign: &'a str,
    side: Side,
}

fn parse_dressed<T: FromDigits>(text: &str) -> Option<Dressed<'_, T>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_direction(c));
    let first = text.find(|c| digit_of(c).is_some())?;
    let (last, digit) = text.char_indices().rfind(|&(_, c)| digit_of(c).is_some())?;
    let end = last + digit.len_utf8();
    // ".50" and "7." keep their point; that of "Rs.500" belongs to the word.
    let word = text.get(..first)?.strip_suffix(['.', ',']);
    let first = word.filter(|word| !is_abbreviation(word)).map_or(first, str::len);
    let end = if text.get(end..)?.starts_with(['.', ',']) { end + 1 } else { end };
    let (before, mut after) = (text.get(..first)?, text.get(end..)?);
    // "12,-" and "12/-" have no cents.
    if text.get(first..end)?.ends_with(['.', ',']) {
        let rest = after.trim_start_matches(is_dash);
        after = if after.chars().take_while(|&c| is_dash(c)).count() <= 2 { rest } else { after };
    } else if let Some(rest) = after.trim_start().strip_prefix('/') {
        after = rest.strip_prefix(|c| is_dash(c) || c == '=')?;
    }
    let (side, after) = split_side(after);
    // Brackets stand around the digits, and perhaps around the currency too.
    let (bracketed, before, after) = match (remove_one(before, '('), remove_one(after, ')')) {
        (Some(before), Some(after)) => (true, before, after),
        (None, None) => (false, before, after),
        _ => return None,
    };
    let is_glued = before.ends_with(char::is_alphabetic) && text.get(first..end)?.chars().all(|c| digit_of(c).is_some());
    let (minus_before, sign_before) = split_sign(before, is_glued)?;
    let (minus_after, sign_after) = split_sign(after, false)?;
    let sign = one_currency(sign_before, sign_after)?;
    let negative = match [bracketed, minus_before, minus_after].into_iter().filter(|&m| m).count() {
        0 => false,
        1 => true,
        _ => return None,
    };
    let (digits, mark) = parse_digits(text.get(first..end)?)?;
    Some(Dressed { negative, digits, mark, sign, side })
}

/// The value of a digit: Western, Arabic, Persian, full-width, or of the scripts of northern India.
fn digit_of(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}']
        .iter()
        .find_map(|&zero| u8::try_from(u32::from(c).checked_sub(u32::from(zero))?).ok().filter(|&digit| digit <= 9))
}

/// Marks that only say in which direction a text runs.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// Whether a text ends with letters that a point may follow, as in `Rs.`; codes such as `EUR` have none.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let is_code = word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    !(word.is_empty() || is_code)
}

/// Takes `Dr` or `Cr` off the end.
fn split_side(after: &str) -> (Side, &str) {
    let text = after.trim_end();
    let text = text.strip_suffix('.').unwrap_or(text);
    for (word, side) in [("dr", Side::Debit), ("cr", Side::Credit)] {
        if let Some((rest, end)) = text.len().checked_sub(2).and_then(|at| text.split_at_checked(at))
            && end.eq_ignore_ascii_case(word)
            && !rest.ends_with(char::is_alphabetic)
        {
            return (side, rest);
        }
    }
    (Side::None, after)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}')
}

/// The text without a bracket at one of its edges.
fn remove_one(text: &str, bracket: char) -> Option<&str> {
    let text = text.trim();
    text.strip_prefix(bracket).or_else(|| text.strip_suffix(bracket))
}

/// What stands beside the digits: perhaps a minus, perhaps a currency. `None`: something else, such as the letters of an id.
fn split_sign(text: &str, is_glued: bool) -> Option<(bool, &str)> {
    let is_minus = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2013}');
    let text = text.trim();
    let inner = text.trim_matches(is_minus).trim();
    let minus = inner.len() != text.len();
    if minus && text.chars().filter(|&c| is_minus(c)).count() != 1 {
        return None;
    }
    let inner = inner.strip_prefix('+').unwrap_or(inner).trim();
    let is_currency = |word: &str| {
        word.chars().count() <= 5
            && word.chars().all(|c| c.is_alphabetic() || is_currency_symbol(c) || c == '.')
            && (word.chars().any(is_currency_symbol) || is_currency_word(word, is_glued))
    };
    match inner.split_once(char::is_whitespace) {
        None => (inner.is_empty() || is_currency(inner)).then_some((minus, inner)),
        Some((one, other)) => {
            let other = other.trim_start();
            (is_currency(one) && is_currency(other)).then_some(())?;
            Some((minus, one_currency(one, other)?))
        }
    }
}

fn is_currency_symbol(c: char) -> bool {
    matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '\u{9f3}' | '\u{e3f}' | '\u{fdfc}' | '\u{ff04}' | '\u{ffe1}' | '\u{ffe5}')
}

/// Digits with marks, no sign: the value and what it says about the decimal mark.
fn parse_digits<T: FromDigits>(text: &str) -> Option<(T, Mark)> {
    let mut digits = [0_u8; MAX_LEN];
    let mut len = 0;
    // How many digits stand before each thousands mark that cannot be anything else.
    let mut groups = [0_usize; MAX_LEN];
    let (mut group_count, mut digit_count, mut is_arabic) = (0, 0, false);
    for c in text.chars() {
        let byte = match c {
            '0'..='9' | '.' | ',' => c as u8,
            '\'' | '’' | '´' | '`' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2007}'..='\u{200a}' | '\u{66c}' => {
                *groups.get_mut(group_count)? = digit_count;
                group_count += 1;
                continue;
            }
            // The Arabic decimal mark is nothing else.
            '\u{66b}' => {
                is_arabic = true;
                b'.'
            }
            '\u{ff0e}' => b'.',
            '\u{ff0c}' | '\u{60c}' => b',',
            c => b'0' + digit_of(c)?,
        };
        digit_count += usize::from(byte.is_ascii_digit());
        *digits.get_mut(len)? = byte;
        len += 1;
    }
    let digits = digits.get(..len)?;
    if is_arabic {
        let marks = digits.iter().filter(|b| !b.is_ascii_digit()).count();
        let (value, _) = match (marks, group_count) {
            (1, 0) => {
                let at = digits.iter().position(|b| !b.is_ascii_digit())?;
                (T::from_digits(digits.get(..at)?, digits.get(at + 1..)?)?, Mark::None)
            }
            (1, _) => parse_grouped(digits, groups.get(..group_count)?)?,
            _ => return None,
        };
        return Some((value, Mark::None));
    }
    if group_count > 0 {
        return parse_grouped(digits, groups.get(..group_count)?);
    }
    let count = |mark| digits.iter().filter(|&&b| b == mark).count();
    let (points, commas) = (count(b'.'), count(b','));
    let last_mark = digits.iter().rposition(|b| matches!(b, b'.' | b','));
    let Some(last_mark) = last_mark else { return Some((T::from_digits(digits, &[])?, Mark::None)) };
    let (whole, fraction) = (digits.get(..last_mark)?, digits.get(last_mark + 1..)?);
    let last_is_point = digits.get(last_mark) == Some(&b'.');
    let (this, other) = match last_is_point {
        true => (DecimalMark::Point, DecimalMark::Comma),
        false => (DecimalMark::Comma, DecimalMark::Point),
    };
    if points + commas == 1 {
        let either = fraction.len() == 3 && (1..=3).contains(&whole.len()) && whole.first() != Some(&b'0');
        return Some((T::from_digits(whole, fraction)?, if either { Mark::Either(this) } else { Mark::Certain(this) }));
    }
    if points > 0 && commas > 0 {
        // The last one stands before the decimals, the others between thousands.
        let last_once = if last_is_point { points == 1 } else { commas == 1 };
        return (last_once && are_thousands(whole)).then_some((T::from_digits(whole, fraction)?, Mark::Certain(this)));
    }
    are_thousands(digits).then_some((T::from_digits(digits, &[])?, Mark::Certain(other)))
}

/// Digits whose thousands are set off by blanks or apostrophes before the places `groups`; a point or comma is a decimal mark.
fn parse_grouped<T: FromDigits>(digits: &[u8], groups: &[usize]) -> Option<(T, Mark)> {
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
    Some((T::from_digits(whole, fraction)?, mark))
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
#[path = "number_tests.rs"]
mod tests;
