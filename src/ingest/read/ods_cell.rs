//! One cell of an OpenDocument spreadsheet: what its attributes and paragraphs say, as the text that a workbook's cell gives.

use crate::read::row_collector::write_number;
use clientele_core::domain::Day;
use std::fmt::Write;

/// Spaces that one element may stand for.
const MOST_SPACES: usize = 1_000;

/// A cell while it is read.
#[derive(Default)]
pub(crate) struct OdsCell {
    /// `float`, `date`, …
    pub(crate) kind: String,
    /// The value that goes with the kind.
    pub(crate) value: String,
    pub(crate) currency: String,
    pub(crate) is_error: bool,
    /// It lies under a merged cell: what it holds is not seen.
    pub(crate) is_covered: bool,
    /// How many cells in a row are the same.
    pub(crate) times: u32,
    shown: String,
    paragraphs: usize,
    ends_with_space: bool,
}

impl OdsCell {
    /// An empty cell. `is_covered`: it lies under a merged one.
    pub(crate) fn new(is_covered: bool) -> Self {
        Self { is_covered, times: 1, ..Self::default() }
    }

    /// Takes an attribute by its name.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match name {
            "office:value-type" => value.clone_into(&mut self.kind),
            "calcext:value-type" => self.is_error |= value == "error",
            "office:value" | "office:date-value" | "office:time-value" | "office:boolean-value" | "office:string-value" => {
                value.clone_into(&mut self.value);
            }
            "office:currency" => value.clone_into(&mut self.currency),
            "table:number-columns-repeated" => self.times = value.parse().unwrap_or(1),
            _ => {}
        }
    }

    /// A paragraph begins.
    pub(crate) fn begin_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.shown.push('\n');
        }
        self.paragraphs += 1;
        self.ends_with_space = true;
    }

    /// Text of a paragraph: white space of any length is one space, and none where it begins.
    pub(crate) fn push_text(&mut self, text: &str) {
        for letter in text.chars() {
            let is_space = matches!(letter, ' ' | '\t' | '\r' | '\n');
            if !(is_space && self.ends_with_space) {
                self.shown.push(if is_space { ' ' } else { letter });
            }
            self.ends_with_space = is_space;
        }
    }

    /// A character that is an element of its own, some times.
    pub(crate) fn push_char(&mut self, letter: char, times: usize) {
        self.shown.extend(std::iter::repeat_n(letter, times.min(MOST_SPACES)));
        self.ends_with_space = false;
    }

    pub(crate) fn text_len(&self) -> usize {
        self.shown.len() + self.value.len()
    }

    /// Writes the cell's text. `false`: it shows an error.
    pub(crate) fn write(&self, out: &mut String) -> bool {
        if self.is_covered || self.is_error {
            return self.is_covered;
        }
        let number = || self.value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match number() {
                Some(number) => {
                    write_number(number, out);
                    // As a person would type it.
                    if self.currency.len() == 3 && self.currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
                        let _ = write!(out, " {}", self.currency);
                    }
                }
                None => out.push_str(&self.shown),
            },
            "date" => write_date(&self.value, out),
            "time" => write_time(&self.value, out),
            "boolean" => out.push_str(if self.value == "true" { "TRUE" } else { "FALSE" }),
            _ if !self.value.is_empty() => out.push_str(&self.value),
            _ => out.push_str(&self.shown),
        }
        true
    }
}

/// `2010-12-01T08:26:00` as `2010-12-01 08:26:00`; fractions of seconds are rounded, midnight is left out.
fn write_date(value: &str, out: &mut String) {
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let mut parts = date.split('-').map(str::parse::<u16>);
    let day = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) => {
            u8::try_from(month).ok().zip(u8::try_from(day).ok()).and_then(|(m, d)| Day::from_ymd(i32::from(year), m, d))
        }
        _ => None,
    };
    let seconds = if time.is_empty() { Some(0) } else { seconds_of(time) };
    let (Some(mut day), Some(mut seconds)) = (day, seconds) else {
        out.push_str(value);
        return;
    };
    if seconds >= 86_400 {
        day = Day(day.0.saturating_add(1));
        seconds = 0;
    }
    let _ = write!(out, "{day}");
    if seconds > 0 {
        out.push(' ');
        write_seconds(seconds, out);
    }
}

/// `08:26:00.5`, to the second.
fn seconds_of(time: &str) -> Option<u32> {
    let mut parts = time.split(':');
    let (hours, minutes) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let seconds = parts.next().unwrap_or("0").parse::<f64>().ok()?;
    if hours > 24 || minutes > 59 || !(0.0..61.0).contains(&seconds) || parts.next().is_some() {
        return None;
    }
    Some(hours * 3600 + minutes * 60 + seconds.round() as u32)
}

/// `PT08H26M00S` as `08:26:00`.
fn write_time(value: &str, out: &mut String) {
    let seconds = || {
        let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.parse::<f64>().ok().filter(|s| (0.0..61.0).contains(s))?;
        let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
        hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds.round() as u32)
    };
    match seconds() {
        Some(seconds) => write_seconds(seconds, out),
        None => out.push_str(value),
    }
}

fn write_seconds(seconds: u32, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_text() {
        for (kind, value, currency, text) in [
            ("float", "17850", "", "17850"),
            ("float", "1.234", "", "1.2340"),
            ("float", "many", "", "shown"),
            ("percentage", "0.15", "", "0.15"),
            ("currency", "12.5", "EUR", "12.5 EUR"),
            ("currency", "12.5", "", "12.5"),
            ("date", "2010-12-01", "", "2010-12-01"),
            ("date", "2010-12-01T00:00:00", "", "2010-12-01"),
            ("date", "2010-12-01T08:26:00", "", "2010-12-01 08:26:00"),
            ("date", "2010-12-01T08:25:59.999999", "", "2010-12-01 08:26:00"),
            ("date", "2010-12-31T23:59:59.9", "", "2011-01-01"),
            ("date", "2010-13-01", "", "2010-13-01"),
            ("time", "PT08H26M00S", "", "08:26:00"),
            ("time", "PT08H26M00.7S", "", "08:26:01"),
            ("time", "P1D", "", "P1D"),
            ("boolean", "true", "", "TRUE"),
            ("boolean", "false", "", "FALSE"),
            ("string", "", "", "shown"),
            ("string", "kept", "", "kept"),
            ("", "", "", "shown"),
        ] {
            let mut cell = OdsCell { kind: kind.into(), value: value.into(), currency: currency.into(), ..OdsCell::default() };
            cell.begin_paragraph();
            cell.push_text("shown");
            let mut out = String::new();
            assert!(cell.write(&mut out));
            assert_eq!(out, text, "{kind} {value}");
        }
    }

    #[test]
    fn paragraphs_and_white_space() {
        let mut cell = OdsCell::default();
        for paragraph in [" a\n  b", "c "] {
            cell.begin_paragraph();
            cell.push_text(paragraph);
        }
        cell.push_char(' ', 2);
        cell.push_text("d");
        let mut out = String::new();
        assert!(cell.write(&mut out));
        assert_eq!(out, "a b\nc   d");
        cell.is_covered = true;
        out.clear();
        assert!(cell.write(&mut out) && out.is_empty());
        (cell.is_covered, cell.is_error) = (false, true);
        assert!(!cell.write(&mut out) && out.is_empty());
    }
}
