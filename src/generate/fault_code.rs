//! The faults that a file can have, by the names that validation gives them. [`fault_injection`](super::fault_injection) puts
//! them into rows.

use super::shop_file::ShopFile;

macro_rules! fault_codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal)*) => {
        /// A fault of one row. The stable names are those of the issues that validation reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultCode {
            $($(#[$doc])* $variant,)*
        }

        impl FaultCode {
            /// All faults.
            pub const ALL: &'static [FaultCode] = &[$(FaultCode::$variant),*];

            /// The stable name.
            pub fn code(self) -> &'static str {
                match self { $(FaultCode::$variant => $code),* }
            }
        }
    };
}

fault_codes! {
    /// The header again.
    RepeatedHeader "repeated-header"
    /// Only delimiters.
    EmptyRow "empty-row"
    /// Two cells only, or one too many.
    RaggedRow "ragged-row"
    /// A date that is none.
    BadDate "bad-date"
    /// A quantity or price that is no number.
    BadNumber "bad-number"
    /// Nobody bought.
    NoCustomer "no-customer"
    /// The status says cancelled.
    Cancellation "cancellation"
    /// A quantity of zero.
    QuantityNotPositive "quantity-not-positive"
    /// A price of zero or less.
    PriceNotPositive "price-not-positive"
    /// A price of billions.
    ImplausibleAmount "implausible-amount"
    /// The row before, again.
    DuplicateRow "duplicate-row"
    /// A customer again, with another age.
    DuplicateCustomerId "duplicate-customer-id"
    /// A product again, with another price.
    DuplicateProductId "duplicate-product-id"
    /// A customer or product without number.
    MissingId "missing-id"
    /// Another customer's order number.
    OrderWithTwoCustomers "order-with-two-customers"
    /// The customer's order number of another day.
    OrderOverSeveralDays "order-over-several-days"
    /// A customer whom the customers file does not have.
    UnknownCustomer "unknown-customer"
    /// A product that the products file does not have.
    UnknownProduct "unknown-product"
    /// No product.
    MissingProduct "missing-product"
    /// No order number.
    MissingOrderId "missing-order-id"
    /// An empty cell of a customer or product.
    MissingValue "missing-value"
    /// A cell of a customer or product that makes no sense.
    BadValue "bad-value"
    /// Ten years and more after the last day.
    FutureDate "future-date"
    /// A day that programs write for "no date".
    ImplausibleDate "implausible-date"
    /// Bought weeks before registering.
    BeforeRegistration "before-registration"
    /// One and a half pieces.
    FractionalQuantity "fractional-quantity"
    /// A price with another currency's sign.
    MixedCurrencies "mixed-currencies"
    /// A date with day and month in the other order than the rest of the file.
    MixedDateOrder "mixed-date-order"
    /// A date with a year of two digits.
    ShortYear "short-year"
    /// A price with the decimal mark that the file's do not have.
    MixedDecimalMarks "mixed-decimal-marks"
    /// A quote that is not closed.
    StrayQuote "stray-quote"
    /// A NUL byte.
    NulBytes "nul-bytes"
    /// A trial of the till or the shop's software.
    TestLine "test-line"
    /// Postage, fees, gift cards.
    NonProduct "non-product"
    /// Something bought before comes back.
    Return "return"
    /// Tens of thousands of pieces.
    ImplausibleQuantity "implausible-quantity"
    /// The currency column names another one.
    OtherCurrency "other-currency"
    /// The status says that nobody has paid.
    NotPaid "not-paid"
}

impl FaultCode {
    /// The faults that rows of a file can have.
    pub(super) fn of(file: ShopFile) -> &'static [FaultCode] {
        use FaultCode as F;
        match file {
            ShopFile::Customers => &[
                F::RepeatedHeader,
                F::EmptyRow,
                F::RaggedRow,
                F::DuplicateCustomerId,
                F::MissingId,
                F::MissingValue,
                F::BadValue,
                F::ShortYear,
                F::StrayQuote,
                F::NulBytes,
            ],
            ShopFile::Products => &[
                F::RepeatedHeader,
                F::EmptyRow,
                F::RaggedRow,
                F::DuplicateProductId,
                F::MissingId,
                F::MissingValue,
                F::BadValue,
                F::StrayQuote,
                F::NulBytes,
            ],
            ShopFile::Transactions => &[
                F::RepeatedHeader,
                F::EmptyRow,
                F::RaggedRow,
                F::BadDate,
                F::BadNumber,
                F::NoCustomer,
                F::Cancellation,
                F::QuantityNotPositive,
                F::PriceNotPositive,
                F::ImplausibleAmount,
                F::DuplicateRow,
                F::OrderWithTwoCustomers,
                F::OrderOverSeveralDays,
                F::UnknownCustomer,
                F::UnknownProduct,
                F::MissingProduct,
                F::MissingOrderId,
                F::FutureDate,
                F::ImplausibleDate,
                F::BeforeRegistration,
                F::FractionalQuantity,
                F::MixedCurrencies,
                F::MixedDateOrder,
                F::ShortYear,
                F::MixedDecimalMarks,
                F::StrayQuote,
                F::NulBytes,
                F::TestLine,
                F::NonProduct,
                F::Return,
                F::ImplausibleQuantity,
                F::OtherCurrency,
                F::NotPaid,
            ],
        }
    }

    /// Whether the fault is a row of its own. A customer or product is never lost to a fault, as its sales would then be wrong
    /// too: their unusable rows are added as well.
    pub(super) fn adds_row(self, is_list: bool) -> bool {
        match self {
            FaultCode::RepeatedHeader
            | FaultCode::EmptyRow
            | FaultCode::DuplicateRow
            | FaultCode::DuplicateCustomerId
            | FaultCode::DuplicateProductId
            | FaultCode::MissingId => true,
            FaultCode::RaggedRow => is_list,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_each_has_a_file() {
        let codes: BTreeSet<&str> = FaultCode::ALL.iter().map(|code| code.code()).collect();
        assert_eq!(codes.len(), FaultCode::ALL.len());
        for code in FaultCode::ALL {
            let tables = [ShopFile::Customers, ShopFile::Products, ShopFile::Transactions];
            assert!(tables.iter().any(|&file| FaultCode::of(file).contains(code)), "{code:?}");
        }
    }
}
