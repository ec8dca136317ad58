//! Holds the charts' colours: marks stand out on both grounds, and every two of them are told apart by every eye.
//!
//! How others see is simulated with the matrices of Machado, Oliveira & Fernandes (2009), "A physiologically-based model for simulation
//! of color vision deficiency", IEEE TVCG 15(6), severity 1.0, on linear RGB. Distance is CIEDE2000 (Sharma, Wu & Dalal 2005). A just
//! noticeable difference is about 2.3 (Mahy, Van Eycken & Oosterlinck 1994); four times that is asked of marks that lie apart.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::style::palette;
use clientele_messages::Theme;
use std::f64::consts::PI;

/// Least distance between two series for any eye.
const LEAST: f64 = 4.0 * 2.3;
/// Grounds that charts stand on: cards, and the page while a card is transparent.
const GROUNDS: [(Theme, &str); 3] = [(Theme::Light, "#ffffff"), (Theme::Light, "#f6f7f9"), (Theme::Dark, "#171b22")];

type Rgb = [f64; 3];

const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
    ("deuteranopia", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
    ("tritanopia", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
];

fn linear(hex: &str) -> Rgb {
    [1, 3, 5].map(|at| {
        let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    })
}

fn times(matrix: &[[f64; 3]; 3], of: Rgb) -> Rgb {
    [0, 1, 2].map(|row: usize| (0..3).map(|at| matrix[row][at] * of[at]).sum())
}

/// WCAG 2's contrast.
fn contrast(a: &str, b: &str) -> f64 {
    let light = |hex| {
        let [r, g, b] = linear(hex);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b): (f64, f64) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIE L*a*b* under D65.
fn lab(rgb: Rgb) -> [f64; 3] {
    let to_xyz = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    let [x, y, z] = times(&to_xyz, rgb.map(|part| part.clamp(0.0, 1.0)));
    let f = |t: f64| if t > 216.0 / 24389.0 { libm::cbrt(t) } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let (x, y, z) = (f(x / 0.950_47), f(y), f(z / 1.088_83));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let (sin, cos) = (|degrees: f64| libm::sin(degrees * PI / 180.0), |degrees: f64| libm::cos(degrees * PI / 180.0));
    let seventh = |x: f64| libm::pow(x, 7.0);
    let weight = |c: f64| (seventh(c) / (seventh(c) + seventh(25.0))).sqrt();
    let g = 0.5 * (1.0 - weight(f64::midpoint(a1.hypot(b1), a2.hypot(b2))));
    let (a1, a2) = ((1.0 + g) * a1, (1.0 + g) * a2);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| (libm::atan2(b, a) * 180.0 / PI).rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if grey => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let middle = match (h1 + h2, (h1 - h2).abs() <= 180.0) {
        (sum, _) if grey => sum,
        (sum, true) => sum / 2.0,
        (sum, false) if sum < 360.0 => sum / 2.0 + 180.0,
        (sum, false) => sum / 2.0 - 180.0,
    };
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let t = 1.0 - 0.17 * cos(middle - 30.0) + 0.24 * cos(2.0 * middle) + 0.32 * cos(3.0 * middle + 6.0)
        - 0.20 * cos(4.0 * middle - 63.0);
    let off = (l - 50.0) * (l - 50.0);
    let lightness = (l2 - l1) / (1.0 + 0.015 * off / (20.0 + off).sqrt());
    let chroma = (c2 - c1) / (1.0 + 0.045 * c);
    let hue = 2.0 * (c1 * c2).sqrt() * sin(turn / 2.0) / (1.0 + 0.015 * c * t);
    let around = (middle - 275.0) / 25.0;
    let rotation = -sin(60.0 * libm::exp(-around * around)) * 2.0 * weight(c);
    (lightness * lightness + chroma * chroma + hue * hue + rotation * chroma * hue).sqrt()
}

#[test]
fn the_distance_is_that_of_its_paper() {
    let pairs = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ];
    for (a, b, expected) in pairs {
        assert!((ciede2000(a, b) - expected).abs() < 1e-4, "{} {expected}", ciede2000(a, b));
    }
}

#[test]
fn marks_stand_out_on_their_grounds() {
    for (theme, ground) in GROUNDS {
        let colours = palette(theme);
        for colour in colours.series.iter().chain([&colours.accent, &colours.second]) {
            assert!(contrast(colour, ground) >= 3.0, "{colour} on {ground}: {:.2}", contrast(colour, ground));
        }
        for text in [colours.ink, colours.muted] {
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}");
        }
    }
}

#[test]
fn every_two_series_are_told_apart_by_every_eye() {
    for theme in [Theme::Light, Theme::Dark] {
        let series = palette(theme).series;
        for (eye, matrix) in EYES {
            let seen = series.map(|colour| lab(times(&matrix, linear(colour))));
            for one in 0..seen.len() {
                for other in 0..one {
                    let apart = ciede2000(seen[one], seen[other]);
                    assert!(apart >= LEAST, "{} and {} by {eye}: {apart:.1}", series[other], series[one]);
                }
            }
        }
    }
}

#[test]
fn the_ramps_grow_evenly_for_every_eye() {
    for theme in [Theme::Light, Theme::Dark] {
        for (eye, matrix) in EYES {
            let light = palette(theme).ramp.map(|colour| lab(times(&matrix, linear(colour)))[0]);
            let rises =
                light.windows(2).all(|pair| if theme == Theme::Dark { pair[1] - pair[0] > 5.0 } else { pair[0] - pair[1] > 5.0 });
            assert!(rises, "{eye}: {light:?}");
        }
    }
}
