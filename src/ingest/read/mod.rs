//! From the bytes of a file to rows of cells, whatever they mean: containers (gzip, zip, workbooks), encodings, rows of CSV and of sheets.
//! A file is read as a stream; only archives and workbooks must be there as a whole first.

pub(crate) mod archive;
pub(crate) mod archive_event;
pub(crate) mod code_page;
pub(crate) mod compound_file;
pub(crate) mod container;
pub(crate) mod csv_marks;
pub(crate) mod encoding;
pub(crate) mod escaped_reader;
pub(crate) mod json_objects;
pub(crate) mod number_format;
pub(crate) mod ods;
pub(crate) mod ods_cell;
pub(crate) mod parquet;
pub(crate) mod record;
pub(crate) mod record_reader;
pub(crate) mod row_collector;
pub(crate) mod scan;
pub(crate) mod sheet_rows;
pub(crate) mod stray_quote;
pub(crate) mod unreadable;
pub(crate) mod workbook;
pub(crate) mod xls;
pub(crate) mod xls_records;
pub(crate) mod xls_strings;
