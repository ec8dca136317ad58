//! What the words in a status column mean, by their stems, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish
//! and Turkish: "Cancelled by buyer", "Erreur de paiement", "Zurückerstattet", "add_to_cart".

use crate::recognise::tokens::tokens;
use crate::settings::recipe::StatusRule;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::sync::OnceLock;

/// What the words of one status column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusReading {
    /// What becomes of such orders.
    pub(crate) rule: StatusRule,
    /// Whether the words say so; if not, it is a sale as most are.
    pub(crate) is_known: bool,
    /// A part was paid back or cancelled, and the word does not say how much.
    pub(crate) is_partial: bool,
}

/// What a word of a status speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stem {
    Cancelled,
    Declined,
    Refunded,
    Reversal,
    /// Waiting for something.
    Waiting,
    Hold,
    /// Failed, or never finished.
    Failed,
    Unpaid,
    Payment,
    Paid,
    Shipping,
    /// Accepted, in work or finished.
    Done,
    Partial,
    Request,
    Not,
    /// Somebody looked at something.
    Viewed,
    Cart,
    Bought,
}

/// Stems, folded. A stem of four letters or more is known at the beginning of a word, a shorter one as the whole word; of several the longest
/// counts. `=` before a stem: the whole word only.
#[rustfmt::skip] // a word a line would be ten screens
const STEMS: &[(Stem, &str)] = &[
    (Stem::Cancelled, "cancel cancell canceled annul anul storn void voided abgebrochen abbruch abgesagt geannul afgebroken opgezegd avbrut \
        avbok avbest makul iptal vazgec unavailable trash deleted geloscht supprim eliminad withdrawn widerruf fraud betrug \
        annull zrusen zrezygn rezygn zuruckgezogen entfallen aborted abort"),
    (Stem::Declined, "declin denied deny reject abgelehnt ablehn refus rechaz recus rifiut rigett weiger geweigerd afgewezen afgekeurd \
        odrzuc odmow avvis nekad avslag avslog redded"),
    (Stem::Refunded, "refund rembours reembols ruckerstatt rueckerstatt zuruckerstatt zurueckerstatt erstatt zuruckgezahlt zurueckgezahlt \
        ruckzahl rueckzahl ruckgab rueckgab zuruckgeg zurueckgeg zuruckgesend zurueckgesend retour return retour =reso =resa rimbors \
        restitu devuel devuelt devol devolu devolv estorn chargeback chargedback gutschrift gutgeschrieben credited creditnote creditmemo \
        avoir abono terugbet teruggest geretour gecrediteerd creditnota zwrot zwroc refundac aterbet aterlamn krediter kreditnota \
        kreditfaktura =retur returner iade ruckbuch rueckbuch rucksend ruecksend moneyback"),
    (Stem::Reversal, "revers reversed reversal reversad"),
    (Stem::Waiting, "pending await waiting =wait ausstehend wartend wartet warten =offen =offene =offener attente pendient pendent attesa afwacht \
        =wacht wachten openstaand oczek vanta avvakta bekli bekley bekle beklen beklem aguard =espera todo"),
    (Stem::Hold, "hold onhold holded held zuruckgestellt zurueckgestellt suspens suspend sospes wstrzym vilande pausad parkerad askida angehalten \
        aangehouden retenid"),
    (Stem::Failed, "fail error fehlgeschlagen fehler echou echec erreur fallid fallit =fallo falhou falha errore mislukt =fout blad niepowodz \
        nieudan nieudana misslyck =fel betalningsfel betalingsfout zahlungsfehler basarisiz hata expire expirad expirou abgelaufen verlopen \
        scadut caducad vencid wygas utgang timeout incomplet unvollst onvolledig niekomplet ofullst draft entwurf brouillon borrador \
        rascunho bozza szkic utkast taslak blocked blockiert autoriz autorisi autorise authori requires"),
    (Stem::Unpaid, "unpaid unbezahlt impay impag onbetaald nieoplac niezaplac obetald odenmemis odenmedi nopagad uncaptured"),
    (Stem::Payment, "payment =pay =pays zahlung paiement pagamento =pago =pagos betaling platnos betalning odeme =check =checks cheque virement transfer \
        uberweis ueberweis bank wire bonifico transferencia overschrijving przelew overforing havale kapida =cod cash paypal vorkasse \
        prepay anzahlung geld nachnahme"),
    (Stem::Paid, "paid bezahlt =paye =payee pagad pagat betaald oplac zaplac betald odendi odenmis captur eingegangen beglichen \
        settled =regle =reglee encaiss acquitt cobrad quitad incassat ontvangen"),
    (Stem::Shipping, "ship dispatch deliver fulfil pickup =pick picked picking packed packing collect sent =send sending versand versend verschick \
        zustell zugestellt geliefert liefer abhol abgeholt livr exped envoy =envoi enviad envio enviand entreg despach recogid recolh \
        consegn sped ritir verzend verzond bezorg gelever lever afgelever afhal afgehaald wysl wysyl dostar odebr odbior skick hamt utlam \
        kargo teslim gonder sevk transit transport courier arriv reappro restock backorder stock nachliefer lager unship unfulfil \
        readyfor outfor tracking unterwegs onderweg"),
    (Stem::Done, "complet done finish success succe approv accept confirm process fulfilled active =ok =okay valid invoiced billed abgeschlossen \
        erledigt bearbeit bestatig bestaetig verarbeit fertig genehmigt angenommen fakturiert berechnet vorbereit gelost termin achev \
        trait encours =cours prepar factur finaliz conclu proces aceptad aprobad aprovad aceit evas conferm accettat elaboraz lavoraz \
        approvat fattur afgerond voltooid afgehandeld behandel verwerk bevestig goedgekeurd geaccepteerd zrealiz realiz zakoncz przetwarz \
        przyjet potwierdz zatwierdz slutfor =klar fardig behandl bekraft godkan fakturer avslut genomf tamamlan onayla hazirlan isleni \
        islem kabul fatura basarili resolved progress gedruckt printed transformation"),
    (Stem::Partial, "partial =part =parts teil partiel parcial parzial gedeelt deels czesc delvis kismi kismen"),
    (Stem::Request, "request returning angefragt anfrage beantragt demand solicit richiest aangevraagd verzocht begar zadan wniosk talep initiated claim \
        disput opened"),
    (Stem::Not, "not no non nicht kein keine nie ej inte niet geen nao sin sans senza ohne bez ingen utan degil never nunca jamais"),
    (Stem::Viewed, "view viewed pageview ansicht angesehen =vue =vu =vues =vista =vistas =visto visualiz bekeken weergave wyswietl obejrz visning \
        visad goruntule click klick klik clique =clic =clics search suche impression browse visit session login scroll wishlist favorit favourite \
        merkzettel wunsch"),
    (Stem::Cart, "cart addtocart warenkorb panier carrito carrinho carrello winkelwagen winkelmand koszyk varukorg kundvagn sepet basket \
        checkout kasse abandon"),
    (Stem::Bought, "purchase buy bought order sale =sold transaction invoice =kauf gekauft bestell verkauf rechnung achat achete vente vendu \
        commande compra venta vendid pedido venda acquist vendit ordin aankoop gekocht verkoop verkocht factuur zakup kupion \
        sprzedaz zamow faktura =kop =kopt forsaljning bestall satinal =satin satis siparis charge"),
];

/// Events before a purchase whose words speak of other things, written together.
const STEPS_TO_CART: [&str; 8] = [
    "addpaymentinfo",
    "addshippinginfo",
    "viewitem",
    "selectitem",
    "begincheckout",
    "initiatecheckout",
    "startcheckout",
    "checkoutstarted",
];

/// What a row takes back is called, where a column says what kind of row each is: whole words.
#[rustfmt::skip]
const TAKING_BACK: &[&str] = &[
    "return", "returns", "refund", "refunds", "retoure", "retouren", "ruckgabe", "rueckgabe", "gutschrift", "storno", "avoir", "retour",
    "retours", "remboursement", "devolucion", "reembolso", "abono", "devolucao", "estorno", "reso", "rimborso", "creditnota", "zwrot",
    "korekta", "retur", "kreditnota", "kreditfaktura", "iade", "creditmemo", "creditnote", "erstattung", "ruckerstattung", "terugbetaling",
    "aterbetalning", "reversal", "cancellation", "annulation",
];

/// What the words of the status columns mean, one reading a word. They are read together: what "On hold" or "Return" means, the others tell.
pub(crate) fn read_statuses(words: &[&str]) -> Vec<StatusReading> {
    let stems: Vec<Vec<Stem>> = words.iter().map(|word| stems_of(word)).collect();
    // Where payments are spoken of, an order on hold waits for one; among "shipped" and "resolved" it may well be paid.
    let is_about_payment = stems
        .iter()
        .flatten()
        .any(|stem| matches!(stem, Stem::Payment | Stem::Paid | Stem::Unpaid | Stem::Refunded | Stem::Waiting | Stem::Failed));
    // "Sale" beside "Return": the column says what kind of row each is, and a return is a row of its own.
    let are_kinds = stems.iter().any(|stems| !stems.is_empty() && stems.iter().all(|&stem| stem == Stem::Bought));
    let reading = |(word, stems): (&&str, &Vec<Stem>)| {
        let (rule, is_partial) = match rule_of(stems, is_about_payment, &joined(word)) {
            Verdict::Known(_) if are_kinds && TAKING_BACK.contains(&joined(word).as_str()) => {
                (Some(StatusRule::TakesBack), false)
            }
            Verdict::Known(rule) => (Some(rule), false),
            Verdict::Partial => (Some(StatusRule::Sale), true),
            Verdict::Unknown => (None, false),
        };
        StatusReading { rule: rule.unwrap_or(StatusRule::Sale), is_known: rule.is_some() || word.is_empty(), is_partial }
    };
    words.iter().zip(&stems).map(reading).collect()
}

enum Verdict {
    Known(StatusRule),
    Partial,
    Unknown,
}

fn rule_of(stems: &[Stem], is_about_payment: bool, joined: &str) -> Verdict {
    let has = |stem: Stem| stems.contains(&stem);
    let known = Verdict::Known;
    if STEPS_TO_CART.iter().any(|step| joined.starts_with(step)) {
        return known(StatusRule::NotBought);
    }
    if has(Stem::Cancelled) || has(Stem::Declined) || has(Stem::Refunded) || has(Stem::Reversal) {
        // The reversal was cancelled, the refund declined: the sale stands.
        let stands = has(Stem::Not)
            || (has(Stem::Cancelled) && has(Stem::Reversal))
            || (has(Stem::Declined) && (has(Stem::Refunded) || has(Stem::Cancelled) || has(Stem::Request)));
        // Nobody has decided yet.
        let is_open = has(Stem::Request) || (has(Stem::Refunded) && (has(Stem::Waiting) || has(Stem::Failed)));
        return match () {
            () if stands => known(StatusRule::Sale),
            () if is_open => Verdict::Unknown,
            () if has(Stem::Partial) => Verdict::Partial,
            () if has(Stem::Cancelled) || has(Stem::Declined) => known(StatusRule::Cancelled),
            () => known(StatusRule::Refunded),
        };
    }
    if has(Stem::Unpaid) || (has(Stem::Not) && (has(Stem::Paid) || has(Stem::Payment))) {
        return known(StatusRule::NotPaid);
    }
    if has(Stem::Failed) {
        // A parcel that could not be handed over was paid, and may go out again.
        return if has(Stem::Shipping) && !has(Stem::Payment) { Verdict::Unknown } else { known(StatusRule::NotPaid) };
    }
    if has(Stem::Not) {
        return if has(Stem::Shipping) { known(StatusRule::Sale) } else { Verdict::Unknown };
    }
    if has(Stem::Waiting) || has(Stem::Hold) {
        // Paid, and waiting for the parcel.
        let is_paid = has(Stem::Paid) || (has(Stem::Shipping) && !has(Stem::Payment));
        return match () {
            () if is_paid => known(StatusRule::Sale),
            () if has(Stem::Waiting) || is_about_payment => known(StatusRule::NotPaid),
            () => Verdict::Unknown,
        };
    }
    let is_bought = [Stem::Paid, Stem::Shipping, Stem::Done, Stem::Bought, Stem::Payment].into_iter().any(has);
    if has(Stem::Request) {
        return Verdict::Unknown;
    }
    match is_bought {
        true => known(StatusRule::Sale),
        false if has(Stem::Viewed) || has(Stem::Cart) => known(StatusRule::NotBought),
        false => Verdict::Unknown,
    }
}

fn joined(word: &str) -> String {
    tokens(word).concat()
}

/// The stems of a status, in order; words that are not known are left out.
fn stems_of(status: &str) -> Vec<Stem> {
    let tokens = tokens(status);
    let mut stems: Vec<Stem> = tokens.iter().filter_map(|token| stem_of(token)).collect();
    // "Charge back", "add to cart", "pre-paid".
    if tokens.len() == 2 || tokens.len() == 3 {
        stems.extend(stem_of(&tokens.concat()).filter(|_| stems.is_empty()));
    }
    let pair = |first: &str, second: &str| tokens.windows(2).any(|pair| pair == [first, second]);
    if pair("charged", "back")
        || pair("charge", "back")
        || pair("credit", "note")
        || pair("credit", "memo")
        || pair("geri", "odendi")
    {
        stems.push(Stem::Refunded);
    }
    stems
}

fn stem_of(token: &str) -> Option<Stem> {
    static KNOWN: OnceLock<HashMap<&'static str, (Stem, bool), FxBuildHasher>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let of = |&(stem, texts): &(Stem, &'static str)| {
            texts.split_whitespace().map(move |text| match text.strip_prefix('=') {
                Some(whole) => (whole, (stem, true)),
                None => (text, (stem, text.len() < 4)),
            })
        };
        STEMS.iter().flat_map(of).collect()
    });
    (2..=token.len()).rev().find_map(|end| {
        let &(stem, is_whole) = known.get(token.get(..end)?)?;
        (!is_whole || end == token.len()).then_some(stem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatusRule as R;

    fn read(words: &[&str]) -> Vec<(Option<R>, bool)> {
        read_statuses(words).into_iter().map(|r| (r.is_known.then_some(r.rule), r.is_partial)).collect()
    }

    #[test]
    fn no_sale_in_ten_languages() {
        for (rule, words) in [
            (
                R::Cancelled,
                "Cancelled|canceled|CANCELLED BY BUYER|Canceled by seller|Order cancelled|Voided|Declined|Denied|Storniert|vom Kunden storniert|\
                 Abgebrochen|Abgelehnt|Annulé|Annulée par le client|Commande annulée|Refusé|Cancelado|Cancelada por el cliente|Anulado|Rechazado|\
                 Cancelado pelo comprador|Recusado|Annullato|Annullata dal cliente|Rifiutato|Geannuleerd|Geannuleerd door klant|Geweigerd|\
                 Anulowane|Anulowano przez klienta|Odrzucone|Avbruten|Avbeställd|Makulerad|Nekad|İptal edildi|İPTAL|Reddedildi|Unavailable|\
                 cancelled_by_customer|CancelledByBuyer|Cancelled (refunded)",
            ),
            (
                R::NotPaid,
                "Pending|Pending payment|pending_payment|PendingPayment|Awaiting payment|Awaiting check payment|Awaiting bank wire payment|Unpaid|\
                 Not paid|Payment error|Payment failed|Failed|Expired|Draft|checkout-draft|Authorized|Zahlung ausstehend|Warten auf Zahlung|\
                 Unbezahlt|nicht bezahlt|Offen|Fehlgeschlagen|Zahlungsfehler|En attente|En attente de paiement|\
                 En attente du paiement par chèque|En attente de virement bancaire|Erreur de paiement|Impayé|Échoué|Non payé|Pendiente|\
                 Pendiente de pago|Pago pendiente|Error en el pago|No pagado|Fallido|Pendente|Aguardando pagamento|Não pago|Falhou|\
                 In attesa di pagamento|In attesa|Errore di pagamento|Non pagato|Fallito|In afwachting van betaling|Onbetaald|Betalingsfout|\
                 Mislukt|Oczekuje na płatność|Oczekujące|Nieopłacone|Błąd płatności|Väntar på betalning|Obetald|Misslyckad|Betalningsfel|\
                 Ödeme bekleniyor|Beklemede|Ödenmedi|Ödeme hatası|Başarısız|On backorder (not paid)",
            ),
            (
                R::Refunded,
                "Refunded|refund|Returned|Chargeback|Charged back|Reversed|Zurückerstattet|Rückerstattet|Erstattet|zurueckerstattet|Retourniert|\
                 Zurückgegeben|Gutgeschrieben|Remboursé|Remboursée|Retourné|Reembolsado|Devuelto|Devolvido|Estornado|Rimborsato|Reso|Restituito|\
                 Terugbetaald|Geretourneerd|Zwrócone|Zwrot|Återbetald|Returnerad|İade edildi|Geri ödendi|Refund processed",
            ),
            (
                R::NotBought,
                "view|product_view|page_view|ViewContent|view_item_list|cart|add_to_cart|addtocart|AddToCart|remove_from_cart|click|search|wishlist|\
                 begin_checkout|add_payment_info|add_shipping_info|Ansicht|Warenkorb|in den Warenkorb|vue|panier|ajout au panier|vista|carrito|\
                 carrinho|carrello|winkelwagen|koszyk|varukorg|sepet|goruntuleme|abandoned cart",
            ),
            (
                R::Sale,
                "Paid|Completed|complete|Shipped|Delivered|Processing|In Process|Fulfilled|Approved|Confirmed|Invoiced|Resolved|Success|Succeeded|\
                 Awaiting shipment|Awaiting fulfillment|Awaiting pickup|Ready for pickup|Pending shipment|Not shipped|Unfulfilled|Partially paid|\
                 partially_shipped|Payment accepted|Remote payment accepted|On backorder (paid)|purchase|order_completed|Order placed|Sale|\
                 Canceled Reversal|Refund declined|Not cancelled|Bezahlt|Versandt|Versendet|Geliefert|Abgeschlossen|In Bearbeitung|\
                 Versand ausstehend|Zahlung eingegangen|Kauf|Paiement accepté|Paiement à distance accepté|Expédié|Livré|Terminée|\
                 En cours de préparation|En attente de réapprovisionnement (payé)|achat|Pagado|Pago aceptado|Enviado|Entregado|Completado|\
                 En preparación|compra|Pago|Pagamento aprovado|Entregue|Concluído|Aguardando envio|Pagato|Spedito|Consegnato|Evaso|\
                 In lavorazione|In attesa di spedizione|Betaald|Verzonden|Afgeleverd|Voltooid|In behandeling|Opłacone|Wysłane|Dostarczone|\
                 Zrealizowane|W trakcie realizacji|Betald|Skickad|Levererad|Slutförd|Ödendi|Kargoya verildi|Teslim edildi|Tamamlandı|\
                 Hazırlanıyor|satın alma",
            ),
        ] {
            let wrong: Vec<_> = words
                .split('|')
                .map(str::trim)
                .filter(|word| read(&[word]) != [(Some(rule), false)])
                .map(|w| (w, read(&[w])))
                .collect();
            assert!(wrong.is_empty(), "{rule:?}: {wrong:?}");
        }
    }

    #[test]
    fn what_is_kept_and_said() {
        for word in "Refunded (partial)|partially_refunded|Partially cancelled|Teilweise erstattet|Partiellement remboursé|Parcialmente reembolsado|\
                     Parzialmente rimborsato|Gedeeltelijk terugbetaald|Częściowo zwrócone|Delvis återbetald|Kısmi iade"
            .split('|')
        {
            assert_eq!(read(&[word.trim()]), [(Some(R::Sale), true)], "{word}");
        }
        for word in [
            "5",
            "12",
            "A",
            "Gold",
            "Refund requested",
            "Return requested",
            "Cancellation requested",
            "Refund pending",
            "Delivery failed",
            "Closed",
            "On Hold",
            "Disputed",
            "Zustellung fehlgeschlagen",
        ] {
            assert_eq!(read(&[word]), [(None, false)], "{word}");
        }
    }

    #[test]
    fn the_words_of_a_column_are_read_together() {
        for words in
            [["On Hold", "Refunded"], ["on-hold", "Pending payment"], ["On hold", "Failed"], ["Zurückgestellt", "Bezahlt"]]
        {
            assert_eq!(read(&words)[0], (Some(R::NotPaid), false), "{words:?}");
        }
        assert_eq!(read(&["On Hold", "Shipped", "Cancelled", "Resolved"])[0], (None, false), "a wholesaler's");
        for (sale, back) in [
            ("Sale", "Return"),
            ("Order", "Refund"),
            ("Invoice", "Credit memo"),
            ("Verkauf", "Retoure"),
            ("Rechnung", "Gutschrift"),
            ("Verkauf", "Storno"),
            ("Vente", "Retour"),
            ("Achat", "Remboursement"),
            ("Venta", "Devolución"),
            ("Venda", "Devolução"),
            ("Vendita", "Reso"),
            ("Verkoop", "Retour"),
            ("Sprzedaż", "Zwrot"),
            ("Försäljning", "Retur"),
            ("Satış", "İade"),
            ("purchase", "return"),
        ] {
            assert_eq!(read(&[sale, back]), [(Some(R::Sale), false), (Some(R::TakesBack), false)], "{sale} {back}");
        }
        assert_eq!(read(&["Paid", "Refund"])[1], (Some(R::Refunded), false));
    }
}
