//! The list of faults that were injected into a shop's files: what a validator should find.

use super::fault_code::FaultCode;
use super::shop::Shop;
use super::shop_file::ShopFile;
use serde::Serialize;

/// One fault, or one peculiarity of a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Injected {
    /// Which, by its stable name.
    pub code: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The line, from 1, on which the row starts; the header's for what concerns the whole file.
    pub line: u32,
    /// The column's name; empty when it is the whole row.
    pub column: &'static str,
    /// The text without the fault; empty for a row that was added.
    pub before: String,
    /// The text there now. For whole rows the cells, with the file's delimiter between them.
    pub after: String,
}

/// All faults of a shop's files.
///
/// ```
/// use clientele_generate::{GeneratorParams, Manifest, Shop};
///
/// let params = GeneratorParams { customers: 50, transactions: 400, dirty_permille: 100, ..GeneratorParams::default() };
/// let shop = Shop::generate(params.check()?);
/// let mut manifest = Manifest::new(&shop);
/// let mut chunks = shop.transactions_csv();
/// for _chunk in &mut chunks {}
/// manifest.entries.extend(chunks.take_injected());
/// assert!((20..60).contains(&manifest.entries.len()), "about one row in ten of 400");
/// # Ok::<(), clientele_generate::GeneratorParamError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The shop's seed.
    pub seed: u64,
    /// Share of rows that were to have a fault, in permille.
    pub dirty_permille: u16,
    /// How the files are written.
    pub dialect: &'static str,
    /// What sets whole files apart from the plain schema.
    pub files: Vec<Injected>,
    /// Faults of rows, in the order in which they were added.
    pub entries: Vec<Injected>,
}

impl Manifest {
    /// A manifest without entries. Add [`CsvChunks::take_injected`](super::CsvChunks::take_injected) of each file as it is written.
    pub fn new(shop: &Shop) -> Self {
        let dialect = shop.params.dialect;
        let of_file = |file: ShopFile| {
            dialect.peculiarities().iter().map(move |peculiarity| Injected {
                code: peculiarity.code,
                file: file.name(),
                line: 1,
                column: "",
                before: String::new(),
                after: peculiarity.text.to_owned(),
            })
        };
        let tables = [ShopFile::Customers, ShopFile::Products, ShopFile::Transactions];
        Self {
            seed: shop.params.seed,
            dirty_permille: shop.params.dirty_permille,
            dialect: dialect.code(),
            files: tables.into_iter().flat_map(of_file).filter(concerns).collect(),
            entries: Vec::new(),
        }
    }

    /// Whether a fault is a row more than was asked for, rather than a row that was changed.
    pub fn is_added(injected: &Injected) -> bool {
        FaultCode::ALL
            .iter()
            .any(|code| code.code() == injected.code && code.adds_row(injected.file != ShopFile::Transactions.name()))
    }

    /// As JSON, for people and programs to read.
    ///
    /// # Errors
    /// None that a manifest can cause.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

/// Whether a peculiarity of the dialect shows in the file: products have no dates.
fn concerns(peculiarity: &Injected) -> bool {
    peculiarity.file != ShopFile::Products.name() || !peculiarity.code.contains("date")
}
