//! The recipe: the steps by which files are repaired, which of them are on, and what becomes of orders by their status.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! steps {
    ($($(#[$doc:meta])* $variant:ident $group:ident $default:ident $label:literal $explanation:literal)*) => {
        /// A repair that can be switched on and off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum RepairStep {
            $($(#[$doc])* $variant,)*
        }

        impl RepairStep {
            /// All steps, in the order in which they are done.
            pub const ALL: &'static [RepairStep] = &[$(RepairStep::$variant),*];

            /// A few words for the switch.
            pub fn label(self) -> &'static str {
                match self { $(RepairStep::$variant => $label),* }
            }

            /// What it does, and why one would switch it.
            pub fn explanation(self) -> &'static str {
                match self { $(RepairStep::$variant => $explanation),* }
            }

            /// What it works on.
            pub fn group(self) -> StepGroup {
                match self { $(RepairStep::$variant => StepGroup::$group),* }
            }

            /// Whether it is on unless somebody switches it off.
            pub fn is_on_by_default(self) -> bool {
                match self { $(RepairStep::$variant => steps!(@$default)),* }
            }
        }
    };
    (@on) => { true };
    (@off) => { false };
}

/// What a step works on: how the screen groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepGroup {
    /// The text of single cells.
    Cells,
    /// What belongs together: rows, orders, customers, files.
    Links,
    /// Which rows count.
    Rows,
    /// How much they count.
    Money,
}

impl StepGroup {
    /// The text for the screen.
    pub fn label(self) -> &'static str {
        match self {
            StepGroup::Cells => "Cells",
            StepGroup::Links => "What belongs together",
            StepGroup::Rows => "Which rows count",
            StepGroup::Money => "What they come to",
        }
    }
}

steps! {
    /// Blanks at the edges of cells.
    Trim Cells on "Trim blanks"
        "Blanks before and after a text are taken off, so that \"Tea \" and \"Tea\" are one product."
    /// The `'` before numbers and formulas.
    TakeOffGuards Cells on "Take off apostrophes"
        "Spreadsheets and shops put an apostrophe before numbers that are texts, as in '75008. It is taken off."
    /// `17850.0` is 17850.
    TakeOffIdDecimals Cells on "Mend numbers of customers and orders"
        "Spreadsheets turn 17850 into 17850.0. The needless decimals are taken off."
    /// `NULL`, `N/A` and `-` are empty cells.
    EmptyWords Cells on "Words for nothing are empty"
        "Programs write NULL, \\N, N/A, None or a dash where they have no value. Such cells count as empty, so that nobody is called None."
    /// Values of a whole order that are written on its first row only.
    FillDown Links on "Fill orders down"
        "Some files write order, customer and date on an order's first row only and leave them blank below. They are filled into its other rows."
    /// The same person with and without a customer number.
    MatchByEmail Links on "Match customers by e-mail address"
        "A purchase with an e-mail address but no customer number counts for the customer who has that address."
    /// Guest, Cash, Laufkundschaft: nobody.
    AnonymousCustomers Rows on "Guests and walk-in customers are nobody"
        "Tills and shops write Guest, Walk-in customer, Cash or 0 where they do not know who bought. Such sales count for no customer."
    /// One customer that is most likely many.
    SharedCustomers Rows off "A customer with an implausible share of orders is nobody"
        "One customer has far more orders than any other, as a till's number for everybody has. Switched on, its sales count for no customer. Off by default: it may be one large customer."
    /// Orders that several files have.
    DropSeenInOtherFile Rows on "Count orders of several files once"
        "Lines of an order that stand in an earlier file too, as when a file is given twice or months overlap, are set aside. Equal lines within one file stay."
    /// Exact repeats are left out.
    DropDuplicates Rows off "Leave out repeated rows"
        "Rows that are the same in every cell as an earlier one are set aside. Off by default: a till may list an article twice."
    /// Bought, but nobody says for how much.
    CountWithoutAmount Rows off "Count purchases without an amount"
        "Rows whose amount is empty count as purchases that brought in nothing: they tell who bought what and when, and what customers spent is too low by what they cost. Off by default: they are set aside."
    /// Cancelled and unpaid orders.
    ApplyStatus Rows on "Leave out cancelled and unpaid orders"
        "Orders whose status says that they were cancelled, never paid or wholly refunded are set aside, and so are events that are no purchase, such as views."
    /// Trials.
    DropTests Rows on "Leave out tests"
        "Lines whose product or customer is called \"test\" are set aside."
    /// Postage, fees, vouchers.
    DropServices Rows off "Leave out postage and fees"
        "Postage, fees, vouchers and the like are set aside. Off by default: customers paid for them; they are never recommended."
    /// Not the shop's currency.
    DropOtherCurrencies Rows on "One currency only"
        "Rows in another currency than most are set aside. Switched off, their amounts are added up as if they were the same."
    /// After today.
    DropFuture Rows off "Leave out future dates"
        "Rows dated after today are set aside. Off by default: they are kept and pointed out."
    /// Before 1990.
    DropOld Rows off "Leave out dates before 1990"
        "Rows dated before 1990 are set aside. Off by default: they are kept and pointed out."
    /// Decades apart from all others, or what programs write for "no date".
    DropImplausibleDates Rows on "Leave out implausible dates"
        "Rows dated decades apart from nearly all others, or on a day that programs write for \"no date\" (such as 1970-01-01 or 9999-12-31), are set aside. Switch it off if such dates are true."
    /// Far more pieces than anybody else.
    DropImplausibleQuantities Rows off "Leave out implausible quantities"
        "Rows with far more pieces than is usual in these files are set aside. Off by default: they are kept and pointed out."
    /// A cancellation takes its sale away.
    NetCancellations Money on "Settle cancellations and returns"
        "What was cancelled or sent back is taken off the sale that it belongs to: same customer, same product, bought before. Switched off, sales count as they were made."
    /// Discounts of lines and orders.
    SubtractDiscounts Money on "Take off discounts"
        "Discounts that stand in a column of their own are taken off; those of a whole order are shared out over its lines."
    /// Paid back.
    SubtractRefunds Money on "Take off refunds"
        "What was paid back is taken off the order, shared out over its lines."
}

/// What becomes of an order by its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusRule {
    /// It is a sale.
    Sale,
    /// It was called off.
    Cancelled,
    /// It was never paid.
    NotPaid,
    /// All of it was paid back.
    Refunded,
    /// Somebody looked, or put something into the cart: an event, but no purchase.
    NotBought,
    /// The row takes back an earlier sale.
    TakesBack,
}

impl StatusRule {
    /// All of them.
    pub const ALL: [StatusRule; 6] = [
        StatusRule::Sale,
        StatusRule::Cancelled,
        StatusRule::NotPaid,
        StatusRule::Refunded,
        StatusRule::NotBought,
        StatusRule::TakesBack,
    ];

    /// The text for the screen.
    pub fn label(self) -> &'static str {
        match self {
            StatusRule::Sale => "counts as a sale",
            StatusRule::Cancelled => "cancelled: set aside",
            StatusRule::NotPaid => "not paid: set aside",
            StatusRule::Refunded => "refunded: set aside",
            StatusRule::NotBought => "not a purchase: set aside",
            StatusRule::TakesBack => "takes a sale back",
        }
    }
}

/// Which steps are on, and what words in the status column mean. Everything not listed here has its default.
///
/// ```
/// use clientele_ingest::{Recipe, RepairStep, StatusRule};
///
/// let mut recipe = Recipe::default();
/// assert!(recipe.is_on(RepairStep::Trim) && !recipe.is_on(RepairStep::DropDuplicates));
/// recipe.steps.insert(RepairStep::DropDuplicates, true);
/// recipe.statuses.insert("On Hold".into(), StatusRule::NotPaid);
/// assert!(recipe.is_on(RepairStep::DropDuplicates));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipe {
    /// Steps that are on or off otherwise than by default, or named on purpose.
    pub steps: BTreeMap<RepairStep, bool>,
    /// What becomes of orders with a status, by the status as written.
    pub statuses: BTreeMap<String, StatusRule>,
}

impl Recipe {
    /// Whether a step is on.
    pub fn is_on(&self, step: RepairStep) -> bool {
        self.steps.get(&step).copied().unwrap_or(step.is_on_by_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_what_differs_from_the_usual() {
        let mut recipe = Recipe::default();
        assert!(recipe.is_on(RepairStep::Trim) && recipe.is_on(RepairStep::NetCancellations));
        recipe.steps.insert(RepairStep::NetCancellations, false);
        recipe.statuses.insert("On Hold".into(), StatusRule::NotPaid);
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(json, r#"{"steps":{"net-cancellations":false},"statuses":{"On Hold":"not-paid"}}"#);
        assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe);
        let back: Recipe = toml::from_str(&toml::to_string(&recipe).unwrap()).unwrap();
        assert_eq!(back, recipe);
    }
}
