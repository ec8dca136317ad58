//! What the words in the status column of an order mean, in five languages.

use crate::recognise::names::normalise;
use crate::settings::recipe::StatusRule;

const CANCELLED: &[&str] = &[
    "cancelled",
    "canceled",
    "cancellation",
    "voided",
    "void",
    "declined",
    "unavailable",
    "storniert",
    "abgebrochen",
    "annule",
    "annulee",
    "cancelado",
    "cancelada",
    "anulado",
    "anulada",
];
const NOT_PAID: &[&str] = &[
    "pending",
    "pendingpayment",
    "paymentpending",
    "awaitingpayment",
    "awaitingfulfillmentpayment",
    "unpaid",
    "failed",
    "expired",
    "draft",
    "checkoutdraft",
    "incomplete",
    "requirespaymentmethod",
    "authorized",
    "authorised",
    "blocked",
    "ausstehend",
    "unbezahlt",
    "offen",
    "fehlgeschlagen",
    "enattente",
    "impaye",
    "impayee",
    "echoue",
    "pendiente",
    "nopagado",
    "fallido",
    "pendente",
    "naopago",
    "falhou",
    "aguardandopagamento",
];
const REFUNDED: &[&str] = &[
    "refunded",
    "refund",
    "returned",
    "chargedback",
    "erstattet",
    "zuruckgegeben",
    "rembourse",
    "remboursee",
    "reembolsado",
    "devuelto",
    "devolvido",
    "estornado",
];

/// What a status means; words that are not known are sales.
pub(crate) fn rule_of(status: &str) -> StatusRule {
    let word = normalise(status);
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    if is_in(CANCELLED) {
        StatusRule::Cancelled
    } else if is_in(NOT_PAID) {
        StatusRule::NotPaid
    } else if is_in(REFUNDED) {
        StatusRule::Refunded
    } else {
        StatusRule::Sale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_spelling() {
        for (status, expected) in [
            ("Cancelled", StatusRule::Cancelled),
            ("canceled", StatusRule::Cancelled),
            ("Annulée", StatusRule::Cancelled),
            ("Pending payment", StatusRule::NotPaid),
            ("on-hold", StatusRule::Sale),
            ("partially_refunded", StatusRule::Sale),
            ("refunded", StatusRule::Refunded),
            ("Shipped", StatusRule::Sale),
            ("", StatusRule::Sale),
        ] {
            assert_eq!(rule_of(status), expected, "{status}");
        }
    }
}
