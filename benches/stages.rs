//! The engine's parts one by one, on generated shops of nine transactions a customer: `cargo bench`.
#![allow(clippy::unwrap_used, missing_docs)]

use clientele::cluster::{ClusterParams, Sweep};
use clientele::domain::{Dataset, Day};
use clientele::generate::{CsvChunks, GeneratorParams, Shop};
use clientele::ingest::{Imported, Importer, ValidIngestParams};
use clientele::recommend::{RecommendParams, Recommendations, Recommender, Weights};
use clientele::segment::{Rfm, RfmParams};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

const CUSTOMERS: [u32; 2] = [1_000, 10_000];

fn params(customers: u32) -> GeneratorParams {
    GeneratorParams { customers, transactions: customers * 9, ..GeneratorParams::default() }
}

fn files(customers: u32) -> [(&'static str, Vec<u8>); 3] {
    let shop = Shop::generate(params(customers).check().unwrap());
    [
        ("customers.csv", shop.customers_csv().flatten().collect()),
        ("products.csv", shop.products_csv().flatten().collect()),
        ("transactions.csv", shop.transactions_csv().flatten().collect()),
    ]
}

fn import(files: &[(&'static str, Vec<u8>)]) -> Imported {
    let mut importer = Importer::new(ValidIngestParams::default());
    for (name, bytes) in files {
        importer.begin_file(name, None);
        importer.push(bytes).unwrap();
        importer.end_file().unwrap();
    }
    importer.finish().unwrap()
}

fn dataset(customers: u32) -> Dataset {
    import(&files(customers)).dataset
}

fn rfm(dataset: &Dataset) -> Rfm {
    Rfm::compute(dataset, &RfmParams::default().check().unwrap()).unwrap()
}

#[divan::bench(args = CUSTOMERS)]
fn generate(bencher: Bencher<'_, '_>, customers: u32) {
    bencher.counter(ItemsCount::new(customers * 9)).bench(|| Shop::generate(params(customers).check().unwrap()));
}

/// One million customers with nine million transactions: the shop alone, and the files that it is written as.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn generate_million(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(9_000_000_u32)).bench(|| Shop::generate(params(1_000_000).check().unwrap()));
}

/// See [`generate_million`]; with faults, as those are put in on the way to the file.
#[divan::bench(args = [0, 50], sample_count = 1, sample_size = 1)]
fn write_million(bencher: Bencher<'_, '_>, dirty_permille: u16) {
    let shop = Shop::generate(GeneratorParams { dirty_permille, ..params(1_000_000) }.check().unwrap());
    bencher.counter(ItemsCount::new(9_000_000_u32)).bench(|| {
        let bytes = |chunks: CsvChunks<'_>| chunks.map(|chunk| chunk.len()).sum::<usize>();
        bytes(shop.customers_csv()) + bytes(shop.products_csv()) + bytes(shop.transactions_csv())
    });
}

#[divan::bench(args = CUSTOMERS)]
fn ingest(bencher: Bencher<'_, '_>, customers: u32) {
    let files = files(customers);
    bencher.counter(ItemsCount::new(customers * 9)).bench(|| import(&files));
}

#[divan::bench(args = CUSTOMERS)]
fn score_rfm(bencher: Bencher<'_, '_>, customers: u32) {
    let dataset = dataset(customers);
    bencher.counter(ItemsCount::new(customers)).bench(|| rfm(&dataset));
}

#[divan::bench(args = CUSTOMERS)]
fn cluster_sweep(bencher: Bencher<'_, '_>, customers: u32) {
    let rfm = rfm(&dataset(customers));
    bencher.counter(ItemsCount::new(customers)).bench(|| {
        let mut sweep = Sweep::new(&rfm, ClusterParams::default().check().unwrap()).unwrap();
        while !sweep.step().is_done() {}
        sweep.finish()
    });
}

#[divan::bench(args = CUSTOMERS)]
fn recommend(bencher: Bencher<'_, '_>, customers: u32) {
    let dataset = dataset(customers);
    let (_, last) = dataset.period().unwrap();
    bencher.counter(ItemsCount::new(customers)).bench(|| {
        let params = RecommendParams::default().check().unwrap();
        let recommender = Recommender::new(&dataset, None, Day(last.0 + 1), params).unwrap();
        let mut lists = Recommendations::default();
        recommender.recommend_block(0..customers, &mut recommender.scratch(), &mut lists);
        lists
    });
}

/// What a moved slider asks for: the lists of the customers on the screen with other weights, without learning anything anew.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn lists_of_a_screen(bencher: Bencher<'_, '_>, customers: u32) {
    let dataset = dataset(customers);
    let (_, last) = dataset.period().unwrap();
    let usual = RecommendParams::default().check().unwrap();
    let recommender = Recommender::new(&dataset, None, Day(last.0 + 1), usual).unwrap();
    let other = Weights { seasonal: 1.0, ..Weights::default() };
    let params = RecommendParams { weights: other, n: 5, ..RecommendParams::default() }.check().unwrap();
    let shown: Vec<u32> = (0..100).collect();
    bencher.counter(ItemsCount::new(100_u32)).bench(|| recommender.preview(params.clone(), &shown, &mut recommender.scratch()));
}
