//! The executive summary: what the data say, in sentences computed from them.

use crate::domain::{CustomerIx, Dataset, Money};
use crate::segment::Rfm;

/// Sentences for the reader in a hurry, most important first. Amounts carry no currency: the page adds it where it shows them.
pub fn executive_summary(dataset: &Dataset, rfm: Option<&Rfm>) -> Vec<String> {
    let mut sentences = Vec::new();
    let Some((first, last)) = dataset.period() else {
        return vec!["The data hold no orders that could be analysed.".into()];
    };
    let currency = if dataset.currency().is_empty() { String::new() } else { format!("{} ", dataset.currency()) };
    let buyers = (0..dataset.customers().ids.len()).filter(|&c| !dataset.orders_of(CustomerIx::new(c)).is_empty()).count();
    sentences.push(format!(
        "From {first} to {last}, {} placed {} worth {currency}{}.",
        counted(buyers, "customer", "customers"),
        counted(dataset.orders().ids.len(), "order", "orders"),
        grouped(dataset.revenue()),
    ));
    let once = (0..dataset.customers().ids.len()).filter(|&c| dataset.orders_of(CustomerIx::new(c)).len() == 1).count();
    if buyers > 0 {
        sentences.push(format!(
            "{} of them ordered only once: a second order from some of these is the nearest growth.",
            share(once as f64 / buyers as f64)
        ));
    }
    let Some(rfm) = rfm.filter(|rfm| !rfm.is_empty()) else { return sentences };
    let segment = |name: &str| rfm.segments.iter().find(|s| s.name == name && s.customers > 0);
    if let Some(best) = rfm.segments.iter().max_by_key(|s| s.revenue).filter(|s| s.customers > 0) {
        sentences.push(format!(
            "The segment {} ({}) brings {} of revenue with {} of customers.",
            best.name,
            counted(best.customers as usize, "customer", "customers"),
            share(best.revenue_share),
            share(f64::from(best.customers) / rfm.len() as f64)
        ));
    }
    for name in ["Can't Lose", "Cannot Lose", "At Risk"] {
        if let Some(lost) = segment(name) {
            let days = lost.mean_recency_days.unwrap_or(0.0);
            sentences.push(format!(
                "{}: {} who spent {currency}{} in all have not ordered for {days:.0} days on average; write to them first.",
                lost.name,
                counted(lost.customers as usize, "customer", "customers"),
                grouped(lost.revenue),
            ));
            break;
        }
    }
    sentences
}

/// `1 customer`, `4,338 customers`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(&n.to_string()), if n == 1 { one } else { many })
}

fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// An amount with marks between thousands: `8,911,407.90`.
fn grouped(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    format!("{}.{cents}", thousands(whole))
}

fn thousands(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut out = String::from(sign);
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
    fn numbers_in_sentences() {
        assert_eq!(grouped(Money::from_ten_thousandths(89_114_079_040)), "8,911,407.90");
        assert_eq!(grouped(Money::from_ten_thousandths(-12_345_678)), "-1,234.57");
        assert_eq!(counted(1, "order", "orders"), "1 order");
        assert_eq!(counted(18_532, "order", "orders"), "18,532 orders");
    }
}
