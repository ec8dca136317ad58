//! What speaks against a reading of the columns: the questions that somebody should answer before its figures are believed, each with its
//! answers.

use crate::recognise::evidence::{Evidence, Scores};
use crate::recognise::money::MoneyEvidence;
use crate::recognise::name_evidence::SAYS_IT;
use crate::recognise::orders::Orders;
use crate::recognise::price_kind::price_of_what;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::Needed;
use crate::schema::question::Question;
use crate::settings::recipe::RepairStep;
use clientele_core::domain::Money;

/// A second assignment this close makes a meaning open.
const MARGIN: i64 = 100;
/// Rows from which on missing amounts are worth a question, and their share in per cent.
const MANY_ROWS: usize = 50;
const MISSING_PERCENT: usize = 10;

impl Evidence {
    /// What is open in this reading of sales.
    pub(crate) fn ask(
        &self,
        table: &Scores<'_>,
        chosen: &[Option<usize>],
        columns: &[Option<Meaning>],
        money: &MoneyEvidence,
        questions: &mut Vec<Question>,
    ) {
        use Meaning as M;
        let header = |column: usize| self.headers.get(column).map_or("", String::as_str);
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        questions.extend(money.questions.iter().cloned());
        let known: Vec<Meaning> = columns.iter().copied().flatten().collect();
        for needed in Needed::missing_in(&known) {
            let text = format!("No column was found for {}.", needed.label());
            questions.push(Question { missing: Some(needed), ..Question::about(&[], text) });
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
            // An address is an address, also under the name "customer"; words for statuses are such, also under "type"; `#1001` is an order.
            let is_told = |v: &ValueEvidence| {
                meaning == M::Email && v.is_email()
                    || meaning == M::Status && v.are_statuses
                    || meaning == M::OrderId && v.are_order_marks()
            };
            if name < SAYS_IT && !is_proved && !self.values.get(column).is_some_and(is_told) {
                let text = format!("Is \u{201c}{}\u{201d} the {}? Only its cells say so.", header(column), meaning.label());
                let (second, _) = table.without(row, column);
                let mut question = Question::about(&[column], text);
                if let Some(other) = second.get(row).copied().flatten() {
                    let label = format!("\u{201c}{}\u{201d} is the {}", header(other), meaning.label());
                    question = question.or(label, differences(columns, &table.columns_of(&second)));
                }
                let none = format!("Leave \u{201c}{}\u{201d} out", header(column));
                questions.push(question.or(none, vec![(column, M::Unused)]));
                continue;
            }
            if !decides || is_proved {
                continue;
            }
            let (second, sum) = table.without(row, column);
            let Some(other) = second.get(row).copied().flatten().filter(|_| total - sum < MARGIN) else { continue };
            if !self.are_equivalent(column, other) && self.rows > 0 {
                let (one, two, what) = (header(column), header(other), meaning.label());
                let text = format!("\u{201c}{one}\u{201d} or \u{201c}{two}\u{201d}: which is the {what}?");
                let label = format!("\u{201c}{two}\u{201d} is the {what}");
                let changes = differences(columns, &table.columns_of(&second));
                questions.push(Question::about(&[column], text).or(label, changes));
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
                let text = format!(
                    "\u{201c}{}\u{201d} is empty in {missing} of the first {} rows. Are those purchases, too?",
                    header(column),
                    values.rows
                );
                let step = RepairStep::CountWithoutAmount;
                let question = Question::about(&[column], text)
                    .or_step("Yes: count them, with nothing spent".to_owned(), step, true)
                    .or_step("No: leave them out".to_owned(), step, false);
                questions.push(question);
            }
        }
        self.ask_about_sums(columns, money, questions);
        self.ask_about_orders(columns, questions);
        self.ask_about_pieces(columns, questions);
    }

    /// Whether quantity, price and total of the line contradict each other in most rows.
    fn ask_about_sums(&self, columns: &[Option<Meaning>], money: &MoneyEvidence, questions: &mut Vec<Question>) {
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let (Some(q), Some(p), Some(l)) = (at(Meaning::Quantity), at(Meaning::UnitPrice), at(Meaning::LineTotal)) else { return };
        let (Some(pieces), Some(price), Some(total)) = (self.values.get(q), self.values.get(p), self.values.get(l)) else {
            return;
        };
        if money.is_product_found {
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
            let text = format!(
                "\u{201c}{}\u{201d} × \u{201c}{}\u{201d} is \u{201c}{}\u{201d} in {held} of {told} rows only: what did the line cost?",
                header(q),
                header(p),
                header(l)
            );
            let product = format!("\u{201c}{}\u{201d} × \u{201c}{}\u{201d}", header(q), header(p));
            let once = format!("\u{201c}{}\u{201d}, whatever the quantity", header(p));
            let question = Question::about(&[l], text)
                .or(product, vec![(l, Meaning::Unused)])
                .or(once, vec![(l, Meaning::Unused), (p, Meaning::LineTotal)]);
            questions.push(question);
        }
    }

    /// Whether what should be one thing for an order is one.
    fn ask_about_orders(&self, columns: &[Option<Meaning>], questions: &mut Vec<Question>) {
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
                let header = |column: usize| self.headers.get(column).map_or("", String::as_str);
                let text = format!(
                    "Rows with the same \u{201c}{}\u{201d} differ in \u{201c}{}\u{201d}: is that the {what} of an order?",
                    header(order),
                    header(column)
                );
                let question = Question::about(&[column], text);
                questions.push(match meaning {
                    Meaning::OrderTotal => question.or(
                        format!("\u{201c}{}\u{201d} is the {}", header(column), Meaning::LineTotal.label()),
                        vec![(column, Meaning::LineTotal)],
                    ),
                    _ => question.or(
                        format!("\u{201c}{}\u{201d} does not number the orders: leave it out", header(order)),
                        vec![(order, Meaning::Unused)],
                    ),
                });
            }
        }
    }

    /// A column that could count pieces beside a price, though none was taken for the quantity.
    fn ask_about_pieces(&self, columns: &[Option<Meaning>], questions: &mut Vec<Question>) {
        let has = |meaning| columns.contains(&Some(meaning));
        if has(Meaning::Quantity) || !has(Meaning::UnitPrice) || has(Meaning::LineTotal) {
            return;
        }
        for (column, values) in self.values.iter().enumerate() {
            let (None, Some(name)) = (columns.get(column).copied().flatten(), self.names.get(column)) else { continue };
            let is_open = name.says_nothing() && values.filled >= 5 && values.distinct > 1 && values.most <= 1_000 * Money::SCALE;
            if is_open && values.is_pieces() && values.least >= -1_000 * Money::SCALE {
                let header = self.headers.get(column).map_or("", String::as_str);
                let text = format!(
                    "Does \u{201c}{header}\u{201d} count the pieces? It holds small whole numbers, and no column was found for the quantity."
                );
                let yes = format!("\u{201c}{header}\u{201d} is the {}", Meaning::Quantity.label());
                questions.push(Question::about(&[column], text).or(yes, vec![(column, Meaning::Quantity)]));
            }
        }
    }

    /// Why cells disagree with meanings that the names of a known export give them.
    pub(crate) fn disagreements(&self, columns: &[Option<Meaning>]) -> Vec<Question> {
        use Meaning as M;
        let mut found = Vec::new();
        for (column, ((meaning, values), header)) in columns.iter().zip(&self.values).zip(&self.headers).enumerate() {
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
                let text = format!(
                    "By the names of its columns \u{201c}{header}\u{201d} is the {}, but its cells are {}.",
                    meaning.label(),
                    values.kind().label()
                );
                let out = format!("Leave \u{201c}{header}\u{201d} out");
                found.push(Question::about(&[column], text).or(out, vec![(column, M::Unused)]));
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
            let header = self.headers.get(column).map_or("", String::as_str);
            let text = format!(
                "By the names of its columns \u{201c}{header}\u{201d} is the {}, but by its cells the {}.",
                meaning.label(),
                verdict.label()
            );
            let label = format!("\u{201c}{header}\u{201d} is the {}", verdict.label());
            found.push(Question::about(&[column], text).or(label, vec![(column, verdict)]));
        }
        found.into_iter().map(|question| question.proposing(&self.headers, columns)).collect()
    }
}
/// The columns that have another meaning in the second reading, and which.
fn differences(first: &[Option<Meaning>], second: &[Option<Meaning>]) -> Vec<(usize, Meaning)> {
    let pairs = first.iter().zip(second).enumerate().filter(|(_, (first, second))| first != second);
    pairs.map(|(column, (_, second))| (column, second.unwrap_or(Meaning::Unused))).collect()
}
