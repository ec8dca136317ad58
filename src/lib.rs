//! Clientele: customer analytics and product recommendations for any shop.
//!
//! Give it the files that a shop exports; it reads them, accounts for every row, and says who the customers are (RFM segments, clusters,
//! lifetime value), what is bought together, and what to offer to whom, with reasons and with a test on the shop's own past.
//!
//! # The whole pipeline
//!
//! [`analyse`] takes files and settings, and gives a [`engine::Session`] with all results:
//!
//! ```
//! use clientele::{analyse, engine::Config};
//!
//! let csv = "order,customer,product,date,quantity,price
//! 1,anna,tea,2026-01-05,2,4.50
//! 1,anna,cup,2026-01-05,1,12.50
//! 2,ben,tea,2026-01-20,1,4.50
//! 3,anna,tea,2026-02-11,3,4.50
//! ";
//! let session = analyse(vec![("sales.csv".into(), csv.into())], &Config::default())?;
//! assert_eq!(session.dataset().revenue().to_string(), "39.50");
//! for segment in &session.rfm()?.segments {
//!     println!("{:<20} {:>3} customers", segment.name, segment.customers);
//! }
//! # Ok::<(), clientele::domain::ErrorView>(())
//! ```
//!
//! # A part by itself
//!
//! Each part is a crate of its own and is re-exported here. All analyses start from a [`domain::Dataset`], which comes from files
//! ([`ingest`]), from rows ([`domain::Dataset::from_rows`]), or from a seed ([`generate`]):
//!
//! ```
//! use clientele::domain::{Dataset, Day, Money, SalesRow};
//! use clientele::segment::{Rfm, RfmParams};
//!
//! let day = Day::parse_iso("2026-01-05").ok_or("no date")?;
//! let shop = Dataset::from_rows([SalesRow::new("anna", "1", day, "tea", 2, Money::parse("9.00")?)], "EUR")?;
//! let rfm = Rfm::compute(&shop, &RfmParams::default().check()?)?;
//! assert_eq!(rfm.frequency, [1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | [`domain`] | customers, products and order lines as columns; exact money; days |
//! | [`statistics`] | distribution functions, quantiles, intervals, adjustment for many tests, seeded draws |
//! | [`sparse`] | compressed sparse rows |
//! | [`ingest`] | a shop's files → a dataset, with a reason for each row that is set aside |
//! | [`generate`] | a seeded synthetic shop |
//! | [`segment`] | RFM scores and segments, movement, cohorts, time between orders |
//! | [`cluster`] | K-means, quality measures, choice of k, stability |
//! | [`value`] | customer lifetime value: BG/NBD and Gamma-Gamma |
//! | [`basket`] | association rules |
//! | [`recommend`] | five strategies, their weighted sum, rules, reasons, evaluation, tuning |
//! | [`experiment`] | sample size, random groups, analysis of results |
//! | [`estimator`] | what the linfa estimators among these have in common |
//! | [`engine`] | the order of all these, with progress, cancel, cache and log; project files; output files |
//! | [`document`], [`pages`], [`messages`] | reports and workbooks; what the browser page shows, and what it asks for |
//! | [`run`], [`files`] | what the host of a run is told, and which files it can take away |
//!
//! The folder `examples/` has a program for each of these. The same code runs natively and as WebAssembly, with the same bytes as result.

pub use clientele_analytics::{basket, cluster, estimator, experiment, recommend, segment, value};
pub use clientele_core::{domain, files, run, sparse, statistics};
pub use clientele_document as document;
pub use clientele_engine as engine;
pub use clientele_generate as generate;
pub use clientele_ingest as ingest;
pub use clientele_messages as messages;
pub use clientele_pages as pages;

use domain::ErrorView;
use engine::{Config, Input, MemoryFiles, RunError, Session, Unattended};

/// Bytes that are read between two pauses of a run that nobody waits for.
const CHUNK_BYTES: usize = 1 << 20;

/// Runs the whole pipeline on files in memory, each a name and its bytes, and blocks until it is done. A name's ending does not
/// matter: what a file holds is found out from its bytes.
///
/// For progress, cancel, files that are read piece by piece, or an earlier result to build on, call [`engine::run`].
///
/// # Errors
/// When a setting is out of its bounds, or when the files cannot be used. A stage that fails later leaves the others' results: its
/// own accessor of [`Session`] then says why it has none.
pub fn analyse(files: Vec<(String, Vec<u8>)>, config: &Config) -> Result<Session, ErrorView> {
    let mut files = MemoryFiles::new(files, CHUNK_BYTES);
    wait_for(Input::Files(&mut files), config)
}

/// Runs the whole pipeline on the generated shop of `config.generator`, and blocks until it is done.
///
/// ```
/// use clientele::{analyse_generated, engine::Config};
///
/// let mut config = Config::default().with_seed(7);
/// config.generator.customers = 200;
/// config.generator.transactions = 1_000;
/// let session = analyse_generated(&config)?;
/// assert!(session.rfm()?.len() <= 200);
/// # Ok::<(), clientele::domain::ErrorView>(())
/// ```
///
/// # Errors
/// When a setting is out of its bounds.
pub fn analyse_generated(config: &Config) -> Result<Session, ErrorView> {
    wait_for(Input::<MemoryFiles>::Generated, config)
}

fn wait_for(input: Input<'_, MemoryFiles>, config: &Config) -> Result<Session, ErrorView> {
    pollster::block_on(engine::run(input, config, None, &Unattended)).map_err(|error| match error {
        RunError::Failed(error) => error,
        RunError::Cancelled => ErrorView {
            code: "cancelled".into(),
            message: "The run was cancelled".into(),
            place: None,
            suggestion: "Start it again.".into(),
        },
    })
}
