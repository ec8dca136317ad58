//! Words for lines that are no goods (postage, fees, vouchers) and for tests.

use crate::recognise::names::normalise;
use crate::recognise::presets::GoodsRule;

/// Whole names and codes, normalised, of things that shops charge for but that are no products.
#[rustfmt::skip]
const SERVICES: &[&str] = &[
    "post", "postage", "dotcompostage", "dot", "shipping", "shippingcost", "shippingfee", "shippingandhandling", "delivery",
    "deliveryfee", "carriage", "handling", "handlingfee", "freight", "manual", "discount", "bankcharges", "amazonfee", "cruk",
    "crukcommission", "adjustment", "adjustbaddebt", "baddebt", "samples", "sample", "padstomatchallcushions", "pads",
    "giftcard", "giftvoucher", "giftcertificate", "egiftcard", "voucher", "donation", "tip", "tips", "servicefee", "servicecharge",
    "insurance", "customamount", "fee", "fees", "surcharge", "deposit", "giftwrap", "giftwrapping",
    "versand", "versandkosten", "porto", "lieferung", "rabatt", "gutschein", "geschenkgutschein", "geschenkkarte", "trinkgeld",
    "livraison", "fraisdeport", "fraisdelivraison", "port", "remise", "cartecadeau", "chequecadeau", "pourboire",
    "envio", "gastosdeenvio", "descuento", "tarjetaregalo", "propina", "frete", "portes", "desconto", "valepresente", "cartaopresente",
    "gorjeta",
];

/// What follows "test" in the names of test products, orders and customers.
#[rustfmt::skip]
const TESTED: &[&str] = &[
    "", "order", "product", "item", "customer", "user", "buyer", "account", "artikel", "produkt", "bestellung", "kunde", "commande",
    "produit", "article", "pedido", "producto", "produto", "cliente", "client", "examplecom",
];

/// Whether a product is no goods: it is paid for, but never recommended.
pub(crate) fn is_service(rule: GoodsRule, id: &str, name: &str) -> bool {
    match rule {
        GoodsRule::FiveDigits => !id.as_bytes().first_chunk::<5>().is_some_and(|code| code.iter().all(u8::is_ascii_digit)),
        GoodsRule::ByName => [id, name].into_iter().any(|text| SERVICES.contains(&normalise(text).as_str())),
    }
}

/// Whether a name or code belongs to a test.
pub(crate) fn is_test(text: &str) -> bool {
    if text.len() < 4 || !text.is_char_boundary(4) || text.len() > 40 {
        return false;
    }
    let word = normalise(text);
    let Some(rest) = word.strip_prefix("test") else { return false };
    TESTED.contains(&rest.trim_end_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postage_and_fees_are_no_goods() {
        for (id, name) in
            [("POST", "POSTAGE"), ("x1", "Shipping"), ("", "Versandkosten"), ("", "Gift Card"), ("", "Frais de port")]
        {
            assert!(is_service(GoodsRule::ByName, id, name), "{id} {name}");
        }
        assert!(!is_service(GoodsRule::ByName, "85123A", "Postage stamp cushion"));
        assert!(is_service(GoodsRule::FiveDigits, "BANK CHARGES", "Bank Charges"));
        assert!(!is_service(GoodsRule::FiveDigits, "85123A", "anything"));
    }

    #[test]
    fn tests_are_known_by_their_names() {
        for text in ["TEST", "test001", "Test product", "Test order 7", "Test Customer"] {
            assert!(is_test(text), "{text}");
        }
        for text in ["Testament", "Tester set", "Protest", "tes", "Test tube", "contest"] {
            assert!(!is_test(text), "{text}");
        }
    }
}
