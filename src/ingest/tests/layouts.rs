//! Shops that are drawn, in layouts that are drawn: names in twelve languages, order of columns, depth of the header, delimiter, form of
//! dates, numbers and ids, what is left out or repeated, discounts, tax, statuses, returns, customers whom nobody knows, one file or two
//! that overlap. The figures are the same in each, or somebody is asked.

use super::kinds::{CUSTOMERS, LANGUAGES, Line, PRICES, PRODUCTS, cents, told};
use super::layout_forms::{DATES, NOBODY, NOTHING, NUMBERS, STATUSES, write_day};
use super::*;
use crate::{FileProgress, Inspection, Inspector};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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

/// What a layout must come to.
#[derive(Debug, PartialEq, Eq)]
struct Figures {
    /// Ten-thousandths.
    revenue: i64,
    /// With sales without a customer.
    shop: i64,
    customers: usize,
    orders: u64,
    products: u64,
}

/// Files, and what they come to.
struct Layout {
    files: Vec<(&'static str, String)>,
    figures: Figures,
}

/// The customer whom nobody knows, where some are not known.
const WITHOUT_NAME: usize = 7;

/// The lines of some orders; in a shop that takes back, some of one piece less than nothing.
fn shop(draws: &mut Draws, takes_back: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for order in 0..30 + draws.below(31) {
        let (customer, first, day) = (draws.below(CUSTOMERS.len()), draws.below(PRODUCTS.len()), order * 5);
        let start = lines.len();
        for line in 0..1 + draws.below(4) {
            lines.push(Line {
                order,
                customer,
                day,
                product: (first + line) % PRODUCTS.len(),
                pieces: 1 + draws.below(5) as i64,
            });
        }
        if takes_back && order % 7 == 2 && lines[start].pieces > 1 {
            lines.push(Line { order, customer, day, product: first, pieces: -1 });
        }
    }
    lines
}

/// The order's lines in hundredths of a cent after `off` per cent.
fn net(line: &Line, off: impl Fn(&Line) -> i64) -> i64 {
    line.pieces * PRICES[line.product] * (100 - off(line))
}

fn is_cancelled(order: usize) -> bool {
    order % 9 == 4
}

/// The ways to write money; of the first ones, none says what an order comes to.
const WAYS: usize = 12;
const LINES_ONLY: usize = 5;

/// The columns of money in one of the ways; what is off a line, in per cent.
fn money(way: usize, own: usize, shop: &Rc<Vec<Line>>) -> (Vec<Column>, fn(&Line) -> i64) {
    let own = &LANGUAGES[own];
    let pieces = || column(own.quantity, false, |l| Value::Whole(l.pieces));
    let unit = || column(own.price, false, |l| Value::Amount(PRICES[l.product]));
    let line = || column(own.line_total, false, |l| Value::Amount(l.pieces * PRICES[l.product]));
    let whole = || {
        let shop = Rc::clone(shop);
        let total = move |order| shop.iter().filter(|l| l.order == order).map(|l| l.pieces * PRICES[l.product]).sum();
        column(own.order_total, true, move |l| Value::Amount(total(l.order)))
    };
    let cost = || column(own.cost, false, |l| Value::Amount(PRICES[l.product] * 6 / 10));
    let none: fn(&Line) -> i64 = |_| 0;
    let some: fn(&Line) -> i64 = |l| if l.order.is_multiple_of(3) { 20 } else { 0 };
    let share = || column(own.discount, false, move |l| Value::Share(some(l)));
    match way {
        0 => (vec![pieces(), unit()], none),
        1 => (vec![pieces(), line()], none),
        2 => (vec![line(), pieces(), unit()], none),
        3 => (vec![pieces(), unit(), cost()], none),
        4 => (vec![unit(), pieces(), cost(), line()], none),
        5 => (vec![pieces(), unit(), whole()], none),
        6 => (vec![pieces(), unit(), line(), whole()], none),
        7 => (vec![pieces(), whole()], none),
        8 => (vec![pieces(), unit(), share()], some),
        // Off the total already.
        9 => (vec![pieces(), unit(), share(), column(own.line_total, false, move |l| Value::Amount(net(l, some) / 100))], some),
        // Tax on top of the line.
        10 => (
            vec![
                pieces(),
                unit(),
                column("Tax amount", false, |l| Value::Amount(l.pieces * PRICES[l.product] / 5)),
                column("Total", false, |l| Value::Amount(l.pieces * PRICES[l.product] * 6 / 5)),
            ],
            none,
        ),
        // An amount off the line.
        _ => (
            vec![
                pieces(),
                unit(),
                column("Line discount", false, move |l| Value::Amount(l.pieces * PRICES[l.product] * some(l) / 100)),
                column("Net amount", false, move |l| Value::Amount(net(l, some) / 100)),
            ],
            some,
        ),
    }
}

/// Columns that look like something that they are not.
fn misleading() -> Vec<Column> {
    vec![
        column("Rating", false, |l| Value::Whole(1 + ((l.product + l.order) % 5) as i64)),
        column("Age", true, |l| Value::Whole(20 + l.customer as i64 * 4)),
        column("Shipping cost", true, |l| Value::Amount(if l.order.is_multiple_of(2) { 490 } else { 0 })),
        column("Payment method", true, |l| Value::Text(if l.order.is_multiple_of(2) { "Card" } else { "Cash" }.to_owned())),
        column("Delivery date", true, |l| Value::Day(l.day + 2)),
        column("Row ID", false, |l| Value::Whole((l.order * 10 + l.product) as i64)),
        column("Category", false, |l| Value::Text(if PRICES[l.product] > 1000 { "Ware" } else { "Tea" }.to_owned())),
        column("Country", true, |l| Value::Text(["France", "Japan", "Chile"][l.customer % 3].to_owned())),
    ]
}

fn order_number(order: usize, form: usize) -> String {
    match form {
        0 => format!("{}", 1001 + order),
        1 => format!("#{}", 1001 + order),
        2 => format!("ORD-{:05}", order * 7 + 3),
        _ => format!("{}/24", 5001 + order),
    }
}

fn customer_name(customer: usize, form: usize) -> String {
    match form {
        0 => CUSTOMERS[customer].to_owned(),
        1 => format!("{}", 20_017 + customer * 31),
        2 => format!("{}@mail.example", CUSTOMERS[customer].to_lowercase()),
        _ => ["Ada Marsh", "Ben Okoro", "Cleo Duval", "Dirk Jansen", "Eva Lindt", "Femi Ade", "Gil Moreau", "Hana Sato"]
            [customer]
            .to_owned(),
    }
}

/// What is put above, between and below the rows of a table.
struct Dress {
    delimiter: &'static str,
    line_end: &'static str,
    is_quoted: bool,
    title: Option<bool>,
    has_bands: bool,
    has_deep_names: bool,
    leaves_out: bool,
    leaves_out_order: bool,
    repeats_header: bool,
    has_total: bool,
}

impl Dress {
    fn of(draws: &mut Draws) -> Self {
        Self {
            delimiter: draws.of_list(&[",", ";", "\t", "|", ";", ",", "^", "~"]),
            line_end: draws.of_list(&["\n", "\r\n"]),
            is_quoted: draws.once_in(5),
            title: draws.once_in(4).then(|| draws.once_in(2)),
            has_bands: draws.once_in(12),
            has_deep_names: draws.once_in(12),
            leaves_out: draws.once_in(4),
            leaves_out_order: draws.once_in(3),
            repeats_header: draws.once_in(8),
            has_total: draws.once_in(6),
        }
    }

    fn join(&self, cells: &[String]) -> String {
        let cells = cells.iter().map(|cell| {
            let needs = self.is_quoted || cell.contains(self.delimiter) || cell.contains('"');
            if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        });
        cells.collect::<Vec<_>>().join(self.delimiter) + self.line_end
    }

    /// The rows of names: one, one below bands ("Order", "Customer"), or the words of each name in two.
    fn header(&self, columns: &[Column]) -> String {
        let names: Vec<String> = columns.iter().map(|c| c.name.to_owned()).collect();
        if self.has_deep_names {
            let (above, below) =
                names.iter().map(|name| name.split_once(' ').unwrap_or(("", name))).unzip::<_, _, Vec<_>, Vec<_>>();
            let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<_>>();
            return self.join(&owned(above)) + &self.join(&owned(below));
        }
        if self.has_bands {
            let bands: Vec<String> = (0..columns.len())
                .map(|ix| {
                    if ix == 0 {
                        "Order"
                    } else if ix == columns.len() / 2 {
                        "Details"
                    } else {
                        ""
                    }
                    .to_owned()
                })
                .collect();
            return self.join(&bands) + &self.join(&names);
        }
        self.join(&names)
    }

    fn table(&self, columns: &[Column], lines: &[&Line], write: impl Fn(Value) -> String) -> String {
        let blank = || vec![String::new(); columns.len()];
        let mut text = String::new();
        if let Some(has_gap) = self.title {
            text += &format!("Sales report{}", self.line_end);
            text += &if has_gap { self.join(&blank()) } else { String::new() };
        }
        text += &self.header(columns);
        let (mut last, mut sum) = (usize::MAX, 0);
        for (ix, line) in lines.iter().enumerate() {
            if self.repeats_header && ix == 30 {
                text += &self.header(columns);
            }
            let is_first = std::mem::replace(&mut last, line.order) != line.order;
            let cell = |column: &Column| {
                let is_order = LANGUAGES.iter().any(|names| names.order == column.name);
                let is_left_out = self.leaves_out && !is_first && column.is_of_order && (self.leaves_out_order || !is_order);
                if is_left_out { String::new() } else { write((column.cell)(line)) }
            };
            text += &self.join(&columns.iter().map(cell).collect::<Vec<_>>());
            sum += line.pieces * PRICES[line.product];
        }
        if self.has_total {
            let mut cells = blank();
            cells[0] = "Total".to_owned();
            cells[columns.len() - 1] = write(Value::Amount(sum));
            text += &self.join(&cells);
        }
        text
    }
}

/// The layout that `seed` draws.
fn layout(seed: u64) -> Layout {
    let mut draws = Draws::of(seed);
    let own = draws.below(LANGUAGES.len());
    let names = if draws.once_in(4) { draws.below(LANGUAGES.len()) } else { own };
    let way = draws.below(WAYS);
    let shop = Rc::new({
        let takes_back = way < LINES_ONLY && draws.once_in(4);
        shop(&mut draws, takes_back)
    });
    let (mut columns, off) = money(way, own, &shop);
    let (own_names, other) = (&LANGUAGES[own], &LANGUAGES[names]);
    let (order_form, customer_form) = (draws.below(4), draws.below(4));
    let dress = Dress::of(&mut draws);
    // Below an order's first row a cell without anything says "as above".
    let nobody = draws.once_in(5).then(|| match (dress.leaves_out || draws.once_in(2), customer_form) {
        (true, 1) => "0".to_owned(),
        (true, 2) => "guest@mail.example".to_owned(),
        (true, _) => NOBODY[own].to_owned(),
        (false, _) => draws.of_list(&NOTHING).to_owned(),
    });
    let word = nobody.clone();
    columns.push(column(own_names.order, true, move |l| Value::Text(order_number(l.order, order_form))));
    columns.push(column(other.customer, true, move |l| {
        let word = word.clone().filter(|_| l.customer == WITHOUT_NAME);
        Value::Text(word.unwrap_or_else(|| customer_name(l.customer, customer_form)))
    }));
    columns.push(column(own_names.product, false, |l| Value::Text(PRODUCTS[l.product].to_owned())));
    columns.push(column(own_names.date, true, |l| Value::Day(l.day)));
    let status = draws.once_in(3).then(|| draws.of_list(&STATUSES));
    if let Some((name, sale, cancelled)) = status {
        columns.push(column(name, true, move |l| Value::Text(if is_cancelled(l.order) { cancelled } else { sale }.to_owned())));
    }
    columns.extend(misleading().into_iter().filter(|_| draws.once_in(4)));
    for at in (1..columns.len()).rev() {
        columns.swap(at, draws.below(at + 1));
    }
    let of_shop: Vec<&Line> = shop.iter().filter(|l| status.is_none() || !is_cancelled(l.order)).collect();
    let known: Vec<&Line> = of_shop.iter().copied().filter(|l| nobody.is_none() || l.customer != WITHOUT_NAME).collect();
    let distinct = |of: &dyn Fn(&Line) -> usize| known.iter().map(|l| of(l)).collect::<BTreeSet<_>>().len();
    let figures = Figures {
        revenue: known.iter().map(|l| net(l, off)).sum(),
        shop: of_shop.iter().map(|l| net(l, off)).sum(),
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
        return Layout { files: vec![("t.jsonl", json_lines(&columns, &shop, write))], figures };
    }
    let last = shop.last().map_or(0, |l| l.order);
    let of_orders = |from: usize, to: usize| shop.iter().filter(|l| (from..=to).contains(&l.order)).collect::<Vec<_>>();
    let files = if draws.once_in(10) {
        // Two exports with three orders in both.
        let middle = last / 2;
        vec![
            ("first.csv", dress.table(&columns, &of_orders(0, middle + 2), write)),
            ("second.csv", dress.table(&columns, &of_orders(middle, last), write)),
        ]
    } else {
        vec![("t.csv", dress.table(&columns, &of_orders(0, last), write))]
    };
    Layout { files, figures }
}

fn json_lines(columns: &[Column], lines: &[Line], write: impl Fn(Value) -> String) -> String {
    let number = |cents_of: i64| format!("{}{}", if cents_of < 0 { "-" } else { "" }, cents(cents_of.abs()));
    let cell = |line: &Line, column: &Column| match (column.cell)(line) {
        Value::Amount(amount) => number(amount),
        Value::Whole(whole) => whole.to_string(),
        Value::Share(hundredths) => cents(hundredths),
        value => serde_json::to_string(&write(value)).unwrap(),
    };
    let object = |line: &Line| {
        let cells = columns.iter().map(|c| format!("{}:{}", serde_json::to_string(c.name).unwrap(), cell(line, c)));
        format!("{{{}}}\n", cells.collect::<Vec<_>>().join(","))
    };
    lines.iter().map(object).collect()
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

fn inspect(layout: &Layout) -> Inspection {
    let mut inspector = Inspector::new(IngestParams::default().check().unwrap());
    for (name, text) in &layout.files {
        inspector.begin_file(name, None);
        inspector.push(text.as_bytes()).unwrap();
        while inspector.end_file_step().unwrap() != FileProgress::Done {}
    }
    Inspection { files: inspector.finish(), errors: Vec::new() }
}

/// How the layout is read; or what is wrong and nobody is asked about.
fn read(layout: &Layout, inspection: &Inspection) -> Result<Outcome, String> {
    let mut must_ask = inspection.must_ask();
    let mappings = if must_ask { inspection.proposed_mappings() } else { Vec::new() };
    let params = IngestParams { mappings, ..IngestParams::default() };
    let files: Vec<(&str, &[u8])> = layout.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let imported = import_with(&files, params, usize::MAX);
    must_ask |=
        imported.as_ref().is_ok_and(|imported| !imported.report.open_questions(&IngestParams::default().recipe).is_empty());
    let found = imported.as_ref().map(|imported| {
        let sums = &imported.report.reconciliation;
        let (revenue, shop) = (sums.analysed.amount.ten_thousandths(), sums.shop.amount.ten_thousandths());
        Figures { revenue, shop, customers: sums.customers as usize, orders: sums.analysed.orders, products: sums.products }
    });
    let is_right = found.as_ref().is_ok_and(|found| {
        // Shares of an order's total and discounts are rounded, each by less than a ten-thousandth.
        let close = |one: i64, other: i64| (one - other).abs() <= 100;
        let right = &layout.figures;
        close(found.revenue, right.revenue)
            && close(found.shop, right.shop)
            && (found.customers, found.orders, found.products) == (right.customers, right.orders, right.products)
    });
    match (is_right, must_ask) {
        (true, false) => Ok(Outcome::Right),
        (true, true) => Ok(Outcome::Confirmed),
        (false, true) => Ok(Outcome::Asked),
        // An error says what is missing; no figure is shown.
        (false, false) if imported.is_err() => Ok(Outcome::Asked),
        (false, false) => {
            let start: String = layout.files[0].1.chars().take(700).collect();
            Err(format!("{found:?} instead of {:?}\n{}\n{start}", layout.figures, told(&inspection.files[0])))
        }
    }
}

#[test]
#[allow(clippy::print_stdout)] // the share that needs somebody is worth knowing
fn drawn_layouts_come_to_the_same_figures_or_somebody_is_asked() {
    // All ten thousand take minutes without optimisation.
    let count = if std::env::var_os("CLIENTELE_FULL_TEST").is_some() { 10_000 } else { 300 };
    let mut outcomes = BTreeMap::<Outcome, usize>::new();
    let mut questions = BTreeMap::<String, (u64, usize)>::new();
    let mut wrong = Vec::new();
    for seed in 0..count {
        let layout = layout(seed);
        let inspection = inspect(&layout);
        match read(&layout, &inspection) {
            Ok(outcome) => {
                *outcomes.entry(outcome).or_default() += 1;
                for question in inspection.files.iter().flat_map(|file| &file.questions).filter(|_| outcome != Outcome::Right) {
                    questions.entry(question.to_string()).or_insert((seed, 0)).1 += 1;
                }
            }
            Err(text) => wrong.push(format!("layout {seed}: {text}")),
        }
    }
    println!("{outcomes:?} of {count} drawn layouts");
    let some = || wrong.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "{} layouts came to other figures without a word, among them:\n{}", wrong.len(), some());
    let asked = count as usize - outcomes.get(&Outcome::Right).copied().unwrap_or(0);
    assert!(asked * 10 < count as usize, "{asked} of {count} layouts need somebody: {outcomes:?} {questions:#?}");
}
