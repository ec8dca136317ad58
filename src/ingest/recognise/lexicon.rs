//! What the words of column names mean, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish and Turkish.
//! Words that are written together (`Bestellnummer`, `orderdate`) are taken apart.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::sync::OnceLock;

/// What a word of a column's name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Order,
    Invoice,
    Transaction,
    Purchase,
    Sale,
    Customer,
    Product,
    Sku,
    Number,
    Reference,
    Name,
    Description,
    Date,
    Created,
    Time,
    Quantity,
    Unit,
    Price,
    Rate,
    Amount,
    Total,
    Subtotal,
    Grand,
    Line,
    Net,
    Gross,
    Discount,
    Coupon,
    Percent,
    Tax,
    Shipping,
    Cost,
    Profit,
    Fee,
    Refund,
    Status,
    Cancel,
    Email,
    Category,
    Brand,
    Country,
    Place,
    Address,
    Phone,
    Currency,
    Variant,
    Rating,
    Weight,
    Payment,
    Employee,
    Store,
    Supplier,
    Stock,
    Age,
    Person,
    First,
    Last,
    Registered,
    Billing,
    Recipient,
    OtherDate,
    Statistic,
    Zone,
    Note,
    /// A visit to a shop's pages.
    Session,
    /// What a log writes down.
    Event,
    /// A price that need not be the one paid: list, original, recommended.
    ListPrice,
    /// What is left after something was taken off.
    After,
    /// A card by which a shop knows its customers.
    Loyalty,
    /// A hundredth of a currency.
    Cents,
    /// Thousands of a currency.
    Thousands,
    /// Says nothing: "of", "the".
    Fill,
}

/// Words and stems, folded: lower case, no accents. Each stands once.
#[rustfmt::skip] // a word a line would be ten screens
const LEXICON: &[(Word, &str)] = &[
    (Word::Order, "order orders bestell bestellung bestellungs auftrag auftrags commande commandes cmd pedido pedidos orden ordine \
        ordini encomenda bestelling bestellings bestel zamowienie zamowienia zam siparis bestallning bestallnings ordre basket cart \
        warenkorb panier cesta carrinho carrello winkelmand koszyk varukorg sepet checkout so"),
    (Word::Session, "session sessions visit visits sitzung seance sesion sessao sessione sessie sesja oturum"),
    (Word::Event, "event events ereignis evenement evento eventos gebeurtenis zdarzenie handelse olay"),
    (Word::ListPrice, "list original regular msrp rrp uvp compare listen listenpreis katalog catalog catalogue listino lista liste ursprung"),
    (Word::After, "after nach apres despues dopo efter sonra sonrasi post"),
    (Word::Loyalty, "loyalty clubcard club fidelity fidelite fidelidad fidelidade fedelta treue bonuskarte kundenkarte stamkort"),
    (Word::Cents, "cent cents centimes centavos centimos pence penny pennies ore grosz grosze groszy kurus paise minor"),
    (Word::Thousands, "thousand thousands thous tsd tausend teur keur kusd kgbp milliers miles 000 000s"),
    (Word::Invoice, "invoice invoiced fakturiert facturado facturada gefactureerd rechnung rechnungs faktura faktury fakturanr facture factura fattura factuur fatura nota receipt beleg bon \
        bons kassenbon ticket tickets recu recibo scontrino ricevuta kassabon paragon paragonu kvitto fis fisi makbuz folio inv voucher document \
        documento dokument belge"),
    (Word::Transaction, "transaction transactions transaktion transaktions transaccion transacao transazione transactie transakcja \
        transakcji islem trans txn vorgang vorgangs"),
    (Word::Purchase, "purchase purchases purchased achat achats kauf compra compras acquisto acquisti aankoop kop satinalma \
        bought ordered bestellt gekauft achete comprado acquistato gekocht"),
    (Word::Sale, "sale sales sold sell selling verkauf verkaufs vente ventes vendu venta ventas venda vendas vendido vendita vendite vendu \
        verkoop verkocht sprzedaz sprzedazy forsaljning forsaljnings satis"),
    (Word::Customer, "customer customers cust client clients kunde kunden kund kunds cliente clientes clienti klant klanten klient \
        klienta klienci nabywca nabywcy musteri buyer shopper member user acheteur comprador acquirente koper kupujacy kopare \
        consumer besteller mitglied mitglieds adherent socio uye alici patron account konto konta subscriber cari \
        party partner payer debitor debitoren debtor debiteur auftraggeber auftraggeb regulierer visitor household"),
    (Word::Product, "product products prod item items article articles artikel artikels produkt produkte produkts produktu produit \
        produits producto productos articulo articulos produto produtos artigo artigos prodotto prodotti articolo articoli art towar \
        towaru towary vara varu varor urun goods merchandise ware waren lineitem part parts teil teile material materials materialien track"),
    (Word::Sku, "sku skus ean gtin upc asin barcode stockcode isbn mpn codebarre codigobarras strichcode"),
    (Word::Number, "id ids no nr num number numbers numero nummer numer nro numara numarasi kennung key code kod codigo codice kodu \
        n uid uuid guid identifier identificador identifiant identyfikator kennzeichen"),
    (Word::Reference, "reference ref referenz referencia riferimento referentie referans referens"),
    (Word::Name, "name names nom nombre nome naam nazwa imie nazwisko namn ad adi isim ismi full unvan unvani"),
    (Word::Description, "description desc bezeichnung beschreibung designation libelle descripcion descricao descrizione omschrijving \
        opis beskrivning benamning aciklama title titel titre titulo titolo tytul information informations info detail details"),
    (Word::Date, "date dates datum datums data fecha tarih tarihi dag day giorno dia dzien jour tag datetime timestamp zeitpunkt \
        zeitstempel dt dat dts ts"),
    (Word::Created, "created placed erstellt creation cree creado criado creato aangemaakt utworzono skapad olusturma"),
    (Word::Time, "time hour uhrzeit zeit heure hora ora tijd godzina czas tid saat saati klockslag"),
    (Word::Quantity, "quantity quantities qty quant menge anzahl stuck stueck stuckzahl stueckzahl stk stck quantite qte cantidad cant \
        unidades quantidade qtd qtde quantita qta pezzi pz aantal stuks hoeveelheid ilosc sztuk sztuki szt liczba antal kvantitet \
        mangd adet adedi miktar miktari units pieces pcs piece pzas piezas pecas count"),
    (Word::Unit, "unit einzel stuecks unitario unitaire unitaria eenheid eenheids jednostkowa jednostkowy jedn styck birim stuk \
        each einheit einheits unidade unidad unita unite per"),
    (Word::Price, "price prices preis prix precio preco prezzo prijs cena ceny pris fiyat fiyati pu epreis vkpreis"),
    (Word::Rate, "rate"),
    (Word::Amount, "amount amounts amt betrag montant importe valor value wert valore importo bedrag kwota wartosc belopp tutar tutari \
        revenue umsatz turnover omzet utarg obrot chiffre ingresos fatturato receita ciro omsattning spend spent proceeds warenwert \
        payable"),
    (Word::Total, "total totals gesamt summe sum totaal totale razem suma summa summan lacznie toplam toplami totalt ttl somme suma insgesamt gpreis"),
    (Word::Subtotal, "subtotal subtotale subtotaal zwischensumme soustotal aratoplam delsumma"),
    (Word::Grand, "grand endbetrag endsumme"),
    (Word::Line, "line lines row zeile zeilen position positions pos ligne linea linha riga regel pozycja pozycji rad satir extended"),
    (Word::Net, "net netto nett neto liquido nette ht"),
    (Word::Gross, "gross brutto brut bruto lordo ttc brut"),
    (Word::Discount, "discount discounts discounted disc rabatt remise reduction descuento desconto sconto korting rabat rabatu indirim \
        nachlass rebate skonto iskonto"),
    (Word::Coupon, "coupon coupons promo promotion promotions gutschein campaign cupon cupom buono"),
    (Word::Percent, "percent pct percentage prozent pourcentage porcentaje porcentagem percentuale procent yuzde orani share perc"),
    (Word::Tax, "tax taxes taxed vat mwst ust steuer taxe taxes tva iva imposto impuesto impuestos imposta btw podatek moms kdv vergi \
        gst taxable"),
    (Word::Shipping, "shipping ship shipped freight versand porto delivery delivered lieferung liefer lieferdatum livraison port envio \
        entrega frete spedizione verzending verzend wysylka wysylki dostawa dostawy frakt leverans kargo nakliye teslimat fulfillment \
        fulfilled fulfilment handling postage carrier tracking dispatch"),
    (Word::Cost, "cost costs kosten cogs einkauf einkaufs einstand einstands ek selbstkosten cout couts costo costi coste custo custos \
        kostprijs inkoop inkoops koszt kosztu zakup zakupu kostnad inkop inkops maliyet maliyeti wholesale"),
    (Word::Profit, "profit margin gewinn marge benefice beneficio lucro margen margem profitto margine winst zysk marza vinst kar \
        ertrag earnings"),
    (Word::Fee, "fee fees commission gebuhr gebuhren gebuehr provision frais comision comissao commissione prowizja avgift komisyon"),
    (Word::Refund, "refund refunded refunds erstattung erstattungs erstattet ruckerstattung ruckerstattungs ruckerstattet zuruckerstattet \
        rembourse remboursee remboursees remboursement reembolso reembolsado reembolsada rimborso rimborsato rimborsata terugbetaald \
        terugbetaling zwrot zwrocono zwrocone aterbetalning aterbetald aterbetalt iade returned return returns retourniert retoure retouren \
        zuruckgegeben retourne retournee devuelto devuelta devolucion devolvido devolvida devolucao reso resi restituito \
        geretourneerd retour chargeback dispute disputed"),
    (Word::Status, "status statut situacao stato durum durumu etat zustand statu stan financial"),
    (Word::Cancel, "cancelled canceled cancellation cancel storno storniert annule annulation cancelado cancelacion cancelamento \
        annullato geannuleerd anulowano avbruten iptal void voided"),
    (Word::Email, "email emails mail courriel correo eposta epost"),
    (Word::Category, "category categories kategorie categorie categoria kategoria kategori department abteilung warengruppe gruppe \
        group famille familia rayon segment type typ tipo dzial genre collection subcategory productline productcategory class"),
    (Word::Brand, "brand vendor marke hersteller manufacturer marque fabricant fabricante marca merk marka producent varumarke \
        tillverkare uretici maker"),
    (Word::Country, "country land pays pais paese kraj ulke"),
    (Word::Place, "city stadt ort ville ciudad cidade citta stad miasto sehir region state location place provincia province lieu \
        woiwodztwo county"),
    (Word::Address, "address street adresse strasse rue direccion endereco indirizzo adres adress zip zipcode postcode postal plz \
        postleitzahl cep adresi addr latitude longitude lat lon"),
    (Word::Phone, "phone telefon tel mobile handy telephone telefono telefone telefoon fax cel celular"),
    (Word::Currency, "currency wahrung wahrungs waehrung devise moneda divisa moeda valuta waluta parabirimi"),
    (Word::Variant, "variant variante variation variations size grosse groesse option options color colour farbe couleur tamanho talla"),
    (Word::Rating, "rating ratings review reviews stars score bewertung avis calificacion avaliacao valutazione beoordeling ocena betyg \
        puan satisfaction nps"),
    (Word::Weight, "weight gewicht gewichts poids peso waga vikt agirlik kg lbs lb grams volume length width height"),
    (Word::Payment, "payment payments pay paid zahlung zahlungs bezahlt paiement paye pago pagado pagamento pagato betaling betaald \
        platnosc platnosci betalning betald odeme odendi gateway card karte carte tarjeta cartao carta kaart karta kort kart"),
    (Word::Employee, "employee cashier salesperson seller kassierer kassier vendeur vendedor venditore verkoper sprzedawca kassor rep \
        staff agent salesman salesrep mitarbeiter"),
    (Word::Store, "store stores branch filiale magasin tienda loja negozio winkel sklep butik magaza shop channel kanal source \
        warehouse outlet register terminal device kasse website marketplace platform"),
    (Word::Supplier, "supplier lieferant fournisseur proveedor fornecedor fornitore leverancier dostawca leverantor tedarikci"),
    (Word::Stock, "stock inventory lager bestand remaining available magazyn voorraad stok"),
    (Word::Age, "age alter edad idade eta leeftijd wiek alder yas"),
    (Word::Person, "gender sex geschlecht sexe genero birth birthday geburt geburts naissance nacimiento marital income occupation \
        contact company firma"),
    (Word::First, "first vorname prenom given firstname primeiro"),
    (Word::Last, "last nachname surname family lastname apellido apellidos sobrenome cognome achternaam"),
    (Word::Registered, "registered registration registrierung registrierungs registriert signup joined since inscription cadastro \
        registro alta registrazione rejestracji"),
    (Word::Billing, "billing bill"),
    (Word::Recipient, "recipient empfanger destinataire destinatario consignee odbiorca mottagare"),
    (Word::OtherDate, "updated modified processed due expiry expires closed approved limit estimated promised required confirmed \
        completed accepted exported imported settled payout"),
    (Word::Statistic, "average avg mean durchschnitt durchschnittlich moyenne cumulative running balance saldo target budget forecast \
        max min previous prior index rank lifetime points barred reorder"),
    (Word::Zone, "zone timezone zeitzone utc gmt week woche semaine month monat mois year jahr annee quarter weekday"),
    (Word::Note, "note notes comment comments bemerkung bemerkungen commentaire memo remark remarks observation tags tag_ message reason \
        method methode mode url link image photo flag is has"),
    (Word::Fill, "of the de da do del della dei der des den di du van vom von za w z and in at on am el la le les l d i e y pro par por \
        by to for from base a an um het och av com with incl inc excl ve"),
];

/// What stands between the parts of a word that is written together.
const LINKS: [&str; 6] = ["", "s", "n", "en", "e", "es"];
/// Shorter words are not looked for within others.
const MIN_PART: usize = 3;
/// These are, as the last part: `orderid`, `klantnr`.
const SHORT_ENDS: [&str; 6] = ["id", "nr", "no", "am", "at", "ht"];

fn lexicon() -> &'static HashMap<&'static str, Word, FxBuildHasher> {
    static WORDS: OnceLock<HashMap<&'static str, Word, FxBuildHasher>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::default();
        for (word, texts) in LEXICON {
            for text in texts.split_whitespace() {
                words.entry(text).or_insert(*word);
            }
        }
        words
    })
}

/// What a token of a name means: one word, or the words of which it is made; none if it is not known.
pub(crate) fn words_of(token: &str) -> Vec<Word> {
    let lexicon = lexicon();
    if let Some(word) = lexicon.get(token) {
        return vec![*word];
    }
    if token.bytes().all(|b| b.is_ascii_digit()) {
        return vec![Word::Fill];
    }
    if !token.is_ascii() || token.len() > 40 {
        return Vec::new();
    }
    parts_of(token, lexicon, 0).unwrap_or_default()
}

/// The words of which a text is made, the longest first; `None`: something is left over.
fn parts_of(text: &str, lexicon: &HashMap<&'static str, Word, FxBuildHasher>, depth: usize) -> Option<Vec<Word>> {
    if depth > 4 {
        return None;
    }
    for end in (2..=text.len()).rev() {
        let (part, rest) = text.split_at_checked(end)?;
        let is_end = rest.is_empty();
        if !(part.len() >= MIN_PART || (is_end && depth > 0 && SHORT_ENDS.contains(&part))) {
            continue;
        }
        let Some(&word) = lexicon.get(part) else { continue };
        if is_end {
            return Some(vec![word]);
        }
        for link in LINKS {
            let Some(rest) = rest.strip_prefix(link).filter(|rest| !rest.is_empty()) else { continue };
            if let Some(more) = parts_of(rest, lexicon, depth + 1) {
                return Some(std::iter::once(word).chain(more).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_written_together_are_taken_apart() {
        for (token, expected) in [
            ("bestellnummer", vec![Word::Order, Word::Number]),
            ("klantnr", vec![Word::Customer, Word::Number]),
            ("rechnungsdatum", vec![Word::Invoice, Word::Date]),
            ("orderid", vec![Word::Order, Word::Number]),
            ("purchasedate", vec![Word::Purchase, Word::Date]),
            ("einkaufspreis", vec![Word::Cost, Word::Price]),
            ("versandkosten", vec![Word::Shipping, Word::Cost]),
            ("kundennummer", vec![Word::Customer, Word::Number]),
            ("artikelbezeichnung", vec![Word::Product, Word::Description]),
            ("handbag", vec![]),
            ("123", vec![Word::Fill]),
        ] {
            assert_eq!(words_of(token), expected, "{token}");
        }
    }
}
