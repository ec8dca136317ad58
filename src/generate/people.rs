//! Made-up customers: names from word lists of their country's language, real cities, addresses in domains that are reserved for
//! examples. Any likeness to a living person is chance.

use super::draw::Draws;
use crate::domain::Day;
use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, NL_NL};

/// Customers as columns, one row each; texts are put together when they are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    country: Vec<u8>,
    city: Vec<u8>,
    first_name: Vec<u16>,
    last_name: Vec<u16>,
    email_style: Vec<u8>,
    age_years: Vec<u8>,
    registered: Vec<Day>,
}

struct Country {
    name: &'static str,
    /// Share of customers, in percent.
    share: u32,
    cities: &'static [&'static str],
    first_names: &'static [&'static str],
    last_names: &'static [&'static str],
}

const COUNTRIES: &[Country] = &[
    Country {
        name: "United Kingdom",
        share: 34,
        cities: &["London", "Manchester", "Birmingham", "Leeds", "Glasgow", "Bristol", "Liverpool", "Edinburgh", "Cardiff"],
        first_names: EN::NAME_FIRST_NAME,
        last_names: EN::NAME_LAST_NAME,
    },
    Country {
        name: "United States",
        share: 26,
        cities: &["New York", "Los Angeles", "Chicago", "Houston", "Phoenix", "Philadelphia", "San Diego", "Dallas", "Seattle"],
        first_names: EN::NAME_FIRST_NAME,
        last_names: EN::NAME_LAST_NAME,
    },
    Country {
        name: "Germany",
        share: 16,
        cities: &["Berlin", "Hamburg", "München", "Köln", "Frankfurt am Main", "Stuttgart", "Leipzig", "Bremen"],
        first_names: DE_DE::NAME_FIRST_NAME,
        last_names: DE_DE::NAME_LAST_NAME,
    },
    Country {
        name: "France",
        share: 11,
        cities: &["Paris", "Lyon", "Marseille", "Toulouse", "Nice", "Nantes", "Lille", "Bordeaux"],
        first_names: FR_FR::NAME_FIRST_NAME,
        last_names: FR_FR::NAME_LAST_NAME,
    },
    Country {
        name: "Netherlands",
        share: 7,
        cities: &["Amsterdam", "Rotterdam", "Den Haag", "Utrecht", "Eindhoven", "Groningen"],
        first_names: NL_NL::NAME_FIRST_NAME,
        last_names: NL_NL::NAME_LAST_NAME,
    },
    Country {
        name: "Italy",
        share: 6,
        cities: &["Roma", "Milano", "Napoli", "Torino", "Bologna", "Firenze", "Verona"],
        first_names: IT_IT::NAME_FIRST_NAME,
        last_names: IT_IT::NAME_LAST_NAME,
    },
];

/// Reserved for documentation and tests by RFC 2606: no mail can reach anyone.
const DOMAINS: &[&str] = &["example.com", "example.org", "example.net"];

/// Days before the period in which those who registered earlier did so.
const EARLIER_DAYS: i32 = 730;

impl People {
    /// Number of customers.
    pub fn len(&self) -> usize {
        self.country.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.country.is_empty()
    }

    /// Given and family name.
    pub fn name(&self, row: usize) -> String {
        let (first, last) = self.names(row);
        format!("{first} {last}")
    }

    /// An address that no other customer has.
    pub fn email(&self, row: usize) -> String {
        let (first, last) = self.names(row);
        let style = self.email_style.get(row).copied().unwrap_or(0);
        let domain = DOMAINS.get(usize::from(style) % DOMAINS.len()).copied().unwrap_or("example.com");
        let mut address = String::with_capacity(48);
        push_ascii(&mut address, first);
        address.push('.');
        push_ascii(&mut address, last);
        // The row number makes it unique.
        address.push_str(&(row + 1).to_string());
        address.push('@');
        address.push_str(domain);
        address
    }

    /// City.
    pub fn city(&self, row: usize) -> &'static str {
        let city = self.city.get(row).copied().unwrap_or(0);
        self.home(row).and_then(|country| country.cities.get(usize::from(city))).copied().unwrap_or("")
    }

    /// Country.
    pub fn country(&self, row: usize) -> &'static str {
        self.home(row).map_or("", |country| country.name)
    }

    /// Age in years.
    pub fn age_years(&self, row: usize) -> u8 {
        self.age_years.get(row).copied().unwrap_or(0)
    }

    /// When the customer registered: never after the first purchase.
    pub fn registered(&self, row: usize) -> Day {
        self.registered.get(row).copied().unwrap_or_default()
    }

    fn home(&self, row: usize) -> Option<&'static Country> {
        COUNTRIES.get(usize::from(*self.country.get(row)?))
    }

    fn names(&self, row: usize) -> (&'static str, &'static str) {
        let Some(home) = self.home(row) else { return ("", "") };
        let name = |list: &'static [&'static str], column: &[u16]| {
            column.get(row).and_then(|&at| list.get(usize::from(at))).copied().unwrap_or("").trim()
        };
        (name(home.first_names, &self.first_name), name(home.last_names, &self.last_name))
    }

    pub(super) fn push(&mut self, first_day: Day, last_day: Day, draws: &mut Draws) {
        let mut ticket = draws.below(COUNTRIES.iter().map(|country| country.share).sum());
        let mut at = 0;
        for (i, country) in COUNTRIES.iter().enumerate() {
            at = i;
            match ticket.checked_sub(country.share) {
                Some(rest) => ticket = rest,
                None => break,
            }
        }
        let (cities, firsts, lasts) =
            COUNTRIES.get(at).map_or((0, 0, 0), |c| (c.cities.len(), c.first_names.len(), c.last_names.len()));
        self.country.push(at as u8);
        self.city.push(draws.below(cities as u32) as u8);
        self.first_name.push(draws.below(firsts as u32) as u16);
        self.last_name.push(draws.below(lasts as u32) as u16);
        self.email_style.push(draws.below(DOMAINS.len() as u32) as u8);
        self.age_years.push((41.0 + 14.0 * draws.normal()).clamp(18.0, 90.0) as u8);
        let earlier = draws.chance(0.4);
        let (from, to) = if earlier {
            (first_day.0 - EARLIER_DAYS, first_day.0 - 1)
        } else {
            // Nobody registers on the very last days, so that each has time to buy.
            (first_day.0, first_day.0.max(last_day.0 - 14))
        };
        self.registered.push(Day(draws.between(from, to)));
    }
}

/// The letters of a name in plain lower-case ASCII; what has no such letter is left out.
fn push_ascii(address: &mut String, name: &str) {
    let before = address.len();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => address.push(letter),
            'à' | 'á' | 'â' | 'ã' | 'å' => address.push('a'),
            'ä' | 'æ' => address.push_str("ae"),
            'ç' => address.push('c'),
            'è' | 'é' | 'ê' | 'ë' => address.push('e'),
            'ì' | 'í' | 'î' | 'ï' => address.push('i'),
            'ñ' => address.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => address.push('o'),
            'ö' | 'ø' | 'œ' => address.push_str("oe"),
            'ù' | 'ú' | 'û' => address.push('u'),
            'ü' => address.push_str("ue"),
            'ß' => address.push_str("ss"),
            _ => {}
        }
    }
    if address.len() == before {
        address.push('x');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_plausible_and_unreachable() {
        let mut draws = Draws::new(3, 0);
        let mut people = People::default();
        let (first, last) = (Day(19_723), Day(20_453));
        for _ in 0..2_000 {
            people.push(first, last, &mut draws);
        }
        let mut emails: Vec<String> = (0..people.len()).map(|row| people.email(row)).collect();
        for (row, email) in emails.iter().enumerate() {
            let (local, domain) = email.split_once('@').expect("has a domain");
            assert!(DOMAINS.contains(&domain));
            assert!(local.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'), "{email}");
            assert!((18..=90).contains(&people.age_years(row)));
            assert!(people.registered(row) < last && !people.city(row).is_empty() && people.name(row).len() > 3);
        }
        emails.sort();
        emails.dedup();
        assert_eq!(emails.len(), 2_000);
        let british = (0..2_000).filter(|&row| people.country(row) == "United Kingdom").count();
        // 34 % of 2000 is 680; the standard deviation is 21.
        assert!((575..=785).contains(&british), "{british}");
    }

    #[test]
    fn lists_fit_their_columns() {
        assert_eq!(COUNTRIES.iter().map(|c| c.share).sum::<u32>(), 100);
        for country in COUNTRIES {
            assert!(country.first_names.len() <= usize::from(u16::MAX) && country.last_names.len() <= usize::from(u16::MAX));
        }
    }
}
