//! Made-up customers: names from lists of each country's names, real cities, e-mail addresses in domains reserved for examples. Any
//! likeness to a living person is a coincidence.

use super::draw::Draws;
use super::locale::{Country, Locale};
use clientele_core::domain::Day;

/// Customers as columns, one row each; texts are put together when they are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    locale: Locale,
    country: Vec<u8>,
    city: Vec<u8>,
    first_name: Vec<u16>,
    last_name: Vec<u16>,
    email_style: Vec<u8>,
    age_years: Vec<u8>,
    registered: Vec<Day>,
}

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

    /// Given and family name; both family names where people have two.
    pub fn name(&self, row: usize) -> String {
        match self.names(row) {
            (first, last, "") => format!("{first} {last}"),
            (first, last, second) => format!("{first} {last} {second}"),
        }
    }

    /// An address that no other customer has.
    pub fn email(&self, row: usize) -> String {
        let (first, last, _) = self.names(row);
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
        self.locale.countries().get(usize::from(*self.country.get(row)?))
    }

    /// Given name, family name, and the second family name or nothing.
    fn names(&self, row: usize) -> (&'static str, &'static str, &'static str) {
        let Some(home) = self.home(row) else { return ("", "", "") };
        let name = |list: &'static [&'static str], at: usize| list.get(at).copied().unwrap_or("").trim();
        let at = |column: &[u16]| column.get(row).map_or(0, |&at| usize::from(at));
        let (first, last, families) = (at(&self.first_name), at(&self.last_name), home.last_names.len().max(1));
        let second = if home.two_last_names { name(home.last_names, last / families) } else { "" };
        (name(home.first_names, first), name(home.last_names, last % families), second)
    }

    pub(super) fn new(locale: Locale) -> Self {
        Self { locale, ..Self::default() }
    }

    pub(super) fn push(&mut self, first_day: Day, last_day: Day, draws: &mut Draws) {
        let countries = self.locale.countries();
        let mut ticket = draws.below(countries.iter().map(|country| country.share).sum());
        let mut at = 0;
        for (i, country) in countries.iter().enumerate() {
            at = i;
            match ticket.checked_sub(country.share) {
                Some(rest) => ticket = rest,
                None => break,
            }
        }
        let Some(home) = countries.get(at) else { return };
        let (cities, firsts, families) = (home.cities.len(), home.first_names.len(), home.last_names.len());
        let lasts = if home.two_last_names { families * families } else { families };
        let (age, age_deviation) = home.age_years;
        self.country.push(at as u8);
        self.city.push(draws.below(cities as u32) as u8);
        self.first_name.push(draws.below(firsts as u32) as u16);
        self.last_name.push(draws.below(lasts as u32) as u16);
        self.email_style.push(draws.below(DOMAINS.len() as u32) as u8);
        self.age_years.push((age + age_deviation * draws.normal()).clamp(18.0, 90.0) as u8);
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
    fn each_locale_has_its_own_people() {
        let check = |locale: Locale, country: &str, words: usize| {
            let (mut people, mut draws) = (People::new(locale), Draws::new(4, 0));
            for _ in 0..200 {
                people.push(Day(19_723), Day(20_453), &mut draws);
            }
            for row in 0..people.len() {
                assert_eq!(people.country(row), country);
                assert!(people.name(row).split(' ').count() >= words && people.email(row).is_ascii());
            }
        };
        check(Locale::EnUs, "United States", 2);
        check(Locale::EnGb, "United Kingdom", 2);
        check(Locale::DeDe, "Germany", 2);
        check(Locale::FrFr, "France", 2);
        check(Locale::EsEs, "Spain", 3);
        check(Locale::PtBr, "Brazil", 2);
    }
}
