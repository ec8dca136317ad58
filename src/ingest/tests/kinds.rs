//! Kinds of tables that are easily misread, each in ten languages and several orders of columns: the figures are right, at once or after
//! one confirmation of what is proposed.

use super::*;
use crate::{FileKind, FileProgress, InspectedFile, Inspection, Inspector, Meaning, RepairStep};
use clientele_core::domain::Money;

/// The names of columns in one language.
pub(super) struct Names {
    pub(super) order: &'static str,
    pub(super) customer: &'static str,
    pub(super) product: &'static str,
    pub(super) date: &'static str,
    pub(super) quantity: &'static str,
    pub(super) price: &'static str,
    pub(super) line_total: &'static str,
    pub(super) order_total: &'static str,
    pub(super) cost: &'static str,
    pub(super) discount: &'static str,
}

#[rustfmt::skip]
pub(super) static LANGUAGES: [Names; 12] = [
    Names { order: "Order ID", customer: "Customer", product: "Item", date: "Order Date", quantity: "Qty", price: "Price (USD)",
        line_total: "Line Total", order_total: "Order Total", cost: "Unit Cost", discount: "Discount" },
    Names { order: "order_number", customer: "customerRef", product: "productName", date: "purchasedAtDate", quantity: "qty_ordered",
        price: "unitPrice", line_total: "lineAmount", order_total: "grandTotal", cost: "costPrice", discount: "discount_rate" },
    Names { order: "Bestellnummer", customer: "Kundennr.", product: "Artikelbezeichnung", date: "Bestelldatum", quantity: "Anzahl",
        price: "Einzelpreis [EUR]", line_total: "Positionsbetrag", order_total: "Bestellsumme", cost: "Einkaufspreis", discount: "Rabatt" },
    Names { order: "N° de commande", customer: "Code client", product: "Désignation", date: "Date de commande", quantity: "Qté commandée",
        price: "Prix unitaire (€)", line_total: "Montant de la ligne", order_total: "Total commande", cost: "Coût unitaire",
        discount: "Remise" },
    Names { order: "Nº de pedido", customer: "Cliente", product: "Artículo", date: "Fecha del pedido", quantity: "Unidades",
        price: "Precio", line_total: "Importe línea", order_total: "Total pedido", cost: "Coste unitario", discount: "Descuento" },
    Names { order: "Número do pedido", customer: "Código do cliente", product: "Produto", date: "Data do pedido", quantity: "Quantidade",
        price: "Preço unitário", line_total: "Valor da linha", order_total: "Total do pedido", cost: "Custo", discount: "Desconto" },
    Names { order: "Numero ordine", customer: "Codice cliente", product: "Prodotto", date: "Data ordine", quantity: "Q.tà",
        price: "Prezzo unitario", line_total: "Importo riga", order_total: "Totale ordine", cost: "Costo unitario", discount: "Sconto" },
    Names { order: "Bestelnr", customer: "Klantnr", product: "Omschrijving", date: "Besteldatum", quantity: "Aantal",
        price: "Stukprijs", line_total: "Regelbedrag", order_total: "Totaal bestelling", cost: "Inkoopprijs", discount: "Korting" },
    Names { order: "Nr zamówienia", customer: "Klient", product: "Nazwa towaru", date: "Data zamówienia", quantity: "Ilość",
        price: "Cena jedn.", line_total: "Wartość pozycji", order_total: "Razem zamówienie", cost: "Koszt", discount: "Rabat" },
    Names { order: "Ordernr", customer: "Kundnummer", product: "Benämning", date: "Orderdatum", quantity: "Antal",
        price: "Pris", line_total: "Radbelopp", order_total: "Ordersumma", cost: "Inköpspris", discount: "Rabatt" },
    Names { order: "Sipariş No", customer: "Müşteri", product: "Ürün", date: "Sipariş Tarihi", quantity: "Adet",
        price: "Birim Fiyat", line_total: "Satır tutarı", order_total: "Sipariş toplamı", cost: "Maliyet", discount: "İndirim" },
    Names { order: "Receipt No", customer: "Client reference", product: "Goods description", date: "Date of sale", quantity: "Pieces",
        price: "Selling price", line_total: "Extended price", order_total: "Invoice total", cost: "Wholesale cost", discount: "Disc. %" },
];

/// One line of an order.
pub(super) struct Line {
    pub(super) order: usize,
    pub(super) customer: usize,
    pub(super) day: usize,
    pub(super) product: usize,
    pub(super) pieces: i64,
}

/// Cents.
pub(super) const PRICES: [i64; 7] = [240, 725, 1200, 650, 310, 4890, 1895];
pub(super) const PRODUCTS: [&str; 7] = ["Tin 100 g", "Earl Grey", "Stoneware Cup", "Green Tea", "Spoon", "Cast Iron Pot", "Tray"];
pub(super) const CUSTOMERS: [&str; 8] = ["K101", "K102", "K103", "K104", "K105", "K106", "K107", "K108"];

/// A small shop of 40 orders with one to four lines each.
pub(super) fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    let mut state = 11_usize;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % 2_147_483_648;
        (state >> 8) % below
    };
    for order in 0..40 {
        let customer = draw(CUSTOMERS.len());
        let first = draw(PRODUCTS.len());
        for line in 0..1 + draw(4) {
            lines.push(Line {
                order,
                customer,
                day: order * 5,
                product: (first + line) % PRODUCTS.len(),
                pieces: 1 + draw(5) as i64,
            });
        }
    }
    lines
}

pub(super) fn cents(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

pub(super) fn day(day: usize) -> String {
    format!("2024-{:02}-{:02}", 1 + day / 28, 1 + day % 28)
}

/// A column: its name and its cells.
pub(super) type Column<'a> = (&'a str, Box<dyn Fn(&Line) -> String>);

pub(super) fn base(names: &Names) -> Vec<Column<'_>> {
    vec![
        (names.order, Box::new(|l: &Line| format!("{}", 1001 + l.order))),
        (names.customer, Box::new(|l: &Line| CUSTOMERS[l.customer].to_owned())),
        (names.product, Box::new(|l: &Line| PRODUCTS[l.product].to_owned())),
        (names.date, Box::new(|l: &Line| day(l.day))),
        (names.quantity, Box::new(|l: &Line| l.pieces.to_string())),
        (names.price, Box::new(|l: &Line| cents(PRICES[l.product]))),
    ]
}

pub(super) fn order_total(order: usize) -> i64 {
    lines().iter().filter(|l| l.order == order).map(|l| l.pieces * PRICES[l.product]).sum()
}

pub(super) fn csv(columns: &[Column<'_>], turned: usize) -> String {
    let order: Vec<usize> = (0..columns.len())
        .map(|ix| (ix * if turned.is_multiple_of(2) { 1 } else { columns.len() - 1 } + turned) % columns.len())
        .collect();
    let mut text = order.iter().map(|&ix| columns[ix].0).collect::<Vec<_>>().join(";") + "\n";
    for line in lines() {
        text += &(order.iter().map(|&ix| columns[ix].1(&line)).collect::<Vec<_>>().join(";") + "\n");
    }
    text
}

pub(super) fn inspect(name: &str, text: &str) -> Inspection {
    let mut inspector = Inspector::new(IngestParams::default().check().unwrap());
    inspector.begin_file(name, None);
    inspector.push(text.as_bytes()).unwrap();
    while inspector.end_file_step().unwrap() != FileProgress::Done {}
    Inspection { files: inspector.finish(), errors: Vec::new() }
}

pub(super) fn told(file: &InspectedFile) -> String {
    let columns = file.columns.iter().filter(|c| c.meaning != Meaning::Unused);
    columns.map(|c| format!("{} = {}", c.header, c.meaning.label())).collect::<Vec<_>>().join(", ")
        + &file.questions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

/// What a table must come to.
struct Right {
    revenue: i64,
    customers: usize,
}

/// Reads a table as a user would who confirms what is proposed. Whether that was needed.
fn read(text: &str, right: &Right, what: &str) -> bool {
    let inspection = inspect("t.csv", text);
    let file = &inspection.files[0];
    let mappings = if inspection.must_ask() { inspection.proposed_mappings() } else { Vec::new() };
    let mut params = IngestParams { mappings, ..IngestParams::default() };
    if inspection.must_ask() {
        params.recipe.steps.extend(inspection.proposed_steps());
    }
    let imported = import_with(&[("t.csv", text.as_bytes())], params, usize::MAX)
        .unwrap_or_else(|error| panic!("{what}: {error}\n{}\n{text}", told(file)));
    let sums = &imported.report.reconciliation;
    let found = (sums.analysed.amount, sums.customers as usize, sums.analysed.orders, sums.products);
    let right = (Money::from_ten_thousandths(right.revenue), right.customers, 40, 7);
    assert_eq!(found, right, "{what}: {}\n{}", told(file), &text[..text.len().min(300)]);
    inspection.must_ask()
}

pub(super) fn gross() -> i64 {
    lines().iter().map(|l| l.pieces * PRICES[l.product] * 100).sum()
}

#[allow(clippy::print_stdout)] // how many tables need a confirmation is worth knowing
/// Tries a kind in all languages and some orders of columns. `most_asked`: how many of the tables may need a confirmation.
pub(super) fn check(kind: &str, revenue: i64, most_asked: usize, columns: impl Fn(&'static Names) -> Vec<Column<'static>>) {
    let (mut asked, mut tried) = (Vec::new(), 0);
    for names in &LANGUAGES {
        for turned in [0, 1, 2, 5] {
            let text = csv(&columns(names), turned);
            tried += 1;
            if read(&text, &Right { revenue, customers: CUSTOMERS.len() }, &format!("{kind}, {}", names.order)) {
                asked.push(format!("{}: {}", names.order, told(&inspect("t.csv", &text).files[0])));
            }
        }
    }
    println!("{kind}: {tried} tables, {} asked", asked.len());
    assert!(asked.len() <= most_asked, "{kind}: {} of {tried} asked:\n{}", asked.len(), asked.join("\n"));
}

#[test]
fn plain_lines() {
    check("plain lines", gross(), 0, base);
}

#[test]
fn cost_beside_price() {
    check("cost beside price", gross(), 0, |names| {
        let mut columns = base(names);
        columns.insert(4, (names.cost, Box::new(|l: &Line| cents(PRICES[l.product] * 6 / 10))));
        columns
    });
}

#[test]
fn order_total_on_every_line() {
    check("order total on every line", gross(), 0, |names| {
        let mut columns = base(names);
        columns.push((names.order_total, Box::new(|l: &Line| cents(order_total(l.order)))));
        columns
    });
}

#[test]
fn order_total_alone() {
    check("order total alone", gross(), 12, |names| {
        let mut columns = base(names);
        columns.pop();
        columns.push((names.order_total, Box::new(|l: &Line| cents(order_total(l.order)))));
        columns
    });
}

#[test]
fn line_total_beside_price() {
    check("line total beside price", gross(), 0, |names| {
        let mut columns = base(names);
        columns.push((names.line_total, Box::new(|l: &Line| cents(l.pieces * PRICES[l.product]))));
        columns
    });
}

#[test]
fn total_called_total() {
    check("a column called Total", gross(), 0, |names| {
        let mut columns = base(names);
        columns.push(("Total", Box::new(|l: &Line| cents(l.pieces * PRICES[l.product]))));
        columns
    });
    check("an order's total called Total", gross(), 0, |names| {
        let mut columns = base(names);
        columns.push(("Total", Box::new(|l: &Line| cents(order_total(l.order)))));
        columns
    });
}

#[test]
fn price_that_is_of_the_line() {
    check("a price of the line", gross(), 12, |names| {
        let mut columns = base(names);
        columns.pop();
        columns.push((
            match names.order {
                "Order ID" => "Amount",
                "Bestellnummer" => "Preis",
                "N° de commande" => "Montant",
                "Bestelnr" => "Bedrag",
                "Sipariş No" => "Tutar",
                _ => "Price",
            },
            Box::new(|l: &Line| cents(l.pieces * PRICES[l.product])),
        ));
        columns
    });
}

#[test]
fn amount_that_is_of_one_piece() {
    check("an amount of one piece", gross(), 0, |names| {
        let mut columns = base(names);
        columns.pop();
        columns.push(("Bedrag", Box::new(|l: &Line| cents(PRICES[l.product]))));
        columns
    });
}

#[test]
fn numbers_missing_where_two_of_three_are_known() {
    check("two of three known", gross(), 0, |names| {
        let mut columns = base(names);
        columns.truncate(4);
        columns.push((names.quantity, Box::new(|l: &Line| if l.order % 7 == 3 { String::new() } else { l.pieces.to_string() })));
        columns.push((names.price, Box::new(|l: &Line| if l.order % 5 == 1 { String::new() } else { cents(PRICES[l.product]) })));
        columns.push((
            names.line_total,
            Box::new(|l: &Line| if l.order % 11 == 7 { String::new() } else { cents(l.pieces * PRICES[l.product]) }),
        ));
        columns
    });
}

#[test]
fn discount_as_a_share() {
    let revenue = lines().iter().map(|l| l.pieces * PRICES[l.product] * if l.order.is_multiple_of(3) { 85 } else { 100 }).sum();
    check("discount as a share", revenue, 0, |names| {
        let mut columns = base(names);
        columns
            .insert(3, (names.discount, Box::new(|l: &Line| if l.order.is_multiple_of(3) { "0.15".into() } else { "0".into() })));
        columns
    });
    check("discount in per cent", revenue, 0, |names| {
        let mut columns = base(names);
        columns
            .insert(3, (names.discount, Box::new(|l: &Line| if l.order.is_multiple_of(3) { "15%".into() } else { "0%".into() })));
        columns
    });
    check("discount that is off the total already", revenue, 0, |names| {
        let mut columns = base(names);
        columns
            .insert(3, (names.discount, Box::new(|l: &Line| if l.order.is_multiple_of(3) { "0.15".into() } else { "0".into() })));
        columns.push((
            names.line_total,
            Box::new(|l: &Line| {
                let net = l.pieces * PRICES[l.product] * if l.order.is_multiple_of(3) { 85 } else { 100 };
                format!("{}.{:04}", net / 10_000, net % 10_000)
            }),
        ));
        columns
    });
}

#[test]
fn transaction_number_of_the_line() {
    check("a transaction number of the line", gross(), 0, |names| {
        let mut columns = base(names);
        columns.insert(1, ("Transaction ID", Box::new(|l: &Line| format!("{}", 7_000_000 + l.order * 31 + l.product))));
        columns
    });
}

#[test]
fn columns_that_are_none_of_it() {
    check("columns that mislead", gross(), 0, |names| {
        let mut columns = base(names);
        columns.insert(0, ("Review Rating", Box::new(|l: &Line| format!("{}.{}", 1 + l.product % 4, l.order % 10))));
        columns.insert(2, ("Age", Box::new(|l: &Line| format!("{}", 20 + l.customer * 4))));
        columns.insert(3, ("Shipping Cost", Box::new(|_: &Line| "4.90".into())));
        columns.insert(
            5,
            ("Payment Method", Box::new(|l: &Line| if l.order.is_multiple_of(2) { "Card".into() } else { "Cash".into() })),
        );
        columns.push(("Weight (kg)", Box::new(|l: &Line| cents(PRICES[l.product] / 9))));
        columns.push(("Ship Date", Box::new(|l: &Line| day(l.day + 2))));
        columns
    });
}

#[test]
fn categories_that_stand_in_for_products() {
    check("a category, and no product", gross(), 48, |names| {
        let mut columns = base(names);
        columns[2].0 = "Product Category";
        columns
    });
}

#[test]
fn numbers_with_a_mark_are_of_orders() {
    check("orders in a column called Name", gross(), 0, |names| {
        let mut columns = base(names);
        columns[0] = ("Name", Box::new(|l: &Line| format!("#{}", 1001 + l.order)));
        columns
    });
}

#[test]
fn addresses_as_customers() {
    check("e-mail addresses as customers", gross(), 0, |names| {
        let mut columns = base(names);
        columns[1].1 = Box::new(|l: &Line| {
            let address = format!("{}@mail.example", CUSTOMERS[l.customer]);
            if l.order.is_multiple_of(2) { address.to_lowercase() } else { address.to_uppercase() }
        });
        columns
    });
}

#[test]
fn pieces_under_a_name_that_is_not_known_are_asked_about() {
    for names in &LANGUAGES {
        let mut columns = base(names);
        columns[4].0 = "xyzzy";
        let inspection = inspect("t.csv", &csv(&columns, 0));
        assert!(inspection.must_ask(), "{}: {}", names.order, told(&inspection.files[0]));
        assert!(inspection.files[0].questions.iter().any(|q| q.text.contains("xyzzy")), "{}", told(&inspection.files[0]));
    }
}

#[test]
fn amounts_that_are_empty() {
    // A purchase without an amount is a purchase: who confirms that has all of them, with nothing spent.
    fn is_empty(l: &Line) -> bool {
        (l.order + l.product).is_multiple_of(5)
    }
    let known = lines().iter().filter(|l| !is_empty(l)).map(|l| l.pieces * PRICES[l.product] * 100).sum();
    let columns = |names: &'static Names| {
        let mut columns = base(names);
        let price = columns.iter().position(|column| column.0 == names.price).unwrap();
        let paid = |l: &Line| if is_empty(l) { String::new() } else { cents(l.pieces * PRICES[l.product]) };
        columns[price] = (names.line_total, Box::new(paid));
        columns
    };
    check("amounts that are empty", known, 48, columns);
    for names in &LANGUAGES {
        let inspection = inspect("t.csv", &csv(&columns(names), 0));
        assert_eq!(inspection.proposed_steps(), [(RepairStep::CountWithoutAmount, true)], "{}", told(&inspection.files[0]));
        let answer = inspection.files[0].questions.last().unwrap().answers[1].clone();
        assert_eq!(answer.steps, [(RepairStep::CountWithoutAmount, false)]);
    }
}

#[test]
fn sums_of_customers_are_no_sales() {
    // What some tools keep of each customer: how often, how long ago, since when.
    let rows: String = (0..60).map(|n| format!("{},{},{}.{:02},38.86\n", n + 1, n % 5, 3 + n % 20, n)).collect();
    let inspection = inspect("summary.csv", &format!("ID,frequency,recency,T\n{rows}"));
    assert_eq!(inspection.files.first().map(|file| file.kind), Some(FileKind::Ignored));
}
