//! The report of an import: files, reconciliation, issues, repairs, steps of the recipe.

use crate::findings::decimal;
use crate::findings::issue::Issue;
use crate::findings::reason::SetAsideReason;
use crate::parse::date_order::DateOrder;
use crate::read::encoding::Encoding;
use crate::schema::format::Format;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::Certainty;
use crate::settings::recipe::{RepairStep, StatusRule};
use clientele_core::domain::number::DecimalMark;
use clientele_core::domain::{Day, Money};
use serde::{Deserialize, Serialize};

/// Rows, orders and money of a group of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Data rows.
    pub rows: u64,
    /// Different order numbers among them; where there is none, a customer's day. Rows that tell neither count for none.
    pub orders: u64,
    /// Quantity × unit price, or the line totals. Rows without a readable number add nothing.
    #[serde(with = "decimal")]
    pub amount: Money,
}

/// What is taken off rows that are analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deduction {
    /// Discounts of lines and orders.
    Discount,
    /// What was paid back of an order.
    Refund,
    /// Pieces that a cancellation or return took back from a sale.
    Returned,
}

impl Deduction {
    /// All of them, in the order in which they are taken off.
    pub const ALL: [Deduction; 3] = [Deduction::Discount, Deduction::Refund, Deduction::Returned];

    /// A few words for tables.
    pub fn label(self) -> &'static str {
        match self {
            Deduction::Discount => "Discounts",
            Deduction::Refund => "Refunds",
            Deduction::Returned => "Pieces cancelled or returned",
        }
    }

    /// The stable name, as in files.
    pub fn code(self) -> &'static str {
        match self {
            Deduction::Discount => "discount",
            Deduction::Refund => "refund",
            Deduction::Returned => "returned",
        }
    }
}

/// From all rows of the sales files to the analysed ones. Rows of `set_aside` and `analysed` add up to `gross` exactly; amounts
/// do with `deductions`. Orders need not, as one order can have rows of several kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// All data rows.
    pub gross: Tally,
    /// What was set aside, in the order of the reasons, those without rows left out.
    pub set_aside: Vec<(SetAsideReason, Tally)>,
    /// What was taken off analysed rows: how many of them, and how much. Those without rows are left out.
    pub deductions: Vec<(Deduction, Tally)>,
    /// What is left: what all that is told of customers rests on.
    pub analysed: Tally,
    /// All sales of the shop: the analysed rows, and those set aside for nothing but that they name no customer, less what is taken off them.
    pub shop: Tally,
    /// Analysed rows in which something was repaired; the others are analysed as they are.
    pub repaired_rows: u64,
    /// Customers with an analysed row.
    pub customers: u64,
    /// Products with an analysed row.
    pub products: u64,
}

impl Reconciliation {
    /// What was set aside for a reason.
    pub fn tally(&self, reason: SetAsideReason) -> Tally {
        self.set_aside.iter().find(|(r, _)| *r == reason).map_or_else(Tally::default, |(_, tally)| *tally)
    }

    /// Whether rows and amounts add up. They do; a test and the screen say so.
    pub fn adds_up(&self) -> bool {
        let parts = || self.set_aside.iter().map(|(_, tally)| tally).chain([&self.analysed]);
        let of_parts: i128 = parts().map(|t| i128::from(t.amount.ten_thousandths())).sum();
        let taken: i128 = self.deductions.iter().map(|(_, t)| i128::from(t.amount.ten_thousandths())).sum();
        let amount = of_parts + taken;
        parts().map(|t| t.rows).sum::<u64>() == self.gross.rows && amount == i128::from(self.gross.amount.ten_thousandths())
    }
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// Its name in the file.
    pub header: String,
    /// What it was taken for; `None`: not used.
    pub meaning: Option<Meaning>,
}

/// One of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// Bytes read, compressed if it is.
    pub bytes: u64,
    /// Whether it was compressed with gzip.
    pub gzip: bool,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// What separates its cells; NUL for the sheet of a workbook.
    pub delimiter: char,
    /// What it holds.
    pub kind: FileKind,
    /// Which export it was recognised as.
    pub format: Format,
    /// Its columns.
    pub columns: Vec<ColumnReport>,
    /// How sure its columns are.
    pub certainty: Certainty,
    /// How its dates were read; `None` if no date is ambiguous.
    pub date_order: Option<DateOrder>,
    /// How its numbers were read.
    pub decimal_mark: Option<DecimalMark>,
    /// Data rows. Always `used + set_aside + passed_over`.
    pub rows: u64,
    /// Rows analysed (sales), or taken into the table (customers, products).
    pub used: u64,
    /// Of those of sales, rows in which something was put right.
    pub repaired: u64,
    /// Rows set aside, by reason (sales, and rows of other files that cannot be read).
    pub set_aside: Vec<(SetAsideReason, u64)>,
    /// Rows of a file that is not needed, and rows of customers and products without an id or with one that was there before.
    pub passed_over: u64,
}

/// Something that was understood or put right while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// What was done.
    pub code: RepairCode,
    /// The file's name; empty for all of them.
    pub file: String,
    /// Cells or rows concerned; 0 for the whole file.
    pub count: u64,
    /// One sentence for the user.
    pub text: String,
}

/// What can be understood or put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairCode {
    /// The file is not needed or not understood.
    FileIgnored,
    /// Not plain UTF-8.
    Encoding,
    /// Not a comma.
    Delimiter,
    /// Lines before the header.
    Preamble,
    /// Order of day and month.
    DateOrder,
    /// Dates that are a spreadsheet's count of days.
    SerialDates,
    /// Dates that are a count of seconds since 1970.
    UnixDates,
    /// A decimal comma.
    DecimalMark,
    /// Orders made from customer and day.
    OrdersDerived,
    /// Customers or products made from the sales.
    TablesDerived,
}

/// What one step of the recipe did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    /// Which step.
    pub step: RepairStep,
    /// Whether it was on. If not, the numbers say what it would concern.
    pub on: bool,
    /// Cells (of steps that mend cells) or rows concerned.
    pub count: u64,
    /// By how much the step changes the analysed revenue, or would.
    #[serde(with = "decimal")]
    pub money: Money,
    /// The first five changes.
    pub examples: Vec<Change>,
}

/// One change, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file's name.
    pub file: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// The column's name in the file; empty for the whole row.
    pub column: String,
    /// The text in the file.
    pub before: String,
    /// What it counts as.
    pub after: String,
}

/// A word in the status column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// As written; empty for rows without one.
    pub status: String,
    /// What becomes of such orders.
    pub rule: StatusRule,
    /// Whether the word says so; if not, it counts as a sale.
    pub is_known: bool,
    /// Rows that have it.
    pub rows: u64,
    /// What they come to.
    #[serde(with = "decimal")]
    pub amount: Money,
}

/// What rows in other currencies than the analysed one come to, each in its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyReport {
    /// Code or sign.
    pub currency: String,
    /// Rows that have it.
    pub rows: u64,
    /// What they come to, in that currency.
    #[serde(with = "decimal")]
    pub amount: Money,
}

/// All that an import found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationReport {
    /// The files, in the order in which they were given.
    pub files: Vec<FileReport>,
    /// From gross to analysed.
    pub reconciliation: Reconciliation,
    /// Problems, the gravest first.
    pub issues: Vec<Issue>,
    /// What was understood and put right.
    pub repairs: Vec<Repair>,
    /// What the steps of the recipe did, in their order; those that concern nothing are left out.
    pub steps: Vec<StepReport>,
    /// The words of the status column, the commonest first.
    pub statuses: Vec<StatusReport>,
    /// What was set aside because it is in another currency.
    pub other_currencies: Vec<CurrencyReport>,
    /// First and last day of the analysed rows.
    pub period: Option<(Day, Day)>,
    /// ISO code or sign; empty when unknown.
    pub currency: String,
}
