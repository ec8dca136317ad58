//! What a column can mean, and what a file can hold.

use serde::{Deserialize, Serialize};

macro_rules! meanings {
    ($($(#[$doc:meta])* $variant:ident $label:literal $hint:literal)*) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Meaning {
            $($(#[$doc])* $variant,)*
        }

        impl Meaning {
            /// All of them.
            pub const ALL: &'static [Meaning] = &[$(Meaning::$variant),*];

            /// The text for the screen.
            pub fn label(self) -> &'static str {
                match self { $(Meaning::$variant => $label),* }
            }

            /// What stands in such a column and how it counts, in a sentence for a shop owner.
            pub fn hint(self) -> &'static str {
                match self { $(Meaning::$variant => $hint),* }
            }
        }
    };
}

meanings! {
    /// Nothing that is needed.
    Unused "not used"
        "The column is left out."
    /// Order, transaction or invoice number.
    OrderId "order number"
        "The number on the order, receipt or invoice. Rows with the same number are one order."
    /// Customer number.
    CustomerId "customer"
        "What tells your customers apart: a number or an account name."
    /// Another number of the customer, used in orders only (Olist).
    CustomerAlias "customer's number in orders"
        "A second number of the customer that stands in orders only."
    /// Customer's e-mail address.
    Email "e-mail address"
        "The customer's e-mail address. Capital letters make no difference."
    /// Customer's name.
    CustomerName "customer name"
        "Shown for the customer, and tells customers apart where nothing else does."
    /// Customer's first name.
    FirstName "first name"
        "Shown for the customer, with the last name."
    /// Customer's last name.
    LastName "last name"
        "Shown for the customer, with the first name."
    /// Product number, SKU.
    ProductId "product"
        "The article number or SKU: what tells your products apart."
    /// Product name or description.
    ProductName "product name"
        "What the product is called. It tells products apart where there is no article number."
    /// The variant of a product, such as a size.
    Variant "product variant"
        "Size, colour or the like, as in \"Large\"."
    /// Several products in one cell, as `2× Tea, 1× Cup`.
    PackedProducts "list of products"
        "All products of the order in one cell, as in \"2 × Tea, 1 × Cup\"."
    /// Product category.
    Category "category"
        "The group that the product belongs to."
    /// Brand or vendor.
    Brand "brand"
        "Who makes the product, or whose it is."
    /// Date (and time) of purchase.
    Date "purchase date"
        "When the order was placed, with or without the time of day."
    /// Time of day, where the date has a column of its own.
    Time "time of day"
        "The time of day, where the date stands in a column of its own."
    /// Pieces bought.
    Quantity "quantity"
        "How many pieces were bought; below zero for returns."
    /// Price of one piece.
    UnitPrice "price of one piece"
        "What one piece cost the customer. It is multiplied by the quantity."
    /// Price of the whole line.
    LineTotal "line total"
        "What the row comes to, all pieces together. It is not multiplied."
    /// What the whole order comes to, written on its first row or on each of its rows. Where no column has the price of a line, it is
    /// shared out over the order's rows.
    OrderTotal "total of the order"
        "What the whole order comes to. It counts once for each order, shared out over its rows."
    /// What is taken off this line.
    LineDiscount "discount of the line"
        "Money taken off this row, as in 2.50."
    /// What is taken off each piece of this line.
    UnitDiscount "discount of one piece"
        "Money taken off each piece of this row. It is multiplied by the quantity."
    /// What is taken off this line, as a share of it: `0.15`, `15 %`.
    DiscountShare "discount of the line as a share"
        "The part taken off this row, as in 15 % or 0.15."
    /// What is taken off the whole order.
    OrderDiscount "discount of the order"
        "Money taken off the whole order, counted once for each order."
    /// What of the order was paid back.
    Refund "amount refunded"
        "Money paid back to the customer for the order."
    /// Of the pieces bought, how many came back.
    ReturnedQuantity "pieces sent back"
        "Of the pieces in the row, how many the customer sent back."
    /// Whether the order was wholly paid back: `true`, `yes`.
    Refunded "mark of refunded orders"
        "Says yes or no: whether the whole order was paid back."
    /// What one piece costs the shop.
    UnitCost "cost of one piece"
        "What one piece costs you. It is kept apart from the price."
    /// What the whole line costs the shop.
    LineCost "cost of the line"
        "What all pieces of the row cost you. It is kept apart from the price."
    /// Tax of the line or the order.
    Tax "tax"
        "Tax within the row or the order."
    /// The state of the order: paid, cancelled …
    Status "order status"
        "Paid, shipped, cancelled, refunded and the like. Orders that are no sales are set aside by it."
    /// Filled when the order was cancelled.
    CancelledAt "day of cancellation"
        "Filled where the order was cancelled."
    /// Country or city of the customer.
    Place "place"
        "The customer's country, region or city."
    /// Currency code.
    Currency "currency"
        "The currency of the amounts, as in EUR or £."
    /// Day the customer registered.
    Registered "registration date"
        "The day on which the customer signed up."
    /// Customer's age in years.
    Age "age"
        "The customer's age in years."
    /// Which order of the customer it is, from 1 (Instacart).
    OrderSequence "order's number for its customer"
        "Which order of the customer it is: 1 for the first."
    /// Days since the customer's order before (Instacart).
    DaysSincePrior "days since the order before"
        "Days between this order and the customer's order before."
    /// Hour of the day (Instacart).
    HourOfDay "hour of the day"
        "The hour at which the order was placed, 0 to 23."
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Order lines.
    Sales,
    /// One order a row: who and when, but not what. Joined to order lines by the order number.
    Orders,
    /// One customer a row.
    Customers,
    /// One product a row.
    Products,
    /// Not understood, or not needed.
    Ignored,
}

impl FileKind {
    /// The text for the screen.
    pub fn label(self) -> &'static str {
        match self {
            FileKind::Sales => "sales",
            FileKind::Orders => "orders without their lines",
            FileKind::Customers => "customers",
            FileKind::Products => "products",
            FileKind::Ignored => "not used",
        }
    }

    /// The meanings that columns of such a file can have, in the order in which they choose their columns.
    pub fn meanings(self) -> &'static [Meaning] {
        use Meaning as M;
        match self {
            FileKind::Sales => &[
                M::OrderId,
                M::CustomerId,
                M::Email,
                M::CustomerName,
                M::ProductId,
                M::ProductName,
                M::Variant,
                M::PackedProducts,
                M::Category,
                M::Brand,
                M::Date,
                M::Time,
                M::Quantity,
                M::UnitPrice,
                M::LineTotal,
                M::OrderTotal,
                M::LineDiscount,
                M::UnitDiscount,
                M::DiscountShare,
                M::OrderDiscount,
                M::Refund,
                M::ReturnedQuantity,
                M::Refunded,
                M::UnitCost,
                M::LineCost,
                M::Tax,
                M::Status,
                M::CancelledAt,
                M::Place,
                M::Currency,
            ],
            FileKind::Orders => &[
                M::OrderId,
                M::CustomerId,
                M::Email,
                M::CustomerName,
                M::Date,
                M::Time,
                M::Status,
                M::CancelledAt,
                M::OrderSequence,
                M::DaysSincePrior,
                M::HourOfDay,
            ],
            FileKind::Customers => &[
                M::CustomerId,
                M::CustomerAlias,
                M::CustomerName,
                M::FirstName,
                M::LastName,
                M::Email,
                M::Registered,
                M::Age,
                M::Place,
            ],
            FileKind::Products => &[M::ProductId, M::ProductName, M::Category, M::Brand, M::UnitPrice],
            FileKind::Ignored => &[],
        }
    }
}
