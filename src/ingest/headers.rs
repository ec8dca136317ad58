//! What a file is and what its columns mean, by their names alone. Looks at no data.

use super::presets::{InvoicePrefixes, PRESETS, synonyms};
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Order, transaction or invoice number.
    OrderId,
    /// Customer number.
    CustomerId,
    /// Customer's e-mail address.
    Email,
    /// Customer's name.
    CustomerName,
    /// Product number, SKU.
    ProductId,
    /// Product name or description.
    ProductName,
    /// Product category.
    Category,
    /// Brand or vendor.
    Brand,
    /// Date (and time) of purchase.
    Date,
    /// Pieces bought.
    Quantity,
    /// Price of one piece.
    UnitPrice,
    /// Price of the whole line.
    LineTotal,
    /// Country or city of the customer.
    Place,
    /// Currency code.
    Currency,
    /// Day the customer registered.
    Registered,
    /// Customer's age in years.
    Age,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Order lines.
    Sales,
    /// One customer a row.
    Customers,
    /// One product a row.
    Products,
    /// Not understood, or not needed.
    Ignored,
}

/// Which export a file was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `transaction_id,customer_id,product_id,purchase_date,price`.
    PlainTransactions,
    /// `customer_id,name,email,registration_date`.
    PlainCustomers,
    /// `product_id,product_name,category,price`.
    PlainProducts,
    /// UCI Online Retail.
    OnlineRetail1,
    /// UCI Online Retail II.
    OnlineRetail2,
    /// Order lines, by the names of the columns.
    GeneralSales,
    /// Customers, by the names of the columns.
    GeneralCustomers,
    /// Products, by the names of the columns.
    GeneralProducts,
    /// Nothing known.
    Unknown,
}

/// The meanings looked for in each kind of file, in the order in which they choose their columns.
fn meanings(kind: FileKind) -> &'static [Meaning] {
    match kind {
        FileKind::Sales => &[
            Meaning::OrderId,
            Meaning::CustomerId,
            Meaning::Email,
            Meaning::CustomerName,
            Meaning::ProductId,
            Meaning::ProductName,
            Meaning::Category,
            Meaning::Brand,
            Meaning::Date,
            Meaning::Quantity,
            Meaning::UnitPrice,
            Meaning::LineTotal,
            Meaning::Place,
            Meaning::Currency,
        ],
        FileKind::Customers => {
            &[Meaning::CustomerId, Meaning::CustomerName, Meaning::Email, Meaning::Registered, Meaning::Age, Meaning::Place]
        }
        FileKind::Products => &[Meaning::ProductId, Meaning::ProductName, Meaning::Category, Meaning::Brand, Meaning::UnitPrice],
        FileKind::Ignored => &[],
    }
}

/// A header read: what the file is, and the meaning of each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) kind: FileKind,
    pub(super) format: Format,
    /// One entry a column.
    pub(super) columns: Vec<Option<Meaning>>,
    pub(super) prefixes: InvoicePrefixes,
    pub(super) currency: &'static str,
    /// For a file that looks like sales but cannot be used: what is missing.
    pub(super) missing: Vec<Needed>,
}

/// What a sales file cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needed {
    /// Who bought: id, e-mail or name.
    Customer,
    /// What was bought: id or name.
    Product,
    /// When.
    Date,
    /// For how much: unit price or line total.
    Price,
}

impl Needed {
    /// The plain schema's name of the column, and what else would do.
    pub fn label(self) -> &'static str {
        match self {
            Needed::Customer => "customer_id (or an e-mail address or customer name)",
            Needed::Product => "product_id (or a product name)",
            Needed::Date => "purchase_date",
            Needed::Price => "price (of one piece, or the line total)",
        }
    }
}

impl Recognised {
    /// The column of a meaning.
    pub(super) fn column(&self, meaning: Meaning) -> Option<usize> {
        self.columns.iter().position(|&m| m == Some(meaning))
    }
}

/// Understands a file's header.
pub(super) fn recognise<'a>(headers: impl Iterator<Item = &'a str>) -> Recognised {
    let names: Vec<String> = headers.map(normalise).collect();
    let preset = PRESETS.iter().find(|p| p.columns.iter().all(|c| names.iter().any(|n| n == c)));
    let sales = assign(&names, FileKind::Sales);
    let sales_has = |meaning| sales.contains(&Some(meaning));
    let missing: Vec<Needed> = [
        (Needed::Customer, sales_has(Meaning::CustomerId) || sales_has(Meaning::Email) || sales_has(Meaning::CustomerName)),
        (Needed::Product, sales_has(Meaning::ProductId) || sales_has(Meaning::ProductName)),
        (Needed::Date, sales_has(Meaning::Date)),
        (Needed::Price, sales_has(Meaning::UnitPrice) || sales_has(Meaning::LineTotal)),
    ]
    .into_iter()
    .filter_map(|(needed, there)| (!there).then_some(needed))
    .collect();
    let customers = assign(&names, FileKind::Customers);
    let products = assign(&names, FileKind::Products);
    let told = |columns: &[Option<Meaning>]| columns.iter().flatten().count();

    let (kind, columns, general) = if let Some(preset) = preset {
        (preset.kind, assign(&names, preset.kind), preset.format)
    } else if missing.is_empty() {
        (FileKind::Sales, sales, Format::GeneralSales)
    } else if looks_like_sales(&sales, missing.len()) {
        (FileKind::Ignored, sales, Format::Unknown)
    } else if customers.contains(&Some(Meaning::CustomerId))
        && told(&customers) >= 2
        && !sales.contains(&Some(Meaning::ProductId))
    {
        (FileKind::Customers, customers, Format::GeneralCustomers)
    } else if products.contains(&Some(Meaning::ProductId)) && told(&products) >= 2 && !sales.contains(&Some(Meaning::CustomerId))
    {
        (FileKind::Products, products, Format::GeneralProducts)
    } else {
        (FileKind::Ignored, sales, Format::Unknown)
    };
    Recognised {
        missing: if kind == FileKind::Ignored && looks_like_sales(&columns, missing.len()) { missing } else { Vec::new() },
        kind,
        format: general,
        columns: if kind == FileKind::Ignored { vec![None; names.len()] } else { columns },
        prefixes: preset.map_or(InvoicePrefixes::None, |p| p.prefixes),
        currency: preset.map_or("", |p| p.currency),
    }
}

/// Whether a file that lacks something was meant to hold sales: an order number, or most of what is needed.
fn looks_like_sales(columns: &[Option<Meaning>], missing: usize) -> bool {
    let has = |meaning| columns.contains(&Some(meaning));
    let purchase = has(Meaning::Quantity) || has(Meaning::UnitPrice) || has(Meaning::LineTotal) || has(Meaning::Date);
    missing > 0 && ((has(Meaning::OrderId) && purchase) || (missing == 1 && has(Meaning::Date)))
}

/// How many of the columns have a name that means something, in the kind of file where most do: what delimiters are weighed by.
pub(super) fn known_names<'a>(headers: impl Iterator<Item = &'a str>) -> usize {
    let names: Vec<String> = headers.map(normalise).collect();
    [FileKind::Sales, FileKind::Customers, FileKind::Products]
        .map(|kind| assign(&names, kind).iter().flatten().count())
        .into_iter()
        .max()
        .unwrap_or(0)
}

/// Gives columns their meanings: each meaning takes the first of its names that is there, each column once.
fn assign(names: &[String], kind: FileKind) -> Vec<Option<Meaning>> {
    let mut columns = vec![None; names.len()];
    for &meaning in meanings(kind) {
        let found = synonyms(kind, meaning).iter().find_map(|name| {
            names.iter().zip(&columns).position(|(n, taken): (_, &Option<Meaning>)| n == name && taken.is_none())
        });
        if let Some(column) = found.and_then(|ix| columns.get_mut(ix)) {
            *column = Some(meaning);
        }
    }
    columns
}

/// Letters and digits only, lower case.
fn normalise(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Meaning {
    /// As told on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Meaning::OrderId => "order number",
            Meaning::CustomerId => "customer",
            Meaning::Email => "e-mail address",
            Meaning::CustomerName => "customer name",
            Meaning::ProductId => "product",
            Meaning::ProductName => "product name",
            Meaning::Category => "category",
            Meaning::Brand => "brand",
            Meaning::Date => "purchase date",
            Meaning::Quantity => "quantity",
            Meaning::UnitPrice => "price of one piece",
            Meaning::LineTotal => "line total",
            Meaning::Place => "place",
            Meaning::Currency => "currency",
            Meaning::Registered => "registration date",
            Meaning::Age => "age",
        }
    }
}

impl Format {
    /// As told on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Format::PlainTransactions => "transactions (plain schema)",
            Format::PlainCustomers => "customers (plain schema)",
            Format::PlainProducts => "products (plain schema)",
            Format::OnlineRetail1 => "UCI Online Retail",
            Format::OnlineRetail2 => "UCI Online Retail II",
            Format::GeneralSales => "sales, by the names of its columns",
            Format::GeneralCustomers => "customers, by the names of its columns",
            Format::GeneralProducts => "products, by the names of its columns",
            Format::Unknown => "not recognised",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, kind: FileKind, format: Format, meanings: &str) {
        let found = recognise(header.split(','));
        let labels: Vec<&str> = found.columns.iter().map(|m| m.map_or("-", Meaning::label)).collect();
        assert_eq!((found.kind, found.format, labels.join(",").as_str()), (kind, format, meanings), "{header}");
    }

    #[test]
    fn known_exports_are_recognised_in_any_spelling() {
        check(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            FileKind::Sales,
            Format::OnlineRetail1,
            "order number,product,product name,quantity,purchase date,price of one piece,customer,place",
        );
        check(
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
            FileKind::Sales,
            Format::OnlineRetail2,
            "order number,product,product name,quantity,purchase date,price of one piece,customer,place",
        );
        check(
            "Transaction ID,CUSTOMER_ID,product id,Purchase_Date,Price,notes",
            FileKind::Sales,
            Format::PlainTransactions,
            "order number,customer,product,purchase date,price of one piece,-",
        );
        check(
            "customer_id,name,email,registration_date,age,location",
            FileKind::Customers,
            Format::PlainCustomers,
            "customer,customer name,e-mail address,registration date,age,place",
        );
        check(
            "product_id,product_name,category,price,brand",
            FileKind::Products,
            Format::PlainProducts,
            "product,product name,category,price of one piece,brand",
        );
        check("customer_id,name", FileKind::Customers, Format::GeneralCustomers, "customer,customer name");
    }

    #[test]
    fn other_sales_are_recognised_by_their_columns() {
        check(
            "Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Country,Product ID,Category,Sub-Category,Product Name,Sales,Quantity",
            FileKind::Sales,
            Format::GeneralSales,
            "-,order number,purchase date,-,customer,customer name,place,product,category,-,product name,line total,quantity",
        );
        check("City;x,value", FileKind::Ignored, Format::Unknown, "-,-");
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |header: &str| recognise(header.split(',')).missing;
        assert_eq!(missing("transaction_id,customer_id,product_id,purchase_date"), [Needed::Price]);
        assert_eq!(missing("transaction_id,product_id,purchase_date,price"), [Needed::Customer]);
        assert_eq!(missing("customer_id,product_id,purchase_date,quantity"), [Needed::Price]);
        assert_eq!(missing("transaction_id,quantity"), [Needed::Customer, Needed::Product, Needed::Date, Needed::Price]);
        assert_eq!(missing("a,b"), []);
    }
}
