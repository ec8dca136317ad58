//! The exports that a file can be recognised as.

use serde::{Deserialize, Serialize};

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $label:literal)*) => {
        /// Which export a file was recognised as.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// The text for the screen.
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
    /// Squarespace's orders.
    SquarespaceOrders "Squarespace orders"
    /// PrestaShop's list of orders.
    PrestaShopOrders "PrestaShop orders"
    /// Magento's grid of orders.
    MagentoOrders "Magento orders"
    /// Gumroad's sales.
    GumroadSales "Gumroad sales"
    /// eBay's orders report.
    EbayOrders "eBay orders report"
    /// TikTok Shop's orders.
    TikTokOrders "TikTok Shop orders"
    /// Etsy's orders, without their items.
    EtsyOrders "Etsy orders"
    /// PayPal's activity.
    PayPalActivity "PayPal activity"
    /// WooCommerce's orders with their items, by Advanced Order Export.
    WooCommerceItems "WooCommerce order items"
    /// Odoo's orders with their lines.
    OdooOrders "Odoo orders"
    /// Wix Stores' orders with their items.
    WixOrders "Wix orders"
    /// Shopware 6's orders, by its own profile.
    ShopwareOrders "Shopware orders"
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
