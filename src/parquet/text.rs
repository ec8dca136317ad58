//! Values as people write them: what a spreadsheet of the same table would give.

use crate::decimal::{write_decimal, write_scaled};
use crate::fault::Fault;
use crate::metadata::{Logical, Unit};
use crate::schema::Leaf;
use crate::values::{MAX_TEXT_BYTES, Raw};
use std::fmt::Write;

const DAY_SECONDS: i64 = 86_400;
/// The Julian day of 1970-01-01.
const JULIAN_1970: i64 = 2_440_588;

/// Writes a value as its column's type says. What is no value (not a number, infinite) is written as nothing.
pub(crate) fn write_value(raw: Raw<'_>, leaf: &Leaf, out: &mut String) -> Result<(), Fault> {
    match (raw, leaf.logical) {
        (Raw::Boolean(flag), _) => out.push_str(if flag { "TRUE" } else { "FALSE" }),
        (Raw::Int32(days), Logical::Date) => write_day(i64::from(days), out),
        (Raw::Int32(number), Logical::Decimal { scale }) => write_scaled(i64::from(number), scale, out),
        (Raw::Int64(number), Logical::Decimal { scale }) => write_scaled(number, scale, out),
        (Raw::Int32(time), Logical::Time(unit)) => write_time(i64::from(time) / unit.per_second(), out),
        (Raw::Int64(time), Logical::Time(unit)) => write_time(time / unit.per_second(), out),
        (Raw::Int64(moment), Logical::Timestamp(unit)) => write_moment(moment.div_euclid(unit.per_second()), out),
        (Raw::Int32(number), Logical::Integer { is_signed: false }) => drop(write!(out, "{}", number.cast_unsigned())),
        (Raw::Int64(number), Logical::Integer { is_signed: false }) => drop(write!(out, "{}", number.cast_unsigned())),
        (Raw::Int32(number), _) => drop(write!(out, "{number}")),
        (Raw::Int64(number), _) => drop(write!(out, "{number}")),
        (Raw::Int96(bytes), _) => {
            let (nanos, day) = bytes.split_first_chunk().ok_or(Fault::Broken)?;
            let day = day.first_chunk().map(|day| i64::from(i32::from_le_bytes(*day))).ok_or(Fault::Broken)?;
            let seconds = i64::from_le_bytes(*nanos).div_euclid(Unit::Nanos.per_second());
            write_moment((day - JULIAN_1970) * DAY_SECONDS + seconds.clamp(-DAY_SECONDS, 2 * DAY_SECONDS), out);
        }
        (Raw::Float(number), _) => write_float(number.is_finite(), number, out),
        (Raw::Double(number), _) => write_float(number.is_finite(), number, out),
        (Raw::Bytes(bytes), Logical::Decimal { scale }) => write_decimal(bytes, scale, out).ok_or(Fault::Broken)?,
        (Raw::Bytes(bytes), Logical::Float16) => {
            let half = bytes.first_chunk().map(|half| u16::from_le_bytes(*half)).ok_or(Fault::Broken)?;
            let number = half_float(half);
            write_float(number.is_finite(), number, out);
        }
        (Raw::Bytes(bytes), Logical::Uuid) => {
            for (at, byte) in bytes.iter().enumerate() {
                let gap = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
                let _ = write!(out, "{gap}{byte:02x}");
            }
        }
        (Raw::Bytes(bytes), _) if bytes.len() > MAX_TEXT_BYTES => return Err(Fault::TooLarge),
        (Raw::Bytes(bytes), _) => out.push_str(&String::from_utf8_lossy(bytes)),
        (Raw::Index(_), _) => return Err(Fault::Broken),
    }
    Ok(())
}

/// The shortest decimals that mean exactly this number. Three decimals get a zero, as they are never thousands.
fn write_float(is_number: bool, number: impl std::fmt::Display, out: &mut String) {
    if !is_number {
        return;
    }
    let start = out.len();
    let _ = write!(out, "{number}");
    let text = out.get(start..).unwrap_or_default();
    if text.len().checked_sub(4).is_some_and(|at| text.as_bytes().get(at) == Some(&b'.')) {
        out.push('0');
    }
}

fn half_float(half: u16) -> f32 {
    let (sign, exponent, fraction) = (half >> 15, i32::from(half >> 10 & 0x1f), f32::from(half & 0x3ff));
    let number = match exponent {
        0 => fraction / 16_777_216.0,
        31 => f32::NAN,
        // Powers of two are exact.
        _ => (1.0 + fraction / 1024.0) * f32::from_bits(((exponent - 15 + 127) as u32) << 23),
    };
    if sign == 1 { -number } else { number }
}

/// `2010-12-01`, of days since 1970-01-01. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn write_day(days: i64, out: &mut String) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

fn write_time(seconds: i64, out: &mut String) {
    let seconds = seconds.rem_euclid(DAY_SECONDS);
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// `2010-12-01 08:26:00`, without the time at midnight.
fn write_moment(seconds: i64, out: &mut String) {
    write_day(seconds.div_euclid(DAY_SECONDS), out);
    if seconds.rem_euclid(DAY_SECONDS) != 0 {
        out.push(' ');
        write_time(seconds, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Physical;

    fn text(raw: Raw<'_>, logical: Logical) -> String {
        let physical = Physical::Int32;
        let leaf = Leaf { name: String::new(), physical, logical, max_definition: 0, is_repeated: false };
        let mut out = String::new();
        write_value(raw, &leaf, &mut out).unwrap();
        out
    }

    #[test]
    fn values_as_people_write_them() {
        let (millis, micros, nanos) = (Unit::Millis, Unit::Micros, Unit::Nanos);
        let unsigned = Logical::Integer { is_signed: false };
        let noon_1 = [&43_200_000_000_000_i64.to_le_bytes()[..], &2_440_589_i32.to_le_bytes()].concat();
        for (raw, logical, expected) in [
            (Raw::Boolean(true), Logical::Other, "TRUE"),
            (Raw::Int32(-7), Logical::Other, "-7"),
            (Raw::Int32(-1), unsigned, "4294967295"),
            (Raw::Int64(-1), unsigned, "18446744073709551615"),
            (Raw::Int32(14_944), Logical::Date, "2010-12-01"),
            (Raw::Int32(-1), Logical::Date, "1969-12-31"),
            (Raw::Int32(11_016), Logical::Date, "2000-02-29"),
            (Raw::Int32(1234), Logical::Decimal { scale: 2 }, "12.34"),
            (Raw::Int64(-1234), Logical::Decimal { scale: 3 }, "-1.2340"),
            (Raw::Int32(30_360_000), Logical::Time(millis), "08:26:00"),
            (Raw::Int64(30_360_000_000), Logical::Time(micros), "08:26:00"),
            (Raw::Int64(1_291_191_960_999), Logical::Timestamp(millis), "2010-12-01 08:26:00"),
            (Raw::Int64(1_291_191_960_000_001), Logical::Timestamp(micros), "2010-12-01 08:26:00"),
            (Raw::Int64(1_291_161_600_000_000_000), Logical::Timestamp(nanos), "2010-12-01"),
            (Raw::Int64(-1), Logical::Timestamp(millis), "1969-12-31 23:59:59"),
            (Raw::Int96(&noon_1), Logical::Other, "1970-01-02 12:00:00"),
            (Raw::Float(0.1), Logical::Other, "0.1"),
            (Raw::Double(0.1 + 0.2), Logical::Other, "0.30000000000000004"),
            (Raw::Double(1.234), Logical::Other, "1.2340"),
            (Raw::Double(17_850.0), Logical::Other, "17850"),
            (Raw::Double(f64::NAN), Logical::Other, ""),
            (Raw::Double(f64::INFINITY), Logical::Other, ""),
            (Raw::Bytes(&[0x04, 0xd2]), Logical::Decimal { scale: 2 }, "12.34"),
            (Raw::Bytes(&[0x00, 0x3e]), Logical::Float16, "1.5"),
            (Raw::Bytes(&[0x01, 0x80]), Logical::Float16, "-0.000000059604645"),
            (Raw::Bytes(&[0; 16]), Logical::Uuid, "00000000-0000-0000-0000-000000000000"),
            (Raw::Bytes("Müsli".as_bytes()), Logical::Other, "Müsli"),
        ] {
            assert_eq!(text(raw, logical), expected, "{raw:?} {logical:?}");
        }
        // The ends of what fits.
        for raw in [Raw::Int64(i64::MIN), Raw::Int64(i64::MAX)] {
            for logical in [Logical::Timestamp(millis), Logical::Time(nanos), Logical::Decimal { scale: 38 }] {
                assert!(!text(raw, logical).is_empty());
            }
        }
        for raw in [Raw::Int32(i32::MIN), Raw::Int32(i32::MAX)] {
            assert!(!text(raw, Logical::Date).is_empty());
        }
    }
}
