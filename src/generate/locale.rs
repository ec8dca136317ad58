//! Where a shop's customers live: tables of countries with cities, names and ages, from which [`people`](super::people) makes up
//! customers.

mod brazil;
mod france;
mod germany;
mod spain;
mod united_kingdom;
mod united_states;

use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, NL_NL};
use serde::{Deserialize, Serialize};

/// Where the customers live, and so what they are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// A shop with customers in six countries.
    #[default]
    #[serde(rename = "mixed")]
    Mixed,
    /// United States.
    #[serde(rename = "en_US")]
    EnUs,
    /// United Kingdom.
    #[serde(rename = "en_GB")]
    EnGb,
    /// Germany.
    #[serde(rename = "de_DE")]
    DeDe,
    /// France.
    #[serde(rename = "fr_FR")]
    FrFr,
    /// Spain: two family names.
    #[serde(rename = "es_ES")]
    EsEs,
    /// Brazil.
    #[serde(rename = "pt_BR")]
    PtBr,
}

impl Locale {
    /// All locales.
    pub const ALL: [Locale; 7] =
        [Locale::Mixed, Locale::EnUs, Locale::EnGb, Locale::DeDe, Locale::FrFr, Locale::EsEs, Locale::PtBr];

    /// Its name, as in settings.
    pub fn code(self) -> &'static str {
        match self {
            Locale::Mixed => "mixed",
            Locale::EnUs => "en_US",
            Locale::EnGb => "en_GB",
            Locale::DeDe => "de_DE",
            Locale::FrFr => "fr_FR",
            Locale::EsEs => "es_ES",
            Locale::PtBr => "pt_BR",
        }
    }

    /// The locale of a name, in any case, with `_` or `-`; `None` for a name that is none.
    pub fn from_code(code: &str) -> Option<Locale> {
        let plain = code.trim().replace('-', "_");
        Locale::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(&plain))
    }

    /// Currency of the shop's prices, as an ISO code.
    pub(super) fn currency(self) -> &'static str {
        match self {
            Locale::Mixed | Locale::EnUs => "USD",
            Locale::EnGb => "GBP",
            Locale::DeDe | Locale::FrFr | Locale::EsEs => "EUR",
            Locale::PtBr => "BRL",
        }
    }

    pub(super) fn countries(self) -> &'static [Country] {
        match self {
            Locale::Mixed => MIXED,
            Locale::EnUs => UNITED_STATES,
            Locale::EnGb => UNITED_KINGDOM,
            Locale::DeDe => GERMANY,
            Locale::FrFr => FRANCE,
            Locale::EsEs => SPAIN,
            Locale::PtBr => BRAZIL,
        }
    }
}

/// A country's share of the customers, and what they are called.
pub(super) struct Country {
    pub(super) name: &'static str,
    /// Share of customers, in percent.
    pub(super) share: u32,
    pub(super) cities: &'static [&'static str],
    pub(super) first_names: &'static [&'static str],
    pub(super) last_names: &'static [&'static str],
    /// Whether people have two family names.
    pub(super) two_last_names: bool,
    /// Mean and standard deviation of customers' ages, before those below 18 and above 90 are moved there.
    pub(super) age_years: (f64, f64),
}

/// A country with one family name each, and ages as in the mixed shop.
const fn country(
    name: &'static str,
    share: u32,
    cities: &'static [&'static str],
    first_names: &'static [&'static str],
    last_names: &'static [&'static str],
) -> Country {
    Country { name, share, cities, first_names, last_names, two_last_names: false, age_years: (41.0, 14.0) }
}

const MIXED: &[Country] = &[
    country(
        "United Kingdom",
        34,
        &["London", "Manchester", "Birmingham", "Leeds", "Glasgow", "Bristol", "Liverpool", "Edinburgh", "Cardiff"],
        EN::NAME_FIRST_NAME,
        EN::NAME_LAST_NAME,
    ),
    country(
        "United States",
        26,
        &["New York", "Los Angeles", "Chicago", "Houston", "Phoenix", "Philadelphia", "San Diego", "Dallas", "Seattle"],
        EN::NAME_FIRST_NAME,
        EN::NAME_LAST_NAME,
    ),
    country(
        "Germany",
        16,
        &["Berlin", "Hamburg", "München", "Köln", "Frankfurt am Main", "Stuttgart", "Leipzig", "Bremen"],
        DE_DE::NAME_FIRST_NAME,
        DE_DE::NAME_LAST_NAME,
    ),
    country(
        "France",
        11,
        &["Paris", "Lyon", "Marseille", "Toulouse", "Nice", "Nantes", "Lille", "Bordeaux"],
        FR_FR::NAME_FIRST_NAME,
        FR_FR::NAME_LAST_NAME,
    ),
    country(
        "Netherlands",
        7,
        &["Amsterdam", "Rotterdam", "Den Haag", "Utrecht", "Eindhoven", "Groningen"],
        NL_NL::NAME_FIRST_NAME,
        NL_NL::NAME_LAST_NAME,
    ),
    country(
        "Italy",
        6,
        &["Roma", "Milano", "Napoli", "Torino", "Bologna", "Firenze", "Verona"],
        IT_IT::NAME_FIRST_NAME,
        IT_IT::NAME_LAST_NAME,
    ),
];

const UNITED_STATES: &[Country] = &[Country {
    two_last_names: false,
    age_years: (40.0, 14.5),
    ..country("United States", 100, united_states::CITIES, united_states::FIRST, united_states::LAST)
}];
const UNITED_KINGDOM: &[Country] = &[Country {
    two_last_names: false,
    age_years: (42.0, 14.5),
    ..country("United Kingdom", 100, united_kingdom::CITIES, united_kingdom::FIRST, united_kingdom::LAST)
}];
const GERMANY: &[Country] = &[Country {
    two_last_names: false,
    age_years: (45.0, 14.0),
    ..country("Germany", 100, germany::CITIES, germany::FIRST, germany::LAST)
}];
const FRANCE: &[Country] = &[Country {
    two_last_names: false,
    age_years: (43.0, 14.0),
    ..country("France", 100, france::CITIES, france::FIRST, france::LAST)
}];
const SPAIN: &[Country] = &[Country {
    two_last_names: true,
    age_years: (44.0, 13.0),
    ..country("Spain", 100, spain::CITIES, spain::FIRST, spain::LAST)
}];
const BRAZIL: &[Country] = &[Country {
    two_last_names: false,
    age_years: (36.0, 12.0),
    ..country("Brazil", 100, brazil::CITIES, brazil::FIRST, brazil::LAST)
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_code(locale.code()), Some(locale));
            assert_eq!(serde_json::to_string(&locale).ok(), Some(format!("\"{}\"", locale.code())));
        }
        assert_eq!(Locale::from_code("de-de"), Some(Locale::DeDe));
        assert_eq!(Locale::from_code("tlh"), None);
    }

    #[test]
    fn lists_fit_their_columns() {
        for locale in Locale::ALL {
            let countries = locale.countries();
            assert_eq!(countries.iter().map(|c| c.share).sum::<u32>(), 100);
            for country in countries {
                let last = if country.two_last_names { country.last_names.len().pow(2) } else { country.last_names.len() };
                assert!(country.first_names.len() <= usize::from(u16::MAX) && last <= usize::from(u16::MAX));
                assert!(country.cities.len() >= 5 && country.cities.len() <= usize::from(u8::MAX));
                assert!(country.first_names.len() > 40 && country.last_names.len() > 40, "{}", country.name);
            }
        }
    }
}
