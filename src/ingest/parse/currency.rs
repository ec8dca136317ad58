//! Signs of currencies.

/// The code of a sign that means one currency only; one spelling of a sign that means several.
pub(crate) fn currency_code(sign: &str) -> &str {
    match sign {
        "£" => "GBP",
        "€" => "EUR",
        "₹" => "INR",
        "৳" => "BDT",
        "₺" => "TRY",
        "₽" => "RUB",
        "₩" => "KRW",
        "₪" => "ILS",
        "₴" => "UAH",
        "₫" => "VND",
        "₦" => "NGN",
        "zł" => "PLN",
        "R$" => "BRL",
        "US$" | "U$" | "USD$" => "USD",
        "C$" | "CA$" | "CAD$" => "CAD",
        "A$" | "AU$" | "AUD$" => "AUD",
        "NZ$" => "NZD",
        "S$" | "SG$" => "SGD",
        "HK$" => "HKD",
        "MX$" => "MXN",
        "\u{ffe5}" => "¥",
        "\u{ff04}" => "$",
        "\u{ffe1}" => "GBP",
        "฿" => "THB",
        "₱" => "PHP",
        "Kč" => "CZK",
        "Ft" => "HUF",
        "TL" => "TRY",
        "Rs" | "Rs." | "rs" | "rs." | "RS" | "RS." | "₨" => "Rs",
        "kr." | "Kr" | "Kr." => "kr",
        "SFr" | "SFr." | "Fr." => "CHF",
        other => other,
    }
}
