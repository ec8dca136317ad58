//! What the tests share: results of generated shops and of files, answers to the page, blocks of a page, reference data.
#![allow(dead_code, clippy::print_stderr, reason = "each file of tests is a program of its own, and uses a part of this")]

use clientele::domain::{Dataset, ErrorView, Money};
use clientele::engine::{Cancelled, Config, Control, Input, LogEntry, MemoryFiles, Progress, Session, Stage, StageOutcome, run};
use clientele::generate::Shop;
use clientele::ingest::{Imported, Importer, ValidIngestParams};
use clientele::messages::{
    Answer, Arguments, Block, ChartId, ChartView, ChartWidth, CustomerFilter, ExportedFile, PageView, Query, Theme,
};
use clientele::pages::answer;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

thread_local! {
    static DEMO: OnceLock<Session> = const { OnceLock::new() };
}

/// A control that hears nothing and never stops a run.
pub(crate) struct Quiet;

impl Control for Quiet {
    fn elapsed_ms(&self) -> u32 {
        0
    }
    fn progress(&self, _: Progress) {}
    fn log(&self, _: LogEntry) {}
    fn stage_ended(&self, _: Stage, _: &StageOutcome) {}
    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// The result of a generated shop; what an earlier result has of it is used again.
pub(crate) fn generated(config: &Config, earlier: Option<&Session>) -> Session {
    pollster::block_on(run(Input::<MemoryFiles>::Generated, config, earlier, &Quiet)).expect("analysed")
}

/// The result of the demo with the usual settings.
pub(crate) fn demo() -> Session {
    generated(&Config::default(), None)
}

/// A test on the demo, which is analysed once for each thread.
pub(crate) fn with_demo(test: impl FnOnce(&Session)) {
    DEMO.with(|shared| test(shared.get_or_init(demo)));
}

/// A chart as the page gets it.
pub(crate) fn chart(session: &Session, chart: ChartId, filter: &CustomerFilter) -> Result<ChartView, ErrorView> {
    let query = Query::Chart { chart, theme: Theme::Dark, width: ChartWidth::Wide, filter: filter.clone() };
    match answer(Some(session), &[], &query)? {
        Answer::Chart(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// The traces of a chart as plotly.js gets them.
pub(crate) fn traces(view: &ChartView) -> Vec<serde_json::Value> {
    if view.spec_json.is_empty() {
        return Vec::new();
    }
    let spec: serde_json::Value = serde_json::from_str(&view.spec_json).expect("JSON");
    spec["data"].as_array().expect("traces").clone()
}

/// The result of files, read in pieces of 4 KiB.
pub(crate) fn of_files(files: Vec<(String, Vec<u8>)>, config: &Config) -> Session {
    let mut files = MemoryFiles::new(files, 4096);
    pollster::block_on(run(Input::Files(&mut files), config, None, &Quiet)).expect("analysed")
}

/// The result of one file of sales with the usual settings.
pub(crate) fn of_csv(text: &str) -> Session {
    of_files(vec![("sales.csv".to_owned(), text.as_bytes().to_vec())], &Config::default())
}

/// How a stage ended.
pub(crate) fn outcome(session: &Session, stage: Stage) -> &StageOutcome {
    session.stages().iter().find(|(s, _)| *s == stage).map(|(_, outcome)| outcome).expect("it ran")
}

/// Whether a stage took over an earlier result.
pub(crate) fn is_cached(session: &Session, stage: Stage) -> bool {
    matches!(outcome(session, stage), StageOutcome::Done { cached: true, .. })
}

/// The answer to the page; a refusal fails the test.
pub(crate) fn ask(session: &Session, query: &Query) -> Answer {
    answer(Some(session), &[], query).unwrap_or_else(|e| panic!("{query:?}: {e}"))
}

/// A file that the page asks for.
pub(crate) fn file(session: &Session, query: &Query) -> ExportedFile {
    match ask(session, query) {
        Answer::Export(file) => file,
        other => panic!("{query:?}: {other:?}"),
    }
}

/// A page as the worker lays it out.
pub(crate) fn page(session: &Session, name: &str, pairs: &[(&str, &str)], filter: &CustomerFilter) -> PageView {
    let query = Query::Page { name: name.to_owned(), arguments: arguments(pairs), filter: filter.clone() };
    match ask(session, &query) {
        Answer::Page(page) => *page,
        other => panic!("{query:?}: {other:?}"),
    }
}

/// What an address says beside the filter.
pub(crate) fn arguments(pairs: &[(&str, &str)]) -> Arguments {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// All blocks, those inside groups too.
pub(crate) fn all(blocks: &[Block]) -> Vec<&Block> {
    let mut found = Vec::new();
    for block in blocks {
        found.push(block);
        if let Block::Group(group) = block {
            found.extend(all(&group.blocks));
        }
    }
    found
}

/// The names of a CSV file's columns, and its rows.
pub(crate) fn csv_of(bytes: &[u8]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(Result::unwrap).collect())
}

/// The data of a generated shop, by way of its files.
pub(crate) fn dataset_of(shop: &Shop) -> Dataset {
    let mut importer = Importer::new(ValidIngestParams::default());
    for (name, chunks) in [
        ("customers.csv", shop.customers_csv()),
        ("products.csv", shop.products_csv()),
        ("transactions.csv", shop.transactions_csv()),
    ] {
        importer.begin_file(name, None);
        for chunk in chunks {
            importer.push(&chunk).unwrap();
        }
        importer.end_file().unwrap();
    }
    importer.finish().unwrap().dataset
}

/// The sums of a report add up, and each row of each file is in one of them.
pub(crate) fn check_rows(imported: &Imported) {
    let report = &imported.report;
    assert!(report.reconciliation.adds_up(), "{:?}", report.reconciliation);
    for file in &report.files {
        let set_aside: u64 = file.set_aside.iter().map(|(_, rows)| rows).sum();
        assert_eq!(file.rows, file.used + set_aside + file.passed_over, "{file:?}");
    }
}

/// An amount as a test writes it.
pub(crate) fn money(text: &str) -> Money {
    Money::parse(text).expect("an amount")
}

/// A file of the reference data, which are too large, or not free, to be shipped. Tests that need one are `ignored`; `./dev test`
/// runs them where the folder is there.
pub(crate) fn shared(file: &str) -> PathBuf {
    let folder = std::env::var_os("CLIENTELE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = folder.join(file);
    assert!(path.exists(), "{} is missing: set CLIENTELE_SHARED to the folder of the reference data", path.display());
    path
}
