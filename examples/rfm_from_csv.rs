//! RFM segments of a sales file: `cargo run --example rfm_from_csv -- sales.csv`. Without a file it reads a sample of Online Retail.
#![allow(clippy::print_stdout)]

use clientele::domain::{ErrorView, grouped_money};
use clientele::ingest::{Importer, ValidIngestParams};
use clientele::segment::{Rfm, RfmParams};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "tests/fixtures/online_retail_cut.csv".into());

    // Read the file. An importer takes bytes in pieces, as they come.
    let mut importer = Importer::new(ValidIngestParams::default());
    importer.begin_file(&file, None);
    importer.push(&std::fs::read(&file)?)?;
    importer.end_file()?;
    let imported = importer.finish().map_err(|error| ErrorView::of(&error).to_string())?;

    // Every row is accounted for: analysed, repaired, or set aside with a reason.
    let sums = &imported.report.reconciliation;
    println!("{} rows, {} of them analysed, {}", sums.gross.rows, sums.analysed.rows, grouped_money(sums.analysed.amount));
    for (reason, tally) in &sums.set_aside {
        println!("  {:>6} set aside: {reason:?}", tally.rows);
    }

    // Score and segment the customers as of the day after the last order.
    let rfm = Rfm::compute(&imported.dataset, &RfmParams::default().check()?)?;
    println!("\nAs of {}:", rfm.analysis_date);
    for segment in &rfm.segments {
        println!(
            "  {:<22} {:>4} customers  {:>14}  {:>5.1} % of revenue",
            segment.name,
            segment.customers,
            grouped_money(segment.revenue),
            segment.revenue_share * 100.0
        );
    }
    Ok(())
}
