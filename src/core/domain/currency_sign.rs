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
