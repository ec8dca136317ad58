//! What the columns of a table mean, by their names, their cells and their sums together: the assignment with the highest total score,
//! and what speaks against it.

use crate::recognise::assignment::assign;
use crate::recognise::money::{MoneyEvidence, MoneyTable, price_of_what};
use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::orders::Orders;
use crate::recognise::table_sample::TableSample;
use crate::recognise::tokens::HeaderWords;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::Needed;
use clientele_core::domain::Money;

/// Points of a name that fits wholly, and of cells that do.
const NAME: f64 = 1_000.0;
const CELLS: f64 = 400.0;
/// A second assignment this close makes a meaning open.
const MARGIN: i64 = 100;
/// With fewer cells a name counts though they disagree: single cells may be wrong.
const FEW_CELLS: usize = 8;
/// Rows from which on missing amounts are worth a question, and their share in per cent.
const MANY_ROWS: usize = 50;
const MISSING_PERCENT: usize = 10;

/// A table's columns and what is known about them.
pub(crate) struct Evidence {
    pub(crate) headers: Vec<String>,
    pub(crate) names: Vec<NameEvidence>,
    pub(crate) values: Vec<ValueEvidence>,
    rows: usize,
}

/// What the columns mean, why, and what is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) columns: Vec<Option<Meaning>>,
    /// For each column, why it was taken for what it is, in words.
    pub(crate) why: Vec<String>,
    /// What somebody should answer before the figures are believed.
    pub(crate) questions: Vec<String>,
}

impl Evidence {
    pub(crate) fn of(headers: &[String], sample: &TableSample) -> Self {
        Self {
            headers: headers.to_vec(),
            names: headers.iter().map(|header| NameEvidence::of(header)).collect(),
            values: headers
                .iter()
                .enumerate()
                .map(|(column, header)| ValueEvidence::of(sample, column).scaled(HeaderWords::of(header).power))
                .collect(),
            rows: sample.len(),
        }
    }

    /// The currency that the names of the columns with these meanings say; empty for none.
    pub(crate) fn currency(&self, columns: &[Option<Meaning>]) -> &'static str {
        let money = [Meaning::LineTotal, Meaning::UnitPrice, Meaning::OrderTotal];
        let named = columns.iter().zip(&self.names).filter(|(meaning, _)| meaning.is_some_and(|m| money.contains(&m)));
        named.map(|(_, name)| name.words.currency).find(|currency| !currency.is_empty()).unwrap_or("")
    }

    /// By which power of ten the numbers of each column are other than in the file.
    pub(crate) fn powers(&self) -> Vec<i8> {
        let power = |(name, values): (&NameEvidence, &ValueEvidence)| {
            if values.filled == 0 || values.can_be_scaled(name.words.power) { name.words.power } else { 0 }
        };
        let powers: Vec<i8> = self.names.iter().zip(&self.values).map(power).collect();
        if powers.iter().all(|&power| power == 0) { Vec::new() } else { powers }
    }

    /// Reads the columns as those of a file of this kind. `guess`: whether cells alone may give a meaning.
    pub(crate) fn read(&self, kind: FileKind, guess: bool) -> Reading {
        let meanings: Vec<Meaning> = kind.meanings().to_vec();
        let mut table = Scores::new(self, kind, &meanings, guess);
        let mut chosen = table.solve().0;
        let mut money = MoneyEvidence::default();
        if kind == FileKind::Sales && self.rows > 0 {
            let orders = table.add_orders(&mut chosen);
            let columns = table.columns_of(&chosen);
            money = self.money(&columns, orders.as_ref());
            money.add(self.of_rows(&columns, orders.as_ref()));
            table.add_money(&money);
            chosen = table.solve().0;
        }
        let columns = table.columns_of(&chosen);
        let why =
            (0..columns.len()).map(|column| self.why(kind, column, columns.get(column).copied().flatten(), &money)).collect();
        let mut questions = Vec::new();
        if kind == FileKind::Sales {
            self.ask(&table, &chosen, &columns, &money, &mut questions);
        }
        Reading { columns, why, questions }
    }

    fn money(&self, columns: &[Option<Meaning>], orders: Option<&Orders>) -> MoneyEvidence {
        use Meaning as M;
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let is_money = |m: Meaning| {
            matches!(
                m,
                M::UnitPrice
                    | M::LineTotal
                    | M::OrderTotal
                    | M::Quantity
                    | M::LineDiscount
                    | M::DiscountShare
                    | M::OrderDiscount
                    | M::Refund
                    | M::Tax
            )
        };
        let taken: Vec<usize> =
            (0..columns.len()).filter(|&ix| columns.get(ix).copied().flatten().is_some_and(|m| !is_money(m))).collect();
        let product = at(M::ProductId).or_else(|| at(M::ProductName));
        MoneyTable { headers: &self.headers, names: &self.names, values: &self.values, orders, product, taken: &taken }.test()
    }

    /// Why a column was taken for this, in words.
    fn why(&self, kind: FileKind, column: usize, meaning: Option<Meaning>, money: &MoneyEvidence) -> String {
        let proof = money.gains.iter().find(|gain| gain.column == column && gain.meaning == meaning.unwrap_or(Meaning::Unused));
        let Some(meaning) = meaning else {
            let is_unused_money = |values: &ValueEvidence, name: &NameEvidence| {
                values.is_decimal() && !values.is_share() && (name.says_nothing() || name.score(kind, Meaning::LineTotal) > 0.0)
            };
            let is_told = self.values.get(column).zip(self.names.get(column)).is_some_and(|(v, n)| is_unused_money(v, n));
            let unused = if is_told { "looks like money, and is not used" } else { "" };
            return proof.map_or_else(|| unused.to_owned(), |gain| gain.why.clone());
        };
        let (Some(name), Some(values)) = (self.names.get(column), self.values.get(column)) else { return String::new() };
        let mut reasons = Vec::new();
        if name.score(kind, meaning) >= SAYS_IT {
            reasons.push("by its name".to_owned());
        } else if values.filled > 0 {
            let cells = values.kind().label();
            let distinct = values.distinct;
            reasons.push(format!("by its cells: {cells}, {distinct} different in {} rows", values.rows));
        }
        match name.words.power {
            0 => {}
            power if power < 0 => reasons.push("in cents".to_owned()),
            _ => reasons.push("in thousands".to_owned()),
        }
        reasons.extend(proof.map(|gain| gain.why.clone()));
        reasons.join("; ")
    }

    /// Whether two columns say the same in other words: each cell of one always stands beside the same cell of the other.
    fn are_equivalent(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.values.get(one), self.values.get(other)) else { return false };
        if one.filled == 0 || one.distinct != other.distinct {
            return false;
        }
        let mut of: Vec<Option<u32>> = vec![None; one.distinct];
        one.codes.iter().zip(&other.codes).all(|(&a, &b)| match of.get_mut(a as usize) {
            Some(Some(known)) => *known == b,
            Some(slot) => {
                *slot = Some(b);
                b != u32::MAX
            }
            None => b == u32::MAX,
        })
    }

    /// What is open in this reading of sales.
    fn ask(
        &self,
        table: &Scores<'_>,
        chosen: &[Option<usize>],
        columns: &[Option<Meaning>],
        money: &MoneyEvidence,
        questions: &mut Vec<String>,
    ) {
        use Meaning as M;
        let header = |column: usize| self.headers.get(column).map_or("", String::as_str);
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        questions.extend(money.questions.iter().cloned());
        let known: Vec<Meaning> = columns.iter().copied().flatten().collect();
        for needed in Needed::missing_in(&known) {
            questions.push(format!("No column was found for {}.", needed.label()));
        }
        let total = table.total(chosen);
        for (row, &meaning) in table.meanings.iter().enumerate() {
            let Some(column) = chosen.get(row).copied().flatten() else { continue };
            let decides = matches!(
                meaning,
                M::CustomerId | M::Email | M::Date | M::OrderId | M::Quantity | M::UnitPrice | M::LineTotal | M::ProductId
            );
            let name = self.names.get(column).map_or(0.0, |name| name.score(FileKind::Sales, meaning));
            let is_proved = money.gains.iter().any(|gain| gain.column == column && gain.meaning == meaning && gain.score > 0);
            // An address is an address, also under the name "customer".
            let is_email = meaning == M::Email && self.values.get(column).is_some_and(ValueEvidence::is_email);
            if name < SAYS_IT && !is_proved && !is_email {
                questions.push(format!("Is \u{201c}{}\u{201d} the {}? Only its cells say so.", header(column), meaning.label()));
                continue;
            }
            if !decides || is_proved {
                continue;
            }
            let (second, sum) = table.without(row, column);
            let Some(other) = second.get(row).copied().flatten().filter(|_| total - sum < MARGIN) else { continue };
            if !self.are_equivalent(column, other) && self.rows > 0 {
                questions.push(format!(
                    "\u{201c}{}\u{201d} or \u{201c}{}\u{201d}: which is the {}?",
                    header(column),
                    header(other),
                    meaning.label()
                ));
            }
        }
        let price = at(M::LineTotal).or_else(|| at(M::UnitPrice)).or_else(|| at(M::OrderTotal));
        if let Some((column, values)) = price.and_then(|column| Some((column, self.values.get(column)?))) {
            let missing = values.rows - values.filled;
            // Another column may know what the row comes to.
            let has_other =
                columns.iter().flatten().filter(|m| matches!(m, M::LineTotal | M::UnitPrice | M::OrderTotal)).count() > 1;
            let is_of_orders = columns.get(column).copied().flatten() == Some(M::OrderTotal);
            if values.rows >= MANY_ROWS && missing * 100 >= values.rows * MISSING_PERCENT && !has_other && !is_of_orders {
                questions.push(format!(
                    "\u{201c}{}\u{201d} is empty in {missing} of the first {} rows: those rows cannot count with an amount.",
                    header(column),
                    values.rows
                ));
            }
        }
        self.ask_about_sums(columns, money, questions);
        self.ask_about_orders(columns, questions);
        self.ask_about_pieces(columns, questions);
    }

    /// Whether quantity, price and total of the line contradict each other in most rows.
    fn ask_about_sums(&self, columns: &[Option<Meaning>], money: &MoneyEvidence, questions: &mut Vec<String>) {
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let (Some(q), Some(p), Some(l)) = (at(Meaning::Quantity), at(Meaning::UnitPrice), at(Meaning::LineTotal)) else { return };
        let (Some(pieces), Some(price), Some(total)) = (self.values.get(q), self.values.get(p), self.values.get(l)) else {
            return;
        };
        if money.gains.iter().any(|gain| gain.column == l && gain.meaning == Meaning::LineTotal) {
            return;
        }
        let (mut told, mut held) = (0, 0);
        for ((pieces, price), total) in pieces.values.iter().zip(&price.values).zip(&total.values) {
            let (Some(pieces), Some(price), Some(total)) = (*pieces, *price, *total) else { continue };
            if pieces != Money::SCALE && pieces != 0 && price != 0 {
                let product = i128::from(pieces) * i128::from(price) / i128::from(Money::SCALE);
                told += 1;
                held += usize::from((product - i128::from(total)).abs() <= 200);
            }
        }
        if told >= 5 && held * 2 < told {
            let header = |column: usize| self.headers.get(column).map_or("", String::as_str);
            questions.push(format!(
                "\u{201c}{}\u{201d} × \u{201c}{}\u{201d} is \u{201c}{}\u{201d} in {held} of {told} rows only: what did the line cost?",
                header(q),
                header(p),
                header(l)
            ));
        }
    }

    /// Whether what should be one thing for an order is one.
    fn ask_about_orders(&self, columns: &[Option<Meaning>], questions: &mut Vec<String>) {
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let Some((order, values)) = at(Meaning::OrderId).and_then(|order| Some((order, self.values.get(order)?))) else { return };
        let orders = Orders::of(values);
        let customer = at(Meaning::CustomerId).or_else(|| at(Meaning::Email)).or_else(|| at(Meaning::CustomerName));
        for (meaning, column) in [(Meaning::CustomerId, customer), (Meaning::OrderTotal, at(Meaning::OrderTotal))] {
            let Some((column, values)) = column.and_then(|column| Some((column, self.values.get(column)?))) else { continue };
            let found =
                orders.constant(|row| values.codes.get(row).filter(|&&code| code != u32::MAX).map(|&code| i128::from(code)));
            if found.differ >= 5 && found.differ * 5 > found.same {
                let what = if meaning == Meaning::CustomerId { "customer" } else { "total" };
                questions.push(format!(
                    "Rows with the same \u{201c}{}\u{201d} differ in \u{201c}{}\u{201d}: is that the {what} of an order?",
                    self.headers.get(order).map_or("", String::as_str),
                    self.headers.get(column).map_or("", String::as_str)
                ));
            }
        }
    }

    /// A column that could count pieces beside a price, though none was taken for the quantity.
    fn ask_about_pieces(&self, columns: &[Option<Meaning>], questions: &mut Vec<String>) {
        let has = |meaning| columns.contains(&Some(meaning));
        if has(Meaning::Quantity) || !has(Meaning::UnitPrice) || has(Meaning::LineTotal) {
            return;
        }
        for (column, values) in self.values.iter().enumerate() {
            let (None, Some(name)) = (columns.get(column).copied().flatten(), self.names.get(column)) else { continue };
            let is_open = name.says_nothing() && values.filled >= 5 && values.distinct > 1 && values.most <= 1_000 * Money::SCALE;
            if is_open && values.is_pieces() && values.least >= -1_000 * Money::SCALE {
                questions.push(format!(
                    "Does \u{201c}{}\u{201d} count the pieces? It holds small whole numbers, and no column was found for the quantity.",
                    self.headers.get(column).map_or("", String::as_str)
                ));
            }
        }
    }

    /// Why cells disagree with meanings that the names of a known export give them.
    pub(crate) fn disagreements(&self, columns: &[Option<Meaning>]) -> Vec<String> {
        use Meaning as M;
        let mut found = Vec::new();
        for ((meaning, values), header) in columns.iter().zip(&self.values).zip(&self.headers) {
            let Some(meaning) = meaning.filter(|_| values.filled >= 3) else { continue };
            let is_wrong = match meaning {
                M::Date => values.date_like * 2 < values.filled,
                M::UnitPrice | M::LineTotal | M::OrderTotal => values.numbers * 10 < values.filled * 6,
                M::Quantity => values.numbers * 10 < values.filled * 3,
                M::Email => values.emails * 2 < values.filled,
                M::CustomerId | M::OrderId | M::ProductId => values.dates * 2 > values.filled,
                _ => false,
            };
            if is_wrong {
                found.push(format!(
                    "By the names of its columns \u{201c}{header}\u{201d} is the {}, but its cells are {}.",
                    meaning.label(),
                    values.kind().label()
                ));
            }
        }
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let of = |meaning| at(meaning).and_then(|column| self.values.get(column));
        let product = of(M::ProductId).filter(|product| product.filled > 0).or_else(|| of(M::ProductName));
        let priced = at(M::LineTotal).map(|column| (column, M::LineTotal)).or_else(|| Some((at(M::UnitPrice)?, M::UnitPrice)));
        if let (Some((column, meaning)), Some(pieces), Some(product)) = (priced, of(M::Quantity), product)
            && let Some(price) = self.values.get(column)
            && let Some(verdict) = price_of_what(pieces, price, product).filter(|&verdict| verdict != meaning)
        {
            found.push(format!(
                "By the names of its columns \u{201c}{}\u{201d} is the {}, but by its cells the {}.",
                self.headers.get(column).map_or("", String::as_str),
                meaning.label(),
                verdict.label()
            ));
        }
        found
    }
}

/// Scores of meanings and columns.
struct Scores<'a> {
    evidence: &'a Evidence,
    kind: FileKind,
    meanings: &'a [Meaning],
    scores: Vec<Vec<Option<i64>>>,
}

impl<'a> Scores<'a> {
    fn new(evidence: &'a Evidence, kind: FileKind, meanings: &'a [Meaning], guess: bool) -> Self {
        let columns = evidence.headers.len();
        let score = |meaning: Meaning, column: usize| -> Option<i64> {
            let (name, values) = (evidence.names.get(column)?, evidence.values.get(column)?);
            let by_name = name.score(kind, meaning);
            // A few cells do not outweigh a name that says it.
            let by_cells = match values.score(meaning) {
                None if by_name >= SAYS_IT && values.filled < FEW_CELLS => 0.0,
                score => score?,
            };
            if by_name <= -1.0 || (by_name < SAYS_IT && !guess) {
                return None;
            }
            let mut points = by_name * NAME + by_cells * CELLS;
            if by_name < SAYS_IT {
                points = by_name * NAME + guessed(meaning, name, values, evidence.rows)?;
            }
            // Addresses as the only numbers of customers are compared as addresses, without case.
            if meaning == Meaning::CustomerId && values.is_email() {
                points -= 600.0;
            }
            Some(points as i64)
        };
        let mut scores: Vec<Vec<Option<i64>>> =
            meanings.iter().map(|&meaning| (0..columns).map(|column| score(meaning, column)).collect()).collect();
        // A customer column that holds e-mail addresses.
        for column in 0..columns {
            let (Some(name), Some(values)) = (evidence.names.get(column), evidence.values.get(column)) else { continue };
            let is_customer = name.score(kind, Meaning::CustomerId) >= SAYS_IT && values.is_email();
            let row = meanings.iter().position(|&m| m == Meaning::Email).filter(|_| is_customer);
            if let Some(slot) = row.and_then(|row| scores.get_mut(row)?.get_mut(column)) {
                *slot = Some(slot.unwrap_or(0).max(900));
            }
        }
        Self { evidence, kind, meanings, scores }
    }

    fn solve(&self) -> (Vec<Option<usize>>, i64) {
        assign(&self.scores, self.evidence.headers.len())
    }

    /// The best assignment in which this meaning has another column.
    fn without(&self, row: usize, column: usize) -> (Vec<Option<usize>>, i64) {
        let mut scores = self.scores.clone();
        if let Some(score) = scores.get_mut(row).and_then(|scores| scores.get_mut(column)) {
            *score = None;
        }
        assign(&scores, self.evidence.headers.len())
    }

    fn total(&self, chosen: &[Option<usize>]) -> i64 {
        let score = |(row, column): (usize, &Option<usize>)| self.scores.get(row)?.get((*column)?).copied().flatten();
        chosen.iter().enumerate().filter_map(score).sum()
    }

    fn columns_of(&self, chosen: &[Option<usize>]) -> Vec<Option<Meaning>> {
        let mut columns = vec![None; self.evidence.headers.len()];
        for (&meaning, &column) in self.meanings.iter().zip(chosen) {
            if let Some(slot) = column.and_then(|column| columns.get_mut(column)) {
                *slot = Some(meaning);
            }
        }
        columns
    }

    /// Adds to the scores what the rows of the same order say, tried for each column that could number the orders: who bought and when is
    /// the same within an order. Returns the rows by order.
    fn add_orders(&mut self, chosen: &mut Vec<Option<usize>>) -> Option<Orders> {
        let evidence = self.evidence;
        let row = self.meanings.iter().position(|&m| m == Meaning::OrderId)?;
        let of = |meanings: &[Meaning], chosen: &[Option<usize>]| {
            let at = |m: &Meaning| self.meanings.iter().position(|other| other == m);
            meanings.iter().filter_map(at).find_map(|row| chosen.get(row).copied().flatten())
        };
        let who = of(&[Meaning::CustomerId, Meaning::Email, Meaning::CustomerName], chosen);
        let what = of(&[Meaning::ProductId, Meaning::ProductName], chosen);
        let candidates: Vec<usize> =
            (0..evidence.headers.len()).filter(|&c| self.scores.get(row).and_then(|s| s.get(c)?.as_ref()).is_some()).collect();
        for column in candidates {
            let Some(values) = evidence.values.get(column) else { continue };
            let orders = Orders::of(values);
            let constancy = |other: Option<usize>| {
                let codes = other.filter(|&other| other != column).and_then(|other| evidence.values.get(other)).map(|v| &v.codes);
                codes.map(|codes| orders.constant(|row| codes.get(row).filter(|&&c| c != u32::MAX).map(|&code| i128::from(code))))
            };
            let (customers, products) = (constancy(who), constancy(what));
            let mut gain = 0;
            if let Some(found) = customers.filter(|found| found.same + found.differ >= 3) {
                gain += if found.differ * 20 <= found.same { 250 } else { -300 };
            }
            if let Some(found) = products.filter(|found| found.same + found.differ >= 3) {
                gain += if found.differ * 2 > found.same { 100 } else { -100 };
            }
            if let Some(Some(score)) = self.scores.get_mut(row).and_then(|scores| scores.get_mut(column)) {
                *score += gain;
            }
        }
        *chosen = self.solve().0;
        let order = chosen.get(row).copied().flatten()?;
        evidence.values.get(order).map(Orders::of)
    }

    /// Adds what the sums say.
    fn add_money(&mut self, money: &MoneyEvidence) {
        let kind = self.kind;
        for (row, &meaning) in self.meanings.iter().enumerate() {
            let Some(scores) = self.scores.get_mut(row) else { continue };
            for gain in money.gains.iter().filter(|gain| gain.meaning == meaning) {
                let Some(slot) = scores.get_mut(gain.column) else { continue };
                let name = self.evidence.names.get(gain.column).map_or(0.0, |name| name.score(kind, meaning));
                // A proof may give a meaning to a column whose name says little.
                *slot = Some(slot.unwrap_or((name.max(0.0) * NAME) as i64) + gain.score);
            }
            for ban in money.bans.iter().filter(|ban| ban.1 == meaning) {
                if let Some(slot) = scores.get_mut(ban.0) {
                    *slot = None;
                }
            }
        }
    }
}

/// The points of a guess by the cells of a column whose name says little; `None`: it would be a wild one.
fn guessed(meaning: Meaning, name: &NameEvidence, values: &ValueEvidence, rows: usize) -> Option<f64> {
    let repeats = values.distinct < values.filled;
    let is_mixed = values.letters > 0 && values.letters * 2 >= values.filled;
    let points = match meaning {
        Meaning::Date if values.is_date() => 300.0,
        Meaning::Email if values.is_email() => 300.0,
        Meaning::UnitPrice if values.is_decimal() && values.negative * 5 < values.filled.max(1) && !values.is_share() => 240.0,
        Meaning::LineTotal if values.is_decimal() && values.negative * 5 < values.filled.max(1) && !values.is_share() => 220.0,
        Meaning::CustomerId if repeats && values.distinct * 50 > rows && values.distinct > 1 => {
            let is_count = values.letters == 0 && values.most <= 1_000 * Money::SCALE;
            if (values.is_numeric() && (is_count || values.is_decimal())) || values.is_date() || values.is_email() {
                return None;
            }
            200.0 + (values.distinct * 20 / values.filled.max(1)) as f64
        }
        Meaning::ProductName if is_mixed && values.distinct > 1 && !values.is_date() && !values.is_email() => {
            180.0 + (values.distinct * 20 / values.filled.max(1)) as f64
        }
        Meaning::OrderId if !values.is_date() && repeats && values.distinct * 10 > values.filled && name.says_nothing() => 20.0,
        _ => {
            // A weak name alone, such as "reference" for the order.
            return (name.score(FileKind::Sales, meaning) >= 0.25).then_some(0.0);
        }
    };
    // A name that says something else is worse than none.
    Some(if name.says_nothing() { points } else { points - 120.0 })
}
