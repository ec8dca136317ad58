//! Why an experiment cannot be planned, simulated, read or analysed, as users are told it.

use clientele_core::domain::{UserError, in_quotes};

/// Most variants of an experiment, the control included.
pub const MAX_VARIANTS: usize = 10;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// A setting is out of its bounds.
    #[error("{name} is {value}; it must be {low} to {high}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// The value given.
        value: f64,
        /// Least allowed.
        low: f64,
        /// Greatest allowed.
        high: f64,
    },
    /// Fewer than two variants, or too many.
    #[error("The experiment has {count} variants; it must be 2 to {MAX_VARIANTS}")]
    VariantCount {
        /// How many there are.
        count: usize,
    },
    /// A variant has no name.
    #[error("A variant has no name")]
    VariantWithoutName,
    /// Two variants have the same name.
    #[error("Two variants have the name {name:?}")]
    VariantTwice {
        /// The name.
        name: String,
    },
    /// The shop's history does not tell how many customers buy again.
    #[error("Nobody had ordered before the last {days} days, so the past does not tell how many buy again")]
    NoHistory {
        /// Days that customers are watched for.
        days: u32,
    },
    /// The file has no row under a header.
    #[error("The file has no rows")]
    EmptyFile,
    /// A column is missing from the file.
    #[error("The file has no column with {what}: it has {}, and none of {}", found.join(", "), known.join(", "))]
    ColumnMissing {
        /// What it should hold.
        what: &'static str,
        /// The headers that there are.
        found: Vec<String>,
        /// Names that would be known.
        known: &'static [&'static str],
    },
    /// The usable rows are all of one variant.
    #[error("{}", one_variant(name))]
    OneVariant {
        /// Its name; empty when no row is usable.
        name: String,
    },
    /// The file has no variant of the control's name.
    #[error("The file has no variant {name:?}; it has {}", in_quotes(found))]
    ControlUnknown {
        /// The name that was typed.
        name: String,
        /// The file's variants, the name nearest to it first.
        found: Vec<String>,
    },
    /// A column has numbers that can be read in two ways, and nothing tells which.
    #[error(
        "{example:?} in the column {column:?} can be read with a decimal comma or a decimal point, and no other number of the file tells which"
    )]
    DecimalMarkUnclear {
        /// Its header.
        column: String,
        /// Such a number.
        example: String,
    },
    /// A column has amounts in different currencies.
    #[error("The column {column:?} has amounts in {:?} and in {:?}", signs[0], signs[1])]
    MixedCurrencies {
        /// Its header.
        column: String,
        /// Two of the signs.
        signs: [String; 2],
    },
    /// More variants in the file than can be compared.
    #[error("The column of variants has {count} different values; up to {MAX_VARIANTS} can be compared")]
    TooManyVariants {
        /// How many.
        count: usize,
    },
}

fn one_variant(name: &str) -> String {
    if name.is_empty() {
        "No row of the file can be used".to_owned()
    } else {
        format!("All rows that can be used are of the variant {name:?}")
    }
}

impl UserError for ExperimentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "experiment-setting-out-of-range",
            Self::VariantCount { .. } => "experiment-variant-count",
            Self::VariantWithoutName => "experiment-variant-without-name",
            Self::VariantTwice { .. } => "experiment-variant-twice",
            Self::NoHistory { .. } => "experiment-no-history",
            Self::EmptyFile => "experiment-empty-file",
            Self::ColumnMissing { .. } => "experiment-column-missing",
            Self::OneVariant { .. } => "experiment-one-variant",
            Self::ControlUnknown { .. } => "experiment-control-unknown",
            Self::DecimalMarkUnclear { .. } => "experiment-decimal-mark-unclear",
            Self::MixedCurrencies { .. } => "experiment-mixed-currencies",
            Self::TooManyVariants { .. } => "experiment-too-many-variants",
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            Self::Setting { name, .. } => Some((*name).to_owned()),
            Self::ControlUnknown { .. } => Some("Control group's name".to_owned()),
            Self::DecimalMarkUnclear { column, .. } | Self::MixedCurrencies { column, .. } => Some(column.clone()),
            _ => None,
        }
    }

    fn suggestion(&self) -> String {
        match self {
            Self::Setting { .. } => "Choose a number in that range.",
            Self::VariantCount { .. } => "Compare the control with one to nine others.",
            Self::VariantWithoutName | Self::VariantTwice { .. } => "Give each variant a name of its own.",
            Self::NoHistory { .. } => "Choose a shorter window, or open files of a longer period.",
            Self::EmptyFile => "Choose a CSV file with a header and one row for each customer.",
            Self::ColumnMissing { .. } => "Give that column one of these names and read the file again.",
            Self::ControlUnknown { .. } => "Type one of the file's names, or leave the field empty.",
            Self::DecimalMarkUnclear { .. } => "Choose under \"Decimal mark\" how the file writes numbers.",
            Self::MixedCurrencies { .. } => "Write all amounts of a column in one currency.",
            Self::OneVariant { .. } => "Choose a file with the results of all variants.",
            Self::TooManyVariants { .. } => {
                "Check that this column holds the variant's name, not something of each customer's own."
            }
        }
        .to_owned()
    }
}

/// One setting against its bounds.
pub(super) fn ensure_in_range(name: &'static str, value: f64, low: f64, high: f64) -> Result<(), ExperimentError> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(ExperimentError::Setting { name, value, low, high }) }
}
