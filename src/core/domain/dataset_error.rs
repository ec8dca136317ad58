//! Why tables or rows do not make a dataset.

/// Why tables or rows do not make a [`Dataset`](super::Dataset).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// A column is longer or shorter than its table.
    #[error("column {column} has {found} rows, expected {expected}")]
    ColumnLength {
        /// `table.column`.
        column: &'static str,
        /// Rows that it should have.
        expected: usize,
        /// Rows that it has.
        found: usize,
    },
    /// A reference to a row that does not exist.
    #[error("column {column}, row {row}, refers to a row that does not exist")]
    OutOfRange {
        /// `table.column`.
        column: &'static str,
        /// Row in that column.
        row: usize,
    },
    /// The same identifier twice.
    #[error("{table} has the id {id:?} twice")]
    DuplicateId {
        /// `customers` or `products`.
        table: &'static str,
        /// The identifier.
        id: String,
    },
    /// The amounts are too large to add up exactly.
    #[error("the amounts are too large to add up exactly (over 900 billion in all)")]
    AmountsTooLarge,
    /// A row without an identifier.
    #[error("row {row} has no {column}")]
    MissingId {
        /// `customer`, `order` or `product`.
        column: &'static str,
        /// The row, from 0.
        row: usize,
    },
    /// A row of fewer than one piece.
    #[error("row {row} has fewer than one piece")]
    NoPieces {
        /// The row, from 0.
        row: usize,
    },
    /// Rows of one order that name different customers.
    #[error("row {row} gives the order {order:?} to another customer than the rows before it")]
    OrderOfTwoCustomers {
        /// The order.
        order: String,
        /// The row that disagrees with those before it, from 0.
        row: usize,
    },
}
