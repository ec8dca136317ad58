//! What the rows as a whole say about columns: numbers that count the lines of an order, words that tell sales from other rows, amounts in
//! one currency beside amounts in several.

use crate::recognise::money::{Gain, MoneyEvidence, PROVED};
use crate::recognise::name_evidence::SAYS_IT;
use crate::recognise::orders::Orders;
use crate::recognise::reading::Evidence;
use crate::recognise::row_words::RowWord;
use crate::schema::meaning::{FileKind, Meaning};
use clientele_core::domain::Money;

/// Orders of several rows that show what a column counts.
const LEAST_ORDERS: usize = 3;

impl Evidence {
    /// A further column that numbers the rows of a list of orders or products, under whatever name a number has.
    pub(crate) fn other_key(&self, kind: FileKind, columns: &[Option<Meaning>]) -> Option<usize> {
        let meaning = match kind {
            FileKind::Orders | FileKind::Sales => Meaning::OrderId,
            FileKind::Products => Meaning::ProductId,
            _ => return None,
        };
        (0..columns.len()).find(|&column| {
            let (Some(None), Some(name), Some(values)) = (columns.get(column), self.names.get(column), self.values.get(column))
            else {
                return false;
            };
            let is_unique = values.filled > 1 && values.distinct == values.filled && values.filled == values.rows;
            let kind = if kind == FileKind::Sales { FileKind::Orders } else { kind };
            is_unique && !values.is_date() && !values.is_email() && name.score(kind, meaning) >= SAYS_IT
        })
    }

    /// What the rows as a whole say.
    pub(crate) fn of_rows(&self, columns: &[Option<Meaning>], orders: Option<&Orders>) -> MoneyEvidence {
        let mut found = MoneyEvidence::default();
        if let Some(orders) = orders {
            self.line_numbers(columns, orders, &mut found);
        }
        self.words_of_rows(&mut found);
        self.one_currency_of_several(columns, &mut found);
        found
    }

    /// Columns that number the lines of each order (1, 2, 3 or 10, 20, 30) are neither products nor pieces.
    fn line_numbers(&self, columns: &[Option<Meaning>], orders: &Orders, found: &mut MoneyEvidence) {
        for (column, values) in self.values.iter().enumerate().filter(|(_, values)| values.is_whole() && values.distinct > 1) {
            if columns.get(column).copied().flatten() == Some(Meaning::OrderId) {
                continue;
            }
            let (mut told, mut held) = (0, 0);
            let mut first_of_all = None;
            for rows in orders.several() {
                let Some(cells) = rows.iter().map(|&row| values.values.get(row).copied().flatten()).collect::<Option<Vec<i64>>>()
                else {
                    continue;
                };
                let (Some(&first), Some(&second)) = (cells.first(), cells.get(1)) else { continue };
                let step = second - first;
                let is_counted = step > 0
                    && *first_of_all.get_or_insert(first) == first
                    && first <= 10_000 * Money::SCALE
                    && cells.windows(2).all(|pair| matches!(pair, [a, b] if b - a == step));
                told += 1;
                held += usize::from(is_counted);
            }
            if told >= LEAST_ORDERS && held * 20 >= told * 19 {
                let never =
                    [Meaning::ProductId, Meaning::ProductName, Meaning::Quantity, Meaning::CustomerId, Meaning::LineTotal];
                found.bans.extend(never.map(|meaning| (column, meaning)));
                let why = "it numbers the lines of each order".to_owned();
                found.gains.push(Gain { column, meaning: Meaning::Unused, score: 0, why });
            }
        }
    }

    /// A column whose words tell sales from returns, payments, or looks at a page.
    fn words_of_rows(&self, found: &mut MoneyEvidence) {
        for (column, values) in self.values.iter().enumerate() {
            let is_told = values.tells_rows();
            let (sales, others) = (values.row_words.of(RowWord::Sale), values.filled - values.row_words.of(RowWord::Sale));
            let may_be = self.names.get(column).is_some_and(|name| name.score(FileKind::Sales, Meaning::Status) > -1.0);
            if is_told && may_be {
                let why = format!("its words tell {sales} sales from {others} other rows");
                found.gains.push(Gain { column, meaning: Meaning::Status, score: PROVED * 2, why });
                let never = [Meaning::Category, Meaning::Brand, Meaning::ProductName, Meaning::Place, Meaning::OrderId];
                found.bans.extend(never.map(|meaning| (column, meaning)));
            }
        }
    }

    /// Amounts in one currency beside the same in several: those in one can be added up.
    fn one_currency_of_several(&self, columns: &[Option<Meaning>], found: &mut MoneyEvidence) {
        let at = |meaning| columns.iter().position(|&m| m == Some(meaning));
        let Some(currency) = at(Meaning::Currency).filter(|&c| self.values.get(c).is_some_and(|values| values.distinct > 1))
        else {
            return;
        };
        let is_money = |column: usize| {
            let name = self.names.get(column);
            let score = |meaning| name.map_or(-1.0, |name| name.score(FileKind::Sales, meaning));
            let is_numeric = self.values.get(column).is_some_and(|values| values.is_numeric());
            is_numeric && [Meaning::UnitPrice, Meaning::LineTotal, Meaning::OrderTotal].iter().any(|&m| score(m) > 0.0)
        };
        let (in_one, in_several): (Vec<usize>, Vec<usize>) = (0..columns.len())
            .filter(|&column| is_money(column))
            .partition(|&column| self.names.get(column).is_some_and(|name| !name.words.currency.is_empty()));
        if in_one.is_empty() || in_several.is_empty() {
            return;
        }
        for column in in_several {
            let meanings = [Meaning::UnitPrice, Meaning::LineTotal, Meaning::OrderTotal];
            found.bans.extend(meanings.map(|meaning| (column, meaning)));
            let why = "its currencies differ, and another column is in one".to_owned();
            found.gains.push(Gain { column, meaning: Meaning::Unused, score: 0, why });
        }
        found.bans.push((currency, Meaning::Currency));
    }
}
