//! Which scores make which segment, as data that a user can edit, and the proof that every score has exactly one segment.

use super::score::Scoring;
use serde::{Deserialize, Serialize};

/// The maps that come with the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MapKind {
    /// Ten segments over 25 cells of recency and value.
    #[default]
    Grid,
    /// Eleven segments over 125 codes.
    Codes,
    /// Six segments over 27 codes, with recency in fixed days.
    Six,
}

/// What the digits of a map's codes stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axes {
    /// Two digits: R, and FM = (F + M) / 2 rounded half up.
    RecencyAndValue,
    /// Three digits: R, F, M.
    RecencyFrequencyMonetary,
}

impl Axes {
    fn digits(self) -> u32 {
        match self {
            Axes::RecencyAndValue => 2,
            Axes::RecencyFrequencyMonetary => 3,
        }
    }
}

/// One segment of a map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDefinition {
    /// Its name.
    pub name: String,
    /// Its codes: the scores written one after another, as 54 or 554.
    pub codes: Vec<u16>,
}

/// A map of scores to segments, not yet checked.
///
/// ```
/// use clientele_analytics::segment::{MapKind, SegmentMap};
///
/// let mut map = SegmentMap::preset(MapKind::Grid);
/// let valid = map.check()?;
/// let segment = valid.segment(5, 5, 5);
/// assert_eq!(valid.names()[usize::from(segment)], "Champions");
///
/// // A score without a segment is a fault, which names its code.
/// map.segments[0].codes.retain(|&code| code != 55);
/// assert_eq!(map.check().expect_err("55 has no segment").missing, [55]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMap {
    /// What the digits of a code stand for.
    pub axes: Axes,
    /// How scores are made.
    pub scoring: Scoring,
    /// The segments, in the order in which they are shown.
    pub segments: Vec<SegmentDefinition>,
}

/// Why a map cannot be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("The segment map cannot be used: {}.", self.found())]
pub struct MapFaults {
    /// Codes in no segment, ascending.
    pub missing: Vec<u16>,
    /// Codes in more than one segment or twice in one, ascending, with the segments' names.
    pub doubled: Vec<(u16, Vec<String>)>,
    /// Codes that no customer can have, with the segment that names them.
    pub unknown: Vec<(u16, String)>,
    /// Segments without a name, or with one that another has (or that those without orders have): their positions from 0.
    pub unnamed: Vec<usize>,
    /// More segments than a map can have (255).
    pub too_many: bool,
}

/// A map in which every code has exactly one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidMap {
    axes: Axes,
    scoring: Scoring,
    names: Vec<String>,
    /// Segment of each code, counted as a number in base `levels`.
    cells: Vec<u8>,
}

impl SegmentMap {
    /// A map that comes with the program.
    pub fn preset(kind: MapKind) -> Self {
        let (axes, scoring, rules): (_, _, &[(&str, &[u16])]) = match kind {
            MapKind::Grid => (Axes::RecencyAndValue, Scoring::Quintiles, GRID),
            MapKind::Codes => (Axes::RecencyFrequencyMonetary, Scoring::Quintiles, CODES),
            MapKind::Six => (Axes::RecencyFrequencyMonetary, Scoring::ThirdsAndDays, SIX),
        };
        let segments =
            rules.iter().map(|(name, codes)| SegmentDefinition { name: (*name).to_owned(), codes: codes.to_vec() }).collect();
        Self { axes, scoring, segments }
    }

    /// Proves that every code is in exactly one segment.
    ///
    /// # Errors
    /// [`MapFaults`] names every code that is missing, doubled or unknown.
    pub fn check(&self) -> Result<ValidMap, MapFaults> {
        let (map, faults) = self.place();
        if faults == MapFaults::default() { Ok(map) } else { Err(faults) }
    }

    fn place(&self) -> (ValidMap, MapFaults) {
        let mut faults = MapFaults { too_many: self.segments.len() > usize::from(u8::MAX), ..MapFaults::default() };
        let name = |segment: &usize| self.segments.get(*segment).map(|rule| rule.name.clone()).unwrap_or_default();
        let mut owners: Vec<Vec<usize>> = vec![Vec::new(); self.codes().count()];
        for (segment, rule) in self.segments.iter().enumerate() {
            let taken = self.segments.iter().take(segment).any(|other| other.name == rule.name);
            if taken || rule.name.trim().is_empty() || rule.name == super::PROSPECTS {
                faults.unnamed.push(segment);
            }
            for &code in &rule.codes {
                match self.codes().position(|known| known == code).and_then(|cell| owners.get_mut(cell)) {
                    Some(owner) => owner.push(segment),
                    None => faults.unknown.push((code, rule.name.clone())),
                }
            }
        }
        for (code, owner) in self.codes().zip(&owners) {
            match owner.len() {
                0 => faults.missing.push(code),
                1 => {}
                _ => faults.doubled.push((code, owner.iter().map(name).collect())),
            }
        }
        let cells = owners.iter().map(|owner| owner.first().map_or(0, |&segment| segment as u8)).collect();
        let names = self.segments.iter().map(|rule| rule.name.clone()).collect();
        (ValidMap { axes: self.axes, scoring: self.scoring, names, cells }, faults)
    }

    /// Every code that a customer can have, ascending.
    pub fn codes(&self) -> impl Iterator<Item = u16> + use<> {
        let levels = u16::from(self.scoring.levels());
        let digits = self.axes.digits();
        (0..levels.pow(digits)).map(move |cell| {
            let (mut rest, mut code, mut place) = (cell, 0, 1);
            for _ in 0..digits {
                code += (rest % levels + 1) * place;
                rest /= levels;
                place *= 10;
            }
            code
        })
    }
}

impl ValidMap {
    /// A map that comes with the program; that these are total is held by a test.
    pub fn preset(kind: MapKind) -> Self {
        SegmentMap::preset(kind).place().0
    }

    /// The segments' names, in the order in which they are shown.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How scores are made.
    pub fn scoring(&self) -> Scoring {
        self.scoring
    }

    /// The segment (a position in [`Self::names`]) of a customer with these scores; scores out of range count as the nearest.
    pub fn segment(&self, r: u8, f: u8, m: u8) -> u8 {
        let levels = usize::from(self.scoring.levels());
        let [r, f, m] = [r, f, m].map(|score| score.clamp(1, self.scoring.levels()));
        let digit = |score: u8| usize::from(score) - 1;
        let cell = match self.axes {
            Axes::RecencyAndValue => digit(r) * levels + digit(value_score(f, m)),
            Axes::RecencyFrequencyMonetary => (digit(r) * levels + digit(f)) * levels + digit(m),
        };
        self.cells.get(cell).copied().unwrap_or(0)
    }
}

/// FM: the mean of F and M, rounded half up.
pub(super) fn value_score(f: u8, m: u8) -> u8 {
    (f + m).div_ceil(2)
}

impl MapFaults {
    /// Every fault, in words.
    fn found(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.too_many {
            parts.push("it has more than 255 segments".to_owned());
        }
        if !self.unnamed.is_empty() {
            let positions: Vec<String> = self.unnamed.iter().map(|p| (p + 1).to_string()).collect();
            parts.push(format!("segment {} has no name of its own", positions.join(", ")));
        }
        if !self.missing.is_empty() {
            let codes: Vec<String> = self.missing.iter().map(u16::to_string).collect();
            parts.push(format!("no segment has {}", codes.join(" ")));
        }
        for (code, names) in &self.doubled {
            parts.push(format!("{code} is in {}", names.join(" and ")));
        }
        for (code, name) in &self.unknown {
            parts.push(format!("{name} has {code}, which no customer can score"));
        }
        parts.join("; ")
    }
}

impl clientele_core::domain::UserError for MapFaults {
    fn code(&self) -> &'static str {
        "segment-map-not-total"
    }

    fn place(&self) -> Option<String> {
        Some("segment map".to_owned())
    }

    fn suggestion(&self) -> String {
        "Give every code exactly one segment, or go back to one of the three maps that come with the program.".to_owned()
    }
}

const GRID: &[(&str, &[u16])] = &[
    ("Champions", &[54, 55]),
    ("Loyal", &[34, 35, 44, 45]),
    ("Potential Loyalists", &[42, 43, 52, 53]),
    ("New", &[51]),
    ("Promising", &[41]),
    ("Need Attention", &[33]),
    ("About To Sleep", &[31, 32]),
    ("At Risk", &[13, 14, 23, 24]),
    ("Can't Lose", &[15, 25]),
    ("Hibernating", &[11, 12, 21, 22]),
];

const CODES: &[(&str, &[u16])] = &[
    ("Champions", &[555, 554, 544, 545, 454, 455, 445]),
    ("Loyal", &[543, 444, 435, 355, 354, 345, 344, 335]),
    (
        "Potential Loyalist",
        &[553, 551, 552, 541, 542, 533, 532, 531, 452, 451, 442, 441, 431, 453, 433, 432, 423, 353, 352, 351, 342, 341, 333, 323],
    ),
    ("New", &[512, 511, 422, 421, 412, 411, 311]),
    ("Promising", &[525, 524, 523, 522, 521, 515, 514, 513, 425, 424, 413, 414, 415, 315, 314, 313]),
    ("Need Attention", &[535, 534, 443, 434, 343, 334, 325, 324]),
    ("About To Sleep", &[331, 321, 312, 221, 213, 231, 241, 251]),
    ("At Risk", &[255, 254, 245, 244, 253, 252, 243, 242, 235, 234, 225, 224, 153, 152, 145, 143, 142, 135, 134, 133, 125, 124]),
    ("Cannot Lose", &[155, 154, 144, 214, 215, 115, 114, 113]),
    ("Hibernating", &[332, 322, 233, 232, 223, 222, 132, 123, 122, 212, 211]),
    ("Lost", &[111, 112, 121, 131, 141, 151]),
];

const SIX: &[(&str, &[u16])] = &[
    ("Champions", &[333, 332, 323]),
    ("Loyal", &[321, 322, 331, 232, 233]),
    ("Recent", &[312, 313, 311, 222, 223]),
    ("Needs Attention", &[213, 221, 123, 132, 133]),
    ("At Risk", &[231, 212, 122, 131, 211]),
    ("Inactive", &[111, 112, 113, 121]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_total() {
        for (kind, codes, segments) in [(MapKind::Grid, 25, 10), (MapKind::Codes, 125, 11), (MapKind::Six, 27, 6)] {
            let map = SegmentMap::preset(kind);
            let valid = map.check().unwrap_or_else(|faults| panic!("{kind:?}: {faults}"));
            assert_eq!(map.codes().count(), codes);
            assert_eq!(map.segments.iter().map(|s| s.codes.len()).sum::<usize>(), codes);
            assert_eq!(valid.names().len(), segments);
            assert_eq!(valid, ValidMap::preset(kind));
        }
    }

    #[test]
    fn every_code_finds_the_segment_that_names_it() {
        for kind in [MapKind::Codes, MapKind::Six] {
            let (map, valid) = (SegmentMap::preset(kind), ValidMap::preset(kind));
            for (segment, rule) in map.segments.iter().enumerate() {
                for code in &rule.codes {
                    let digit = |place: u16| (code / place % 10) as u8;
                    assert_eq!(usize::from(valid.segment(digit(100), digit(10), digit(1))), segment, "{kind:?} {code}");
                }
            }
        }
        let grid = ValidMap::preset(MapKind::Grid);
        let name = |r, f, m| grid.names()[usize::from(grid.segment(r, f, m))].as_str();
        assert_eq!(name(5, 5, 4), "Champions");
        assert_eq!(name(1, 1, 5), "At Risk");
        assert_eq!(name(4, 1, 4), "Potential Loyalists", "(1 + 4) / 2 rounds up to 3");
        assert_eq!(name(2, 5, 5), "Can't Lose");
        assert_eq!(name(0, 0, 9), "At Risk", "(1 + 5) / 2: out of range counts as the nearest");
    }

    #[test]
    fn faults_are_named() {
        let mut map = SegmentMap::preset(MapKind::Grid);
        map.segments[0].codes = vec![54, 51, 66];
        map.segments[1].name = "Champions".to_owned();
        let faults = map.check().expect_err("55 is missing");
        assert_eq!(faults.missing, [55]);
        assert_eq!(faults.doubled, [(51, vec!["Champions".to_owned(), "New".to_owned()])]);
        assert_eq!(faults.unknown, [(66, "Champions".to_owned())]);
        assert_eq!(faults.unnamed, [1]);
        assert_eq!(
            faults.to_string(),
            "The segment map cannot be used: segment 2 has no name of its own; no segment has 55; 51 is in Champions and New; \
             Champions has 66, which no customer can score."
        );
    }
}
