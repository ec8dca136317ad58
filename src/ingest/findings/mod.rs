//! What is found in files, as plain data: issues, reasons to set a row aside, the report, errors.

pub(crate) mod decimal;
pub(crate) mod error;
pub(crate) mod imported;
pub(crate) mod inspection;
pub(crate) mod issue;
pub(crate) mod issue_code;
pub(crate) mod open_question;
pub(crate) mod reason;
pub(crate) mod report;
pub(crate) mod report_json;
pub(crate) mod rows;
