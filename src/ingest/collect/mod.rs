//! The rows of all files as columns of numbers and interned texts, in one [`Store`](store::Store). No text of a row is kept beyond what the
//! tables need.

pub(crate) mod blanks_below;
pub(crate) mod columns;
pub(crate) mod customer_list;
pub(crate) mod ids;
pub(crate) mod joined_tables;
pub(crate) mod json_table;
pub(crate) mod open_file;
pub(crate) mod optional_cell;
pub(crate) mod order_list;
pub(crate) mod product_list;
pub(crate) mod purpose;
pub(crate) mod read_error;
pub(crate) mod room_for_rows;
pub(crate) mod row_index;
pub(crate) mod sales;
pub(crate) mod sales_columns;
pub(crate) mod sheet_table;
pub(crate) mod source_file;
pub(crate) mod store;
pub(crate) mod text_table;
pub(crate) mod typed_table;
pub(crate) mod worked_out;
