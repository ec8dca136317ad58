//! From the text of a cell to a value: tidied texts, words for nothing and nobody, dates and times, currencies, lists of products. What a single cell leaves open (day or
//! month first) is kept as evidence. (Numbers are read by [`clientele_core::domain::number`].)

pub(crate) mod cell;
pub(crate) mod currency;
pub(crate) mod date_evidence;
pub(crate) mod date_order;
pub(crate) mod moment;
pub(crate) mod month_names;
pub(crate) mod nobody;
pub(crate) mod nothing;
pub(crate) mod number_words;
pub(crate) mod packed_products;
pub(crate) mod placeholder_days;
pub(crate) mod plain_letters;
pub(crate) mod raw_date;
pub(crate) mod swapped_days;
pub(crate) mod time_of_day;
pub(crate) mod total_words;
