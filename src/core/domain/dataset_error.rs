//! Why tables or rows do not make a dataset.

use std::fmt;

/// Why tables or rows do not make a [`Dataset`](super::Dataset).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatasetError {
    /// A column is longer or shorter than its table.
    ColumnLength {
        /// `table.column`.
        column: &'static str,
        /// Rows that it should have.
        expected: usize,
        /// Rows that it has.
        found: usize,
    },
    /// A reference to a row that does not exist.
    OutOfRange {
        /// `table.column`.
        column: &'static str,
        /// Row in that column.
        row: usize,
    },
    /// The same identifier twice.
    DuplicateId {
        /// `customers` or `products`.
        table: &'static str,
        /// The identifier.
        id: String,
    },
    /// The amounts are too large to add up exactly.
    AmountsTooLarge,
    /// A row without an identifier.
    MissingId {
        /// `customer`, `order` or `product`.
        column: &'static str,
        /// The row, from 0.
        row: usize,
    },
    /// A row of fewer than one piece.
    NoPieces {
        /// The row, from 0.
        row: usize,
    },
    /// Rows of one order that name different customers.
    OrderOfTwoCustomers {
        /// The order.
        order: String,
        /// The row that disagrees with those before it, from 0.
        row: usize,
    },
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatasetError::ColumnLength { column, expected, found } => {
                write!(f, "column {column} has {found} rows, expected {expected}")
            }
            DatasetError::OutOfRange { column, row } => {
                write!(f, "column {column}, row {row}, refers to a row that does not exist")
            }
            DatasetError::DuplicateId { table, id } => write!(f, "{table} has the id {id:?} twice"),
            DatasetError::AmountsTooLarge => f.write_str("the amounts are too large to add up exactly (over 900 billion in all)"),
            DatasetError::MissingId { column, row } => write!(f, "row {row} has no {column}"),
            DatasetError::NoPieces { row } => write!(f, "row {row} has fewer than one piece"),
            DatasetError::OrderOfTwoCustomers { order, row } => {
                write!(f, "row {row} gives the order {order:?} to another customer than the rows before it")
            }
        }
    }
}

impl std::error::Error for DatasetError {}
