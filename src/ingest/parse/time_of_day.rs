//! Times of day as shops write them: with or without seconds, AM and PM, time zones.

/// Minutes since midnight of `8:26`, `08:26:00`, `8:26 PM`, `08:26:00.000+02:00`, `082600Z`, `08h26`, `8.26 Uhr`.
pub(crate) fn parse_time(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if matches!(digits, 4 | 6) {
        let (hour, minute) = (number(bytes.get(..2)?)?, number(bytes.get(2..4)?)?);
        return (is_zone(text.get(digits..)?.trim()) && hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16);
    }
    let (hour, rest) = leading_number(bytes)?;
    // "8.26" and "08h26" have two digits for the minute, and nothing but a word behind.
    let (minute, rest) = match rest {
        [b':', rest @ ..] => leading_number(rest)?,
        [b'.' | b'h' | b'H', one @ b'0'..=b'5', other @ b'0'..=b'9', rest @ ..] => {
            (number(&[*one, *other])?, seconds_in_same_style(rest)?)
        }
        _ => return None,
    };
    let rest = match rest.strip_prefix(b":").and_then(leading_number) {
        Some((second, rest)) if second < 61 => rest,
        Some(_) => return None,
        None => rest,
    };
    let fraction = rest.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let rest = std::str::from_utf8(rest.get(fraction..)?).ok()?.trim();
    let (half, zone) = half_of_day(rest);
    let hour = match half {
        Some(is_afternoon) if (1..=12).contains(&hour) => hour % 12 + if is_afternoon { 12 } else { 0 },
        Some(_) => return None,
        None => hour,
    };
    (is_zone(zone) && hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16)
}

/// Takes `AM` or `PM` off, in any spelling: whether it is the afternoon.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, is_afternoon) in [
        ("am", false),
        ("pm", true),
        ("a.m.", false),
        ("p.m.", true),
        ("a. m.", false),
        ("p. m.", true),
        ("a", false),
        ("p", true),
    ] {
        if let (Some(start), Some(rest)) = (text.get(..word.len()), text.get(word.len()..))
            && start.eq_ignore_ascii_case(word)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            return (Some(is_afternoon), rest.trim());
        }
    }
    (None, text)
}

/// What follows `.33` or `m33` behind the minutes; all of it where there are no such seconds.
fn seconds_in_same_style(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        [b'.' | b'm', b'0'..=b'5', b'0'..=b'9', rest @ ..] => Some(rest),
        [b'0'..=b'9' | b'.' | b',', ..] => None,
        rest => Some(rest),
    }
}

/// `Z`, `+02:00`, `CEST`, `+01:00[Europe/Paris]`, `GMT+0100 (Central European Time)`, or nothing.
fn is_zone(text: &str) -> bool {
    let zone = text.split(['(', '[']).next().unwrap_or(text).trim();
    zone.len() <= 10 && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b':' | b' '))
}

fn leading_number(bytes: &[u8]) -> Option<(i32, &[u8])> {
    let len = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at_checked(len)?;
    (1..=2).contains(&len).then_some((number(digits)?, rest))
}

pub(crate) fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0')))
}
