//! What tills and shops write in the customer's place when nobody is known: "Guest", "Laufkundschaft", "Client comptoir", `guest@…`.

use crate::parse::plain_letters::plain_letters;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// The longest text that is looked up.
const MAX_BYTES: usize = 48;

/// What may stand beside a word for nobody and says nothing more: "Guest customer", "Vente comptoir", "cliente de mostrador".
const BESIDE: &str = "customer customers client clients clientele buyer shopper user account order checkout sale sales person purchase the a an \
    kunde kunden konto verkauf vente ventes achat compte commande utilisateur acheteur du de des la le au cliente clientes venta ventas \
    compra pedido usuario comprador el del en venda vendas conta usuario comprador da do ao aos no na cliente clienti vendita acquirente utente \
    ordine al di klant klanten verkoop koper gebruiker bestelling klient klienci klienta sprzedaz zakup kupujacy kund kunder forsaljning \
    kop kopare musteri musterisi satis alici";

/// Words and phrases for nobody, folded and written together, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
/// Swedish and Turkish.
const NOBODY: &str = "guest guests walkin walkins walkup walkincash cash cashsale cashandcarry counter countersale overthecounter pos instore \
    unknown unidentified anonymous anon anonym nobody noone noname nocustomer nocustomername unnamed unregistered notregistered \
    notloggedin notspecified unspecified notprovided notavailable notapplicable notknown notgiven notset undisclosed default \
    defaultcustomer generic general generalpublic public misc miscellaneous various sundry onetime onetimecustomer onetimebuyer casual \
    passer passerby retailcustomer retailclient dummy xxx xxxx tba tbd visitor withoutcustomer endcustomer endconsumer \
    finalconsumer finalcustomer consumer privateperson privatecustomer \
    gast gaste gastkunde gastkunden gastbestellung gastkonto gastkauf gastbesteller laufkunde laufkunden laufkundschaft barverkauf barverkaufe \
    barkunde barkunden barzahler barzahlung bareinnahme bareinnahmen kasse kassenkunde kassenkunden kassenverkauf ladenverkauf ladenkunde \
    ladenkunden thekenverkauf thekenkunde tresenverkauf diverse divers diverser diversekunden sammelkunde sammelkunden sammelkonto \
    sammeldebitor cpd cpdkunde einmalkunde einmaldebitor unbekannt unbekannter unbekannte anonyme anonymer keinkunde ohnekunde \
    ohnekundennummer ohnename ohne keine keiner keinname niemand standardkunde endkunde endkunden endverbraucher privatkunde privatkunden \
    privatperson tageskunde tageskundschaft passant nichtregistriert nichtangegeben nichtbekannt keineangabe keineangaben namenlos \
    comptoir clientcomptoir passage clientpassage invite invitee anonymes inconnu inconnue especes comptant ventecomptant caisse sansnom \
    sansclient aucun aucune personne nonrenseigne nonrenseignee nonidentifie nonidentifiee noncommunique nonprecise nonconnecte noninscrit \
    nonenregistre particulier particuliers pardefaut defaut occasionnel occasionnels visiteur consommateurfinal consommateur \
    clientfinal final magasin boutique \
    mostrador invitado invitada anonimo anonima desconocido desconocida contado alcontado efectivo caja sinnombre sincliente \
    sinidentificar sinregistro sinregistrar sinespecificar noidentificado noidentificada noregistrado noregistrada noespecificado \
    noinformado ninguno ninguna nadie consumidorfinal consumidor publico publicogeneral publicoengeneral ocasional varios generico \
    generica paso depaso visitante particular pordefecto menudeo \
    convidado convidada balcao avulso avulsa dinheiro dinheirovivo avista caixa desconhecido desconhecida padrao diversos \
    naoidentificado naoidentificada naoinformado naoinformada naoregistado naoregistrado naocadastrado semnome semcliente semcadastro \
    semidentificacao nenhum nenhuma ninguem passagem clientefinal finalcliente retalho varejo \
    ospite occasionale occasionali passaggio dipassaggio banco albanco contanti contante cassa sconosciuto sconosciuta ignoto \
    consumatorefinale consumatore privato privati vari vario corrispettivi corrispettivo nessuno nessun nonregistrato nonidentificato \
    nonspecificato nonindicato senzanome senzacliente passante finale dettaglio aldettaglio predefinito \
    gastklant gastbesteller passanten winkelklant winkelklanten winkelverkoop balieklant balieverkoop contant contante contantverkoop kassa \
    kassaklant kassaverkoop toonbank toonbankklant toonbankverkoop onbekend onbekende anoniem anonieme particuliere diversen losse \
    lossklant losseklant losseverkoop eenmalig eenmalige geen geenklant geennaam niemandbekend zondernaam zonderklant standaard standaardklant \
    algemeen algemene loopklant eindklant eindgebruiker consument nietbekend nietingevuld nietgeregistreerd \
    gosc goscie anonimowy anonimowa nieznany nieznana nieznanyklient jednorazowy gotowka gotowkowy gotowkowa detal detaliczny detaliczna \
    paragon paragonowy paragonowa brak brakdanych brakklienta braknazwy nikt niezarejestrowany niezalogowany przypadkowy kasa zulicy \
    osobaprywatna prywatny nieokreslony niepodano anonim ogolny indywidualny indywidualna konsument bezimienny \
    gastkund gastkop kontant kontantkund kontantkunder kontantforsaljning kassakund kassakunder butikskund butikskunder \
    butiksforsaljning dropin dropinkund okand okandkund engangskund engangskop privatkund ingen ingenkund inget saknas ejangiven ejangivet \
    ejangett ejregistrerad oregistrerad strokund slutkund slutkonsument namnlos diversekund diversekunder \
    misafir perakende nakit pesin muhtelif bilinmeyen bilinmiyor belirsiz kayitsiz ziyaretci nihaituketici nihai tuketici \
    yok isimsiz adsiz genel gecici sonkullanici sontuketici uyeliksiz uyeolmayan tanimsiz kayitliolmayan belirtilmemis varsayilan bireysel";

/// What stands before the `@` of an address that is nobody's.
const ADDRESSES: &str = "guest guests walkin noemail nomail noaddress none unknown anonymous anonym anonyme anonimo na noone nobody nocustomer \
    customer nomailprovided noreply donotreply gast laufkunde laufkundschaft keineemail keinemail keinemailadresse unbekannt invite \
    sansemail pasdemail inconnu invitado sincorreo sinemail desconocido convidado sememail desconhecido ospite sconosciuto nessuna \
    geenemail onbekend gosc brak nieznany ingenepost okand misafir yok";

fn words(texts: &'static str) -> FxHashSet<&'static str> {
    texts.split_whitespace().collect()
}

/// Whether a tidied id, name or address of a customer says that nobody knows who it was.
pub(crate) fn is_nobody(text: &str) -> bool {
    static KNOWN: OnceLock<[FxHashSet<&'static str>; 3]> = OnceLock::new();
    let [nobody, beside, addresses] = KNOWN.get_or_init(|| [words(NOBODY), words(BESIDE), words(ADDRESSES)]);
    if text.len() > MAX_BYTES {
        return false;
    }
    if matches!(
        text.to_ascii_lowercase().as_str(),
        "#ref!" | "#value!" | "#name?" | "#div/0!" | "k.a." | "k. a." | "n.n." | "n. n."
    ) {
        return true;
    }
    // No letter and no digit: "?", "...", "***". (Dashes are empty cells already.)
    if !text.is_empty() && !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    if let Some((user, _)) = text.split_once('@') {
        return addresses.contains(joined(&plain_letters(user)).as_str());
    }
    // Nearly all ids hold a digit.
    if text.bytes().any(|b| b.is_ascii_digit()) {
        return is_placeholder_of_authority(text);
    }
    let plain = plain_letters(text);
    let all = joined(&plain);
    if nobody.contains(all.as_str()) {
        return true;
    }
    // A word for a customer by itself: "Customer", "Kunde".
    let is_beside = |word: &&str| beside.contains(word);
    let parts = || plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let rest: String = parts().filter(|part| !is_beside(part)).collect();
    if rest.is_empty() {
        return parts().any(|part| part.len() > 3);
    }
    rest.len() < all.len() && nobody.contains(rest.as_str())
}

/// What tax offices have for the customer whom nobody knows: Mexico's `XAXX010101000`, Ecuador's `9999999999999`.
fn is_placeholder_of_authority(text: &str) -> bool {
    matches!(text.to_ascii_uppercase().as_str(), "XAXX010101000" | "XEXX010101000" | "9999999999999")
}

/// Whether an id is a number that programs have for "none": 0, 000, -1.
pub(crate) fn is_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && (digits.bytes().all(|b| b == b'0') || text == "-1")
}

/// Whether an id looks as if somebody had made it up to have one: 0, 1, 9999, 11111, 12345, 99999, XXXX.
pub(crate) fn looks_made_up(text: &str) -> bool {
    let bytes = text.as_bytes();
    let are_equal = bytes.first().is_some_and(|first| bytes.iter().all(|b| b == first));
    is_zero(text)
        || text == "1"
        || (bytes.len() >= 3 && are_equal)
        || matches!(text, "1234" | "12345" | "123456" | "1234567" | "123456789")
}

fn joined(plain: &str) -> String {
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nobody_in_ten_languages() {
        let texts = [
            // English
            "Guest",
            "GUEST CUSTOMER",
            "guest checkout",
            "(guest)",
            "Walk-in customer",
            "walk in",
            "WALKIN",
            "Cash",
            "Cash sale",
            "Cash Customer",
            "Counter sales",
            "POS",
            "POS Customer",
            "Unknown",
            "unknown customer",
            "Anonymous",
            "anonymous user",
            "Nobody",
            "No name",
            "Not registered",
            "Default customer",
            "General public",
            "Various",
            "Sundry customers",
            "One-time customer",
            "Customer",
            "?",
            "???",
            "...",
            "#REF!",
            "guest@shop.example",
            "no-email@shop.example",
            "noemail@noemail.com",
            // German
            "Gast",
            "Gastkunde",
            "Gastbestellung",
            "Laufkundschaft",
            "Laufkunde",
            "Barverkauf",
            "Barverkäufe",
            "Barkunde",
            "Diverse",
            "Diverse Kunden",
            "Sammelkunde",
            "Unbekannt",
            "unbekannter Kunde",
            "Kein Kunde",
            "ohne Kundennummer",
            "Niemand",
            "Kunde",
            "Kassenverkauf",
            "Tageskunde",
            "k. A.",
            "keine Angabe",
            "CPD",
            // French
            "Client comptoir",
            "Comptoir",
            "Vente comptoir",
            "Vente au comptoir",
            "Client de passage",
            "Invité",
            "Client invité",
            "Anonyme",
            "client inconnu",
            "Clients divers",
            "Espèces",
            "Vente au comptant",
            "Non renseigné",
            "Aucun client",
            "Particulier",
            // Spanish
            "Cliente mostrador",
            "Cliente de mostrador",
            "Mostrador",
            "Invitado",
            "Público en general",
            "Consumidor final",
            "Clientes varios",
            "Cliente contado",
            "Venta al contado",
            "Efectivo",
            "Sin nombre",
            "Cliente desconocido",
            "Anónimo",
            "No identificado",
            "Ninguno",
            "XAXX010101000",
            // Portuguese
            "Consumidor Final",
            "Cliente balcão",
            "Venda ao balcão",
            "Balcão",
            "Cliente avulso",
            "Cliente não identificado",
            "Não informado",
            "Convidado",
            "Desconhecido",
            "Anônimo",
            "Dinheiro",
            "Sem cadastro",
            "Ninguém",
            // Italian
            "Cliente finale",
            "Ospite",
            "Cliente occasionale",
            "Cliente di passaggio",
            "Vendita al banco",
            "Banco",
            "Contanti",
            "Cliente generico",
            "Consumatore finale",
            "Sconosciuto",
            "Nessuno",
            "Privato",
            "Corrispettivi",
            // Dutch
            "Gastklant",
            "Passant",
            "Balieklant",
            "Winkelverkoop",
            "Contante klant",
            "Kassaverkoop",
            "Toonbankverkoop",
            "Onbekende klant",
            "Anoniem",
            "Losse verkoop",
            "Geen klant",
            "Diverse klanten",
            "Eenmalige klant",
            // Polish
            "Gość",
            "Klient detaliczny",
            "Klient anonimowy",
            "Nieznany klient",
            "Klient nieznany",
            "Gotówka",
            "Sprzedaż detaliczna",
            "Klient jednorazowy",
            "Brak",
            "Brak danych",
            "Paragon",
            "Nikt",
            // Swedish
            "Gäst",
            "Gästkund",
            "Kontantkund",
            "Kontantförsäljning",
            "Kassakund",
            "Butikskund",
            "Drop-in",
            "Okänd kund",
            "Okänd",
            "Diverse kunder",
            "Engångskund",
            "Ingen kund",
            "Strökund",
            // Turkish
            "Misafir",
            "Misafir müşteri",
            "Perakende satış",
            "Perakende Müşteri",
            "Nakit",
            "Nakit satış",
            "Peşin satış",
            "Muhtelif müşteri",
            "Bilinmeyen",
            "Bilinmiyor",
            "Nihai tüketici",
            "İsimsiz",
            "KAYITSIZ MÜŞTERİ",
            "Yok",
        ];
        let wrong: Vec<&str> = texts.into_iter().filter(|text| !is_nobody(text)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn people_and_numbers_are_somebody() {
        for text in [
            "",
            "Ann",
            "Guest, Judy",
            "Judy Guest",
            "Johnny Cash",
            "Bar Refaeli",
            "Christopher Guest",
            "C-1001",
            "17850",
            "0001",
            "G1",
            "Gast 17",
            "guest-10023",
            "ann@guest.example",
            "cash.ann@mail.example",
            "Van der Kassa",
            "Anna Unbekannt",
            "Final Touch Ltd",
            "Cash Converters",
            "General Electric",
            "Banco Santander",
            "Casa",
            "Nadia",
            "Nikita",
            "Bargello",
            "Various Artists Ltd",
            "Publix",
            "Le",
            "de la",
            "Sales & Co",
            "Kundera",
            "Person, Ann",
            "Boutique Anna",
            "Magasin du Nord",
            "Particularly Good Ltd",
            "Defaulty",
            "Nonna",
        ] {
            assert!(!is_nobody(text), "{text}");
        }
    }

    #[test]
    fn numbers_for_none() {
        for text in ["0", "00", "000000", "-1", "-0"] {
            assert!(is_zero(text), "{text}");
        }
        for text in ["", "1", "10", "-10", "0a", "-"] {
            assert!(!is_zero(text), "{text}");
        }
        for text in ["0", "1", "999", "9999", "99999", "11111", "12345", "XXX", "000"] {
            assert!(looks_made_up(text), "{text}");
        }
        for text in ["17850", "12", "99", "1001", "9998", "ANN", "12346"] {
            assert!(!looks_made_up(text), "{text}");
        }
    }
}
