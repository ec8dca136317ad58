//! What a column can mean, and what a file can hold.

use serde::{Deserialize, Serialize};

macro_rules! meanings {
    ($($(#[$doc:meta])* $variant:ident $label:literal)*) => {
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
        }
    };
}

meanings! {
    /// Nothing that is needed.
    Unused "not used"
    /// Order, transaction or invoice number.
    OrderId "order number"
    /// Customer number.
    CustomerId "customer"
    /// Another number of the customer, used in orders only (Olist).
    CustomerAlias "customer's number in orders"
    /// Customer's e-mail address.
    Email "e-mail address"
    /// Customer's name.
    CustomerName "customer name"
    /// Customer's first name.
    FirstName "first name"
    /// Customer's last name.
    LastName "last name"
    /// Product number, SKU.
    ProductId "product"
    /// Product name or description.
    ProductName "product name"
    /// The variant of a product, such as a size.
    Variant "product variant"
    /// Several products in one cell, as `2× Tea, 1× Cup`.
    PackedProducts "list of products"
    /// Product category.
    Category "category"
    /// Brand or vendor.
    Brand "brand"
    /// Date (and time) of purchase.
    Date "purchase date"
    /// Time of day, where the date has a column of its own.
    Time "time of day"
    /// Pieces bought.
    Quantity "quantity"
    /// Price of one piece.
    UnitPrice "price of one piece"
    /// Price of the whole line.
    LineTotal "line total"
    /// What the whole order comes to, written on its first row or on each of its rows. Where no column has the price of a line, it is
    /// shared out over the order's rows.
    OrderTotal "total of the order"
    /// What is taken off this line.
    LineDiscount "discount of the line"
    /// What is taken off this line, as a share of it: `0.15`, `15 %`.
    DiscountShare "discount of the line as a share"
    /// What is taken off the whole order.
    OrderDiscount "discount of the order"
    /// What of the order was paid back.
    Refund "amount refunded"
    /// Of the pieces bought, how many came back.
    ReturnedQuantity "pieces sent back"
    /// Whether the order was wholly paid back: `true`, `yes`.
    Refunded "whether refunded"
    /// What one piece costs the shop.
    UnitCost "cost of one piece"
    /// What the whole line costs the shop.
    LineCost "cost of the line"
    /// Tax of the line or the order.
    Tax "tax"
    /// The state of the order: paid, cancelled …
    Status "order status"
    /// Filled when the order was cancelled.
    CancelledAt "day of cancellation"
    /// Country or city of the customer.
    Place "place"
    /// Currency code.
    Currency "currency"
    /// Day the customer registered.
    Registered "registration date"
    /// Customer's age in years.
    Age "age"
    /// Which order of the customer it is, from 1 (Instacart).
    OrderSequence "order's number for its customer"
    /// Days since the customer's order before (Instacart).
    DaysSincePrior "days since the order before"
    /// Hour of the day (Instacart).
    HourOfDay "hour of the day"
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
