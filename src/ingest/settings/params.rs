//! The settings for reading files, and their bounds.

use crate::parse::date_order::DateOrder;
use crate::schema::mapping::ColumnMapping;
use crate::settings::recipe::Recipe;
use clientele_core::domain::number::DecimalMark;
use clientele_core::domain::{Day, UserError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What happens to data that is usable but not clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// Rows that cannot be used are set aside, counted and shown.
    #[default]
    Lenient,
    /// Any issue of severity [`Problem`](crate::Severity::Problem) refuses the import.
    Strict,
}

/// Unchecked settings; [`check`](Self::check) makes them usable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IngestParams {
    /// Whether unclean data is refused.
    pub strictness: Strictness,
    /// Purchases after this day are reported. `None`: not checked (the core has no clock).
    pub today: Option<Day>,
    /// Data rows accepted over all files, 1 to 100 million.
    pub max_rows: u32,
    /// ISO code or sign of the currency, at most 8 characters; `None`: taken from the files.
    pub currency: Option<String>,
    /// Order of day and month in all files; `None`: found out for each file.
    pub date_order: Option<DateOrder>,
    /// Decimal mark of numbers that could be read both ways; `None`: found out for each file.
    pub decimal_mark: Option<DecimalMark>,
    /// Which repairs are on.
    pub recipe: Recipe,
    /// What the columns of files with certain headers mean, where it was set by hand.
    pub mappings: Vec<ColumnMapping>,
}

impl Default for IngestParams {
    fn default() -> Self {
        Self {
            strictness: Strictness::Lenient,
            today: None,
            max_rows: 20_000_000,
            currency: None,
            date_order: None,
            decimal_mark: None,
            recipe: Recipe::default(),
            mappings: Vec::new(),
        }
    }
}

/// Checked settings, the only kind that an [`Importer`](crate::Importer) takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidIngestParams(IngestParams);

/// Which setting is out of bounds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IngestParamError {
    /// `max_rows` is not within 1 to 100,000,000.
    #[error("max_rows is {value}, but must be 1 to {MAX_ROWS_LIMIT}")]
    MaxRows {
        /// The value given.
        value: u32,
    },
    /// `currency` is longer than 8 characters.
    #[error("currency is {value:?}, but may have at most 8 characters")]
    Currency {
        /// The value given.
        value: String,
    },
    /// A mapping has more or fewer columns than headers.
    #[error("mapping {} has {headers} headers and {columns} columns, but must have as many", position + 1)]
    Mapping {
        /// Position in `mappings`.
        position: usize,
        /// Headers it has.
        headers: usize,
        /// Columns it has.
        columns: usize,
    },
}

const MAX_ROWS_LIMIT: u32 = 100_000_000;

impl IngestParams {
    /// Checks every setting against its bounds.
    ///
    /// ```
    /// use clientele_ingest::IngestParams;
    ///
    /// let error = IngestParams { max_rows: 0, ..IngestParams::default() }.check().unwrap_err();
    /// assert_eq!(error.to_string(), "max_rows is 0, but must be 1 to 100000000");
    /// ```
    ///
    /// # Errors
    /// The first setting that is out of bounds.
    pub fn check(self) -> Result<ValidIngestParams, IngestParamError> {
        if !(1..=MAX_ROWS_LIMIT).contains(&self.max_rows) {
            return Err(IngestParamError::MaxRows { value: self.max_rows });
        }
        if let Some(currency) = self.currency.as_ref().filter(|c| c.chars().count() > 8) {
            return Err(IngestParamError::Currency { value: currency.clone() });
        }
        for (position, mapping) in self.mappings.iter().enumerate() {
            let (headers, columns) = (mapping.headers.len(), mapping.columns.len());
            if headers != columns {
                return Err(IngestParamError::Mapping { position, headers, columns });
            }
        }
        Ok(ValidIngestParams(self))
    }
}

impl ValidIngestParams {
    /// The settings.
    pub fn get(&self) -> &IngestParams {
        &self.0
    }
}

impl UserError for IngestParamError {
    fn code(&self) -> &'static str {
        match self {
            Self::MaxRows { .. } => "ingest-max-rows",
            Self::Currency { .. } => "ingest-currency",
            Self::Mapping { .. } => "ingest-mapping",
        }
    }

    fn place(&self) -> Option<String> {
        Some(match self {
            Self::MaxRows { .. } => "ingest.max_rows".into(),
            Self::Currency { .. } => "ingest.currency".into(),
            Self::Mapping { position, .. } => format!("ingest.mappings[{position}]"),
        })
    }

    fn suggestion(&self) -> String {
        match self {
            Self::MaxRows { .. } => format!("Set max_rows to a number from 1 to {MAX_ROWS_LIMIT}."),
            Self::Currency { .. } => "Use a code such as GBP or a sign such as £.".into(),
            Self::Mapping { .. } => "Give every header one meaning; \"unused\" is one.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_held() {
        assert!(IngestParams::default().check().is_ok());
        let none = IngestParams { max_rows: 0, ..IngestParams::default() };
        assert_eq!(none.check(), Err(IngestParamError::MaxRows { value: 0 }));
        let long = IngestParams { currency: Some("123456789".into()), ..IngestParams::default() };
        assert!(matches!(long.check(), Err(IngestParamError::Currency { .. })));
    }
}
