//! What is a sale: statuses in ten languages, events, flags, pieces and amounts that were paid back.

use super::*;
use crate::{RepairStep, SetAsideReason as R, StatusRule};
use clientele_core::domain::Money;

fn read_as(text: &str, params: IngestParams) -> Imported {
    let imported = import_with(&[("orders.csv", text.as_bytes())], params, 4096).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_accounted(&imported);
    imported
}

fn read(text: &str) -> Imported {
    read_as(text, IngestParams::default())
}

fn aside(imported: &Imported) -> Vec<(R, u64)> {
    imported.report.reconciliation.set_aside.iter().map(|(reason, tally)| (*reason, tally.rows)).collect()
}

/// Forty orders, of which the words are taken in turn.
fn orders(header: &str, mark: char, order: &str, words: &[&str]) -> String {
    let mut text = format!("{header}\n");
    for n in 0..40 {
        let cell = |which: char| match which {
            'O' => format!("{}", 5001 + n),
            'C' => format!("K{:03}", 100 + n % 7),
            'P' => ["Tee", "Tasse", "Kanne"][n % 3].to_owned(),
            'D' => format!("2024-0{}-{:02}", n / 28 + 1, n % 28 + 1),
            'Q' => "2".to_owned(),
            'S' => words[n % words.len()].to_owned(),
            _ => "10.00".to_owned(),
        };
        text += &(order.chars().map(cell).collect::<Vec<_>>().join(&mark.to_string()) + "\n");
    }
    text
}

#[test]
fn statuses_in_any_language_and_layout() {
    // The first word is a sale, the next called off, not paid, paid back.
    for (header, mark, order, words) in [
        (
            "order_id,customer_id,product_id,purchase_date,quantity,price,status",
            ',',
            "OCPDQMS",
            ["Completed", "Cancelled by buyer", "On Hold", "Refunded"],
        ),
        (
            "Status,Order ID,Customer ID,Product,Order Date,Qty,Unit Price",
            ',',
            "SOCPDQM",
            ["Shipped", "Payment error", "Canceled", "Returned"],
        ),
        (
            "Bestellnummer;Status;Kundennummer;Artikel;Datum;Menge;Einzelpreis",
            ';',
            "OSCPDQM",
            ["Versandt", "Storniert", "Zahlung ausstehend", "Zurückerstattet"],
        ),
        (
            "N° commande;Client;Produit;Date;Quantité;Prix unitaire;État de la commande",
            ';',
            "OCPDQMS",
            ["Livré", "Annulée", "En attente du paiement par chèque", "Remboursé"],
        ),
        (
            "Pedido;Cliente;Producto;Fecha;Cantidad;Precio;Estado del pedido",
            ';',
            "OCPDQMS",
            ["Enviado", "Cancelado por el cliente", "Pendiente de pago", "Reembolsado"],
        ),
        (
            "Pedido,Cliente,Produto,Data,Quantidade,Preço,Situação",
            ',',
            "OCPDQMS",
            ["Entregue", "Cancelado", "Aguardando pagamento", "Estornado"],
        ),
        (
            "Ordine,Cliente,Articolo,Data,Quantità,Prezzo,Stato ordine",
            ',',
            "OCPDQMS",
            ["Spedito", "Annullato", "In attesa di pagamento", "Rimborsato"],
        ),
        (
            "Bestelling;Klant;Artikel;Datum;Aantal;Prijs;Status",
            ';',
            "OCPDQMS",
            ["Verzonden", "Geannuleerd", "In afwachting van betaling", "Terugbetaald"],
        ),
        (
            "Zamówienie,Klient,Produkt,Data,Ilość,Cena,Status",
            ',',
            "OCPDQMS",
            ["Wysłane", "Anulowane", "Oczekuje na płatność", "Zwrócone"],
        ),
        (
            "Ordernummer,Kund,Vara,Datum,Antal,Pris,Orderstatus",
            ',',
            "OCPDQMS",
            ["Skickad", "Avbruten", "Väntar på betalning", "Återbetald"],
        ),
        (
            "Sipariş No,Müşteri,Ürün,Tarih,Adet,Fiyat,Sipariş durumu",
            ',',
            "OCPDQMS",
            ["Teslim edildi", "İptal edildi", "Ödeme bekleniyor", "İade edildi"],
        ),
        (
            "order_id,customer_id,product_id,purchase_date,quantity,price,payment_status",
            ',',
            "OCPDQMS",
            ["paid", "voided", "pending", "refunded"],
        ),
    ] {
        let imported = read(&orders(header, mark, order, &words));
        let sums = &imported.report.reconciliation;
        assert_eq!(
            (sums.analysed.rows, sums.analysed.amount),
            (10, Money::parse("200").unwrap()),
            "{words:?} {:?}",
            aside(&imported)
        );
        assert_eq!(aside(&imported), [(R::Cancellation, 10), (R::NotPaid, 10), (R::Refunded, 10)], "{words:?}");
        assert_eq!(rows_of(&imported, IssueCode::UnknownStatus), 0, "{words:?}");
        let mut params = IngestParams::default();
        params.recipe.steps.insert(RepairStep::ApplyStatus, false);
        assert_eq!(read_as(&orders(header, mark, order, &words), params).report.reconciliation.analysed.rows, 40);
    }
}

#[test]
fn what_is_not_known_is_kept_and_said() {
    const HEADER: &str = "order_id,customer_id,product_id,purchase_date,quantity,price,status";
    for (words, unknown) in [
        (["Shipped", "Cancelled", "Parked"].as_slice(), ["Parked"].as_slice()),
        (&["Shipped", "Cancelled", "On Hold", "Resolved"], &["On Hold"]),
        (&["Completed", "Disputed"], &["Disputed"]),
        (&["Completed", "Refund requested"], &["Refund requested"]),
        (&["Verschickt", "Zustellung fehlgeschlagen"], &["Zustellung fehlgeschlagen"]),
        (&["Gold", "Silver"], &["Gold", "Silver"]),
    ] {
        let imported = read(&orders(HEADER, ',', "OCPDQMS", words));
        let mut said: Vec<(&str, u64, bool)> = imported
            .report
            .issues
            .iter()
            .filter(|issue| issue.code == IssueCode::UnknownStatus)
            .map(|issue| {
                (issue.column.as_str(), issue.rows, issue.money == Money::from_ten_thousandths(issue.rows as i64 * 200_000))
            })
            .collect();
        said.sort_unstable();
        let rows = |word: &str| imported.report.statuses.iter().find(|s| s.status == word).map_or(0, |s| s.rows);
        assert_eq!(said, unknown.iter().map(|&word| (word, rows(word), true)).collect::<Vec<_>>(), "{words:?}");
        assert!(imported.report.open_questions(&crate::Recipe::default()).is_empty());
    }
    // Numbers of states mean nothing by themselves: asked.
    let text = orders(
        "id_order,id_customer,id_product,date_add,quantity,unit_price,order_status",
        ',',
        "OCPDQMS",
        &["2", "5", "6", "7"],
    );
    let imported = read(&text);
    assert_eq!((imported.report.reconciliation.analysed.rows, rows_of(&imported, IssueCode::UnknownStatus)), (40, 40));
    let questions = imported.report.open_questions(&crate::Recipe::default());
    assert_eq!(questions.len(), 1, "{questions:?}");
    let mut params = IngestParams::default();
    questions[0].answer(&mut params.recipe);
    params.recipe.statuses.insert("6".into(), StatusRule::Cancelled);
    let imported = read_as(&text, params.clone());
    assert_eq!((aside(&imported), rows_of(&imported, IssueCode::UnknownStatus)), (vec![(R::Cancellation, 10)], 0));
    assert!(imported.report.open_questions(&params.recipe).is_empty());
}

#[test]
fn paid_back_in_part_is_a_sale_and_said() {
    for word in
        ["Refunded (partial)", "partially_refunded", "Teilweise erstattet", "Partiellement remboursé", "Parzialmente rimborsato"]
    {
        let imported =
            read(&orders("order_id,customer_id,product_id,purchase_date,quantity,price,status", ',', "OCPDQMS", &["Paid", word]));
        assert_eq!(
            (imported.report.reconciliation.analysed.rows, rows_of(&imported, IssueCode::PartlyRefunded)),
            (40, 20),
            "{word}"
        );
    }
}

#[test]
fn of_events_only_purchases_are_sales() {
    for (header, mark, order, words) in [
        ("event_time,event_type,product_id,price,user_id", ',', "DSPMC", ["view", "cart", "remove_from_cart", "purchase"]),
        ("user_id,product_id,event,price,timestamp", ',', "CPSMD", ["page_view", "add_to_cart", "begin_checkout", "purchase"]),
        ("timestamp,visitor_id,action,item_id,price", ',', "DCSPM", ["view", "click", "addtocart", "transaction"]),
        ("customer_id,product_id,type,purchase_date,price", ',', "CPSDM", ["view", "wishlist", "cart", "order"]),
        ("Datum;Kundennummer;Aktion;Artikel;Preis", ';', "DCSPM", ["Ansicht", "Suche", "Warenkorb", "Kauf"]),
        ("Date;Client;Événement;Produit;Prix", ';', "DCSPM", ["vue", "clic", "panier", "achat"]),
        ("Fecha;Cliente;Evento;Producto;Precio", ';', "DCSPM", ["vista", "clic", "carrito", "compra"]),
        ("Data;Cliente;Evento;Produto;Preço", ';', "DCSPM", ["visualização", "clique", "carrinho", "compra"]),
        ("Data;Cliente;Evento;Prodotto;Prezzo", ';', "DCSPM", ["visualizzazione", "clic", "carrello", "acquisto"]),
        ("Datum;Klant;Gebeurtenis;Artikel;Prijs", ';', "DCSPM", ["bekeken", "klik", "winkelwagen", "aankoop"]),
        ("Data;Klient;Zdarzenie;Produkt;Cena", ';', "DCSPM", ["wyświetlenie", "klik", "koszyk", "zakup"]),
        ("Datum;Kund;Händelse;Vara;Pris", ';', "DCSPM", ["visning", "klick", "varukorg", "köp"]),
        ("Tarih;Müşteri;Olay;Ürün;Fiyat", ';', "DCSPM", ["görüntüleme", "click", "sepet", "satın alma"]),
    ] {
        let imported = read(&orders(header, mark, order, &words));
        assert_eq!(aside(&imported), [(R::NotBought, 30)], "{header}");
        assert_eq!(imported.report.reconciliation.analysed.rows, 10, "{header}");
    }
}

#[test]
fn flags_say_what_was_paid_back_or_called_off() {
    for (flag, words, reason) in [
        ("refunded", ["false", "true"], R::Refunded),
        ("is_refunded", ["0", "1"], R::Refunded),
        ("Returned", ["No", "Yes"], R::Refunded),
        ("Refunded?", ["FALSE", "TRUE"], R::Refunded),
        ("Rückerstattet", ["nein", "ja"], R::Refunded),
        ("Remboursé", ["non", "oui"], R::Refunded),
        ("Reembolsado", ["no", "sí"], R::Refunded),
        ("is_cancelled", ["0", "1"], R::Cancellation),
        ("Cancelled", ["no", "yes"], R::Cancellation),
        ("Storniert", ["nein", "ja"], R::Cancellation),
        ("Cancelled at", ["", "2024-02-03"], R::Cancellation),
    ] {
        let header = format!("order_id,customer_id,product_id,purchase_date,quantity,price,{flag}");
        let imported = read(&orders(&header, ',', "OCPDQMS", &words));
        assert_eq!(aside(&imported), [(reason, 20)], "{flag}");
    }
}

#[test]
fn pieces_and_amounts_that_went_back_are_taken_off() {
    // Of two pieces at 10: none, one, both came back, in turn.
    for column in
        ["Refunded Quantity", "Qty Refunded", "quantity_returned", "Returned Qty", "Menge erstattet", "Quantité remboursée"]
    {
        let header = format!("order_id,customer_id,product_id,purchase_date,quantity,price,{column}");
        let imported = read(&orders(&header, ',', "OCPDQMS", &["0", "1", "2", "0"]));
        let sums = &imported.report.reconciliation;
        assert_eq!(aside(&imported), [(R::Refunded, 10)], "{column}");
        assert_eq!((sums.analysed.rows, sums.analysed.amount), (30, Money::parse("500").unwrap()), "{column}");
        assert!(imported.dataset.lines().quantity.iter().all(|&pieces| pieces == 2 || pieces == 1));
        let mut params = IngestParams::default();
        params.recipe.steps.insert(RepairStep::SubtractRefunds, false);
        assert_eq!(
            read_as(&orders(&header, ',', "OCPDQMS", &["0", "1", "2", "0"]), params).dataset.revenue(),
            Money::parse("800").unwrap()
        );
    }
    // Of 20: nothing, 5, all.
    for column in
        ["Refunded Amount", "Amount Refunded", "refund_amount", "Erstattungsbetrag", "Montant remboursé", "Importe reembolsado"]
    {
        let header = format!("order_id,customer_id,product_id,purchase_date,quantity,price,{column}");
        let imported = read(&orders(&header, ',', "OCPDQMS", &["0.00", "5.00", "20.00", "0.00"]));
        let sums = &imported.report.reconciliation;
        assert_eq!(aside(&imported), [(R::Refunded, 10)], "{column}: nothing is left of the order");
        assert_eq!((sums.analysed.orders, sums.analysed.amount), (30, Money::parse("550").unwrap()), "{column}");
    }
}
