//! Numbers and names as English text, for logs, sentences and errors.

use super::Money;

/// `541,909`.
pub fn grouped(n: u64) -> String {
    grouped_digits(&n.to_string())
}

/// A count with its noun.
///
/// ```
/// use clientele_core::domain::counted;
/// assert_eq!(counted(1, "order", "orders"), "1 order");
/// assert_eq!(counted(18_532, "order", "orders"), "18,532 orders");
/// ```
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// An amount with two decimals and marks between thousands: `-8,911,407.90`.
pub fn grouped_money(amount: Money) -> String {
    let text = amount.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
    format!("{sign}{}.{cents}", grouped_digits(whole))
}

/// An amount as text, with its currency where that is known.
///
/// ```
/// use clientele_core::domain::{Money, money_text};
/// let amount = Money::parse("-8911407.9")?;
/// assert_eq!(money_text(amount, "GBP"), "-£8,911,407.90");
/// assert_eq!(money_text(amount, "CHF"), "-CHF\u{a0}8,911,407.90");
/// # Ok::<(), clientele_core::domain::MoneyError>(())
/// ```
pub fn money_text(amount: Money, currency: &str) -> String {
    with_currency(&grouped_money(amount), currency)
}

/// A written amount with its currency: the sign where everybody knows it, else the code that the files have.
pub fn with_currency(amount: &str, currency: &str) -> String {
    let (minus, digits) = match amount.strip_prefix(['-', '−']) {
        Some(digits) => (&amount[..amount.len() - digits.len()], digits),
        None => ("", amount),
    };
    match currency {
        "" => amount.to_owned(),
        "GBP" | "£" => format!("{minus}£{digits}"),
        "EUR" | "€" => format!("{minus}€{digits}"),
        "USD" | "$" => format!("{minus}${digits}"),
        code => format!("{minus}{code}\u{a0}{digits}"),
    }
}

/// A share as `61 %`, or `4.2 %` below ten.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value.abs() < 9.95 { format!("{value:.1} %") } else { format!("{value:.0} %") }
}

/// How many times as much something is after a change (0.1 is 10 % more), where that says more than a share of many digits: `×17`.
/// `None` below eleven times. Where hardly anything was there before, the exact number says nothing.
pub fn multiple(change: f64) -> Option<String> {
    match change + 1.0 {
        times if times >= 1_000.5 => Some("over ×1,000".to_owned()),
        times if change >= 9.995 => Some(format!("×{}", grouped(times.round() as u64))),
        _ => None,
    }
}

/// Names for a sentence: `"a", "b" and "c"`.
pub fn in_quotes(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// Names by how near they are to what was typed: letters to insert, take away, change or swap (optimal string alignment), upper and lower
/// case alike; equally near ones by name.
///
/// ```
/// use clientele_core::domain::nearest_first;
/// let names = ["products", "customers", "price"].map(str::to_owned);
/// assert_eq!(nearest_first("custmoers", names)[0], "customers");
/// ```
pub fn nearest_first(typed: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let typed = letters(typed);
    let mut names: Vec<(usize, String)> = names.into_iter().map(|name| (edit_distance(&typed, &letters(&name)), name)).collect();
    names.sort();
    names.into_iter().map(|(_, name)| name).collect()
}

/// The first letters of a name, as many as tell names apart.
fn letters(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).take(64).collect()
}

fn edit_distance(a: &[char], b: &[char]) -> usize {
    // Rows of the table: the one before last, the last, this one.
    let (mut earlier, mut last) = (vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<_>>());
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(from != to)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                cost = cost.min(earlier[j - 1] + 1);
            }
            row.push(cost);
        }
        (earlier, last) = (last, row);
    }
    last[b.len()]
}

fn grouped_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_nearness() {
        let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let sorted = |typed: &str, all: &[&str]| nearest_first(typed, names(all));
        assert_eq!(sorted("contorl", &["B", "Control", "A", "contact"]), ["Control", "contact", "A", "B"]);
        assert_eq!(edit_distance(&letters("ab"), &letters("BA")), 1);
        assert_eq!(edit_distance(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(edit_distance(&[], &letters("abc")), 3);
        assert_eq!(in_quotes(&names(&["a", "b", "c"])), "\"a\", \"b\" and \"c\"");
        assert_eq!((in_quotes(&names(&["a"])), in_quotes(&[])), ("\"a\"".to_owned(), String::new()));
    }

    #[test]
    fn numbers_in_sentences() {
        assert_eq!(grouped_money(Money::from_ten_thousandths(89_114_079_040)), "8,911,407.90");
        assert_eq!(grouped_money(Money::from_ten_thousandths(-12_345_678)), "-1,234.57");
        let amount = |cents, currency| money_text(Money::from_cents(cents).expect("a small amount"), currency);
        assert_eq!(amount(123_450, "GBP"), "£1,234.50");
        assert_eq!(amount(-123_450, "EUR"), "-€1,234.50");
        assert_eq!(amount(1_200, "CHF"), "CHF\u{a0}12.00");
        assert_eq!(amount(1_200, ""), "12.00");
        assert_eq!(counted(1, "order", "orders"), "1 order");
        assert_eq!(counted(18_532, "order", "orders"), "18,532 orders");
        assert_eq!((percent(0.614), percent(0.004)), ("61 %".to_owned(), "0.4 %".to_owned()));
        assert_eq!([-0.9, 0.0, 9.99].map(multiple), [None, None, None]);
        let said = [10.0, 16.2, 999.0, 168_469_601.0, f64::INFINITY].map(|change| multiple(change).unwrap_or_default());
        assert_eq!(said, ["×11", "×17", "×1,000", "over ×1,000", "over ×1,000"]);
    }
}
