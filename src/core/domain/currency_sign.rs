//! Which sign may stand for which currency.

/// Signs that several currencies, or one under several names, use, and their codes.
const SIGNS: &[(&[&str], &[&str])] = &[
    (
        &["$", "\u{ff04}"],
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL", "UYU", "DOP", "BBD", "BSD",
            "BZD", "JMD", "TTD", "FJD", "NAD",
        ],
    ),
    (&["US$", "U$"], &["USD"]),
    (&["C$", "CA$"], &["CAD"]),
    (&["A$", "AU$"], &["AUD"]),
    (&["NZ$"], &["NZD"]),
    (&["S$", "SG$"], &["SGD"]),
    (&["HK$"], &["HKD"]),
    (&["NT$"], &["TWD"]),
    (&["MX$"], &["MXN"]),
    (&["R$"], &["BRL"]),
    (&["\u{a3}", "\u{ffe1}"], &["GBP", "EGP", "LBP", "SYP"]),
    (&["\u{20ac}"], &["EUR"]),
    (&["\u{a5}", "\u{ffe5}"], &["JPY", "CNY"]),
    (&["\u{20b9}"], &["INR"]),
    (&["Rs", "Rs.", "\u{20a8}"], &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    (&["kr", "kr.", "Kr", "Kr."], &["SEK", "NOK", "DKK", "ISK"]),
    (&["Fr", "Fr.", "SFr", "SFr."], &["CHF"]),
    (&["R"], &["ZAR"]),
    (&["z\u{142}"], &["PLN"]),
    (&["K\u{10d}"], &["CZK"]),
    (&["Ft"], &["HUF"]),
    (&["lei", "Lei"], &["RON"]),
    (&["\u{20ba}", "TL"], &["TRY"]),
    (&["\u{20bd}"], &["RUB"]),
    (&["\u{20a9}"], &["KRW"]),
    (&["\u{20aa}"], &["ILS"]),
    (&["\u{20b4}"], &["UAH"]),
    (&["\u{20ab}"], &["VND"]),
    (&["\u{20a6}"], &["NGN"]),
    (&["\u{9f3}"], &["BDT"]),
    (&["\u{e3f}"], &["THB"]),
    (&["\u{20b1}"], &["PHP"]),
    (&["\u{20b8}"], &["KZT"]),
];

/// Codes of currencies (ISO 4217) that are no words of English.
#[rustfmt::skip] // a code a line would be three screens
const CODES: &[&str] = &[
    "AED", "AFN", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BBD", "BDT", "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD",
    "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "CRC", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB",
    "EUR", "FJD", "FKP", "GBP", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD",
    "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LBP", "LKR", "LRD", "LSL", "LYD",
    "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "OMR", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RMB", "RON", "RSD", "RUB", "RUR", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD",
    "SHP", "SLE", "SRD", "SSP", "STN", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TRL", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU",
    "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
];
/// Codes that are words of English, too: currencies only in capitals.
const WORD_CODES: &[&str] = &["ALL", "BAM", "COP", "CUP", "GEL", "LAK", "MOP", "PAB", "PEN", "SOS", "TOP", "TRY", "US"];
/// Words and short forms of currencies, in small letters and without a point behind them.
#[rustfmt::skip] // a word a line would be two screens
const WORDS: &[&str] = &[
    "rs", "kr", "fr", "sfr", "tl", "ft", "k\u{10d}", "kc", "z\u{142}", "zl", "lei", "leu", "lv", "\u{43b}\u{432}", "\u{440}\u{443}\u{431}",
    "\u{440}", "\u{433}\u{440}\u{43d}", "din", "\u{434}\u{438}\u{43d}", "kn", "ksh", "tsh", "ush", "rp", "rm", "dh", "dhs", "dt", "da", "cfa",
    "fcfa", "bs", "gs", "euro", "\u{5186}", "\u{5143}", "\u{5706}", "\u{c6d0}", "\u{e1a}\u{e32}\u{e17}",
];
/// Of those, the ones that stand right before whole digits.
const GLUED: &[&str] = &["rs", "kr", "rp", "rm", "cfa", "fcfa", "ksh"];
/// Currencies of one letter.
const LETTERS: &[&str] = &["R", "Q", "L"];

/// Whether a word beside a number names a currency. `is_glued`: it stands right before whole digits, as the letters of an id such as `K107`
/// do; then short forms that could be such letters are none.
pub(super) fn is_currency_word(word: &str, is_glued: bool) -> bool {
    let word = word.trim_end_matches('.');
    CODES.iter().any(|code| code.eq_ignore_ascii_case(word))
        || (!is_glued && (WORD_CODES.contains(&word) || LETTERS.contains(&word)))
        || word.chars().count() <= 4 && {
            let lower = word.to_lowercase();
            if is_glued { GLUED.contains(&lower.as_str()) } else { WORDS.contains(&lower.as_str()) }
        }
}

/// The currency of a number that may have one on either side: the code, where a sign and a code stand together. `None`: two that do not
/// agree.
pub(super) fn one_currency<'a>(before: &'a str, after: &'a str) -> Option<&'a str> {
    match (before, after) {
        (sign, "") | ("", sign) => Some(sign),
        (one, other) if one == other => Some(one),
        (code, sign) if may_mean(sign, code) => Some(code),
        (sign, code) if may_mean(sign, code) => Some(code),
        _ => None,
    }
}

fn may_mean(sign: &str, code: &str) -> bool {
    SIGNS.iter().any(|(signs, codes)| signs.contains(&sign) && codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_ids_are_no_currencies() {
        for word in ["USD", "eur", "kr", "kr.", "Rs.", "z\u{142}", "TL", "R", "TRY", "CFA"] {
            assert!(is_currency_word(word, false), "{word}");
        }
        for word in ["K", "C", "SKU", "INV", "top", "ID", "No", "pcs", "kg", ""] {
            assert!(!is_currency_word(word, false), "{word}");
        }
        assert!(!is_currency_word("R", true) && !is_currency_word("CUP", true) && is_currency_word("Rs", true));
    }
}
