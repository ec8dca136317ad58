//! What the columns of a table mean, by their names, their cells and their sums together: the assignment with the highest total score,
//! and why.

use crate::recognise::evidence::{Evidence, Scores};
use crate::recognise::money::{MoneyEvidence, MoneyTable};
use crate::recognise::name_evidence::SAYS_IT;
use crate::recognise::orders::Orders;
use crate::recognise::unused::{could_be, unused_text};
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::question::Question;

/// What the columns mean, why, and what is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) columns: Vec<Option<Meaning>>,
    /// For each column, why it was taken for what it is, in words.
    pub(crate) why: Vec<String>,
    /// What somebody should answer before the figures are believed.
    pub(crate) questions: Vec<Question>,
}
impl Evidence {
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
        let why = (0..columns.len()).map(|column| self.why(kind, column, &columns, &money)).collect();
        let mut questions = Vec::new();
        if kind == FileKind::Sales {
            self.ask(&table, &chosen, &columns, &money, &mut questions);
        }
        let questions = questions.into_iter().map(|question| question.proposing(&self.headers, &columns)).collect();
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
    fn why(&self, kind: FileKind, column: usize, columns: &[Option<Meaning>], money: &MoneyEvidence) -> String {
        let meaning = columns.get(column).copied().flatten();
        let proof = money.gains.iter().find(|gain| gain.column == column && gain.meaning == meaning.unwrap_or(Meaning::Unused));
        let Some(meaning) = meaning else {
            let known = self.names.get(column).zip(self.values.get(column)).filter(|_| kind == FileKind::Sales);
            let unused = unused_text(known.and_then(|(name, values)| could_be(name, values, columns)));
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
}
