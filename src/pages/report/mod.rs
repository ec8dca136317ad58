//! The report on a session: the same figures and words as the pages', put together to be printed, mailed and kept.

mod blocks;
mod charts;
mod customers;
mod data;
mod document;
mod figures;
mod methods;
mod offers;
pub(crate) mod page;
mod params;
mod workbook;

pub(crate) use document::file_name;
pub use document::{report_document, report_job, whole_shop_document};
pub use workbook::report_workbook;
