//! What a file is and what its columns mean: as the user set it, as a known export, or by the names, cells and sums of its columns.

use crate::recognise::evidence::Evidence;
use crate::recognise::name_evidence::NameEvidence;
use crate::recognise::names::normalise;
use crate::recognise::platforms::PLATFORMS;
use crate::recognise::presets::{Conventions, PRESETS, Preset};
use crate::recognise::reading::Reading;
use crate::recognise::row_words::row_statuses;
use crate::recognise::synonyms::synonyms;
use crate::recognise::table_sample::TableSample;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::format::Format;
use crate::schema::mapping::ColumnMapping;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::needed::{Certainty, Needed};
use crate::schema::question::Question;

/// A header read: what the file is, and the meaning of each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recognised {
    pub(crate) kind: FileKind,
    pub(crate) format: Format,
    /// One entry a column.
    pub(crate) columns: Vec<Option<Meaning>>,
    /// Why each column was taken for what it is, in words; may be short.
    pub(crate) why: Vec<String>,
    pub(crate) conventions: Conventions,
    /// By which power of ten the numbers of each column are other than in the file, as its name says: −2 for cents. May be short.
    pub(crate) powers: Vec<i8>,
    /// Another column that numbers the rows of a list of orders or products: other files may know them by that.
    pub(crate) other_key: Option<usize>,
    /// For sales, or a file that looks like sales: what is missing.
    pub(crate) missing: Vec<Needed>,
    pub(crate) certainty: Certainty,
    /// What somebody should answer before the figures are believed.
    pub(crate) questions: Vec<Question>,
    /// For a file that is not understood, or lacks who bought and when: how it could be read as sales.
    pub(crate) proposal: Option<Reading>,
}

impl Recognised {
    /// The column of a meaning.
    pub(crate) fn column(&self, meaning: Meaning) -> Option<usize> {
        self.columns.iter().position(|&m| m == Some(meaning))
    }

    fn has(&self, meaning: Meaning) -> bool {
        self.column(meaning).is_some()
    }

    /// The same with reasons and questions. With a question open, the reading is no longer certain.
    fn explained(mut self, why: Vec<String>, questions: Vec<Question>) -> Self {
        if !questions.is_empty() && self.certainty == Certainty::Certain {
            self.certainty = Certainty::Likely;
        }
        Self { why, questions, ..self }
    }

    /// The same with the currency that the columns' names say, where the format has none.
    fn with_currency(mut self, evidence: &Evidence) -> Self {
        if self.conventions.currency.is_empty() {
            self.conventions.currency = evidence.currency(&self.columns);
        }
        if self.kind == FileKind::Sales {
            let status = self.column(Meaning::Status).and_then(|column| evidence.values.get(column));
            if self.conventions.statuses.is_empty() && status.is_some_and(ValueEvidence::tells_rows) {
                self.conventions.marks_returns = true;
                self.conventions.statuses = row_statuses();
            }
        }
        self.powers = evidence.powers();
        self.other_key = evidence.other_key(self.kind, &self.columns);
        self
    }
}

/// All known exports, the most particular first.
fn presets() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().chain(PLATFORMS)
}

/// Recognises a file by its header and its first rows. What the user set for exactly these columns comes first, then known exports, then
/// the names, cells and sums of the columns. A known export whose cells disagree with its names is a guess only.
pub(crate) fn recognise(headers: &[String], mappings: &[ColumnMapping], sample: &TableSample) -> Recognised {
    let names: Vec<String> = headers.iter().map(|h| normalise(h)).collect();
    let evidence = Evidence::of(headers, sample);
    let preset: Option<&Preset> = presets().find(|p| p.columns.iter().all(|c| names.iter().any(|n| n == c)));
    let conventions = preset.map(|p| p.conventions).unwrap_or_default();
    if let Some(mapping) = mappings.iter().find(|m| m.headers == headers) {
        let allowed = mapping.kind.meanings();
        let mut taken: Vec<Meaning> = Vec::new();
        let columns = mapping.columns.iter().map(|&meaning| {
            let is_new = allowed.contains(&meaning) && !taken.contains(&meaning);
            taken.push(meaning);
            is_new.then_some(meaning)
        });
        let mut columns: Vec<Option<Meaning>> = columns.collect();
        columns.resize(names.len(), None);
        return recognised_as(mapping.kind, Format::Mapped, columns, conventions, Certainty::Certain).with_currency(&evidence);
    }
    match preset {
        Some(preset) => {
            let columns = preset_columns(preset, &names);
            let label = preset.format.label();
            let why = columns.iter().map(|meaning| meaning.map_or_else(String::new, |_| format!("as in {label}"))).collect();
            let questions = evidence.disagreements(&columns);
            let known = recognised_as(preset.kind, preset.format, columns, conventions, Certainty::Certain);
            known.explained(why, questions).with_currency(&evidence)
        }
        None => by_evidence(&evidence).with_currency(&evidence),
    }
}

fn preset_columns(preset: &Preset, names: &[String]) -> Vec<Option<Meaning>> {
    if preset.meanings.is_empty() {
        return assign(names, preset.kind);
    }
    let mut columns = vec![None; names.len()];
    for (name, meaning) in preset.meanings {
        let free = names.iter().position(|n| n == name).filter(|_| !columns.contains(&Some(*meaning)));
        if let Some(column) = free.and_then(|ix| columns.get_mut(ix)) {
            *column = Some(*meaning);
        }
    }
    columns
}

/// Recognises a file that is no known export: sales if its columns say who bought what, else customers, orders or products.
fn by_evidence(evidence: &Evidence) -> Recognised {
    let sales = evidence.read(FileKind::Sales, false);
    let customers = evidence.read(FileKind::Customers, false);
    let products = evidence.read(FileKind::Products, false);
    let sales_missing = missing(&sales.columns);
    let told = |reading: &Reading| reading.columns.iter().flatten().count();
    let has = |meaning| sales.columns.contains(&Some(meaning));
    let lacks = |needed| sales_missing.contains(&needed);
    let named = |kind, format, reading: Reading, certainty| {
        recognised_as(kind, format, reading.columns, Conventions::default(), certainty).explained(reading.why, reading.questions)
    };
    let buys = !lacks(Needed::Product) || !lacks(Needed::Price);
    let who_and_when = !lacks(Needed::Customer) && !lacks(Needed::Date);
    // Lines whose orders are in another file have at least the order, the product and the price.
    let lines_only = has(Meaning::OrderId) && !lacks(Needed::Product) && (!lacks(Needed::Price) || has(Meaning::Quantity));

    // Sales without a product or a price are used only if that is certain: in known exports, and in mappings set by the user.
    if sales_missing.is_empty() || (lines_only && !who_and_when) {
        if sales_missing.is_empty() {
            return named(FileKind::Sales, Format::GeneralSales, sales, Certainty::Certain);
        }
        let lines = named(FileKind::Sales, Format::GeneralSales, sales, Certainty::Likely);
        // Without a file of orders beside it, cells may tell who and when.
        return Recognised { proposal: Some(evidence.read(FileKind::Sales, true)), ..lines };
    }
    // What one row of a list of customers or orders is about, it is about once.
    let is_once = |reading: &Reading, meaning| {
        let column = reading.columns.iter().position(|&m| m == Some(meaning));
        column.and_then(|column| evidence.values.get(column)).is_none_or(|values| values.distinct * 10 >= values.filled * 9)
    };
    let customers_know = is_once(&customers, Meaning::CustomerId)
        && (customers.columns.contains(&Some(Meaning::CustomerId)) || customers.columns.contains(&Some(Meaning::Email)));
    // Customers that come again, with dates and amounts, are purchases.
    let come_again = who_and_when && !lacks(Needed::Price) && {
        let who = [Meaning::CustomerId, Meaning::Email, Meaning::CustomerName];
        let column = who.iter().find_map(|&m| sales.columns.iter().position(|&c| c == Some(m)));
        column.and_then(|column| evidence.values.get(column)).is_some_and(|values| values.distinct < values.filled)
    };
    if customers_know
        && told(&customers) >= 2
        && !has(Meaning::ProductId)
        && !has(Meaning::OrderId)
        && !has(Meaning::Quantity)
        && !come_again
    {
        let is_numbered = customers.columns.contains(&Some(Meaning::CustomerId));
        let certainty = if is_numbered { Certainty::Certain } else { Certainty::Likely };
        return named(FileKind::Customers, Format::GeneralCustomers, customers, certainty);
    }
    if who_and_when && !buys {
        let orders = evidence.read(FileKind::Orders, false);
        if has(Meaning::OrderId) || (orders.columns.contains(&Some(Meaning::OrderId)) && is_once(&orders, Meaning::OrderId)) {
            return named(FileKind::Orders, Format::GeneralOrders, orders, Certainty::Likely);
        }
    }
    // Orders with what they come to: beside their lines in another file, a list of orders.
    let are_totals = who_and_when && lacks(Needed::Product) && !has(Meaning::Quantity);
    if are_totals && has(Meaning::OrderId) && is_once(&sales, Meaning::OrderId) {
        return named(FileKind::Sales, Format::GeneralSales, sales, Certainty::Likely);
    }
    if are_totals {
        let orders = evidence.read(FileKind::Orders, false);
        let row = |meaning| orders.columns.iter().position(|&m| m == Some(meaning));
        if let Some(column) = row(Meaning::OrderId).filter(|_| is_once(&orders, Meaning::OrderId)) {
            let mut columns = sales.columns.clone();
            if let Some(slot) = columns.get_mut(column) {
                *slot = Some(Meaning::OrderId);
            }
            let reading = Reading { columns, ..sales };
            return named(FileKind::Sales, Format::GeneralSales, reading, Certainty::Likely);
        }
    }
    let products_know = products.columns.contains(&Some(Meaning::ProductId)) && told(&products) >= 2;
    if products_know && !has(Meaning::CustomerId) && !has(Meaning::Date) && !has(Meaning::OrderId) {
        return named(FileKind::Products, Format::GeneralProducts, products, Certainty::Certain);
    }
    let purchase = has(Meaning::Quantity) || buys || has(Meaning::Date);
    let looks_like_sales = (has(Meaning::OrderId) && purchase) || (sales_missing.len() <= 2 && has(Meaning::Date));
    Recognised {
        missing: if looks_like_sales { sales_missing } else { Vec::new() },
        proposal: Some(evidence.read(FileKind::Sales, true)),
        ..recognised_as(
            FileKind::Ignored,
            Format::Unknown,
            vec![None; evidence.headers.len()],
            Conventions::default(),
            Certainty::Open,
        )
    }
}

fn recognised_as(
    kind: FileKind,
    format: Format,
    columns: Vec<Option<Meaning>>,
    conventions: Conventions,
    certainty: Certainty,
) -> Recognised {
    let missing = if kind == FileKind::Sales { missing(&columns) } else { Vec::new() };
    let (why, questions, powers, proposal, other_key) = (Vec::new(), Vec::new(), Vec::new(), None, None);
    let recognised =
        Recognised { kind, format, columns, why, conventions, powers, other_key, missing, certainty, questions, proposal };
    let has_id = match kind {
        FileKind::Sales => true,
        FileKind::Orders => recognised.has(Meaning::OrderId),
        FileKind::Customers => recognised.has(Meaning::CustomerId) || recognised.has(Meaning::Email),
        FileKind::Products => recognised.has(Meaning::ProductId) || recognised.has(Meaning::ProductName),
        FileKind::Ignored => true,
    };
    if has_id { recognised } else { Recognised { certainty: Certainty::Open, ..recognised } }
}

/// What sales of these columns lack.
pub(crate) fn missing(columns: &[Option<Meaning>]) -> Vec<Needed> {
    let meanings: Vec<Meaning> = columns.iter().copied().flatten().collect();
    Needed::missing_in(&meanings)
}

/// How many columns have a known name, for the kind of file in which most do; where hardly a whole name is known, how many its words
/// tell. Used to score delimiters and header rows.
pub(crate) fn known_names<'a>(headers: impl Iterator<Item = &'a str>) -> usize {
    let headers: Vec<&str> = headers.collect();
    let known = whole_names(&headers);
    if known >= 2 { known } else { known.max(told_by_words(&headers)) }
}

/// How many columns have a known name, for the kind of file in which most do.
pub(crate) fn whole_names(headers: &[&str]) -> usize {
    let names: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
    let of_preset = presets().filter(|p| p.columns.iter().all(|c| names.iter().any(|n| n == c))).map(|p| p.columns.len());
    [FileKind::Sales, FileKind::Customers, FileKind::Products]
        .into_iter()
        .map(|kind| assign(&names, kind).iter().flatten().count())
        .chain(of_preset)
        .max()
        .unwrap_or(0)
}

/// How many meanings of sales the words of these names say.
pub(crate) fn told_by_words(headers: &[&str]) -> usize {
    const SURE: f64 = 0.8;
    let is_name = |header: &&&str| header.len() <= 40 && header.chars().any(char::is_alphabetic);
    let names: Vec<NameEvidence> = headers.iter().filter(is_name).map(|header| NameEvidence::of(header)).collect();
    let says =
        |meaning: &&Meaning| names.iter().any(|name| !name.says_nothing() && name.score(FileKind::Sales, **meaning) >= SURE);
    FileKind::Sales.meanings().iter().filter(says).count().min(names.len())
}

/// Gives columns their meanings: each meaning takes the first of its names that is there, each column once.
fn assign(names: &[String], kind: FileKind) -> Vec<Option<Meaning>> {
    let mut columns = vec![None; names.len()];
    for &meaning in kind.meanings() {
        let found = synonyms(kind, meaning).iter().find_map(|name| {
            names.iter().zip(&columns).position(|(n, taken): (_, &Option<Meaning>)| n == name && taken.is_none())
        });
        if let Some(column) = found.and_then(|ix| columns.get_mut(ix)) {
            *column = Some(meaning);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(header: &str) -> Recognised {
        recognise(&header.split(',').map(str::to_owned).collect::<Vec<_>>(), &[], &TableSample::default())
    }

    fn check(header: &str, kind: FileKind, format: Format, meanings: &str) {
        let found = found(header);
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
        check(
            "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at",
            FileKind::Orders,
            Format::OlistOrders,
            "order number,customer,order status,purchase date,-",
        );
    }

    #[test]
    fn other_sales_are_recognised_by_their_columns() {
        check(
            "Row ID,Order ID,Order Date,Customer ID,Customer Name,Country,Product ID,Category,Product Name,Sales,Quantity",
            FileKind::Sales,
            Format::GeneralSales,
            "-,order number,purchase date,customer,customer name,place,product,category,product name,line total,quantity",
        );
        check("City;x,value", FileKind::Ignored, Format::Unknown, "-,-");
        check("order_id,customer_id,order_date", FileKind::Orders, Format::GeneralOrders, "order number,customer,purchase date");
    }

    #[test]
    fn columns_have_names_in_five_languages() {
        for header in [
            "Bestellnummer,Kundennummer,Artikelnummer,Bestelldatum,Menge,Einzelpreis,Währung",
            "N° commande,N° client,Code produit,Date de commande,Quantité,Prix unitaire,Devise",
            "Número de pedido,ID cliente,Código producto,Fecha de compra,Cantidad,Precio unitario,Moneda",
            "Número do pedido,Código do cliente,Código do produto,Data do pedido,Quantidade,Preço unitário,Moeda",
        ] {
            let header = header.replace("N° client,", "Numéro client,");
            check(
                &header,
                FileKind::Sales,
                Format::GeneralSales,
                "order number,customer,product,purchase date,quantity,price of one piece,currency",
            );
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |header: &str| found(header).missing;
        assert_eq!(missing("transaction_id,customer_id,product_id,purchase_date"), [Needed::Price]);
        assert_eq!(missing("transaction_id,product_id,purchase_date,price"), [Needed::Customer]);
        assert_eq!(missing("customer_id,product_id,purchase_date,quantity"), [Needed::Price]);
        assert_eq!(missing("transaction_id,quantity"), [Needed::Customer, Needed::Date, Needed::Product, Needed::Price]);
        assert_eq!(missing("a,b"), []);
    }

    #[test]
    fn what_the_user_set_goes_first() {
        let headers = ["who", "when", "what"].map(str::to_owned);
        let mapping = ColumnMapping {
            headers: headers.to_vec(),
            kind: FileKind::Sales,
            columns: vec![Meaning::CustomerId, Meaning::Date, Meaning::ProductName],
        };
        let set = recognise(&headers, std::slice::from_ref(&mapping), &TableSample::default());
        assert_eq!((set.kind, set.format, set.missing), (FileKind::Sales, Format::Mapped, vec![Needed::Price]));
        assert_eq!(set.columns, [Some(Meaning::CustomerId), Some(Meaning::Date), Some(Meaning::ProductName)]);
        assert_eq!(recognise(&headers[..2], &[mapping], &TableSample::default()).kind, FileKind::Ignored);
    }
}
