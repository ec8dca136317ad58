//! `kmeans-bench make CUSTOMERS|FILE OUT` writes customers' metrics, as little-endian u32 recency, u32 orders, f64 ten-thousandths, column
//! after column; `kmeans-bench time OUT` times the clustering of them.

use clientele::generate::{GeneratorParams, Shop};
use clientele::ingest::{Importer, ValidIngestParams};
use clientele::segment::{Rfm, RfmParams};
use clientele_kmeans_bench::Bench;
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", what, out] => Ok(std::fs::write(out, make(what)?)?),
        ["time", file] => time(&std::fs::read(file)?),
        _ => Err("make CUSTOMERS|FILE OUT, or time FILE".into()),
    }
}

fn make(what: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut importer = Importer::new(ValidIngestParams::default());
    if let Ok(customers) = what.parse::<u32>() {
        let shop = Shop::generate(GeneratorParams { customers, transactions: customers * 9, ..GeneratorParams::default() }.check()?);
        let files: [(&str, Vec<u8>); 3] = [
            ("customers.csv", shop.customers_csv().flatten().collect()),
            ("products.csv", shop.products_csv().flatten().collect()),
            ("transactions.csv", shop.transactions_csv().flatten().collect()),
        ];
        for (name, bytes) in files {
            importer.begin_file(name, None);
            importer.push(&bytes)?;
            importer.end_file()?;
        }
    } else {
        importer.begin_file(what, None);
        for piece in std::fs::read(what)?.chunks(65_536) {
            importer.push(piece)?;
        }
        importer.end_file()?;
    }
    let rfm = Rfm::compute(&importer.finish()?.dataset, &RfmParams::default().check()?).map_err(|e| e.to_string())?;
    let mut bytes: Vec<u8> = Vec::new();
    rfm.recency_days.iter().chain(&rfm.frequency).for_each(|n| bytes.extend(n.to_le_bytes()));
    rfm.monetary.iter().for_each(|m| bytes.extend((m.ten_thousandths() as f64).to_le_bytes()));
    Ok(bytes)
}

fn time(bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let n = bytes.len() / 16;
    let whole = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let recency: Vec<u32> = (0..n).map(|row| whole(4 * row)).collect();
    let frequency: Vec<u32> = (0..n).map(|row| whole(4 * (n + row))).collect();
    let money = bytes[8 * n..].chunks_exact(8).map(|b| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]));
    let mut bench = Bench::new(&recency, &frequency, &money.collect::<Vec<f64>>())?;
    let start = Instant::now();
    bench.runs();
    let runs = start.elapsed();
    bench.silhouettes();
    let silhouettes = start.elapsed() - runs;
    let by_k: Vec<String> = bench.finish().iter().map(f64::to_string).collect();
    println!(
        "{{\"runs\": {}, \"silhouettes\": {}, \"by_k\": [{}]}}",
        runs.as_secs_f64() * 1e3,
        silhouettes.as_secs_f64() * 1e3,
        by_k.join(", ")
    );
    Ok(())
}
