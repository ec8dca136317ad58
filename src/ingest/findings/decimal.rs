//! Amounts as decimal text where people read the format (JSON), as a number where programs do.

use clientele_core::domain::Money;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() { serializer.serialize_str(&money.to_exact_string()) } else { money.serialize(serializer) }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    if deserializer.is_human_readable() {
        let text = String::deserialize(deserializer)?;
        Money::parse(&text).map_err(serde::de::Error::custom)
    } else {
        Money::deserialize(deserializer)
    }
}

/// A number of ten-thousandths without needless decimals.
pub(crate) fn plain_number(value: i64) -> String {
    let text = plain_money(value);
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

pub(crate) fn plain_money(value: i64) -> String {
    Money::from_ten_thousandths(value).to_exact_string()
}
