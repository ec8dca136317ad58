//! What columns and files can mean, as plain data.

pub(crate) mod format;
pub(crate) mod mapping;
pub(crate) mod meaning;
pub(crate) mod needed;
pub(crate) mod question;
