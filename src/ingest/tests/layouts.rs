//! One shop in layouts that are drawn: names in twelve languages, order of columns, depth of the header, delimiter, form of dates, numbers and
//! ids, what is left out or repeated, discounts, tax, statuses. The figures are the same in each, or somebody is asked.

use super::kinds::{CUSTOMERS, LANGUAGES, Line, PRICES, PRODUCTS, cents, inspect, lines, told};
use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// Draws numbers, always the same for a seed.
struct Draws(u64);

impl Draws {
    fn of(seed: u64) -> Self {
        let mut draws = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x2545_f491_4f6c_dd1d));
        (0..4).for_each(|_| _ = draws.below(2));
        draws
    }

    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    /// True once in `count` times.
    fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of_list<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// What a cell holds, before it is written in some form.
#[derive(Clone)]
enum Value {
    Text(String),
    /// Cents.
    Amount(i64),
    Whole(i64),
    /// A fraction in hundredths.
    Share(i64),
    /// Days since the first.
    Day(usize),
}

/// A column of the table.
struct Column {
    name: &'static str,
    /// Whether it says the same on all rows of an order.
    is_of_order: bool,
    cell: Box<dyn Fn(&Line) -> Value>,
}

fn column(name: &'static str, is_of_order: bool, cell: impl Fn(&Line) -> Value + 'static) -> Column {
    Column { name, is_of_order, cell: Box::new(cell) }
}

/// How numbers are written.
#[derive(Clone, Copy)]
struct NumberForm {
    decimal: char,
    thousands: &'static str,
    before: &'static str,
    after: &'static str,
}

#[rustfmt::skip] // a form a line
const NUMBERS: [NumberForm; 12] = [
    NumberForm { decimal: '.', thousands: "", before: "", after: "" },
    NumberForm { decimal: ',', thousands: "", before: "", after: "" },
    NumberForm { decimal: '.', thousands: ",", before: "", after: "" },
    NumberForm { decimal: ',', thousands: ".", before: "", after: "" },
    NumberForm { decimal: ',', thousands: "\u{a0}", before: "", after: "" },
    NumberForm { decimal: '.', thousands: "'", before: "", after: "" },
    NumberForm { decimal: '.', thousands: ",", before: "$", after: "" },
    NumberForm { decimal: ',', thousands: ".", before: "", after: " €" },
    NumberForm { decimal: '.', thousands: ",", before: "Rs. ", after: "" },
    NumberForm { decimal: '.', thousands: "", before: "USD ", after: "" },
    NumberForm { decimal: ',', thousands: " ", before: "", after: " kr" },
    NumberForm { decimal: ',', thousands: ".", before: "R$ ", after: "" },
];

impl NumberForm {
    fn write(self, cents: i64) -> String {
        let whole = (cents / 100).to_string();
        let mut grouped = String::new();
        for (ix, digit) in whole.chars().enumerate() {
            if ix > 0 && (whole.len() - ix).is_multiple_of(3) {
                grouped += self.thousands;
            }
            grouped.push(digit);
        }
        format!("{}{grouped}{}{:02}{}", self.before, self.decimal, cents % 100, self.after)
    }
}

/// Forms of dates.
const DATES: usize = 12;

/// A day in one of the forms; days are counted from the second of January 2024.
fn write_day(days: usize, form: usize) -> String {
    const MONTHS: [(&str, usize); 12] = [
        ("Jan", 31),
        ("Feb", 29),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    let (mut month, mut day) = (0, days + 2);
    while day > MONTHS[month].1 {
        day -= MONTHS[month].1;
        month += 1;
    }
    let (name, number) = (MONTHS[month].0, month + 1);
    let unix = 1_704_067_200 + (days as u64 + 1) * 86_400 + 36_000;
    match form {
        0 => format!("2024-{number:02}-{day:02}"),
        1 => format!("{day:02}.{number:02}.2024"),
        2 => format!("{number}/{day}/2024"),
        3 => format!("{day:02}/{number:02}/2024 10:{:02}", day % 60),
        4 => format!("{day} {name} 2024"),
        5 => format!("{name} {day}, 2024"),
        6 => format!("2024-{number:02}-{day:02}T10:00:00Z"),
        7 => format!("2024{number:02}{day:02}"),
        8 => unix.to_string(),
        9 => format!("{unix}000"),
        10 => format!("2024-{number:02}-{day:02} 10:00:00.000"),
        _ => format!("{day:02}-{name}-24"),
    }
}

/// Statuses: the column's name, the word for a sale and for a cancelled order.
const STATUSES: [(&str, &str, &str); 12] = [
    ("Status", "Completed", "Cancelled"),
    ("order_status", "shipped", "canceled"),
    ("Bestellstatus", "Versendet", "Storniert"),
    ("Statut", "Payée", "Annulée"),
    ("Estado del pedido", "Pagado", "Cancelado"),
    ("Status do pedido", "Entregue", "Cancelado"),
    ("Stato ordine", "Spedito", "Annullato"),
    ("Bestelstatus", "Verzonden", "Geannuleerd"),
    ("Status zamówienia", "Zrealizowane", "Anulowane"),
    ("Orderstatus", "Skickad", "Avbruten"),
    ("Sipariş durumu", "Tamamlandı", "İptal edildi"),
    ("Payment Status", "Paid", "Voided"),
];

/// What a layout must come to.
#[derive(Debug, PartialEq, Eq)]
struct Figures {
    /// Ten-thousandths.
    revenue: i64,
    customers: usize,
    orders: u64,
    products: u64,
}

/// A table, its name, and what it comes to.
struct Layout {
    name: &'static str,
    text: String,
    figures: Figures,
}

/// The order's lines in hundredths of a cent after `off` per cent.
fn net(line: &Line, off: impl Fn(&Line) -> i64) -> i64 {
    line.pieces * PRICES[line.product] * (100 - off(line))
}

fn order_total(order: usize) -> i64 {
    lines().iter().filter(|l| l.order == order).map(|l| l.pieces * PRICES[l.product]).sum()
}

fn is_cancelled(order: usize) -> bool {
    order % 9 == 4
}

/// The columns of money in a way that is drawn; what is off a line, in per cent.
fn money(draws: &mut Draws, own: usize) -> (Vec<Column>, fn(&Line) -> i64) {
    let own = &LANGUAGES[own];
    let pieces = || column(own.quantity, false, |l| Value::Whole(l.pieces));
    let unit = || column(own.price, false, |l| Value::Amount(PRICES[l.product]));
    let line = || column(own.line_total, false, |l| Value::Amount(l.pieces * PRICES[l.product]));
    let whole = || column(own.order_total, true, |l| Value::Amount(order_total(l.order)));
    let cost = || column(own.cost, false, |l| Value::Amount(PRICES[l.product] * 6 / 10));
    let none: fn(&Line) -> i64 = |_| 0;
    let some: fn(&Line) -> i64 = |l| if l.order.is_multiple_of(3) { 20 } else { 0 };
    let share = || column(own.discount, false, move |l| Value::Share(some(l)));
    match draws.below(12) {
        0 => (vec![pieces(), unit()], none),
        1 => (vec![pieces(), line()], none),
        2 => (vec![line(), pieces(), unit()], none),
        3 => (vec![pieces(), unit(), whole()], none),
        4 => (vec![pieces(), unit(), line(), whole()], none),
        5 => (vec![pieces(), whole()], none),
        6 => (vec![pieces(), unit(), share()], some),
        7 => (vec![pieces(), unit(), cost()], none),
        // Off the total already.
        8 => (vec![pieces(), unit(), share(), column(own.line_total, false, move |l| Value::Amount(net(l, some) / 100))], some),
        // Tax on top of the line.
        9 => (
            vec![
                pieces(),
                unit(),
                column("Tax amount", false, |l| Value::Amount(l.pieces * PRICES[l.product] / 5)),
                column("Total", false, |l| Value::Amount(l.pieces * PRICES[l.product] * 6 / 5)),
            ],
            none,
        ),
        // An amount off the line.
        10 => (
            vec![
                pieces(),
                unit(),
                column("Line discount", false, move |l| Value::Amount(l.pieces * PRICES[l.product] * some(l) / 100)),
                column("Net amount", false, move |l| Value::Amount(net(l, some) / 100)),
            ],
            some,
        ),
        _ => (vec![unit(), pieces(), cost(), line()], none),
    }
}

/// The layout that `seed` draws.
#[allow(clippy::too_many_lines)] // one drawing after another
fn layout(seed: u64) -> Layout {
    let mut draws = Draws::of(seed);
    let own = draws.below(LANGUAGES.len());
    let names = if draws.once_in(4) { draws.below(LANGUAGES.len()) } else { own };
    let (mut columns, off) = money(&mut draws, own);
    let (own, other) = (&LANGUAGES[own], &LANGUAGES[names]);
    let (order_form, customer_form) = (draws.below(4), draws.below(4));
    columns.push(column(own.order, true, move |l| match order_form {
        0 => Value::Text(format!("{}", 1001 + l.order)),
        1 => Value::Text(format!("#{}", 1001 + l.order)),
        2 => Value::Text(format!("ORD-{:05}", l.order * 7 + 3)),
        _ => Value::Text(format!("{}/24", 5001 + l.order)),
    }));
    columns.push(column(other.customer, true, move |l| match customer_form {
        0 => Value::Text(CUSTOMERS[l.customer].to_owned()),
        1 => Value::Text(format!("{}", 20_017 + l.customer * 31)),
        2 => Value::Text(format!("{}@mail.example", CUSTOMERS[l.customer].to_lowercase())),
        _ => Value::Text(
            ["Ada Marsh", "Ben Okoro", "Cleo Duval", "Dirk Jansen", "Eva Lindt", "Femi Ade", "Gil Moreau", "Hana Sato"]
                [l.customer]
                .to_owned(),
        ),
    }));
    columns.push(column(own.product, false, |l| Value::Text(PRODUCTS[l.product].to_owned())));
    columns.push(column(own.date, true, |l| Value::Day(l.day)));
    let status = draws.once_in(3).then(|| draws.of_list(&STATUSES));
    if let Some((name, sale, cancelled)) = status {
        columns.push(column(name, true, move |l| Value::Text(if is_cancelled(l.order) { cancelled } else { sale }.to_owned())));
    }
    let misleading: Vec<Column> = vec![
        column("Rating", false, |l| Value::Whole(1 + ((l.product + l.order) % 5) as i64)),
        column("Age", true, |l| Value::Whole(20 + l.customer as i64 * 4)),
        column("Shipping cost", true, |l| Value::Amount(if l.order.is_multiple_of(2) { 490 } else { 0 })),
        column("Payment method", true, |l| Value::Text(if l.order.is_multiple_of(2) { "Card" } else { "Cash" }.to_owned())),
        column("Delivery date", true, |l| Value::Day(l.day + 2)),
        column("Row ID", false, |l| Value::Whole((l.order * 10 + l.product) as i64)),
        column("Category", false, |l| Value::Text(if PRICES[l.product] > 1000 { "Ware" } else { "Tea" }.to_owned())),
        column("Country", true, |l| Value::Text(["France", "Japan", "Chile"][l.customer % 3].to_owned())),
    ];
    columns.extend(misleading.into_iter().filter(|_| draws.once_in(4)));
    for at in (1..columns.len()).rev() {
        columns.swap(at, draws.below(at + 1));
    }
    let counted: Vec<Line> = lines().into_iter().filter(|l| status.is_none() || !is_cancelled(l.order)).collect();
    let distinct = |of: &dyn Fn(&Line) -> usize| counted.iter().map(of).collect::<BTreeSet<_>>().len();
    let figures = Figures {
        revenue: counted.iter().map(|l| net(l, off)).sum(),
        customers: distinct(&|l| l.customer),
        orders: distinct(&|l| l.order) as u64,
        products: distinct(&|l| l.product) as u64,
    };
    let form = draws.of_list(&NUMBERS);
    let (dates, percent) = (draws.below(DATES), draws.once_in(2));
    let write = |value: Value| match value {
        Value::Text(text) => text,
        Value::Amount(cents) => form.write(cents),
        Value::Whole(whole) => whole.to_string(),
        Value::Share(hundredths) if percent => format!("{hundredths}%"),
        Value::Share(hundredths) => cents(hundredths).replace('.', &form.decimal.to_string()),
        Value::Day(days) => write_day(days, dates),
    };
    if draws.once_in(10) {
        return Layout { name: "t.jsonl", text: json_lines(&columns, write), figures };
    }
    let text = table(&mut draws, &columns, write);
    Layout { name: "t.csv", text, figures }
}

fn json_lines(columns: &[Column], write: impl Fn(Value) -> String) -> String {
    let cell = |line: &Line, column: &Column| match (column.cell)(line) {
        Value::Amount(amount) => cents(amount),
        Value::Whole(whole) => whole.to_string(),
        Value::Share(hundredths) => cents(hundredths),
        value => serde_json::to_string(&write(value)).unwrap(),
    };
    let object = |line: &Line| {
        let cells = columns.iter().map(|c| format!("{}:{}", serde_json::to_string(c.name).unwrap(), cell(line, c)));
        format!("{{{}}}\n", cells.collect::<Vec<_>>().join(","))
    };
    lines().iter().map(object).collect()
}

/// A table of text, with what people put above, between and below.
fn table(draws: &mut Draws, columns: &[Column], write: impl Fn(Value) -> String) -> String {
    let delimiter = draws.of_list(&[",", ";", "\t", "|", ";", ",", "^", "~"]);
    let line_end = draws.of_list(&["\n", "\r\n"]);
    let is_quoted = draws.once_in(5);
    let join = |cells: &[String]| -> String {
        let cells = cells.iter().map(|cell| {
            let needs = is_quoted || cell.contains(delimiter) || cell.contains('"');
            if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        });
        cells.collect::<Vec<_>>().join(delimiter) + line_end
    };
    let width = columns.len();
    let blank = || vec![String::new(); width];
    let mut text = String::new();
    if draws.once_in(4) {
        text += &format!("Sales report{line_end}");
        if draws.once_in(2) {
            text += &join(&blank());
        }
    }
    let header: Vec<String> = columns.iter().map(|c| c.name.to_owned()).collect();
    text += &join(&header);
    let (leaves_out, leaves_out_order) = (draws.once_in(4), draws.once_in(3));
    let (repeats_header, has_total) = (draws.once_in(8), draws.once_in(6));
    let (mut last, mut sum) = (usize::MAX, 0);
    for (ix, line) in lines().iter().enumerate() {
        if repeats_header && ix == 30 {
            text += &join(&header);
        }
        let is_first = std::mem::replace(&mut last, line.order) != line.order;
        let cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let is_order = LANGUAGES.iter().any(|names| names.order == column.name);
                let is_left_out = leaves_out && !is_first && column.is_of_order && (leaves_out_order || !is_order);
                if is_left_out { String::new() } else { write((column.cell)(line)) }
            })
            .collect();
        text += &join(&cells);
        sum += line.pieces * PRICES[line.product];
    }
    if has_total {
        let mut cells = blank();
        cells[0] = "Total".to_owned();
        cells[width - 1] = write(Value::Amount(sum));
        text += &join(&cells);
    }
    text
}

/// How a layout was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Outcome {
    /// At once.
    Right,
    /// After one confirmation of the proposal.
    Confirmed,
    /// Somebody is asked, and must correct the proposal.
    Asked,
}

fn read(layout: &Layout, seed: u64) -> Outcome {
    let inspection = inspect(layout.name, &layout.text);
    let must_ask = inspection.must_ask();
    let mappings = if must_ask { inspection.proposed_mappings() } else { Vec::new() };
    let params = IngestParams { mappings, ..IngestParams::default() };
    let imported = import_with(&[(layout.name, layout.text.as_bytes())], params, usize::MAX);
    let found = imported.as_ref().map(|imported| {
        let sums = &imported.report.reconciliation;
        let revenue = sums.analysed.amount.ten_thousandths();
        Figures { revenue, customers: sums.customers as usize, orders: sums.analysed.orders, products: sums.products }
    });
    let is_right = found.as_ref().is_ok_and(|found| {
        // Shares of an order's total and discounts are rounded, each by less than a ten-thousandth.
        let close = (found.revenue - layout.figures.revenue).abs() <= 100;
        close && Figures { revenue: layout.figures.revenue, ..*found } == layout.figures
    });
    match (is_right, must_ask) {
        (true, false) => Outcome::Right,
        (true, true) => Outcome::Confirmed,
        (false, true) => Outcome::Asked,
        (false, false) => {
            let start: String = layout.text.chars().take(900).collect();
            let told = told(&inspection.files[0]);
            panic!("layout {seed}: {found:?} instead of {:?}\n{told}\n{start}", layout.figures)
        }
    }
}

#[test]
#[allow(clippy::print_stdout)] // the share that needs somebody is worth knowing
fn drawn_layouts_come_to_the_same_figures_or_somebody_is_asked() {
    // All ten thousand take minutes without optimisation.
    let count = if std::env::var_os("CLIENTELE_FULL_TEST").is_some() { 10_000 } else { 300 };
    let mut outcomes = BTreeMap::<Outcome, usize>::new();
    let mut questions = BTreeMap::<String, usize>::new();
    for seed in 0..count {
        let layout = layout(seed);
        let outcome = read(&layout, seed);
        *outcomes.entry(outcome).or_default() += 1;
        if outcome != Outcome::Right {
            for question in &inspect(layout.name, &layout.text).files[0].questions {
                *questions.entry(question.to_string()).or_default() += 1;
            }
        }
    }
    println!("{outcomes:?} of {count} drawn layouts");
    let asked = count as usize - outcomes.get(&Outcome::Right).copied().unwrap_or(0);
    assert!(asked * 10 < count as usize, "{asked} of {count} layouts need somebody: {outcomes:?} {questions:#?}");
}
