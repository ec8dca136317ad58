//! Why a row of a sales file is set aside.

use crate::findings::issue_code::IssueCode;
use serde::{Deserialize, Serialize};

/// Why a row of a sales file is not analysed. In this order the first reason that applies counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum SetAsideReason {
    /// The header again, in the middle of the file.
    RepeatedHeader,
    /// All cells are empty.
    EmptyRow,
    /// More or fewer cells than the header has.
    RaggedRow,
    /// A total or a note between the rows.
    SummaryRow,
    /// Its order is in none of the files of orders.
    NoOrder,
    /// The date cannot be read.
    BadDate,
    /// The quantity or the price cannot be read.
    BadNumber,
    /// The amount is in another currency than most.
    OtherCurrency,
    /// Nobody is named as the customer.
    NoCustomer,
    /// The order was called off, or the invoice cancels another one.
    Cancellation,
    /// The invoice adjusts the books (bad debt).
    Adjustment,
    /// The order was never paid.
    NotPaid,
    /// The order was wholly paid back.
    Refunded,
    /// An event that is no purchase: a view, a cart.
    NotBought,
    /// Somebody tried something out.
    TestLine,
    /// Something came back: fewer than no pieces at a price.
    Return,
    /// Nothing was bought.
    QuantityNotPositive,
    /// Nothing was paid.
    PriceNotPositive,
    /// More than a billion in one line.
    ImplausibleAmount,
    /// Dated after today.
    FutureDate,
    /// Dated before 1990.
    OldDate,
    /// Postage, a fee, a voucher.
    Service,
    /// Dated decades apart from nearly all others, or on a day that programs write for "no date".
    ImplausibleDate,
    /// The same line of the same order stands in an earlier file.
    SeenInOtherFile,
    /// The same in every cell as an earlier row.
    DuplicateRow,
    /// Far more pieces than is usual.
    ImplausibleQuantity,
    /// A cancellation or a return took all of it away.
    Settled,
}

impl SetAsideReason {
    /// All reasons, in the order in which they are tried.
    pub const ALL: [SetAsideReason; 27] = [
        SetAsideReason::RepeatedHeader,
        SetAsideReason::EmptyRow,
        SetAsideReason::RaggedRow,
        SetAsideReason::SummaryRow,
        SetAsideReason::NoOrder,
        SetAsideReason::BadDate,
        SetAsideReason::BadNumber,
        SetAsideReason::OtherCurrency,
        SetAsideReason::NoCustomer,
        SetAsideReason::Cancellation,
        SetAsideReason::Adjustment,
        SetAsideReason::NotPaid,
        SetAsideReason::Refunded,
        SetAsideReason::NotBought,
        SetAsideReason::TestLine,
        SetAsideReason::Return,
        SetAsideReason::QuantityNotPositive,
        SetAsideReason::PriceNotPositive,
        SetAsideReason::ImplausibleAmount,
        SetAsideReason::FutureDate,
        SetAsideReason::OldDate,
        SetAsideReason::Service,
        SetAsideReason::ImplausibleDate,
        SetAsideReason::SeenInOtherFile,
        SetAsideReason::DuplicateRow,
        SetAsideReason::ImplausibleQuantity,
        SetAsideReason::Settled,
    ];

    /// A few words for tables.
    pub fn label(self) -> &'static str {
        match self {
            SetAsideReason::RepeatedHeader => "Header repeated",
            SetAsideReason::EmptyRow => "Empty row",
            SetAsideReason::RaggedRow => "Wrong number of cells",
            SetAsideReason::SummaryRow => "Total or note",
            SetAsideReason::NoOrder => "Order not listed",
            SetAsideReason::BadDate => "Date not readable",
            SetAsideReason::BadNumber => "Number not readable",
            SetAsideReason::OtherCurrency => "In another currency",
            SetAsideReason::NoCustomer => "No customer",
            SetAsideReason::Cancellation => "Cancelled",
            SetAsideReason::Adjustment => "Bookkeeping adjustment",
            SetAsideReason::NotPaid => "Not paid",
            SetAsideReason::Refunded => "Refunded",
            SetAsideReason::NotBought => "Not a purchase",
            SetAsideReason::TestLine => "Test",
            SetAsideReason::Return => "Returned",
            SetAsideReason::QuantityNotPositive => "Quantity zero or less",
            SetAsideReason::PriceNotPositive => "Price zero or less",
            SetAsideReason::ImplausibleAmount => "Implausible amount",
            SetAsideReason::FutureDate => "Date in the future",
            SetAsideReason::OldDate => "Date before 1990",
            SetAsideReason::Service => "Postage and fees",
            SetAsideReason::ImplausibleDate => "Implausible date",
            SetAsideReason::SeenInOtherFile => "In another file, too",
            SetAsideReason::DuplicateRow => "Repeated row",
            SetAsideReason::ImplausibleQuantity => "Implausible quantity",
            SetAsideReason::Settled => "Sale that was cancelled",
        }
    }

    /// The stable name, as in files.
    pub fn code(self) -> &'static str {
        self.issue().code()
    }

    /// The issue that reports it.
    pub fn issue(self) -> IssueCode {
        match self {
            SetAsideReason::RepeatedHeader => IssueCode::RepeatedHeader,
            SetAsideReason::EmptyRow => IssueCode::EmptyRow,
            SetAsideReason::RaggedRow => IssueCode::RaggedRow,
            SetAsideReason::SummaryRow => IssueCode::SummaryRow,
            SetAsideReason::NoOrder => IssueCode::NoOrder,
            SetAsideReason::BadDate => IssueCode::BadDate,
            SetAsideReason::BadNumber => IssueCode::BadNumber,
            SetAsideReason::OtherCurrency => IssueCode::OtherCurrency,
            SetAsideReason::NoCustomer => IssueCode::NoCustomer,
            SetAsideReason::Cancellation => IssueCode::Cancellation,
            SetAsideReason::Adjustment => IssueCode::Adjustment,
            SetAsideReason::NotPaid => IssueCode::NotPaid,
            SetAsideReason::Refunded => IssueCode::Refunded,
            SetAsideReason::NotBought => IssueCode::NotBought,
            SetAsideReason::TestLine => IssueCode::TestLine,
            SetAsideReason::Return => IssueCode::Return,
            SetAsideReason::QuantityNotPositive => IssueCode::QuantityNotPositive,
            SetAsideReason::PriceNotPositive => IssueCode::PriceNotPositive,
            SetAsideReason::ImplausibleAmount => IssueCode::ImplausibleAmount,
            SetAsideReason::FutureDate => IssueCode::FutureDate,
            SetAsideReason::OldDate => IssueCode::OldDate,
            SetAsideReason::Service => IssueCode::NonProduct,
            SetAsideReason::ImplausibleDate => IssueCode::ImplausibleDate,
            SetAsideReason::SeenInOtherFile => IssueCode::SeenInOtherFile,
            SetAsideReason::DuplicateRow => IssueCode::DuplicateRow,
            SetAsideReason::ImplausibleQuantity => IssueCode::ImplausibleQuantity,
            SetAsideReason::Settled => IssueCode::SettledSale,
        }
    }
}
