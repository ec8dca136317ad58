//! The small curve in a key figure's card, as SVG path text. Geometry only.

use super::words::fixed;

/// Paths of a curve in a box of `width` × `height` units.
#[derive(Clone, Debug, PartialEq)]
pub struct Sparkline {
    /// The line.
    pub line: String,
    /// The area under it, closed along the bottom.
    pub area: String,
    /// Where the last value stands: x, y.
    pub last: (f64, f64),
}

/// The curve of `values`, oldest first, or `None` for fewer than two values or any that is not finite. A flat series is a
/// line at half height. Two units are kept free at the edges for the line's width.
pub fn sparkline(values: &[f64], width: f64, height: f64) -> Option<Sparkline> {
    if values.len() < 2 || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let margin = 2.0;
    let step = (width - 2.0 * margin) / (values.len() - 1) as f64;
    let y_of = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        height - margin - share * (height - 2.0 * margin)
    };
    let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(i, &value)| (margin + step * i as f64, y_of(value))).collect();
    let mut line = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        line.push_str(&format!("{}{} {}", if i == 0 { "M" } else { "L" }, fixed(*x, 1), fixed(*y, 1)));
    }
    let (first, last) = (points.first()?, points.last()?);
    let area = format!("{line}L{} {height}L{} {height}Z", fixed(last.0, 1), fixed(first.0, 1), height = fixed(height, 1));
    Some(Sparkline { line, area, last: *last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_fills_its_box() {
        let curve = sparkline(&[0.0, 10.0, 5.0], 100.0, 30.0).unwrap();
        assert_eq!(curve.line, "M2.0 28.0L50.0 2.0L98.0 15.0");
        assert_eq!(curve.area, "M2.0 28.0L50.0 2.0L98.0 15.0L98.0 30.0L2.0 30.0Z");
    }

    #[test]
    fn a_flat_curve_is_in_the_middle_and_bad_ones_are_none() {
        assert_eq!(sparkline(&[3.0, 3.0], 10.0, 10.0).map(|s| s.line).as_deref(), Some("M2.0 5.0L8.0 5.0"));
        assert_eq!(sparkline(&[3.0], 10.0, 10.0), None);
        assert_eq!(sparkline(&[1.0, f64::NAN], 10.0, 10.0), None);
    }
}
