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
        let mut columns = table.columns_of(&chosen);
        let stand_in = if kind == FileKind::Sales { self.category_for_product(&mut columns) } else { None };
        let why = (0..columns.len()).map(|column| self.why(kind, column, &columns, &money)).collect();
        let mut questions = Vec::new();
        if kind == FileKind::Sales {
            self.ask(&table, &chosen, &columns, &money, &mut questions);
        }
        if let Some(column) = stand_in {
            let header = self.headers.get(column).map_or("", String::as_str);
            let text = format!("No column names the products: \u{201c}{header}\u{201d} stands in for them.");
            let label = "Go on without products".to_owned();
            questions.push(Question::about(&[column], text).or(label, vec![(column, Meaning::Category)]));
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
                    | M::UnitDiscount
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

    /// Where purchases name no product but a category, that is the best that is known of what was bought. Returns its column.
    fn category_for_product(&self, columns: &mut [Option<Meaning>]) -> Option<usize> {
        let has = |meanings: &[Meaning]| columns.iter().flatten().any(|meaning| meanings.contains(meaning));
        let are_purchases = has(&[Meaning::CustomerId, Meaning::Email, Meaning::CustomerName])
            && has(&[Meaning::Date])
            && has(&[Meaning::UnitPrice, Meaning::LineTotal, Meaning::Quantity]);
        if !are_purchases || has(&[Meaning::ProductId, Meaning::ProductName]) {
            return None;
        }
        let column = columns.iter().position(|&meaning| meaning == Some(Meaning::Category))?;
        *columns.get_mut(column)? = Some(Meaning::ProductName);
        Some(column)
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
