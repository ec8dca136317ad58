//! Known exports of shop platforms, marketplaces and payment services, beside those in [`presets`](super::presets). Tables only.

use crate::recognise::presets::{Conventions, NONE, Preset};
use crate::schema::format::Format;
use crate::schema::meaning::{FileKind, Meaning};
use crate::settings::recipe::StatusRule;

const FILLED_DOWN: Conventions = Conventions { fill_down: true, ..NONE };
/// Magento closes an order once all of it is refunded.
const MAGENTO: Conventions = Conventions {
    statuses: &[
        ("closed", StatusRule::Refunded),
        ("holded", StatusRule::NotPaid),
        ("onhold", StatusRule::NotPaid),
        ("paymentreview", StatusRule::NotPaid),
        ("fraud", StatusRule::Cancelled),
    ],
    ..NONE
};

const fn sales(
    format: Format,
    columns: &'static [&'static str],
    meanings: &'static [(&'static str, Meaning)],
    conventions: Conventions,
) -> Preset {
    Preset { format, kind: FileKind::Sales, columns, meanings, conventions }
}

/// Known exports, the most particular first.
pub(crate) const PLATFORMS: &[Preset] = &[
    sales(
        Format::SquarespaceOrders,
        &["orderid", "email", "financialstatus", "createdat", "lineitemquantity", "lineitemname", "lineitemprice"],
        &[
            ("orderid", Meaning::OrderId),
            ("email", Meaning::Email),
            ("financialstatus", Meaning::Status),
            ("currency", Meaning::Currency),
            ("amountrefunded", Meaning::Refund),
            ("discountamount", Meaning::OrderDiscount),
            ("createdat", Meaning::Date),
            ("lineitemquantity", Meaning::Quantity),
            ("lineitemname", Meaning::ProductName),
            ("lineitemprice", Meaning::UnitPrice),
            ("lineitemsku", Meaning::ProductId),
            ("lineitemvariant", Meaning::Variant),
            ("billingname", Meaning::CustomerName),
            ("billingcountry", Meaning::Place),
            ("cancelledat", Meaning::CancelledAt),
        ],
        FILLED_DOWN,
    ),
    sales(Format::PrestaShopOrders, &["id", "reference", "client", "total", "paiement", "etat", "date"], PRESTASHOP, NONE),
    sales(Format::PrestaShopOrders, &["id", "reference", "customer", "total", "payment", "status", "date"], PRESTASHOP, NONE),
    sales(Format::PrestaShopOrders, &["id", "referencia", "cliente", "total", "pago", "estado", "fecha"], PRESTASHOP, NONE),
    sales(Format::PrestaShopOrders, &["id", "riferimento", "cliente", "totale", "pagamento", "stato", "data"], PRESTASHOP, NONE),
    sales(
        Format::MagentoOrders,
        &["id", "purchasepoint", "purchasedate", "billtoname", "grandtotalbase", "status"],
        &[
            ("id", Meaning::OrderId),
            ("purchasedate", Meaning::Date),
            ("customeremail", Meaning::Email),
            ("customername", Meaning::CustomerName),
            ("billtoname", Meaning::CustomerName),
            ("grandtotalbase", Meaning::OrderTotal),
            ("totalrefunded", Meaning::Refund),
            ("status", Meaning::Status),
        ],
        MAGENTO,
    ),
    sales(
        Format::GumroadSales,
        &["purchaseid", "itemname", "purchaseemail", "purchasedate", "saleprice", "fullyrefunded"],
        &[
            ("purchaseid", Meaning::OrderId),
            ("itemname", Meaning::ProductName),
            ("variants", Meaning::Variant),
            ("buyername", Meaning::CustomerName),
            ("purchaseemail", Meaning::Email),
            ("purchasedate", Meaning::Date),
            ("purchasetimeutctimezone", Meaning::Time),
            ("saleprice", Meaning::LineTotal),
            ("partialrefund", Meaning::Refund),
            ("fullyrefunded", Meaning::Refunded),
            ("country", Meaning::Place),
            ("quantity", Meaning::Quantity),
        ],
        NONE,
    ),
    sales(
        Format::EbayOrders,
        &["ordernumber", "buyerusername", "itemnumber", "itemtitle", "quantity", "soldfor", "saledate"],
        &[
            ("ordernumber", Meaning::OrderId),
            ("buyerusername", Meaning::CustomerId),
            ("buyername", Meaning::CustomerName),
            ("buyercountry", Meaning::Place),
            ("itemnumber", Meaning::ProductId),
            ("itemtitle", Meaning::ProductName),
            ("variationdetails", Meaning::Variant),
            ("quantity", Meaning::Quantity),
            ("soldfor", Meaning::UnitPrice),
            ("saledate", Meaning::Date),
        ],
        NONE,
    ),
    sales(
        Format::TikTokOrders,
        &["orderid", "orderstatus", "skuid", "productname", "quantity", "skusubtotalafterdiscount", "createdtime"],
        &[
            ("orderid", Meaning::OrderId),
            ("orderstatus", Meaning::Status),
            ("skuid", Meaning::ProductId),
            ("productname", Meaning::ProductName),
            ("variation", Meaning::Variant),
            ("productcategory", Meaning::Category),
            ("quantity", Meaning::Quantity),
            ("skusubtotalafterdiscount", Meaning::LineTotal),
            ("createdtime", Meaning::Date),
            ("buyerusername", Meaning::CustomerId),
            ("country", Meaning::Place),
        ],
        NONE,
    ),
    sales(
        Format::EtsyOrders,
        &["saledate", "orderid", "buyeruserid", "numberofitems", "ordervalue", "ordertotal", "ordernet"],
        &[
            ("saledate", Meaning::Date),
            ("orderid", Meaning::OrderId),
            ("buyeruserid", Meaning::CustomerId),
            ("fullname", Meaning::CustomerName),
            ("numberofitems", Meaning::Quantity),
            ("shipcountry", Meaning::Place),
            ("deliverycountry", Meaning::Place),
            ("currency", Meaning::Currency),
            ("ordervalue", Meaning::OrderTotal),
            ("discountamount", Meaning::OrderDiscount),
        ],
        NONE,
    ),
    sales(
        Format::PayPalActivity,
        &["date", "time", "timezone", "name", "type", "status", "currency", "gross", "fromemailaddress", "transactionid"],
        &[
            ("date", Meaning::Date),
            ("time", Meaning::Time),
            ("name", Meaning::CustomerName),
            ("status", Meaning::Status),
            ("currency", Meaning::Currency),
            ("gross", Meaning::LineTotal),
            ("fromemailaddress", Meaning::Email),
            ("transactionid", Meaning::OrderId),
            ("itemtitle", Meaning::ProductName),
            ("country", Meaning::Place),
        ],
        NONE,
    ),
    sales(
        Format::WooCommerceItems,
        &["ordernumber", "orderstatus", "orderdate", "itemname", "quantity", "itemcost", "ordertotalamount"],
        WOOCOMMERCE,
        NONE,
    ),
    // Later versions take refunded pieces off.
    sales(
        Format::WooCommerceItems,
        &["ordernumber", "orderstatus", "orderdate", "itemname", "quantityrefund", "itemcost", "ordertotalamount"],
        WOOCOMMERCE,
        NONE,
    ),
    sales(
        Format::WixOrders,
        &["ordernumber", "datecreated", "contactemail", "item", "qty", "price", "paymentstatus", "fulfillmentstatus"],
        &[
            ("ordernumber", Meaning::OrderId),
            ("datecreated", Meaning::Date),
            ("time", Meaning::Time),
            ("contactemail", Meaning::Email),
            ("item", Meaning::ProductName),
            ("variant", Meaning::Variant),
            ("sku", Meaning::ProductId),
            ("qty", Meaning::Quantity),
            ("quantityrefunded", Meaning::ReturnedQuantity),
            ("price", Meaning::UnitPrice),
            ("billingname", Meaning::CustomerName),
            ("deliverycountry", Meaning::Place),
            ("paymentstatus", Meaning::Status),
            ("currency", Meaning::Currency),
        ],
        NONE,
    ),
    // Until 2021.
    sales(
        Format::WixOrders,
        &["order", "date", "billingcustomer", "buyersemail", "itemsname", "qty", "itemsprice", "payment"],
        &[
            ("order", Meaning::OrderId),
            ("date", Meaning::Date),
            ("time", Meaning::Time),
            ("billingcustomer", Meaning::CustomerName),
            ("buyersemail", Meaning::Email),
            ("itemsname", Meaning::ProductName),
            ("itemsvariant", Meaning::Variant),
            ("sku", Meaning::ProductId),
            ("qty", Meaning::Quantity),
            ("itemsprice", Meaning::UnitPrice),
            ("billingcountry", Meaning::Place),
            ("payment", Meaning::Status),
            ("currency", Meaning::Currency),
        ],
        NONE,
    ),
    sales(
        Format::ShopwareOrders,
        &["ordernumber", "customeremail", "amounttotal", "lineitems", "orderdatetime"],
        &[
            ("ordernumber", Meaning::OrderId),
            ("orderdatetime", Meaning::Date),
            ("customeremail", Meaning::Email),
            ("lineitems", Meaning::PackedProducts),
            ("amounttotal", Meaning::LineTotal),
            ("billingaddresscity", Meaning::Place),
        ],
        NONE,
    ),
    sales(
        Format::OdooOrders,
        &["orderreference", "customer", "orderdate", "orderlinesproduct", "orderlinesquantity", "orderlinesunitprice"],
        &[
            ("orderreference", Meaning::OrderId),
            ("customer", Meaning::CustomerId),
            ("orderdate", Meaning::Date),
            ("status", Meaning::Status),
            ("currency", Meaning::Currency),
            ("orderlinesproduct", Meaning::ProductName),
            ("orderlinesquantity", Meaning::Quantity),
            ("orderlinesunitprice", Meaning::UnitPrice),
            ("orderlinesdiscount", Meaning::DiscountShare),
            ("orderlinessubtotal", Meaning::LineTotal),
        ],
        FILLED_DOWN,
    ),
];

/// The back office's list of orders, in four languages.
const PRESTASHOP: &[(&str, Meaning)] = &[
    ("id", Meaning::OrderId),
    ("client", Meaning::CustomerName),
    ("customer", Meaning::CustomerName),
    ("cliente", Meaning::CustomerName),
    ("total", Meaning::OrderTotal),
    ("totale", Meaning::OrderTotal),
    ("etat", Meaning::Status),
    ("status", Meaning::Status),
    ("estado", Meaning::Status),
    ("stato", Meaning::Status),
    ("date", Meaning::Date),
    ("fecha", Meaning::Date),
    ("data", Meaning::Date),
    ("livraison", Meaning::Place),
    ("delivery", Meaning::Place),
    ("entrega", Meaning::Place),
    ("consegna", Meaning::Place),
];

/// Advanced Order Export; its "item cost" is what the customer paid for one piece.
const WOOCOMMERCE: &[(&str, Meaning)] = &[
    ("ordernumber", Meaning::OrderId),
    ("orderstatus", Meaning::Status),
    ("orderdate", Meaning::Date),
    ("emailbilling", Meaning::Email),
    ("countrycodebilling", Meaning::Place),
    ("sku", Meaning::ProductId),
    ("itemname", Meaning::ProductName),
    ("quantity", Meaning::Quantity),
    ("quantityrefund", Meaning::Quantity),
    ("itemcost", Meaning::UnitPrice),
];
