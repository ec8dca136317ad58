//! Signs of currencies.

/// The code of a sign that means one currency only.
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
        "US$" => "USD",
        other => other,
    }
}
