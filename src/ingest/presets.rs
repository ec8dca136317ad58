//! The exports that are known by name, and the names that columns go by. Tables only: [`headers`](super::headers) uses them.

use super::headers::{FileKind, Format, Meaning};

/// Whether invoice numbers say more than a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum InvoicePrefixes {
    #[default]
    None,
    /// `C` cancels an invoice, `A` adjusts the books.
    OnlineRetail,
}

/// A known export: found by its column names, and read by rules of its own.
pub(super) struct Preset {
    pub(super) format: Format,
    pub(super) kind: FileKind,
    /// Names that must all be there, normalised.
    pub(super) columns: &'static [&'static str],
    pub(super) prefixes: InvoicePrefixes,
    pub(super) currency: &'static str,
}

/// All known exports, the most particular first.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        format: Format::OnlineRetail1,
        kind: FileKind::Sales,
        columns: &["invoiceno", "stockcode", "description", "quantity", "invoicedate", "unitprice", "customerid", "country"],
        prefixes: InvoicePrefixes::OnlineRetail,
        currency: "GBP",
    },
    Preset {
        format: Format::OnlineRetail2,
        kind: FileKind::Sales,
        columns: &["invoice", "stockcode", "description", "quantity", "invoicedate", "price", "customerid", "country"],
        prefixes: InvoicePrefixes::OnlineRetail,
        currency: "GBP",
    },
    Preset {
        format: Format::PlainTransactions,
        kind: FileKind::Sales,
        columns: &["transactionid", "customerid", "productid", "purchasedate", "price"],
        prefixes: InvoicePrefixes::None,
        currency: "",
    },
    Preset {
        format: Format::PlainCustomers,
        kind: FileKind::Customers,
        columns: &["customerid", "name", "email", "registrationdate"],
        prefixes: InvoicePrefixes::None,
        currency: "",
    },
    Preset {
        format: Format::PlainProducts,
        kind: FileKind::Products,
        columns: &["productid", "productname", "category", "price"],
        prefixes: InvoicePrefixes::None,
        currency: "",
    },
];

/// Names that columns go by, normalised, the best first.
pub(super) fn synonyms(kind: FileKind, meaning: Meaning) -> &'static [&'static str] {
    match (meaning, kind) {
        (Meaning::OrderId, _) => &[
            "transactionid",
            "orderid",
            "invoiceno",
            "invoice",
            "invoiceid",
            "invoicenumber",
            "ordernumber",
            "orderno",
            "ordernum",
            "receiptid",
            "receiptno",
            "receiptnumber",
            "basketid",
            "saleid",
            "transactionno",
            "transactionnumber",
            "order",
            "transaction",
        ],
        (Meaning::CustomerId, _) => &[
            "customeruniqueid",
            "customerid",
            "custid",
            "customerno",
            "customernumber",
            "customercode",
            "clientid",
            "userid",
            "memberid",
            "membernumber",
            "buyerid",
            "shopperid",
            "accountid",
            "customer",
            "client",
            "buyer",
            "member",
        ],
        (Meaning::Email, _) => &["email", "emailaddress", "customeremail", "buyeremail", "mail", "useremail"],
        (Meaning::CustomerName, FileKind::Customers) => {
            &["name", "customername", "fullname", "customerfullname", "clientname", "username"]
        }
        (Meaning::CustomerName, _) => &["customername", "buyername", "clientname", "fullname"],
        (Meaning::ProductId, _) => &[
            "productid",
            "stockcode",
            "sku",
            "itemid",
            "productcode",
            "itemcode",
            "itemno",
            "itemnumber",
            "productsku",
            "itemsku",
            "variantsku",
            "articleid",
            "articlenumber",
            "asin",
            "listingid",
        ],
        (Meaning::ProductName, FileKind::Products) => {
            &["productname", "name", "title", "description", "itemname", "product", "item", "productdescription"]
        }
        (Meaning::ProductName, _) => &[
            "productname",
            "itemname",
            "description",
            "itemdescription",
            "productdescription",
            "producttitle",
            "product",
            "item",
        ],
        (Meaning::Category, _) => {
            &["category", "productcategory", "productcategoryname", "department", "producttype", "subcategory"]
        }
        (Meaning::Brand, _) => &["brand", "vendor", "manufacturer", "brandname"],
        (Meaning::Date, _) => &[
            "purchasedate",
            "orderdate",
            "invoicedate",
            "transactiondate",
            "saledate",
            "salesdate",
            "date",
            "datetime",
            "timestamp",
            "orderpurchasetimestamp",
            "purchasedat",
            "orderedat",
            "createdat",
            "ordertime",
            "shipdate",
        ],
        (Meaning::Quantity, _) => &["quantity", "qty", "quantitypurchased", "quantityordered", "units", "pieces", "itemssold"],
        (Meaning::UnitPrice, FileKind::Products) => &["price", "unitprice", "listprice", "variantprice", "retailprice"],
        (Meaning::UnitPrice, _) => &["price", "unitprice", "priceperunit", "priceeach", "unitcost"],
        (Meaning::LineTotal, _) => {
            &["linetotal", "sales", "netsales", "lineamount", "totalprice", "totalamount", "amount", "revenue", "total"]
        }
        (Meaning::Place, FileKind::Customers) => &["location", "city", "country", "customercity", "place", "state", "region"],
        (Meaning::Place, _) => &["country", "location", "city", "customercity", "place", "region", "state"],
        (Meaning::Currency, _) => &["currency", "currencycode"],
        (Meaning::Registered, _) => {
            &["registrationdate", "registeredat", "registered", "signupdate", "joindate", "joined", "customersince", "createdat"]
        }
        (Meaning::Age, _) => &["age", "ageyears", "customerage"],
    }
}
