//! Numbers of a results file: each column's decimal mark is decided from all of its values, else from the file's other columns.

use super::error::ExperimentError;
use clientele_core::domain::number::{Decimal, DecimalMark, Mark, MarkEvidence, parse_decimal};

/// Why numbers that can be read in two ways were read as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkBasis {
    /// The decimal mark was chosen by the user.
    Chosen,
    /// Other numbers of the column tell.
    Column,
    /// Numbers of other columns tell.
    File,
}

/// How a column's numbers that can be read in two ways (`1.234`) were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMark {
    /// The column's header.
    pub column: String,
    /// Such a number as it stands in the file.
    pub example: String,
    /// Decimal mark that it was read with.
    pub mark: DecimalMark,
    /// The reason.
    pub basis: MarkBasis,
}

/// A column of numbers while its file is read.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberColumn {
    header: String,
    evidence: MarkEvidence,
    /// The first number that can be read in two ways.
    either: String,
    /// The currency of its amounts; empty for none.
    sign: String,
    other_sign: Option<String>,
}

impl NumberColumn {
    pub(super) fn new(header: &str) -> Self {
        Self { header: header.to_owned(), ..Self::default() }
    }

    /// The number of a cell, 0 of an empty one; what it says of the column is kept. `None`: no number.
    pub(super) fn read(&mut self, cell: &str) -> Option<Decimal<'static>> {
        if cell.is_empty() {
            return Some(Decimal { value: 0.0, mark: Mark::None, sign: "" });
        }
        let number = parse_decimal(cell)?;
        if matches!(number.mark, Mark::Either(_)) && self.evidence.either == 0 {
            self.either = cell.to_owned();
        }
        self.evidence.add(number.mark);
        if self.sign.is_empty() {
            self.sign = number.sign.to_owned();
        } else if !number.sign.is_empty() && number.sign != self.sign && self.other_sign.is_none() {
            self.other_sign = Some(number.sign.to_owned());
        }
        Some(Decimal { sign: "", ..number })
    }

    /// Its currency, where it has one, with its header.
    pub(super) fn currency(&self) -> Option<(String, String)> {
        (!self.sign.is_empty()).then(|| (self.header.clone(), self.sign.clone()))
    }

    /// Its header, where it has both numbers with decimal points and numbers with decimal commas.
    pub(super) fn mixed(&self) -> Option<String> {
        (self.evidence.point > 0 && self.evidence.comma > 0).then(|| self.header.clone())
    }
}

/// Decides how each column's numbers that can be read in two ways are read; columns without such have no entry.
///
/// # Errors
/// A column whose decimal mark nothing tells, or with amounts in two currencies.
pub(super) fn decide(columns: &[NumberColumn], chosen: Option<DecimalMark>) -> Result<Vec<Option<ReadMark>>, ExperimentError> {
    let file = columns.iter().fold(MarkEvidence::default(), |sum, column| MarkEvidence {
        point: sum.point + column.evidence.point,
        comma: sum.comma + column.evidence.comma,
        either: sum.either + column.evidence.either,
    });
    let decide = |column: &NumberColumn| {
        if let Some(other) = &column.other_sign {
            let signs = [column.sign.clone(), other.clone()];
            return Err(ExperimentError::MixedCurrencies { column: column.header.clone(), signs });
        }
        if column.evidence.either == 0 {
            return Ok(None);
        }
        // Where a column's own numbers contradict each other, other columns cannot decide its mark.
        let by_file = if column.mixed().is_some() { None } else { file.agreed().map(|mark| (mark, MarkBasis::File)) };
        let decided = chosen.map(|mark| (mark, MarkBasis::Chosen));
        let decided = decided.or_else(|| Some((column.evidence.agreed()?, MarkBasis::Column))).or(by_file);
        let (column, example) = (column.header.clone(), column.either.clone());
        match decided {
            Some((mark, basis)) => Ok(Some(ReadMark { column, example, mark, basis })),
            None => Err(ExperimentError::DecimalMarkUnclear { column, example }),
        }
    };
    columns.iter().map(decide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    fn column(header: &str, cells: &[&str]) -> NumberColumn {
        let mut column = NumberColumn::new(header);
        for cell in cells {
            column.read(cell).unwrap();
        }
        column
    }

    #[test]
    fn a_column_decides_else_the_file_else_the_user() {
        let decided = |columns: &[NumberColumn], chosen| {
            decide(columns, chosen).map(|all| all.into_iter().map(|m| m.map(|m| (m.mark, m.basis))).collect::<Vec<_>>())
        };
        let (own, open) = (column("a", &["1.234", "5,5", ""]), column("b", &["", "2,345", "7"]));
        assert_eq!(decided(std::slice::from_ref(&own), None), Ok(vec![Some((Comma, MarkBasis::Column))]));
        assert_eq!(
            decided(&[own, open.clone()], None),
            Ok(vec![Some((Comma, MarkBasis::Column)), Some((Comma, MarkBasis::File))])
        );
        assert_eq!(decided(&[column("c", &["1.50"]), open.clone()], None), Ok(vec![None, Some((Point, MarkBasis::File))]));
        let unclear = |column: &str, example: &str| {
            Err(ExperimentError::DecimalMarkUnclear { column: column.to_owned(), example: example.to_owned() })
        };
        assert_eq!(decided(std::slice::from_ref(&open), None), unclear("b", "2,345"));
        assert_eq!(decided(&[open], Some(Comma)), Ok(vec![Some((Comma, MarkBasis::Chosen))]));
        let mixed = column("d", &["1.5", "1,5", "1,234"]);
        assert_eq!(mixed.mixed().as_deref(), Some("d"));
        assert_eq!(decided(&[mixed, column("e", &["0.5"])], None), unclear("d", "1,234"));
    }

    #[test]
    fn one_currency_a_column() {
        let pounds = column("a", &["£5", "3", "£1.50"]);
        assert_eq!(pounds.currency(), Some(("a".to_owned(), "£".to_owned())));
        assert_eq!(decide(&[pounds], None), Ok(vec![None]));
        let signs = ["£", "$"].map(str::to_owned);
        let expected = ExperimentError::MixedCurrencies { column: "b".to_owned(), signs };
        assert_eq!(decide(&[column("b", &["£5", "$5"])], None), Err(expected));
    }
}
