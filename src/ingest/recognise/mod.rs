//! What a file is and what its columns mean: its delimiter and header, known exports, names of columns in five languages, what the values of
//! a column look like; and what words in a column mean (statuses, postage, tests).

pub(crate) mod column_sample;
pub(crate) mod dialect;
pub(crate) mod header;
pub(crate) mod names;
pub(crate) mod non_products;
pub(crate) mod presets;
pub(crate) mod proposal;
pub(crate) mod status_words;
pub(crate) mod synonyms;
pub(crate) mod table_head;
