//! Decimals of any length.

/// Bytes of a decimal: 76 digits need 32.
const MAX_BYTES: usize = 64;

/// Writes a number stored as whole units of its last place, high byte first, in two's complement. `None`: no number is that long.
pub(crate) fn write_decimal(bytes: &[u8], scale: i32, out: &mut String) -> Option<()> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut magnitude = bytes.to_vec();
    if is_negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            let (negated, overflow) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (negated, overflow);
        }
    }
    // Digits, the last first.
    let mut digits: Vec<u8> = Vec::new();
    while magnitude.iter().any(|&byte| byte != 0) {
        let mut rest = 0_u16;
        for byte in &mut magnitude {
            let number = rest << 8 | u16::from(*byte);
            *byte = (number / 10) as u8;
            rest = number % 10;
        }
        digits.push(rest as u8);
    }
    write_digits(is_negative, &mut digits, scale, out);
    Some(())
}

/// The same for a number of at most 64 bits.
pub(crate) fn write_scaled(number: i64, scale: i32, out: &mut String) {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        digits.push((rest % 10) as u8);
        rest /= 10;
    }
    write_digits(number < 0, &mut digits, scale, out);
}

fn write_digits(is_negative: bool, digits: &mut Vec<u8>, scale: i32, out: &mut String) {
    let scale = usize::try_from(scale).unwrap_or(0).min(100);
    if is_negative {
        out.push('-');
    }
    while digits.len() <= scale {
        digits.push(0);
    }
    for (place, digit) in digits.iter().enumerate().rev() {
        out.push(char::from(b'0' + digit));
        if place == scale && scale > 0 {
            out.push('.');
        }
    }
    // Three decimals get a zero, as they are never thousands.
    if scale == 3 {
        out.push('0');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (bytes, scale, expected) in [
            (&[0x04, 0xd2][..], 2, "12.34"),
            (&[0xfb, 0x2e], 2, "-12.34"),
            (&[0xff], 2, "-0.01"),
            (&[0x05], 0, "5"),
            (&[], 2, "0.00"),
            (&[0x80], 0, "-128"),
            (&[0x04, 0xd2], 3, "1.2340"),
            (
                &[0x4b, 0x3b, 0x4c, 0xa8, 0x5a, 0x86, 0xc4, 0x7a, 0x09, 0x8a, 0x22, 0x3f, 0xff, 0xff, 0xff, 0xff],
                10,
                "9999999999999999999999999999.9999999999",
            ),
        ] {
            let mut out = String::new();
            write_decimal(bytes, scale, &mut out).unwrap();
            assert_eq!(out, expected);
        }
        assert!(write_decimal(&[1; 65], 0, &mut String::new()).is_none());
        for (number, scale, expected) in
            [(1234, 2, "12.34"), (-5, 1, "-0.5"), (0, 0, "0"), (i64::MIN, 4, "-922337203685477.5808")]
        {
            let mut out = String::new();
            write_scaled(number, scale, &mut out);
            assert_eq!(out, expected);
        }
    }
}
