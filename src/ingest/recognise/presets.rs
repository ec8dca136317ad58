//! Known exports: the columns by which each is recognised, what they mean, and the conventions of its rows.
//! Tables only: [`header`](super::header) uses them.

use crate::parse::packed_products::Packing;
use crate::schema::format::Format;
use crate::schema::meaning::{FileKind, Meaning};
use crate::settings::recipe::StatusRule;

/// What the first letter of an invoice number means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum InvoicePrefixes {
    #[default]
    None,
    /// `C` cancels an invoice, `A` adjusts the books.
    OnlineRetail,
}

/// Which products are goods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum GoodsRule {
    /// All but postage, fees and the like, known by their names.
    #[default]
    ByName,
    /// Those whose code begins with five digits.
    FiveDigits,
}

/// Conventions of an export's rows, besides the meaning of its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conventions {
    pub(crate) prefixes: InvoicePrefixes,
    /// ISO code of the currency, where the export always has the same.
    pub(crate) currency: &'static str,
    /// Values of a whole order are written on its first row only.
    pub(crate) fill_down: bool,
    pub(crate) packing: Packing,
    pub(crate) goods: GoodsRule,
    /// The export repeats ids on purpose: a repeated id is no error.
    pub(crate) ids_repeat: bool,
    /// Words in the status column tell sales from returns: those count with their sign turned, unless it is already.
    pub(crate) marks_returns: bool,
    /// What words in the status column mean in this export, where it is not what they mean elsewhere; normalised.
    pub(crate) statuses: &'static [(&'static str, StatusRule)],
}

/// A known export.
pub(crate) struct Preset {
    pub(crate) format: Format,
    pub(crate) kind: FileKind,
    /// Names that must all be there, normalised.
    pub(crate) columns: &'static [&'static str],
    /// What the columns mean; if empty, they are recognised by their names ([`synonyms`](super::synonyms)).
    pub(crate) meanings: &'static [(&'static str, Meaning)],
    pub(crate) conventions: Conventions,
}

pub(crate) const NONE: Conventions = Conventions {
    prefixes: InvoicePrefixes::None,
    currency: "",
    fill_down: false,
    packing: Packing::Counted,
    goods: GoodsRule::ByName,
    ids_repeat: false,
    marks_returns: false,
    statuses: &[],
};
const UCI: Conventions =
    Conventions { prefixes: InvoicePrefixes::OnlineRetail, currency: "GBP", goods: GoodsRule::FiveDigits, ..NONE };

/// Known exports, the most particular first; more are in [`platforms`](super::platforms).
pub(crate) const PRESETS: &[Preset] = &[
    Preset {
        format: Format::OnlineRetail1,
        kind: FileKind::Sales,
        columns: &["invoiceno", "stockcode", "description", "quantity", "invoicedate", "unitprice", "customerid", "country"],
        meanings: &[],
        conventions: UCI,
    },
    Preset {
        format: Format::OnlineRetail2,
        kind: FileKind::Sales,
        columns: &["invoice", "stockcode", "description", "quantity", "invoicedate", "price", "customerid", "country"],
        meanings: &[],
        conventions: UCI,
    },
    Preset {
        format: Format::ShopifyOrders,
        kind: FileKind::Sales,
        columns: &["name", "email", "financialstatus", "createdat", "lineitemquantity", "lineitemname", "lineitemprice"],
        meanings: &[
            ("name", Meaning::OrderId),
            ("email", Meaning::Email),
            ("financialstatus", Meaning::Status),
            ("currency", Meaning::Currency),
            ("discountamount", Meaning::OrderDiscount),
            ("createdat", Meaning::Date),
            ("lineitemquantity", Meaning::Quantity),
            ("lineitemname", Meaning::ProductName),
            ("lineitemprice", Meaning::UnitPrice),
            ("lineitemsku", Meaning::ProductId),
            ("billingname", Meaning::CustomerName),
            ("billingcountry", Meaning::Place),
            ("vendor", Meaning::Brand),
            ("cancelledat", Meaning::CancelledAt),
            ("refundedamount", Meaning::Refund),
        ],
        conventions: Conventions { fill_down: true, ..NONE },
    },
    Preset {
        format: Format::ShopifyCustomers,
        kind: FileKind::Customers,
        columns: &["customerid", "firstname", "lastname", "email", "totalspent", "totalorders"],
        meanings: &[
            ("customerid", Meaning::CustomerId),
            ("firstname", Meaning::FirstName),
            ("lastname", Meaning::LastName),
            ("email", Meaning::Email),
            ("defaultaddresscountrycode", Meaning::Place),
            ("countrycode", Meaning::Place),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::ShopifyProducts,
        kind: FileKind::Products,
        columns: &["handle", "title", "vendor", "variantsku", "variantprice"],
        meanings: &[
            ("variantsku", Meaning::ProductId),
            ("title", Meaning::ProductName),
            ("type", Meaning::Category),
            ("vendor", Meaning::Brand),
            ("variantprice", Meaning::UnitPrice),
        ],
        conventions: Conventions { fill_down: true, ids_repeat: true, ..NONE },
    },
    Preset {
        format: Format::WooCommerceOrders,
        kind: FileKind::Sales,
        columns: &["date", "order", "status", "customer", "products", "itemssold", "netsales"],
        meanings: &[
            ("date", Meaning::Date),
            ("order", Meaning::OrderId),
            ("status", Meaning::Status),
            ("customer", Meaning::CustomerName),
            ("products", Meaning::PackedProducts),
            ("netsales", Meaning::LineTotal),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::OlistOrders,
        kind: FileKind::Orders,
        columns: &["orderid", "customerid", "orderstatus", "orderpurchasetimestamp"],
        meanings: &[
            ("orderid", Meaning::OrderId),
            ("customerid", Meaning::CustomerId),
            ("orderstatus", Meaning::Status),
            ("orderpurchasetimestamp", Meaning::Date),
        ],
        conventions: Conventions { currency: "BRL", ..NONE },
    },
    Preset {
        format: Format::OlistItems,
        kind: FileKind::Sales,
        columns: &["orderid", "orderitemid", "productid", "sellerid", "price", "freightvalue"],
        meanings: &[("orderid", Meaning::OrderId), ("productid", Meaning::ProductId), ("price", Meaning::UnitPrice)],
        conventions: Conventions { currency: "BRL", ..NONE },
    },
    Preset {
        format: Format::OlistCustomers,
        kind: FileKind::Customers,
        columns: &["customerid", "customeruniqueid"],
        meanings: &[
            ("customerid", Meaning::CustomerAlias),
            ("customeruniqueid", Meaning::CustomerId),
            ("customercity", Meaning::Place),
        ],
        conventions: Conventions { ids_repeat: true, ..NONE },
    },
    Preset {
        format: Format::OlistProducts,
        kind: FileKind::Products,
        columns: &["productid", "productcategoryname", "productphotosqty"],
        meanings: &[("productid", Meaning::ProductId), ("productcategoryname", Meaning::Category)],
        conventions: NONE,
    },
    Preset {
        format: Format::InstacartOrders,
        kind: FileKind::Orders,
        columns: &["orderid", "userid", "ordernumber", "orderdow", "orderhourofday", "dayssincepriororder"],
        meanings: &[
            ("orderid", Meaning::OrderId),
            ("userid", Meaning::CustomerId),
            ("ordernumber", Meaning::OrderSequence),
            ("orderhourofday", Meaning::HourOfDay),
            ("dayssincepriororder", Meaning::DaysSincePrior),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::InstacartItems,
        kind: FileKind::Sales,
        columns: &["orderid", "productid", "addtocartorder", "reordered"],
        meanings: &[("orderid", Meaning::OrderId), ("productid", Meaning::ProductId)],
        conventions: NONE,
    },
    Preset {
        format: Format::InstacartProducts,
        kind: FileKind::Products,
        columns: &["productid", "productname", "aisleid", "departmentid"],
        meanings: &[
            ("productid", Meaning::ProductId),
            ("productname", Meaning::ProductName),
            ("departmentid", Meaning::Category),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::SquareItems,
        kind: FileKind::Sales,
        columns: &["date", "time", "item", "qty", "grosssales", "netsales", "transactionid"],
        meanings: &[
            ("date", Meaning::Date),
            ("time", Meaning::Time),
            ("category", Meaning::Category),
            ("item", Meaning::ProductName),
            ("qty", Meaning::Quantity),
            ("pricepointname", Meaning::Variant),
            ("sku", Meaning::ProductId),
            ("netsales", Meaning::LineTotal),
            ("transactionid", Meaning::OrderId),
            ("eventtype", Meaning::Status),
            ("customerid", Meaning::CustomerId),
            ("customername", Meaning::CustomerName),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::StripePayments,
        kind: FileKind::Sales,
        columns: &["id", "createdutc", "amount", "amountrefunded", "currency", "status"],
        meanings: &[
            ("id", Meaning::OrderId),
            ("createdutc", Meaning::Date),
            ("amount", Meaning::LineTotal),
            ("amountrefunded", Meaning::Refund),
            ("currency", Meaning::Currency),
            ("status", Meaning::Status),
            ("customerid", Meaning::CustomerId),
            ("customeremail", Meaning::Email),
            ("customerdescription", Meaning::CustomerName),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::EtsyItems,
        kind: FileKind::Sales,
        columns: &["saledate", "itemname", "buyer", "quantity", "price", "transactionid", "listingid", "orderid"],
        meanings: &[
            ("saledate", Meaning::Date),
            ("itemname", Meaning::ProductName),
            ("buyer", Meaning::CustomerId),
            ("quantity", Meaning::Quantity),
            ("price", Meaning::UnitPrice),
            ("discountamount", Meaning::LineDiscount),
            ("currency", Meaning::Currency),
            ("listingid", Meaning::ProductId),
            ("orderid", Meaning::OrderId),
            ("shipcountry", Meaning::Place),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::BigCommerceOrders,
        kind: FileKind::Sales,
        columns: &["orderid", "orderdate", "ordertotal", "productdetails"],
        meanings: &[
            ("orderid", Meaning::OrderId),
            ("orderdate", Meaning::Date),
            ("orderstatus", Meaning::Status),
            ("customerid", Meaning::CustomerId),
            ("customername", Meaning::CustomerName),
            ("customeremail", Meaning::Email),
            ("emailaddress", Meaning::Email),
            ("ordercurrencycode", Meaning::Currency),
            ("productdetails", Meaning::PackedProducts),
            ("refundamount", Meaning::Refund),
            ("billingcountry", Meaning::Place),
        ],
        conventions: Conventions { packing: Packing::Labelled, ..NONE },
    },
    Preset {
        format: Format::BigCommerceOrders,
        kind: FileKind::Sales,
        columns: &["orderid", "orderdate", "ordertotal", "emailaddress"],
        meanings: &[
            ("orderid", Meaning::OrderId),
            ("orderdate", Meaning::Date),
            ("orderstatus", Meaning::Status),
            ("customerid", Meaning::CustomerId),
            ("customername", Meaning::CustomerName),
            ("emailaddress", Meaning::Email),
            ("ordercurrencycode", Meaning::Currency),
            ("ordertotal", Meaning::LineTotal),
            ("refundamount", Meaning::Refund),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::AmazonOrders,
        kind: FileKind::Sales,
        columns: &["orderid", "purchasedate", "sku", "productname", "itemprice"],
        meanings: AMAZON,
        conventions: NONE,
    },
    Preset {
        format: Format::AmazonOrders,
        kind: FileKind::Sales,
        columns: &["amazonorderid", "purchasedate", "sku", "productname", "itemprice"],
        meanings: AMAZON,
        conventions: NONE,
    },
    Preset {
        format: Format::Superstore,
        kind: FileKind::Sales,
        columns: &["orderid", "orderdate", "shipdate", "customerid", "productid", "subcategory", "sales", "profit"],
        meanings: &[
            ("orderid", Meaning::OrderId),
            ("orderdate", Meaning::Date),
            ("customerid", Meaning::CustomerId),
            ("customername", Meaning::CustomerName),
            ("country", Meaning::Place),
            ("productid", Meaning::ProductId),
            ("category", Meaning::Category),
            ("productname", Meaning::ProductName),
            ("sales", Meaning::LineTotal),
            ("quantity", Meaning::Quantity),
        ],
        conventions: NONE,
    },
    Preset {
        format: Format::PlainTransactions,
        kind: FileKind::Sales,
        columns: &["transactionid", "customerid", "productid", "purchasedate", "price"],
        meanings: &[],
        conventions: NONE,
    },
    Preset {
        format: Format::PlainCustomers,
        kind: FileKind::Customers,
        columns: &["customerid", "name", "email", "registrationdate"],
        meanings: &[],
        conventions: NONE,
    },
    Preset {
        format: Format::PlainProducts,
        kind: FileKind::Products,
        columns: &["productid", "productname", "category", "price"],
        meanings: &[],
        conventions: NONE,
    },
];

/// Seller's order reports; `item-price` is what all pieces of the line cost together.
const AMAZON: &[(&str, Meaning)] = &[
    ("orderid", Meaning::OrderId),
    ("amazonorderid", Meaning::OrderId),
    ("purchasedate", Meaning::Date),
    ("orderstatus", Meaning::Status),
    ("sku", Meaning::ProductId),
    ("productname", Meaning::ProductName),
    ("quantity", Meaning::Quantity),
    ("quantitypurchased", Meaning::Quantity),
    ("currency", Meaning::Currency),
    ("itemprice", Meaning::LineTotal),
    ("itempromotiondiscount", Meaning::LineDiscount),
    ("buyeremail", Meaning::Email),
    ("buyername", Meaning::CustomerName),
    ("shipcountry", Meaning::Place),
];
