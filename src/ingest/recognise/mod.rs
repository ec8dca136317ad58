//! What a file is and what its columns mean: its delimiter and header, known exports, the words of column names in ten languages, what the
//! cells of a column look like and which sums hold; and what words in a column mean (statuses, postage, tests).

pub(crate) mod assignment;
pub(crate) mod dialect;
pub(crate) mod evidence;
pub(crate) mod header;
pub(crate) mod lexicon;
pub(crate) mod money;
pub(crate) mod money_checks;
pub(crate) mod name_evidence;
pub(crate) mod names;
pub(crate) mod non_products;
pub(crate) mod orders;
pub(crate) mod platforms;
pub(crate) mod presets;
pub(crate) mod price_kind;
pub(crate) mod questions;
pub(crate) mod reading;
pub(crate) mod row_evidence;
pub(crate) mod row_words;
pub(crate) mod status_words;
pub(crate) mod synonyms;
pub(crate) mod table_head;
pub(crate) mod table_sample;
pub(crate) mod tokens;
pub(crate) mod unused;
pub(crate) mod value_evidence;
