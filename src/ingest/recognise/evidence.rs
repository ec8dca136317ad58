//! What is known about a table's columns, and the scores of meanings and columns that are assigned all at once.

use crate::recognise::assignment::assign;
use crate::recognise::money::MoneyEvidence;
use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::orders::Orders;
use crate::recognise::table_sample::TableSample;
use crate::recognise::tokens::HeaderWords;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::{FileKind, Meaning};
use clientele_core::domain::Money;

/// Points of a name that fits wholly, and of cells that do.
const NAME: f64 = 1_000.0;
const CELLS: f64 = 400.0;
/// What numbers like `#1001` say for the number of an order, as a name would.
const ORDER_MARKS: f64 = 0.7;
/// With fewer cells a name counts though they disagree: single cells may be wrong.
const FEW_CELLS: usize = 8;

/// A table's columns and what is known about them.
pub(crate) struct Evidence {
    /// The names as people are told them: equal ones with the number of their column.
    pub(crate) headers: Vec<String>,
    pub(crate) names: Vec<NameEvidence>,
    pub(crate) values: Vec<ValueEvidence>,
    pub(crate) rows: usize,
}
impl Evidence {
    pub(crate) fn of(headers: &[String], sample: &TableSample) -> Self {
        let values = |(at, header): (usize, &String)| ValueEvidence::of(sample, at).scaled(HeaderWords::of(header).power);
        Self {
            headers: told_apart(headers),
            names: headers.iter().map(|header| NameEvidence::of(header)).collect(),
            values: headers.iter().enumerate().map(values).collect(),
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

    /// Whether two columns say the same in other words: each cell of one always stands beside the same cell of the other.
    pub(crate) fn are_equivalent(&self, one: usize, other: usize) -> bool {
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
}

fn told_apart(headers: &[String]) -> Vec<String> {
    let is_once = |header: &String| headers.iter().filter(|other| *other == header).count() == 1;
    let name = |(at, header): (usize, &String)| match is_once(header) {
        true => header.clone(),
        false => format!("{header} (column {})", at + 1),
    };
    headers.iter().enumerate().map(name).collect()
}

/// Scores of meanings and columns.
pub(crate) struct Scores<'a> {
    evidence: &'a Evidence,
    kind: FileKind,
    pub(crate) meanings: &'a [Meaning],
    scores: Vec<Vec<Option<i64>>>,
}

impl<'a> Scores<'a> {
    pub(crate) fn new(evidence: &'a Evidence, kind: FileKind, meanings: &'a [Meaning], guess: bool) -> Self {
        let columns = evidence.headers.len();
        let score = |meaning: Meaning, column: usize| -> Option<i64> {
            let (name, values) = (evidence.names.get(column)?, evidence.values.get(column)?);
            let mut by_name = name.score(kind, meaning);
            if values.are_order_marks() {
                // Whatever the name: `Name` is the number of an order in exports of Shopify.
                match meaning {
                    Meaning::OrderId if by_name >= 0.0 => by_name = by_name.max(ORDER_MARKS),
                    Meaning::ProductName | Meaning::CustomerName | Meaning::ProductId => return None,
                    _ => {}
                }
            }
            if values.are_zeros() && matches!(meaning, Meaning::OrderId | Meaning::CustomerId | Meaning::ProductId) {
                return None;
            }
            // A few cells do not outweigh a name that says it.
            let by_cells = match values.score(meaning) {
                None if by_name >= SAYS_IT && values.filled < FEW_CELLS => 0.0,
                score => score?,
            };
            let is_status = meaning == Meaning::Status && values.are_statuses && name.may_be_of_orders();
            if !is_status && (by_name <= -1.0 || (by_name < SAYS_IT && !guess)) {
                return None;
            }
            let mut points = by_name * NAME + by_cells * CELLS;
            if by_name < SAYS_IT {
                points = by_name.max(0.0) * NAME + guessed(meaning, name, values, evidence.rows)?;
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

    pub(crate) fn solve(&self) -> (Vec<Option<usize>>, i64) {
        assign(&self.scores, self.evidence.headers.len())
    }

    /// The best assignment in which this meaning has another column.
    pub(crate) fn without(&self, row: usize, column: usize) -> (Vec<Option<usize>>, i64) {
        let mut scores = self.scores.clone();
        if let Some(score) = scores.get_mut(row).and_then(|scores| scores.get_mut(column)) {
            *score = None;
        }
        assign(&scores, self.evidence.headers.len())
    }

    pub(crate) fn total(&self, chosen: &[Option<usize>]) -> i64 {
        let score = |(row, column): (usize, &Option<usize>)| self.scores.get(row)?.get((*column)?).copied().flatten();
        chosen.iter().enumerate().filter_map(score).sum()
    }

    pub(crate) fn columns_of(&self, chosen: &[Option<usize>]) -> Vec<Option<Meaning>> {
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
    pub(crate) fn add_orders(&mut self, chosen: &mut Vec<Option<usize>>) -> Option<Orders> {
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
    pub(crate) fn add_money(&mut self, money: &MoneyEvidence) {
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
        Meaning::Status if values.are_statuses => return Some(500.0),
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
