//! The colours of reports: those of the pages' charts, which hold for colour-blind eyes, on light paper and on dark.

use super::Paint;

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// Colours of one ground.
pub(super) struct Palette {
    pub(super) ink: Rgb,
    pub(super) muted: Rgb,
    pub(super) grid: Rgb,
    pub(super) paper: Rgb,
    pub(super) sunken: Rgb,
    pub(super) series: [Rgb; SERIES],
    /// Five stops from little to much.
    ramp: [Rgb; 5],
    /// Ink on the full end of the ramp.
    on_full: Rgb,
}

/// Colours before they come again.
pub(super) const SERIES: usize = 10;

const fn rgb(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

/// For paper and light screens.
pub(super) const LIGHT: Palette = Palette {
    ink: rgb(0x001f_2430),
    muted: rgb(0x005b_6472),
    grid: rgb(0x00e4_e7ec),
    paper: rgb(0x00ff_ffff),
    sunken: rgb(0x00f4_f6f9),
    series: [
        rgb(0x002f_5fd0),
        rgb(0x00c2_570c),
        rgb(0x0003_a273),
        rgb(0x006d_3e59),
        rgb(0x0080_1500),
        rgb(0x008a_8aa0),
        rgb(0x0056_734f),
        rgb(0x0008_2da3),
        rgb(0x00a1_6fff),
        rgb(0x0024_5136),
    ],
    ramp: [rgb(0x00f1_f5fd), rgb(0x00c5_d5f7), rgb(0x008f_b0ee), rgb(0x0055_83de), rgb(0x0023_4a9f)],
    on_full: rgb(0x00ff_ffff),
};

/// For dark screens.
pub(super) const DARK: Palette = Palette {
    ink: rgb(0x00e7_eaf0),
    muted: rgb(0x00a2_abb9),
    grid: rgb(0x002c_333f),
    paper: rgb(0x0017_1b22),
    sunken: rgb(0x001d_222b),
    series: [
        rgb(0x007d_a2ff),
        rgb(0x00f2_985a),
        rgb(0x003f_e6bd),
        rgb(0x0086_718f),
        rgb(0x00ac_6360),
        rgb(0x00b2_a6b5),
        rgb(0x00f2_e26b),
        rgb(0x0051_73db),
        rgb(0x00ff_c9ff),
        rgb(0x003d_8c04),
    ],
    ramp: [rgb(0x001d_2430), rgb(0x0027_406f), rgb(0x003a_62ae), rgb(0x0060_88dc), rgb(0x00a9_c3ff)],
    on_full: rgb(0x000d_1017),
};

impl Palette {
    /// The colour of a role.
    pub(super) fn of(&self, paint: Paint) -> Rgb {
        match paint {
            Paint::Ink => self.ink,
            Paint::Muted => self.muted,
            Paint::Grid => self.grid,
            Paint::Paper => self.paper,
            Paint::Sunken => self.sunken,
            Paint::Series(n) => self.series[usize::from(n) % SERIES],
            Paint::Level(level) => self.level(level),
            Paint::OnLevel(level) => {
                let ground = self.level(level);
                let inks = [self.ink, self.on_full, DEEP, [255; 3]];
                // The usual ink where it can be read.
                if contrast(ground, self.ink) >= 4.5 {
                    return self.ink;
                }
                inks.into_iter().max_by(|a, b| contrast(ground, *a).total_cmp(&contrast(ground, *b))).unwrap_or(self.ink)
            }
        }
    }

    fn level(&self, level: u8) -> Rgb {
        let level = level.min(Paint::MOST_LEVEL);
        let (stop, half) = (usize::from(level / 2), level % 2 == 1);
        let (low, high) = (self.ramp[stop.min(4)], self.ramp[(stop + usize::from(half)).min(4)]);
        [0, 1, 2].map(|n| u8::midpoint(low[n], high[n]))
    }
}

/// Ink for the middle of the ramp, where neither of the others can be read.
const DEEP: Rgb = rgb(0x0006_0910);

/// `#rrggbb`.
pub(super) fn hex(colour: Rgb) -> String {
    format!("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2])
}

/// Relative luminance by WCAG 2, 0 to 1.
fn luminance(colour: Rgb) -> f64 {
    let linear = colour.map(|part| {
        let share = f64::from(part) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Contrast ratio by WCAG 2, 1 to 21.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_texts_stand_out_on_both_grounds() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
        for palette in [&LIGHT, &DARK] {
            assert!(contrast(palette.ink, palette.paper) >= 7.0);
            assert!(contrast(palette.muted, palette.paper) >= 4.5);
            for colour in palette.series {
                assert!(contrast(colour, palette.paper) >= 3.0, "{}", hex(colour));
            }
            for level in 0..=Paint::MOST_LEVEL {
                let ratio = contrast(palette.of(Paint::Level(level)), palette.of(Paint::OnLevel(level)));
                assert!(ratio >= 4.5, "step {level}: {ratio:.2}");
            }
        }
    }
}
