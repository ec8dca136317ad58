//! Sales to nobody: words in ten languages, numbers that stand for no customer, numbers that many people share.

use super::*;
use crate::{Issue, RepairStep, SetAsideReason};
use clientele_core::domain::Money;

/// The columns of a file, in some order and language.
#[derive(Clone, Copy)]
struct Layout {
    /// O order, C customer, P product, D date, Q quantity, M price of one piece, N name, E e-mail address.
    order: &'static str,
    header: &'static str,
    mark: char,
}

const PLAIN: Layout =
    Layout { order: "OCPDMQ", header: "transaction_id,customer_id,product_id,purchase_date,price,quantity", mark: ',' };
const LAYOUTS: [Layout; 10] = [
    PLAIN,
    Layout { order: "DOCPQM", header: "Datum;Bestellnummer;Kunde;Artikel;Menge;Einzelpreis", mark: ';' },
    Layout { order: "OPQMDC", header: "N° commande;Produit;Quantité;Prix unitaire;Date;Client", mark: ';' },
    Layout { order: "CDOPMQ", header: "Cliente\tFecha\tPedido\tProducto\tPrecio\tCantidad", mark: '\t' },
    Layout { order: "OCDPQM", header: "Nº do pedido,Cliente,Data do pedido,Produto,Quantidade,Preço unitário", mark: ',' },
    Layout { order: "PCODQM", header: "Articolo,Cliente,Numero ordine,Data ordine,Quantità,Prezzo unitario", mark: ',' },
    Layout { order: "OCDPMQ", header: "Bestelling;Klant;Datum;Artikel;Prijs;Aantal", mark: ';' },
    Layout { order: "DCOPQM", header: "Data,Klient,Nr zamówienia,Produkt,Ilość,Cena", mark: ',' },
    Layout { order: "OCPQMD", header: "Ordernummer,Kund,Vara,Antal,Pris,Datum", mark: ',' },
    Layout { order: "OCDPQM", header: "Sipariş No,Müşteri,Tarih,Ürün,Adet,Birim fiyat", mark: ',' },
];

impl Layout {
    /// The rows as a file: order, customer, day of the year, pieces.
    fn write(&self, rows: &[(String, String, u32, u32)]) -> String {
        let mut text = format!("{}\n", self.header);
        for (order, customer, day, pieces) in rows {
            let cell = |which: char| match which {
                'O' => order.clone(),
                'C' => customer.clone(),
                'P' => format!("tea {}", day % 5),
                'D' => format!("2024-{:02}-{:02}", day / 28 + 1, day % 28 + 1),
                'Q' => pieces.to_string(),
                _ => "4.50".to_owned(),
            };
            let cells: Vec<String> = self.order.chars().map(cell).collect();
            text += &(cells.join(&self.mark.to_string()) + "\n");
        }
        text
    }
}

/// Three orders of each of ten people, and three sales to each of these.
fn rows_with(nobody: &[&str]) -> Vec<(String, String, u32, u32)> {
    const PEOPLE: [&str; 10] = [
        "Ann Lee",
        "Ben Okoro",
        "Cleo Danto",
        "Dan Katz",
        "Eva Lindt",
        "Finn Moe",
        "Gia Rossetti",
        "Hal Brook",
        "Ida Falk",
        "Jon Sand",
    ];
    let names: Vec<&str> = PEOPLE.iter().chain(nobody).copied().collect();
    let mut rows = Vec::new();
    for round in 0..3 {
        for (at, name) in names.iter().enumerate() {
            let number = round * names.len() + at;
            rows.push((
                format!("A{:04}", 1000 + number),
                (*name).to_owned(),
                (number * 7 % 300) as u32,
                1 + (at as u32 + round as u32) % 3,
            ));
        }
    }
    rows
}

fn read(text: &str, steps: &[(RepairStep, bool)]) -> Imported {
    let mut params = IngestParams::default();
    params.recipe.steps.extend(steps.iter().copied());
    let imported = import_with(&[("sales.csv", text.as_bytes())], params, 4096).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_accounted(&imported);
    imported
}

fn issues_of(imported: &Imported, code: IssueCode) -> Vec<&Issue> {
    imported.report.issues.iter().filter(|issue| issue.code == code).collect()
}

/// Customers, and rows without one.
fn counts(imported: &Imported) -> (u64, u64) {
    let sums = &imported.report.reconciliation;
    (sums.customers, sums.tally(SetAsideReason::NoCustomer).rows)
}

#[test]
fn words_in_any_language_and_layout() {
    for (layout, words) in LAYOUTS.iter().zip([
        ["Guest", "Walk-in customer", "Cash"],
        ["Laufkundschaft", "Barverkauf", "Gast"],
        ["Client comptoir", "Invité", "Vente au comptant"],
        ["Cliente mostrador", "Público en general", "Consumidor final"],
        ["Consumidor final", "Cliente balcão", "Não identificado"],
        ["Cliente finale", "Ospite", "Vendita al banco"],
        ["Onbekende klant", "Passant", "Winkelverkoop"],
        ["Klient detaliczny", "Gość", "Brak danych"],
        ["Kontantkund", "Okänd kund", "Gäst"],
        ["Perakende müşteri", "Misafir", "Nakit satış"],
    ]) {
        let text = layout.write(&rows_with(&words));
        let imported = read(&text, &[]);
        assert_eq!(counts(&imported), (10, 9), "{words:?}\n{text}");
        let issues = issues_of(&imported, IssueCode::AnonymousCustomer);
        let named: Vec<(&str, u64)> = issues.iter().map(|issue| (issue.column.as_str(), issue.rows)).collect();
        let mut expected = words;
        expected.sort_unstable();
        assert_eq!(named, expected.map(|word| (word, 3)), "each word with its rows");
        let money: i64 = issues.iter().map(|issue| issue.money.ten_thousandths()).sum();
        let step = imported.report.steps.iter().find(|s| s.step == RepairStep::AnonymousCustomers).unwrap();
        assert_eq!((step.on, step.count, -step.money.ten_thousandths()), (true, 9, money));
        assert_eq!(imported.report.reconciliation.tally(SetAsideReason::NoCustomer).amount.ten_thousandths(), money);

        let kept = read(&text, &[(RepairStep::AnonymousCustomers, false)]);
        assert_eq!(counts(&kept), (13, 0), "{words:?}");
        let more = kept.dataset.revenue().ten_thousandths() - imported.dataset.revenue().ten_thousandths();
        assert_eq!(more, money, "the step says what it changes");
    }
}

#[test]
fn words_for_nothing_and_numbers_for_none() {
    for word in
        ["\\N", "N/A", "None", "NULL", "-", "nan", "0", "00", "-1", "?", "#REF!", "unknown", "Anonymous", "noemail@shop.example"]
    {
        for layout in [PLAIN, LAYOUTS[3]] {
            assert_eq!(counts(&read(&layout.write(&rows_with(&[word])), &[])), (10, 3), "{word}");
        }
    }
}

#[test]
fn numbers_that_begin_with_zero_are_customers() {
    let numbered = |number: &dyn Fn(usize) -> usize| {
        let mut rows = with_crowd(30, 0, "");
        rows.iter_mut().enumerate().for_each(|(at, row)| row.1 = number(at % 30).to_string());
        counts(&read(&PLAIN.write(&rows), &[]))
    };
    assert_eq!(numbered(&|n| n), (30, 0), "0, 1, 2 …");
    assert_eq!(numbered(&|n| n * 7), (29, 2), "with gaps: 0 is a guest");
    assert_eq!(numbered(&|n| n % 8), (7, 8), "few: 0 is a guest");
}

#[test]
fn somebody_else_in_the_row_counts() {
    let header = "order_id,customer_id,email,product_id,purchase_date,price,quantity\n";
    for word in ["0", "Guest", "N/A", "", "Gast", "walk-in"] {
        let rows: String =
            (0..20).map(|n| format!("{n},{word},P{}@Mail.example,tea,2024-01-{:02},4.50,1\n", n % 5, n + 1)).collect();
        assert_eq!(counts(&read(&format!("{header}{rows}"), &[])), (5, 0), "{word}");
    }
    // A number whose name says that it is nobody.
    let header = "order_id,customer_id,customer_name,product_id,purchase_date,price,quantity\n";
    for name in ["Walk-in customer", "Laufkundschaft", "Client comptoir", "Cliente final"] {
        let names = ["Ann Lee", "Ben Okoro", "Cleo Danto", "Dan Katz", name];
        let rows: String =
            (0..20).map(|n| format!("{n},{},{},tea,2024-01-{:02},4.50,1\n", 1000 + n % 5, names[n % 5], n + 1)).collect();
        assert_eq!(counts(&read(&format!("{header}{rows}"), &[])), (4, 4), "{name}");
    }
    // Many accounts of guests are people.
    let rows: String = (0..20).map(|n| format!("{n},{},Guest,tea,2024-01-{:02},4.50,1\n", 1000 + n % 5, n + 1)).collect();
    assert_eq!(counts(&read(&format!("{header}{rows}"), &[])), (5, 0));
}

#[test]
fn addresses_are_the_same_in_any_letters() {
    for layout in LAYOUTS {
        let mut rows = rows_with(&[]);
        for (at, row) in rows.iter_mut().enumerate() {
            let address = row.1.to_lowercase().replace(' ', ".") + "@mail.example";
            row.1 = if at % 3 == 0 { address.to_uppercase() } else { address };
        }
        assert_eq!(counts(&read(&layout.write(&rows), &[])), (10, 0), "{}", layout.header);
    }
}

/// Two orders of each of `people`, and `crowd` orders of one number.
fn with_crowd(people: usize, crowd: usize, id: &str) -> Vec<(String, String, u32, u32)> {
    let own = (0..people * 2).map(|n| (n, format!("C{:03}", 100 + n % people)));
    let all = own.chain((0..crowd).map(|n| (people * 2 + n, id.to_owned())));
    all.map(|(n, who)| (format!("A{:05}", 10_000 + n), who, (n * 11 % 300) as u32, 1 + n as u32 % 2)).collect()
}

#[test]
fn a_number_that_many_people_share() {
    for (people, crowd, id, is_anonymous, is_shared) in [
        // A number that looks made up, and more orders than anybody's.
        (8, 16, "99999", true, false),
        (30, 30, "9999", true, false),
        (100, 60, "11111", true, false),
        (12, 12, "XXX", true, false),
        (40, 20, "12345", true, false),
        // An ordinary number with far more orders than anybody else: asked.
        (8, 20, "C555", false, true),
        (30, 60, "C555", false, true),
        (100, 40, "1700", false, true),
        (300, 200, "K-17", false, true),
        (25, 25, "Meyer", false, true),
        // A large customer.
        (8, 9, "C555", false, false),
        (30, 18, "C555", false, false),
        (300, 25, "C555", false, false),
        (1000, 60, "Z555", false, false),
        (8, 4, "99999", false, false),
        (3, 50, "C555", false, false),
    ] {
        for layout in [PLAIN, LAYOUTS[1], LAYOUTS[9]] {
            let what = format!("{people} people, {crowd} orders of {id}");
            let text = layout.write(&with_crowd(people, crowd, id));
            let imported = read(&text, &[]);
            let expected = if is_anonymous { (people as u64, crowd as u64) } else { (people as u64 + 1, 0) };
            assert_eq!(counts(&imported), expected, "{what}");
            assert_eq!(rows_of(&imported, IssueCode::SharedCustomer), if is_shared { crowd as u64 } else { 0 }, "{what}");
            let questions = imported.report.open_questions(&crate::Recipe::default());
            assert_eq!(questions.len(), usize::from(is_shared), "{what}: {questions:?}");
            if let Some(question) = questions.first() {
                assert!(question.text.contains(id), "{}", question.text);
                let mut params = IngestParams::default();
                question.answer(&mut params.recipe);
                let answered = import_with(&[("sales.csv", text.as_bytes())], params.clone(), 4096).unwrap();
                assert_accounted(&answered);
                assert_eq!(counts(&answered), (people as u64, crowd as u64), "{what}");
                assert!(answered.report.open_questions(&params.recipe).is_empty());
                let issue = issues_of(&answered, IssueCode::SharedCustomer)[0];
                assert_eq!((issue.column.as_str(), issue.money > Money::ZERO), (id, true));
            }
        }
    }
}
