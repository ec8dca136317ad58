//! Words by which tills, ledgers and event logs tell what a row is: a sale, a return, or neither.

use crate::recognise::names::normalise;
use crate::settings::recipe::StatusRule;
use std::sync::OnceLock;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowWord {
    /// Something was bought.
    Sale,
    /// Something came back.
    Return,
    /// Nothing changed hands: a look at a page, a payment, postage, tax.
    NoSale,
}

const SALE: &[&str] = &[
    "sale",
    "sales",
    "purchase",
    "purchased",
    "buy",
    "bought",
    "order",
    "orderplaced",
    "transaction",
    "checkout",
    "checkoutcompleted",
    "ordercompleted",
    "item",
    "lineitem",
    "product",
    "invoice",
    "salesinvoice",
    "verkauf",
    "kauf",
    "rechnung",
    "artikel",
    "vente",
    "achat",
    "facture",
    "venta",
    "compra",
    "factura",
    "venda",
    "vendita",
    "acquisto",
    "verkoop",
    "aankoop",
    "sprzedaz",
    "zakup",
    "forsaljning",
    "kop",
    "satis",
    "goods",
    "salesreceipt",
    "ticket",
    "billing",
];
const RETURN: &[&str] = &[
    "return",
    "returns",
    "salereturn",
    "salesreturn",
    "customerreturn",
    "creditmemo",
    "creditnote",
    "credit",
    "refundline",
    "retoure",
    "rucksendung",
    "ruckgabe",
    "gutschrift",
    "retour",
    "avoir",
    "devolucion",
    "devolucao",
    "reso",
    "notacredito",
    "notadecredito",
    "notadicredito",
    "zwrot",
    "retur",
    "iade",
    "exchangein",
];
const NO_SALE: &[&str] = &[
    "view",
    "views",
    "pageview",
    "productview",
    "detailview",
    "viewitem",
    "click",
    "impression",
    "search",
    "cart",
    "addtocart",
    "addcart",
    "removefromcart",
    "removecart",
    "wishlist",
    "addtowishlist",
    "favorite",
    "login",
    "signup",
    "session",
    "sessionstart",
    "begincheckout",
    "addpaymentinfo",
    "tender",
    "payment",
    "cash",
    "card",
    "change",
    "shipping",
    "shippingline",
    "freight",
    "delivery",
    "tax",
    "taxline",
    "discountline",
    "tip",
    "fee",
    "comment",
    "note",
    "void",
    "nosale",
    "zahlung",
    "zahlungseingang",
    "versand",
    "paiement",
    "livraison",
    "pago",
    "envio",
    "pagamento",
    "spedizione",
    "betaling",
    "verzending",
    "platnosc",
    "wysylka",
    "betalning",
    "frakt",
    "odeme",
    "kargo",
];

/// What a word says that a row is; `None`: it is not known.
pub(crate) fn row_word(text: &str) -> Option<RowWord> {
    if text.len() > 40 {
        return None;
    }
    let word = normalise(text);
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if is_in(SALE) => Some(RowWord::Sale),
        () if is_in(RETURN) => Some(RowWord::Return),
        () if is_in(NO_SALE) => Some(RowWord::NoSale),
        () => None,
    }
}

/// What becomes of rows with these words, where a column of them tells sales from other rows. Returns count with their sign turned.
pub(crate) fn row_statuses() -> &'static [(&'static str, StatusRule)] {
    static STATUSES: OnceLock<Vec<(&'static str, StatusRule)>> = OnceLock::new();
    STATUSES.get_or_init(|| {
        let none = NO_SALE.iter().map(|&word| (word, StatusRule::NotPaid));
        none.chain(RETURN.iter().chain(SALE).map(|&word| (word, StatusRule::Sale))).collect()
    })
}

/// How many rows of a column have words of each kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowWords([usize; 3]);

impl RowWords {
    pub(crate) fn add(&mut self, word: Option<RowWord>) {
        if let Some(count) = word.and_then(|word| self.0.get_mut(word as usize)) {
            *count += 1;
        }
    }

    pub(crate) fn of(&self, word: RowWord) -> usize {
        self.0.get(word as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_spelling() {
        for (text, expected) in [
            ("add_to_cart", Some(RowWord::NoSale)),
            ("Purchase", Some(RowWord::Sale)),
            ("Credit Memo", Some(RowWord::Return)),
            ("Line Item", Some(RowWord::Sale)),
            ("Rücksendung", Some(RowWord::Return)),
            ("Earl Grey", None),
        ] {
            assert_eq!(row_word(text), expected, "{text}");
        }
    }
}
