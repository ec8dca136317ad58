//! The words of a column's name, whatever its case and punctuation, and the unit or currency that stands in brackets.

use crate::recognise::lexicon::{Word, words_of};
use crate::recognise::names::fold;

/// Longer names are texts, not names.
const MAX_CHARS: usize = 80;

/// A column's name taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeaderWords {
    /// What its words mean, in order; fill words left out.
    pub(crate) words: Vec<Word>,
    /// Words that are not known.
    pub(crate) unknown: usize,
    /// The ISO code of a currency that the name says: `Price (USD)`, `Betrag €`.
    pub(crate) currency: &'static str,
    /// What one of its numbers stands for, as a power of ten: −2 for cents, 3 for thousands, 6 for millions.
    pub(crate) power: i8,
}

impl HeaderWords {
    /// Takes a name apart.
    pub(crate) fn of(header: &str) -> Self {
        let mut found = Self::default();
        if header.chars().count() > MAX_CHARS {
            found.unknown = 9;
            return found;
        }
        // Abbreviations of parts: `Q.tà`.
        let dotted = |part: &str| part.contains('.').then(|| tokens(&part.replace('.', "")).concat());
        let parts = header.split_whitespace().flat_map(|part| match dotted(part) {
            Some(token) if !words_of(&token).is_empty() => vec![token],
            _ => tokens(part),
        });
        for token in parts {
            if let Some(code) = currency_of(&token) {
                found.currency = code;
                continue;
            }
            let words = words_of(&token);
            found.unknown += usize::from(words.is_empty());
            found.words.extend(words.into_iter().filter(|&word| word != Word::Fill));
        }
        let is_of_money =
            |word: &Word| matches!(word, Word::Price | Word::Amount | Word::Total | Word::Sale | Word::Line | Word::Cost);
        let is_money = !found.currency.is_empty() || found.words.iter().any(is_of_money);
        for (word, power) in [(Word::Cents, -2), (Word::Thousands, 3)] {
            if found.has(word) && is_money {
                found.power = power;
            }
        }
        if is_money && has_kilo(header) {
            found.power = 3;
        }
        found.words.retain(|word| !matches!(word, Word::Cents | Word::Thousands));
        // A unit behind its measure says nothing new: `Weight (kg)`.
        found.words.dedup();
        found
    }

    pub(crate) fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    pub(crate) fn has_any(&self, words: &[Word]) -> bool {
        self.words.iter().any(|word| words.contains(word))
    }
}

/// Splits a name at blanks, punctuation, `camelCase` and digits; folded. Signs that mean something are words of their own.
pub(crate) fn tokens(header: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = String::new();
    let chars: Vec<char> = header.chars().collect();
    let mut before = ' ';
    for (ix, &c) in chars.iter().enumerate() {
        let next = chars.get(ix + 1).copied().unwrap_or(' ');
        let sign = match c {
            '#' | '№' => "number",
            '%' => "percent",
            '$' => "$",
            '€' => "eur",
            '£' => "gbp",
            '¥' => "jpy",
            '₹' => "inr",
            '₺' => "try",
            _ => "",
        };
        // `orderID` and `OrderID`, but also `ISOCode`.
        let is_hump =
            c.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next.is_lowercase() && !open.is_empty()));
        let is_joint = before.is_alphabetic() != c.is_alphabetic();
        // The small raised letters of `Nº` are letters to Unicode.
        let is_mark = matches!(c, 'º' | 'ª');
        if (!c.is_alphanumeric() || is_hump || is_joint || is_mark) && !open.is_empty() {
            all.push(std::mem::take(&mut open));
        }
        if !sign.is_empty() {
            all.push(sign.to_owned());
        } else if is_mark || c == '°' {
            // `Nº`, `N°`: the letter before is the word.
        } else if c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) {
            fold(c, &mut open);
        }
        before = c;
    }
    if !open.is_empty() {
        all.push(open);
    }
    all.retain(|token| !token.is_empty());
    all
}

/// Whether a `k` stands before a currency: `Revenue (k€)`, `Umsatz in k EUR`.
fn has_kilo(header: &str) -> bool {
    let lower = header.to_lowercase();
    ["k€", "k$", "k£", "k eur", "k usd", "k gbp", "(k)", "[k]", "t€"].iter().any(|mark| lower.contains(mark))
}

/// The currency that a word of a name is, folded.
fn currency_of(token: &str) -> Option<&'static str> {
    const CODES: &[&str] = &[
        "USD", "EUR", "GBP", "JPY", "INR", "TRY", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "NZD", "BRL", "MXN", "CNY",
        "HKD", "SGD", "ZAR", "CZK", "HUF", "RON", "AED", "SAR", "KRW", "THB", "IDR", "MYR", "PHP", "VND", "ILS", "BGN", "RUB",
        "UAH",
    ];
    match token {
        "$" => Some("$"),
        "euro" | "euros" => Some("EUR"),
        "zl" => Some("PLN"),
        "teur" | "keur" => None,
        // "try" and "ron" are words, too; as a whole word of a column's name they are currencies.
        _ => CODES.iter().copied().find(|code| code.eq_ignore_ascii_case(token)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_apart_in_any_spelling() {
        for (header, expected) in [
            ("CustomerID", "customer id"),
            ("customer_id", "customer id"),
            ("Customer-Reference ID", "customer reference id"),
            ("ISOCode", "iso code"),
            ("orderNo2", "order no 2"),
            ("Order #", "order number"),
            ("N° commande", "n commande"),
            ("Référence", "reference"),
            ("Sipariş No", "siparis no"),
            ("İndirim", "indirim"),
            ("Zamówienie", "zamowienie"),
            ("Discount %", "discount percent"),
            ("PRICE (USD)", "price usd"),
            ("  ", ""),
        ] {
            assert_eq!(tokens(header).join(" "), expected, "{header}");
        }
    }

    #[test]
    fn currencies_and_units_are_no_words_of_the_name() {
        assert_eq!(
            HeaderWords::of("Purchase Amount (USD)"),
            HeaderWords { currency: "USD", ..HeaderWords::of("purchase_amount") }
        );
        assert_eq!(HeaderWords::of("Betrag in €").currency, "EUR");
        assert_eq!(HeaderWords::of("Sale Price ($)").words, HeaderWords::of("SalePrice").words);
        assert_eq!(HeaderWords::of("Gewicht [kg]").words, HeaderWords::of("Gewicht").words);
    }
}
