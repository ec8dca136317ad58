//! What columns and files can mean, and which export a file can be. Names and labels only; decides nothing.

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

            /// As told on the screen.
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
    /// A number that stands for the customer in orders, where the person has another (Olist).
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
    /// What tells variants of one product apart.
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
    /// What is taken off this line.
    LineDiscount "discount of the line"
    /// What is taken off the whole order.
    OrderDiscount "discount of the order"
    /// What of the order was paid back.
    Refund "amount refunded"
    /// How the order stands: paid, cancelled …
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
    /// As told on the screen.
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
                M::LineDiscount,
                M::OrderDiscount,
                M::Refund,
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

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $label:literal)*) => {
        /// Which export a file was recognised as.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// As told on the screen.
            pub fn label(self) -> &'static str {
                match self { $(Format::$variant => $label),* }
            }
        }
    };
}

formats! {
    /// `transaction_id,customer_id,product_id,purchase_date,price`.
    PlainTransactions "transactions (plain schema)"
    /// `customer_id,name,email,registration_date`.
    PlainCustomers "customers (plain schema)"
    /// `product_id,product_name,category,price`.
    PlainProducts "products (plain schema)"
    /// UCI Online Retail.
    OnlineRetail1 "UCI Online Retail"
    /// UCI Online Retail II.
    OnlineRetail2 "UCI Online Retail II"
    /// Shopify's orders.
    ShopifyOrders "Shopify orders"
    /// Shopify's customers.
    ShopifyCustomers "Shopify customers"
    /// Shopify's products.
    ShopifyProducts "Shopify products"
    /// WooCommerce Analytics' orders.
    WooCommerceOrders "WooCommerce Analytics orders"
    /// Olist's orders.
    OlistOrders "Olist orders"
    /// Olist's order items.
    OlistItems "Olist order items"
    /// Olist's customers.
    OlistCustomers "Olist customers"
    /// Olist's products.
    OlistProducts "Olist products"
    /// Instacart's orders.
    InstacartOrders "Instacart orders"
    /// Instacart's order products.
    InstacartItems "Instacart order products"
    /// Instacart's products.
    InstacartProducts "Instacart products"
    /// Square's item sales.
    SquareItems "Square item sales"
    /// Stripe's payments.
    StripePayments "Stripe payments"
    /// Etsy's sold order items.
    EtsyItems "Etsy sold items"
    /// BigCommerce's orders.
    BigCommerceOrders "BigCommerce orders"
    /// Amazon's order report, seller's.
    AmazonOrders "Amazon order report"
    /// Tableau's Superstore.
    Superstore "Superstore"
    /// Order lines, by the names of the columns.
    GeneralSales "sales, by the names of its columns"
    /// Orders without lines, by the names of the columns.
    GeneralOrders "orders, by the names of its columns"
    /// Customers, by the names of the columns.
    GeneralCustomers "customers, by the names of its columns"
    /// Products, by the names of the columns.
    GeneralProducts "products, by the names of its columns"
    /// Columns as the user set them.
    Mapped "columns as you set them"
    /// Nothing known.
    Unknown "not recognised"
}

/// What sales cannot do without, alone or together with a file of orders; or can, at a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needed {
    /// Who bought: id, e-mail or name.
    Customer,
    /// When.
    Date,
    /// What was bought: id or name.
    Product,
    /// For how much: unit price or line total.
    Price,
}

impl Needed {
    /// All of them.
    pub const ALL: [Needed; 4] = [Needed::Customer, Needed::Date, Needed::Product, Needed::Price];

    /// The plain schema's name of the column, and what else would do.
    pub fn label(self) -> &'static str {
        match self {
            Needed::Customer => "customer_id (or an e-mail address or customer name)",
            Needed::Date => "purchase_date",
            Needed::Product => "product_id (or a product name)",
            Needed::Price => "price (of one piece, or the line total)",
        }
    }

    /// What the analysis loses without it.
    pub fn cost(self) -> &'static str {
        match self {
            Needed::Customer => "Without it nothing can be said about customers: the file cannot be used.",
            Needed::Date => "Without it nobody knows when: the file cannot be used.",
            Needed::Product => "Without it there are segments and clusters, but no recommendations.",
            Needed::Price => "Without it there are recency and frequency, but no money: nothing about revenue can be said.",
        }
    }

    /// Whether the file cannot be used without it.
    pub fn is_required(self) -> bool {
        matches!(self, Needed::Customer | Needed::Date)
    }

    /// What sales with columns of these meanings lack.
    pub fn missing_in(columns: &[Meaning]) -> Vec<Needed> {
        let met = |needed: Needed| columns.iter().any(|&meaning| needed.is_met_by(meaning));
        // Labelled lists of products bring their prices.
        let packed = columns.contains(&Meaning::PackedProducts);
        Needed::ALL.into_iter().filter(|&needed| !(met(needed) || packed && needed == Needed::Price)).collect()
    }

    /// Whether one of these meanings answers it.
    pub fn is_met_by(self, meaning: Meaning) -> bool {
        use Meaning as M;
        match self {
            Needed::Customer => matches!(meaning, M::CustomerId | M::Email | M::CustomerName),
            Needed::Date => matches!(meaning, M::Date | M::DaysSincePrior),
            Needed::Product => matches!(meaning, M::ProductId | M::ProductName | M::PackedProducts),
            Needed::Price => matches!(meaning, M::UnitPrice | M::LineTotal),
        }
    }
}

/// How sure a reading of a file's columns is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The file cannot be used as it was read: somebody must say what its columns are.
    Open,
    /// Read by the values in the cells, or with something missing: worth a look.
    Likely,
    /// A known export, or every needed column has a name that says it.
    Certain,
}
