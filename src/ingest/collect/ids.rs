//! The numbers given to orders, customers and products, the same in all files.

use crate::collect::columns::{NONE, intern_expecting};
use crate::parse::nobody::{is_nobody, is_zero};
use clientele_core::domain::Interner;

/// The numbers given to ids, the same in all files.
#[derive(Default)]
pub(crate) struct Ids {
    pub(crate) orders: Interner,
    pub(crate) customers: Interner,
    pub(crate) products: Interner,
    /// By customer, whether its id is a word for nobody; as far as that was asked.
    nobody: Vec<Option<bool>>,
}

impl Ids {
    /// The number of a customer by what a row says of them: the id, else the e-mail address, else the name. What is a word for nobody counts
    /// only where the row says nothing else, or if `keep_anonymous`. [`NONE`] if all are empty. Fast if it is `expected`.
    pub(crate) fn customer(&mut self, id: &str, email: &str, name: &str, expected: u32, keep_anonymous: bool) -> u32 {
        let mut first = NONE;
        let is_alone = [id, email, name].iter().filter(|text| !text.is_empty()).count() < 2;
        for (text, is_address) in [(id, is_email(id)), (email, true), (name, false)] {
            if text.is_empty() {
                continue;
            }
            // E-mail addresses are the same in any letters.
            let code = if is_address && has_capitals(text) {
                intern_expecting(&mut self.customers, expected, &text.to_lowercase())
            } else {
                intern_expecting(&mut self.customers, expected, text)
            };
            if keep_anonymous || is_alone || !self.is_nobody(code) {
                return code;
            }
            if first == NONE {
                first = code;
            }
        }
        first
    }

    /// Whether a customer's id is a word for nobody, or a zero.
    pub(crate) fn is_nobody(&mut self, customer: u32) -> bool {
        let at = customer as usize;
        if at >= self.nobody.len() {
            self.nobody.resize(self.customers.len().max(at + 1), None);
        }
        let known = self.nobody.get(at).copied().flatten();
        known.unwrap_or_else(|| {
            let text = self.customers.get(customer);
            let is_nobody = is_nobody(text) || is_zero(text);
            if let Some(slot) = self.nobody.get_mut(at) {
                *slot = Some(is_nobody);
            }
            is_nobody
        })
    }
}

fn has_capitals(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii())
}

/// Whether an id is an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains(['@', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_names_somebody_counts() {
        for (id, email, name, expected, as_written) in [
            ("17", "", "", "17", "17"),
            ("17", "Ann@Mail.example", "Ann", "17", "17"),
            ("", "Ann@Mail.example", "Ann", "ann@mail.example", "ann@mail.example"),
            ("ANN@MAIL.EXAMPLE", "", "", "ann@mail.example", "ann@mail.example"),
            ("", "", "Ann", "Ann", "Ann"),
            ("0", "ann@mail.example", "", "ann@mail.example", "0"),
            ("Guest", "ann@mail.example", "Ann", "ann@mail.example", "Guest"),
            ("Guest", "", "Ann", "Ann", "Guest"),
            ("Guest", "guest@mail.example", "Ann", "Ann", "Guest"),
            ("Gast", "", "", "Gast", "Gast"),
            ("Gast", "", "Laufkundschaft", "Gast", "Gast"),
            ("", "", "Walk-in customer", "Walk-in customer", "Walk-in customer"),
        ] {
            for (keep, expected) in [(false, expected), (true, as_written)] {
                let mut ids = Ids::default();
                let code = ids.customer(id, email, name, NONE, keep);
                assert_eq!(ids.customers.get(code), expected, "{id} {email} {name}");
            }
        }
        assert_eq!(Ids::default().customer("", "", "", NONE, false), NONE);
    }
}
