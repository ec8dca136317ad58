//! Clusters of a generated shop's customers, with the quality of each k: `cargo run --example clusters`.
#![allow(clippy::print_stdout)]

use clientele::cluster::{ClusterParams, Sweep};
use clientele::generate::{GeneratorParams, Shop};
use clientele::ingest::{Importer, ValidIngestParams};
use clientele::segment::{Rfm, RfmParams};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A generated shop is read as files are: nothing is known but what they say.
    let shop = Shop::generate(GeneratorParams::default().check()?);
    let mut importer = Importer::new(ValidIngestParams::default());
    for (name, table) in [
        ("customers.csv", shop.customers_csv()),
        ("products.csv", shop.products_csv()),
        ("transactions.csv", shop.transactions_csv()),
    ] {
        importer.begin_file(name, None);
        for chunk in table {
            importer.push(&chunk)?;
        }
        importer.end_file()?;
    }
    let shop = importer.finish()?.dataset;

    // K-means for each k on scaled recency, frequency and monetary value; steps, so that a page stays responsive.
    let rfm = Rfm::compute(&shop, &RfmParams::default().check()?)?;
    let mut sweep = Sweep::new(&rfm, ClusterParams::default().check()?)?;
    while !sweep.step().is_done() {}
    let clustering = sweep.finish();

    println!("  k     inertia  silhouette");
    for quality in &clustering.by_k {
        println!("{:>3} {:>11.1}      {:.3}", quality.k, quality.inertia, quality.silhouette);
    }
    println!("\n{} clusters: {}", clustering.k, clustering.reason);
    for cluster in &clustering.clusters {
        println!(
            "  {:<28} {:>5} customers, last order {:>4.0} days ago, {:>4.1} orders",
            cluster.name, cluster.customers, cluster.median_recency_days, cluster.median_frequency
        );
    }
    Ok(())
}
