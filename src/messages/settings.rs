//! Settings as page and worker share them. The page has controls of its own for some of them (repairs, the demo's sizes); the rest it
//! keeps as a text that only the worker reads.

use super::source::Source;
use clientele_core::domain::{Day, ErrorView};
use clientele_ingest::RecipeFile;
use serde::{Deserialize, Serialize};

/// The size of a generated shop, and its seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DemoSize {
    /// Seed of every draw.
    pub seed: u64,
    /// Customers.
    pub customers: u32,
    /// Products.
    pub products: u32,
    /// Transactions.
    pub transactions: u32,
    /// Of a thousand rows, how many are faulty on purpose.
    pub dirty_permille: u16,
}

impl Default for DemoSize {
    /// The usual shop: the engine's own usual sizes, which a test holds to be the same.
    fn default() -> Self {
        Self { seed: 42, customers: 1_000, products: 500, transactions: 9_000, dirty_permille: 0 }
    }
}

/// What the page itself has set about a run; the worker makes the whole configuration of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSettings {
    /// Of a generated shop, its size; `None`: the usual one.
    pub demo: Option<DemoSize>,
    /// Repairs, and meanings of columns.
    pub recipe: RecipeFile,
    /// The user's day: later sales are pointed out.
    pub today: Option<Day>,
}

/// The settings of a run, as the page holds them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSettings {
    /// Where the data come from.
    pub source: Source,
    /// The demo's seed.
    pub seed: u64,
    /// The demo's customers, products and transactions.
    pub sizes: [u32; 3],
    /// The demo's faulty rows.
    pub dirty_permille: u16,
    /// Repairs, and meanings of columns.
    pub recipe: RecipeFile,
    /// All other settings that are not as usual, for the next run.
    pub overlay: String,
    /// All that is not as usual and may stand in an address; nothing for the user's own files, which no address brings back.
    pub address: String,
    /// Whether the page may have other settings: these came with a link, a project or from what was kept.
    pub is_external: bool,
    /// Whether they came with an address: somebody else's, it may be.
    pub is_from_address: bool,
}

/// A set of files that this browser keeps, or why it does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptView {
    /// Its name in the store; empty when nothing is kept.
    pub id: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// Their size.
    pub bytes: u64,
    /// When it was kept, milliseconds since 1970.
    pub saved_ms: f64,
    /// What could not be kept, and why.
    pub problem: Option<ErrorView>,
}
